/*
 * explain.c - tells TSan's reports in words; see report.h.
 *
 * Each kind of report has a paragraph of its own that says what it means and names the principle,
 * never the code of a fix. Places come first on a line, as FILE:LINE:COLUMN:, so that editors find
 * them.
 */
#include "tsan-report/report.h"

#include "common/fields.h"
#include "common/words.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 100, HALF = COLUMNS / 2 - 3, SIDE = 512, MOST_PLACES = 3 };

struct meaning {
    const char *kind;
    const char *says;
    const char *read_on;
};

/* The last entry is for kinds that have none. */
static const struct meaning meanings[] = {
    {"data-race",
     "Two threads use the same memory, at least one of them writes, and nothing makes one access\n"
     "happen before the other (C17 5.1.2.4): no lock that both take, no atomic, no join, no "
     "message.\n"
     "Each run may order them differently. C gives such a program no meaning at all.",
     "exercises/00-first-report/README.md; CERT CON43-C; C17 5.1.2.4"},
    {"heap-use-after-free",
     "One thread uses memory that another has freed, and nothing makes the use happen before the\n"
     "free. Decide which thread owns the memory: it frees it once all others are done with it.",
     "CWE-416; CERT MEM30-C"},
    {"lock-order-inversion",
     "These locks are taken in one order in one place, and in another order in another place. Two\n"
     "threads that do so at the same time can each hold what the other waits for: a deadlock, "
     "even\n"
     "if this run had none. Locks that are held together must be taken in the same order "
     "everywhere.",
     "CWE-833; CERT CON35-C"},
    {"thread-leak",
     "A thread was neither joined nor detached when the program ended. Whatever it still does is\n"
     "lost or cut off, and no other thread can rely on seeing what it wrote.",
     "man 3 pthread_join; CERT CON39-C"},
    {"locked-mutex-destroy",
     "A mutex is destroyed while a thread holds it. Destroy a lock only when no thread uses it "
     "any\n"
     "more, or ever will.",
     "man 3 pthread_mutex_destroy; CERT CON31-C"},
    {"mutex-double-lock",
     "A thread gets a mutex that another one holds: its memory was overwritten, or the mutex was\n"
     "initialised again, while it was held. So two threads can be in the critical section at once.",
     "man 3 pthread_mutex_init"},
    {"mutex-bad-unlock",
     "A mutex is unlocked by a thread that does not hold it: it is not locked, or another thread\n"
     "locked it. So two threads can be in the critical section at once.",
     "man 3 pthread_mutex_unlock"},
    {"mutex-bad-read-lock",
     "A thread gets a lock for reading that another one holds for writing: its memory was\n"
     "overwritten, or the lock was initialised again, while it was held.",
     "man 3 pthread_rwlock_init"},
    {"mutex-bad-read-unlock", "A thread releases a read lock that it does not hold.",
     "man 3 pthread_rwlock_unlock"},
    {"mutex-invalid-access", "A mutex is used that was never initialised, or has been destroyed.",
     "man 3 pthread_mutex_init"},
    {"signal-unsafe-call",
     "A signal handler calls a function that may be interrupted in the middle of itself, such as\n"
     "malloc or printf. It may find its own data half changed.",
     "man 7 signal-safety; CERT SIG30-C"},
    {"errno-in-signal-handler",
     "A signal handler changes errno, and so the error that the interrupted code is about to read.",
     "man 7 signal-safety; CERT ERR32-C"},
    {NULL, "ThreadSanitizer's own report, below, tells more.",
     "https://github.com/google/sanitizers/wiki/ThreadSanitizerReportFormat"},
};

/* Of a race in a program that orders threads by what TSan does not follow. */
static const struct meaning perhaps_a_race = {
    "data-race",
    "Two threads use the same memory, at least one of them writes, and ThreadSanitizer saw "
    "nothing\n"
    "that makes one access happen before the other (C17 5.1.2.4).",
    "exercises/24-fences/README.md; C17 5.1.2.4, 7.17.4"};

