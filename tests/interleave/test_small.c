/*
 * test_small.c - a failure as it is shown: made small, replayed to the same, with a schedule that
 * passes beside it; under gdb, where it goes wrong; and a program that goes on for long.
 *
 * INTERLEAVE_PROGRAM names the command, KIT the top of the kit.
 */
#include "../shell.h"

#include <criterion/parameterized.h>
#include <unistd.h>

static const char sources[] =
    "top=$OLDPWD/$KIT; interleave=$OLDPWD/$INTERLEAVE_PROGRAM\n"
    "cat >three.c <<'END'\n" /* a lost update among three threads, with more work than it needs */
    "#include <pthread.h>\n"
    "#include <stdatomic.h>\n"
    "static atomic_int value, other[3];\n"
    "static void *count(void *argument) {\n"
    "    atomic_int *mine = argument;\n"
    "    for (int i = 0; i < 3; i++) atomic_fetch_add(mine, 1);\n"
    "    int seen = atomic_load(&value);\n"
    "    atomic_store(&value, seen + 1);\n"
    "    for (int i = 0; i < 3; i++) atomic_fetch_add(mine, 1);\n"
    "    return NULL;\n"
    "}\n"
    "int main(void) {\n"
    "    pthread_t threads[3];\n"
    "    for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, count, &other[i]);\n"
    "    for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);\n"
    "    return value == 3 ? 0 : 4;\n"
    "}\n"
    "END\n"
    "sed 's/main(void) {/main(int argc, char *argv[]) { int many = argc > 1 ? atoi(argv[1]) : 3;/;"
    " s/pthread.h/stdlib.h>\\n#include <pthread.h/; s/i < 3; i++) pthread/i < many; i++) pthread/;"
    " s/value == 3/value == many/; /mine, 1/d' three.c >sized.c\n"
    "cat >empty.c <<'END'\n" /* a waiter that doesn't look again, and says if a wait fails */
    "#include <pthread.h>\n"
    "#include <stdlib.h>\n"
    "static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;\n"
    "static pthread_cond_t more = PTHREAD_COND_INITIALIZER;\n"
    "static int slips, wrong;\n"
    "static void *take(void *argument) {\n"
    "    pthread_mutex_lock(&guard);\n"
    "    if (slips == 0 && pthread_cond_wait(&more, &guard) != 0) exit(9);\n"
    "    if (--slips < 0) wrong = 1;\n"
    "    pthread_mutex_unlock(&guard);\n"
    "    return argument;\n"
    "}\n"
    "static void *hang(void *argument) {\n"
    "    for (int i = 0; i < 2; i++) {\n"
    "        pthread_mutex_lock(&guard);\n"
    "        slips++;\n"
    "        pthread_cond_broadcast(&more);\n"
    "        pthread_mutex_unlock(&guard);\n"
    "    }\n"
    "    return argument;\n"
    "}\n"
    "int main(void) {\n"
    "    pthread_t one, two, three;\n"
    "    pthread_create(&one, NULL, take, NULL);\n"
    "    pthread_create(&two, NULL, take, NULL);\n"
    "    pthread_create(&three, NULL, hang, NULL);\n"
    "    pthread_join(one, NULL); pthread_join(two, NULL); pthread_join(three, NULL);\n"
    "    return wrong ? 5 : 0;\n"
    "}\n"
    "END\n"
    "cat >late.c <<'END'\n" /* a crash with a variable to look at */
    "#include <assert.h>\n"
    "#include <pthread.h>\n"
    "#include <stdatomic.h>\n"
    "static atomic_int ready;\n"
    "static void *look(void *argument) {\n"
    "    int found = atomic_load(&ready) + 41;\n"
    "    assert(found == 42);\n"
    "    return argument;\n"
    "}\n"
    "int main(void) {\n"
    "    pthread_t one;\n"
    "    pthread_create(&one, NULL, look, NULL);\n"
    "    atomic_store(&ready, 1);\n"
    "    return pthread_join(one, NULL);\n"
    "}\n"
    "END\n"
    "cat >never.c <<'END'\n" /* a thread that never ends, and does nothing that others see */
    "#include <pthread.h>\n"
    "static long turns;\n"
    "static void *turn(void *argument) {\n"
    "    for (;;)\n"
    "        if (++turns < 0) break;\n"
    "    return argument;\n"
    "}\n"
    "int main(void) {\n"
    "    pthread_t one;\n"
    "    pthread_create(&one, NULL, turn, NULL);\n"
    "    return pthread_join(one, NULL);\n"
    "}\n"
    "END\n"
    "cat >taken.c <<'END'\n" /* two that try for ever to get what nobody gives back */
    "#include <pthread.h>\n"
    "#include <stdatomic.h>\n"
    "static atomic_int holders = 1;\n"
    "static void *take(void *argument) {\n"
    "    while (atomic_fetch_add(&holders, 1) != 0) atomic_fetch_sub(&holders, 1);\n"
    "    return argument;\n"
    "}\n"
    "int main(void) {\n"
    "    pthread_t one, two;\n"
    "    pthread_create(&one, NULL, take, NULL);\n"
    "    pthread_create(&two, NULL, take, NULL);\n"
    "    pthread_join(one, NULL);\n"
    "    return pthread_join(two, NULL);\n"
    "}\n"
    "END\n"
    "cat >freed.c <<'END'\n" /* memory that is gone, a race with the free, and a thread left */
    "#include <pthread.h>\n"
    "#include <stdlib.h>\n"
    "static int *note;\n"
    "static void *clear(void *argument) {\n"
    "    free(note);\n"
    "    return argument;\n"
    "}\n"
    "int main(void) {\n"
    "    pthread_t one;\n"
    "    note = calloc(1, sizeof *note);\n"
    "    pthread_create(&one, NULL, clear, NULL);\n"
    "    *note = 1;\n"
    "    return 0;\n"
    "}\n"
    "END\n"
    "build() { $interleave cc $1.c -o $1; }\n"
    "shown() { build $1 && $interleave run -t 20 $2 ./$1 >said; }\n"
    "again() { eval \"$interleave $(sed -n 's/^again: interleave//p' said) $1\"; }\n"
    "passes() { sed -n 's/^ *\"passes\": \"\\(.*\\)\".*/\\1/p'; }\n";

