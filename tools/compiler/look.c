/*
 * look.c - reads LLVM's code, as clang writes it for a source, for what escapes the explorer; see
 * look.h.
 *
 * What -fsanitize=thread leaves out was read in LLVM's ThreadSanitizer.cpp, 14 to 22: functions
 * without the attribute sanitize_thread, inline assembly, other address spaces, accesses of sizes
 * that have no callback (a long double, vectors of more than 16 bytes), what is a processor's own.
 */
#include "compiler/look.h"

#include "compiler/ir.h"
#include "compiler/run_command.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 256, MOST_PARTS = 16 };

struct scan {
    struct ir ir;
    const char *file; /* the source's name, where nothing tells of a place */
    struct words *unseen;
    bool instrumented[IR_GROUPS]; /* by the groups of attributes that functions have */
    bool pure[IR_GROUPS];         /* they touch no memory */
    bool none_instrumented;
    char function[TEXT];
    struct ir_line begin; /* of the function's body: its first line */
};

static bool begins(const struct ir_line *line, const char *text)
{
    return ir_begins(line, text);
}

static void read_groups(struct scan *scan)
{
    const char *at = scan->ir.text;
    struct ir_line line;
    while (ir_next(&scan->ir, &at, &line)) {
        const long group = begins(&line, "attributes #") ? strtol(line.text + 12, NULL, 10) : -1;
        if (group >= 0 && group < IR_GROUPS) {
            scan->instrumented[group] = ir_has_word(&line, "sanitize_thread") &&
                                        !ir_has_word(&line, "disable_sanitizer_instrumentation");
            scan->pure[group] =
                ir_has_word(&line, "readnone") || ir_find(&line, "memory(none)", NULL) != NULL;
        }
    }
}

/* Adds a phrase: what, with the function that it is in and its place in the source. */
static void add_unseen(const struct scan *scan, const struct ir_line *line, const char *what)
{
    char place[TEXT];
    ir_place(&scan->ir, line, place, sizeof place);
    if (place[0] != '\0') {
        place[strlen(place) - 2] = '\0'; /* "file:12: " */
    }
    struct words phrase = {0};
    words_add_format(&phrase, "%s in %s (%s)", what, scan->function,
                     name_in(place[0] != '\0' ? place : scan->file));
    if (!words_have(scan->unseen, phrase.word[0])) {
        words_add(scan->unseen, phrase.word[0]);
    }
    words_release(&phrase);
}

/* -- assembly -- */

/* One that nobody else can notice. */
static bool is_harmless_instruction(const char *text)
{
    static const char *const harmless[] = {"",    "nop",     "pause",    "yield",  "rep",    "repz",
                                           "isb", "rep nop", "repz nop", "isb sy", "hint #1"};
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        if (strcmp(text, harmless[i]) == 0) {
            return true;
        }
    }
    return text[0] == '#' || strncmp(text, "//", 2) == 0;
}

/* Decodes a string of LLVM's, up to its closing quote: \0A is a line's end. Cut if too long. */
static void decode(const char *text, const char *end, char *to, size_t size)
{
    while (text < end && *text != '"' && size > 1) {
        if (*text == '\\' && end - text > 2 && isxdigit((unsigned char)text[1])) {
            const char digits[] = {text[1], text[2], '\0'};
            *to++ = (char)strtol(digits, NULL, 16);
            text += 3;
        } else {
            *to++ = *text++;
        }
        size--;
    }
    *to = '\0';
}

/* Each instruction of a template, parted by line ends and semicolons. The text is changed. */
static bool is_harmless_assembly(char *text)
{
    for (char *one; (one = strsep(&text, "\n;")) != NULL;) {
        one += strspn(one, " \t");
        size_t length = strlen(one);
        while (length > 0 && isspace((unsigned char)one[length - 1])) {
            one[--length] = '\0';
        }
        if (!is_harmless_instruction(one)) {
            return false;
        }
    }
    return true;
}

/* Of an instruction, or of assembly at file scope: a string that is too long is not harmless. */
static bool has_harmless_assembly(const struct ir_line *line, const char *from)
{
    char text[TEXT];
    const char *end = line->text + line->length;
    const char *quote = memchr(from, '"', (size_t)(end - from));
    decode(quote != NULL ? quote + 1 : end, end, text, sizeof text);
    return strlen(text) < sizeof text - 1 && is_harmless_assembly(text);
}

