/*
 * out_junit.c - junit.xml, as continuous integration reads it: a suite for each student, a case for
 * each exercise. What was not handed in is skipped, what the machine could not judge an error.
 */
#include "grade/facts.h"
#include "grade/show.h"

#include <string.h>

static void begin(FILE *out, const struct class *class)
{
    (void)class;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"racetrack\">\n", out);
}

static int count(const struct class *class, const struct grading *gradings, const char *verdict)
{
    int found = 0;
    for (size_t i = 0; i < class->assignment_count; i++) {
        found += strcmp(gradings[i].verdict, verdict) == 0;
    }
    return found;
}

/* <failure message="…" type="…">what each check says</failure> */
static void put_failure(FILE *out, const char *element, const struct grading *grading)
{
    size_t i;
    const json_t *check;
    const char *decided = facts_text(grading->facts, "decided");
    fprintf(out, "      <%s message=\"%s: ", element, decided);
    put_xml(out, facts_text(facts_check(grading->facts, decided), "summary"));
    fprintf(out, "\" type=\"%s\">", facts_text(grading->facts, "reason"));
    json_array_foreach(json_object_get(grading->facts, "checks"), i, check)
    {
        fprintf(out, "%s%s %s: ", i > 0 ? "\n" : "", facts_text(check, "status"),
                facts_text(check, "name"));
        put_xml(out, facts_text(check, "summary"));
    }
    fprintf(out, "</%s>\n", element);
}

static void put_case(FILE *out, const struct student *student, const struct grading *grading)
{
    fputs("    <testcase classname=\"", out);
    put_xml(out, student->name);
    fprintf(out, "\" name=\"%s\"", grading->assignment->folder);
    if (strcmp(grading->verdict, "fixed") == 0) {
        fputs("/>\n", out);
        return;
    }
    fputs(">\n", out);
    if (strcmp(grading->verdict, "not-fixed") == 0) {
        put_failure(out, "failure", grading);
    } else if (strcmp(grading->verdict, "missing") == 0) {
        fputs("      <skipped>not handed in</skipped>\n", out); /* older schemas know no message */
    } else if (strcmp(grading->verdict, "refused") == 0) {
        fputs("      <failure message=\"", out);
        put_xml(out, grading->submission->why);
        fputs("\" type=\"refused\"/>\n", out);
    } else {
        put_failure(out, "error", grading);
    }
    fputs("    </testcase>\n", out);
}

static void student(FILE *out, const struct class *class, const struct student *student,
                    const struct grading *gradings)
{
    fputs("  <testsuite name=\"", out);
    put_xml(out, student->name);
    fprintf(out, "\" tests=\"%zu\" failures=\"%d\" errors=\"%d\" skipped=\"%d\">\n",
            class->assignment_count,
            count(class, gradings, "not-fixed") + count(class, gradings, "refused"),
            count(class, gradings, "unable"), count(class, gradings, "missing"));
    for (size_t i = 0; i < class->assignment_count; i++) {
        put_case(out, student, &gradings[i]);
    }
    fputs("  </testsuite>\n", out);
}

static void end(FILE *out, const struct class *class)
{
    (void)class;
    fputs("</testsuites>\n", out);
}

const struct output output_junit = {
    .file = "junit.xml", .begin = begin, .student = student, .end = end};
