/* sandbox.c - folders, files and programs for tests; see sandbox.h. */
#include "sandbox.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { NOBODY = 65534 };

void sandbox_enter(bool without_privileges)
{
    char folder[] = "/tmp/racetrack-test-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    if (without_privileges) {
        sandbox_drop_privileges();
    }
}

static int give_away(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return lchown(path, NOBODY, NOBODY);
}

void sandbox_drop_privileges(void)
{
    if (geteuid() == 0) {
        cr_assert_eq(nftw(".", give_away, 16, FTW_PHYS), 0);
        cr_assert_eq(setresgid(NOBODY, NOBODY, NOBODY), 0);
        cr_assert_eq(setresuid(NOBODY, NOBODY, NOBODY), 0);
    }
}

static int make_removable(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)place;
    if (type == FTW_D || type == FTW_DNR) {
        chmod(path, 0700);
    }
    return 0;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

void sandbox_leave(void)
{
    char *folder = getcwd(NULL, 0);
    cr_assert(folder != NULL && strncmp(folder, "/tmp/racetrack-test-", 20) == 0);
    cr_assert_eq(chdir("/"), 0);
    nftw(folder, make_removable, 20, FTW_PHYS);
    nftw(folder, remove_entry, 20, FTW_PHYS | FTW_DEPTH);
    free(folder);
}

void path_make_absolute(const char *variable)
{
    const char *named = getenv(variable);
    cr_assert_not_null(named, "%s is not set; make check sets it", variable);
    char *path = realpath(named, NULL);
    cr_assert_not_null(path, "%s=%s: there is no such file", variable, named);
    setenv(variable, path, 1);
    free(path);
}

static void make_folders(const char *path)
{
    char *folder = strdup(path);
    for (char *slash = folder; (slash = strchr(slash + 1, '/')) != NULL; *slash = '/') {
        *slash = '\0';
        mkdir(folder, 0777);
    }
    free(folder);
}

void file_write(const char *path, const char *text)
{
    make_folders(path);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file, "%s can't be written", path);
    fputs(text, file);
    cr_assert_eq(fclose(file), 0);
}

char *file_read(const char *path)
{
    char *text = NULL;
    size_t room = 0;
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return NULL;
    }
    if (getdelim(&text, &room, '\0', file) < 0) {
        free(text);
        text = ferror(file) ? NULL : strdup("");
    }
    fclose(file);
    return text;
}

bool file_is(const char *path, const char *text)
{
    char *held = file_read(path);
    const bool same = held != NULL && strcmp(held, text) == 0;
    free(held);
    return same;
}

int files_holding(const char *folder, const char *text)
{
    int count = 0;
    DIR *entries = opendir(folder);
    cr_assert_not_null(entries, "%s", folder);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        char *path;
        if (entry->d_name[0] != '.' && asprintf(&path, "%s/%s", folder, entry->d_name) >= 0) {
            count += file_is(path, text);
            free(path);
        }
    }
    closedir(entries);
    return count;
}

int entries_in(const char *folder)
{
    int count = -2; /* . and .. */
    DIR *entries = opendir(folder);
    cr_assert_not_null(entries, "%s", folder);
    while (readdir(entries) != NULL) {
        count++;
    }
    closedir(entries);
    return count;
}

struct ran run_here(const char *const *arguments)
{
    enum { MOST_ARGUMENTS = 16 };
    const char *limited[MOST_ARGUMENTS] = {"timeout",
                                           "600"}; /* a program that hangs fails the test */
    for (size_t i = 0; arguments[i] != NULL; i++) {
        cr_assert_lt(i, MOST_ARGUMENTS - 3);
        limited[i + 2] = arguments[i];
    }
    pid_t child;
    int status;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, ".out", O_WRONLY | O_CREAT | O_TRUNC, 0666);
    posix_spawn_file_actions_addopen(&actions, 2, ".err", O_WRONLY | O_CREAT | O_TRUNC, 0666);
    const int error =
        posix_spawnp(&child, limited[0], &actions, NULL, (char *const *)limited, environ);
    posix_spawn_file_actions_destroy(&actions);
    cr_assert_eq(error, 0, "%s: %s", arguments[0], strerror(error));
    cr_assert_eq(waitpid(child, &status, 0), child);
    return (struct ran){
        .status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
        .out = file_read(".out"),
        .err = file_read(".err"),
    };
}

void ran_release(struct ran *ran)
{
    free(ran->out);
    free(ran->err);
    *ran = (struct ran){0};
}
