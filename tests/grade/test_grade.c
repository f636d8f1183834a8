/*
 * test_grade.c - each submission is run once, whatever happens to grade meanwhile, and what comes
 * out is the same to the byte. The stand-in for make draws totals and times anew in each call.
 */
#include "shell.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(grade, .init = shell_begin, .fini = shell_end);

/* A class in which all kinds of results are, none of them twice; $1 students. */
#define CLASS(students)                                                                    \
    "i=0; for kind in fixed race broken deadlock fixed race fixed broken; do i=$((i+1)); " \
    "[ $i -gt " students " ] || for ex in counter window_ids wrong_lock; do "              \
    "say $kind $T/s/student$i/$ex.c $i$ex; done; done"

/* All outputs but the timings, which are no function of the verdicts. */
#define SAME(one, other) \
    "diff -r -x .lock -x timings.csv -x results -x sources -x class.json " one " " other

Test(grade, what_is_equal_runs_once)
{
    shell_must("for who in anna ben carl dora; do say race $T/s/$who/counter.c; done; "
               "say race $T/s/anna/window_ids.c; $GRADE_IT $T/s; sort $T/calls");
    shell_must("sort $T/calls");
    cr_expect_str_eq(shell_said, "01-counter race\n02-window-ids race\n");
    shell_must("rm $T/calls; say fixed $T/s/ben/counter.c; $GRADE_IT $T/s; cat $T/calls");
    cr_expect(said("2 of 3 gradings already have a result"), "%s", shell_said);
    shell_must("cat $T/calls");
    cr_expect_str_eq(shell_said, "01-counter fixed\n");
    shell_must("rm $T/calls; $GRADE_IT $T/s; ! test -e $T/calls");
    /* Another seed draws other workloads. */
    shell_must("$GRADE_IT --seed=8 $T/s; grep -c . $T/calls");
    shell_must("grep -c . $T/calls");
    cr_expect_str_eq(shell_said, "3\n");
}

Test(grade, the_seed_of_last_time_is_kept)
{
    shell_must("say fixed $T/s/anna/counter.c; g() { $GRADE --make=tests/grade/fake-make.sh "
               "--unsafe --weights=$T/weights --results=$T/r $T/s; }; g; cp $T/r/class.json $T; g; "
               "cmp $T/class.json $T/r/class.json; test $(grep -c . $T/calls) = 1");
}

Test(grade, luck_changes_no_output)
{
    shell_must(CLASS("8") "; $GRADE_IT $T/s; $GRADE_IT --results=$T/other $T/s");
    shell_must(SAME("$T/r", "$T/other"));
    /* What took how long stands apart, a line for each check of 24 programs. */
    shell_must("test $(grep -c ',[0-9]*\\.[0-9][0-9][0-9].$' $T/r/timings.csv) -gt 24");
}

Test(grade, the_machine_s_fault_is_tried_again_and_never_a_zero)
{
    cr_expect_eq(shell("say silent $T/s/anna/counter.c; say fixed $T/s/ben/counter.c; "
                       "say flaky $T/s/carl/counter.c; $GRADE_IT $T/s"),
                 3);
    cr_expect(said("this machine could not judge all of them; those have no mark; try"), "%s",
              shell_said);
    shell_must("grep -c silent $T/calls");
    cr_expect_str_eq(shell_said, "2\n");
    shell_must("cat $T/r/grades.csv $T/r/marks.csv $T/r/feedback/anna.md $T/r/junit.xml");
    cr_expect(said("\"anna\",\"\",01-counter,unable,,10,builds,machine"), "%s", shell_said);
    cr_expect(said("\"carl\",\"\",01-counter,fixed"), "%s", shell_said);
    cr_expect(said("\"anna\",\"\",0,8.5,0,1"), "%s", shell_said);
    cr_expect(said("not your fault"), "%s", shell_said);
    cr_expect(said("the disk is on fire"), "%s", shell_said);
    cr_expect(said("<error message=\"builds: the disk is on fire"), "%s", shell_said);
    shell_must("! test -e $T/r/gradescope/anna.json && test -e $T/r/gradescope/ben.json");
    /* Next time, it alone is tried. */
    cr_expect_eq(shell("rm $T/calls; $GRADE_IT $T/s"), 3);
    shell_must("sort -u $T/calls");
    cr_expect_str_eq(shell_said, "01-counter silent\n");
}

