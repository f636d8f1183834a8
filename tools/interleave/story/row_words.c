/* row_words.c - what a line of the source does, in one phrase for each variable; see story.h. */
#include "story.h"

#include "debug-info/expression.h"
#include "interleave/trace/timeline.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A text under construction, cut where it is full. */
struct phrase {
    char *text;
    size_t length;
    int reads; /* how many reads stand at its end, in one list */
};

__attribute__((format(printf, 2, 3))) static void add(struct phrase *phrase, const char *format,
                                                      ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int length =
        vsnprintf(phrase->text + phrase->length, WORDS_SIZE - phrase->length, format, arguments);
    va_end(arguments);
    phrase->length += length > 0 ? (size_t)length : 0;
    if (phrase->length >= WORDS_SIZE) {
        phrase->length = WORDS_SIZE - 1;
    }
}

/* The write by which the row's line changes what it reads with this act: x++, x += 1. */
static int written_back(const struct story *story, const struct row *row, int read,
                        const bool *chosen)
{
    const struct act *act = &story->acts.all[read];
    for (int i = read + 1; i <= row->last; i++) {
        const struct act *other = &story->acts.all[i];
        if (chosen[i] && other->thread == row->thread && other->address == act->address &&
            other->size == act->size) {
            return other->writes && !other->reads ? i : NO_ACT;
        }
    }
    return NO_ACT;
}

static bool is_plain_read(const struct act *act)
{
    return act->kind == ACT_ACCESS && act->reads && !act->writes;
}

/* The memory order of an atomic access, where that has a part in the failure: " (relaxed)". */
static const char *order_words(const struct story *story, const struct act *act,
                               char text[static VALUE_SIZE])
{
    const char *order = act_text(act, "order");
    const bool matters =
        strcmp(story->cause.kind, "data race") == 0 || strcmp(story->cause.kind, "stale read") == 0;
    text[0] = '\0';
    if (matters && order[0] != '\0') {
        snprintf(text, VALUE_SIZE, " (%.20s)", order);
    }
    return text;
}

/* An atomic one loads; further reads of one line share a verb. */
static const char *read_verb(const struct phrase *phrase, const struct act *act)
{
    if (phrase->reads > 0) {
        return ", ";
    }
    if (act_is(act, "atomic read")) {
        return phrase->length > 0 ? "; loads " : "loads ";
    }
    return phrase->length > 0 ? "; reads " : "reads ";
}

static void add_read(const struct story *story, struct phrase *phrase, const struct act *act,
                     const char *arrow)
{
    char name[NAME_SIZE], value[NAME_SIZE], order[VALUE_SIZE];
    names_of(story->names, act->event, name);
    names_value(story->names, act->event,
                json_object_get(act->event, "read") != NULL ? "read" : "before", value);
    const bool may_differ =
        story->cause.may_read != NO_ACT && act == &story->acts.all[story->cause.may_read];
    add(phrase, "%s%s %s %s%s%s%s%s", read_verb(phrase, act), name, arrow, value,
        order_words(story, act, order),
        json_object_get(act->event, "stale") != NULL ? ", stale" : "",
        may_differ ? ", or the older " : "", may_differ ? story->cause.older : "");
    phrase->reads++;
}

static void add_change(const struct story *story, struct phrase *phrase, const struct act *read,
                       const struct act *write, const char *arrow)
{
    char name[NAME_SIZE], before[NAME_SIZE], after[NAME_SIZE];
    names_of(story->names, write->event, name);
    names_value(story->names, read->event,
                json_object_get(read->event, "read") != NULL ? "read" : "before", before);
    names_value(story->names, write->event,
                json_object_get(write->event, "written") != NULL ? "written" : "after", after);
    add(phrase, "%s%s: %s %s %s", phrase->length > 0 ? "; " : "", name, before, arrow, after);
    phrase->reads = 0;
}

static void add_other(const struct story *story, struct phrase *phrase, const struct act *act,
                      bool unicode)
{
    char words[TEXT_SIZE], order[VALUE_SIZE];
    timeline_words(act->event, story->names, unicode, words);
    if (words[0] != '\0') {
        add(phrase, "%s%s%s", phrase->length > 0 ? "; " : "", words,
            order_words(story, act, order));
        phrase->reads = 0;
    }
}

