/*
 * run.c - runs one program under limits; see run.h.
 *
 * Theory of operation. The child sets up its own limits and execs. The parent sleeps in poll(2) on
 * three descriptors: what the child prints, its events, and a pidfd that tells of its end. Ten
 * times a second it looks at the child's processes through /proc, for the limits that the
 * kernel doesn't keep for us. However the child ends, everything it started is killed before the
 * outcome is handed over.
 */
#include "run/run.h"

#include "common/clock.h"
#include "run/sandbox.h"
#include "run/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <math.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* In seconds: how soon the program is looked at first, and how often at least later on. */
static const double first_look = 0.02;
static const double look_every = 0.1;

enum {
    MOST_PRINTED_KEPT = 1 << 20,
    EXEC_FAILED = 127,
};

const struct limits usual_limits = {
    .processor_seconds = 20,
    .processors = 1,
    .still_seconds = 5,
    .asleep_seconds = 10,
    .clock_seconds = 180,
    .memory_bytes = (size_t)2 << 30,
    .printed_bytes = (size_t)16 << 20,
    .file_bytes = (size_t)64 << 20,
    .events_bytes = (size_t)8 << 20,
    .processes = 64,
};

int processors_here(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

/* What came through one pipe. */
struct collected {
    int descriptor; /* our end; -1 once the other end is closed everywhere */
    char *bytes;
    size_t length;
    size_t most;
    size_t seen; /* with what was thrown away */
    bool pass_on;
};

/* Everything that the parent knows about the run. */
struct run {
    const struct limits *limits;
    pid_t parent; /* this process */
    pid_t child;
    bool boxed;  /* in a sandbox: the child is its keeper, and not what is looked at */
    pid_t first; /* of the sandbox's processes; 0 if it was not made */
    int pidfd;
    struct sandbox_pipes sandbox;
    struct collected printed;
    struct collected events;
    double started;
    double last_progress;
    unsigned long long busy; /* at that time: for how long its threads had run, or waited to */
    double last_look;
    unsigned long long busy_then;
    double asleep;
    int processes; /* when we last looked */
};

/* A signal that would have ended us while a program runs; it does so once that is gone. */
static volatile sig_atomic_t interrupted;
static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { ENDING_SIGNALS = sizeof ending_signals / sizeof *ending_signals };

static void note_signal(int signal)
{
    interrupted = signal;
}

static void catch_signals(struct sigaction before[static ENDING_SIGNALS])
{
    const struct sigaction note = {.sa_handler = note_signal};
    interrupted = 0;
    for (int i = 0; i < ENDING_SIGNALS; i++) {
        sigaction(ending_signals[i], &note, &before[i]);
        if (before[i].sa_handler == SIG_IGN) {
            sigaction(ending_signals[i], &before[i], NULL);
        }
    }
}

static void release_signals(const struct sigaction before[static ENDING_SIGNALS])
{
    for (int i = 0; i < ENDING_SIGNALS; i++) {
        sigaction(ending_signals[i], &before[i], NULL);
    }
    if (interrupted != 0) {
        raise(interrupted);
    }
}

/* Past the limit comes a signal that tells which it was; a little later, one that can't be caught.
 */
static void limit_resource(__rlimit_resource_t resource, rlim_t most)
{
    const struct rlimit limit = {.rlim_cur = most, .rlim_max = most + 2};
    setrlimit(resource, &limit);
}

/* Nothing that is open here is the program's business: what we were given by others neither. */
static void keep_descriptors_from_program(void)
{
    enum { MOST_TRIED = 4096 };
    if (close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC) != 0) { /* before Linux 5.11 */
        for (int i = STDERR_FILENO + 1; i < MOST_TRIED; i++) {
            fcntl(i, F_SETFD, FD_CLOEXEC);
        }
    }
}

/* Draws what nobody can guess, in hexadecimal. */
static int draw_proof(char proof[static PROOF_SIZE])
{
    unsigned char drawn[PROOF_SIZE / 2];
    if (getrandom(drawn, sizeof drawn, 0) != (ssize_t)sizeof drawn) {
        return EIO;
    }
    for (size_t i = 0; i < sizeof drawn; i++) {
        snprintf(proof + 2 * i, 3, "%02x", drawn[i]);
    }
    return 0;
}

