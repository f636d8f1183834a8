/* libraries.c - the globals of shared libraries, remembered and put back; see libraries.h. */
#include "world/libraries.h"

#include "world/world.h"

#include <errno.h>
#include <link.h>
#include <string.h>
#include <unistd.h>

enum { MOST_LIBRARIES = 64 };

struct kept {
    char *start;
    size_t size;
    char *copy;
};

STATE static struct kept kept[MOST_LIBRARIES] = {{.start = NULL}};
STATE int libraries_kept = 0;

/* Those whose state the explorer knows, or that it needs itself. */
static bool is_of_the_system(const char *path)
{
    static const char *const names[] = {"libc.so",  "libm.so",     "libpthread.so", "libdl.so",
                                        "librt.so", "libgcc_s.so", "ld-linux",      "linux-vdso"};
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    bool found = name[0] == '\0'; /* the program itself */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        found = found || strncmp(name, names[i], strlen(names[i])) == 0;
    }
    return found;
}

/* What may be written of a segment: not what the loader has made read-only since. */
static struct kept writable(const struct dl_phdr_info *info, const ElfW(Phdr) * part)
{
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = info->dlpi_addr + part->p_vaddr;
    const uintptr_t end = start + part->p_memsz;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *other = &info->dlpi_phdr[i];
        const uintptr_t relro = info->dlpi_addr + other->p_vaddr;
        if (other->p_type == PT_GNU_RELRO && relro >= start && relro < end) {
            start = (relro + other->p_memsz + page - 1) & ~(page - 1);
        }
    }
    return (struct kept){.start = (char *)start, .size = start < end ? end - start : 0};
}

static int look_at_library(struct dl_phdr_info *info, size_t size, void *argument)
{
    (void)size;
    (void)argument;
    if (is_of_the_system(info->dlpi_name)) {
        return 0;
    }
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && (part->p_flags & PF_W) != 0 &&
            libraries_kept < MOST_LIBRARIES) {
            kept[libraries_kept++] = writable(info, part);
        }
    }
    return 0;
}

int libraries_remember(void)
{
    while (libraries_kept > 0) {
        __real_free(kept[--libraries_kept].copy);
    }
    dl_iterate_phdr(look_at_library, NULL);
    for (int i = 0; i < libraries_kept; i++) {
        kept[i].copy = __real_malloc(kept[i].size + 1);
        if (kept[i].copy == NULL) {
            return ENOMEM;
        }
        __real_memcpy(kept[i].copy, kept[i].start, kept[i].size);
    }
    return 0;
}

bool libraries_are_as_remembered(void)
{
    for (int i = 0; i < libraries_kept; i++) {
        if (memcmp(kept[i].start, kept[i].copy, kept[i].size) != 0) {
            return false;
        }
    }
    return true;
}

void libraries_put_back(void)
{
    for (int i = 0; i < libraries_kept; i++) {
        __real_memcpy(kept[i].start, kept[i].copy, kept[i].size);
    }
}
