/*
 * test_channel.c - every line of channel.h's contract.
 *
 * That a thread waits in a call is seen from outside: it is asleep (state S in proc(5)) at several
 * looks in a row. No test sleeps and hopes; one that waits for what doesn't come is ended by alarm.
 */
#include "channel.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <criterion/redirect.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MANY = 20000, THREADS = 4 };

static void end_what_hangs(void)
{
    alarm(60);
}

TestSuite(channel, .init = end_what_hangs);

static struct channel *channel_of(size_t capacity)
{
    struct channel *channel;
    cr_assert_eq(channel_create(&channel, capacity, sizeof(int)), 0);
    return channel;
}

/* A thread that makes one call on a channel. */
struct caller {
    pthread_t thread;
    struct channel *channel;
    int (*call)(struct caller *caller);
    int message;
    int error;
    int left_errno; /* errno after the call; 77 before */
    _Atomic pid_t id;
    atomic_bool returned;
};

static int call_send(struct caller *caller)
{
    return channel_send(caller->channel, &caller->message);
}

static int call_receive(struct caller *caller)
{
    return channel_receive(caller->channel, &caller->message);
}

static void *make_call(void *argument)
{
    struct caller *caller = argument;
    caller->id = (pid_t)syscall(SYS_gettid);
    errno = 77;
    caller->error = caller->call(caller);
    caller->left_errno = errno;
    caller->returned = true;
    return NULL;
}

static char state_of(pid_t thread)
{
    char path[64], text[512] = "";
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", thread);
    FILE *file = fopen(path, "r");
    const size_t length = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);
    text[length] = '\0';
    if (file != NULL) {
        fclose(file);
    }
    const char *after_name = strrchr(text, ')');
    return after_name == NULL ? '?' : after_name[2];
}

/* Starts the call and returns once its thread sleeps in it. */
static void start_waiting(struct caller *caller)
{
    cr_assert_eq(pthread_create(&caller->thread, NULL, make_call, caller), 0);
    for (int asleep = 0; asleep < 100;) {
        asleep = caller->id != 0 && state_of(caller->id) == 'S' ? asleep + 1 : 0;
        sched_yield();
    }
    cr_assert_not(caller->returned);
}

static void join(struct caller *caller)
{
    cr_assert_eq(pthread_join(caller->thread, NULL), 0);
    cr_expect_eq(caller->left_errno, 77);
}

struct refused_case {
    size_t capacity;
    size_t message_size;
    int error;
};

ParameterizedTestParameters(channel, sizes_that_cannot_be_are_refused)
{
    static struct refused_case cases[] = {
        {0, 1, EINVAL},
        {1, 0, EINVAL},
        {0, 0, EINVAL},
        {0, SIZE_MAX, EINVAL},
        {SIZE_MAX, 0, EINVAL},
        /* The product overflows: to 0, to little, or with what the channel itself takes. */
        {(size_t)1 << 32, (size_t)1 << 32, ENOMEM},
        {SIZE_MAX / 2 + 2, 2, ENOMEM},
        {SIZE_MAX / 2, 3, ENOMEM},
        {SIZE_MAX, 1, ENOMEM},
        {1, SIZE_MAX, ENOMEM},
    };
    return cr_make_param_array(struct refused_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct refused_case *refused, channel, sizes_that_cannot_be_are_refused)
{
    struct channel *channel = NULL;
    errno = 77;
    const int error = channel_create(&channel, refused->capacity, refused->message_size);
    const int left_errno = errno;
    cr_expect_eq(error, refused->error, "%zu x %zu: %s", refused->capacity, refused->message_size,
                 strerror(error));
    cr_expect_eq(left_errno, 77, "%zu x %zu: errno %d", refused->capacity, refused->message_size,
                 left_errno);
    cr_expect_null(channel);
}

/* A malloc of too much returns NULL under AddressSanitizer too. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

Test(channel, too_little_memory_is_told)
{
    struct channel *channel = NULL;
    cr_redirect_stderr(); /* AddressSanitizer warns there */
    cr_expect_eq(channel_create(&channel, SIZE_MAX / 4, 1), ENOMEM);
    cr_expect_eq(channel_create(&channel, 1, SIZE_MAX / 4), ENOMEM);
    cr_expect_null(channel);
}

Test(channel, nothing_to_destroy_is_allowed)
{
    channel_destroy(NULL);
}

