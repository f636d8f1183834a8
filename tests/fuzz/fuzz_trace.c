/*
 * fuzz_trace.c - what an explored program tells: events and a result, a line of JSON each. They are
 * shown in every form that the command knows, with the names of this program.
 */
#include "targets.h"

#include "interleave/command/sarif.h"
#include "interleave/command/show.h"

#include <stdlib.h>
#include <string.h>

static void show_all(const json_t *result, const json_t *trace, struct names *names)
{
    static const char *const program[] = {FUZZ_PROGRAM, NULL};
    const struct shown shown = {
        .program = program, .options = "", .is_replay = true, .schedule = "M1"};
    for (int form = 0; form < 3; form++) {
        const struct show_options options = {
            .width = 100, .unicode = form == 0, .all = form == 1, .plain = form == 2};
        show_result(result, trace, names, &shown, &options, fuzz_nowhere());
    }
    json_t *document = show_document(result, trace, names, &shown);
    (void)sarif_write(document, names, "/dev/null");
    json_decref(document);
    (void)show_chrome(trace, names, "/dev/null");
}

void fuzz_trace(const uint8_t *bytes, size_t length)
{
    json_t *trace = json_array(), *result = NULL;
    const char *line = (const char *)bytes, *end = line + length;
    while (line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const size_t size = (size_t)((newline != NULL ? newline : end) - line);
        json_t *event = json_loadb(line, size, 0, NULL);
        if (json_object_get(event, "do") != NULL) {
            json_array_append(trace, event);
        } else if (json_object_get(event, "verdict") != NULL) {
            json_decref(result);
            result = json_incref(event);
        }
        json_decref(event);
        line += size + 1;
    }
    if (result != NULL) {
        struct names *names = names_open(
            FUZZ_PROGRAM, (unsigned long)json_integer_value(json_object_get(result, "base")));
        if (names != NULL) {
            names_learn(names, trace);
            show_all(result, trace, names);
            names_close(names);
        }
    }
    json_decref(result);
    json_decref(trace);
}
