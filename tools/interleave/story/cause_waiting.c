/* cause_waiting.c - why nobody can go on: deadlock, lost wake-up, livelock; see making_cause.h. */
#include "making_cause.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static bool waits_for(const struct act *act, const char *what)
{
    return act->kind == ACT_STUCK && strcmp(act_text(act, "waits"), what) == 0;
}

/* Is it stuck in a loop that only another thread's write would end, or none? */
static bool loops_there(const struct act *act)
{
    return waits_for(act, "write") || waits_for(act, "change");
}

/* Is it stuck only until another thread ends, or the handler that runs in its place? */
static bool only_follows(const struct act *act)
{
    return waits_for(act, "end") || waits_for(act, "handler");
}

/* The act with which the thread is stuck; NO_ACT if it isn't. */
static int stuck_of(const struct making *making, int thread)
{
    for (int i = making->acts->count - 1; i >= 0; i--) {
        const struct act *act = act_at(making, i);
        if (act->kind == ACT_STUCK && act->thread == thread) {
            return i;
        }
    }
    return NO_ACT;
}

/* A thread that has locked the stuck one's object, to read, and not unlocked it; NO_ACT: none, or
 * several. */
static int only_reader(const struct making *making, int stuck)
{
    int reader = NO_ACT;
    for (int thread = 0; thread < making->acts->thread_count; thread++) {
        int held = 0;
        for (int i = 0; i < stuck; i++) {
            const struct act *act = act_at(making, i);
            if (act->thread == thread && act->object == act_at(making, stuck)->object) {
                held += (act->kind == ACT_LOCK) - (act->kind == ACT_UNLOCK);
            }
        }
        if (held > 0 && reader != NO_ACT) {
            return NO_ACT;
        }
        reader = held > 0 ? thread : reader;
    }
    return reader;
}

/* Whom the stuck thread waits for, if it is one thread; NO_ACT if nobody in particular. */
static int awaited(const struct making *making, int stuck)
{
    const char *letter = act_text(act_at(making, stuck), "for");
    if (letter[0] == '\0' && waits_for(act_at(making, stuck), "lock")) {
        return only_reader(making, stuck);
    }
    for (int i = 0; i < making->acts->thread_count; i++) {
        if (letter[0] != '\0' && strcmp(letter, making->acts->threads[i]) == 0) {
            return i;
        }
    }
    return NO_ACT;
}

static bool takes(const struct act *act, const struct act *stuck)
{
    return act->object == stuck->object &&
           (act->kind == ACT_LOCK || act->kind == ACT_TRY || act->kind == ACT_WAKE);
}

/* Where the one that is waited for took what the stuck thread wants. */
static int taken_at(const struct making *making, int stuck)
{
    const int holder = awaited(making, stuck);
    return holder == NO_ACT || act_at(making, stuck)->object == 0
               ? NO_ACT
               : acts_last(making->acts, making->acts->count, holder, takes, act_at(making, stuck));
}

/* Writes "A waits for mutex x, which B holds" for one of a cycle. */
static size_t tell_link(const struct making *making, int stuck, char *text, size_t size)
{
    const struct act *act = act_at(making, stuck);
    const int holder = awaited(making, stuck);
    if (waits_for(act, "end")) {
        return (size_t)snprintf(text, size, "%s waits for %s to end", who_acts(making, stuck),
                                who(making, holder));
    }
    if (waits_for(act, "handler")) {
        return (size_t)snprintf(text, size, "%s goes on only after %s, which interrupts it",
                                who_acts(making, stuck), who(making, holder));
    }
    if (holder == act->thread) {
        return (size_t)snprintf(text, size, "%s waits for %s, which it holds itself",
                                who_acts(making, stuck), object_called(making, stuck));
    }
    return (size_t)snprintf(
        text, size,
        waits_for(act, "writer") ? "%s waits for %s until %s has written, which asked before it"
                                 : "%s waits for %s, which %s holds",
        who_acts(making, stuck), object_called(making, stuck), who(making, holder));
}

/* The threads that wait for one another in a circle, in its order. Returns how many. */
static int find_cycle(const struct making *making, int cycle[static MOST_THREADS])
{
    for (int first = 0; first < making->acts->thread_count; first++) {
        int count = 0;
        for (int at = first; at != NO_ACT && count < MOST_THREADS;) {
            const int stuck = stuck_of(making, at);
            if (stuck == NO_ACT) {
                break;
            }
            cycle[count++] = stuck;
            at = awaited(making, stuck);
            if (at == first) {
                return count;
            }
        }
    }
    return 0;
}

