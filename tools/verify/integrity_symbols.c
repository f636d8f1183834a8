/*
 * integrity_symbols.c - judges a program by the symbols and sections of its object (gABI, ELF).
 *
 * The object is the plain one: there, nothing of the sanitizer's is the compiler's own doing.
 */
#include "verify/integrity.h"
#include "verify/integrity_names.h"

#include <ctype.h>
#include <elf.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

struct object {
    Elf *elf;
    size_t names; /* the section with the sections' names */
    const struct ir *ir;
    struct refusal *refusal;
};

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Sections that compilers make by themselves, and those named like them with a suffix. */
static bool is_usual(const char *name)
{
    static const char *const usual[] = {
        ".text",     ".data",    ".bss",      ".rodata",     ".tdata",   ".tbss",     ".rel",
        ".debug",    ".note",    ".eh_frame", ".comment",    ".strtab",  ".shstrtab", ".symtab",
        ".llvm_add", ".group",   ".ldata",    ".lbss",       ".lrodata", ".ARM",      ".sframe",
        ".gnu.warn", ".gcc_exc", ".llvm.cal", ".gnu.linkon",
    };
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        if (begins(name, usual[i])) {
            return strstr(name, "__llvm") == NULL;
        }
    }
    return name[0] == '\0';
}

/* Sections whose content the loader calls, before main and after it. */
static bool is_called(const char *name)
{
    static const char *const called[] = {".init",  ".fini",  ".preinit_array",
                                         ".ctors", ".dtors", ".init_array"};
    for (size_t i = 0; i < sizeof called / sizeof *called; i++) {
        if (begins(name, called[i])) {
            return true;
        }
    }
    return false;
}

/* The place of what the source put in that section. */
static void place_in_section(const struct ir *ir, const char *name, char place[static 256])
{
    char key[300], function[256];
    const char *at = ir->text;
    struct ir_line line;
    snprintf(key, sizeof key, "section \"%s\"", name);
    place[0] = '\0';
    while (ir_next(ir, &at, &line) && place[0] == '\0') {
        if (ir_begins(&line, "@llvm.global_") && is_called(name)) {
            ir_name(&line, ir_find(&line, "@", ir_find(&line, "@", NULL)), function,
                    sizeof function);
            ir_place_of(ir, function, place, 256);
        } else if (ir_find(&line, key, NULL) != NULL) {
            ir_place(ir, &line, place, 256);
        }
    }
}

static void judge_section(const struct object *object, const GElf_Shdr *section)
{
    char place[256];
    const char *name = elf_strptr(object->elf, object->names, section->sh_name);
    if (name == NULL) {
        refuse(object->refusal, "reaches-outside", "", "the object has a section without a name");
        return;
    }
    const bool executed = (section->sh_flags & SHF_EXECINSTR) != 0;
    if (is_called(name)) {
        place_in_section(object->ir, name, place);
        refuse(object->refusal, "acts-outside-total", place,
               "code would run before or after the program (section %s)", name);
    } else if (!is_usual(name)) {
        place_in_section(object->ir, name, place);
        refuse(object->refusal,
               strstr(name, "__llvm") != NULL ? "silences-tsan" : "reaches-outside", place,
               "something is placed in section %s, which no exercise needs", name);
    } else if (executed != begins(name, ".text") ||
               (executed && (section->sh_flags & SHF_WRITE) != 0)) {
        place_in_section(object->ir, name, place);
        refuse(object->refusal, "silences-tsan", place,
               "section %s holds executable code that the compiler did not generate", name);
    }
}

/* Whether what stands behind "@signal" are the arguments SIGPIPE and SIG_IGN, as constants. */
static bool ignores_pipes(const char *arguments, size_t length)
{
    static const char *const forms[] = {
        "(i32 noundef 13, ptr noundef inttoptr (i64 1 to ptr))",
        "(i32 noundef 13, void (i32)* noundef inttoptr (i64 1 to void (i32)*))",
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (length >= strlen(forms[i]) && strncmp(arguments, forms[i], strlen(forms[i])) == 0) {
            return true;
        }
    }
    return false;
}

static bool goes_on(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$';
}

/*
 * Whether all that the program does with signal is to have SIGPIPE ignored: then no handler acts.
 * Any other use of the name, as an address or under a name of its own ("\\01signal"), is none.
 */