/* In the child: becomes the program as it is. Returns why it can't. */
static int exec_program(const struct command *command, const char *const *variables, int events)
{
    char number[16];
    snprintf(number, sizeof number, "%d", events);
    setenv("RACETRACK_EVENTS", number, 1);
    for (; *variables != NULL; variables++) {
        putenv((char *)*variables);
    }
    execv(command->arguments[0], (char *const *)command->arguments);
    return errno;
}

enum { MOST_VARIABLES = 16 };

/* What the program is told in its environment, the proof among it. */
static void list_variables(const struct command *command, char *proof,
                           const char *all[static MOST_VARIABLES])
{
    size_t count = 0;
    all[count++] = proof;
    for (const char *const *variable = command->variables;
         variable != NULL && *variable != NULL && count < MOST_VARIABLES - 1; variable++) {
        all[count++] = *variable;
    }
    all[count] = NULL;
}

/* In the child: never returns. What fails before the exec is told through failure. */
static void become_program(const struct command *command, const struct run *run, const char *proof,
                           int output, int events, int failure)
{
    const char *variables[MOST_VARIABLES];
    char given[sizeof "RACETRACK_PROOF=" + PROOF_SIZE];
    const struct limits *limits = run->limits;
    struct stat input;
    const bool keeps_input =
        command->keep_input && fstat(STDIN_FILENO, &input) == 0 && S_ISREG(input.st_mode);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != run->parent) {
        _exit(EXEC_FAILED); /* it was ended before we asked to be */
    }
    personality((unsigned long)personality(0xffffffff) | ADDR_NO_RANDOMIZE);
    limit_resource(RLIMIT_CORE, 0);
    limit_resource(RLIMIT_CPU, (rlim_t)ceil(limits->processor_seconds));
    limit_resource(RLIMIT_FSIZE, limits->file_bytes);
    if (!keeps_input) {
        dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
    }
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    keep_descriptors_from_program();
    const int inherited = dup(events);
    snprintf(given, sizeof given, "RACETRACK_PROOF=%s", proof);
    list_variables(command, given, variables);
    const int error = command->sandbox == NULL
                          ? exec_program(command, variables, inherited)
                          : sandbox_exec(command->sandbox, &run->sandbox, command->arguments,
                                         variables, inherited);
    if (write(failure, &error, sizeof error) < 0) {
        abort();
    }
    _exit(EXEC_FAILED);
}

/* Forks and waits for the exec. Returns 0 or what went wrong, with nothing running. */
static int launch(const struct command *command, const char *proof, struct run *run, int output,
                  int events)
{
    int failure[2];
    int error = 0;
    if (pipe2(failure, O_CLOEXEC) != 0) {
        return errno;
    }
    run->child = fork();
    if (run->child == 0) {
        become_program(command, run, proof, output, events, failure[1]);
    }
    error = run->child < 0 ? errno : 0;
    close(failure[1]);
    if (error == 0 && read(failure[0], &error, sizeof error) == (ssize_t)sizeof error) {
        waitpid(run->child, NULL, 0);
    }
    close(failure[0]);
    if (error == 0) {
        run->pidfd = (int)syscall(SYS_pidfd_open, run->child, 0);
        error = run->pidfd < 0 ? errno : 0;
        if (error != 0) {
            kill(run->child, SIGKILL);
            waitpid(run->child, NULL, 0);
        }
    }
    return error;
}

/* Opens a pipe whose one end is ours, and read as far as it holds something. */
static int open_pipe(struct collected *collected, int *other)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return errno;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    collected->descriptor = ends[0];
    *other = ends[1];
    return 0;
}

/* Starts the program; returns 0 or what went wrong, with nothing running. */
static int start(const struct command *command, const char *proof, struct run *run)
{
    int output = -1, events = -1;
    int error = open_pipe(&run->printed, &output);
    if (error == 0) {
        error = open_pipe(&run->events, &events);
    }
    if (error == 0 && run->boxed) {
        error = sandbox_open(&run->sandbox);
    }
    if (error == 0) {
        error = launch(command, proof, run, output, events);
    }
    if (output >= 0) {
        close(output);
    }
    if (events >= 0) {
        close(events);
    }
    if (error == 0 && run->boxed) {
        run->first = sandbox_begin(&run->sandbox);
    }
    return error;
}

