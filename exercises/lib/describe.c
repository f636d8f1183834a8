/*
 * describe.c - tells the contract of an exercise as JSON, for the tools.
 *
 *     contract                        the contract
 *     contract shell                  its cases, as variables of the shell: small='2 2'
 *     contract THREADS WORK [...]     what the total must be, for each case: one number a line
 *
 * Linked with contract.c and nothing of the student's, so that what is expected can't be changed
 * by what is judged.
 */
#include "exercise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The contract points to it; nobody calls it here. */
long total(struct workload load)
{
    (void)load;
    abort();
}

static void print_workload(const char *key, struct workload load)
{
    printf("  \"%s\": {\"threads\": %d, \"work\": %ld},\n", key, load.threads, load.work);
}

static struct workload watched(void)
{
    return exercise.watched.threads > 0 ? exercise.watched : exercise.full;
}

/* The cases below the small one, the one with the least to do first: a contract allows any number
 * of threads and any work. */
static void print_smaller(void)
{
    const struct workload small = exercise.small;
    const char *before = "";
    printf("smaller='");
    for (long all = 1; all < small.threads * small.work; all++) {
        for (int threads = 1; threads <= small.threads; threads++) {
            if (all % threads == 0 && all / threads <= small.work) {
                printf("%s%d,%ld", before, threads, all / threads);
                before = " ";
            }
        }
    }
    printf("'\n");
}

static void print_for_shell(void)
{
    printf("full='%d %ld'\n", exercise.full.threads, exercise.full.work);
    printf("watched='%d %ld'\n", watched().threads, watched().work);
    printf("small='%d %ld'\n", exercise.small.threads, exercise.small.work);
    print_smaller();
    printf("units='threads,%s'\n", exercise.work_unit);
}

static void print_as_json(void)
{
    printf("{\n  \"name\": \"%s\",\n", exercise.name);
    printf("  \"work_unit\": \"%s\",\n", exercise.work_unit);
    printf("  \"sum_unit\": \"%s\",\n", exercise.sum_unit);
    print_workload("full", exercise.full);
    print_workload("watched", watched());
    print_workload("small", exercise.small);
    printf("  \"tsan_decides\": %s,\n", exercise.tsan_decides ? "true" : "false");
    printf("  \"work_only_multiplies\": %s,\n", exercise.work_only_multiplies ? "true" : "false");
    printf("  \"sleeps_need_no_lock\": %s,\n", exercise.sleeps_need_no_lock ? "true" : "false");
    printf("  \"to_read\": %s\n}\n", exercise.to_read ? "true" : "false");
}

int main(int argc, char *argv[])
{
    for (int i = 1; i + 1 < argc; i += 2) {
        const struct workload load = {.threads = atoi(argv[i]), .work = atol(argv[i + 1])};
        printf("%ld\n", exercise.expected(load));
    }
    if (argc == 1) {
        print_as_json();
    } else if (argc == 2 && strcmp(argv[1], "shell") == 0) {
        print_for_shell();
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
