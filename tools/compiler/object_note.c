/* object_note.c - notes in objects; see object_note.h. */
#include "compiler/object_note.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef SHF_EXCLUDE
#define SHF_EXCLUDE (1U << 31)
#endif

static const char sources_section[] = ".interleave";
static const char unseen_section[] = "interleave_unseen";

/* -- to write it -- */

/* The texts one after the other, each with its 0. */
static char *joined(const struct words *texts, size_t *size)
{
    char *all = NULL;
    FILE *stream = open_memstream(&all, size);
    for (size_t i = 0; stream != NULL && i < texts->count; i++) {
        fwrite(texts->word[i], 1, strlen(texts->word[i]) + 1, stream);
    }
    if (stream == NULL || fclose(stream) != 0) {
        return NULL;
    }
    return all;
}

static bool add_data(Elf_Scn *section, const void *bytes, size_t size)
{
    Elf_Data *data = section != NULL ? elf_newdata(section) : NULL;
    if (data == NULL) {
        return false;
    }
    data->d_buf = (void *)bytes;
    data->d_size = size;
    data->d_align = 1;
    data->d_type = ELF_T_BYTE;
    data->d_version = EV_CURRENT;
    return true;
}

/* Where in the table of names a name stands that is put at its end. */
static bool add_name(Elf *object, const char *name, GElf_Word *place)
{
    size_t index;
    GElf_Shdr header;
    Elf_Scn *names = elf_getshdrstrndx(object, &index) == 0 ? elf_getscn(object, index) : NULL;
    if (names == NULL || gelf_getshdr(names, &header) == NULL) {
        return false;
    }
    *place = (GElf_Word)header.sh_size;
    header.sh_size += strlen(name) + 1;
    return add_data(names, name, strlen(name) + 1) && gelf_update_shdr(names, &header) != 0;
}

static bool add_section(Elf *object, const char *name, GElf_Xword flags, const char *bytes,
                        size_t size)
{
    GElf_Word place;
    GElf_Shdr header;
    if (!add_name(object, name, &place)) {
        return false;
    }
    Elf_Scn *section = elf_newscn(object);
    if (!add_data(section, bytes, size) || gelf_getshdr(section, &header) == NULL) {
        return false;
    }
    header.sh_name = place;
    header.sh_type = SHT_PROGBITS;
    header.sh_flags = flags;
    header.sh_addralign = 1;
    header.sh_size = size;
    return gelf_update_shdr(section, &header) != 0;
}

static bool is_relocatable(Elf *object)
{
    GElf_Ehdr header;
    return elf_kind(object) == ELF_K_ELF && gelf_getehdr(object, &header) != NULL &&
           header.e_type == ET_REL;
}

static bool note_in_object(const char *path, const char *source, const struct words *unseen)
{
    size_t size = 0;
    char *phrases = joined(unseen, &size);
    const int file = open(path, O_RDWR | O_CLOEXEC);
    elf_version(EV_CURRENT);
    Elf *object = file >= 0 ? elf_begin(file, ELF_C_RDWR, NULL) : NULL;
    bool done = phrases != NULL && object != NULL;
    if (done && is_relocatable(object)) {
        done = add_section(object, sources_section, SHF_EXCLUDE, source, strlen(source) + 1) &&
               (size == 0 || add_section(object, unseen_section, SHF_ALLOC, phrases, size)) &&
               elf_update(object, ELF_C_WRITE) >= 0;
    }
    elf_end(object);
    if (file >= 0) {
        close(file);
    }
    free(phrases);
    return done;
}

static void write_text(FILE *file, const char *text)
{
    fputs("\t.asciz\t\"", file);
    for (; *text != '\0'; text++) {
        fprintf(file, "%s%c", *text == '"' || *text == '\\' ? "\\" : "", *text);
    }
    fputs("\"\n", file);
}

static bool note_in_assembly(const char *path, const char *source, const struct words *unseen)
{
    FILE *file = fopen(path, "a");
    if (file == NULL) {
        return false;
    }
    fprintf(file, "\t.section\t%s,\"e\",@progbits\n", sources_section);
    write_text(file, source);
    if (unseen->count > 0) {
        fprintf(file, "\t.section\t%s,\"a\",@progbits\n", unseen_section);
    }
    for (size_t i = 0; i < unseen->count; i++) {
        write_text(file, unseen->word[i]);
    }
    return fclose(file) == 0;
}

int object_note(const char *path, const char *source, const struct words *unseen)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) {
        return 0;
    }
    const bool done = ends_with(path, ".s") ? note_in_assembly(path, source, unseen)
                                            : note_in_object(path, source, unseen);
    if (!done) {
        fprintf(stderr, "interleave: cc: %s: can't note in it what it is\n", path);
    }
    return done ? 0 : 3;
}

/* -- to read it -- */

static void add_texts(Elf_Scn *section, struct words *texts)
{
    const Elf_Data *data = elf_getdata(section, NULL);
    const char *text = data != NULL ? data->d_buf : NULL;
    size_t left = text != NULL ? data->d_size : 0;
    while (left > 0) {
        const size_t length = strnlen(text, left);
        if (length > 0 && length < left) {
            words_add(texts, text);
        }
        text += length < left ? length + 1 : left;
        left -= length < left ? length + 1 : left;
    }
}

/* Each compiled file names itself among the symbols, also where several became one object. */
static size_t count_files(Elf_Scn *section, const GElf_Shdr *header)
{
    size_t files = 0;
    GElf_Sym symbol;
    Elf_Data *data = header->sh_type == SHT_SYMTAB ? elf_getdata(section, NULL) : NULL;
    for (int i = 1; data != NULL && gelf_getsym(data, i, &symbol) != NULL; i++) {
        files += GELF_ST_TYPE(symbol.st_info) == STT_FILE;
    }
    return files;
}

void object_says(Elf *object, struct object_says *says)
{
    size_t names, files = 0;
    struct words sources = {0};
    GElf_Shdr header;
    *says = (struct object_says){.is_object = is_relocatable(object)};
    for (Elf_Scn *section = NULL; says->is_object && elf_getshdrstrndx(object, &names) == 0 &&
                                  (section = elf_nextscn(object, section)) != NULL;) {
        const char *name = gelf_getshdr(section, &header) != NULL
                               ? elf_strptr(object, names, header.sh_name)
                               : NULL;
        if (name == NULL) {
            continue;
        }
        /* Of gcc -flto, the code is of another kind. */
        says->has_code = says->has_code || begins_with(name, ".gnu.lto_") ||
                         ((header.sh_flags & SHF_EXECINSTR) != 0 && header.sh_size > 0);
        files += count_files(section, &header);
        if (strcmp(name, sources_section) == 0) {
            add_texts(section, &sources);
        } else if (strcmp(name, unseen_section) == 0) {
            add_texts(section, &says->unseen);
        }
    }
    says->is_ours = sources.count > 0 && sources.count >= files;
    words_release(&sources);
}

bool object_is_noted(const char *path)
{
    struct object_says says = {0};
    const int file = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    elf_version(EV_CURRENT);
    Elf *object = file >= 0 ? elf_begin(file, ELF_C_READ, NULL) : NULL;
    if (object != NULL) {
        object_says(object, &says);
    }
    elf_end(object);
    if (file >= 0) {
        close(file);
    }
    words_release(&says.unseen);
    return says.is_ours;
}
