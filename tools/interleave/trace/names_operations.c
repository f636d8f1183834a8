/* names_operations.c - what libraries tell of their operations, in words; see names.h. */
#include "interleave/trace/names_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The event with a number. Events are numbered in their order, from 1. */
static const json_t *event_numbered(const struct names *names, unsigned long number)
{
    const size_t count = json_array_size(names->trace);
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (names_number(json_array_get(names->trace, middle), "n") < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const json_t *event = low < count ? json_array_get(names->trace, low) : NULL;
    return names_number(event, "n") == number ? event : NULL;
}

static bool is(const json_t *event, const char *what)
{
    return strcmp(names_text(event, "do"), what) == 0;
}

/* Of the events that tell of an operation: its last of that kind. NULL if there is none. */
static const json_t *part_of(const struct names *names, const json_t *operation, const char *what)
{
    const json_t *found = NULL;
    const unsigned long number = names_number(operation, "n");
    for (size_t i = number; i < json_array_size(names->trace); i++) {
        const json_t *event = json_array_get(names->trace, i);
        if (names_number(event, "inside") == number) {
            found = is(event, what) ? event : found;
            if (is(event, "operation ends")) {
                break;
            }
        }
    }
    return found;
}

/* -- the object -- */

/* The first variable that was given the object's address: it is what the program calls it. */
static void look_for_holder(struct names *names, struct holder *holder)
{
    size_t i;
    const json_t *event;
    json_array_foreach(names->trace, i, event)
    {
        if (names_number(event, "after") == holder->object &&
            names_number(event, "before") != holder->object && names_number(event, "size") == 8) {
            const struct thing *thing = names_thing(names, event);
            if (thing != NULL && thing->kind != HEAP && thing->kind != NO_VARIABLE) {
                names_told_apart(names, thing, holder->name);
                return;
            }
        }
    }
}

const char *names_holder(struct names *names, unsigned long object)
{
    for (size_t i = 0; i < names->holder_count; i++) {
        if (names->holders[i].object == object) {
            return names->holders[i].name;
        }
    }
    struct holder *more =
        realloc(names->holders, (names->holder_count + 1) * sizeof *names->holders);
    if (more == NULL) {
        return "";
    }
    names->holders = more;
    struct holder *holder = &more[names->holder_count++];
    *holder = (struct holder){.object = object};
    look_for_holder(names, holder);
    return holder->name;
}

/* By where it lies, if it is a variable, or else by what holds its address, or how the call has it.
 */
void names_operand(struct names *names, const json_t *operation, char name[static NAME_SIZE])
{
    struct part part;
    char argument[NAME_SIZE] = "";
    const unsigned long object = names_number(operation, "object");
    const struct site *site = names_site(names, names_number(operation, "pc"));
    const struct type target = type_target(names_argument(names, site, 0, argument));
    const size_t size = type_size(target) > 0 ? type_size(target) : 1;
    if (json_object_get(operation, "block") == NULL &&
        names_variable(names, operation, object, size, NULL, &part) != NO_VARIABLE) {
        snprintf(name, NAME_SIZE, "%s", part.name);
    } else {
        const char *holder = names_holder(names, object);
        snprintf(name, NAME_SIZE, "%s",
                 holder[0] != '\0' ? holder : argument + (argument[0] == '&'));
    }
    const struct thing *thing = name[0] == '\0' ? names_thing(names, operation) : NULL;
    if (thing != NULL) {
        snprintf(name, NAME_SIZE, "%s", thing->name);
    }
}

/* -- the value -- */

/* The type of what the operation is about: of the argument that points to so many bytes. */
static struct type type_of_value(struct names *names, const json_t *operation, size_t size)
{
    char argument[NAME_SIZE];
    const struct site *site = names_site(names, names_number(operation, "pc"));
    for (int i = 1; site != NULL && i < 8; i++) {
        const struct type target = type_target(names_argument(names, site, i, argument));
        if (target.known && type_size(target) == size) {
            return target;
        }
    }
    return (struct type){0};
}

static void name_operation_value(struct names *names, const json_t *operation,
                                 char text[static NAME_SIZE])
{
    const json_t *value = part_of(names, operation, "operation value");
    text[0] = '\0';
    if (value != NULL) {
        names_typed_value(names, type_of_value(names, operation, names_number(value, "size")),
                          value, "value", text);
    }
}

void names_item(struct names *names, const json_t *event, char text[static NAME_SIZE])
{
    const json_t *operation = event_numbered(names, names_number(event, "inside"));
    const struct type type = operation != NULL
                                 ? type_of_value(names, operation, names_number(event, "size"))
                                 : (struct type){0};
    names_typed_value(names, type, event, "value", text);
}

/* -- words -- */

/* Puts the names into a library's words. */
static void fill_in(struct names *names, const json_t *operation, const char *words,
                    char text[static TEXT_SIZE])
{
    struct text made = {.start = text, .size = TEXT_SIZE};
    text[0] = '\0';
    while (*words != '\0') {
        char name[NAME_SIZE] = "";
        const size_t plain = strcspn(words, "{");
        text_add(&made, "%.*s", (int)plain, words);
        words += plain;
        if (strncmp(words, "{object}", 8) == 0) {
            names_operand(names, operation, name);
            words += 8;
        } else if (strncmp(words, "{value}", 7) == 0) {
            name_operation_value(names, operation, name);
            words += 7;
        } else if (*words == '{') {
            snprintf(name, sizeof name, "{");
            words++;
        }
        text_add(&made, "%s", name);
    }
}

const char *names_operation(struct names *names, const json_t *event, char text[static TEXT_SIZE])
{
    text[0] = '\0';
    if (!is(event, "operation")) {
        return text;
    }
    const json_t *end = part_of(names, event, "operation ends");
    const json_t *words = json_object_get(end, "words");
    fill_in(names, event, names_text(words != NULL ? end : event, "words"), text);
    return text;
}

const json_t *names_outermost(const struct names *names, const json_t *event)
{
    const json_t *operation = NULL;
    for (unsigned long inside = names_number(event, "inside"); inside != 0;
         inside = names_number(operation, "inside")) {
        operation = event_numbered(names, inside);
    }
    return operation;
}

const char *names_begun(struct names *names, const json_t *operation, char text[static TEXT_SIZE])
{
    fill_in(names, operation, names_text(operation, "words"), text);
    return text;
}

/* -- waiting -- */

/* Does the operation begin with one of the verbs, as in "sends|closes"? */
static bool is_help(const json_t *operation, const char *verbs)
{
    const char *words = names_text(operation, "words");
    while (*verbs != '\0') {
        const size_t length = strcspn(verbs, "|");
        if (length > 0 && strncmp(words, verbs, length) == 0 &&
            (words[length] == ' ' || words[length] == '\0')) {
            return true;
        }
        verbs += length + (verbs[length] == '|');
    }
    return false;
}

/* The verbs for a sentence: "sends or closes". */
static void verbs_in_words(const char *verbs, char text[static NAME_SIZE])
{
    struct text made = {.start = text, .size = NAME_SIZE};
    text[0] = '\0';
    while (*verbs != '\0') {
        const size_t length = strcspn(verbs, "|");
        text_add(&made, "%.*s", (int)length, verbs);
        verbs += length + (verbs[length] == '|');
        text_add(&made, "%s", *verbs == '\0' ? "" : strchr(verbs, '|') != NULL ? ", " : " or ");
    }
}

/* Who did before what would help now, each thread once, in the words of its last such operation. */
static void find_help(struct names *names, const json_t *waiting, const char *verbs,
                      char text[static TEXT_SIZE])
{
    struct text made = {.start = text, .size = TEXT_SIZE};
    const unsigned long object = names_number(waiting, "object");
    bool any = false;
    text[0] = '\0';
    for (size_t i = 0; i < names->runner_count; i++) {
        const char *letter = names->runners[i].letter;
        const json_t *last = NULL;
        size_t j;
        const json_t *event;
        json_array_foreach(names->trace, j, event)
        {
            if (is(event, "operation") && names_number(event, "object") == object &&
                strcmp(names_text(event, "thread"), letter) == 0 && is_help(event, verbs)) {
                last = event;
            }
        }
        if (last != NULL) {
            char thread[NAME_SIZE], words[TEXT_SIZE];
            text_add(&made, "%s%s %s", any ? ", and " : "earlier, ",
                     names_thread(names, letter, thread), names_operation(names, last, words));
            any = true;
        }
    }
    char wanted[NAME_SIZE];
    verbs_in_words(verbs, wanted);
    if (!any && wanted[0] != '\0') {
        text_add(&made, "no thread %s", wanted);
    }
}

/* The part of its operation by which an event is told what it waits for; NULL: it doesn't wait
 * there. *operation: which. */
static const json_t *wait_of(const struct names *names, const json_t *event,
                             const json_t **operation)
{
    const unsigned long inside = names_number(event, "inside");
    const json_t *waits = NULL;
    *operation = inside != 0 ? event_numbered(names, inside) : NULL;
    for (size_t i = inside; *operation != NULL && i < json_array_size(names->trace); i++) {
        const json_t *part = json_array_get(names->trace, i);
        if (names_number(part, "n") > names_number(event, "n")) {
            break;
        }
        if (names_number(part, "inside") == inside) {
            waits = is(part, "operation waits")     ? part
                    : is(part, "operation goes on") ? NULL
                                                    : waits;
        }
    }
    return waits;
}

bool names_wait(struct names *names, const json_t *event, char text[static TEXT_SIZE],
                char helps[static TEXT_SIZE])
{
    const json_t *operation;
    const json_t *waits = wait_of(names, event, &operation);
    text[0] = helps[0] = '\0';
    if (waits == NULL) {
        return false;
    }
    fill_in(names, operation, names_text(waits, "words"), text);
    find_help(names, operation, names_text(waits, "helps"), helps);
    return true;
}

/* Has a thread begun such an operation on the object? */
static bool was_begun(const struct names *names, unsigned long object, const char *verb)
{
    size_t i;
    const json_t *event;
    json_array_foreach(names->trace, i, event)
    {
        if (is(event, "operation") && names_number(event, "object") == object &&
            is_help(event, verb)) {
            return true;
        }
    }
    return false;
}

bool names_missing(struct names *names, const json_t *event, char verb[static NAME_SIZE])
{
    const json_t *operation;
    const json_t *waits = wait_of(names, event, &operation);
    int begun = 0, missing = 0;
    verb[0] = '\0';
    for (const char *verbs = names_text(waits, "helps"); *verbs != '\0';) {
        char one[NAME_SIZE];
        const size_t length = strcspn(verbs, "|");
        snprintf(one, sizeof one, "%.*s", (int)length, verbs);
        if (was_begun(names, names_number(operation, "object"), one)) {
            begun++;
        } else if (length > 0) {
            missing++;
            snprintf(verb, NAME_SIZE, "%.*s", (int)(length - (one[length - 1] == 's')), one);
        }
        verbs += length + (verbs[length] == '|');
    }
    if (begun == 0 || missing != 1) {
        verb[0] = '\0';
    }
    return verb[0] != '\0';
}
