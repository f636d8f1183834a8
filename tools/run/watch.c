/*
 * watch.c - looks at a running program from outside; see watch.h.
 *
 * Descendants are found from parent to child through the stat of every process, because
 * /proc/PID/task/TID/children is not built into every kernel.
 */
#include "run/watch.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_PROCESSES = 4096 };

struct entry {
    pid_t process;
    pid_t parent;
    bool zombie;
    bool descends;
};

/* Reads the file into text, NUL-terminated; false if it can't be read. */
static bool read_file(const char *path, char *text, size_t size)
{
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    const ssize_t length = read(descriptor, text, size - 1);
    close(descriptor);
    if (length < 0) {
        return false;
    }
    text[length] = '\0';
    return true;
}

static bool read_entry(pid_t process, struct entry *entry)
{
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", process);
    if (!read_file(path, text, sizeof text)) {
        return false;
    }
    /* The command's name, in parentheses, may hold anything; what follows the last one is safe. */
    const char *after_name = strrchr(text, ')');
    char state;
    int parent;
    if (after_name == NULL || sscanf(after_name + 1, " %c %d", &state, &parent) != 2) {
        return false;
    }
    *entry = (struct entry){.process = process, .parent = parent, .zombie = state == 'Z'};
    return true;
}

/* Fills entries with all processes of the machine; returns how many. */
static size_t list_processes(struct entry *entries)
{
    DIR *directory = opendir("/proc");
    size_t count = 0;
    if (directory == NULL) {
        return 0;
    }
    const struct dirent *item;
    while (count < MOST_PROCESSES && (item = readdir(directory)) != NULL) {
        if (isdigit((unsigned char)item->d_name[0]) &&
            read_entry((pid_t)atol(item->d_name), &entries[count])) {
            count++;
        }
    }
    closedir(directory);
    return count;
}

static int by_process(const void *left, const void *right)
{
    const pid_t a = ((const struct entry *)left)->process;
    const pid_t b = ((const struct entry *)right)->process;
    return (a > b) - (a < b);
}

/* Walks from the entry up through its parents; they stand sorted, and none is met twice. */
static bool descends_from(struct entry entry, pid_t ancestor, const struct entry *entries,
                          size_t count)
{
    for (size_t steps = 0; steps < count; steps++) {
        if (entry.parent == ancestor) {
            return true;
        }
        const struct entry parent = {.process = entry.parent};
        const struct entry *found = bsearch(&parent, entries, count, sizeof *entries, by_process);
        if (found == NULL) {
            return false;
        }
        entry = *found;
    }
    return false;
}

static void mark_descendants(struct entry *entries, size_t count, pid_t ancestor)
{
    qsort(entries, count, sizeof *entries, by_process);
    for (size_t i = 0; i < count; i++) {
        entries[i].descends = descends_from(entries[i], ancestor, entries, count);
    }
}

static unsigned long long busy_time(pid_t process)
{
    char path[300], text[128];
    snprintf(path, sizeof path, "/proc/%d/task", process);
    DIR *directory = opendir(path);
    unsigned long long sum = 0;
    if (directory == NULL) {
        return 0;
    }
    const struct dirent *item;
    while ((item = readdir(directory)) != NULL) {
        unsigned long long ran, waited;
        snprintf(path, sizeof path, "/proc/%d/task/%.20s/schedstat", process, item->d_name);
        if (item->d_name[0] != '.' && read_file(path, text, sizeof text) &&
            sscanf(text, "%llu %llu", &ran, &waited) == 2) {
            sum += ran + waited;
        }
    }
    closedir(directory);
    return sum;
}

static size_t resident_bytes(pid_t process)
{
    char path[64], text[128];
    unsigned long pages = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", process);
    if (read_file(path, text, sizeof text)) {
        sscanf(text, "%*u %lu", &pages);
    }
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

void watch_look(pid_t process, struct sighting *sighting)
{
    static struct entry entries[MOST_PROCESSES];
    const size_t count = list_processes(entries);
    mark_descendants(entries, count, process);
    *sighting = (struct sighting){0};
    for (size_t i = 0; i < count; i++) {
        if ((entries[i].descends || entries[i].process == process) && !entries[i].zombie) {
            sighting->processes++;
            sighting->resident_bytes += resident_bytes(entries[i].process);
            sighting->busy += busy_time(entries[i].process);
        }
    }
}

/* Sends the signal to each living descendant; returns how many there are. */
static size_t signal_descendants(const struct entry *entries, size_t count, int signal)
{
    size_t living = 0;
    for (size_t i = 0; i < count; i++) {
        if (entries[i].descends && !entries[i].zombie) {
            kill(entries[i].process, signal);
            living++;
        }
    }
    return living;
}

void watch_kill_descendants(void)
{
    static struct entry entries[MOST_PROCESSES];
    for (;;) {
        const size_t count = list_processes(entries);
        mark_descendants(entries, count, getpid());
        /* All are stopped before any is killed, so that none starts another in between. */
        signal_descendants(entries, count, SIGSTOP);
        const size_t killed = signal_descendants(entries, count, SIGKILL);
        while (waitpid(-1, NULL, WNOHANG) > 0) {
        }
        if (killed == 0) {
            return;
        }
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
}
