/*
 * out_feedback.c - what each student gets to read, in Markdown: what was handed in, what is right,
 * and of what isn't, what happens, where, and where to read on. It shows no one the way to the
 * solution that their own file and the exercise's page don't show.
 */
#include "common/fields.h"
#include "common/text.h"
#include "grade/facts.h"
#include "grade/meaning.h"
#include "grade/show.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_COMPILER = 3000, MOST_REPORTS_TOLD = 3, MOST_STEPS = 60, MOST_OTHERS_TOLD = 5 };

/* Text that is not the kit's own, so that nothing in it is taken for Markdown. */
static void put_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("\\`*_{}[]<>#|~$&!", *text) != NULL) {
            fputc('\\', out);
        }
        fputc(*text == '\n' ? ' ' : *text, out);
    }
}

/* Code in a line: between more backticks than stand in it. */
static void put_code(FILE *out, const char *text)
{
    const bool ticks = strchr(text, '`') != NULL;
    fputs(ticks ? "```` " : "`", out);
    for (; *text != '\0'; text++) {
        fputc(*text == '\n' ? ' ' : *text, out);
    }
    fputs(ticks ? " ````" : "`", out);
}

/* Lines as they are: indented, so that none of them can end the block; cut after so many bytes. */
static void put_block(FILE *out, const char *text, size_t most)
{
    const size_t length = strnlen(text, most);
    bool begins = true;
    fputc('\n', out);
    for (size_t i = 0; i < length; i++) {
        fputs(begins ? "    " : "", out);
        fputc(text[i], out);
        begins = text[i] == '\n';
    }
    fputs(begins ? "" : "\n", out);
    if (text[length] != '\0') {
        fputs("\n(The rest is left out.)\n", out);
    }
}

/* "counter.c:30, in count" */
static void put_where(FILE *out, const json_t *place)
{
    fprintf(out, "%s:%ld", facts_text(place, "file"), number_in(place, "line"));
    if (facts_text(place, "function")[0] != '\0') {
        fputs(", in ", out);
        put_code(out, facts_text(place, "function"));
    }
}

static void put_locks(FILE *out, const json_t *locks)
{
    size_t i;
    const json_t *lock;
    if (!json_is_array(locks)) {
        return;
    }
    fputs(json_array_size(locks) == 0 ? ", holding no lock" : ", holding ", out);
    json_array_foreach(locks, i, lock)
    {
        fputs(i > 0 ? " and " : "", out);
        put_code(out, json_is_string(lock) ? json_string_value(lock) : "a lock");
    }
}

static void put_places(FILE *out, const json_t *report)
{
    size_t i;
    const json_t *place;
    json_array_foreach(json_object_get(report, "places"), i, place)
    {
        fputs("- ", out);
        put_where(out, place);
        if (facts_text(place, "did")[0] != '\0') {
            fprintf(out, ": %s", facts_text(place, "did"));
        }
        put_locks(out, json_object_get(place, "locks"));
        if (facts_text(place, "source")[0] != '\0') {
            fputs(": ", out);
            put_code(out, facts_text(place, "source"));
        }
        fputc('\n', out);
    }
}

static void put_reports(FILE *out, const json_t *facts)
{
    size_t i;
    const json_t *report;
    const json_t *reports = json_object_get(facts, "reports");
    if (json_array_size(reports) == 0) {
        return;
    }
    fputs("\nThreadSanitizer reports, for one run:\n", out);
    json_array_foreach(reports, i, report)
    {
        if (i == MOST_REPORTS_TOLD) {
            fprintf(out, "\nand %zu more like these.\n", json_array_size(reports) - i);
            break;
        }
        fputc('\n', out);
        put_code(out, facts_text(report, "headline"));
        fputs("\n\n", out);
        put_places(out, report);
    }
}

/* How wide the column of the threads is. */
static int thread_width(const json_t *steps)
{
    int width = 3;
    size_t i;
    const json_t *step;
    json_array_foreach(steps, i, step)
    {
        const int columns = text_columns(facts_thread(step));
        width = columns > width ? columns : width;
    }
    return width;
}

/* "  7  count 1  reads value -> 0   counter.c:30" */
static void put_steps(FILE *out, const json_t *steps)
{
    enum { LEAST = 44, MOST = 100 }; /* columns for the words */
    const int width = thread_width(steps);
    size_t i;
    const json_t *step;
    fputs("\n~~~~~~~~text\n", out);
    json_array_foreach(steps, i, step)
    {
        char where[300] = "";
        if (i == MOST_STEPS) {
            fprintf(out, "and %zu more steps\n", json_array_size(steps) - i);
            break;
        }
        if (number_in(step, "line") > 0) {
            snprintf(where, sizeof where, "%s:%ld", facts_text(step, "file"),
                     number_in(step, "line"));
        }
        char *words = text_cut(facts_text(step, "words"), MOST);
        const int columns = text_columns(words);
        fprintf(out, "%4zu%s %-*s %s%*s  %s\n", i + 1,
                json_is_true(json_object_get(step, "wrong")) ? "✗" : " ", width, facts_thread(step),
                words, columns < LEAST ? LEAST - columns : 0, "", where);
        free(words);
    }
    fputs("~~~~~~~~\n", out);
}

