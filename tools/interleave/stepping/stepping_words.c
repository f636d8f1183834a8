/* stepping_words.c - what there is of a state in words, for all that show it; see stepping.h. */
#include "interleave/stepping/stepping_inside.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void stepping_append(char text[static TEXT_SIZE], const char *format, ...)
{
    const size_t length = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + length, TEXT_SIZE - length, format, arguments);
    va_end(arguments);
}

const char *stepping_object_words(const struct stepping_state *state,
                                  const struct stepping_object *object, bool names,
                                  char words[static TEXT_SIZE])
{
    words[0] = '\0';
    if (object->holds[0] != '\0') {
        stepping_append(words, "%s", object->holds);
    } else if (object->has_value) {
        stepping_append(words, "value %ld", object->value);
    } else if (object->owner >= 0) {
        const struct stepping_thread *owner = &state->threads[object->owner];
        if (names && strcmp(owner->name, owner->letter) != 0) {
            stepping_append(words, "held by %s (%s)", owner->name, owner->letter);
        } else {
            stepping_append(words, "held by %s", owner->letter);
        }
    } else if (object->readers > 0) {
        stepping_append(words, "read by %d", object->readers);
    } else if (object->is_lock) {
        stepping_append(words, "free");
    } else if (object->waiting == 0) {
        stepping_append(words, "nobody waits");
    }
    if (object->waiting > 0) {
        stepping_append(words, "%s%d %s", words[0] != '\0' ? ", " : "", object->waiting,
                        object->waiting == 1 ? "waits" : "wait");
    }
    return words;
}