/* Everything that writing needs. */
struct writer {
    FILE *out;
    const char *strong;
    const char *plain;
};

static const struct meaning *meaning_of(const char *kind)
{
    const struct meaning *meaning = meanings;
    while (meaning->kind != NULL && strcmp(meaning->kind, kind) != 0) {
        meaning++;
    }
    return meaning;
}

static const json_t *top_of(const json_t *object)
{
    return json_array_get(json_object_get(object, "stack"), 0);
}

/* How many bytes of a text fit into so many columns, without half a character of UTF-8. */
static int fitting(const char *text, size_t columns)
{
    size_t length = strlen(text);
    if (length > columns) {
        length = columns;
        while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80) {
            length--;
        }
    }
    return (int)length;
}

/* As compilers do, in one line, so that an editor finds the place: strong is the error, others are
 * notes on it. */
static void write_place(const struct writer *writer, const json_t *place, const char *says,
                        bool strong)
{
    char where[SIDE];
    if (place != NULL) {
        snprintf(where, sizeof where, "%s:%ld:%ld: %s:", text_in(place, "file"),
                 number_in(place, "line"), number_in(place, "column"), strong ? "error" : "note");
        fprintf(writer->out, "%s %s%s%s\n", where, strong ? writer->strong : "", says,
                strong ? writer->plain : "");
    }
}

/* The same for an access, which is told even where its place is unknown. */
static void write_access(const struct writer *writer, const json_t *access, const char *says,
                         bool strong)
{
    if (top_of(access) == NULL) {
        fprintf(writer->out, "%s%s%s, in code without a source\n", strong ? writer->strong : "",
                says, strong ? writer->plain : "");
    }
    write_place(writer, top_of(access), says, strong);
}

/* A lock of one access may be called as one of the other's, by an expression that is the same in
 * both: branches[i].lock. Unless both hold it for reading, it is another lock, or this were no
 * race. */
static bool is_another(const char *name, const json_t *others)
{
    size_t i;
    const json_t *other;
    json_array_foreach(others, i, other)
    {
        if (strncmp(name, "reading ", 8) != 0 && strcmp(name, json_string_value(other)) == 0) {
            return true;
        }
    }
    return false;
}

/* "holding no lock", "holding mutex "a" and b (reading)", "" if TSan doesn't tell. before: the
 * access that was told before this one, or NULL. */
static void locks_in_words(const json_t *access, const json_t *before, char *words, size_t size)
{
    const json_t *locks = json_object_get(access, "locks");
    const size_t count = json_array_size(locks);
    words[0] = '\0';
    if (json_is_array(locks) && count == 0) {
        snprintf(words, size, ", holding no lock");
    }
    for (size_t i = 0; i < count; i++) {
        const size_t length = strlen(words);
        const char *name = json_string_value(json_array_get(locks, i));
        const bool reads = strncmp(name, "reading ", 8) == 0;
        const bool is_known = strncmp(name, "mutex ", 6) == 0;
        const bool another = is_another(name, json_object_get(before, "locks"));
        snprintf(words + length, size - length,
                 reads      ? "%s%s%s (reading)"
                 : is_known ? "%s%s%s"
                            : "%s%smutex \"%s\"",
                 i == 0 ? ", holding " : " and ", another ? "another " : "",
                 reads ? name + 8 : name);
    }
}

/* One side of the picture: who does what, and the source line. */
static void write_side(const json_t *access, const json_t *before, char who[static SIDE],
                       char source[static SIDE])
{
    char locks[SIDE / 2];
    const json_t *place = top_of(access);
    const char *worker = text_in(access, "worker");
    locks_in_words(access, before, locks, sizeof locks);
    snprintf(who, SIDE, "%s%s%s%s: %s%s", text_in(access, "thread"), *worker ? " (" : "", worker,
             *worker ? ")" : "", text_in(access, "access"), locks);
    if (place == NULL) {
        snprintf(source, SIDE, "   ?");
    } else {
        snprintf(source, SIDE, "%4ld  %s", number_in(place, "line"), text_in(place, "source"));
    }
}

