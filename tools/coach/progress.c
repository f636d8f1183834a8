/* progress.c - the table of `coach progress` and the choice of `coach next`; see progress.h. */
#include "coach/progress.h"

#include "common/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_COLUMNS = 80, MOST_NUMBER_COLUMNS = 4, MOST_NAME_COLUMNS = 24, STATE_COLUMNS = 10 };

/* How each state is shown. */
static const struct look {
    const char *words;
    const char *colour;
} looks[STATES] = {
    [STATE_TO_READ] = {"to read", "\033[36m"},
    [STATE_FIXED] = {"fixed", "\033[32m"},
    [STATE_NOT_FIXED] = {"not fixed", "\033[31m"},
    [STATE_NO_VERDICT] = {"no verdict", "\033[33m"},
    [STATE_CHANGED] = {"changed since its last check", "\033[33m"},
    [STATE_UNCHECKED] = {"changed, not checked yet", "\033[33m"},
    [STATE_UNTOUCHED] = {"untouched", "\033[2m"},
    [STATE_TROUBLE] = {"trouble", "\033[31m"},
};

static const char *name_after_number(const char *folder)
{
    const char *dash = strchr(folder, '-');
    return dash != NULL ? dash + 1 : folder;
}

static int widest_name(const struct exercise_list *list)
{
    int widest = 1;
    for (size_t i = 0; i < list->count; i++) {
        const int columns = text_columns(name_after_number(list->places[i].folder));
        widest = columns > widest ? columns : widest;
    }
    return widest < MOST_NAME_COLUMNS ? widest : MOST_NAME_COLUMNS;
}

/* What stands behind the state, or NULL. The caller frees it. */
static char *detail_of(const struct standing *standing)
{
    switch (standing->state) {
    case STATE_TROUBLE:
        return text_format("%s", standing->problem);
    case STATE_NO_VERDICT:
        return text_format("not your fault: %s",
                           standing->detail != NULL ? standing->detail : "it can't run a check");
    default:
        return standing->detail != NULL ? text_format("%s", standing->detail) : NULL;
    }
}

/* Prints text in exactly so many columns. */
static void print_column(const char *text, int columns)
{
    char *cut = text_cut(text, columns);
    printf("%s%*s  ", cut, columns - text_columns(cut), "");
    free(cut);
}

static void print_line(const struct exercise_place *place, const struct standing *standing,
                       int name_columns, bool colour)
{
    enum { GAP = 2 };
    const struct look *look = &looks[standing->state];
    char *number = text_format("%.*s", (int)strcspn(place->folder, "-"), place->folder);
    const int number_columns =
        strlen(number) < MOST_NUMBER_COLUMNS ? (int)strlen(number) : MOST_NUMBER_COLUMNS;
    char *detail = detail_of(standing);
    fputs("  ", stdout);
    print_column(number, number_columns);
    print_column(name_after_number(place->folder), name_columns);
    printf("%s%s%s", colour ? look->colour : "", look->words, colour ? "\033[0m" : "");
    if (detail != NULL) {
        const int before = GAP + number_columns + GAP + name_columns + GAP + STATE_COLUMNS + GAP;
        char *cut = text_cut(detail, LINE_COLUMNS - before);
        printf("%*s  %s", STATE_COLUMNS - text_columns(look->words), "", cut);
        free(cut);
    }
    putchar('\n');
    free(detail);
    free(number);
}

static void print_heading(const struct standing *standings, size_t count)
{
    size_t fixed = 0, to_read = 0;
    for (size_t i = 0; i < count; i++) {
        fixed += standings[i].state == STATE_FIXED;
        to_read += standings[i].state == STATE_TO_READ;
    }
    printf("Racetrack: %zu of %zu fixed", fixed, count - to_read);
    if (to_read > 0) {
        printf(", %zu to read", to_read);
    }
    puts("\n");
}