static void keep(struct collected *collected, const char *bytes, size_t length)
{
    const size_t room = collected->most - collected->length;
    const size_t kept = length < room ? length : room;
    memcpy(collected->bytes + collected->length, bytes, kept);
    collected->length += kept;
    collected->bytes[collected->length] = '\0';
    collected->seen += length;
    if (collected->pass_on) {
        fwrite(bytes, 1, length, stdout);
        fflush(stdout);
    }
}

/* Takes what stands in the pipe now. Returns false if that is nothing. */
static bool collect(struct collected *collected)
{
    char bytes[65536];
    if (collected->descriptor < 0) {
        return false;
    }
    const ssize_t length = read(collected->descriptor, bytes, sizeof bytes);
    if (length > 0) {
        keep(collected, bytes, (size_t)length);
        return true;
    }
    if (length == 0) {
        close(collected->descriptor);
        collected->descriptor = -1;
    }
    return false;
}

/*
 * Adds up for how long no thread ran or was ready to. Only a look that finds none ready counts,
 * since a wait that still lasts has no length yet, and none between which a thread ended: its time
 * is lost.
 */
static void count_sleep(struct run *run, double time, const struct sighting *sighting)
{
    const unsigned long long busy = sighting->ran + sighting->waited;
    const double slept = time - run->last_look - (double)(busy - run->busy_then) / 1e9;
    if (sighting->processes > 0 && sighting->ready == 0 && busy >= run->busy_then && slept > 0) {
        run->asleep += slept;
    }
    run->last_look = time;
    run->busy_then = busy;
}

/* Looks at the program's processes; true, with the ending, if a limit is met. */
static bool limit_met(struct run *run, enum ending *ending)
{
    const struct limits *limits = run->limits;
    const int processors = limits->processors > 1 ? limits->processors : 1;
    const double time = seconds_now();
    struct sighting sighting;
    const int own = run->first > 0 ? 1 : 0; /* a sandbox's first process is bubblewrap's */
    watch_look(own ? run->first : run->child, limits->processes + own, limits->memory_bytes,
               &sighting);
    if (sighting.processes > 0) {
        sighting.processes -= own;
    }
    run->processes = sighting.processes;
    count_sleep(run, time, &sighting);
    /* TSan's background thread wakes ten times a second and does next to nothing (and watch_look
       leaves out its waits): a program that uses less than one part in a hundred of the time stands
       still. Threads that end take their time with them, so less is progress too. */
    const unsigned long long now_busy = sighting.ran + sighting.waited;
    const double busy = (double)(now_busy - run->busy) / 1e9;
    const bool unseen = sighting.processes == 0;
    if (unseen || sighting.ready > 0 || now_busy < run->busy ||
        busy > (time - run->last_progress) / 100) {
        run->last_progress = time;
        run->busy = now_busy;
    }
    if (sighting.processes > limits->processes) {
        *ending = ENDED_PROCESSES;
    } else if (sighting.resident_bytes > limits->memory_bytes) {
        *ending = ENDED_MEMORY;
    } else if ((double)sighting.ran / 1e9 > limits->processor_seconds * processors + 1) {
        *ending = ENDED_PROCESSOR_TIME; /* of all, where the kernel counts each */
    } else if (time - run->last_progress > limits->still_seconds) {
        *ending = ENDED_STILL;
    } else if (run->asleep > limits->asleep_seconds) {
        *ending = ENDED_ASLEEP;
    } else if (time - run->started > limits->clock_seconds) {
        const double waited = (double)sighting.waited / 1e9;
        *ending = waited > limits->clock_seconds / 2 ? ENDED_STARVED : ENDED_CLOCK;
    } else {
        return false;
    }
    return true;
}

