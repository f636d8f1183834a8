/* input.c - lines of standard input and other streams. */
#include "world/input.h"
#include "calls/hidden.h"
#include "memory/memory.h"
#include "memory/touches.h"
#include "world/world.h"

#include <stdio.h>
#include <string.h>
#include <sys/types.h>

enum { FIRST_ROOM = 120 };

/* The C library would call its own realloc, for a line that is in the explored heap. */
void *__wrap_realloc(void *pointer, size_t size);

static ssize_t get_line(char **line, size_t *room, int end, FILE *stream, const void *pc)
{
    size_t length = 0;
    hidden_step(HIDDEN_STREAMS, pc);
    memory_range((uintptr_t)line, sizeof *line, true, pc);
    memory_range((uintptr_t)room, sizeof *room, true, pc);
    for (;;) {
        const int byte = getc_unlocked(stream);
        if (byte == EOF) {
            break;
        }
        if (*line == NULL || length + 2 > *room) {
            const size_t wanted = *line == NULL ? FIRST_ROOM : 2 * (length + 2);
            char *grown = __wrap_realloc(*line, wanted);
            if (grown == NULL) {
                return -1;
            }
            *line = grown;
            *room = wanted;
        }
        (*line)[length++] = (char)byte;
        if (byte == end) {
            break;
        }
    }
    if (length == 0) {
        return -1;
    }
    (*line)[length] = '\0';
    memory_range((uintptr_t)*line, length + 1, true, pc);
    return (ssize_t)length;
}

ssize_t __real_getdelim(char **, size_t *, int, FILE *);
ssize_t __wrap_getdelim(char **line, size_t *room, int end, FILE *stream);
ssize_t __wrap_getdelim(char **line, size_t *room, int end, FILE *stream)
{
    if (!explored()) {
        return __real_getdelim(line, room, end, stream);
    }
    engine_event();
    input_used();
    return get_line(line, room, end, stream, HERE);
}

ssize_t __real_getline(char **, size_t *, FILE *);
ssize_t __wrap_getline(char **line, size_t *room, FILE *stream);
ssize_t __wrap_getline(char **line, size_t *room, FILE *stream)
{
    if (!explored()) {
        return __real_getline(line, room, stream);
    }
    engine_event();
    input_used();
    return get_line(line, room, '\n', stream, HERE);
}