static void place_in_cycle(const struct making *making, int stuck)
{
    const struct act *act = act_at(making, stuck);
    if (waits_for(act, "handler")) {
        place(making, stuck, "%s is interrupted before this", who_acts(making, stuck));
    } else {
        place(making, stuck, "%s waits for %s", who_acts(making, stuck),
              waits_for(act, "end") ? "a thread's end" : object_called(making, stuck));
    }
}

static bool deadlock(const struct making *making)
{
    int cycle[MOST_THREADS];
    const int count = find_cycle(making, cycle);
    char text[TEXT_SIZE] = "";
    size_t length = 0;
    if (count == 0) {
        return false;
    }
    for (int i = 0; i < count && length < sizeof text - NAME_SIZE; i++) {
        length += (size_t)snprintf(text + length, sizeof text - length, "%s", i == 0 ? "" : "; ");
        length += tell_link(making, cycle[i], text + length, sizeof text - length);
        key(making, cycle[i]);
        key(making, taken_at(making, cycle[i]));
        making->cause->fatal = cycle[i] > making->cause->fatal ? cycle[i] : making->cause->fatal;
    }
    place(making, making->cause->fatal, "%s waits for %s for ever",
          who_acts(making, making->cause->fatal), object_called(making, making->cause->fatal));
    for (int i = 0; i < count; i++) {
        if (cycle[i] != making->cause->fatal) {
            place_in_cycle(making, cycle[i]);
        }
    }
    return say(making, "deadlock", "Deadlock: %s%s.", text,
               count > 1 ? ": a cycle, in which nobody can be the first to give way" : "");
}

static bool signals_too(const struct act *act, const struct act *stuck)
{
    return act->kind == ACT_SIGNAL && act->object == stuck->object;
}

static bool begins_to_wait(const struct act *act, const struct act *stuck)
{
    return act->kind == ACT_WAIT && act->object == stuck->object;
}

/* The last signal at what the stuck thread waits for, from another one before it waited. */
static int missed_signal(const struct making *making, int stuck, int wait)
{
    int last = NO_ACT;
    for (int i = 0; i < making->acts->thread_count; i++) {
        const int signal =
            i == act_at(making, stuck)->thread
                ? NO_ACT
                : acts_last(making->acts, wait, i, signals_too, act_at(making, stuck));
        last = signal > last ? signal : last;
    }
    return last;
}

static bool lost_wakeup(const struct making *making, int stuck)
{
    const int thread = act_at(making, stuck)->thread;
    const int begun = acts_last(making->acts, stuck, thread, begins_to_wait, act_at(making, stuck));
    const int wait = begun != NO_ACT ? begun : stuck;
    const int signal = missed_signal(making, stuck, wait);
    making->cause->fatal = stuck;
    key(making, stuck);
    key(making, begun);
    if (signal == NO_ACT) {
        place(making, stuck, "%s waits for a signal that nobody is left to give",
              who_acts(making, stuck));
        return say(making, "missing signal",
                   "Missing signal: %s waits at %s, and no thread that could signal it is left.",
                   who_acts(making, stuck), object_called(making, stuck));
    }
    const int changed = changed_before(making, signal);
    const int looked = changed != NO_ACT ? acts_last(making->acts, changed, thread, touches_too,
                                                     act_at(making, changed))
                                         : NO_ACT;
    key(making, signal);
    key(making, changed);
    key(making, looked);
    place(making, wait, "%s begins to wait after the signal", who_acts(making, stuck));
    place(making, signal, "%s signals while nobody waits", who_acts(making, signal));
    if (looked != NO_ACT && act_at(making, looked)->reads) {
        place(making, looked, "%s looked before the signal", who_acts(making, stuck));
        return say(making, "lost wake-up",
                   "Lost wake-up: between %s's look at %s and its wait, %s changes it and signals "
                   "%s. A signal is not kept, so %s waits for ever.",
                   who_acts(making, stuck), thing(making, looked), who_acts(making, signal),
                   object_called(making, stuck), who_acts(making, stuck));
    }
    return say(making, "lost wake-up",
               "Lost wake-up: %s signals %s before %s waits for it. A signal is not kept, so %s "
               "waits for ever.",
               who_acts(making, signal), object_called(making, stuck), who_acts(making, stuck),
               who_acts(making, stuck));
}

