/*
 * test_stepping.c - a program one step at a time, through the interface that a game and a debugger
 * stand on (stepping/stepping.h).
 *
 * INTERLEAVE_PROGRAM names the command that compiles the programs.
 */
#include "interleave/stepping/stepping.h"

#include "crash.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TWO_THREADS(one, other)                                 \
    "int main(void) {\n"                                        \
    "    pthread_t threads[2];\n"                               \
    "    pthread_create(&threads[0], NULL, " one ", NULL);\n"   \
    "    pthread_create(&threads[1], NULL, " other ", NULL);\n" \
    "    pthread_join(threads[0], NULL);\n"                     \
    "    pthread_join(threads[1], NULL);\n"

static const char counter[] = /* line 5 has the increment */
    "#include <pthread.h>\n"
    "#include <stdio.h>\n"
    "static int value;\n"
    "static void *worker(void *argument) {\n"
    "    value++;\n"
    "    return argument;\n"
    "}\n" TWO_THREADS("worker", "worker") "    printf(\"%d\\n\", value);\n"
                                          "    return value != 2;\n"
                                          "}\n";

static const char guarded[] = "#include <pthread.h>\n"
                              "static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;\n"
                              "static int value;\n"
                              "static void *worker(void *argument) {\n"
                              "    pthread_mutex_lock(&guard);\n"
                              "    value++;\n"
                              "    pthread_mutex_unlock(&guard);\n"
                              "    return argument;\n"
                              "}\n" TWO_THREADS("worker", "worker") "    return value != 2;\n"
                                                                    "}\n";

static const char crossed[] = /* a deadlock, if each has its first lock */
    "#include <pthread.h>\n"
    "static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER, two = PTHREAD_MUTEX_INITIALIZER;\n"
    "static void *forth(void *argument) {\n"
    "    pthread_mutex_lock(&one); pthread_mutex_lock(&two);\n"
    "    pthread_mutex_unlock(&two); pthread_mutex_unlock(&one);\n"
    "    return argument;\n"
    "}\n"
    "static void *back(void *argument) {\n"
    "    pthread_mutex_lock(&two); pthread_mutex_lock(&one);\n"
    "    pthread_mutex_unlock(&one); pthread_mutex_unlock(&two);\n"
    "    return argument;\n"
    "}\n" TWO_THREADS("forth", "back") "    return 0;\n"
                                       "}\n";

static const char early[] = "#include <stdio.h>\n"
                            "int main(void) { puts(\"alone\"); return 0; }\n";

static const char never[] = "#include <pthread.h>\n"
                            "#include <stdatomic.h>\n"
                            "static atomic_int turns, stop;\n"
                            "static void *turn(void *argument) {\n"
                            "    while (!atomic_load(&stop)) atomic_fetch_add(&turns, 1);\n"
                            "    return argument;\n"
                            "}\n"
                            "int main(void) {\n"
                            "    pthread_t thread;\n"
                            "    pthread_create(&thread, NULL, turn, NULL);\n"
                            "    return pthread_join(thread, NULL);\n"
                            "}\n";

static const char stale[] = /* both may read 0 */
    "#include <pthread.h>\n"
    "#include <stdatomic.h>\n"
    "static atomic_int x, y;\n"
    "static int seen[2];\n"
    "static void *one(void *argument) {\n"
    "    atomic_store_explicit(&x, 1, memory_order_relaxed);\n"
    "    seen[0] = atomic_load_explicit(&y, memory_order_relaxed);\n"
    "    return argument;\n"
    "}\n"
    "static void *two(void *argument) {\n"
    "    atomic_store_explicit(&y, 1, memory_order_relaxed);\n"
    "    seen[1] = atomic_load_explicit(&x, memory_order_relaxed);\n"
    "    return argument;\n"
    "}\n" TWO_THREADS("one", "two") "    return seen[0] + seen[1] == 0;\n"
                                    "}\n";

