/*
 * message.c - the scoreboard of a stadium, whose keeper alone touches it.
 *
 * Scorers tell the keeper of each goal; spectators ask the keeper what stands on the board.
 * Every look must show a board that was true at some moment: as many goals as both teams have shot.
 * So every turn counts: each goal that is entered, and each look that is right.
 */
#include "channel.h"
#include "exercise.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct board {
    long home;
    long away;
    long goals;
};

enum what { HOME_GOAL, AWAY_GOAL, LOOK };
struct message {
    enum what what;
    struct channel *answer; /* to a look: the board goes there */
};

struct person {
    pthread_t thread;
    struct channel *keeper;
    struct channel *answers;
    bool scores; /* a scorer, or else a spectator */
    long turns;
    long right_looks;
};

static pthread_barrier_t kick_off;

static void pause_now_and_then(long turn)
{
    static const struct timespec a_moment = {.tv_nsec = 20000};
    if (turn % 64 == 0) {
        nanosleep(&a_moment, NULL);
    }
}

/* The keeper: changes the board goal by goal, and shows it only in between. */
static void *keep(void *argument)
{
    struct channel *messages = argument;
    struct board board = {0};
    for (struct message message; channel_receive(messages, &message) == 0;) {
        if (message.what == LOOK) {
            must(channel_send(message.answer, &board), "channel_send");
        } else {
            board.goals++;
            *(message.what == AWAY_GOAL ? &board.away : &board.home) += 1;
        }
    }
    return (void *)(intptr_t)board.goals;
}

static void enter_goal(const struct person *person, long turn)
{
    const struct message message = {.what = turn % 3 == 0 ? AWAY_GOAL : HOME_GOAL};
    pause_now_and_then(turn); /* who shot it? */
    must(channel_send(person->keeper, &message), "channel_send");
}

static bool look(const struct person *person, long turn)
{
    const struct message message = {.what = LOOK, .answer = person->answers};
    struct board board;
    pause_now_and_then(turn); /* the game is worth a look, too */
    must(channel_send(person->keeper, &message), "channel_send");
    must(channel_receive(person->answers, &board), "channel_receive");
    return board.home + board.away == board.goals;
}

static void *take_turns(void *argument)
{
    struct person *person = argument;
    start_together(&kick_off);
    for (long turn = 0; turn < person->turns; turn++) {
        if (person->scores) {
            enter_goal(person, turn);
        } else if (look(person, turn)) {
            person->right_looks++;
        }
    }
    return NULL;
}

long total(struct workload load)
{
    struct person people[MAX_THREADS];
    struct channel *messages;
    pthread_t keeper;
    void *goals;
    must(channel_create(&messages, MAX_THREADS, sizeof(struct message)), "channel_create");
    must(pthread_create(&keeper, NULL, keep, messages), "pthread_create");
    must(pthread_barrier_init(&kick_off, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        people[i] = (struct person){.keeper = messages, .scores = i % 2 == 0, .turns = load.work};
        must(channel_create(&people[i].answers, 1, sizeof(struct board)), "channel_create");
        must(pthread_create(&people[i].thread, NULL, take_turns, &people[i]), "pthread_create");
    }
    long right_turns = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(people[i].thread, NULL), "pthread_join");
        right_turns += people[i].right_looks;
        channel_destroy(people[i].answers);
    }
    must(channel_close(messages), "channel_close");
    must(pthread_join(keeper, &goals), "pthread_join");
    channel_destroy(messages);
    must(pthread_barrier_destroy(&kick_off), "pthread_barrier_destroy");
    return right_turns + (intptr_t)goals;
}
