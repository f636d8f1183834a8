/* signals.c - sending, blocking, handling and awaiting signals; see signals.h. */
#include "calls/signals.h"

#include "calls/cancel.h"
#include "calls/threads.h"
#include "engine/ready.h"
#include "engine/record.h"
#include "engine/spin.h"
#include "memory/memory.h"
#include "memory/objects.h"
#include "memory/touches.h"
#include "world/world.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define HERE __builtin_return_address(0)

enum { SIGNALS = 65, NOBODY = -1 };

/* A signal that was sent: its fiber is the thread of the same number. */
struct delivery {
    int number;
    siginfo_t info;
    bool gone;     /* nobody gets it any more */
    bool by_timer; /* of alarm, and has perhaps not fired yet */
    struct thread *below;
    sigset_t mask; /* before its handler */
    int error;     /* errno before its handler */
};

/* What holds in an execution. */
STATE static struct {
    uint32_t execution;
    struct sigaction actions[SIGNALS]; /* 0: none, as by default */
    struct clock *installed;           /* what handlers get to know of those who installed them */
    struct place place;                /* of all that is sent, installed, blocked and taken */
} now = {.execution = 0};

/* Of each thread: what it blocks, and waits for in sigwait; whose handler runs on top. */
STATE static sigset_t masks[MAX_THREADS] = {0}, awaited[MAX_THREADS] = {0};
STATE static bool blocking = false; /* some of these are not empty, in this execution */
STATE static struct thread *tops[MAX_THREADS] = {NULL};
STATE static struct clock *handled[MAX_THREADS] = {NULL};   /* by handlers that have run in it */
STATE static struct clock *unblocked[MAX_THREADS] = {NULL}; /* before it last let signals come */
STATE static struct delivery deliveries[MAX_THREADS] = {{.number = 0}};
STATE static uintptr_t own_pointers[MAX_THREADS] = {0};
STATE bool signals_are_used = false;

int __real_raise(int);
int __real_kill(pid_t, int);
int __real_pthread_kill(pthread_t, int);
int __real_sigqueue(pid_t, int, const union sigval);
int __real_pthread_sigqueue(pthread_t, int, const union sigval);
int __real_sigaction(int, const struct sigaction *, struct sigaction *);
int __real_pthread_sigmask(int, const sigset_t *, sigset_t *);
int __real_sigprocmask(int, const sigset_t *, sigset_t *);
int __real_sigpending(sigset_t *);
int __real_sigwait(const sigset_t *, int *);
int __real_sigwaitinfo(const sigset_t *, siginfo_t *);
int __real_sigtimedwait(const sigset_t *, siginfo_t *, const struct timespec *);
int __real_sigsuspend(const sigset_t *);
int __real_pause(void);
unsigned __real_alarm(unsigned);
int __real_setitimer(int, const struct itimerval *, struct itimerval *);

/* "SIGUSR1"; of those without a name, their number. */
static const char *name_of(int number)
{
    STATE static char name[24];
    const char *known = sigabbrev_np(number);
    if (known != NULL) {
        snprintf(name, sizeof name, "SIG%s", known);
    } else {
        snprintf(name, sizeof name, "signal %d", number);
    }
    return name;
}

static void begin_execution(void)
{
    if (now.execution != engine.execution) {
        memset(&now, 0, sizeof now);
        now.execution = engine.execution;
    }
    place_renew(&now.place);
}

/* The thread itself, or the one that the running handler interrupts. */
static struct thread *receiver_of(struct thread *thread)
{
    return thread->receiver >= 0 ? &engine.threads[thread->receiver] : thread;
}

static bool is_pending(const struct thread *thread)
{
    return thread->state == ALIVE && thread->next.kind == STEP_DELIVER &&
           !deliveries[thread->id].gone;
}

static bool blocks(const struct thread *receiver, int number)
{
    return sigismember(&masks[receiver->id], number) == 1 ||
           sigismember(&awaited[receiver->id], number) == 1;
}

static bool is_ignored(int number)
{
    const sighandler_t handler = now.actions[number].sa_handler;
    return handler == SIG_IGN || (handler == SIG_DFL && (number == SIGCHLD || number == SIGURG ||
                                                         number == SIGWINCH || number == SIGCONT));
}

