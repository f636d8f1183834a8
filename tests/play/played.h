/*
 * played.h - the game played without a terminal, on a program of the kit.
 */
#ifndef PLAYED_H
#define PLAYED_H

#include "play/model.h"

/* The program that the explorer calls, and how long it may search. */
struct explorer {
    const char *program;
    double seconds;
};

/* A game on an exercise's program, begun as make play begins it. */
struct played {
    char path[256];
    const char *program[4]; /* with the case that is played */
    char arguments[64];
    json_t *answer; /* the explorer's */
    struct model model;
};

/*
 * Asks the explorer about the program built in that folder (build/01-counter), in the small case of
 * the exercise or a smaller one, and opens the game. Returns NULL, and the caller ends it; or what
 * went wrong, which is static.
 */
const char *played_begin(struct played *played, const struct explorer *explorer,
                         const char *exercise, const char *built);
void played_end(struct played *played);

/* Plays the simplest failure, decision by decision. Returns NULL if the game is won by it in as
 * many steps and switches as the explorer's schedule has; else what is otherwise, which is static.
 */
const char *played_to_a_win(struct played *played);

/* What the game tells of the simplest failure beside what its story does: as many preemptions, and
 * no more switches and steps than the story's schedule has. NULL, or what is otherwise, static. */
const char *played_as_the_story(const struct played *played, const struct explorer *explorer);

/* Whether the game says, when asked to finish from where it stands, that it can't be broken. */
bool played_cannot_break(struct played *played, double seconds);

#endif