/* How much is allocated, as the sanitizer's allocator counts; not there without it. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

Test(channel, what_is_destroyed_is_freed)
{
    if (__sanitizer_get_current_allocated_bytes == NULL) {
        cr_skip("needs AddressSanitizer's allocator");
    }
    const size_t before = __sanitizer_get_current_allocated_bytes();
    struct channel *channel = channel_of(1000);
    cr_expect_gt(__sanitizer_get_current_allocated_bytes(), before);
    channel_destroy(channel);
    cr_expect_eq(__sanitizer_get_current_allocated_bytes(), before);
}

Test(channel, messages_arrive_in_order_and_by_value)
{
    struct channel *channel = channel_of(3);
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 3; i++) {
            int message = 10 * round + i;
            cr_assert_eq(channel_send(channel, &message), 0);
            message = -1;
        }
        for (int i = 0; i < 3; i++) {
            int message;
            cr_assert_eq(channel_receive(channel, &message), 0);
            cr_expect_eq(message, 10 * round + i);
        }
    }
    channel_destroy(channel);
}

Test(channel, messages_arrive_in_order_wherever_the_oldest_is)
{
    enum { CAPACITY = 5 };
    struct channel *channel = channel_of(CAPACITY);
    int sent = 0, received = 0;
    /* Its fill goes up and down between empty and full, by steps that share no factor with 5. */
    for (int round = 0; round < 100; round++) {
        while (sent - received < CAPACITY - round % 2) {
            cr_assert_eq(channel_send(channel, &sent), 0);
            sent++;
        }
        while (sent - received > round % 3) {
            int message = -1;
            cr_assert_eq(channel_receive(channel, &message), 0);
            cr_assert_eq(message, received);
            received++;
        }
    }
    channel_destroy(channel);
}

ParameterizedTestParameters(channel, a_sender_waits_only_when_capacity_messages_are_inside)
{
    static size_t capacities[] = {1, 2, 3, 64};
    return cr_make_param_array(size_t, capacities, sizeof capacities / sizeof *capacities);
}

ParameterizedTest(size_t *capacity, channel, a_sender_waits_only_when_capacity_messages_are_inside)
{
    struct channel *channel = channel_of(*capacity);
    const int count = (int)*capacity;
    for (int i = 0; i < count; i++) {
        cr_assert_eq(channel_send(channel, &i), 0);
    }
    struct caller sender = {.channel = channel, .call = call_send, .message = count};
    start_waiting(&sender);
    for (int i = 0; i <= count; i++) {
        int message = -1;
        cr_assert_eq(channel_receive(channel, &message), 0);
        cr_expect_eq(message, i);
    }
    join(&sender);
    cr_expect_eq(sender.error, 0);
    channel_destroy(channel);
}

Test(channel, a_sender_waits_while_it_is_full)
{
    struct channel *channel = channel_of(1);
    struct caller sender = {.channel = channel, .call = call_send, .message = 2};
    int message = 1;
    cr_assert_eq(channel_send(channel, &message), 0);
    start_waiting(&sender);
    cr_assert_eq(channel_receive(channel, &message), 0);
    cr_expect_eq(message, 1);
    join(&sender);
    cr_expect_eq(sender.error, 0);
    cr_assert_eq(channel_receive(channel, &message), 0);
    cr_expect_eq(message, 2);
    channel_destroy(channel);
}

Test(channel, a_receiver_waits_while_it_is_empty)
{
    struct channel *channel = channel_of(1);
    struct caller receiver = {.channel = channel, .call = call_receive};
    const int message = 7;
    start_waiting(&receiver);
    cr_assert_eq(channel_send(channel, &message), 0);
    join(&receiver);
    cr_expect_eq(receiver.error, 0);
    cr_expect_eq(receiver.message, 7);
    channel_destroy(channel);
}

