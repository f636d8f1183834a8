/* names_blocks.c - the blocks of the heap that a trace tells of, and what lies in them; see
 * names.h. */
#include "interleave/trace/names_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct block *names_block(struct names *names, unsigned long address)
{
    size_t low = 0, high = names->block_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (names->blocks[middle].start <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? &names->blocks[low - 1] : NULL;
}

static int by_start(const void *left, const void *right)
{
    const unsigned long a = ((const struct block *)left)->start;
    const unsigned long b = ((const struct block *)right)->start;
    return (a > b) - (a < b);
}

/* As it is said: "an unsigned", but "a uint64_t", "a union". */
static bool begins_with_vowel(const char *type)
{
    return strchr("aeio", type[0]) != NULL || strncmp(type, "uns", 3) == 0;
}

const char *names_block_words(struct names *names, const struct block *block, const char *article,
                              char text[static NAME_SIZE])
{
    char type[2 * TYPE_NAME], place[NAME_SIZE];
    type_name(block->type, type);
    names_short_place(names, block->pc, place);
    if (type[0] == '\0') {
        snprintf(text, NAME_SIZE, "the block from %.100s", place);
    } else if (block->several) {
        const bool is_named = strchr(type, ' ') != NULL;
        snprintf(text, NAME_SIZE, is_named ? "%.100s %d" : "%.100s block %d", type, block->number);
    } else {
        snprintf(text, NAME_SIZE, "%s%.100s from %.100s",
                 article[0] == 'a' && begins_with_vowel(type) ? "an " : article, type, place);
    }
    return text;
}

/* -- what the trace tells of blocks -- */

static void add_block(struct names *names, const json_t *told)
{
    const unsigned long start = names_number(told, "start");
    const struct block *last =
        names->block_count > 0 ? &names->blocks[names->block_count - 1] : NULL;
    if (last != NULL && last->start == start) {
        return;
    }
    struct block *more = realloc(names->blocks, (names->block_count + 1) * sizeof *more);
    if (more != NULL) {
        names->blocks = more;
        more[names->block_count++] = (struct block){
            .start = start, .size = names_number(told, "size"), .pc = names_number(told, "pc")};
    }
}

/* Each block once, in the order of where they start. */
static void find_blocks(struct names *names)
{
    size_t i, kept = 0;
    const json_t *event;
    json_array_foreach(names->trace, i, event)
    {
        const json_t *told = json_object_get(event, "block");
        const json_t *pointed = json_object_get(json_object_get(event, "after_at"), "block");
        if (told != NULL) {
            add_block(names, told);
        }
        if (pointed != NULL) {
            add_block(names, pointed);
        }
    }
    if (names->block_count > 0) {
        qsort(names->blocks, names->block_count, sizeof *names->blocks, by_start);
    }
    for (size_t j = 0; j < names->block_count; j++) {
        if (kept == 0 || names->blocks[kept - 1].start != names->blocks[j].start) {
            names->blocks[kept++] = names->blocks[j];
        }
    }
    names->block_count = kept;
}

/* An event that reaches a block through a pointer shows what lies there. */
static void learn_type(struct names *names, const json_t *event)
{
    const json_t *told = json_object_get(event, "block");
    struct block *block = told != NULL ? names_block(names, names_number(told, "start")) : NULL;
    struct site *site = block != NULL ? names_site(names, names_number(event, "pc")) : NULL;
    if (site == NULL || block->type.known || block->start != names_number(told, "start")) {
        return;
    }
    const struct type target = names_path(names, site, names_how(event))->reach.target;
    char type[TYPE_NAME];
    const size_t size = type_size(target);
    if (size > 0 && size <= block->size && type_name(target, type)[0] != '\0') {
        block->type = target;
    }
}

/* A pointer to a struct that gets the address of a block shows it, too. */
static void learn_type_of_target(struct names *names, const json_t *event)
{
    struct part part;
    char type[TYPE_NAME];
    const json_t *told = json_object_get(json_object_get(event, "after_at"), "block");
    struct block *block = told != NULL ? names_block(names, names_number(told, "start")) : NULL;
    struct site *site = block != NULL ? names_site(names, names_number(event, "pc")) : NULL;
    if (site == NULL || block->type.known || block->start != names_number(event, "after")) {
        return;
    }
    const struct path *path = names_path(names, site, names_how(event));
    const bool is_variable = names_variable(names, event, names_number(event, "address"),
                                            sizeof(void *), NULL, &part) != NO_VARIABLE;
    const struct type target = type_target(is_variable ? part.type : path->type);
    type_name(type_peeled(target), type);
    const size_t size = type_size(target);
    if (strncmp(type, "struct ", 7) == 0 && size > 0 && size <= block->size) {
        block->type = target;
    }
}

static void number_blocks(struct names *names)
{
    char one[TYPE_NAME], other[TYPE_NAME];
    for (size_t i = 0; i < names->block_count; i++) {
        struct block *block = &names->blocks[i];
        type_name(block->type, one);
        block->number = 1;
        for (size_t j = 0; j < i && one[0] != '\0' && block->number == 1; j++) {
            struct block *earlier = &names->blocks[i - 1 - j];
            if (strcmp(type_name(earlier->type, other), one) == 0) {
                block->number = earlier->number + 1;
                block->several = earlier->several = true;
            }
        }
    }
}

void names_learn_blocks(struct names *names)
{
    size_t i;
    const json_t *event;
    find_blocks(names);
    json_array_foreach(names->trace, i, event)
    {
        learn_type(names, event);
    }
    json_array_foreach(names->trace, i, event)
    {
        learn_type_of_target(names, event);
    }
    number_blocks(names);
}