static const char mailbox[] = /* a library's object with words of its own; and other objects */
    "#include <interleave_annotate.h>\n"
    "#include <pthread.h>\n"
    "#include <semaphore.h>\n"
    "#include <stdlib.h>\n"
    "struct box { pthread_mutex_t lock; pthread_cond_t filled; size_t size, room; int used, in[2]; "
    "};\n"
    "static struct box *post;\n"
    "static sem_t free_desks;\n"
    "static pthread_rwlock_t board = PTHREAD_RWLOCK_INITIALIZER;\n"
    "static void put(struct box *box, const int *letter) {\n"
    "    INTERLEAVE_BEGINS(box, \"puts {value} into {object}\");\n"
    "    INTERLEAVE_VALUE(letter, &box->size);\n"
    "    pthread_mutex_lock(&box->lock);\n"
    "    box->in[box->used++] = *letter;\n"
    "    INTERLEAVE_PUTS(box, letter, &box->size);\n"
    "    pthread_cond_signal(&box->filled);\n"
    "    pthread_mutex_unlock(&box->lock);\n"
    "    INTERLEAVE_ENDS(NULL);\n"
    "}\n"
    "static int take(struct box *box) {\n"
    "    INTERLEAVE_BEGINS(box, \"takes from {object}\");\n"
    "    pthread_mutex_lock(&box->lock);\n"
    "    while (box->used == 0) {\n"
    "        INTERLEAVE_WAITS(\"waits to take: {object} is empty\", \"puts\");\n"
    "        pthread_cond_wait(&box->filled, &box->lock);\n"
    "        INTERLEAVE_GOES_ON();\n"
    "    }\n"
    "    int letter = box->in[--box->used];\n"
    "    INTERLEAVE_TAKES(box, &letter, &box->size);\n"
    "    pthread_mutex_unlock(&box->lock);\n"
    "    INTERLEAVE_ENDS(NULL);\n"
    "    return letter;\n"
    "}\n"
    "static void *reader(void *argument) {\n"
    "    sem_wait(&free_desks);\n"
    "    pthread_rwlock_rdlock(&board);\n"
    "    take(post);\n"
    "    pthread_rwlock_unlock(&board);\n"
    "    return argument;\n"
    "}\n"
    "static void *writer(void *argument) {\n"
    "    int letters[] = {7, 9};\n"
    "    put(post, &letters[0]);\n"
    "    put(post, &letters[1]);\n"
    "    return argument;\n"
    "}\n"
    "int main(void) {\n"
    "    pthread_t threads[2];\n"
    "    post = calloc(1, sizeof *post);\n"
    "    pthread_mutex_init(&post->lock, NULL);\n"
    "    pthread_cond_init(&post->filled, NULL);\n"
    "    post->size = sizeof(int);\n"
    "    post->room = 2;\n"
    "    INTERLEAVE_STANDS(post, \"box\", \"open\", &post->room);\n"
    "    sem_init(&free_desks, 0, 3);\n"
    "    pthread_create(&threads[0], NULL, reader, NULL);\n"
    "    pthread_create(&threads[1], NULL, writer, NULL);\n"
    "    pthread_join(threads[0], NULL);\n"
    "    pthread_join(threads[1], NULL);\n"
    "    INTERLEAVE_STANDS(post, \"box\", NULL, NULL);\n"
    "    free(post);\n"
    "    return 0;\n"
    "}\n";

/* -- the program under test, in a folder of its own -- */

static char folder[] = "/tmp/racetrack-XXXXXX";
static char program[100];

static void run(const char *command)
{
    const int status = system(command);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s", command);
}

