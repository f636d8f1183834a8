/*
 * mapped_pages.c - memory of mmap is shared as any other: two threads count in it.
 *
 * Expect: failed data race or assertion
 * Expect -DFIXED: proved
 */
#define _DEFAULT_SOURCE
#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/mman.h>

static int *count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *add(void *argument)
{
#ifdef FIXED
    pthread_mutex_lock(&lock);
#endif
    ++*count;
#ifdef FIXED
    pthread_mutex_unlock(&lock);
#endif
    return argument;
}

int main(void)
{
    pthread_t one, other;
    count = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert(count != MAP_FAILED);
    pthread_create(&one, NULL, add, NULL);
    pthread_create(&other, NULL, add, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    assert(*count == 2);
    munmap(count, 4096);
    (void)lock;
    return 0;
}
