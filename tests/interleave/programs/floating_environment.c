/*
 * Each thread has a floating-point environment of its own, which begins as a copy of its starter's
 * (C17 7.6, POSIX.1-2017 pthread_create): what others round to, or raise, doesn't come into it.
 *
 * Expect -lm: proved
 * Expect -DINHERITED -lm: failed assertion
 * Expect -DSHARED -lm: failed data race
 */
#include <assert.h>
#include <fenv.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static fenv_t kept;
static atomic_int turn;

static void *work(void *unused)
{
#ifdef INHERITED
    assert(fegetround() == FE_TONEAREST);
#endif
    fesetround(FE_UPWARD);
    feraiseexcept(FE_INEXACT);
    atomic_fetch_add(&turn, 1);
    assert(fegetround() == FE_UPWARD && fetestexcept(FE_INEXACT | FE_OVERFLOW) == FE_INEXACT);
#ifdef SHARED
    fegetenv(&kept);
#endif
    return unused;
}

int main(void)
{
    pthread_t threads[2];
    fesetround(FE_DOWNWARD);
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, work, NULL);
    }
    feraiseexcept(FE_OVERFLOW);
    atomic_fetch_add(&turn, 1);
    assert(fegetround() == FE_DOWNWARD && fetestexcept(FE_INEXACT | FE_OVERFLOW) == FE_OVERFLOW);
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    assert(fegetround() == FE_DOWNWARD);
    fesetenv(FE_DFL_ENV);
    fegetenv(&kept);
    return fegetround() != FE_TONEAREST;
}