static bool is_deliverable(const struct thread *handler)
{
    const struct delivery *delivery = &deliveries[handler->id];
    if (delivery->gone || handler->receiver == NOBODY) {
        return false;
    }
    const struct thread *receiver = &engine.threads[handler->receiver];
    return receiver->state == ALIVE && !blocks(receiver, delivery->number) &&
           !(delivery->by_timer && now.actions[delivery->number].sa_handler == SIG_DFL);
}

/* What is sent or blocked has changed: who can go on now? */
static void reconsider(void)
{
    for (int i = 0; i < engine.count; i++) {
        struct thread *thread = &engine.threads[i];
        const enum step_kind kind = thread->next.kind;
        if (thread->state == ALIVE && thread != self &&
            (kind == STEP_DELIVER || kind == STEP_SYSTEM)) {
            if (step_possible(thread)) {
                engine.enabled |= only(i);
            } else {
                engine.enabled &= ~only(i);
            }
        }
    }
}

/* A call that changes what is sent, installed or blocked is a step. */
static void begin_call(const void *pc)
{
    spin_end();
    begin_execution();
    engine_step(&(struct step){
        .kind = STEP_SEND, .writes = true, .places = 1, .place = {&now.place}, .pc = pc});
    begin_execution();
}

/* The same for what is sent to that thread: whether its handle still stands for it, a join decides.
 */
static void begin_call_to(struct thread *receiver, const void *pc)
{
    spin_end();
    begin_execution();
    place_renew(&receiver->cancels);
    engine_step(&(struct step){.kind = STEP_SEND,
                               .writes = true,
                               .places = 2,
                               .place = {&now.place, &receiver->cancels},
                               .pc = pc});
    begin_execution();
}

/* From now on there is something to do when a thread begins. */
static void use_signals(void)
{
    for (int i = 0; i < engine.count && !signals_are_used; i++) {
        tops[i] = &engine.threads[i];
    }
    signals_are_used = true;
}

static void begin_to_block(void)
{
    use_signals();
    blocking = true;
}

/* The first thread blocks nothing; another one what the thread blocks that starts it. */
static void begin_blocking(int id)
{
    if (self != NULL) {
        masks[id] = masks[receiver_of(self)->id];
        sigemptyset(&awaited[id]);
    } else {
        memset(masks, 0, sizeof masks);
        memset(awaited, 0, sizeof awaited);
        blocking = false;
    }
}

void signals_begin_used(struct thread *thread)
{
    const int id = thread->id;
    const intptr_t self_offset = (char *)&self - (char *)__builtin_thread_pointer();
    if (own_pointers[id] != 0) { /* it was a handler in an earlier execution */
        thread->fiber.thread_pointer = own_pointers[id];
        own_pointers[id] = 0;
    }
    *(struct thread **)((char *)thread->fiber.thread_pointer + self_offset) = thread;
    if (blocking) {
        begin_blocking(id);
    }
    tops[id] = thread;
    handled[id] = unblocked[id] = NULL;
}

void signals_end_thread(struct thread *thread)
{
    clock_acquire(handled[thread->id]); /* whoever joins it knows of its handlers, too */
    for (int i = 0; i < engine.count; i++) {
        if (engine.threads[i].receiver == thread->id && is_pending(&engine.threads[i])) {
            deliveries[i].gone = true;
        }
    }
    reconsider();
}

/* -- handlers -- */

static _Noreturn void die_of(int number)
{
    engine_fail(INTERLEAVE_CRASH, "Thread %s gets %s (%s), which nobody handles.",
                thread_name(receiver_of(self)->id), name_of(number), strsignal(number));
}

static void call_handler(const struct sigaction *action, int number, siginfo_t *info)
{
    if ((action->sa_flags & SA_SIGINFO) != 0) {
        action->sa_sigaction(number, info, NULL);
    } else {
        action->sa_handler(number);
    }
}

/* The mask while the handler runs; returns the action, as it was. */
static struct sigaction begin_action(struct thread *receiver, int number)
{
    const struct sigaction action = now.actions[number];
    begin_to_block();
    sigorset(&masks[receiver->id], &masks[receiver->id], &action.sa_mask);
    if ((action.sa_flags & SA_NODEFER) == 0) {
        sigaddset(&masks[receiver->id], number);
    }
    if (((unsigned)action.sa_flags & (unsigned)SA_RESETHAND) != 0) {
        now.actions[number].sa_handler = SIG_DFL;
    }
    return action;
}

