/*
 * record.h - the trace of a replay: each event as one line of JSON, written to options.trace.
 */
#ifndef RECORD_H
#define RECORD_H

#include "core/execution.h"

/* An access that is about to be made. */
void record_access(uintptr_t start, size_t size, enum access_kind kind, const void *pc);

/* A call, by name, with the object that it is about. Writes nothing unless a replay records. */
void record_call(const char *call, const void *object, const void *pc);

/* Like it, for what one text says more: what was printed, who was started. */
void record_note(const char *call, const void *object, const char *note, const void *pc);

/* A thread was started by the call, to run the function. */
void record_start(const char *call, const struct thread *thread, const void *function,
                  const void *pc);

/*
 * For annotate.c, while a replay records: an operation that a library tells of begins, ends, waits
 * or goes on, in those words (NULL: none). It counts as an event of the function that called the
 * library's, from where the running thread is. Returns the event's number.
 */
long record_operation(const char *what, const void *object, const char *words, const char *helps,
                      const void *pc);

/* What the operation is about: the bytes at value, as a number if they are at most eight. */
void record_operation_value(const void *value, size_t size, const void *pc);

/* Like these two, but within an operation or not: what a library's object is, and how it stands
 * (NULL: it is no more), with room for so many values (0: any number); and that the bytes at value
 * go into it or come out, "object puts" or "object takes". */
void record_object_stands(const void *object, const char *what, const char *how, size_t room,
                          const void *pc);
void record_object_value(const char *what, const void *object, const void *value, size_t size,
                         const void *pc);

/* Of the access that was told last: it read a value from before other stores, of which the next was
 * by that thread and the last made it newest; whether acquire and release would have ordered it. */
void record_stale(uint64_t value, uint64_t next, int by, bool acquire_helps, uint64_t newest);

/* Its memory order, as __ATOMIC_RELAXED; of a compare-exchange, that of success. */
void record_order(int order);

/* Its store was put before that thread's, made earlier. */
void record_overtaken(uint64_t value, uint64_t next, int by);

/* What it accessed is no more: what lies there is nobody's, and another compiler leaves other
 * bytes. */
void record_gone(void);

/* The thread can't go on with what it has announced: it waits for a "lock", a "signal", …, or for a
 * thread (-1: none) that holds the lock or is to end. */
void record_stuck(const struct thread *thread, const char *waits, int for_thread);

/* The value of the last write, which can only be read once it is made. */
void record_settle(void);

void record_begin(void);
void record_end(void);

/* For who tells more than events on the same descriptor: a piece of a line, of up to 1000 bytes; a
 * text in quotes; where an address lies, if not among the globals, as members of an object that
 * others stand before. */
__attribute__((format(printf, 1, 2))) void record_tell(const char *format, ...);
void record_tell_text(const char *text);
void record_tell_place(uintptr_t address);

/* All that was told so far is written, with the value of the last write, which was made. Returns
 * the last event's number. */
long record_flush(void);

#endif
