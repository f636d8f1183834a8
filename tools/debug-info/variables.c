/* variables.c - see variables.h. */
#include "debug-info/variables.h"

#include "debug-info/debug_index.h"

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
enum {
    FRAME_POINTER = DW_OP_reg6,
    STACK_POINTER = DW_OP_reg7,
    BY_FRAME_POINTER = DW_OP_breg6,
    BY_STACK_POINTER = DW_OP_breg7,
    ABOVE_FRAME = 16
};
#else
enum {
    FRAME_POINTER = DW_OP_reg29,
    STACK_POINTER = DW_OP_reg31,
    BY_FRAME_POINTER = DW_OP_breg29,
    BY_STACK_POINTER = DW_OP_breg31,
    ABOVE_FRAME = 16
};
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

/* The address that one operation of a location gives; false if it is none in memory. */
static bool place_by(const Dwarf_Op *operation, const struct frame_place *frame, Dwarf_Addr base,
                     Dwarf_Addr *place)
{
    switch (operation->atom) {
    case DW_OP_fbreg:
        *place = base + operation->number;
        return true;
    case BY_FRAME_POINTER:
        *place = frame->base + operation->number;
        return true;
    case BY_STACK_POINTER:
        *place = frame->top + operation->number;
        return true;
    default:
        return false;
    }
}

/* Where a parameter or local lies on the stack: in optimised code, once it does. */
static bool place_on_stack(Dwarf_Die *variable, const struct frame_place *frame, Dwarf_Addr base,
                           Dwarf_Addr *place)
{
    Dwarf_Attribute attribute;
    Dwarf_Op *operations;
    Dwarf_Addr unused, start, end;
    size_t count;
    ptrdiff_t at = 0;
    if (dwarf_attr(variable, DW_AT_location, &attribute) == NULL) {
        return false;
    }
    while ((at = dwarf_getlocations(&attribute, at, &unused, &start, &end, &operations, &count)) >
           0) {
        if (count == 1 && place_by(&operations[0], frame, base, place)) {
            return true;
        }
    }
    return false;
}

/* A look through a function for what lies at an address. */
struct look {
    const struct frame_place *frame;
    Dwarf_Addr base, wanted;
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
            place_on_stack(&child, look->frame, look->base, &look->start) &&
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
    struct look look = {.frame = frame, .wanted = address};
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
