/* words.c - see words.h. */
#include "run/words.h"

#include <stdio.h>

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
