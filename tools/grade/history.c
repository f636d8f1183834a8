/* history.c - keeps what came out before; see history.h. */
#include "grade/history.h"

#include "common/text.h"
#include "grade/store.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_GRADINGS = 200 };

char history_letter(const char *verdict)
{
    static const struct {
        const char *verdict;
        char letter;
    } letters[] = {
        {"fixed", 'F'}, {"not-fixed", 'N'}, {"refused", 'R'}, {"unable", 'U'}, {"missing", '-'}};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        if (strcmp(letters[i].verdict, verdict) == 0) {
            return letters[i].letter;
        }
    }
    return 'U';
}

json_t *history_add(const char *folder, json_t *grading)
{
    char *path = text_format("%s/history.json", folder);
    json_t *history = json_load_file(path, 0, NULL);
    if (!json_is_array(history)) {
        json_decref(history);
        history = json_array();
    }
    const json_t *last = json_array_get(history, json_array_size(history) - 1);
    /* Of other exercises there is nothing to compare with. */
    if (!json_equal(json_object_get(last, "exercises"), json_object_get(grading, "exercises"))) {
        json_array_clear(history);
        last = NULL;
    }
    if (last == NULL || !json_equal(last, grading)) {
        json_array_append(history, grading);
    }
    if (json_array_size(history) > MOST_GRADINGS) {
        json_array_remove(history, 0);
    }
    json_decref(grading);
    char *text = json_dumps(history, JSON_COMPACT | JSON_PRESERVE_ORDER);
    const int error = text != NULL ? store_quickly(path, text, strlen(text)) : -1;
    free(text);
    free(path);
    if (error != 0) {
        json_decref(history);
        return NULL;
    }
    return history;
}
