/*
 * test_oracle.c - is the reduced search complete? Programs of a few steps are made from seeds; for
 * each, the brute-force search (every schedule, every access a step, no reduction) and the proof
 * must come to the same: the same set of outcomes, the same kinds of failure. Some are proved by
 * several processes, too, each of which divides what it has after one to three executions.
 *
 * RACETRACK_ORACLE_PROGRAMS says how many are made of each sort, RACETRACK_ORACLE_SEED where to
 * begin, RACETRACK_ORACLE_SORT a part of the name of those that are to be made,
 * RACETRACK_ORACLE_MOST how many executions brute force may take: larger programs are left out, and
 * most of each sort must not be. A difference is told with the program and its seed. Where the
 * first is set, a line for each sort says how many programs were made (none twice), compared and
 * differ.
 */
#include "operations.h"
#include "ways.h"

#include "interleave.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

enum { MOST_THREADS = 4, MOST_STEPS = 10, DIVIDED_EACH = 4 };

struct step {
    enum operation operation;
    int which;
    long value;
};

/* How the program's first thread ends. */
enum end { JOINS, RETURNS, RETURNS_DETACHED, LEAVES /* by pthread_exit */ };

/* How threads are started, and their ends waited for. */
enum joining { BY_PTHREADS, BY_LOOKING /* whether it has come, first */, BY_C11 };

struct program {
    int threads;
    enum joining by;
    enum end end;
    bool has_handler;
    int read_at_end; /* variables of each sort */
    bool frees;      /* the first thread, in the end */
    int needs;       /* of all steps */
    int steps[MOST_THREADS];
    struct step step[MOST_THREADS][MOST_STEPS];
};

/* What each sort of program is made of. */
struct sort {
    const char *name;
    int threads, steps; /* steps in all, about */
    const char *of;     /* a letter each, see add_step */
    bool ends_early;    /* not all is read in the end */
};

