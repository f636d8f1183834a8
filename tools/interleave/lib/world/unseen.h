/*
 * unseen.h - what is linked into the program that the explorer can't see at work.
 */
#ifndef UNSEEN_H
#define UNSEEN_H

/* A phrase for it, with the name of the first such part, which stays as it is until the program's
 * end; NULL if there is none, as far as is known. */
const char *unseen_code(void);

#endif
