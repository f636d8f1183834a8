/* channels.c - pipes and the like between threads; see channels.h. */
#include "calls/channels.h"

#include "calls/cancel.h"
#include "calls/signals.h"
#include "engine/ready.h"
#include "engine/record.h"
#include "engine/spin.h"
#include "memory/memory.h"
#include "memory/objects.h"
#include "memory/touches.h"
#include "world/world.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#define HERE __builtin_return_address(0)

enum {
    FIRST = 512, /* descriptor: below FD_SETSIZE, and above what programs open */
    MOST = 256,
    ROOM = 65536,
    NONE = -1,
};
static const uint64_t MOST_COUNTED = UINT64_MAX - 1; /* by an eventfd */

/* What can be read from one end. */
struct channel {
    struct place place;
    uint32_t version;
    struct clock *clock; /* of those who wrote */
    int readers, writers;
    bool is_eventfd, as_semaphore;
    uint64_t counter;
    unsigned char *bytes;
    size_t first, used;
};

struct descriptor {
    bool open, waits;
    int in, out; /* channels, NONE: it can't read, or write */
};

STATE static struct {
    uint32_t execution;
    struct place table; /* which descriptor is which */
    struct place all;   /* channels, where somebody polls */
    struct descriptor descriptors[MOST];
    struct channel *channels[MOST];
    int channel_count;
} now = {.execution = 0};

/* Always: somebody polls, so that what is done to any channel matters to him. */
STATE static bool polled = false;

/* What each thread waits for. */
STATE static struct {
    const struct channel *channel;
    const struct descriptor *descriptor; /* by which it was called, */
    bool (*ready)(const struct thread *);
    bool began; /* so that to close that comes too late */
    size_t amount;
    struct pollfd *polls;
    nfds_t count;
} waits[MAX_THREADS] = {{.channel = NULL}};

int __real_pipe(int *);
int __real_pipe2(int *, int);
int __real_socketpair(int, int, int, int *);
int __real_eventfd(unsigned, int);
int __real_poll(struct pollfd *, nfds_t, int);
int __real_ppoll(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *);
int __real_select(int, fd_set *, fd_set *, fd_set *, struct timeval *);
int __real_pselect(int, fd_set *, fd_set *, fd_set *, const struct timespec *, const sigset_t *);
int __real_fcntl(int, int, ...);

static void begin_execution(void)
{
    if (now.execution != engine.execution) {
        __real_memset(&now, 0, sizeof now);
        now.execution = engine.execution;
    }
    place_renew(&now.table);
    place_renew(&now.all);
}

bool channels_have(int descriptor)
{
    return descriptor >= FIRST && descriptor < FIRST + MOST;
}

static struct descriptor *descriptor_of(int descriptor)
{
    begin_execution();
    struct descriptor *one = &now.descriptors[descriptor - FIRST];
    return one->open ? one : NULL;
}

/* -- making and closing -- */

static int new_channel(int writers)
{
    if (now.channel_count == MOST) {
        return NONE;
    }
    struct channel *channel = scratch(sizeof *channel);
    __real_memset(channel, 0, sizeof *channel);
    channel->readers = 1;
    channel->writers = writers;
    now.channels[now.channel_count] = channel;
    return now.channel_count++;
}

/* The lowest number that is free, as open has it; NONE: there is none. */
static int new_descriptor(int in, int out, int flags)
{
    for (int i = 0; i < MOST; i++) {
        if (!now.descriptors[i].open) {
            now.descriptors[i] = (struct descriptor){
                .open = true, .waits = (flags & O_NONBLOCK) == 0, .in = in, .out = out};
            return FIRST + i;
        }
    }
    return NONE;
}

static void begin_table(struct place *other, const void *pc)
{
    struct step step = {
        .kind = STEP_SEND, .writes = true, .places = 1, .place = {&now.table}, .pc = pc};
    if (other != NULL) {
        place_renew(other);
        step.place[step.places++] = other;
    }
    spin_end();
    engine_step(&step);
}