static const struct sort sorts[] = {
    {"plain", 2, 5, "rwi", false},
    {"plain, three threads", 3, 5, "rwi", false},
    {"atomic", 2, 6, "aA", false},
    {"atomic, three threads", 3, 5, "aA", false},
    {"atomics guard plain", 2, 6, "riwaAAaf", false},
    {"mutexes", 2, 4, "mrwim", false},
    {"mutexes, three threads", 3, 3, "mim", false},
    {"guarded", 2, 4, "k", false},
    {"guarded, three threads", 3, 3, "k", false},
    {"guarded, two mutexes", 2, 4, "kkl", false},
    {"guarded and nested", 2, 3, "kkn", false},
    {"guarded and published", 2, 4, "kd", false},
    {"guarded and published, three threads", 3, 3, "kd", false},
    {"guarded, and conditions", 2, 3, "kkcsb", false},
    {"guarded, and semaphore", 3, 4, "kkpg", false},
    {"guarded, and tries", 2, 3, "kkt", false},
    {"guarded, and destroyed", 2, 3, "kkx", false},
    {"conditions, and destroyed", 2, 3, "csX", false},
    {"semaphore, and destroyed", 3, 4, "pgX", false},
    {"rwlock, and destroyed", 2, 4, "RWX", false},
    {"mutexes nested", 2, 3, "n", false},
    {"mutexes nested, three threads", 3, 3, "nm", false},
    {"tries", 2, 3, "tmi", false},
    {"tries, three threads", 3, 3, "tm", false},
    {"timed locks", 2, 3, "Tmi", false},
    {"timed locks, three threads", 3, 2, "TTm", false},
    {"timed locks, after a time-out", 2, 3, "eTT", false}, /* which comes early only once */
    {"conditions", 2, 3, "csb", false},
    {"conditions, three threads", 3, 3, "csb", false},
    {"timed conditions", 2, 3, "esb", false},
    {"timed conditions, three threads", 3, 3, "ecsb", false},
    {"guarded, and timed conditions", 2, 4, "keesb", false},
    {"semaphore", 2, 5, "pgi", false},
    {"semaphore, three threads", 3, 5, "pg", false},
    {"semaphore, and tries", 3, 4, "poPg", false},
    {"rwlock", 2, 3, "RW", false},
    {"rwlock, three threads", 3, 3, "RW", false},
    {"rwlock and mutex", 3, 3, "RWm", false},
    {"rwlock, and tries", 2, 3, "yYZRW", false},
    {"rwlock, and tries, three threads", 3, 3, "yYZRW", false},
    {"barrier", 2, 4, "Bi", false},
    {"barrier, more threads than it is for", 3, 5, "jjA", false},
    {"barrier, twice as many threads", 4, 6, "jjjA", false},
    {"stores", 2, 6, "SSSL", true},
    {"stores, three threads", 3, 6, "SSSL", true},
    {"stores, four threads", 4, 6, "SSSSL", true},
    {"stores and updates", 2, 6, "SSLU", true},
    {"stores and updates, three threads", 3, 5, "SSLU", true},
    {"plain stores", 2, 5, "wwwr", true},
    {"plain stores, three threads", 3, 5, "wwwr", true},
    {"plain stores, four threads", 4, 5, "wwwwr", true},
    {"stores guard plain ones", 2, 5, "SLSLwr", true},
    {"stores guard plain ones, three threads", 3, 5, "SSLLwr", true},
    {"stores to halves", 3, 5, "hhhH", true},
    {"stores and halves", 2, 6, "SLhhH", true},
    {"stores and loops", 2, 5, "SSSLq", true},
    {"stores and loops, three threads", 3, 5, "SSSLq", true},
    {"stores and mutexes", 2, 4, "SSLm", true},
    {"stores and sections", 2, 4, "SLkk", true},
    {"stores and sections, three threads", 3, 4, "SSLk", true},
    {"stores and tries", 2, 4, "SSLt", true},
    {"stores and conditions", 2, 4, "SSLcsb", true},
    {"stores and semaphore", 3, 5, "SSLpg", true},
    {"stores and rwlock", 3, 4, "SSLRW", true},
    {"stores and barrier", 2, 5, "SSLB", true},
    {"neighbours", 2, 6, "hHuz", true},
    {"neighbours, three threads", 3, 5, "hHuz", true},
    {"neighbours, and both at once", 2, 5, "hHuD", true},
    {"neighbours, and loops", 2, 5, "hhHuI", true},
    {"neighbours, and sections", 2, 4, "hHzkk", true},
    {"compare-exchanges", 2, 6, "CSUL", true},
    {"compare-exchanges, three threads", 3, 5, "CCSL", true},
    {"compare-exchanges, four threads", 4, 5, "CCCS", true},
    {"loops over values", 2, 5, "SSSO", true},
    {"loops over values, three threads", 3, 5, "SSLO", true},
    {"loops behind a load", 2, 5, "SSS>", true},
    {"loops in a loop", 3, 5, "SSSL}", true},
    {"loops behind a load, three threads", 3, 5, "SSL>", true},
    {"loops that exchange", 2, 5, "SUQ", true},
    {"loops that exchange, three threads", 3, 4, "SUQQ", true},
    {"loops, and plain ones", 2, 5, "SSOQrwL", true},
    {"loops, and mutexes", 2, 4, "SSOmk", true},
    {"loops, and semaphore", 2, 5, "SSOpgo", true},
    {"loops, and conditions", 2, 4, "SOcsb", true},
    {"loops with a lock", 2, 3, "kkG", true},
    {"sections with atomics", 2, 4, "KKkL", true},
    {"sections with atomics, three threads", 3, 3, "KKkSU", true},
    {"sections with atomics, two mutexes", 2, 4, "KJlS", true},
    {"sections with atomics guard plain", 3, 4, "KKdLS", true},
    {"sections and weak atomics", 2, 4, "kkaA", true},
    {"sections and weak atomics, three threads", 3, 4, "kkaA", true},
    {"sections guard plain, and weak atomics", 2, 4, "kdaAf", true},
    {"sections of weak atomics", 2, 3, "MMk", true},
    {"sections of weak atomics, behind a store", 2, 2, "[[A", true},
    {"sections of weak atomics, behind a store, three threads", 3, 1, "[", true},
    {"locks hand over hand", 2, 4, "Nkl", true},
    {"locks hand over hand, three threads", 3, 3, "NNk", true},
    {"freed", 2, 4, "vVVF", true},
    {"freed, three threads", 3, 4, "vVVF", true},
    {"blocks told of", 2, 4, "+++/|-", true},
    {"blocks told of, three threads", 3, 3, "++/|-", true},
    {"text of the library's", 2, 3, "<>=?", true},
    {"text of the library's, with a lock", 2, 3, "~~~~~~~<", true},
    {"mutex, initialised late", 2, 3, "!@@", false},
    {"mutex, initialised late, three threads", 3, 3, "!@@", false},
    {"mutex, destroyed and initialised", 2, 3, "0@@%!", false},
    {"mutex, written over", 2, 3, "@@$", false},
    {"mutex, written over, three threads", 3, 3, "@@$", false},
    {"mutex, initialised, then told of", 2, 3, "4", false},
    {"semaphore, initialised late", 2, 4, "!##%", false},
    {"robust mutex", 2, 3, "667i", false},
    {"robust mutex, three threads", 3, 3, "667", false},
    {"robust mutex, and tries", 2, 3, "67^", false},
    {"writers first", 2, 3, "123", false},
    {"writers first, three threads", 3, 3, "1223", false},
    {"writers first, and tries", 3, 3, "1125", false},
    {"looked for", 2, 3, "ikA", false},
    {"looked for, three threads", 3, 3, "iA", false},
    {"C11", 2, 3, "889", false},
    {"C11, three threads", 3, 3, "889*", false},
    {"C11 conditions", 2, 3, "8(()", false},
    {"C11 conditions, three threads", 3, 3, "(())", false},
    {"C11, once and thread-specific", 2, 3, "**&8", false},
    {"once, with steps in it", 2, 5, "::aA", false},
    {"once, with steps in it, three threads", 3, 4, "::A", false},
    {"mixed stores", 3, 5, "SSLUwrhHqmvVF", true},
    {"exits", 2, 5, "rwaAE", false},
    {"exits, three threads", 3, 5, "rwaAE", false},
    {"exits, with a handler", 2, 4, "iaAE", false},
    {"exits, and mutexes", 2, 3, "mmE", false},
    {"exits, and sections", 3, 4, "kkE", false},
    {"exits, and conditions", 2, 3, "csbE", false},
    {"exits, and stores", 3, 5, "SSLwrE", true},
    {"main returns", 2, 5, "rwaA", false},
    {"main returns, with a handler", 2, 4, "raA", false},
    {"main returns, and sections", 2, 3, "kkd", false},
    {"main returns, and conditions", 2, 3, "kcsb", false},
    {"main returns, and stores", 3, 4, "SSLwr", true},
    {"main returns, and exits", 2, 4, "aAmE", false},
    {"main leaves", 2, 5, "rwaAk", false},
    {"main leaves, and exits", 3, 4, "aAE", false},
    {"mixed", 2, 5, "rwiaAmtpgR", false},
    {"mixed, three threads", 3, 4, "rwiaAmtpgRW", false},
    {"mixed, with time limits", 2, 4, "rAmTePyYZgs", false},
};
enum { SORTS = sizeof sorts / sizeof *sorts };

