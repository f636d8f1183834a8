/* outside.h - what leads out of the program's memory; see outside.c. */
#ifndef OUTSIDE_H
#define OUTSIDE_H

/* A new execution begins: what the last one left open is closed. */
void outside_restore(void);

#endif
