/*
 * stepping.h - an explored program one step at a time, forwards and back: whoever calls is its
 * scheduler.
 *
 * A *step* is one access to memory that is not the thread's own stack, one atomic operation, or one
 * call at which it matters who goes first (a lock, a wait, a join); what the thread does for itself
 * up to its next step belongs to it. So between two steps anything can be done that a schedule of
 * `interleave run` can do, a lost update among it. What main does before it starts its first thread
 * is done at the beginning, and is no step.
 *
 * The steps that were done, in their order, are the *line*. It is kept when the caller goes back,
 * until another step is done from there: so one can go forwards along it again. A schedule that
 * `interleave run` found can be the line to begin with.
 *
 * Theory of operation. The program runs in a process of its own, which waits for a command at each
 * step (lib/search/commanded.c). To go forwards is to tell it which thread goes on; to go back is a
 * new execution along a shorter line, in the same process, which takes microseconds. It ends with
 * the session. Only limits of its own hold that process back: an execution has at most so many
 * steps, and one that computes for ever is cut after some seconds.
 *
 * All functions are for one thread of the caller's at a time. What a state points to belongs to the
 * session, and is as it is until the next call with that session.
 */
#ifndef STEPPING_H
#define STEPPING_H

#include "interleave/trace/names.h"

struct stepping; /* a session */

struct stepping_options {
    const char *schedule; /* the line to begin with, as `interleave run` has it; NULL: none */
    bool ignore_races;    /* a data race is no failure, as with --ignore=races */
    bool any_exit;        /* nor is an exit status other than 0 */
    bool outcome;         /* the program must call interleave_outcome */
    bool leaks;           /* a thread that nobody joins or detaches is a failure */
    bool unicode;         /* words have arrows, else "->" */
    long steps;           /* most of one execution; 0: 20000 */
};

enum stepping_thread_state {
    STEPPING_CAN_GO,  /* stepping_step does its next step */
    STEPPING_WAITS,   /* as waits says */
    STEPPING_LOOPS,   /* it waits in a loop until somebody writes what it reads there */
    STEPPING_ENDED,   /* or waits for the end of the process, as main after its return */
    STEPPING_STOPPED, /* the execution has ended before it did its next step */
};

struct stepping_thread {
    char letter[8];       /* as schedules have it: "M", "A" */
    char name[NAME_SIZE]; /* what it runs, as the story has it: "worker 1", "main" */
    enum stepping_thread_state state;
    bool has_place;        /* else the next line is not known, and below is empty */
    struct place place;    /* of its next step */
    char next[TEXT_SIZE];  /* that step in words: "reads value → 0", "wants lock guard"; "";
                              within a library's operation with what that is, and its place is
                              where the program called it: "sends 3 on orders: locks lock" */
    char waits[TEXT_SIZE]; /* "waits for lock guard, which worker 1 (A) holds", "waits to
                              receive: orders is empty and open"; "" */
    int depth;             /* frames of its stack, at most STEPPING_FRAMES */
    struct stepping_frame *frames; /* the innermost first, whose place is that of the step */
};

enum { STEPPING_FRAMES = 24 };

struct stepping_frame {
    bool has_place;
    struct place place; /* of what it does there: of all but the first, a call */
};

/* A step that was done. */
struct stepping_row {
    int thread; /* an index of threads */
    bool has_place;
    struct place place; /* within a library's operation, where the program called it */
    bool has_own;
    struct place own;      /* of the step itself, there, too */
    long operation;        /* which operation it is a part of; 0: of none */
    char words[TEXT_SIZE]; /* "reads value → 0", "writes value ← 1", "takes lock guard" */
    bool switched;         /* another thread than in the step before */
    bool preempted;        /* and that one could have gone on */
    int choices;           /* how many values it could read, or threads it could wake; 1: one */
    int chosen;            /* which of these it was, from 0: the newest value, the first thread */
    const char *failure;   /* that showed in this step, as in state; NULL: none */
};

/* Memory that threads share, as far as the steps of the line have touched it. */
struct stepping_variable {
    char name[NAME_SIZE];  /* "accounts[3].balance" */
    char value[NAME_SIZE]; /* as it is now, by its type; "garbage" if the block was freed */
    bool changed;          /* by the last step */
    bool shared;           /* more than one thread has touched it */
};

/* A mutex, semaphore, condition variable, …; or an object of a library that tells of it, a channel,
 * in place of what it consists of (contents.h). */
struct stepping_object {
    char name[NAME_SIZE];  /* with what it is: mutex "guard" */
    bool is_lock;          /* that one thread holds, or several read under */
    int owner;             /* an index of threads, -1: nobody holds it, or it has no owner */
    int readers;           /* who hold it for reading */
    int waiting;           /* how many threads wait there */
    bool has_value;        /* a semaphore: */
    long value;            /* how many can take it */
    char holds[NAME_SIZE]; /* a library's: "open, 1 of 4: 7"; else "" */
};

