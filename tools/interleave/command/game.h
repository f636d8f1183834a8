/*
 * game.h - `interleave play`, which is a program of its own (tools/play): only that needs ncurses.
 */
#ifndef GAME_H
#define GAME_H

/*
 * Becomes interleave-play, which lies beside this program or in PATH. The arguments,
 * NULL-terminated, are those behind `interleave play`; arguments[-1] is there, and gets another
 * name. Returns only if there is no such program: 3, and says so.
 */
int game_start(char **arguments);

#endif
