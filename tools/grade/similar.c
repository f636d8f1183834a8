/* similar.c - token fingerprints and their overlap; see similar.h. */
#include "grade/similar.h"

#include "common/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_SOURCE = 1 << 20,
    LEAST_OWN = 4,      /* fingerprints that a program has beyond what is common, to say anything */
    LEAST_SHARE = 60,   /* per cent, from which on two are alike */
    COMMON_PERCENT = 5, /* of the class: what more than these share is common */
    COMMON_LEAST = 3,   /* but what so few share never is */
};

static void *must(void *memory)
{
    if (memory == NULL) {
        text_complain("grade", "out of memory", "the same once less is running");
        exit(3);
    }
    return memory;
}

/* A row of tokens: a keyword or an operator is itself, the others are one of a kind. */
struct tokens {
    uint64_t *hashes;
    size_t count, room;
};

/* FNV-1a (Fowler, Noll, Vo), 64 bits. */
static uint64_t hash_of(const char *bytes, size_t length)
{
    uint64_t hash = 14695981039346656037U;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211U;
    }
    return hash;
}

static void add_token(struct tokens *tokens, const char *bytes, size_t length)
{
    if (tokens->count == tokens->room) {
        tokens->room = tokens->room == 0 ? 256 : 2 * tokens->room;
        tokens->hashes = must(reallocarray(tokens->hashes, tokens->room, sizeof *tokens->hashes));
    }
    tokens->hashes[tokens->count++] = hash_of(bytes, length);
}