/* Those whose first thread doesn't join the others and return, with nothing registered for then. */
static const struct {
    const char *sort;
    enum end end;
    bool has_handler;
} endings[] = {
    {"exits, with a handler", JOINS, true},
    {"exits, and sections", JOINS, true},
    {"main returns", RETURNS, false},
    {"main returns, with a handler", RETURNS, true},
    {"main returns, and sections", RETURNS, false},
    {"main returns, and conditions", RETURNS_DETACHED, false},
    {"main returns, and stores", RETURNS_DETACHED, false},
    {"main returns, and exits", RETURNS, true},
    {"main leaves", LEAVES, true},
    {"main leaves, and exits", LEAVES, true},
};

static uint64_t random_state;

static int below(int limit)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (int)((random_state >> 33) % (uint64_t)limit);
}

static bool has_value(enum operation operation)
{
    switch (operation) {
    case WRITE:
    case ATOMIC_STORE:
    case ATOMIC_STORE_RELAXED:
    case ATOMIC_ADD:
    case ATOMIC_SWAP_IF_0:
    case STORE_HALF:
    case ADD_HALF:
    case SWAP_HALF_IF_0:
    case SWAP_IF_SAME:
    case AWAIT_AND_SWAP:
    case WRITE_BLOCK:
    case PUBLISH:
    case GROW_PUBLISHED:
    case PRINT_TEXT:
        return true;
    default:
        return false;
    }
}

static void add(struct program *program, int thread, enum operation operation, int which)
{
    if (program->steps[thread] < MOST_STEPS) {
        const long value = 1 + thread * 3 + below(2);
        program->step[thread][program->steps[thread]++] =
            (struct step){operation, which, has_value(operation) ? value : 0};
    }
}

static void add_access(struct program *program, int thread)
{
    static const enum operation accesses[] = {READ, WRITE, INCREMENT};
    add(program, thread, accesses[below(3)], below(2));
}

/* What it does by calls of the C library. */
static void add_call(struct program *program, int thread, char of)
{
    static const enum operation calls[] = {COPY_TEXT, PRINT_TEXT, SCAN_TEXT, MEASURE_TEXT};
    static const char letters[] = "<>=?";
    const char *letter = strchr(letters, of);
    if (letter == NULL) {
        add(program, thread,
            of == '+'   ? PUBLISH
            : of == '/' ? READ_PUBLISHED
            : of == '|' ? GROW_PUBLISHED
                        : FREE_PUBLISHED,
            below(2));
        return;
    }
    add(program, thread, calls[letter - letters], below(2));
}

