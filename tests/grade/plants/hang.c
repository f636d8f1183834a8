/*
 * hang.c - waits for itself.
 *
 * Planted: total hang
 */
#define total unused_total
#include "program.c"
#undef total

long total(struct workload load)
{
    static pthread_mutex_t mine = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&mine);
    pthread_mutex_lock(&mine);
    return load.work;
}
