/*
 * unseen.c - what the compile and the link found that the explorer can't see; see unseen.h.
 *
 * `interleave cc` looks at each object that it links, and writes what it finds into the room below,
 * a line for each part. In a program that was linked otherwise, what the objects themselves say
 * (compiler/object_note.h) is all that is known.
 */
#include "world/unseen.h"

#include "core/state.h"

#include <stdio.h>
#include <string.h>

enum { ROOM = 8192 };

/* The first byte is '?' until the link is through. Volatile, as it isn't what the compiler sees. */
__attribute__((section("interleave_linked"), used)) static const volatile char linked[ROOM] = "?";

extern const char __start_interleave_unseen[] __attribute__((weak));
extern const char __stop_interleave_unseen[] __attribute__((weak));

STATE static char told[300] = "";

struct found {
    char first[256];
    int count;
};

static void add(struct found *found, const char *text, size_t length)
{
    if (length > 0 && found->count++ == 0) {
        snprintf(found->first, sizeof found->first, "%.*s", (int)length, text);
    }
}

static void read_lines(struct found *found)
{
    char line[sizeof found->first];
    size_t length = 0;
    for (size_t i = 0; i < ROOM && linked[i] != '\0'; i++) {
        if (linked[i] == '\n') {
            add(found, line, length);
            length = 0;
        } else if (length < sizeof line - 1) {
            line[length++] = linked[i];
        }
    }
}

static void read_objects(struct found *found)
{
    const char *text = __start_interleave_unseen;
    while (text != NULL && text < __stop_interleave_unseen) {
        const size_t length = strlen(text);
        add(found, text, length);
        text += length + 1;
    }
}

const char *unseen_code(void)
{
    struct found found = {.count = 0};
    if (linked[0] == '?') {
        read_objects(&found);
    } else {
        read_lines(&found);
    }
    if (found.count > 1) {
        snprintf(told, sizeof told, "%s, one of %d such parts,", found.first, found.count);
    } else {
        snprintf(told, sizeof told, "%s", found.first);
    }
    return found.count > 0 ? told : NULL;
}
