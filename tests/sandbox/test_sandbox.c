/*
 * test_sandbox.c - every way out of a sandbox is closed, all harm in it is bounded, and nothing of
 * it is left. The programs that try it are one, tries.c, which TRIES names.
 *
 * run.sh runs all this in a folder of its own, which is the current one: as the user who calls it
 * and, if that is root, as another one too. Each way out is tried without a sandbox first, where it
 * must be open: else the test would show nothing.
 *
 * The suite `missing` needs no sandbox: it is about machines where there is none.
 */
#include "run/events.h"
#include "run/run.h"
#include "run/sandbox.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const struct limits small_limits = {
    .processor_seconds = 1,
    .still_seconds = 1,
    .asleep_seconds = 2,
    .clock_seconds = 20,
    .memory_bytes = (size_t)64 << 20,
    .printed_bytes = 1 << 20,
    .file_bytes = 16 << 20,
    .events_bytes = 1 << 20,
    .processes = 20,
};

static const struct sandbox closed = {0};

/* Runs tries; the caller releases the outcome. */
static struct outcome try(const struct sandbox *sandbox, const char *what, const char *argument,
                          const struct limits *limits)
{
    const char *const arguments[] = {getenv("TRIES"), what, argument, NULL};
    const struct command command = {.arguments = arguments, .sandbox = sandbox};
    struct outcome outcome;
    const int error = run_program(&command, limits, &outcome);
    cr_assert_eq(error, 0, "%s %s: %s", what, argument, strerror(error));
    return outcome;
}

/* The exit status with which it ended by itself; the test fails if it did not. */
static int status_of(struct outcome *outcome)
{
    char words[300];
    cr_expect_eq(outcome->ending, ENDED_EXIT, "%s",
                 outcome_in_words(outcome, &small_limits, words, sizeof words));
    const int status = outcome->code;
    outcome_release(outcome);
    return status;
}

/* What stands ready outside to be reached, in words for the argument. */
struct outside {
    char port[16];
    char name[32]; /* of a socket without a file */
    char victim[16];
    char descriptor[16];
    pid_t victim_process;
};

static void listen_at(int family, struct sockaddr *address, socklen_t size)
{
    const int listener = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(listener, address, size), 0, "%s", strerror(errno));
    cr_assert_eq(listen(listener, 5), 0);
    cr_assert_eq(getsockname(listener, address, &size), 0);
}

