/*
 * test_run.c - a program under limits: how it ended is told rightly, whatever it did, and nothing
 * of it is left.
 *
 * Programs are one-line shell scripts. Limits are far smaller than the usual ones. RUN names the
 * command.
 */
#include "common/words.h"
#include "run/events.h"
#include "run/run.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct limits small_limits = {
    .processor_seconds = 1,
    .still_seconds = 1,
    .asleep_seconds = 2,
    .clock_seconds = 20,
    .memory_bytes = (size_t)64 << 20,
    .printed_bytes = 1 << 20,
    .file_bytes = 1 << 20,
    .events_bytes = 1 << 20,
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
        {"exec $IDLER looks", ENDED_ASLEEP, 0},
    };
    return cr_make_param_array(struct ending_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct ending_case *expected, run, ending)
{
    struct limits limits = small_limits;
    if (expected->ending == ENDED_EXIT) {
        limits.memory_bytes = (size_t)1 << 30;
    } else if (expected->ending == ENDED_ASLEEP) {
        limits.processor_seconds = 10; /* who wakes at each tick is charged for all of it */
    }
    struct outcome outcome = run_script(expected->script, &limits);
    char words[200];
    cr_expect_eq(outcome.ending, expected->ending, "%s: %s", expected->script,
                 outcome_in_words(&outcome, &limits, words, sizeof words));
    cr_expect_eq(outcome.code, expected->code, "%s: code %d", expected->script, outcome.code);
    outcome_release(&outcome);
}

/* A loop without an end that the kernel ends after a second, as it does with each process. */
#define LOOPS(numbers) "for i in " numbers "; do while :; do :; done & done; wait"

/* Red, were what is done on several processors held against the time of one, or against none. */
Test(run, each_processor_has_its_time)
{
    static const struct {
        const char *script;
        int processors;
        enum ending ending;
    } cases[] = {
        {LOOPS("1 2 3"), 3, ENDED_EXIT},
        {LOOPS("1 2 3 4 5 6"), 2, ENDED_PROCESSOR_TIME},
        {LOOPS("1 2 3"), 0, ENDED_PROCESSOR_TIME},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct limits limits = small_limits;
        limits.processors = cases[i].processors;
        struct outcome outcome = run_script(cases[i].script, &limits);
        char words[200];
        cr_expect_eq(outcome.ending, cases[i].ending, "%s, %d: %s", cases[i].script,
                     cases[i].processors, outcome_in_words(&outcome, &limits, words, sizeof words));
        outcome_release(&outcome);
    }
}

/* Red, were processors counted on which nothing that is started here can run. */
Test(run, processors_are_those_to_run_on)
{
    cpu_set_t all, one;
    cr_assert_eq(sched_getaffinity(0, sizeof all, &all), 0);
    cr_expect_eq(processors_here(), CPU_COUNT(&all));
    CPU_ZERO(&one);
    for (size_t i = 0; CPU_COUNT(&one) == 0; i++) {
        if (CPU_ISSET(i, &all)) {
            CPU_SET(i, &one);
        }
    }
    cr_assert_eq(sched_setaffinity(0, sizeof one, &one), 0);
    cr_expect_eq(processors_here(), 1);
}

#define TAKE "x=$(head -c 40000000 /dev/zero | tr '\\0' x); "

/* Red, were memory that nine processes share counted nine times, or what each has for itself once.
 */
Test(run, shared_memory_counts_once)
{
    static const struct {
        const char *script;
        enum ending ending;
    } cases[] = {
        {TAKE "for i in 1 2 3 4 5 6 7 8; do (sleep 1000; :) & done; wait", ENDED_STILL},
        {"for i in 1 2 3 4 5 6 7 8; do (" TAKE "sleep 1000; :) & done; wait", ENDED_MEMORY},
    };
    struct limits limits = small_limits;
    limits.memory_bytes = (size_t)256 << 20;
    limits.processes = usual_limits.processes;
    limits.processor_seconds = 10;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct outcome outcome = run_script(cases[i].script, &limits);
        char words[200];
        cr_expect_eq(outcome.ending, cases[i].ending, "%s: %s", cases[i].script,
                     outcome_in_words(&outcome, &limits, words, sizeof words));
        outcome_release(&outcome);
    }
}

