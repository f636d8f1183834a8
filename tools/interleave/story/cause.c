/* cause.c - what all causes are made with; see cause.h and making_cause.h. */
#include "making_cause.h"

#include "debug-info/expression.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { BUFFERS = 8 };

static char *next_buffer(void)
{
    static char buffers[BUFFERS][NAME_SIZE];
    static int at;
    at = (at + 1) % BUFFERS;
    return buffers[at];
}

const char *who(const struct making *making, int thread)
{
    char *name = next_buffer();
    return names_thread(making->names, making->acts->threads[thread], name);
}

const char *who_acts(const struct making *making, int act)
{
    return who(making, act_at(making, act)->thread);
}

const char *thing(const struct making *making, int act)
{
    char *name = next_buffer();
    return names_of(making->names, act_at(making, act)->event, name);
}

const char *object_called(const struct making *making, int act)
{
    char *name = next_buffer();
    return names_object(making->names, act_at(making, act)->event, name);
}

bool cause_says_all(const char *sentence, const char *message)
{
    const char *colon = strchr(message, ':');
    return colon != NULL && strncmp(message, sentence, (size_t)(colon - message) + 1) == 0;
}

const char *told_message(const struct making *making)
{
    static char text[TEXT_SIZE];
    names_message(making->names, making->failure->message, text);
    const size_t length = strlen(text);
    if (length > 0 && text[length - 1] == '.') {
        text[length - 1] = '\0';
    }
    return text;
}

void key(const struct making *making, int act)
{
    struct cause *cause = making->cause;
    int at = cause->key_count;
    if (act == NO_ACT || at == MOST_KEYS) {
        return;
    }
    while (at > 0 && cause->keys[at - 1] > act) {
        at--;
    }
    if (at > 0 && cause->keys[at - 1] == act) {
        return;
    }
    memmove(&cause->keys[at + 1], &cause->keys[at],
            (size_t)(cause->key_count - at) * sizeof *cause->keys);
    cause->keys[at] = act;
    cause->key_count++;
}

void place(const struct making *making, int act, const char *role, ...)
{
    struct cause *cause = making->cause;
    if (act == NO_ACT || cause->place_count == MOST_PLACES) {
        return;
    }
    struct cause_place *added = &cause->places[cause->place_count++];
    va_list arguments;
    va_start(arguments, role);
    vsnprintf(added->role, sizeof added->role, role, arguments);
    va_end(arguments);
    added->act = act;
}

bool say(const struct making *making, const char *kind, const char *sentence, ...)
{
    va_list arguments;
    va_start(arguments, sentence);
    vsnprintf(making->cause->sentence, TEXT_SIZE, sentence, arguments);
    va_end(arguments);
    snprintf(making->cause->kind, sizeof making->cause->kind, "%s", kind);
    return true;
}

const char *deed(const struct act *act)
{
    return act->reads && act->writes ? "changes" : act->writes ? "writes" : "reads";
}

bool is_condition(const struct making *making, int act)
{
    static const char *const words[] = {"if (", "while (", "} while (", "} else if (", "for ("};
    struct place at;
    char line[LINE_SIZE];
    if (!names_place(making->names, act_at(making, act)->pc, &at) ||
        source_line(at.folder, at.file, at.line, line) < 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strncmp(line, words[i], strlen(words[i])) == 0) {
            return true;
        }
    }
    return strchr(line, '?') != NULL;
}

bool touches_too(const struct act *act, const struct act *given)
{
    return act->conflicts && acts_overlap(act, given);
}

bool conflicts_too(const struct act *act, const struct act *given)
{
    (void)given;
    return act->conflicts;
}

bool is_of_object(const struct act *act, const struct act *given)
{
    return act->object == given->object && act->object != 0;
}

int changed_before(const struct making *making, int signal)
{
    for (int i = signal - 1; i >= 0; i--) {
        const struct act *act = act_at(making, i);
        if (act->thread == act_at(making, signal)->thread) {
            if (act->conflicts && act->writes) {
                return i;
            }
            if (act->kind == ACT_LOCK) {
                return NO_ACT;
            }
        }
    }
    return NO_ACT;
}

/* -- where the passing schedule departs -- */

