/*
 * commanded.h - one step at a time: whoever sends commands on options.commands chooses each step.
 *
 * A command is a line. Each has one answer on options.trace, a line with "stands", "memory" or
 * "refused"; before it come the events of the trace (record.c), and a line with "step" before the
 * events of each step.
 *
 *     start              from the beginning of the program to its first step
 *     at SCHEDULE        the same, along the schedule, which begins a new execution
 *     run SCHEDULE       along the schedule to the end, with each step told
 *     go THREAD CHOICE   that thread (a number) does its next step; what else there is to choose in
 *                        it is CHOICE, and the first at a second place
 *     peek [ADDRESS SIZE]...   what is in memory: {"memory":[null or a number]}
 *
 * The end of the commands ends the process.
 *
 *     {"step":true,"thread":"A","n":31,"schedule":"M9A2.","preempts":false}
 *         A does its next step; events from the trace's number 31 on belong to it
 *     {"stands":true,"n":33,"ended":false,"cut":false,"again":false,"misfit":false,
 *      "choices":1,"chosen":0,"schedule":"M9A3.","has_outcome":false,"outcome":0,"expected":0,
 *      "base":…,"found":[as in a result],
 *      "threads":[{"thread":"A","state":"can","waits":null,"for":null,
 *                  "next":{"do":"write","pc":…,"stack":[…],"address":…,"size":…,"before":…}}],
 *      "objects":[{"type":"a mutex","object":…,"owner":"A" or null,"value":0,"waiting":0}]}
 *         choices: of what else there was to choose in the last step. again: what the program was
 *         found to do changes what a step is; the same is to be asked for once more
 *     {"refused":"ppoll","instead":"poll" or ""}
 *         what the program calls, with which it can't be explored, and what to use in its place
 */
#ifndef INTERLEAVE_COMMANDED_H
#define INTERLEAVE_COMMANDED_H

/* Serves commands until there are no more. */
void commanded_serve(void);

#endif
