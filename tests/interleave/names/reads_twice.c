/*
 * reads_twice.c - a lock for reading is taken twice, and a writer asks in between: a cycle of two,
 * though one of them waits for a thread that holds nothing.
 *
 * Words: waits for table, after change, which waits to write
 * Words: waits for table, which readers hold
 * Sentence: main waits for rwlock "table" until change has written, which asked before it
 * Sentence: change waits for rwlock "table", which main holds: a cycle
 */
#define _GNU_SOURCE
#include <pthread.h>

static pthread_rwlock_t table = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;

static void *change(void *unused)
{
    pthread_rwlock_wrlock(&table);
    pthread_rwlock_unlock(&table);
    return unused;
}

int main(void)
{
    pthread_t writer;
    pthread_rwlock_rdlock(&table);
    pthread_create(&writer, NULL, change, NULL);
    pthread_rwlock_rdlock(&table);
    pthread_rwlock_unlock(&table);
    pthread_rwlock_unlock(&table);
    pthread_join(writer, NULL);
    return 0;
}
