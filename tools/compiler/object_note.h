/*
 * object_note.h - what an object says of itself: that `interleave cc` compiled it, and what is in
 * it that the explorer can't see.
 *
 * The section .interleave has the name of each source that was compiled into it; no program has it.
 * The section interleave_unseen has a phrase for each part that isn't under control (look.h). A
 * program that is linked by others than `interleave cc` has these from its objects
 * (lib/world/unseen.c). Both are texts with a 0 at the end of each.
 */
#ifndef OBJECT_NOTE_H
#define OBJECT_NOTE_H

#include "compiler/words.h"

#include <libelf.h>

/* Adds the note to an object, or to clang's assembly if the path ends in .s. What is no regular
 * file, or of another kind, is left as it is. Returns 0, or 3 if it can't be written: told. */
int object_note(const char *path, const char *source, const struct words *unseen);

/* Whether it has such a note, for all that is in it. */
bool object_is_noted(const char *path);

/* What an ELF object, which may be one of an archive, says. */
struct object_says {
    bool is_object; /* relocatable: it goes into a program as it is */
    bool is_ours;   /* all in it was compiled by `interleave cc` */
    bool has_code;
    struct words unseen; /* the caller's to release */
};
void object_says(Elf *object, struct object_says *says);

#endif
