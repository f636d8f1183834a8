/* hints.c - reads hints.md, and remembers how far a student has read; see hints.h. */
#include "coach/hints.h"

#include "common/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LINE_COLUMNS = 80, INDENT = 2 };

struct hints {
    char **texts; /* each on one line */
    size_t count;
};

/* The text of a line that begins a hint ("3. Read …"); NULL if it begins none. */
static const char *beginning_of_hint(const char *line)
{
    const size_t digits = strspn(line, "0123456789");
    return digits > 0 && strncmp(line + digits, ". ", 2) == 0 ? line + digits + 2 : NULL;
}

/* Adds a hint, or more of the last one. */
static int add(struct hints *hints, const char *text, bool begins)
{
    if (!begins) {
        char **last = &hints->texts[hints->count - 1];
        char *longer = text_format("%s %s", *last, text);
        free(*last);
        *last = longer;
        return 0;
    }
    char **texts = reallocarray(hints->texts, hints->count + 1, sizeof *texts);
    if (texts == NULL) {
        return ENOMEM;
    }
    hints->texts = texts;
    hints->texts[hints->count++] = text_format("%s", text);
    return 0;
}

static int read_lines(FILE *stream, struct hints *hints)
{
    char *line = NULL;
    size_t room = 0;
    int error = 0;
    bool goes_on = false; /* the line before belongs to a hint */
    while (error == 0 && getline(&line, &room, stream) >= 0) {
        line[strcspn(line, "\n")] = '\0';
        const char *begins = beginning_of_hint(line);
        goes_on = begins != NULL || (goes_on && line[0] == ' ');
        if (goes_on) {
            error = add(hints, begins != NULL ? begins : line + strspn(line, " "), begins != NULL);
        }
    }
    free(line);
    return error != 0 ? error : ferror(stream) ? EIO : 0;
}

/* Returns 0 or an error number; the caller releases *hints in either case. */
static int hints_read(const struct exercise_place *place, struct hints *hints)
{
    char *path = text_format("%s/hints.md", place->home);
    *hints = (struct hints){0};
    FILE *stream = file_kind(path) == FILE_REGULAR ? fopen(path, "r") : NULL;
    int error = ENOENT;
    if (stream != NULL) {
        error = read_lines(stream, hints);
        fclose(stream);
    }
    free(path);
    return error != 0 ? error : hints->count == 0 ? ENOENT : 0;
}

static void hints_release(struct hints *hints)
{
    for (size_t i = 0; i < hints->count; i++) {
        free(hints->texts[i]);
    }
    free(hints->texts);
}

/* A number from 1 to most; 0 if the text is anything else. */
static size_t number_up_to(const char *text, size_t most)
{
    char *end;
    if (!isdigit((unsigned char)text[0])) {
        return 0;
    }
    const unsigned long number = strtoul(text, &end, 10);
    return *end == '\0' && number <= most ? number : 0;
}

/* How many were seen: 0 to most. */
static size_t seen_of(const char *path, size_t most)
{
    char text[24] = "";
    FILE *stream = file_kind(path) == FILE_REGULAR ? fopen(path, "r") : NULL;
    if (stream != NULL) {
        if (fgets(text, sizeof text, stream) != NULL) {
            text[strcspn(text, "\n")] = '\0';
        }
        fclose(stream);
    }
    return number_up_to(text, most);
}

/* Returns 0 or an error number. */
static int remember(const struct exercise_place *place, const char *path, size_t number)
{
    char *folder = text_format("build/%s", place->folder);
    mkdir("build", 0777);
    mkdir(folder, 0777);
    free(folder);
    FILE *stream = fopen(path, "w");
    if (stream == NULL) {
        return errno;
    }
    const bool written = fprintf(stream, "%zu\n", number) > 0;
    return fclose(stream) == 0 && written ? 0 : errno;
}

static void print_hint(const struct exercise_place *place, const struct hints *hints, size_t number)
{
    printf("%s, hint %zu of %zu\n\n%*s", place->folder, number, hints->count, INDENT, "");
    text_wrap(stdout, hints->texts[number - 1], INDENT, LINE_COLUMNS);
    if (number < hints->count) {
        printf("\nTry it; the next one: make hint EX=%s\n", place->choice);
    } else {
        printf("\nThat is the last one; an earlier one again: make hint EX=%s HINT=1\n",
               place->choice);
    }
}

static int no_such_hint(const struct exercise_place *place, const char *which, size_t count)
{
    char *problem = text_format("there is no hint \"%s\", only 1 to %zu", which, count);
    char *remedy = text_format("make hint EX=%s", place->choice);
    text_complain(place->folder, problem, remedy);
    free(remedy);
    free(problem);
    return 2;
}

/* Shows the one that is meant, and remembers it if it is the furthest yet. */
static int show(const struct exercise_place *place, const struct hints *hints, const char *which)
{
    char *path = text_format("build/%s/hints-seen", place->folder);
    const size_t seen = seen_of(path, hints->count);
    const bool chosen = which != NULL && *which != '\0';
    const size_t number = chosen                ? number_up_to(which, hints->count)
                          : seen < hints->count ? seen + 1
                                                : seen;
    int status = 0;
    if (number == 0) {
        status = no_such_hint(place, which, hints->count);
    } else {
        print_hint(place, hints, number);
        const int error = number > seen ? remember(place, path, number) : 0;
        if (error != 0) {
            text_complain(path, strerror(error), "make room, or make the folder writable");
            status = 3;
        }
    }
    free(path);
    return status;
}

int hint_show(const struct exercise_place *place, const char *which)
{
    struct hints hints;
    const int error = hints_read(place, &hints);
    int status = 2;
    if (error == 0) {
        status = show(place, &hints, which);
    } else {
        char *problem = text_format("hints.md has no hints: %s", strerror(error));
        char *remedy = text_format("git checkout -- %s/hints.md", place->home);
        text_complain(place->folder, problem, remedy);
        free(remedy);
        free(problem);
    }
    hints_release(&hints);
    return status;
}
