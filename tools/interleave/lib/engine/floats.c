/* floats.c - see floats.h. */
#include "engine/floats.h"

#include "core/execution.h"

/* -- the registers, without libm, with which not every program is linked -- */

#if defined(__x86_64__)
enum { DEFAULT_MXCSR = 0x1f80 };
struct environment {
    char x87[28];    /* as fldenv has it */
    unsigned status; /* and control, of SSE */
};

static void save(struct environment *to)
{
    __asm__ volatile("fnstenv %0\n\tfldenv %0\n\tstmxcsr %1" : "+m"(to->x87), "=m"(to->status));
}

static void restore(const struct environment *from)
{
    __asm__ volatile("fldenv %0\n\tldmxcsr %1" : : "m"(from->x87), "m"(from->status));
}

static void set_default(void)
{
    const unsigned mxcsr = DEFAULT_MXCSR;
    __asm__ volatile("fninit\n\tldmxcsr %0" : : "m"(mxcsr));
}
#elif defined(__aarch64__)
struct environment {
    unsigned long control, status;
};

static void save(struct environment *to)
{
    __asm__ volatile("mrs %0, fpcr\n\tmrs %1, fpsr" : "=r"(to->control), "=r"(to->status));
}

static void restore(const struct environment *from)
{
    __asm__ volatile("msr fpcr, %0\n\tmsr fpsr, %1" : : "r"(from->control), "r"(from->status));
}

static void set_default(void)
{
    restore(&(const struct environment){.control = 0, .status = 0});
}
#else
#error "written for x86-64 and aarch64"
#endif

STATE static struct environment environments[MAX_THREADS] = {{.status = 0}};

void floats_reset(void)
{
    if (engine.floats) {
        set_default();
    }
}

void floats_begin_thread(int thread)
{
    save(&environments[thread]);
}

void floats_exchange(int from, int to)
{
    save(&environments[from]);
    restore(&environments[to]);
}