static int make(int ends[2], bool both_ways, int flags, const char *call, const void *pc)
{
    begin_execution();
    begin_table(NULL, pc);
    const int first = new_channel(1), second = both_ways ? new_channel(1) : NONE;
    const int one = new_descriptor(first, second, flags);
    const int other = new_descriptor(second, first, flags);
    if (first == NONE || other == NONE || (both_ways && second == NONE)) {
        errno = EMFILE;
        return -1;
    }
    now.channels[first]->bytes = scratch(ROOM);
    if (both_ways) {
        now.channels[second]->bytes = scratch(ROOM);
    }
    memory_range((uintptr_t)ends, 2 * sizeof *ends, true, pc);
    ends[0] = one;
    ends[1] = other;
    record_call(call, NULL, pc);
    return 0;
}

int __wrap_pipe(int ends[2]);
int __wrap_pipe(int ends[2])
{
    return explored() ? make(ends, false, 0, "pipe", HERE) : __real_pipe(ends);
}

int __wrap_pipe2(int ends[2], int flags);
int __wrap_pipe2(int ends[2], int flags)
{
    return explored() ? make(ends, false, flags, "pipe2", HERE) : __real_pipe2(ends, flags);
}

int __wrap_socketpair(int domain, int type, int protocol, int ends[2]);
int __wrap_socketpair(int domain, int type, int protocol, int ends[2])
{
    if (!explored()) {
        return __real_socketpair(domain, type, protocol, ends);
    }
    if ((type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)) != SOCK_STREAM) {
        engine_refuse_for("socketpair of that type", "SOCK_STREAM");
    }
    return make(ends, true, (type & SOCK_NONBLOCK) != 0 ? O_NONBLOCK : 0, "socketpair", HERE);
}

int __wrap_eventfd(unsigned count, int flags);
int __wrap_eventfd(unsigned count, int flags)
{
    if (!explored()) {
        return __real_eventfd(count, flags);
    }
    begin_execution();
    begin_table(NULL, HERE);
    const int number = new_channel(1);
    const int descriptor =
        new_descriptor(number, number, (flags & EFD_NONBLOCK) != 0 ? O_NONBLOCK : 0);
    if (number == NONE || descriptor == NONE) {
        errno = EMFILE;
        return -1;
    }
    now.channels[number]->is_eventfd = true;
    now.channels[number]->as_semaphore = (flags & EFD_SEMAPHORE) != 0;
    now.channels[number]->counter = count;
    record_call("eventfd", NULL, HERE);
    return descriptor;
}

/* Those who wait at channels look again: something has changed there. */
static void changed(struct channel *channel)
{
    channel->version++;
    if (engine.parked != 0) {
        spin_unpark();
    }
    for (int i = 0; i < engine.count; i++) {
        struct thread *thread = &engine.threads[i];
        if (thread != self && thread->state == ALIVE && thread->next.kind == STEP_SYSTEM) {
            if (step_possible(thread)) {
                engine.enabled |= only(i);
            } else {
                engine.enabled &= ~only(i);
            }
        }
    }
}

static int bad_descriptor(const void *pc)
{
    begin_table(NULL, pc);
    errno = EBADF;
    return -1;
}

int channels_close(int number, const void *pc)
{
    struct descriptor *descriptor = descriptor_of(number);
    if (descriptor == NULL) {
        return bad_descriptor(pc);
    }
    struct channel *in = descriptor->in != NONE ? now.channels[descriptor->in] : NULL;
    struct channel *out = descriptor->out != NONE ? now.channels[descriptor->out] : NULL;
    begin_table(polled ? &now.all : out != NULL ? &out->place : &in->place, pc);
    if (!descriptor->open) {
        errno = EBADF; /* another thread was first */
        return -1;
    }
    if (in != NULL && out != NULL && in != out && !polled) {
        begin_table(&in->place, pc); /* a step for each end */
    }
    descriptor->open = false;
    record_call("close", NULL, pc);
    if (in != NULL) {
        in->readers--;
        changed(in);
    }
    if (out != NULL) {
        out->writers--;
        changed(out);
    }
    return 0;
}