static void stand_ready(struct outside *outside)
{
    struct sockaddr_in internet = {.sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    listen_at(AF_INET, (struct sockaddr *)&internet, sizeof internet);
    snprintf(outside->port, sizeof outside->port, "%d", ntohs(internet.sin_port));
    snprintf(outside->name, sizeof outside->name, "racetrack-test-%d", getpid());
    strcpy(local.sun_path + 1, outside->name);
    listen_at(AF_UNIX, (struct sockaddr *)&local,
              (socklen_t)(sizeof(sa_family_t) + 1 + strlen(outside->name)));
    /* Not our own child: run_program would end it with the program. */
    int tell[2];
    cr_assert_eq(pipe2(tell, O_CLOEXEC), 0);
    const pid_t between = fork();
    if (between == 0) {
        const pid_t victim = fork();
        if (victim == 0) {
            alarm(60);
            for (;;) {
                pause();
            }
        }
        _exit(write(tell[1], &victim, sizeof victim) != (ssize_t)sizeof victim);
    }
    waitpid(between, NULL, 0);
    cr_assert_eq(read(tell[0], &outside->victim_process, sizeof(pid_t)), sizeof(pid_t));
    snprintf(outside->victim, sizeof outside->victim, "%d", outside->victim_process);
    snprintf(outside->descriptor, sizeof outside->descriptor, "%d", open("secret", O_RDONLY));
    setenv("SECRET", "a mark", 1);
}

struct way {
    char what[16];
    char
        argument[64]; /* PORT, NAME, VICTIM, DESCRIPTOR: of what stands ready; HERE/: this folder */
    bool root_only;   /* it is closed to others outside too */
    bool uncertain;   /* whether it is open outside depends on the machine */
};

/*
 * Red, were one of bubblewrap's --unshare options left out (network, abstract, see, kill), the
 * system's folders bound writable, /tmp or a home shown, a descriptor or the environment kept, root
 * still root inside, or the filter of system calls not there.
 */
ParameterizedTestParameters(box, is_closed)
{
    static struct way ways[] = {
        {"network", "PORT", false, false},
        {"abstract", "NAME", false, false},
        {"read", "HERE/secret", false, false},
        {"read", "HERE/submissions/another.c", false, false},
        {"list", "HERE/submissions", false, false},
        {"read", "/root/.", true, false},
        {"read", "/etc/passwd", false, false},
        {"read", "/etc/shadow", true, false},
        {"write", "HERE/tries", false, true}, /* a program that runs can't be written anyway */
        {"write", "/usr/racetrack-test", true, true},
        {"write", "/proc/sys/kernel/core_pattern", true, true},
        {"see", "VICTIM", false, false},
        {"kill", "VICTIM", false, false},
        {"trace", "VICTIM", false, true},
        {"variable", "SECRET", false, false},
        {"descriptor", "DESCRIPTOR", false, true},
        {"hidden-memory", "x", false, false},
        {"shared-segment", "x", false, false},
        {"namespace", "x", false, true},
        {"mount", "x", true, true},
        {"more-tasks", "x", true, true},
        {"randomised", "x", false, true},
    };
    return cr_make_param_array(struct way, ways, sizeof ways / sizeof *ways);
}

static const char *argument_of(const struct way *way, const struct outside *outside, char *buffer,
                               size_t size)
{
    const struct {
        const char *name, *value;
    } values[] = {{"PORT", outside->port},
                  {"NAME", outside->name},
                  {"VICTIM", outside->victim},
                  {"DESCRIPTOR", outside->descriptor}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (strcmp(way->argument, values[i].name) == 0) {
            return values[i].value;
        }
    }
    if (strncmp(way->argument, "HERE/", 5) == 0) {
        char *here = getcwd(NULL, 0);
        snprintf(buffer, size, "%s/%s", here, way->argument + 5);
        free(here);
        return buffer;
    }
    return way->argument;
}

/* Inside first: outside it may be gone afterwards. */
ParameterizedTest(struct way *way, box, is_closed)
{
    char buffer[512];
    struct outside outside = {0};
    stand_ready(&outside);
    const char *argument = argument_of(way, &outside, buffer, sizeof buffer);
    struct outcome inside = try(&closed, way->what, argument, &small_limits);
    cr_expect_eq(status_of(&inside), 1, "%s %s: it got out", way->what, argument);
    if (!way->uncertain && (!way->root_only || geteuid() == 0)) {
        struct outcome control = try(NULL, way->what, argument, &small_limits);
        cr_expect_eq(status_of(&control), 0, "%s %s: it isn't even open outside", way->what,
                     argument);
    }
    kill(outside.victim_process, SIGKILL);
}

/* Gives tries a name that no other test's has; the caller removes the file. */
static void take_own_name(char own[static 32])
{
    snprintf(own, 32, "./own-%d", getpid());
    cr_assert_eq(link(getenv("TRIES"), own), 0);
    setenv("TRIES", own, 1);
}

/* Is there a process, anywhere, whose command line holds the word? */
static bool is_running(const char *word)
{
    bool found = false;
    DIR *directory = opendir("/proc");
    const struct dirent *entry;
    while (!found && (entry = readdir(directory)) != NULL) {
        char path[300], text[512] = "";
        snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
        FILE *file = isdigit((unsigned char)entry->d_name[0]) ? fopen(path, "r") : NULL;
        if (file != NULL) {
            const size_t length = fread(text, 1, sizeof text - 1, file);
            found = memmem(text, length, word, strlen(word)) != NULL;
            fclose(file);
        }
    }
    closedir(directory);
    return found;
}

/* All that is mounted for us; the caller frees it. */
static char *mounts(void)
{
    char *text = calloc(1, 1 << 18);
    FILE *file = fopen("/proc/self/mountinfo", "r");
    cr_assert(text != NULL && file != NULL);
    cr_assert_geq(fread(text, 1, (1 << 18) - 1, file), 1);
    fclose(file);
    return text;
}

struct harm {
    char what[16];
    char argument[64];
    enum ending ending;
    int code;
};

/*
 * Red, were a limit not kept inside, memory that is shared there counted for each process, a signal
 * told as an exit status, or a process left: it bears a name that no other does.
 */
ParameterizedTestParameters(box, ends)
{
    static struct harm cases[] = {
        {"exit", "0", ENDED_EXIT, 0},
        {"exit", "66", ENDED_EXIT, 66},
        {"signal", "11", ENDED_SIGNAL, SIGSEGV},
        {"signal", "9", ENDED_SIGNAL, SIGKILL},
        {"stop", "x", ENDED_STILL, 0},
        {"spin", "1", ENDED_PROCESSOR_TIME, 0},
        {"spin", "8", ENDED_PROCESSOR_TIME, 0},
        {"memory", "400", ENDED_MEMORY, 0},
        {"copies", "8", ENDED_STILL, 0},
        {"output", "1024", ENDED_PRINTED, 0},
        {"large-file", "/tmp/large", ENDED_FILE_SIZE, 0},
        {"processes", "100", ENDED_PROCESSES, 0},
        {"doubling", "9", ENDED_PROCESSES, 0},
        {"daemonise", "x", ENDED_EXIT, 0},
        {"kill-all", "7", ENDED_EXIT, 7},
        {"fill", "/tmp", ENDED_EXIT, 1},
        {"fill", "/dev/shm", ENDED_EXIT, 1},
        {"fill", "/", ENDED_EXIT, 2},
        {"fill", "/dev", ENDED_EXIT, 2},
        {"fill", "/usr", ENDED_EXIT, 2},
    };
    return cr_make_param_array(struct harm, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct harm *harm, box, ends)
{
    char words[300];
    char own[32];
    take_own_name(own);
    char *before = mounts();
    struct outcome outcome = try(&closed, harm->what, harm->argument, &small_limits);
    char *after = mounts();
    cr_expect_not(is_running(own + 2), "%s %s: it left a process", harm->what, harm->argument);
    cr_expect_str_eq(before, after, "%s %s: it left a mount", harm->what, harm->argument);
    cr_expect_eq(outcome.ending, harm->ending, "%s %s: %s", harm->what, harm->argument,
                 outcome_in_words(&outcome, &small_limits, words, sizeof words));
    cr_expect_eq(outcome.code, harm->code, "%s %s: code %d", harm->what, harm->argument,
                 outcome.code);
    outcome_release(&outcome);
    unlink(own);
    free(before);
    free(after);
}

/* Waits until such a process runs, or none does; not longer than ten seconds. */
static bool comes_to_run(const char *word, bool runs)
{
    for (int i = 0; i < 1000 && is_running(word) != runs; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    return is_running(word) == runs;
}

/* Red, did the keeper, who is another user for root, not end with who started it. */
Test(box, it_ends_with_who_started_it)
{
    char own[32];
    take_own_name(own);
    const pid_t starter = fork();
    if (starter == 0) {
        struct limits limits = small_limits;
        limits.still_seconds = limits.asleep_seconds = 60;
        struct outcome outcome = try(&closed, "stop", "x", &limits);
        outcome_release(&outcome);
        _exit(0);
    }
    cr_expect(comes_to_run(own + 2, true));
    kill(starter, SIGKILL);
    waitpid(starter, NULL, 0);
    cr_expect(comes_to_run(own + 2, false), "it lives on");
    unlink(own);
}

/* What is printed, as a number. */
static long told(const struct outcome *outcome)
{
    return strtol(outcome->printed, NULL, 10);
}

/* Red, were a folder that only leads to what is shown the one outside. */
Test(box, what_is_written_beside_the_program_is_not_there)
{
    struct outcome outcome = try(&closed, "write", "new", &small_limits);
    outcome_release(&outcome);
    cr_expect_neq(access("new", F_OK), 0);
    const struct sandbox here = {.folder = "."};
    outcome = try(&here, "write", "new", &small_limits);
    cr_expect_eq(status_of(&outcome), 0); /* in memory, as this folder lies in /tmp */
    cr_expect_neq(access("new", F_OK), 0);
}

/* Red, were the size of a folder in memory not limited. */
Test(box, a_folder_in_memory_has_a_size)
{
    static const char *const folders[] = {"/tmp", "/dev/shm"};
    for (size_t i = 0; i < 2; i++) {
        struct outcome outcome = try(&closed, "fill", folders[i], &small_limits);
        cr_expect_eq(told(&outcome), 128, "%s: %ld MiB", folders[i], told(&outcome));
        outcome_release(&outcome);
    }
}

/* Red, were it we alone who look for processes, ten times a second. */
Test(box, the_kernel_bounds_the_tasks)
{
    struct limits limits = small_limits;
    limits.processes = 1000;
    limits.memory_bytes = (size_t)1 << 30;
    struct outcome outcome = try(&closed, "processes", "400", &limits);
    cr_expect_eq(outcome.ending, ENDED_STILL);
    cr_expect(told(&outcome) >= 200 && told(&outcome) < SANDBOX_TASKS, "%ld processes",
              told(&outcome));
    outcome_release(&outcome);
}

/* Red, were one sandbox's tasks counted with another's: both would have too few. */
Test(box, each_has_its_own_tasks)
{
    struct limits limits = small_limits;
    limits.processes = 1000;
    limits.memory_bytes = (size_t)1 << 30;
    const pid_t other = fork();
    if (other == 0) {
        struct outcome outcome = try(&closed, "processes", "400", &limits);
        _exit(told(&outcome) < 200);
    }
    struct outcome outcome = try(&closed, "processes", "400", &limits);
    cr_expect(told(&outcome) >= 200, "%ld processes", told(&outcome));
    int status = -1;
    /* run_program may have waited for it already. */
    cr_expect(waitpid(other, &status, 0) < 0 || status == 0);
    outcome_release(&outcome);
}

/* What is named is readable, where it is, and by a path from here; what lies beside it is not. */
Test(box, what_is_named_is_readable)
{
    static const char *const readable[] = {"submissions/mine.c", NULL};
    const struct sandbox sandbox = {.readable = readable, .folder = "."};
    struct outcome outcome = try(&sandbox, "read", "submissions/mine.c", &small_limits);
    cr_expect_eq(status_of(&outcome), 0);
    outcome = try(&sandbox, "read", "submissions/another.c", &small_limits);
    cr_expect_eq(status_of(&outcome), 1);
    outcome = try(&sandbox, "write", "submissions/mine.c", &small_limits);
    cr_expect_eq(status_of(&outcome), 1);
}

/* Red, were the events' descriptor closed with the others. */
Test(box, events_and_variables_come_through)
{
    static const char script[] =
        "echo '{\"event\": \"total\", \"expected\": 7, \"total\": 7, \"seconds\": 0.5}' "
        ">/proc/self/fd/$RACETRACK_EVENTS; echo $COLOUR $HOME";
    const char *const arguments[] = {"/bin/sh", "-c", script, NULL};
    const char *const variables[] = {"COLOUR=red", NULL};
    const struct command command = {
        .arguments = arguments, .variables = variables, .sandbox = &closed};
    struct outcome outcome;
    struct reported_total total = {0};
    cr_assert_eq(run_program(&command, &small_limits, &outcome), 0);
    cr_expect(events_total(&outcome, &total));
    cr_expect_eq(total.total, 7);
    cr_expect_str_eq(outcome.printed, "red /tmp\n");
    outcome_release(&outcome);
}

/* Red, were the fault of a machine, or of a kit that only root may read, put on the program. */
Test(box, what_cannot_be_started_in_it_is_told_apart)
{
    static const char *const nothing[] = {"/usr/nowhere", NULL};
    const struct command command = {.arguments = nothing, .sandbox = &closed};
    struct outcome outcome;
    cr_assert_eq(run_program(&command, &small_limits, &outcome), 0);
    cr_expect_eq(outcome.ending, ENDED_UNBOXED);
    outcome_release(&outcome);
}

/* The commands, by a shell: their status is looked at, and what they say. */
struct command_case {
    char line[300];
    int status;
    char says[120]; /* somewhere in what it prints */
};

/* Runs the line; what it printed, both ways, is in said. */
static int shell(const char *line, char said[static 4096])
{
    char whole[600];
    snprintf(whole, sizeof whole, "{ %s; } 2>&1", line);
    FILE *output = popen(whole, "r");
    cr_assert_not_null(output);
    const size_t length = fread(said, 1, 4095, output);
    said[length] = '\0';
    const int status = pclose(output);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void expect(const struct command_case *expected)
{
    char said[4096];
    const int status = shell(expected->line, said);
    cr_expect_eq(status, expected->status, "%s: status %d: %s", expected->line, status, said);
    cr_expect(strstr(said, expected->says) != NULL, "%s: %s", expected->line, said);
}

/*
 * Red, were a link of the command's making followed, a file left that it did not finish, the folder
 * of what it makes one on a disk, or a total that only a program in no sandbox could tell wanted.
 */
ParameterizedTestParameters(box, command)
{
    static struct command_case cases[] = {
        {"$SANDBOX --try", 0, ""},
        {"$SANDBOX -- sh -c 'echo hello; exit 7'", 7, "hello\n"},
        {"$SANDBOX -- sh -c 'kill -SEGV $$'", 1, "was killed by signal 11"},
        {"$SANDBOX -- nowhere", 3, "racetrack: sandbox: nowhere: No such file"},
        {"$SANDBOX", 2, "a COMMAND is missing"},
        {"mkdir m1 && $SANDBOX --read=secret --make=m1/it -- cp secret m1/it && cmp secret m1/it "
         "&& ls m1",
         0, "it\n"},
        {"mkdir m2 && $SANDBOX --make=m2/it -- sh -c 'echo half >m2/it; exit 4'; echo $?; ls m2", 0,
         "4\n"},
        {"mkdir m3 && $SANDBOX --make=m3/it -- ln -s $PWD/secret m3/it; echo $?; ls m3", 0, "1\n"},
        {"mkdir m4 && $SANDBOX --make=m4/it -- sh -c 'echo a >m4/it; ln -s /x m4/other' && ls m4",
         0, "it\n"},
        {"mkdir m5 && $SANDBOX --make=m5/it -- ./tries fill m5 && ls m5", 1, "256\n"},
        {"mkdir m6 && $SANDBOX --make=m6/it -- sh -c 'head -c 70000000 /dev/zero >m6/it'; ls m6", 0,
         "File size limit exceeded"},
        {"unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_user_namespaces; $SANDBOX --try'", 3,
         "no sandbox is available here: bwrap: "},
        {"$VERIFY --manifest=manifest --sandbox --seed=1", 0,
         "\nfixed\n"},
    };
    return cr_make_param_array(struct command_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct command_case *expected, box, command)
{
    expect(expected);
}

/* bubblewraps that fail, in a folder before all others in PATH, or none at all. */
#define FORBIDS "PATH=$PWD/forbids:$PATH "
#define OLD "PATH=$PWD/old:$PATH "
#define NONE "PATH=$PWD/none "
#define LATE "PATH=$PWD/late:$PATH "
#define WITHOUT "racetrack: no sandbox is available here: "
#define JUDGE "$VERIFY --manifest=manifest --seed=1"

/* Red, were anything run without a sandbox by who did not ask for that, or were we ended by the
 * gate at which nobody is. */
ParameterizedTestParameters(missing, command)
{
    static struct command_case cases[] = {
        {FORBIDS "$SANDBOX -- touch here; echo $?; ls here", 2,
         WITHOUT "bwrap: setting up uid map"},
        {FORBIDS "$SANDBOX --try", 3, "or run without one: --unsafe"},
        {FORBIDS "$SANDBOX --unsafe --try", 3, WITHOUT},
        {FORBIDS "$SANDBOX --unsafe -- echo hello", 0, "hello\n"},
        {FORBIDS "$SANDBOX --unsafe --make=$PWD/made -- cp secret made && cmp secret made", 0, ""},
        {OLD "$SANDBOX --try", 3, "bubblewrap is older than 0.8; try: "},
        {NONE "$SANDBOX --try", 3, "bubblewrap is missing; try: make setup SANDBOX=1"},
        {LATE "$SANDBOX --try", 3, WITHOUT "bwrap: Can't mount proc"},
        {LATE "$SANDBOX -- touch here; echo $?; ls here", 2, WITHOUT "bwrap: Can't mount proc"},
        {LATE "$SANDBOX --unsafe -- echo hello", 0, "hello\n"},
        {LATE JUDGE " --sandbox", 3, WITHOUT},
        {FORBIDS JUDGE " --sandbox", 3, WITHOUT},
        {FORBIDS JUDGE " --sandbox --unsafe", 0, "\nfixed\n"},
    };
    return cr_make_param_array(struct command_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct command_case *expected, missing, command)
{
    expect(expected);
}
