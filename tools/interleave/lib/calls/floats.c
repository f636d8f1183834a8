/* floats.c - see floats.h. */
#include "calls/floats.h"

#include "memory/touches.h"
#include "world/world.h"

#include <fenv.h>

#define STATE __attribute__((section("interleave_state")))

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

/* -- the calls -- */

/* The program asks for its environment, or sets it: from now on each thread has its own. */
static void concerns(void)
{
    if (looked_at()) {
        engine_want_interrupts(INTERRUPTS_FLOATS);
    }
}

/* FE_DFL_ENV and the like are no addresses. */
static void reads_environment(const void *from, size_t size, const void *pc)
{
    if ((intptr_t)from >= 0) {
        reads(from, size, pc);
    }
}

#define OF_EXCEPTIONS(name) TAKES_OVER(int, name, (int exceptions), (exceptions), concerns())
OF_EXCEPTIONS(feclearexcept)
OF_EXCEPTIONS(feraiseexcept)
OF_EXCEPTIONS(fetestexcept)
OF_EXCEPTIONS(fesetexcept)
OF_EXCEPTIONS(feenableexcept)
OF_EXCEPTIONS(fedisableexcept)
TAKES_OVER(int, fegetexcept, (void), (), concerns())
TAKES_OVER(int, fesetround, (int rounding), (rounding), concerns())

#define GETS(name, type) \
    TAKES_OVER(int, name, (type * to), (to), (concerns(), writes(to, sizeof *to, HERE)))
#define SETS(name, type)                              \
    TAKES_OVER(int, name, (const type *from), (from), \
               (concerns(), reads_environment(from, sizeof *from, HERE)))
GETS(fegetenv, fenv_t)
GETS(feholdexcept, fenv_t)
SETS(fesetenv, fenv_t)
SETS(feupdateenv, fenv_t)

/* femode_t, which not every header has: control words, of which glibc keeps 8 bytes. */
struct modes {
    char bytes[8];
};
GETS(fegetmode, struct modes)
SETS(fesetmode, struct modes)

TAKES_OVER(int, fegetexceptflag, (fexcept_t * to, int exceptions), (to, exceptions),
           (concerns(), writes(to, sizeof *to, HERE)))
#define OF_FLAG(name)                                                                  \
    TAKES_OVER(int, name, (const fexcept_t *from, int exceptions), (from, exceptions), \
               (concerns(), reads(from, sizeof *from, HERE)))
OF_FLAG(fesetexceptflag)
OF_FLAG(fetestexceptflag)
