/*
 * keys.h - what a key means in the game.
 */
#ifndef KEYS_H
#define KEYS_H

#include "model.h"

enum action {
    ACT_NOTHING,
    ACT_ORDER,  /* order, `times` times */
    ACT_LETTER, /* chooses the thread with that letter */
    ACT_FINISH,
    ACT_SAVE,
    ACT_HELP,
    ACT_QUIT,
    ACT_GONE, /* the terminal has gone, or a signal asks to end */
};

struct meaning {
    enum action action;
    enum order order;
    int times;
    char letter[2];
};

/* Of a key as screen_key has it. Letters that are no command's are threads', in either case; a
 * capital one always is. */
struct meaning key_meaning(int key);

#endif
