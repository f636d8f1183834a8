/* input.c - standard input, line by line or as it comes; see input.h. */
#include "calls/input.h"

#include "calls/hidden.h"
#include "memory/memory.h"
#include "memory/touches.h"
#include "world/world.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define STATE __attribute__((section("interleave_state")))

enum { FIRST_ROOM = 120 };

STATE static bool used = false;
STATE static off_t start = -1;

void input_used(void)
{
    if (!used) {
        used = true;
        start = lseek(STDIN_FILENO, 0, SEEK_CUR);
        if (start < 0) {
            engine_uncontrolled("an input that can't be read again");
        }
    }
}

void input_restore(void)
{
    if (used && start >= 0) {
        __fpurge(stdin);
        clearerr(stdin);
        lseek(STDIN_FILENO, start, SEEK_SET);
    }
}

int input_again(void)
{
    struct stat status;
    if (fstat(STDIN_FILENO, &status) != 0 || !S_ISREG(status.st_mode)) {
        return -2;
    }
    const off_t from = used ? start : lseek(STDIN_FILENO, 0, SEEK_CUR);
    const int again = open("/proc/self/fd/0", O_RDONLY | O_CLOEXEC);
    if (again >= 0 && lseek(again, from, SEEK_SET) < 0) {
        close(again);
        return -1;
    }
    return again;
}

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
