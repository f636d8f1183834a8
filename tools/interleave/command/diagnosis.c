/* diagnosis.c - see diagnosis.h. */
#include "diagnosis.h"

#include "timeline.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    MOST_LOOKED_AT = 4000, /* events: some of what follows takes the square of it */
    NEAR = 8,              /* accesses of its own from where a thread was interrupted */
};

/* What is looked at: the events that matter, in their order. */
struct story {
    const json_t *events;
    size_t count;
    struct names *names;
    struct diagnosis *diagnosis;
};

static const char *text_in(const json_t *event, const char *key)
{
    const char *text = json_string_value(json_object_get(event, key));
    return text != NULL ? text : "";
}

static long number_in(const json_t *event, const char *key)
{
    return (long)json_integer_value(json_object_get(event, key));
}

static const json_t *event_at(const struct story *story, size_t i)
{
    return json_array_get(story->events, i);
}

static bool is(const json_t *event, const char *what)
{
    return strcmp(text_in(event, "do"), what) == 0;
}

static bool updates(const json_t *event)
{
    return is(event, "atomic update");
}

static bool reads(const json_t *event)
{
    return is(event, "read") || is(event, "atomic read");
}

static bool writes(const json_t *event)
{
    return is(event, "write") || is(event, "atomic write") || updates(event);
}

static bool same_place(const json_t *one, const json_t *other)
{
    return number_in(one, "address") == number_in(other, "address");
}

static bool same_thread(const json_t *one, const json_t *other)
{
    return strcmp(text_in(one, "thread"), text_in(other, "thread")) == 0;
}

static bool conflict(const json_t *one, const json_t *other)
{
    return same_place(one, other) && (writes(one) || writes(other));
}

static bool is_access(const json_t *event)
{
    return json_object_get(event, "address") != NULL;
}

/* The thread's next access of the same place; count if there is none. *between: another thread's
 * last write of it until then, count if there is none. */
static size_t next_of_place(const struct story *story, size_t from, size_t *between)
{
    const json_t *first = event_at(story, from);
    *between = story->count;
    for (size_t i = from + 1; i < story->count; i++) {
        const json_t *event = event_at(story, i);
        if (is_access(event) && same_place(event, first)) {
            if (same_thread(event, first)) {
                return i;
            }
            *between = writes(event) ? i : *between;
        }
    }
    return story->count;
}

__attribute__((format(printf, 3, 4))) static bool tell(const struct story *story, size_t wrong,
                                                       const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(story->diagnosis->sentence, TEXT_SIZE, format, arguments);
    va_end(arguments);
    story->diagnosis->wrong = event_at(story, wrong);
    return true;
}

static const char *thread_at(const struct story *story, size_t i)
{
    return text_in(event_at(story, i), "thread");
}

static const char *name_at(const struct story *story, size_t i, char name[static NAME_SIZE])
{
    return names_of(story->names, event_at(story, i), name);
}

/* -- one place -- */

static bool aba(const struct story *story, size_t read)
{
    char name[NAME_SIZE];
    size_t between;
    const size_t update = next_of_place(story, read, &between);
    if (update == story->count || between == story->count || !updates(event_at(story, update)) ||
        number_in(event_at(story, update), "before") !=
            number_in(event_at(story, read), "before") ||
        number_in(event_at(story, update), "after") ==
            number_in(event_at(story, update), "before")) {
        return false;
    }
    return tell(
        story, update,
        "ABA: after %s had read %s, it was changed and changed back; that it is equal again "
        "does not mean that nothing happened.",
        thread_at(story, read), name_at(story, read, name));
}

static bool lost_update(const struct story *story, size_t read)
{
    char name[NAME_SIZE];
    size_t between;
    const size_t write = next_of_place(story, read, &between);
    if (write == story->count || between == story->count || !writes(event_at(story, write)) ||
        updates(event_at(story, write))) {
        return false;
    }
    return tell(story, write,
                "Lost update: %s wrote %s back, from a value that it had read before %s's write.",
                thread_at(story, write), name_at(story, write, name), thread_at(story, between));
}