/* Whoever started this may have it ignored that children end. */
Test(run, tells_the_ending_where_children_are_ignored)
{
    signal(SIGCHLD, SIG_IGN);
    struct outcome outcome = run_script("kill -SEGV $$", &small_limits);
    cr_expect_eq(outcome.ending, ENDED_SIGNAL);
    cr_expect_eq(outcome.code, SIGSEGV);
    outcome_release(&outcome);
}

/* Red, were anything that is open here open to the program, too: it could write there. */
Test(run, a_program_gets_no_other_descriptors)
{
    const int open_here = fcntl(STDERR_FILENO, F_DUPFD, 100);
    cr_assert(open_here >= 100);
    char script[64];
    snprintf(script, sizeof script, "test -e /proc/$$/fd/%d; echo $?", open_here);
    struct outcome outcome = run_script(script, &small_limits);
    cr_expect_str_eq(outcome.printed, "1\n");
    close(open_here);
    outcome_release(&outcome);
}

/* Red, were a proof the same twice, or a total without it taken for proven. */
Test(run, a_total_is_proven_by_what_only_this_run_was_given)
{
    static const char tells[] =
        "echo \"{\\\"event\\\":\\\"total\\\",\\\"expected\\\":1,\\\"total\\\":1,\\\"seconds\\\":0,"
        "\\\"proof\\\":\\\"$PROOF\\\"}\" >/proc/self/fd/$RACETRACK_EVENTS";
    char script[400];
    struct reported_total reported;
    snprintf(script, sizeof script, "PROOF=$RACETRACK_PROOF; %s", tells);
    struct outcome first = run_script(script, &small_limits);
    cr_expect(events_total(&first, &reported) && reported.proven);
    snprintf(script, sizeof script, "PROOF=%s; %s", first.proof, tells);
    struct outcome second = run_script(script, &small_limits);
    cr_expect(events_total(&second, &reported) && !reported.proven);
    cr_expect_eq(strlen(first.proof), PROOF_SIZE - 1);
    outcome_release(&first);
    outcome_release(&second);
}

enum { BURNERS = 4 };

/* Runs the script on one core, beside loops that are none of its own. run_program kills what
   descends from this process, so somebody else must start the loops. */
static struct outcome run_on_busy_core(const char *script, const struct limits *limits)
{
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
    struct outcome outcome = run_script(script, limits);
    for (int i = 0; i < BURNERS; i++) {
        kill(shared->burners[i], SIGKILL);
    }
    return outcome;
}

Test(run, a_program_that_waits_for_its_turn_does_not_stand_still)
{
    /* It counts at the lowest priority: it hardly runs, but it is ready to. */
    const struct limits limits = {.processor_seconds = 10,
                                  .still_seconds = 0.2,
                                  .asleep_seconds = 5,
                                  .clock_seconds = 60,
                                  .memory_bytes = (size_t)1 << 30,
                                  .printed_bytes = 1 << 20,
                                  .file_bytes = 1 << 20,
                                  .events_bytes = 1 << 20,
                                  .processes = 100};
    struct outcome outcome = run_on_busy_core(
        "exec nice -n 19 sh -c 'i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done'", &limits);
    char words[200];
    cr_expect_eq(outcome.ending, ENDED_EXIT, "%s",
                 outcome_in_words(&outcome, &limits, words, sizeof words));
    outcome_release(&outcome);
}

/* Red, were the waits of TSan's own thread taken for the program's. */
Test(run, a_thread_that_only_idles_keeps_no_program_going)
{
    struct outcome outcome = run_on_busy_core("exec nice -n 19 $IDLER", &small_limits);
    char words[200];
    cr_expect_eq(outcome.ending, ENDED_STILL, "%s",
                 outcome_in_words(&outcome, &small_limits, words, sizeof words));
    outcome_release(&outcome);
}

