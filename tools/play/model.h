/*
 * model.h - the game without a terminal: orders in, a state out.
 *
 * The player is the scheduler of an explored program (interleave/stepping/stepping.h): says which
 * thread goes on, goes back and tries another way. The game is won when the program breaks. Where
 * only one thread can go on there is nothing to decide, and the game goes on by itself.
 *
 * No verdict is made here. What breaks the program, and that nothing can, the explorer says.
 */
#ifndef MODEL_H
#define MODEL_H

#include "interleave/stepping/stepping.h"

enum order {
    ORDER_STEP,       /* the chosen thread goes on */
    ORDER_NEXT,       /* the next thread is chosen, or */
    ORDER_PREVIOUS,   /* the one before it */
    ORDER_UNDO,       /* back to where the last decision was taken */
    ORDER_BACK,       /* one step back, along the line */
    ORDER_FORWARD,    /* one step forwards along it */
    ORDER_TO_START,   /* all the way back */
    ORDER_TO_END,     /* all the way forwards */
    ORDER_RESTART,    /* from the start, with nothing done */
    ORDER_OTHER,      /* the last step again, with another choice: an older value, say */
    ORDER_SHOW_SHORT, /* the simplest failure becomes the line: the solution of the game */
    ORDERS
};

/* What a message means for the player. */
enum tone { TONE_NEUTRAL, TONE_GOOD, TONE_BAD };

/* What the explorer knows of the program: how it breaks most simply, or that it can't. */
struct par {
    enum par_verdict { PAR_UNKNOWN, PAR_BREAKS, PAR_PROVED, PAR_BOUNDED } verdict;
    char *failure;  /* "wrong result"; NULL unless it breaks */
    char *sentence; /* what the explorer says of it: the story's sentence, or its message */
    char *schedule; /* that breaks it */
    unsigned long executions;
    bool is_measured; /* whether the rest is known: */
    int steps, switches, preemptions;
};

struct model_options {
    const char *const *program;       /* path and arguments, NULL-terminated */
    struct stepping_options stepping; /* how it is judged */
    const char *again_before; /* how to replay: before the schedule, "make replay EX=1 SCHEDULE=" */
    const char *again_after;  /* and behind it */
    const char *save;         /* what a saved schedule's file is called, without its ending */
};

struct model {
    struct model_options options;
    struct stepping *session;
    const struct stepping_state *state; /* never NULL */
    int chosen;                         /* a thread that the next step is for */
    struct par par;
    bool broken;         /* the game is won, where the program stands now */
    int broken_in;       /* steps, if it is, */
    int broken_switches; /* and switches among them */
    char *message;       /* to the player: about the last order; never NULL */
    enum tone tone;      /* of it */
    bool *forced;        /* of each step: nothing else could be done */
    int forced_room;
    bool gone; /* the program's process has ended; nothing goes on */
};

/*
 * Begins a game. Returns true, and the caller closes it; or false, and why not in error (one
 * sentence).
 */
bool model_open(struct model *model, const struct model_options *options,
                char error[static TEXT_SIZE]);
void model_close(struct model *model);

/* Carries the order out. What came of it is in the model, and said in its message. */
void model_do(struct model *model, enum order order);

/* Chooses a thread, an index of state->threads; false if there is none. */
bool model_choose(struct model *model, int thread);

/* The thread with that letter, in either case ("a", "A"); -1: there is none. */
int model_thread(const struct model *model, const char *letter);

/*
 * Takes what `interleave run --json` said of this very program with these arguments: what is to be
 * reached (par). NULL, or an answer that can't be read, leaves it unknown. The answer is the
 * caller's still.
 */
void model_learn(struct model *model, const json_t *answer);

/*
 * "Finish from here", in two parts. model_search asks the explorer what can still come, for at most
 * so many seconds. It takes a while, so it may be called on another thread; until it returns, the
 * model may be drawn, but nothing else may be done with it. model_take takes what came of it,
 * which is as stepping_finish has it: if it breaks, the line leads there, and goes on from where
 * the program stands.
 */
int model_search(const struct model *model, double seconds, struct stepping_finish *finish);
void model_take(struct model *model, int error, const struct stepping_finish *finish);

/* Both, one after the other. */
void model_finish(struct model *model, double seconds);

/* Writes the schedule so far to a file that isn't there yet, options.save.schedule or with a
 * number, and says which. */
void model_save(struct model *model);

/*
 * For who tries everything (graph.h): stands at that step of the line; the thread goes on by one
 * step, with that choice, and nothing by itself. Errors as stepping.h has them. No message.
 */
int model_stand(struct model *model, int position);
int model_step_plainly(struct model *model, int thread, int choice);

/* Replaces the message. */
__attribute__((format(printf, 3, 4))) void model_say(struct model *model, enum tone tone,
                                                     const char *format, ...);

#endif