/* Writes two texts beside each other, or one above the other where they are too long for that. */
static void write_beside(const struct writer *writer, const char *left, const char *right,
                         bool beside)
{
    if (beside) {
        fprintf(writer->out, "  %-*s | %s\n", HALF, left, right);
    } else {
        fprintf(writer->out, "  %.*s\n", fitting(left, COLUMNS - 2), left);
    }
}

static void draw_accesses(const struct writer *writer, const json_t *accesses)
{
    char who[2][SIDE], source[2][SIDE];
    bool beside = true;
    for (size_t i = 0; i < 2; i++) {
        write_side(json_array_get(accesses, i), i > 0 ? json_array_get(accesses, 0) : NULL, who[i],
                   source[i]);
        beside = beside && strlen(who[i]) <= HALF && strlen(source[i]) <= HALF;
    }
    fputc('\n', writer->out);
    if (beside) {
        write_beside(writer, who[0], who[1], true);
        write_beside(writer, source[0], source[1], true);
    } else {
        for (size_t i = 0; i < 2; i++) {
            write_beside(writer, who[i], "", false);
            write_beside(writer, source[i], "", false);
        }
    }
    fputc('\n', writer->out);
}

static bool has_lock(const json_t *access)
{
    return json_array_size(json_object_get(access, "locks")) > 0;
}

static bool only_reading(const json_t *access)
{
    size_t i;
    const json_t *lock;
    json_array_foreach(json_object_get(access, "locks"), i, lock)
    {
        if (strncmp(json_string_value(lock), "reading ", 8) != 0) {
            return false;
        }
    }
    return has_lock(access);
}

/* What is to be said of the locks that the two accesses held. */
static void write_locks(const struct writer *writer, const json_t *accesses)
{
    const json_t *first = json_array_get(accesses, 0);
    const json_t *second = json_array_get(accesses, 1);
    const char *says = "";
    if (!json_is_array(json_object_get(first, "locks")) ||
        !json_is_array(json_object_get(second, "locks"))) {
        return;
    }
    if (!has_lock(first) && !has_lock(second)) {
        says = "Neither holds a lock.";
    } else if (!has_lock(first) || !has_lock(second)) {
        says = "Only one of them holds a lock. A lock guards data only if every access takes it.";
    } else if (only_reading(first) && only_reading(second)) {
        says = "Both hold their lock for reading only: readers do not exclude each other.";
    } else {
        says = "They hold different locks, and different locks do not exclude each other.";
    }
    fprintf(writer->out, "%s\n", says);
}

/* Where the memory is, if that is worth a word. */
static void write_location(const struct writer *writer, const json_t *report)
{
    const json_t *location = json_array_get(json_object_get(report, "locations"), 0);
    const json_t *place = top_of(location);
    const char *kind = text_in(location, "kind");
    if (strcmp(kind, "heap") == 0 && place != NULL) {
        const long size = number_in(location, "size");
        char number[GROUPED_SIZE];
        fprintf(writer->out, "It is in a block of %s byte%s that was allocated at %s:%ld.\n",
                grouped(size, number), plural(size), text_in(place, "file"),
                number_in(place, "line"));
    } else if (strcmp(kind, "stack") == 0) {
        fprintf(writer->out, "It is on the stack of thread %s: a local variable, but shared.\n",
                text_in(location, "thread"));
    } else if (strcmp(kind, "tls") == 0) {
        fprintf(writer->out, "It is thread-local storage of thread %s.\n",
                text_in(location, "thread"));
    }
}

