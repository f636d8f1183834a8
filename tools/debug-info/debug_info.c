/* debug_info.c - source lines and variables' names by libdw; see debug_info.h, debug_index.h. */
#include "debug-info/debug_info.h"

#include "debug-info/debug_index.h"
#include "debug-info/variables.h"

#include <dwarf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct all_code {
    struct code *code;
    size_t count, room;
};

struct all_variables {
    struct variable *variables;
    size_t count, room;
};

struct debug_info {
    Dwarf *dwarf;
    int descriptor;
    bool indexed;
    struct all_code units, functions;            /* sorted by where they begin */
    struct all_variables globals, thread_locals; /* the same */
};

struct debug_info *debug_info_open(const char *program)
{
    struct debug_info *info = calloc(1, sizeof *info);
    if (info == NULL) {
        return NULL;
    }
    info->descriptor = open(program, O_RDONLY | O_CLOEXEC);
    info->dwarf = info->descriptor < 0 ? NULL : dwarf_begin(info->descriptor, DWARF_C_READ);
    if (info->dwarf == NULL) {
        debug_info_close(info);
        return NULL;
    }
    return info;
}

void debug_info_close(struct debug_info *info)
{
    if (info != NULL) {
        dwarf_end(info->dwarf);
        if (info->descriptor >= 0) {
            close(info->descriptor);
        }
        free(info->units.code);
        free(info->functions.code);
        free(info->globals.variables);
        free(info->thread_locals.variables);
        free(info);
    }
}

/* -- the index -- */

/* Makes room for one more; without memory the index has less in it, and names are worse. */
static bool grow(void **array, size_t count, size_t *room, size_t size)
{
    if (count < *room) {
        return true;
    }
    const size_t more = *room == 0 ? 64 : 2 * *room;
    void *grown = realloc(*array, more * size);
    if (grown != NULL) {
        *array = grown;
        *room = more;
    }
    return grown != NULL;
}

static void add_code(struct all_code *all, const struct code *code)
{
    if (grow((void **)&all->code, all->count, &all->room, sizeof *code)) {
        all->code[all->count++] = *code;
    }
}

/* Adds each range of code that the unit or function has. */
static void add_ranges(struct all_code *all, Dwarf_Die *die, Dwarf_Die *unit)
{
    ptrdiff_t at = 0;
    Dwarf_Addr base, low, high;
    while ((at = dwarf_ranges(die, at, &base, &low, &high)) > 0) {
        add_code(all, &(struct code){.low = low, .high = high, .die = *die, .unit = *unit});
    }
}

enum place_kind { NOWHERE, AT_ADDRESS, AT_OFFSET };

/* Where a variable lies, if it always lies there. */
static enum place_kind find_place(Dwarf_Die *variable, Dwarf_Addr *start)
{
    Dwarf_Attribute attribute, resolved;
    Dwarf_Op *operations;
    size_t count;
    if (dwarf_attr(variable, DW_AT_location, &attribute) == NULL ||
        dwarf_getlocation(&attribute, &operations, &count) != 0 || count == 0) {
        return NOWHERE;
    }
    const bool is_thread_local = count == 2 && (operations[1].atom == DW_OP_GNU_push_tls_address ||
                                                operations[1].atom == DW_OP_form_tls_address);
    if (count != 1 && !is_thread_local) {
        return NOWHERE;
    }
    switch (operations[0].atom) {
    case DW_OP_addr:
    case DW_OP_const4u:
    case DW_OP_const8u:
        *start = operations[0].number;
        break;
    case DW_OP_addrx:
    case DW_OP_constx:
        if (dwarf_getlocation_attr(&attribute, operations, &resolved) != 0 ||
            dwarf_formaddr(&resolved, start) != 0) {
            return NOWHERE;
        }
        break;
    default:
        return NOWHERE;
    }
    return is_thread_local ? AT_OFFSET : AT_ADDRESS;
}

static void add_variable(struct debug_info *info, Dwarf_Die *die, const char *function)
{
    Dwarf_Attribute attribute;
    struct variable made = {.die = *die, .name = dwarf_diename(die), .function = function};
    const enum place_kind kind = find_place(die, &made.start);
    if (kind == NOWHERE || made.name == NULL ||
        dwarf_formref_die(dwarf_attr_integrate(die, DW_AT_type, &attribute), &made.type) == NULL ||
        dwarf_aggregate_size(&made.type, &made.size) != 0) {
        return;
    }
    struct all_variables *all = kind == AT_OFFSET ? &info->thread_locals : &info->globals;
    if (grow((void **)&all->variables, all->count, &all->room, sizeof made)) {
        all->variables[all->count++] = made;
    }
}

/* What the children of a unit, a function or a block declare, and theirs. */
static void add_children(struct debug_info *info, Dwarf_Die *parent, Dwarf_Die *unit,
                         const char *function)
{
    Dwarf_Die child;
    if (dwarf_child(parent, &child) != 0) {
        return;
    }
    do {
        switch (dwarf_tag(&child)) {
        case DW_TAG_variable:
            add_variable(info, &child, function);
            break;
        case DW_TAG_subprogram:
            add_ranges(&info->functions, &child, unit);
            add_children(info, &child, unit, dwarf_diename(&child));
            break;
        case DW_TAG_lexical_block:
            add_children(info, &child, unit, function);
            break;
        default:
            break;
        }
    } while (dwarf_siblingof(&child, &child) == 0);
}

