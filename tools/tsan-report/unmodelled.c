/*
 * unmodelled.c - finds calls that ThreadSanitizer does not follow; see unmodelled.h.
 *
 * Which these are was tried with the runtimes of clang 14, 19 and 22: of right programs in which
 * only that call orders two accesses, each was reported. A function that TSan intercepts is defined
 * in the program, by its runtime; any other one comes from a library, so newer runtimes need no
 * list of their own. Calls are found in the machine code, as the program was linked: a call of the
 * function itself, or of the stub in the procedure linkage table that jumps to it. (On x86-64; on
 * others nothing is found, and nothing is said.)
 */
#include "tsan-report/unmodelled.h"

#include "common/fields.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum matters {
    FOR_RACES = 1,
    FOR_LOCKS = 2,
    FOR_LEAKS = 4,
    FOR_BARRIERS = 8, /* races against the call itself, by a thread that was let through */
    INTERCEPTED = 16, /* but not followed; else it is followed if TSan's runtime defines it */
    UNEXPLORED = 32,  /* the explorer does not follow it either */
};

struct unfollowed {
    const char *symbol;
    const char *call; /* in the source; NULL: the same */
    unsigned matters;
};

static const struct unfollowed unfollowed[] = {
    {"__tsan_atomic_thread_fence", "atomic_thread_fence", FOR_RACES | INTERCEPTED},
    {"pthread_barrier_destroy", NULL, FOR_BARRIERS | INTERCEPTED},
    {"sigwait", NULL, FOR_RACES | INTERCEPTED},
    {"sigwaitinfo", NULL, FOR_RACES | INTERCEPTED},
    {"sigtimedwait", NULL, FOR_RACES | INTERCEPTED},
    {"pthread_mutex_clocklock", NULL, FOR_RACES | FOR_LOCKS},
    {"pthread_rwlock_clockrdlock", NULL, FOR_RACES | FOR_LOCKS},
    {"pthread_rwlock_clockwrlock", NULL, FOR_RACES | FOR_LOCKS},
    {"pthread_cond_clockwait", NULL, FOR_RACES | FOR_LOCKS},
    {"sem_clockwait", NULL, FOR_RACES},
    {"pthread_clockjoin_np", NULL, FOR_RACES | FOR_LEAKS},
    {"thrd_create", NULL, FOR_RACES},
    {"thrd_join", NULL, FOR_RACES | FOR_LEAKS},
    {"mtx_lock", NULL, FOR_RACES},
    {"mtx_trylock", NULL, FOR_RACES},
    {"mtx_timedlock", NULL, FOR_RACES},
    {"cnd_wait", NULL, FOR_RACES},
    {"cnd_timedwait", NULL, FOR_RACES},
    {"call_once", NULL, FOR_RACES},
    {"mq_receive", NULL, FOR_RACES | UNEXPLORED},
    {"mq_timedreceive", NULL, FOR_RACES | UNEXPLORED},
    {"msgrcv", NULL, FOR_RACES | UNEXPLORED},
};

enum { UNFOLLOWED = sizeof unfollowed / sizeof *unfollowed, MOST_SLOTS = 64, MOST_CALLS = 64 };

static const char *name_of(const struct unfollowed *one)
{
    return one->call != NULL ? one->call : one->symbol;
}

/* -- where the functions are -- */

/* An address that is as good as one of them: its own, or where the loader writes its address. */
struct target {
    GElf_Addr address;
    const struct unfollowed *function;
};

struct search {
    Elf *program;
    struct debug_info *info;
    struct target defined[MOST_SLOTS], slot[MOST_SLOTS];
    size_t defined_count, slot_count;
    json_t *calls;
};

static const struct unfollowed *find_symbol(const char *name, bool is_defined)
{
    for (size_t i = 0; name != NULL && i < UNFOLLOWED; i++) {
        if (strcmp(unfollowed[i].symbol, name) == 0 &&
            (!is_defined || (unfollowed[i].matters & INTERCEPTED) != 0)) {
            return &unfollowed[i];
        }
    }
    return NULL;
}

static void add_target(struct target *targets, size_t *count, GElf_Addr address,
                       const struct unfollowed *function)
{
    if (function != NULL && *count < MOST_SLOTS) {
        targets[(*count)++] = (struct target){address, function};
    }
}

static const struct unfollowed *target_at(const struct target *targets, size_t count,
                                          GElf_Addr address)
{
    for (size_t i = 0; i < count; i++) {
        if (targets[i].address == address) {
            return targets[i].function;
        }
    }
    return NULL;
}

static void read_symbols(struct search *search, Elf_Scn *section, const GElf_Shdr *header)
{
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Sym symbol;
    for (int i = 1; data != NULL && gelf_getsym(data, i, &symbol) != NULL; i++) {
        if (symbol.st_shndx != SHN_UNDEF && GELF_ST_TYPE(symbol.st_info) == STT_FUNC) {
            const char *name = elf_strptr(search->program, header->sh_link, symbol.st_name);
            add_target(search->defined, &search->defined_count, symbol.st_value,
                       find_symbol(name, true));
        }
    }
}