/* At file scope, what only tells the linker about names is harmless. */
static bool is_harmless_directive(const struct ir_line *line)
{
    static const char *const names[] = {".symver ", ".weak ", ".globl ", ".hidden ", ".ident "};
    const char *text = line->text + strlen("module asm \"");
    const size_t length = line->length - strlen("module asm \"");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (begins_with(text, names[i]) && memchr(text, '\\', length) == NULL &&
            memchr(text, ';', length) == NULL) {
            return true;
        }
    }
    return has_harmless_assembly(line, line->text);
}

/* -- accesses -- */

static bool in_name(char letter)
{
    return isalnum((unsigned char)letter) || (letter != '\0' && strchr("_.$-", letter) != NULL);
}

/* The local variable "%name" to which a load or store goes; its length, 0 if that is another. */
static size_t variable_of(const struct ir_line *line, const char **name)
{
    const char *align = ir_find(line, ", align ", NULL);
    const char *end = align != NULL ? align : line->text + line->length;
    const char *at = end;
    while (at > line->text && in_name(at[-1])) {
        at--;
    }
    *name = at - 1;
    return at > line->text && at[-1] == '%' ? (size_t)(end - *name) : 0;
}

/* Whether the name stands in the line, and not only as the beginning of another one. */
static const char *find_name(const struct ir_line *line, const char *name, size_t length,
                             const char *from)
{
    const char *end = line->text + line->length;
    while ((from = memmem(from, (size_t)(end - from), name, length)) != NULL) {
        if (from + length == end || !in_name(from[length])) {
            return from;
        }
        from += length;
    }
    return NULL;
}

static bool is_told_to_debuggers(const struct ir_line *line)
{
    return ir_find(line, "@llvm.dbg.", NULL) != NULL || ir_find(line, "#dbg_", NULL) != NULL ||
           ir_find(line, "@llvm.lifetime.", NULL) != NULL;
}

static bool is_access(const struct ir_line *line)
{
    return begins(line, "  store ") || ir_find(line, " = load ", NULL) != NULL;
}

static bool copies(const struct ir_line *line)
{
    return ir_find(line, "@llvm.memcpy.", NULL) != NULL ||
           ir_find(line, "@llvm.memmove.", NULL) != NULL ||
           ir_find(line, "@llvm.memset.", NULL) != NULL;
}

static bool defines(const struct ir_line *line, const char *name, size_t length)
{
    return begins(line, "  %") && find_name(line, name, length, line->text) == line->text + 2;
}

/* A line that makes a pointer to a part of a variable, or to the whole, as another type. */
static bool makes_pointer(const struct ir_line *line)
{
    return ir_find(line, " = getelementptr ", NULL) != NULL ||
           ir_find(line, " = bitcast ", NULL) != NULL;
}

static bool is_given_away(const struct scan *scan, const char *name, size_t length, int depth);

/* Does a line use the variable for something else than reading or writing it? */
static bool gives_away(const struct scan *scan, const struct ir_line *line, const char *name,
                       size_t length, int depth)
{
    const char *to;
    const char *found = find_name(line, name, length, line->text);
    if (found == NULL || defines(line, name, length) || is_told_to_debuggers(line) ||
        copies(line)) {
        return false;
    }
    if (makes_pointer(line)) {
        const char *part = line->text + 2;
        return is_given_away(scan, part, 1 + strcspn(part + 1, " "), depth + 1);
    }
    if (!is_access(line) || variable_of(line, &to) == 0) {
        return true;
    }
    return found != to || find_name(line, name, length, found + length) != NULL;
}

static bool is_given_away(const struct scan *scan, const char *name, size_t length, int depth)
{
    const char *at = scan->begin.text;
    struct ir_line line;
    bool given = depth > MOST_PARTS;
    while (!given && ir_next(&scan->ir, &at, &line) && line.text[0] != '}') {
        given = gives_away(scan, &line, name, length, depth);
    }
    return given;
}

