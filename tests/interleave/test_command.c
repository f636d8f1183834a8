/*
 * test_command.c - the command interleave as its user types it: what it says, and how it ends.
 *
 * INTERLEAVE_PROGRAM names it, KIT the top of the kit. Each case is a line for the shell, in a
 * folder that has the programs below.
 */
#include "../message.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char sources[] =
    "cat >lost.c <<'END'\n"
    "#include <assert.h>\n"
    "#include <pthread.h>\n"
    "#include <stdatomic.h>\n"
    "#include <stdio.h>\n"
    "#include <stdlib.h>\n"
    "static atomic_int value;\n"
    "int step(void);\n"
    "static void *count(void *argument) {\n"
    "    atomic_store(&value, atomic_load(&value) + step());\n"
    "    return argument;\n"
    "}\n"
    "int main(int count_of, char **arguments) {\n"
    "    pthread_t one, other;\n"
    "    int line = 0;\n"
    "    if (count_of > 1) scanf(\"%d\", &line);\n"
    "    pthread_create(&one, NULL, count, arguments);\n"
    "    pthread_create(&other, NULL, count, NULL);\n"
    "    pthread_join(one, NULL);\n"
    "    pthread_join(other, NULL);\n"
    "    printf(\"%d of %d\\n\", value, line);\n"
    "    return value == 2 || line == 7 ? 0 : 5;\n"
    "}\n"
    "END\n"
    "echo 'int step(void) { return 1; }' >step.c\n"
    "sed 's/atomic_store.*/atomic_fetch_add(\\&value, step());/' lost.c >right.c\n"
    "cat >waits.c <<'END'\n"
    "#include <assert.h>\n"
    "#include <pthread.h>\n"
    "#include <stdbool.h>\n"
    "static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;\n"
    "static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;\n"
    "static bool ready;\n"
    "static void *publish(void *argument) {\n"
    "    pthread_mutex_lock(&guard);\n"
    "    ready = true;\n"
    "    pthread_cond_signal(&changed);\n"
    "    pthread_mutex_unlock(&guard);\n"
    "    return argument;\n"
    "}\n"
    "int main(void) {\n"
    "    pthread_t thread;\n"
    "    pthread_create(&thread, NULL, publish, NULL);\n"
    "    pthread_mutex_lock(&guard);\n"
    "    if (!ready) pthread_cond_wait(&changed, &guard);\n"
    "    assert(ready);\n"
    "    pthread_mutex_unlock(&guard);\n"
    "    return pthread_join(thread, NULL);\n"
    "}\n"
    "END\n"
    "cat >copies.c <<'END'\n"
    "#include <stdlib.h>\n"
    "#include <string.h>\n"
    "#include <unistd.h>\n"
    "int step(void) { return 1; }\n"
    "#define main with_texts\n"
    "#include \"lost.c\"\n"
    "#undef main\n"
    "int main(int number, char **texts) {\n"
    "    char room[100];\n"
    "    optind = 1;\n"
    "    if (getopt(number, texts, \"a:\") != 'a' || strcmp(optarg, \"abcdefghijk\") != 0) return "
    "7;\n"
    "    strcpy(room, optarg);\n"
    "    if (getenv(\"PAD\") != NULL) memcpy(room, getenv(\"PAD\"), 1);\n"
    "    optarg[0] = '?';\n"
    "    return with_texts(1, texts);\n"
    "}\n"
    "END\n"
    "cat >go.c <<'END'\n"
    "#include <pthread.h>\n"
    "#include <sched.h>\n"
    "static int end = 60;\n"
    "static void *go(void *argument) {\n"
    "    for (int i = 0; i < end; i++) if (i % 8 == 0) sched_yield();\n"
    "    return argument;\n"
    "}\n"
    "int main(void) {\n"
    "    pthread_t one, other;\n"
    "    pthread_create(&one, NULL, go, NULL);\n"
    "    pthread_create(&other, NULL, go, NULL);\n"
    "    pthread_join(one, NULL);\n"
    "    return pthread_join(other, NULL);\n"
    "}\n"
    "END\n"
    "sed 's/stdlib.h/unistd.h/; s/int line = 0;/int line = 0;"
    " if (getopt(count_of, arguments, \"a:\") != 97 || *optarg != 51) return 8;/;"
    " s/if (count_of > 1) scanf.*//' lost.c >opt.c\n"
    "sed 's/if (count_of > 1) scanf.*/scanf(\"%d\", \\&line); if (line != 8) return 9;/' right.c "
    ">reads.c\n"
    "cat >hands.c <<'END'\n" /* 42 over, by a flag that gives no order */
    "#include <pthread.h>\n"
    "#include <stdatomic.h>\n"
    "static atomic_int full;\n"
    "static int box = BEFORE, got;\n"
    "static void *put(void *argument) {\n"

    "    box = 42;\n"
    "    atomic_store_explicit(&full, 1, memory_order_relaxed);\n"
    "    return argument;\n"
    "}\n"
    "static void *take(void *argument) {\n"
    "    if (atomic_load_explicit(&full, memory_order_relaxed)) got = box;\n"
    "    return argument;\n"
    "}\n"
    "int main(void) {\n"
    "    pthread_t one, other;\n"
    "    pthread_create(&one, NULL, put, NULL);\n"
    "    pthread_create(&other, NULL, take, NULL);\n"
    "    pthread_join(one, NULL);\n"
    "    pthread_join(other, NULL);\n"
    "    return got != 0 && got != 42 ? got : 0;\n"
    "}\n"
    "END\n"
    "cat >two.c <<'END'\n"
    "#include <pthread.h>\n"
    "static void *go(void *argument) { return argument; }\n"
    "int main(void) { pthread_t one; return pthread_create(&one, 0, go, 0) + 5; }\n"
    "END\n"
    "cat >moves.c <<'END'\n"
    "#include <pthread.h>\n"
    "#include <sys/personality.h>\n"
    "#include <unistd.h>\n"
    "static int value;\n"
    "static void *set(void *argument) { value = 1; return argument; }\n"
    "#ifdef MOVES\n"
    "__attribute__((constructor)) static void move(int count, char **arguments) {\n"
    "    const int now = personality(0xffffffff);\n"
    "    (void)count;\n"
    "    if ((now & ADDR_NO_RANDOMIZE) != 0) {\n"
    "        personality(now & ~ADDR_NO_RANDOMIZE);\n"
    "        execv(\"/proc/self/exe\", arguments);\n"
    "    }\n"
    "}\n"
    "#endif\n"
    "int main(void) {\n"
    "    pthread_t one;\n"
    "    pthread_create(&one, NULL, set, NULL);\n"
    "    value = 2;\n"
    "    return pthread_join(one, NULL);\n"
    "}\n"
    "END\n"
    "cat >tries.c <<'END'\n"
    "#include <pthread.h>\n"
    "#include <semaphore.h>\n"
    "#include <threads.h>\n"
    "static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;\n"
    "static sem_t ticket;\n"
    "static pthread_spinlock_t gate;\n"
    "static once_flag once = ONCE_FLAG_INIT;\n"
    "static struct timespec now;\n"
    "static void make(void) {}\n"
    "static void *all(void *argument) {\n"
    "    pthread_spin_trylock(&gate);\n"
    "    pthread_rwlock_tryrdlock(&table);\n"
    "    pthread_rwlock_trywrlock(&table);\n"
    "    pthread_rwlock_timedrdlock(&table, &now);\n"
    "    pthread_rwlock_timedwrlock(&table, &now);\n"
    "    pthread_rwlock_clockrdlock(&table, CLOCK_MONOTONIC, &now);\n"
    "    pthread_rwlock_clockwrlock(&table, CLOCK_MONOTONIC, &now);\n"
    "    sem_clockwait(&ticket, CLOCK_MONOTONIC, &now);\n"
    "    call_once(&once, make);\n"
    "    return argument;\n"
    "}\n"
    "int main(void) {\n"
    "    pthread_t one;\n"
    "    sem_init(&ticket, 0, 0);\n"
    "    pthread_spin_init(&gate, 0);\n"
    "    pthread_spin_lock(&gate);\n"
    "    pthread_rwlock_wrlock(&table);\n"
    "    pthread_create(&one, NULL, all, NULL);\n"
    "    return pthread_join(one, NULL);\n"
    "}\n"
    "END\n"
    "printf '%s\\n' '$I cc $KIT/tests/interleave/programs/$1.c -o $1 && $I run ./$1' >do\n"
    "$I cc lost.c step.c -o lost && $I cc -c right.c && $I cc -c -o other.o step.c &&"
    "$I cc right.o other.o -o right && $I cc waits.c -o waits &&"
    "${CC:-clang} -pthread lost.c step.c -o plain\n";

