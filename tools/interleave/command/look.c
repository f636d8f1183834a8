/*
 * look.c - reads LLVM's code, as clang writes it for a source, for what escapes the explorer; see
 * look.h.
 *
 * A function that -fsanitize=thread instruments has the attribute sanitize_thread, and not
 * disable_sanitizer_instrumentation. Attributes come in groups, by number, and so does debug
 * information; both stand at the end, so what is found waits for them in a list.
 */
#include "look.h"

#include "run_command.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 200, NONE = -1 };

/* Assembly, or the whole of a function. */
struct finding {
    bool is_assembly, is_harmless;
    char function[NAME];
    long attributes; /* of the function, a group's number; or NONE */
    long place;      /* numbers of debug information, or NONE: of the function, of the assembly */
    long inside;
};

struct code {
    const char *file; /* the source's name, where there is no debug information */
    struct finding *finding;
    size_t findings, room;
    bool *left_out; /* groups of attributes: functions with these aren't instrumented */
    size_t groups;
    const char **told; /* debug information: what stands after "!N = " */
    size_t told_count;
    bool has_assembly_of_file;
    char **own; /* the function's own variables */
    size_t own_count;
};

static void *grown(void *array, size_t count, size_t size)
{
    void *new = realloc(array, count * size);
    if (new == NULL) {
        perror("interleave");
        exit(3);
    }
    return new;
}

/* The number after a mark in a line, or NONE. */
static long number_after(const char *line, const char *mark)
{
    const char *found = strstr(line, mark);
    return found != NULL && isdigit((unsigned char)found[strlen(mark)])
               ? strtol(found + strlen(mark), NULL, 10)
               : NONE;
}

/* The same of the last such mark. */
static long last_number_after(const char *line, const char *mark)
{
    long number = NONE;
    while ((line = strstr(line, mark)) != NULL) {
        const long one = number_after(line, mark);
        number = one != NONE ? one : number;
        line += strlen(mark);
    }
    return number;
}

static struct finding *add_finding(struct code *code)
{
    if (code->findings == code->room) {
        code->room = 2 * code->room + 16;
        code->finding = grown(code->finding, code->room, sizeof *code->finding);
    }
    return &code->finding[code->findings++];
}

/* "@name(", '@"any name"(' */
static void copy_name(const char *line, char name[static NAME])
{
    const char *at = strchr(line, '@');
    const char *from = at == NULL ? "" : at[1] == '"' ? at + 2 : at + 1;
    const size_t length = strcspn(from, at != NULL && at[1] == '"' ? "\"" : "(");
    from = begins_with(from, "\\01") ? from + 3 : from;
    snprintf(name, NAME, "%.*s", (int)length, from);
}

static void begin_function(struct code *code, const char *line)
{
    struct finding *function = add_finding(code);
    *function = (struct finding){.is_harmless = true,
                                 .attributes = last_number_after(line, " #"),
                                 .place = number_after(line, "!dbg !"),
                                 .inside = NONE};
    copy_name(line, function->function);
    while (code->own_count > 0) {
        free(code->own[--code->own_count]);
    }
}

/* -- assembly -- */

/* One that nobody else can notice. */
static bool is_harmless_instruction(const char *text, size_t length)
{
    static const char *const harmless[] = {"",     "nop",     "pause",  "yield",    "isb",    "rep",
                                           "repz", "rep nop", "isb sy", "rep; nop", "hint #1"};
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        if (strlen(harmless[i]) == length && strncmp(text, harmless[i], length) == 0) {
            return true;
        }
    }
    return text[0] == '#' || begins_with(text, "//");
}

/* The template, in which \0A is a line's end, up to the closing quote. */
static bool is_harmless_assembly(const char *text)
{
    char line[NAME];
    size_t length = 0;
    for (;; text++) {
        char letter = *text;
        if (letter == '\\' && isxdigit((unsigned char)text[1]) &&
            isxdigit((unsigned char)text[2])) {
            const char digits[] = {text[1], text[2], '\0'};
            letter = (char)strtol(digits, NULL, 16);
            text += 2;
        } else if (letter == '"' || letter == '\0') {
            letter = '\0';
        }
        if (letter == '\0' || letter == '\n' || letter == ';') {
            while (length > 0 && isspace((unsigned char)line[length - 1])) {
                length--;
            }
            if (!is_harmless_instruction(line, length)) {
                return false;
            }
            length = 0;
            if (letter == '\0') {
                return true;
            }
        } else if (length < sizeof line - 1 && (length > 0 || !isspace((unsigned char)letter))) {
            line[length++] = letter;
        }
        line[length] = '\0';
    }
}