ParameterizedTestParameters(small, shows)
{
    static struct said cases[] = {
        /* Fewest preemptions: what is drawn at random has more. */
        {"shown three '-m random -n 40'; cat said", 0, "three · wrong result · 1 preemption\n"},
        {"shown three '-m surw -n 40'; cat said", 0, "three · wrong result · 1 preemption\n"},
        {"shown empty '-m random -n 400'; cat said", 0, "empty · wrong result · 1 preemption\n"},
        /* A thread whose lock another one holds does nothing, in whatever order. */
        {"shown empty '-m random -n 400'; cat said", 0, "Wrong result: exit status 5.\n"},
        /* The counts are of the case that was asked for, with the right result marked. */
        {"build sized; $interleave run --smaller=2 --units=threads ./sized 3", 1,
         "the smallest case that fails so: threads 2\n"},
        {"build sized; $interleave run --smaller=2 --units=threads ./sized 3", 1,
         "\nOf the whole case, threads 3:\n"},
        {"build sized; $interleave run ./sized 3 | sed -n 's/^  result  *\\(.\\) in.* "
         "\\([Wr][A-Za-z]*\\) .*/\\1 \\2/p'",
         0, "0 right\n4 WRONG\n"},
        /* In a fresh process it is the same. */
        {"shown three '-m random -n 40'; again", 1, "three · wrong result\n"},
        {"shown empty '-m random -n 400'; again", 1, "Wrong result: exit status 5.\n"},
        {"shown late; again", 1, "failed assertion"},
        /* The one beside it passes. */
        {"build three; $interleave run --json -m random -n 40 ./three | passes >one;"
         " test -s one && $interleave replay $(cat one) ./three",
         0, "Nothing fails in this schedule."},
        {"build empty; $interleave run --json -m random -n 400 ./empty | passes >one;"
         " test -s one && $interleave replay $(cat one) ./empty",
         0, "Nothing fails in this schedule."},
        /* Without the bug there is nothing to make small. */
        {"sed -i 's/int seen = .*/atomic_fetch_add(\\&value, 1);/; s/.*seen + 1.*//' three.c;"
         " shown three '-m random -n 40'; grep -c again: said",
         1, "0\n"},
        /* What never ends is told so, by the thread's function and where it is. */
        {"build never; $interleave run -t 2 ./never; true", 0,
         "turn (A) does not end: it still "
         "loops here, without a wait, a lock or an atomic access"},
        {"build never; $interleave run -t 2 ./never; true", 0, "never.c:5"},
        /* Who only try do so from the start, not only when it was looked whether they do. */
        {"shown taken; grep -c 'again: .* M[0-9]*A0B0@ ./taken' said", 0, "1\n"},
        {"shown taken; grep '^Livelock' said", 0, "Livelock: take "},
        /* What was found, too, has its places, and the name by which the counts call it. */
        {"shown freed; cat said", 0, "writes *note and clear frees the block that it is\nin, and"},
        {"shown freed; cat said", 0, ": note: data race: main writes *note: *note = 1;\n"},
        {"shown freed; cat said", 0,
         "freed.c:5:5: note: data race: clear frees the block that it is in: free(note);\n"},
        {"shown freed; cat said", 0, "Found, too: Thread leak: clear (A) was neither"},
        /* A replay says what to type next. */
        {"shown late; again | grep '^its variables there'", 0, "under gdb: interleave debug M"},
        /* So does the search. */
        {"shown late; grep -c '^again: interleave replay M' said", 0, "1\n"},
        /* Silence lasts for two seconds. */
        {"build three; $interleave run -m random -t 5 ./three 2>&1 >/dev/null", 1,
         "interleave: exploring for 2 s, at most 5 s\ninterleave: exploring for 4 s"},
        {"build late; $interleave run ./late 2>&1 >/dev/null", 1, ""},
    };
    return cr_make_param_array(struct said, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct said *said, small, shows)
{
    setenv("LC_ALL", "C.UTF-8", 1);
    shell_expect(sources, said);
}

/* Red where gdb goes on past it, or stops in the library, or the locals are another function's. */
Test(small, stops_under_gdb_where_it_goes_wrong)
{
    if (system("gdb --version >/dev/null 2>&1") != 0) {
        cr_skip_test("gdb is not installed, so nothing is known of interleave debug");
    }
    setenv("LC_ALL", "C.UTF-8", 1);
    shell_expect(sources, &(struct said){"shown late; schedule=$(sed -n 's/^again: interleave "
                                         "replay \\([^ ]*\\).*/\\1/p' said);"
                                         " echo quit | $interleave debug $schedule ./late",
                                         0, "late.c:7: here goes on look (A)"});
    shell_expect(sources, &(struct said){"shown late; schedule=$(sed -n 's/^again: interleave "
                                         "replay \\([^ ]*\\).*/\\1/p' said);"
                                         " echo quit | $interleave debug $schedule ./late",
                                         0, "found = 41"});
}
