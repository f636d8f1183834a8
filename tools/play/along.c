/* along.c - see along.h. */
#include "along.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LETTERS = 8 };

/* What a schedule is made of: "A3", a thread with its accesses and calls, or a mark, ":1". */
struct part {
    char name[LETTERS]; /* the thread's letter, or the mark */
    long count;
};

/* Of one of several threads, in the order in which they were chosen; of an older store and of a
 * failure without a reason, behind the access. And what may come to threads from others. */
static const char chosen_mark = ':';
static const char marks[] = ":~+=";

static bool is_mark(const struct part *part)
{
    return strchr(marks, part->name[0]) != NULL;
}

/* Reads the part at *text, and steps over it. False at the end. */
static bool next_part(const char **text, struct part *part)
{
    char *end;
    int length = 0;
    *part = (struct part){.count = 0};
    if (**text == '\0') {
        return false;
    }
    const bool is_number = **text == '('; /* "(60)", where there are no letters left */
    do {
        part->name[length++] = **text;
    } while (*(*text)++ != '\0' && is_number && (*text)[-1] != ')' && length < LETTERS - 1);
    part->count = strtol(*text, &end, 10);
    if (end == *text) {
        return false; /* a full stop, or an @ */
    }
    *text = end;
    return true;
}

/* How many accesses and calls of the thread the schedule has, up to there; NULL: all. */
static long count_of(const char *schedule, const char *until, const char *letter)
{
    long count = 0;
    struct part part;
    while ((until == NULL || schedule < until) && next_part(&schedule, &part)) {
        count += strcmp(part.name, letter) == 0 ? part.count : 0;
    }
    return count;
}

/* The letter of the thread that is next: of the first part that isn't done. False: all is. */
static bool next_thread(const char *schedule, const char *done, char letter[static LETTERS])
{
    const char *at = schedule;
    struct part part;
    while (next_part(&at, &part)) {
        if (!is_mark(&part) &&
            count_of(done, NULL, part.name) < count_of(schedule, at, part.name)) {
            memcpy(letter, part.name, LETTERS);
            return true;
        }
    }
    return false;
}

/* The number of the nth choice of a thread. False: there are not so many. */
static bool nth_chosen(const char *schedule, int n, long *number)
{
    struct part part;
    while (next_part(&schedule, &part)) {
        if (part.name[0] == chosen_mark && n-- == 0) {
            *number = part.count;
            return true;
        }
    }
    return false;
}

/* Whether the schedule has the mark behind that access of the thread. */
static bool has_mark(const char *schedule, const struct part *mark, const char *letter, long at)
{
    const char *text = schedule;
    struct part part, thread = {.count = 0};
    while (next_part(&text, &part)) {
        if (!is_mark(&part)) {
            thread = part;
        } else if (part.name[0] == mark->name[0] && part.count == mark->count &&
                   strcmp(thread.name, letter) == 0 && count_of(schedule, text, letter) == at) {
            return true;
        }
    }
    return false;
}

/* Whether each mark of the one schedule, as far as the other has come, is in that, too. */
static bool has_marks_of(const char *schedule, const char *other)
{
    const char *text = schedule;
    int chosen = 0;
    struct part part, thread = {.count = 0};
    while (next_part(&text, &part)) {
        long number;
        const long at = count_of(schedule, text, thread.name);
        if (!is_mark(&part)) {
            thread = part;
        } else if (part.name[0] == chosen_mark) {
            if (nth_chosen(other, chosen++, &number) && number != part.count) {
                return false;
            }
        } else if (part.name[0] != '=' && at <= count_of(other, NULL, thread.name) &&
                   !has_mark(other, &part, thread.name, at)) {
            return false;
        }
    }
    return true;
}

static int thread_of(const struct stepping_state *state, const char *letter)
{
    for (int i = 0; i < state->thread_count; i++) {
        if (strcmp(state->threads[i].letter, letter) == 0) {
            return i;
        }
    }
    return -1;
}

static bool can_go(const struct stepping_state *state, int thread)
{
    return thread >= 0 && state->threads[thread].state == STEPPING_CAN_GO;
}

/* The only thread that can go on; -1: there is none, or a choice. */
static int only_one(const struct stepping_state *state)
{
    int only = -1;
    for (int i = 0; i < state->thread_count; i++) {
        if (can_go(state, i)) {
            if (only >= 0) {
                return -1;
            }
            only = i;
        }
    }
    return only;
}

/* The step that was done takes the choice that the schedule has. */
static int choose(struct stepping *session, const char *schedule)
{
    const struct stepping_state *state = stepping_state(session);
    const int choices = state->rows[state->position - 1].choices;
    for (int choice = 1; choice < choices && !(has_marks_of(state->schedule, schedule) &&
                                               has_marks_of(schedule, state->schedule));
         choice++) {
        const int error = stepping_choose(session, choice);
        if (error != 0) {
            return error;
        }
        state = stepping_state(session);
    }
    return 0;
}

int along(struct stepping *session, const char *schedule)
{
    const struct stepping_state *state = stepping_state(session);
    const bool stops = strpbrk(schedule, ".@") != NULL;
    while (!state->ended) {
        char letter[LETTERS];
        int thread = -1;
        if (next_thread(schedule, state->schedule, letter)) {
            thread = thread_of(state, letter);
        } else if (stops) {
            return 0; /* before the program's end */
        }
        if (!can_go(state, thread)) {
            thread = only_one(state);
        }
        if (thread < 0) {
            return EINVAL;
        }
        int error = stepping_step(session, thread);
        error = error != 0 ? error : choose(session, schedule);
        if (error != 0) {
            return error;
        }
        state = stepping_state(session);
    }
    return 0;
}
