/* case.c - see case.h. */
#include "common/case.h"

#include <stddef.h>
#include <string.h>

void case_words(const char *program, char *text, const char *words[static CASE_WORDS + 1])
{
    int count = 0;
    words[count++] = program;
    for (char *word; count < CASE_WORDS && (word = strsep(&text, ",")) != NULL;) {
        if (*word != '\0') {
            words[count++] = word;
        }
    }
    words[count] = NULL;
}
