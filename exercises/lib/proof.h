/*
 * proof.h - what shows the parent that it was the harness that told of a run, and not the program.
 *
 * Who starts a program may give it, in the environment variable RACETRACK_PROOF, a text that can't
 * be guessed; an event that repeats it was written by somebody who had it. The harness takes it
 * before the program's first line, and puts it where nobody can read it until the program is done.
 *
 * That keeps a program from telling its own total by what C and its library offer. It is no wall:
 * all of this is one process, and machine code that a program makes itself can do whatever the
 * harness can. See tools/verify/README.md.
 */
#ifndef PROOF_H
#define PROOF_H

/* Takes the proof out of the environment and hides it. Where there is none, does nothing. */
void proof_take(void);

/* The proof, from now on to be read; "" where there was none. */
const char *proof_show(void);

#endif