/* The thread that holds what the stuck one waits for has ended, and left it locked. */
static bool left_locked(const struct making *making, int stuck)
{
    const int holder = awaited(making, stuck);
    const int taken = taken_at(making, stuck);
    if (holder == NO_ACT || taken == NO_ACT || stuck_of(making, holder) != NO_ACT) {
        return false;
    }
    key(making, taken);
    making->cause->left_locked = stuck;
    place(making, stuck, "%s waits for %s for ever", who_acts(making, stuck),
          object_called(making, stuck));
    place(making, taken, "%s locks it, and never unlocks it", who(making, holder));
    return say(making, "deadlock",
               "Deadlock: %s waits for %s, which %s locked; %s ended without unlocking it.",
               who_acts(making, stuck), object_called(making, stuck), who(making, holder),
               who(making, holder));
}

/* Whoever else is stuck, but for those that only wait for a thread's end, may be the one that could
 * have ended the wait. */
static bool tell_stuck(const struct making *making, int stuck)
{
    char others[TEXT_SIZE] = "";
    size_t length = 0;
    for (int i = 0; i < making->acts->count && length < sizeof others - 3 * NAME_SIZE; i++) {
        if (act_at(making, i)->kind != ACT_STUCK || i == stuck || only_follows(act_at(making, i)) ||
            loops_there(act_at(making, i)) || awaited(making, i) == NO_ACT) {
            continue;
        }
        key(making, i);
        key(making, taken_at(making, i));
        place(making, i, "%s waits for %s", who_acts(making, i), object_called(making, i));
        length += (size_t)snprintf(others + length, sizeof others - length, "; ");
        length += tell_link(making, i, others + length, sizeof others - length);
    }
    return say(making, "deadlock",
               length > 0 ? "Deadlock: %s waits for %s%s: nobody can go on."
                          : "Deadlock: %s waits for %s%s, and no thread that could end the wait is "
                            "left.",
               who_acts(making, stuck), object_called(making, stuck), others);
}

/* Waits for what others would have to give: a semaphore, a barrier, a channel. */
static bool never_given(const struct making *making, int stuck)
{
    char wait[TEXT_SIZE], helps[TEXT_SIZE], verb[NAME_SIZE], kind[NAME_SIZE + 10];
    making->cause->fatal = stuck;
    key(making, stuck);
    for (int i = stuck - 1, kept = 0; i >= 0 && kept < 4; i--) {
        if (is_of_object(act_at(making, i), act_at(making, stuck)) &&
            act_at(making, i)->kind != ACT_OTHER) {
            key(making, i);
            kept++;
        }
    }
    if (names_wait(making->names, act_at(making, stuck)->event, wait, helps) && wait[0] != '\0') {
        const bool lacks = names_missing(making->names, act_at(making, stuck)->event, verb);
        snprintf(kind, sizeof kind, lacks ? "missing %s" : "deadlock", verb);
        place(making, stuck, "%s %s", who_acts(making, stuck), wait);
        return say(making, kind, "%c%s: %s %s, and nobody is left who could end that%s%s.",
                   toupper((unsigned char)kind[0]), kind + 1, who_acts(making, stuck), wait,
                   helps[0] != '\0' ? "; " : "", helps);
    }
    if (left_locked(making, stuck)) {
        return true;
    }
    place(making, stuck, "%s waits for ever", who_acts(making, stuck));
    return tell_stuck(making, stuck);
}

/* By which acts a loop may wait: those that meet with other threads', or, as where nobody else ever
 * writes what it reads, all that read. */
enum looking { MEETS, READS };

static bool looks(const struct act *act, enum looking how)
{
    return act->kind == ACT_TRY || (act->reads && (act->conflicts || how == READS));
}

/* What the thread that loops there looked at or tried last. */
static int last_look_of(const struct making *making, int stuck, enum looking how)
{
    for (int i = stuck - 1; i >= 0; i--) {
        const struct act *act = act_at(making, i);
        if (act->thread == act_at(making, stuck)->thread && looks(act, how)) {
            return i;
        }
    }
    return NO_ACT;
}

static int last_look(const struct making *making, int stuck)
{
    const int look = last_look_of(making, stuck, MEETS);
    return look != NO_ACT ? look : last_look_of(making, stuck, READS);
}

/* The last acts of the looping thread by which it looks or tries. */
static void keep_turn(const struct making *making, int stuck)
{
    enum { LAST = 3 };
    const enum looking how = last_look_of(making, stuck, MEETS) != NO_ACT ? MEETS : READS;
    int kept = 0;
    for (int i = stuck - 1; i >= 0 && kept < LAST; i--) {
        const struct act *act = act_at(making, i);
        if (act->thread == act_at(making, stuck)->thread &&
            (looks(act, how) || act->conflicts || act->kind == ACT_LOCK)) {
            bool repeats = false;
            for (int j = i + 1; j < stuck; j++) {
                repeats = repeats || (act_at(making, j)->thread == act->thread &&
                                      act_at(making, j)->pc == act->pc);
            }
            if (repeats && how == READS) {
                return; /* it is the turn before; what came before the loop doesn't matter */
            }
            if (!repeats) {
                key(making, i);
                kept++;
            }
        }
    }
}