static bool only_ignores_pipes(const struct ir *ir, const char *name)
{
    char key[64], own[64];
    const char *at = ir->text;
    struct ir_line line;
    int calls = 0;
    if (strcmp(name, "signal") != 0 && strcmp(name, "__sysv_signal") != 0) {
        return false;
    }
    snprintf(key, sizeof key, "@%s", name);
    snprintf(own, sizeof own, "\\01%s", name);
    if (memmem(ir->text, (size_t)(ir->end - ir->text), own, strlen(own)) != NULL) {
        return false;
    }
    while (ir_next(ir, &at, &line)) {
        const char *const end = line.text + line.length;
        const char *use = ir_begins(&line, "declare ") ? NULL : ir_find(&line, key, NULL);
        for (; use != NULL; use = ir_find(&line, key, use)) {
            const char *const behind = use + strlen(key);
            if (behind < end && goes_on(*behind)) {
                continue;
            }
            if (!ir_has_word(&line, "call") || !ignores_pipes(behind, (size_t)(end - behind))) {
                return false;
            }
            calls++;
        }
    }
    return calls > 0;
}

static void judge_use(const struct object *object, const char *name, int binding)
{
    char place[256];
    const struct forbidden *forbidden = forbidden_use(name);
    /* pthread_cleanup_push looks weakly for it: so the header of glibc has it. */
    const bool is_cleanup = strcmp(name, "__pthread_unwind_next") == 0;
    if (forbidden == NULL && (binding != STB_WEAK || is_cleanup)) {
        return;
    }
    if (binding != STB_WEAK && only_ignores_pipes(object->ir, name)) {
        return;
    }
    ir_place_of(object->ir, name, place, sizeof place);
    if (binding == STB_WEAK) {
        refuse(object->refusal, "detects-tsan", place,
               "it tests for %s, so it can detect ThreadSanitizer", name);
    } else {
        refuse(object->refusal, forbidden->reason, place, "it uses %s: %s", name, forbidden->why);
    }
}

static bool is_executed(const struct object *object, size_t index)
{
    GElf_Shdr section;
    Elf_Scn *scn = elf_getscn(object->elf, index);
    return scn != NULL && gelf_getshdr(scn, &section) != NULL &&
           (section.sh_flags & SHF_EXECINSTR) != 0;
}

static void judge_definition(const struct object *object, const GElf_Sym *symbol, const char *name)
{
    char place[256];
    const int type = GELF_ST_TYPE(symbol->st_info);
    const struct forbidden *forbidden = forbidden_definition(name);
    if (forbidden != NULL) {
        ir_place_of(object->ir, name, place, sizeof place);
        refuse(object->refusal, forbidden->reason, place, "it defines %s: %s", name,
               forbidden->why);
    } else if (type == STT_GNU_IFUNC) {
        ir_place_of(object->ir, name, place, sizeof place);
        refuse(object->refusal, "acts-outside-total", place,
               "%s is an ifunc, which is resolved before the program runs", name);
    } else if (type == STT_OBJECT && is_executed(object, symbol->st_shndx)) {
        ir_place_of(object->ir, name, place, sizeof place);
        refuse(object->refusal, "silences-tsan", place, "%s is machine code written as data", name);
    }
}

static void judge_symbols(const struct object *object, Elf_Scn *scn, const GElf_Shdr *section)
{
    Elf_Data *data = elf_getdata(scn, NULL);
    GElf_Sym symbol;
    for (int i = 1; data != NULL && gelf_getsym(data, i, &symbol) != NULL; i++) {
        const char *name = elf_strptr(object->elf, section->sh_link, symbol.st_name);
        const int type = GELF_ST_TYPE(symbol.st_info);
        if (name == NULL || name[0] == '\0' || type == STT_FILE || type == STT_SECTION) {
            continue;
        }
        if (symbol.st_shndx == SHN_UNDEF) {
            judge_use(object, name, GELF_ST_BIND(symbol.st_info));
        } else {
            judge_definition(object, &symbol, name);
        }
    }
}

void integrity_symbols(const char *path, const struct ir *ir, struct refusal *refusal)
{
    elf_version(EV_CURRENT);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    struct object object = {
        .elf = file < 0 ? NULL : elf_begin(file, ELF_C_READ, NULL), .ir = ir, .refusal = refusal};
    if (object.elf == NULL || elf_getshdrstrndx(object.elf, &object.names) != 0) {
        refuse(refusal, "machine", "", "%s can't be read", path);
    } else {
        GElf_Shdr section;
        for (Elf_Scn *scn = NULL; (scn = elf_nextscn(object.elf, scn)) != NULL;) {
            if (gelf_getshdr(scn, &section) != NULL && section.sh_type == SHT_SYMTAB) {
                judge_symbols(&object, scn, &section);
            }
        }
        for (Elf_Scn *scn = NULL; (scn = elf_nextscn(object.elf, scn)) != NULL;) {
            if (gelf_getshdr(scn, &section) != NULL) {
                judge_section(&object, &section);
            }
        }
    }
    elf_end(object.elf);
    if (file >= 0) {
        close(file);
    }
}
