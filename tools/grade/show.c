/* show.c - reads results, a student's at a time, and hands them to each output; see show.h. */
#include "grade/show.h"

#include "common/hash.h"
#include "common/text.h"
#include "grade/adjust.h"
#include "grade/facts.h"
#include "grade/page.h"
#include "grade/store.h"
#include "grade/zip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct output *const outputs[] = {
    &output_table,        &output_csv,         &output_marks,           &output_json,
    &output_junit,        &output_gradescope,  &output_classroom50,     &output_autolab,
    &output_prairielearn, &output_vpl,         &output_artemis,         &output_canvas,
    &output_moodle,       &output_blackboard,  &output_moodle_feedback, &output_sarif,
    &output_own_sarif,    &output_annotations, &output_feedback,        &output_anonymous,
    &output_key,          &output_timings,
};
enum { OUTPUTS = sizeof outputs / sizeof outputs[0] };

/* A file that is being written in memory. */
struct draft {
    FILE *stream;
    char *text;
    size_t length;
};

static void draft_open(struct draft *draft)
{
    *draft = (struct draft){0};
    draft->stream = open_memstream(&draft->text, &draft->length);
    if (draft->stream == NULL) {
        text_complain("grade", "out of memory", "run fewer programs at a time");
        exit(3);
    }
}

/* Stores it, unless it is empty: then there is no such file, nor one of an earlier run. */
static int draft_close(struct draft *draft, const char *folder, const char *file)
{
    fclose(draft->stream);
    char *path = text_format("%s/%s", folder, file);
    int error = 0;
    if (draft->length > 0) {
        error = store_quickly(path, draft->text, draft->length);
    } else if (unlink(path) != 0 && errno != ENOENT) {
        error = errno;
    }
    free(path);
    free(draft->text);
    return error;
}

static bool for_each_student(const struct output *output)
{
    return strstr(output->file, "%s") != NULL;
}

/* "feedback/%s.md" of a student, or NULL: there is none. The caller frees it. */
static char *file_for(const struct output *output, const struct student *student)
{
    const char *hole = strstr(output->file, "%s");
    char *name = output->name != NULL ? output->name(student) : text_format("%s", student->file);
    char *file = name != NULL ? text_format("%.*s%s%s", (int)(hole - output->file), output->file,
                                            name, hole + 2)
                              : NULL;
    free(name);
    return file;
}

/* Makes the folder, below the given one, in which that file is to stand. */
static int make_place(const char *folder, const char *file)
{
    char *place = text_format("%s/%.*s", folder, (int)(strrchr(file, '/') - file), file);
    const int error = store_folder(place);
    free(place);
    return error;
}

/* An empty folder for the files of each student: one of a student who has left is none of ours. */
static int renew_folder(const struct output *output, const char *folder)
{
    const char *slash = strchr(output->file, '/');
    char *path = text_format("%s/%.*s", folder, (int)(slash - output->file), output->file);
    store_remove(path);
    const int error = store_folder(path);
    free(path);
    return error;
}

/* Where nobody has such a file there is no folder either. */
static void drop_empty(const struct output *output, const char *folder)
{
    const char *slash = strchr(output->file, '/');
    char *path = text_format("%s/%.*s", folder, (int)(slash - output->file), output->file);
    rmdir(path);
    free(path);
}

static char *result_path(const struct class *class, const char *folder, size_t assignment,
                         const struct submission *work)
{
    char key[HASH_SIZE];
    class_key(class, assignment, work->hash, key);
    return text_format("%s/results/%s.json", folder, key);
}

static size_t count_missing(const struct class *class, const char *folder)
{
    size_t missing = 0;
    for (size_t i = 0; i < class->student_count; i++) {
        for (size_t j = 0; j < class->assignment_count; j++) {
            const struct submission *work = &class->students[i].work[j];
            if (work->state == HANDED_IN) {
                char *path = result_path(class, folder, j, work);
                missing += access(path, R_OK) != 0 ? 1 : 0;
                free(path);
            }
        }
    }
    return missing;
}

static void load_graded(const struct class *class, const struct weights *weights,
                        const char *folder, size_t assignment, struct grading *grading)
{
    char *path = result_path(class, folder, assignment, grading->submission);
    char *own = text_format("%s.c", grading->assignment->stem);
    const bool original = strcmp(grading->submission->hash, grading->assignment->original) == 0;
    json_t *result = json_load_file(path, 0, NULL);
    json_t *facts = result != NULL ? facts_of(result, own, original) : NULL;
    const char *verdict = facts_text(facts, "verdict");
    grading->result = result;
    grading->facts = facts;
    grading->verdict = verdict[0] != '\0' ? verdict : "unable";
    if (strcmp(grading->verdict, "unable") != 0) {
        grading->points = weights_points(weights, grading->assignment->folder, facts);
    }
    free(own);
    free(path);
}

static void load(const struct class *class, const struct weights *weights, const char *folder,
                 const struct student *student, struct grading *gradings)
{
    for (size_t i = 0; i < class->assignment_count; i++) {
        gradings[i] = (struct grading){
            .assignment = &class->assignments[i],
            .submission = &student->work[i],
            .verdict = student->work[i].state == REFUSED ? "refused" : "missing",
            .most = weights_most(weights, class->assignments[i].folder),
            .unit = weights_unit(weights),
            .visibility = weights_visibility(weights, class->assignments[i].folder),
            .tags = weights_tags(weights, class->assignments[i].folder),
        };
        if (student->work[i].state == HANDED_IN) {
            load_graded(class, weights, folder, i, &gradings[i]);
        }
    }
}

static void release(const struct class *class, struct grading *gradings)
{
    for (size_t i = 0; i < class->assignment_count; i++) {
        json_decref((json_t *)gradings[i].facts);
        json_decref((json_t *)gradings[i].result);
        free(gradings[i].remark);
    }
}

