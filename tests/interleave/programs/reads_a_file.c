/*
 * reads_a_file.c - a file is opened, and not closed, in each of more executions than a process may
 * have files open.
 *
 * Expect: proved
 * Expect -DDESCRIPTOR: proved
 */
#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void *count_up(void *argument)
{
    for (int i = 0; i < 6; i++) {
        pthread_mutex_lock(&guard);
        count++;
        pthread_mutex_unlock(&guard);
    }
    return argument;
}

int main(void)
{
    pthread_t one, other;
#ifdef DESCRIPTOR
    assert(open("/dev/null", O_RDONLY) >= 0);
    close(open("/dev/null", O_RDONLY));
#else
    assert(fopen("/dev/null", "r") != NULL);
    fclose(fopen("/dev/null", "r"));
#endif
    pthread_create(&one, NULL, count_up, NULL);
    pthread_create(&other, NULL, count_up, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return count != 12;
}