/* What a thread does with objects that have more of a life. */
static void add_life(struct program *program, int thread, char of)
{
    switch (of) {
    case '0': /* the first thread begins with it */
        add(program, 0, BEGIN_MUTEX, 0);
        break;
    case '!':
        add(program, thread, below(2) == 0 ? BEGIN_MUTEX : BEGIN_SEMAPHORE, 0);
        break;
    case '@':
        add(program, thread, LOCK_LATE, 0);
        add_access(program, thread);
        add(program, thread, UNLOCK_LATE, 0);
        break;
    case '#':
        add(program, thread, GIVE_LATE, 0);
        break;
    case '$':
        add(program, thread, OVERWRITE_MUTEX, 0);
        break;
    case '%':
        add(program, thread, below(2) == 0 ? END_MUTEX : END_SEMAPHORE, 0);
        break;
    case '4': /* the first thread initialises it and says so */
        if (thread == 0) {
            add(program, thread, BEGIN_MUTEX, 0);
            add(program, thread, below(2) == 0 ? ATOMIC_STORE : ATOMIC_STORE_RELAXED, 0);
        } else {
            add(program, thread, AWAIT, 0);
            add(program, thread, LOCK_LATE, 0);
            add(program, thread, INCREMENT, 0);
            add(program, thread, UNLOCK_LATE, 0);
        }
        break;
    case '6':
        add(program, thread, LOCK_ROBUST, 0);
        add(program, thread, INCREMENT, 0);
        if (below(2) == 0) {
            add(program, thread, MAKE_CONSISTENT, 0);
        }
        add(program, thread, UNLOCK_ROBUST, 0);
        break;
    case '7': /* and keeps it, if it ends now */
        add(program, thread, LOCK_ROBUST, 0);
        break;
    case '^':
        add(program, thread, TRY_ROBUST, 0);
        add(program, thread, MAKE_CONSISTENT, 0);
        add(program, thread, UNLOCK_ROBUST, 0);
        break;
    case '1':
        add(program, thread, READ_AFTER_WRITERS, 0);
        add(program, thread, READ, 0);
        add(program, thread, UNLOCK_WRITERS_FIRST, 0);
        break;
    case '2':
        add(program, thread, WRITE_BEFORE_READERS, 0);
        add(program, thread, INCREMENT, 0);
        add(program, thread, UNLOCK_WRITERS_FIRST, 0);
        break;
    case '3':
        add(program, thread, READ_AFTER_WRITERS, 0);
        add(program, thread, READ_AFTER_WRITERS, 0);
        add(program, thread, UNLOCK_WRITERS_FIRST, 0);
        add(program, thread, UNLOCK_WRITERS_FIRST, 0);
        break;
    case '5':
        add(program, thread, TRY_READ_AFTER_WRITERS, 0);
        break;
    case '~':
        add(program, thread, LOCK, 0);
        add_call(program, thread, "<>=?"[below(4)]);
        add(program, thread, UNLOCK, 0);
        break;
    default:
        add_call(program, thread, of);
    }
}

static void add_c11(struct program *program, int thread, char of)
{
    switch (of) {
    case '8':
        add(program, thread, MTX_LOCK, 0);
        add_access(program, thread);
        add(program, thread, MTX_UNLOCK, 0);
        break;
    case '9':
        add(program, thread, below(2) == 0 ? MTX_TRY : MTX_TIMED, 0);
        break;
    case '(':
        add(program, thread, MTX_LOCK, 0);
        add(program, thread, below(2) == 0 ? CND_WAIT : CND_TIMED_WAIT, 0);
        add_access(program, thread);
        add(program, thread, MTX_UNLOCK, 0);
        break;
    case ')':
        add(program, thread, below(2) == 0 ? CND_SIGNAL : CND_BROADCAST, 0);
        break;
    case '*':
        add(program, thread, CALL_ONCE, 0);
        break;
    case ':':
        add(program, thread, CALL_ONCE_SLOWLY, 0);
        break;
    case '&':
        add(program, thread, TSS_SET, below(2));
        add(program, thread, TSS_GET, 0);
        break;
    default:
        add_life(program, thread, of);
    }
}