static bool to_do(const struct standing *standing)
{
    return standing->state != STATE_FIXED && standing->state != STATE_TO_READ;
}

/* The commands to type, in their order. */
static void print_commands(const struct exercise_place *place, const struct standing *standing)
{
    const enum state state = standing->state;
    if (state == STATE_TROUBLE) {
        printf("  %s\n", standing->remedy);
        return;
    }
    if (state == STATE_NO_VERDICT) {
        puts("  make setup");
    }
    if (state == STATE_UNTOUCHED || state == STATE_TO_READ) {
        printf("  less %s/README.md\n", place->home);
    }
    if (state == STATE_NOT_FIXED && !standing->builds) {
        printf("  make run EX=%s\n", place->choice); /* shows what the compiler says */
    } else if (state == STATE_UNTOUCHED || state == STATE_NOT_FIXED || state == STATE_TO_READ) {
        printf("  make tsan EX=%s\n", place->choice);
    }
    if (state == STATE_UNTOUCHED || state == STATE_NOT_FIXED) {
        const char *editor = getenv("EDITOR");
        printf("  %s %s\n", editor != NULL && *editor != '\0' ? editor : "edit", place->source);
    }
    if (state == STATE_NOT_FIXED && standing->builds) {
        printf("  make hint EX=%s\n", place->choice);
    }
    if (state != STATE_TO_READ) {
        printf("  make verify EX=%s\n", place->choice);
    }
}

/* Has nothing been done yet? */
static bool is_new(const struct exercise_list *list, const struct standing *standings)
{
    for (size_t i = 0; i < list->count; i++) {
        if (standings[i].state != STATE_UNTOUCHED && standings[i].state != STATE_TO_READ) {
            return false;
        }
    }
    return true;
}

/* A beginner is sent to the exercise for reading first, if it is the first of all. */
static void print_next(const struct exercise_list *list, const struct standing *standings)
{
    size_t next = 0;
    while (next < list->count && !to_do(&standings[next])) {
        next++;
    }
    if (next == list->count) {
        puts("\nNothing is left to fix.");
        return;
    }
    const bool reads_first = next > 0 && is_new(list, standings);
    if (reads_first) {
        printf("\nNext, read %s:\n", list->places[0].folder);
        print_commands(&list->places[0], &standings[0]);
    }
    printf("\n%s, %s:\n", reads_first ? "Then" : "Next", list->places[next].folder);
    print_commands(&list->places[next], &standings[next]);
}

/* Tells what is wrong, if something is, and returns the exit status that it asks for. */
static int complain(const struct exercise_place *place, const struct standing *standing)
{
    if (standing->state == STATE_TROUBLE) {
        text_complain(place->folder, standing->problem, standing->remedy);
    }
    return standing->status;
}

static int no_exercise(void)
{
    text_complain("exercises", "there is no exercise in it", "git checkout -- exercises");
    return 2;
}

static void show(const struct exercise_list *list, const struct standing *standings, bool colour)
{
    const int name_columns = widest_name(list);
    print_heading(standings, list->count);
    for (size_t i = 0; i < list->count; i++) {
        print_line(&list->places[i], &standings[i], name_columns, colour);
    }
    print_next(list, standings);
    fflush(stdout);
}

int progress_show(const struct exercise_list *list, bool colour)
{
    if (list->count == 0) {
        return no_exercise();
    }
    struct standing *standings = calloc(list->count, sizeof *standings);
    if (standings == NULL) {
        text_complain("coach", "out of memory", "make, once less is running");
        return 3;
    }
    for (size_t i = 0; i < list->count; i++) {
        standings[i] = standing_read(&list->places[i]);
    }
    show(list, standings, colour);
    int status = 0;
    for (size_t i = 0; i < list->count; i++) {
        const int its_status = complain(&list->places[i], &standings[i]);
        status = its_status > status ? its_status : status;
        standing_release(&standings[i]);
    }
    free(standings);
    return status;
}

