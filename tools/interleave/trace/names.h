/*
 * names.h - what the addresses, threads and values in a trace are called in the source.
 *
 * A name is found by what is certain first: a global, static or thread-local variable and a local
 * of a thread's stack lie where the debug information says; memory of the heap is called by the
 * expression in the source through which the event reaches it, and if there is none, by its type
 * and where it was allocated.
 *
 * Every text goes into a buffer of the caller's. Names are found once and remembered: to ask again
 * is cheap.
 */
#ifndef NAMES_H
#define NAMES_H

#include "debug-info/debug_info.h"

#include <jansson.h>

enum { NAME_SIZE = 256, TEXT_SIZE = 1024 };

struct names; /* of one program */

/* Opens the program for its names; NULL without memory. One without debug information has none.
 * base: where it was loaded, as its result tells. */
struct names *names_open(const char *program, unsigned long base);
void names_close(struct names *names);

/*
 * Looks through the trace that the events come from, which must outlive names: for the threads and
 * what each runs, for the blocks of the heap, for pointers to library objects. Without it threads
 * keep their letters, and other names are as good as one event alone makes them. Called again, only
 * the last trace counts.
 */
void names_learn(struct names *names, const json_t *trace);

/* The place of an instruction that a return address (not an address at all: 0) stands behind. */
bool names_place(struct names *names, unsigned long return_address, struct place *place);

/* "counter.c:30": the file without its folders. Empty if it isn't known. */
const char *names_short_place(struct names *names, unsigned long return_address,
                              char text[static NAME_SIZE]);

/* What the source says that a call or an access at that place is about: "queue->head"; of a call,
 * its first argument. Empty if it doesn't tell. writes: of an access. */
const char *names_expression(struct names *names, unsigned long return_address, bool writes,
                             char text[static NAME_SIZE]);

/*
 * What an event of the trace touches: "accounts[3].balance", "node->next", "queue->items[2]", a
 * bit-field by the name that the source line mentions. Where several variables of the trace are
 * called the same, as locals are, the name says whose: "main's total". If nothing else is known:
 * "a struct node from list.c:12", "byte 8 of the block from list.c:12", or an address. Empty for an
 * event that touches nothing.
 */
const char *names_of(struct names *names, const json_t *event, char name[static NAME_SIZE]);

/* The same with what it is, where that is an object to synchronise by: mutex "lock", semaphore
 * "empty"; as tsan-report calls it. */
const char *names_object(struct names *names, const json_t *event, char name[static NAME_SIZE]);

/* What the thing is that names_of names, for a sentence: "a local of main", "thread-local in
 * cook 1", "global", "in a struct node from list.c:12". Empty if it isn't known. */
const char *names_kind(struct names *names, const json_t *event, char text[static NAME_SIZE]);

/*
 * A thread of the trace by what it runs: "cook 1", "waiter" (a number only where several run the
 * same), "handler on_alarm" for one of a signal, "main". letter: as the trace and schedules have it, "A"; it is the name too if nothing
 * more is known.
 */
const char *names_thread(struct names *names, const char *letter, char name[static NAME_SIZE]);

/* The function that begins at an address of the program; "thread" if none is known. */
const char *names_function(struct names *names, unsigned long address, char name[static NAME_SIZE]);

/* A thread by its name and letter: "cook 1 (A)"; "thread A" if nothing more is known. */
const char *names_lettered(struct names *names, const char *letter, char text[static NAME_SIZE]);

/* The same of a thread with that name. */
const char *names_with_letter(const char *name, const char *letter, char text[static NAME_SIZE]);

/*
 * A message of the library's, with its threads by their names: "Thread A uses …" becomes "cook 1
 * (A) uses …".
 */
const char *names_message(struct names *names, const char *message, char text[static TEXT_SIZE]);

/*
 * A value of the event as what it is by the type of what is accessed: an enumeration's constant,
 * "true", "'a'", "0.5", "NULL", "&accounts[2]", "a struct node", or a number with the type's sign.
 * key: "before", "after", "read" or "written", as in the event, or "next" and "newest" of what is
 * in `stale` or `overtaken`. Of memory that is gone: "garbage". Of more than eight bytes: how many.
 */
const char *names_value(struct names *names, const json_t *event, const char *key,
                        char text[static NAME_SIZE]);

/* The same of what another event of the trace touches in the same bytes: its bit-field of a word
 * that this event accesses. */
const char *names_value_of(struct names *names, const json_t *other, const json_t *event,
                           const char *key, char text[static NAME_SIZE]);

/* Is what the event touches a bit-field, of a word that holds more? */
bool names_bit_field(struct names *names, const json_t *event);

/*
 * Library objects. An event with "do":"operation" begins what a library calls one operation
 * (interleave_annotate.h); events of its thread that are part of it have its number as "inside".
 * Writes its words, with the object and the value by their names: "sends 3 on orders". What became
 * of it counts, if the trace has its end. Empty for another event.
 */
const char *names_operation(struct names *names, const json_t *event, char text[static TEXT_SIZE]);

/* The outermost operation that an event is inside of; NULL: it is in none. And that operation in
 * the words with which it begins, whatever becomes of it. */
const json_t *names_outermost(const struct names *names, const json_t *event);
const char *names_begun(struct names *names, const json_t *operation, char text[static TEXT_SIZE]);

/*
 * What a thread that is in an operation waits for there: "waits to receive: orders is empty and
 * open"; event: of "do":"stuck", or any other that is "inside" an operation. helps: who of the
 * threads could end the wait, by what they did with the object: "cook 1 sent on it before"; empty
 * if none did. False, and both empty, if the library says nothing of a wait there.
 */
bool names_wait(struct names *names, const json_t *event, char text[static TEXT_SIZE],
                char helps[static TEXT_SIZE]);

/*
 * Of the operations that the library says could end that wait: the one that no thread has begun,
 * where there is one such and another one that some thread has. verb: what it is called, "close" of
 * "sends|closes". False, and empty, if there is no such.
 */
bool names_missing(struct names *names, const json_t *event, char verb[static NAME_SIZE]);

#endif
