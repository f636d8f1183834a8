/*
 * inspect.c - what went into a program; see inspect.h.
 *
 * Most programs are linked of objects that their command names, and the C library: then that is
 * all there is to look at. Else the linker is asked: with -t, it lists each file that it takes, as
 * "archive(member)" or "(archive)member" where it comes from an archive; the linker of GNU wants -t
 * twice to tell of members.
 */
#include "inspect.h"

#include "compiler/object_note.h"
#include "compiler/run_command.h"

#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool begins_with_one_of(const char *word, const char *const *list)
{
    while (*list != NULL && !begins_with(word, *list)) {
        list++;
    }
    return *list != NULL;
}

static bool is_one_of(const char *word, const char *const *list)
{
    while (*list != NULL && strcmp(word, *list) != 0) {
        list++;
    }
    return *list != NULL;
}

/* Of the link: where --sysroot puts the system of another machine, resolved; else "". */
static char system_root[PATH_MAX];

void inspect_system_of(const struct words *command)
{
    static const char option[] = "--sysroot=";
    system_root[0] = '\0';
    for (size_t i = 1; i < command->count; i++) {
        const char *word = command->word[i];
        if (begins_with(word, option) && realpath(word + strlen(option), system_root) == NULL) {
            system_root[0] = '\0';
        }
    }
}

bool is_of_the_system(const char *path)
{
    static const char *const names[] = {
        "libc.",        "libm.",       "libm-",           "libmvec.",   "libpthread.",
        "librt.",       "libdl.",      "libutil.",        "libatomic.", "libgcc.",
        "libgcc_s.",    "libgcc_eh.",  "libc_nonshared.", "ld-linux",   "libclang_rt.",
        "crt1.o",       "Scrt1.o",     "rcrt1.o",         "crti.o",     "crtn.o",
        "crtbegin.o",   "crtbeginS.o", "crtbeginT.o",     "crtend.o",   "crtendS.o",
        "clang_rt.crt", NULL};
    static const char *const folders[] = {"/usr/lib", "/lib", NULL};
    char resolved[PATH_MAX];
    if (!begins_with_one_of(name_in(path), names) || realpath(path, resolved) == NULL) {
        return false;
    }
    const size_t above = begins_with(resolved, system_root) ? strlen(system_root) : 0;
    return begins_with_one_of(resolved, folders) || begins_with_one_of(resolved + above, folders) ||
           strstr(resolved, "/lib/clang/") != NULL;
}

bool linker_takes_next(const char *option)
{
    static const char *const options[] = {"-o",
                                          "-m",
                                          "-z",
                                          "-T",
                                          "-e",
                                          "-u",
                                          "-h",
                                          "-f",
                                          "-F",
                                          "-a",
                                          "-A",
                                          "-b",
                                          "-c",
                                          "-G",
                                          "-R",
                                          "-I",
                                          "-y",
                                          "-Y",
                                          "-dynamic-linker",
                                          "--dynamic-linker",
                                          "-soname",
                                          "--soname",
                                          "-rpath",
                                          "--rpath",
                                          "-rpath-link",
                                          "--rpath-link",
                                          "-plugin",
                                          "--plugin",
                                          "-Map",
                                          "--script",
                                          "--version-script",
                                          "--dynamic-list",
                                          "--entry",
                                          "--undefined",
                                          "--defsym",
                                          "--wrap",
                                          NULL};
    return is_one_of(option, options);
}

/* The C library itself, as an archive: its functions are then in the program as if they were its
 * own, and none is told of. */
static bool is_static_library(const char *path)
{
    static const char *const names[] = {"libc.a", "libm.a", "libm-", NULL};
    return begins_with_one_of(name_in(path), names) && ends_with(path, ".a");
}

/* From here on the linker takes archives where there are both. */
static bool asks_for_archives(const char *word)
{
    static const char *const options[] = {"-Bstatic", "-dn", "-non_shared", "-static", NULL};
    return is_one_of(word, options);
}

/* The libraries that each program gets, and those that are part of the C library. */
static bool is_usual_library(const char *word)
{
    static const char *const usual[] = {"-lc",    "-lm",      "-lpthread", "-lrt",
                                        "-ldl",   "-lgcc",    "-lgcc_s",   "-lgcc_eh",
                                        "-lutil", "-latomic", NULL};
    return is_one_of(word, usual);
}

static void add_once(struct words *words, const char *word)
{
    if (!words_have(words, word)) {
        words_add(words, word);
    }
}

/* -- objects -- */