static void add_step(struct program *program, int thread, char of)
{
    static const enum operation loads[] = {ATOMIC_LOAD, ATOMIC_LOAD_RELAXED};
    static const enum operation others[] = {ATOMIC_STORE, ATOMIC_STORE_RELAXED, ATOMIC_ADD,
                                            ATOMIC_SWAP_IF_0};
    static const enum operation in_sections[] = {ATOMIC_LOAD, ATOMIC_LOAD, ATOMIC_STORE,
                                                 ATOMIC_ADD};
    static const enum operation destroys[] = {DESTROY_CONDITION, DESTROY_SEMAPHORE, DESTROY_RWLOCK};
    const int which = below(2);
    switch (of) {
    case 'r':
        add(program, thread, READ, which);
        break;
    case 'w':
        add(program, thread, WRITE, which);
        break;
    case 'i':
        add(program, thread, INCREMENT, which);
        break;
    case 'a':
        add(program, thread, loads[below(2)], which);
        break;
    case 'A':
        add(program, thread, others[below(4)], which);
        break;
    case 'S':
        add(program, thread, ATOMIC_STORE, below(4) == 0);
        break;
    case 'L':
        add(program, thread, ATOMIC_LOAD, below(4) == 0);
        break;
    case 'U':
        add(program, thread, below(2) == 0 ? ATOMIC_ADD : ATOMIC_SWAP_IF_0, which);
        break;
    case 'h':
        add(program, thread, STORE_HALF, which);
        break;
    case 'H':
        add(program, thread, LOAD_HALF, which);
        break;
    case 'q':
        add(program, thread, AWAIT, 0);
        break;
    case 'u':
        add(program, thread, ADD_HALF, which);
        break;
    case 'z':
        add(program, thread, SWAP_HALF_IF_0, which);
        break;
    case 'D':
        add(program, thread, LOAD_BOTH_HALVES, 0);
        break;
    case 'C':
        add(program, thread, below(2) == 0 ? SWAP_IF_SAME : ATOMIC_SWAP_IF_0, below(4) == 0);
        break;
    case 'I':
        add(program, thread, AWAIT_HALF, which);
        break;
    case 'O':
        add(program, thread, below(2) == 0 ? AWAIT_MORE : AWAIT_AND_TELL, 0);
        break;
    case '>':
        add(program, thread, AWAIT_AFTER_LOAD, 0);
        break;
    case '}': /* the last thread, for both to be stored somewhere */
        add(program, program->threads - 1, AWAIT_EACH, 0);
        break;
    case 'Q':
        add(program, thread, AWAIT_AND_SWAP, 0);
        break;
    case 'G': /* of two such loops, each sees that the other one locks, and goes on */
        add(program, program->threads - 1, AWAIT_WITH_LOCK, which);
        break;
    case 'K':
    case 'J':
        add(program, thread, LOCK, of == 'J');
        for (int i = below(3); i >= 0; i--) {
            if (below(2) == 0) {
                add_access(program, thread);
            } else {
                add(program, thread, in_sections[below(4)], which);
            }
        }
        add(program, thread, UNLOCK, of == 'J');
        break;
    case 'M':
        add(program, thread, LOCK, 0);
        for (int i = below(2); i >= 0; i--) {
            add_step(program, thread, "aAr"[below(3)]);
        }
        add(program, thread, UNLOCK, 0);
        break;
    case '[': /* a store, then a look from a section */
        add(program, thread, ATOMIC_STORE_RELAXED, below(2));
        add(program, thread, LOCK, which);
        add_step(program, thread, "aAr"[below(3)]);
        add(program, thread, UNLOCK, which);
        break;
    case 'N':
        add(program, thread, LOCK, 0);
        add_access(program, thread);
        add(program, thread, LOCK, 1);
        add(program, thread, UNLOCK, 0);
        add(program, thread, INCREMENT, 2);
        add(program, thread, UNLOCK, 1);
        break;
    case 'v':
        add(program, thread, READ_BLOCK, 0);
        break;
    case 'V':
        add(program, thread, WRITE_BLOCK, 0);
        break;
    case 'F':
        program->frees = true;
        break;
    case 'E':
        add(program, thread, below(2) == 0 ? EXIT : EXIT_AT_ONCE, 0);
        break;
    case 'f':
        add(program, thread, FENCE, 0);
        break;
    case 'm':
        add(program, thread, LOCK, which);
        add_access(program, thread);
        add(program, thread, UNLOCK, which);
        break;
    case 'k': /* all of these under the same mutex */
        add(program, thread, LOCK, 0);
        for (int i = below(3); i >= 0; i--) {
            add_access(program, thread);
        }
        add(program, thread, UNLOCK, 0);
        break;
    case 'l':
        add(program, thread, LOCK, 1);
        add(program, thread, INCREMENT, 2);
        add(program, thread, UNLOCK, 1);
        break;
    case 'd': /* a variable that is the first thread's, unless another was told that it may */
        add(program, thread, LOCK, 0);
        add(program, thread, thread == 0 ? WRITE : READ, which);
        add(program, thread, UNLOCK, 0);
        if (below(2) == 0) {
            add(program, thread, thread == 0 ? WRITE : READ, 2);
        }
        break;
    case 'x':
        add(program, thread, DESTROY, 0);
        break;
    case 'X':
        add(program, thread, destroys[below(3)], 0);
        break;
    case 'n':
        add(program, thread, LOCK, which);
        add(program, thread, LOCK, 1 - which);
        add_access(program, thread);
        add(program, thread, UNLOCK, 1 - which);
        add(program, thread, UNLOCK, which);
        break;
    case 't':
    case 'T':
        add(program, thread, of == 't' ? TRY : TIMED_LOCK, which);
        add_access(program, thread);
        break;
    case 'c':
    case 'e':
        add(program, thread, LOCK, 0);
        add(program, thread, of == 'c' ? WAIT : TIMED_WAIT, 0);
        add_access(program, thread);
        add(program, thread, UNLOCK, 0);
        break;
    case 's':
    case 'b':
        if (below(2) == 0) {
            add(program, thread, of == 's' ? SIGNAL : BROADCAST, 0);
        } else {
            add(program, thread, LOCK, 0);
            add_access(program, thread);
            add(program, thread, of == 's' ? SIGNAL : BROADCAST, 0);
            add(program, thread, UNLOCK, 0);
        }
        break;
    case 'p':
        add(program, thread, TAKE, 0);
        break;
    case 'o':
        add(program, thread, TRY_TAKE, 0);
        break;
    case 'P':
        add(program, thread, TIMED_TAKE, 0);
        break;
    case 'g':
        add(program, thread, GIVE, 0);
        break;
    case 'R':
        add(program, thread, READ_LOCK, 0);
        add(program, thread, READ, which);
        add(program, thread, RW_UNLOCK, 0);
        break;
    case 'W':
        add(program, thread, WRITE_LOCK, 0);
        add(program, thread, INCREMENT, which);
        add(program, thread, RW_UNLOCK, 0);
        break;
    case 'y':
        add(program, thread, TRY_READ_LOCK, 0);
        add(program, thread, READ, which);
        break;
    case 'Y':
    case 'Z':
        add(program, thread, of == 'Y' ? TRY_WRITE_LOCK : TIMED_WRITE_LOCK, 0);
        add(program, thread, INCREMENT, which);
        break;
    case 'j':
        add(program, thread, ARRIVE_AS_PAIR, 0);
        break;
    case 'B':
        for (int i = 0; i < program->threads; i++) {
            add(program, i, ARRIVE, 0);
        }
        break;
    default:
        add_c11(program, thread, of);
    }
}

