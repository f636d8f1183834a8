/*
 * sandbox.c - a bubblewrap sandbox around a program; see sandbox.h.
 *
 * Theory of operation. run_program forks; the child makes bubblewrap's arguments and becomes it.
 * bubblewrap makes namespaces of its own for users, processes, mounts, network, ipc and names, puts
 * together a root folder of what the arguments name, tells the number of its first process, and
 * waits at the gate. We limit the number of tasks there: only now, when the process is in its own
 * user namespace, does the kernel count that namespace's tasks and nobody else's (Linux 5.14). The
 * first process is the init of its namespace. When it dies, the kernel kills all others and it is
 * not gone before they are, so that nothing of a sandbox outlives its run.
 *
 * For root no such limit holds, and what belongs to root would be the program's own. So root
 * becomes SANDBOX_USER before bubblewrap starts. That user may not come to where the kit lies
 * (/root, say): what is to be readable is bound to /mnt in a mount namespace of the child's own
 * first.
 */
#include "run/sandbox.h"

#include "run/denied.h"
#include "run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* In bytes: what a program can write to each place in it. */
#define SMALL_PLACE "134217728"   /* /tmp and /dev/shm, 128 MiB: a file that is too large fits in */
#define SCRATCH_PLACE "268435456" /* 256 MiB: an object or a program under TSan is a few */

enum { MOST_ARGUMENTS = 256, MOST_READABLE = 32, MOST_VARIABLES = 32, MOST_OPEN_FILES = 256 };

struct arguments {
    const char *each[MOST_ARGUMENTS + 1];
    size_t count;
    bool too_many;
};

/* Something that is readable inside. */
struct shown {
    char *inside; /* its path there */
    char *source; /* where bubblewrap finds it */
    bool is_folder;
};

static void add(struct arguments *arguments, const char *word)
{
    if (arguments->count == MOST_ARGUMENTS) {
        arguments->too_many = true;
        return;
    }
    arguments->each[arguments->count++] = word;
}

static void add_all(struct arguments *arguments, const char *const *words)
{
    for (; *words != NULL; words++) {
        add(arguments, *words);
    }
}

#define ADD(arguments, ...) add_all(arguments, (const char *const[]){__VA_ARGS__, NULL})

static void add_number(struct arguments *arguments, const char *option, int number)
{
    char *text;
    add(arguments, option);
    if (asprintf(&text, "%d", number) < 0) {
        arguments->too_many = true;
        return;
    }
    add(arguments, text);
}

/* The system's programs and libraries. Where /usr has taken in the others, they are links. */
static void add_system(struct arguments *arguments)
{
    static const char *const folders[] = {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"};
    static const char *const files[] = {"/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf",
                                        "/etc/ld.so.conf.d"};
    ADD(arguments, "--ro-bind", "/usr", "/usr");
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char target[256];
        const ssize_t length = readlink(folders[i], target, sizeof target - 1);
        if (length > 0) {
            target[length] = '\0';
            ADD(arguments, "--symlink", strdup(target), folders[i]);
        } else {
            ADD(arguments, "--ro-bind-try", folders[i], folders[i]);
        }
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        ADD(arguments, "--ro-bind-try", files[i], files[i]);
    }
}

/* The path, absolute, without "." and ".."; links in it stay as they are. NULL without memory. */
static char *absolute(const char *path)
{
    char *folder = path[0] == '/' ? strdup("") : getcwd(NULL, 0);
    char *whole = NULL;
    if (folder == NULL || asprintf(&whole, "%s/%s", folder, path) < 0) {
        free(folder);
        return NULL;
    }
    free(folder);
    char *end = whole; /* of what is done */
    for (char *rest = whole, *word; (word = strtok_r(rest, "/", &rest)) != NULL;) {
        const size_t length = strlen(word);
        if (strcmp(word, "..") == 0) {
            while (end > whole && *--end != '/') {
            }
        } else if (strcmp(word, ".") != 0) {
            *end++ = '/';
            memmove(end, word, length);
            end += length;
        }
    }
    if (end == whole) {
        *end++ = '/';
    }
    *end = '\0';
    return whole;
}

