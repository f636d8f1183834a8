/*
 * cc.c - the compiler's wrapper: clang, and the flags that make a program explorable.
 *
 * Objects are compiled with -fsanitize=thread; what is linked is the explorer in place of TSan's
 * runtime. A call that does both is split in two: the sources become temporary objects first.
 */
#include "cc.h"

#include "plain_code.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef INTERLEAVE_COMPILER
#define INTERLEAVE_COMPILER "clang"
#endif

enum { MOST = 4096 };

extern char **environ;

/* In this order: debug information for the timeline's names; what is written is what is run; the
 * calls at each access, the read of `x = x + 1` too; that libraries tell of their operations (see
 * interleave_annotate.h). What the user says after them counts. */
static const char *const compile_flags[] = {"-g",
                                            "-O0",
                                            "-fsanitize=thread",
                                            "-mllvm",
                                            "-tsan-instrument-read-before-write",
                                            "-pthread",
                                            "-D__INTERLEAVE__=1"};

struct line {
    const char *word[MOST];
    int count;
};

static void add(struct line *line, const char *word)
{
    if (line->count == MOST - 1) {
        fputs("interleave: cc: too many arguments\n", stderr);
        exit(2);
    }
    line->word[line->count++] = word;
    line->word[line->count] = NULL;
}

/* Runs it; quiet: without a word. Returns its exit status, or 3. */
static int start(const struct line *line, bool quiet)
{
    pid_t child;
    int status = 0;
    signal(SIGCHLD, SIG_DFL); /* ignored, as whoever called us may have it, no status is told */
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (int output = 1; output <= 2 && quiet; output++) {
        posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0);
    }
    const int error =
        posix_spawnp(&child, line->word[0], &actions, NULL, (char *const *)line->word, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        fprintf(stderr, "interleave: %s: %s; try: INTERLEAVE_CC=… interleave cc\n", line->word[0],
                strerror(error));
        return 3;
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

const char *library_folder(void)
{
    static char folder[PATH_MAX + 32];
    char self[PATH_MAX];
    static const char *const places[] = {"../lib/interleave", "../../interleave"};
    const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    self[length > 0 ? length : 0] = '\0';
    const char *here = dirname(self);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        snprintf(folder, sizeof folder, "%s/%s", here, places[i]);
        char library[sizeof folder + 32];
        snprintf(library, sizeof library, "%s/libinterleave.a", folder);
        if (access(library, R_OK) == 0) {
            return folder;
        }
    }
    fprintf(stderr, "interleave: libinterleave.a is not there; try: make install\n");
    exit(3);
}

/* Where interleave.h is: installed, or in the kit. */
static const char *header_folder(void)
{
    static char folder[PATH_MAX + 64];
    static const char *const places[] = {"../../include", "../../tools/interleave"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char header[sizeof folder + 32];
        snprintf(folder, sizeof folder, "%s/%s", library_folder(), places[i]);
        snprintf(header, sizeof header, "%s/interleave.h", folder);
        if (access(header, R_OK) == 0) {
            break;
        }
    }
    return folder;
}

static bool ends_in(const char *word, const char *end)
{
    const size_t length = strlen(word);
    return length > strlen(end) && strcmp(word + length - strlen(end), end) == 0;
}

static bool is_source(const char *word)
{
    return word[0] != '-' && (ends_in(word, ".c") || ends_in(word, ".i"));
}

