/*
 * cause_result.c - why a result is wrong; see making_cause.h.
 *
 * The accesses that matter are those around the point at which the nearest passing schedule
 * departs: one thread was interrupted there (X), and others did something in between that conflicts
 * with what X does next. If X had begun something before that they spoiled, it was meant to be
 * atomic; if not, it came too late, and the two were meant to be in order.
 */
#include "making_cause.h"

#include <stdio.h>
#include <string.h>

enum { NEAR = 12 }; /* accesses of its own, from where a thread was interrupted */

static bool same_bytes(const struct making *making, int one, int other)
{
    return acts_overlap(act_at(making, one), act_at(making, other));
}

static bool is_value_equal(const struct making *making, int one, int other)
{
    return act_number(act_at(making, one), "before") == act_number(act_at(making, other), "before");
}

static bool is_update(const struct act *act)
{
    return act->reads && act->writes;
}

/* A compare-and-exchange that changed nothing. */
static bool failed_update(const struct act *act)
{
    return is_update(act) && act_number(act, "before") == act_number(act, "after");
}

/* The thread's next access of the same place, *between: another one's last write of it until then,
 * or NO_ACT. */
static int next_of_place(const struct making *making, int from, int *between)
{
    const struct act *first = act_at(making, from);
    *between = NO_ACT;
    for (int i = from + 1; i < making->acts->count; i++) {
        const struct act *act = act_at(making, i);
        if (acts_overlap(act, first)) {
            if (act->thread == first->thread) {
                return i;
            }
            *between = act->writes ? i : *between;
        }
    }
    return NO_ACT;
}

/* -- memory orders -- */

static bool stores_there(const struct act *act, const struct act *load)
{
    return act->writes && acts_overlap(act, load);
}

/* Which order would have made the load return the newer store. */
static const char *what_forbids(const struct making *making, int load, int store,
                                const json_t *stale)
{
    static char text[2 * NAME_SIZE + 100];
    int signal = NO_ACT;
    if (!json_is_true(json_object_get(stale, "acquire_helps"))) {
        return "Release and acquire cannot forbid it; seq_cst operations or fences can.";
    }
    const int seen = store != NO_ACT ? seen_store(making, store, load, &signal) : NO_ACT;
    if (seen == NO_ACT) {
        return "A release store and an acquire load would forbid it.";
    }
    key(making, seen);
    snprintf(text, sizeof text,
             "A release store to %s, and an acquire load that reads it, would forbid it.",
             thing(making, signal));
    return text;
}

static bool stale_read(const struct making *making)
{
    for (int i = 0; i < making->acts->count; i++) {
        const struct act *act = act_at(making, i);
        const json_t *stale = json_object_get(act->event, "stale");
        if (stale == NULL) {
            continue;
        }
        const char *by = json_string_value(json_object_get(stale, "by"));
        int store = NO_ACT;
        for (int j = 0; j < making->acts->thread_count; j++) {
            if (by != NULL && strcmp(by, making->acts->threads[j]) == 0) {
                store = acts_last(making->acts, i, j, stores_there, act);
            }
        }
        making->cause->fatal = i;
        key(making, i);
        key(making, acts_last(making->acts, i, act->thread, conflicts_too, act));
        place(making, i, "%s reads an older value of %s", who_acts(making, i), thing(making, i));
        if (store != NO_ACT) {
            key(making, store);
            key(making,
                acts_next(making->acts, store, act_at(making, store)->thread, conflicts_too, act));
            place(making, store, "%s has stored a newer one", who_acts(making, store));
        }
        return say(making, "stale read",
                   "Stale read: %s reads %s from before %s's store, which its memory order allows. "
                   "%s",
                   who_acts(making, i), thing(making, i),
                   store != NO_ACT ? who_acts(making, store) : by,
                   what_forbids(making, i, store, stale));
    }
    return false;
}

static bool overtaken_store(const struct making *making)
{
    for (int i = 0; i < making->acts->count; i++) {
        const struct act *act = act_at(making, i);
        const json_t *overtaken = json_object_get(act->event, "overtaken");
        const char *by = json_string_value(json_object_get(overtaken, "by"));
        if (overtaken == NULL || by == NULL) {
            continue;
        }
        making->cause->fatal = i;
        key(making, i);
        place(making, i, "%s's store comes first in modification order", who_acts(making, i));
        return say(making, "stale read",
                   "Stores out of order: %s's store to %s comes before %s's in modification order "
                   "(C17 5.1.2.4p7), though it is made later; seq_cst stores would be in order.",
                   who_acts(making, i), thing(making, i), by);
    }
    return false;
}

