/*
 * test_points.c - what changes points after the checks: lateness, points set by hand; one student
 * who is graded anew; feedback without names.
 */
#include "shell.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(points, .init = shell_begin, .fini = shell_end);

/* Two days and a minute late are three days; Canvas' flag is one; what is in time costs nothing. */
Test(points, days_late_cost_what_the_weights_say)
{
    shell_must("export TZ=UTC; say fixed $T/s/H_1_ann_attempt_2026-10-03-00-00-00_counter.c; "
               "say fixed $T/s/H_1_ann_attempt_2026-09-30-12-00-00_window_ids.c; "
               "say fixed $T/s/ben_LATE_7_1_counter.c; say fixed $T/s/ben_7_2_window_ids.c; "
               "printf 'due * 2026-09-30T23:59Z\\nlate * 10 25\\n' >>$T/weights; $GRADE_IT $T/s; "
               "cat $T/r/grades.csv");
    cr_expect(said("\"ann\",\"ann\",01-counter,fixed,7.5,10"), "3 days, 25 %% at most: %s",
              shell_said);
    cr_expect(said("\"ann\",\"ann\",02-window-ids,fixed,5.5,5.5"), "%s", shell_said);
    cr_expect(said("\"ben\",\"7\",01-counter,fixed,9,10"), "%s", shell_said);
    cr_expect(said("\"ben\",\"7\",02-window-ids,fixed,5.5,5.5"), "%s", shell_said);
    shell_must("cat $T/r/feedback/ann*.md");
    cr_expect(said("Handed in 3 days late: 25 % of its points are taken off."), "%s", shell_said);
}

/* The first days late cost nothing, in the order of the exercises. */
Test(points, days_of_grace_are_spent_in_order)
{
    shell_must("export TZ=UTC; say fixed $T/s/H_1_ann_attempt_2026-10-02-12-00-00_counter.c; "
               "say fixed $T/s/H_1_ann_attempt_2026-10-02-12-00-00_window_ids.c; "
               "printf 'due * 2026-09-30T23:59Z\\nlate * 10\\ngrace * 3\\n' >>$T/weights; "
               "$GRADE_IT $T/s; cat $T/r/grades.csv $T/r/feedback/ann*.md");
    cr_expect(said("01-counter,fixed,10,10"), "2 of 3 days: %s", shell_said);
    cr_expect(said("02-window-ids,fixed,4.95,5.5"), "1 of 2 days is left: %s", shell_said);
    cr_expect(said("of which 1 day cost nothing"), "%s", shell_said);
}

/* A clone tells when a file was committed, and may not have git run what it likes meanwhile. */
Test(points, a_clone_tells_when_it_was_committed)
{
    if (shell("command -v git") != 0) {
        cr_skip_test("git is not here");
    }
    shell_must(
        "d=$T/s/hw-ann; say fixed $d/exercises/01-counter/counter.c; cd $d; git init -q .; "
        "git add .; GIT_COMMITTER_DATE=2026-10-02T12:00:00Z git -c user.name=a -c user.email=a "
        "commit -q -m x; git config core.fsmonitor \"touch $T/ran; false\"; git config "
        "log.showSignature true; git config gpg.program \"touch $T/ran\"; git config core.pager "
        "\"touch $T/ran\"; cd - >/dev/null; printf 'due * 2026-09-30T23:59Z\\nlate * 10\\n' "
        ">>$T/weights; $GRADE_IT $T/s; cat $T/r/grades.csv; ls $T");
    cr_expect(said(",01-counter,fixed,8,10"), "%s", shell_said);
    cr_expect(!said("ran\n"), "%s", shell_said);
}