/* Does the call end before the linker's turn? */
static bool only_compiles(char *const *arguments)
{
    static const char *const stops[] = {"-c", "-S",  "-E",       "-fsyntax-only",
                                        "-M", "-MM", "--version"};
    for (; *arguments != NULL; arguments++) {
        for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
            if (strcmp(*arguments, stops[i]) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* Options that have their value in the next word: those for the linker alone, and the others. */
static const char linker_options[] = " -L -T -Xlinker -e -framework -l -rpath -u -z ";
static const char other_options[] =
    " -A -B -D -F -G -I -MF -MJ -MQ -MT -U -Xanalyzer -Xassembler -Xclang -Xpreprocessor -arch"
    " -idirafter -iframework -imacros -include -include-pch -iprefix -iquote -isysroot -isystem"
    " -isystem-after -ivfsoverlay -iwithprefix -iwithprefixbefore -iwithsysroot -mllvm"
    " -mthread-model -o -resource-dir -serialize-diagnostics -target -working-directory -x"
    " --config --param --serialize-diagnostics --sysroot ";

static bool is_in(const char *word, const char *list)
{
    char wanted[64];
    snprintf(wanted, sizeof wanted, " %s ", word);
    return strchr(word, ' ') == NULL && strstr(list, wanted) != NULL;
}

static bool takes_next(const char *word)
{
    return is_in(word, linker_options) || is_in(word, other_options);
}

static void begin(struct line *line)
{
    const char *compiler = getenv("INTERLEAVE_CC");
    line->count = 0;
    add(line, compiler != NULL ? compiler : INTERLEAVE_COMPILER);
}

static void begin_compiling(struct line *line)
{
    static char weak[PATH_MAX + 96];
    begin(line);
    for (size_t i = 0; i < sizeof compile_flags / sizeof *compile_flags; i++) {
        add(line, compile_flags[i]);
    }
    add(line, "-idirafter");
    add(line, header_folder());
    snprintf(weak, sizeof weak, "%s/interleave_weak.h", header_folder());
    add(line, "-include");
    add(line, weak);
}

/*
 * Compiles. What inline assembly does nobody can see, so a file with some is told to the explorer:
 * one that compiles, but not without it, is compiled again with a mark.
 */
static int compile_marked(const struct line *line)
{
    static char mark[PATH_MAX + 96];
    const int status = start(line, false);
    struct line again = *line;
    const int as_told = again.count;
    add(&again, "-fsyntax-only");
    add(&again, "-Qunused-arguments"); /* -c, under -Werror, since clang 22 */
    add(&again, "-fno-gnu-inline-asm");
    if (status != 0 || start(&again, true) == 0) {
        return status;
    }
    again.count = as_told;
    snprintf(mark, sizeof mark, "%s/interleave_assembly.h", header_folder());
    add(&again, "-include");
    add(&again, mark);
    /* Its warnings were told by the first; why it fails, if it does, was not. */
    return start(&again, true) == 0 ? 0 : start(&again, false);
}

static bool has(char *const *arguments, const char *word)
{
    while (*arguments != NULL && strcmp(*arguments, word) != 0) {
        arguments++;
    }
    return *arguments != NULL;
}

static int compile(char *const *arguments)
{
    struct line line;
    begin_compiling(&line);
    for (char *const *word = arguments; *word != NULL; word++) {
        add(&line, *word);
    }
    return has(arguments, "-c") ? compile_marked(&line) : start(&line, false);
}

/* One source to one object, with all options but those about the output and the linker. */
static int compile_one(const char *source, const char *object, char *const *arguments)
{
    struct line line;
    begin_compiling(&line);
    for (; *arguments != NULL; arguments++) {
        const char *word = *arguments;
        const bool next = takes_next(word) && arguments[1] != NULL;
        const bool for_linker = strcmp(word, "-o") == 0 || is_in(word, linker_options) ||
                                strncmp(word, "-l", 2) == 0 || strncmp(word, "-L", 2) == 0 ||
                                strncmp(word, "-Wl,", 4) == 0 || strncmp(word, "-fuse-ld", 8) == 0;
        if (!for_linker && word[0] == '-') {
            add(&line, word);
            if (next) {
                add(&line, arguments[1]);
            }
        }
        arguments += next;
    }
    add(&line, "-c");
    add(&line, "-o");
    add(&line, object);
    add(&line, source);
    return compile_marked(&line);
}

/* Everything in its order, with objects in place of sources, and the library behind. */
static int link_all(char *const *arguments, char *const *objects)
{
    static char library[PATH_MAX + 64], wrap[PATH_MAX + 64];
    struct line line;
    bool has_plain_code = false;
    begin(&line);
    add(&line, "-pthread");
    for (; *arguments != NULL; arguments++) {
        const char *word = *arguments;
        if (is_source(word)) {
            add(&line, *objects++);
        } else if (strncmp(word, "-fsanitize", 10) != 0) {
            add(&line, word);
            has_plain_code = has_plain_code || (word[0] != '-' && is_plain_code(word));
            if (takes_next(word) && arguments[1] != NULL) {
                add(&line, *++arguments);
            }
        }
    }
    if (has_plain_code) { /* see program.c */
        add(&line, "-Wl,--defsym=interleave_has_plain_code=__executable_start");
    }
    snprintf(library, sizeof library, "%s/libinterleave.a", library_folder());
    snprintf(wrap, sizeof wrap, "-Wl,@%s/wrap", library_folder());
    add(&line, library);
    add(&line, wrap);
    add(&line, "-Wl,--wrap=main");
    return start(&line, false);
}

int cc(char *const *arguments)
{
    static char *objects[MOST];
    char folder[] = "/tmp/interleave-XXXXXX";
    int count = 0, status = 0;
    if (arguments[0] == NULL) {
        fputs("interleave: cc: nothing to compile; try: interleave cc program.c -o program\n",
              stderr);
        return 2;
    }
    if (only_compiles(arguments)) {
        return compile(arguments);
    }
    if (mkdtemp(folder) == NULL) {
        perror("interleave: /tmp");
        return 3;
    }
    for (char *const *word = arguments; *word != NULL && status == 0; word++) {
        const bool is_value = word > arguments && takes_next(word[-1]);
        if (!is_value && is_source(*word) && count < MOST - 1) {
            if (asprintf(&objects[count], "%s/%d.o", folder, count) < 0) {
                return 3;
            }
            status = compile_one(*word, objects[count++], arguments);
        }
    }
    status = status == 0 ? link_all(arguments, objects) : status;
    for (int i = 0; i < count; i++) {
        unlink(objects[i]);
        free(objects[i]);
    }
    rmdir(folder);
    return status;
}
