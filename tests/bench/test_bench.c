/*
 * test_bench.c - the figures' arithmetic, on programs that tell times known beforehand; and the
 * samples: another number is no change, another shape is.
 *
 * BENCH names the program bench, SAMPLES the script samples.sh; this process runs in the project's
 * top folder. Each test has a folder of its own under /tmp.
 */
#include "common/series.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PRINTED = 16384 };

/* Where the test's own files are; made by make_folder, taken away after each test. */
static char folder[] = "/tmp/racetrack-bench-XXXXXX";
static char printed[PRINTED];

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
}

/* Writes a file in the test's folder; text may be a program that sh runs. */
static void write_file(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
    chmod(path, 0755);
}

/*
 * Runs a command line in which $D is the test's folder, $BENCH and $SAMPLES the tools. Keeps what
 * it prints, errors too, in printed. Returns its exit status.
 */
static int run(const char *line)
{
    char whole[1024];
    snprintf(whole, sizeof whole, "exec 2>&1; D=%s; %s", folder, line);
    FILE *pipe = popen(whole, "r");
    cr_assert_not_null(pipe);
    printed[fread(printed, 1, sizeof printed - 1, pipe)] = '\0';
    const int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The row of what was printed that has the label, from there on, each run of blanks made one. */
static const char *row(const char *label)
{
    static char text[256];
    size_t length = 0;
    const char *from = strstr(printed, label);
    if (from != NULL && *from == '\n') {
        from++;
    }
    for (; from != NULL && *from != '\n' && *from != '\0' && length + 1 < sizeof text; from++) {
        if (*from != ' ' || (length > 0 && text[length - 1] != ' ')) {
            text[length++] = *from;
        }
    }
    text[length] = '\0';
    return text;
}

Test(series, median_is_the_middle_one)
{
    struct series series = {0};
    cr_assert(isnan(series_median(&series)));
    const double times[] = {5, 1, 100, 2, 3};
    for (size_t i = 0; i < 5; i++) {
        cr_assert_eq(series_add(&series, times[i]), 0);
    }
    cr_assert(ieee_ulp_eq(dbl, series_median(&series), 3, 1));
    cr_assert(ieee_ulp_eq(dbl, series_least(&series), 1, 1));
    cr_assert(ieee_ulp_eq(dbl, series_most(&series), 100, 1));
    series_release(&series);
}

Test(series, median_of_an_even_number_is_between_the_two_middle_ones)
{
    struct series series = {0};
    for (int i = 100; i > 0; i--) {
        cr_assert_eq(series_add(&series, i), 0);
    }
    cr_assert(ieee_ulp_eq(dbl, series_median(&series), 50.5, 1));
    series_release(&series);
}

TestSuite(costs, .init = make_folder, .fini = remove_folder);

#define CONTRACT "{\"work_unit\": \"apples\", \"full\": {\"threads\": 2, \"work\": 500}}"
/* Tells a total, right for an expected 1000, with the time that the line before has set. */
#define TELL                                                                                \
    "echo \"{\\\"event\\\":\\\"total\\\",\\\"expected\\\":1000,\\\"total\\\":$(($1 * $2))," \
    "\\\"seconds\\\":$seconds}\" >/dev/fd/$RACETRACK_EVENTS\n"

static void write_programs(void)
{
    write_file("contract.json", CONTRACT);
    write_file("racy", "#!/bin/sh\nseconds=0.010\n" TELL);
    /* 20, 40, 80 and 160 ms: the more threads the slower. */
    write_file("lock", "#!/bin/sh\nseconds=0.$(printf %03d $((20 * $1)))\n" TELL);
    /* Round by round 5, 1 and 3 ms. */
    write_file("atomic", "#!/bin/sh\necho >>$0.$1\nset -- $1 $2 $(wc -l <$0.$1)\n"
                         "seconds=0.00$(echo 5 1 3 | cut -d ' ' -f $3)\n" TELL);
    write_file("crash", "#!/bin/sh\n[ $1 = 4 ] && kill -SEGV $$\nseconds=0.010\n" TELL);
    write_file("wrong", "#!/bin/sh\nseconds=0.010\nset -- 1 $1\n" TELL);
}

Test(costs, medians_and_their_ratios_to_the_serial_reference)
{
    write_programs();
    cr_assert_eq(run("$BENCH costs --contract=$D/contract.json --rounds=3 racy=$D/racy "
                     "lock=$D/lock atomic=$D/atomic wrong=$D/wrong"),
                 0, "%s", printed);
    cr_expect_str_eq(row("\nracy"), "racy 10.00 1.00 10.00 1.00 10.00 1.00 10.00 1.00 12 of 12");
    cr_expect_str_eq(row("\nlock"), "lock 20.00 2.00 40.00 4.00 80.00 8.00 160.00 16.00 12 of 12");
    cr_expect_str_eq(row("\natomic"), "atomic 3.00 0.30 3.00 0.30 3.00 0.30 3.00 0.30 12 of 12");
    cr_expect_str_eq(row("\nwrong"), "wrong 10.00 1.00 10.00 1.00 10.00 1.00 10.00 1.00 0 of 12");
}

/* Racy is wrong, or tells nothing, with one thread too: then lock is what all are measured by. */
Test(costs, a_wrong_racy_program_is_no_reference)
{
    static const char *const racy[] = {
        "#!/bin/sh\nseconds=0.010\nset -- 1 1\n" TELL,
        "#!/bin/sh\nkill -SEGV $$\n",
    };
    write_programs();
    for (size_t i = 0; i < sizeof racy / sizeof *racy; i++) {
        write_file("bad", racy[i]);
        cr_assert_eq(run("$BENCH costs --contract=$D/contract.json --rounds=2 racy=$D/bad "
                         "wrong=$D/wrong lock=$D/lock"),
                     0, "%s", printed);
        cr_expect_str_eq(row("\nlock"), "lock 20.00 1.00 40.00 2.00 80.00 4.00 160.00 8.00 8 of 8");
        cr_expect_not_null(strstr(printed, "its ratio to lock with 1 thread."), "%s", printed);
        cr_expect_not_null(strstr(printed, "since racy isn't right even then"), "%s", printed);
    }
    cr_assert_eq(run("$BENCH costs --contract=$D/contract.json --rounds=1 racy=$D/wrong"), 0);
    cr_expect_not_null(strstr(printed, "No variant is right even with 1 thread"), "%s", printed);
}

Test(costs, markdown)
{
    write_programs();
    cr_assert_eq(run("$BENCH costs --contract=$D/contract.json --rounds=1 --markdown racy=$D/racy "
                     "lock=$D/lock"),
                 0);
    cr_expect_str_eq(row("| lock"), "| lock | 20.00 ms (2.00) | 40.00 ms (4.00) | 80.00 ms (8.00) "
                                    "| 160.00 ms (16.00) | 4 of 4 |");
    cr_expect_not_null(strstr(printed, "1,000 apples in all"), "%s", printed);
    cr_expect_not_null(strstr(printed, "the median of 1 round,"), "%s", printed);
}

Test(costs, a_run_without_a_time_is_told_and_not_repeated)
{
    write_programs();
    cr_assert_eq(run("$BENCH costs --contract=$D/contract.json --rounds=2 racy=$D/racy "
                     "yours=$D/crash"),
                 0);
    cr_expect_str_eq(row("\nyours"), "yours 10.00 1.00 10.00 1.00 - - 10.00 1.00 6 of 6");
    cr_expect_neq(strstr(printed, "yours, 4 threads: no time, it was killed by signal 11"), NULL);
}

/* The page has the figures of the table, and the title is no markup. */
Test(costs, page)
{
    write_programs();
    cr_assert_eq(run("$BENCH costs --contract=$D/contract.json --rounds=2 --page=$D/x.html "
                     "--title='</title><b>' racy=$D/wrong lock=$D/lock yours=$D/crash"),
                 0, "%s", printed);
    cr_assert_eq(run("grep -A1 '<title>' $D/x.html; grep 'id=\"data\"' $D/x.html"), 0);
    cr_expect_not_null(strstr(printed, "<title>&lt;/title>&lt;b></title>"), "%s", printed);
    const char *racy = strstr(printed, "\"name\":\"racy\"");
    cr_assert_not_null(racy, "%s", printed);
    cr_expect_eq(strstr(racy, "\"right\":0"), strstr(racy, "\"right\":"), "racy is wrong");
    const char *lock = strstr(printed, "\"name\":\"lock\"");
    cr_assert_not_null(lock, "%s", printed);
    cr_expect_eq(strstr(lock, "\"ms\":20.0,"), strstr(lock, "\"ms\":"), "%s", lock);
    cr_expect_not_null(strstr(printed, "\"reference\":1"), "lock is right alone, racy is not");
    cr_expect_not_null(strstr(printed, "\"failure\":\"was killed by signal 11"), "%s", printed);
    cr_expect_eq(run("$BENCH costs --contract=$D/contract.json --rounds=1 --page=/nowhere/x.html "
                     "racy=$D/racy"),
                 3);
    cr_expect_not_null(strstr(printed, "/nowhere/x.html: No such file"), "%s", printed);
}

/* What gnuplot is told: a line for each program, and no point where there is no time. */
Test(costs, plot)
{
    write_programs();
    write_file("gnuplot", "#!/bin/sh\ncat >${0%/*}/script\n");
    cr_assert_eq(run("PATH=$D:$PATH $BENCH costs --contract=$D/contract.json --rounds=1 "
                     "--plot=\"$D/it's.svg\" racy=$D/racy lock=$D/lock yours=$D/crash && "
                     "cat $D/script"),
                 0, "%s", printed);
    cr_expect_not_null(strstr(printed, "/it''s.svg'\n"), "%s", printed);
    cr_expect_not_null(
        strstr(printed, "$variant1 << END\n1 20.000000\n2 40.000000\n4 80.000000\n8 160"), "%s",
        printed);
    cr_expect_not_null(strstr(printed, "$variant2 << END\n1 10.000000\n2 10.000000\n8 10.0"), "%s",
                       printed);
    cr_expect_not_null(strstr(printed, ", $variant1 using 1:2 with linespoints title 'lock'"), "%s",
                       printed);
    write_file("gnuplot", "#!/bin/sh\ncat >/dev/null\nexit 1\n");
    cr_expect_eq(run("PATH=$D:$PATH $BENCH costs --contract=$D/contract.json --rounds=1 "
                     "--plot=$D/x.svg racy=$D/racy"),
                 3);
    cr_expect_not_null(strstr(printed, "try: make setup PLOT=1"), "%s", printed);
}

/* The programs take turns: each writes its name to one log. */
Test(costs, programs_take_turns)
{
    write_file("contract.json", CONTRACT);
    write_file("a", "#!/bin/sh\nprintf a >>${0%/*}/log\nseconds=0.001\n" TELL);
    write_file("b", "#!/bin/sh\nprintf b >>${0%/*}/log\nseconds=0.001\n" TELL);
    cr_assert_eq(run("$BENCH costs --contract=$D/contract.json --rounds=2 racy=$D/a b=$D/b "
                     ">/dev/null; cat $D/log"),
                 0);
    cr_expect_str_eq(printed, "abababababababab");
}

struct use {
    char line[160];
    int status;
};

ParameterizedTestParameters(costs, exit_status)
{
    static struct use uses[] = {
        {"$BENCH", 2},
        {"$BENCH nonsense", 2},
        {"$BENCH costs", 2},
        {"$BENCH costs --contract=$D/contract.json lock=$D/lock", 2},
        {"$BENCH costs --contract=$D/contract.json racy", 2},
        {"$BENCH costs --contract=$D/contract.json racy=$D/racy racy=$D/lock", 2},
        {"$BENCH costs --contract=$D/contract.json --rounds=0 racy=$D/racy", 2},
        {"$BENCH costs --contract=$D/contract.json --nonsense racy=$D/racy", 2},
        {"$BENCH costs --contract=$D/none.json racy=$D/racy", 3},
        {"$BENCH costs --contract=$D/racy racy=$D/racy", 3},
        {"$BENCH costs --contract=$D/contract.json racy=$D/racy lock=$D/none", 3},
        {"$BENCH steps", 2},
        {"$BENCH steps label", 2},
        {"$BENCH steps --runs=x label=true", 2},
        {"$BENCH steps --runs=1 label=$D/none", 3},
        {"$BENCH steps --runs=1 label=true", 0},
        {"$BENCH steps --runs=1 label=false", 0},
        {"$SAMPLES", 2},
        {"$SAMPLES nonsense", 2},
        {"$SAMPLES check $D/none.md", 2},
        {"$SAMPLES check", 0},
    };
    return cr_make_param_array(struct use, uses, sizeof uses / sizeof *uses, NULL);
}

ParameterizedTest(struct use *use, costs, exit_status)
{
    write_programs();
    cr_assert_eq(run(use->line), use->status, "%s: %s", use->line, printed);
}

TestSuite(steps, .init = make_folder, .fini = remove_folder);

Test(steps, commands_take_turns_and_failures_are_told)
{
    cr_assert_eq(
        run("$BENCH steps --runs=3 \"a=printf a >>$D/log\" \"b=printf b >>$D/log; exit 7\"; "
            "cat $D/log"),
        0);
    cr_expect_neq(strstr(printed, "ababab"), NULL);
    cr_expect_neq(strstr(row("\nb "), "exit status 7"), NULL);
}

Test(steps, the_checks_of_a_result_are_rows)
{
    write_file("result.json", "{\"checks\": [{\"name\": \"total\", \"seconds\": 0.25}]}");
    cr_assert_eq(run("$BENCH steps --runs=2 --result=$D/result.json a=true"), 0);
    cr_expect_str_eq(row("check total"), "check total 250.0 250.0 250.0");
}

TestSuite(samples, .init = make_folder, .fini = remove_folder);

/* A README with one sample, whose block holds this. */
static void write_readme(const char *command, const char *block)
{
    char text[1024];
    snprintf(text, sizeof text, "# A\n\n<!-- sample: %s -->\n```\n%s```\nend\n", command, block);
    write_file("README.md", text);
}

struct sample {
    char command[120];
    char block[160]; /* what stands in the README */
    int status;      /* of check */
};

ParameterizedTestParameters(samples, check)
{
    static struct sample samples[] = {
        {"echo total 2000000", "total 2000000\n", 0},
        {"echo total 2000000", "total     1,345,678\n", 0}, /* another number, other blanks */
        {"echo total -7", "total 8\n", 0},
        {"echo at 0x7ffe12ab", "at 0x55a\n", 0},
        {"echo counter.c:20:18: race, pid=4711", "counter.c:7:3: race, pid=12\n", 0},
        {"echo took 3 ms", "took 1.5 s\n", 0},
        {"echo '1 to 5 7 ####'", "1 to 5 7 #\n", 0},
        {"echo hash 0123456789abcdef0123", "hash ffffffffffff01234567\n", 0},
        {"echo total 2000000", "sum 2000000\n", 1},
        {"echo total 2000000 WRONG", "total 2000000 right\n", 1},
        {"echo one; echo two", "one\n", 1},
        {"echo one", "one\ntwo\n", 1},
        {"echo one", "", 1},
        {"printf 'a 1\\nb 2\\nc 3\\n' | head -n 2", "a 9\nb 9\n", 0},
        {"echo out; exit 1", "out\n", 0}, /* a racy program fails, and that is the sample */
        {"cat other", "in this folder\n", 0},
        {"echo ${EX-none}", "none\n", 0},            /* the caller's make lends nothing */
        {"echo ${SEEDS-all} seeds", "2 seeds\n", 0}, /* fewer, as only the shape counts */
        {"no-such-command", "x\n", 3},
        {"true", "x\n", 3},
    };
    return cr_make_param_array(struct sample, samples, sizeof samples / sizeof *samples, NULL);
}

ParameterizedTest(struct sample *sample, samples, check)
{
    write_file("other", "in this folder\n");
    write_readme(sample->command, sample->block);
    cr_assert_eq(run("EX=3 $SAMPLES check $D/README.md"), sample->status, "%s: %s", sample->command,
                 printed);
    if (sample->status == 1) {
        cr_expect_neq(strstr(printed, "@@"), NULL, "a changed sample is shown as a difference");
    }
}

Test(samples, write_replaces_the_block_and_nothing_else)
{
    write_readme("echo \"it's\"; printf 'a\\\\tb\\n' # <!--", "old\n");
    cr_assert_eq(run("cp $D/README.md $D/old.md; $SAMPLES write $D/README.md"), 0, "%s", printed);
    cr_expect_eq(run("diff $D/old.md $D/README.md"), 1);
    cr_expect_str_eq(printed, "5c5,6\n< old\n---\n> it's\n> a\\tb\n");
    cr_expect_eq(run("$SAMPLES check $D/README.md"), 0, "%s", printed);
}

ParameterizedTestParameters(samples, form)
{
    static struct sample forms[] = {
        {"<!-- sample: echo -->\n\n```\n```\n", "fenced block must follow", 2},
        {"<!-- sample: echo -->\n```\n", "doesn't end", 2},
        {"<!-- figures -->\n| a |\n", "no <!-- end -->", 2},
        {"<!-- figures -->\n<!-- end -->\n", "no table", 2},
        {"<!-- figures -->\n| a |\n<!-- end -->\n<!-- figures -->\n<!-- end -->\n", "no table", 2},
        {"<!-- figures -->\n| a |\n<!-- end -->\n", "", 0},
        {"<!-- picture: echo a -->\n\n![a](a.svg)\n", "![words](FILE.svg) must follow", 2},
        {"<!-- picture: echo a -->\n![a](a.png)\n", "![words](FILE.svg) must follow", 2},
        {"<!-- picture: true -->\n![a](a.svg)\n", "prints nothing: true", 3},
    };
    return cr_make_param_array(struct sample, forms, sizeof forms / sizeof *forms, NULL);
}

ParameterizedTest(struct sample *form, samples, form)
{
    write_file("README.md", form->command);
    cr_assert_eq(run("$SAMPLES check $D/README.md"), form->status, "%s: %s", form->command,
                 printed);
    cr_expect_neq(strstr(printed, form->block), NULL, "%s", printed);
}

Test(samples, a_picture_is_what_its_command_prints)
{
    write_file("README.md", "a\n<!-- picture: cat told -->\n![two lines](shown.svg)\nb\n");
    write_file("told", "$ make run\nactual 1 WRONG & <odd>\n");
    cr_assert_eq(run("cp $D/README.md $D/old.md; $SAMPLES write $D/README.md"), 0, "%s", printed);
    cr_expect_eq(run("cmp $D/old.md $D/README.md"), 0, "%s", printed);
    cr_assert_eq(run("cat $D/shown.svg"), 0);
    cr_expect_not_null(strstr(printed, "class=\"typed\""), "%s", printed);
    cr_expect_not_null(strstr(printed, ">actual 1 WRONG &amp; &lt;odd&gt;<"), "%s", printed);

    write_file("told", "$ make run\nactual 7 WRONG & <odd>\n");
    cr_expect_eq(run("$SAMPLES check $D/README.md"), 0, "another number: %s", printed);
    write_file("told", "$ make run\nactual 7 right & <odd>\n");
    cr_expect_eq(run("$SAMPLES check $D/README.md"), 1, "another word: %s", printed);
    cr_expect_not_null(strstr(printed, "@@"), "%s", printed);
}

/* A make that only tells how it was called, in the place of the real one. */
Test(samples, figures_are_what_make_bench_prints)
{
    write_file("make", "#!/bin/sh\necho \"| $* |\"\n");
    write_file("README.md", "a\n<!-- figures -->\nold\n<!-- end -->\nb\n");
    cr_assert_eq(run("mkdir $D/03-x && mv $D/README.md $D/03-x && PATH=$D:$PATH $SAMPLES figures "
                     "$D/03-x/README.md && sed 's/, on: .*/, on: M/' $D/03-x/README.md"),
                 0, "%s", printed);
    cr_expect_str_eq(printed, "a\n<!-- figures -->\n`make bench EX=03-x`, on: M\n\n"
                              "| -s bench EX=03-x MARKDOWN=1 |\n<!-- end -->\nb\n");
}

/* The kit's own: READMES lists them. */
Test(samples, the_kits_own_hold)
{
    cr_assert_eq(run("$SAMPLES check $READMES"), 0, "%s", printed);
}