/* Is the file there anyway, with the system? */
static bool of_the_system(const char *path)
{
    return strncmp(path, "/usr/", 5) == 0 || strncmp(path, "/bin/", 5) == 0 ||
           strncmp(path, "/sbin/", 6) == 0 || strncmp(path, "/lib", 4) == 0;
}

/* Returns 0, or why the path can't be shown. */
static int show(const char *path, struct shown *shown)
{
    struct stat status;
    *shown = (struct shown){.inside = absolute(path)};
    if (shown->inside == NULL) {
        return ENOMEM;
    }
    shown->source = shown->inside;
    if (stat(shown->inside, &status) != 0) {
        return errno;
    }
    shown->is_folder = S_ISDIR(status.st_mode);
    return 0;
}

/* Makes the program, and what is named, known to shown, whose number of entries is returned. */
static int show_all(const struct sandbox *sandbox, const char *program,
                    struct shown shown[static MOST_READABLE], size_t *count)
{
    int error = 0;
    for (const char *const *path = sandbox->readable; path != NULL && *path != NULL && error == 0;
         path++) {
        error = *count < MOST_READABLE - 1 ? show(*path, &shown[(*count)++]) : E2BIG;
    }
    if (error == 0 && !of_the_system(program)) {
        error = show(program, &shown[(*count)++]);
    }
    return error;
}

/* Binds what stands behind the descriptor to that path. */
static int bind_to(const char *path, bool is_folder, int descriptor)
{
    char open_file[32];
    snprintf(open_file, sizeof open_file, "/proc/self/fd/%d", descriptor);
    const int made = is_folder ? mkdir(path, 0755) : mknod(path, S_IFREG | 0644, 0);
    return made != 0 || mount(open_file, path, NULL, MS_BIND | MS_REC, NULL) != 0 ? errno : 0;
}

/* Binds what is shown to a place where everybody may go. Returns 0 or an error number. */
static int stage(struct shown *shown, size_t count)
{
    const char *place = access("/mnt", F_OK) == 0 ? "/mnt" : "/tmp";
    int descriptors[MOST_READABLE]; /* opened before anything is mounted over them */
    int error = 0;
    if (unshare(CLONE_NEWNS) != 0) {
        return errno == EPERM ? 0 : errno; /* a root of few rights: perhaps all is open to all */
    }
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
        return errno == EINVAL ? 0 : errno; /* under chroot, where bubblewrap has more to say */
    }
    for (size_t i = 0; i < count; i++) {
        descriptors[i] = open(shown[i].inside, O_PATH | O_CLOEXEC);
    }
    if (mount("tmpfs", place, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m") != 0) {
        return errno;
    }
    for (size_t i = 0; i < count && error == 0; i++) {
        error = asprintf(&shown[i].source, "%s/%zu", place, i) < 0
                    ? ENOMEM
                    : bind_to(shown[i].source, shown[i].is_folder, descriptors[i]);
    }
    return error;
}

