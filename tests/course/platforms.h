/*
 * platforms.h - reads results as platforms read them, each as its own code or documentation says.
 *
 * A wrong file ends the test that reads it.
 */
#ifndef TEST_PLATFORMS_H
#define TEST_PLATFORMS_H

#include <jansson.h>

/* The JSON at that path, held against that schema (or NULL). The caller releases it. */
json_t *platform_json(const char *path, const char *schema);

/* What Autolab finds in the last line (assessment_autograde_core.rb, parseAutoresult): the scores.
 */
json_t *platform_autolab_scores(const char *path);

/* What VPL takes for the grade: the last line "Grade :=>>" (vpl_submission.class.php); NAN without
 * one. *comments is set to how many comment lines it sees. */
double platform_vpl_grade(const char *path, int *comments);

/* How many cases of a JUnit file Artemis counts as passed, failed and skipped
 * (TestResultXmlParser). */
struct platform_cases {
    int passed, failed, skipped;
};
struct platform_cases platform_artemis(const char *path);

#endif
