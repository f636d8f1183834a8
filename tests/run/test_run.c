/*
 * test_run.c - a program under limits: how it ended is told rightly, whatever it did, and nothing
 * of it is left.
 *
 * Programs are one-line shell scripts. Limits are far smaller than the usual ones.
 */
#include "run/events.h"
#include "run/run.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct limits small_limits = {
    .processor_seconds = 1,
    .still_seconds = 1,
    .clock_seconds = 20,
    .memory_bytes = (size_t)64 << 20,
    .printed_bytes = 1 << 20,
    .file_bytes = 1 << 20,
    .processes = 20,
};

/* Runs a shell script under the limits; the caller releases the outcome. */
static struct outcome run_script(const char *script, const struct limits *limits)
{
    const char *const arguments[] = {"/bin/sh", "-c", script, NULL};
    const struct command command = {.arguments = arguments};
    struct outcome outcome;
    cr_assert_eq(run_program(&command, limits, &outcome), 0);
    return outcome;
}

struct ending_case {
    char script[200];
    enum ending ending;
    int code;
};

ParameterizedTestParameters(run, ending)
{
    static struct ending_case cases[] = {
        {"exit 0", ENDED_EXIT, 0},
        {"exit 66", ENDED_EXIT, 66},
        {"kill -SEGV $$", ENDED_SIGNAL, SIGSEGV},
        {"kill -KILL $$", ENDED_SIGNAL, SIGKILL},
        {"sleep 1000", ENDED_STILL, 0},
        {"sleep 1000 & wait", ENDED_STILL, 0},
        {"while :; do :; done", ENDED_PROCESSOR_TIME, 0},
        {"while :; do echo 0123456789012345678901234567890123456789; done", ENDED_PRINTED, 0},
        {"head -c 100000000 /dev/zero | tail -c 100000000 | cat >/dev/null & wait", ENDED_EXIT, 0},
        {"for i in 1 2 3 4 5 6 7 8 9 10 11 12; do (sleep 9 | sleep 9) & done; wait",
         ENDED_PROCESSES, 0},
        {"f=$(mktemp); exec 3>$f; rm $f; exec head -c 4000000 /dev/zero >&3", ENDED_FILE_SIZE, 0},
        {"x=0123456789; while :; do x=$x$x; done", ENDED_MEMORY, 0},
        {"trap '' TERM INT HUP; sleep 1000", ENDED_STILL, 0},
    };
    return cr_make_param_array(struct ending_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct ending_case *expected, run, ending)
{
    struct limits limits = small_limits;
    if (expected->ending == ENDED_EXIT) {
        limits.memory_bytes = (size_t)1 << 30;
    }
    struct outcome outcome = run_script(expected->script, &limits);
    char words[200];
    cr_expect_eq(outcome.ending, expected->ending, "%s: %s", expected->script,
                 outcome_in_words(&outcome, &limits, words, sizeof words));
    cr_expect_eq(outcome.code, expected->code, "%s: code %d", expected->script, outcome.code);
    outcome_release(&outcome);
}

enum { BURNERS = 4 };

Test(run, a_program_that_waits_for_its_turn_does_not_stand_still)
{
    /* It counts at the lowest priority beside loops that are none of its own, on one core: it
       hardly runs, but it is ready to. run_program kills what descends from this process, so
       somebody else must start the loops. */
    const struct limits limits = {.processor_seconds = 10,
                                  .still_seconds = 0.2,
                                  .clock_seconds = 60,
                                  .memory_bytes = (size_t)1 << 30,
                                  .printed_bytes = 1 << 20,
                                  .file_bytes = 1 << 20,
                                  .processes = 100};
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    cr_assert_eq(sched_setaffinity(0, sizeof one, &one), 0);
    struct starved {
        pid_t burners[BURNERS];
    } *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    cr_assert_neq(shared, MAP_FAILED);
    const pid_t starter = fork();
    if (starter == 0) {
        for (int i = 0; i < BURNERS; i++) {
            const pid_t burner = fork();
            if (burner == 0) {
                alarm(30);
                for (volatile unsigned long spin = 0;; spin++) {
                }
            }
            shared->burners[i] = burner;
        }
        _exit(0);
    }
    cr_assert_eq(waitpid(starter, NULL, 0), starter);
    struct outcome outcome = run_script(
        "exec nice -n 19 sh -c 'i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done'", &limits);
    for (int i = 0; i < BURNERS; i++) {
        kill(shared->burners[i], SIGKILL);
    }
    char words[200];
    cr_expect_eq(outcome.ending, ENDED_EXIT, "%s",
                 outcome_in_words(&outcome, &limits, words, sizeof words));
    outcome_release(&outcome);
}

Test(run, output_and_error_are_collected)
{
    struct outcome outcome = run_script("echo out; echo err >&2", &small_limits);
    cr_expect_str_eq(outcome.printed, "out\nerr\n");
    cr_expect_eq(outcome.printed_length, 8);
    outcome_release(&outcome);
}

Test(run, there_is_no_input)
{
    struct outcome outcome = run_script("cat; echo end", &small_limits);
    cr_expect_str_eq(outcome.printed, "end\n");
    outcome_release(&outcome);
}

Test(run, events_come_by_their_own_descriptor)
{
    struct outcome outcome = run_script("exec 9>/proc/self/fd/$RACETRACK_EVENTS\n"
                                        "echo not json >&9\n"
                                        "echo '{\"event\": \"total\", \"total\": 41}' >&9\n"
                                        "echo '{\"event\": \"other\", \"total\": 43}' >&9\n"
                                        "echo '{\"event\": \"total\", \"total\": 42}' >&9",
                                        &small_limits);
    long total = 0;
    cr_expect(events_total(&outcome, &total));
    cr_expect_eq(total, 42);
    json_t *events = events_named(&outcome, "total");
    cr_expect_eq(json_array_size(events), 2);
    json_decref(events);
    cr_expect_eq(outcome.printed_length, 0);
    outcome_release(&outcome);
}

Test(run, without_an_event_there_is_no_total)
{
    struct outcome outcome =
        run_script("echo '{\"event\": \"total\", \"total\": 42}'", &small_limits);
    long total;
    cr_expect_not(events_total(&outcome, &total));
    outcome_release(&outcome);
}

Test(run, nothing_that_it_started_outlives_it)
{
    struct outcome outcome = run_script("setsid sleep 1000 & echo $!\n"
                                        "(setsid sleep 1000 & echo $!) | cat",
                                        &small_limits);
    int first = 0, second = 0;
    cr_assert_eq(sscanf(outcome.printed, "%d %d", &first, &second), 2);
    cr_expect_neq(kill(first, 0), 0, "%d lives", first);
    cr_expect_neq(kill(second, 0), 0, "%d lives", second);
    outcome_release(&outcome);
}

/* A program whose first thread ends while another goes on: LEADERLESS names it. */
Test(run, a_process_lives_on_after_its_first_thread)
{
    const char *const arguments[] = {getenv("LEADERLESS"), NULL};
    const struct command command = {.arguments = arguments};
    struct outcome outcome;
    cr_assert_eq(run_program(&command, &small_limits, &outcome), 0);
    cr_expect_eq(outcome.ending, ENDED_PROCESSOR_TIME);
    outcome_release(&outcome);
}

Test(run, what_cannot_be_started_gives_its_error)
{
    const char *const missing[] = {"/nowhere/program", NULL};
    const char *const folder[] = {"/tmp", NULL};
    struct outcome outcome;
    struct command command = {.arguments = missing};
    cr_expect_eq(run_program(&command, &small_limits, &outcome), ENOENT);
    command.arguments = folder;
    cr_expect_eq(run_program(&command, &small_limits, &outcome), EACCES);
}

Test(run, variables_are_added_to_the_environment)
{
    const char *const arguments[] = {"/bin/sh", "-c", "echo $COLOUR $HOME", NULL};
    const char *const variables[] = {"COLOUR=red", "HOME=here", NULL};
    const struct command command = {.arguments = arguments, .variables = variables};
    struct outcome outcome;
    cr_assert_eq(run_program(&command, &small_limits, &outcome), 0);
    cr_expect_str_eq(outcome.printed, "red here\n");
    outcome_release(&outcome);
}