/* -- ABA -- */

static bool aba(const struct making *making)
{
    for (int read = 0; read < making->acts->count; read++) {
        const struct act *act = act_at(making, read);
        int between;
        if (!act->conflicts || !act->reads || act->writes) {
            continue;
        }
        const int update = next_of_place(making, read, &between);
        if (update == NO_ACT || between == NO_ACT || !is_update(act_at(making, update)) ||
            failed_update(act_at(making, update)) || !is_value_equal(making, read, update)) {
            continue;
        }
        const int changed =
            acts_next(making->acts, read, act_at(making, between)->thread, stores_there, act);
        making->cause->fatal = update;
        key(making, read);
        key(making, changed);
        key(making, between);
        key(making, update);
        place(making, update, "%s finds the value that it read, and takes it for unchanged",
              who_acts(making, update));
        place(making, read, "%s reads %s", who_acts(making, read), thing(making, read));
        place(making, between, "%s has changed it back", who_acts(making, between));
        return say(making, "ABA",
                   "ABA: after %s has read %s, %s changes it and changes it back. That it is equal "
                   "again does not mean that nothing happened, and %s's compare-and-exchange "
                   "succeeds.",
                   who_acts(making, read), thing(making, read), who_acts(making, between),
                   who_acts(making, update));
    }
    return false;
}

/* -- a wait without a second look -- */

static bool waits_there(const struct act *act, const struct act *wake)
{
    return act->kind == ACT_WAIT && act->object == wake->object;
}

/* Does the woken thread come back to the line where it looked before it waited? */
static bool looks_again(const struct making *making, int looked, int wake, int acts_at)
{
    for (int i = wake + 1; i < acts_at; i++) {
        if (act_at(making, i)->thread == act_at(making, wake)->thread &&
            act_at(making, i)->pc == act_at(making, looked)->pc) {
            return true;
        }
    }
    return false;
}

/* A thread that has been woken uses what another has changed between the signal (or, without one,
 * the look before the wait) and the wake-up, and doesn't look again first. */
static bool missed_recheck_at(const struct making *making, int wake)
{
    const struct act *woken = act_at(making, wake);
    const int wait = acts_last(making->acts, wake, woken->thread, waits_there, woken);
    const int looked = wait != NO_ACT
                           ? acts_last(making->acts, wait, woken->thread, conflicts_too, woken)
                           : NO_ACT;
    if (looked == NO_ACT || act_at(making, looked)->call != act_at(making, wait)->call) {
        return false;
    }
    int signal = NO_ACT, uses = wake;
    for (int i = wake - 1; i > wait && signal == NO_ACT; i--) {
        signal = act_at(making, i)->kind == ACT_SIGNAL && act_at(making, i)->object == woken->object
                     ? i
                     : NO_ACT;
    }
    for (int seen = 0; seen < NEAR && uses != NO_ACT; seen++) {
        uses = acts_next(making->acts, uses, woken->thread, conflicts_too, woken);
        if (uses == NO_ACT || looks_again(making, looked, wake, uses + 1)) {
            return false;
        }
        for (int taken = (signal != NO_ACT ? signal : wait) + 1; taken < wake; taken++) {
            const struct act *act = act_at(making, taken);
            if (!act->writes || !acts_conflict(act, act_at(making, uses)) ||
                (signal != NO_ACT && act->thread == act_at(making, signal)->thread)) {
                continue;
            }
            const int own =
                acts_next(making->acts, uses, woken->thread, stores_there, act_at(making, uses));
            const bool writes =
                own != NO_ACT && act_at(making, own)->call == act_at(making, uses)->call;
            key(making, looked);
            key(making, wait);
            key(making, signal);
            key(making, signal != NO_ACT ? changed_before(making, signal) : NO_ACT);
            key(making, taken);
            key(making, wake);
            key(making, uses);
            making->cause->fatal = writes ? own : uses;
            place(making, uses, "%s uses %s without looking again", who_acts(making, wake),
                  thing(making, uses));
            place(making, taken, "%s has changed it", who_acts(making, taken));
            place(making, looked, "%s looked here, before it waited", who_acts(making, wake));
            return say(
                making, "missed re-check after a wait",
                "Missed re-check: %s is woken, but before it has the lock, %s changes %s; %s "
                "goes on without looking again.",
                who_acts(making, wake), who_acts(making, taken), thing(making, taken),
                who_acts(making, wake));
        }
    }
    return false;
}

