/* parallel.c - see parallel.h. */
#include "search/parallel.h"

#include "memory/back.h"
#include "memory/memory.h"
#include "search/tally.h"
#include "world/input.h"
#include "world/world.h"

#include <errno.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int __real_clock_gettime(clockid_t, struct timespec *);

/* Bounded, that a machine is not flooded: no more than 1 + 8 + 8 * 4 processes, asleep or not. */
enum {
    TOP_NODES = 2,   /* with something left to try: these are divided */
    MOST_PARTS = 8,  /* of the first process: handed out before what they came to is read */
    PARTS_BELOW = 4, /* the same of its children; theirs don't divide what they have */
};

/* Of processors that nobody uses; in memory that all processes share. NULL: nothing is divided. */
STATE static sem_t *processors = NULL;

/* The first node of the path that is this process's, and whether it has a processor. */
STATE static int own_from = 0;
STATE static bool has_processor = false;
STATE static bool is_child = false;

/* What a child has, and where it writes what that came to. */
struct part {
    pid_t child;
    int file;
    int from;  /* node */
    bool died; /* without what it came to */
};

/* What a process divides: the upper part of its path, and the parts that are out. */
struct division {
    struct node *chain;
    int16_t *taken; /* at each node: the last that was tried, or handed out */
    int last;       /* node */
    struct part parts[MOST_PARTS];
    int part_count;
    double until;
};

/* The first part of what a child writes; then, for each node above its own, what must be tried
 * there; its tally; and, if it ended with AGAIN, its path. */
struct report {
    enum ended ended;
    int path_length;
    bool timeouts_bounded, failures_bounded, turns_bounded, orders_bounded, memory_bounded,
        threads_bounded, wakeups_bounded;
    const char *uncontrolled, *refused, *instead; /* in memory that is the same in both */
    const void *uncontrolled_at;
};

/* A child that was killed will not give its processor back: that is done for it. */
static void reap_dead(struct division *division)
{
    for (int i = 0; i < division->part_count; i++) {
        struct part *part = &division->parts[i];
        siginfo_t how = {0};
        if (!part->died &&
            waitid(P_PID, (id_t)part->child, &how, WEXITED | WNOHANG | WNOWAIT) == 0 &&
            how.si_pid != 0 && how.si_code != CLD_EXITED) {
            part->died = true;
            sem_post(processors);
        }
    }
}

static void wait_for_processor(struct division *division)
{
    struct timespec until;
    do {
        __real_clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        reap_dead(division);
    } while (sem_timedwait(processors, &until) != 0);
}

static int count_processors(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

static bool put(int file, const void *data, size_t size)
{
    return write(file, data, size) == (ssize_t)size;
}

static bool get(int file, void *data, size_t size)
{
    return read(file, data, size) == (ssize_t)size;
}

/* -- in a child -- */

static bool write_report(int file, enum ended ended)
{
    const struct report report = {.ended = ended,
                                  .path_length = ended == AGAIN ? path.length : 0,
                                  .timeouts_bounded = engine.bounded.timeouts,
                                  .failures_bounded = engine.bounded.failures,
                                  .wakeups_bounded = engine.bounded.wakeups,
                                  .turns_bounded = engine.bounded.turns,
                                  .memory_bounded = engine.bounded.memory,
                                  .threads_bounded = engine.bounded.threads,
                                  .orders_bounded = engine.bounded.orders,
                                  .uncontrolled = engine.uncontrolled,
                                  .refused = engine.refused,
                                  .instead = engine.instead,
                                  .uncontrolled_at = engine.uncontrolled_at};
    bool written = put(file, &report, sizeof report);
    for (int i = 0; i < own_from && written; i++) {
        written = put(file, &path.nodes[i].untried, sizeof path.nodes[i].untried);
    }
    return written && tally_save(file) &&
           put(file, path.nodes, (size_t)report.path_length * sizeof *path.nodes);
}

/* The child's beginning. */
static void settle(pid_t parent, int input)
{
    /* The clock by which a stuck loop is seen is not inherited. */
    const struct itimerval tick = {.it_interval = {.tv_usec = TICK_MICROSECONDS},
                                   .it_value = {.tv_usec = TICK_MICROSECONDS}};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        syscall(SYS_exit_group, 1);
    }
    setitimer(ITIMER_VIRTUAL, &tick, NULL);
    if (input >= 0 && dup2(input, STDIN_FILENO) < 0) {
        syscall(SYS_exit_group, 1);
    }
    tally_part();
}

