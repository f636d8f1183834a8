/*
 * lock_each_field.c - who looks takes the lock for each number on its own.
 *
 * Caught by total: wrong-total
 * Caught by every-interleaving: wrong-total
 *
 * The data race is gone, and ThreadSanitizer is silent. But between the two reads a goal may be
 * entered: the look puts together numbers that never stood on the board at the same time.
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
    must(pthread_mutex_lock(&board_lock), "pthread_mutex_lock");
    const long goals = board.goals;
    must(pthread_mutex_unlock(&board_lock), "pthread_mutex_unlock");
    pause_now_and_then(turn); /* and in between, another */
    must(pthread_mutex_lock(&board_lock), "pthread_mutex_lock");
    const long home_and_away = board.home + board.away;
    must(pthread_mutex_unlock(&board_lock), "pthread_mutex_unlock");
    return home_and_away == goals;
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
