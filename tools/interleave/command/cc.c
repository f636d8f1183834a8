/*
 * cc.c - the compiler's wrapper: clang, and the flags that make a program explorable; see driver.h.
 *
 * The link reads of all objects what the explorer can't see in them, and passes it on to the
 * program (link.h), which claims no proof then.
 */
#include "cc.h"

#include "compiler/driver.h"
#include "link.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef INTERLEAVE_COMPILER
#define INTERLEAVE_COMPILER "clang"
#endif

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

int cc(char *const *arguments)
{
    /* In this order: debug information for the timeline's names; what is written is what is run;
     * the calls at each access, the read of `x = x + 1` too, without TSan's runtime; that libraries
     * tell of their operations (interleave_annotate.h); weak compare-exchanges. */
    const char *const before[] = {"-g",
                                  "-O0",
                                  "-fsanitize=thread",
                                  "-fno-sanitize-link-runtime",
                                  "-mllvm",
                                  "-tsan-instrument-read-before-write",
                                  "-mllvm",
                                  "-tsan-distinguish-volatile",
                                  "-pthread",
                                  "-D__INTERLEAVE__=1",
                                  "-idirafter",
                                  header_folder(),
                                  "-include",
                                  "interleave_weak.h",
                                  NULL};
    /* Objects are what notes are made in; vectors of more than 16 bytes have no call that tells of
     * them; there is no runtime of other sanitizers. */
    static const char *const after[] = {"-fno-lto", "-fno-vectorize", "-fno-slp-vectorize",
                                        "-fsanitize-trap=undefined", NULL};
    const char *wanted = getenv("INTERLEAVE_CC");
    const struct driver driver = {.compiler = wanted != NULL ? wanted : INTERLEAVE_COMPILER,
                                  .before = before,
                                  .after = after,
                                  .link = link_all};
    if (arguments[0] == NULL) {
        fputs("interleave: cc: nothing to compile; try: interleave cc program.c -o program\n",
              stderr);
        return 2;
    }
    return drive(&driver, arguments);
}