static bool ends_wait(const struct thread *thread, const struct sigaction *action)
{
    return thread->rousable == ENDS_BY_HANDLER ||
           (thread->rousable == RESTARTS && (action->sa_flags & SA_RESTART) == 0);
}

/* The handler runs in the place of the thread below it, after all that this has done. */
static void handler_follows(struct thread *handler, struct thread *below)
{
    const struct clock *known = clock_kept(&below->clock);
    handler->sequenced = below->sequenced != NULL ? clock_joined(known, below->sequenced) : known;
    below->clock.at[below->id]++; /* and before what it does from here on */
}

/* That goes on, after all that the handler has done. */
static void handler_precedes(const struct thread *handler, struct thread *below)
{
    below->sequenced = clock_joined(clock_kept(&handler->clock), handler->sequenced);
}

/* What the C library has done to errno in a handler isn't seen, but for the outcome. */
static void tell_error(int before)
{
    if (errno != before) {
        memory_access((uintptr_t)&errno, sizeof errno, PLAIN_STORE, self->next.pc);
    }
}

/* The handler's fiber, from its beginning. */
static void handler_begins(void)
{
    struct thread *me = self = &engine.threads[engine.current];
    struct thread *receiver = receiver_of(me);
    struct delivery *delivery = &deliveries[me->id];
    struct thread *below = tops[receiver->id];
    me->next.kind = STEP_NONE;
    me->next.places = 0;
    me->next.interrupted = NULL;
    delivery->below = below;
    delivery->mask = masks[receiver->id];
    tops[receiver->id] = me;
    below->covered = true;
    engine.enabled &= ~(only(below->id) | only(me->id));
    me->surprises = below->rousable == 0;
    handler_follows(me, below);
    clock_acquire(now.installed);
    clock_acquire(handled[receiver->id]);
    clock_acquire(unblocked[receiver->id]);
    if (engine.recording) {
        char text[64];
        snprintf(text, sizeof text, "handles %s in %s", name_of(delivery->number),
                 thread_name(receiver->id));
        record_note(text, NULL, NULL, below->next.pc);
    }
    if (now.actions[delivery->number].sa_handler == SIG_DFL && !is_ignored(delivery->number)) {
        die_of(delivery->number);
    }
    const struct sigaction action = begin_action(receiver, delivery->number);
    reconsider();
    delivery->error = errno;
    if (action.sa_handler != SIG_IGN && action.sa_handler != SIG_DFL) {
        call_handler(&action, delivery->number, &delivery->info);
    }
    tell_error(delivery->error);
    engine_step(&(struct step){.kind = STEP_END, .pc = below->next.pc}); /* one may come before */
    masks[receiver->id] = delivery->mask;
    tops[receiver->id] = below;
    below->covered = false;
    handler_precedes(me, below);
    place_release(signals_place(me));
    clock_release(&handled[receiver->id]);
    if (below->rousable != 0) {
        clock_join(&below->clock, &me->clock);
        if (ends_wait(below, &action)) {
            below->roused = below->interrupted = true;
        }
    }
    me->state = FINISHED;
    if (step_possible(below)) {
        engine.enabled |= only(below->id);
    }
    reconsider();
    engine_leave_handler(below);
}

/* In the running thread, at once: by its own call. */
static void handle_here(int number, siginfo_t *info)
{
    struct thread *receiver = receiver_of(self);
    if (is_ignored(number)) {
        return;
    }
    use_signals();
    if (now.actions[number].sa_handler == SIG_DFL) {
        die_of(number);
    }
    clock_acquire(now.installed);
    clock_acquire(handled[receiver->id]);
    const sigset_t mask = masks[receiver->id];
    const struct sigaction action = begin_action(receiver, number);
    call_handler(&action, number, info);
    masks[receiver->id] = mask;
    reconsider();
}

/* -- sending -- */

static struct thread *pending_for(int receiver, int number)
{
    for (int i = 0; i < engine.count; i++) {
        struct thread *thread = &engine.threads[i];
        if (is_pending(thread) && thread->receiver == receiver && deliveries[i].number == number) {
            return thread;
        }
    }
    return NULL;
}

/* Pending from now on for that thread, or for any: NOBODY. Returns the fiber of its handler, NULL:
 * it was pending already. */