static void find_turning(const struct making *making)
{
    struct cause *cause = making->cause;
    const json_t *passing = making->failure->passing;
    for (int i = 0; i < making->acts->count && (size_t)i < json_array_size(passing); i++) {
        const struct act *act = act_at(making, i);
        const struct act other = {.event = json_array_get(passing, (size_t)i)};
        const bool same_thread =
            strcmp(act_text(&other, "thread"), making->acts->threads[act->thread]) == 0;
        const bool same_store = (json_object_get(other.event, "stale") != NULL) ==
                                (json_object_get(act->event, "stale") != NULL);
        if (same_thread && same_store && (unsigned long)act_number(&other, "pc") == act->pc) {
            continue; /* values may be addresses, which differ from process to process */
        }
        cause->turning = i;
        for (int j = 0; j < making->acts->thread_count; j++) {
            if (strcmp(act_text(&other, "thread"), making->acts->threads[j]) == 0) {
                cause->goes_on = j;
            }
        }
        return;
    }
}

/* Where it ended, if nothing else is known: there it failed, or somebody waits for ever. */
static void find_end(const struct making *making)
{
    for (int i = 0; i < making->acts->count && making->cause->fatal == NO_ACT; i++) {
        const struct act *act = act_at(making, i);
        if (act->kind == ACT_FAILS ||
            (act->kind == ACT_STUCK && strcmp(act_text(act, "waits"), "end") != 0 &&
             strcmp(act_text(act, "waits"), "handler") != 0)) {
            making->cause->fatal = i;
        }
    }
}

/* The last conflicting accesses that another thread's came before: nothing better is known. */
static void keep_last(const struct making *making)
{
    enum { LAST = 8 };
    int kept = 0;
    for (int i = making->acts->count - 1; i >= 0 && kept < LAST; i--) {
        const struct act *act = act_at(making, i);
        if (!act->conflicts) {
            continue;
        }
        for (int j = i - 1; j >= 0; j--) {
            const struct act *before = act_at(making, j);
            if (acts_overlap(before, act) && (before->writes || act->writes)) {
                if (before->thread != act->thread && before->conflicts) {
                    key(making, i);
                    kept++;
                }
                break;
            }
        }
    }
}

static bool is_among(const char *kind, const char *const *kinds)
{
    for (; *kinds != NULL; kinds++) {
        if (strcmp(kind, *kinds) == 0) {
            return true;
        }
    }
    return false;
}

static void forget(struct cause *cause)
{
    *cause = (struct cause){.fatal = NO_ACT,
                            .turning = NO_ACT,
                            .goes_on = NO_ACT,
                            .left_locked = NO_ACT,
                            .may_read = NO_ACT};
}

bool cause_of_race(const struct acts *acts, const struct failure *failure, struct names *names,
                   struct cause *cause)
{
    const struct making making = {.acts = acts, .failure = failure, .names = names, .cause = cause};
    forget(cause);
    return explain_race(&making, failure->race);
}

void cause_of(const struct acts *acts, const struct failure *failure, struct names *names,
              struct cause *cause)
{
    static const char *const waiting[] = {"deadlock", "lost wake-up", "livelock", NULL};
    static const char *const results[] = {"wrong result", "failed assertion", "crash", NULL};
    const struct making making = {.acts = acts, .failure = failure, .names = names, .cause = cause};
    forget(cause);
    snprintf(cause->kind, sizeof cause->kind, "%s", failure->kind);
    find_turning(&making);
    if (is_among(failure->kind, waiting)) {
        cause_of_waiting(&making);
    } else if (cause_is_missing_join(&making)) {
        /* which comes before whatever else is wrong */
    } else if (is_among(failure->kind, results)) {
        cause_of_result(&making);
    } else {
        cause_in_memory(&making);
    }
    if (cause->fatal == NO_ACT) {
        find_end(&making);
    }
    if (cause->key_count == 0) {
        keep_last(&making);
    }
    for (int i = acts->count - 1; i >= 0 && cause->key_count == 0 && cause->fatal == NO_ACT; i--) {
        key(&making, acts->all[i].counts ? i : NO_ACT); /* at least where it ended */
    }
    if (cause->fatal == NO_ACT && cause->key_count > 0) {
        cause->fatal = cause->keys[cause->key_count - 1];
    }
    key(&making, cause->fatal);
    if (cause->place_count == 0 && cause->fatal != NO_ACT) {
        place(&making, cause->fatal, "%s", failure->kind);
    }
}
