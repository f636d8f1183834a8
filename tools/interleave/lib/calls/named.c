/*
 * named.c - named semaphores. The system's outlast the process; here each execution begins without
 * any, and they are memory like any other.
 */
#include "calls/hidden.h"
#include "engine/record.h"
#include "memory/touches.h"
#include "world/world.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#define HERE __builtin_return_address(0)

enum { MOST_NAMED = 32 };

struct named {
    char name[NAME_MAX];
    sem_t *semaphore;
    bool linked; /* its name still stands for it */
};

STATE static struct named named[MOST_NAMED] = {{.linked = false}};
STATE static int named_count = 0;
STATE static uint32_t named_execution = 0;
static uint64_t names = 0; /* stands for all of that */

int __wrap_sem_init(sem_t *semaphore, int shared, unsigned value);
void *__wrap_malloc(size_t size);

static struct named *look_up(const char *name)
{
    if (named_execution != engine.execution) {
        named_execution = engine.execution;
        named_count = 0;
    }
    for (int i = 0; i < named_count; i++) {
        if (named[i].linked && strcmp(named[i].name, name) == 0) {
            return &named[i];
        }
    }
    return NULL;
}

static sem_t *open_one(const char *name, int flags, unsigned value)
{
    struct named *found = look_up(name);
    if (name[0] != '/' || strlen(name) >= NAME_MAX) {
        errno = EINVAL;
    } else if (found != NULL && (flags & O_CREAT) != 0 && (flags & O_EXCL) != 0) {
        errno = EEXIST;
    } else if (found != NULL) {
        return found->semaphore;
    } else if ((flags & O_CREAT) == 0) {
        errno = ENOENT;
    } else if (named_count == MOST_NAMED) {
        errno = ENFILE;
    } else {
        struct named *fresh = &named[named_count];
        fresh->semaphore = __wrap_malloc(sizeof *fresh->semaphore);
        if (fresh->semaphore != NULL) {
            memcpy(fresh->name, name, strlen(name) + 1);
            fresh->linked = true;
            named_count++;
            __wrap_sem_init(fresh->semaphore, 0, value);
            return fresh->semaphore;
        }
    }
    return SEM_FAILED;
}

sem_t *__real_sem_open(const char *, int, ...);
sem_t *__wrap_sem_open(const char *name, int flags, ...);
sem_t *__wrap_sem_open(const char *name, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = va_arg(arguments, mode_t);
    const unsigned value = va_arg(arguments, unsigned);
    va_end(arguments);
    if (!explored()) {
        return __real_sem_open(name, flags, mode, value);
    }
    reads_format(name, HERE);
    hidden_update(&names, HERE);
    record_call("sem_open", NULL, HERE);
    return open_one(name, flags, value);
}

/* Others may still have it open, so the memory stays. */
int __real_sem_close(sem_t *);
int __wrap_sem_close(sem_t *semaphore);
int __wrap_sem_close(sem_t *semaphore)
{
    if (!explored()) {
        return __real_sem_close(semaphore);
    }
    engine_event();
    return 0;
}

int __real_sem_unlink(const char *);
int __wrap_sem_unlink(const char *name);
int __wrap_sem_unlink(const char *name)
{
    if (!explored()) {
        return __real_sem_unlink(name);
    }
    reads_format(name, HERE);
    hidden_update(&names, HERE);
    struct named *found = look_up(name);
    if (found == NULL) {
        errno = ENOENT;
        return -1;
    }
    found->linked = false;
    return 0;
}
