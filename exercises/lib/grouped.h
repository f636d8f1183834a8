/*
 * grouped.h - numbers as a person reads them. For the shared main and the tests: no student's file
 * includes it, so the name stays free there.
 */
#ifndef GROUPED_H
#define GROUPED_H

#include <stdio.h>

enum { GROUPED_SIZE = 32 };

/* Writes number with commas between the thousands: 2,000,000. Returns buffer. */
static inline const char *grouped(long number, char buffer[static GROUPED_SIZE])
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

#endif
