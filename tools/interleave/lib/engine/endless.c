/* endless.c - livelocks in which threads write; see endless.h. */
#include "engine/endless.h"

#include "core/deadline.h"
#include "core/names.h"
#include "core/object.h"
#include "core/strategy.h"
#include "engine/cells.h"
#include "engine/dead.h"
#include "engine/deadlock.h"
#include "engine/engine.h"
#include "engine/ready.h"
#include "engine/record.h"
#include "engine/spin.h"
#include "world/world.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    MOST_STATES = 1024,
    SLOTS = 4 * MOST_STATES,
    MOST_WORK = 1 << 14, /* of one execution, in looks at a table of 1024 cells; */
    ALL_WORK = 1 << 17,  /* of an exploration */
    CHECK_EACH = 64,     /* steps */
    TOLD_STEPS = 24,     /* in a replay */
    MOST_PROBES = 16,    /* of an exploration */
    FIRST_PROBE = 512,   /* after so many steps of an execution, */
    SECOND_PROBE = 4096, /* and once more */
    MOST_FRAMES = 12     /* of the library's, from the program's call to here */
};

/* All that decides what the threads will do, in one number, and what they did from there. */
struct state {
    uint64_t hash;
    thread_set enabled;
    bool unsure;               /* some thread's registers are not known there */
    int16_t next[MAX_THREADS]; /* the state that it led to; -1: not tried */
    bool reached;
};

STATE static struct state *states = NULL;
STATE static int16_t slots_of_states[SLOTS] = {0};
STATE static int count = 0;
STATE static int before = -1; /* the state that the last step was done in, */
STATE static int turn = -1;   /* and by which thread */
STATE static int steps = 0;
STATE static int work = 0;
STATE static int work_left = ALL_WORK;
STATE static uint64_t announced[MAX_THREADS] = {0};  /* each thread's own state, where it stopped */
STATE static uintptr_t live_from[MAX_THREADS] = {0}; /* what is below on its stack, nobody reads */
STATE static thread_set unsure = 0; /* those whose registers were not known there */
STATE static bool is_probe = false; /* this process, which is to find out and nothing else */
STATE static int probes_left = MOST_PROBES;
STATE static int threads_alive = 0, threads_started = 0;
STATE static bool was_recording = false;
STATE static struct stop began = {0};
/* What the execution has of its own until its end. */
STATE static bool under_way = false;
STATE static struct strategy *kept_strategy = NULL; /* in a replay, there is none */
STATE static long kept_max_steps = 0;
STATE static bool kept_all_visible = false, kept_skips_turns = false, kept_sections = false;

static uint64_t hash_of(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x100000001b3;
    return hash ^ hash >> 29;
}

static uint64_t hash_words(uint64_t hash, const uint64_t *from, const uint64_t *to)
{
    for (; from < to; from++) {
        hash = hash_of(hash, *from);
    }
    return hash;
}

/* Of a thread that has stopped before all this began: whatever is on its stack. */
static uint64_t state_where_stopped(const struct thread *thread)
{
    const uint64_t *const at = (const uint64_t *)thread->fiber.stack_pointer;
    live_from[thread->id] = (uintptr_t)at;
    return hash_words(0xcbf29ce484222325, at, (const uint64_t *)thread->fiber.stack_high);
}

/* The frame of the library's function that the program called there; NULL: not found. */
static const uint64_t *frame_of_call(const void *pc)
{
    const uint64_t *frame = __builtin_frame_address(0);
    for (int i = 0; i < MOST_FRAMES; i++) {
        if (frame[1] == (uint64_t)(uintptr_t)pc) {
            return frame;
        }
        const uint64_t *const above = (const uint64_t *)frame[0];
        if (above <= frame || above >= (const uint64_t *)self->fiber.stack_high) {
            return NULL;
        }
        frame = above;
    }
    return NULL;
}

/* Whether the function that was called keeps the program's registers in its frame. */
static bool keeps_registers(const struct thread *thread)
{
    return thread->next.kind == STEP_ATOMIC || thread->enters == thread->next.pc;
}

/*
 * All that decides what the running thread will do, but for memory that others reach, too: its
 * stack from the program's last frame on, the registers that a call preserves, what it announces,
 * and what it holds. The library's own frames are no part of it: they have counters in them.
 */
