/*
 * alone.c - runs a command and tells what it leaves behind.
 *
 *     alone [-k SECONDS FOLDER COUNT] COMMAND [ARGUMENT...]
 *
 * Theory of operation. Whatever the command starts, and whatever that starts, becomes ours when its
 * own parent is gone (PR_SET_CHILD_SUBREAPER). So what is still our child when the command has
 * ended, and does not end by itself in a grace of seconds, was left behind, whoever else is at work
 * on this machine. Mounts are compared before and after.
 *
 * -k: the command, not what it started, is killed (SIGKILL) so many seconds after there are so many
 * files of JSON in the folder, unless it has ended before.
 *
 * Exit status: the command's own, 137 if it was killed; 99, with a line for each on standard error,
 * if something was left behind; 98 if the command can't be run.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const double grace = 20; /* seconds */

enum { MOUNTS = 1 << 20, LEFT = 99, CANNOT = 98, KILLED = 128 + SIGKILL };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* All mounts of this machine as text; the caller frees it. */
static char *read_mounts(void)
{
    char *text = calloc(1, MOUNTS);
    FILE *file = fopen("/proc/self/mounts", "r");
    if (text != NULL && file != NULL) {
        text[fread(text, 1, MOUNTS - 1, file)] = '\0';
    }
    if (file != NULL) {
        fclose(file);
    }
    return text;
}

/* Waits until the process (-1: each child) has ended and is reaped, or it is that late. Returns
 * whether it has. */
static bool wait_until(pid_t process, double end, int *status)
{
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    for (;;) {
        pid_t reaped;
        do {
            reaped = waitpid(process, status, WNOHANG);
        } while (process == -1 && reaped > 0); /* one signal may be of several */
        if (reaped == process || (reaped < 0 && errno == ECHILD)) {
            return true;
        }
        const double left = end - now();
        if (left <= 0) {
            return false;
        }
        const struct timespec pause = {.tv_sec = (time_t)left,
                                       .tv_nsec = (long)((left - (double)(time_t)left) * 1e9)};
        sigtimedwait(&children, NULL, &pause);
    }
}

/* Tells of each child that there still is, and kills it. Returns how many. */
static int tell_children(void)
{
    int count = 0;
    DIR *all = opendir("/proc");
    for (const struct dirent *entry; all != NULL && (entry = readdir(all)) != NULL;) {
        char path[300], text[300] = "";
        int parent = 0;
        snprintf(path, sizeof path, "/proc/%.20s/stat", entry->d_name);
        FILE *file = entry->d_name[0] >= '1' && entry->d_name[0] <= '9' ? fopen(path, "r") : NULL;
        if (file != NULL) {
            text[fread(text, 1, sizeof text - 1, file)] = '\0';
            fclose(file);
        }
        const char *after = strrchr(text, ')');
        if (after != NULL && sscanf(after + 1, " %*c %d", &parent) == 1 && parent == getpid()) {
            fprintf(stderr, "left behind: process %.*s\n", (int)(after - text + 1), text);
            kill((pid_t)atol(entry->d_name), SIGKILL);
            count++;
        }
    }
    if (all != NULL) {
        closedir(all);
    }
    return count;
}

/* How many files of JSON there are in the folder; 0 if there is no such folder yet. */
static long count_results(const char *path)
{
    long count = 0;
    DIR *folder = opendir(path);
    for (const struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        const char *const ending = strrchr(entry->d_name, '.');
        count += ending != NULL && strcmp(ending, ".json") == 0;
    }
    if (folder != NULL) {
        closedir(folder);
    }
    return count;
}

/* When a command is killed. */
struct moment {
    double seconds; /* after that */
    const char *folder;
    long count;
};

/* Waits until the process has ended, and kills it if the moment comes before. */
static void wait_or_kill(pid_t process, const struct moment *moment, int *status)
{
    static const double pause = 0.02; /* seconds */
    bool ended = false;
    while (!ended && count_results(moment->folder) < moment->count) {
        ended = wait_until(process, now() + pause, status);
    }
    if (!ended && !wait_until(process, now() + moment->seconds, status)) {
        kill(process, SIGKILL);
        waitpid(process, status, 0);
    }
}

static int left_behind(const char *mounts_before)
{
    const double end = now() + grace;
    int status;
    int count = wait_until(-1, end, &status) ? 0 : tell_children();
    char *mounts = read_mounts();
    if (mounts == NULL || strcmp(mounts, mounts_before) != 0) {
        fprintf(stderr, "left behind: a mount\n");
        count++;
    }
    free(mounts);
    return count;
}

int main(int argc, char *argv[])
{
    const bool kills = argc > 5 && strcmp(argv[1], "-k") == 0;
    char **command = argv + (kills ? 5 : 1);
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, NULL);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    char *mounts = read_mounts();
    if (argc < 2 || mounts == NULL) {
        return CANNOT;
    }
    const pid_t child = fork();
    if (child == 0) {
        sigprocmask(SIG_UNBLOCK, &children, NULL);
        execvp(command[0], command);
        _exit(CANNOT);
    }
    int status = 0;
    int result;
    if (child > 0 && kills) {
        const struct moment moment = {.seconds = strtod(argv[2], NULL),
                                      .folder = argv[3],
                                      .count = strtol(argv[4], NULL, 10)};
        wait_or_kill(child, &moment, &status);
    } else if (child > 0) {
        wait_until(child, now() + 1e6, &status);
    }
    result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    result = left_behind(mounts) > 0 ? LEFT : result;
    free(mounts);
    return child < 0 ? CANNOT : result;
}