/* Words that say what a program does; all other names are one. */
static bool is_kept(const char *word, size_t length)
{
    static const char *const kept[] = {"if",     "else",   "for",      "while",    "do",
                                       "return", "break",  "continue", "switch",   "case",
                                       "struct", "static", "int",      "long",     "void",
                                       "const",  "sizeof", "goto",     "volatile", "_Atomic"};
    static const char *const prefixes[] = {"pthread_", "atomic_", "memory_order_", "mtx_",
                                           "cnd_",     "thrd_",   "sem_"};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        if (strlen(kept[i]) == length && strncmp(kept[i], word, length) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        if (length > strlen(prefixes[i]) && strncmp(word, prefixes[i], strlen(prefixes[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* How long the comment, or the line of the preprocessor, is that begins here; 0: none does. */
static size_t skipped(const char *at, const char *end)
{
    const size_t rest = (size_t)(end - at);
    if (rest >= 2 && at[0] == '/' && at[1] == '*') {
        const char *close = memmem(at + 2, rest - 2, "*/", 2);
        return close != NULL ? (size_t)(close + 2 - at) : rest;
    }
    if ((rest >= 2 && at[0] == '/' && at[1] == '/') || at[0] == '#') {
        const char *line = memchr(at, '\n', rest);
        return line != NULL ? (size_t)(line - at) : rest;
    }
    return isspace((unsigned char)at[0]) ? 1 : 0;
}

/* How long the string or character is that begins here. */
static size_t quoted(const char *at, const char *end)
{
    const char *close = at + 1;
    while (close < end && *close != at[0] && *close != '\n') {
        close += *close == '\\' && close + 1 < end ? 2 : 1;
    }
    return (size_t)(close < end ? close + 1 - at : end - at);
}

static size_t read_word(struct tokens *tokens, const char *at, const char *end)
{
    size_t length = 1;
    while (at + length < end && (isalnum((unsigned char)at[length]) || at[length] == '_')) {
        length++;
    }
    if (isdigit((unsigned char)at[0])) {
        add_token(tokens, "0", 1);
    } else if (is_kept(at, length)) {
        add_token(tokens, at, length);
    } else {
        add_token(tokens, "name", 4);
    }
    return length;
}

static struct tokens tokens_of(const char *source, size_t length)
{
    struct tokens tokens = {0};
    const char *end = source + length;
    for (const char *at = source; at < end;) {
        const size_t skip = skipped(at, end);
        if (skip > 0) {
            at += skip;
        } else if (isalnum((unsigned char)at[0]) || at[0] == '_') {
            at += read_word(&tokens, at, end);
        } else if (at[0] == '"' || at[0] == '\'') {
            add_token(&tokens, "\"", 1);
            at += quoted(at, end);
        } else {
            add_token(&tokens, at, 1);
            at++;
        }
    }
    return tokens;
}

static int by_number(const void *left, const void *right)
{
    const unsigned long a = *(const unsigned long *)left, b = *(const unsigned long *)right;
    return (a > b) - (a < b);
}

static void sort_once(struct fingerprints *fingerprints)
{
    size_t kept = 0;
    if (fingerprints->count > 0) {
        qsort(fingerprints->hashes, fingerprints->count, sizeof *fingerprints->hashes, by_number);
    }
    for (size_t i = 0; i < fingerprints->count; i++) {
        if (kept == 0 || fingerprints->hashes[kept - 1] != fingerprints->hashes[i]) {
            fingerprints->hashes[kept++] = fingerprints->hashes[i];
        }
    }
    fingerprints->count = kept;
}

struct fingerprints fingerprints_of(const char *source, size_t length)
{
    struct tokens tokens = tokens_of(source, length);
    const size_t grams = tokens.count >= SIMILAR_K ? tokens.count - SIMILAR_K + 1 : 0;
    uint64_t *hashes = must(calloc(grams + 1, sizeof *hashes));
    struct fingerprints result = {.hashes = must(calloc(grams + 1, sizeof *result.hashes))};
    for (size_t i = 0; i < grams; i++) {
        hashes[i] = hash_of((const char *)(tokens.hashes + i), SIMILAR_K * sizeof *tokens.hashes);
    }
    /* Of each window the least hash, of equal ones the last; a short program is one window. */
    const size_t windows = grams == 0 ? 0 : grams > SIMILAR_W ? grams - SIMILAR_W + 1 : 1;
    for (size_t i = 0; i < windows; i++) {
        size_t least = i;
        for (size_t j = i; j < i + SIMILAR_W && j < grams; j++) {
            least = hashes[j] <= hashes[least] ? j : least;
        }
        result.hashes[result.count++] = hashes[least];
    }
    sort_once(&result);
    free(hashes);
    free(tokens.hashes);
    return result;
}

void fingerprints_release(struct fingerprints *fingerprints)
{
    free(fingerprints->hashes);
    *fingerprints = (struct fingerprints){0};
}

struct fingerprints fingerprints_read(const char *path)
{
    struct fingerprints result = {0};
    FILE *file = path != NULL ? fopen(path, "r") : NULL;
    char *bytes = file != NULL ? must(malloc(MOST_SOURCE)) : NULL;
    if (file != NULL) {
        result = fingerprints_of(bytes, fread(bytes, 1, MOST_SOURCE, file));
        fclose(file);
    }
    free(bytes);
    return result;
}

static bool holds(const struct fingerprints *fingerprints, unsigned long hash)
{
    return fingerprints->count > 0 && bsearch(&hash, fingerprints->hashes, fingerprints->count,
                                              sizeof hash, by_number) != NULL;
}

/* How many of the programs have each fingerprint: all of them in one sorted row. */
static struct fingerprints all_of(const struct fingerprints *programs, size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++) {
        total += programs[i].count;
    }
    struct fingerprints all = {.hashes = must(calloc(total + 1, sizeof *all.hashes))};
    for (size_t i = 0; i < count; i++) {
        if (programs[i].count > 0) {
            memcpy(all.hashes + all.count, programs[i].hashes,
                   programs[i].count * sizeof *all.hashes);
            all.count += programs[i].count;
        }
    }
    if (all.count > 0) {
        qsort(all.hashes, all.count, sizeof *all.hashes, by_number);
    }
    return all;
}

/* What more than that many programs have. */
static struct fingerprints common_of(const struct fingerprints *programs, size_t count, size_t many)
{
    struct fingerprints all = all_of(programs, count), common = {0};
    common.hashes = must(calloc(all.count + 1, sizeof *common.hashes));
    for (size_t i = 0; i + many < all.count; i++) {
        if (all.hashes[i] == all.hashes[i + many] &&
            (common.count == 0 || common.hashes[common.count - 1] != all.hashes[i])) {
            common.hashes[common.count++] = all.hashes[i];
        }
    }
    fingerprints_release(&all);
    return common;
}

void fingerprints_leave_out(struct fingerprints *from, const struct fingerprints *what)
{
    size_t kept = 0;
    for (size_t i = 0; i < from->count; i++) {
        if (!holds(what, from->hashes[i])) {
            from->hashes[kept++] = from->hashes[i];
        }
    }
    from->count = kept;
}

int fingerprints_share(const struct fingerprints *one, const struct fingerprints *two)
{
    size_t both = 0;
    for (size_t i = 0, j = 0; i < one->count && j < two->count;) {
        const unsigned long a = one->hashes[i], b = two->hashes[j];
        both += a == b;
        i += a <= b;
        j += b <= a;
    }
    const size_t either = one->count + two->count - both;
    return either > 0 ? (int)(100 * both / either) : 0;
}

/* Programs of which the same stands before, by their hashes, are left out. */
static bool is_first(const char *const *hashes, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (hashes[i] != NULL && strcmp(hashes[i], hashes[index]) == 0) {
            return false;
        }
    }
    return true;
}

/* An element of a list that is being sorted. */
struct element {
    json_t *object;
};

static int by_share(const void *left, const void *right)
{
    const json_t *a = ((const struct element *)left)->object;
    const json_t *b = ((const struct element *)right)->object;
    static const char *const keys[] = {"share", "a", "b"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_int_t one = json_integer_value(json_object_get(a, keys[i]));
        const json_int_t two = json_integer_value(json_object_get(b, keys[i]));
        if (one != two) {
            return (i == 0 ? one < two : one > two) ? 1 : -1;
        }
    }
    return 0;
}

/* The most alike first, no more than so many. Releases the list. */
static json_t *best_of(json_t *pairs, size_t most)
{
    const size_t count = json_array_size(pairs);
    struct element *sorted = must(calloc(count + 1, sizeof *sorted));
    json_t *best = json_array();
    for (size_t i = 0; i < count; i++) {
        sorted[i].object = json_array_get(pairs, i);
    }
    qsort(sorted, count, sizeof *sorted, by_share);
    for (size_t i = 0; i < count && i < most; i++) {
        json_array_append(best, sorted[i].object);
    }
    free(sorted);
    json_decref(pairs);
    return best;
}

static json_t *compare_all(const struct fingerprints *programs, size_t count)
{
    json_t *pairs = json_array();
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; programs[i].count >= LEAST_OWN && j < count; j++) {
            const int share =
                programs[j].count >= LEAST_OWN ? fingerprints_share(&programs[i], &programs[j]) : 0;
            if (share >= LEAST_SHARE) {
                json_array_append_new(pairs, json_pack("{s:I, s:I, s:i}", "a", (json_int_t)i, "b",
                                                       (json_int_t)j, "share", share));
            }
        }
    }
    return pairs;
}

json_t *similar_pairs(const char *const *paths, const char *const *hashes, size_t count,
                      const char *original, size_t most)
{
    struct fingerprints *programs = must(calloc(count + 1, sizeof *programs));
    struct fingerprints handed_out = fingerprints_read(original);
    size_t read = 0;
    for (size_t i = 0; i < count; i++) {
        if (paths[i] != NULL && is_first(hashes, i)) {
            programs[i] = fingerprints_read(paths[i]);
            fingerprints_leave_out(&programs[i], &handed_out);
            read++;
        }
    }
    const size_t many =
        read * COMMON_PERCENT / 100 > COMMON_LEAST ? read * COMMON_PERCENT / 100 : COMMON_LEAST;
    struct fingerprints common = common_of(programs, count, many);
    for (size_t i = 0; i < count; i++) {
        fingerprints_leave_out(&programs[i], &common);
    }
    json_t *pairs = compare_all(programs, count);
    for (size_t i = 0; i < count; i++) {
        fingerprints_release(&programs[i]);
    }
    fingerprints_release(&common);
    fingerprints_release(&handed_out);
    free(programs);
    return best_of(pairs, most);
}
