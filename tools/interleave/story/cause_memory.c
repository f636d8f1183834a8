/* cause_memory.c - data races, memory that is gone, threads that are left; see making_cause.h. */
#include "making_cause.h"

#include <stdio.h>
#include <string.h>

/* -- data races -- */

/* Does the trace say that the earlier act happens before the later one? Its thread's clock then
 * stands where the other thread has come to know of it. */
static bool is_ordered(const struct making *making, int earlier, int later)
{
    const struct act *one = act_at(making, earlier), *other = act_at(making, later);
    const long at = act_number(one, "at");
    for (int i = earlier + 1; i <= later && at > 0; i++) {
        const struct act *act = act_at(making, i);
        const json_t *known =
            json_object_get(json_object_get(act->event, "knows"), act_text(one, "thread"));
        if (act->thread == other->thread && json_integer_value(known) >= at) {
            return true;
        }
    }
    return false;
}

/* Two acts that conflict, at these places. The same two lines may have met before, in order. */
static bool find_conflict(const struct making *making, const unsigned long *pc, bool unordered,
                          int *one, int *other)
{
    for (int j = 0; j < making->acts->count; j++) {
        const struct act *later = act_at(making, j);
        for (int i = j - 1; later->conflicts && i >= 0; i--) {
            const struct act *earlier = act_at(making, i);
            if (acts_conflict(earlier, later) &&
                ((earlier->pc == pc[0] && later->pc == pc[1]) ||
                 (earlier->pc == pc[1] && later->pc == pc[0])) &&
                !(unordered && is_ordered(making, i, j))) {
                *one = i;
                *other = j;
                return true;
            }
        }
    }
    return false;
}

bool find_race(const struct making *making, const json_t *race, int *one, int *other)
{
    const json_t *pcs = json_object_get(race, "pc");
    const unsigned long pc[2] = {(unsigned long)json_integer_value(json_array_get(pcs, 0)),
                                 (unsigned long)json_integer_value(json_array_get(pcs, 1))};
    return find_conflict(making, pc, true, one, other) ||
           find_conflict(making, pc, false, one, other);
}

static bool is_atomic(const struct act *act)
{
    return strncmp(act_does(act), "atomic", 6) == 0;
}

int seen_store(const struct making *making, int one, int other, int *store)
{
    for (int i = other - 1; i > one; i--) {
        const struct act *act = act_at(making, i);
        if (act->thread != act_at(making, other)->thread || !act->reads) {
            continue;
        }
        const int from = acts_read_from(making->acts, i);
        if (from > one && act_at(making, from)->thread == act_at(making, one)->thread) {
            *store = from;
            return i;
        }
    }
    return NO_ACT;
}

/* Whether the racing read could return what was there before the racing write: then it says so. */
static void tell_older(const struct making *making, int one, int other, char *text, size_t size)
{
    char older[NAME_SIZE], newer[NAME_SIZE];
    const struct act *write = act_at(making, one), *read = act_at(making, other);
    text[0] = '\0';
    if (!write->writes || !read->reads || write->size != read->size ||
        write->address != read->address || write->size > 8 ||
        acts_read_from(making->acts, other) != one) {
        return;
    }
    names_value_of(making->names, read->event, write->event, "before", older);
    names_value_of(making->names, read->event, write->event, "after", newer);
    if (strcmp(older, newer) != 0) {
        making->cause->may_read = other;
        making->cause->older_value =
            (long)json_integer_value(json_object_get(write->event, "before"));
        const bool is_unset = strcmp(older, "not set") == 0;
        snprintf(making->cause->older, sizeof making->cause->older, "%s",
                 is_unset ? "value, which nobody has set" : older);
        snprintf(text, size, " The read gives %s here; nothing forbids that it gives the older %s.",
                 newer, making->cause->older);
    }
}

/* What the later access touches, for a sentence that has named the earlier one's: "it", or its own
 * name, and that both are in the same memory. */
static const char *it(const struct making *making, int one, int other)
{
    static char text[2 * NAME_SIZE];
    const char *name = thing(making, other);
    if (strcmp(name, thing(making, one)) == 0) {
        return "it";
    }
    snprintf(text, sizeof text, "%s%s", name,
             names_bit_field(making->names, act_at(making, other)->event)
                 ? ", a bit-field of the same memory location (C17 3.14),"
                 : " in the same memory,");
    return text;
}

