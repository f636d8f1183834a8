/* floats.c - what a program does to its floating-point environment; see engine/floats.h. */
#include "engine/floats.h"

#include "engine/engine.h"
#include "memory/touches.h"
#include "world/world.h"

#include <fenv.h>

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