/* The variable of which a line makes a pointer; its length, 0 if that is something else. */
static size_t base_of(const struct ir_line *line, const char **name)
{
    const char *pointer = ir_find(line, "ptr %", NULL);
    if (pointer == NULL) {
        pointer = ir_find(line, "* %", NULL); /* before clang 15 */
    }
    if (!makes_pointer(line) || pointer == NULL) {
        return 0;
    }
    *name = strchr(pointer, '%');
    size_t length = 1;
    while (in_name((*name)[length])) {
        length++;
    }
    return length;
}

/* Is it the function's own variable, or a part of one, and nobody else is told where it is? */
static bool is_private(const struct scan *scan, const char *name, size_t length)
{
    const char *at = scan->begin.text;
    struct ir_line line;
    int depth = 0;
    while (length > 0 && ir_next(&scan->ir, &at, &line) && line.text[0] != '}') {
        if (!defines(&line, name, length)) {
            continue;
        }
        if (ir_find(&line, " = alloca ", NULL) != NULL) {
            return !is_given_away(scan, name, length, 0);
        }
        length = depth++ < MOST_PARTS ? base_of(&line, &name) : 0;
        at = scan->begin.text;
    }
    return false;
}

/* How many bits one element of the type at text has; 0 if it is none of the scalars. */
static long scalar_bits(const char *text)
{
    static const struct {
        const char *name;
        long bits;
    } scalars[] = {{"half", 16},     {"bfloat", 16}, {"float", 32}, {"double", 64},
                   {"x86_fp80", 80}, {"fp128", 128}, {"ptr", 64}};
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++) {
        if (begins_with(text, scalars[i].name)) {
            return scalars[i].bits;
        }
    }
    return text[0] == 'i' ? (strtol(text + 1, NULL, 10) + 7) / 8 * 8 : 0;
}

/* Where the type at text ends at the latest: behind it is a comma, or the bracket of what it is a
 * part of. */
static const char *type_end(const char *text)
{
    for (int depth = 0; *text != '\0' && *text != '\n'; text++) {
        if (strchr("([{<", *text) != NULL) {
            depth++;
        } else if ((strchr(")]}>", *text) != NULL && depth-- == 0) ||
                   (*text == ',' && depth == 0)) {
            break;
        }
    }
    return text;
}

/* Pointers to any type were written with a star before clang 15. */
static bool is_starred(const char *type)
{
    const bool has_parts = *type != '\0' && strchr("{[<", *type) != NULL;
    const char *end = type_end(type + has_parts);
    return has_parts ? end[0] != '\0' && end[1] == '*'
                     : memchr(type, '*', (size_t)(end - type)) != NULL;
}

static long type_bits(const char *type);

/* "{ i64, i32 }" has 128: a structure that a function returns in registers. Each of its members is
 * aligned to its size, up to eight bytes, and so is its end. */
static long structure_bits(const char *type)
{
    enum { MOST_ALIGNED = 64 };
    long bits = 0, widest = 8;
    for (const char *at = type; *at == '{' || *at == ',';) {
        const char *member = at + 1 + strspn(at + 1, " ");
        const long wants = type_bits(member);
        const long aligned = wants < MOST_ALIGNED ? wants : MOST_ALIGNED;
        if (aligned < 8 || (aligned & (aligned - 1)) != 0) {
            return 0;
        }
        bits = (bits + aligned - 1) / aligned * aligned + wants;
        widest = aligned > widest ? aligned : widest;
        at = type_end(member);
    }
    return (bits + widest - 1) / widest * widest;
}

/* "<8 x i64>" and "[8 x i64]" have 512, "i32" 32. 0: another type. */
static long type_bits(const char *type)
{
    char *rest;
    if (is_starred(type)) {
        return 64;
    }
    if (*type == '{') {
        return structure_bits(type);
    }
    if (*type != '<' && *type != '[') {
        return scalar_bits(type);
    }
    const long count = strtol(type + 1, &rest, 10);
    return begins_with(rest, " x ") ? count * type_bits(rest + 3) : 0;
}

static bool has_callback(long bits)
{
    return bits == 8 || bits == 16 || bits == 32 || bits == 64 || bits == 128;
}

