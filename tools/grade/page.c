/* page.c - writes class.html; see page.h. */
#include "grade/page.h"

#include "common/text.h"
#include "grade/facts.h"
#include "grade/fixes.h"
#include "grade/history.h"
#include "grade/packed.h"
#include "grade/report.h"
#include "grade/similar.h"
#include "grade/store.h"
#include "grade/traps.h"
#include "page/assets.h"
#include "page/document.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SHOWN = 32 << 10, MOST_PAIRS = 100 };

/* An exercise's wrong fixes, read when they are asked for; NULL before. */
struct known_traps {
    struct traps *its;
};

/*
 * Evidence is kept once for each different submission, by exercise: what is equal has the same. A
 * cell is [letter, points, number of its evidence or -1, remark or null, path
 * or null, when it was handed in].
 */
struct page {
    json_t *students;
    json_t *evidence; /* one array an exercise */
    json_t *known;    /* one object an exercise: hash -> its number in evidence */
    json_t *fixes;
    json_t *verdicts; /* for the history */
    const char *folder;
    struct known_traps *traps; /* one an exercise */
};

struct page *page_begin(const struct class *class, const char *folder)
{
    struct page *page = calloc(1, sizeof *page);
    if (page == NULL) {
        text_complain("grade", "out of memory", "the same once less is running");
        exit(3);
    }
    *page = (struct page){.students = json_array(),
                          .evidence = json_array(),
                          .known = json_array(),
                          .fixes = json_array(),
                          .verdicts = json_object(),
                          .folder = folder,
                          .traps = calloc(class->assignment_count + 1, sizeof *page->traps)};
    for (size_t i = 0; i < class->assignment_count; i++) {
        json_array_append_new(page->evidence, json_array());
        json_array_append_new(page->known, json_object());
    }
    return page;
}

/* The number of this submission's evidence; -1 if there is none. */
static json_int_t evidence_of(struct page *page, size_t exercise, const struct report_row *row)
{
    const struct submission *work = row->grading->submission;
    if (work->state == NOT_HANDED_IN) {
        return -1;
    }
    const char *key = work->state == HANDED_IN ? work->hash : work->path;
    json_t *known = json_array_get(page->known, exercise);
    json_t *list = json_array_get(page->evidence, exercise);
    const json_t *there = json_object_get(known, key);
    if (there != NULL) {
        return json_integer_value(there);
    }
    const json_int_t number = (json_int_t)json_array_size(list);
    json_array_append_new(list, json_pack("[s, s, s, s]", row->title, row->story, row->reason,
                                          work->state == HANDED_IN ? work->hash : ""));
    json_object_set_new(known, key, json_integer(number));
    return number;
}

/* Which known wrong fix it is like; "" if none. */
static const char *trap_of(struct page *page, const struct class *class, size_t exercise,
                           const struct grading *grading)
{
    if (page->traps == NULL) {
        return "";
    }
    if (page->traps[exercise].its == NULL) {
        page->traps[exercise].its = traps_read(class->assignments[exercise].folder);
    }
    char *path = text_format("%s/sources/%s.c", page->folder, grading->submission->hash);
    const char *name = traps_name(page->traps[exercise].its, path);
    free(path);
    return name;
}

void page_student(struct page *page, const struct class *class, const struct student *student,
                  const struct grading *gradings)
{
    struct report report = report_of(class, gradings);
    json_t *cells = json_array();
    char *letters = calloc(class->assignment_count + 1, 1);
    const size_t number = (size_t)(student - class->students);
    for (size_t i = 0; i < report.count && letters != NULL; i++) {
        const struct grading *grading = &gradings[i];
        letters[i] = history_letter(grading->verdict);
        json_array_append_new(cells, json_pack("[s#, f, I, s?, s?, I]", &letters[i], (size_t)1,
                                               (double)grading->points / 100,
                                               evidence_of(page, i, &report.rows[i]),
                                               grading->remark, grading->submission->path,
                                               (json_int_t)grading->submission->when.time));
        if (strcmp(grading->verdict, "not-fixed") == 0) {
            fixes_add(page->fixes, i, number, trap_of(page, class, i, grading), grading->facts);
        }
    }
    json_array_append_new(page->students,
                          json_pack("{s:s, s:s, s:s, s:f, s:f, s:i, s:s?, s:o}", "name",
                                    student->name, "id", student->id, "file", student->file,
                                    "points", (double)report.sum.points / 100, "most",
                                    (double)report.sum.most / 100, "fixed", report.sum.fixed,
                                    "unread", student->unread, "cells", cells));
    char *who = text_format("%s\n%s", student->name, student->id);
    json_object_set_new(page->verdicts, who, json_string(letters != NULL ? letters : ""));
    free(who);
    free(letters);
    report_release(&report);
}