/* What a person sets counts, and the student is told why; else nothing changes. */
Test(points, are_overridden_with_a_reason)
{
    shell_must("say race $T/s/ann/counter.c; say race $T/s/ben/counter.c; "
               "printf '# by hand\\nann\\t01-counter\\t7.25\\ta good idea\\n' >$T/by-hand; "
               "$GRADE_IT --overrides=$T/by-hand $T/s; cat $T/r/grades.csv $T/r/feedback/ann.md "
               "$T/r/grades.json");
    cr_expect(said("\"ann\",\"\",01-counter,not-fixed,7.25,10"), "%s", shell_said);
    cr_expect(said("\"ben\",\"\",01-counter,not-fixed,0,10"), "%s", shell_said);
    cr_expect(said("The points were set by hand, to 7.25 instead of 0: a good idea\n"), "%s",
              shell_said);
    static const struct {
        const char *line, *wrong;
    } lines[] = {
        {"ann\\t01-counter\\t7", "by-hand:1: expected a student, an exercise, points and a reason"},
        {"ann\\t99-none\\t7\\tx", "by-hand:1: there is no such exercise"},
        {"ann\\t01-counter\\t-7\\tx", "by-hand:1: points must be 0 or more"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const int status = shell(
            "printf '%s\\n' >$T/by-hand; $GRADE_IT --overrides=$T/by-hand $T/s", lines[i].line);
        cr_expect_eq(status, 2);
        cr_expect(said(lines[i].wrong), "%s", shell_said);
    }
}

/* One who is graded anew changes nobody else's row, from a folder of theirs or from the class's. */
Test(points, one_student_is_graded_anew)
{
    shell_must("say race $T/s/ann/counter.c; say race $T/s/ben/counter.c; $GRADE_IT $T/s; "
               "say fixed $T/s/ann/counter.c; rm -r $T/s/ben; rm -f $T/calls; "
               "$GRADE_IT --student=ann $T/s; cat $T/r/grades.csv $T/calls");
    cr_expect(said("\"ann\",\"\",01-counter,fixed,10"), "%s", shell_said);
    cr_expect(said("\"ben\",\"\",01-counter,not-fixed,0"), "%s", shell_said);
    cr_expect(said("01-counter fixed\n"), "%s", shell_said);
    cr_expect(!said("01-counter race"), "%s", shell_said);
    shell_must(
        "say race $T/own/counter.c; say fixed $T/own/window_ids.c; echo x >$T/own/channel.txt; "
        "$GRADE_IT --student=ann $T/own; cat $T/r/grades.csv");
    cr_expect(said("\"ann\",\"\",01-counter,not-fixed,0"), "%s", shell_said);
    cr_expect(said("\"ann\",\"\",02-window-ids,fixed,5.5"), "%s", shell_said);
    cr_expect(said("\"ben\",\"\",01-counter,not-fixed,0"), "%s", shell_said);
    cr_expect_eq(shell("$GRADE_IT --seed=8 --student=ann $T/own"), 2);
    cr_expect(said("the others were graded by another kit"), "%s", shell_said);
}

/* No page says whose it is, the key does, and both stay the same when it is run again. */
Test(points, feedback_can_be_anonymous)
{
    shell_must("say race $T/s/ann-name/counter.c; echo x >$T/s/ann-name.zip; say fixed "
               "$T/s/ben/counter.c; $GRADE_IT --anonymous $T/s >/dev/null 2>&1; ls $T/r/anonymous "
               ">$T/one; cat "
               "$T/r/anonymous/*.md $T/one");
    cr_expect(!said("ann-name"), "%s", shell_said);
    cr_expect(said("# "), "%s", shell_said);
    shell_must(
        "$GRADE_IT --anonymous $T/s; ls $T/r/anonymous | cmp - $T/one && cat $T/r/key.csv && "
        "stat -c %%a $T/r/.secret");
    cr_expect(said("student,id,code"), "%s", shell_said);
    cr_expect(said("\"ann-name\",\"\","), "%s", shell_said);
    cr_expect(said("\n600\n"), "%s", shell_said);
    shell_must("$GRADE_IT $T/s; ls $T/r");
    cr_expect(!said("key.csv"), "%s", shell_said);
}
