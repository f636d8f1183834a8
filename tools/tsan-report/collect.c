/*
 * collect.c - collects TSan's reports, inside the program that it watches.
 *
 * Linked into each TSan build, itself not instrumented. TSan calls __tsan_on_report for each report
 * before it prints it; what the report holds is read through TSan's debugging interface and
 * written, as one line of JSON, to the descriptor that RACETRACK_EVENTS names. Nothing is parsed
 * out of TSan's text, and nothing is symbolized here: code addresses are written as they are, with
 * the address at which the program was loaded, and report.c makes lines and names of them.
 *
 * __tsan_on_report runs while TSan holds locks of its own: no allocation, and no library that might
 * take a lock. Hence the small writer of JSON. (The few calls of the C library that TSan intercepts
 * are harmless here: it ignores them while it reports.)
 *
 * Since the hooks are defined here, TSan calls these and none of the program's. (verify refuses a
 * program that defines them too.)
 */
#include "tsan-report/collect.h"

#include <link.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum { MOST_FRAMES = 64, MOST_TEXT = 1 << 16 };

/* TSan's debugging interface (compiler-rt/lib/tsan/rtl/tsan_interface.h); each returns 1. */
int __tsan_get_report_data(void *report, const char **description, int *count, int *stack_count,
                           int *mop_count, int *loc_count, int *mutex_count, int *thread_count,
                           int *unique_tid_count, void **sleep_trace, unsigned long trace_size);
int __tsan_get_report_stack(void *report, unsigned long index, void **trace,
                            unsigned long trace_size);
int __tsan_get_report_mop(void *report, unsigned long index, int *thread, void **address, int *size,
                          int *write, int *atomic, void **trace, unsigned long trace_size);
int __tsan_get_report_loc(void *report, unsigned long index, const char **type, void **address,
                          unsigned long *start, unsigned long *size, int *thread, int *descriptor,
                          int *suppressable, void **trace, unsigned long trace_size);
int __tsan_get_report_mutex(void *report, unsigned long index, unsigned long *id, void **address,
                            int *destroyed, void **trace, unsigned long trace_size);
int __tsan_get_report_thread(void *report, unsigned long index, int *thread, int *os_thread,
                             int *running, const char **name, int *parent, void **trace,
                             unsigned long trace_size);

void __tsan_on_report(void *report);
long collected_reports(void);
const char *__tsan_default_options(void);
const char *__tsan_default_suppressions(void);

/*
 * history_size: stacks of accesses that lie far back are wanted too. The rest is TSan's default,
 * written down because verdicts rest on it. suppress_equal_addresses=1 tells only the first race at
 * each address. That leaves next to nothing to luck: a thread's first access to what it changes is
 * a read, so the first race of a lost update is a read against a write (unless that read is lost,
 * see watched.c); and telling all of them takes a hundred times as long where many addresses race.
 * handle_...=0: a program that crashes dies of its signal, as it does without TSan, and not with
 * TSan's own exit status; where it crashed is told by tell_crash.
 */
const char *__tsan_default_options(void)
{
    return "exitcode=66 halt_on_error=0 report_bugs=1 report_thread_leaks=1 "
           "report_destroy_locked=1 "
           "report_mutex_bugs=1 report_atomic_races=1 detect_deadlocks=1 second_deadlock_stack=1 "
           "suppress_equal_addresses=1 suppress_equal_stacks=1 history_size=4 "
           "handle_segv=0 handle_sigbus=0 handle_sigfpe=0 handle_sigill=0 handle_abort=0";
}

const char *__tsan_default_suppressions(void)
{
    return "";
}

static int events = -1; /* the descriptor; -1: nobody listens */

/* One line of JSON in the making. What no longer fits is left out, and the line then not sent. */
struct line {
    char text[MOST_TEXT];
    size_t length;
    bool full;
};

__attribute__((format(printf, 2, 3))) static void add(struct line *line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const size_t room = sizeof line->text - line->length;
    const int length = vsnprintf(line->text + line->length, room, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= room) {
        line->full = true;
    } else {
        line->length += (size_t)length;
    }
}

