/*
 * named_semaphore.c - two threads open a semaphore by its name; as a mutex it must begin at 1.
 *
 * Expect: failed data race or wrong result or assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>

#ifdef FIXED
enum { START = 1 };
#else
enum { START = 2 };
#endif
static int count;

static void *add(void *argument)
{
    sem_t *guard = sem_open("/racetrack", 0);
    assert(guard != SEM_FAILED);
    sem_wait(guard);
    count++;
    sem_post(guard);
    sem_close(guard);
    return argument;
}

int main(void)
{
    pthread_t one, other;
    sem_t *guard = sem_open("/racetrack", O_CREAT | O_EXCL, 0600, START);
    assert(guard != SEM_FAILED);
    pthread_create(&one, NULL, add, NULL);
    pthread_create(&other, NULL, add, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    assert(count == 2);
    sem_close(guard);
    assert(sem_unlink("/racetrack") == 0 && sem_open("/racetrack", 0) == SEM_FAILED);
    return 0;
}