static enum joining joining_of(const char *name)
{
    return strncmp(name, "C11", 3) == 0           ? BY_C11
           : strncmp(name, "looked for", 10) == 0 ? BY_LOOKING
                                                  : BY_PTHREADS;
}

static void make(const struct sort *sort, unsigned long seed, struct program *program)
{
    memset(program, 0, sizeof *program);
    random_state = seed * 0x9e3779b97f4a7c15u + 1;
    below(2);
    program->threads = sort->threads;
    program->by = joining_of(sort->name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (strcmp(sort->name, endings[i].sort) == 0) {
            program->end = endings[i].end;
            program->has_handler = endings[i].has_handler;
        }
    }
    program->read_at_end = sort->ends_early ? below(3) : VARIABLES;
    const int kinds = (int)strlen(sort->of);
    for (int i = 0; i < sort->steps; i++) {
        add_step(program, i < sort->threads ? i : below(sort->threads), sort->of[below(kinds)]);
    }
    if (program->frees) {
        add(program, 0, FREE_BLOCK, 0);
    }
    for (int i = 0; i < program->threads; i++) {
        for (int j = 0; j < program->steps[i]; j++) {
            program->needs |= operations_needs(program->step[i][j].operation);
        }
    }
}

/* -- carried out -- */

struct part {
    const struct program *program;
    int thread;
    long seen;
};

static bool is_of_rwlock(enum operation operation)
{
    return operation == TRY_READ_LOCK || operation == TRY_WRITE_LOCK ||
           operation == TIMED_WRITE_LOCK;
}

/* A lock, or not. */
static bool may_get(enum operation operation)
{
    return operation == TRY || operation == TIMED_LOCK || is_of_rwlock(operation);
}

static void *carry_out(void *argument)
{
    struct part *part = argument;
    const struct program *program = part->program;
    enum { RWLOCK = MUTEXES, LOCKS };
    bool has[LOCKS] = {false};
    for (int i = 0; i <= program->steps[part->thread]; i++) {
        const struct step *step = &program->step[part->thread][i];
        const bool at_end = i == program->steps[part->thread];
        bool got = false;
        if (!at_end) {
            const bool exits = step->operation == EXIT || step->operation == EXIT_AT_ONCE;
            const long value = operation_do(step->operation, step->which,
                                            exits ? part->seen & 0xffffff : step->value);
            part->seen = part->seen * 31 + value + 1;
            got = may_get(step->operation) && value == 1;
        }
        /* What was got by trying is given back after the step that follows. */
        for (int which = 0; which < LOCKS; which++) {
            if (has[which] && !got) {
                operation_do(which == RWLOCK ? RW_UNLOCK : UNLOCK, which == RWLOCK ? 0 : which, 0);
                has[which] = false;
            }
        }
        if (got) {
            has[is_of_rwlock(step->operation) ? RWLOCK : step->which] = true;
        }
    }
    return NULL;
}

static int carry_out_c11(void *argument)
{
    carry_out(argument);
    return 0;
}

static void start(pthread_t *thread, struct part *part)
{
    if (part->program->by == BY_C11) {
        thrd_create(thread, carry_out_c11, part);
    } else {
        pthread_create(thread, NULL, carry_out, part);
    }
}

/* Whether the end had not come yet, where that is looked at. */
static bool join(pthread_t thread, enum joining by)
{
    if (by == BY_C11) {
        thrd_join(thread, NULL);
    } else if (by == BY_PTHREADS || pthread_tryjoin_np(thread, NULL) != 0) {
        pthread_join(thread, NULL);
        return by == BY_LOOKING;
    }
    return false;
}

static long run(void *argument)
{
    const struct program *program = argument;
    static struct part parts[MOST_THREADS]; /* which may be needed after the function's end */
    pthread_t threads[MOST_THREADS];
    operations_begin(program->threads, program->needs);
    if (program->has_handler) {
        operations_at_exit();
    }
    for (int i = 0; i < program->threads; i++) {
        parts[i] = (struct part){program, i, 0};
        start(&threads[i], &parts[i]);
        if (program->end == RETURNS_DETACHED) {
            pthread_detach(threads[i]);
        }
    }
    if (program->end == LEAVES) {
        pthread_exit(NULL);
    }
    if (program->end != JOINS) {
        return operations_end(1);
    }
    long all = 0;
    for (int i = 0; i < program->threads; i++) {
        const bool waited = join(threads[i], program->by);
        all = all * 1000003 + parts[i].seen + waited;
    }
    return all * 1000003 + operations_end(program->read_at_end);
}

