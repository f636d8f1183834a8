/* beside.c - see beside.h. */
#include "verify/beside.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the new process. */
static _Noreturn void work_and_tell(pid_t parent, int to, json_t *(*work)(const void *context),
                                    const void *context)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* as which run_program ends the program, too */
    if (getppid() != parent) {
        _exit(EXIT_FAILURE);
    }
    json_t *result = work(context);
    _exit(json_dumpfd(result, to, JSON_COMPACT) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

int beside_begin(struct beside *beside, json_t *(*work)(const void *context), const void *context)
{
    const pid_t parent = getpid();
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return errno;
    }
    fflush(NULL);
    const pid_t process = fork();
    if (process == 0) {
        close(ends[0]);
        work_and_tell(parent, ends[1], work, context);
    }
    const int error = process < 0 ? errno : 0;
    close(ends[1]);
    if (error != 0) {
        close(ends[0]);
    }
    *beside = (struct beside){.process = process, .from = ends[0]};
    return error;
}

static int wait_for(struct beside *beside)
{
    int status = -1;
    close(beside->from);
    while (waitpid(beside->process, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

json_t *beside_end(struct beside *beside)
{
    json_t *result = json_loadfd(beside->from, 0, NULL);
    if (wait_for(beside) != 0) {
        json_decref(result);
        return NULL;
    }
    return result;
}

void beside_stop(struct beside *beside)
{
    kill(beside->process, SIGTERM);
    wait_for(beside);
}
