/*
 * out_annotations.c - a file for each student of GitHub's workflow commands: printed by a step of a
 * workflow, they mark the lines that race, or in which it stops. Paths are those in the student's
 * own repository.
 *
 * GitHub shows ten of each level a step, and drops the others without a word: the tenth says how
 * many more there are. An exercise that nobody has touched yet is no error and has no mark.
 */
#include "common/fields.h"
#include "common/text.h"
#include "grade/facts.h"
#include "grade/show.h"

#include <stdlib.h>
#include <string.h>

/* As https://github.com/actions/toolkit escapes: a value of a property has two more. */
static void put(FILE *out, const char *text, bool property)
{
    for (; *text != '\0'; text++) {
        if (strchr("%\r\n", *text) != NULL || (property && strchr(":,", *text) != NULL)) {
            fprintf(out, "%%%02X", (unsigned char)*text);
        } else {
            fputc(*text, out);
        }
    }
}

/* What GitHub shows of a level in one step (docs of actions/toolkit, problem-matchers.md). */
enum { MOST_SHOWN = 10, LEVELS = 3 };

static const char *const levels[LEVELS] = {"error", "warning", "notice"};

/* The commands of one level; the file takes them at the end. */
struct commands {
    char *text[MOST_SHOWN];
    size_t count; /* also of those that are not kept */
};

/* A command that is being written. */
struct command {
    FILE *stream;
    char *text;
    size_t length;
};

static FILE *begin_command(struct command *command)
{
    *command = (struct command){0};
    command->stream = open_memstream(&command->text, &command->length);
    if (command->stream == NULL) {
        text_complain("grade", "out of memory", "run fewer programs at a time");
        exit(3);
    }
    return command->stream;
}

/* Keeps the command under its level, if there is room for it. */
static void end_command(struct command *command, struct commands *commands)
{
    fclose(command->stream);
    size_t level = 0;
    while (level + 1 < LEVELS &&
           strncmp(command->text + 2, levels[level], strlen(levels[level])) != 0) {
        level++;
    }
    if (commands[level].count++ < MOST_SHOWN) {
        commands[level].text[commands[level].count - 1] = command->text;
    } else {
        free(command->text);
    }
}

/* Writes all commands; where there are more than are shown, the last one says so. */
static void put_commands(FILE *out, struct commands *commands)
{
    for (size_t i = 0; i < LEVELS; i++) {
        const size_t kept = commands[i].count < MOST_SHOWN ? commands[i].count : MOST_SHOWN;
        for (size_t j = 0; j < kept; j++) {
            if (j + 1 == MOST_SHOWN && commands[i].count > MOST_SHOWN) {
                fprintf(out, "::%s title=more::and %zu more, in the summary of this run\n",
                        levels[i], commands[i].count - j);
            } else {
                fputs(commands[i].text[j], out);
            }
            free(commands[i].text[j]);
        }
    }
}

/* ::error file=…,line=…,col=…,title=…:: */
static void put_head(FILE *out, const char *level, const struct grading *grading, long line,
                     long column)
{
    const char *path = grading->submission->path;
    const char *own = path != NULL ? strchr(path, '/') : NULL;
    fprintf(out, "::%s file=", level);
    put(out, own != NULL ? own + 1 : path != NULL ? path : grading->assignment->stem, true);
    if (line > 0) {
        fprintf(out, ",line=%ld", line);
    }
    if (column > 0) {
        fprintf(out, ",col=%ld", column);
    }
    fprintf(out, ",title=%s::", grading->assignment->folder);
}

/* The first of a report's places that is in the student's file. */
static const json_t *own_place(const json_t *report, const struct grading *grading)
{
    size_t i;
    const json_t *place;
    json_array_foreach(json_object_get(report, "places"), i, place)
    {
        const char *file = facts_text(place, "file");
        const size_t stem = strlen(grading->assignment->stem);
        if (strncmp(file, grading->assignment->stem, stem) == 0 && strcmp(file + stem, ".c") == 0) {
            return place;
        }
    }
    return NULL;
}