static bool signals_there(const struct act *act, const struct act *wake)
{
    return act->kind == ACT_SIGNAL && act->object == wake->object;
}

/* A wait that ended without a signal, as by its time limit, before what it was for has come. */
static bool unsignalled_at(const struct making *making, int wake)
{
    const struct act *woken = act_at(making, wake);
    const int wait = acts_last(making->acts, wake, woken->thread, waits_there, woken);
    int signal = NO_ACT;
    for (int i = 0; i < making->acts->thread_count && signal == NO_ACT; i++) {
        signal = acts_next(making->acts, wake, i, signals_there, woken);
    }
    if (!act_is(woken, "wakes and locks") || wait == NO_ACT || signal == NO_ACT) {
        return false;
    }
    for (int i = wake + 1; i < making->acts->count; i++) {
        if (act_at(making, i)->thread == woken->thread && act_at(making, i)->kind == ACT_WAIT) {
            return false; /* it waits again */
        }
    }
    key(making, wait);
    key(making, wake);
    key(making, signal);
    key(making, changed_before(making, signal));
    making->cause->fatal = wake;
    place(making, wake, "%s stops waiting without a signal, and does not look again",
          who_acts(making, wake));
    place(making, signal, "%s signals only after that", who_acts(making, signal));
    return say(making, "missed re-check after a wait",
               "Missed re-check: %s stops waiting for %s without a signal and goes on as if there "
               "had been one; %s signals only after that.",
               who_acts(making, wake), object_called(making, wake), who_acts(making, signal));
}

static bool missed_recheck(const struct making *making)
{
    for (int i = 0; i < making->acts->count; i++) {
        if (act_at(making, i)->kind == ACT_WAKE &&
            (missed_recheck_at(making, i) || unsignalled_at(making, i))) {
            return true;
        }
    }
    return false;
}

/* -- around an interruption -- */

/* What was found: X's access before (or NO_ACT), the other's between, X's after. */
struct spoiled {
    int before, between, after;
};

static bool tell_lost_update(const struct making *making, const struct spoiled *s)
{
    const bool fails = failed_update(act_at(making, s->after));
    place(making, s->after,
          fails ? "%s's compare-and-exchange of %s fails, and its update is lost"
                : "%s writes %s back",
          who_acts(making, s->after), thing(making, s->after));
    place(making, s->before, "%s reads it", who_acts(making, s->before));
    place(making, s->between, "%s writes it in between", who_acts(making, s->between));
    if (fails) {
        return say(making, "lost update",
                   "Lost update: %s's compare-and-exchange of %s fails, as %s has changed it in "
                   "between, and is not tried again.",
                   who_acts(making, s->after), thing(making, s->after),
                   who_acts(making, s->between));
    }
    if (names_bit_field(making->names, act_at(making, s->after)->event) &&
        strcmp(thing(making, s->after), thing(making, s->between)) != 0) {
        return say(making, "lost update",
                   "Lost update: %s writes %s back with the bit-fields beside it, as it read them "
                   "before %s's write of %s, which is lost.",
                   who_acts(making, s->after), thing(making, s->after),
                   who_acts(making, s->between), thing(making, s->between));
    }
    return say(making, "lost update",
               "Lost update: %s writes %s back, from the value that it read before %s's write, "
               "which is lost.",
               who_acts(making, s->after), thing(making, s->after), who_acts(making, s->between));
}

static bool tell_check_then_act(const struct making *making, const struct spoiled *s)
{
    place(making, s->after, "%s acts on what it saw", who_acts(making, s->after));
    place(making, s->before, "%s checks %s", who_acts(making, s->before), thing(making, s->before));
    place(making, s->between, "%s changes it in between", who_acts(making, s->between));
    return say(making, "check-then-act",
               "Check-then-act: %s checks %s, %s changes it, and %s still acts on what it saw.",
               who_acts(making, s->before), thing(making, s->before), who_acts(making, s->between),
               who_acts(making, s->after));
}

