/* words.c - see words.h. */
#include "common/words.h"

#include <stdio.h>
#include <string.h>

const char *grouped(long number, char buffer[static GROUPED_SIZE])
{
    char digits[24];
    const int length = snprintf(digits, sizeof digits, "%ld", number);
    char *out = buffer;
    for (int i = 0; i < length; i++) {
        *out++ = digits[i];
        const int left = length - 1 - i;
        if (digits[i] != '-' && left > 0 && left % 3 == 0) {
            *out++ = ',';
        }
    }
    *out = '\0';
    return buffer;
}

const char *plural(long number)
{
    return number == 1 ? "" : "s";
}

void put_wrapped(FILE *out, const char *text, int before)
{
    enum { LINE_COLUMNS = 100 };
    const size_t room = (size_t)(LINE_COLUMNS - before);
    while (strlen(text) > room) {
        const char *blank = memrchr(text, ' ', room + 1);
        if (blank == NULL) {
            break;
        }
        fprintf(out, "%.*s\n%*s", (int)(blank - text), text, before, "");
        text = blank + 1;
    }
    fprintf(out, "%s\n", text);
}
