/* schedule_file.c - see schedule_file.h. */
#include "schedule_file.h"

#include <errno.h>
#include <stdio.h>

const char *schedule_meant(const char *text)
{
    char *word = NULL;
    if (text[0] != '@') {
        return text;
    }
    FILE *file = fopen(text + 1, "re");
    if (file == NULL) {
        return NULL;
    }
    errno = 0;
    const int words = fscanf(file, "%ms", &word);
    if (words != 1 && errno == 0) {
        errno = ENODATA;
    }
    const int error = errno;
    fclose(file);
    errno = error;
    return words == 1 ? word : NULL;
}
