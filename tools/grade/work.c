/*
 * work.c - runs `make verify` for one submission; see work.h.
 *
 * Theory of operation. The submission is copied to a folder of this grading's own, under the name
 * that the exercise's file has, so that neither blanks nor whatever else stands in a path reaches
 * make. The folder's name is as long for every grading: what a program is called takes part in what
 * it does with memory. make runs as our child; we sleep until it has ended, or we are told to end.
 * make's own exit status says nothing, as it is 2 for whatever went wrong: the result tells.
 */
#include "grade/work.h"

#include "common/hash.h"
#include "common/text.h"
#include "grade/class.h"
#include "grade/store.h"
#include "run/watch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char scratch[] = "build/grading";

enum {
    MOST_SECONDS = 1800, /* far more than verify's own limits come to */
    MOST_WORDS = 32,
    MOST_SAID = 1 << 16, /* bytes of what make said that are looked at */
    MARK_SIZE = 9,       /* of a machine's mark, with its NUL */
};

/* The words of a command, each of which is freed with it. */
struct words {
    char *word[MOST_WORDS + 1];
    int count;
};

static void add_word(struct words *words, char *word)
{
    if (words->count < MOST_WORDS) {
        words->word[words->count++] = word;
    } else {
        free(word);
    }
}

static void words_release(struct words *words)
{
    for (int i = 0; i < words->count; i++) {
        free(words->word[i]);
    }
}

static struct words make_words(const struct how *how, const char *goal, const char *exercise)
{
    struct words words = {0};
    add_word(&words, text_format("%s", how->make));
    add_word(&words, text_format("-s"));
    add_word(&words, text_format("%s", goal));
    add_word(&words, text_format("EX=%s", exercise));
    for (int i = 0; how->variables[i] != NULL; i++) {
        add_word(&words, text_format("%s", how->variables[i]));
    }
    if (how->sandbox) {
        add_word(&words, text_format("SANDBOX=1"));
    }
    if (how->unsafe) {
        add_word(&words, text_format("UNSAFE=1"));
    }
    return words;
}

