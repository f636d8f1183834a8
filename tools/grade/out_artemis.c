/*
 * out_artemis.c - JUnit's XML for each student, as Artemis reads it (its TestResultXmlParser): one
 * suite, a case for each exercise and one for each of its checks, so that either can be weighted.
 * Artemis knows no points, only cases that pass; it shows a failure's message, and where there is
 * none its text: so there is none. What was not handed in, or is unchanged, is skipped.
 */
#include "grade/report.h"

static void put_case(FILE *out, const char *name, const char *check)
{
    fputs("  <testcase classname=\"racetrack\" name=\"", out);
    put_xml(out, name);
    if (check != NULL) {
        fputc('.', out);
        put_xml(out, check);
    }
    fputc('"', out);
}

static void put_text(FILE *out, const char *element, const char *text)
{
    fprintf(out, ">\n    <%s>", element);
    put_xml(out, text);
    fprintf(out, "</%s>\n  </testcase>\n", element);
}

static void put_skipped(FILE *out)
{
    fputs("><skipped/></testcase>\n", out);
}

static void put_exercise(FILE *out, const struct report_row *row)
{
    put_case(out, row->name, NULL);
    if (row->passed) {
        fputs("/>\n", out);
    } else if (row->touched) {
        put_text(out, row->judged ? "failure" : "error", row->story);
    } else {
        put_skipped(out);
    }
    for (size_t i = 0; i < row->check_count; i++) {
        const struct report_check *check = &row->checks[i];
        put_case(out, row->name, check->name);
        if (!row->touched) {
            put_skipped(out);
        } else if (check->passed) {
            fputs("/>\n", out);
        } else {
            put_text(out, "failure", check->summary);
        }
    }
}

static void student(FILE *out, const struct class *class, const struct student *student,
                    const struct grading *gradings)
{
    size_t cases = 0, failures = 0, errors = 0, skipped = 0;
    (void)student;
    struct report report = report_of(class, gradings);
    for (size_t i = 0; i < report.count; i++) {
        const struct report_row *row = &report.rows[i];
        cases += 1 + row->check_count;
        errors += row->touched && !row->judged;
        failures += !row->passed && row->touched && row->judged;
        skipped += row->touched ? 0 : 1 + row->check_count;
        for (size_t j = 0; row->touched && j < row->check_count; j++) {
            failures += !row->checks[j].passed;
        }
    }
    fprintf(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"racetrack\" tests=\"%zu\" "
        "failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\">\n",
        cases, failures, errors, skipped);
    for (size_t i = 0; i < report.count; i++) {
        put_exercise(out, &report.rows[i]);
    }
    fputs("</testsuite>\n", out);
    report_release(&report);
}

const struct output output_artemis = {.file = "artemis/%s.xml", .student = student};