static void put_schedule(FILE *out, const struct grading *grading)
{
    const json_t *schedule = json_object_get(grading->facts, "schedule");
    if (!json_is_object(schedule)) {
        return;
    }
    const json_t *steps = json_object_get(schedule, "steps");
    if (json_array_size(steps) > 0) {
        const bool named = facts_text(json_array_get(steps, 0), "name")[0] != '\0';
        fprintf(
            out, "\nThe simplest order of steps that fails, with only the steps that matter%s:\n",
            named ? ""
                  : ". M is the thread that calls `total`, A the first thread that it starts, B "
                    "the next");
        put_steps(out, steps);
    }
    if (facts_text(schedule, "sentence")[0] != '\0') {
        fputc('\n', out);
        put_text(out, facts_text(schedule, "sentence"));
        fputc('\n', out);
    }
    if (facts_text(schedule, "decides")[0] != '\0') {
        put_text(out, facts_text(schedule, "decides"));
        fputc('\n', out);
    }
    fprintf(out, "\nTo see it again, with your file in `exercises/%s`: `make explore EX=%s`\n",
            grading->assignment->folder, grading->assignment->folder);
}

/* A summary, of which names of the program's are shown as such: "data race: `value@30:R`". */
static void put_summary(FILE *out, const char *summary)
{
    static const char race[] = "data race: ";
    if (strncmp(summary, race, strlen(race)) == 0) {
        fputs(race, out);
        put_code(out, summary + strlen(race));
    } else {
        put_text(out, summary);
    }
}

/* What isn't plain at first sight is said in the same item. */
static void put_meaning(FILE *out, const json_t *check)
{
    const char *meaning = meaning_of_check(check);
    if (meaning[0] != '\0') {
        fputs(". ", out);
        put_text(out, meaning);
    }
}

/* What the checks say, as a list: only those that say something. */
static void put_checks(FILE *out, const json_t *facts)
{
    size_t i;
    const json_t *check;
    fputc('\n', out);
    json_array_foreach(json_object_get(facts, "checks"), i, check)
    {
        const char *status = facts_text(check, "status");
        if (strcmp(status, "not run") != 0) {
            fprintf(out, "- %s, %s: ", facts_text(check, "name"),
                    strcmp(status, "by-luck") == 0 ? "not counted" : status);
            put_summary(out, facts_text(check, "summary"));
            put_meaning(out, check);
            fputc('\n', out);
        }
    }
}

static void put_not_fixed(FILE *out, const struct grading *grading)
{
    const json_t *facts = grading->facts;
    const char *folder = grading->assignment->folder;
    const char *meaning = meaning_of(facts_text(facts, "reason"));
    if (json_is_true(json_object_get(facts, "original"))) {
        fputs("\nThis is the program as it was handed out, without a change.\n", out);
    }
    if (meaning[0] != '\0') {
        fprintf(out, "\n%s\n", meaning);
    }
    put_checks(out, facts);
    if (facts_text(facts, "compiler")[0] != '\0') {
        fputs("\nThe compiler says:\n", out);
        put_block(out, facts_text(facts, "compiler"), MOST_COMPILER);
    }
    put_reports(out, facts);
    put_schedule(out, grading);
    fprintf(
        out,
        "\nRead `exercises/%s/README.md`. `exercises/%s/hints.md` has hints, from a nudge to the "
        "idea.\n",
        folder, folder);
}

static void put_unable(FILE *out, const struct grading *grading)
{
    const char *decided = facts_text(grading->facts, "decided");
    fputs("\nThe grading machine could not judge it. That is not your fault, and it is not a zero: "
          "it will "
          "be graded again. The reason: ",
          out);
    put_text(out, facts_text(facts_check(grading->facts, decided), "summary"));
    fputc('\n', out);
}

static void put_grading(FILE *out, const struct grading *grading)
{
    const char *verdict = grading->verdict;
    if (strcmp(verdict, "fixed") == 0) {
        fputs("\nEvery check passes: the total is right, ThreadSanitizer has nothing to report, "
              "and\n",
              out);
        const json_t *check = facts_check(grading->facts, "every-interleaving");
        put_text(out, facts_text(check, "summary"));
        put_meaning(out, check);
        fputs(meaning_of_check(check)[0] != '\0' ? "\n" : ".\n", out);
        if (facts_text(grading->facts, "compiler")[0] != '\0') {
            fputs("\nThe compiler also has a warning:\n", out);
            put_block(out, facts_text(grading->facts, "compiler"), MOST_COMPILER);
        }
    } else if (strcmp(verdict, "refused") == 0) {
        fputs("\nIt could not be graded: ", out);
        put_text(out, grading->submission->why);
        fputs(".\n", out);
    } else if (strcmp(verdict, "unable") == 0) {
        put_unable(out, grading);
    } else {
        put_not_fixed(out, grading);
    }
}

