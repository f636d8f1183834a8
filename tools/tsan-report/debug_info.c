/*
 * debug_info.c - source lines and variables' names by libdw; see debug_info.h.
 *
 * The compilation units are looked through one by one: clang writes no .debug_aranges, by which
 * libdw would find the right one, and a student's program has few.
 */
#include "tsan-report/debug_info.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct debug_info {
    Dwarf *dwarf;
    int descriptor;
};

struct debug_info *debug_info_open(const char *program)
{
    struct debug_info *info = malloc(sizeof *info);
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
        free(info);
    }
}

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

static const char *function_at(Dwarf_Die *unit, Dwarf_Addr address)
{
    Dwarf_Die *scopes = NULL;
    const char *name = "";
    const int count = dwarf_getscopes(unit, address, &scopes);
    for (int i = 0; i < count; i++) {
        if (dwarf_tag(&scopes[i]) == DW_TAG_subprogram && dwarf_diename(&scopes[i]) != NULL) {
            name = dwarf_diename(&scopes[i]);
            break;
        }
    }
    free(scopes);
    return name;
}

static bool place_in_unit(Dwarf_Die *unit, Dwarf_Addr address, struct place *place)
{
    int line = 0, column = 0;
    if (dwarf_haspc(unit, address) <= 0) {
        return false;
    }
    Dwarf_Line *found = dwarf_getsrc_die(unit, address);
    const char *path = found == NULL ? NULL : dwarf_linesrc(found, NULL, NULL);
    if (path == NULL || dwarf_lineno(found, &line) != 0) {
        return false;
    }
    dwarf_linecol(found, &column);
    set_file(place, path, unit);
    place->line = line;
    place->column = column;
    place->function = function_at(unit, address);
    return true;
}

bool debug_info_place(struct debug_info *info, unsigned long address, struct place *place)
{
    Dwarf_CU *unit = NULL;
    Dwarf_Die die;
    while (dwarf_get_units(info->dwarf, unit, &unit, NULL, NULL, &die, NULL) == 0) {
        if (place_in_unit(&die, address, place)) {
            return true;
        }
    }
    return false;
}

/* A name in the making: what is known of a variable, down to the element and member. */
struct name {
    char *text;
    size_t size;
    size_t length;
};

__attribute__((format(printf, 2, 3))) static void append(struct name *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int length =
        vsnprintf(name->text + name->length, name->size - name->length, format, arguments);
    va_end(arguments);
    if (length > 0) {
        const size_t room = name->size - name->length - 1;
        name->length += (size_t)length < room ? (size_t)length : room;
    }
}

/* Peels typedefs and qualifiers off a type. A pthread type is taken whole: false. */
static bool peel(Dwarf_Die *type)
{
    for (;;) {
        Dwarf_Attribute attribute;
        const char *called = dwarf_diename(type);
        switch (dwarf_tag(type)) {
        case DW_TAG_typedef:
            if (called != NULL && strncmp(called, "pthread_", 8) == 0) {
                return false;
            }
            break;
        case DW_TAG_const_type:
        case DW_TAG_volatile_type:
        case DW_TAG_atomic_type:
        case DW_TAG_restrict_type:
            break;
        default:
            return true;
        }
        if (dwarf_formref_die(dwarf_attr(type, DW_AT_type, &attribute), type) == NULL) {
            return false;
        }
    }
}

static bool type_of(Dwarf_Die *die, Dwarf_Die *type)
{
    Dwarf_Attribute attribute;
    return dwarf_formref_die(dwarf_attr_integrate(die, DW_AT_type, &attribute), type) != NULL;
}

/* Appends the indices of an array for an offset; leaves the element's type and the rest. */
static bool append_indices(Dwarf_Die *array, Dwarf_Word *offset, struct name *name)
{
    Dwarf_Word counts[8], size;
    Dwarf_Die child, element;
    int dimensions = 0;
    if (!type_of(array, &element) || dwarf_aggregate_size(&element, &size) != 0 || size == 0 ||
        dwarf_child(array, &child) != 0) {
        return false;
    }
    do {
        Dwarf_Attribute attribute;
        if (dwarf_tag(&child) == DW_TAG_subrange_type &&
            dwarf_formudata(dwarf_attr(&child, DW_AT_count, &attribute), &counts[dimensions]) ==
                0) {
            dimensions++;
        }
    } while (dimensions < 8 && dwarf_siblingof(&child, &child) == 0);
    for (int i = 0; i < dimensions; i++) {
        Dwarf_Word stride = size;
        for (int j = i + 1; j < dimensions; j++) {
            stride *= counts[j];
        }
        append(name, "[%lu]", (unsigned long)(stride > 0 ? *offset / stride : 0));
        *offset = stride > 0 ? *offset % stride : 0;
    }
    *array = element;
    return dimensions > 0;
}