/* Of an allocation and an access of the block by another thread, nothing but when the block was
 * handed over says which comes first. */
static bool find_allocation(const struct making *making, const json_t *race, int *one, int *other)
{
    const json_t *pcs = json_object_get(race, "pc");
    for (int i = 0; i < making->acts->count; i++) {
        const struct act *allocation = act_at(making, i);
        const json_t *block = json_object_get(allocation->event, "block");
        const bool is_of_race =
            (json_int_t)allocation->pc == json_integer_value(json_array_get(pcs, 0)) ||
            (json_int_t)allocation->pc == json_integer_value(json_array_get(pcs, 1));
        if (allocation->kind != ACT_OTHER || block == NULL || !is_of_race) {
            continue;
        }
        const unsigned long start =
            (unsigned long)json_integer_value(json_object_get(block, "start"));
        for (int j = i + 1; j < making->acts->count; j++) {
            const struct act *use = act_at(making, j);
            const json_t *used = json_object_get(use->event, "block");
            if (use->kind == ACT_ACCESS && use->thread != allocation->thread && used != NULL &&
                (unsigned long)json_integer_value(json_object_get(used, "start")) == start) {
                *one = i;
                *other = j;
                return true;
            }
        }
    }
    return false;
}

/* What would order the two: the later thread has seen a store of the earlier one's. */
static const char *lacking_order(const struct making *making, int load, int store)
{
    return is_atomic(act_at(making, store)) && is_atomic(act_at(making, load))
               ? "these two give no order: a release store and an acquire load would"
               : "it is no atomic object, so that gives no order";
}

static bool explain_allocation(const struct making *making, const json_t *race)
{
    int one, other, store = NO_ACT;
    if (!find_allocation(making, race, &one, &other)) {
        return false;
    }
    const char *does = deed(act_at(making, other));
    key(making, one);
    key(making, other);
    making->cause->fatal = other;
    place(making, other, "data race: %s %s %s", who_acts(making, other), does,
          thing(making, other));
    place(making, one, "data race: %s allocates it", who_acts(making, one));
    const int load = seen_store(making, one, other, &store);
    if (load == NO_ACT) {
        return say(making, "data race",
                   "Data race: %s allocates the block and %s %s %s in it, and neither happens "
                   "before the other (C17 5.1.2.4).",
                   who_acts(making, one), who_acts(making, other), does, thing(making, other));
    }
    key(making, store);
    key(making, load);
    return say(making, "data race",
               "Data race: %s %s %s, in a block that %s allocates, after it has seen the %s in %s, "
               "but %s.",
               who_acts(making, other), does, thing(making, other), who_acts(making, one),
               is_atomic(act_at(making, store)) ? "store" : "write", thing(making, load),
               lacking_order(making, load, store));
}

/* Where the thread took the lock that it took last and still holds at that act; NO_ACT if it holds
 * none. */
static int last_lock(const struct making *making, int at)
{
    const json_t *held = json_object_get(act_at(making, at)->event, "held");
    const size_t count = json_array_size(held);
    const unsigned long last =
        count > 0 ? (unsigned long)json_integer_value(json_array_get(held, count - 1)) : 0;
    for (int i = at - 1; count > 0 && i >= 0; i--) {
        const struct act *act = act_at(making, i);
        if (act->thread == act_at(making, at)->thread && act->object == last &&
            (act->kind == ACT_LOCK || act->kind == ACT_TRY || act->kind == ACT_WAKE)) {
            return i;
        }
    }
    return NO_ACT;
}

/* Why the locks that the two hold don't order the accesses; nothing where neither holds one, or
 * both the same, as those may that only read. */
static void tell_locks(const struct making *making, int one, int other, char *text, size_t size)
{
    const int first = last_lock(making, one), second = last_lock(making, other);
    text[0] = '\0';
    if (first == NO_ACT && second == NO_ACT) {
        return;
    }
    if (first == NO_ACT || second == NO_ACT) {
        const int holder = first == NO_ACT ? other : one;
        snprintf(text, size, " %s holds %s, but %s holds no lock.", who_acts(making, holder),
                 object_called(making, first == NO_ACT ? second : first),
                 who_acts(making, first == NO_ACT ? one : other));
    } else if (act_at(making, first)->object != act_at(making, second)->object) {
        snprintf(text, size,
                 " %s holds %s, and %s holds %s: different locks do not exclude each other.",
                 who_acts(making, one), object_called(making, first), who_acts(making, other),
                 object_called(making, second));
    }
}

