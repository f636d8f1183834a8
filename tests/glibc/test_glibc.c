/*
 * test_glibc.c - does the explorer know all of the C library? Each function that the glibc of this
 * machine exports is in its table, and stands there as what it is. And each that is modelled,
 * called in two threads on the same memory, comes out as what calls.def says; on memory of their
 * own as proved.
 *
 * INTERLEAVE_TAKEN names the list of the functions that are taken over.
 */
#include "calls.h"

#include "interleave.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum entry_kind { MODELLED, HARMLESS, UNSEEN, REFUSED, STARTUP, VARIABLE };

static const struct entry {
    const char *name;
    enum entry_kind kind;
} entries[] = {
#define MODELLED(name) {#name, MODELLED},
#define HARMLESS(name, why) {#name, HARMLESS},
#define UNSEEN(name) {#name, UNSEEN},
#define REFUSED(name, instead) {#name, REFUSED},
#define STARTUP(name) {#name, STARTUP},
#define VARIABLE(name) {#name, VARIABLE},
#include "../../tools/interleave/lib/calls/glibc.def"
#undef MODELLED
#undef HARMLESS
#undef UNSEEN
#undef REFUSED
#undef STARTUP
#undef VARIABLE
};
enum { ENTRIES = sizeof entries / sizeof *entries };

static const struct entry *entry_of(const char *name)
{
    for (int i = 0; i < ENTRIES; i++) {
        if (strcmp(entries[i].name, name) == 0) {
            return &entries[i];
        }
    }
    return NULL;
}

/* Calls on_line with each line of what the command prints. Returns how many there were. */
static int each_line(const char *command, void (*on_line)(const char *line))
{
    char line[256];
    int count = 0;
    FILE *pipe = popen(command, "r");
    cr_assert_not_null(pipe);
    while (fgets(line, sizeof line, pipe) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        on_line(line);
        count++;
    }
    cr_assert_eq(pclose(pipe), 0, "%s", command);
    return count;
}

static void must_be_in_table(const char *name)
{
    cr_expect_not_null(entry_of(name), "%s is exported by this glibc, and not in glibc.def", name);
}

Test(glibc, every_function_is_in_the_table)
{
    static const char *const libraries[] = {"libc.so.6", "libm.so.6", "libresolv.so.2"};
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        char command[512];
        snprintf(command, sizeof command,
                 "library=$(ldconfig -p 2>/dev/null | awk '$1 == \"%s\" {print $NF; exit}');"
                 "library=${library:-$(${CC:-cc} -print-file-name=%s)};"
                 "nm -D --defined-only \"$library\" | grep -v GLIBC_PRIVATE |"
                 " sed -n 's/.* [TtWiVDBR] \\(.*\\)@@.*/\\1/p'",
                 libraries[i], libraries[i]);
        cr_expect_gt(each_line(command, must_be_in_table), 10, "%s", libraries[i]);
    }
}

static bool taken[ENTRIES];

static void is_taken(const char *name)
{
    const struct entry *entry = entry_of(name);
    if (entry != NULL) {
        taken[entry - entries] = true;
    }
}

Test(glibc, the_table_says_what_is_taken_over)
{
    char command[512];
    const char *list = getenv("INTERLEAVE_TAKEN");
    snprintf(command, sizeof command, "cat %s", list != NULL ? list : "build/interleave/taken");
    cr_expect_gt(each_line(command, is_taken), 1000);
    for (int i = 0; i < ENTRIES; i++) {
        const enum entry_kind kind = entries[i].kind;
        const bool expected = kind == MODELLED || kind == UNSEEN || kind == REFUSED;
        cr_expect_eq(taken[i], expected, "%s is %s", entries[i].name,
                     taken[i] ? "taken over" : "not taken over");
    }
}

/* What has tests of its own: what threads meet at, signals, how a program ends, memory, time that
 * passes, pipes. And what writes as much as the machine has: getgroups may write nothing. */
static const char *const elsewhere[] = {
    "pthread_",
    "_pthread_",
    "__pthread_",
    "sem_",
    "thrd_",
    "mtx_",
    "cnd_",
    "tss_",
    "call_",
    "malloc",
    "calloc",
    "realloc",
    "free",
    "aligned",
    "posix_",
    "memalign",
    "valloc",
    "pvalloc",
    "mmap",
    "munmap",
    "mremap",
    "mprot",
    "brk",
    "exit",
    "_exit",
    "_Exit",
    "abort",
    "__assert",
    "atexit",
    "at_",
    "quick",
    "raise",
    "sched_",
    "sleep",
    "usleep",
    "nanosl",
    "clock_nanosleep",
    "fopen",
    "fclose",
    "open",
    "close",
    "err",
    "verr",
    "longjmp",
    "_longjmp",
    "__longjmp",
    "siglong",
    "sigact",
    "signal",
    "sigpro",
    "sigwait",
    "sigtimed",
    "sigsus",
    "sigqueue",
    "sigpend",
    "__sigact",
    "__sigsus",
    "sigalt",
    "siginter",
    "kill",
    "alarm",
    "ualarm",
    "pause",
    "setitimer",
    "getitimer",
    "sysv_",
    "__sysv",
    "bsd_sig",
    "ssignal",
    "gsignal",
    "sigset",
    "sighold",
    "sigrelse",
    "sigignore",
    "timer_",
    "setjmp",
    "_setjmp",
    "__sigsetjmp",
    "sigblock",
    "sigsetmask",
    "siggetmask",
    "pipe",
    "socketpair",
    "eventfd",
    "poll",
    "ppoll",
    "select",
    "pselect",
    "syscall",
    "psignal",
    "getgroups",
    "fcntl",
    "__isoc23_",
};