/* Waits for the program's end, or for a limit; true, with the ending, if it was a limit. */
static bool follow(struct run *run, enum ending *ending)
{
    double pause = first_look;
    double next_look = run->started + pause;
    for (;;) {
        struct pollfd wanted[] = {
            {.fd = run->pidfd, .events = POLLIN},
            {.fd = run->printed.descriptor, .events = POLLIN},
            {.fd = run->events.descriptor, .events = POLLIN},
        };
        const double left_ms = (next_look - seconds_now()) * 1e3;
        poll(wanted, 3, left_ms > 0 ? (int)left_ms + 1 : 0);
        collect(&run->printed);
        collect(&run->events);
        if (run->printed.seen > run->limits->printed_bytes) {
            *ending = ENDED_PRINTED;
            return true;
        }
        if (interrupted != 0) {
            *ending = ENDED_CLOCK;
            return true;
        }
        if (wanted[0].revents != 0) {
            return false;
        }
        if (seconds_now() >= next_look) {
            if (limit_met(run, ending)) {
                return true;
            }
            /* One that starts processes is watched closely: it may do so faster and faster. In a
               sandbox the kernel counts them, too. */
            const bool closely = run->processes > 1 && !run->boxed;
            pause = closely ? first_look : fmin(2 * pause, look_every);
            next_look = seconds_now() + pause;
        }
    }
}