/* Appends the member of a struct at an offset; leaves its type and the rest of the offset. */
static bool append_member(Dwarf_Die *type, Dwarf_Word *offset, struct name *name)
{
    Dwarf_Die child, found;
    Dwarf_Word found_at = 0;
    bool any = false;
    if (dwarf_child(type, &child) != 0) {
        return false;
    }
    do {
        Dwarf_Attribute attribute;
        Dwarf_Word at = 0;
        if (dwarf_tag(&child) == DW_TAG_member) {
            if (dwarf_formudata(dwarf_attr(&child, DW_AT_data_bit_offset, &attribute), &at) == 0) {
                at /= 8; /* a bit-field has no other place than this */
            }
            dwarf_formudata(dwarf_attr(&child, DW_AT_data_member_location, &attribute), &at);
            if (at <= *offset && (!any || at > found_at)) {
                found = child;
                found_at = at;
                any = true;
            }
        }
    } while (dwarf_siblingof(&child, &child) == 0);
    if (!any || dwarf_diename(&found) == NULL) {
        return false;
    }
    append(name, ".%s", dwarf_diename(&found));
    *offset -= found_at;
    return type_of(&found, type);
}

/* Says which element and member of a variable lies at the offset. */
static void append_path(Dwarf_Die type, Dwarf_Word offset, struct name *name)
{
    bool deeper = true;
    while (deeper && peel(&type)) {
        switch (dwarf_tag(&type)) {
        case DW_TAG_array_type:
            deeper = append_indices(&type, &offset, name);
            break;
        case DW_TAG_structure_type:
            deeper = append_member(&type, &offset, name);
            break;
        default:
            deeper = false;
        }
    }
}

/* Where a variable lies, if it always lies at one address. */
static bool address_of(Dwarf_Die *variable, Dwarf_Addr *address)
{
    Dwarf_Attribute attribute, resolved;
    Dwarf_Op *operations;
    size_t count;
    if (dwarf_attr(variable, DW_AT_location, &attribute) == NULL ||
        dwarf_getlocation(&attribute, &operations, &count) != 0 || count != 1) {
        return false;
    }
    if (operations[0].atom == DW_OP_addr) {
        *address = operations[0].number;
        return true;
    }
    return operations[0].atom == DW_OP_addrx &&
           dwarf_getlocation_attr(&attribute, operations, &resolved) == 0 &&
           dwarf_formaddr(&resolved, address) == 0;
}

/* Looks for the variable among the children of a unit, a function or a block, and theirs. */
static bool find_variable(Dwarf_Die *parent, Dwarf_Addr wanted, struct name *name)
{
    Dwarf_Die child, type;
    Dwarf_Addr address;
    Dwarf_Word size;
    if (dwarf_child(parent, &child) != 0) {
        return false;
    }
    do {
        const int tag = dwarf_tag(&child);
        if (tag == DW_TAG_variable && address_of(&child, &address) && address <= wanted &&
            type_of(&child, &type) && dwarf_aggregate_size(&type, &size) == 0 &&
            wanted - address < size) {
            append(name, "%s", string_of(&child, DW_AT_name));
            append_path(type, wanted - address, name);
            return true;
        }
        if ((tag == DW_TAG_subprogram || tag == DW_TAG_lexical_block) &&
            find_variable(&child, wanted, name)) {
            return true;
        }
    } while (dwarf_siblingof(&child, &child) == 0);
    return false;
}

bool debug_info_variable(struct debug_info *info, unsigned long address, char *name, size_t size)
{
    Dwarf_CU *unit = NULL;
    Dwarf_Die die;
    struct name made = {.text = name, .size = size};
    name[0] = '\0';
    while (dwarf_get_units(info->dwarf, unit, &unit, NULL, NULL, &die, NULL) == 0) {
        if (find_variable(&die, address, &made)) {
            return true;
        }
    }
    return false;
}
