/* timeline.c - see timeline.h. */
#include "interleave/trace/timeline.h"

#include "common/fields.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 100, MOST_COLUMNS = 3, MOST_THREADS = 128, MOST_ROWS = 120 };

static bool is_access(const json_t *event)
{
    return json_object_get(event, "address") != NULL;
}

static bool writes(const json_t *event)
{
    const char *what = text_in(event, "do");
    return strstr(what, "write") != NULL || strstr(what, "update") != NULL;
}

/* -- which events matter -- */

struct touched {
    long granule;
    const char *thread; /* the first */
    bool shared;        /* by others */
    bool written;
    bool anew; /* by the thread that is left, see when_alone */
};

static int by_granule(const void *left, const void *right)
{
    const long a = ((const struct touched *)left)->granule;
    const long b = ((const struct touched *)right)->granule;
    return (a > b) - (a < b);
}

/* From where on there are several threads. */
static size_t first_start(const json_t *trace)
{
    size_t i;
    const json_t *event;
    json_array_foreach(trace, i, event)
    {
        if (strcmp(text_in(event, "do"), "pthread_create") == 0) {
            return i;
        }
    }
    return 0;
}

/* How many places of eight bytes an event accesses. */
static long granules_of(const json_t *event)
{
    const long address = number_in(event, "address");
    return is_access(event) ? ((address + number_in(event, "size") - 1) >> 3) - (address >> 3) + 1
                            : 0;
}

/* What each place in memory went through, sorted; *count of them. NULL without memory. */
static struct touched *all_touched(const json_t *trace, size_t from, size_t *count)
{
    size_t room = 1;
    for (size_t i = from; i < json_array_size(trace); i++) {
        room += (size_t)granules_of(json_array_get(trace, i));
    }
    struct touched *all = calloc(room, sizeof *all);
    size_t used = 0;
    for (size_t i = from; all != NULL && i < json_array_size(trace); i++) {
        const json_t *event = json_array_get(trace, i);
        const long granules = granules_of(event);
        for (long at = 0; at < granules; at++) {
            all[used++] = (struct touched){.granule = (number_in(event, "address") >> 3) + at,
                                           .thread = text_in(event, "thread"),
                                           .written = writes(event)};
        }
    }
    if (all != NULL) {
        qsort(all, used, sizeof *all, by_granule);
    }
    *count = 0;
    for (size_t i = 0; i < used; i++) {
        struct touched *last = *count > 0 ? &all[*count - 1] : NULL;
        if (last != NULL && last->granule == all[i].granule) {
            last->written = last->written || all[i].written;
            last->shared = last->shared || strcmp(last->thread, all[i].thread) != 0;
        } else {
            all[(*count)++] = all[i];
        }
    }
    return all;
}

static bool call_matters(const char *call)
{
    static const char *const quiet[] = {"malloc",          "free",
                                        "sched_yield",     "sleep",
                                        "usleep",          "nanosleep",
                                        "clock_nanosleep", "pthread_once",
                                        "call_once",       "operation value",
                                        "operation waits", "operation goes on",
                                        "operation ends",  "object stands",
                                        "object puts",     "object takes"};
    for (size_t i = 0; i < sizeof quiet / sizeof *quiet; i++) {
        if (strcmp(call, quiet[i]) == 0) {
            return false;
        }
    }
    return true;
}

/* The last event that says what it is about. */
static const json_t *last_use(const json_t *trace)
{
    size_t at = json_array_size(trace);
    while (at > 0 && strcmp(text_in(json_array_get(trace, at - 1), "do"), "fails") == 0) {
        at--;
    }
    return at > 0 ? json_array_get(trace, at - 1) : NULL;
}

/* Of the block that the trace ends with a use of. */
static bool frees_what_is_used(const json_t *event, const json_t *last)
{
    const json_t *block = json_object_get(event, "block"), *used = json_object_get(last, "block");
    return strcmp(text_in(event, "do"), "free") == 0 && block != NULL && used != NULL &&
           number_in(block, "start") == number_in(used, "start");
}

/* From which event on there is but one thread, which has joined others; the trace's size if never.
 */
