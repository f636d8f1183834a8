/*
 * progress.h - that something is still going on, on standard error, where it takes longer.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

/*
 * From now on, says what is being done, and for how long it has been, after two seconds: on a
 * terminal in one line that changes each second, and goes away at the end; else, as in a log, in a
 * line after two seconds, four, eight, and so on. words outlives it. most: how many seconds it may
 * take, 0: any number. Does nothing without a thread to spare.
 */
void progress_begin(const char *words, double most);
void progress_end(void);

#endif
