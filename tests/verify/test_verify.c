/*
 * test_verify.c - what verify says of programs whose every word is known: shell scripts in place of
 * what make would have built.
 *
 * VERIFY names the program, MOVED the one of moved.c.
 */
#include "../coach/sandbox.h"
#include "kit/result.h"
#include "run/run.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <elf.h>
#include <fcntl.h>
#include <jansson.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void enter(void)
{
    path_make_absolute("VERIFY");
    path_make_absolute("MOVED");
    sandbox_enter(false);
}

TestSuite(verify, .init = enter, .fini = sandbox_leave);

/* Writes a line of JSON to the events' descriptor. */
#define EVENT(json) "echo '" json "' >/proc/self/fd/$RACETRACK_EVENTS\n"
#define TOTAL(expression) TOTAL_LEAVING("0", expression)
#define TOTAL_LEAVING(threads, expression)                                                      \
    "echo "                                                                                     \
    "\"{\\\"event\\\":\\\"total\\\",\\\"proof\\\":\\\"$RACETRACK_PROOF\\\",\\\"started\\\":64," \
    "\\\"left\\\":" threads ","                                                                 \
    "\\\"expected\\\":0,\\\"seconds\\\":0,\\\"total\\\":$("                                     \
    "(" expression "))}\" >/proc/self/fd/$RACETRACK_EVENTS\n"
#define RIGHT TOTAL("$1 * $2")
#define WATCHED EVENT("{\"event\":\"tsan\"}")
#define WATCHED_RIGHT WATCHED TOTAL("2000000")

static void write_script(const char *path, const char *text)
{
    char script[2048];
    snprintf(script, sizeof script, "#!/bin/sh\n%s", text);
    file_write(path, script);
    chmod(path, 0755);
}

/* Of a run that was not seen to its end, in which two threads took turns. */
#define OVERLAP                                                                           \
    "\"threads\":3,\"overlap\":{\"together\":2,\"steps\":100,\"of_main\":0,\"turns\":50," \
    "\"alone\":2}"
#define EXPLORED(verdict, more)                                                             \
    EVENT("{\"event\":\"explored\",\"proof\":\"'$RACETRACK_PROOF'\",\"verdict\":\"" verdict \
          "\",\"message\":\"As it is.\",\"schedule\":\"M1\","                               \
          "\"whole\":true,\"executions\":1234," OVERLAP more "}")
#define PROVED EXPLORED("proved", "")

/* An object in which there is nothing to refuse, and what a compiler tells of such. */
static void make_objects(void)
{
    static const char said[] = "; *** IR Dump Before AlwaysInlinerPass on [module] ***\n!0 = !{}\n";
    const Elf64_Ehdr empty = {
        .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_REL,
        .e_machine = EM_X86_64,
        .e_version = EV_CURRENT,
        .e_ehsize = sizeof empty,
        .e_shentsize = sizeof(Elf64_Shdr)};
    file_write("built/plain.said", said);
    file_write("built/tsan.said", said);
    file_write("built/plain.d", "built/plain.o: ./name.c\n");
    FILE *object = fopen("built/plain.o", "w");
    cr_assert_not_null(object);
    fwrite(&empty, sizeof empty, 1, object);
    fclose(object);
}

/* The lines of one build: plain or tsan. */
#define BUILD(kind)                                                                             \
    kind ".program=built/" kind "\n" kind ".object=built/" kind ".o\n" kind ".said=built/" kind \
         ".said\n" kind ".log=built/" kind ".log\n" kind ".link_log=built/" kind                \
         "-link.log\n" kind ".read=built/" kind ".d\n"
#define MANIFEST                                                                             \
    "exercise=01-counter\nsource=name.c\ncopy=built/source\n" BUILD("plain")                 \
        BUILD("tsan") "explored.program=built/explored\ncontract.program=harness/contract\n" \
                      "contract.told=harness/contract.json\nresult=built/result.json\n"