static void write_threads(const struct writer *writer, const json_t *report)
{
    const bool is_all = json_array_size(json_object_get(report, "accesses")) == 0 &&
                        json_array_size(json_object_get(report, "mutexes")) == 0;
    size_t i;
    const json_t *thread;
    json_array_foreach(json_object_get(report, "threads"), i, thread)
    {
        char says[SIDE];
        const json_t *place = top_of(thread);
        snprintf(says, sizeof says, "%s is started here, by %s", text_in(thread, "thread"),
                 text_in(thread, "parent"));
        write_place(writer, place, says, is_all && i == 0);
    }
}

static void explain_race(const struct writer *writer, const json_t *report)
{
    const json_t *accesses = json_object_get(report, "accesses");
    const json_t *first = json_array_get(accesses, 0);
    const json_t *second = json_array_get(accesses, 1);
    char says[SIDE], title[SIDE];
    const char *variable = text_in(report, "variable");
    snprintf(title, sizeof title, "%.*s", (int)strcspn(text_in(report, "headline"), ":"),
             text_in(report, "headline"));
    snprintf(says, sizeof says, "%s%s%s: %s by %s", title, *variable ? " on " : "", variable,
             text_in(first, "access"), text_in(first, "thread"));
    write_access(writer, first, says, true);
    snprintf(says, sizeof says, "against this %s by %s", text_in(second, "access"),
             text_in(second, "thread"));
    write_access(writer, second, says, false);
    draw_accesses(writer, accesses);
    write_locks(writer, accesses);
    write_location(writer, report);
}

/* A list of places, each with its stack's innermost line. */
static void write_list(const struct writer *writer, const json_t *list, const char *key,
                       const char *says)
{
    size_t i;
    const json_t *object;
    json_array_foreach(list, i, object)
    {
        char line[SIDE];
        snprintf(line, sizeof line, "%s %s", text_in(object, key), says);
        write_place(writer, top_of(object), line + (line[0] == ' '), false);
    }
}

/* A cycle of locks: which is taken where, while which is held (the order is report.h's). */
static void write_cycle(const struct writer *writer, const json_t *mutexes, const json_t *stacks)
{
    const size_t count = json_array_size(mutexes);
    for (size_t i = 0; i < count; i++) {
        char says[SIDE];
        char called[REPORT_NAME];
        const char *held = text_in(json_array_get(mutexes, i), "name");
        const char *taken = text_in(json_array_get(mutexes, (i + 1) % count), "name");
        const char *article = strcmp(taken, held) == 0 ? "another " : "";
        snprintf(says, sizeof says, "%s%s is taken here, while", article,
                 report_mutex(taken, called));
        write_place(writer, top_of(json_array_get(stacks, 2 * i)), says, i == 0);
        snprintf(says, sizeof says, "%s is held, since here", report_mutex(held, called));
        write_place(writer, top_of(json_array_get(stacks, 2 * i + 1)), says, false);
    }
}

static void explain_other(const struct writer *writer, const json_t *report)
{
    const json_t *mutexes = json_object_get(report, "mutexes");
    const json_t *stacks = json_object_get(report, "stacks");
    const char *headline = text_in(report, "headline");
    fprintf(writer->out, "%s%.*s%s\n", writer->strong, fitting(headline, COLUMNS), headline,
            writer->plain);
    if (strcmp(text_in(report, "kind"), "lock-order-inversion") == 0 &&
        json_array_size(stacks) == 2 * json_array_size(mutexes)) {
        write_cycle(writer, mutexes, stacks);
        return;
    }
    write_list(writer, json_object_get(report, "stacks"), "", "here");
    write_list(writer, json_object_get(report, "mutexes"), "name", "is first used here");
}