/* -- reading and writing -- */

static bool readable(const struct channel *channel)
{
    return channel->is_eventfd ? channel->counter > 0 : channel->used > 0 || channel->writers == 0;
}

/* Whether so many bytes fit, or the call fails at once. */
static bool writable(const struct channel *channel, size_t amount)
{
    return channel->readers == 0 || channel->used + amount <= ROOM;
}

static bool can_read(const struct thread *thread)
{
    return readable(waits[thread->id].channel);
}

static bool can_write(const struct thread *thread)
{
    return writable(waits[thread->id].channel, waits[thread->id].amount);
}

static bool can_add(const struct thread *thread)
{
    const struct channel *channel = waits[thread->id].channel;
    return waits[thread->id].amount <= MOST_COUNTED - channel->counter;
}

/* The descriptor that the thread was called with still stands for the channel. */
static bool is_still_open(const struct thread *thread)
{
    const struct descriptor *one = waits[thread->id].descriptor;
    const struct channel *channel = waits[thread->id].channel;
    return one->open && ((one->in != NONE && now.channels[one->in] == channel) ||
                         (one->out != NONE && now.channels[one->out] == channel));
}

static bool ready_or_closed(const struct thread *thread)
{
    return waits[thread->id].ready(thread) || (!waits[thread->id].began && !is_still_open(thread));
}

/* The step of a call is done; if the descriptor was closed before, the call may have begun before
 * that, too, and then it goes on. Returns whether it has. */
static bool has_begun(struct thread *me)
{
    waits[me->id].began = waits[me->id].began || is_still_open(me) || engine_choose(2) == 0;
    return waits[me->id].began;
}

/*
 * Until ready says so of the channel; at once if the descriptor doesn't wait. A wait that can be
 * interrupted is two steps, one to look, and one to wait. Returns an error number or 0: it is done.
 */
static int wait_until(bool (*ready)(const struct thread *), struct channel *channel, size_t amount,
                      const struct descriptor *descriptor, const char *awaits, const void *pc)
{
    struct thread *me = self;
    struct step step = {.kind = STEP_SYSTEM, .writes = true, .places = 1, .pc = pc};
    place_renew(&channel->place);
    step.place[0] = &channel->place;
    if (polled) {
        step.place[step.places++] = &now.all;
    }
    waits[me->id].channel = channel;
    waits[me->id].amount = amount;
    waits[me->id].descriptor = descriptor;
    waits[me->id].ready = ready;
    waits[me->id].began = false;
    me->awaits = awaits;
    cancel_point(pc);
    spin_visit(&channel->version, pc);
    if (!descriptor->waits || waits_are_interruptible()) {
        me->ready = NULL;
        engine_step(&step);
        if (!is_still_open(me)) {
            return EBADF;
        }
        if (ready(me)) {
            return 0;
        }
        if (!descriptor->waits) {
            return EAGAIN;
        }
        waits[me->id].began = true;
    }
    enum interruption interruption;
    do {
        me->ready = ready_or_closed;
        interruption = signals_wait(&step, RESTARTS);
        if (interruption == CANCELLED && (!ready(me) || engine_choose(2) == 1)) {
            cancel_now();
        }
        if (interruption == INTERRUPTED) {
            return EINTR;
        }
        if (!has_begun(me)) {
            return EBADF;
        }
    } while (!ready(me) && interruption != CANCELLED);
    return 0;
}

static size_t take_bytes(struct channel *channel, unsigned char *to, size_t size)
{
    const size_t got = size < channel->used ? size : channel->used;
    for (size_t i = 0; i < got; i++) {
        to[i] = channel->bytes[(channel->first + i) % ROOM];
    }
    channel->first = (channel->first + got) % ROOM;
    channel->used -= got;
    return got;
}