/* A comma, unless a bracket or brace was opened just before. */
static void separate(struct line *line)
{
    if (line->length > 0 && strchr("[{", line->text[line->length - 1]) == NULL) {
        add(line, ",");
    }
}

static void send_line(struct line *line)
{
    const char *rest = line->text;
    size_t left = line->length;
    while (!line->full && left > 0) {
        /* Not write(2): TSan intercepts that, and takes it for synchronisation by descriptor. */
        const long written = syscall(SYS_write, events, rest, left);
        if (written <= 0) {
            return;
        }
        rest += written;
        left -= (size_t)written;
    }
}

static void add_trace(struct line *line, const char *key, void *const trace[static MOST_FRAMES])
{
    separate(line);
    add(line, "\"%s\":[", key);
    for (int i = 0; i < MOST_FRAMES && trace[i] != NULL; i++) {
        separate(line);
        add(line, "%lu", (unsigned long)trace[i]);
    }
    add(line, "]");
}

static void add_locks(struct line *line, void *report, int index, const struct access *access,
                      int mutexes)
{
    struct held_lock locks[MOST_LOCKS];
    const int count = locks_held(report, index, access, mutexes, locks);
    separate(line);
    if (count < 0) {
        add(line, "\"locks\":null");
        return;
    }
    add(line, "\"locks\":[");
    for (int i = 0; i < count; i++) {
        separate(line);
        add(line, "{\"mutex\":%lu,\"write\":%s}", locks[i].mutex,
            locks[i].write ? "true" : "false");
    }
    add(line, "]");
}

static void add_accesses(struct line *line, void *report, int count, int mutexes)
{
    separate(line);
    add(line, "\"accesses\":[");
    for (int i = 0; i < count; i++) {
        void *trace[MOST_FRAMES] = {NULL}, *address;
        struct access access = {.count = count};
        int write, atomic;
        __tsan_get_report_mop(report, (unsigned long)i, &access.thread, &address, &access.size,
                              &write, &atomic, trace, MOST_FRAMES);
        access.address = (unsigned long)address;
        access.write = write != 0;
        access.atomic = atomic != 0;
        separate(line);
        add(line, "{\"thread\":%d,\"address\":%lu,\"size\":%d,\"write\":%s,\"atomic\":%s",
            access.thread, access.address, access.size, write ? "true" : "false",
            atomic ? "true" : "false");
        add_trace(line, "stack", trace);
        add_locks(line, report, i, &access, mutexes);
        add(line, "}");
    }
    add(line, "]");
}

static void add_locations(struct line *line, void *report, int count)
{
    separate(line);
    add(line, "\"locations\":[");
    for (int i = 0; i < count; i++) {
        void *trace[MOST_FRAMES] = {NULL}, *address;
        const char *type;
        unsigned long start, size;
        int thread, descriptor, suppressable;
        __tsan_get_report_loc(report, (unsigned long)i, &type, &address, &start, &size, &thread,
                              &descriptor, &suppressable, trace, MOST_FRAMES);
        separate(line);
        add(line, "{\"type\":\"%s\",\"start\":%lu,\"size\":%lu,\"thread\":%d,\"descriptor\":%d",
            type, start, size, thread, descriptor);
        add_trace(line, "stack", trace);
        add(line, "}");
    }
    add(line, "]");
}

static void add_mutexes(struct line *line, void *report, int count)
{
    separate(line);
    add(line, "\"mutexes\":[");
    for (int i = 0; i < count; i++) {
        void *trace[MOST_FRAMES] = {NULL}, *address;
        unsigned long id;
        int destroyed;
        __tsan_get_report_mutex(report, (unsigned long)i, &id, &address, &destroyed, trace,
                                MOST_FRAMES);
        separate(line);
        add(line, "{\"mutex\":%lu,\"address\":%lu", id, (unsigned long)address);
        add_trace(line, "stack", trace);
        add(line, "}");
    }
    add(line, "]");
}