static struct thread *make_pending(int receiver, int number, const siginfo_t *info, bool by_timer)
{
    if (number < SIGRTMIN && pending_for(receiver, number) != NULL) {
        return NULL; /* one of them is enough */
    }
    use_signals();
    struct thread *handler = engine_new_thread(NULL, NULL, true, 0);
    if (handler == NULL) {
        engine_refuse("more than 128 threads and signals");
    }
    signals_begin_thread(handler);
    engine_start(handler, handler_begins);
    const int id = handler->id;
    engine.alive--; /* it is no thread of the program's */
    engine.unjoined--;
    engine.local &= ~only(id);
    handler->receiver = receiver;
    handler->ready = is_deliverable;
    handler->next = (struct step){.kind = STEP_DELIVER, .writes = true, .places = 1};
    handler->next.place[0] = &now.place;
    deliveries[id] = (struct delivery){.number = number, .info = *info, .by_timer = by_timer};
    own_pointers[id] = handler->fiber.thread_pointer;
    if (receiver != NOBODY) {
        handler->fiber.thread_pointer = engine.threads[receiver].fiber.thread_pointer;
        handler->next.place[handler->next.places++] = signals_place(handler);
    }
    engine_want_interrupts(INTERRUPTS_BY_SIGNALS);
    reconsider();
    return handler;
}

static siginfo_t info_of(int number, int code, union sigval value)
{
    siginfo_t info = {.si_signo = number, .si_code = code};
    info.si_pid = getpid();
    info.si_uid = getuid();
    info.si_value = value;
    return info;
}

/* The step of sending is done. */
static int send_to(struct thread *receiver, const siginfo_t *info, bool by_timer)
{
    const int number = info->si_signo;
    siginfo_t copy = *info;
    if (receiver == receiver_of(self) && !blocks(receiver, number) && !by_timer) {
        handle_here(number, &copy);
    } else if (!is_ignored(number) || blocks(receiver, number)) {
        make_pending(receiver->id, number, info, by_timer);
    }
    return 0;
}

static bool is_signal(int number)
{
    return number >= 0 && number < SIGNALS;
}

/* Those that no program can handle, or that would stop the explorer itself. */
static void refuse_stops(int number)
{
    if (number == SIGSTOP || number == SIGTSTP || number == SIGTTIN || number == SIGTTOU) {
        engine_refuse_for("a signal that stops the process", "a condition variable");
    }
}

static int sends_to_none(void)
{
    engine_note(INTERLEAVE_MUTEX_MISUSE,
                "Thread %s sends a signal to a thread that is none, or was joined.",
                thread_name(self->id));
    return ESRCH;
}

static int send_to_thread(pthread_t handle, int number, union sigval value, int code,
                          const char *call, const void *pc)
{
    struct thread *receiver = thread_of(handle);
    if (!is_signal(number)) {
        engine_event();
        return EINVAL;
    }
    if (receiver == NULL || receiver->joined) {
        engine_event();
        return sends_to_none();
    }
    refuse_stops(number);
    begin_call_to(receiver, pc);
    if (receiver->joined) { /* meanwhile */
        return sends_to_none();
    }
    thread_handle_used(receiver, pc);
    record_note(call, NULL, thread_name(receiver->id), pc);
    if (number == 0) { /* only the handle is asked about */
        engine_want_interrupts(INTERRUPTS_BY_SIGNALS);
        return 0;
    }
    const siginfo_t info = info_of(number, code, value);
    if (receiver->state == ALIVE) {
        return send_to(receiver, &info, false);
    }
    /* Nobody gets it; but what the thread did before its end could have come after it. */
    struct thread *handler = make_pending(receiver->id, number, &info, false);
    if (handler != NULL) {
        deliveries[handler->id].gone = true;
        engine.enabled &= ~only(handler->id);
    }
    return 0;
}