static void put_bytes(struct channel *channel, const unsigned char *from, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        channel->bytes[(channel->first + channel->used + i) % ROOM] = from[i];
    }
    channel->used += size;
}

/* Its whole value, or one of it, as eight bytes. */
static size_t take_counter(struct channel *channel, unsigned char *to)
{
    const uint64_t value = channel->as_semaphore ? 1 : channel->counter;
    channel->counter -= value;
    __real_memcpy(to, &value, sizeof value);
    return sizeof value;
}

ssize_t channels_read(int number, void *data, size_t size, const void *pc)
{
    const struct descriptor *descriptor = descriptor_of(number);
    if (descriptor == NULL || descriptor->in == NONE) {
        return bad_descriptor(pc);
    }
    struct channel *channel = now.channels[descriptor->in];
    if (channel->is_eventfd && size < sizeof channel->counter) {
        engine_event();
        errno = EINVAL;
        return -1;
    }
    const int error =
        wait_until(can_read, channel, 0, descriptor,
                   channel->is_eventfd ? "an eventfd to be more than 0" : "data in a pipe", pc);
    if (error != 0) {
        record_note("read", NULL,
                    error == EINTR   ? "interrupted"
                    : error == EBADF ? "closed"
                                     : "nothing there",
                    pc);
        errno = error;
        return -1;
    }
    unsigned char *taken = scratch(size < ROOM ? size + 1 : ROOM);
    const size_t got =
        channel->is_eventfd ? take_counter(channel, taken) : take_bytes(channel, taken, size);
    clock_acquire(channel->clock);
    spin_end();
    changed(channel);
    record_call("read", NULL, pc);
    if (got > 0) {
        memory_range((uintptr_t)data, got, true, pc);
        __real_memcpy(data, taken, got);
    }
    return (ssize_t)got;
}

static ssize_t add_to_counter(struct channel *channel, const void *data, size_t size,
                              const struct descriptor *descriptor, const void *pc)
{
    uint64_t value;
    if (size < sizeof value) {
        errno = EINVAL;
        return -1;
    }
    __real_memcpy(&value, data, sizeof value);
    const int error = wait_until(can_add, channel, value, descriptor, "an eventfd to be less", pc);
    if (error != 0) {
        errno = error;
        return -1;
    }
    channel->counter += value;
    clock_release(&channel->clock);
    spin_end();
    changed(channel);
    record_call("write", NULL, pc);
    return sizeof value;
}

/* Nobody will read it (POSIX.1-2017, write: EPIPE). */
static ssize_t broken(const void *pc)
{
    record_note("write", NULL, "nobody reads", pc);
    signals_raise(SIGPIPE, pc);
    errno = EPIPE;
    return -1;
}

ssize_t channels_write(int number, const void *data, size_t size, const void *pc)
{
    const struct descriptor *descriptor = descriptor_of(number);
    if (descriptor == NULL || descriptor->out == NONE) {
        return bad_descriptor(pc);
    }
    struct channel *channel = now.channels[descriptor->out];
    memory_range((uintptr_t)data, size, false, pc);
    if (channel->is_eventfd) {
        return add_to_counter(channel, data, size, descriptor, pc);
    }
    size_t done = 0;
    do { /* so much at once as none can come between, or as there is room for */
        const size_t left = size - done;
        const size_t amount = left <= PIPE_BUF ? left : 1;
        const int error = wait_until(can_write, channel, amount, descriptor, "room in a pipe", pc);
        if (error != 0 && done == 0) {
            errno = error;
            return -1;
        }
        if (error != 0) {
            break;
        }
        if (channel->readers == 0) {
            return broken(pc);
        }
        const size_t room = ROOM - channel->used;
        const size_t some = left < room ? left : room;
        put_bytes(channel, (const unsigned char *)data + done, some);
        done += some;
        clock_release(&channel->clock);
        spin_end();
        changed(channel);
    } while (done < size);
    record_call("write", NULL, pc);
    return (ssize_t)done;
}