static void add_threads(struct line *line, void *report, int count)
{
    separate(line);
    add(line, "\"threads\":[");
    for (int i = 0; i < count; i++) {
        void *trace[MOST_FRAMES] = {NULL};
        const char *name;
        int thread, os_thread, running, parent;
        __tsan_get_report_thread(report, (unsigned long)i, &thread, &os_thread, &running, &name,
                                 &parent, trace, MOST_FRAMES);
        separate(line);
        add(line, "{\"thread\":%d,\"running\":%s,\"parent\":%d", thread, running ? "true" : "false",
            parent);
        add_trace(line, "stack", trace);
        add(line, "}");
    }
    add(line, "]");
}

static void add_stacks(struct line *line, void *report, int count)
{
    separate(line);
    add(line, "\"stacks\":[");
    for (int i = 0; i < count; i++) {
        void *trace[MOST_FRAMES] = {NULL};
        __tsan_get_report_stack(report, (unsigned long)i, trace, MOST_FRAMES);
        separate(line);
        add(line, "{");
        add_trace(line, "stack", trace);
        add(line, "}");
    }
    add(line, "]");
}

/* Where the program itself is loaded: dl_iterate_phdr tells of it first. */
static int first_object(struct dl_phdr_info *object, size_t size, void *base)
{
    (void)size;
    *(unsigned long *)base = object->dlpi_addr;
    return 1;
}

static unsigned long load_address;

static atomic_long reports;

/* For the harness, which tells it at the end: so it shows if one did not get through. */
long collected_reports(void)
{
    return atomic_load(&reports);
}

void __tsan_on_report(void *report)
{
    static struct line line;
    static atomic_flag in_use = ATOMIC_FLAG_INIT;
    const char *kind;
    int count, stacks, accesses, locations, mutexes, threads, unique_threads;
    void *sleep_trace[MOST_FRAMES] = {NULL};
    atomic_fetch_add(&reports, 1);
    if (events < 0) {
        return;
    }
    __tsan_get_report_data(report, &kind, &count, &stacks, &accesses, &locations, &mutexes,
                           &threads, &unique_threads, sleep_trace, MOST_FRAMES);
    while (atomic_flag_test_and_set(&in_use)) {
    }
    line.length = 0;
    line.full = false;
    add(&line, "{\"event\":\"report\",\"report\":{\"kind\":\"%s\",\"base\":%lu", kind,
        load_address);
    add_accesses(&line, report, accesses, mutexes);
    add_locations(&line, report, locations);
    add_mutexes(&line, report, mutexes);
    add_threads(&line, report, threads);
    add_stacks(&line, report, stacks);
    add(&line, "}}\n");
    send_line(&line);
    atomic_flag_clear(&in_use);
}

/* The instruction at which a signal came. */
static unsigned long instruction_of(const void *context)
{
    const ucontext_t *interrupted = context;
#if defined(__x86_64__)
    return (unsigned long)interrupted->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    return (unsigned long)interrupted->uc_mcontext.pc;
#else
    (void)interrupted;
    return 0;
#endif
}

/* Tells where the program crashed, then lets it die of the signal. */
static void tell_crash(int number, siginfo_t *information, void *context)
{
    static struct line line;
    static atomic_flag told = ATOMIC_FLAG_INIT;
    if (!atomic_flag_test_and_set(&told)) {
        add(&line, "{\"event\":\"crash\",\"signal\":%d,\"address\":%lu}\n", number,
            instruction_of(context) - load_address);
        send_line(&line);
    }
    signal(number, SIG_DFL);
    if (information->si_code <= 0) { /* sent by a call: it won't come again by itself */
        raise(number);
    }
}

static void catch_crashes(void)
{
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    const struct sigaction tell = {.sa_sigaction = tell_crash, .sa_flags = SA_SIGINFO};
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) {
        sigaction(crashes[i], &tell, NULL);
    }
}

/* Before main: finds who listens, and tells that TSan is there. */
__attribute__((constructor)) static void start_collecting(void)
{
    static struct line line;
    const char *descriptor = getenv("RACETRACK_EVENTS");
    if (descriptor != NULL) {
        events = atoi(descriptor);
        dl_iterate_phdr(first_object, &load_address);
        add(&line, "{\"event\":\"tsan\",\"tsan\":true}\n");
        send_line(&line);
        catch_crashes();
    }
}