/* Does thread sanitizing have no call for the access? */
static bool is_unwatched(const struct scan *scan, const struct ir_line *line)
{
    const char *name, *load = ir_find(line, " = load ", NULL);
    const char *type = load != NULL ? load + strlen(" = load ") : line->text + strlen("  store ");
    type += begins_with(type, "atomic ") ? strlen("atomic ") : 0;
    type += begins_with(type, "volatile ") ? strlen("volatile ") : 0;
    if (has_callback(type_bits(type))) {
        return false;
    }
    const size_t length = variable_of(line, &name);
    return !is_private(scan, name, length);
}

/* Does it go to another address space? The type of what is read or written may name one, too. */
static bool is_elsewhere(const struct ir_line *line)
{
    const char *comma = ir_find(line, ", ", NULL);
    const char *space = comma != NULL ? ir_find(line, "addrspace(", comma) : NULL;
    const char *closed = space != NULL ? ir_find(line, ")", space) : NULL;
    if (closed == NULL || closed + 2 >= line->text + line->length) {
        return false;
    }
    /* "i8 addrspace(1)* %x", but not "i8 addrspace(1)** %x"; since clang 15 "ptr addrspace(1) %x"
     */
    return closed[1] == '*' ? closed[2] != '*' : begins_with(comma + 2, "ptr addrspace(");
}

/* -- functions that aren't instrumented -- */

/* Is there nothing in a line that could concern another thread? */
static bool is_harmless_line(const struct scan *scan, const struct ir_line *line)
{
    static const char *const others[] = {"cmpxchg ", "atomicrmw ", "invoke ", "fence ", " atomic "};
    const char *name;
    if (is_access(line)) {
        const size_t length = variable_of(line, &name);
        return is_private(scan, name, length);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (ir_find(line, others[i], NULL) != NULL) {
            return false;
        }
    }
    return ir_find(line, "call ", NULL) == NULL || is_told_to_debuggers(line);
}

static bool is_harmless_function(const struct scan *scan)
{
    const char *at = scan->begin.text;
    struct ir_line line;
    bool is_harmless = true;
    while (is_harmless && ir_next(&scan->ir, &at, &line) && line.text[0] != '}') {
        is_harmless = is_harmless_line(scan, &line);
    }
    return is_harmless;
}

static bool is_instrumented(const struct scan *scan, const struct ir_line *line)
{
    const long group = ir_group(line);
    /* What chooses one of several versions when a program starts is the compiler's own. */
    return (group >= 0 && scan->instrumented[group]) || ir_find(line, ".resolver", NULL) != NULL;
}

/* Where none is, it was the compiler's options that said so. */
static bool find_none_instrumented(const struct scan *scan)
{
    const char *at = scan->ir.text;
    struct ir_line line;
    int functions = 0;
    while (ir_next(&scan->ir, &at, &line)) {
        if (begins(&line, "define ") && is_instrumented(scan, &line)) {
            return false;
        }
        functions += begins(&line, "define ");
    }
    return functions > 1;
}

static void look_at_function(struct scan *scan, const struct ir_line *line)
{
    ir_name(line, NULL, scan->function, sizeof scan->function);
    if (!is_instrumented(scan, line) && !scan->none_instrumented && !is_harmless_function(scan)) {
        add_unseen(scan, line, "what no_sanitize or the like leaves out");
    }
}

/* -- all lines -- */

/* What is a processor's own, and what moves memory in ways that have no call. */
static bool is_unwatched_intrinsic(const struct scan *scan, const struct ir_line *line)
{
    static const char *const unwatched[] = {"llvm.x86.",    "llvm.aarch64.", "llvm.arm.",
                                            "llvm.masked.", "llvm.vp.",      "llvm.matrix."};
    static const char *const harmless[] = {"llvm.x86.sse2.pause", "llvm.x86.rdtsc",
                                           "llvm.aarch64.hint", "llvm.aarch64.isb"};
    char name[TEXT];
    const char *at = ir_find(line, "call ", NULL);
    bool is_unwatched = false;
    if (at == NULL) {
        return false;
    }
    ir_name(line, at, name, sizeof name);
    for (size_t i = 0; i < sizeof unwatched / sizeof *unwatched; i++) {
        is_unwatched = is_unwatched || begins_with(name, unwatched[i]);
    }
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        is_unwatched = is_unwatched && !begins_with(name, harmless[i]);
    }
    const long group = is_unwatched ? ir_group(line) : -1;
    return is_unwatched && !(group >= 0 && scan->pure[group]);
}

