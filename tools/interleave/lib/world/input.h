/* input.h - standard input, which every execution reads from where the first one began. */
#ifndef INPUT_H
#define INPUT_H

/* The program is about to read it. */
void input_used(void);

/* A new execution begins. */
void input_restore(void);

/* Another descriptor for it, which is read from the same place on, and moves nobody else's:
 * processes that share one would read on where another one stands. Returns -2 if none is needed, -1
 * if there can be none. */
int input_again(void);

#endif