static bool check_then_act(const struct story *story, size_t check)
{
    char name[NAME_SIZE];
    size_t between, none;
    const size_t again = next_of_place(story, check, &between);
    if (again == story->count || between == story->count || !reads(event_at(story, again)) ||
        number_in(event_at(story, again), "before") ==
            number_in(event_at(story, check), "before")) {
        return false;
    }
    const size_t act = next_of_place(story, again, &none);
    if (act == story->count || !writes(event_at(story, act))) {
        return false;
    }
    return tell(story, act,
                "Check, then act: between %s's look at %s and its write, %s changed it, so what %s "
                "had seen no longer held.",
                thread_at(story, check), name_at(story, check, name), thread_at(story, between),
                thread_at(story, check));
}

/* -- a signal -- */

static size_t signal_before(const struct story *story, size_t wake)
{
    for (size_t i = wake; i-- > 0;) {
        const json_t *event = event_at(story, i);
        if ((is(event, "pthread_cond_signal") || is(event, "pthread_cond_broadcast")) &&
            number_in(event, "object") == number_in(event_at(story, wake), "object")) {
            return i;
        }
    }
    return story->count;
}

/* The woken thread's first accesses of a place are one read and then a write, or the end: it
 * doesn't look before it acts. */
static bool acts_at_once(const struct story *story, size_t wake, size_t place)
{
    size_t none;
    for (size_t i = wake + 1; i < story->count; i++) {
        const json_t *event = event_at(story, i);
        if (same_thread(event, event_at(story, wake)) && is_access(event) &&
            same_place(event, event_at(story, place))) {
            const size_t next = next_of_place(story, i, &none);
            return reads(event) && (next == story->count || writes(event_at(story, next)));
        }
    }
    return false;
}

static bool stale_wakeup(const struct story *story, size_t wake)
{
    char name[NAME_SIZE];
    if (!is(event_at(story, wake), "is signalled and locks")) {
        return false;
    }
    for (size_t i = signal_before(story, wake); i < wake; i++) {
        const json_t *event = event_at(story, i);
        if (is_access(event) && writes(event) && !same_thread(event, event_at(story, wake)) &&
            acts_at_once(story, wake, i)) {
            return tell(story, wake,
                        "Stale wake-up: %s was signalled, but before it had the lock, %s changed "
                        "%s; %s goes on without looking again.",
                        thread_at(story, wake), thread_at(story, i), name_at(story, i, name),
                        thread_at(story, wake));
        }
    }
    return false;
}

/* -- several places -- */

/* The thread's access that is the nearest to where it was interrupted, in the direction of step,
 * and that conflicts with one that another thread made from `first` to before `last`, which is
 * *with. */
static size_t conflicting(const struct story *story, size_t start, int step, size_t first,
                          size_t last, size_t not_at, size_t *with)
{
    int seen = 0;
    for (size_t i = start; i < story->count && seen < NEAR; i += (size_t)step) {
        const json_t *event = event_at(story, i);
        if (!is_access(event) || !same_thread(event, event_at(story, start))) {
            continue;
        }
        seen++;
        for (size_t j = first; j < last; j++) {
            const bool elsewhere =
                not_at == story->count || !same_place(event, event_at(story, not_at));
            if (elsewhere && is_access(event_at(story, j)) &&
                !same_thread(event, event_at(story, j)) && conflict(event, event_at(story, j))) {
                *with = j;
                return i;
            }
        }
    }
    return story->count;
}

static bool waits(const json_t *event)
{
    return is(event, "pthread_join") || is(event, "pthread_barrier_wait") ||
           is(event, "leaves the barrier") || is(event, "is signalled and locks") ||
           is(event, "sem_wait");
}

/* The thread's next event; count if it is the very next, or one that it had to wait for. */
static size_t goes_on_at(const struct story *story, size_t from)
{
    for (size_t i = from + 1; i < story->count; i++) {
        const json_t *event = event_at(story, i);
        if (same_thread(event, event_at(story, from))) {
            return i == from + 1 || waits(event) ? story->count : i;
        }
    }
    return story->count;
}

