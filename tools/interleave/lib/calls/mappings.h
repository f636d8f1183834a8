/* mappings.h - memory that the program maps by itself; see mappings.c. */
#ifndef MAPPINGS_H
#define MAPPINGS_H

/* A new execution begins: what the last one mapped is unmapped and zero again, and its break is
 * where it was. Before heap_restore. */
void mappings_restore(void);

#endif