int progress_next(const struct exercise_list *list)
{
    if (list->count == 0) {
        return no_exercise();
    }
    const struct exercise_place *next = &list->places[list->count - 1];
    bool found = false;
    int status = 0;
    for (size_t i = 0; i < list->count && !found; i++) {
        struct standing standing = standing_read(&list->places[i]);
        found = to_do(&standing);
        if (found || standing.state == STATE_FIXED) {
            next = &list->places[i];
        }
        status = complain(&list->places[i], &standing);
        standing_release(&standing);
    }
    if (status == 0) {
        puts(next->folder);
    }
    return status;
}

/* Prints a paragraph of the README without its marks of bold type. */
static void print_paragraph(const char *paragraph)
{
    char *plain = text_format("%s", paragraph), *to = plain;
    for (const char *from = plain; *from != '\0'; from++) {
        if (strncmp(from, "**", 2) == 0) {
            from++;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
    fputs("\n  ", stdout);
    text_wrap(stdout, plain, 2, LINE_COLUMNS);
    free(plain);
}

/* Prints the first two paragraphs after the heading: the invariant, and the story. */
static void print_opening(const struct exercise_place *place)
{
    enum { PARAGRAPHS = 2 };
    char *path = text_format("%s/README.md", place->home);
    FILE *readme = file_kind(path) == FILE_REGULAR ? fopen(path, "r") : NULL;
    char *line = NULL, *paragraph = text_format("%s", "");
    size_t room = 0;
    for (int told = 0; readme != NULL && told < PARAGRAPHS;) {
        const bool more = getline(&line, &room, readme) >= 0;
        if (more && line[0] != '\n' && line[0] != '#') {
            char *longer = text_format("%s%s", paragraph, line);
            longer[strcspn(longer, "\n")] = ' ';
            free(paragraph);
            paragraph = longer;
        } else if (*paragraph != '\0') {
            print_paragraph(paragraph);
            *paragraph = '\0';
            told++;
        }
        if (!more) {
            break;
        }
    }
    if (readme != NULL) {
        fclose(readme);
    }
    free(paragraph);
    free(line);
    free(path);
}

int progress_about(const struct exercise_list *list, const struct exercise_place *place,
                   bool colour)
{
    struct standing standing = standing_read(place);
    const struct look *look = &looks[standing.state];
    char *detail = detail_of(&standing);
    printf("%s: %s%s%s\n", place->folder, colour ? look->colour : "", look->words,
           colour ? "\033[0m" : "");
    if (detail != NULL) {
        fputs("  ", stdout);
        text_wrap(stdout, detail, 2, LINE_COLUMNS);
    }
    print_opening(place);
    putchar('\n');
    if (standing.state == STATE_FIXED) {
        progress_after(list, place);
    } else {
        print_commands(place, &standing);
    }
    fflush(stdout);
    const int status = complain(place, &standing);
    free(detail);
    standing_release(&standing);
    return status;
}

/* The first exercise that is to be fixed and isn't yet; NULL if there is none. */
static const struct exercise_place *first_to_do(const struct exercise_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct standing standing = standing_read(&list->places[i]);
        const bool found = to_do(&standing);
        standing_release(&standing);
        if (found) {
            return &list->places[i];
        }
    }
    return NULL;
}

int progress_after(const struct exercise_list *list, const struct exercise_place *place)
{
    struct standing standing = standing_read(place);
    const bool fixed = standing.state == STATE_FIXED;
    standing_release(&standing);
    if (!fixed) {
        return 0;
    }
    const struct exercise_place *next = first_to_do(list);
    char *solutions = text_format("solutions/%s", place->folder);
    if (access(solutions, F_OK) == 0) {
        printf("  make solution EX=%-4s  other fixes, beside yours\n", place->choice);
    }
    if (next != NULL) {
        printf("  make next              %s\n", next->folder);
    } else {
        puts("Nothing is left to fix.");
    }
    free(solutions);
    return 0;
}