static bool frees_it(const struct act *act, const struct act *used);

static bool is_at(const struct act *act, const json_t *race, size_t which)
{
    return (json_int_t)act->pc ==
           json_integer_value(json_array_get(json_object_get(race, "pc"), which));
}

/* The use and the free of one block at the race's two places. */
static bool find_free(const struct making *making, const json_t *race, int *use, int *freed)
{
    for (*freed = 0; *freed < making->acts->count; ++*freed) {
        const struct act *frees = act_at(making, *freed);
        const bool is_first = is_at(frees, race, 0);
        if (frees->kind != ACT_FREE || !(is_first || is_at(frees, race, 1))) {
            continue;
        }
        for (*use = 0; *use < making->acts->count; ++*use) {
            const struct act *uses = act_at(making, *use);
            if (uses->kind == ACT_ACCESS && uses->thread != frees->thread &&
                is_at(uses, race, is_first ? 1 : 0) && frees_it(frees, uses)) {
                return true;
            }
        }
    }
    return false;
}

/* One thread frees the block that another accesses: to the library, that writes it. */
static bool explain_free(const struct making *making, const json_t *race)
{
    int use, freed;
    if (!find_free(making, race, &use, &freed)) {
        return false;
    }
    const char *does = deed(act_at(making, use));
    key(making, freed);
    key(making, use);
    making->cause->fatal = freed > use ? freed : use;
    place(making, use, "data race: %s %s %s", who_acts(making, use), does, thing(making, use));
    place(making, freed, "data race: %s frees the block that it is in", who_acts(making, freed));
    return say(making, "data race",
               "Data race: %s %s %s and %s frees the block that it is in, and neither happens "
               "before the other (C17 5.1.2.4).",
               who_acts(making, use), does, thing(making, use), who_acts(making, freed));
}

bool explain_race(const struct making *making, const json_t *race)
{
    int one, other, store = NO_ACT;
    char older[2 * NAME_SIZE + 100], locks[TEXT_SIZE];
    if (race == NULL) {
        return false;
    }
    if (!find_race(making, race, &one, &other)) {
        return explain_free(making, race) || explain_allocation(making, race);
    }
    const struct act *first = act_at(making, one), *second = act_at(making, other);
    key(making, one);
    key(making, other);
    making->cause->fatal = other;
    place(making, other, "data race: %s %s %s", who_acts(making, other), deed(second),
          thing(making, other));
    place(making, one, "data race: %s %s %s", who_acts(making, one), deed(first),
          thing(making, one));
    tell_older(making, one, other, older, sizeof older);
    const int load = seen_store(making, one, other, &store);
    if (load == NO_ACT) {
        tell_locks(making, one, other, locks, sizeof locks);
        return say(making, "data race",
                   "Data race: %s %s %s and %s %s %s%s neither happens before the other (C17 "
                   "5.1.2.4).%s%s",
                   who_acts(making, one), deed(first), thing(making, one), who_acts(making, other),
                   deed(second), it(making, one, other),
                   strcmp(it(making, one, other), "it") == 0 ? ", and" : " and", locks, older);
    }
    key(making, store);
    key(making, load);
    return say(making, "data race", "Data race: %s %s %s after it has seen %s in %s, but %s.%s",
               who_acts(making, other), deed(second), thing(making, other),
               act_is(act_at(making, load), "atomic read") ? "the store" : "the write",
               thing(making, load), lacking_order(making, load, store), older);
}

/* -- memory that is gone -- */

static bool frees_it(const struct act *act, const struct act *used)
{
    const json_t *block = json_object_get(act->event, "block");
    const json_t *other = json_object_get(used->event, "block");
    return act->kind == ACT_FREE && block != NULL && other != NULL &&
           json_integer_value(json_object_get(block, "start")) ==
               json_integer_value(json_object_get(other, "start"));
}

/* The use: the last act that isn't "fails", if that is the same thread's. An access by a function
 * of the C library has no act of its own where it fails. */