/* To any thread that doesn't block it; if all do, to the first that lets it come. */
static int send_to_process(const siginfo_t *info, bool by_timer, const char *call, const void *pc)
{
    const int number = info->si_signo;
    refuse_stops(number);
    engine_want_interrupts(INTERRUPTS_BY_SIGNALS | INTERRUPTS_OF_PROCESS);
    spin_end();
    begin_execution();
    struct step step = {
        .kind = STEP_SEND, .writes = true, .places = 1, .place = {&now.place}, .pc = pc};
    if (engine.interruptible) { /* who there is, and blocks it, is what their steps decide */
        step.place[step.places++] = signals_place(self);
    }
    engine_step(&step);
    begin_execution();
    record_note(call, NULL, name_of(number), pc);
    thread_set open = 0, waiting = 0;
    for (int i = 0; i < engine.count; i++) {
        const struct thread *thread = &engine.threads[i];
        if (thread->state == ALIVE && thread->receiver == NOBODY &&
            thread->next.kind != STEP_DELIVER) {
            open |= blocks(thread, number) ? 0 : only(i);
            waiting |= sigismember(&awaited[i], number) == 1 ? only(i) : 0;
        }
    }
    if (waiting != 0 || open == 0) {
        make_pending(NOBODY, number, info, by_timer);
        return 0;
    }
    if (is_ignored(number) && !by_timer) {
        return 0;
    }
    if (has(open, receiver_of(self)->id) && !by_timer && count_of(open) == 1) {
        return send_to(receiver_of(self), info, false);
    }
    int which = engine_choose(count_of(open));
    for_each_thread(id, open)
    {
        if (which-- == 0) {
            return send_to(&engine.threads[id], info, by_timer);
        }
    }
    return 0;
}

void signals_raise(int number, const void *pc)
{
    const siginfo_t info = info_of(number, SI_KERNEL, (union sigval){.sival_int = 0});
    begin_call(pc);
    send_to(receiver_of(self), &info, false);
}

int __wrap_raise(int number);
int __wrap_raise(int number)
{
    if (!explored()) {
        return __real_raise(number);
    }
    return send_to_thread(receiver_of(self)->fiber.handle, number, (union sigval){.sival_int = 0},
                          SI_TKILL, "raise", HERE);
}

int __wrap_pthread_kill(pthread_t handle, int number);
int __wrap_pthread_kill(pthread_t handle, int number)
{
    if (!explored()) {
        return __real_pthread_kill(handle, number);
    }
    return send_to_thread(handle, number, (union sigval){.sival_int = 0}, SI_TKILL, "pthread_kill",
                          HERE);
}

int __wrap_pthread_sigqueue(pthread_t handle, int number, const union sigval value);
int __wrap_pthread_sigqueue(pthread_t handle, int number, const union sigval value)
{
    if (!explored()) {
        return __real_pthread_sigqueue(handle, number, value);
    }
    return send_to_thread(handle, number, value, SI_QUEUE, "pthread_sigqueue", HERE);
}

/* To the program itself; what is outside of it is not under control. */
static int send_out(pid_t process, int number, union sigval value, int code, const char *call,
                    const void *pc)
{
    engine_event();
    if (!is_signal(number)) {
        errno = EINVAL;
        return -1;
    }
    if (process != getpid() && process != 0) {
        engine_uncontrolled(call);
        return number == 0 ? __real_kill(process, 0) : 0;
    }
    if (number == 0) {
        return 0;
    }
    const siginfo_t info = info_of(number, code, value);
    return send_to_process(&info, false, call, pc);
}

int __wrap_kill(pid_t process, int number);
int __wrap_kill(pid_t process, int number)
{
    return explored()
               ? send_out(process, number, (union sigval){.sival_int = 0}, SI_USER, "kill", HERE)
               : __real_kill(process, number);
}

int __wrap_sigqueue(pid_t process, int number, const union sigval value);
int __wrap_sigqueue(pid_t process, int number, const union sigval value)
{
    return explored() ? send_out(process, number, value, SI_QUEUE, "sigqueue", HERE)
                      : __real_sigqueue(process, number, value);
}

/* -- what is done about a signal -- */

/* A crash is told as one, whatever the program would do about it. */
static bool is_crash(int number)
{
    return number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL;
}

static int act(int number, const struct sigaction *action, struct sigaction *before,
               const char *call, const void *pc)
{
    if (number <= 0 || number >= SIGNALS ||
        (action != NULL && (number == SIGKILL || number == SIGSTOP))) {
        engine_event();
        errno = EINVAL;
        return -1;
    }
    begin_call(pc);
    record_note(call, NULL, name_of(number), pc);
    const struct sigaction old = now.actions[number];
    if (action != NULL) {
        if (is_crash(number) && action->sa_handler != SIG_DFL) {
            engine_uncontrolled(call);
        }
        memory_range((uintptr_t)action, sizeof *action, false, pc);
        now.actions[number] = *action;
        clock_release(&now.installed);
        for (int i = 0; i < engine.count && is_ignored(number); i++) {
            if (is_pending(&engine.threads[i]) && deliveries[i].number == number) {
                deliveries[i].gone = true;
            }
        }
        reconsider();
    }
    if (before != NULL) {
        memory_range((uintptr_t)before, sizeof *before, true, pc);
        *before = old;
    }
    return 0;
}

