/* asked.c - see asked.h. */
#include "asked.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the child. It has a group of its own, as Ctrl-C is the game's. What it says beside its answer
 * would spoil the screen. */
_Noreturn static void become(const char *const *command, int answer)
{
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    dup2(nowhere, STDIN_FILENO);
    dup2(answer, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    execv(command[0], (char *const *)command);
    _exit(127);
}

int asked_begin(struct asked *asked, const char *const *command)
{
    *asked = (struct asked){.answer = memfd_create("answer", MFD_CLOEXEC)};
    if (asked->answer < 0) {
        return errno;
    }
    const pid_t process = fork();
    if (process < 0) {
        const int error = errno;
        close(asked->answer);
        asked->answer = -1;
        return error;
    }
    if (process == 0) {
        become(command, asked->answer);
    }
    setpgid(process, process);
    asked->process = process;
    return 0;
}

/* The process has ended: reads what it wrote. */
static void read_answer(struct asked *asked)
{
    asked->process = 0;
    lseek(asked->answer, 0, SEEK_SET);
    asked->json = json_loadfd(asked->answer, 0, NULL);
    close(asked->answer);
    asked->answer = -1;
}

bool asked_ended(struct asked *asked)
{
    if (asked->process != 0 && waitpid(asked->process, NULL, WNOHANG) == asked->process) {
        read_answer(asked);
    }
    return asked->process == 0;
}

void asked_wait(struct asked *asked)
{
    while (asked->process != 0) {
        if (waitpid(asked->process, NULL, 0) == asked->process) {
            read_answer(asked);
        } else if (errno != EINTR) {
            return;
        }
    }
}

void asked_release(struct asked *asked)
{
    if (asked->process != 0) {
        kill(asked->process, SIGTERM); /* it ends what it runs, and itself */
        asked_wait(asked);
    }
    json_decref(asked->json);
    asked->json = NULL;
}