static void make_programs(const char *plain, const char *tsan, const char *explored)
{
    file_write("name.c", "the source\n");
    file_write("built/source", "the source\n");
    file_write("built/manifest", MANIFEST);
    make_objects();
    write_script("built/plain", plain);
    write_script("built/tsan", tsan);
    write_script("built/explored", explored[0] != '\0' ? explored : PROVED);
    write_script("harness/contract", "while [ $# -gt 0 ]; do echo $(($1 * $2)); shift 2; done\n");
    file_write("harness/contract.json",
               "{\"name\": \"01-counter\", \"work_unit\": \"increments\", \"to_read\": false, "
               "\"full\": {\"threads\": 2, \"work\": 1000000}, "
               "\"small\": {\"threads\": 2, \"work\": 2}}");
}

#define ARGUMENTS "--manifest=built/manifest", "--seed=1"

/* The check of that name, as result.json has it. */
static const json_t *check_named(const json_t *result, const char *name)
{
    size_t i;
    const json_t *check;
    json_array_foreach(json_object_get(result, "checks"), i, check)
    {
        if (strcmp(json_string_value(json_object_get(check, "name")), name) == 0) {
            return check;
        }
    }
    return NULL;
}

struct verify_case {
    char plain[400];
    char tsan[400];
    int status;
    char check[24]; /* the one that tells */
    char reason[16];
    char says[160];     /* its summary */
    char explored[600]; /* "": proved */
};

/*
 * Red, were numbers told without separators, a forged report taken for the machine's fault, the
 * status 0 of a program without a total taken for an answer, a number's text for a number, or a
 * hang waited for twice.
 */