/* "read", "write" or "update", of one or of two. */
static const char *noun(const struct act *act)
{
    return act->reads && act->writes ? "update" : act->writes ? "write" : "read";
}

/* What the thread that came between did with the first of the two that belong together. NO_ACT:
 * nothing. */
static int first_between(const struct making *making, const struct spoiled *s)
{
    for (int i = s->before + 1; i < s->after; i++) {
        if (act_at(making, i)->thread == act_at(making, s->between)->thread &&
            acts_conflict(act_at(making, i), act_at(making, s->before))) {
            return i;
        }
    }
    return NO_ACT;
}

/* "reads both", or "changes the first and reads the second". */
static const char *deeds_between(const struct making *making, const struct spoiled *s)
{
    static char text[NAME_SIZE];
    const int at = first_between(making, s);
    const char *first = at != NO_ACT ? deed(act_at(making, at)) : NULL;
    const char *second = deed(act_at(making, s->between));
    if (first == NULL) {
        snprintf(text, sizeof text, "%s the second", second);
    } else if (strcmp(first, second) == 0) {
        snprintf(text, sizeof text, "%s both", second);
    } else {
        snprintf(text, sizeof text, "%s the first and %s the second", first, second);
    }
    return text;
}

static bool tell_atomicity(const struct making *making, const struct spoiled *s)
{
    const struct act *before = act_at(making, s->before), *after = act_at(making, s->after);
    const struct act *between = act_at(making, s->between);
    place(making, s->after, "%s %s %s after that", who_acts(making, s->after), deed(after),
          thing(making, s->after));
    place(making, s->before, "%s %s %s before", who_acts(making, s->before), deed(before),
          thing(making, s->before));
    place(making, s->between, "%s %s %s in between", who_acts(making, s->between), deed(between),
          thing(making, s->between));
    if (!same_bytes(making, s->before, s->after)) {
        key(making, first_between(making, s));
        return say(making, "atomicity violation",
                   "Atomicity violation: between %s's %s of %s and its %s of %s, which belong "
                   "together, %s %s.",
                   who_acts(making, s->before), noun(before), thing(making, s->before), noun(after),
                   thing(making, s->after), who_acts(making, s->between), deeds_between(making, s));
    }
    if (strcmp(noun(before), noun(after)) == 0) {
        return say(making, "atomicity violation",
                   "Atomicity violation: between %s's two %ss of %s, which belong together, %s %s "
                   "it.",
                   who_acts(making, s->before), noun(before), thing(making, s->before),
                   who_acts(making, s->between), deed(between));
    }
    return say(
        making, "atomicity violation",
        "Atomicity violation: between %s's %s of %s and its %s of it, which belong together, "
        "%s %s it.",
        who_acts(making, s->before), noun(before), thing(making, s->before), noun(after),
        who_acts(making, s->between), deed(between));
}

/* Was it a null pointer, or a zero, that the thread read and then put something in place of? */
static bool initialises(const struct making *making, const struct spoiled *s)
{
    return act_number(act_at(making, s->before), "before") == 0 && is_condition(making, s->before);
}

static bool tell_spoiled(const struct making *making, struct spoiled *s)
{
    const struct act *before = act_at(making, s->before), *after = act_at(making, s->after);
    key(making, s->before);
    key(making, s->between);
    key(making, s->after);
    making->cause->fatal = s->after;
    if (!same_bytes(making, s->before, s->after)) {
        return tell_atomicity(making, s);
    }
    if (before->reads && !before->writes && after->writes && !is_update(after)) {
        return initialises(making, s) ? tell_check_then_act(making, s)
                                      : tell_lost_update(making, s);
    }
    if (before->reads && !before->writes && failed_update(after)) {
        return tell_lost_update(making, s);
    }
    if (before->reads && !before->writes && is_update(after)) {
        return tell_check_then_act(making, s);
    }
    if (before->reads && !before->writes) {
        int none;
        const int act = next_of_place(making, s->after, &none);
        if (act != NO_ACT && act_at(making, act)->writes &&
            act_at(making, act)->call == act_at(making, s->after)->call) {
            key(making, act);
            making->cause->fatal = s->after = act;
            return tell_check_then_act(making, s);
        }
    }
    return tell_atomicity(making, s);
}