static size_t when_alone(const json_t *trace)
{
    const size_t size = json_array_size(trace);
    const char *last = size > 0 ? text_in(json_array_get(trace, size - 1), "thread") : "";
    for (size_t at = size; at > 0; at--) {
        const json_t *event = json_array_get(trace, at - 1);
        if (strcmp(text_in(event, "thread"), last) != 0) {
            return size;
        }
        if (strcmp(text_in(event, "do"), "pthread_join") == 0) {
            return at;
        }
    }
    return size;
}

/* Does it concern two threads? Of one that is alone, only what it reads of another's: stacks have
 * new variables where others were. */
static bool access_matters(const json_t *event, bool alone, struct touched *touched, size_t count)
{
    bool matters = false;
    const long granules = granules_of(event);
    for (long at = 0; at < granules; at++) {
        const struct touched key = {.granule = (number_in(event, "address") >> 3) + at};
        struct touched *found = bsearch(&key, touched, count, sizeof key, by_granule);
        if (found != NULL && found->shared && found->written) {
            matters = matters || !alone || (!writes(event) && !found->anew);
            found->anew = found->anew || (alone && writes(event));
        }
    }
    return matters;
}

json_t *timeline_that_matters(const json_t *trace)
{
    const size_t from = first_start(trace);
    size_t count, i;
    struct touched *touched = all_touched(trace, from, &count);
    json_t *matters = json_array();
    json_t *event;
    const json_t *last = last_use(trace);
    const size_t alone = when_alone(trace);
    json_array_foreach(trace, i, event)
    {
        bool shown = false;
        if (i >= from && is_access(event) && touched != NULL) {
            shown = access_matters(event, i >= alone, touched, count);
        } else if (i >= from && !is_access(event)) {
            shown = call_matters(text_in(event, "do")) || frees_what_is_used(event, last);
        }
        if (shown) {
            json_array_append(matters, event);
        }
    }
    free(touched);
    return matters;
}

/* -- what an event does, in words -- */

/* A value of so many bytes, as the signed number that it most often is. */
static long signed_value(long value, long size)
{
    switch (size) {
    case 1:
        return (signed char)value;
    case 2:
        return (short)value;
    case 4:
        return (int)value;
    default:
        return value;
    }
}

/* Where the system puts its stacks and libraries differs from process to process. */
static const char *number_text(long number, long size, char text[static 32])
{
    const long value = signed_value(number, size);
    if (size > 8 || (size & (size - 1)) != 0) {
        snprintf(text, 32, "%ld bytes", size);
    } else if (value >= 1L << 46 && value < 1L << 47) {
        snprintf(text, 32, "a pointer");
    } else {
        snprintf(text, 32, value > 1L << 40 || value < -(1L << 40) ? "%#lx" : "%ld", value);
    }
    return text;
}

static const char *value_text(const json_t *event, const char *key, char text[static 32])
{
    if (json_object_get(event, "gone") != NULL) {
        snprintf(text, 32, "garbage");
        return text;
    }
    return number_text(number_in(event, key), number_in(event, "size"), text);
}

/* What memory held before is not what a stale load reads, nor what an overtaken store leaves. */
static const char *read_key(const json_t *event)
{
    return json_object_get(event, "read") != NULL ? "read" : "before";
}

static const char *written_key(const json_t *event)
{
    return json_object_get(event, "written") != NULL ? "written" : "after";
}

static const char *access_words(const json_t *event, struct names *names, bool unicode,
                                char text[static TEXT_SIZE])
{
    char name[NAME_SIZE], before[NAME_SIZE], after[NAME_SIZE];
    const char *what = text_in(event, "do");
    const char *right = unicode ? "→" : "->";
    const char *left = unicode ? "←" : "<-";
    const char *order = json_object_get(event, "stale") != NULL       ? ", stale"
                        : json_object_get(event, "overtaken") != NULL ? ", overtaken"
                                                                      : "";
    names_of(names, event, name);
    names_value(names, event, read_key(event), before);
    names_value(names, event, written_key(event), after);
    if (json_object_get(event, "gone") != NULL && strstr(what, "read") == NULL) {
        snprintf(text, TEXT_SIZE, "writes %s that is gone",
                 name[0] == '\0' || strncmp(name, "0x", 2) == 0 ? "a variable" : name);
    } else if (strcmp(what, "read") == 0) {
        snprintf(text, TEXT_SIZE, "reads %s %s %s", name, right, before);
    } else if (strcmp(what, "write") == 0) {
        snprintf(text, TEXT_SIZE, "%s %s %s", name, left, after);
    } else if (strcmp(what, "atomic read") == 0) {
        snprintf(text, TEXT_SIZE, "loads %s %s %s%s", name, right, before, order);
    } else if (strcmp(what, "atomic write") == 0) {
        snprintf(text, TEXT_SIZE, "stores %s %s %s%s", name, left, after, order);
    } else {
        snprintf(text, TEXT_SIZE, "%s: %s %s %s, atomically%s", name, before, right, after, order);
    }
    return text;
}