/* make, called first for what all gradings use, puts a folder in the place of what was handed in:
 * it can be opened, and not read. Red, were that its end: the empty rest of it was judged. */
Test(grade, what_cannot_be_read_to_its_end_is_not_judged)
{
    shell_must("printf '%%s\\n' '#!/bin/sh' 'case \"$*\" in *verify-parts*)' 'cd $T/r/sources &&' "
               "'for i in *; do rm $i && mkdir $i; done;;' "
               "'*) exec tests/grade/fake-make.sh \"$@\";; esac' >$T/make; chmod +x $T/make");
    cr_expect_eq(shell("say race $T/s/anna/counter.c; $GRADE_IT --make=$T/make $T/s"), 3);
    cr_expect(said("this machine could not judge all"), "%s", shell_said);
    shell_must("! test -e $T/calls");
}

/* Starts grade in the background, and ends it after that many milliseconds with that signal. */
static void kill_after(long milliseconds, const char *signal)
{
    shell("$GRADE_IT $T/s >/dev/null 2>$T/err & sleep %ld.%03ld; kill -%s $! 2>/dev/null; wait $!",
          milliseconds / 1000, milliseconds % 1000, signal);
}

/* kill -9 at any moment loses no more than what was running, and changes no byte. */
Test(grade, resumes_after_kill)
{
    enum { KILLS = 10, LONGEST = 200 }; /* milliseconds */
    shell_must(CLASS("8") "; $GRADE_IT --results=$T/whole $T/s; rm $T/calls");
    for (int times = 0; times < KILLS; times++) {
        kill_after(7 + times * LONGEST / KILLS, times % 2 == 0 ? "KILL" : "TERM");
    }
    shell_must("$GRADE_IT $T/s; " SAME("$T/whole", "$T/r"));
    shell_must("find $T/r -name '*~' -newer $T/r/class.json | grep . && exit 1; ls build/grading");
}

Test(grade, what_runs_dies_with_grade)
{
    static const char *const signals[] = {"KILL", "TERM", "INT"};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        shell_must("rm -rf $T/s $T/calls*; say endless $T/s/anna/counter.c; "
                   "$GRADE_IT $T/s >$T/out 2>&1 & grade=$!; "
                   "await 'test -s $T/calls.endless'; kill -%s $grade; "
                   "wait $grade; echo \"status $?\"; cat $T/out; make=$(cat $T/calls.endless); "
                   "await '! kill -0 $make'",
                   signals[i]);
        cr_expect(strcmp(signals[i], "KILL") == 0 ||
                      said("stopped after 0 of 1 gradings; run the same command again to continue"),
                  "%s: %s", signals[i], shell_said);
    }
}

Test(grade, no_two_work_in_one_folder)
{
    shell_must("say endless $T/s/anna/counter.c; $GRADE_IT $T/s >/dev/null 2>&1 & grade=$!; "
               "await 'test -s $T/calls.endless'; $GRADE_IT $T/s; "
               "echo \"status $?\"; kill $grade; wait $grade; true");
    cr_expect(said("another grade is using it; try"), "%s", shell_said);
    cr_expect(said("status 3"), "%s", shell_said);
}

/* What a killed grade leaves for a moment, a grading that is about to end, keeps nobody waiting. */
Test(grade, a_dying_grading_holds_no_lock)
{
    shell_must("say endless $T/s/anna/counter.c; $GRADE_IT $T/s >/dev/null 2>&1 & grade=$!; "
               "await 'test -s $T/calls.endless'; "
               "worker=$(cut -d' ' -f4 /proc/$(cat $T/calls.endless)/stat); kill -STOP $worker; "
               "kill -KILL $grade; wait $grade; say fixed $T/s/anna/counter.c; "
               "$GRADE_IT $T/s; echo \"status $?\"; kill -CONT $worker 2>/dev/null || true");
    cr_expect(said("status 0"), "%s", shell_said);
}