int __wrap_eventfd_read(int number, eventfd_t *value);
int __wrap_eventfd_read(int number, eventfd_t *value)
{
    if (!explored() || !channels_have(number)) {
        return read(number, value, sizeof *value) == sizeof *value ? 0 : -1;
    }
    return channels_read(number, value, sizeof *value, HERE) == sizeof *value ? 0 : -1;
}

int __wrap_eventfd_write(int number, eventfd_t value);
int __wrap_eventfd_write(int number, eventfd_t value)
{
    if (!explored() || !channels_have(number)) {
        return write(number, &value, sizeof value) == sizeof value ? 0 : -1;
    }
    return channels_write(number, &value, sizeof value, HERE) == sizeof value ? 0 : -1;
}

int __wrap_fcntl(int number, int command, ...);
int __wrap_fcntl(int number, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    if (!explored() || !channels_have(number)) {
        if (explored()) {
            engine_uncontrolled("fcntl");
        }
        return __real_fcntl(number, command, argument);
    }
    struct descriptor *descriptor = descriptor_of(number);
    if (descriptor == NULL) {
        return bad_descriptor(HERE);
    }
    begin_table(NULL, HERE);
    switch (command) {
    case F_GETFL:
        return (descriptor->waits ? 0 : O_NONBLOCK) | (descriptor->in == NONE    ? O_WRONLY
                                                       : descriptor->out == NONE ? O_RDONLY
                                                                                 : O_RDWR);
    case F_SETFL:
        descriptor->waits = ((uintptr_t)argument & O_NONBLOCK) == 0;
        return 0;
    case F_GETFD:
    case F_SETFD:
        return 0;
    default:
        engine_refuse_for("fcntl on a pipe with that command", "F_SETFL");
    }
}

/* -- polling -- */

static short events_at(const struct pollfd *poll)
{
    const struct descriptor *descriptor = &now.descriptors[poll->fd - FIRST];
    if (!descriptor->open) {
        return POLLNVAL;
    }
    int events = 0;
    if (descriptor->in != NONE) {
        const struct channel *in = now.channels[descriptor->in];
        events |= in->is_eventfd ? (in->counter > 0 ? POLLIN : 0) : in->used > 0 ? POLLIN : 0;
        events |= !in->is_eventfd && in->writers == 0 ? POLLHUP : 0;
    }
    if (descriptor->out != NONE) {
        const struct channel *out = now.channels[descriptor->out];
        const bool room =
            out->is_eventfd ? out->counter < MOST_COUNTED : out->used + PIPE_BUF <= ROOM;
        events |= out->readers == 0 && !out->is_eventfd ? POLLERR : room ? POLLOUT : 0;
    }
    return (short)(events & (poll->events | POLLHUP | POLLERR));
}

static bool any_event(const struct thread *thread)
{
    for (nfds_t i = 0; i < waits[thread->id].count; i++) {
        const struct pollfd *poll = &waits[thread->id].polls[i];
        if (poll->fd >= 0 && events_at(poll) != 0) {
            return true;
        }
    }
    return false;
}

enum limit { AT_ONCE, NEVER, IN_TIME };

/* Without a descriptor, and without a signal that could come, it is a sleep. */
static bool is_sleep(const struct pollfd *polls, nfds_t count, enum limit limit)
{
    for (nfds_t i = 0; i < count; i++) {
        if (polls[i].fd >= 0) {
            return false;
        }
    }
    return limit == IN_TIME && !waits_are_interruptible();
}

static int sleep_for_a_while(struct pollfd *polls, nfds_t count, const char *call, const void *pc)
{
    for (nfds_t i = 0; i < count; i++) {
        polls[i].revents = 0;
    }
    engine_event();
    cancel_point(pc);
    record_call(call, NULL, pc);
    spin_gives_way();
    return 0;
}