/* The note's first line that isn't empty; a run of blanks is one, for columns are narrow. */
static const char *note_text(const json_t *event, char text[static TEXT_SIZE])
{
    size_t length = 0;
    bool after_blank = false;
    const char *note = text_in(event, "note");
    for (note += strspn(note, " \t\n"); *note != '\0' && *note != '\n'; note++) {
        const bool is_blank = *note == ' ' || *note == '\t';
        if (length < TEXT_SIZE - 1 && !(is_blank && after_blank)) {
            text[length++] = (char)(is_blank ? ' ' : *note);
        }
        after_blank = is_blank;
    }
    text[length] = '\0';
    return text;
}

/* A call that is about another thread. False if it is another one. */
static bool thread_words(const json_t *event, struct names *names, char text[static TEXT_SIZE])
{
    static const struct {
        const char *call, *words;
    } known[] = {
        {"pthread_create", "starts"},
        {"pthread_join", "joins"},
        {"pthread_tryjoin_np", "looks for the end of"},
        {"pthread_timedjoin_np", "waits a time for the end of"},
        {"pthread_clockjoin_np", "waits a time for the end of"},
        {"thrd_create", "starts"},
        {"thrd_join", "joins"},
    };
    char thread[NAME_SIZE];
    const char *letter = text_in(event, "note");
    for (size_t i = 0; i < sizeof known / sizeof *known && letter[0] != '\0'; i++) {
        if (strcmp(text_in(event, "do"), known[i].call) == 0) {
            snprintf(text, TEXT_SIZE, "%s %s", known[i].words,
                     names_lettered(names, letter, thread));
            return true;
        }
    }
    return false;
}

static bool call_ends_with(const char *call, const char *end)
{
    const size_t length = strlen(call), of_end = strlen(end);
    return length >= of_end && strcmp(call + length - of_end, end) == 0;
}

/* What calls are in words. */
static const struct {
    const char *call, *words;
    bool names_object, names_note;
} calls[] = {
    {"mtx_lock", "locks", true, false},
    {"mtx_trylock", "tries", true, true},
    {"mtx_timedlock", "tries for a time", true, true},
    {"mtx_unlock", "unlocks", true, false},
    {"cnd_wait", "waits for", true, false},
    {"cnd_timedwait", "waits for a time at", true, false},
    {"cnd_signal", "signals", true, false},
    {"cnd_broadcast", "signals all at", true, false},
    {"leaves it locked", "ends, and leaves locked", true, false},
    {"compare_exchange_weak", "weak compare-exchange of", true, true},
    {"pthread_mutex_lock", "locks", true, false},
    {"pthread_mutex_trylock", "tries", true, true},
    {"pthread_mutex_timedlock", "tries for a time", true, true},
    {"pthread_mutex_unlock", "unlocks", true, false},
    {"pthread_spin_lock", "locks", true, false},
    {"pthread_spin_trylock", "tries", true, true},
    {"pthread_spin_unlock", "unlocks", true, false},
    {"pthread_cond_wait", "waits for", true, false},
    {"pthread_cond_timedwait", "waits for a time at", true, false},
    {"pthread_cond_clockwait", "waits for a time at", true, false},
    {"is signalled and locks", "is woken by", true, false},
    {"wakes and locks", "wakes without a signal at", true, false},
    {"pthread_cond_signal", "signals", true, false},
    {"pthread_cond_broadcast", "signals all at", true, false},
    {"pthread_rwlock_rdlock", "locks for reading", true, false},
    {"pthread_rwlock_wrlock", "locks for writing", true, false},
    {"pthread_rwlock_tryrdlock", "tries for reading", true, true},
    {"pthread_rwlock_trywrlock", "tries for writing", true, true},
    {"pthread_rwlock_timedrdlock", "tries a time for reading", true, true},
    {"pthread_rwlock_timedwrlock", "tries a time for writing", true, true},
    {"pthread_rwlock_clockrdlock", "tries a time for reading", true, true},
    {"pthread_rwlock_clockwrlock", "tries a time for writing", true, true},
    {"pthread_rwlock_unlock", "unlocks", true, false},
    {"pthread_barrier_wait", "waits at barrier", true, false},
    {"leaves the barrier", "leaves barrier", true, false},
    {"sem_wait", "takes", true, false},
    {"sem_trywait", "tries to take", true, true},
    {"sem_timedwait", "takes", true, true},
    {"sem_clockwait", "takes", true, true},
    {"sem_post", "gives", true, false},
    {"free", "frees", true, false},
    {"fails", "fails", false, false},
    {"prints", "prints", false, true},
    {"exit", "exits with status", false, true},
};