static int last_use(const struct making *making)
{
    const int last = making->acts->count - 1;
    int at = last;
    while (at > 0 && act_at(making, at)->kind == ACT_FAILS) {
        at--;
    }
    return act_at(making, at)->thread == act_at(making, last)->thread ? at : last;
}

/* What the library says of a use that has no act: it was of the block that was freed there. */
static bool use_without_act(const struct making *making, int use)
{
    char kind[NAME_SIZE];
    const json_t *pcs = json_object_get(making->failure->found, "pc");
    const unsigned long freed = (unsigned long)json_integer_value(json_array_get(pcs, 1));
    for (int i = use - 1; i >= 0; i--) {
        if (act_at(making, i)->kind != ACT_FREE || act_at(making, i)->pc != freed) {
            continue;
        }
        key(making, i);
        key(making, use);
        making->cause->fatal = use;
        names_kind(making->names, act_at(making, i)->event, kind);
        const char *block = strncmp(kind, "in ", 3) == 0 ? kind + 3 : "the block";
        place(making, use, "%s uses it after that", who_acts(making, use));
        place(making, i, "%s frees it", who_acts(making, i));
        return say(making, "use after free", "Use after free: %s uses %s after %s has freed it.",
                   who_acts(making, use), block, who_acts(making, i));
    }
    return false;
}

static bool use_after_free(const struct making *making)
{
    const int use = last_use(making);
    if (act_at(making, use)->kind == ACT_FAILS) {
        return use_without_act(making, use);
    }
    for (int i = use - 1; i >= 0; i--) {
        if (!frees_it(act_at(making, i), act_at(making, use))) {
            continue;
        }
        key(making, i);
        key(making, use);
        making->cause->fatal = use;
        const int seen = acts_last(making->acts, use, act_at(making, use)->thread, conflicts_too,
                                   act_at(making, use));
        if (seen != NO_ACT) {
            key(making, seen);
            key(making, acts_next(making->acts, seen, act_at(making, i)->thread, touches_too,
                                  act_at(making, seen)));
        }
        const bool again = act_at(making, use)->kind == ACT_FREE;
        place(making, use, "%s %s it after that", who_acts(making, use),
              again ? "frees" : deed(act_at(making, use)));
        place(making, i, "%s frees it", who_acts(making, i));
        return say(making, again ? "double free" : "use after free",
                   "%s: %s %s %s after %s has freed %s.", again ? "Double free" : "Use after free",
                   who_acts(making, use), again ? "frees" : deed(act_at(making, use)),
                   thing(making, use), who_acts(making, i),
                   again ? "it" : "the block that it is in");
    }
    return false;
}

static bool starts_it(const struct act *act, const struct act *used)
{
    return act->kind == ACT_START && act->other == used->thread;
}

/* The thread on whose stack it was, by the message; NO_ACT if that isn't what it is about. */
static int owner_of(const struct making *making)
{
    char letter[8];
    const char *told = strstr(making->failure->message, "local variable of thread ");
    if (told == NULL || sscanf(told, "local variable of thread %7[A-Z]", letter) != 1) {
        return NO_ACT;
    }
    for (int i = 0; i < making->acts->thread_count; i++) {
        if (strcmp(letter, making->acts->threads[i]) == 0) {
            return i;
        }
    }
    return NO_ACT;
}

/* A variable of a frame that is gone; or whatever else ends with a use. */
static bool gone(const struct making *making)
{
    const int use = last_use(making), owner = owner_of(making);
    const struct act *act = act_at(making, use);
    making->cause->fatal = use;
    key(making, use);
    if (owner == NO_ACT) {
        place(making, use, "%s", told_message(making));
        return false;
    }
    const int start = acts_last(making->acts, use, owner, starts_it, act);
    const int last = start != NO_ACT ? start : acts_last(making->acts, use, owner, NULL, act);
    key(making, last);
    place(making, use, "%s %s a variable that is gone", who_acts(making, use), deed(act));
    if (last != NO_ACT) {
        place(making, last, start != NO_ACT ? "%s starts it here" : "%s was last here",
              who(making, owner));
    }
    return say(making, "use after return",
               "Use after return: %s %s a local variable of a function of %s that has returned: "
               "the variable's lifetime is over (C17 6.2.4).",
               who_acts(making, use), deed(act), who(making, owner));
}

/* -- threads that are left -- */

static bool is_join(const struct act *act, const struct act *given)
{
    return act->kind == ACT_JOIN && act->other == given->other;
}

