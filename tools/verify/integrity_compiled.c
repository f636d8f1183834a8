/*
 * integrity_compiled.c - judges the functions that the compiler made of a program: is each of them
 * instrumented, does none hold an access or an instruction that the sanitizer never sees, and are
 * they the same whether it watches or not?
 *
 * What is not seen was read in LLVM's ThreadSanitizer.cpp, 14 to 22: functions without the
 * attribute sanitize_thread, inline assembly, other address spaces, accesses of sizes that have no
 * callback, and what a processor has for itself.
 */
#include "verify/integrity.h"
#include "verify/integrity_names.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { PLACE = 256, MOST_PRIVATE = 4096 };

struct scan {
    const struct ir *ir;
    struct refusal *refusal;
    bool watched[IR_GROUPS];       /* the groups of attributes with sanitize_thread */
    bool pure[IR_GROUPS];          /* those of functions that touch no memory */
    bool is_private[MOST_PRIVATE]; /* %n of this function is a variable on its own stack */
};

__attribute__((format(printf, 4, 5))) static void refuse_line(const struct scan *scan,
                                                              const struct ir_line *line,
                                                              const char *reason,
                                                              const char *format, ...);

static void refuse_line(const struct scan *scan, const struct ir_line *line, const char *reason,
                        const char *format, ...)
{
    char place[PLACE], said[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(said, sizeof said, format, arguments);
    va_end(arguments);
    ir_place(scan->ir, line, place, sizeof place);
    refuse(scan->refusal, reason, place, "%s", said);
}

/* "attributes #0 = { noinline sanitize_thread … }" */
static void read_groups(struct scan *scan)
{
    const char *at = scan->ir->text;
    struct ir_line line;
    while (ir_next(scan->ir, &at, &line)) {
        if (ir_begins(&line, "!")) {
            return; /* metadata stands last; what follows that the program may have made appear */
        }
        if (!ir_begins(&line, "attributes #")) {
            continue;
        }
        const long group = strtol(line.text + strlen("attributes #"), NULL, 10);
        if (group >= 0 && group < IR_GROUPS) {
            scan->watched[group] = ir_has_word(&line, "sanitize_thread") &&
                                   !ir_has_word(&line, "disable_sanitizer_instrumentation") &&
                                   !ir_has_word(&line, "naked");
            scan->pure[group] =
                ir_has_word(&line, "readnone") || ir_has_word(&line, "memory(none)");
        }
    }
}

static void judge_function(struct scan *scan, const struct ir_line *line)
{
    char name[PLACE];
    const long group = ir_group(line);
    memset(scan->is_private, 0, sizeof scan->is_private);
    if (group < 0 || !scan->watched[group]) {
        ir_name(line, NULL, name, sizeof name);
        refuse_line(scan, line, "silences-tsan",
                    "an attribute keeps ThreadSanitizer out of the function %s", name);
    }
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* ThreadSanitizer takes what is read of a constant for harmless, wherever it was put. */
static void judge_constant(const struct scan *scan, const struct ir_line *line)
{
    char name[PLACE];
    if (ir_has_word(line, "constant") && ir_find(line, ", section \"", NULL) != NULL) {
        ir_name(line, NULL, name, sizeof name);
        refuse_line(scan, line, "silences-tsan", "%s is const, but placed in a writable section",
                    name);
    }
}

/* Judges what a function or variable is called that others could see. */
static void judge_offer(const struct scan *scan, const struct ir_line *line)
{
    char name[PLACE];
    ir_name(line, NULL, name, sizeof name);
    const struct forbidden *forbidden = forbidden_offer(name);
    if (forbidden != NULL && !ir_has_word(line, "internal") && !ir_has_word(line, "private") &&
        !ir_has_word(line, "external")) {
        refuse_line(scan, line, forbidden->reason, "it defines %s: %s", name, forbidden->why);
    }
}

/* Does this intrinsic belong to one processor? All others have names that LLVM lists. */
static bool is_processors(const char *name)
{
    static const char *const processors[] = {"llvm.x86.", "llvm.aarch64.", "llvm.arm."};
    for (size_t i = 0; i < sizeof processors / sizeof *processors; i++) {
        if (begins(name, processors[i])) {
            return true;
        }
    }
    return false;
}

/* Waiting, yielding and looking at a clock touch nothing, though they don't say so. */
static bool is_harmless(const char *name)
{
    static const char *const harmless[] = {"llvm.x86.sse2.pause", "llvm.x86.rdtsc",
                                           "llvm.aarch64.hint",   "llvm.aarch64.isb",
                                           "llvm.x86.rdrand",     "llvm.x86.rdseed"};
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        if (begins(name, harmless[i])) {
            return true;
        }
    }
    return false;
}

static void judge_intrinsic(const struct scan *scan, const struct ir_line *line)
{
    static const char *const unseen[] = {"llvm.masked.", "llvm.vp.", "llvm.matrix."};
    static const char *const frames[] = {
        "llvm.frameaddress", "llvm.returnaddress",  "llvm.addressofreturnaddress",
        "llvm.sponentry",    "llvm.read_",          "llvm.write_register",
        "llvm.eh.sjlj",      "llvm.init.trampoline"};
    char name[PLACE], place[PLACE];
    const long group = ir_group(line);
    ir_name(line, NULL, name, sizeof name);
    bool silences = is_processors(name) && !is_harmless(name) && (group < 0 || !scan->pure[group]);
    bool reaches = false;
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++) {
        silences = silences || begins(name, unseen[i]);
    }
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        reaches = reaches || begins(name, frames[i]);
    }
    if (silences || reaches) {
        ir_place_of(scan->ir, name, place, sizeof place);
        refuse(scan->refusal, silences ? "silences-tsan" : "reaches-outside", place,
               silences ? "ThreadSanitizer does not see what %s does"
                        : "%s reaches into the caller of total",
               name);
    }
}