/* Of a call that has no words of its own. */
static const char *other_call_words(const json_t *event, struct names *names,
                                    char text[static TEXT_SIZE])
{
    char name[NAME_SIZE];
    const char *call = text_in(event, "do");
    names_of(names, event, name);
    if (call_ends_with(call, "_init") && name[0] != '\0') {
        snprintf(text, TEXT_SIZE, "initialises %s", name);
    } else if (call_ends_with(call, "_destroy") && name[0] != '\0') {
        snprintf(text, TEXT_SIZE, "destroys %s", name);
    } else {
        snprintf(text, TEXT_SIZE, strchr(call, ' ') == NULL ? "calls %s" : "%s", call);
    }
    return text;
}

static const char *call_words(const json_t *event, struct names *names, char text[static TEXT_SIZE])
{
    char name[NAME_SIZE] = "", note[TEXT_SIZE];
    const char *call = text_in(event, "do");
    if (thread_words(event, names, text)) {
        return text;
    }
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (strcmp(call, calls[i].call) == 0) {
            note_text(event, note);
            const bool both = calls[i].names_object && calls[i].names_note && note[0] != '\0';
            snprintf(text, TEXT_SIZE, "%s %s%s%s", calls[i].words,
                     calls[i].names_object ? names_of(names, event, name) : "", both ? ": " : "",
                     calls[i].names_note ? note : "");
            return text;
        }
    }
    return other_call_words(event, names, text);
}

/* What a thread waits for when nobody can go on. */
static const char *stuck_words(const json_t *event, struct names *names,
                               char text[static TEXT_SIZE])
{
    char name[NAME_SIZE] = "it", thread[NAME_SIZE], helps[TEXT_SIZE];
    const char *waits = text_in(event, "waits"), *other = text_in(event, "for");
    if (names_wait(names, event, text, helps)) {
        return text;
    }
    if (json_object_get(event, "object") != NULL) {
        names_of(names, event, name);
    }
    if (strcmp(waits, "end") == 0) {
        snprintf(text, TEXT_SIZE, "waits for the end of %s", names_lettered(names, other, thread));
    } else if (strcmp(waits, "handler") == 0) {
        snprintf(text, TEXT_SIZE, "is interrupted by %s", names_thread(names, other, thread));
    } else if (strcmp(waits, "writer") == 0) {
        snprintf(text, TEXT_SIZE, "waits for %s, after %s, which waits to write", name,
                 names_thread(names, other, thread));
    } else if (strcmp(waits, "lock") == 0 && strcmp(other, text_in(event, "thread")) == 0) {
        snprintf(text, TEXT_SIZE, "waits for %s, which it holds itself", name);
    } else if (strcmp(waits, "lock") == 0 && other[0] != '\0') {
        snprintf(text, TEXT_SIZE, "waits for %s, which %s holds", name,
                 names_thread(names, other, thread));
    } else if (strcmp(waits, "lock") == 0) {
        snprintf(text, TEXT_SIZE, "waits for %s, which readers hold", name);
    } else if (strcmp(waits, "signal") == 0 || strcmp(waits, "missed signal") == 0) {
        snprintf(text, TEXT_SIZE, "waits for a signal at %s", name);
    } else if (strcmp(waits, "change") == 0) {
        snprintf(text, TEXT_SIZE, "loops for ever");
    } else if (strcmp(waits, "write") == 0) {
        snprintf(text, TEXT_SIZE, "loops until another thread writes");
    } else {
        snprintf(text, TEXT_SIZE, "waits for %s", name);
    }
    return text;
}