/* Hands the student to one output. */
static int show_student(const struct output *output, struct draft *draft, const struct class *class,
                        const struct student *student, const struct grading *gradings,
                        const char *folder)
{
    if (!for_each_student(output)) {
        output->student(draft->stream, class, student, gradings);
        return 0;
    }
    struct draft own;
    char *file = file_for(output, student);
    if (file == NULL) {
        return 0;
    }
    draft_open(&own);
    output->student(own.stream, class, student, gradings);
    int error = make_place(folder, file);
    const int its = draft_close(&own, folder, file);
    error = error != 0 ? error : its;
    free(file);
    return error;
}

static int begin_all(const struct class *class, const char *folder, struct draft *drafts)
{
    int error = 0;
    for (size_t i = 0; i < OUTPUTS; i++) {
        draft_open(&drafts[i]);
        if (for_each_student(outputs[i])) {
            const int its = renew_folder(outputs[i], folder);
            error = error != 0 ? error : its;
        }
        if (outputs[i]->begin != NULL) {
            outputs[i]->begin(drafts[i].stream, class);
        }
    }
    return error;
}

static int end_all(const struct class *class, const char *folder, struct draft *drafts)
{
    int error = 0;
    for (size_t i = 0; i < OUTPUTS; i++) {
        if (outputs[i]->end != NULL) {
            outputs[i]->end(drafts[i].stream, class);
        }
        if (for_each_student(outputs[i])) {
            drop_empty(outputs[i], folder);
        }
        const int its = draft_close(&drafts[i], folder, outputs[i]->file);
        error = error != 0 ? error : its;
    }
    return error;
}

/* What Moodle takes back: the feedback in folders of its own names, as one archive. */
static int zip_feedback(const char *folder)
{
    char *from = text_format("%s/moodle-feedback", folder);
    char *to = text_format("%s/moodle-feedback.zip", folder);
    unlink(to);
    const int error = zip_folder(from, to);
    free(to);
    free(from);
    return error == ENOENT ? 0 : error;
}

int show_all(const struct class *class, const struct weights *weights,
             const struct overrides *overrides, const char *folder, size_t *missing)
{
    struct draft drafts[OUTPUTS];
    *missing = count_missing(class, folder);
    struct grading *gradings = calloc(class->assignment_count + 1, sizeof *gradings);
    if (*missing > 0 || gradings == NULL) {
        free(gradings);
        return *missing > 0 ? ENODATA : ENOMEM;
    }
    struct page *page = page_begin(class, folder);
    int error = begin_all(class, folder, drafts);
    for (size_t i = 0; i < class->student_count; i++) {
        load(class, weights, folder, &class->students[i], gradings);
        adjust(class, weights, overrides, &class->students[i], gradings);
        page_student(page, class, &class->students[i], gradings);
        for (size_t j = 0; j < OUTPUTS && error == 0; j++) {
            error =
                show_student(outputs[j], &drafts[j], class, &class->students[i], gradings, folder);
        }
        release(class, gradings);
    }
    const int end_error = end_all(class, folder, drafts);
    const int page_error = page_end(page, class);
    free(gradings);
    error = error != 0 ? error : end_error != 0 ? end_error : page_error;
    return error != 0 ? error : zip_feedback(folder);
}

void put_field(FILE *out, const char *text, const char *after)
{
    const bool formula = text[0] != '\0' && strchr("=+-@", text[0]) != NULL;
    fprintf(out, "\"%s", formula ? "'" : "");
    for (; *text != '\0'; text++) {
        fputs(*text == '"' ? "\"" : "", out);
        fputc(*text, out);
    }
    fprintf(out, "\"%s", after);
}

struct sum sum_of(const struct class *class, const struct grading *gradings)
{
    struct sum sum = {0};
    for (size_t i = 0; i < class->assignment_count; i++) {
        const bool unable = strcmp(gradings[i].verdict, "unable") == 0;
        sum.points += gradings[i].points;
        sum.most += unable ? 0 : gradings[i].most;
        sum.unable += unable;
        sum.fixed += strcmp(gradings[i].verdict, "fixed") == 0;
    }
    return sum;
}

const char *points_text(long hundredths, char text[static 32])
{
    const long part = hundredths % 100;
    if (part == 0) {
        snprintf(text, 32, "%ld", hundredths / 100);
    } else if (part % 10 == 0) {
        snprintf(text, 32, "%ld.%ld", hundredths / 100, part / 10);
    } else {
        snprintf(text, 32, "%ld.%02ld", hundredths / 100, part);
    }
    return text;
}

void put_xml(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            /* XML 1.0 has no other control characters, however they are written. */
            fputc((unsigned char)*text >= 0x20 || *text == '\n' || *text == '\t' ? *text : '?',
                  out);
        }
    }
}

void put_json(FILE *out, const json_t *object, int columns)
{
    char *text = json_dumps(object, JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_ENCODE_ANY |
                                        JSON_REAL_PRECISION(9));
    fprintf(out, "%*s", columns, "");
    for (const char *byte = text != NULL ? text : "null"; *byte != '\0'; byte++) {
        fputc(*byte, out);
        if (*byte == '\n') {
            fprintf(out, "%*s", columns, "");
        }
    }
    free(text);
}

char *uri_of(const char *path)
{
    static const char unreserved[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "0123456789-._~/";
    char *uri = calloc(3, strlen(path) + 1);
    size_t length = 0;
    for (; uri != NULL && *path != '\0'; path++) {
        if (strchr(unreserved, *path) != NULL) {
            uri[length++] = *path;
        } else {
            snprintf(uri + length, 4, "%%%02X", (unsigned char)*path);
            length += 3;
        }
    }
    return uri;
}