int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *before);
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *before)
{
    return explored() ? act(number, action, before, "sigaction", HERE)
                      : __real_sigaction(number, action, before);
}

static sighandler_t act_simply(int number, sighandler_t handler, int flags, const char *call,
                               const void *pc)
{
    struct sigaction action = {.sa_flags = flags}, before;
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    return act(number, &action, &before, call, pc) == 0 ? before.sa_handler : SIG_ERR;
}

/* As glibc has them: BSD's begins a call that waits again, System V's handles one signal. */
#define SIGNAL(name, flags)                                                    \
    sighandler_t __real_##name(int, sighandler_t);                             \
    sighandler_t __wrap_##name(int number, sighandler_t handler);              \
    sighandler_t __wrap_##name(int number, sighandler_t handler)               \
    {                                                                          \
        return explored() ? act_simply(number, handler, flags, "signal", HERE) \
                          : __real_##name(number, handler);                    \
    }
SIGNAL(signal, SA_RESTART)
SIGNAL(bsd_signal, SA_RESTART)
SIGNAL(sysv_signal, (int)SA_RESETHAND | SA_NODEFER)
SIGNAL(__sysv_signal, (int)SA_RESETHAND | SA_NODEFER)

/* Those that the running thread doesn't block any more are handled before it goes on. */
static void handle_unblocked(void)
{
    struct thread *receiver = receiver_of(self);
    for (int i = 0; i < engine.count; i++) {
        struct thread *thread = &engine.threads[i];
        struct delivery *delivery = &deliveries[i];
        if (is_pending(thread) && !delivery->by_timer &&
            (thread->receiver == receiver->id || thread->receiver == NOBODY) &&
            !blocks(receiver, delivery->number)) {
            delivery->gone = true;
            engine.enabled &= ~only(i);
            clock_acquire(&thread->clock);
            handle_here(delivery->number, &delivery->info);
        }
    }
}

static int change_mask(int how, const sigset_t *set, sigset_t *before, const char *call,
                       const void *pc)
{
    struct thread *receiver = receiver_of(self);
    sigset_t *mask = &masks[receiver->id];
    const sigset_t old = *mask;
    begin_call(pc);
    record_call(call, NULL, pc);
    if (set != NULL) {
        memory_range((uintptr_t)set, sizeof *set, false, pc);
        begin_to_block();
        clock_acquire(handled[receiver->id]);
        clock_release(&unblocked[receiver->id]);
        switch (how) {
        case SIG_BLOCK:
            sigorset(mask, mask, set);
            break;
        case SIG_UNBLOCK:
            for (int i = 1; i < SIGNALS; i++) {
                if (sigismember(set, i) == 1) {
                    sigdelset(mask, i);
                }
            }
            break;
        case SIG_SETMASK:
            *mask = *set;
            break;
        default:
            return EINVAL;
        }
        handle_unblocked();
        reconsider();
    }
    if (before != NULL) {
        memory_range((uintptr_t)before, sizeof *before, true, pc);
        *before = old;
    }
    return 0;
}

int __wrap_pthread_sigmask(int how, const sigset_t *set, sigset_t *before);
int __wrap_pthread_sigmask(int how, const sigset_t *set, sigset_t *before)
{
    return explored() ? change_mask(how, set, before, "pthread_sigmask", HERE)
                      : __real_pthread_sigmask(how, set, before);
}

int __wrap_sigprocmask(int how, const sigset_t *set, sigset_t *before);
int __wrap_sigprocmask(int how, const sigset_t *set, sigset_t *before)
{
    if (!explored()) {
        return __real_sigprocmask(how, set, before);
    }
    const int error = change_mask(how, set, before, "sigprocmask", HERE);
    errno = error != 0 ? error : errno;
    return error != 0 ? -1 : 0;
}