/* How many bits one element of the type at text has; 0 if it is none of the scalars. */
static long scalar_bits(const char *text)
{
    static const struct {
        const char *name;
        long bits;
    } scalars[] = {{"half", 16},     {"bfloat", 16}, {"float", 32}, {"double", 64},
                   {"x86_fp80", 80}, {"fp128", 128}, {"ptr", 64},   {"x86_mmx", 64}};
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++) {
        if (begins(text, scalars[i].name)) {
            return scalars[i].bits;
        }
    }
    return text[0] == 'i' ? strtol(text + 1, NULL, 10) : 0;
}

/* "<8 x i64>" has 512, "i32" 32. */
static long type_bits(const char *type)
{
    char *rest;
    if (*type != '<') {
        return scalar_bits(type);
    }
    const long count = strtol(type + 1, &rest, 10);
    return begins(rest, " x ") ? count * scalar_bits(rest + 3) : 0;
}

static bool has_callback(long bits)
{
    return bits <= 8 || bits == 16 || bits == 32 || bits == 64 || bits == 128;
}

/* The number of the value behind this, as in "ptr %12,"; -1 if it is none with a number. */
static long value_behind(const char *text)
{
    return text != NULL && text[0] == '%' && isdigit((unsigned char)text[1])
               ? strtol(text + 1, NULL, 10)
               : -1;
}

/* The last "%n" of "…, ptr %n, align 16": the address of a load or a store. */
static long address_of(const struct ir_line *line)
{
    const char *align = ir_find(line, ", align ", NULL);
    const char *at = align == NULL ? NULL : align - 1;
    while (at != NULL && at > line->text && (isalnum((unsigned char)*at) || *at == '%')) {
        if (*at == '%') {
            return value_behind(at);
        }
        at--;
    }
    return -1;
}

static void judge_access(const struct scan *scan, const struct ir_line *line, const char *type)
{
    if (begins(type, "volatile ")) {
        type += strlen("volatile ");
    }
    if (begins(type, "atomic ") || has_callback(type_bits(type))) {
        return;
    }
    const long address = address_of(line);
    if (address < 0 || address >= MOST_PRIVATE || !scan->is_private[address]) {
        refuse_line(scan, line, "silences-tsan",
                    "ThreadSanitizer does not watch accesses of this size (%.*s)",
                    (int)(strcspn(type, ",%\n") - (type[strcspn(type, ",%\n")] == '%')), type);
    }
}

/* Is what it computes the address of a variable on the function's own stack, or of its part? */
static bool is_own_variable(const struct scan *scan, const struct ir_line *line)
{
    if (ir_find(line, " = alloca ", NULL) != NULL) {
        return true;
    }
    const char *part = ir_find(line, " = getelementptr ", NULL);
    const char *of = part == NULL ? NULL : ir_find(line, "ptr %", part);
    if (part != NULL && of == NULL) {
        of = ir_find(line, "* %", part); /* before clang 15, which has no other pointers than ptr */
    }
    const long value = of == NULL ? -1 : value_behind(strchr(of, '%'));
    return value >= 0 && value < MOST_PRIVATE && scan->is_private[value];
}

/* No instruction, or one that only waits; as in a compiler barrier and in a loop that spins. What
 * it has for operands is then touched by nothing. ir_find looks outside of strings, so not by that.
 */
static bool is_empty_assembly(const struct ir_line *line)
{
    static const char *const harmless[] = {"\"\"", "\"pause\"", "\"yield\"", "\"rep; nop\""};
    const char *text = ir_find(line, " asm ", NULL);
    const char *const end = line->text + line->length;
    while (text != NULL && text < end && *text != '"') {
        text++;
    }
    for (size_t i = 0; text != NULL && i < sizeof harmless / sizeof *harmless; i++) {
        const size_t length = strlen(harmless[i]);
        if ((size_t)(end - text) > length && strncmp(text, harmless[i], length) == 0 &&
            text[length] == ',') {
            return true;
        }
    }
    return false;
}