__attribute__((noinline)) static uint64_t own_state(void)
{
#if defined(__x86_64__)
    enum { BELOW = 5, CALL = 2 }; /* registers kept below what the frame's pointer points to */
#else
    enum { BELOW = 0, CALL = 0 }; /* above it */
#endif
    const struct step *const next = &self->next;
    const uint64_t *const frame = frame_of_call(next->pc);
    if (frame == NULL) {
        endless_left();
    }
    if (keeps_registers(self)) {
        set_remove(&unsure, self->id);
    } else {
        set_add(&unsure, self->id);
    }
    live_from[self->id] = (uintptr_t)(frame + CALL);
    const uint64_t *const end = (const uint64_t *)self->fiber.stack_high;
    const struct dead dead = dead_slots(next->pc, frame[0]);
    uint64_t hash = hash_words(0xcbf29ce484222325, frame - BELOW, frame + 1);
    for (const uint64_t *at = frame + CALL; at < end; at++) {
        hash = hash_of(hash, dead_left_out(&dead, at));
    }
    hash = hash_of(hash_of(hash, (uintptr_t)next->pc), (uint64_t)next->kind);
    hash = hash_of(hash_of(hash, (uintptr_t)next->place[0]), (uintptr_t)next->object);
    if (next->kind == STEP_ATOMIC) {
        hash = hash_of(hash_of(hash, self->operand), next->may_fail ? self->expected : 0);
    }
    for (int i = 0; i < self->held_count; i++) {
        hash = hash_of(hash_of(hash, self->held[i]->address), (uint64_t)self->held[i]->depth);
    }
    return hash;
}

void endless_left(void)
{
    engine_cut();
}

void endless_heed_call(const char *call)
{
    static const char *const harmless[] = {"sched_yield",
                                           "sleep",
                                           "usleep",
                                           "nanosleep",
                                           "thrd_yield",
                                           "thrd_sleep",
                                           "clock_nanosleep",
                                           "atomic_thread_fence",
                                           "pthread_mutex_lock",
                                           "pthread_mutex_trylock",
                                           "pthread_mutex_unlock",
                                           "pthread_spin_lock",
                                           "pthread_spin_trylock",
                                           "pthread_spin_unlock",
                                           "mtx_lock",
                                           "mtx_trylock",
                                           "mtx_unlock"};
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        if (strcmp(call, harmless[i]) == 0) {
            return;
        }
    }
    endless_heed();
}

/* -- the threads -- */

/* It waits for what only another thread could do, and none does. */
static bool waits_for_good(const struct thread *thread)
{
    if (thread->timed || thread->covered || thread->spurious) {
        return false;
    }
    switch (thread->next.kind) {
    case STEP_JOIN:
    case STEP_LOCK:
    case STEP_SHARED_LOCK:
    case STEP_EXCLUSIVE_LOCK:
    case STEP_WOKEN:
    case STEP_LEAVE:
    case STEP_TAKE:
    case STEP_ONCE:
    case STEP_HANG:
        return true;
    default:
        return false;
    }
}

static bool is_lock(const struct object *object)
{
    return object != NULL &&
           (object->type == OBJECT_MUTEX || object->type == OBJECT_SPINLOCK ||
            object->type == OBJECT_MTX) &&
           !object->robust;
}

/* Where memory orders weaker than seq_cst count, what a thread may read depends on more than the
 * state that is looked at; an operation that reads and writes at once reads the newest store. */
static bool only_tries(const struct thread *thread)
{
    const struct step *next = &thread->next;
    switch (next->kind) {
    case STEP_ATOMIC:
        return !engine.weak || (next->writes && !next->blind && !next->may_fail);
    case STEP_TRY:
    case STEP_LOCK:
    case STEP_UNLOCK:
        return is_lock(next->object) && !thread->timed;
    case STEP_READ:
    case STEP_WRITE:
        return !engine.weak;
    default:
        return false;
    }
}

/* No thread is held up because it waits in a loop: here, each turn of it is a state. */
static void let_all_loop(void)
{
    for (int i = 0; i < engine.count; i++) {
        struct thread *thread = &engine.threads[i];
        thread->spin.pc = NULL;
        if (thread->spin.parked) {
            thread->spin.parked = thread->spin.for_good = false;
            engine.parked &= ~only(i);
            if (thread->state == ALIVE && step_possible(thread)) {
                engine.enabled |= only(i);
            }
        }
    }
}

/* A thread that has stopped at an event, as replays do: it is to come to its next step. */
static int between_steps(void)
{
    for_each_thread(id, engine.enabled)
    {
        if (engine.threads[id].next.kind == STEP_NONE) {
            return id;
        }
    }
    return -1;
}

static bool all_only_try(void)
{
    if (engine.alive != threads_alive || engine.count != threads_started || engine.local != 0 ||
        engine.ending || engine.again || engine.failures != 0) {
        return false;
    }
    for (int i = 0; i < engine.count; i++) {
        const struct thread *thread = &engine.threads[i];
        if (thread->state == ALIVE &&
            !(has(engine.enabled, i) ? only_tries(thread) : waits_for_good(thread))) {
            return false;
        }
    }
    return true;
}

/* -- the states -- */

