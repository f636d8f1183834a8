/*
 * words.h - a list of words that grows: the arguments of a command.
 */
#ifndef COMMAND_WORDS_H
#define COMMAND_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* Its own copies; word[count] is NULL, so that word is what exec takes. {0} is empty. */
struct words {
    char **word;
    size_t count, room;
};

/* All of them end the program (exit status 3) where there is no memory. */
void words_add(struct words *words, const char *word);
void words_add_all(struct words *words, const struct words *more);
__attribute__((format(printf, 2, 3))) void words_add_format(struct words *words, const char *format,
                                                            ...);

/* Puts a word in front of the one at that index. */
void words_insert(struct words *words, size_t index, const char *word);
void words_remove(struct words *words, size_t index);
void words_replace(struct words *words, size_t index, const char *word);

/*
 * Adds a compiler's arguments (NULL-terminated), with the words of FILE in place of @FILE, as clang
 * reads them: blanks part them, quotes and backslashes keep what follows, a file may name others.
 * Where there is no such file, the word stays as it is.
 */
void words_add_arguments(struct words *words, char *const *arguments);

bool words_have(const struct words *words, const char *word);

/* The word after the last one of that name; NULL if there is none. */
const char *words_after(const struct words *words, const char *name);

void words_release(struct words *words);

/* Of a path: what follows the last slash. */
const char *name_in(const char *path);

bool begins_with(const char *word, const char *begin);
bool ends_with(const char *word, const char *end);

#endif
