/*
 * asynchronous-input.c - threads of the C library read into its memory.
 *
 * Refused as acts-outside-total
 */
#include "exercise.h"

#include <aio.h>
#include <stddef.h>

long total(struct workload load)
{
    static char byte;
    struct aiocb request = {.aio_buf = &byte, .aio_nbytes = 1};
    aio_read(&request);
    return load.threads * load.work;
}