static const char *name_in(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* The places of a call, as "fences.c:18, fences.c:27". */
static void places_in_words(const json_t *calls, const char *name, char *words, size_t size)
{
    size_t i, count = 0, length = 0;
    const json_t *call;
    long last = 0;
    words[0] = '\0';
    json_array_foreach(calls, i, call)
    {
        const bool another =
            strcmp(text_in(call, "call"), name) == 0 && number_in(call, "line") != last;
        if (another && count++ < MOST_PLACES) {
            length += (size_t)snprintf(words + length, size - length, "%s%.60s:%ld",
                                       count > 1 ? ", " : "", name_in(text_in(call, "file")),
                                       number_in(call, "line"));
        }
        last = another ? number_in(call, "line") : last;
    }
    if (count > MOST_PLACES) {
        snprintf(words + length, size - length, " and %zu more", count - MOST_PLACES);
    }
}

static bool named_before(const json_t *calls, size_t index)
{
    const char *name = text_in(json_array_get(calls, index), "call");
    size_t i = 0;
    while (i < index && strcmp(text_in(json_array_get(calls, i), "call"), name) != 0) {
        i++;
    }
    return i < index;
}

/* What speaks against a report: that TSan does not know everything. */
static void write_doubt(const struct writer *writer, const json_t *calls)
{
    size_t i;
    const json_t *call;
    bool explored = true;
    if (json_array_size(calls) == 0) {
        return;
    }
    fputs("This may be ThreadSanitizer's own false alarm: it does not follow\n", writer->out);
    json_array_foreach(calls, i, call)
    {
        char words[SIDE];
        explored = explored && json_is_true(json_object_get(call, "explored"));
        if (!named_before(calls, i)) {
            places_in_words(calls, text_in(call, "call"), words, sizeof words);
            fprintf(writer->out, "    %s (used at %s)\n", text_in(call, "call"), words);
        }
    }
    fprintf(writer->out, "so it sees no order where only this gives one. %s\n",
            explored ? "The explorer follows it. Try: make explore\n"
                       "in the kit, or interleave cc SOURCE -o program && interleave run ./program"
                     : "Read the code to see whether they order these accesses.");
}

static void explain(const struct writer *writer, const json_t *report)
{
    const struct meaning *meaning = meaning_of(text_in(report, "kind"));
    const json_t *calls = json_object_get(report, "unmodelled");
    if (strcmp(text_in(report, "kind"), perhaps_a_race.kind) == 0 && json_array_size(calls) > 0) {
        meaning = &perhaps_a_race;
    }
    if (json_array_size(json_object_get(report, "accesses")) >= 2) {
        explain_race(writer, report);
    } else {
        explain_other(writer, report);
    }
    write_threads(writer, report);
    fprintf(writer->out, "\n%s\n", meaning->says);
    write_doubt(writer, calls);
    fprintf(writer->out, "Read on: %s\n", meaning->read_on);
}

/* The variable without what differs from element to element. */
static size_t base_length(const json_t *report)
{
    return strcspn(text_in(report, "variable"), "[");
}

/* Was the same kind of thing said of the same variable before? */
static bool said_before(const json_t *reports, size_t index)
{
    const json_t *report = json_array_get(reports, index);
    const size_t length = base_length(report);
    for (size_t i = 0; i < index; i++) {
        const json_t *other = json_array_get(reports, i);
        if (length > 0 && base_length(other) == length &&
            strncmp(text_in(other, "variable"), text_in(report, "variable"), length) == 0 &&
            strcmp(text_in(other, "kind"), text_in(report, "kind")) == 0) {
            return true;
        }
    }
    return false;
}

void reports_explain(const json_t *resolved, FILE *out, bool colour)
{
    const struct writer writer = {
        .out = out, .strong = colour ? "\033[1m" : "", .plain = colour ? "\033[0m" : ""};
    size_t i;
    const json_t *report;
    bool more = false;
    json_array_foreach(resolved, i, report)
    {
        if (!said_before(resolved, i)) {
            fputs(i > 0 ? "\n" : "", out);
            explain(&writer, report);
        }
    }
    json_array_foreach(resolved, i, report)
    {
        if (said_before(resolved, i)) {
            const char *headline = text_in(report, "headline");
            fprintf(out, "%s  %.*s\n", more ? "" : "\nOf the same kind:\n",
                    fitting(headline, COLUMNS - 2), headline);
            more = true;
        }
    }
}
