/*
 * atomic.c - the scoreboard of a stadium, in one word that is read and written whole.
 *
 * Scorers enter the goals of both teams, each in one step; spectators look at the board meanwhile.
 * Every look must show a board that was true at some moment: as many goals as both teams have shot.
 * So every turn counts: each goal that is entered, and each look that is right.
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct person {
    pthread_t thread;
    bool scores; /* a scorer, or else a spectator */
    long turns;
    long right_looks;
};

/* The goals of the home team, and above them those of the other; all goals are their sum. */
static _Atomic uint64_t board;
static const uint64_t one_home = 1;
static const uint64_t one_away = UINT64_C(1) << 32;
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
    pause_now_and_then(turn); /* who shot it? */
    atomic_fetch_add(&board, turn % 3 == 0 ? one_away : one_home);
}

static long goals_on(uint64_t seen)
{
    return (long)((seen >> 32) + (seen & UINT32_MAX));
}

static bool look(long turn, uint64_t *before)
{
    pause_now_and_then(turn); /* the game is worth a look, too */
    const uint64_t seen = atomic_load(&board);
    const bool right = goals_on(seen) >= goals_on(*before); /* goals are never taken back */
    *before = seen;
    return right;
}

static void *take_turns(void *argument)
{
    struct person *person = argument;
    uint64_t before = 0;
    start_together(&kick_off);
    for (long turn = 0; turn < person->turns; turn++) {
        if (person->scores) {
            enter_goal(turn);
        } else if (look(turn, &before)) {
            person->right_looks++;
        }
    }
    return NULL;
}

long total(struct workload load)
{
    struct person people[MAX_THREADS];
    atomic_store(&board, 0);
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
    return right_turns + goals_on(atomic_load(&board));
}
