/* verdict.c - see verdict.h. */
#include "watch/verdict.h"

#include "common/fields.h"
#include "common/text.h"
#include "watch/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUMMARY_COLUMN = 30, LEAST_SUMMARY = 20, NARROW_COLUMN = 4 };

static const struct {
    const char *name;
    const char *words;
} verdicts[] = {
    [VERDICT_NONE] = {"", ""},
    [VERDICT_FIXED] = {"fixed", "fixed"},
    [VERDICT_NOT_FIXED] = {"not-fixed", "not fixed yet"},
    [VERDICT_TO_READ] = {"to-read", "nothing to fix here: read its README.md"},
    [VERDICT_UNABLE] = {"unable", "no verdict: this machine can't run a check"},
};

enum verdict_kind verdict_kind(const json_t *result)
{
    const char *name = text_in(result, "verdict");
    for (int i = VERDICT_FIXED; i <= VERDICT_UNABLE; i++) {
        if (strcmp(verdicts[i].name, name) == 0) {
            return (enum verdict_kind)i;
        }
    }
    return VERDICT_NONE;
}

const char *verdict_words(enum verdict_kind kind)
{
    return verdicts[kind].words;
}

/* Where there is no room beside it, the summary stands beneath. */
static void write_check(FILE *out, const json_t *check, int columns)
{
    const bool beside = columns >= SUMMARY_COLUMN + LEAST_SUMMARY;
    const int before = beside ? SUMMARY_COLUMN : NARROW_COLUMN;
    fprintf(out, "  %-8s %-18s ", text_in(check, "status"), text_in(check, "name"));
    if (!beside) {
        fprintf(out, "\n%*s", before, "");
    }
    text_wrap(out, text_in(check, "summary"), before, columns);
}

/* What the compiler said. A diagnostic that is too long goes on in the next line; source lines and
 * the marks beneath them stay as they are. */
static void write_compiler(FILE *out, const char *said, int columns)
{
    enum { GOES_ON = 4 };
    struct lines lines = lines_of(said);
    for (size_t i = 0; i < lines.count; i++) {
        const char *line = lines.texts[i];
        if (strstr(line, ": ") != NULL && line[0] != ' ' && text_columns(line) > columns) {
            text_wrap(out, line, GOES_ON, columns);
        } else {
            fprintf(out, "%s\n", line);
        }
    }
    lines_release(&lines);
}

char *verdict_text(const json_t *result, int columns)
{
    char *text = NULL;
    size_t length, i;
    const json_t *checks = json_object_get(result, "checks"), *check;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL) {
        return text_format("%s", "");
    }
    write_compiler(out, text_in(json_object_get(json_array_get(checks, 0), "evidence"), "compiler"),
                   columns);
    json_array_foreach((json_t *)checks, i, check)
    {
        write_check(out, check, columns);
    }
    fclose(out);
    return text != NULL ? text : text_format("%s", "");
}