/* All descriptors are channels', or negative. Returns how many have events, or -1: interrupted. */
static int poll_channels(struct pollfd *polls, nfds_t count, enum limit limit, const char *call,
                         const void *pc)
{
    struct thread *me = self;
    if (is_sleep(polls, count, limit)) {
        return sleep_for_a_while(polls, count, call, pc);
    }
    begin_execution();
    if (!polled && count > 0) {
        polled = engine.again = true;
    }
    struct step step = {.kind = STEP_SYSTEM, .places = 1, .place = {&now.all}, .pc = pc};
    static const uint32_t nothing = 0;
    waits[me->id].polls = polls;
    waits[me->id].count = count;
    me->awaits = "a descriptor to be ready";
    cancel_point(pc);
    spin_visit(count > 0 && polls[0].fd >= FIRST && now.descriptors[polls[0].fd - FIRST].open &&
                       now.descriptors[polls[0].fd - FIRST].in != NONE && count == 1
                   ? &now.channels[now.descriptors[polls[0].fd - FIRST].in]->version
                   : &nothing,
               pc);
    if (count > 1) {
        spin_end(); /* what it waits for is more than one thing */
    }
    enum interruption interruption = NOT_INTERRUPTED;
    bool is_ready = false;
    if (limit == AT_ONCE || waits_are_interruptible()) {
        me->ready = NULL;
        engine_step(&step);
        is_ready = any_event(me);
    }
    if (limit != AT_ONCE && !is_ready) {
        me->ready = any_event;
        me->timed = limit == IN_TIME;
        interruption = signals_wait(&step, ENDS_BY_HANDLER);
        if (limit == IN_TIME && interruption == NOT_INTERRUPTED) {
            timeouts_count(me, !any_event(me));
        }
        me->timed = me->timed_out = false;
    }
    if (interruption == CANCELLED && (!any_event(me) || engine_choose(2) == 1)) {
        cancel_now();
    }
    record_call(call, NULL, pc);
    if (interruption == INTERRUPTED) {
        errno = EINTR;
        return -1;
    }
    int ready = 0;
    for (nfds_t i = 0; i < count; i++) {
        polls[i].revents = polls[i].fd >= 0 ? events_at(&polls[i]) : 0;
        ready += polls[i].revents != 0;
    }
    return ready;
}

static bool are_channels(const struct pollfd *polls, nfds_t count)
{
    for (nfds_t i = 0; i < count; i++) {
        if (polls[i].fd >= 0 && !channels_have(polls[i].fd)) {
            return false;
        }
    }
    return true;
}

static int do_poll(struct pollfd *polls, nfds_t count, enum limit limit, const char *call,
                   const void *pc)
{
    struct pollfd *copy = scratch((count + 1) * sizeof *copy);
    memory_range((uintptr_t)polls, count * sizeof *polls, false, pc);
    if (count > 0) {
        __real_memcpy(copy, polls, count * sizeof *polls);
    }
    const int ready = poll_channels(copy, count, limit, call, pc);
    for (nfds_t i = 0; i < count && ready >= 0; i++) {
        memory_range((uintptr_t)&polls[i].revents, sizeof polls[i].revents, true, pc);
        polls[i].revents = copy[i].revents;
    }
    return ready;
}

int __wrap_poll(struct pollfd *polls, nfds_t count, int time);
int __wrap_poll(struct pollfd *polls, nfds_t count, int time)
{
    if (!explored()) {
        return __real_poll(polls, count, time);
    }
    if (!are_channels(polls, count)) {
        engine_event();
        engine_uncontrolled("poll");
        return __real_poll(polls, count, 0);
    }
    return do_poll(polls, count, time == 0 ? AT_ONCE : time < 0 ? NEVER : IN_TIME, "poll", HERE);
}

static enum limit limit_of(const struct timespec *time)
{
    return time == NULL ? NEVER : time->tv_sec == 0 && time->tv_nsec == 0 ? AT_ONCE : IN_TIME;
}

int __wrap_ppoll(struct pollfd *polls, nfds_t count, const struct timespec *time,
                 const sigset_t *mask);