static void judge_instruction(struct scan *scan, const struct ir_line *line)
{
    const char *load = ir_find(line, " = load ", NULL);
    if (ir_has_word(line, "asm") && !is_empty_assembly(line)) {
        refuse_line(scan, line, "silences-tsan",
                    "ThreadSanitizer does not see what inline assembly does");
    } else if (ir_find(line, "addrspace(", NULL) != NULL) {
        refuse_line(scan, line, "silences-tsan",
                    "ThreadSanitizer does not watch another address space");
    } else if (ir_find(line, "!nosanitize", NULL) != NULL) {
        refuse_line(scan, line, "silences-tsan", "an access is marked as not to be instrumented");
    } else if (ir_find(line, "syncscope(", NULL) != NULL && !ir_has_word(line, "fence")) {
        refuse_line(scan, line, "silences-tsan",
                    "ThreadSanitizer does not watch an atomic of one thread's");
    } else if (is_own_variable(scan, line)) {
        const long value = value_behind(line->text + strspn(line->text, " "));
        if (value >= 0 && value < MOST_PRIVATE) {
            scan->is_private[value] = true;
        }
    } else if (load != NULL) {
        judge_access(scan, line, load + strlen(" = load "));
    } else if (ir_begins(line, "  store ")) {
        judge_access(scan, line, line->text + strlen("  store "));
    }
}

static void judge_lines(struct scan *scan)
{
    const char *at = scan->ir->text;
    struct ir_line line;
    while (scan->refusal->reason == NULL && ir_next(scan->ir, &at, &line) &&
           !ir_begins(&line, "!")) { /* metadata stands last */
        if (ir_begins(&line, "module asm ")) {
            refuse_line(scan, &line, "silences-tsan",
                        "ThreadSanitizer does not see what assembly outside of functions does");
        } else if (ir_begins(&line, "define ")) {
            judge_offer(scan, &line);
            judge_function(scan, &line);
        } else if (ir_begins(&line, "@")) {
            judge_offer(scan, &line);
            judge_constant(scan, &line);
        } else if (ir_begins(&line, "declare ")) {
            judge_intrinsic(scan, &line);
        } else if (ir_begins(&line, "  ")) {
            judge_instruction(scan, &line);
        }
    }
}

/* Leaves of a line what is executed: not the metadata at its end. */
static void trim(struct ir_line *line)
{
    const char *metadata = ir_find(line, " !", NULL);
    if (metadata != NULL) {
        line->length = (size_t)(metadata - line->text);
    }
    if (line->length > 0 && line->text[line->length - 1] == ',') {
        line->length--;
    }
}

/* Takes the next line that means something for what is executed. False at the end. */
static bool next_meant(const struct ir *ir, const char **at, struct ir_line *line)
{
    while (ir_next(ir, at, line) && !ir_begins(line, "!")) { /* metadata stands last */
        if (line->length > 0 && !ir_begins(line, ";") &&
            ir_find(line, "@llvm.dbg.", NULL) == NULL && ir_find(line, "#dbg_", NULL) == NULL) {
            trim(line);
            return true;
        }
    }
    return false;
}

/* Are they the same, but for the attribute by which the sanitizer knows what to watch? */
static bool is_same(const struct ir_line *plain, const struct ir_line *tsan)
{
    static const char mark[] = "sanitize_thread ";
    const char *found = ir_begins(tsan, "attributes #") ? ir_find(tsan, mark, NULL) : NULL;
    const size_t before = found == NULL ? tsan->length : (size_t)(found - tsan->text);
    const size_t left_out = found == NULL ? 0 : strlen(mark);
    return plain->length + left_out == tsan->length &&
           memcmp(plain->text, tsan->text, before) == 0 &&
           memcmp(plain->text + before, tsan->text + before + left_out, plain->length - before) ==
               0;
}

/* Where the first line from here on stands that says so. */
static void place_of_difference(const struct ir *ir, const char *at, char place[static PLACE])
{
    struct ir_line line;
    place[0] = '\0';
    while (place[0] == '\0' && ir_next(ir, &at, &line) && !ir_begins(&line, "!")) {
        ir_place(ir, &line, place, PLACE);
    }
}

static void compare(const struct ir *plain, const struct ir *tsan, struct refusal *refusal)
{
    char place[PLACE];
    const char *at = plain->text, *at_tsan = tsan->text;
    struct ir_line line = {0}, line_tsan = {0};
    for (bool more = true; more;) {
        more = next_meant(plain, &at, &line);
        const bool more_tsan = next_meant(tsan, &at_tsan, &line_tsan);
        if (more != more_tsan || (more && !is_same(&line, &line_tsan))) {
            place_of_difference(tsan, line_tsan.text, place);
            refuse(refusal, "detects-tsan", place,
                   "it compiles to different code under ThreadSanitizer");
            return;
        }
    }
}

void integrity_compiled(const struct ir *plain, const struct ir *tsan, struct refusal *refusal)
{
    struct scan *scan = calloc(1, sizeof *scan);
    if (scan == NULL) {
        refuse(refusal, "machine", "", "out of memory");
        return;
    }
    scan->ir = tsan;
    scan->refusal = refusal;
    read_groups(scan);
    judge_lines(scan);
    compare(plain, tsan, refusal);
    free(scan);
}