/* Does the row's line read the same again, with nothing in between? Once is enough to say so. */
static bool is_read_again(const struct story *story, const struct row *row, int read,
                          const bool *chosen)
{
    const struct act *act = &story->acts.all[read];
    for (int i = read + 1; i <= row->last; i++) {
        const struct act *other = &story->acts.all[i];
        if (chosen[i] && other->thread == row->thread && acts_overlap(act, other)) {
            return is_plain_read(other) && other->address == act->address &&
                   act_number(other, "before") == act_number(act, "before");
        }
    }
    return false;
}

/* Is it a call that fails, and do the row's words say which? */
static bool is_called(const struct story *story, const struct row *row, int act)
{
    for (int i = row->first; i < act; i++) {
        const struct act *call = &story->acts.all[i];
        if (call->thread == row->thread && call->kind != ACT_ACCESS &&
            call->pc == story->acts.all[act].pc) {
            return true;
        }
    }
    return false;
}

/* What fails is the line as it stands there: an assertion, a call, an access. */
static void add_failure(const struct story *story, struct phrase *phrase, int act)
{
    enum { MOST = 80 }; /* bytes of the line */
    struct place place;
    char line[LINE_SIZE];
    const bool known = story_place(story, act, &place) &&
                       source_line(place.folder, place.file, place.line, line) >= 0;
    const bool is_long = known && strlen(line) > MOST;
    add(phrase, "%sfails%s%.*s%s", phrase->length > 0 ? "; " : "", known ? ": " : "", MOST,
        known ? line : "", is_long ? " ..." : "");
}

/* A write to memory that is gone: it fails before anything is written. */
static bool is_not_made(const struct story *story, int act)
{
    const struct act *write = &story->acts.all[act];
    return act == story->cause.fatal && act_is(write, "write") &&
           strncmp(story->cause.kind, "use after", strlen("use after")) == 0;
}

static void add_attempt(const struct story *story, struct phrase *phrase, const struct act *act)
{
    char name[NAME_SIZE];
    names_of(story->names, act->event, name);
    add(phrase, "%swrites %s", phrase->length > 0 ? "; " : "", name);
    phrase->reads = 0;
}

/* A wait for a lock that nobody is left to unlock: that its holder "holds" it would say that there
 * is. */
static void add_left_locked(const struct story *story, struct phrase *phrase, const struct act *act)
{
    char name[NAME_SIZE], holder[NAME_SIZE];
    names_of(story->names, act->event, name);
    names_thread(story->names, act_text(act, "for"), holder);
    add(phrase, "%swaits for %s, which %s left locked", phrase->length > 0 ? "; " : "", name,
        holder);
    phrase->reads = 0;
}

/* Is the same wait told with more words in this row? */
static bool waits_for_ever(const struct story *story, const struct row *row, int act)
{
    const enum act_kind kind = story->acts.all[act].kind;
    return (kind == ACT_WAIT || kind == ACT_BARRIER) &&
           story->acts.all[row->last].kind == ACT_STUCK;
}

void row_words(const struct story *story, struct row *row, const bool *chosen, bool unicode)
{
    struct phrase phrase = {.text = row->words};
    const char *arrow = unicode ? "→" : "->";
    bool told[512] = {false};
    row->words[0] = '\0';
    for (int i = row->first; i <= row->last; i++) {
        const struct act *act = &story->acts.all[i];
        const int at = i - row->first;
        if (!chosen[i] || act->thread != row->thread ||
            (at < (int)(sizeof told / sizeof *told) && told[at])) {
            continue;
        }
        const int back = is_plain_read(act) ? written_back(story, row, i, chosen) : NO_ACT;
        if (back != NO_ACT && back - row->first < (int)(sizeof told / sizeof *told)) {
            add_change(story, &phrase, act, &story->acts.all[back], arrow);
            told[back - row->first] = true;
        } else if (is_plain_read(act) && is_read_again(story, row, i, chosen)) {
            continue;
        } else if (is_plain_read(act)) {
            add_read(story, &phrase, act, arrow);
        } else if (act->kind == ACT_FAILS) {
            if (phrase.length == 0 || !is_called(story, row, i)) {
                add_failure(story, &phrase, i);
            }
        } else if (is_not_made(story, i)) {
            add_attempt(story, &phrase, act);
        } else if (i == story->cause.left_locked && act_text(act, "for")[0] != '\0') {
            add_left_locked(story, &phrase, act);
        } else if (!waits_for_ever(story, row, i)) {
            add_other(story, &phrase, act, unicode);
        }
    }
}