const char *timeline_words(const json_t *event, struct names *names, bool unicode,
                           char text[static TEXT_SIZE])
{
    if (is_access(event)) {
        return access_words(event, names, unicode, text);
    }
    if (strcmp(text_in(event, "do"), "operation") == 0) {
        return names_operation(names, event, text);
    }
    if (strcmp(text_in(event, "do"), "operation waits") == 0) {
        char helps[TEXT_SIZE];
        names_wait(names, event, text, helps);
        return text;
    }
    if (strcmp(text_in(event, "do"), "stuck") == 0) {
        return stuck_words(event, names, text);
    }
    return call_words(event, names, text);
}

/* -- the table -- */

static int columns_of(const char *text)
{
    int columns = 0;
    for (; *text != '\0'; text++) {
        columns += (*text & 0xc0) != 0x80;
    }
    return columns;
}

/* Where in the text that column begins, or its end. */
static const char *column_in(const char *text, int column)
{
    for (; *text != '\0' && (column > 0 || (*text & 0xc0) == 0x80); text++) {
        column -= (*text & 0xc0) != 0x80;
    }
    return text;
}

/* Where words are too wide, a name gives way before the value that follows it. */
static void shorten_name(char words[static TEXT_SIZE], int width)
{
    enum { LEAST = 8 };
    static const char *const values[] = {": ", " → ", " ← ", " -> ", " <- "};
    const char *value = NULL;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const char *found = strstr(words, values[i]);
        if (found != NULL && (value == NULL || found < value) &&
            columns_of(found) + LEAST <= width) {
            value = found;
        }
    }
    if (columns_of(words) > width && value != NULL) {
        char shorter[TEXT_SIZE];
        const char *cut = column_in(words, width - columns_of(value) - 1);
        snprintf(shorter, sizeof shorter, "%.*s~%s", (int)(cut - words), words, value);
        memcpy(words, shorter, sizeof shorter);
    }
}

/* Writes the text, cut or filled to so many columns. */
static void put_cell(const char *text, int width, FILE *out)
{
    const int columns = columns_of(text);
    const char *end = column_in(text, columns > width ? width - 1 : width);
    fprintf(out, "%.*s%s", (int)(end - text), text, columns > width ? "~" : "");
    fprintf(out, "%*s", columns < width ? width - columns : 0, "");
}

struct table {
    const char *threads[MOST_THREADS]; /* that have a column */
    int count;
    int width;
    char file[NAME_SIZE]; /* in which most of it happens, with the colon: left out in the rows */
};

static int column_of(struct table *table, const char *thread)
{
    for (int i = 0; i < table->count; i++) {
        if (strcmp(table->threads[i], thread) == 0) {
            return i;
        }
    }
    return -1;
}

/* The main thread first, then the others in the order of their start. */
static int by_start(const void *left, const void *right)
{
    const char *a = *(const char *const *)left, *b = *(const char *const *)right;
    const bool a_first = strcmp(a, "M") == 0, b_first = strcmp(b, "M") == 0;
    return a_first != b_first ? (int)b_first - (int)a_first : strcmp(a, b);
}

static void find_columns(const json_t *events, struct table *table)
{
    size_t i;
    const json_t *event;
    table->count = 0;
    json_array_foreach(events, i, event)
    {
        const char *thread = text_in(event, "thread");
        if (column_of(table, thread) < 0 && table->count < MOST_THREADS) {
            table->threads[table->count++] = thread;
        }
    }
    qsort(table->threads, (size_t)table->count, sizeof *table->threads, by_start);
    table->width = table->count > 0 && table->count <= MOST_COLUMNS
                       ? (COLUMNS - 6) / table->count - 1
                       : COLUMNS - 6;
}

static bool begins_with(const char *text, const char *start)
{
    return start[0] != '\0' && strncmp(text, start, strlen(start)) == 0;
}

/* The file that most events are in: by majority vote, as Boyer and Moore count it. */
static void find_file(const json_t *events, struct names *names, struct table *table)
{
    size_t i;
    int lead = 0;
    const json_t *event;
    table->file[0] = '\0';
    json_array_foreach(events, i, event)
    {
        char place[NAME_SIZE];
        names_short_place(names, (unsigned long)number_in(event, "pc"), place);
        if (lead == 0 && strchr(place, ':') != NULL) {
            snprintf(table->file, sizeof table->file, "%.*s", (int)(strchr(place, ':') - place) + 1,
                     place);
        }
        lead += begins_with(place, table->file) ? 1 : lead > 0 ? -1 : 0;
    }
}

