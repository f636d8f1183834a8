/*
 * handled.c - a handler interrupts an update of what it changes, too.
 *
 * Legend: A work
 * Legend: B handler on_signal
 * Sentence: from the value that it read before handler on_signal's write, which is lost.
 * Decides: work (A) does step 3 first: then handler on_signal (B) does not do step 2.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_int count, ran;

static void on_signal(int number)
{
    (void)number;
    atomic_fetch_add(&count, 1);
    atomic_store(&ran, 1);
}

static void *work(void *unused)
{
    atomic_store(&count, atomic_load(&count) + 1);
    return unused;
}

int main(void)
{
    pthread_t thread;
    struct sigaction act = {.sa_handler = on_signal};
    if (sigaction(SIGUSR1, &act, NULL) != 0 || pthread_create(&thread, NULL, work, NULL) != 0) {
        return 0;
    }
    pthread_kill(thread, SIGUSR1);
    pthread_join(thread, NULL);
    return ran && count != 2;
}
