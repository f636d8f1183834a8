/*
 * interleave_annotate.h - how a library tells `interleave` in words what its calls do.
 *
 * Inside, a queue, a channel or a pool consists of locks and buffers. The reader of a failing
 * schedule wants to know that a thread "sends 3 on orders", not which lock it took for that. With
 * these macros, a library says so, and the steps of one call are shown as one row.
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
 * The macros change words only: what is explored, what fails and what is proved stays the same.
 * None of them is a step or an access, unless its arguments are: pass a pointer to the value, not
 * the value. In a program that `interleave cc` compiles (which defines __INTERLEAVE__), they call
 * functions. In all other builds, also for ThreadSanitizer, they expand to nothing, and their
 * arguments are not evaluated.
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
 * The operation's value: *size bytes at value, read now; that is not an access of the program's.
 * value may be NULL if there is none. size: a pointer to a size_t.
 */
#define INTERLEAVE_VALUE(value, size) interleave_operation_value((value), (size))

/*
 * The operation waits, from here until INTERLEAVE_GOES_ON. words: for what and why, for example
 * "waits to receive: {object} is empty and open". helps: the operations on the object that could
 * end the wait, by how their words begin, separated by bars: "sends|closes". A deadlock can then
 * say which thread could have helped; and where threads have begun all of these operations but one,
 * that one is what is missing: nobody closes, so it is a "missing close".
 */
#define INTERLEAVE_WAITS(words, helps) interleave_operation_waits((words), (helps))
#define INTERLEAVE_GOES_ON() interleave_operation_waits(NULL, NULL)

/* The operation that began last ends. words: its outcome, "finds {object} closed"; NULL: the words
 * that it began with. */
#define INTERLEAVE_ENDS(words) interleave_operation_ends((words))

/*
 * What the object is and how it stands from here on, "channel" and "open": said once it is made,
 * and where that changes. how: NULL if it is no more. *room: how many values go into it; room may
 * be NULL if any number does. Where a program is shown step by step (`interleave play`, `interleave
 * dap`, --page), the object is then shown by its name with all this, in place of the locks and the
 * fields that it consists of.
 */
#define INTERLEAVE_STANDS(object, what, how, room) \
    interleave_object_stands((object), (what), (how), (room))

/*
 * *size bytes at value go into the object, or come out of it again: of several that are equal, the
 * one that went in first. Read now, as by INTERLEAVE_VALUE; value may not be NULL.
 */
#define INTERLEAVE_PUTS(object, value, size) interleave_object_puts((object), (value), (size))
#define INTERLEAVE_TAKES(object, value, size) interleave_object_takes((object), (value), (size))

void interleave_operation_begins(const void *object, const char *words);
void interleave_operation_value(const void *value, const size_t *size);
void interleave_operation_waits(const char *words, const char *helps);
void interleave_operation_ends(const char *words);
void interleave_object_stands(const void *object, const char *what, const char *how,
                              const size_t *room);
void interleave_object_puts(const void *object, const void *value, const size_t *size);
void interleave_object_takes(const void *object, const void *value, const size_t *size);

#else

#define INTERLEAVE_BEGINS(object, words) ((void)0)
#define INTERLEAVE_VALUE(value, size) ((void)0)
#define INTERLEAVE_WAITS(words, helps) ((void)0)
#define INTERLEAVE_GOES_ON() ((void)0)
#define INTERLEAVE_ENDS(words) ((void)0)
#define INTERLEAVE_STANDS(object, what, how, room) ((void)0)
#define INTERLEAVE_PUTS(object, value, size) ((void)0)
#define INTERLEAVE_TAKES(object, value, size) ((void)0)

#endif

#endif
