/*
 * collect_locks.c - which locks each access of a report held.
 *
 * TSan knows, and prints it ("mutexes: write M1"), but its debugging interface only gives the
 * report's mutexes, not who held which. So this looks into the report itself (ReportDesc and
 * ReportMop in compiler-rt/lib/tsan/rtl/tsan_report.h), whose layout has been the same from
 * LLVM 14 to 22. It believes nothing that it has not checked:
 * the vectors must have the sizes, the access the fields, and each lock the number that the
 * interface tells; else the answer is "can't tell".
 */
#include "tsan-report/collect.h"

#include <stddef.h>

int __tsan_get_report_mutex(void *report, unsigned long index, unsigned long *id, void **address,
                            int *destroyed, void **trace, unsigned long trace_size);

/* TSan's vector: begin, end of what is used, end of what is allocated. */
struct vector {
    const char *begin;
    const char *end;
    const char *last;
};

struct report_access {
    int thread;
    unsigned long address;
    int size;
    bool write;
    bool atomic;
    unsigned long external_tag;
    struct vector locks;
};

struct report_head {
    int type;
    unsigned long tag;
    struct vector stacks;
    struct vector accesses; /* of pointers */
};

struct lock {
    int number;
    unsigned char write;
};

static bool is_mutex_of(void *report, int mutexes, unsigned long number)
{
    for (int i = 0; i < mutexes; i++) {
        unsigned long id;
        void *address, *trace[1];
        int destroyed;
        __tsan_get_report_mutex(report, (unsigned long)i, &id, &address, &destroyed, trace, 0);
        if (id == number) {
            return true;
        }
    }
    return false;
}

/* Reads the locks; -1 if they can't be that. */
static int read_locks(const struct vector *vector, void *report, int mutexes,
                      struct held_lock locks[static MOST_LOCKS])
{
    const size_t bytes = (size_t)(vector->end - vector->begin);
    const size_t count = bytes / sizeof(struct lock);
    const struct lock *inside = (const void *)vector->begin;
    if (bytes % sizeof *inside != 0 || count > (size_t)mutexes || count > MOST_LOCKS) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (inside[i].write > 1 || !is_mutex_of(report, mutexes, (unsigned long)inside[i].number)) {
            return -1;
        }
        locks[i] = (struct held_lock){.mutex = (unsigned long)inside[i].number,
                                      .write = inside[i].write == 1};
    }
    return (int)count;
}

int locks_held(void *report, int index, const struct access *access, int mutexes,
               struct held_lock locks[static MOST_LOCKS])
{
    const struct report_head *head = report;
    if (mutexes == 0) {
        return 0;
    }
    if (head->accesses.end - head->accesses.begin != access->count * (ptrdiff_t)sizeof(void *)) {
        return -1;
    }
    const struct report_access *inside =
        ((const struct report_access *const *)(const void *)head->accesses.begin)[index];
    if (inside->thread != access->thread || inside->address != access->address ||
        inside->size != access->size || inside->write != access->write ||
        inside->atomic != access->atomic || inside->locks.begin > inside->locks.end) {
        return -1;
    }
    return read_locks(&inside->locks, report, mutexes, locks);
}