/* Gives up all that root has. Returns 0 or an error number. */
static int become_nobody(void)
{
    const pid_t parent = getppid();
    if (setgroups(0, NULL) != 0 || setresgid(SANDBOX_USER, SANDBOX_USER, SANDBOX_USER) != 0 ||
        setresuid(SANDBOX_USER, SANDBOX_USER, SANDBOX_USER) != 0) {
        return errno;
    }
    /* The kernel forgot it with the change of user. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
        return errno;
    }
    return getppid() != parent ? ESRCH : 0;
}

/*
 * Becomes nobody, who can open the pipes to the outside by their names (/dev/stdout) as root can.
 * Where there is no such user, we are the root of a user namespace, and outside it somebody else.
 */
static int hand_over(int events)
{
    if (fchown(STDOUT_FILENO, SANDBOX_USER, SANDBOX_USER) != 0 ||
        fchown(events, SANDBOX_USER, SANDBOX_USER) != 0) {
        return errno == EINVAL ? 0 : errno;
    }
    return become_nobody();
}

/* Leaves open over the exec what is named and nothing else. */
static void keep_open(const int *descriptors, size_t count)
{
    close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    for (size_t i = 0; i < count; i++) {
        fcntl(descriptors[i], F_SETFD, 0);
    }
}

/* If memory runs out on the machine, it is the program that goes; it can't open many files. */
static void limit_harm(void)
{
    const struct rlimit files = {.rlim_cur = MOST_OPEN_FILES, .rlim_max = MOST_OPEN_FILES};
    const int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (score >= 0) {
        if (write(score, "1000", 4) != 4) {
            errno = 0; /* it is a precaution only */
        }
        close(score);
    }
    setrlimit(RLIMIT_NOFILE, &files);
}

/* All of bubblewrap's arguments but the program's. */
static void add_options(struct arguments *arguments, const struct sandbox *sandbox,
                        const struct shown *shown, size_t count)
{
    char *folder = sandbox->folder != NULL ? absolute(sandbox->folder) : NULL;
    char *scratch = sandbox->scratch != NULL ? absolute(sandbox->scratch) : NULL;
    ADD(arguments, "bwrap", "--unshare-user", "--disable-userns", "--unshare-pid", "--unshare-net",
        "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--hostname", "sandbox");
    ADD(arguments, "--new-session", "--die-with-parent");
    add_system(arguments);
    ADD(arguments, "--proc", "/proc", "--dev", "/dev");
    ADD(arguments, "--size", SMALL_PLACE, "--tmpfs", "/dev/shm", "--remount-ro", "/dev");
    ADD(arguments, "--size", SMALL_PLACE, "--tmpfs", "/tmp");
    if (scratch != NULL) {
        ADD(arguments, "--size", SCRATCH_PLACE, "--tmpfs", scratch);
    }
    for (size_t i = 0; i < count; i++) {
        ADD(arguments, "--ro-bind", shown[i].source, shown[i].inside);
    }
    if (folder != NULL) {
        ADD(arguments, "--dir", folder);
    }
    ADD(arguments, "--chdir", folder != NULL ? folder : "/tmp", "--remount-ro", "/");
}

/* The environment inside; at most MOST_VARIABLES, the last of which is NULL. */
static int make_environment(const char *const *variables, int events,
                            const char *environment[static MOST_VARIABLES])
{
    static const char *const own[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/tmp",
                                      "TMPDIR=/tmp", "LANG=C.UTF-8"};
    char *number;
    size_t count = sizeof own / sizeof *own;
    memcpy(environment, own, sizeof own);
    if (asprintf(&number, "RACETRACK_EVENTS=%d", events) < 0) {
        return ENOMEM;
    }
    environment[count++] = number;
    for (; variables != NULL && *variables != NULL; variables++) {
        if (count == MOST_VARIABLES - 1) {
            return E2BIG;
        }
        environment[count++] = *variables;
    }
    environment[count] = NULL;
    return 0;
}

int sandbox_open(struct sandbox_pipes *pipes)
{
    *pipes = (struct sandbox_pipes){{-1, -1}, {-1, -1}};
    if (pipe2(pipes->status, O_CLOEXEC) != 0) {
        return errno;
    }
    if (pipe2(pipes->gate, O_CLOEXEC) != 0) {
        return errno;
    }
    return 0;
}

static void shut(int *descriptor)
{
    if (*descriptor >= 0) {
        close(*descriptor);
        *descriptor = -1;
    }
}

int sandbox_exec(const struct sandbox *sandbox, const struct sandbox_pipes *pipes,
                 const char *const *arguments, const char *const *variables, int events)
{
    struct arguments all = {0};
    struct shown shown[MOST_READABLE] = {0};
    const char *environment[MOST_VARIABLES] = {0};
    size_t count = 0;
    limit_harm();
    const int filter = denied_calls();
    const bool by_root = geteuid() == 0;
    int error = filter < 0 ? errno : show_all(sandbox, arguments[0], shown, &count);
    if (error == 0 && by_root) {
        error = stage(shown, count);
    }
    if (error == 0 && by_root) {
        error = hand_over(events);
    }
    if (error == 0) {
        error = make_environment(variables, events, environment);
    }
    if (error != 0) {
        return error;
    }
    add_options(&all, sandbox, shown, count);
    add_number(&all, "--json-status-fd", pipes->status[1]);
    add_number(&all, "--block-fd", pipes->gate[0]);
    add_number(&all, "--seccomp", filter);
    add(&all, "--");
    add(&all, of_the_system(arguments[0]) ? arguments[0] : shown[count - 1].inside);
    add_all(&all, arguments + 1);
    if (all.too_many) {
        return E2BIG;
    }
    const int open_over_exec[] = {events, pipes->status[1], pipes->gate[0],
                                  filter, sandbox->kept[0], sandbox->kept[1]};
    keep_open(open_over_exec, sizeof open_over_exec / sizeof *open_over_exec);
    execvpe(all.each[0], (char *const *)all.each, (char *const *)environment);
    return errno;
}

/* Reads a line, or what there is of it. */
static void read_line(int descriptor, char *text, size_t size)
{
    size_t length = 0;
    while (length < size - 1) {
        const ssize_t got = read(descriptor, text + length, size - 1 - length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        length += (size_t)got;
        if (memchr(text, '\n', length) != NULL) {
            break;
        }
    }
    text[length] = '\0';
}

/* The number after that name, in JSON that bubblewrap writes itself; -1 if there is none. */
static int number_after(const char *name, const char *text)
{
    const char *found = strstr(text, name);
    int number;
    return found != NULL && sscanf(found + strlen(name), "%d", &number) == 1 ? number : -1;
}

/*
 * Limits how many tasks there can be in the sandbox of that process. Who may not do that to another
 * user's process (a root of few rights) becomes that user for it. Returns 0 if it is done.
 */
static int limit_tasks(pid_t first)
{
    const struct rlimit tasks = {.rlim_cur = SANDBOX_TASKS, .rlim_max = SANDBOX_TASKS};
    if (prlimit(first, RLIMIT_NPROC, &tasks, NULL) == 0) {
        return 0;
    }
    const pid_t helper = geteuid() == 0 ? fork() : -1;
    if (helper == 0) {
        _exit(become_nobody() != 0 || prlimit(first, RLIMIT_NPROC, &tasks, NULL) != 0);
    }
    int status = -1;
    while (helper > 0 && waitpid(helper, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

pid_t sandbox_begin(struct sandbox_pipes *pipes)
{
    char text[1024];
    shut(&pipes->status[1]);
    read_line(pipes->status[0], text, sizeof text);
    pid_t first = number_after("\"child-pid\": ", text);
    if (first > 0 && limit_tasks(first) != 0) {
        kill(first, SIGKILL);
        first = -1;
    }
    /* The gate's other end is open here, too: had bubblewrap failed, SIGPIPE would end us. */
    if (first > 0 && write(pipes->gate[1], "", 1) != 1) {
        first = -1;
    }
    shut(&pipes->gate[0]);
    shut(&pipes->gate[1]);
    return first > 0 ? first : 0;
}

int sandbox_status(struct sandbox_pipes *pipes)
{
    char text[1024];
    read_line(pipes->status[0], text, sizeof text);
    shut(&pipes->status[0]);
    return number_after("\"exit-code\": ", text);
}

/* Says in words why the sandbox didn't come to be, from what bubblewrap printed. */
static void say_why(const char *printed, char *words, size_t size)
{
    const int length = (int)strcspn(printed, "\n");
    if (strstr(printed, "nknown option") != NULL) {
        snprintf(words, size, "bubblewrap is older than 0.8; try: a newer one");
    } else {
        snprintf(
            words, size, "%.*s; try: on a machine, or in a container, that allows user namespaces",
            length > 0 ? length : (int)strlen("bwrap fails"), length > 0 ? printed : "bwrap fails");
    }
}

const char *sandbox_missing(void)
{
    static bool tried;
    static char words[300];
    static const char *const nothing[] = {"/usr/bin/true", NULL};
    const struct sandbox sandbox = {0};
    const struct command command = {.arguments = nothing, .sandbox = &sandbox};
    struct outcome outcome;
    if (!tried) {
        const int error = run_program(&command, &usual_limits, &outcome);
        if (error == ENOENT) {
            snprintf(words, sizeof words, "bubblewrap is missing; try: make setup SANDBOX=1");
        } else if (error != 0) {
            say_why(strerror(error), words, sizeof words);
        } else {
            if (outcome.ending != ENDED_EXIT || outcome.code != 0) {
                say_why(outcome.printed, words, sizeof words);
            }
            outcome_release(&outcome);
        }
        tried = true;
    }
    return words[0] != '\0' ? words : NULL;
}
