/*
 * another_lock.c - who looks takes a lock as well, but one of the spectators' own.
 *
 * Caught by total: wrong-total
 * Caught by race-free: data-race
 * Caught by every-interleaving: wrong-total
 *
 * The board's lock is board_lock. A look under any other excludes nobody who enters a goal.
 *
 * Scorers enter the goals of both teams, each with a lock; spectators look at the board meanwhile.
 * Every look must show a board that was true at some moment: as many goals as both teams have shot.
 * So every turn counts: each goal that is entered, and each look that is right.
 */
#include "exercise.h"

#include <stddef.h>
#include <time.h>

struct person {
    pthread_t thread;
    bool scores; /* a scorer, or else a spectator */
    long turns;
    long right_looks;
};

static struct {
    long home;
    long away;
    long goals;
} board;
static pthread_mutex_t board_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t look_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t kick_off;

static void pause_now_and_then(long turn)
{
    static const struct timespec a_moment = {.tv_nsec = 20000};
    if (turn % 64 == 0) {
        nanosleep(&a_moment, NULL);
    }
}

static void enter_goal(long turn)
{
    must(pthread_mutex_lock(&board_lock), "pthread_mutex_lock");
    board.goals++;
    pause_now_and_then(turn); /* who shot it? */
    if (turn % 3 == 0) {
        board.away++;
    } else {
        board.home++;
    }
    must(pthread_mutex_unlock(&board_lock), "pthread_mutex_unlock");
}

static bool look(long turn)
{
    pause_now_and_then(turn); /* the game is worth a look, too */
    must(pthread_mutex_lock(&look_lock), "pthread_mutex_lock");
    const bool right = board.home + board.away == board.goals;
    must(pthread_mutex_unlock(&look_lock), "pthread_mutex_unlock");
    return right;
}

static void *take_turns(void *argument)
{
    struct person *person = argument;
    start_together(&kick_off);
    for (long turn = 0; turn < person->turns; turn++) {
        if (person->scores) {
            enter_goal(turn);
        } else if (look(turn)) {
            person->right_looks++;
        }
    }
    return NULL;
}

long total(struct workload load)
{
    struct person people[MAX_THREADS];
    board.home = board.away = board.goals = 0;
    must(pthread_barrier_init(&kick_off, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        people[i] = (struct person){.scores = i % 2 == 0, .turns = load.work};
        must(pthread_create(&people[i].thread, NULL, take_turns, &people[i]), "pthread_create");
    }
    long right_turns = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(people[i].thread, NULL), "pthread_join");
        right_turns += people[i].right_looks;
    }
    must(pthread_barrier_destroy(&kick_off), "pthread_barrier_destroy");
    return right_turns + board.goals;
}