/* One came too late: the two were meant to be in the other order. */
static bool tell_order(const struct making *making, int one, int other)
{
    const struct act *first = act_at(making, one), *second = act_at(making, other);
    const bool early = first->reads && !first->writes;
    key(making, one);
    key(making, other);
    making->cause->fatal = early ? one : other;
    place(making, making->cause->fatal, "%s %s %s too %s", who_acts(making, making->cause->fatal),
          deed(act_at(making, making->cause->fatal)), thing(making, making->cause->fatal),
          early ? "early" : "late");
    place(making, early ? other : one, "%s %s it %s", who_acts(making, early ? other : one),
          deed(act_at(making, early ? other : one)), early ? "only after that" : "before that");
    return say(making, "order violation",
               "Order violation: %s %s %s before %s %s it, and nothing in the program orders the "
               "two.",
               who_acts(making, one), deed(first), thing(making, one), who_acts(making, other),
               deed(second));
}

/* A loop that looks until something changes: that it has changed is what it waits for. */
static bool is_loop(const struct act *before, const struct act *after)
{
    return before->pc == after->pc && !before->writes;
}

/* The interrupted thread's accesses from where it goes on that conflict with what came between,
 * with one before that conflicts too; false if there is no such pair. */
static bool find_spoiled(const struct making *making, int from, int on, int thread,
                         struct spoiled *found)
{
    int after = on - 1;
    *found = (struct spoiled){NO_ACT, NO_ACT, NO_ACT};
    for (int seen = 0; seen < NEAR; seen++) {
        after = acts_next(making->acts, after, thread, conflicts_too, NULL);
        if (after == NO_ACT) {
            break;
        }
        int between = NO_ACT;
        for (int i = on - 1; i >= from; i--) {
            if (acts_conflict(act_at(making, i), act_at(making, after)) &&
                (between == NO_ACT ||
                 (act_at(making, i)->writes && !act_at(making, between)->writes))) {
                between = i;
            }
        }
        if (between == NO_ACT) {
            continue;
        }
        int before = from;
        for (int back = 0; back < NEAR; back++) {
            before = acts_last(making->acts, before, thread, conflicts_too, NULL);
            if (before == NO_ACT) {
                break;
            }
            for (int i = from; i < on; i++) {
                if (act_at(making, i)->thread == act_at(making, between)->thread &&
                    acts_conflict(act_at(making, before), act_at(making, i)) &&
                    !is_loop(act_at(making, before), act_at(making, after))) {
                    *found = (struct spoiled){before, between, after};
                    return true;
                }
            }
        }
        if (found->after == NO_ACT) {
            *found = (struct spoiled){NO_ACT, between, after};
        }
    }
    return false;
}

/* What was interrupted at the turning point, and what came in between. */
static bool at_turning(const struct making *making)
{
    const int from = making->cause->turning, thread = making->cause->goes_on;
    struct spoiled spoiled;
    if (from == NO_ACT || thread == NO_ACT) {
        return false;
    }
    int on = from;
    while (on < making->acts->count && act_at(making, on)->thread != thread) {
        on++;
    }
    if (on == from || on == making->acts->count) {
        return false;
    }
    if (find_spoiled(making, from, on, thread, &spoiled)) {
        return tell_spoiled(making, &spoiled);
    }
    return spoiled.after != NO_ACT && tell_order(making, spoiled.between, spoiled.after);
}

/* Was what is read there never written before, by anybody? A static variable is 0 then. */
static bool is_unwritten(const struct making *making, int read)
{
    for (int i = 0; i < read; i++) {
        if (act_at(making, i)->writes && same_bytes(making, i, read)) {
            return false;
        }
    }
    return act_number(act_at(making, read), "before") == 0 ||
           json_object_get(act_at(making, read)->event, "block") != NULL;
}

/* Something else that the thread has written and the reader has read in the same call as this one:
 * they were meant to be read as one. NO_ACT if there is none. */
