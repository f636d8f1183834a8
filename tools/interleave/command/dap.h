/*
 * dap.h - `interleave dap`: a server of the Debug Adapter Protocol
 * (https://microsoft.github.io/debug-adapter-protocol, version 1.x) on standard input and output,
 * by which an editor steps through an explored program, thread by thread, forwards and back.
 *
 * The program is never run freely: it stands at a step (stepping.h), and each request moves it from
 * one to another. So a request that makes it go on is answered, and has stopped again, at once.
 *
 * `launch` has these arguments:
 *
 *     program       its path; it was built with `interleave cc`, or is an exercise's explored one
 *     args          its arguments, an array of strings
 *     schedule      one that `interleave run` told: continue goes along it
 *     stopOnEntry   false: it goes on at once (true)
 *     ignoreRaces, anyExit, outcome, leaks   true: as the options of `interleave run` that are
 *                   called so
 */
#ifndef DAP_H
#define DAP_H

/* Serves the client until it leaves. Returns the exit status: 0, or 2 if what came isn't the
 * protocol, which is told on standard error. */
int dap(void);

#endif
