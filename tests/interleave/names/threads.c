/*
 * threads.c - a thread is called by what it runs, with a number where several run the same.
 *
 * Legend: M main
 * Legend: A cook 1
 * Legend: B waiter
 * Legend: C cook 2
 * Legend: D guest
 */
#include <pthread.h>
#include <threads.h>

static int dishes;

static void *cook(void *unused)
{
    dishes++;
    return unused;
}

static void *waiter(void *unused)
{
    dishes--;
    return unused;
}

static int guest(void *unused)
{
    dishes = unused != NULL;
    return 0;
}

int main(void)
{
    static void *(*const all[])(void *) = {cook, waiter, cook};
    thrd_t last;
    for (int i = 0; i < 3; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, all[i], NULL);
        pthread_join(thread, NULL);
    }
    thrd_create(&last, guest, NULL);
    thrd_join(last, NULL);
    return 1;
}