static const char *const names[OPERATIONS] = {[READ] = "read",
                                              [WRITE] = "write",
                                              [INCREMENT] = "increment",
                                              [ATOMIC_LOAD] = "load",
                                              [ATOMIC_LOAD_RELAXED] = "load relaxed",
                                              [ATOMIC_STORE] = "store",
                                              [ATOMIC_STORE_RELAXED] = "store relaxed",
                                              [ATOMIC_ADD] = "add",
                                              [ATOMIC_SWAP_IF_0] = "swap if 0",
                                              [FENCE] = "fence",
                                              [LOCK] = "lock",
                                              [UNLOCK] = "unlock",
                                              [TRY] = "try",
                                              [TIMED_LOCK] = "timed lock",
                                              [WAIT] = "wait",
                                              [TIMED_WAIT] = "timed wait",
                                              [SIGNAL] = "signal",
                                              [BROADCAST] = "broadcast",
                                              [TAKE] = "take",
                                              [TRY_TAKE] = "try to take",
                                              [TIMED_TAKE] = "timed take",
                                              [GIVE] = "give",
                                              [READ_LOCK] = "read lock",
                                              [WRITE_LOCK] = "write lock",
                                              [TRY_READ_LOCK] = "try read lock",
                                              [TRY_WRITE_LOCK] = "try write lock",
                                              [TIMED_WRITE_LOCK] = "timed write lock",
                                              [RW_UNLOCK] = "rwlock unlock",
                                              [ARRIVE] = "arrive",
                                              [ARRIVE_AS_PAIR] = "arrive as pair",
                                              [DESTROY] = "destroy",
                                              [DESTROY_CONDITION] = "destroy condition",
                                              [DESTROY_SEMAPHORE] = "destroy semaphore",
                                              [DESTROY_RWLOCK] = "destroy rwlock",
                                              [STORE_HALF] = "store half",
                                              [LOAD_HALF] = "load half",
                                              [ADD_HALF] = "add to half",
                                              [SWAP_HALF_IF_0] = "swap half if 0",
                                              [LOAD_BOTH_HALVES] = "load both halves",
                                              [SWAP_IF_SAME] = "swap if same",
                                              [AWAIT] = "await",
                                              [AWAIT_EACH] = "await each",
                                              [AWAIT_MORE] = "await more",
                                              [AWAIT_AFTER_LOAD] = "await after load",
                                              [AWAIT_AND_TELL] = "await and tell",
                                              [AWAIT_AND_SWAP] = "await and swap",
                                              [AWAIT_HALF] = "await half",
                                              [AWAIT_WITH_LOCK] = "await with lock",
                                              [WRITE_BLOCK] = "write block",
                                              [READ_BLOCK] = "read block",
                                              [BEGIN_MUTEX] = "initialise late mutex",
                                              [BEGIN_SEMAPHORE] = "initialise late semaphore",
                                              [LOCK_LATE] = "lock late",
                                              [UNLOCK_LATE] = "unlock late",
                                              [GIVE_LATE] = "give late",
                                              [OVERWRITE_MUTEX] = "overwrite late mutex",
                                              [END_MUTEX] = "destroy late mutex",
                                              [END_SEMAPHORE] = "destroy late semaphore",
                                              [LOCK_ROBUST] = "lock robust",
                                              [TRY_ROBUST] = "try robust",
                                              [MAKE_CONSISTENT] = "make consistent",
                                              [UNLOCK_ROBUST] = "unlock robust",
                                              [READ_AFTER_WRITERS] = "read after writers",
                                              [TRY_READ_AFTER_WRITERS] = "try read after writers",
                                              [WRITE_BEFORE_READERS] = "write before readers",
                                              [UNLOCK_WRITERS_FIRST] = "unlock writers first",
                                              [MTX_LOCK] = "mtx lock",
                                              [MTX_TRY] = "mtx try",
                                              [MTX_TIMED] = "mtx timed lock",
                                              [MTX_UNLOCK] = "mtx unlock",
                                              [CND_WAIT] = "cnd wait",
                                              [CND_TIMED_WAIT] = "cnd timed wait",
                                              [CND_SIGNAL] = "cnd signal",
                                              [CND_BROADCAST] = "cnd broadcast",
                                              [CALL_ONCE] = "call once",
                                              [CALL_ONCE_SLOWLY] = "call once, slowly",
                                              [TSS_SET] = "tss set",
                                              [TSS_GET] = "tss get",
                                              [FREE_BLOCK] = "free block",
                                              [EXIT] = "exit",
                                              [EXIT_AT_ONCE] = "exit at once"};

static void tell(const struct program *program)
{
    for (int i = 0; i < program->threads; i++) {
        fprintf(stderr, "  thread %d:", i);
        for (int j = 0; j < program->steps[i]; j++) {
            const struct step *step = &program->step[i][j];
            fprintf(stderr, " %s(%d);", names[step->operation], step->which);
        }
        fputc('\n', stderr);
    }
}

/* Which kinds of failure were found. All ways in which nobody can go on are one: which of them it
 * is called depends on the order of independent steps. */
static unsigned failures_of(const struct interleave_result *result)
{
    unsigned all = 0;
    for (int i = 1; i < INTERLEAVE_FAILURES; i++) {
        if (result->found[i].schedule != NULL) {
            all |=
                1u << (i == INTERLEAVE_LOST_WAKEUP || i == INTERLEAVE_LIVELOCK ? INTERLEAVE_DEADLOCK
                                                                               : i);
        }
    }
    return all;
}

/* What misuses an object ends the execution, and so do others' steps that had still to come: the
 * misuse is found, but not all that there is beside it. */
