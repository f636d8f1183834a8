/*
 * operations.h - the steps that a generated program is made of. They alone are instrumented; the
 * loop that carries them out is not, so that what it reads of the program is no step.
 */
#ifndef OPERATIONS_H
#define OPERATIONS_H

enum operation {
    READ,
    WRITE,
    INCREMENT,
    ATOMIC_LOAD,
    ATOMIC_LOAD_RELAXED,
    ATOMIC_STORE,
    ATOMIC_STORE_RELAXED,
    ATOMIC_ADD,
    ATOMIC_SWAP_IF_0,
    FENCE,
    LOCK,
    UNLOCK,
    TRY,
    TIMED_LOCK,
    WAIT,
    TIMED_WAIT,
    SIGNAL,
    BROADCAST,
    TAKE,
    TRY_TAKE,
    TIMED_TAKE,
    GIVE,
    READ_LOCK,
    WRITE_LOCK,
    TRY_READ_LOCK,
    TRY_WRITE_LOCK,
    TIMED_WRITE_LOCK,
    RW_UNLOCK,
    ARRIVE,
    ARRIVE_AS_PAIR, /* at a barrier for two, whoever these are */
    DESTROY,
    DESTROY_CONDITION,
    DESTROY_SEMAPHORE,
    DESTROY_RWLOCK,
    STORE_HALF,
    LOAD_HALF,
    ADD_HALF,
    SWAP_HALF_IF_0,
    LOAD_BOTH_HALVES,
    SWAP_IF_SAME, /* if it has the value that would be stored */
    AWAIT,
    AWAIT_EACH,       /* of the first two, by one loop in another */
    AWAIT_MORE,       /* than the first thread stores */
    AWAIT_AFTER_LOAD, /* the same, by a copy that it begins and goes on with */
    AWAIT_AND_TELL,   /* the same; returns what the last turn but one read */
    AWAIT_AND_SWAP,   /* 0 for the value */
    AWAIT_HALF,
    AWAIT_WITH_LOCK,
    WRITE_BLOCK,
    READ_BLOCK,
    FREE_BLOCK,
    EXIT,
    EXIT_AT_ONCE, /* without what was registered for the end */
    /* Of objects that nobody has initialised when the threads begin. */
    BEGIN_MUTEX,
    BEGIN_SEMAPHORE,
    LOCK_LATE,
    UNLOCK_LATE,
    GIVE_LATE,
    OVERWRITE_MUTEX,
    END_MUTEX,
    END_SEMAPHORE,
    /* Of a robust mutex, and of a rwlock at which writers come first. */
    LOCK_ROBUST,
    TRY_ROBUST,
    MAKE_CONSISTENT,
    UNLOCK_ROBUST,
    READ_AFTER_WRITERS,
    TRY_READ_AFTER_WRITERS,
    WRITE_BEFORE_READERS,
    UNLOCK_WRITERS_FIRST,
    /* Of C11's. */
    MTX_LOCK,
    MTX_TRY,
    MTX_TIMED,
    MTX_UNLOCK,
    CND_WAIT,
    CND_TIMED_WAIT,
    CND_SIGNAL,
    CND_BROADCAST,
    CALL_ONCE,
    CALL_ONCE_SLOWLY, /* what is called has steps, at which others wait for it */
    TSS_SET,
    TSS_GET,
    /* Of blocks that a pointer tells of: by a relaxed store, or one that releases. */
    PUBLISH,
    READ_PUBLISHED,
    GROW_PUBLISHED,
    FREE_PUBLISHED,
    /* Of text that the C library reads and writes. */
    COPY_TEXT,
    PRINT_TEXT,
    SCAN_TEXT,
    MEASURE_TEXT,
    OPERATIONS
};

enum { VARIABLES = 3, MUTEXES = 2, HALVES = 2 };

/* What has to be made before the threads begin, for an operation: a bit for each thing. */
enum { NEEDS_ALL = ~0 };
int operations_needs(enum operation operation);

/* Makes what they need, and nothing else, as each execution does it again; for so many threads. */
void operations_begin(int threads, int needs);

/* Registers something to be done at the end: an update of the first atomic variable. */
void operations_at_exit(void);

/* Does it, on that variable or mutex; returns what was read, whether it was got in time, or 0. */
long operation_do(enum operation operation, int which, long value);

/* The first so many variables of each sort in one number. */
long operations_end(int variables);

#endif