ParameterizedTestParameters(verify, says)
{
    static struct verify_case cases[] = {
        {RIGHT, WATCHED_RIGHT, 0, "total", "", "right in 5 runs, with 1 to 6 threads"},
        {RIGHT, WATCHED_RIGHT, 0, "race-free", "", "ThreadSanitizer reports nothing"},
        {TOTAL("1457560"), WATCHED_RIGHT, 1, "total", "wrong-total",
         "2 threads x 1,000,000 increments: expected 2,000,000, actual 1,457,560"},
        {TOTAL_LEAVING("2", "1457560"), WATCHED_RIGHT, 1, "total", "wrong-total",
         "2 threads x 1,000,000 increments: 2 threads were never joined; expected 2,000,000, "
         "actual "
         "1,457,560"},
        {"[ $1 = 1 ] && exit 0\n" RIGHT, WATCHED_RIGHT, 1, "total", "crash",
         "1 thread x 1,000,000 increments: the program ended without a total (exit status 0)"},
        {"kill -SEGV $$", WATCHED_RIGHT, 1, "total", "crash",
         "2 threads x 1,000,000 increments: the program was killed by signal 11 (Segmentation "
         "fault)"},
        {EVENT("{\"event\":\"total\",\"expected\":0,\"seconds\":0,\"total\":2000000}"),
         WATCHED_RIGHT, 1, "total", "forges-result",
         "2 threads x 1,000,000 increments: it forges a total"},
        {EVENT("{\"event\":\"total\",\"proof\":\"'$RACETRACK_PROOF'\",\"expected\":0,\"seconds\":0,"
               "\"total\":\"2000000\"}"),
         WATCHED_RIGHT, 1, "total", "crash",
         "2 threads x 1,000,000 increments: the program ended without a total (exit status 0)"},
        {RIGHT, WATCHED "kill -SEGV $$", 1, "race-free", "crash",
         "under TSan, the program was killed by signal 11 (Segmentation fault)"},
        {RIGHT, WATCHED "exit 0", 1, "race-free", "crash",
         "under TSan, the program ended without a total (exit status 0)"},
        {"sleep 1000", WATCHED "while :; do :; done", 1, "race-free", "hang",
         "under TSan, the program used more than 10 s of processor time (an endless "
         "loop?)"},
        {RIGHT, WATCHED EVENT("{\"event\":\"report\"}"), 1, "race-free", "forged-report",
         "the program wrote a report that ThreadSanitizer never wrote"},
        {RIGHT, "exit 66", 3, "race-free", "machine",
         "ThreadSanitizer can't run here: the program ended without a total (exit status 66)"},
        {RIGHT, WATCHED_RIGHT, 0, "every-interleaving", "",
         "no schedule fails: proved in 1,234 executions", ""},
        {RIGHT, WATCHED_RIGHT, 0, "every-interleaving", "", "As it is.", EXPLORED("bounded", "")},
        {RIGHT, WATCHED_RIGHT, 0, "every-interleaving", "", "As it is.",
         EXPLORED("bounded", ",\"outcomes\":[{\"outcome\":\"16\",\"count\":1}]")},
        {RIGHT, WATCHED_RIGHT, 1, "every-interleaving", "hang",
         "no execution came to its end: As it is.", EXPLORED("bounded", ",\"outcomes\":[]")},
        {RIGHT, "echo '#' >>built/explored\n" WATCHED_RIGHT, 3, "total", "machine",
         "built/explored was changed during the checks, by the program or by somebody else"},
        {RIGHT, WATCHED_RIGHT, 1, "every-interleaving", "lost-wake-up",
         "As it is. There is a lost wake-up in 1,000 of 1,234 schedules; the simplest is M1",
         EXPLORED("failed", ",\"failure\":\"lost wake-up\",\"found\":[{\"failure\":\"lost "
                            "wake-up\",\"count\":1000}]")},
        {RIGHT, WATCHED_RIGHT, 3, "every-interleaving", "machine", "As it is.",
         EXPLORED("unexplored", "")},
        {RIGHT, WATCHED_RIGHT, 1, "every-interleaving", "crash",
         "under the explorer, the program exited with status 0", "exit 0"},
    };
    return cr_make_param_array(struct verify_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct verify_case *expected, verify, says)
{
    make_programs(expected->plain, expected->tsan, expected->explored);
    const char *const arguments[] = {getenv("VERIFY"), ARGUMENTS, NULL};
    struct ran ran = run_here(arguments);
    json_t *result = result_read("built/result.json", "name.c");
    const json_t *check = check_named(result, expected->check);
    const char *reason = json_string_value(json_object_get(check, "reason"));
    cr_expect_eq(ran.status, expected->status, "status %d: %s%s", ran.status, ran.out, ran.err);
    cr_expect_str_eq(json_string_value(json_object_get(check, "summary")), expected->says);
    cr_expect_str_eq(reason != NULL ? reason : "", expected->reason);
    cr_expect_str_eq(ran.err, "", "%s", ran.err);
    json_decref(result);
    ran_release(&ran);
}

/* Red, were who floods the output explored as long as others, and then again and again with more
 * work: a minute of a processor, for a verdict that is known. With two processors it may have begun
 * to be, beside the check that it floods; that counts for nothing, and is asked before the last. */
Test(verify, what_ran_into_a_limit_is_explored_in_short)
{
    make_programs("yes", WATCHED "yes",
                  "echo \"$INTERLEAVE\" | grep -v -e mode=replay -e small=1 >>asked\n" PROVED);
    const char *const arguments[] = {getenv("VERIFY"), ARGUMENTS, NULL};
    struct ran ran = run_here(arguments);
    char *asked = file_read("asked");
    json_t *result = result_read("built/result.json", "name.c");
    const json_t *check = check_named(result, "still-concurrent");
    cr_expect_eq(ran.status, 1, "%s%s", ran.out, ran.err);
    static const char in_short[] = "mode=auto;seconds=3;outcome=1;leaks=fail;memory=256\n";
    cr_assert_geq(strlen(asked), strlen(in_short), "%s", asked);
    cr_expect_str_eq(asked + strlen(asked) - strlen(in_short), in_short, "%s", asked);
    cr_expect_str_eq(json_string_value(json_object_get(check, "status")), "not run");
    cr_expect_str_eq(json_string_value(json_object_get(check, "reason")), "limit");
    json_decref(result);
    free(asked);
    ran_release(&ran);
}

/* Red, were what the explorer does on several processors held against the time of one, 20 s: a loop
 * is ended by the kernel after 8. */
Test(verify, a_proof_has_the_time_of_each_processor)
{
    if (processors_here() == 1) {
        return;
    }
    make_programs(RIGHT, WATCHED_RIGHT,
                  "case $INTERLEAVE in mode=auto*)\n"
                  "for i in 1 2 3; do (ulimit -t 8; while :; do :; done) & done; wait;;\n"
                  "esac\n" PROVED);
    const char *const arguments[] = {getenv("VERIFY"), ARGUMENTS, NULL};
    struct ran ran = run_here(arguments);
    cr_expect_eq(ran.status, 0, "%s%s", ran.out, ran.err);
    ran_release(&ran);
}

#define BOTH_WRITE                                                                           \
    EVENT("{\"event\":\"report\",\"report\":{\"accesses\":[{\"write\":true,\"stack\":[8]},{" \
          "\"write\":true,\"stack\":[8]}]}}")
#define ONE_READS                                                                             \
    EVENT("{\"event\":\"report\",\"report\":{\"accesses\":[{\"write\":false,\"stack\":[4]},{" \
          "\"write\":true,\"stack\":[8]}]}}")

/* Red, were the luck of a run, in which TSan lost a read, the last word about it; or were a program
 * run again in which nothing can have been lost, or that no longer shows what it has shown. */
Test(verify, a_read_that_may_be_lost_is_looked_for)
{
    static const struct {
        const char *tsan, *runs;
    } cases[] = {
        {BOTH_WRITE, "1\n1\n1\n1\n1\n1\n"},
        {ONE_READS, "1\n"},
        {BOTH_WRITE ONE_READS, "1\n"},
        {"if [ $(wc -l <ran) = 2 ]; then\n" ONE_READS "else\n" BOTH_WRITE "fi\n", "1\n1\n"},
        {"[ $(wc -l <ran) != 1 ] ||" BOTH_WRITE, "1\n1\n1\n1\n1\n1\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char tsan[1200];
        snprintf(tsan, sizeof tsan, "echo 1 >>ran\n" WATCHED "%s" TOTAL("2000000"), cases[i].tsan);
        make_programs(RIGHT, tsan, "");
        const char *const arguments[] = {getenv("VERIFY"), ARGUMENTS, NULL};
        struct ran ran = run_here(arguments);
        char *runs = file_read("ran");
        json_t *result = result_read("built/result.json", "name.c");
        const json_t *check = check_named(result, "race-free");
        cr_expect_str_eq(runs, cases[i].runs, "case %zu", i);
        cr_expect_str_eq(json_string_value(json_object_get(check, "reason")), "forged-report");
        json_decref(result);
        free(runs);
        remove("ran");
        ran_release(&ran);
    }
}

/* What was refused, or could not be looked at, was built all the same. */
Test(verify, tells_why_the_other_checks_are_not_run)
{
    static const char *const cases[][4] = {
        /* plain.d, reason, of the first check; of the others: summary */
        {"built/plain.o: ./name.c /etc/passwd\n", "reaches-outside", "failed", "it was refused"},
        {"built/plain.o: ./name.c exercises/lib/../01-name/beside.h\n", "reaches-outside", "failed",
         "it was refused"},
        {"", "machine", "unable", "the first check could not run"},
    };
    mkdir("exercises", 0700);
    mkdir("exercises/lib", 0700);
    mkdir("exercises/01-name", 0700);
    file_write("exercises/01-name/beside.h", "");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        make_programs(RIGHT, WATCHED_RIGHT, "");
        file_write("built/plain.d", cases[i][0]);
        const char *const arguments[] = {getenv("VERIFY"), ARGUMENTS, NULL};
        struct ran ran = run_here(arguments);
        json_t *result = result_read("built/result.json", "name.c");
        const json_t *builds = check_named(result, "builds"), *total = check_named(result, "total");
        cr_expect_str_eq(json_string_value(json_object_get(builds, "status")), cases[i][2]);
        cr_expect_str_eq(json_string_value(json_object_get(total, "status")), "not run");
        cr_expect_str_eq(json_string_value(json_object_get(total, "reason")), cases[i][1]);
        cr_expect_str_eq(json_string_value(json_object_get(total, "summary")), cases[i][3]);
        json_decref(result);
        ran_release(&ran);
    }
}

/* Red, were a program accused of what was cut off: that its functions have no attributes. */
Test(verify, what_the_compiler_told_only_in_part_is_no_fault_of_the_program)
{
    static const char *const cut[] = {"define i64 @total() #0 {\n  ret i64 0\n}\n",
                                      "define i64 @total() #0 {\n  ret i64 0\n}\n"
                                      "attributes #0 = { noinline }\n1 warning generated.\n"};
    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
        char said[400];
        make_programs(RIGHT, WATCHED_RIGHT, "");
        snprintf(said, sizeof said, "*** IR Dump Before AlwaysInlinerPass on [module] ***\n%s",
                 cut[i]);
        file_write("built/tsan.said", said);
        const char *const arguments[] = {getenv("VERIFY"), ARGUMENTS, NULL};
        struct ran ran = run_here(arguments);
        json_t *result = result_read("built/result.json", "name.c");
        cr_expect_eq(ran.status, 3, "%s%s", ran.out, ran.err);
        cr_expect_str_eq(
            json_string_value(json_object_get(check_named(result, "builds"), "summary")),
            "built/tsan.said: the compiler's output is cut off");
        json_decref(result);
        ran_release(&ran);
    }
}