/* An object of that name, which may be "archive(member)". */
static void look_at_object(Elf *object, const char *name, struct words *unseen)
{
    struct object_says says;
    object_says(object, &says);
    if (says.is_object && says.has_code && !says.is_ours) {
        struct words phrase = {0};
        words_add_format(&phrase, "%s (not compiled by interleave cc)", name);
        add_once(unseen, phrase.word[0]);
        words_release(&phrase);
    }
    for (size_t i = 0; i < says.unseen.count; i++) {
        add_once(unseen, says.unseen.word[i]);
    }
    words_release(&says.unseen);
}

/* Where several members have that name, all are looked at: it isn't said which was taken. */
static void look_at_member(const char *archive, const char *member, struct words *unseen)
{
    char name[PATH_MAX + 256];
    const int file = open(archive, O_RDONLY | O_CLOEXEC);
    Elf *whole = file >= 0 ? elf_begin(file, ELF_C_READ, NULL) : NULL;
    Elf_Cmd next = ELF_C_READ;
    bool found = false;
    snprintf(name, sizeof name, "%s(%s)", name_in(archive), name_in(member));
    for (Elf *part; (part = elf_begin(file, next, whole)) != NULL && part != whole;) {
        const Elf_Arhdr *header = elf_getarhdr(part);
        if (header != NULL && header->ar_name != NULL && strcmp(header->ar_name, member) == 0) {
            look_at_object(part, name, unseen);
            found = true;
        }
        next = elf_next(part);
        elf_end(part);
    }
    if (!found) {
        words_add_format(unseen, "%s (not compiled by interleave cc)", name);
    }
    elf_end(whole);
    if (file >= 0) {
        close(file);
    }
}

/* -- shared libraries -- */

static Elf_Scn *section_of_type(Elf *object, GElf_Word type, GElf_Shdr *header)
{
    Elf_Scn *section = NULL;
    while ((section = elf_nextscn(object, section)) != NULL &&
           (gelf_getshdr(section, header) == NULL || header->sh_type != type)) {
    }
    return section;
}

/* The names that an object wants from others, or that it has for them. */
static void collect_dynamic(Elf *object, bool wanted, struct words *names)
{
    GElf_Shdr header;
    GElf_Sym symbol;
    Elf_Scn *section = section_of_type(object, SHT_DYNSYM, &header);
    Elf_Data *data = section != NULL ? elf_getdata(section, NULL) : NULL;
    for (int i = 1; data != NULL && gelf_getsym(data, i, &symbol) != NULL; i++) {
        const char *name = elf_strptr(object, header.sh_link, symbol.st_name);
        const unsigned char type = GELF_ST_TYPE(symbol.st_info);
        const bool is_function = wanted || type == STT_FUNC || type == STT_GNU_IFUNC;
        if (name != NULL && is_function && (symbol.st_shndx == SHN_UNDEF) == wanted) {
            words_add(names, name);
        }
    }
}

static void collect_dynamic_of(const char *path, bool wanted, struct words *names)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    Elf *object = file >= 0 ? elf_begin(file, ELF_C_READ, NULL) : NULL;
    if (object != NULL && elf_kind(object) == ELF_K_ELF) {
        collect_dynamic(object, wanted, names);
    }
    elf_end(object);
    if (file >= 0) {
        close(file);
    }
}

/* Does the program call it at all? */
static bool uses(const char *program, const char *library)
{
    struct words wanted = {0}, has = {0};
    bool used = false;
    collect_dynamic_of(program, true, &wanted);
    collect_dynamic_of(library, false, &has);
    for (size_t i = 0; i < wanted.count && !used; i++) {
        used = words_have(&has, wanted.word[i]);
    }
    words_release(&wanted);
    words_release(&has);
    return used;
}

/* -- all files -- */

enum file_kind { NO_OBJECT, OBJECT, ARCHIVE, THIN_ARCHIVE, LIBRARY, OTHER_CODE };

static enum file_kind kind_of_elf(Elf *whole)
{
    GElf_Ehdr header;
    if (whole != NULL && elf_kind(whole) == ELF_K_AR) {
        return ARCHIVE;
    }
    if (whole == NULL || elf_kind(whole) != ELF_K_ELF || gelf_getehdr(whole, &header) == NULL) {
        return NO_OBJECT;
    }
    return header.e_type == ET_REL ? OBJECT : header.e_type == ET_DYN ? LIBRARY : NO_OBJECT;
}

