/*
 * debug_index.h - what a program's debug information has, found by address; inside of debug_info.c
 * and its neighbours.
 *
 * Clang writes no .debug_aranges, by which libdw would find the unit of an address, and nothing
 * leads from an address to a variable. So all units are looked through once, and what is in them is
 * kept, sorted.
 */
#ifndef DEBUG_INDEX_H
#define DEBUG_INDEX_H

#include "debug-info/debug_info.h"

#include <elfutils/libdw.h>

/* Code of a unit or of a function. */
struct code {
    Dwarf_Addr low, high; /* from low to before high */
    Dwarf_Die die, unit;
};

/* A variable that stays where it is: at an address, or an offset in thread-local storage. */
struct variable {
    Dwarf_Addr start;
    Dwarf_Word size;
    Dwarf_Die die, type;
    const char *name;
    const char *function; /* that it is declared in; NULL: none */
};

/* Each returns NULL if there is none at that address. */
const struct code *debug_index_unit(struct debug_info *info, Dwarf_Addr address);
const struct code *debug_index_function(struct debug_info *info, Dwarf_Addr address);
const struct variable *debug_index_global(struct debug_info *info, Dwarf_Addr address);
const struct variable *debug_index_thread_local(struct debug_info *info, Dwarf_Word offset);

/* The global variable or thread-local one of that name that no function has; NULL if there is none.
 */
const struct variable *debug_index_named(struct debug_info *info, const char *name);

/* The function of that name; NULL if there is none. */
const struct code *debug_index_function_named(struct debug_info *info, const char *name);

/* The unit after the one given, or the first of all for NULL; NULL after the last. */
const struct code *debug_index_next_unit(struct debug_info *info, const struct code *unit);

#endif