static int written_before(const struct making *making, int read, int thread)
{
    for (int i = read - 1; i >= 0; i--) {
        const struct act *act = act_at(making, i);
        const int from =
            act->thread == act_at(making, read)->thread && act->call == act_at(making, read)->call
                ? acts_read_from(making->acts, i)
                : NO_ACT;
        if (from != NO_ACT && act_at(making, from)->thread == thread) {
            return from;
        }
    }
    return NO_ACT;
}

/* A read came before a write that the thread is still to make. */
static bool tell_too_early(const struct making *making, int read, int thread)
{
    const int from = acts_read_from(making->acts, read);
    const int other = written_before(making, read, thread);
    place(making, read, "%s reads %s too early", who_acts(making, read), thing(making, read));
    if (from == NO_ACT && other != NO_ACT && !same_bytes(making, other, read)) {
        key(making, other);
        place(making, other, "%s writes %s before", who_acts(making, other), thing(making, other));
        return say(
            making, "atomicity violation",
            "Atomicity violation: between %s's write of %s and its write of %s, which belong "
            "together, %s reads both.",
            who(making, thread), thing(making, other), thing(making, read), who_acts(making, read));
    }
    if (from == NO_ACT && is_unwritten(making, read)) {
        return say(making, "use before initialisation",
                   "Use before initialisation: %s reads %s before %s has written it, and nothing "
                   "makes it wait.",
                   who_acts(making, read), thing(making, read), who(making, thread));
    }
    key(making, from);
    if (from != NO_ACT && act_at(making, from)->thread == thread) {
        place(making, from, "%s wrote what it reads", who_acts(making, from));
        return say(making, "atomicity violation",
                   "Atomicity violation: between two writes of %s by %s, which belong together, "
                   "%s reads it.",
                   thing(making, read), who(making, thread), who_acts(making, read));
    }
    return say(making, "order violation",
               "Order violation: %s reads %s before %s writes it, and nothing makes it wait.",
               who_acts(making, read), thing(making, read), who(making, thread));
}

/* The interrupted thread never went on, as it failed before that. What it does next in the schedule
 * that passes is what came too late: a write of what has been read meanwhile. */
static bool never_came(const struct making *making)
{
    const int from = making->cause->turning, thread = making->cause->goes_on;
    const json_t *passing = making->failure->passing;
    for (size_t i = from == NO_ACT || thread == NO_ACT ? json_array_size(passing) : (size_t)from;
         i < json_array_size(passing); i++) {
        struct act write = {.event = json_array_get(passing, i), .kind = ACT_ACCESS};
        if (strcmp(act_text(&write, "thread"), making->acts->threads[thread]) != 0 ||
            strstr(act_does(&write), "write") == NULL) {
            continue;
        }
        write.address = (unsigned long)act_number(&write, "address");
        write.size = (unsigned long)act_number(&write, "size");
        for (int j = making->acts->count - 1; j >= from; j--) { /* what it failed by was the last */
            const struct act *read = act_at(making, j);
            if (read->reads && read->thread != thread && acts_overlap(&write, read)) {
                key(making, acts_last(making->acts, from, thread, conflicts_too, read));
                key(making, acts_last(making->acts, j, read->thread, conflicts_too, read));
                key(making, j);
                making->cause->fatal = j;
                return tell_too_early(making, j, thread);
            }
        }
    }
    return false;
}

/* The first lost update in the trace, where no schedule that passes says which one decides. */
static bool first_lost_update(const struct making *making)
{
    for (int read = 0; read < making->acts->count; read++) {
        const struct act *act = act_at(making, read);
        int between;
        if (!act->conflicts || !act->reads || act->writes) {
            continue;
        }
        const int write = next_of_place(making, read, &between);
        if (write == NO_ACT || between == NO_ACT || !act_at(making, write)->writes ||
            is_update(act_at(making, write)) ||
            act_at(making, write)->call != act_at(making, read)->call) {
            continue;
        }
        struct spoiled spoiled = {read, between, write};
        return tell_spoiled(making, &spoiled);
    }
    return false;
}

/* Whether the schedule that passes has a try at the same place, by the same thread, that isn't
 * busy. */
