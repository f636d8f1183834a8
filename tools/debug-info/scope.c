/* scope.c - reads an expression by C's grammar (C17 6.5), as far as lvalues need it; see scope.h.
 */
#include "debug-info/scope.h"

#include "debug-info/debug_index.h"

#include <ctype.h>
#include <dwarf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 128, MOST_DEPTH = 32 };

struct reader {
    struct debug_info *info;
    unsigned long address;
    const char *at;
    int depth; /* of what is nested: a line may be anything */
};

struct operand {
    struct type type;
    struct reach reach;
};

static struct operand read_unary(struct reader *reader);

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static void skip_blanks(struct reader *reader)
{
    reader->at += strspn(reader->at, " \t");
}

static bool take(struct reader *reader, const char *sign)
{
    skip_blanks(reader);
    if (strncmp(reader->at, sign, strlen(sign)) != 0) {
        return false;
    }
    reader->at += strlen(sign);
    return true;
}

static bool take_word(struct reader *reader, char word[static WORD])
{
    size_t length = 0;
    skip_blanks(reader);
    while (is_name(reader->at[length]) && length < WORD - 1) {
        length++;
    }
    memcpy(word, reader->at, length);
    word[length] = '\0';
    reader->at += length;
    return length > 0 && !isdigit((unsigned char)word[0]);
}

/* Leaves what is in a bracket that was opened, and the bracket that closes it. */
static void skip_bracket(struct reader *reader)
{
    for (int depth = 1; *reader->at != '\0' && depth > 0; reader->at++) {
        depth +=
            (*reader->at == '(' || *reader->at == '[') - (*reader->at == ')' || *reader->at == ']');
    }
}

/* -- names -- */

static bool declares(Dwarf_Die *die, const char *name)
{
    const int tag = dwarf_tag(die);
    const char *called = dwarf_diename(die);
    return (tag == DW_TAG_variable || tag == DW_TAG_formal_parameter) && called != NULL &&
           strcmp(called, name) == 0;
}

static struct type declared_in(Dwarf_Die *scope, const char *name)
{
    Dwarf_Die child;
    if (dwarf_child(scope, &child) == 0) {
        do {
            if (declares(&child, name)) {
                return type_of(&child);
            }
        } while (dwarf_siblingof(&child, &child) == 0);
    }
    return (struct type){0};
}

/* The innermost declaration counts, then those of other files. */
static struct type type_of_name(struct reader *reader, const char *name)
{
    struct type type = {0};
    Dwarf_Die *scopes = NULL;
    const struct code *unit = debug_index_unit(reader->info, reader->address);
    Dwarf_Die die = unit != NULL ? unit->die : (Dwarf_Die){0};
    const int count = unit != NULL ? dwarf_getscopes(&die, reader->address, &scopes) : 0;
    for (int i = 0; i < count && !type.known; i++) {
        type = declared_in(&scopes[i], name);
    }
    free(scopes);
    const struct variable *variable = type.known ? NULL : debug_index_named(reader->info, name);
    if (variable != NULL) {
        type = (struct type){.known = true, .die = variable->type};
    }
    return type;
}

static bool is_type_of_kind(Dwarf_Die *die, int kind, const char *name)
{
    const int tag = dwarf_tag(die);
    const char *called = dwarf_diename(die);
    return called != NULL && strcmp(called, name) == 0 &&
           (tag == kind || (kind == 0 && (tag == DW_TAG_typedef || tag == DW_TAG_base_type)));
}

/* A type by its name; kind: DW_TAG_structure_type for "struct", …; 0: no such word before it. */
static struct type named_type(struct reader *reader, int kind, const char *name)
{
    const struct code *unit = NULL;
    while ((unit = debug_index_next_unit(reader->info, unit)) != NULL) {
        Dwarf_Die die = unit->die, child;
        if (dwarf_child(&die, &child) != 0) {
            continue;
        }
        do {
            if (is_type_of_kind(&child, kind, name)) {
                return (struct type){.known = true, .die = child};
            }
        } while (dwarf_siblingof(&child, &child) == 0);
    }
    return (struct type){0};
}

