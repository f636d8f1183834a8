/* variables.c - see variables.h. */
#include "tsan-report/variables.h"

#include "tsan-report/debug_index.h"

#include <dwarf.h>
#include <stdio.h>
#include <string.h>

/* Says which part of a variable lies at the offset. */
static void describe(struct part *part, const char *name, struct type type, size_t offset,
                     size_t size, const struct mention *mention)
{
    struct text text = {.start = part->name, .size = sizeof part->name};
    part->root = name;
    text_add(&text, "%s", name);
    part->type = type_part(type, offset, size, mention, &text);
}

static bool part_of(const struct variable *variable, Dwarf_Addr address, size_t size,
                    const struct mention *mention, struct part *part)
{
    if (variable == NULL) {
        return false;
    }
    part->function = variable->function;
    part->start = variable->start;
    describe(part, variable->name, (struct type){.known = true, .die = variable->type},
             address - variable->start, size, mention);
    return true;
}

bool variables_global(struct debug_info *info, unsigned long address, size_t size,
                      const struct mention *mention, struct part *part)
{
    return part_of(debug_index_global(info, address), address, size, mention, part);
}

bool variables_thread_local(struct debug_info *info, unsigned long offset, size_t size,
                            const struct mention *mention, struct part *part)
{
    return part_of(debug_index_thread_local(info, offset), offset, size, mention, part);
}

/* -- on a stack -- */

#if defined(__x86_64__)
enum { FRAME_POINTER = DW_OP_reg6, STACK_POINTER = DW_OP_reg7, ABOVE_FRAME = 16 };
#else
enum { FRAME_POINTER = DW_OP_reg29, STACK_POINTER = DW_OP_reg31, ABOVE_FRAME = 16 };
#endif

/* What the function's variables are counted from; false if it isn't told. */
static bool frame_base(Dwarf_Die *function, const struct frame_place *frame, Dwarf_Addr *base)
{
    Dwarf_Attribute attribute;
    Dwarf_Op *operations;
    size_t count;
    if (dwarf_attr_integrate(function, DW_AT_frame_base, &attribute) == NULL ||
        dwarf_getlocation(&attribute, &operations, &count) != 0 || count != 1) {
        return false;
    }
    switch (operations[0].atom) {
    case FRAME_POINTER:
        *base = frame->base;
        return true;
    case STACK_POINTER:
        *base = frame->top;
        return true;
    case DW_OP_call_frame_cfa:
        *base = frame->base + ABOVE_FRAME;
        return true;
    default:
        return false;
    }
}

/* Where a parameter or local lies while the function is at that address. */
static bool place_on_stack(Dwarf_Die *variable, Dwarf_Addr at, Dwarf_Addr base, Dwarf_Addr *place)
{
    Dwarf_Attribute attribute;
    Dwarf_Op *operations;
    size_t count;
    if (dwarf_attr(variable, DW_AT_location, &attribute) == NULL ||
        dwarf_getlocation_addr(&attribute, at, &operations, &count, 1) != 1 || count != 1 ||
        operations[0].atom != DW_OP_fbreg) {
        return false;
    }
    *place = base + operations[0].number;
    return true;
}

/* A look through a function for what lies at an address. */
struct look {
    Dwarf_Addr at, base, wanted;
    Dwarf_Die found;
    Dwarf_Addr start;
};

static bool look_in(Dwarf_Die *parent, struct look *look)
{
    Dwarf_Die child;
    if (dwarf_child(parent, &child) != 0) {
        return false;
    }
    do {
        const int tag = dwarf_tag(&child);
        if ((tag == DW_TAG_variable || tag == DW_TAG_formal_parameter) &&
            place_on_stack(&child, look->at, look->base, &look->start) &&
            look->wanted - look->start < type_size(type_of(&child))) {
            look->found = child;
            return true;
        }
        if (tag == DW_TAG_lexical_block && look_in(&child, look)) {
            return true;
        }
    } while (dwarf_siblingof(&child, &child) == 0);
    return false;
}

bool variables_local(struct debug_info *info, const struct frame_place *frame,
                     unsigned long address, size_t size, const struct mention *mention,
                     struct part *part)
{
    const struct code *function = debug_index_function(info, frame->function);
    struct look look = {.at = frame->function, .wanted = address};
    Dwarf_Die die;
    if (function == NULL) {
        return false;
    }
    die = function->die;
    if (!frame_base(&die, frame, &look.base) || !look_in(&die, &look)) {
        return false;
    }
    const char *name = dwarf_diename(&look.found);
    part->function = dwarf_diename(&die);
    part->start = look.start;
    describe(part, name != NULL ? name : "?", type_of(&look.found), address - look.start, size,
             mention);
    return name != NULL;
}