/* In the child: never returns. */
_Noreturn static void become_make(const struct words *words, int log, const sigset_t *mask)
{
    static const char *const inherited[] = {"MAKEFLAGS",     "MAKELEVEL", "MFLAGS",
                                            "MAKEOVERRIDES", "SOURCE",    "OUT",
                                            "SEED",          "EX",        "UNTOLD"};
    for (size_t i = 0; i < sizeof inherited / sizeof *inherited; i++) {
        unsetenv(inherited[i]);
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigprocmask(SIG_SETMASK, mask, NULL);
    dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    execvp(words->word[0], words->word);
    dprintf(STDERR_FILENO, "racetrack: %s: %s\n", words->word[0], strerror(errno));
    _exit(127);
}

/* Waits for the child, or until we are told to end: then all that it started is killed first. */
static void wait_for(pid_t child, const sigset_t *waited, const sigset_t *before)
{
    const struct timespec most = {.tv_sec = MOST_SECONDS};
    for (;;) {
        const int signal = sigtimedwait(waited, NULL, &most);
        if (signal == SIGCHLD && waitpid(child, NULL, WNOHANG) == child) {
            break;
        }
        if (signal < 0 && errno == EAGAIN) {
            break;
        }
        if (signal > 0 && signal != SIGCHLD) {
            watch_kill_descendants();
            sigprocmask(SIG_SETMASK, before, NULL);
            struct sigaction usual = {.sa_handler = SIG_DFL};
            sigaction(signal, &usual, NULL);
            raise(signal);
            _exit(128 + signal);
        }
    }
    watch_kill_descendants();
}

/* Runs make, what it says going to the log. */
static void run_make(const struct words *words, int log)
{
    sigset_t waited, before;
    sigemptyset(&waited);
    sigaddset(&waited, SIGCHLD);
    sigaddset(&waited, SIGTERM);
    sigaddset(&waited, SIGINT);
    sigaddset(&waited, SIGHUP);
    sigprocmask(SIG_BLOCK, &waited, &before);
    sigset_t inside = before;
    sigdelset(&inside, SIGCHLD);
    sigdelset(&inside, SIGTERM);
    sigdelset(&inside, SIGINT);
    sigdelset(&inside, SIGHUP);
    const pid_t child = fork();
    if (child == 0) {
        become_make(words, log, &inside);
    }
    if (child > 0) {
        wait_for(child, &waited, &before);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
}

static int copy_file(const char *from, const char *to)
{
    char bytes[65536];
    size_t length;
    FILE *source = fopen(from, "rb");
    FILE *copy = source != NULL ? fopen(to, "wb") : NULL;
    int error = copy == NULL ? errno : 0;
    while (error == 0 && (length = fread(bytes, 1, sizeof bytes, source)) > 0) {
        error = fwrite(bytes, 1, length, copy) != length ? errno : 0;
    }
    if (error == 0 && ferror(source)) {
        error = errno;
    }
    if (source != NULL) {
        fclose(source);
    }
    if (copy != NULL && fclose(copy) != 0 && error == 0) {
        error = errno;
    }
    return error;
}

/* The last line that says something, in what make said. The caller frees it. */
static char *last_said(int log)
{
    char *said = calloc(1, MOST_SAID + 1);
    const off_t length = lseek(log, 0, SEEK_END);
    const off_t from = length > MOST_SAID ? length - MOST_SAID : 0;
    char *last = text_format("make verify gave no result");
    if (said != NULL && pread(log, said, MOST_SAID, from) > 0) {
        for (char *rest = said, *line; (line = strtok_r(rest, "\n", &rest)) != NULL;) {
            if (strncmp(line, "racetrack: ", 11) == 0) {
                free(last);
                last = text_format("%s", line + 11);
            }
        }
    }
    free(said);
    return last;
}

/* What stands for a result where there is none. */
static json_t *without_result(const struct how *how, const struct work *work, int log)
{
    char *name = text_format("%s.c", work->stem);
    char *why = last_said(log);
    json_t *result = json_pack(
        "{s:s, s:s, s:{s:s, s:s}, s:I, s:s, s:[{s:s, s:s, s:s, s:s, s:f, s:{}}]}", "format",
        "racetrack-result-1", "exercise", work->exercise, "source", "path", name, "sha256",
        work->key, "seed", (json_int_t)how->seed, "verdict", "unable", "checks", "name", "builds",
        "status", "unable", "reason", "machine", "summary", why, "seconds", 0.0, "evidence");
    free(why);
    free(name);
    return result;
}

/* Judges it once in that folder, which is there and empty. Returns a new object; never NULL. */
static json_t *judge_in(const char *folder, const struct how *how, const struct work *work)
{
    char *source = text_format("%s/%s.c", folder, work->stem);
    char *log_path = text_format("%s/log", folder);
    char *result_path = text_format("%s/built/result.json", folder);
    const int log = open(log_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    json_t *judged = NULL;
    if (log >= 0 && copy_file(work->source, source) == 0) {
        struct words words = make_words(how, "verify", work->exercise);
        add_word(&words, text_format("SOURCE=%s", source));
        add_word(&words, text_format("OUT=%s/built", folder));
        add_word(&words, text_format("UNTOLD=%s/", folder));
        add_word(&words, text_format("SEED=%lu", how->seed));
        run_make(&words, log);
        words_release(&words);
        judged = json_load_file(result_path, 0, NULL);
    }
    if (!json_is_object(judged)) {
        json_decref(judged);
        judged = without_result(how, work, log);
    }
    if (log >= 0) {
        close(log);
    }
    free(result_path);
    free(log_path);
    free(source);
    return judged;
}

static bool is_unable(const json_t *result)
{
    const char *verdict = json_string_value(json_object_get(result, "verdict"));
    return verdict == NULL || strcmp(verdict, "unable") == 0;
}

/* Tells this machine's gradings from others' in a folder that machines share. As long for each. */
static void machine_mark(char mark[static MARK_SIZE])
{
    char name[256] = "", hash[HASH_SIZE];
    gethostname(name, sizeof name - 1);
    hash_bytes(name, strlen(name), hash);
    snprintf(mark, MARK_SIZE, "%.8s", hash);
}

int work_do(const struct how *how, const struct work *work)
{
    char mark[MARK_SIZE];
    machine_mark(mark);
    char *folder = text_format("%s/%s-%.16s-%010ld", scratch, mark, work->key, (long)getpid());
    json_t *result = NULL;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    for (int times = 0; times < 2 && is_unable(result); times++) {
        json_decref(result);
        store_remove(folder);
        store_folder(folder);
        result = judge_in(folder, how, work);
    }
    const int error = store_json(work->result, result);
    if (error != 0) {
        text_complain(work->result, strerror(error), "fix that, then run the same command again");
    }
    const int status = error != 0 ? WORK_NOT_STORED : is_unable(result) ? WORK_UNABLE : WORK_DONE;
    store_remove(folder);
    json_decref(result);
    free(folder);
    return status;
}

int work_prepare(const struct how *how, const char *exercise)
{
    int status = 0;
    store_folder(scratch);
    char *lock_path = text_format("%s/lock", scratch);
    const int lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock >= 0) {
        flock(lock, LOCK_EX);
    }
    struct words words = make_words(how, "verify-parts", exercise);
    const pid_t child = fork();
    if (child == 0) {
        sigset_t none;
        sigemptyset(&none);
        become_make(&words, STDERR_FILENO, &none);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
        status = 3;
    }
    words_release(&words);
    if (lock >= 0) {
        close(lock);
    }
    free(lock_path);
    return status;
}

void work_clean(void)
{
    char mark[MARK_SIZE];
    machine_mark(mark);
    DIR *folder = opendir(scratch);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        const char *dash = strrchr(entry->d_name, '-');
        const bool ours = dash != NULL && strncmp(entry->d_name, mark, strlen(mark)) == 0;
        const long process = ours ? strtol(dash + 1, NULL, 10) : 0;
        if (process > 0 && kill((pid_t)process, 0) != 0 && errno == ESRCH) {
            char *path = text_format("%s/%s", scratch, entry->d_name);
            store_remove(path);
            free(path);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
}