/* Where the loader writes the address of a function of a library. */
static void read_relocations(struct search *search, Elf_Scn *section, const GElf_Shdr *header)
{
    GElf_Shdr names;
    GElf_Rela relocation;
    GElf_Sym symbol;
    Elf_Data *data = elf_getdata(section, NULL);
    Elf_Scn *symbols = elf_getscn(search->program, header->sh_link);
    Elf_Data *table = symbols != NULL ? elf_getdata(symbols, NULL) : NULL;
    if (data == NULL || table == NULL || gelf_getshdr(symbols, &names) == NULL) {
        return;
    }
    for (int i = 0; gelf_getrela(data, i, &relocation) != NULL; i++) {
        const int index = (int)GELF_R_SYM(relocation.r_info);
        if (index > 0 && gelf_getsym(table, index, &symbol) != NULL &&
            symbol.st_shndx == SHN_UNDEF) {
            const char *name = elf_strptr(search->program, names.sh_link, symbol.st_name);
            add_target(search->slot, &search->slot_count, relocation.r_offset,
                       find_symbol(name, false));
        }
    }
}

/* -- the calls -- */

/* The section with code at an address, and its bytes from there on; NULL if there is none. */
static const uint8_t *code_at(const struct search *search, GElf_Addr address, size_t *left)
{
    GElf_Shdr header;
    for (Elf_Scn *section = NULL; (section = elf_nextscn(search->program, section)) != NULL;) {
        if (gelf_getshdr(section, &header) != NULL && (header.sh_flags & SHF_EXECINSTR) != 0 &&
            address >= header.sh_addr && address < header.sh_addr + header.sh_size) {
            const Elf_Data *data = elf_getdata(section, NULL);
            const size_t offset = (size_t)(address - header.sh_addr);
            if (data == NULL || data->d_buf == NULL || offset >= data->d_size) {
                return NULL;
            }
            *left = data->d_size - offset;
            return (const uint8_t *)data->d_buf + offset;
        }
    }
    return NULL;
}

