/*
 * shell-words.c - the shell again, where one does not look for it.
 *
 * Refused as reaches-outside
 */
#include "exercise.h"

#include <wordexp.h>

long total(struct workload load)
{
    wordexp_t words;
    wordexp("$(true)", &words, 0);
    return load.threads * load.work;
}
