/* leaderless.c - a program whose first thread ends while another computes without an end. */
#include <pthread.h>
#include <stddef.h>

static void *compute(void *argument)
{
    for (volatile unsigned long turn = 0;; turn++) {
    }
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, compute, NULL);
    pthread_exit(NULL);
}
