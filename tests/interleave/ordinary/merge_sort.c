/*
 * merge_sort.c - a parallel merge sort: each level hands one half to a thread and sorts the other.
 *
 *     merge_sort [NUMBERS [LEVELS]]
 *
 * The bug: the half that was handed out is merged before its thread was joined.
 *
 * Expect: passed
 * Expect -DBUG: failed data race or wrong result
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct part {
    int *numbers;
    size_t count;
    int levels; /* of threads, from here on */
};

static int by_value(const void *left, const void *right)
{
    const int a = *(const int *)left, b = *(const int *)right;
    return (a > b) - (a < b);
}

static void merge(int *numbers, size_t middle, size_t count)
{
    int *left = malloc(middle * sizeof *left);
    size_t from_left = 0, from_right = middle, to = 0;
    if (left == NULL) {
        abort();
    }
    memcpy(left, numbers, middle * sizeof *left);
    while (from_left < middle) {
        if (from_right == count || left[from_left] <= numbers[from_right]) {
            numbers[to++] = left[from_left++];
        } else {
            numbers[to++] = numbers[from_right++];
        }
    }
    free(left);
}

static void *sort(void *argument)
{
    const struct part *part = argument;
    const size_t middle = part->count / 2;
    pthread_t helper;
    if (part->levels == 0 || part->count < 2) {
        qsort(part->numbers, part->count, sizeof *part->numbers, by_value);
        return NULL;
    }
    struct part left = {part->numbers, middle, part->levels - 1};
    struct part right = {part->numbers + middle, part->count - middle, part->levels - 1};
    const bool helped = pthread_create(&helper, NULL, sort, &left) == 0;
    sort(&right);
    if (!helped) {
        sort(&left);
    }
#ifdef BUG
    merge(part->numbers, middle, part->count);
#endif
    if (helped) {
        pthread_join(helper, NULL);
    }
#ifndef BUG
    merge(part->numbers, middle, part->count);
#endif
    return NULL;
}

int main(int argc, char *argv[])
{
    const size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 8;
    const int levels = argc > 2 ? atoi(argv[2]) : 2;
    int *numbers = calloc(count, sizeof *numbers);
    uint32_t state = 1;
    long before = 0, after = 0;
    bool sorted = true;
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u;
        numbers[i] = (int)(state >> 16) % 100;
        before += numbers[i];
    }
    struct part all = {numbers, count, levels};
    sort(&all);
    for (size_t i = 0; i < count; i++) {
        after += numbers[i];
        sorted = sorted && (i == 0 || numbers[i - 1] <= numbers[i]);
    }
    free(numbers);
    puts(sorted && before == after ? "sorted" : "WRONG");
    return sorted && before == after ? 0 : 1;
}