/* Looks at a file as a whole, if it is an object. */
static enum file_kind look_at_file(const char *path, struct words *unseen)
{
    static const char thin[] = "!<thin>\n", bitcode[] = "BC\xc0\xde";
    char start[sizeof thin - 1] = "";
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    elf_version(EV_CURRENT);
    Elf *whole = file >= 0 ? elf_begin(file, ELF_C_READ, NULL) : NULL;
    enum file_kind kind = kind_of_elf(whole);
    if (kind == OBJECT) {
        look_at_object(whole, name_in(path), unseen);
    } else if (file >= 0 && pread(file, start, sizeof start, 0) > 0) {
        kind = memcmp(start, thin, sizeof start) == 0            ? THIN_ARCHIVE
               : memcmp(start, bitcode, sizeof bitcode - 1) == 0 ? OTHER_CODE
                                                                 : kind;
    }
    elf_end(whole);
    if (file >= 0) {
        close(file);
    }
    return kind;
}

/* The linker's words alone: true if they name each object, and nothing else but the C library. */
static bool look_at_command(const struct words *command, const char *own, struct words *unseen)
{
    for (size_t i = 1; i < command->count; i++) {
        const char *word = command->word[i];
        if (asks_for_archives(word)) {
            return false;
        } else if (linker_takes_next(word)) {
            i++;
        } else if (begins_with(word, "-l") && !is_usual_library(word)) {
            return false;
        } else if (word[0] == '@' && !begins_with(word + 1, own)) {
            return false;
        } else if (word[0] != '-' && word[0] != '@' && !begins_with(word, own) &&
                   (!is_of_the_system(word) || is_static_library(word)) &&
                   look_at_file(word, unseen) != OBJECT) {
            return false;
        }
    }
    return true;
}

/* What was taken of an archive. A thin one has its members' paths, seen from where it is. */
static void look_at_taken(const char *archive, const char *member, struct words *unseen)
{
    struct words path = {0};
    if (look_at_file(archive, unseen) != THIN_ARCHIVE) {
        look_at_member(archive, member, unseen);
        return;
    }
    const int folder = member[0] == '/' ? 0 : (int)(name_in(archive) - archive);
    words_add_format(&path, "%.*s%s", folder, archive, member);
    if (look_at_file(path.word[0], unseen) != OBJECT) {
        words_add_format(unseen, "%s(%s) (not compiled by interleave cc)", name_in(archive),
                         name_in(member));
    }
    words_release(&path);
}

static void look_at_path(const char *path, const char *output, struct words *unseen)
{
    const enum file_kind kind = look_at_file(path, unseen);
    if (kind == OTHER_CODE || (kind == LIBRARY && uses(output, path))) {
        words_add_format(unseen, "%s (not compiled by interleave cc)", name_in(path));
    }
}

static bool is_known(const char *path, const char *own)
{
    return path[0] == '\0' || begins_with(path, own) ||
           (is_of_the_system(path) && !is_static_library(path)) || access(path, R_OK) != 0;
}

/* A line of what the linker lists, which is changed. */
static void look_at_listed(char *line, const char *output, const char *own, struct words *unseen)
{
    char *path = line, *member = NULL;
    char *open_bracket = strrchr(line, '('), *closed = strchr(line, ')');
    if (line[0] == '(' && closed != NULL && closed[1] != '\0') {
        path = line + 1;
        *closed = '\0';
        member = closed + 1;
    } else if (open_bracket != NULL && ends_with(line, ")")) {
        line[strlen(line) - 1] = '\0';
        *open_bracket = '\0';
        member = open_bracket + 1;
    }
    if (is_known(path, own)) {
        return;
    }
    if (member != NULL) {
        look_at_taken(path, member, unseen);
    } else {
        look_at_path(path, output, unseen);
    }
}

static int look_at_list(const struct words *command, const char *own, struct words *unseen)
{
    char scratch[] = "/tmp/interleave-XXXXXX";
    struct words asked = {0};
    char *text = NULL, *rest;
    const char *output = words_after(command, "-o");
    const int file = mkstemp(scratch);
    if (file < 0) {
        perror("interleave: cc: /tmp");
        return 3;
    }
    close(file);
    words_add_all(&asked, command);
    words_add(&asked, "-t");
    words_add(&asked, "-t");
    words_add(&asked, "-o");
    words_add(&asked, scratch);
    const int status = output_of_command(&asked, &text);
    rest = text;
    for (char *line; status == 0 && (line = strsep(&rest, "\n")) != NULL;) {
        look_at_listed(line, output != NULL ? output : "a.out", own, unseen);
    }
    if (status != 0) {
        fprintf(stderr, "interleave: cc: %s doesn't list what it links\n", command->word[0]);
    }
    free(text);
    words_release(&asked);
    unlink(scratch);
    return status == 0 ? 0 : 3;
}

int inspect_link(const struct words *command, const char *own, struct words *unseen)
{
    struct words found = {0};
    int status = 0;
    if (!look_at_command(command, own, &found)) {
        words_release(&found);
        status = look_at_list(command, own, &found);
    }
    words_add_all(unseen, &found);
    words_release(&found);
    return status;
}