/* Memory on a stack that is no part of it any more doesn't count. */
static bool is_live(uintptr_t address)
{
    for (int i = 0; i < engine.count; i++) {
        const struct thread *thread = &engine.threads[i];
        if (address >= (uintptr_t)thread->fiber.stack_low &&
            address < (uintptr_t)thread->fiber.stack_high) {
            return thread->state == ALIVE && address >= live_from[i];
        }
    }
    return true;
}

static uint64_t whole_state(void)
{
    announced[self->id] = own_state();
    uint64_t hash = cells_state(is_live);
    if (hash == 0) {
        endless_left(); /* some memory is gone */
    }
    for (int i = 0; i < engine.count; i++) {
        if (engine.threads[i].state == ALIVE) {
            hash = hash_of(hash, announced[i]);
        }
    }
    return hash;
}

/* The one with that hash, or a new one; -1: there is no room. */
static int state_of(uint64_t hash)
{
    size_t at = hash % SLOTS;
    while (slots_of_states[at] >= 0) {
        if (states[slots_of_states[at]].hash == hash) {
            return slots_of_states[at];
        }
        at = (at + 1) % SLOTS;
    }
    if (count == MOST_STATES) {
        return -1;
    }
    struct state *state = &states[count];
    *state = (struct state){.hash = hash, .enabled = engine.enabled, .unsure = unsure != 0};
    __real_memset(state->next, -1, sizeof state->next);
    slots_of_states[at] = (int16_t)count;
    return count++;
}

/*
 * The thread that goes on from there, on the shortest way that is known to a state in which one was
 * not tried, which is that one in the end (each step of the way is tried, so where it leads is
 * known). -1: there is none, so all that can come is known. -2: it can't be known.
 */
static int thread_towards_untried(int from)
{
    STATE static int16_t open[MOST_STATES];
    STATE static int16_t first[MOST_STATES]; /* the thread that goes on at the beginning */
    for (int i = 0; i < count; i++) {
        states[i].reached = false;
    }
    int length = 0;
    open[length++] = (int16_t)from;
    states[from].reached = true;
    for (int done = 0; done < length; done++) {
        const int at = open[done];
        for_each_thread(id, states[at].enabled)
        {
            const int by = at == from ? id : first[at], next = states[at].next[id];
            if (next < 0) {
                return by;
            }
            if (!states[next].reached) {
                states[next].reached = true;
                first[next] = (int16_t)by;
                open[length++] = (int16_t)next;
            }
        }
    }
    for (int i = 0; i < length; i++) {
        if (states[open[i]].unsure) {
            return -2;
        }
    }
    return -1;
}

/* -- what is told -- */

__attribute__((noreturn)) static void tell_livelock(void)
{
    char loop[120] = "", wait[200] = "";
    size_t loop_length = 0, wait_length = 0;
    const thread_set looping = engine.enabled;
    engine.recording = was_recording;
    engine.endless = false;
    for (int i = 0; i < engine.count; i++) {
        const struct thread *thread = &engine.threads[i];
        if (thread->state != ALIVE) {
            continue;
        }
        if (!has(looping, i)) {
            char one[100];
            deadlock_tell_wait(thread, one, sizeof one);
            if (wait_length < sizeof wait) {
                wait_length +=
                    (size_t)snprintf(wait + wait_length, sizeof wait - wait_length, "; %s", one);
            }
            continue;
        }
        record_stuck(thread, "change", -1);
        if (loop_length < sizeof loop) {
            const bool last = (looping >> i >> 1) == 0;
            loop_length += (size_t)snprintf(loop + loop_length, sizeof loop - loop_length, "%s%s%s",
                                            loop_length == 0 ? ""
                                            : last           ? " and "
                                                             : ", ",
                                            thread_name(i),
                                            !last              ? ""
                                            : loop_length == 0 ? " tries"
                                                               : " try");
        }
        engine.failed_at[0] = engine.failed_at[0] == NULL ? thread->next.pc : engine.failed_at[0];
    }
    snprintf(engine.message[INTERLEAVE_LIVELOCK], sizeof engine.message[INTERLEAVE_LIVELOCK],
             "Livelock: %s for ever; in whatever order, all comes back to the same values%s.", loop,
             wait);
    engine.failures |= 1u << INTERLEAVE_LIVELOCK;
    engine.stop[INTERLEAVE_LIVELOCK] = began;
    engine.cut = engine.too_long = true;
    engine_end();
}

/* -- the walk -- */