static struct stepping *begin(const char *source, const struct stepping_options *options)
{
    static const struct stepping_options usual = {0};
    const char *const arguments[] = {program, NULL};
    char error[TEXT_SIZE], command[500], file[100];
    cr_assert_not_null(mkdtemp(folder));
    snprintf(program, sizeof program, "%s/it", folder);
    snprintf(file, sizeof file, "%s/it.c", folder);
    FILE *to = fopen(file, "w");
    cr_assert_not_null(to);
    fputs(source, to);
    fclose(to);
    snprintf(command, sizeof command, "%s cc %s -o %s", getenv("INTERLEAVE_PROGRAM"), file,
             program);
    run(command);
    struct stepping *session = stepping_open(arguments, options ? options : &usual, error);
    cr_assert_not_null(session, "%s", error);
    return session;
}

static void end(struct stepping *session)
{
    char command[200];
    stepping_close(session);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    run(command);
}

/* Each thread named by its letter does a step: "ABBA". */
static void step(struct stepping *session, const char *letters)
{
    for (; *letters != '\0'; letters++) {
        const struct stepping_state *state = stepping_state(session);
        int thread = 0;
        while (thread < state->thread_count && state->threads[thread].letter[0] != *letters) {
            thread++;
        }
        cr_assert_eq(stepping_step(session, thread), 0, "%s", letters);
    }
}

static void expect_value(const struct stepping *session, const char *name, const char *expected)
{
    char value[NAME_SIZE];
    cr_expect(stepping_value(session, name, value), "%s is not known", name);
    cr_expect_str_eq(value, expected, "%s", name);
}

/* -- the tests -- */

Test(stepping, begins_where_the_first_thread_has_a_choice)
{
    struct stepping *session = begin(counter, NULL);
    const struct stepping_state *state = stepping_state(session);
    cr_expect_eq(state->position, 0);
    cr_expect_eq(state->thread_count, 3);
    cr_expect_eq(state->threads[0].state, STEPPING_WAITS);
    cr_expect_str_eq(state->threads[0].waits, "waits for the end of worker 1 (A)");
    cr_expect_eq(state->threads[1].state, STEPPING_CAN_GO);
    cr_expect_str_eq(state->threads[1].name, "worker 1");
    cr_expect_str_eq(state->threads[1].next, "reads value -> 0");
    cr_expect_eq(state->threads[1].place.line, 5);
    cr_expect_eq(state->threads[1].place.column, 10);
    cr_expect_not(state->ended);
    expect_value(session, "value", "0");
    cr_expect_eq(stepping_step(session, 0), EAGAIN);
    cr_expect_eq(stepping_step(session, 3), EINVAL);
    cr_expect_eq(stepping_back(session), EINVAL);
    end(session);
}

Test(stepping, comes_to_the_lost_update)
{
    struct stepping *session = begin(counter, NULL);
    step(session, "ABB");
    expect_value(session, "value", "1");
    cr_expect_str_eq(stepping_state(session)->threads[1].next, "writes value, now 1");
    step(session, "A");
    const struct stepping_state *state = stepping_state(session);
    cr_expect(state->ended);
    cr_expect_str_eq(state->failure, "wrong result");
    cr_expect_eq(strncmp(state->sentence, "Lost update: worker 1 writes", 28), 0, "%s",
                 state->sentence);
    cr_expect_str_eq(state->rows[0].words, "reads value -> 0");
    cr_expect_str_eq(state->rows[2].words, "value <- 1");
    cr_expect_eq(state->switches, 2);
    cr_expect_eq(state->preemptions, 1);
    cr_expect_str_eq(state->printed, "1\n");
    cr_expect_eq(stepping_step(session, 1), EAGAIN);
    end(session);
}

