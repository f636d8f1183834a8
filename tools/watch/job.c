/* job.c - see job.h. */
#include "watch/job.h"

#include "common/clock.h"
#include "run/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_TEXT = 1 << 20, PATIENCE_SECONDS = 2 };

/* The child's part. Signals are handled by signalfd(2) in the parent, which blocks them. */
_Noreturn static void become(char *const arguments[], int output, pid_t parent)
{
    sigset_t none;
    const int nothing = open("/dev/null", O_RDONLY);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) {
        _exit(126); /* it died before the line above */
    }
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dup2(nothing, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    execvp(arguments[0], arguments);
    dprintf(STDERR_FILENO, "racetrack: watch: %s: %s\n", arguments[0], strerror(errno));
    _exit(127);
}

int job_begin(struct job *job, char *const arguments[])
{
    int ends[2];
    const pid_t parent = getpid();
    job_release(job);
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return errno;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    const pid_t process = fork();
    if (process == 0) {
        become(arguments, ends[1], parent);
    }
    const int error = errno;
    close(ends[1]);
    if (process < 0) {
        close(ends[0]);
        return error;
    }
    setpgid(process, process); /* whichever of us is first */
    job->process = process;
    job->output = ends[0];
    return 0;
}

bool job_runs(const struct job *job)
{
    return job->process != 0;
}

/* Keeps what it prints, up to a limit; what is beyond is read, so that it can go on. */
static void take_output(struct job *job)
{
    char bytes[16384];
    ssize_t length;
    while (job->output >= 0 && (length = read(job->output, bytes, sizeof bytes)) > 0) {
        const size_t room = MOST_TEXT - job->length;
        const size_t kept = (size_t)length < room ? (size_t)length : room;
        char *longer = realloc(job->text, job->length + kept + 1);
        if (longer == NULL) {
            continue;
        }
        memcpy(longer + job->length, bytes, kept);
        job->text = longer;
        job->length += kept;
        job->text[job->length] = '\0';
    }
}

static void settle(struct job *job, int status)
{
    take_output(job);
    if (!job->leaves_no) {
        watch_kill_descendants();
    }
    close(job->output);
    job->output = -1;
    job->process = 0;
    job->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool job_look(struct job *job)
{
    int status;
    if (!job_runs(job)) {
        return false;
    }
    take_output(job);
    if (waitpid(job->process, &status, WNOHANG) != job->process) {
        return false;
    }
    settle(job, status);
    return true;
}

/* Waits for its end, at most so long. */
static bool ends_within(struct job *job, int seconds)
{
    const double until = seconds_now() + seconds;
    while (!job_look(job)) {
        if (seconds_now() > until) {
            return false;
        }
        poll(NULL, 0, 2);
    }
    return true;
}

void job_cancel(struct job *job)
{
    if (!job_runs(job)) {
        return;
    }
    kill(-job->process, SIGTERM);
    if (!ends_within(job, PATIENCE_SECONDS)) {
        kill(-job->process, SIGKILL);
        int status = 0;
        while (waitpid(job->process, &status, 0) < 0 && errno == EINTR) {
        }
        settle(job, status);
    }
}

int job_run(struct job *job, char *const arguments[], int seconds)
{
    const int error = job_begin(job, arguments);
    job->leaves_no = true;
    if (error == 0 && !ends_within(job, seconds)) {
        job_cancel(job);
    }
    return error;
}

void job_release(struct job *job)
{
    free(job->text);
    job->text = NULL;
    job->length = 0;
    job->output = -1;
    job->process = 0;
    job->status = 0;
    job->leaves_no = false;
}
