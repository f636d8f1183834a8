/*
 * advice.h - the weakest memory orders with which a program is still proved.
 *
 * Theory of operation. Where operations have weaker orders, a program has all the executions that
 * it had, and more (RC11 is monotonic so: Lahav and others, PLDI 2017). So what breaks with some
 * orders breaks with weaker ones, too, and a choice of orders is minimal if it breaks with each
 * single operation one step weaker. Such a choice is found in three passes:
 *
 * 1. Each operation alone, the others as they are in the source: the weakest order that is proved.
 * 2. All together, from the strongest operation to the weakest; fences come first among those of
 *    the same strength, and then whatever stands first in the source. Each gets the weakest order
 *    that is proved with what the ones before it got. What failed alone isn't tried.
 * 3. Each operation one step weaker than that, with all others as they ended. Each failure is the
 *    reason why it can't be weaker. Should a step be proved, as one may be that took too long
 *    before, it is taken, and the pass begins anew.
 *
 * At every moment the choice that was made so far has been proved.
 */
#ifndef ADVICE_H
#define ADVICE_H

#include "interleave/trace/explored.h"
#include "interleave/trace/names.h"
#include "order_list.h"

enum { MOST_STEPS = 4, MOST_OPERATIONS = 1024 };

enum trial_outcome {
    TRIAL_PROVED,
    TRIAL_FAILED,
    TRIAL_OPEN /* nothing failed, but it is no proof; or it took too long */
};

/* The program with one choice of orders. */
struct trial {
    char *orders; /* as --orders takes them; "": those of the source */
    enum trial_outcome outcome;
    char *failure, *sentence; /* of a failure: its kind, and what happens; else sentence is why it
                                 is open */
    char *schedule;           /* that fails; NULL: none */
};

/* An operation one step weaker than it ended. */
struct step_weaker {
    struct strength to;
    const struct trial *trial;
};

/* An atomic operation or fence of the source. */
struct operation {
    struct order_entry place; /* as short as tells it from the others; most: what it ended with */
    char file[ORDER_FILE];    /* its path, */
    int line, column;         /* line and column */
    char object[NAME_SIZE];   /* as the source has it: "queue->head"; empty for a fence */
    enum atomic_operation kind;
    size_t size;
    bool is_fixed;         /* its orders are left as they are: it is too large, or has no place */
    struct strength has;   /* in the source; if it has several, all of them together */
    struct strength alone; /* the weakest, the others as in the source */
    struct strength ends;  /* the weakest, all others as they ended */
    struct step_weaker steps[MOST_STEPS];
    int step_count;
};

/*
 * Explores the program with these operations weakened, as it takes them (order_list_code; ""), for
 * at most so many seconds (0: any number); stops at the first failure, and makes it small. False if
 * it told no result; else *explored is the caller's to release.
 */
typedef bool explore_weakened(const void *context, const char *weakened, double seconds,
                              struct explored *explored);

/* What is asked. */
struct question {
    explore_weakened *explore;
    const void *context;
    const char *program;
    double seconds; /* for all of it; 0: no limit */
    bool unicode;   /* in sentences */
};

struct advice {
    struct operation *operations; /* in the order of the source */
    int count;
    struct trial **trials; /* in the order in which they were made; the first is of the source */
    int trial_count;
    json_t *source;   /* the result of the exploration of the program as it is; NULL: none */
    json_t *result;   /* of the last one, with the orders that came out; NULL: it wasn't reached */
    bool left_out;    /* there are more operations than are noted; the others stay as they are */
    bool out_of_time; /* passes were left out; what there is was proved, but may not be minimal */
    bool out_of_memory;
    double seconds; /* that it took */
};

/*
 * Answers the question. If the program isn't proved as it is, there are no operations, and source
 * tells why. The advice is the caller's to release.
 */
void advice_find(const struct question *question, struct advice *advice);
void advice_release(struct advice *advice);

/* The choice that came out, as --orders takes it; NULL without memory. "": the source's. */
char *advice_orders(const struct advice *advice);

/* Operations that ended with weaker orders than they have. */
int advice_weaker(const struct advice *advice);

#endif