/* Red, were a step back not to forget what was done, or the line cut where it isn't left. */
Test(stepping, goes_back_and_another_way)
{
    const struct stepping_options options = {.ignore_races = true};
    struct stepping *session = begin(counter, &options);
    step(session, "ABBA");
    cr_assert_eq(stepping_go_to(session, 1), 0);
    expect_value(session, "value", "0");
    cr_expect_eq(stepping_state(session)->length, 4);
    cr_assert_eq(stepping_forward(session), 0);
    cr_expect_eq(stepping_state(session)->position, 2);
    cr_expect_eq(stepping_state(session)->length, 4);
    cr_assert_eq(stepping_back(session), 0);
    step(session, "ABB");
    const struct stepping_state *state = stepping_state(session);
    cr_expect(state->ended);
    cr_expect_null(state->failure);
    cr_expect_str_eq(state->printed, "2\n");
    cr_expect_eq(state->length, 4);
    cr_expect_eq(stepping_forward(session), EINVAL);
    end(session);
}

/* What was stepped is a schedule for the command, and one of the command's can be stepped. */
Test(stepping, has_schedules_in_common_with_the_command)
{
    char command[600];
    struct stepping *session = begin(counter, NULL);
    step(session, "ABBA");
    snprintf(command, sizeof command, "%s replay %s %s | grep -q 'Lost update'",
             getenv("INTERLEAVE_PROGRAM"), stepping_state(session)->schedule, program);
    run(command);
    char *schedule = strdup(stepping_state(session)->schedule);
    cr_assert_eq(stepping_go_to(session, 0), 0);
    step(session, "AABB");
    cr_assert_eq(stepping_follow(session, schedule), 0);
    cr_expect_eq(stepping_state(session)->position, 0);
    cr_expect_eq(stepping_state(session)->length, 4);
    cr_assert_eq(stepping_go_to(session, 4), 0);
    cr_expect_str_eq(stepping_state(session)->failure, "wrong result");
    cr_expect_eq(stepping_follow(session, "M1B700"), EINVAL);
    cr_expect_eq(stepping_follow(session, "nonsense"), EINVAL);
    cr_expect_eq(stepping_state(session)->position, 4);
    free(schedule);
    end(session);
}

Test(stepping, finishes_from_where_it_stands)
{
    const struct stepping_options options = {.ignore_races = true};
    struct stepping_finish finish;
    struct stepping *session = begin(counter, &options);
    cr_assert_eq(stepping_finish(session, 10, false, &finish), 0);
    cr_expect_eq(finish.verdict, STEPPING_BREAKS);
    step(session, "A");
    cr_assert_eq(stepping_finish(session, 10, false, &finish), 0);
    cr_expect_eq(finish.verdict, STEPPING_BREAKS);
    cr_expect_str_eq(finish.failure, "wrong result");
    cr_expect_eq(stepping_follow(session, finish.schedule), 0);
    cr_assert_eq(stepping_go_to(session, 1), 0);
    cr_expect_eq(stepping_state(session)->last, 1, "it begins as before");
    step(session, "A");
    cr_assert_eq(stepping_finish(session, 10, false, &finish), 0);
    cr_expect_eq(finish.verdict, STEPPING_PROVED, "A is through: %s", finish.message);
    end(session);
}

/* A race that has shown is the answer at once, unless the search is to look past it. */
Test(stepping, finishes_past_a_race)
{
    struct stepping_finish finish;
    struct stepping *session = begin(counter, NULL);
    step(session, "ABA");
    cr_assert_str_eq(stepping_state(session)->failure, "data race");
    cr_assert_eq(stepping_finish(session, 10, false, &finish), 0);
    cr_expect_str_eq(finish.failure, "data race");
    cr_assert_eq(stepping_finish(session, 10, true, &finish), 0);
    cr_expect_eq(finish.verdict, STEPPING_BREAKS, "%s", finish.message);
    cr_expect_str_eq(finish.failure, "wrong result");
    cr_assert_eq(stepping_go_to(session, 0), 0);
    step(session, "AAB");
    cr_assert_str_eq(stepping_state(session)->failure, "data race");
    cr_assert_eq(stepping_finish(session, 10, true, &finish), 0);
    cr_expect_eq(finish.verdict, STEPPING_PROVED, "A was through: %s", finish.message);
    end(session);
}

