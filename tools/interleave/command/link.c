/* link.c - links for the explorer; see link.h. */
#include "link.h"

#include "cc.h"
#include "compiler/object_note.h"
#include "compiler/plan.h"
#include "compiler/run_command.h"
#include "inspect.h"
#include "shared_object.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool has_one_of(const struct words *command, const char *const *options)
{
    while (*options != NULL && !words_have(command, *options)) {
        options++;
    }
    return *options != NULL;
}

static bool makes_object(const struct words *command)
{
    static const char *const options[] = {"-r", "-i", "--relocatable", "-relocatable", NULL};
    return has_one_of(command, options);
}

static bool makes_library(const struct words *command)
{
    static const char *const options[] = {"-shared", "--shared", "-Bshareable", NULL};
    return has_one_of(command, options);
}

/* The linker only tells something of itself. */
static bool only_tells(const struct words *command)
{
    static const char *const options[] = {"--version", "--help", "-V", NULL};
    return has_one_of(command, options);
}

static bool links_mathematics(const struct words *command)
{
    for (size_t i = 1; i < command->count; i++) {
        if (strcmp(command->word[i], "-lm") == 0 ||
            begins_with(name_in(command->word[i]), "libm.")) {
            return true;
        }
    }
    return false;
}

/* The program's calls of libm come to the explorer, which is behind -lm: it has to be there for it
 * again where the linker takes only what is needed so far (--as-needed, an archive). */
static void add_library(struct words *command)
{
    struct words added = {0};
    const char *folder = library_folder();
    words_add_format(&added, "%s/libinterleave.a", folder);
    words_add_format(&added, "@%s/wrap", folder);
    words_add(&added, "--wrap=main");
    if (links_mathematics(command)) {
        words_add(&added, "-lm");
    }
    const size_t place = link_place(command);
    for (size_t i = 0; i < added.count; i++) {
        words_insert(command, place + i, added.word[i]);
    }
    words_release(&added);
}

/* What is called in a library of the project is answered by the program that it will be part of. */
static void allow_undefined(struct words *command)
{
    for (size_t i = 1; i < command->count; i++) {
        const char *word = command->word[i];
        if (strcmp(word, "--no-undefined") == 0) {
            words_remove(command, i--);
        } else if (strcmp(word, "defs") == 0 && strcmp(command->word[i - 1], "-z") == 0) {
            words_replace(command, i, "undefs");
        } else if (strcmp(word, "-zdefs") == 0) {
            words_replace(command, i, "-zundefs");
        }
    }
}

/* -- what the explorer can't see, told to the program: see lib/world/unseen.c -- */

static Elf_Scn *find_section(Elf *program, const char *wanted, GElf_Shdr *header)
{
    size_t names;
    Elf_Scn *section = NULL;
    if (program == NULL || elf_getshdrstrndx(program, &names) != 0) {
        return NULL;
    }
    while ((section = elf_nextscn(program, section)) != NULL) {
        const char *name = gelf_getshdr(section, header) != NULL
                               ? elf_strptr(program, names, header->sh_name)
                               : "";
        if (name != NULL && strcmp(name, wanted) == 0) {
            break;
        }
    }
    return section;
}

/* A line for each, as many as there is room for; the first byte is no longer '?'. */
static bool write_room(int file, const GElf_Shdr *room, const struct words *unseen)
{
    char *text = calloc(1, room->sh_size);
    size_t length = 0;
    for (size_t i = 0; text != NULL && i < unseen->count; i++) {
        const size_t size = strlen(unseen->word[i]);
        if (length + size + 2 < room->sh_size) {
            memcpy(text + length, unseen->word[i], size);
            length += size;
            text[length++] = '\n';
        }
    }
    const bool written = text != NULL && pwrite(file, text, room->sh_size,
                                                (off_t)room->sh_offset) == (ssize_t)room->sh_size;
    free(text);
    return written;
}

static int tell_program(const char *path, const struct words *unseen)
{
    GElf_Shdr room;
    const int file = open(path, O_RDWR | O_CLOEXEC);
    elf_version(EV_CURRENT);
    Elf *program = file >= 0 ? elf_begin(file, ELF_C_READ, NULL) : NULL;
    const bool told = find_section(program, "interleave_linked", &room) != NULL &&
                      write_room(file, &room, unseen);
    elf_end(program);
    if (file >= 0) {
        close(file);
    }
    if (!told && unseen->count > 0) {
        fprintf(stderr, "interleave: cc: %s: there is no room to note that %s is not seen\n", path,
                unseen->word[0]);
        return 3;
    }
    return 0;
}

static int link_program(struct words *command, const char *folder)
{
    struct words unseen = {0};
    const char *output = words_after(command, "-o");
    int status = shared_object_replace(command, folder);
    add_library(command);
    status = status == 0 ? run_command(command, (struct redirected){-1, -1}) : status;
    if (status == 0 && !only_tells(command)) {
        status = inspect_link(command, library_folder(), &unseen);
        status = status == 0 ? tell_program(output != NULL ? output : "a.out", &unseen) : status;
    }
    words_release(&unseen);
    return status;
}

/* A part that isn't ours would be hidden in what is. */
static int link_object(struct words *command)
{
    struct words unseen = {0};
    int status = run_command(command, (struct redirected){-1, -1});
    if (status == 0 && inspect_link(command, library_folder(), &unseen) == 0 && unseen.count > 0) {
        const char *output = words_after(command, "-o");
        status = object_note(output != NULL ? output : "a.out", "", &unseen);
    }
    words_release(&unseen);
    return status;
}

int link_all(struct words *command, const char *compiler, const char *folder)
{
    inspect_system_of(command);
    if (makes_object(command)) {
        return link_object(command);
    }
    if (!makes_library(command)) {
        return link_program(command, folder);
    }
    allow_undefined(command);
    const int status = only_tells(command) ? 0 : shared_object_carry(command, compiler, folder);
    return status != 0 ? status : run_command(command, (struct redirected){-1, -1});
}