static bool not_one_step(const struct story *story, size_t last)
{
    char one[NAME_SIZE], other[NAME_SIZE];
    size_t with, with_other;
    const size_t on = goes_on_at(story, last);
    if (on == story->count || strcmp(thread_at(story, last), "M") == 0) {
        return false;
    }
    const size_t before = conflicting(story, last, -1, last + 1, on, story->count, &with);
    if (before == story->count) {
        return false;
    }
    const size_t after = conflicting(story, on, 1, last + 1, on, before, &with_other);
    if (after == story->count || !same_thread(event_at(story, with), event_at(story, with_other))) {
        return false;
    }
    return tell(story, after,
                "Not one step: between %s's %s of %s and its %s of %s, %s came and used both.",
                thread_at(story, before), reads(event_at(story, before)) ? "read" : "write",
                name_at(story, before, one), reads(event_at(story, after)) ? "read" : "write",
                name_at(story, after, other), thread_at(story, with));
}

/* -- a race -- */

/* The first two accesses of the race in this execution, *one before *other; false: it isn't in it.
 */
static bool find_race(const struct story *story, const json_t *race, size_t *one, size_t *other)
{
    const json_t *pcs = json_object_get(race, "pc");
    const long pc[2] = {(long)json_integer_value(json_array_get(pcs, 0)),
                        (long)json_integer_value(json_array_get(pcs, 1))};
    for (size_t j = 0; j < story->count; j++) {
        const json_t *later = event_at(story, j);
        for (size_t i = j; is_access(later) && i-- > 0;) {
            const json_t *earlier = event_at(story, i);
            const long a = number_in(earlier, "pc"), b = number_in(later, "pc");
            if (is_access(earlier) && !same_thread(earlier, later) && conflict(earlier, later) &&
                ((a == pc[0] && b == pc[1]) || (a == pc[1] && b == pc[0]))) {
                *one = i;
                *other = j;
                return true;
            }
        }
    }
    return false;
}

static bool order(const struct story *story, const json_t *race)
{
    char name[NAME_SIZE];
    size_t one, other;
    if (race == NULL || !find_race(story, race, &one, &other)) {
        return false;
    }
    return tell(
        story, reads(event_at(story, one)) ? one : other,
        "Order: %s's %s of %s comes before %s's %s of it here, and nothing says which is first.",
        thread_at(story, one), reads(event_at(story, one)) ? "read" : "write",
        name_at(story, one, name), thread_at(story, other),
        reads(event_at(story, other)) ? "read" : "write");
}

/* -- all of them -- */

/* The first event of which it is true, the places in order. */
static bool any(const struct story *story, bool (*shows)(const struct story *, size_t),
                bool from_reads)
{
    for (size_t i = 0; i < story->count; i++) {
        if ((!from_reads || reads(event_at(story, i))) && shows(story, i)) {
            return true;
        }
    }
    return false;
}

/* Where the execution ended, or a thread that waits for more than another one's end. */
static void find_end(const struct story *story)
{
    for (size_t i = 0; i < story->count && story->diagnosis->wrong == NULL; i++) {
        const json_t *event = event_at(story, i);
        if (is(event, "fails") ||
            (is(event, "stuck") && strcmp(text_in(event, "waits"), "end") != 0)) {
            story->diagnosis->wrong = event;
        }
    }
}

struct diagnosis diagnosis_of(const json_t *trace, const char *failure, const json_t *race,
                              struct names *names)
{
    struct diagnosis diagnosis = {.sentence = ""};
    json_t *events = timeline_that_matters(trace);
    const size_t count = json_array_size(events);
    const struct story story = {.events = events,
                                .count = count < MOST_LOOKED_AT ? count : MOST_LOOKED_AT,
                                .names = names,
                                .diagnosis = &diagnosis};
    size_t one, other;
    if (strcmp(failure, "wrong result") == 0 || strcmp(failure, "failed assertion") == 0) {
        (void)(any(&story, aba, true) || any(&story, lost_update, true) ||
               any(&story, stale_wakeup, false) || any(&story, check_then_act, true) ||
               any(&story, not_one_step, false) || order(&story, race));
    } else if (strcmp(failure, "data race") == 0) {
        if (find_race(&story, race, &one, &other)) {
            diagnosis.wrong = event_at(&story, other);
        }
    }
    if (diagnosis.wrong == NULL && strcmp(failure, "wrong result") != 0) {
        find_end(&story);
    }
    json_decref(events);
    return diagnosis;
}