Test(stepping, cannot_break_what_is_right)
{
    struct stepping_finish finish;
    struct stepping *session = begin(guarded, NULL);
    cr_assert_eq(stepping_finish(session, 10, false, &finish), 0);
    cr_expect_eq(finish.verdict, STEPPING_PROVED);
    step(session, "A");
    const struct stepping_state *state = stepping_state(session);
    cr_expect_str_eq(state->objects[0].name, "mutex \"guard\"");
    cr_expect_eq(state->objects[0].owner, 1);
    cr_expect_eq(state->objects[0].waiting, 1);
    cr_expect_eq(state->threads[2].state, STEPPING_WAITS);
    cr_expect_str_eq(state->threads[2].next, "wants mutex \"guard\"");
    cr_expect_str_eq(state->threads[2].waits,
                     "waits for mutex \"guard\", which worker 1 (A) holds");
    cr_assert_eq(stepping_finish(session, 10, false, &finish), 0);
    cr_expect_eq(finish.verdict, STEPPING_PROVED);
    end(session);
}

/* How an object of that name stands, in words; "none": there is no such. */
static const char *object_words(struct stepping *session, const char *name,
                                char words[static TEXT_SIZE])
{
    const struct stepping_state *state = stepping_state(session);
    for (int i = 0; i < state->object_count; i++) {
        if (strcmp(state->objects[i].name, name) == 0) {
            return stepping_object_words(state, &state->objects[i], true, words);
        }
    }
    return "none";
}

/* The thread goes on until what the box holds is in those words, or it can't go on. */
static void step_until(struct stepping *session, int thread, const char *holds)
{
    char words[TEXT_SIZE];
    while (stepping_state(session)->threads[thread].state == STEPPING_CAN_GO &&
           strcmp(object_words(session, "box \"post\"", words), holds) != 0) {
        cr_assert_eq(stepping_step(session, thread), 0);
    }
    cr_expect_str_eq(object_words(session, "box \"post\"", words), holds);
}

static bool lists(const struct stepping_state *state, const char *part)
{
    bool any = false;
    for (int i = 0; i < state->variable_count; i++) {
        any = any || strstr(state->variables[i].name, part) != NULL;
    }
    for (int i = 0; i < state->object_count; i++) {
        any = any || strstr(state->objects[i].name, part) != NULL;
    }
    return any;
}

/* Red, were it shown by its locks and fields, or as it will be in place of how it is. */
Test(stepping, shows_what_a_librarys_object_holds)
{
    char words[TEXT_SIZE];
    struct stepping *session = begin(mailbox, NULL);
    cr_expect_str_eq(object_words(session, "box \"post\"", words), "open, empty");
    cr_expect_str_eq(object_words(session, "semaphore \"free_desks\"", words), "value 3");
    step_until(session, 1, "open, empty, 1 waits");
    const struct stepping_state *state = stepping_state(session);
    cr_expect_str_eq(state->threads[1].waits, "waits to take: post is empty");
    cr_expect_eq(state->threads[1].place.line, 36, "%d", state->threads[1].place.line);
    cr_expect_str_eq(object_words(session, "semaphore \"free_desks\"", words), "value 2");
    cr_expect_str_eq(object_words(session, "rwlock \"board\"", words), "read by 1");
    cr_expect(!lists(state, "box->") && !lists(state, "->lock"), "the library's own");
    const int position = state->position;
    step_until(session, 2, "open, 1 of 2: 7");
    step_until(session, 2, "open, 2 of 2: 7, 9");
    state = stepping_state(session);
    cr_expect(strncmp(state->rows[state->position - 1].words, "puts 9 into post: ", 18) == 0, "%s",
              state->rows[state->position - 1].words);
    cr_assert_eq(stepping_go_to(session, position), 0);
    cr_expect_str_eq(object_words(session, "box \"post\"", words), "open, empty, 1 waits");
    cr_assert_eq(stepping_complete(session), 0);
    cr_assert_eq(stepping_go_to(session, stepping_state(session)->length), 0);
    cr_expect_str_eq(object_words(session, "box \"post\"", words), "none");
    end(session);
}

