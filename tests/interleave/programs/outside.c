/*
 * outside.c - what the explorer has no control of ends the claim of proof, or the exploration.
 *
 * Expect: proved
 * Expect -DWRITES: bounded
 * Expect -DWRITES -D_FILE_OFFSET_BITS=64: bounded
 * Expect -DREADS_TEXT: proved
 * Expect -DCHANGES_PROCESS: bounded
 * Expect -DFORKS: unexplored
 * Expect -DSTARTS=200: bounded
 */
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef STARTS
#define STARTS 1
#endif

static void *work(void *argument)
{
    return argument;
}

int main(void)
{
    pthread_t threads[STARTS];
    char byte = 0;
    FILE *file = fopen("/dev/zero", "r");
    for (int i = 0; i < STARTS; i++) {
        pthread_create(&threads[i], NULL, work, NULL);
    }
#ifdef WRITES
    FILE *written = fopen("/dev/null", "w");
    fputs("something", written);
    fclose(written);
#endif
#ifdef READS_TEXT
    int number;
    sscanf("7", "%d", &number);
#endif
#ifdef CHANGES_PROCESS
    umask(0);
#endif
#ifdef FORKS
    if (fork() == 0) {
        _exit(0);
    }
#endif
    for (int i = 0; i < STARTS; i++) {
        pthread_join(threads[i], NULL);
    }
    const size_t got = fread(&byte, 1, 1, file);
    fclose(file);
    return got == 1 && byte == 0 ? 0 : 1;
}
