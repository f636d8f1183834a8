/*
 * test_action.c - what tools/action tells GitHub of a proof, a failure, and of what is neither.
 * INTERLEAVE is the folder of the command.
 */
#include "../grade/shell.h"

#include <criterion/criterion.h>
#include <stdlib.h>

TestSuite(action, .init = shell_begin, .fini = shell_end);

/* build NAME: one of the programs. explore FAIL_ON PROGRAMS: the step of that name. */
#define EXPLORE                                                                                  \
    "kit=$PWD; PATH=$(realpath $INTERLEAVE):$PATH; cd $T && cp $kit/tests/release/consumer/* . " \
    "&& "                                                                                        \
    "build() { case $1 in fixed) interleave cc whole.c -o fixed ;; "                             \
    "racy) interleave cc -DRACY whole.c -o racy ;; "                                             \
    "plain) cc -pthread whole.c -o plain ;; "                                                    \
    "assembly) echo 'int main(void) { __asm__ volatile(\".p2align 2\"); }' >asm.c && "           \
    "interleave cc asm.c -o assembly ;; esac; }; "                                               \
    "explore() { FAIL_ON=$1 PROGRAMS=$2 SECONDS_EACH=20 MODE=auto OPTIONS= RUNNER_TEMP=$T "      \
    "GITHUB_OUTPUT=$T/output GITHUB_STEP_SUMMARY=$T/summary bash $kit/tools/action/explore.sh; " \
    "}; "

Test(action, a_proof_passes)
{
    shell_must(
        EXPLORE
        "build fixed; explore unproved ./fixed && cat output summary && ! grep '::error' output");
    cr_expect(said("verdict=proved\n"), "%s", shell_said);
    cr_expect(said("### `./fixed`: proved"), "%s", shell_said);
    cr_expect(!said("::error") && !said("::warning"), "%s", shell_said);
}

/* Red, were the last program's verdict taken for all. */
Test(action, a_failure_fails_and_is_shown)
{
    cr_expect_eq(shell(EXPLORE "build racy; build fixed; explore failed \"$(printf "
                               "'./racy\\n\\n./fixed \"a b\"\\n')\""),
                 1);
    cr_expect(said("::add-matcher::"), "%s", shell_said);
    cr_expect(said("whole.c:13:"), "%s", shell_said);
    cr_expect(said("2 programs: failed"), "%s", shell_said);
    shell_must("cat $T/output $T/summary; ls $(sed -n s/sarif=//p $T/output)");
    cr_expect(said("verdict=failed\n") && said("1.sarif\n2.sarif\n"), "%s", shell_said);
    cr_expect(said("### `./racy`: failed\n\n```\n") && said("again: interleave replay"), "%s",
              shell_said);
}

Test(action, never_lets_a_failure_pass)
{
    shell_must(EXPLORE "build racy; explore never ./racy");
    cr_expect(said("1 programs: failed"), "%s", shell_said);
}

Test(action, what_is_not_proved_is_a_warning)
{
    shell_must(EXPLORE "build assembly; explore failed ./assembly");
    cr_expect(said("::warning title=bounded: ./assembly::"), "%s", shell_said);
    cr_expect_eq(shell(EXPLORE "explore unproved ./assembly"), 1);
}

Test(action, what_cannot_be_explored_fails)
{
    cr_expect_eq(shell(EXPLORE "build plain; explore failed ./plain"), 1);
    cr_expect(said("::error title=unexplored: ./plain::"), "%s", shell_said);
    cr_expect(said("not built with interleave cc"), "%s", shell_said);
}

Test(action, wrong_use)
{
    cr_expect_eq(shell(EXPLORE "explore sometimes ./fixed"), 2);
    cr_expect(said("must be failed, unproved or never"), "%s", shell_said);
    cr_expect_eq(shell(EXPLORE "explore failed ' '"), 2);
    cr_expect(said("nothing to explore"), "%s", shell_said);
}