static void look_at_instruction(const struct scan *scan, const struct ir_line *line)
{
    const char *call = ir_find(line, "call", NULL);
    const char *assembly = call != NULL ? ir_find(line, " asm ", call) : NULL;
    if (assembly != NULL) {
        if (!has_harmless_assembly(line, assembly)) {
            add_unseen(scan, line, "inline assembly");
        }
    } else if (is_access(line) && is_elsewhere(line)) {
        add_unseen(scan, line, "another address space");
    } else if (is_access(line) && is_unwatched(scan, line)) {
        add_unseen(scan, line,
                   ir_find(line, "x86_fp80", NULL) != NULL
                       ? "a long double"
                       : "an access of a size that has no call");
    } else if (is_unwatched_intrinsic(scan, line)) {
        add_unseen(scan, line, "an instruction of this processor's");
    }
}

/* Functions that run after main, when the explorer has seen the program's end: the list of those
 * that are declared so, or a variable in the section of their addresses. */
static bool has_destructor(const struct ir_line *line)
{
    return begins(line, "@llvm.global_dtors = ") ||
           (begins(line, "@") && ir_find(line, "section \".fini_array", NULL) != NULL);
}

static void look_at_lines(struct scan *scan)
{
    const char *at = scan->ir.text;
    struct ir_line line;
    bool has_assembly = false;
    while (ir_next(&scan->ir, &at, &line) && !begins(&line, "!")) {
        if (has_destructor(&line)) {
            words_add_format(scan->unseen, "a destructor function (%s)", scan->file);
        } else if (begins(&line, "module asm ")) {
            has_assembly = has_assembly || !is_harmless_directive(&line);
        } else if (begins(&line, "define ")) {
            scan->begin = (struct ir_line){at, 0};
            look_at_function(scan, &line);
        } else if (scan->begin.text != NULL && begins(&line, "  ")) {
            look_at_instruction(scan, &line);
        }
    }
    if (has_assembly) {
        words_add_format(scan->unseen, "assembly at file scope (%s)", scan->file);
    }
}

void look_at_code(char *text, const char *file, struct words *unseen)
{
    struct scan *scan = calloc(1, sizeof *scan);
    if (scan == NULL) {
        perror("interleave");
        exit(3);
    }
    scan->ir = (struct ir){.text = text, .end = text + strlen(text)};
    scan->file = name_in(file);
    scan->unseen = unseen;
    read_groups(scan);
    scan->none_instrumented = find_none_instrumented(scan);
    if (scan->none_instrumented) {
        words_add_format(unseen, "%s (compiled without -fsanitize=thread)", scan->file);
    }
    look_at_lines(scan);
    free(scan);
}

/* -- to have it written -- */

/* Options of clang -cc1 with a file in the next word that is not to be written a second time. */
static bool names_another_output(const char *word)
{
    static const char *const options[] = {"-dependency-file", "-serialize-diagnostic-file",
                                          "-header-include-file", "-diagnostic-log-file"};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (strcmp(word, options[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void make_command(const struct job *job, struct words *command)
{
    const struct words *from = &job->command;
    for (size_t i = 0; i < from->count; i++) {
        const char *word = from->word[i];
        const char *before = i > 0 ? from->word[i - 1] : "";
        if (strcmp(word, "-emit-obj") == 0 || strcmp(word, "-S") == 0 ||
            strcmp(word, "-emit-llvm-bc") == 0) {
            words_add(command, "-emit-llvm");
        } else if (strcmp(before, "-o") == 0) {
            words_add(command, "-");
        } else {
            words_add(command, names_another_output(before) ? "/dev/null" : word);
        }
    }
    words_insert(command, 2, "-disable-llvm-passes");
}

void look_at_source(const struct job *job, struct words *unseen)
{
    struct words command = {0};
    char *text = NULL;
    const char *named = words_after(&job->command, "-main-file-name");
    const char *file = named != NULL ? named : name_in(job_input(job));
    make_command(job, &command);
    const int status = output_of_command(&command, &text);
    if (status != 0 || text == NULL || text[0] == '\0') {
        words_add_format(unseen, "%s (which could not be looked at)", file);
    } else {
        look_at_code(text, file, unseen);
    }
    free(text);
    words_release(&command);
}