Test(stepping, comes_to_a_deadlock)
{
    struct stepping_finish finish;
    struct stepping *session = begin(crossed, NULL);
    step(session, "AA");
    cr_assert_eq(stepping_finish(session, 10, false, &finish), 0);
    cr_expect_eq(finish.verdict, STEPPING_PROVED, "A has both: %s", finish.message);
    cr_assert_eq(stepping_back(session), 0);
    step(session, "B");
    cr_expect(stepping_state(session)->ended);
    cr_expect_str_eq(stepping_state(session)->failure, "deadlock");
    cr_expect_eq(stepping_state(session)->threads[1].state, STEPPING_WAITS);
    end(session);
}

/* Red, were the process to end with the program's execution. */
Test(stepping, goes_back_from_a_crash)
{
    struct stepping *session = begin(crash, NULL);
    step(session, "A");
    const struct stepping_state *state = stepping_state(session);
    cr_expect_str_eq(state->failure, "crash");
    cr_expect_eq(state->threads[1].place.line, 7);
    cr_assert_eq(stepping_back(session), 0);
    step(session, "MAA");
    cr_expect(stepping_state(session)->ended);
    cr_expect_null(stepping_state(session)->failure, "%s", stepping_state(session)->message);
    end(session);
}

Test(stepping, is_at_its_end_if_the_program_is)
{
    struct stepping_finish finish;
    struct stepping *session = begin(early, NULL);
    const struct stepping_state *state = stepping_state(session);
    cr_expect(state->ended);
    cr_expect_str_eq(state->printed, "alone");
    cr_expect_eq(state->length, 0);
    cr_expect_eq(stepping_step(session, 0), EAGAIN);
    cr_assert_eq(stepping_finish(session, 10, false, &finish), 0);
    cr_expect_eq(finish.verdict, STEPPING_PROVED);
    end(session);
}

Test(stepping, cuts_what_never_ends)
{
    const struct stepping_options options = {.steps = 40};
    struct stepping_finish finish;
    struct stepping *session = begin(never, &options);
    int steps = 0;
    while (!stepping_state(session)->ended && steps < 100) {
        cr_assert_eq(stepping_step(session, 1), 0);
        steps++;
    }
    cr_expect(stepping_state(session)->cut);
    cr_expect_eq(steps, 40, "%d", steps);
    cr_assert_eq(stepping_back(session), 0);
    cr_assert_eq(stepping_finish(session, 1, false, &finish), 0);
    cr_expect_eq(finish.verdict, STEPPING_BOUNDED);
    end(session);
}

Test(stepping, lets_a_load_return_an_older_store)
{
    struct stepping *session = begin(stale, NULL);
    step(session, "AABB");
    cr_expect_eq(stepping_state(session)->rows[1].choices, 1, "there is but one store to read");
    cr_assert_eq(stepping_go_to(session, 0), 0);
    step(session, "ABAB");
    cr_expect_eq(stepping_state(session)->rows[3].choices, 2);
    cr_assert_eq(stepping_choose(session, 1), 0);
    cr_expect_str_eq(stepping_state(session)->rows[3].words, "loads x -> 0, stale");
    cr_expect_eq(stepping_choose(session, 2), EINVAL);
    end(session);
}

Test(stepping, refuses_what_is_no_explored_program)
{
    static const struct stepping_options options = {0};
    char error[TEXT_SIZE];
    cr_expect_null(stepping_open((const char *const[]){"/bin/true", NULL}, &options, error));
    cr_expect_not_null(strstr(error, "built with interleave cc"), "%s", error);
    cr_expect_null(stepping_open((const char *const[]){"/nowhere/it", NULL}, &options, error));
    cr_expect_not_null(strstr(error, "No such file"), "%s", error);
}