static void show_head(const struct table *table, FILE *out)
{
    char text[TEXT_SIZE];
    if (table->file[0] != '\0') {
        fprintf(out, "      lines with no file are of %.*s\n", (int)strlen(table->file) - 1,
                table->file);
    }
    if (table->count > MOST_COLUMNS) {
        return;
    }
    fputs("      ", out);
    for (int i = 0; i < table->count; i++) {
        snprintf(text, sizeof text, "thread %s", table->threads[i]);
        put_cell(text, table->width, out);
        fputc(i + 1 < table->count ? ' ' : '\n', out);
    }
}

static void show_row(const json_t *event, int row, struct table *table, struct names *names,
                     const struct timeline_options *options, FILE *out)
{
    const bool unicode = options->unicode;
    char words[TEXT_SIZE], place[NAME_SIZE];
    const char *thread = text_in(event, "thread");
    const bool listed = table->count > MOST_COLUMNS;
    const int column = listed ? 0 : column_of(table, thread);
    timeline_words(event, names, unicode, words);
    names_short_place(names, (unsigned long)number_in(event, "pc"), place);
    const char *shown = begins_with(place, table->file) ? place + strlen(table->file) - 1 : place;
    fprintf(out, "%4d%s ", row, event != options->wrong ? " " : unicode ? "✗" : "X");
    for (int i = 0; i < column; i++) {
        put_cell("", table->width + 1, out);
    }
    /* The place stands at the right, where there is room for both. */
    const int room = table->width - columns_of(shown) - 1 - (listed ? columns_of(thread) + 2 : 0);
    if (listed) {
        fprintf(out, "%s  ", thread);
    }
    shorten_name(words, room);
    put_cell(words, room, out);
    fprintf(out, " %s\n", shown);
}

/* Says of each row that is out of order why it may be. */
static void show_orders(const json_t *events, struct names *names, FILE *out)
{
    size_t i;
    const json_t *event;
    json_array_foreach(events, i, event)
    {
        char name[NAME_SIZE], value[32], other[32];
        const json_t *stale = json_object_get(event, "stale");
        const json_t *overtaken = json_object_get(event, "overtaken");
        const json_t *by = stale != NULL ? stale : overtaken;
        if (by == NULL) {
            continue;
        }
        const long size = number_in(event, "size");
        const char *thread = text_in(event, "thread");
        number_text(number_in(by, "next"), size, other);
        fprintf(out, "      row %zu: ", i + 1);
        if (stale != NULL) {
            fprintf(out, "%s reads %s from %s, stale: %s's store of %s is not yet visible to %s;\n",
                    thread, value_text(event, "read", value), names_of(names, event, name),
                    text_in(by, "by"), other, thread);
            fprintf(out, "      %s make it so.\n",
                    json_is_true(json_object_get(stale, "acquire_helps"))
                        ? "a release/acquire pair would"
                        : "no release/acquire pair can, only seq_cst operations or fences");
        } else {
            fprintf(out, "%s's store of %s to %s comes before %s's of %s in modification order\n",
                    thread, value_text(event, "written", value), names_of(names, event, name),
                    text_in(by, "by"), other);
            fputs("      (C17 5.1.2.4p7), though it was made later.\n", out);
        }
    }
}

void timeline_show(const json_t *trace, struct names *names, const struct timeline_options *options,
                   FILE *out)
{
    json_t *events = options->all ? json_copy((json_t *)trace) : timeline_that_matters(trace);
    struct table table;
    const size_t count = json_array_size(events);
    const size_t most = options->all ? count : MOST_ROWS;
    find_columns(events, &table);
    find_file(events, names, &table);
    show_head(&table, out);
    for (size_t i = 0; i < count; i++) {
        if (count > most && i == most / 2) {
            fprintf(out, "      ... %zu more ...\n", count - most);
            i += count - most;
        }
        show_row(json_array_get(events, i), (int)i + 1, &table, names, options, out);
    }
    show_orders(events, names, out);
    json_decref(events);
}
