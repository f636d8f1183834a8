/* words.c - a list of words that grows; see words.h. */
#include "compiler/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NESTED = 32 };

static _Noreturn void out_of_memory(void)
{
    fputs("interleave: out of memory\n", stderr);
    exit(3);
}

/* The word is the list's from now on. */
static void take(struct words *words, size_t index, char *word)
{
    if (word == NULL) {
        out_of_memory();
    }
    if (words->count + 2 > words->room) {
        words->room = 2 * words->room + 16;
        words->word = realloc(words->word, words->room * sizeof *words->word);
        if (words->word == NULL) {
            out_of_memory();
        }
    }
    memmove(&words->word[index + 1], &words->word[index],
            (words->count - index) * sizeof *words->word);
    words->word[index] = word;
    words->word[++words->count] = NULL;
}

void words_add(struct words *words, const char *word)
{
    take(words, words->count, strdup(word));
}

void words_insert(struct words *words, size_t index, const char *word)
{
    take(words, index, strdup(word));
}

void words_add_all(struct words *words, const struct words *more)
{
    for (size_t i = 0; i < more->count; i++) {
        words_add(words, more->word[i]);
    }
}

void words_add_format(struct words *words, const char *format, ...)
{
    char *word;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&word, format, arguments) < 0) {
        out_of_memory();
    }
    va_end(arguments);
    take(words, words->count, word);
}

void words_remove(struct words *words, size_t index)
{
    free(words->word[index]);
    memmove(&words->word[index], &words->word[index + 1],
            (words->count - index) * sizeof *words->word);
    words->count--;
}

void words_replace(struct words *words, size_t index, const char *word)
{
    words_insert(words, index, word);
    words_remove(words, index + 1);
}

/* What the file has, with a 0 at its end; NULL if it can't be read. */
static char *text_of_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t room = 0;
    if (file == NULL) {
        return NULL;
    }
    if (getdelim(&text, &room, '\0', file) < 0) {
        free(text);
        text = feof(file) ? strdup("") : NULL;
    }
    fclose(file);
    return text;
}

/* Takes the next word out of the text, in place; NULL at its end. */
static char *next_word(char **text)
{
    char *from = *text + strspn(*text, " \t\r\n\v\f");
    char *word = from, *to = from, quote = '\0';
    if (*from == '\0') {
        return NULL;
    }
    for (; *from != '\0' && (quote != '\0' || strchr(" \t\r\n\v\f", *from) == NULL); from++) {
        if (*from == '\\' && from[1] != '\0') {
            *to++ = *++from;
        } else if (*from == quote) {
            quote = '\0';
        } else if (quote == '\0' && (*from == '"' || *from == '\'')) {
            quote = *from;
        } else {
            *to++ = *from;
        }
    }
    *text = *from != '\0' ? from + 1 : from;
    *to = '\0';
    return word;
}

static void add_argument(struct words *words, const char *argument, int nested)
{
    char *text = argument[0] == '@' && nested < MOST_NESTED ? text_of_file(argument + 1) : NULL;
    if (text == NULL) {
        words_add(words, argument);
        return;
    }
    char *rest = text;
    for (const char *word; (word = next_word(&rest)) != NULL;) {
        add_argument(words, word, nested + 1);
    }
    free(text);
}

void words_add_arguments(struct words *words, char *const *arguments)
{
    for (; *arguments != NULL; arguments++) {
        add_argument(words, *arguments, 0);
    }
}

bool words_have(const struct words *words, const char *word)
{
    size_t i = 0;
    while (i < words->count && strcmp(words->word[i], word) != 0) {
        i++;
    }
    return i < words->count;
}

const char *words_after(const struct words *words, const char *name)
{
    for (size_t i = words->count; i-- > 1;) {
        if (strcmp(words->word[i - 1], name) == 0) {
            return words->word[i];
        }
    }
    return NULL;
}

void words_release(struct words *words)
{
    while (words->count > 0) {
        free(words->word[--words->count]);
    }
    free(words->word);
    *words = (struct words){0};
}

const char *name_in(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

bool begins_with(const char *word, const char *begin)
{
    return strncmp(word, begin, strlen(begin)) == 0;
}

bool ends_with(const char *word, const char *end)
{
    const size_t length = strlen(word);
    return length >= strlen(end) && strcmp(word + length - strlen(end), end) == 0;
}
