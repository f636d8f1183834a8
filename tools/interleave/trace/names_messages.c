/* names_messages.c - the library's messages with the threads' names; see names.h. */
#include "interleave/trace/names_inside.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static bool is_word(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_';
}

/* The thread whose letter stands there as a word; *length: of the letter. NULL: none. */
static const struct runner *runner_at(const struct names *names, const char *text, size_t *length)
{
    for (size_t i = 0; i < names->runner_count; i++) {
        *length = strlen(names->runners[i].letter);
        if (strncmp(text, names->runners[i].letter, *length) == 0 && !is_word(text[*length])) {
            return &names->runners[i];
        }
    }
    return NULL;
}

/* Does the message speak of threads by their letters alone, as in "M waits for a lock that A
 * holds"? */
static bool has_bare_letters(const char *message)
{
    static const char *const begins[] = {
        "Deadlock: ", "Livelock: ", "Lost wake-up: ", "Data race: "};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        if (strncmp(message, begins[i], strlen(begins[i])) == 0) {
            return true;
        }
    }
    return false;
}

const char *names_message(struct names *names, const char *message, char text[static TEXT_SIZE])
{
    struct text made = {.start = text, .size = TEXT_SIZE};
    const bool bare = has_bare_letters(message);
    text[0] = '\0';
    for (const char *at = message; *at != '\0';) {
        char name[NAME_SIZE];
        size_t length = 0;
        const bool begins = at == message || !is_word(at[-1]);
        const bool is_told = strncmp(at, "Thread ", 7) == 0 || strncmp(at, "thread ", 7) == 0;
        const char *letter = at + (is_told ? 7 : 0);
        const struct runner *runner =
            begins && (is_told || bare) ? runner_at(names, letter, &length) : NULL;
        if (runner == NULL ||
            strcmp(names_thread(names, runner->letter, name), runner->letter) == 0) {
            text_add(&made, "%c", *at++);
        } else {
            text_add(&made, "%s (%s)", name, runner->letter);
            at = letter + length;
        }
    }
    return text;
}
