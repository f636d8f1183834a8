/*
 * debug_info.h - what DWARF knows of a program's addresses: source lines and variables' names.
 */
#ifndef DEBUG_INFO_H
#define DEBUG_INFO_H

#include <stdbool.h>
#include <stddef.h>

struct debug_info; /* an open program */

/* A place in the source. The strings belong to the debug_info and live as long. */
struct place {
    char file[512];   /* as the compiler was given it, from the folder in which it ran */
    char folder[512]; /* that folder */
    int line;         /* from 1 */
    int column;       /* from 1; 0 if the compiler did not say */
    const char *function;
};

/* Opens a program for its debug information; NULL if it has none or can't be read. */
struct debug_info *debug_info_open(const char *program);
void debug_info_close(struct debug_info *info);

/*
 * Finds the source of an instruction. address: as linked, without the load address. False if it
 * lies in code without debug information.
 */
bool debug_info_place(struct debug_info *info, unsigned long address, struct place *place);

/*
 * Writes the name of the global or static variable at an address (as linked) into name: with the
 * element and member that is there, as in accounts[3].balance. False if there is none.
 * More is told by variables.h.
 */
bool debug_info_variable(struct debug_info *info, unsigned long address, char *name, size_t size);

#endif
