/* contents.c - see contents.h. */
#include "interleave/trace/contents.h"

#include "interleave/trace/names_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is(const json_t *event, const char *what)
{
    return strcmp(names_text(event, "do"), what) == 0;
}

static struct content *content_of(const struct contents *contents, const json_t *event)
{
    const unsigned long object = names_number(event, "object");
    for (size_t i = 0; i < contents->count; i++) {
        if (contents->all[i].object == object) {
            return &contents->all[i];
        }
    }
    return NULL;
}

/* Room for one more of that size; false without memory. */
static bool has_room(void **all, size_t count, size_t *room, size_t size)
{
    if (count < *room) {
        return true;
    }
    const size_t more = 2 * *room + 8;
    void *larger = realloc(*all, more * size);
    if (larger == NULL) {
        return false;
    }
    *all = larger;
    *room = more;
    return true;
}

static struct content *add(struct contents *contents, const json_t *event)
{
    void *all = contents->all;
    const bool fits = has_room(&all, contents->count, &contents->room, sizeof *contents->all);
    contents->all = all;
    if (!fits) {
        return NULL;
    }
    const json_t *block = json_object_get(event, "block");
    struct content *content = &contents->all[contents->count++];
    *content = (struct content){.object = names_number(event, "object"),
                                .start = names_number(block, "start"),
                                .size = names_number(block, "size")};
    return content;
}

static void drop(struct contents *contents, struct content *content)
{
    const size_t at = (size_t)(content - contents->all);
    free(content->values);
    contents->count--;
    memmove(content, content + 1, (contents->count - at) * sizeof *content);
}

static const struct content *stand(struct contents *contents, const json_t *event)
{
    struct content *content = content_of(contents, event);
    if (json_object_get(event, "how") == NULL) {
        if (content != NULL) {
            drop(contents, content);
        }
        return NULL;
    }
    content = content != NULL ? content : add(contents, event);
    if (content != NULL) {
        content->stands = event;
    }
    return content;
}

static void put(struct content *content, const json_t *event)
{
    void *values = content->values;
    if (has_room(&values, content->value_count, &content->value_room, sizeof *content->values)) {
        content->values = values;
        content->values[content->value_count++] = event;
    }
}

static void take(struct content *content, const json_t *event)
{
    for (size_t i = 0; i < content->value_count; i++) {
        if (json_equal(json_object_get(content->values[i], "value"),
                       json_object_get(event, "value"))) {
            content->value_count--;
            memmove(&content->values[i], &content->values[i + 1],
                    (content->value_count - i) * sizeof *content->values);
            return;
        }
    }
}

const struct content *contents_heed(struct contents *contents, const json_t *event)
{
    if (is(event, "object stands")) {
        return stand(contents, event);
    }
    const bool puts = is(event, "object puts");
    struct content *content =
        puts || is(event, "object takes") ? content_of(contents, event) : NULL;
    if (content != NULL) {
        (puts ? put : take)(content, event);
    }
    return content;
}

void contents_release(struct contents *contents)
{
    for (size_t i = 0; i < contents->count; i++) {
        free(contents->all[i].values);
    }
    free(contents->all);
    *contents = (struct contents){0};
}

const struct content *contents_around(const struct contents *contents, unsigned long address)
{
    for (size_t i = 0; i < contents->count; i++) {
        const struct content *content = &contents->all[i];
        if (address - content->start < content->size) {
            return content;
        }
    }
    return NULL;
}

/* -- in words -- */

/* An operation on the object knows best how the program calls it. */
static const json_t *use_of(const struct names *names, const struct content *content)
{
    size_t i;
    const json_t *event;
    json_array_foreach(names->trace, i, event)
    {
        if (is(event, "operation") && names_number(event, "object") == content->object) {
            return event;
        }
    }
    return content->stands;
}

const char *content_name(struct names *names, const struct content *content,
                         char name[static NAME_SIZE])
{
    char called[NAME_SIZE];
    names_operand(names, use_of(names, content), called);
    snprintf(name, NAME_SIZE, "%.60s \"%.180s\"", names_text(content->stands, "what"), called);
    return name;
}

const char *content_words(struct names *names, const struct content *content,
                          char words[static NAME_SIZE])
{
    char value[NAME_SIZE];
    const unsigned long room = names_number(content->stands, "room");
    const size_t count = content->value_count;
    struct text made = {.start = words, .size = NAME_SIZE};
    words[0] = '\0';
    text_add(&made, "%.60s, ", names_text(content->stands, "how"));
    if (count == 0) {
        text_add(&made, "empty");
        return words;
    }
    if (room > 0) {
        text_add(&made, "%zu of %lu: ", count, room);
    } else {
        text_add(&made, "%zu: ", count);
    }
    for (size_t i = 0; i < count; i++) {
        names_item(names, content->values[i], value);
        text_add(&made, "%s%s", i > 0 ? ", " : "", value);
    }
    return words;
}
