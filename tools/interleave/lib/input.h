/* input.h - standard input, which every execution reads from where the first one began. */
#ifndef INPUT_H
#define INPUT_H

/* The program is about to read it. */
void input_used(void);

/* A new execution begins. */
void input_restore(void);

/* In a process that was just made: what it reads from a file is nothing to its parent. */
void input_apart(void);

#endif