/* Red, were the number told one of the cases that are drawn, which have no more than 8 threads. */
Test(verify, tells_the_most_threads_of_all_cases)
{
    make_programs(RIGHT, WATCHED TOTAL("9 * 1000000"), "");
    file_write("harness/contract.json",
               "{\"name\": \"01-counter\", \"work_unit\": \"increments\", \"to_read\": false, "
               "\"full\": {\"threads\": 9, \"work\": 1000000}, "
               "\"small\": {\"threads\": 2, \"work\": 2}}");
    const char *const arguments[] = {getenv("VERIFY"), ARGUMENTS, NULL};
    struct ran ran = run_here(arguments);
    cr_expect_not_null(strstr(ran.out, "right in 5 runs, with 1 to 9 threads"), "%s", ran.out);
    ran_release(&ran);
}

/* Red, were a replay's addresses taken for those of the run in which the schedule was found. */
Test(verify, places_are_those_of_the_replay)
{
    make_programs(RIGHT, WATCHED_RIGHT, "");
    cr_assert_eq(remove("built/explored"), 0);
    const char *moved = getenv("MOVED");
    cr_assert(moved != NULL && symlink(moved, "built/explored") == 0);
    const char *const arguments[] = {getenv("VERIFY"), ARGUMENTS, NULL};
    struct ran ran = run_here(arguments);
    json_t *result = result_read("built/result.json", "name.c");
    const json_t *check = check_named(result, "every-interleaving");
    const json_t *steps = json_object_get(json_object_get(check, "evidence"), "steps");
    const char *file = json_string_value(json_object_get(json_array_get(steps, 0), "file"));
    cr_expect_eq(json_array_size(steps), 1, "%s%s", ran.out, ran.err);
    cr_expect(file != NULL && strstr(file, "moved.c") != NULL, "%s", file);
    json_decref(result);
    ran_release(&ran);
}

