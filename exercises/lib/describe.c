/*
 * describe.c - tells the contract of an exercise as JSON, for the tools.
 *
 *     contract                        the contract
 *     contract THREADS WORK [...]     what the total must be, for each case: one number a line
 *
 * Linked with contract.c and nothing of the student's, so that what is expected can't be changed
 * by what is judged.
 */
#include "exercise.h"

#include <stdio.h>
#include <stdlib.h>

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

int main(int argc, char *argv[])
{
    for (int i = 1; i + 1 < argc; i += 2) {
        const struct workload load = {.threads = atoi(argv[i]), .work = atol(argv[i + 1])};
        printf("%ld\n", exercise.expected(load));
    }
    if (argc == 1) {
        printf("{\n  \"name\": \"%s\",\n", exercise.name);
        printf("  \"work_unit\": \"%s\",\n", exercise.work_unit);
        printf("  \"sum_unit\": \"%s\",\n", exercise.sum_unit);
        print_workload("full", exercise.full);
        print_workload("watched", exercise.watched.threads > 0 ? exercise.watched : exercise.full);
        print_workload("small", exercise.small);
        printf("  \"tsan_decides\": %s,\n", exercise.tsan_decides ? "true" : "false");
        printf("  \"work_only_multiplies\": %s,\n",
               exercise.work_only_multiplies ? "true" : "false");
        printf("  \"sleeps_need_no_lock\": %s,\n", exercise.sleeps_need_no_lock ? "true" : "false");
        printf("  \"to_read\": %s\n}\n", exercise.to_read ? "true" : "false");
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
