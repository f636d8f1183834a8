/*
 * proof.h - shows the parent process that the harness reported a result, and not the program.
 *
 * The parent may give a program, in the environment variable RACETRACK_PROOF, a text that can't be
 * guessed. An event that repeats it was written by code that had it. The harness takes the text
 * before the program's first line, and hides it where nothing can read it until the program is
 * done.
 *
 * So a program can't report its own total by means of C and its library. But this is not a wall: it
 * is all one process, and machine code that a program creates itself can do whatever the harness
 * can. See tools/verify/README.md.
 */
#ifndef PROOF_H
#define PROOF_H

/* Takes the proof out of the environment, and hides it. Does nothing if there is none. */
void proof_take(void);

/* Makes the proof readable and returns it; "" if there was none. */
const char *proof_show(void);

#endif