static bool same(const struct interleave_result *brute, const struct interleave_result *proof)
{
    const unsigned failures = failures_of(brute);
    const unsigned ends = failures & 1u << INTERLEAVE_MUTEX_MISUSE;
    size_t found = 0;
    for (size_t i = 0; i < brute->outcome_count; i++) {
        found += found < proof->outcome_count &&
                 brute->outcomes[i].value == proof->outcomes[found].value;
    }
    if (found != proof->outcome_count || (failures_of(proof) & ~failures) != 0) {
        return false;
    }
    return ends != 0 ? (failures_of(proof) & ends) != 0
                     : failures_of(proof) == failures && found == brute->outcome_count;
}

static unsigned long resumed = 0; /* executions that didn't begin at the start */

/* 1: the same, 0: more than so many executions by brute force, -1: they differ. */
static int compare(const struct sort *sort, unsigned long seed, struct program *program,
                   unsigned long most)
{
    struct interleave_options options = INTERLEAVE_DEFAULTS;
    if (getenv("RACETRACK_ORACLE_WAYS") != NULL) {
        options.mode = INTERLEAVE_PROVE;
        options.max_executions = (long)most;
        const bool agree = ways_agree(run, program, &options, &resumed);
        if (!agree) {
            fprintf(stderr, "%s, seed %lu\n", sort->name, seed);
            tell(program);
        }
        return agree ? 1 : -1;
    }
    options.mode = INTERLEAVE_BRUTE;
    options.max_executions = (long)most;
    struct interleave_result *brute = interleave_explore(run, program, &options);
    if (brute->executions >= most) {
        interleave_release(brute);
        return 0;
    }
    options.mode = INTERLEAVE_PROVE;
    struct interleave_result *proof = interleave_explore(run, program, &options);
    bool equal = same(brute, proof);
    if (equal && seed % WAYS_EACH == 0) {
        equal = ways_agree(run, program, &options, &resumed);
    }
    if (equal && seed % DIVIDED_EACH == 0) {
        interleave_release(proof);
        options.divide_after = 1 + (long)(seed / DIVIDED_EACH % 3);
        proof = interleave_explore(run, program, &options);
        equal = same(brute, proof);
    }
    if (!equal) {
        fprintf(stderr,
                "%s, seed %lu: brute force %lu executions, %zu outcomes, failures %x; proof %lu "
                "executions, %zu outcomes, failures %x\n",
                sort->name, seed, brute->executions, brute->outcome_count, failures_of(brute),
                proof->executions, proof->outcome_count, failures_of(proof));
        tell(program);
    }
    interleave_release(brute);
    interleave_release(proof);
    return equal ? 1 : -1;
}

/* Whether the last one is none of the count before it, as short programs often are. */
static bool is_new(const struct program *all, unsigned long count)
{
    for (unsigned long i = 0; i < count; i++) {
        if (memcmp(&all[i], &all[count], sizeof *all) == 0) {
            return false;
        }
    }
    return true;
}

static unsigned long number_in(const char *variable, unsigned long otherwise)
{
    const char *text = getenv(variable);
    return text != NULL ? strtoul(text, NULL, 10) : otherwise;
}

ParameterizedTestParameters(oracle, proof_and_brute_force_agree)
{
    static int all[SORTS];
    const char *only = getenv("RACETRACK_ORACLE_SORT");
    size_t count = 0;
    for (int i = 0; i < SORTS; i++) {
        if (only == NULL || strstr(sorts[i].name, only) != NULL) {
            all[count++] = i;
        }
    }
    return cr_make_param_array(int, all, count);
}

ParameterizedTest(int *which, oracle, proof_and_brute_force_agree)
{
    const unsigned long programs = number_in("RACETRACK_ORACLE_PROGRAMS", 60);
    const unsigned long seed = number_in("RACETRACK_ORACLE_SEED", 1);
    const unsigned long most = number_in("RACETRACK_ORACLE_MOST", 60000);
    unsigned long made = 0, compared = 0, differ = 0;
    struct program *all = calloc(programs, sizeof *all);
    cr_assert_not_null(all);
    for (unsigned long i = 0; i < programs; i++) {
        make(&sorts[*which], seed + i, &all[made]);
        if (is_new(all, made)) {
            const int outcome = compare(&sorts[*which], seed + i, &all[made], most);
            made++;
            compared += outcome != 0;
            differ += outcome < 0;
        }
    }
    free(all);
    if (getenv("RACETRACK_ORACLE_WAYS") != NULL) {
        fprintf(stderr, "%s: %lu programs, %lu executions resumed\n", sorts[*which].name, compared,
                resumed);
    }
    if (getenv("RACETRACK_ORACLE_PROGRAMS") != NULL) {
        fprintf(stderr, "%-45s %5lu made %5lu compared %3lu differ\n", sorts[*which].name, made,
                compared, differ);
    }
    cr_expect_eq(differ, 0, "%s: %lu of %lu programs differ", sorts[*which].name, differ, compared);
    cr_expect_gt(compared, made / 2, "%s: only %lu of %lu programs are small enough",
                 sorts[*which].name, compared, made);
}