/* Red, were a file looked for whose place nobody told, or a line that is missing passed over. */
Test(verify, a_manifest_that_is_not_whole_is_refused)
{
    static const char *const cases[][2] = {
        {NULL, "racetrack: built/manifest: No such file or directory; try: make verify\n"},
        {"", "racetrack: built/manifest: it lacks exercise; try: make verify\n"},
        {"exercise=01-counter\nsource=name.c\nsomething=else\nno line\n",
         "racetrack: built/manifest: it lacks copy; try: make verify\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        make_programs(RIGHT, WATCHED_RIGHT, "");
        cr_assert_eq(remove("built/manifest"), 0);
        if (cases[i][0] != NULL) {
            file_write("built/manifest", cases[i][0]);
        }
        const char *const arguments[] = {getenv("VERIFY"), ARGUMENTS, NULL};
        struct ran ran = run_here(arguments);
        cr_expect_eq(ran.status, 3);
        cr_expect_str_eq(ran.err, cases[i][1]);
        ran_release(&ran);
    }
}

/* Red, were the folder of one run named in a result, or another one left out. */
Test(verify, the_folder_of_one_run_is_not_told)
{
    make_programs(RIGHT, WATCHED_RIGHT, "");
    file_write("one/run/name.c", "the source\n");
    file_write("built/plain.d", "built/plain.o: one/run/name.c\n");
    file_write("built/plain.log", "one/run/name.c:3:1: warning: two/run/name.c, one/run/name.c\n");
    file_write("built/manifest", MANIFEST "source=one/run/name.c\nuntold=one/run/\n");
    const char *const arguments[] = {getenv("VERIFY"), ARGUMENTS, NULL};
    struct ran ran = run_here(arguments);
    json_t *result = result_read("built/result.json", "name.c");
    const json_t *builds = check_named(result, "builds");
    cr_expect_eq(ran.status, 0, "%s%s", ran.out, ran.err);
    cr_expect_str_eq(json_string_value(json_object_get(json_object_get(result, "source"), "path")),
                     "name.c");
    cr_expect_str_eq(
        json_string_value(json_object_get(json_object_get(builds, "evidence"), "compiler")),
        "name.c:3:1: warning: two/run/name.c, name.c\n");
    json_decref(result);
    ran_release(&ran);
}

/* Red, were a long summary not broken. */
Test(verify, no_line_is_wider_than_100_columns)
{
    make_programs("kill -SEGV $$", WATCHED_RIGHT, "");
    const char *const arguments[] = {getenv("VERIFY"), ARGUMENTS, NULL};
    struct ran ran = run_here(arguments);
    cr_expect_not_null(
        strstr(ran.out, "signal 11\n                              (Segmentation fault)\n"), "%s",
        ran.out);
    ran_release(&ran);
}

/* Red, were it silent while a check runs. */
Test(verify, at_a_terminal_it_tells_which_check_is_running)
{
    static char said[4096];
    const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    cr_assert(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
    make_programs(RIGHT, WATCHED_RIGHT, "");
    const char *const arguments[] = {"timeout", "600", getenv("VERIFY"), ARGUMENTS, NULL};
    posix_spawn_file_actions_t actions;
    pid_t child;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 2, ptsname(terminal), O_RDWR | O_NOCTTY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    cr_assert_eq(
        posix_spawnp(&child, arguments[0], &actions, NULL, (char *const *)arguments, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    size_t length = 0;
    for (ssize_t got; (got = read(terminal, said + length, sizeof said - 1 - length)) > 0;) {
        length += (size_t)got;
    }
    waitpid(child, NULL, 0);
    close(terminal);
    cr_expect_not_null(strstr(said, "checking: total …"), "%s", said);
    cr_expect_not_null(strstr(said, "checking: race-free …"), "%s", said);
    cr_expect(length > 4 && strcmp(said + length - 4, "\r\033[K") == 0, "it stays: %s", said);
}