/* Where the program stands. */
struct stepping_state {
    int position; /* steps that are done */
    int length;   /* of the line; stepping_go_to can go so far */
    struct stepping_thread *threads;
    int thread_count;
    int last;                  /* the thread that did the last step; -1: none was done */
    struct stepping_row *rows; /* of the whole line: `position` of them are done */
    struct stepping_variable *variables;
    int variable_count;
    struct stepping_object *objects;
    int object_count;
    int switches, preemptions;
    bool ended;          /* nothing can be done but to go back */
    bool cut;            /* it has ended because of a limit: too many steps, or too long */
    const char *failure; /* "wrong result", "deadlock", "data race", …: the worst that has shown so
                            far, even if the execution has not ended; NULL: none */
    const char *message;  /* one sentence about it; or how it ended; "" */
    const char *sentence; /* what the story calls it: "Lost update: …"; "" if it says nothing */
    bool has_outcome;     /* the program has ended with one: its exit status, or what it stated */
    long outcome, expected;
    const char *schedule; /* what was done, for `interleave replay`, and `make replay SCHEDULE=` */
    const char *printed;  /* what the program has printed so far, as the trace has it: without the
                             newline that puts adds */
};

/* What can still come, if others choose from here on. */
enum stepping_verdict { STEPPING_BREAKS, STEPPING_PROVED, STEPPING_BOUNDED };

struct stepping_finish {
    enum stepping_verdict verdict;
    const char *failure;  /* STEPPING_BREAKS: as in state; else NULL */
    const char *message;  /* a sentence: what fails, or what was covered */
    const char *schedule; /* that begins like what was done, and fails; NULL */
    unsigned long executions;
};

/*
 * Begins a session with a program that was built with `interleave cc`, or an exercise's explored
 * one: its path and its arguments, NULL-terminated, which are copied. It stands at its beginning,
 * or is refused. Returns NULL then, and says why in error (one sentence): it can't be started,
 * isn't built for exploring, calls what can't be explored, or the schedule doesn't fit it.
 */
struct stepping *stepping_open(const char *const *program, const struct stepping_options *options,
                               char error[static TEXT_SIZE]);
void stepping_close(struct stepping *session);

const struct stepping_state *stepping_state(const struct stepping *session);

/*
 * Each of these returns 0, and the state is that after it; or an error number, and it is as before:
 * EINVAL: there is no such thread, step or choice; EAGAIN: the thread can't go on now; ECHILD: the
 * process has gone (it was killed, or ended in a way that can't be undone), which can't be mended
 * but by another session; ENOMEM.
 */

/* The thread, an index of threads, does its next step. */
int stepping_step(struct stepping *session, int thread);

/* The last step again, but with that choice: another value that a load may read, another thread to
 * wake. From 0, below row.choices. */
int stepping_choose(struct stepping *session, int choice);

/* So many steps are done then: to any point of the line, from 0 to its length. */
int stepping_go_to(struct stepping *session, int position);

/* The last one is undone. EINVAL at the beginning. */
int stepping_back(struct stepping *session);

/* The next step of the line; EINVAL at its end. */
int stepping_forward(struct stepping *session);

/* Makes that schedule the line, and stands at its beginning. EINVAL: it is none, or does not fit;
 * then the line is as before. */
int stepping_follow(struct stepping *session, const char *schedule);

/* The line goes on from its end to that of the program, without a preemption; the position stays.
 * Of the steps that were there it isn't known any more what there was to choose. */
int stepping_complete(struct stepping *session);

/*
 * Searches what can come from here, for at most so many seconds: the simplest failure first, all
 * schedules if there is time. The line is not changed: stepping_follow takes the schedule. A
 * failure that has shown already is STEPPING_BREAKS at once. past_races: data races are none,
 * whether they have shown or can still come. *finish belongs to the session like a state.
 */
int stepping_finish(struct stepping *session, double seconds, bool past_races,
                    struct stepping_finish *finish);

/*
 * How an object stands, in words: "held by A, 1 waits", "free", "read by 2", "value 1", "open, 1 of
 * 4: 7", "nobody waits". names: with the threads' names, "held by worker 1 (A)".
 */
const char *stepping_object_words(const struct stepping_state *state,
                                  const struct stepping_object *object, bool names,
                                  char words[static TEXT_SIZE]);

/* The value, as it is now, of a variable that the state lists by that name ("accounts[3].balance").
 * False, and empty, if it lists none. */
bool stepping_value(const struct stepping *session, const char *name, char value[static NAME_SIZE]);

#endif
