/* platforms.c - reads results as platforms do; see platforms.h. */
#include "platforms.h"

#include "../grade/schema.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 1 << 20 };

static char *read_text(const char *path)
{
    char *text = calloc(1, MOST_BYTES);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s isn't there", path);
    const size_t length = fread(text, 1, MOST_BYTES - 1, file);
    cr_assert(length > 0, "%s is empty", path);
    fclose(file);
    return text;
}

json_t *platform_json(const char *path, const char *schema)
{
    if (schema != NULL) {
        char *wrong = schema_compare(schema, path);
        cr_assert_null(wrong, "%s: %s", path, wrong);
    }
    json_t *object = json_load_file(path, 0, NULL);
    cr_assert_not_null(object, "%s is no JSON", path);
    return object;
}

/* Before it reads the line, Autolab puts quotes around each word that a colon follows at once. */
static char *quote_words(const char *line)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    char *quoted = calloc(3, strlen(line) + 1);
    for (size_t to = 0; *line != '\0';) {
        const size_t word = strspn(line, letters);
        const bool named = word > 0 && line[word] == ':';
        const size_t length = word > 0 ? word : 1;
        to += (size_t)sprintf(quoted + to, "%s%.*s%s", named ? "\"" : "", (int)length, line,
                              named ? "\"" : "");
        line += length;
    }
    return quoted;
}

json_t *platform_autolab_scores(const char *path)
{
    char *text = read_text(path);
    while (strlen(text) > 0 && strchr(" \r\n", text[strlen(text) - 1]) != NULL) {
        text[strlen(text) - 1] = '\0';
    }
    const char *last = strrchr(text, '\n');
    char *line = quote_words(last != NULL ? last + 1 : text);
    json_t *object = json_loads(line, 0, NULL);
    cr_assert_not_null(object, "the last line is no JSON: %s", line);
    json_t *scores = json_incref(json_object_get(object, "scores"));
    cr_assert(json_is_object(scores), "no scores: %s", line);
    json_decref(object);
    free(line);
    free(text);
    return scores;
}

double platform_vpl_grade(const char *path, int *comments)
{
    static const char grade_tag[] = "Grade :=>>", comment_tag[] = "Comment :=>>";
    double grade = NAN;
    *comments = 0;
    char *text = read_text(path), *rest = text;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        const char *begin = line + strspn(line, " \t");
        *comments += strncmp(begin, comment_tag, strlen(comment_tag)) == 0;
        if (strncmp(line, grade_tag, strlen(grade_tag)) == 0) {
            grade = strtod(line + strlen(grade_tag), NULL);
        }
    }
    free(text);
    return grade;
}

struct platform_cases platform_artemis(const char *path)
{
    struct platform_cases cases = {0};
    char *text = read_text(path);
    for (char *begin = text; (begin = strstr(begin, "<testcase ")) != NULL;) {
        char *next = strstr(begin + 1, "<testcase ");
        const char kept = next != NULL ? *next : '\0';
        if (next != NULL) {
            *next = '\0';
        }
        if (strstr(begin, "<skipped") != NULL) {
            cases.skipped++;
        } else if (strstr(begin, "<failure") != NULL || strstr(begin, "<error") != NULL) {
            cases.failed++;
        } else {
            cases.passed++;
        }
        if (next == NULL) {
            break;
        }
        *next = kept;
        begin = next;
    }
    free(text);
    return cases;
}