/* Red, were anybody kept waiting for a minute by a loop without an end. */
Test(run, the_usual_limits_are_met_soon)
{
    cr_expect_leq(usual_limits.processor_seconds, 20);
    struct outcome outcome = {.ending = ENDED_PROCESSOR_TIME};
    char words[200];
    cr_expect_str_eq(outcome_in_words(&outcome, &usual_limits, words, sizeof words),
                     "used more than 20 s of processor time (an endless loop?)");
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

/* A line of a script that tells a total through descriptor 9. */
#define TELL(expected, total)                                                           \
    "echo '{\"event\": \"total\", \"expected\": " #expected ", \"total\": " #total ", " \
    "\"seconds\": 0.5}' >&9\n"

Test(run, events_come_by_their_own_descriptor)
{
    struct outcome outcome =
        run_script("exec 9>/proc/self/fd/$RACETRACK_EVENTS\n"
                   "echo not json >&9\n" TELL(
                       1, 41) "echo '{\"event\": \"other\", \"total\": 43}' >&9\n" TELL(43, 42),
                   &small_limits);
    struct reported_total reported = {0};
    cr_expect(events_total(&outcome, &reported));
    cr_expect_eq(reported.total, 42);
    cr_expect_eq(reported.expected, 43);
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
    struct reported_total reported;
    cr_expect_not(events_total(&outcome, &reported));
    outcome_release(&outcome);
}

/* Red, were what a program told before it was ended taken for its total. */
Test(run, a_program_that_was_ended_has_no_total)
{
    static char line[] =
        "{\"event\": \"total\", \"expected\": 7, \"total\": 7, \"seconds\": 0.5}\n";
    static const enum ending endings[] = {ENDED_SIGNAL, ENDED_STILL, ENDED_CLOCK, ENDED_STARVED};
    struct outcome outcome = {.events = line, .events_length = sizeof line - 1};
    struct reported_total reported;
    cr_expect(events_total(&outcome, &reported));
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        outcome.ending = endings[i];
        cr_expect_not(events_total(&outcome, &reported), "ending %d", endings[i]);
    }
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

/* The command `run`, which RUN names, with a program that is a shell script. */
struct command_case {
    char options[16];
    char script[300];
    int status;
    char says[200]; /* what it prints */
};

#define EVENT "{\"event\": \"total\", \"expected\": %d, \"total\": %d, \"seconds\": 0.5}\\n"
#define TELLS(expected, total) \
    "printf '" EVENT "' " #expected " " #total " >/proc/self/fd/$RACETRACK_EVENTS"
#define SEGV "was killed by signal 11 (Segmentation fault).\n"

/*
 * Red, were the exit status of a program that is only shown passed over (early exit, crash), a
 * wrong total taken for a failure, the first total taken for the last, or a text for a number.
 */
ParameterizedTestParameters(command, says_how_it_ended)
{
    static struct command_case cases[] = {
        {"", "echo hello", 0, "hello\n"},
        {"", "exit 3", 1, ""},
        {"", "kill -SEGV $$", 1, "The program " SEGV},
        {"--total", TELLS(7, 7), 0, ""},
        {"--total", TELLS(7, 6) "; exit 1", 0, ""},
        {"--total", "exit 0", 1, "The program ended without a total (exit status 0).\n"},
        {"--total", "echo no; exit 3", 1,
         "no\nThe program ended without a total (exit status 3).\n"},
        {"--total", "kill -SEGV $$", 1, "The program " SEGV},
        {"--total", TELLS(7, 7) "; kill -SEGV $$", 1, "The program " SEGV},
        {"--total",
         "printf '{\"event\": \"total\", \"total\": \"7\"}\\n' >/proc/self/fd/$RACETRACK_EVENTS", 1,
         "The program ended without a total (exit status 0).\n"},
        {"--spread=1", TELLS(7000, 6000), 0,
         "1 run: 0 right, 1 wrong; expected 7,000\n"
         "  smallest 6,000, median 6,000, largest 6,000\n"},
        {"--spread=2", TELLS(7000, 1) "; " TELLS(7000, 7000), 0,
         "2 runs: 2 right, 0 wrong; expected 7,000\n"
         "  smallest 7,000, median 7,000, largest 7,000\n"},
        {"--spread=2", "exit 0", 1,
         "2 runs: 0 right, 0 wrong, 2 without a total\n"
         "The first of those exited with status 0.\n"},
        {"--spread=1", "kill -SEGV $$", 1,
         "1 run: 0 right, 0 wrong, 1 without a total\n"
         "That one " SEGV},
        {"--spread=0", "exit 0", 2, "run: RUNS=0: must be a number from 1 to 1,000,000\n"},
    };
    return cr_make_param_array(struct command_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct command_case *expected, command, says_how_it_ended)
{
    const char *const arguments[] = {getenv("RUN"), expected->options, "/bin/sh",
                                     "-c",          expected->script,  NULL};
    const char *const without_options[] = {getenv("RUN"), "/bin/sh", "-c", expected->script, NULL};
    const struct command command = {.arguments =
                                        expected->options[0] ? arguments : without_options};
    struct outcome outcome;
    cr_assert_eq(run_program(&command, &small_limits, &outcome), 0);
    const bool wrong_use = expected->status == 2;
    cr_expect(wrong_use ? strstr(outcome.printed, expected->says) != NULL
                        : strcmp(outcome.printed, expected->says) == 0,
              "%s: %s", expected->script, outcome.printed);
    cr_expect_eq(outcome.code, expected->status, "%s: status %d", expected->script, outcome.code);
    outcome_release(&outcome);
}

/* Red, were only what is kept passed on, 1 MiB: what a compiler tells may be longer. */
Test(command, passes_on_all_that_is_printed)
{
    struct outcome outcome =
        run_script("$RUN /bin/sh -c 'head -c 3000000 /dev/zero' | wc -c", &small_limits);
    cr_expect_str_eq(outcome.printed, "3000000\n");
    outcome_release(&outcome);
}

/* A program that tells another total each time; the file counts its runs. */
static struct outcome spread_of(const char *runs, const char *total)
{
    char file[] = "/tmp/racetrack-XXXXXX", script[400];
    const int created = mkstemp(file);
    cr_assert(created >= 0);
    close(created);
    snprintf(script, sizeof script,
             "echo >>%s; n=$(wc -l <%s); printf '%s' 9 $((%s)) >/proc/self/fd/$RACETRACK_EVENTS",
             file, file, EVENT, total);
    const char *const arguments[] = {getenv("RUN"), runs, "/bin/sh", "-c", script, NULL};
    const struct command command = {.arguments = arguments};
    struct outcome outcome;
    cr_assert_eq(run_program(&command, &usual_limits, &outcome), 0);
    char words[200];
    cr_assert(outcome.ending == ENDED_EXIT && outcome.code == 0, "%s: %s",
              outcome_in_words(&outcome, &usual_limits, words, sizeof words), outcome.printed);
    unlink(file);
    return outcome;
}

/* Red, were a value counted in a bar that isn't drawn, as with fewer values than bars. */
Test(spread, few_values_have_a_bar_each)
{
    struct outcome outcome = spread_of("--spread=6", "n * n % 9");
    cr_expect_str_eq(outcome.printed,
                     "6 runs: 0 right, 6 wrong; expected 9\n"
                     "  smallest 0, median 4, largest 7\n"
                     "                               0      2 "
                     "##################################################\n"
                     "                               1      1 #########################\n"
                     "                               2      0\n"
                     "                               3      0\n"
                     "                               4      1 #########################\n"
                     "                               5      0\n"
                     "                               6      0\n"
                     "                               7      2 "
                     "##################################################\n");
    outcome_release(&outcome);
}

/* Red, were a value at a range's edge counted in the next: 26 values are no multiple of 12 bars. */
Test(spread, each_value_is_in_its_range)
{
    struct outcome outcome = spread_of("--spread=26", "n - 1");
    const char *line = strchr(strchr(outcome.printed, '\n') + 1, '\n') + 1;
    long next = 0;
    for (; *line != '\0'; line = strchr(line, '\n') + 1) {
        long from, to, count;
        cr_assert_eq(sscanf(line, "%ld to %ld %ld", &from, &to, &count), 3, "%s", line);
        cr_expect(from == next && count == to - from + 1, "%.40s", line);
        next = to + 1;
    }
    cr_expect_eq(next, 26);
    outcome_release(&outcome);
}

Test(words, thousands_are_set_off)
{
    static const struct {
        long number;
        const char *words;
    } cases[] = {{0, "0"},       {999, "999"},      {1000, "1,000"},
                 {-999, "-999"}, {-1000, "-1,000"}, {1234567, "1,234,567"}};
    char words[GROUPED_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_str_eq(grouped(cases[i].number, words), cases[i].words);
    }
    cr_expect_str_eq(plural(1), "");
    cr_expect_str_eq(plural(0), "s");
    cr_expect_str_eq(plural(2), "s");
}