static bool succeeds_in_passing(const struct making *making, const struct act *try)
{
    size_t i;
    const json_t *event;
    json_array_foreach(making->failure->passing, i, event)
    {
        const struct act other = {.event = event, .kind = ACT_TRY};
        if ((unsigned long)act_number(&other, "pc") == try->pc &&
            strcmp(act_does(&other), act_does(try)) == 0 &&
            strcmp(act_text(&other, "thread"), act_text(try, "thread")) == 0 &&
            strcmp(act_text(&other, "note"), "busy") != 0) {
            return true;
        }
    }
    return false;
}

/* A thread that found a lock busy and went on without what it wanted it for. decides: only if it
 * doesn't find it busy in the schedule that passes. */
static bool gave_up(const struct making *making, bool decides)
{
    for (int i = 0; i < making->acts->count; i++) {
        const struct act *act = act_at(making, i);
        if (act->kind != ACT_TRY || strcmp(act_text(act, "note"), "busy") != 0 ||
            (decides && !succeeds_in_passing(making, act))) {
            continue;
        }
        for (int j = i - 1; j >= 0; j--) {
            const struct act *held = act_at(making, j);
            if (held->object == act->object && held->thread != act->thread &&
                (held->kind == ACT_LOCK || held->kind == ACT_TRY)) {
                key(making, j);
                key(making, i);
                making->cause->fatal = i;
                place(making, i, "%s finds %s busy", who_acts(making, i), object_called(making, i));
                place(making, j, "%s holds it", who_acts(making, j));
                return say(making, "failed try",
                           "Failed try: %s finds %s busy, because %s holds it, and does not try "
                           "again.",
                           who_acts(making, i), object_called(making, i), who_acts(making, j));
            }
        }
    }
    return false;
}

static bool fails_without_reason(const struct act *act)
{
    return act_is(act, "compare_exchange_weak") && act_text(act, "note")[0] != '\0';
}

/* Does the schedule that passes have such a failure, too, of the same thread at the same call? */
static bool fails_so_in_passing(const struct making *making, const struct act *failure)
{
    size_t i;
    const json_t *event;
    json_array_foreach(making->failure->passing, i, event)
    {
        const struct act other = {.event = event};
        if (fails_without_reason(&other) &&
            (unsigned long)act_number(&other, "pc") == failure->pc &&
            strcmp(act_text(&other, "thread"), act_text(failure, "thread")) == 0) {
            return true;
        }
    }
    return false;
}

static bool comes_to_it(const struct act *act, const struct act *call)
{
    return act->pc == call->pc && act->reads && act->writes;
}

static bool looks_there(const struct act *act, const struct act *call)
{
    return act->reads && !act->writes && act->address == call->object && act->pc != call->pc;
}

/* A weak compare-exchange that failed although the values were the same, and that the thread didn't
 * try again. */
static bool spurious_failure(const struct making *making)
{
    for (int i = 0; i < making->acts->count; i++) {
        const struct act *act = act_at(making, i);
        if (!fails_without_reason(act) || fails_so_in_passing(making, act) ||
            acts_next(making->acts, i, act->thread, comes_to_it, act) != NO_ACT) {
            continue;
        }
        const int looked = acts_last(making->acts, i, act->thread, looks_there, act);
        key(making, i);
        key(making, looked);
        making->cause->fatal = i;
        place(making, i, "%s's weak compare-exchange of %s fails without a reason",
              who_acts(making, i), thing(making, i));
        if (looked != NO_ACT) {
            place(making, looked, "%s reads the value that it expects", who_acts(making, looked));
        }
        return say(making, "spurious failure",
                   "Spurious failure: %s's compare-exchange of %s fails though the value is as "
                   "expected, which a weak one may (C17 7.17.7.4), and %s does not try again.",
                   who_acts(making, i), thing(making, i), who_acts(making, i));
    }
    return false;
}

/* A race whose two accesses are the wrong way round. */
static bool race_order(const struct making *making)
{
    int one, other;
    return making->failure->race != NULL &&
           find_race(making, making->failure->race, &one, &other) && tell_order(making, one, other);
}

bool cause_of_result(const struct making *making)
{
    return stale_read(making) || overtaken_store(making) || aba(making) || missed_recheck(making) ||
           gave_up(making, true) || spurious_failure(making) || at_turning(making) ||
           never_came(making) || (making->cause->turning == NO_ACT && first_lost_update(making)) ||
           gave_up(making, false) || (making->cause->turning == NO_ACT && race_order(making));
}