static int32_t word_at(const uint8_t *bytes)
{
    int32_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* Where a stub jumps: "jmp *slot(%rip)", perhaps behind endbr64 and bnd; 0 if it is no stub. */
static GElf_Addr slot_of_stub(const struct search *search, GElf_Addr address)
{
    static const uint8_t endbr64[] = {0xf3, 0x0f, 0x1e, 0xfa};
    size_t left = 0, skipped = 0;
    const uint8_t *code = code_at(search, address, &left);
    if (code == NULL || left < 16) {
        return 0;
    }
    skipped += memcmp(code, endbr64, sizeof endbr64) == 0 ? sizeof endbr64 : 0;
    skipped += code[skipped] == 0xf2;
    if (code[skipped] != 0xff || code[skipped + 1] != 0x25) {
        return 0;
    }
    return address + skipped + 6 + (GElf_Addr)(int64_t)word_at(code + skipped + 2);
}

static void add_call(struct search *search, const struct unfollowed *function, GElf_Addr address)
{
    struct place place;
    if (json_array_size(search->calls) < MOST_CALLS &&
        debug_info_place(search->info, address, &place)) {
        json_array_append_new(search->calls,
                              json_pack("{s:s, s:s, s:i, s:b}", "call", name_of(function), "file",
                                        place.file, "line", place.line, "explored",
                                        (function->matters & UNEXPLORED) == 0));
    }
}

/* "call address", "jmp address", "call *slot(%rip)" */
static const struct unfollowed *called(const struct search *search, const uint8_t *code,
                                       GElf_Addr address)
{
    if (code[0] == 0xff && code[1] == 0x15) {
        return target_at(search->slot, search->slot_count,
                         address + 6 + (GElf_Addr)(int64_t)word_at(code + 2));
    }
    if (code[0] != 0xe8 && code[0] != 0xe9) {
        return NULL;
    }
    const GElf_Addr to = address + 5 + (GElf_Addr)(int64_t)word_at(code + 1);
    const struct unfollowed *defined = target_at(search->defined, search->defined_count, to);
    if (defined != NULL || search->slot_count == 0) {
        return defined;
    }
    const GElf_Addr slot = slot_of_stub(search, to);
    return slot != 0 ? target_at(search->slot, search->slot_count, slot) : NULL;
}

static void search_code(struct search *search, Elf_Scn *section, const GElf_Shdr *header)
{
    const Elf_Data *data = elf_getdata(section, NULL);
    const uint8_t *code = data != NULL ? data->d_buf : NULL;
    for (size_t at = 0; code != NULL && at + 6 <= data->d_size; at++) {
        const struct unfollowed *function = called(search, code + at, header->sh_addr + at);
        if (function != NULL) {
            add_call(search, function, header->sh_addr + at);
        }
    }
}

typedef void visit(struct search *search, Elf_Scn *section, const GElf_Shdr *header);

/* Visits the sections of that type, with that flag. */
static void visit_sections(struct search *search, GElf_Word type, GElf_Xword flag, visit *visit)
{
    GElf_Shdr header;
    for (Elf_Scn *section = NULL; (section = elf_nextscn(search->program, section)) != NULL;) {
        if (gelf_getshdr(section, &header) != NULL && header.sh_type == type &&
            (header.sh_flags & flag) == flag) {
            visit(search, section, &header);
        }
    }
}

/* What the program's objects say of assembly in them, if `tsan-report cc` compiled them: texts like
 * "inline assembly in spin (lock.c:12)", with a 0 at the end of each. */
static void add_assembly(struct search *search, Elf_Scn *section)
{
    const Elf_Data *data = elf_getdata(section, NULL);
    const char *text = data != NULL ? data->d_buf : NULL;
    const char *end = text != NULL ? text + data->d_size : NULL;
    for (; text < end && memchr(text, '\0', (size_t)(end - text)) != NULL;
         text += strlen(text) + 1) {
        char call[200], file[200];
        int line;
        if (sscanf(text, "inline assembly%199[^(](%199[^:):]:%d)", call, file, &line) == 3) {
            call[strlen(call) - 1] = '\0';
            json_array_append_new(search->calls,
                                  json_pack("{s:o, s:s, s:i, s:b}", "call",
                                            json_sprintf("inline assembly%s", call), "file", file,
                                            "line", line, "explored", 0));
        }
    }
}

static void read_notes(struct search *search, Elf_Scn *section, const GElf_Shdr *header)
{
    size_t names;
    const char *name = elf_getshdrstrndx(search->program, &names) == 0
                           ? elf_strptr(search->program, names, header->sh_name)
                           : NULL;
    if (name != NULL && strcmp(name, "interleave_unseen") == 0) {
        add_assembly(search, section);
    }
}

json_t *unmodelled_calls(const char *program, struct debug_info *info)
{
    struct search search = {.info = info, .calls = json_array()};
    GElf_Ehdr header;
    const int file = open(program, O_RDONLY | O_CLOEXEC);
    elf_version(EV_CURRENT);
    search.program = file >= 0 ? elf_begin(file, ELF_C_READ, NULL) : NULL;
    if (search.program != NULL && gelf_getehdr(search.program, &header) != NULL &&
        header.e_machine == EM_X86_64) {
        visit_sections(&search, SHT_SYMTAB, 0, read_symbols);
        visit_sections(&search, SHT_RELA, SHF_ALLOC, read_relocations);
        visit_sections(&search, SHT_PROGBITS, SHF_EXECINSTR, search_code);
    }
    if (search.program != NULL) {
        visit_sections(&search, SHT_PROGBITS, SHF_ALLOC, read_notes);
    }
    elf_end(search.program);
    if (file >= 0) {
        close(file);
    }
    return search.calls;
}

/* -- which of them matter -- */

/* Is the call itself one of the accesses? */
static bool is_access(const json_t *report, const char *call)
{
    size_t i;
    const json_t *access;
    json_array_foreach(json_object_get(report, "accesses"), i, access)
    {
        const json_t *top = json_array_get(json_object_get(access, "stack"), 0);
        if (strstr(text_in(top, "source"), call) != NULL) {
            return true;
        }
    }
    return false;
}

static unsigned what_matters(const char *kind)
{
    if (strcmp(kind, "data-race") == 0 || strcmp(kind, "heap-use-after-free") == 0) {
        return FOR_RACES;
    }
    if (strcmp(kind, "thread-leak") == 0) {
        return FOR_LEAKS;
    }
    return strncmp(kind, "mutex-", 6) == 0 ? FOR_LOCKS : 0;
}

json_t *unmodelled_for(const json_t *calls, const json_t *report)
{
    json_t *found = json_array();
    const char *kind = text_in(report, "kind");
    size_t i;
    json_t *call;
    json_array_foreach(calls, i, call)
    {
        const char *name = text_in(call, "call");
        if (strncmp(name, "inline assembly", 15) == 0 && what_matters(kind) == FOR_RACES) {
            json_array_append(found, call);
        }
        for (size_t j = 0; j < UNFOLLOWED; j++) {
            const unsigned matters = unfollowed[j].matters;
            if (strcmp(name, name_of(&unfollowed[j])) == 0 &&
                ((matters & what_matters(kind)) != 0 ||
                 ((matters & FOR_BARRIERS) != 0 && is_access(report, name)))) {
                json_array_append(found, call);
            }
        }
    }
    return found;
}