static const char *title_of(const char *verdict)
{
    static const struct {
        const char *verdict, *title;
    } titles[] = {
        {"fixed", "fixed"},
        {"not-fixed", "not fixed yet"},
        {"refused", "could not be graded"},
    };
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        if (strcmp(titles[i].verdict, verdict) == 0) {
            return titles[i].title;
        }
    }
    return "no verdict";
}

static void put_unread(FILE *out, const struct student *student, bool anonymous)
{
    const char *why = student->unread != NULL ? strstr(student->unread, ": ") : NULL;
    if (student->unread != NULL) {
        fputs("\nThis can't be read, so nothing in it was graded: ", out);
        put_text(out, anonymous && why != NULL ? why + 2 : student->unread);
        fputs(". Hand it in again.\n", out);
    }
}

/* What was handed in under a name that is no exercise's: a mistake, more often than not. */
static void put_others(FILE *out, const struct student *student)
{
    if (student->other_count == 0) {
        return;
    }
    fputs("\nHanded in, but not graded, because no exercise's file has this name: ", out);
    for (size_t i = 0; i < student->other_count; i++) {
        if (i == MOST_OTHERS_TOLD) {
            fprintf(out, " and %zu more", student->other_count - i);
            break;
        }
        const char *below = strchr(student->others[i], '/');
        fputs(i > 0 ? ", " : "", out);
        put_code(out, below != NULL ? below + 1 : student->others[i]);
    }
    fputs(". Keep the name under which a file was handed out.\n", out);
}

static bool is_missing(const struct grading *grading)
{
    return strcmp(grading->verdict, "missing") == 0;
}

/* All that was not handed in, in one line. */
static void put_missing(FILE *out, const struct class *class, const struct grading *gradings)
{
    char points[32];
    long most = 0;
    size_t count = 0;
    for (size_t i = 0; i < class->assignment_count; i++) {
        most += is_missing(&gradings[i]) ? gradings[i].most : 0;
        count += is_missing(&gradings[i]);
    }
    if (count == 0) {
        return;
    }
    fprintf(out, "\n## Not handed in, 0 of %s points\n\n", points_text(most, points));
    for (size_t i = 0, told = 0; i < class->assignment_count; i++) {
        if (is_missing(&gradings[i])) {
            fprintf(out, "%s`%s.c`", told++ > 0 ? ", " : "", gradings[i].assignment->stem);
        }
    }
    fputs("\n", out);
}

static void put_page(FILE *out, const struct class *class, const struct student *student,
                     const struct grading *gradings, bool anonymous)
{
    char points[32], most[32];
    const struct sum sum = sum_of(class, gradings);
    fputs("# ", out);
    put_text(out, anonymous ? student->code : student->name);
    fprintf(out, "\n\n%d of %zu fixed, %s of %s points.\n", sum.fixed, class->assignment_count,
            points_text(sum.points, points), points_text(sum.most, most));
    put_unread(out, student, anonymous);
    put_others(out, student);
    for (size_t i = 0; i < class->assignment_count; i++) {
        const struct grading *grading = &gradings[i];
        if (is_missing(grading)) {
            continue;
        }
        fprintf(out, "\n## %s: %s", grading->assignment->folder, title_of(grading->verdict));
        if (strcmp(grading->verdict, "unable") != 0) {
            fprintf(out, ", %s of %s points", points_text(grading->points, points),
                    points_text(grading->most, most));
        }
        fputc('\n', out);
        put_grading(out, grading);
        if (grading->remark != NULL) {
            fputc('\n', out);
            put_text(out, grading->remark);
            fputc('\n', out);
        }
    }
    put_missing(out, class, gradings);
}

static void student(FILE *out, const struct class *class, const struct student *student,
                    const struct grading *gradings)
{
    put_page(out, class, student, gradings, false);
}

const struct output output_feedback = {.file = "feedback/%s.md", .student = student};

/* The same without a name, under a code that only key.csv explains: for who isn't to know whose it
 * is. */
static char *code_of(const struct student *student)
{
    return student->code[0] != '\0' ? text_format("%s", student->code) : NULL;
}

static void anonymous_student(FILE *out, const struct class *class, const struct student *student,
                              const struct grading *gradings)
{
    put_page(out, class, student, gradings, true);
}

const struct output output_anonymous = {
    .file = "anonymous/%s.md", .name = code_of, .student = anonymous_student};

static void key_student(FILE *out, const struct class *class, const struct student *student,
                        const struct grading *gradings)
{
    (void)gradings;
    if (student->code[0] != '\0') {
        fputs(student == class->students ? "student,id,code\r\n" : "", out);
        put_field(out, student->name, ",");
        put_field(out, student->id, ",");
        fprintf(out, "%s\r\n", student->code);
    }
}

const struct output output_key = {.file = "key.csv", .student = key_student};