int __wrap_ppoll(struct pollfd *polls, nfds_t count, const struct timespec *time,
                 const sigset_t *mask)
{
    if (!explored()) {
        return __real_ppoll(polls, count, time, mask);
    }
    if (!are_channels(polls, count) || mask != NULL) {
        engine_refuse_for(mask != NULL ? "ppoll with a mask" : "ppoll", "poll");
    }
    reads(time, sizeof *time, HERE);
    return do_poll(polls, count, limit_of(time), "ppoll", HERE);
}

/* Where the sets have the names that reads and writes have elsewhere. */
static void reads_limit(const void *time, size_t size, const void *pc)
{
    reads(time, size, pc);
}

/* The sets as a list of descriptors; -1: some are not channels'. */
static int list_of(int count, const fd_set *sets[2], struct pollfd *polls)
{
    static const short events[2] = {POLLIN, POLLOUT};
    int found = 0;
    for (int i = 0; i < count; i++) {
        struct pollfd poll = {.fd = i};
        for (int set = 0; set < 2; set++) {
            poll.events |= sets[set] != NULL && FD_ISSET(i, sets[set]) ? events[set] : 0;
        }
        if (poll.events != 0 && !channels_have(i)) {
            return -1;
        }
        if (poll.events != 0) {
            polls[found++] = poll;
        }
    }
    return found;
}

static int do_select(int count, fd_set *reads, fd_set *writes, enum limit limit, const char *call,
                     const void *pc)
{
    struct pollfd polls[MOST];
    fd_set *sets[2] = {reads, writes};
    const int listed = list_of(count, (const fd_set *[2]){reads, writes}, polls);
    if (listed < 0) {
        engine_refuse_for(call, "poll on pipes, or a condition variable");
    }
    struct pollfd *copy = scratch(sizeof polls);
    __real_memcpy(copy, polls, (size_t)listed * sizeof *polls);
    if (poll_channels(copy, (nfds_t)listed, limit, call, pc) < 0) {
        return -1;
    }
    int ready = 0;
    for (int set = 0; set < 2; set++) {
        if (sets[set] == NULL) {
            continue;
        }
        memory_range((uintptr_t)sets[set], sizeof *sets[set], true, pc);
        FD_ZERO(sets[set]);
        for (int i = 0; i < listed; i++) {
            const int wanted = copy[i].events & (set == 0 ? POLLIN : POLLOUT);
            const int got = copy[i].revents & (set == 0 ? POLLIN | POLLHUP : POLLOUT | POLLERR);
            if (wanted != 0 && got != 0) {
                FD_SET(copy[i].fd, sets[set]);
                ready++;
            }
        }
    }
    return ready;
}

int __wrap_select(int count, fd_set *reads, fd_set *writes, fd_set *others, struct timeval *time);
int __wrap_select(int count, fd_set *reads, fd_set *writes, fd_set *others, struct timeval *time)
{
    if (!explored()) {
        return __real_select(count, reads, writes, others, time);
    }
    struct timespec limit = {0};
    if (time != NULL) {
        reads_limit(time, sizeof *time, HERE);
        limit = (struct timespec){time->tv_sec, time->tv_usec * 1000};
    }
    return do_select(count, reads, writes, limit_of(time != NULL ? &limit : NULL), "select", HERE);
}

int __wrap_pselect(int count, fd_set *reads, fd_set *writes, fd_set *others,
                   const struct timespec *time, const sigset_t *mask);
int __wrap_pselect(int count, fd_set *reads, fd_set *writes, fd_set *others,
                   const struct timespec *time, const sigset_t *mask)
{
    if (!explored()) {
        return __real_pselect(count, reads, writes, others, time, mask);
    }
    if (mask != NULL) {
        engine_refuse_for("pselect with a mask", "sigsuspend");
    }
    if (time != NULL) {
        reads_limit(time, sizeof *time, HERE);
    }
    return do_select(count, reads, writes, limit_of(time), "pselect", HERE);
}
