/*
 * advice_show.h - the weakest memory orders of a program, for a person or for a program.
 */
#ifndef ADVICE_SHOW_H
#define ADVICE_SHOW_H

#include "advice.h"
#include "show.h"

/*
 * A line for each operation, with what it has and what is enough; then why each can't be weaker,
 * and how to see that. shown: the program, and how its schedules are replayed. advice: of a program
 * that is proved.
 */
void advice_show(const struct advice *advice, const struct shown *shown, int width, FILE *out);

/* The same as one JSON document. */
void advice_show_json(const struct advice *advice, const struct shown *shown, FILE *out);

#endif