Test(channel, each_of_several_who_wait_gets_one)
{
    struct channel *channel = channel_of(THREADS);
    struct caller callers[THREADS];
    int sum = 0;
    for (int i = 0; i < THREADS; i++) {
        callers[i] = (struct caller){.channel = channel, .call = call_receive};
        start_waiting(&callers[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        const int message = 1 << i;
        cr_assert_eq(channel_send(channel, &message), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        join(&callers[i]);
        cr_expect_eq(callers[i].error, 0);
        sum += callers[i].message;
    }
    cr_expect_eq(sum, (1 << THREADS) - 1);

    for (int i = 0; i < THREADS; i++) {
        cr_assert_eq(channel_send(channel, &i), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        callers[i] = (struct caller){.channel = channel, .call = call_send, .message = 1 << i};
        start_waiting(&callers[i]);
    }
    sum = 0;
    for (int i = 0; i < 2 * THREADS; i++) {
        int message;
        cr_assert_eq(channel_receive(channel, &message), 0);
        sum += i < THREADS ? 0 : message;
    }
    for (int i = 0; i < THREADS; i++) {
        join(&callers[i]);
        cr_expect_eq(callers[i].error, 0);
    }
    cr_expect_eq(sum, (1 << THREADS) - 1);
    channel_destroy(channel);
}

Test(channel, closing_wakes_all_who_wait_to_receive)
{
    struct channel *channel = channel_of(1);
    struct caller receivers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        receivers[i] = (struct caller){.channel = channel, .call = call_receive};
        start_waiting(&receivers[i]);
    }
    cr_expect_eq(channel_close(channel), 0);
    for (int i = 0; i < THREADS; i++) {
        join(&receivers[i]);
        cr_expect_eq(receivers[i].error, EPIPE);
    }
    channel_destroy(channel);
}

Test(channel, closing_wakes_all_who_wait_to_send_and_nothing_of_theirs_was_sent)
{
    struct channel *channel = channel_of(1);
    struct caller senders[THREADS];
    int message = 1;
    cr_assert_eq(channel_send(channel, &message), 0);
    for (int i = 0; i < THREADS; i++) {
        senders[i] = (struct caller){.channel = channel, .call = call_send, .message = 100 + i};
        start_waiting(&senders[i]);
    }
    cr_expect_eq(channel_close(channel), 0);
    for (int i = 0; i < THREADS; i++) {
        join(&senders[i]);
        cr_expect_eq(senders[i].error, EPIPE);
    }
    message = 0;
    cr_expect_eq(channel_receive(channel, &message), 0);
    cr_expect_eq(message, 1);
    cr_expect_eq(channel_receive(channel, &message), EPIPE);
    channel_destroy(channel);
}

Test(channel, what_is_inside_can_be_received_after_closing)
{
    struct channel *channel = channel_of(2);
    int message = 5;
    errno = 77;
    cr_assert_eq(channel_send(channel, &message), 0);
    cr_expect_eq(channel_close(channel), 0);
    cr_expect_eq(channel_close(channel), EPIPE);
    cr_expect_eq(channel_send(channel, &message), EPIPE);
    message = 0;
    cr_expect_eq(channel_receive(channel, &message), 0);
    cr_expect_eq(message, 5);
    cr_expect_eq(channel_receive(channel, &message), EPIPE);
    cr_expect_eq(errno, 77);
    channel_destroy(channel);
}

Test(channel, messages_may_be_large)
{
    struct large {
        unsigned char bytes[3001];
    } sent, received;
    struct channel *channel;
    memset(sent.bytes, 0xa5, sizeof sent.bytes);
    cr_assert_eq(channel_create(&channel, 2, sizeof sent), 0);
    for (int i = 0; i < 3; i++) {
        sent.bytes[3000] = (unsigned char)i;
        cr_assert_eq(channel_send(channel, &sent), 0);
        cr_assert_eq(channel_receive(channel, &received), 0);
        cr_expect_eq(memcmp(&sent, &received, sizeof sent), 0);
    }
    channel_destroy(channel);
}

/* Who sends and who receives many, and how often each message was received. */
struct traffic {
    struct channel *channel;
    atomic_bool closing; /* set before the channel is closed */
    _Atomic int next;
    _Atomic int received[MANY];
};

static void *send_many(void *argument)
{
    struct traffic *traffic = argument;
    for (int message; (message = traffic->next++) < MANY;) {
        cr_assert_eq(channel_send(traffic->channel, &message), 0);
    }
    return NULL;
}

static void *receive_many(void *argument)
{
    struct traffic *traffic = argument;
    int message, error;
    while ((error = channel_receive(traffic->channel, &message)) == 0) {
        traffic->received[message]++;
    }
    /* Not before: who is woken and finds that another took the message has to wait again. */
    cr_assert_eq(error, EPIPE);
    cr_assert(traffic->closing);
    return NULL;
}

static void run_traffic(size_t capacity)
{
    static struct traffic traffic;
    pthread_t senders[THREADS], receivers[THREADS];
    memset(&traffic, 0, sizeof traffic);
    traffic.channel = channel_of(capacity);
    for (int i = 0; i < THREADS; i++) {
        cr_assert_eq(pthread_create(&senders[i], NULL, send_many, &traffic), 0);
        cr_assert_eq(pthread_create(&receivers[i], NULL, receive_many, &traffic), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(senders[i], NULL);
    }
    traffic.closing = true;
    cr_assert_eq(channel_close(traffic.channel), 0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(receivers[i], NULL);
    }
    for (int i = 0; i < MANY; i++) {
        cr_assert_eq(traffic.received[i], 1, "message %d: %d times", i, traffic.received[i]);
    }
    channel_destroy(traffic.channel);
}

Test(channel, each_message_is_received_once_by_one_of_many)
{
    run_traffic(1);
    run_traffic(3);
    run_traffic(64);
}

/* One of several senders: message number n of sender s is s + n * THREADS. */
struct numbering {
    struct channel *channel;
    int sender;
};

static void *send_numbered(void *argument)
{
    const struct numbering *own = argument;
    for (int message = own->sender; message < MANY; message += THREADS) {
        cr_assert_eq(channel_send(own->channel, &message), 0);
    }
    return NULL;
}

Test(channel, what_one_of_many_sends_arrives_in_its_order)
{
    struct channel *channel = channel_of(3);
    struct numbering numberings[THREADS];
    pthread_t senders[THREADS];
    int next[THREADS];
    for (int i = 0; i < THREADS; i++) {
        numberings[i] = (struct numbering){.channel = channel, .sender = i};
        next[i] = i;
        cr_assert_eq(pthread_create(&senders[i], NULL, send_numbered, &numberings[i]), 0);
    }
    for (int i = 0; i < MANY; i++) {
        int message = -1;
        cr_assert_eq(channel_receive(channel, &message), 0);
        cr_assert(message >= 0 && message < MANY);
        cr_assert_eq(message, next[message % THREADS]);
        next[message % THREADS] += THREADS;
    }
    for (int i = 0; i < THREADS; i++) {
        cr_assert_eq(pthread_join(senders[i], NULL), 0);
    }
    channel_destroy(channel);
}
