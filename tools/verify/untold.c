/* untold.c - see untold.h. */
#include "verify/untold.h"

#include "common/text.h"

#include <stdlib.h>
#include <string.h>

/* The text without each occurrence of the word. The caller frees it. */
static char *without(const char *text, const char *word)
{
    char *left = text_format("%s", text);
    const size_t length = strlen(word);
    for (char *at = left; (at = strstr(at, word)) != NULL;) {
        memmove(at, at + length, strlen(at + length) + 1);
    }
    return left;
}

json_t *untold(const json_t *value, const char *folder)
{
    size_t i;
    const char *key;
    json_t *member;
    if (json_is_string(value)) {
        char *text = without(json_string_value(value), folder);
        json_t *left = json_string(text);
        free(text);
        return left;
    }
    if (json_is_array(value)) {
        json_t *copy = json_array();
        json_array_foreach(value, i, member)
        {
            json_array_append_new(copy, untold(member, folder));
        }
        return copy;
    }
    if (json_is_object(value)) {
        json_t *copy = json_object();
        json_object_foreach((json_t *)value, key, member)
        {
            json_object_set_new(copy, key, untold(member, folder));
        }
        return copy;
    }
    return json_deep_copy(value);
}
