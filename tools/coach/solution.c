/* solution.c - opens the solutions once the student's own is right; see solution.h. */
#include "coach/solution.h"

#include "common/text.h"
#include "kit/state.h"

#include <dirent.h>
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

static int is_program(const struct dirent *entry)
{
    const size_t length = strlen(entry->d_name);
    return length > 2 && entry->d_name[0] != '.' && strcmp(entry->d_name + length - 2, ".c") == 0;
}

/* Runs diff. Returns its exit status (0 no difference, 1 some), or 2 if it can't be run. */
static int run_diff(const char *yours, const char *solution, bool colour)
{
    char *arguments[] = {
        "diff",           "-u",          colour ? "--color=always" : "--color=never",
        "--label",        (char *)yours, "--label",
        (char *)solution, "--",          (char *)yours,
        (char *)solution, NULL};
    pid_t process;
    int status;
    fflush(stdout);
    if (posix_spawnp(&process, arguments[0], NULL, NULL, arguments, environ) != 0) {
        return 2;
    }
    while (waitpid(process, &status, 0) < 0) {
        if (errno != EINTR) {
            return 2;
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

static int show_each(const struct exercise_place *place, const char *folder, bool colour)
{
    struct dirent **entries;
    const int found = scandir(folder, &entries, is_program, alphasort);
    int status = 0;
    if (found <= 0) {
        text_complain(place->folder, "this copy of the kit has no solutions",
                      "ask who teaches the course");
        return 3;
    }
    for (int i = 0; i < found; i++) {
        char *solution = text_format("%s/%s", folder, entries[i]->d_name);
        const int differs = status == 0 ? run_diff(place->source, solution, colour) : 0;
        if (differs == 0 && status == 0) {
            printf("%s is the same as yours\n", solution);
        } else if (differs > 1) {
            text_complain(solution, "diff can't show it", "make setup");
            status = 3;
        }
        putchar('\n');
        free(solution);
        free(entries[i]);
    }
    free(entries);
    if (status == 0) {
        printf("How they compare, and what each costs: %s/README.md, make bench EX=%s\n", folder,
               place->choice);
    }
    return status;
}

/* Says why the solutions stay closed. */
static int closed(const struct exercise_place *place, const struct standing *standing)
{
    switch (standing->state) {
    case STATE_TROUBLE:
        text_complain(place->folder, standing->problem, standing->remedy);
        return standing->status;
    case STATE_TO_READ:
        text_complain(place->folder, "there is nothing to fix, so there are no fixes", "make next");
        return 2;
    default:
        break;
    }
    const bool not_fixed = standing->state == STATE_NOT_FIXED || standing->state == STATE_UNTOUCHED;
    char *remedy = not_fixed ? text_format("make hint EX=%s", place->choice)
                             : text_format("make verify EX=%s", place->choice);
    text_complain(place->folder, "the solutions open once make verify says fixed", remedy);
    free(remedy);
    return 1;
}

int solution_show(const struct exercise_place *place, bool forced, bool colour)
{
    struct standing standing = standing_read(place);
    char *folder = text_format("solutions/%s", place->folder);
    const bool here = file_kind(folder) != FILE_MISSING || standing.state == STATE_TO_READ;
    const bool open = standing.state == STATE_FIXED || (forced && standing.state != STATE_TROUBLE &&
                                                        standing.state != STATE_TO_READ);
    const int status = open || !here ? show_each(place, folder, colour) : closed(place, &standing);
    free(folder);
    standing_release(&standing);
    return status;
}
