/* environment.h - what the C library keeps for the process, put back before each execution. */
#ifndef ENVIRONMENT_H
#define ENVIRONMENT_H

/* Takes note of it as it is now. Returns 0 or ENOMEM. */
int environment_remember(void);

/* Puts it back. */
void environment_restore(void);

#endif