/* Other names, and what other families have. */
static bool is_tested_elsewhere(const char *name)
{
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
        if (strncmp(name, elsewhere[i], strlen(elsewhere[i])) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_call(const char *name)
{
    for (size_t i = 0; i < call_count; i++) {
        if (strcmp(calls[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

Test(glibc, every_modelled_function_has_a_call)
{
    for (int i = 0; i < ENTRIES; i++) {
        if (entries[i].kind == MODELLED && !is_tested_elsewhere(entries[i].name)) {
            cr_expect(has_call(entries[i].name), "%s has no call in calls.def", entries[i].name);
        }
    }
}

/* -- two threads -- */

enum scene {
    BOTH_CALL,          /* on the same memory */
    ONE_CALLS,          /* and the other one writes what is read */
    EACH_ITS_OWN,       /* both call, on memory of their own */
    ONE_AFTER_THE_OTHER /* both call on the same memory, the second one when the first has ended */
};

static struct memory memories[2];
static const struct call *call;

static void *make_call(void *memory)
{
    call->make(memory);
    return NULL;
}

static void *write_memory(void *memory)
{
    memory_write(memory);
    return NULL;
}

static long run(void *scene_of_test)
{
    const enum scene scene = *(enum scene *)scene_of_test;
    pthread_t threads[2];
    memory_fill(&memories[0]);
    memory_fill(&memories[1]);
    pthread_create(&threads[0], NULL, make_call, &memories[0]);
    if (scene == ONE_AFTER_THE_OTHER) {
        pthread_join(threads[0], NULL);
    }
    pthread_create(&threads[1], NULL, scene == ONE_CALLS ? write_memory : make_call,
                   &memories[scene == EACH_ITS_OWN]);
    if (scene != ONE_AFTER_THE_OTHER) {
        pthread_join(threads[0], NULL);
    }
    pthread_join(threads[1], NULL);
    return 0;
}

static struct interleave_result *explore(enum scene scene)
{
    static const long success = 0;
    struct interleave_options options = INTERLEAVE_DEFAULTS;
    options.mode = INTERLEAVE_PROVE;
    options.expected = &success;
    options.stop_at_first = true; /* two calls that race have no end of interleavings */
    options.max_seconds = 30;
    return interleave_explore(run, &scene, &options);
}

static void expect(enum scene scene, bool races)
{
    static const char *const scenes[] = {"both call", "one writes", "each its own", "in turn"};
    struct interleave_result *result = explore(scene);
    if (races) {
        cr_expect_not_null(result->found[INTERLEAVE_DATA_RACE].schedule, "%s, %s: no data race: %s",
                           call->name, scenes[scene], result->message);
    } else {
        cr_expect_eq(result->verdict, INTERLEAVE_PROVED, "%s, %s: %s", call->name, scenes[scene],
                     result->message);
    }
    interleave_release(result);
}

static void expect_no_proof(enum scene scene)
{
    struct interleave_result *result = explore(scene);
    cr_expect_eq(result->verdict, INTERLEAVE_BOUNDED, "%s: %s", call->name, result->message);
    interleave_release(result);
}

Test(glibc, a_call_races_where_it_reads_and_writes)
{
    cr_assert_not_null(freopen("/etc/passwd", "r", stdin));
    locale_of_calls = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    for (size_t i = 0; i < call_count; i++) {
        call = &calls[i];
        switch (call->kind) {
        case READS:
            expect(ONE_CALLS, true);
            expect(BOTH_CALL, false);
            break;
        case WRITES:
            expect(BOTH_CALL, true);
            expect(EACH_ITS_OWN, false);
            expect(ONE_AFTER_THE_OTHER, false);
            break;
        case HIDDEN:
            expect(EACH_ITS_OWN, true);
            expect(ONE_AFTER_THE_OTHER, false);
            break;
        case FREE:
            expect(BOTH_CALL, false);
            break;
        case OUTSIDE:
            expect_no_proof(ONE_AFTER_THE_OTHER);
            break;
        }
    }
}
