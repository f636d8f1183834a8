/* meaning.c - reasons in words; see meaning.h. */
#include "grade/meaning.h"

#include "grade/facts.h"

#include <string.h>

#define REFUSED                                                                                  \
    "It does something that makes it impossible to judge; the list below says what. If that is " \
    "an "                                                                                        \
    "accident, leave it out: every exercise can be solved without it. If you think that it is "  \
    "honest, ask your instructor. The other checks could not be made."

static const struct meaning {
    const char *reason, *name, *meaning;
} meanings[] = {
    {"does-not-build", "does not build",
     "It does not compile or link, so no other check could be made. Begin with the "
     "compiler's first error."},
    {"data-race", "data race",
     "Two threads use the same memory, at least one of them writes, and nothing "
     "makes one happen before the other. That is a data race, even if the total "
     "comes out right."},
    {"wrong-total", "wrong total",
     "There is an order of the threads' steps in which the total comes out wrong."},
    {"serial", "serial",
     "The program is correct, but serial: while one thread works, all others wait, so more "
     "threads gain nothing. Look where locks are taken and where threads are joined: only "
     "work on shared data has to wait."},
    {"no-threads", "not the threads' work",
     "The total is right, but the threads did not compute it. The exercise asks you to share "
     "the work among the given number of threads."},
    {"silences-tsan", "silences ThreadSanitizer", REFUSED},
    {"detects-tsan", "behaves otherwise when watched", REFUSED},
    {"forges-result", "forges the result", REFUSED},
    {"acts-outside-total", "acts outside total", REFUSED},
    {"reaches-outside", "reaches outside", REFUSED},
    {"forged-report", "forges a report", REFUSED},
    {"uncontrolled", "calls what can't be controlled",
     "It calls something that the explorer can't control, so it can't be judged. The exercise "
     "can be solved without it."},
    {"deadlock", "deadlock",
     "There is an order of steps in which threads wait for each other, and none can ever go on."},
    {"lost-wake-up", "lost wake-up",
     "There is an order of steps in which a signal comes before its thread waits for it. The "
     "thread then waits for ever."},
    {"livelock", "livelock",
     "There is an order of steps in which threads keep running, but none makes progress."},
    {"lock-order-inversion", "lock-order inversion",
     "Two locks are taken in one order in one place, and in the other order in another place. "
     "Two threads that do so at the same time can wait for each other for ever."},
    {"heap-use-after-free", "use after free", "Memory is used after it was freed."},
    {"use-after-free", "use after free", "Memory is used after it was freed."},
    {"thread-leak", "thread leak", "A thread is started, but never joined or detached."},
    {"mutex-misuse", "mutex misuse",
     "A mutex is misused: unlocked by a thread that doesn't hold it, locked twice by the same "
     "thread, or destroyed while it is held."},
    {"mutex-double-lock", "mutex locked twice",
     "A thread locks a mutex that it holds already, and waits for itself."},
    {"mutex-bad-unlock", "mutex unlocked by another",
     "A thread unlocks a mutex that it doesn't hold."},
    {"locked-mutex-destroy", "locked mutex destroyed",
     "A mutex is destroyed while a thread holds it."},
    {"hang", "hang",
     "A run never ended: all threads wait, or one of them runs in an endless loop."},
    {"crash", "crash", "A run ended before it had a total: it crashed or exited."},
    {"failed-assertion", "failed assertion",
     "There is an order of steps in which an assertion of the program fails."},
    {"limit", "limit exceeded",
     "A run used far more memory, output, files or processes than the exercise needs."},
    {"other", "another reason", "The check says what it is."},
};

/* The line of the table, or NULL. */
static const struct meaning *find(const char *reason)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (strcmp(meanings[i].reason, reason) == 0) {
            return &meanings[i];
        }
    }
    return NULL;
}

const char *meaning_of(const char *reason)
{
    const struct meaning *found = find(reason);
    return found != NULL ? found->meaning : "";
}

const char *meaning_name(const char *reason)
{
    const struct meaning *found = find(reason);
    return found != NULL ? found->name : reason;
}

const char *meaning_reason(size_t index)
{
    return index < sizeof meanings / sizeof *meanings ? meanings[index].reason : NULL;
}

size_t meaning_index(const char *reason)
{
    const struct meaning *found = find(reason);
    return found != NULL ? (size_t)(found - meanings) : sizeof meanings / sizeof *meanings - 1;
}

const char *meaning_of_check(const json_t *check)
{
    const char *summary = facts_text(check, "summary");
    if (strcmp(facts_text(check, "status"), "by-luck") == 0) {
        return "\"Not counted\" means that it speaks neither for the program nor against it: the "
               "same program gives another total, or the right one, in another run.";
    }
    if (strstr(summary, "parallelism ") != NULL) {
        return "The first number is how many threads have work to do at the same time, on average, "
               "if each has a processor of its own; the second is how many there are.";
    }
    if (strstr(summary, "none of the schedules that were tried") != NULL) {
        return "There are too many orders of steps to try all of them. Those that were tried are "
               "right; that is good evidence, but no proof.";
    }
    return "";
}