__attribute__((noreturn)) static void work(const struct part *part, double until)
{
    const bool may_divide = !is_child;
    is_child = true;
    own_from = part->from;
    has_processor = true;
    prove_own_from(own_from);
    const enum ended ended = search_go_on(until, may_divide);
    const bool written = write_report(part->file, ended);
    if (has_processor) {
        sem_post(processors);
    }
    syscall(SYS_exit_group, written ? 0 : 1);
    __builtin_unreachable();
}

/* -- in its parent -- */

/* Where whoever started the program ignores that children end, none's end could be waited for. */
static struct sigaction want_children(void)
{
    struct sigaction before;
    const struct sigaction usual = {.sa_handler = SIG_DFL};
    sigaction(SIGCHLD, &usual, &before);
    return before;
}

static void wait_for(pid_t child)
{
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
}

/*
 * Makes a child; true in both, of which the child has part->child 0; false if there can be none.
 * The C library must not know: it would take the parked threads, which lend their thread-local
 * storage, for gone.
 */
static bool make_child(struct part *part)
{
    const pid_t parent = getpid();
    const int input = input_again();
    part->file = input == -1 ? -1 : memfd_create("interleave", MFD_CLOEXEC);
    part->child = -1;
    if (part->file >= 0) {
        part->child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    }
    if (part->child == 0) {
        settle(parent, input);
    } else if (part->child < 0 && part->file >= 0) {
        close(part->file);
    }
    if (input >= 0) {
        close(input);
    }
    return part->child >= 0;
}

/* A child that has all from the node on, and the processor that was waited for. Where there can be
 * none, this process does it by itself. */
static enum ended hand_out(struct division *division, int from)
{
    struct part *part = &division->parts[division->part_count];
    *part = (struct part){.from = from};
    if (make_child(part)) {
        if (part->child == 0) {
            work(part, division->until);
        }
        division->part_count++;
        return COMPLETE;
    }
    prove_own_from(from);
    const enum ended ended = search_go_on(division->until, false);
    prove_own_from(own_from);
    sem_post(processors);
    return ended;
}

/* What must be tried at the nodes of the chain because of what was seen below. */
static void add_untried(struct division *division, const struct node *nodes, int count)
{
    for (int i = 0; i < count && i <= division->last; i++) {
        division->chain[i].untried |= nodes[i].untried;
    }
}

/* Adds what the child came to. An error counts as a search that isn't complete. */
static enum ended read_report(struct division *division, const struct part *part)
{
    struct report report;
    if (lseek(part->file, 0, SEEK_SET) != 0 || !get(part->file, &report, sizeof report)) {
        return OUT_OF_BUDGET;
    }
    for (int i = 0; i < part->from; i++) {
        thread_set untried;
        if (!get(part->file, &untried, sizeof untried)) {
            return OUT_OF_BUDGET;
        }
        division->chain[i].untried |= untried;
    }
    if (!tally_add(part->file)) {
        return OUT_OF_BUDGET;
    }
    engine.bounded.timeouts |= report.timeouts_bounded;
    engine.bounded.failures |= report.failures_bounded;
    engine.bounded.wakeups |= report.wakeups_bounded;
    engine.bounded.turns |= report.turns_bounded;
    engine.bounded.memory |= report.memory_bounded;
    engine.bounded.threads |= report.threads_bounded;
    engine.bounded.orders |= report.orders_bounded;
    if (engine.refused == NULL && (report.refused != NULL || engine.uncontrolled == NULL)) {
        engine.uncontrolled_at = report.uncontrolled_at;
    }
    engine.uncontrolled = engine.uncontrolled != NULL ? engine.uncontrolled : report.uncontrolled;
    engine.instead = engine.refused != NULL ? engine.instead : report.instead;
    engine.refused = engine.refused != NULL ? engine.refused : report.refused;
    if (report.ended == AGAIN) {
        back_forget(); /* the marks are on the path that was here */
        for (path.length = 0; path.length < report.path_length;) {
            if (!get(part->file, path_push(), sizeof *path.nodes)) {
                return OUT_OF_BUDGET;
            }
        }
        path.kept = path.length;
    }
    return report.ended;
}

