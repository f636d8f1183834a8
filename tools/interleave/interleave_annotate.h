/*
 * interleave_annotate.h - how a library tells `interleave` in words what its calls do.
 *
 * A queue, a channel or a pool is locks and buffers inside; who reads a failing schedule wants to
 * know that a thread "sends 3 on orders", not which lock it took for that. A library that says so
 * is shown so: the steps in between are folded into one.
 *
 *     int channel_send(struct channel *channel, const void *message)
 *     {
 *         INTERLEAVE_BEGINS(channel, "sends {value} on {object}");
 *         INTERLEAVE_VALUE(message, &channel->message_size);
 *         pthread_mutex_lock(&channel->lock);
 *         while (is_full(channel)) {
 *             INTERLEAVE_WAITS("waits to send: {object} is full", "receives");
 *             pthread_cond_wait(&channel->not_full, &channel->lock);
 *             INTERLEAVE_GOES_ON();
 *         }
 *         …
 *         pthread_mutex_unlock(&channel->lock);
 *         INTERLEAVE_ENDS(NULL);
 *         return 0;
 *     }
 *
 * They are words and nothing else: what is explored, what is a failure and what is proved are the
 * same with and without them. Each is no step and no access, as long as the arguments aren't: give
 * a pointer to what is to be read, not its value. Only a program compiled by `interleave cc`
 * (which defines __INTERLEAVE__) calls anything; everywhere else, ThreadSanitizer included, they
 * are nothing at all and their arguments are not evaluated.
 *
 * {object} and {value} in the words become names: the variable that holds the object, the value as
 * its type shows it. The texts are string literals; they must last as long as the program.
 */
#ifndef INTERLEAVE_ANNOTATE_H
#define INTERLEAVE_ANNOTATE_H

#include <stddef.h>

#ifdef __INTERLEAVE__

/*
 * The calling thread begins an operation on the object, named in words: "closes {object}". It lasts
 * until INTERLEAVE_ENDS; operations may be nested. Every path out of the function must end it.
 */
#define INTERLEAVE_BEGINS(object, words) interleave_operation_begins((object), (words))

/*
 * What the operation is about: *size bytes at value, read now, without an access of the program's.
 * value may be NULL: nothing is known. size: a pointer to a size_t.
 */
#define INTERLEAVE_VALUE(value, size) interleave_operation_value((value), (size))

/*
 * The operation has to wait, from here until INTERLEAVE_GOES_ON. words: for what and why, "waits to
 * receive: {object} is empty and open". helps: how the words of those operations on the object
 * begin that could end the wait, separated by bars: "sends|closes"; so that of a deadlock it can be
 * told who could have.
 */
#define INTERLEAVE_WAITS(words, helps) interleave_operation_waits((words), (helps))
#define INTERLEAVE_GOES_ON() interleave_operation_waits(NULL, NULL)

/* The operation that began last ends. words: what became of it, "finds {object} closed"; NULL: what
 * the words at its begin say. */
#define INTERLEAVE_ENDS(words) interleave_operation_ends((words))

void interleave_operation_begins(const void *object, const char *words);
void interleave_operation_value(const void *value, const size_t *size);
void interleave_operation_waits(const char *words, const char *helps);
void interleave_operation_ends(const char *words);

#else

#define INTERLEAVE_BEGINS(object, words) ((void)0)
#define INTERLEAVE_VALUE(value, size) ((void)0)
#define INTERLEAVE_WAITS(words, helps) ((void)0)
#define INTERLEAVE_GOES_ON() ((void)0)
#define INTERLEAVE_ENDS(words) ((void)0)

#endif

#endif
