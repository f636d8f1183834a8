/*
 * watch.c - looks at a running program from outside; see watch.h.
 *
 * Descendants are found from parent to child through the stat of every process, because
 * /proc/PID/task/TID/children is not built into every kernel.
 */
#include "run/watch.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct entry {
    pid_t process;
    pid_t parent;
    bool zombie;              /* with all its threads: the first may have ended before the others */
    unsigned long long ticks; /* of processor time, as stat has it */
    bool descends;
};

/* All processes of the machine at one moment. */
struct census {
    struct entry *entries;
    size_t count;
    size_t room;
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
    int parent, threads;
    unsigned long long user, system;
    if (after_name == NULL ||
        sscanf(after_name + 1,
               " %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %*d %*d %*d %*d %d", &state,
               &parent, &user, &system, &threads) != 5) {
        return false;
    }
    *entry = (struct entry){.process = process,
                            .parent = parent,
                            .zombie = state == 'Z' && threads <= 1,
                            .ticks = user + system};
    return true;
}

static bool make_room(struct census *census)
{
    if (census->count < census->room) {
        return true;
    }
    const size_t room = census->room == 0 ? 512 : 2 * census->room;
    struct entry *grown = realloc(census->entries, room * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    census->entries = grown;
    census->room = room;
    return true;
}

static int by_process(const void *left, const void *right)
{
    const pid_t a = ((const struct entry *)left)->process;
    const pid_t b = ((const struct entry *)right)->process;
    return (a > b) - (a < b);
}

/* Walks from the entry up through its parents. The census is sorted; no parent is met twice. */
static bool descends_from(struct entry entry, pid_t ancestor, const struct census *census)
{
    for (size_t steps = 0; steps < census->count; steps++) {
        if (entry.parent == ancestor) {
            return true;
        }
        const struct entry parent = {.process = entry.parent};
        const struct entry *found =
            bsearch(&parent, census->entries, census->count, sizeof parent, by_process);
        if (found == NULL) {
            return false;
        }
        entry = *found;
    }
    return false;
}

/* Counts all processes and marks those that descend from this one. The caller frees the entries. */
static struct census take_census(pid_t ancestor)
{
    struct census census = {0};
    DIR *directory = opendir("/proc");
    const struct dirent *item;
    while (directory != NULL && (item = readdir(directory)) != NULL) {
        if (isdigit((unsigned char)item->d_name[0]) && make_room(&census) &&
            read_entry((pid_t)atol(item->d_name), &census.entries[census.count])) {
            census.count++;
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    if (census.count > 0) {
        qsort(census.entries, census.count, sizeof *census.entries, by_process);
    }
    for (size_t i = 0; i < census.count; i++) {
        census.entries[i].descends = descends_from(census.entries[i], ancestor, &census);
    }
    return census;
}

/* Is the thread running, ready to, or in a wait that the kernel does not let it be woken from? */
static bool is_ready(pid_t process, const char *thread)
{
    char path[300], text[1024];
    snprintf(path, sizeof path, "/proc/%d/task/%.20s/stat", process, thread);
    const char *after_name = read_file(path, text, sizeof text) ? strrchr(text, ')') : NULL;
    return after_name != NULL && (after_name[2] == 'R' || after_name[2] == 'D');
}

/* Has the thread blocked nearly all signals? */
static bool blocks_signals(pid_t process, const char *thread)
{
    enum { NEARLY_ALL = 56 }; /* of 64; some can't be blocked, and some the C library keeps */
    char path[300], text[4096];
    unsigned long long blocked = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%.20s/status", process, thread);
    const char *line = read_file(path, text, sizeof text) ? strstr(text, "\nSigBlk:") : NULL;
    return line != NULL && sscanf(line, " SigBlk: %llx", &blocked) == 1 &&
           __builtin_popcountll(blocked) >= NEARLY_ALL;
}

/*
 * Is it a thread that a runtime has for itself? Such a one blocks signals, where the program's
 * first thread doesn't. TSan's wakes ten times a second, and on a busy machine it waits for its
 * turn each time: it would always be ready, however still the program stands. (Under Valgrind, all
 * block them.)
 */
static bool is_of_runtime(pid_t process, const char *thread)
{
    char first[24];
    snprintf(first, sizeof first, "%d", process);
    return blocks_signals(process, thread) && !blocks_signals(process, first);
}

/*
 * Adds up for how long the process's living threads ran, and were ready to; of a runtime's own
 * threads only what they ran counts. A kernel that keeps no schedstat leaves the time that stat
 * counts.
 */
static void add_times(const struct entry *entry, struct sighting *sighting)
{
    char path[300], text[128];
    unsigned long long ran_all = 0;
    snprintf(path, sizeof path, "/proc/%d/task", entry->process);
    DIR *directory = opendir(path);
    const struct dirent *item;
    while (directory != NULL && (item = readdir(directory)) != NULL) {
        unsigned long long ran, waited;
        snprintf(path, sizeof path, "/proc/%d/task/%.20s/schedstat", entry->process, item->d_name);
        if (item->d_name[0] != '.' && read_file(path, text, sizeof text) &&
            sscanf(text, "%llu %llu", &ran, &waited) == 2) {
            ran_all += ran;
            if (!is_of_runtime(entry->process, item->d_name)) {
                sighting->waited += waited;
                sighting->ready += is_ready(entry->process, item->d_name);
            }
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    const unsigned long long by_ticks =
        entry->ticks * (1000000000ULL / (unsigned long long)sysconf(_SC_CLK_TCK));
    sighting->ran += ran_all > 0 ? ran_all : by_ticks;
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

/* Its part of what is resident: of a page that several processes share, each has its part. */
static size_t own_bytes(pid_t process)
{
    char path[64], text[1024];
    unsigned long kibibytes;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", process);
    const char *line = read_file(path, text, sizeof text) ? strstr(text, "\nPss:") : NULL;
    return line != NULL && sscanf(line, " Pss: %lu", &kibibytes) == 1 ? kibibytes << 10
                                                                      : resident_bytes(process);
}

static bool is_of(const struct entry *entry, pid_t process)
{
    return (entry->descends || entry->process == process) && !entry->zombie;
}

/* The memory of all of them; size is how that of one is told. */
static size_t add_bytes(const struct census *census, pid_t process, size_t (*size)(pid_t))
{
    size_t bytes = 0;
    for (size_t i = 0; i < census->count; i++) {
        if (is_of(&census->entries[i], process)) {
            bytes += size(census->entries[i].process);
        }
    }
    return bytes;
}

void watch_look(pid_t process, int most, size_t most_bytes, struct sighting *sighting)
{
    struct census census = take_census(process);
    *sighting = (struct sighting){0};
    for (size_t i = 0; i < census.count; i++) {
        sighting->processes += is_of(&census.entries[i], process);
    }
    for (size_t i = 0; i < census.count && sighting->processes <= most; i++) {
        const struct entry *entry = &census.entries[i];
        if (is_of(entry, process)) {
            add_times(entry, sighting);
        }
    }
    if (sighting->processes <= most) {
        sighting->resident_bytes = add_bytes(&census, process, resident_bytes);
    }
    if (sighting->resident_bytes > most_bytes) {
        sighting->resident_bytes = add_bytes(&census, process, own_bytes);
    }
    free(census.entries);
}

/* Sends the signal to each living descendant; returns how many there are. */
static size_t signal_descendants(const struct census *census, int signal)
{
    size_t living = 0;
    for (size_t i = 0; i < census->count; i++) {
        if (census->entries[i].descends && !census->entries[i].zombie) {
            kill(census->entries[i].process, signal);
            living++;
        }
    }
    return living;
}

/* Waits for all children that have ended. True if there are no others. */
static bool no_child_is_left(void)
{
    pid_t ended;
    while ((ended = waitpid(-1, NULL, WNOHANG)) > 0) {
    }
    return ended < 0 && errno == ECHILD;
}

void watch_kill_descendants(void)
{
    /* Without a child there is no descendant: an orphan would have become a child. That is soon
       told, where a census reads a file for each process of the machine. */
    while (!no_child_is_left()) {
        struct census census = take_census(getpid());
        /* All are stopped before any is killed, so that none starts another in between. */
        signal_descendants(&census, SIGSTOP);
        const size_t killed = signal_descendants(&census, SIGKILL);
        free(census.entries);
        if (killed == 0) {
            no_child_is_left();
            return;
        }
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
}