Test(grade, shards_merge_to_the_same)
{
    shell_must(CLASS("8") "; $GRADE_IT --results=$T/whole $T/s; rm $T/calls; for i in 1 2 3; do "
                          "$GRADE_IT --results=$T/shard$i --shard=$i/3 $T/s; done");
    shell_must("grep -c . $T/calls; test -e $T/shard1/grades.csv || echo none");
    cr_expect_str_eq(shell_said, "24\nnone\n");
    cr_expect_eq(shell("$GRADE_IT merge $T/shard1 $T/shard3"), 1);
    cr_expect(said("gradings are missing; try: run all shards"), "%s", shell_said);
    shell_must(
        "rm -r $T/r; $GRADE_IT merge $T/shard3 $T/shard1 $T/shard2; " SAME("$T/whole", "$T/r"));
}

Test(grade, shards_of_another_class_are_refused)
{
    shell_must("say fixed $T/s/anna/counter.c; $GRADE_IT --shard=1/2 --results=$T/one $T/s; "
               "$GRADE_IT --seed=8 --shard=2/2 --results=$T/two $T/s");
    cr_expect_eq(shell("$GRADE_IT merge $T/one $T/two"), 2);
    cr_expect(said("class, kit, compiler or seed differs"), "%s", shell_said);
}

Test(grade, weights_count_what_they_say)
{
    shell_must(
        CLASS("4") "; printf 'check race-free 1\\ncheck still-concurrent 3\\n' >>$T/weights; "
                   "cp exercises/01-counter/original.c $T/s/student1/counter.c; $GRADE_IT $T/s; "
                   "cat $T/r/grades.csv");
    /* The original as it was handed out; a race; what doesn't build; all but the serial part. */
    cr_expect(said("\"student1\",\"\",01-counter,fixed,0,10"), "%s", shell_said);
    cr_expect(said("\"student2\",\"\",01-counter,not-fixed,0,10"), "%s", shell_said);
    cr_expect(said("\"student4\",\"\",01-counter,not-fixed,7.5,10"), "%s", shell_said);
    cr_expect(said("\"student4\",\"\",02-window-ids,not-fixed,4.12,5.5"), "%s", shell_said);
}

/* Points for what nobody was asked for are seen, and one who didn't hand in isn't told nine times.
 */
Test(grade, what_nobody_handed_in_is_told_once)
{
    shell_must("say fixed $T/s/anna/counter.c; say fixed $T/s/ben/counter.c; $GRADE_IT $T/s; "
               "cat $T/r/feedback/anna.md");
    cr_expect(said("2 exercises were handed in by nobody, but count; try: WEIGHTS=file\n"), "%s",
              shell_said);
    cr_expect(said("\n## Not handed in, 0 of 8.5 points\n\n`window_ids.c`, `wrong_lock.c`\n"), "%s",
              shell_said);
    shell_must("say fixed $T/s/ben/window_ids.c; $GRADE_IT $T/s");
    cr_expect(said("1 exercise was handed in by nobody, but counts; try: "), "%s", shell_said);
    shell_must("say fixed $T/s/anna/wrong_lock.c; $GRADE_IT $T/s; cat $T/r/feedback/anna.md");
    cr_expect(!said("by nobody"), "%s", shell_said);
    cr_expect(said("\n## Not handed in, 0 of 5.5 points\n\n`window_ids.c`\n"), "%s", shell_said);
}

/* Those who left the class leave no page behind. */
Test(grade, pages_of_before_are_gone)
{
    shell_must(CLASS("2") "; $GRADE_IT $T/s; rm -r $T/s/student2; $GRADE_IT $T/s");
    shell_must("ls $T/r/feedback $T/r/gradescope $T/r/annotations");
    cr_expect(said("student1.md") && !said("student2"), "%s", shell_said);
}

/* Whoever hands in a file under another name is told so; the same in what shards are merged to. */
Test(grade, a_wrong_name_is_told_to_the_student)
{
    shell_must("say fixed $T/s/anna/counter_final.c; $GRADE_IT $T/s; cat $T/r/feedback/anna.md; "
               "$GRADE_IT --results=$T/one --shard=1/1 $T/s; "
               "$GRADE_IT --results=$T/all merge $T/one; " SAME("$T/r", "$T/all"));
    cr_expect(said("not graded, because no exercise's file has this name: `counter_final.c`"), "%s",
              shell_said);
}
