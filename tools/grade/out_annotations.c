/*
 * out_annotations.c - a file for each student of GitHub's workflow commands: printed by a step of a
 * workflow, they mark the lines that race, or in which it stops. Paths are those in the student's
 * own repository.
 */
#include "coach/text.h"
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

static long number(const json_t *object, const char *key)
{
    return (long)json_integer_value(json_object_get(object, key));
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
    if (!is_race || here == NULL || number(other, "line") == 0) {
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
    fprintf(out, " in line %ld, and nothing orders them", number(other, "line"));
}

static void put_failed(FILE *out, const struct grading *grading)
{
    size_t i;
    const json_t *report;
    const char *decided = facts_text(grading->facts, "decided");
    json_array_foreach(json_object_get(grading->facts, "reports"), i, report)
    {
        const json_t *place = own_place(report, grading);
        put_head(out, "error", grading, number(place, "line"), number(place, "column"));
        put_report(out, report, place);
        fputc('\n', out);
    }
    if (strcmp(decided, "race-free") != 0 ||
        json_array_size(json_object_get(grading->facts, "reports")) == 0) {
        char text[FACTS_DECIDED];
        json_t *at = json_object();
        char *own = text_format("%s.c", grading->assignment->stem);
        facts_decided(grading->facts, own, at, text);
        free(own);
        put_head(out, "error", grading, number(at, "line"), number(at, "column"));
        fprintf(out, "%s: ", decided);
        put(out, text, false);
        fputc('\n', out);
        json_decref(at);
    }
}

static void student(FILE *out, const struct class *class, const struct student *student,
                    const struct grading *gradings)
{
    (void)student;
    for (size_t i = 0; i < class->assignment_count; i++) {
        const struct grading *grading = &gradings[i];
        if (strcmp(grading->verdict, "fixed") == 0) {
            put_head(out, "notice", grading, 0, 0);
            fputs("fixed\n", out);
        } else if (strcmp(grading->verdict, "not-fixed") == 0) {
            put_failed(out, grading);
        } else if (strcmp(grading->verdict, "refused") == 0) {
            put_head(out, "error", grading, 0, 0);
            put(out, grading->submission->why, false);
            fputc('\n', out);
        } else if (strcmp(grading->verdict, "unable") == 0) {
            put_head(out, "warning", grading, 0, 0);
            fputs("this machine could not judge it; that is not your fault\n", out);
        }
    }
}

const struct output output_annotations = {.file = "annotations/%s.txt", .student = student};
