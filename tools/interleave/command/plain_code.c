/*
 * plain_code.c - see plain_code.h. clang -fsanitize=thread has each object call __tsan_init at its
 * start, whatever else is in it.
 */
#include "plain_code.h"

#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

static bool ends_in(const char *path, const char *end)
{
    const size_t length = strlen(path);
    return length > strlen(end) && strcmp(path + length - strlen(end), end) == 0;
}

/* What a table of symbols tells of its object. */
struct told {
    bool has_functions, is_watched;
};

static void look_at(Elf *object, Elf_Scn *section, const GElf_Shdr *header, struct told *told)
{
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Sym symbol;
    for (int i = 1; data != NULL && gelf_getsym(data, i, &symbol) != NULL; i++) {
        const char *name = elf_strptr(object, header->sh_link, symbol.st_name);
        const bool is_defined = symbol.st_shndx != SHN_UNDEF;
        told->has_functions =
            told->has_functions || (is_defined && GELF_ST_TYPE(symbol.st_info) == STT_FUNC);
        told->is_watched =
            told->is_watched || (!is_defined && name != NULL && strcmp(name, "__tsan_init") == 0);
    }
}

static bool is_plain_object(Elf *object)
{
    struct told told = {false, false};
    GElf_Shdr header;
    for (Elf_Scn *section = NULL; (section = elf_nextscn(object, section)) != NULL;) {
        if (gelf_getshdr(section, &header) != NULL && header.sh_type == SHT_SYMTAB) {
            look_at(object, section, &header, &told);
        }
    }
    return told.has_functions && !told.is_watched;
}

bool is_plain_code(const char *path)
{
    if (ends_in(path, ".s") || ends_in(path, ".S")) {
        return true;
    }
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    bool is_plain = false;
    if (file < 0) {
        return false;
    }
    elf_version(EV_CURRENT);
    Elf *whole = elf_begin(file, ELF_C_READ, NULL);
    Elf_Cmd more = ELF_C_READ;
    for (Elf *part; (part = elf_begin(file, more, whole)) != NULL; elf_end(part)) {
        is_plain = is_plain || (elf_kind(part) == ELF_K_ELF && is_plain_object(part));
        more = elf_next(part);
        if (elf_kind(whole) != ELF_K_AR) {
            elf_end(part);
            break;
        }
    }
    elf_end(whole);
    close(file);
    return is_plain;
}