/* The template of the assembly in a line of code, or NULL. */
static const char *assembly_in(const char *line)
{
    const char *call = strstr(line, "call");
    const char *assembly = call != NULL ? strstr(call, " asm ") : NULL;
    const char *text = assembly != NULL ? strchr(assembly, '"') : NULL;
    return text != NULL ? text + 1 : NULL;
}

static void add_assembly(struct code *code, const char *line)
{
    const struct finding function = code->finding[code->findings - 1];
    struct finding *assembly = add_finding(code);
    *assembly = function;
    assembly->is_assembly = true;
    assembly->inside = last_number_after(line, "!dbg !");
    /* The function's finding stays the last one. */
    code->finding[code->findings - 2] = *assembly;
    code->finding[code->findings - 1] = function;
}

/* -- functions that aren't instrumented -- */

/* The word at which a register's or a global's name begins, up to its end. */
static size_t length_of_name(const char *name)
{
    return 1 +
           strspn(name + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.$-");
}

static bool is_own(const struct code *code, const char *name)
{
    const size_t length = length_of_name(name);
    for (size_t i = 0; i < code->own_count; i++) {
        if (strlen(code->own[i]) == length && strncmp(code->own[i], name, length) == 0) {
            return true;
        }
    }
    return false;
}

static void add_own(struct code *code, const char *name)
{
    code->own = grown(code->own, code->own_count + 1, sizeof *code->own);
    code->own[code->own_count++] = strndup(name, length_of_name(name));
}

/* Of a load or a store: the last name before its alignment is where it goes. */
static bool touches_own(const struct code *code, const char *line)
{
    const char *name = NULL, *end = strstr(line, ", align");
    for (const char *at = line; *at != '\0' && (end == NULL || at < end); at++) {
        name = *at == '%' || *at == '@' ? at : name;
    }
    return name != NULL && *name == '%' && is_own(code, name);
}

static bool is_told_to_debuggers(const char *line)
{
    return strstr(line, "@llvm.dbg.") != NULL || strstr(line, "@llvm.lifetime.") != NULL;
}

/* Is there nothing in a line that could concern another thread? What is called may do anything,
 * and may be told where the function's own variables are. */
static bool is_harmless_line(struct code *code, const char *line)
{
    if (strstr(line, " = alloca ") != NULL) {
        add_own(code, strchr(line, '%'));
        return true;
    }
    if (strstr(line, "load ") != NULL || strstr(line, "store ") != NULL) {
        return strstr(line, " atomic ") == NULL && touches_own(code, line);
    }
    return (strstr(line, "call ") == NULL || is_told_to_debuggers(line)) &&
           strstr(line, "cmpxchg ") == NULL && strstr(line, "atomicrmw ") == NULL &&
           strstr(line, "invoke ") == NULL && strstr(line, "fence ") == NULL;
}

static void read_instruction(struct code *code, const char *line)
{
    const char *text = assembly_in(line);
    struct finding *function = &code->finding[code->findings - 1];
    if (text == NULL) {
        function->is_harmless = is_harmless_line(code, line) && function->is_harmless;
    } else if (!is_harmless_assembly(text)) {
        add_assembly(code, line);
    }
}

/* -- what stands at the end -- */

static void read_attributes(struct code *code, const char *line)
{
    const long group = number_after(line, "attributes #");
    if (group == NONE) {
        return;
    }
    while (code->groups <= (size_t)group) {
        code->left_out = grown(code->left_out, code->groups + 1, sizeof *code->left_out);
        code->left_out[code->groups++] = true;
    }
    code->left_out[group] = strstr(line, " sanitize_thread ") == NULL ||
                            strstr(line, "disable_sanitizer_instrumentation") != NULL;
}

static void read_debug_information(struct code *code, const char *line)
{
    char *end;
    const unsigned long number = strtoul(line + 1, &end, 10);
    if (end == line + 1 || !begins_with(end, " = ") || number > 1UL << 24) {
        return;
    }
    if (code->told_count <= number) {
        code->told = grown(code->told, 2 * number + 64, sizeof *code->told);
        while (code->told_count < 2 * number + 64) {
            code->told[code->told_count++] = "";
        }
    }
    code->told[number] = end + 3;
}

static const char *told(const struct code *code, long number)
{
    return number >= 0 && (size_t)number < code->told_count ? code->told[number] : "";
}

/* "lock.c:12", or only the file where no more is known. */
static void place_in_words(const struct code *code, const struct finding *finding,
                           char place[static NAME])
{
    static const char mark[] = "filename: \"";
    const char *function = told(code, finding->place);
    const long line =
        number_after(finding->is_assembly ? told(code, finding->inside) : function, "line: ");
    const char *file = strstr(told(code, number_after(function, "file: !")), mark);
    char name[NAME];
    snprintf(name, sizeof name, "%s", code->file);
    if (file != NULL) {
        file += strlen(mark);
        snprintf(name, sizeof name, "%.*s", (int)strcspn(file, "\""), file);
    }
    if (line > 0) {
        snprintf(place, NAME, "%.150s:%ld", name_in(name), line);
    } else {
        snprintf(place, NAME, "%.150s", name_in(name));
    }
}

/* Functions that the compiler adds by itself, to choose one of several when a program starts. */
static bool is_chooser(const struct finding *function)
{
    return ends_with(function->function, ".resolver");
}

static bool is_left_out(const struct code *code, const struct finding *function)
{
    return function->attributes < 0 || (size_t)function->attributes >= code->groups ||
           code->left_out[function->attributes];
}

/* Where none is instrumented, it was the compiler's options that said so. */
static bool all_left_out(const struct code *code)
{
    size_t functions = 0, left_out = 0;
    for (size_t i = 0; i < code->findings; i++) {
        const struct finding *finding = &code->finding[i];
        if (!finding->is_assembly && !is_chooser(finding)) {
            functions++;
            left_out += is_left_out(code, finding);
        }
    }
    return functions > 1 && left_out == functions;
}

static void tell(const struct code *code, struct words *unseen)
{
    const bool all = all_left_out(code);
    char place[NAME];
    if (code->has_assembly_of_file) {
        words_add_format(unseen, "the assembly at file scope (%s)", name_in(code->file));
    }
    if (all) {
        words_add_format(unseen, "%s (compiled without -fsanitize=thread)", name_in(code->file));
    }
    for (size_t i = 0; i < code->findings; i++) {
        const struct finding *finding = &code->finding[i];
        place_in_words(code, finding, place);
        if (finding->is_assembly) {
            words_add_format(unseen, "inline assembly in %s (%s)", finding->function, place);
        } else if (!all && !finding->is_harmless && !is_chooser(finding) &&
                   is_left_out(code, finding)) {
            words_add_format(unseen, "%s (%s: no_sanitize or the like)", finding->function, place);
        }
    }
}

/* At file scope, what only tells the linker about names is harmless. */
static bool is_harmless_directive(const char *line)
{
    static const char *const names[] = {".symver ", ".weak ", ".globl ", ".hidden ", ".ident "};
    const char *text = strchr(line, '"');
    for (size_t i = 0; text != NULL && i < sizeof names / sizeof *names; i++) {
        if (begins_with(text + 1, names[i]) && strstr(text, "\\0A") == NULL &&
            strchr(text, ';') == NULL) {
            return true;
        }
    }
    return text != NULL && is_harmless_assembly(text + 1);
}

static void read_line(struct code *code, const char *line, bool *inside)
{
    if (begins_with(line, "define ")) {
        begin_function(code, line);
        *inside = true;
    } else if (line[0] == '}') {
        *inside = false;
    } else if (*inside && line[0] == ' ') {
        read_instruction(code, line);
    } else if (begins_with(line, "module asm ")) {
        code->has_assembly_of_file = code->has_assembly_of_file || !is_harmless_directive(line);
    } else if (begins_with(line, "attributes ")) {
        read_attributes(code, line);
    } else if (line[0] == '!') {
        read_debug_information(code, line);
    }
}

void look_at_code(char *text, const char *file, struct words *unseen)
{
    struct code code = {.file = file};
    bool inside = false;
    for (char *line; (line = strsep(&text, "\n")) != NULL;) {
        read_line(&code, line, &inside);
    }
    tell(&code, unseen);
    while (code.own_count > 0) {
        free(code.own[--code.own_count]);
    }
    free(code.own);
    free(code.finding);
    free(code.left_out);
    free(code.told);
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