/* How a search has ended of which two parts ended so. */
static enum ended worse(enum ended one, enum ended other)
{
    return one > other ? one : other;
}

/* Waits for the parts that are out, and adds what they came to, in their order. Where one says that
 * the search must begin anew, the others don't matter. */
static enum ended collect(struct division *division, enum ended ended)
{
    for (int i = 0; i < division->part_count; i++) {
        struct part *part = &division->parts[i];
        if (ended == AGAIN) {
            kill(part->child, SIGKILL);
        }
        wait_for(part->child);
        if (ended != AGAIN) {
            ended = worse(ended, read_report(division, part));
        }
        close(part->file);
    }
    division->part_count = 0;
    return ended;
}

/* The path down to the node as it was, but for what is tried there. */
static void restore_chain(const struct division *division, int at)
{
    __real_memcpy(path.nodes, division->chain, (size_t)(at + 1) * sizeof *path.nodes);
    path.nodes[at].chosen = division->taken[at];
    path.length = at + 1;
}

static bool has_more_below(int at)
{
    for (int i = at + 1; i < path.length; i++) {
        if (prove_has_more(i)) {
            return true;
        }
    }
    return false;
}

/* Takes up the next one at the node: its first execution here, the others in a child. */
static enum ended try_next(struct division *division, int at)
{
    wait_for_processor(division);
    prove_take(at);
    back_forget(); /* the path may have been another one */
    division->taken[at] = path.nodes[at].chosen;
    enum ended ended = search_run();
    if (ended != COMPLETE) {
        sem_post(processors);
        return ended;
    }
    if (has_more_below(at)) {
        ended = hand_out(division, at + 1);
    } else {
        sem_post(processors);
    }
    add_untried(division, path.nodes, at + 1);
    prove_leave(at);
    division->chain[at].done = path.nodes[at].done;
    division->chain[at].footprints = path.nodes[at].footprints;
    return ended;
}

/* All that is left at the chain's nodes now. *any: there was something. */
static enum ended try_all(struct division *division, bool *any)
{
    enum ended ended = COMPLETE;
    for (int at = division->last; at >= own_from && ended == COMPLETE; at--) {
        for (restore_chain(division, at); ended == COMPLETE && prove_has_more(at);
             restore_chain(division, at)) {
            *any = true;
            if (division->until != 0 && deadline_now() >= division->until) {
                return OUT_OF_BUDGET;
            }
            ended = try_next(division, at);
            if (division->part_count == (is_child ? PARTS_BELOW : MOST_PARTS)) {
                ended = collect(division, ended);
            }
        }
    }
    return ended;
}

/* The last of the uppermost nodes at which something is left to try. */
static int end_of_chain(void)
{
    int found = 0;
    for (int i = own_from; i < path.length; i++) {
        found += prove_has_more(i);
        if (found == TOP_NODES) {
            return i;
        }
    }
    return path.length - 1;
}

static enum ended divide(struct division *division)
{
    enum ended ended = COMPLETE;
    bool any = true;
    if (has_more_below(division->last)) {
        wait_for_processor(division);
        ended = hand_out(division, division->last + 1);
    }
    for (int i = own_from; i <= division->last; i++) {
        prove_leave(i);
    }
    __real_memcpy(division->chain, path.nodes,
                  (size_t)(division->last + 1) * sizeof *division->chain);
    for (int i = 0; i <= division->last; i++) {
        division->taken[i] = path.nodes[i].chosen;
    }
    while (any && ended == COMPLETE) {
        any = false;
        ended = collect(division, try_all(division, &any));
    }
    return ended;
}

