/*
 * accesses.c - the calls that clang -fsanitize=thread puts at each plain access, function entry and
 * bulk copy. (LLVM's tsan_interface.h lists them; clang 14 to 22 emit these for C.)
 */
#include "calls/signals.h"
#include "core/frames.h"
#include "engine/endless.h"
#include "memory/life.h"
#include "memory/memory.h"
#include "memory/volatiles.h"
#include "world/world.h"

#define HERE __builtin_return_address(0)

#define ACCESS(name, size, kind)                                 \
    void name(void *address);                                    \
    void name(void *address)                                     \
    {                                                            \
        if (explored_reversibly()) {                             \
            memory_access((uintptr_t)address, size, kind, HERE); \
            endless_leave_no_trace();                            \
        }                                                        \
    }

/* Of an object that is volatile: handlers of signals may share it with their thread. */
static void access_volatile(uintptr_t address, size_t size, bool write, const void *pc)
{
    if (__builtin_expect(engine.interruptible, 0) && size <= sizeof(int)) {
        volatiles_note(address);
    }
    memory_access(address, size, write ? PLAIN_STORE : PLAIN_READ, pc);
}

#define VOLATILE(name, size, write)                                 \
    void name(void *address);                                       \
    void name(void *address)                                        \
    {                                                               \
        if (explored_reversibly()) {                                \
            access_volatile((uintptr_t)address, size, write, HERE); \
            endless_leave_no_trace();                               \
        }                                                           \
    }

#define ALIGNED(size)                                 \
    ACCESS(__tsan_read##size, size, PLAIN_READ)       \
    ACCESS(__tsan_write##size, size, PLAIN_STORE)     \
    VOLATILE(__tsan_volatile_read##size, size, false) \
    VOLATILE(__tsan_volatile_write##size, size, true)
#define UNALIGNED(size)                                            \
    ACCESS(__tsan_unaligned_read##size, size, PLAIN_READ)          \
    ACCESS(__tsan_unaligned_write##size, size, PLAIN_STORE)        \
    ACCESS(__tsan_unaligned_volatile_read##size, size, PLAIN_READ) \
    ACCESS(__tsan_unaligned_volatile_write##size, size, PLAIN_STORE)

ALIGNED(1)
ALIGNED(2)
ALIGNED(4)
ALIGNED(8)
ALIGNED(16)
UNALIGNED(2)
UNALIGNED(4)
UNALIGNED(8)

/* May be in three cells. */
#define UNALIGNED_16(name, write)                              \
    void name(void *address);                                  \
    void name(void *address)                                   \
    {                                                          \
        if (explored_reversibly()) {                           \
            memory_range((uintptr_t)address, 16, write, HERE); \
        }                                                      \
    }
UNALIGNED_16(__tsan_unaligned_read16, false)
UNALIGNED_16(__tsan_unaligned_write16, true)
UNALIGNED_16(__tsan_unaligned_volatile_read16, false)
UNALIGNED_16(__tsan_unaligned_volatile_write16, true)

/* Both at once: `-tsan-compound-read-before-write`. */
#define COMPOUND(name, size)                                            \
    void name(void *address);                                           \
    void name(void *address)                                            \
    {                                                                   \
        if (explored_reversibly()) {                                    \
            memory_access((uintptr_t)address, size, PLAIN_READ, HERE);  \
            memory_access((uintptr_t)address, size, PLAIN_STORE, HERE); \
            endless_leave_no_trace();                                   \
        }                                                               \
    }
COMPOUND(__tsan_read_write1, 1)
COMPOUND(__tsan_read_write2, 2)
COMPOUND(__tsan_read_write4, 4)
COMPOUND(__tsan_read_write8, 8)
COMPOUND(__tsan_read_write16, 16)
COMPOUND(__tsan_unaligned_read_write2, 2)
COMPOUND(__tsan_unaligned_read_write4, 4)
COMPOUND(__tsan_unaligned_read_write8, 8)

void __tsan_unaligned_read_write16(void *address);
void __tsan_unaligned_read_write16(void *address)
{
    if (explored_reversibly()) {
        memory_range((uintptr_t)address, 16, false, HERE);
        memory_range((uintptr_t)address, 16, true, HERE);
    }
}

void __tsan_init(void);
void __tsan_init(void)
{
}

void __tsan_func_entry(void *caller);
void __tsan_func_entry(void *caller)
{
    if (explored_reversibly() && engine.follows_calls) {
        struct thread *me = self;
        if (me->depth < MOST_CALLS) {
            me->calls[me->depth] = caller;
        }
        if (engine.recording) {
            frames_enter(me, &(struct frame){.inside = HERE,
                                             .base = *(uintptr_t *)__builtin_frame_address(0),
                                             .top = (uintptr_t)__builtin_dwarf_cfa()});
        }
        me->depth++;
        uintptr_t *const *frame = __builtin_frame_address(0);
        life_enter_frame((const uintptr_t *)frame, frame[0], caller);
    }
}

void __tsan_func_exit(void);
void __tsan_func_exit(void)
{
    if (explored_reversibly() && engine.follows_calls) {
        uintptr_t *const *frame = __builtin_frame_address(0);
        life_leave_frame((const uintptr_t *)frame, frame[0]);
        self->depth -= self->depth > 0;
    }
}

void __tsan_read_range(void *start, unsigned long size);
void __tsan_read_range(void *start, unsigned long size)
{
    if (explored_reversibly()) {
        memory_range((uintptr_t)start, size, false, HERE);
    }
}

void __tsan_write_range(void *start, unsigned long size);
void __tsan_write_range(void *start, unsigned long size)
{
    if (explored_reversibly()) {
        memory_range((uintptr_t)start, size, true, HERE);
    }
}

/* C++ only; here so that such objects link. */
void __tsan_vptr_update(void **address, void *value);
void __tsan_vptr_update(void **address, void *value)
{
    (void)value;
    if (explored_reversibly()) {
        memory_access((uintptr_t)address, sizeof *address, PLAIN_WRITE, HERE);
    }
}

void __tsan_vptr_read(void **address);
void __tsan_vptr_read(void **address)
{
    if (explored_reversibly()) {
        memory_access((uintptr_t)address, sizeof *address, PLAIN_READ, HERE);
    }
}

/* clang 19 and newer name them so; older ones call memcpy itself, which the linker wraps. */
#define COPY(name, real)                                           \
    void *name(void *to, const void *from, size_t size);           \
    void *name(void *to, const void *from, size_t size)            \
    {                                                              \
        if (explored_reversibly() && engine.active) {              \
            memory_range((uintptr_t)from, size, false, HERE);      \
            memory_range((uintptr_t)to, size, true, HERE);         \
            life_copy((uintptr_t)to, (uintptr_t)from, size, HERE); \
        }                                                          \
        return real(to, from, size);                               \
    }
#define SET(name)                                          \
    void *name(void *to, int byte, size_t size);           \
    void *name(void *to, int byte, size_t size)            \
    {                                                      \
        if (explored_reversibly() && engine.active) {      \
            memory_range((uintptr_t)to, size, true, HERE); \
        }                                                  \
        return __real_memset(to, byte, size);              \
    }
COPY(__tsan_memcpy, __real_memcpy)
COPY(__tsan_memmove, __real_memmove)
COPY(__wrap_memcpy, __real_memcpy)
COPY(__wrap_memmove, __real_memmove)
SET(__tsan_memset)
SET(__wrap_memset)