int __wrap_sigpending(sigset_t *set);
int __wrap_sigpending(sigset_t *set)
{
    if (!explored()) {
        return __real_sigpending(set);
    }
    begin_call(HERE);
    memory_range((uintptr_t)set, sizeof *set, true, HERE);
    sigemptyset(set);
    for (int i = 0; i < engine.count; i++) {
        const struct thread *thread = &engine.threads[i];
        if (is_pending(thread) &&
            (thread->receiver == NOBODY || thread->receiver == receiver_of(self)->id)) {
            sigaddset(set, deliveries[i].number);
        }
    }
    return 0;
}

/* -- waiting for one -- */

enum interruption signals_wait_for(const struct step *step, enum wait_kind kind)
{
    struct thread *me = self;
    struct step announced = *step;
    if (engine.cancels && !me->cancel_disabled && announced.places < 2) {
        place_renew(&me->cancels);
        announced.place[announced.places++] = &me->cancels;
    }
    me->rousable = (int)kind;
    me->interrupted = false;
    me->roused = cancel_pending(me);
    engine_step(&announced);
    me->roused = false;
    me->rousable = 0;
    if (me->interrupted) {
        me->interrupted = false;
        return INTERRUPTED;
    }
    return cancel_pending(me) ? CANCELLED : NOT_INTERRUPTED;
}

/* Of those pending for the thread that are in the set, the one with the lowest number. */
static struct thread *first_pending(const struct thread *receiver, const sigset_t *set)
{
    struct thread *first = NULL;
    for (int i = 0; i < engine.count; i++) {
        struct thread *thread = &engine.threads[i];
        if (is_pending(thread) && sigismember(set, deliveries[i].number) == 1 &&
            (thread->receiver == NOBODY || thread->receiver == receiver->id) &&
            (first == NULL || deliveries[i].number < deliveries[first->id].number)) {
            first = thread;
        }
    }
    return first;
}

static bool has_awaited(const struct thread *thread)
{
    return first_pending(thread, &awaited[thread->id]) != NULL;
}

/* Returns the number, or 0: the time was up, or -1: a handler came between. */
static int await(const sigset_t *set, siginfo_t *info, bool timed, const char *call, const void *pc)
{
    struct thread *me = self;
    engine_want_interrupts(INTERRUPTS_BY_SIGNALS);
    memory_range((uintptr_t)set, sizeof *set, false, pc);
    cancel_point(pc);
    begin_call(pc); /* from here on it waits */
    begin_to_block();
    awaited[me->id] = *set;
    reconsider();
    me->ready = has_awaited;
    me->awaits = "a signal";
    me->timed = timed;
    const struct step step = {
        .kind = STEP_SYSTEM, .writes = true, .places = 1, .place = {&now.place}, .pc = pc};
    const enum interruption interruption = signals_wait(&step, ENDS_BY_HANDLER);
    struct thread *sent = first_pending(me, set);
    if (timed) {
        timeouts_count(me, sent == NULL);
    }
    me->timed = me->timed_out = false;
    sigemptyset(&awaited[me->id]);
    reconsider();
    if (interruption == CANCELLED && (sent == NULL || engine_choose(2) == 1)) {
        cancel_now();
    }
    if (sent == NULL) {
        record_note(call, NULL, interruption == INTERRUPTED ? "interrupted" : "timed out", pc);
        return interruption == INTERRUPTED ? -1 : 0;
    }
    deliveries[sent->id].gone = true;
    engine.enabled &= ~only(sent->id);
    clock_acquire(&sent->clock);
    if (info != NULL) {
        memory_range((uintptr_t)info, sizeof *info, true, pc);
        *info = deliveries[sent->id].info;
    }
    record_note(call, NULL, name_of(deliveries[sent->id].number), pc);
    return deliveries[sent->id].number;
}

int __wrap_sigwait(const sigset_t *set, int *number);
int __wrap_sigwait(const sigset_t *set, int *number)
{
    if (!explored()) {
        return __real_sigwait(set, number);
    }
    int got;
    do { /* it never fails by a handler */
        got = await(set, NULL, false, "sigwait", HERE);
    } while (got <= 0);
    memory_range((uintptr_t)number, sizeof *number, true, HERE);
    *number = got;
    return 0;
}

static int await_info(const sigset_t *set, siginfo_t *info, bool timed, const char *call,
                      const void *pc)
{
    const int number = await(set, info, timed, call, pc);
    if (number <= 0) {
        errno = number == 0 ? EAGAIN : EINTR;
        return -1;
    }
    return number;
}

