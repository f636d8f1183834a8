/* shared_object.c - shared libraries of the project; see shared_object.h. */
#include "shared_object.h"

#include "compiler/run_command.h"
#include "inspect.h"

#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char object_section[] = ".interleave.object";
static const char needs_section[] = ".interleave.needs";

/* -- to find libraries as the linker does -- */

static bool search(const struct words *command, const char *name, char path[static PATH_MAX])
{
    for (size_t i = 1; i < command->count; i++) {
        const char *word = command->word[i];
        const bool apart = strcmp(word, "-L") == 0 && i + 1 < command->count;
        if (begins_with(word, "-L")) {
            snprintf(path, PATH_MAX, "%s/%s", apart ? command->word[++i] : word + 2, name);
            if (access(path, R_OK) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* The file of a word that may be "-lNAME", "-l:FILE" or a path; false if it is an option. */
static bool find_library(const struct words *command, const char *word, char path[static PATH_MAX])
{
    char name[NAME_MAX + 1];
    if (word[0] != '-') {
        snprintf(path, PATH_MAX, "%s", word);
        return access(path, R_OK) == 0;
    }
    if (!begins_with(word, "-l")) {
        return false;
    }
    if (word[2] == ':') {
        return search(command, word + 3, path);
    }
    snprintf(name, sizeof name, "lib%.200s.so", word + 2);
    if (search(command, name, path)) {
        return true;
    }
    snprintf(name, sizeof name, "lib%.200s.a", word + 2);
    return search(command, name, path);
}

/* -- to read what a library carries -- */

/* The section's contents, which live as long as the object; NULL if there is none. */
static const Elf_Data *section_named(Elf *object, const char *wanted)
{
    size_t names;
    GElf_Shdr header;
    GElf_Ehdr file;
    if (object == NULL || elf_kind(object) != ELF_K_ELF || gelf_getehdr(object, &file) == NULL ||
        file.e_type != ET_DYN || elf_getshdrstrndx(object, &names) != 0) {
        return NULL;
    }
    for (Elf_Scn *section = NULL; (section = elf_nextscn(object, section)) != NULL;) {
        const char *name = gelf_getshdr(section, &header) != NULL
                               ? elf_strptr(object, names, header.sh_name)
                               : NULL;
        if (name != NULL && strcmp(name, wanted) == 0) {
            return elf_rawdata(section, NULL);
        }
    }
    return NULL;
}

static bool write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "w");
    const bool written = file != NULL && fwrite(bytes, 1, size, file) == size;
    return file != NULL && fclose(file) == 0 && written;
}

static void add_needs(Elf *library, struct words *needs)
{
    const Elf_Data *data = section_named(library, needs_section);
    const char *text = data != NULL ? data->d_buf : "";
    const char *end = data != NULL ? text + data->d_size : text;
    for (; text < end && memchr(text, '\0', (size_t)(end - text)) != NULL;
         text += strlen(text) + 1) {
        if (text[0] != '\0' && !words_have(needs, text)) {
            words_add(needs, text);
        }
    }
}

/* Writes what the library carries to a file; false if it carries nothing. */
static bool take_out(const char *path, const char *to, struct words *needs)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    elf_version(EV_CURRENT);
    Elf *library = file >= 0 ? elf_begin(file, ELF_C_READ, NULL) : NULL;
    const Elf_Data *data = section_named(library, object_section);
    bool taken = data != NULL && write_file(to, data->d_buf, data->d_size);
    if (taken) {
        add_needs(library, needs);
    }
    elf_end(library);
    if (file >= 0) {
        close(file);
    }
    return taken;
}

int shared_object_replace(struct words *command, const char *folder)
{
    struct words seen = {0}, needs = {0};
    char path[PATH_MAX], resolved[PATH_MAX], to[PATH_MAX + 32];
    bool replaced = false;
    for (size_t i = 1; i < command->count; i++) {
        if (linker_takes_next(command->word[i])) {
            i++;
            continue;
        }
        if (!find_library(command, command->word[i], path) || is_of_the_system(path) ||
            realpath(path, resolved) == NULL) {
            continue;
        }
        snprintf(to, sizeof to, "%s/%zu-%s.o", folder, i, name_in(resolved));
        if (!take_out(resolved, to, &needs)) {
            continue;
        }
        replaced = true;
        if (words_have(&seen, resolved)) {
            unlink(to);
            words_remove(command, i--);
        } else {
            words_add(&seen, resolved);
            words_replace(command, i, to);
        }
        /* What it was linked with, for all that comes after it; that may be such a library, too. */
        for (size_t need = 0; need < needs.count; need++) {
            words_insert(command, i + 1 + need, needs.word[need]);
        }
        words_release(&needs);
    }
    if (replaced) { /* as between shared libraries: the first of a name is everybody's */
        words_insert(command, 1, "--allow-multiple-definition");
    }
    words_release(&seen);
    return 0;
}

/* -- to have a library carry something -- */

static bool is_archive_option(const char *word)
{
    static const char *const options[] = {
        "--whole-archive", "--no-whole-archive", "--start-group", "--end-group", "-(", "-)",
        "--start-lib",     "--end-lib"};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (strcmp(word, options[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_in_every_program(const char *word)
{
    return strcmp(word, "-lc") == 0 || strcmp(word, "-lpthread") == 0 || begins_with(word, "-lgcc");
}

/* Parts the words of a command for a library: what becomes the object, and what that needs. */
static void part_words(const struct words *command, struct words *object, struct words *needs)
{
    char path[PATH_MAX], resolved[PATH_MAX];
    for (size_t i = 1; i < command->count; i++) {
        const char *word = command->word[i];
        if (strcmp(word, "-m") == 0 && i + 1 < command->count) {
            words_add(object, word);
            words_add(object, command->word[++i]);
        } else if (linker_takes_next(word)) {
            i++;
        } else if (is_archive_option(word)) {
            words_add(object, word);
        } else if (find_library(command, word, path) && realpath(path, resolved) != NULL &&
                   !is_of_the_system(path)) {
            words_add(strstr(name_in(resolved), ".so") != NULL ? needs : object, resolved);
        } else if (begins_with(word, "-l") && !is_in_every_program(word)) {
            words_add(needs, word);
        }
    }
}

/* Assembly with the object and the needs in it. */
static bool write_carrier(const char *path, const char *object, const struct words *needs)
{
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        return false;
    }
    fprintf(file, "\t.section\t%s,\"\",@progbits\n\t.incbin\t\"%s\"\n", object_section, object);
    fprintf(file, "\t.section\t%s,\"\",@progbits\n\t.asciz\t\"\"\n", needs_section);
    for (size_t i = 0; i < needs->count; i++) {
        fprintf(file, "\t.asciz\t\"%s\"\n", needs->word[i]);
    }
    fputs("\t.section\t.note.GNU-stack,\"\",@progbits\n", file); /* none that runs */
    return fclose(file) == 0;
}

static int assemble(const char *compiler, const char *source, const char *object)
{
    struct words command = {0};
    words_add(&command, compiler);
    words_add(&command, "-c");
    words_add(&command, "-o");
    words_add(&command, object);
    words_add(&command, source);
    const int status = run_command(&command, (struct redirected){-1, -1});
    words_release(&command);
    return status;
}

/* What is hidden from the library's users must not meet their names. */
static void hide_names(const char *object)
{
    struct words command = {0};
    char *said = NULL;
    words_add(&command, "objcopy");
    words_add(&command, "--localize-hidden");
    words_add(&command, object);
    (void)output_of_command(&command, &said);
    free(said);
    words_release(&command);
}

int shared_object_carry(struct words *command, const char *compiler, const char *folder)
{
    struct words object = {0}, needs = {0};
    char whole[PATH_MAX], source[PATH_MAX], carrier[PATH_MAX];
    snprintf(whole, sizeof whole, "%s/whole.o", folder);
    snprintf(source, sizeof source, "%s/carrier.s", folder);
    snprintf(carrier, sizeof carrier, "%s/carrier.o", folder);
    words_add(&object, command->word[0]);
    words_add(&object, "-r");
    words_add(&object, "-o");
    words_add(&object, whole);
    part_words(command, &object, &needs);
    int status = run_command(&object, (struct redirected){-1, -1});
    if (status == 0) {
        hide_names(whole);
        status = write_carrier(source, whole, &needs) ? assemble(compiler, source, carrier) : 3;
    }
    if (status == 0) {
        words_add(command, carrier);
    }
    words_release(&object);
    words_release(&needs);
    return status;
}