/* Reads what may be the type of a cast; at is left where it was if it is none. */
static struct type read_cast(struct reader *reader)
{
    const char *const start = reader->at;
    char word[WORD], name[2 * WORD] = "";
    int kind = 0;
    struct type type = {0};
    while (take_word(reader, word)) {
        if (strcmp(word, "struct") == 0 || strcmp(word, "union") == 0) {
            kind = word[0] == 's' ? DW_TAG_structure_type : DW_TAG_union_type;
        } else if (strcmp(word, "enum") == 0) {
            kind = DW_TAG_enumeration_type;
        } else if (strcmp(word, "const") != 0 && strcmp(word, "volatile") != 0 &&
                   strcmp(word, "_Atomic") != 0) {
            const size_t length = strlen(name);
            snprintf(name + length, sizeof name - length, "%s%s", length > 0 ? " " : "", word);
        }
    }
    int pointers = 0;
    for (bool more = true; more;) {
        more = take(reader, "*");
        pointers += more;
        while (take_word(reader, word)) {
        }
    }
    if (name[0] != '\0' && take(reader, ")") && !type_of_name(reader, name).known) {
        type = named_type(reader, kind, name);
        type.pointers = pointers;
    }
    if (!type.known) {
        reader->at = start;
    }
    return type;
}

/* -- operands -- */

static void follow(struct operand *operand, char sign, const char *base, const char *end)
{
    while (end > base && end[-1] == ' ') {
        end--;
    }
    operand->type = type_target(operand->type);
    operand->reach = (struct reach){
        .sign = sign, .base = base, .base_length = (int)(end - base), .target = operand->type};
}

static struct operand read_bracket(struct reader *reader)
{
    struct operand operand = read_unary(reader);
    skip_blanks(reader);
    if (*reader->at != ')' && !type_is_pointer(operand.type) && type_peeled(operand.type).known) {
        /* A sum with an array or pointer is a pointer still; of others nothing is known. */
        const struct type element = type_target(operand.type);
        operand.type = element;
        operand.type.pointers += element.known;
    }
    operand.reach = *reader->at == ')' ? operand.reach : (struct reach){0};
    skip_bracket(reader);
    return operand;
}

static struct operand read_primary(struct reader *reader)
{
    char word[WORD];
    struct operand operand = {0};
    if (take(reader, "(")) {
        return read_bracket(reader);
    }
    if (!take_word(reader, word)) {
        return operand;
    }
    if (take(reader, "(")) {
        const struct code *function = debug_index_function_named(reader->info, word);
        skip_bracket(reader);
        if (function != NULL) {
            Dwarf_Die die = function->die;
            operand.type = type_of(&die);
        }
        return operand;
    }
    operand.type = type_of_name(reader, word);
    return operand;
}

static struct operand read_postfix(struct reader *reader)
{
    char word[WORD];
    size_t offset;
    skip_blanks(reader);
    const char *const start = reader->at;
    struct operand operand = read_primary(reader);
    while (operand.type.known) {
        skip_blanks(reader);
        const char *const end = reader->at;
        if (take(reader, "->")) {
            follow(&operand, '>', start, end);
            take_word(reader, word);
            operand.type = type_member(operand.type, word, &offset);
        } else if (take(reader, "[")) {
            const bool by_pointer = type_is_pointer(operand.type);
            skip_bracket(reader);
            if (by_pointer) {
                follow(&operand, '[', start, end);
            } else {
                operand.type = type_target(operand.type);
            }
        } else if (*reader->at == '.' && take(reader, ".")) {
            take_word(reader, word);
            operand.type = type_member(operand.type, word, &offset);
        } else {
            break;
        }
    }
    return operand;
}

static struct operand read_unary(struct reader *reader)
{
    struct operand operand = {0};
    if (reader->depth == MOST_DEPTH) {
        return operand;
    }
    reader->depth++;
    if (take(reader, "++") || take(reader, "--")) {
        operand = read_unary(reader);
    } else if (take(reader, "*")) {
        skip_blanks(reader);
        const char *const start = reader->at;
        operand = read_unary(reader);
        if (type_is_pointer(operand.type)) {
            follow(&operand, '*', start, reader->at);
        } else {
            operand.type = type_target(operand.type); /* the first element of an array */
        }
    } else if (*reader->at == '&' && take(reader, "&")) {
        operand = read_unary(reader);
        operand.type.pointers += operand.type.known;
        operand.reach = (struct reach){0};
    } else {
        const char *const start = reader->at;
        const struct type cast = take(reader, "(") ? read_cast(reader) : (struct type){0};
        if (cast.known) {
            operand = read_unary(reader);
            operand.type = cast;
        } else {
            reader->at = start;
            operand = read_postfix(reader);
        }
    }
    reader->depth--;
    return operand;
}

struct type scope_type(struct debug_info *info, unsigned long address, const char *expression,
                       struct reach *reach)
{
    struct reader reader = {.info = info, .address = address, .at = expression};
    const struct operand operand = read_unary(&reader);
    if (reach != NULL) {
        *reach = operand.type.known ? operand.reach : (struct reach){0};
    }
    return operand.type;
}
