/* names_values.c - values as what they are; see names.h. */
#include "interleave/trace/names_inside.h"

#include "debug-info/debug_index.h"

#include <stdio.h>
#include <string.h>

/* A number of which only the size is known, as the signed one that it most often is. Where the
 * system puts its stacks and libraries differs from process to process. */
static void plain_number(long value, size_t size, char text[static NAME_SIZE])
{
    if (size == 1) {
        value = (signed char)value;
    } else if (size == 2) {
        value = (short)value;
    } else if (size == 4) {
        value = (int)value;
    }
    if (value >= 1L << 46 && value < 1L << 47) {
        snprintf(text, NAME_SIZE, "a pointer");
    } else {
        snprintf(text, NAME_SIZE, value > 1L << 40 || value < -(1L << 40) ? "%#lx" : "%ld", value);
    }
}

static bool name_function(struct names *names, unsigned long address, char text[static NAME_SIZE])
{
    const struct code *code = names->info != NULL && address > names->base
                                  ? debug_index_function(names->info, address - names->base)
                                  : NULL;
    Dwarf_Die die = code != NULL ? code->die : (Dwarf_Die){0};
    const char *name = code != NULL ? dwarf_diename(&die) : NULL;
    if (name == NULL || code->low != address - names->base) {
        return false;
    }
    snprintf(text, NAME_SIZE, "%.200s", name);
    return true;
}

/* Bytes of a new block that nobody has set: see lib/calls/heap.c. */
static bool is_unset(const struct thing *thing, unsigned long value, size_t size)
{
    static const unsigned long fill = 0xa5a5a5a5a5a5a5a5;
    const unsigned long mask = size < sizeof fill ? (1ul << (8 * size)) - 1 : ~0ul;
    return thing != NULL && thing->kind == HEAP && thing->type.bit_size == 0 && size > 1 &&
           type_of_library(thing->type) == NULL && (value & mask) == (fill & mask);
}

/* A pointer into the middle of a block, by the variable that holds the block's address: "line + 5",
 * "&boards[1]". False if there is none, or the place isn't a whole element. */
static bool name_from_holder(struct names *names, unsigned long start, unsigned long address,
                             struct type target, char text[static NAME_SIZE])
{
    const size_t size = type_size(target);
    const char *holder = size > 0 && address > start ? names_holder(names, start) : "";
    if (holder[0] == '\0' || (address - start) % size != 0) {
        return false;
    }
    snprintf(text, NAME_SIZE, size == 1 ? "%.200s + %lu" : "&%.200s[%lu]", holder,
             (address - start) / size);
    return true;
}

/* What lies in a block of the heap that a pointer leads to. */
static void name_in_block(struct names *names, const json_t *told, unsigned long address,
                          struct type target, char text[static NAME_SIZE])
{
    char words[NAME_SIZE], type[2 * TYPE_NAME];
    const struct block *known = names_block(names, address);
    const struct block block = {.start = names_number(told, "start"),
                                .size = names_number(told, "size"),
                                .pc = names_number(told, "pc"),
                                .type = target};
    const bool whole = block.start == address;
    if (name_from_holder(names, block.start, address, target, text)) {
        return;
    }
    type_words(target, type);
    const bool is_record = strstr(type, "struct ") != NULL || strstr(type, "union ") != NULL;
    if (known != NULL && known->start == block.start && known->type.known &&
        (is_record || !whole)) {
        names_block_words(names, known, "a ", words);
    } else if (whole && is_record && type[0] != '\0') {
        snprintf(words, sizeof words, "%.200s", type);
    } else if (whole) {
        snprintf(words, sizeof words, "a pointer");
    } else {
        names_block_words(names, &block, "a ", words);
    }
    char *from = strstr(words, " from ");
    if (from != NULL && strncmp(words, "the block", 9) != 0) {
        *from = '\0'; /* a value need not say where it comes from */
    }
    snprintf(text, NAME_SIZE, whole ? "%s%.200s" : "%s%.200s", whole ? "" : "into ", words);
}

