/* names.c - see names.h. */
#include "names.h"

#include "tsan-report/expression.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A loop's events are about the same few things again and again. */
enum { REMEMBERED = 128 };

struct remembered {
    unsigned long address, pc; /* 0, 0: nothing */
    bool is_object;
    char name[NAME_SIZE];
};

struct names {
    struct debug_info *info; /* NULL: none */
    unsigned long base;
    struct remembered remembered[REMEMBERED];
};

struct names *names_open(const char *program, unsigned long base)
{
    struct names *names = malloc(sizeof *names);
    if (names != NULL) {
        memset(names, 0, sizeof *names);
        names->info = debug_info_open(program);
        names->base = base;
    }
    return names;
}

void names_close(struct names *names)
{
    if (names != NULL) {
        if (names->info != NULL) {
            debug_info_close(names->info);
        }
        free(names);
    }
}

bool names_place(struct names *names, unsigned long return_address, struct place *place)
{
    return names->info != NULL && return_address > names->base &&
           debug_info_place(names->info, return_address - names->base - 1, place);
}

const char *names_short_place(struct names *names, unsigned long return_address,
                              char text[static NAME_SIZE])
{
    struct place place;
    text[0] = '\0';
    if (names_place(names, return_address, &place)) {
        const char *file = strrchr(place.file, '/');
        snprintf(text, NAME_SIZE, "%.200s:%d", file != NULL ? file + 1 : place.file, place.line);
    }
    return text;
}

static unsigned long number_in(const json_t *object, const char *key)
{
    return (unsigned long)json_integer_value(json_object_get(object, key));
}

/* The lvalue at the place of the access, as it stands in the source. */
static bool expression_of(struct names *names, const json_t *event, char name[static NAME_SIZE])
{
    struct place place;
    char line[LINE_SIZE];
    if (!names_place(names, number_in(event, "pc"), &place) || place.column == 0) {
        return false;
    }
    const int left_out = source_line(place.folder, place.file, place.line, line);
    return left_out >= 0 && place.column > left_out &&
           expression_at(line, place.column - left_out, name, NAME_SIZE);
}

/* The name as the source has it, or else what is known of the address. */
static const char *name_of(struct names *names, const json_t *event, unsigned long address,
                           bool is_object, char name[static NAME_SIZE])
{
    char where[NAME_SIZE];
    const json_t *block = json_object_get(event, "block");
    if (names->info != NULL && address >= names->base &&
        debug_info_variable(names->info, address - names->base, name, NAME_SIZE)) {
        return name;
    }
    if (!is_object && expression_of(names, event, name)) {
        return name;
    }
    if (block != NULL) {
        snprintf(name, NAME_SIZE, "byte %lu of the block from %.100s",
                 address - number_in(block, "start"),
                 names_short_place(names, number_in(block, "pc"), where));
        return name;
    }
    snprintf(name, NAME_SIZE, "%#lx", address);
    return name;
}

const char *names_of(struct names *names, const json_t *event, char name[static NAME_SIZE])
{
    const bool is_object = json_object_get(event, "object") != NULL;
    const unsigned long address = number_in(event, is_object ? "object" : "address");
    const unsigned long pc = number_in(event, "pc");
    struct remembered *known = &names->remembered[(address / 4 + pc) % REMEMBERED];
    if (known->address != address || known->pc != pc || known->is_object != is_object) {
        name_of(names, event, address, is_object, known->name);
        known->address = address;
        known->pc = pc;
        known->is_object = is_object;
    }
    memcpy(name, known->name, sizeof known->name);
    return name;
}

void names_learn(struct names *names, const json_t *trace)
{
    (void)names;
    (void)trace;
}

const char *names_object(struct names *names, const json_t *event, char name[static NAME_SIZE])
{
    return names_of(names, event, name);
}

const char *names_kind(struct names *names, const json_t *event, char text[static NAME_SIZE])
{
    (void)names;
    (void)event;
    text[0] = '\0';
    return text;
}

const char *names_thread(struct names *names, const char *letter, char name[static NAME_SIZE])
{
    (void)names;
    snprintf(name, NAME_SIZE, "%s", strcmp(letter, "M") == 0 ? "main" : letter);
    return name;
}

const char *names_value(struct names *names, const json_t *event, const char *key,
                        char text[static NAME_SIZE])
{
    (void)names;
    snprintf(text, NAME_SIZE, "%ld", (long)number_in(event, key));
    return text;
}

const char *names_operation(struct names *names, const json_t *event, char text[static TEXT_SIZE])
{
    (void)names;
    (void)event;
    text[0] = '\0';
    return text;
}

bool names_wait(struct names *names, const json_t *event, char text[static TEXT_SIZE],
                char helps[static TEXT_SIZE])
{
    (void)names;
    (void)event;
    text[0] = helps[0] = '\0';
    return false;
}