/* What of an exercise's submissions is alike. */
static json_t *alike(const struct class *class, size_t exercise, const char *folder)
{
    const char **hashes = calloc(class->student_count + 1, sizeof *hashes);
    char **paths = calloc(class->student_count + 1, sizeof *paths);
    json_t *pairs = json_array();
    for (size_t i = 0; hashes != NULL && paths != NULL && i < class->student_count; i++) {
        const struct submission *work = &class->students[i].work[exercise];
        if (work->state == HANDED_IN) {
            hashes[i] = work->hash;
            paths[i] = text_format("%s/sources/%s.c", folder, work->hash);
        }
    }
    if (hashes != NULL && paths != NULL) {
        char *original =
            text_format("exercises/%s/original.c", class->assignments[exercise].folder);
        json_decref(pairs);
        pairs = similar_pairs((const char *const *)paths, hashes, class->student_count, original,
                              MOST_PAIRS);
        free(original);
        for (size_t i = 0; i < class->student_count; i++) {
            free(paths[i]);
        }
    }
    free(paths);
    free(hashes);
    return pairs;
}

static json_t *exercises_json(const struct class *class, const char *folder)
{
    json_t *exercises = json_array();
    for (size_t i = 0; i < class->assignment_count; i++) {
        json_array_append_new(
            exercises, json_pack("{s:s, s:s, s:o}", "name", class->assignments[i].folder, "file",
                                 class->assignments[i].stem, "alike", alike(class, i, folder)));
    }
    return exercises;
}

/* What was handed in, as text; a program that isn't UTF-8 is not shown. */
static json_t *source_of(const char *folder, const char *hash)
{
    static char bytes[MOST_SHOWN];
    char *path = text_format("%s/sources/%s.c", folder, hash);
    FILE *file = hash[0] != '\0' ? fopen(path, "r") : NULL;
    const size_t length = file != NULL ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (file != NULL) {
        fclose(file);
    }
    free(path);
    json_t *text = length > 0 ? json_stringn(bytes, length) : NULL;
    return text != NULL ? text : json_null();
}

/* Writes an element that no browser reads before the script asks for it: JSON, packed. */
static void put_packed(FILE *out, const char *name, size_t number, const json_t *data)
{
    char *text = json_dumps(data, JSON_COMPACT);
    char *line = text != NULL ? packed(text, strlen(text)) : NULL;
    if (line == NULL) {
        text_complain("grade", "out of memory", "the same once less is running");
        exit(3);
    }
    fprintf(out, "<script type=\"text/plain\" id=\"%s-%zu\">%s</script>\n", name, number, line);
    free(line);
    free(text);
}

/* The evidence of each exercise in an element of its own: all of a class's is tens of megabytes. */
static void put_evidence(FILE *out, const struct page *page, const char *folder)
{
    size_t i, j;
    json_t *list, *one;
    json_array_foreach(page->evidence, i, list)
    {
        json_array_foreach(list, j, one)
        {
            const char *hash = json_string_value(json_array_get(one, 3));
            json_array_set_new(one, 3, source_of(folder, hash != NULL ? hash : ""));
        }
        put_packed(out, "evidence", i, list);
    }
}

static void put_page(FILE *out, const struct page *page, const json_t *data, const char *folder)
{
    static const struct document document = {.title = "Racetrack: the class",
                                             .css = page_class_css,
                                             .body = page_class_body,
                                             .script = page_class_js};
    document_begin(out, &document);
    document_data(out, "data", data);
    put_evidence(out, page, folder);
    document_end(out, &document);
}

static void page_release(struct page *page, const struct class *class)
{
    for (size_t i = 0; page->traps != NULL && i < class->assignment_count; i++) {
        if (page->traps[i].its != NULL) {
            traps_release(page->traps[i].its);
        }
    }
    free(page->traps);
    json_decref(page->students);
    json_decref(page->evidence);
    json_decref(page->known);
    json_decref(page->fixes);
    json_decref(page->verdicts);
    free(page);
}

int page_end(struct page *page, const struct class *class)
{
    const char *folder = page->folder;
    char *text = NULL;
    size_t length = 0;
    json_t *exercises = exercises_json(class, folder), *names = json_array();
    for (size_t i = 0; i < class->assignment_count; i++) {
        json_array_append_new(names, json_string(class->assignments[i].folder));
    }
    json_t *history = history_add(
        folder, json_pack("{s:o, s:O}", "exercises", names, "verdicts", page->verdicts));
    json_t *data = json_pack("{s:o, s:O, s:o, s:o}", "exercises", exercises, "students",
                             page->students, "fixes", fixes_sorted(page->fixes), "history",
                             history != NULL ? history : json_array());
    FILE *out = open_memstream(&text, &length);
    int error = ENOMEM;
    if (out != NULL) {
        put_page(out, page, data, folder);
        error = fclose(out) != 0 ? errno : 0;
    }
    if (error == 0) {
        char *path = text_format("%s/class.html", folder);
        error = store_quickly(path, text, length);
        free(path);
    }
    free(text);
    json_decref(data);
    page_release(page, class);
    return error;
}