/* A pointer that leads somewhere known. at: what the trace tells of the memory, or NULL. */
static bool name_pointer(struct names *names, unsigned long address, const json_t *at,
                         struct type target, char text[static NAME_SIZE])
{
    struct part part;
    const json_t *told = json_object_get(at, "block");
    const size_t size = type_size(target);
    if (told != NULL) {
        name_in_block(names, told, address, target, text);
        return true;
    }
    const enum thing_kind kind =
        names_variable(names, at, address, size > 0 ? size : 1, NULL, &part);
    if (kind == NO_VARIABLE) {
        return name_function(names, address, text);
    }
    struct thing thing = {.kind = kind,
                          .name = part.name,
                          .root = part.root,
                          .function = part.function,
                          .start = part.start};
    char name[NAME_SIZE];
    const json_t *owner = json_object_get(at, kind == LOCAL ? "local" : "storage");
    snprintf(thing.thread, sizeof thing.thread, "%.7s", names_text(owner, "thread"));
    names_told_apart(names, &thing, name);
    snprintf(text, NAME_SIZE, "&%.250s", name);
    return true;
}

/* The value of a type; where: an object that has key and, if it is a pointer, key_at. */
static void name_value(struct names *names, struct type type, const json_t *where, const char *key,
                       size_t size, char text[static NAME_SIZE])
{
    char value_text[VALUE_NAME], at[32];
    const long value = (long)names_number(where, key);
    const struct type target = type_target(type);
    const bool is_pointer = type_is_pointer(type);
    snprintf(at, sizeof at, "%.20s_at", key);
    if (type_value(type, value, size, value_text)) {
        snprintf(text, NAME_SIZE, "%s", value_text);
    } else if (size == sizeof(void *) && is_pointer && value == 0) {
        snprintf(text, NAME_SIZE, "NULL");
    } else if (size == sizeof(void *) && (is_pointer || !type.known) &&
               name_pointer(names, (unsigned long)value, json_object_get(where, at), target,
                            text)) {
        return;
    } else if (size <= sizeof value && (size & (size - 1)) == 0 &&
               (is_pointer || !type.known || type_size(type) == 0)) {
        plain_number(value, size, text);
    } else {
        char words[2 * TYPE_NAME];
        type_words(type, words);
        if (words[0] != '\0' && type_size(type) == size) {
            snprintf(text, NAME_SIZE, "%.200s", words);
        } else {
            snprintf(text, NAME_SIZE, "%zu bytes", size);
        }
    }
}

bool names_bit_field(struct names *names, const json_t *event)
{
    const struct thing *thing = names_thing(names, event);
    return thing != NULL && thing->type.bit_size > 0;
}

const char *names_value(struct names *names, const json_t *event, const char *key,
                        char text[static NAME_SIZE])
{
    return names_value_of(names, event, event, key, text);
}

const char *names_value_of(struct names *names, const json_t *other, const json_t *event,
                           const char *key, char text[static NAME_SIZE])
{
    const struct thing *thing = names_thing(names, other);
    const json_t *where = event;
    text[0] = '\0';
    if (json_object_get(event, "gone") != NULL) {
        snprintf(text, NAME_SIZE, "garbage");
        return text;
    }
    for (int i = 0; i < 2 && json_object_get(where, key) == NULL; i++) {
        where = json_object_get(event, i == 0 ? "stale" : "overtaken");
    }
    /* Where nothing was changed, the trace tells of a pointer only once. */
    if (strcmp(key, "after") == 0 &&
        names_number(event, "after") == names_number(event, "before")) {
        key = "before";
    }
    if (is_unset(thing, names_number(where, key), names_number(event, "size"))) {
        snprintf(text, NAME_SIZE, "not set");
        return text;
    }
    name_value(names, thing != NULL ? thing->type : (struct type){0}, where, key,
               names_number(event, "size"), text);
    return text;
}

void names_typed_value(struct names *names, struct type type, const json_t *event, const char *key,
                       char text[static NAME_SIZE])
{
    name_value(names, type, event, key, names_number(event, "size"), text);
}