enum ended parallel_go_on(double until)
{
    const bool first = processors == NULL;
    const struct sigaction before = want_children();
    if (first) {
        own_from = 0;
        prove_own_from(0);
        processors = mmap(NULL, sizeof *processors, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (processors == MAP_FAILED ||
            sem_init(processors, 1, (unsigned)count_processors()) != 0) {
            abort();
        }
    } else {
        sem_post(processors);
        has_processor = false;
    }
    struct division division = {.last = end_of_chain(), .until = until};
    division.chain = __real_calloc((size_t)division.last + 1, sizeof *division.chain);
    division.taken = __real_calloc((size_t)division.last + 1, sizeof *division.taken);
    if (division.chain == NULL || division.taken == NULL) {
        abort();
    }
    enum ended ended = divide(&division);
    if (ended == AGAIN && first && !engine.again) {
        /* Along the path on which a child saw it, so that it is known here, too. */
        ended = worse(OUT_OF_BUDGET, search_run());
        if (ended != AGAIN && cells_leave_whole()) {
            ended = AGAIN; /* it was about spans of a cell that are known there alone */
        }
    }
    if (ended != AGAIN) {
        __real_memcpy(path.nodes, division.chain, (size_t)own_from * sizeof *path.nodes);
    }
    __real_free(division.chain);
    __real_free(division.taken);
    if (first) {
        munmap(processors, sizeof *processors);
        processors = NULL;
    }
    sigaction(SIGCHLD, &before, NULL);
    return ended;
}

/* -- samples -- */

/* One sample, from the seed, in this process. */
static enum ended draw(const struct strategy *strategy, unsigned long seed,
                       unsigned long executions, double until)
{
    engine.options.seed = seed;
    return search(strategy, executions, until);
}

/* A child for each of the next samples that a processor is free for. */
static void start_samples(struct part *parts, int count, const struct strategy *strategy,
                          unsigned long seed, unsigned long executions, double until)
{
    for (int i = 0; i < count; i++) {
        parts[i] = (struct part){.from = 0};
        if (!make_child(&parts[i])) {
            parts[i].child = -1;
        } else if (parts[i].child == 0) {
            own_from = 0;
            const enum ended ended = draw(strategy, seed + (unsigned long)i, executions, until);
            syscall(SYS_exit_group, write_report(parts[i].file, ended) ? 0 : 1);
        }
    }
}

/* What the sample came to; where there was no child for it, it is drawn now. */
static enum ended end_sample(struct part *part, const struct strategy *strategy, unsigned long seed,
                             unsigned long executions, double until)
{
    if (part->child < 0) {
        return draw(strategy, seed, executions, until);
    }
    wait_for(part->child);
    const enum ended ended = read_report(NULL, part);
    close(part->file);
    return ended;
}

static void drop_sample(const struct part *part)
{
    if (part->child > 0) {
        kill(part->child, SIGKILL);
        wait_for(part->child);
        close(part->file);
    }
}

enum ended parallel_samples(const struct strategy *strategy, unsigned long samples,
                            unsigned long executions, double until)
{
    const unsigned long first = engine.options.seed;
    const int together = count_processors() < MOST_PARTS ? count_processors() : MOST_PARTS;
    const struct sigaction before = want_children();
    enum ended ended = OUT_OF_BUDGET;
    for (unsigned long done = 0; ended != FOUND && (samples == 0 || done < samples);) {
        struct part parts[MOST_PARTS];
        const unsigned long left = samples == 0 ? MOST_PARTS : samples - done;
        const int count = left < (unsigned long)together ? (int)left : together;
        start_samples(parts, count, strategy, first + done, executions, until);
        for (int i = 0; i < count; i++, done++) {
            if (ended == FOUND) {
                drop_sample(&parts[i]);
                continue;
            }
            ended = end_sample(&parts[i], strategy, first + done, executions, until);
            ended = tally_found_more_than_a_race() || engine.refused != NULL ? FOUND : ended;
        }
        if (until != 0 && deadline_now() >= until) {
            break;
        }
    }
    engine.options.seed = first;
    sigaction(SIGCHLD, &before, NULL);
    return ended == FOUND ? FOUND : OUT_OF_BUDGET;
}