int __wrap_sigwaitinfo(const sigset_t *set, siginfo_t *info);
int __wrap_sigwaitinfo(const sigset_t *set, siginfo_t *info)
{
    return explored() ? await_info(set, info, false, "sigwaitinfo", HERE)
                      : __real_sigwaitinfo(set, info);
}

int __wrap_sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *time);
int __wrap_sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *time)
{
    if (!explored()) {
        return __real_sigtimedwait(set, info, time);
    }
    reads(time, sizeof *time, HERE);
    return await_info(set, info, time != NULL, "sigtimedwait", HERE);
}

static bool never(const struct thread *thread)
{
    (void)thread;
    return false;
}

/* Until a handler has run; mask: meanwhile, or NULL. */
static int await_handler(const sigset_t *mask, const char *call, const void *pc)
{
    struct thread *me = self;
    const sigset_t before = masks[receiver_of(me)->id];
    cancel_point(pc);
    begin_call(pc); /* from here on it waits */
    record_call(call, NULL, pc);
    if (mask != NULL) {
        struct thread *receiver = receiver_of(me);
        memory_range((uintptr_t)mask, sizeof *mask, false, pc);
        begin_to_block();
        masks[receiver->id] = *mask;
        for (int i = 0; i < engine.count; i++) { /* what all blocked comes here now */
            struct thread *thread = &engine.threads[i];
            if (is_pending(thread) && thread->receiver == NOBODY &&
                !blocks(receiver, deliveries[i].number)) {
                thread->receiver = receiver->id;
                thread->fiber.thread_pointer = receiver->fiber.thread_pointer;
                thread->next.place[thread->next.places++] = signals_place(thread);
            }
        }
        reconsider();
    }
    me->ready = never;
    me->awaits = "a signal";
    const struct step step = {.kind = STEP_SYSTEM, .pc = pc};
    if (signals_wait(&step, ENDS_BY_HANDLER) == CANCELLED) {
        cancel_now();
    }
    if (mask != NULL) {
        masks[receiver_of(me)->id] = before;
        handle_unblocked();
        reconsider();
    }
    errno = EINTR;
    return -1;
}

int __wrap_sigsuspend(const sigset_t *mask);
int __wrap_sigsuspend(const sigset_t *mask)
{
    return explored() ? await_handler(mask, "sigsuspend", HERE) : __real_sigsuspend(mask);
}

int __wrap_pause(void);
int __wrap_pause(void)
{
    return explored() ? await_handler(NULL, "pause", HERE) : __real_pause();
}

/* -- timers: they fire at any time, once, if the signal is handled or waited for -- */

static bool stop_timer(void)
{
    bool stopped = false;
    for (int i = 0; i < engine.count; i++) {
        if (is_pending(&engine.threads[i]) && deliveries[i].by_timer) {
            deliveries[i].gone = stopped = true;
        }
    }
    reconsider();
    return stopped;
}

static bool set_timer(bool runs, const char *call, const void *pc)
{
    begin_call(pc);
    record_call(call, NULL, pc);
    const bool stopped = stop_timer();
    if (runs) {
        const siginfo_t info = info_of(SIGALRM, SI_TIMER, (union sigval){.sival_int = 0});
        send_to_process(&info, true, call, pc);
    }
    return stopped;
}

unsigned __wrap_alarm(unsigned seconds);
unsigned __wrap_alarm(unsigned seconds)
{
    if (!explored()) {
        return __real_alarm(seconds);
    }
    return set_timer(seconds > 0, "alarm", HERE) ? 1 : 0;
}

int __wrap_setitimer(int which, const struct itimerval *value, struct itimerval *before);
int __wrap_setitimer(int which, const struct itimerval *value, struct itimerval *before)
{
    if (!explored()) {
        return __real_setitimer(which, value, before);
    }
    if (which != ITIMER_REAL) {
        engine_refuse_for("setitimer for processor time", "ITIMER_REAL");
    }
    reads(value, sizeof *value, HERE);
    if (value->it_interval.tv_sec != 0 || value->it_interval.tv_usec != 0) {
        engine_uncontrolled("a timer that fires again and again");
    }
    const bool stopped =
        set_timer(value->it_value.tv_sec != 0 || value->it_value.tv_usec != 0, "setitimer", HERE);
    if (before != NULL) {
        memory_range((uintptr_t)before, sizeof *before, true, HERE);
        *before = (struct itimerval){.it_value.tv_sec = stopped};
    }
    return 0;
}