/* The act that starts the thread which the message names, "Thread A was …"; NO_ACT if there is
 * none, or somebody joins it. */
static int unjoined_start(const struct making *making, const char *message)
{
    char letter[8];
    if (sscanf(message, "Thread %7[A-Z] was neither joined nor detached", letter) != 1) {
        return NO_ACT;
    }
    for (int i = 0; i < making->acts->count; i++) {
        const struct act *act = act_at(making, i);
        if (act->kind == ACT_START && act->other != NO_ACT &&
            strcmp(making->acts->threads[act->other], letter) == 0) {
            const int join = acts_next(making->acts, i, act->thread, is_join, act);
            return join == NO_ACT ? i : NO_ACT;
        }
    }
    return NO_ACT;
}

static bool say_missing_join(const struct making *making, int start, const char *what_comes)
{
    const struct act *act = act_at(making, start);
    key(making, start);
    place(making, start, "%s starts %s, and nobody joins or detaches it", who_acts(making, start),
          who(making, act->other));
    return say(making, "missing join",
               "Missing join: %s starts %s and ends without joining or "
               "detaching it%s.",
               who_acts(making, start), who(making, act->other), what_comes);
}

static bool missing_join(const struct making *making)
{
    const int start = unjoined_start(making, making->failure->message);
    if (start == NO_ACT) {
        return false;
    }
    const int end =
        acts_last(making->acts, making->acts->count, act_at(making, start)->thread, NULL, NULL);
    key(making, end);
    making->cause->fatal = end;
    return say_missing_join(making, start, "");
}

/* The thread's last act in the file in which it starts the other one. */
static int last_there(const struct making *making, int start)
{
    struct place first, other;
    if (!names_place(making->names, act_at(making, start)->pc, &first)) {
        return NO_ACT;
    }
    const int thread = act_at(making, start)->thread;
    int i = acts_last(making->acts, making->acts->count, thread, NULL, NULL);
    while (i > start && (!names_place(making->names, act_at(making, i)->pc, &other) ||
                         strcmp(first.file, other.file) != 0)) {
        i = acts_last(making->acts, i, thread, NULL, NULL);
    }
    return i > start ? i : NO_ACT;
}

bool cause_is_missing_join(const struct making *making)
{
    const json_t *message = json_object_get(making->failure->leak, "message");
    const int start = message != NULL ? unjoined_start(making, json_string_value(message)) : NO_ACT;
    if (start == NO_ACT) {
        return false;
    }
    const struct act *act = act_at(making, start);
    const int end = acts_last(making->acts, making->acts->count, act->thread, NULL, NULL);
    const int after = acts_next(making->acts, end, act->other, NULL, NULL);
    if (after == NO_ACT || act_at(making, after)->kind == ACT_FAILS) {
        return false;
    }
    char what[NAME_SIZE + 40];
    making->cause->turning = making->cause->goes_on = NO_ACT; /* the order of the two is chance */
    making->cause->fatal = after;
    key(making, last_there(making, start));
    key(making, after);
    place(making, after, "%s still goes on", who(making, act->other));
    snprintf(what, sizeof what, ", so %s still goes on", who(making, act->other));
    return say_missing_join(making, start, what);
}

static bool misuse(const struct making *making)
{
    for (int i = 0; i < making->acts->count; i++) {
        if (act_at(making, i)->kind == ACT_FAILS) {
            const int at = i > 0 ? i - 1 : i;
            making->cause->fatal = i;
            key(making, i);
            place(making, i, "%s", told_message(making));
            for (int j = at, kept = 0; j >= 0 && kept < 4; j--) {
                if (act_at(making, j)->object != 0 &&
                    (j == at || is_of_object(act_at(making, j), act_at(making, at)))) {
                    key(making, j);
                    kept++;
                }
            }
            return false;
        }
    }
    return false;
}

bool cause_in_memory(const struct making *making)
{
    const char *kind = making->failure->kind;
    if (strcmp(kind, "data race") == 0) {
        return explain_race(making, making->failure->race);
    }
    if (strcmp(kind, "use after free") == 0) {
        return making->acts->count > 0 && (use_after_free(making) || gone(making));
    }
    if (strcmp(kind, "thread leak") == 0) {
        return missing_join(making);
    }
    return misuse(making);
}