static double processor_time(const struct rusage *usage)
{
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
           (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
}

/* Tells a signal by which the kernel keeps a limit from any other. */
static void judge_signal(const struct run *run, int signal, struct outcome *outcome)
{
    const bool used_up = outcome->processor_seconds >= run->limits->processor_seconds;
    if (signal == SIGXCPU || (signal == SIGKILL && used_up)) {
        outcome->ending = ENDED_PROCESSOR_TIME;
    } else if (signal == SIGXFSZ) {
        outcome->ending = ENDED_FILE_SIZE;
    } else {
        outcome->ending = ENDED_SIGNAL;
        outcome->code = signal;
    }
}

/* Kills all that the program left behind. */
static void clear_away(const struct run *run)
{
    int ignored;
    if (run->first == 0) {
        watch_kill_descendants();
    } else if (waitpid(run->first, &ignored, WNOHANG) == 0) {
        /* It is ours since its keeper ended, and it is not gone before all of its sandbox is. */
        kill(run->first, SIGKILL);
        while (waitpid(run->first, &ignored, 0) < 0 && errno == EINTR) {
        }
    }
}

/* Tells how a program ended that nobody ended. */
static void judge_end(struct run *run, int status, struct outcome *outcome)
{
    /* Its keeper tells a signal as a shell does. */
    enum { SIGNALLED = 128, LAST_SIGNAL = 64 };
    const int told = run->boxed ? sandbox_status(&run->sandbox) : 0;
    if (told < 0) {
        outcome->ending = ENDED_UNBOXED;
    } else if (told > SIGNALLED && told <= SIGNALLED + LAST_SIGNAL) {
        judge_signal(run, told - SIGNALLED, outcome);
    } else if (run->boxed || WIFEXITED(status)) {
        outcome->ending = ENDED_EXIT;
        outcome->code = run->boxed ? told : WEXITSTATUS(status);
    } else {
        judge_signal(run, WTERMSIG(status), outcome);
    }
}

/* Reaps the child and kills what it left behind. */
static void finish(struct run *run, bool limit, enum ending ending, struct outcome *outcome)
{
    int status = 0;
    struct rusage before, after;
    getrusage(RUSAGE_CHILDREN, &before);
    if (limit) {
        kill(run->child, SIGKILL);
    }
    while (waitpid(run->child, &status, 0) < 0 && errno == EINTR) {
    }
    clear_away(run);
    getrusage(RUSAGE_CHILDREN, &after);
    while (collect(&run->printed) || collect(&run->events)) {
    }
    outcome->processor_seconds = processor_time(&after) - processor_time(&before);
    if (limit) {
        outcome->ending = ending;
    } else {
        judge_end(run, status, outcome);
    }
}

static void close_all(struct run *run)
{
    const int descriptors[] = {run->pidfd,
                               run->printed.descriptor,
                               run->events.descriptor,
                               run->sandbox.status[0],
                               run->sandbox.status[1],
                               run->sandbox.gate[0],
                               run->sandbox.gate[1]};
    for (size_t i = 0; i < sizeof descriptors / sizeof *descriptors; i++) {
        if (descriptors[i] >= 0) {
            close(descriptors[i]);
        }
    }
}

int run_program(const struct command *command, const struct limits *limits, struct outcome *outcome)
{
    *outcome = (struct outcome){
        .printed = malloc(MOST_PRINTED_KEPT + 1),
        .events = malloc(limits->events_bytes + 1),
    };
    if (outcome->printed == NULL || outcome->events == NULL) {
        outcome_release(outcome);
        return ENOMEM;
    }
    struct run run = {
        .limits = limits,
        .parent = getpid(),
        .boxed = command->sandbox != NULL,
        .pidfd = -1,
        .sandbox = {{-1, -1}, {-1, -1}},
        .printed = {.descriptor = -1,
                    .bytes = outcome->printed,
                    .most = MOST_PRINTED_KEPT,
                    .pass_on = command->pass_output_on},
        .events = {.descriptor = -1, .bytes = outcome->events, .most = limits->events_bytes},
        .started = seconds_now(),
        .last_progress = seconds_now(),
        .last_look = seconds_now(),
    };
    outcome->printed[0] = outcome->events[0] = '\0';
    fflush(stdout);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    signal(SIGCHLD, SIG_DFL); /* ignored, as whoever called us may have it, no status is told */
    struct sigaction before[ENDING_SIGNALS];
    catch_signals(before);
    int error = draw_proof(outcome->proof);
    if (error == 0) {
        error = start(command, outcome->proof, &run);
    }
    if (error != 0) {
        release_signals(before);
        close_all(&run);
        outcome_release(outcome);
        return error;
    }
    enum ending ending = ENDED_EXIT;
    const bool limit = follow(&run, &ending);
    finish(&run, limit, ending, outcome);
    release_signals(before);
    close_all(&run);
    outcome->clock_seconds = seconds_now() - run.started;
    outcome->printed_length = run.printed.length;
    outcome->events_length = run.events.length;
    return 0;
}

void outcome_release(struct outcome *outcome)
{
    free(outcome->printed);
    free(outcome->events);
    outcome->printed = outcome->events = NULL;
}

const char *outcome_in_words(const struct outcome *outcome, const struct limits *limits,
                             char *buffer, size_t size)
{
    switch (outcome->ending) {
    case ENDED_EXIT:
        snprintf(buffer, size, "exited with status %d", outcome->code);
        break;
    case ENDED_SIGNAL:
        snprintf(buffer, size, "was killed by signal %d (%s)", outcome->code,
                 strsignal(outcome->code));
        break;
    case ENDED_PROCESSOR_TIME:
        snprintf(buffer, size, "used more than %.0f s of processor time (an endless loop?)",
                 limits->processor_seconds);
        break;
    case ENDED_STILL:
        snprintf(buffer, size, "stood still for %.0f s: every thread waits, and none can go on",
                 limits->still_seconds);
        break;
    case ENDED_ASLEEP:
        snprintf(buffer, size,
                 "slept for %.0f s in all: its threads wake only to retry (for ever?)",
                 limits->asleep_seconds);
        break;
    case ENDED_CLOCK:
        snprintf(buffer, size, "did not finish within %.0f s", limits->clock_seconds);
        break;
    case ENDED_STARVED:
        snprintf(buffer, size, "got too little processor time in %.0f s: this machine is too busy",
                 limits->clock_seconds);
        break;
    case ENDED_MEMORY:
        snprintf(buffer, size, "used more than %zu MiB of memory", limits->memory_bytes >> 20);
        break;
    case ENDED_PRINTED:
        snprintf(buffer, size, "printed more than %zu MiB", limits->printed_bytes >> 20);
        break;
    case ENDED_PROCESSES:
        snprintf(buffer, size, "started more than %d processes", limits->processes);
        break;
    case ENDED_FILE_SIZE:
        snprintf(buffer, size, "wrote more than %zu MiB to a file", limits->file_bytes >> 20);
        break;
    case ENDED_UNBOXED:
        snprintf(buffer, size, "could not be started in a sandbox: %.*s",
                 (int)strcspn(outcome->printed, "\n"), outcome->printed);
        break;
    }
    return buffer;
}