static int by_low(const void *left, const void *right)
{
    const Dwarf_Addr a = ((const struct code *)left)->low, b = ((const struct code *)right)->low;
    return (a > b) - (a < b);
}

static int by_start(const void *left, const void *right)
{
    const Dwarf_Addr a = ((const struct variable *)left)->start;
    const Dwarf_Addr b = ((const struct variable *)right)->start;
    return (a > b) - (a < b);
}

static void sort_code(struct all_code *all)
{
    if (all->count > 0) {
        qsort(all->code, all->count, sizeof *all->code, by_low);
    }
}

static void sort_variables(struct all_variables *all)
{
    if (all->count > 0) {
        qsort(all->variables, all->count, sizeof *all->variables, by_start);
    }
}

static void make_index(struct debug_info *info)
{
    Dwarf_CU *unit = NULL;
    Dwarf_Die die;
    if (info->indexed) {
        return;
    }
    info->indexed = true;
    while (dwarf_get_units(info->dwarf, unit, &unit, NULL, NULL, &die, NULL) == 0) {
        add_ranges(&info->units, &die, &die);
        add_children(info, &die, &die, NULL);
    }
    sort_code(&info->units);
    sort_code(&info->functions);
    sort_variables(&info->globals);
    sort_variables(&info->thread_locals);
}

static const struct code *code_at(const struct all_code *all, Dwarf_Addr address)
{
    size_t low = 0, high = all->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (all->code[middle].low <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 && address < all->code[low - 1].high ? &all->code[low - 1] : NULL;
}

static const struct variable *variable_at(const struct all_variables *all, Dwarf_Addr address)
{
    size_t low = 0, high = all->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (all->variables[middle].start <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const struct variable *last = low > 0 ? &all->variables[low - 1] : NULL;
    return last != NULL && address - last->start < last->size ? last : NULL;
}

const struct code *debug_index_unit(struct debug_info *info, Dwarf_Addr address)
{
    make_index(info);
    return code_at(&info->units, address);
}

const struct code *debug_index_function(struct debug_info *info, Dwarf_Addr address)
{
    make_index(info);
    return code_at(&info->functions, address);
}

const struct variable *debug_index_global(struct debug_info *info, Dwarf_Addr address)
{
    make_index(info);
    return variable_at(&info->globals, address);
}

const struct variable *debug_index_thread_local(struct debug_info *info, Dwarf_Word offset)
{
    make_index(info);
    return variable_at(&info->thread_locals, offset);
}

const struct variable *debug_index_named(struct debug_info *info, const char *name)
{
    make_index(info);
    const struct all_variables *const all[] = {&info->globals, &info->thread_locals};
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < all[i]->count; j++) {
            const struct variable *variable = &all[i]->variables[j];
            if (variable->function == NULL && strcmp(variable->name, name) == 0) {
                return variable;
            }
        }
    }
    return NULL;
}

const struct code *debug_index_function_named(struct debug_info *info, const char *name)
{
    make_index(info);
    for (size_t i = 0; i < info->functions.count; i++) {
        const char *called = dwarf_diename(&info->functions.code[i].die);
        if (called != NULL && strcmp(called, name) == 0) {
            return &info->functions.code[i];
        }
    }
    return NULL;
}

const struct code *debug_index_next_unit(struct debug_info *info, const struct code *unit)
{
    make_index(info);
    const size_t next = unit == NULL ? 0 : (size_t)(unit - info->units.code) + 1;
    return next < info->units.count ? &info->units.code[next] : NULL;
}

/* -- places -- */

static const char *string_of(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute attribute;
    const char *text = dwarf_formstring(dwarf_attr_integrate(die, name, &attribute));
    return text != NULL ? text : "";
}

/* Fills in the file as the compiler was given it: without the folder in which it ran. */
static void set_file(struct place *place, const char *path, Dwarf_Die *unit)
{
    const char *folder = string_of(unit, DW_AT_comp_dir);
    const size_t length = strlen(folder);
    snprintf(place->folder, sizeof place->folder, "%s", folder);
    if (length > 0 && strncmp(path, folder, length) == 0 && path[length] == '/') {
        path += length + 1;
    }
    snprintf(place->file, sizeof place->file, "%s", path);
}

static bool place_in_unit(Dwarf_Die *unit, Dwarf_Addr address, struct place *place)
{
    int line = 0, column = 0;
    Dwarf_Line *found = dwarf_getsrc_die(unit, address);
    const char *path = found == NULL ? NULL : dwarf_linesrc(found, NULL, NULL);
    if (path == NULL || dwarf_lineno(found, &line) != 0) {
        return false;
    }
    dwarf_linecol(found, &column);
    set_file(place, path, unit);
    place->line = line;
    place->column = column;
    return true;
}

bool debug_info_place(struct debug_info *info, unsigned long address, struct place *place)
{
    const struct code *found = debug_index_unit(info, address);
    if (found == NULL) {
        return false;
    }
    Dwarf_Die unit = found->die;
    const struct code *function = debug_index_function(info, address);
    Dwarf_Die die = function != NULL ? function->die : (Dwarf_Die){0};
    const char *name = function != NULL ? string_of(&die, DW_AT_name) : "";
    place->function = name;
    return place_in_unit(&unit, address, place);
}

bool debug_info_variable(struct debug_info *info, unsigned long address, char *name, size_t size)
{
    struct part part;
    const bool found = variables_global(info, address, 1, NULL, &part);
    snprintf(name, size, "%s", found ? part.name : "");
    return found;
}