static int choose(void)
{
    let_all_loop();
    const int id = between_steps();
    if (id >= 0) {
        before = -1;
        return id;
    }
    if (!all_only_try() || (steps % CHECK_EACH == 0 && deadline_is_past())) {
        endless_left();
    }
    const int cost = 1 + (int)(slot_mask / 1024);
    work += cost;
    work_left -= cost;
    if (work > MOST_WORK) {
        endless_left();
    }
    const int now = state_of(whole_state());
    if (now < 0) {
        endless_left();
    }
    if (before >= 0) {
        int16_t *const led = &states[before].next[turn];
        if (*led >= 0 && *led != now) {
            endless_left(); /* more decides than is looked at */
        }
        *led = (int16_t)now;
    }
    steps++;
    if (engine.recording && steps == TOLD_STEPS) {
        record_settle();
        engine.recording = false;
    }
    before = now;
    turn = thread_towards_untried(now);
    if (turn == -1) {
        tell_livelock();
    }
    if (turn < 0) {
        endless_left();
    }
    return turn;
}

/* What a load may return beside the newest store, or an exchange that may fail, is not tried. */
static int choose_number(int numbers)
{
    if (numbers > 1) {
        endless_left();
    }
    return 0;
}

static const struct strategy endless_strategy = {.name = "endless",
                                                 .choose = choose,
                                                 .choose_number = choose_number,
                                                 .choose_store = choose_number};

/* A thread on its way to a step of that kind was what made the execution too long. */
static bool may_begin(void)
{
    const enum step_kind kind = self->next.kind;
    return !engine.endless && engine.failures == 0 && !engine.again && !engine.ending &&
           engine.local == 0 && engine.interrupts_wanted == 0 && engine.uncontrolled == NULL &&
           !engine.options.ignore_races && !strategy_takes_turns() && work_left > 0 &&
           (kind == STEP_NONE || only_tries(self));
}

bool endless_begin(void)
{
    if (states == NULL) {
        states = __real_calloc(MOST_STATES, sizeof *states);
    }
    if (states == NULL || !may_begin()) {
        return false;
    }
    __real_memset(slots_of_states, -1, sizeof slots_of_states);
    count = steps = work = 0;
    unsure = 0;
    before = -1;
    threads_alive = engine.alive;
    threads_started = engine.count;
    for (int i = 0; i < engine.count; i++) {
        const struct thread *thread = &engine.threads[i];
        if (thread->state == ALIVE && thread != self) {
            announced[i] = state_where_stopped(thread);
        }
    }
    under_way = true;
    kept_strategy = engine.strategy;
    kept_max_steps = engine.max_steps;
    kept_all_visible = engine.all_visible;
    kept_skips_turns = engine.skips_turns;
    kept_sections = engine.sections;
    was_recording = engine.recording;
    engine.strategy = (struct strategy *)&endless_strategy;
    engine.max_steps = LONG_MAX;
    engine.all_visible = false;
    engine.skips_turns = engine.sections = engine.replaying = false;
    engine.endless = true;
    began = engine_stop_before_step();
    let_all_loop();
    return true;
}

/* In a process of its own, which ends with what endless_end has to tell. The C library must not
 * know, see parallel.c. 0: this is that process; -1: there can be none. */
static pid_t make_probe(void)
{
    const pid_t parent = getpid();
    const pid_t child = (pid_t)syscall(SYS_clone, 0, NULL, NULL, NULL, NULL);
    if (child != 0) {
        return child;
    }
    const struct itimerval tick = {.it_interval = {.tv_usec = TICK_MICROSECONDS},
                                   .it_value = {.tv_usec = TICK_MICROSECONDS}};
    is_probe = true;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        syscall(SYS_exit_group, 0);
    }
    setitimer(ITIMER_VIRTUAL, &tick, NULL);
    return 0;
}

static bool probe_found_livelock(pid_t child)
{
    int status = 0;
    pid_t ended;
    do {
        ended = waitpid(child, &status, (int)__WCLONE);
    } while (ended < 0 && errno == EINTR);
    return ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

bool endless_probe(void)
{
    if ((engine.steps != FIRST_PROBE && engine.steps != SECOND_PROBE) || probes_left == 0 ||
        is_probe || !may_begin()) {
        return false;
    }
    probes_left--;
    const pid_t child = make_probe();
    if (child < 0 || (child > 0 && !probe_found_livelock(child))) {
        return false;
    }
    if (!endless_begin() && is_probe) {
        syscall(SYS_exit_group, 0);
    }
    probes_left++; /* it was worth it */
    return engine.endless;
}

void endless_end(void)
{
    if (is_probe) {
        syscall(SYS_exit_group, (engine.failures & 1u << INTERLEAVE_LIVELOCK) != 0 ? 1 : 0);
    }
    if (under_way) {
        engine.strategy = kept_strategy;
        engine.max_steps = kept_max_steps;
        engine.all_visible = kept_all_visible;
        engine.skips_turns = kept_skips_turns;
        engine.sections = kept_sections;
        engine.recording = was_recording;
        engine.endless = false;
        engine.too_long = true; /* whatever came behind that step, not all was tried there */
        under_way = false;
    }
}

void endless_forget(void)
{
    work_left = ALL_WORK;
    probes_left = MOST_PROBES;
}