static char folder[] = "/tmp/racetrack-XXXXXX";

static void enter(void)
{
    char path[4096];
    cr_assert_not_null(realpath(getenv("INTERLEAVE_PROGRAM"), path));
    setenv("I", path, 1);
    cr_assert_not_null(realpath(getenv("KIT"), path));
    setenv("KIT", path, 1);
    setenv("DO", "sh ./do", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    unsetenv("MAKEFLAGS");
    cr_assert(mkdtemp(folder) != NULL && chdir(folder) == 0);
    cr_assert_eq(system(sources), 0);
}

static void leave(void)
{
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", folder);
    cr_expect(chdir("/") == 0 && system(command) == 0);
}

TestSuite(command, .init = enter, .fini = leave);

/* Whether what is said of PCT is (1 - 1/5n)^executions, for n threads and depth 1. $1: the mode. */
#define PCT_BOUND                                                                                \
    "b() { $I run --json --executions=2000 --mode=$1 $2 | tr -d ' \\n' | sed -n "                \
    "'s/.*\"threads\":\\([0-9]*\\).*\"pct\":\\([0-9]*\\),\"missed\":.\\([^,]*\\),.*/\\1 \\2 "    \
    "\\3/p' | awk '$2 > 99 { d = $3 - exp($2 * log(1 - 1 / (5 * $1))); if (d * d < 1e-9) print " \
    "\"as PCT has it\" }'; }; b"

/* The command that a result ends with, as a reader would type it. */
#define AGAIN " | sed -n 's/^again: interleave/$I/p' >again; sh ./again"

struct said {
    char line[600];
    int status;
    char expected[200]; /* "" for nothing at all */
};

ParameterizedTestParameters(command, says)
{
    static struct said all[] = {
        /* what it finds */
        {"$I run ./right", 0, "Every interleaving was tried, and none fails."},
        {"$I run --json ./right", 0, "\"spurious_wakeups\": true"},
        {"$I run ./waits", 0, "none fails (without spurious wake-ups, see --spurious)."},
        {"$I run --json ./waits", 0, "\"spurious_wakeups\": false"},
        {"$I run --spurious ./right", 0, "none fails (with spurious wake-ups)."},
        {"$I run ./lost", 1, "Wrong result: exit status 5."},
        {"$I run ./lost", 1, "Lost update:"},
        {"$I run --mode=find --first ./lost", 1, "1 of the 2 schedules tried"},
        {"$I run --mode=random --executions=500 ./lost", 1, "wrong result"},
        {"$I run --mode=pct --executions=500 --seed=3 ./lost", 1, "wrong result"},
        {"$I run --mode=pos --executions=500 ./lost", 1, "wrong result"},
        {"$I run --mode=surw --executions=500 ./lost", 1, "wrong result"},
        {"$I run --mode=sites --executions=500 ./lost", 1, "wrong result"},
        {"$I run --mode=rare --executions=500 ./lost", 1, "wrong result"},
        {"$I cc -DFIXED $KIT/tests/interleave/programs/thread_local.c -o t; $I run --mode=brute "
         "--executions=50 ./t",
         0, "Nothing failed in the"},
        {"$I run --mode=rff --executions=500 ./lost", 1, "wrong result"},
        {"$I run --mode=delay --executions=500 ./lost", 1, "wrong result"},
        {"$I run --mode=mix --executions=500 ./right", 0, "Nothing failed in the"},
        {"$I run --mode=pct --executions=500 ./right", 0, "499 of them by PCT: a bug of"},
        /* what was covered */
        {"$I cc -DFIXED $KIT/tests/interleave/programs/bluetooth_driver.c -o b; $I run --mode=find "
         "--preemptions=1 ./b",
         0, "the time given; all with up to 1 preemption were seen.\n"},
        {"$I run --mode=find --executions=1 ./right", 0, "the time given.\n"},
        {"$I run --mode=pos --executions=70 ./right", 0,
         "the time given; 70 were drawn at random (pos).\n"},
        {"$I run --mode=mix --executions=1500 ./right", 0,
         "the time given; 1500 were drawn at random (mix), "},
        {"$I run --mode=mix --executions=1500 ./right", 0, " of them by PCT: a bug of"},
        {"$I cc -DFIXED $KIT/tests/interleave/programs/reorder_20.c -o r; $I run --seconds=2 ./r",
         0, " were drawn at random (mix), "},
        {PCT_BOUND " mix ./right", 0, "as PCT has it"},
        {PCT_BOUND " pct ./right", 0, "as PCT has it"},
        {"$I cc -DFIXED $KIT/tests/interleave/programs/published.c -o p; $I run --mode=mix --json "
         "--executions=1500 ./p",
         0, "\"pct\": 0,"},
        {"$I run --mode=pos --first --json ./lost | grep -E '^  \"(executions|schedules|first)\": "
         "[1-9]' "
         "| cut -d : -f 2 | uniq | grep -c . | sed 's/^1$/the first is the last/'",
         0, "the first is the last"},
        /* what takes one thread of a hundred */
        {"$I cc $KIT/tests/interleave/programs/reorder_100.c -o r; $I run --mode=rff "
         "--executions=50 ./r",
         1, "assertion"},
        {"$I cc $KIT/tests/interleave/programs/reorder_100.c -o r; $I run --mode=delay "
         "--executions=50 ./r",
         1, "assertion"},
        {"$I cc $KIT/tests/interleave/programs/twostage_100.c -o r; $I run --first --executions=50 "
         "./r",
         1, "assertion"},
        {"$I cc $KIT/tests/interleave/programs/reorder_20.c -o r; $I run --mode=sites "
         "--executions=100 ./r",
         1, "assertion"},
        {"$I cc $KIT/tests/interleave/programs/reorder_20.c -o r; $I run --mode=rare "
         "--executions=100 ./r",
         1, "assertion"},
        {"$I cc -DFIXED $KIT/tests/interleave/programs/reorder_20.c -o r; $I run --mode=mix "
         "--executions=1000 ./r",
         0, "Nothing failed"},
        /* on all processors, and the same on one */
        {"$I run --mode=mix --executions=5000 --json ./right", 0, "\"executions\": 5000,"},
        {"$I cc $KIT/tests/interleave/programs/reorder_20.c -o r;"
         "again() { $* $I run --mode=mix --executions=9000 --json --seed=4 ./r | "
         "grep -E 'schedule|executions|value|count'; };"
         "again >all; again taskset -c 0 >one; grep -q schedule all && cmp all one && echo same",
         0, "same"},
        /* what it is called, and where it shows */
        {"$I run ./lost", 1, "✗"},
        {"LC_ALL=C $I run ./lost | grep '^[: ] *[0-9]*X '", 0, "stores value"},
        {"sed 's/\"%d of %d.n\"/\"\\\\n  %-20s\\\\t   %d of %d\\\\n\", \"in all\"/' lost.c "
         ">wide.c; $I cc wide.c step.c -o wide; $I "
         "run --all ./wide",
         1, " prints in all 1 of 0 "},
        {"$DO if_for_while", 1,
         "Missed re-check: consume 2 is woken, but before it has the lock, consume 1"},
        {"$DO stack_aba", 1, "ABA: after one has read top"},
        {"$DO bluetooth", 1,
         "Atomicity violation: between request's read of stopping and its read of pending"},
        {"$DO lazy", 1, "Use before initialisation: use 1 reads "},
        {"$DO philosophers", 1, "✗ dine 4 (D): waits for fork_of[0], which dine 1 holds"},
        {"$DO lost_wakeup", 1,
         "Lost wake-up: between main's look at ready and its wait, tell changes it and"},
        {"$DO early_free | grep -c 'use after free'", 0, "2\n"},
        {"$DO stack_frame | grep -v 'after free'", 0, " · use after return · "},
        {"echo '#include <stdlib.h>' >o.c; echo 'int main(void) { char *p = malloc(1); p[1] = 1; "
         "return 0; }' >>o.c; $I cc o.c -o o; $I run ./o | grep -v 'after free'",
         0, "1 of 1 schedule: memory error"},
        {"$DO early_free", 1,
         "early_free.c:19:24: error: work reads it after that: job->output = job->input * 2;"},
        {"$DO early_free", 1, "early_free.c:34:5: note: main frees it: free(job);"},
        {"$DO not_the_owner", 1, "not_the_owner.c:15:5: error: "},
        {"$DO crash", 1, "crash.c:38:16: error: main reads pointer after that: got = *pointer;"},
        /* for a screen reader: no arrow, and no table */
        {"COLUMNS=120 $I run --plain ./lost", 1, ", stores value as 1. Now value is 1.\n"},
        {"COLUMNS=120 $I run --plain ./lost", 1, ", value: 0 to 1. Now value is 1.\n"},
        {"$I run --plain ./lost | sed '/^Lost/q' | grep -c '→\\|←\\|⋮'", 1, "0\n"},
        /* what fails and what passes, in the same lines if there is room */
        {"COLUMNS=80 $I run --pair ./lost", 1, " │ "},
        {"COLUMNS=60 $I run --pair ./lost | grep -c -e ' │ ' -e '^The nearest schedule'", 0, "1\n"},
        {"$I run --json ./lost | tr -d '\n '", 0, "\"diagnosis\":\"Lostupdate:"},
        /* each call that waits or tries, with what for and what came of it; red for one without
           words, which only has its name, and were call_once shown */
        {"$I cc -D_GNU_SOURCE tries.c -o tries && $I replay M1 ./tries >t.txt; cat t.txt; "
         "grep -e ' gate: busy' -e ' table: busy' -e ' ticket: none left' t.txt | grep -vc _; "
         "grep -c _ t.txt",
         1, "8\n0\n"},
        /* whatever other executions there were before */
        {"$I cc -DBUG $KIT/tests/interleave/ordinary/work_queue.c -o wq; for s in 1 2 3 4; do $I "
         "run "
         "--mode=random -n 100 --seed=$s ./wq 2>&1; done | grep -c -e '^again' -e 'did not fail'",
         0, "4\n"},
        /* whatever else is in the environment, and however long it is */
        {"$I cc copies.c -o copies; for n in 1 2 3 4 5 6 7 8 9; do "
         "PAD=$(printf %${n}s x) $I run ./copies -a abcdefghijk x; done | grep ^again: | sort -u | "
         "wc -l",
         0, "1\n"},
        {"$I cc copies.c -o copies; $I run ./copies -a abcdefghijk x", 1, "Lost update"},
        {"$I run --any-exit ./lost", 0, "Every interleaving was tried"},
        {"$I run ./waits", 0, "Every interleaving was tried"},
        {"$I run --spurious ./waits", 1, "assertion failed: ready"},
        {"$I run --executions=1 --mode=prove ./right", 0, "Nothing failed in the"},
        {"echo 7 >seven; $I run ./lost x <seven", 0, "Every interleaving was tried"},
        {"echo 8 >eight; $I run --all ./lost x <eight", 1, "of 8"},
        /* where each process of it is loaded somewhere else, as in a container whose addresses
           can't be fixed; red, were a replay's events named as if it lay where the search did */
        {"$I cc moves.c -o still && $I cc -DMOVES moves.c -o moves && for i in still moves; do "
         "$I run --title=it --again=it ./$i | grep -v ' s$' >$i.txt; done; cat moves.txt; "
         "cmp still.txt moves.txt && grep '✗ .*value ← 1' still.txt",
         0, "moves.c:19:11: note: data race: main writes value: value = 2;\n"},
        /* whose wait is a handler's: red, were it told as a loop in the thread below */
        {"$I cc \"$KIT\"/tests/interleave/programs/signal_lock.c -o handled && $I run ./handled", 1,
         "Deadlock: run goes on only after handler handle, which interrupts it; handler\n"},
        /* a schedule again */
        {"$I replay M999 ./right", 3, "right: not explored\nThe schedule doesn't fit this program"},
        {"$I replay M2Z9 ./right", 3, "doesn't fit this program"},
        {"$I replay M999 ./right | grep -c 'main (M)\\|starts '", 1, "0\n"},
        {"$I replay M999 ./right 7", 3, "\ntry: interleave run ./right 7\n"},
        {"$I replay --anew='make explore EX=1' M999 ./right", 3, "\ntry: make explore EX=1\n"},
        {"$I replay 'rm -rf' ./right", 2,
         "Invalid schedule: rm -rf. A schedule begins with main's part, as M60A1B2 does.\n"
         "try: interleave run ./right\n"},
        {"$I replay '' ./right", 2, "Invalid schedule: (none)."},
        /* no other thread runs first; red, were what main does taken for what this one was to */
        {"$I replay X9 ./right", 2, "Invalid schedule: X9."},
        {"$I replay A1 ./lost 2", 2, "Invalid schedule: A1."},
        {"$I replay --page=none.html A1 ./lost 2; [ ! -e none.html ]", 0, "Invalid schedule: A1."},
        /* where it stops fitting, not where the execution ends */
        {"$I replay M1Z9 ./right", 3, "it stops fitting at event 2."},
        /* as it is printed, whatever the search was told of an execution: without --spurious the
           schedule doesn't fit, without --any-exit the exit status is what failed, and without
           --outcome nothing did */
        {"$I run --spurious ./waits" AGAIN, 1, "waits · failed assertion\n"},
        {"$I cc two.c -o two; $I run --any-exit --leaks=fail ./two" AGAIN, 1,
         "two · thread leak\n"},
        /* a thread that nobody joins */
        {"$I cc two.c -o two; $I run --any-exit ./two", 0,
         "two: proved\nEvery interleaving was tried, and none fails.\nWarning: thread leak: "
         "Thread "},
        {"$I cc two.c -o two; $I run --any-exit --leaks=ignore ./two | grep -c Warning", 1, "0\n"},
        {"$I cc two.c -o two; $I run --any-exit --ignore=leaks,races ./two | grep -c Warning", 1,
         "0\n"},
        {"$I run --leaks=never ./right", 2, "must be one of: warn, fail, ignore"},
        {"$I run --ignore=bugs ./right", 2, "what can be ignored: races, leaks"},
        {"$I run --outcome ./right" AGAIN, 1, "right · wrong result\n"},
        {"$I replay --spurious M999 ./right", 3, "\ntry: interleave run --spurious ./right\n"},
        /* gdb starts it: a stand-in that only does that */
        {"printf '#!/bin/sh\\nwhile [ \"$1\" != --args ]; do shift; done; shift; echo $INTERLEAVE; "
         "exec \"$@\"\\n' >gdb; chmod +x gdb; $I run --spurious ./waits |"
         "sed -n 's/^again: interleave replay/PATH=.:$PATH $I debug/p' >again; sh ./again",
         1, "spurious=1"},
        /* wrong use */
        {"$I", 2, "interleave run [OPTION...]"},
        {"$I --help", 0, "interleave run [OPTION...]"},
        {"$I run --help", 0, "--executions"},
        {"$I walk ./lost", 2, "interleave: there is no verb walk\n\ninterleave: explores every"},
        {"$I 2>&1 | grep -c 'no verb'", 1, "0\n"},
        {"$I run", 2, "which program?"},
        {"$I run --mode=quick ./lost", 2, "quick"},
        {"$I run --seconds=soon ./lost", 2, "soon"},
        {"$I run --preemptions=-1 ./lost", 2, "-1"},
        {"$I replay M2", 2, "which program?"},
        {"$I debug", 2, "which schedule?"},
        {"$I debug M2", 2, "which program?"},
        /* what can't be explored */
        {"$I run ./nothing", 3, "./nothing: No such file or directory"},
        {"$I run ./plain", 3, "it was not built with interleave cc"},
        {"$I run ./lost.c", 3, "lost.c: Permission denied"},
        {"chmod +x lost.c; $I run ./lost.c", 3, "lost.c"},
        {"$I run .", 3, "Permission denied"},
        {"$I run --trace=/nowhere/t.json ./lost", 3, "/nowhere/t.json: No such file or directory"},
        /* the compiler's word is the compiler's */
        {"$I cc -E step.c | tail -n 1", 0, "int step(void) { return 1; }"},
        {"$I cc --version", 0, "clang version"},
        {"$I cc nothing.c -o x", 1, "nothing.c"},
        {"echo 'int main(void) { return }' >bad.c; $I cc bad.c", 1, "expected expression"},
        {"$I cc lost.c -o x", 1, "step"},
        {"$I cc -DX='\"a b\"' -I. -std=c17 -Wall -Werror -O2 -g0 right.c step.c -o x && $I run ./x",
         0, "Every interleaving"},
        {"$I cc", 2, "nothing to compile"},
        /* options with a value in the next word, the linker's last: of one that isn't known, the
           value is lost, and it takes what comes next for it */
        {"echo 'int main(void) { return 0; }' >a.c; echo >a.h; for o in -iquote -idirafter "
         "-isysroot -iprefix -iwithprefix -iwithsysroot '-imacros a.h' '-include a.h' "
         "\"-target $(${CC:-clang} -dumpmachine)\" '-Xpreprocessor -DA' '-Xassembler -I.' -B "
         "'--param a=1' '--sysroot /' -working-directory '-z now' '-u main' -rpath; do "
         "case $o in *' '*) ;; *) o=\"$o $PWD\" ;; esac; $I cc $o a.c -o x && ./x || echo without "
         "$o; done 2>&1 | grep -c -e without -e error",
         1, "0\n"},
        /* a loop without an end ends in a replay, too */
        {"echo 'int main(void) { for (volatile int i = 0; i >= 0; i ^= 1) {} }' >endless.c; "
         "$I cc endless.c -o endless && timeout 60 $I replay \"$($I run --json ./endless | sed -n "
         "'s/^  \"schedule\": \"\\(.*\\)\",/\\1/p')\" ./endless",
         1, "Livelock: main looks at i again and again"},
        /* a data race has a consequence where the older value makes the result wrong */
        {"$I cc -DBEFORE=7 hands.c -o hands && $I run ./hands", 1,
         "\nIf row 3 reads the older 7, as a racing read may: Wrong result: exit status 7.\n"},
        {"$I cc -DBEFORE=7 hands.c -o hands && $I run --json ./hands | grep consequence", 0,
         "If row 3 reads the older 7, as a racing read may: Wrong result: exit status 7."},
        {"$I cc -DBEFORE=0 hands.c -o hands && $I run ./hands | grep -c 'reads the older'", 1,
         "0\n"},
        /* threads that take turns: one that works and reads the same again and again doesn't wait
         */
        {"$I cc go.c -o go && $I run --mode=fair --json ./go | grep '\"alone\": [0-9],'", 0,
         "alone"},
        /* getopt begins anew in each execution, of which many follow here */
        {"$I cc opt.c step.c -o opt && $I run ./opt -a 3", 1, "Wrong result: exit status 5."},
        /* in several processes, of which each reads the input from its start */
        {"echo 8 >in; $I cc reads.c step.c -o reads && $I run --mode=mix --executions=8000 ./reads "
         "<in",
         0, "Nothing failed in"},
        /* where whoever starts it ignores that children end */
        {"trap '' CHLD; exec timeout 60 $I run --mode=mix --executions=3000 ./right", 0,
         "Nothing failed in"},
        /* each failure has its own words */
        {"$I cc two.c -o two && $I run --json ./two", 1,
         "\"message\": \"Thread A was neither joined nor detached.\""},
    };
    return cr_make_param_array(struct said, all, sizeof all / sizeof *all);
}

/* A folder of its own for each line, with all that was made for them: they run side by side. */
#define IN_OWN_FOLDER                                                       \
    "own=$(mktemp -d ./case-XXXXXX) && cd $own && cp -p ../*.c ../do . && " \
    "ln -s ../lost ../right ../waits ../plain ../other.o . || exit 99\n"

/* Runs the line; what it prints to both of its outputs, which the caller frees. */
static char *run(const char *line, int *status)
{
    char command[1200];
    char *printed = calloc(1, OUTPUT_SIZE);
    snprintf(command, sizeof command, IN_OWN_FOLDER "{ %s\n} 2>&1", line);
    FILE *pipe = popen(command, "r");
    cr_assert(printed != NULL && pipe != NULL);
    printed[fread(printed, 1, OUTPUT_SIZE - 1, pipe)] = '\0';
    const int ended = pclose(pipe);
    *status = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
    return printed;
}

ParameterizedTest(struct said *said, command, says)
{
    int status;
    char *printed = run(said->line, &status);
    cr_expect_eq(status, said->status, "%s: exit status %d: %s", said->line, status, printed);
    cr_expect(said->expected[0] == '\0' ? printed[0] == '\0'
                                        : strstr(printed, said->expected) != NULL,
              "%s: no \"%s\" in: %s", said->line, said->expected, printed);
    free(printed);
}

/* The schedule of a run, as the shell's variable S; JSON is read by the tool that wrote it. */
#define SCHEDULE                                                                                 \
    "S=$($I run --json ./lost | sed -n 's/^ *\"schedule\": \"\\([^\"]*\\)\".*/\\1/p' | head -n " \
    "1);"

/* Red, were the schedule's meaning to depend on the environment, the terminal, or the debugger. */
Test(command, replays_are_equal)
{
    int status;
    char *printed =
        run(SCHEDULE
            "export LC_ALL=C; test -n \"$S\" && $I replay $S ./lost >first; for i in 1 2 3 4 5; do"
            " env -i LC_ALL=C PATH=\"$PATH\" FILLER=$(printf \"%0$((i * 777))d\" 0)"
            " $I replay $S ./lost >again; cmp first again || exit 1; done;"
            " grep -q 'Wrong result' first",
            &status);
    cr_expect_eq(status, 0, "%s", printed);
    free(printed);
}

/* Addresses on the first stack move with what lies above it, and gdb puts something there. */
Test(command, replays_under_a_debugger)
{
    if (system("gdb --version >/dev/null 2>&1") != 0) {
        cr_skip_test("gdb is not installed, so nothing is known of a replay under it");
    }
    int status;
    char *printed = run(SCHEDULE "export RACETRACK_EVENTS=9 INTERLEAVE=\"mode=replay;schedule=$S\";"
                                 "setarch -R ./lost 9>plain.json >/dev/null;"
                                 "gdb -q -batch -ex run --args ./lost 9>gdb.json >gdb.txt 2>&1;"
                                 "for i in plain gdb; do grep '\"n\":' $i.json |"
                                 " sed 's/1407374[0-9]*/stack/g' >$i.txt; done;"
                                 "test -s plain.txt && cmp plain.txt gdb.txt",
                        &status);
    cr_expect_eq(status, 0, "%s", printed);
    free(printed);
}

Test(command, traces_for_other_programs)
{
    int status;
    char *printed = run("$I run --trace=t.json ./lost >/dev/null; $I run --json ./lost >r.json;"
                        "grep -q '\"traceEvents\"' t.json && grep -q '\"ph\": *\"X\"' t.json &&"
                        "grep -q '\"verdict\": \"failed\"' r.json && grep -q 'lost.c' r.json",
                        &status);
    cr_expect_eq(status, 0, "%s", printed);
    free(printed);
}

/* Installed, it finds its parts beside itself, wherever it was put. */
Test(command, installs)
{
    int status;
    char *printed = run("make -s -C \"$KIT\" install PREFIX=/usr DESTDIR=\"$PWD/root\" &&"
                        "mv root other && other/usr/bin/interleave cc right.c step.c -o x &&"
                        "PATH=\"$PWD/other/usr/bin:$PATH\" interleave run ./x &&"
                        "echo '#include <interleave.h>' >h.c &&"
                        "other/usr/bin/interleave cc -fsyntax-only h.c &&"
                        "test -s other/usr/share/man/man1/interleave.1",
                        &status);
    cr_expect_eq(status, 0, "%s", printed);
    free(printed);
}

Test(command, has_a_man_page_without_warnings)
{
    if (system("man --version >/dev/null 2>&1") != 0) {
        cr_skip_test("man is not installed, so nothing is known of what it says to the page");
    }
    int status;
    char *printed =
        run("LC_ALL=C.UTF-8 man --warnings -l $KIT/tools/interleave/interleave.1 2>&1 >page;"
            "grep -q INTERLEAVE page",
            &status);
    cr_expect_eq(status, 0, "%s", printed);
    cr_expect_str_eq(printed, "");
    free(printed);
}