/* "data race on value: read here, write in line 48, and nothing orders them" */
static void put_report(FILE *out, const json_t *report, const json_t *here)
{
    const json_t *places = json_object_get(report, "places");
    const json_t *other = json_array_get(places, json_array_get(places, 0) == here ? 1 : 0);
    const bool is_race = strcmp(facts_text(report, "kind"), "data-race") == 0;
    if (!is_race || here == NULL || number_in(other, "line") == 0) {
        put(out, facts_text(report, "headline"), false);
        return;
    }
    fputs("data race", out);
    if (facts_text(here, "what")[0] != '\0') {
        fputs(" on ", out);
        put(out, facts_text(here, "what"), false);
    }
    fputs(": ", out);
    put(out, facts_text(here, "did"), false);
    fputs(" here, ", out);
    put(out, facts_text(other, "did"), false);
    fprintf(out, " in line %ld, and nothing orders them", number_in(other, "line"));
}

static void put_reports(struct commands *commands, const struct grading *grading)
{
    size_t i;
    const json_t *report;
    json_array_foreach(json_object_get(grading->facts, "reports"), i, report)
    {
        struct command command;
        FILE *out = begin_command(&command);
        const json_t *place = own_place(report, grading);
        put_head(out, "error", grading, number_in(place, "line"), number_in(place, "column"));
        put_report(out, report, place);
        fputc('\n', out);
        end_command(&command, commands);
    }
}

/* What decided it, unless ThreadSanitizer's reports have told it. */
static void put_decided(struct commands *commands, const struct grading *grading)
{
    char text[FACTS_DECIDED];
    struct command command;
    json_t *at = json_object();
    char *own = text_format("%s.c", grading->assignment->stem);
    FILE *out = begin_command(&command);
    facts_decided(grading->facts, own, at, text);
    put_head(out, "error", grading, number_in(at, "line"), number_in(at, "column"));
    fprintf(out, "%s: ", facts_text(grading->facts, "decided"));
    put(out, text, false);
    fputc('\n', out);
    end_command(&command, commands);
    json_decref(at);
    free(own);
}

static void put_failed(struct commands *commands, const struct grading *grading)
{
    const char *decided = facts_text(grading->facts, "decided");
    if (json_is_true(json_object_get(grading->facts, "original"))) {
        return;
    }
    put_reports(commands, grading);
    if (strcmp(decided, "race-free") != 0 ||
        json_array_size(json_object_get(grading->facts, "reports")) == 0) {
        put_decided(commands, grading);
    }
}

static void put_line(struct commands *commands, const struct grading *grading, const char *level,
                     const char *text)
{
    struct command command;
    FILE *out = begin_command(&command);
    put_head(out, level, grading, 0, 0);
    put(out, text, false);
    fputc('\n', out);
    end_command(&command, commands);
}

static void student(FILE *out, const struct class *class, const struct student *student,
                    const struct grading *gradings)
{
    struct commands commands[LEVELS] = {0};
    (void)student;
    for (size_t i = 0; i < class->assignment_count; i++) {
        const struct grading *grading = &gradings[i];
        if (strcmp(grading->verdict, "fixed") == 0) {
            put_line(commands, grading, "notice", "fixed");
        } else if (strcmp(grading->verdict, "not-fixed") == 0) {
            put_failed(commands, grading);
        } else if (strcmp(grading->verdict, "refused") == 0) {
            put_line(commands, grading, "error", grading->submission->why);
        } else if (strcmp(grading->verdict, "unable") == 0) {
            put_line(commands, grading, "warning",
                     "this machine could not judge it; that is not your fault");
        }
    }
    put_commands(out, commands);
}

const struct output output_annotations = {.file = "annotations/%s.txt", .student = student};
