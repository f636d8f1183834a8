/* stepping_process.c - see stepping_process.h. */
#include "interleave/stepping/stepping_process.h"

#include "common/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 1 << 16, MOST_LINE = 1 << 24 };

/* In the child; what goes wrong is told by the error number on `failed`, which exec closes. */
_Noreturn static void become(const char *const *program, const char *variable, int failed)
{
    const int null = open("/dev/null", O_RDWR);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    personality(ADDR_NO_RANDOMIZE); /* where the system allows that */
    for (int i = 0; i <= 2 && null >= 0; i++) {
        dup2(null, i);
    }
    putenv((char *)(uintptr_t)variable);
    execv(program[0], (char *const *)(uintptr_t)program);
    const int error = errno;
    if (write(failed, &error, sizeof error) < 0) {
        _exit(126);
    }
    _exit(127);
}

/* The error number with which it could not become the program; 0: it has. */
static int error_of_child(int from)
{
    int error = 0;
    ssize_t got;
    while ((got = read(from, &error, sizeof error)) < 0 && errno == EINTR) {
    }
    return got == (ssize_t)sizeof error ? error : 0;
}

int stepping_process_start(struct stepping_process *process, const char *const *program,
                           const char *options)
{
    int ends[2], failed[2];
    char *variable = NULL;
    *process = (struct stepping_process){.socket = -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return errno;
    }
    if (pipe2(failed, O_CLOEXEC) != 0) {
        const int error = errno;
        close(ends[0]);
        close(ends[1]);
        return error;
    }
    const bool has_room =
        asprintf(&variable, "INTERLEAVE=%s;fd=%d;commands=%d", options, ends[1], ends[1]) >= 0;
    const pid_t child = has_room ? fork() : -1;
    const int fork_error = errno;
    if (child == 0) {
        fcntl(ends[1], F_SETFD, 0);
        become(program, variable, failed[1]);
    }
    free(variable);
    close(ends[1]);
    close(failed[1]);
    int error = !has_room ? ENOMEM : child < 0 ? fork_error : error_of_child(failed[0]);
    close(failed[0]);
    process->socket = ends[0];
    process->child = child > 0 ? child : 0;
    if (error != 0) {
        stepping_process_end(process);
    }
    return error;
}

int stepping_process_send(const struct stepping_process *process, const char *command)
{
    const size_t length = strlen(command);
    for (size_t done = 0; done < length;) {
        const ssize_t sent = send(process->socket, command + done, length - done, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return ECHILD;
        }
        done += (size_t)sent;
    }
    return 0;
}

/* More of what comes; false: nothing does. */
static bool receive(struct stepping_process *process, double until)
{
    struct pollfd ready = {.fd = process->socket, .events = POLLIN};
    if (process->room - process->used < PIECE) {
        char *more =
            process->used > MOST_LINE ? NULL : realloc(process->text, process->used + PIECE);
        if (more == NULL) {
            return false;
        }
        process->text = more;
        process->room = process->used + PIECE;
    }
    for (;;) {
        const double left = until - seconds_now();
        const int count = left > 0 ? poll(&ready, 1, (int)(left * 1000) + 1) : 0;
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        const ssize_t got = recv(process->socket, process->text + process->used, PIECE, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        process->used += got > 0 ? (size_t)got : 0;
        return got > 0;
    }
}

json_t *stepping_process_answer(struct stepping_process *process, double seconds)
{
    const double until = seconds_now() + seconds;
    size_t looked = 0;
    for (;;) {
        const char *end = process->used > looked
                              ? memchr(process->text + looked, '\n', process->used - looked)
                              : NULL;
        if (end == NULL) {
            looked = process->used;
            if (!receive(process, until)) {
                return NULL;
            }
            continue;
        }
        const size_t length = (size_t)(end - process->text);
        json_t *answer = json_loadb(process->text, length, 0, NULL);
        process->used -= length + 1;
        memmove(process->text, process->text + length + 1, process->used);
        looked = 0;
        if (json_is_object(answer)) {
            return answer;
        }
        json_decref(answer);
    }
}

void stepping_process_end(struct stepping_process *process)
{
    if (process->child > 0) {
        kill(process->child, SIGKILL);
        while (waitpid(process->child, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    if (process->socket >= 0) {
        close(process->socket);
    }
    free(process->text);
    *process = (struct stepping_process){.socket = -1};
}
