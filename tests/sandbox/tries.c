/*
 * tries.c - a program that tries to get out of a sandbox, or to do harm in it.
 *
 *     tries WHAT [ARGUMENT]
 *
 * Exit status of a way out (first table): 0 it got out, 1 it was refused. What does harm (second
 * table) is bounded by itself too: were nothing to stop it, the machine would still stand it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MIB = 1 << 20 };

static char block[MIB];

/* Ways out: each true if it is open. */

static bool network(const char *port)
{
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons((in_port_t)atoi(port)),
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    return connect(descriptor, (const struct sockaddr *)&address, sizeof address) == 0;
}

/* A socket without a file, which belongs to the network. */
static bool abstract(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "%s", name);
    const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    return connect(descriptor, (const struct sockaddr *)&address,
                   (socklen_t)(sizeof(sa_family_t) + 1 + strlen(name))) == 0;
}

static bool read_file(const char *path)
{
    return open(path, O_RDONLY) >= 0;
}

static bool write_file(const char *path)
{
    return open(path, O_WRONLY | O_CREAT, 0644) >= 0;
}

static bool list(const char *folder)
{
    return opendir(folder) != NULL;
}

static bool kill_it(const char *process)
{
    return kill(atoi(process), SIGKILL) == 0;
}

static bool trace(const char *process)
{
    return ptrace(PTRACE_ATTACH, atoi(process), NULL, NULL) == 0;
}

static bool see(const char *process)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%s/stat", process);
    return read_file(path);
}

static bool variable(const char *name)
{
    return getenv(name) != NULL;
}

static bool descriptor(const char *number)
{
    return fcntl(atoi(number), F_GETFD) >= 0;
}

static bool hidden_memory(const char *name)
{
    return memfd_create(name, 0) >= 0;
}

static bool shared_segment(const char *ignored)
{
    (void)ignored;
    const int segment = shmget(IPC_PRIVATE, MIB, 0600);
    return segment >= 0 && shmctl(segment, IPC_RMID, NULL) == 0;
}

static bool namespace(const char *ignored)
{
    (void)ignored;
    return unshare(CLONE_NEWUSER) == 0;
}

static bool mount_it(const char *ignored)
{
    (void)ignored;
    return mount("tmpfs", "/tmp", "tmpfs", 0, NULL) == 0;
}

static bool more_tasks(const char *ignored)
{
    (void)ignored;
    const struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    return setrlimit(RLIMIT_NPROC, &limit) == 0;
}

/* It may run anywhere in memory: older TSan runtimes then can't start. */
static bool randomised(const char *ignored)
{
    (void)ignored;
    return (personality(0xffffffff) & ADDR_NO_RANDOMIZE) == 0;
}

/* Harm. */

/* Writes files of 8 MiB each; it tells how many MiB went in. */
static int fill(const char *folder)
{
    long written = 0;
    for (int file = 0; file < 60; file++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%d", folder, file);
        const int out = open(path, O_WRONLY | O_CREAT, 0644);
        for (int part = 0; part < 8; part++) {
            if (out < 0 || write(out, block, MIB) != MIB) {
                printf("%ld\n", written);
                return written > 0 ? 1 : 2;
            }
            written++;
        }
        close(out);
    }
    printf("%ld\n", written);
    return 0;
}

static int memory(const char *mebibytes)
{
    for (int i = 0; i < atoi(mebibytes); i++) {
        memset(malloc(MIB), 1, MIB);
    }
    pause();
    return 0;
}

/* Processes that share 30 MiB, and wait. */
static int copies(const char *processes)
{
    memset(malloc(30 * MIB), 1, 30 * MIB);
    for (int i = 0; i < atoi(processes) && fork() != 0; i++) {
    }
    pause();
    return 0;
}

/* One after the other; tells how many there are, and waits. */
static int processes(const char *most)
{
    int count = 0;
    while (count < atoi(most)) {
        const pid_t child = fork();
        if (child == 0) {
            pause();
        }
        if (child < 0) {
            break;
        }
        count++;
    }
    printf("%d\n", count);
    fflush(stdout);
    pause();
    return 0;
}

/* Each starts another: 2 to the power of the rounds, if all goes through. */
static int doubling(const char *rounds)
{
    for (int i = 0; i < atoi(rounds); i++) {
        while (fork() < 0) {
            usleep(1000);
        }
    }
    pause();
    return 0;
}

/* Leaves a process behind, in a session of its own. */
static int daemonise(const char *ignored)
{
    (void)ignored;
    if (fork() == 0) {
        setsid();
        signal(SIGHUP, SIG_IGN);
        signal(SIGTERM, SIG_IGN);
        if (fork() == 0) {
            for (int i = 0; i < 10000; i++) {
                close(i);
            }
            sleep(60);
        }
        _exit(0);
    }
    wait(NULL);
    return 0;
}

static int output(const char *mebibytes)
{
    memset(block, 'x', sizeof block);
    for (int i = 0; i < atoi(mebibytes); i++) {
        if (write(STDOUT_FILENO, block, MIB) < 0) {
            return 1;
        }
    }
    return 0;
}

/* What is left of those around it, its own keeper among them, can still tell how it ends. */
static int kill_all(const char *status)
{
    for (pid_t process = 1; process < 100; process++) {
        if (process != getpid()) {
            kill(process, SIGKILL);
        }
    }
    kill(-1, SIGKILL);
    return atoi(status);
}

static int large_file(const char *path)
{
    const int out = open(path, O_WRONLY | O_CREAT, 0644);
    return ftruncate(out, (off_t)1 << 30);
}

static int spin(const char *processes)
{
    for (int i = 1; i < atoi(processes); i++) {
        if (fork() == 0) {
            break;
        }
    }
    for (volatile unsigned long turn = 0; turn < 1UL << 36; turn++) {
    }
    return 0;
}

static int stop(const char *ignored)
{
    (void)ignored;
    return sleep(60) != 0;
}

static int end_by_signal(const char *number)
{
    return raise(atoi(number));
}

static int end(const char *status)
{
    return atoi(status);
}

int main(int argc, char *argv[])
{
    static const struct {
        const char *name;
        bool (*open)(const char *);
    } ways[] = {
        {"network", network},
        {"abstract", abstract},
        {"read", read_file},
        {"write", write_file},
        {"list", list},
        {"kill", kill_it},
        {"trace", trace},
        {"see", see},
        {"variable", variable},
        {"descriptor", descriptor},
        {"hidden-memory", hidden_memory},
        {"shared-segment", shared_segment},
        {"namespace", namespace},
        {"mount", mount_it},
        {"more-tasks", more_tasks},
        {"randomised", randomised},
    };
    static const struct {
        const char *name;
        int (*doing)(const char *);
    } harm[] = {
        {"fill", fill},
        {"memory", memory},
        {"copies", copies},
        {"processes", processes},
        {"doubling", doubling},
        {"daemonise", daemonise},
        {"output", output},
        {"kill-all", kill_all},
        {"large-file", large_file},
        {"spin", spin},
        {"stop", stop},
        {"signal", end_by_signal},
        {"exit", end},
    };
    if (argc != 3) {
        return 99;
    }
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (strcmp(argv[1], ways[i].name) == 0) {
            return !ways[i].open(argv[2]);
        }
    }
    for (size_t i = 0; i < sizeof harm / sizeof *harm; i++) {
        if (strcmp(argv[1], harm[i].name) == 0) {
            return harm[i].doing(argv[2]);
        }
    }
    return 99;
}