/* The thread that holds what a try didn't get; NO_ACT if that isn't known. */
static int holder_of(const struct making *making, int try)
{
    for (int i = try - 1; i >= 0; i--) {
        const struct act *act = act_at(making, i);
        if (act->object == act_at(making, try)->object &&
            (act->kind == ACT_LOCK ||
             (act->kind == ACT_TRY && strcmp(act_text(act, "note"), "busy") != 0))) {
            return act->thread;
        }
    }
    return NO_ACT;
}

/* Writes "A tries mutex x again and again, which B holds" or "A looks at x again and again". */
static size_t tell_loop(const struct making *making, int stuck, char *text, size_t size)
{
    const int look = last_look(making, stuck);
    if (look == NO_ACT) {
        return (size_t)snprintf(text, size, "%s loops", who_acts(making, stuck));
    }
    if (act_at(making, look)->kind != ACT_TRY) {
        return (size_t)snprintf(text, size, "%s %s %s again and again", who_acts(making, stuck),
                                act_at(making, look)->writes ? "changes" : "looks at",
                                thing(making, look));
    }
    const int holder = holder_of(making, look);
    return (size_t)snprintf(
        text, size, "%s tries %s again and again%s%s%s", who_acts(making, stuck),
        object_called(making, look), holder != NO_ACT ? ", which " : "",
        holder != NO_ACT ? who(making, holder) : "", holder != NO_ACT ? " holds" : "");
}

static bool livelock(const struct making *making)
{
    char loop[TEXT_SIZE] = "";
    size_t length = 0;
    int last = NO_ACT;
    for (int i = 0; i < making->acts->count; i++) {
        if (loops_there(act_at(making, i)) ||
            (act_at(making, i)->kind == ACT_FAILS && last == NO_ACT)) {
            key(making, i);
            keep_turn(making, i);
            const int look = last_look(making, i);
            place(making, act_at(making, i)->pc != 0 || look == NO_ACT ? i : look, "%s loops here",
                  who_acts(making, i));
            last = i;
            if (length < sizeof loop - 2 * NAME_SIZE) {
                length += (size_t)snprintf(loop + length, sizeof loop - length, "%s",
                                           length == 0 ? "" : "; ");
                length += tell_loop(making, i, loop + length, sizeof loop - length);
            }
        }
    }
    if (last == NO_ACT) {
        return false;
    }
    making->cause->fatal = last;
    if (act_at(making, last)->kind == ACT_FAILS) {
        return false; /* the message says all of it */
    }
    return say(making, "livelock", "Livelock: %s, and %s.", loop,
               waits_for(act_at(making, last), "change")
                   ? "in whatever order they go on, none gets any further"
                   : "no thread is left that makes a change");
}

/* What a library says of a wait tells more than the condition variable inside does. */
static bool waits_in_operation(const struct making *making, int act)
{
    char wait[TEXT_SIZE], helps[TEXT_SIZE];
    return act_at(making, act)->kind == ACT_STUCK &&
           names_wait(making->names, act_at(making, act)->event, wait, helps);
}

bool cause_of_waiting(const struct making *making)
{
    if (strcmp(making->failure->kind, "livelock") == 0) {
        return livelock(making);
    }
    for (int i = 0; i < making->acts->count; i++) {
        if (waits_in_operation(making, i)) {
            return never_given(making, i);
        }
    }
    for (int i = 0; i < making->acts->count; i++) {
        const struct act *act = act_at(making, i);
        if (act->kind == ACT_STUCK && json_object_get(act->event, "inside") != NULL) {
            return never_given(making, i); /* in a library's own words, not by what is in it */
        }
    }
    for (int i = 0; i < making->acts->count; i++) {
        if (waits_for(act_at(making, i), "missed signal")) {
            return lost_wakeup(making, i);
        }
    }
    if (deadlock(making)) {
        return true;
    }
    for (int i = 0; i < making->acts->count; i++) {
        if (waits_for(act_at(making, i), "signal")) {
            return lost_wakeup(making, i);
        }
    }
    for (int i = 0; i < making->acts->count; i++) {
        if (act_at(making, i)->kind == ACT_STUCK && !only_follows(act_at(making, i))) {
            return never_given(making, i);
        }
    }
    return false;
}
