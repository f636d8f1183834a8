/*
 * test_collect.c - what is handed in is attributed to whom and what, in each layout, and what can't
 * be is told. The stand-in for make judges, so each case takes no longer than reading.
 */
#include "shell.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

enum { MOST_TEXTS = 5 };

TestSuite(collect, .init = shell_begin, .fini = shell_end);

struct layout {
    char name[90];
    char make[900];              /* puts the submissions into $T/s */
    char says[MOST_TEXTS][120];  /* each is in grades.csv, which says student,id,exercise,verdict */
    char notes[MOST_TEXTS][160]; /* each is in grades.txt; "" and no more: there are none */
    char options[60];
    char from[40]; /* if not s */
};

static struct layout layouts[] = {
    {"a folder for each, file names as in the kit",
     "say fixed $T/s/anna/counter.c; say race $T/s/anna/window_ids.c; say race $T/s/ben/counter.c",
     {"\"anna\",\"\",01-counter,fixed,10,10", "\"anna\",\"\",02-window-ids,not-fixed",
      "\"anna\",\"\",05-wrong-lock,missing,0,3", "\"ben\",\"\",01-counter,not-fixed"}},
    {"a folder for each exercise in it",
     "say fixed $T/s/anna/01-counter/counter.c; say fixed $T/s/anna/02_window_ids/Window-IDs.c",
     {"\"anna\",\"\",01-counter,fixed", "\"anna\",\"\",02-window-ids,fixed"}},
    {"files named by number",
     "say fixed $T/s/anna/01-counter.c; say fixed $T/s/anna/2.c; say fixed $T/s/anna/05.c",
     {"\"anna\",\"\",01-counter,fixed", "\"anna\",\"\",02-window-ids,fixed",
      "\"anna\",\"\",05-wrong-lock,fixed"}},
    {"nobody is forgotten who handed in nothing",
     "say fixed $T/s/anna/1.c; mkdir $T/s/ben",
     {"\"ben\",\"\",01-counter,missing,0,10"}},
    {"clones, in a folder that is called as a command line for courses calls it",
     "for who in anna ben-b; do d=$T/hw-submissions/hw-$who; mkdir -p $d/exercises $d/.git/x;"
     "cp -r exercises/lib exercises/01-counter Makefile README.md $d/exercises; "
     "mkdir $d/tools; cp -r tools/run $d/tools; cp Makefile $d; touch $d/.git/x/counter.c; "
     "cp $d/exercises/01-counter/original.c $d/exercises/01-counter/counter.yours.c; "
     "say fixed $d/exercises/01-counter/counter.c; rm $d/exercises/Makefile "
     "$d/exercises/README.md; "
     "done",
     {"\"anna\",\"\",01-counter,fixed", "\"ben-b\",\"\",01-counter,fixed",
      "\"hw-anna/exercises/01-counter/counter.c\""},
     {},
     "",
     "hw-submissions"},
    {"clones elsewhere keep the whole name, or lose what is named",
     "say fixed $T/s/hw-anna/exercises/01-counter/counter.c",
     {"\"anna\",\"\",01-counter,fixed"},
     {},
     "--prefix=hw-"},
    {"Blackboard's files, of which the last attempt counts, and the text with each",
     "say race \"$T/s/Home work_1_anna7_attempt_2026-10-01-09-00-00_counter.c\"; "
     "say fixed \"$T/s/Home work_1_anna7_attempt_2026-10-01-23-59-07_counter.c\"; "
     "say race \"$T/s/Home work_1_ben_attempt_2026-10-02-00-00-00_window_ids.c\"; "
     "echo Name: >\"$T/s/Home work_1_ben_attempt_2026-10-02-00-00-00.txt\"",
     {"\"anna7\",\"anna7\",01-counter,fixed", "\"ben\",\"ben\",02-window-ids,not-fixed"},
     {"a later version exists"}},
    {"Autolab's handins, of which the last version counts",
     "say race $T/s/anna@a.org_2_counter.c; say fixed $T/s/anna@a.org_10_counter.c; "
     "say race $T/s/b/counter.c; say fixed $T/s/b/window_ids.c; "
     "(cd $T/s/b; $OLDPWD/$PACK $T/s/b_c@b.org_1_handin.zip counter.c=counter.c "
     "window_ids.c=window_ids.c); rm -r $T/s/b",
     {"\"anna@a.org\",\"anna@a.org\",01-counter,fixed",
      "\"b_c@b.org\",\"b_c@b.org\",02-window-ids,fixed"},
     {"a later version exists"}},
    {"Gradescope's export, whose metadata tell who",
     "d=$T/s/assignment_9_export; say fixed $d/submission_1/counter.c; say race "
     "$d/submission_2/counter.c; say race $d/submission_3/counter.c; printf "
     "'submission_1:\\n  :submitters:\\n  - :name: Anna A\\n    :sid: '\"'100'\"'\\n    :email: "
     "a@a.org\\n  :created_at: 2026-10-01 20:51:18.21 Z\\nsubmission_2:\\n  :submitters:\\n  - "
     ":name: "
     "Ben\\n    :sid: 200\\n  - :name: Carl/C\\n    :sid: 201\\n  :history:\\n  - :id: 7\\n    "
     ":name: "
     "old\\n' >$d/submission_metadata.yml",
     {"\"Anna A\",\"100\",01-counter,fixed", "\"Ben, Carl_C\",\"200, 201\",01-counter,not-fixed"}},
    {"a tar of a folder, as one makes it in it",
     "say fixed $T/x/counter.c; say race $T/x/02-window-ids/window_ids.c; mkdir -p $T/s; tar -cf "
     "$T/s/anna.tar -C $T/x .; tar -czf $T/s/ben.zip -C $T/x .",
     {"\"anna\",\"\",01-counter,fixed", "\"anna\",\"\",02-window-ids,not-fixed",
      "\"ben\",\"\",01-counter,fixed", "\"anna/counter.c\""}},
    {"one whose archive can't be read has a row",
     "say fixed $T/s/anna/counter.c; echo no zip >$T/s/ben.zip; mkdir $T/s/carl; echo no zip "
     ">$T/s/carl/hw.zip",
     {"\"ben\",\"\",01-counter,missing", "\"carl\",\"\",01-counter,missing"},
     {"ben.zip: ", "carl/hw.zip: "}},
    {"Moodle's folders",
     "say fixed \"$T/s/Anna de la Cruz_12345_assignsubmission_file_/counter.c\"; "
     "say race \"$T/s/Jürgen Öl_77_assignsubmission_file_/02-window-ids/window_ids.c\"",
     {"\"Anna de la Cruz\",\"12345\",01-counter,fixed",
      "\"Jürgen Öl\",\"77\",02-window-ids,not-fixed"}},
    {"Moodle without folders",
     "say fixed \"$T/s/Anna B_12345_assignsubmission_file_counter.c\"",
     {"\"Anna B\",\"12345\",01-counter,fixed"}},
    {"Moodle's zip of all, in which a student's zip is",
     "say fixed $T/f; say race $T/g; $PACK $T/in.zip hw/01-counter/counter.c=$T/g "
     "hw/window_ids.c=$T/f; $PACK $T/all.zip \"Anna B_1_assignsubmission_file_/counter.c=$T/f\" "
     "\"Ben_2_assignsubmission_file_/work.zip=$T/in.zip\"",
     {"\"Anna B\",\"1\",01-counter,fixed", "\"Ben\",\"2\",01-counter,not-fixed",
      "\"Ben\",\"2\",02-window-ids,fixed"},
     {},
     "",
     "all.zip"},
    {"Canvas, flat",
     "say fixed $T/s/cruzanna_12345_67890_counter.c; say race "
     "$T/s/olben_LATE_77_67891_02-window-ids.c",
     {"\"cruzanna\",\"12345\",01-counter,fixed", "\"olben\",\"77\",02-window-ids,not-fixed"}},
    {"Canvas numbers what is handed in again; the last counts",
     "say race $T/s/cruz_1_2_counter.c; say broken $T/s/cruz_1_3_counter-1.c; say fixed "
     "$T/s/cruz_1_4_counter-12.c",
     {"\"cruz\",\"1\",01-counter,fixed"},
     {"cruz_1_2_counter.c: a later version exists", "cruz_1_3_counter-1.c: a later version"}},
    {"a browser numbers what it stores again; the last counts",
     "say race $T/s/anna/counter.c; say fixed \"$T/s/anna/counter (2).c\"; say fixed "
     "\"$T/s/ben/window_ids (1).c\"; say fixed \"$T/s/carl/counter (x).c\"",
     {"\"anna\",\"\",01-counter,fixed", "\"ben\",\"\",02-window-ids,fixed",
      "\"carl\",\"\",01-counter,missing"},
     {"anna/counter.c: a later version exists",
      "carl/counter (x).c: no graded exercise has that name"}},
    {"what is no exercise's is told no more than so often",
     "say fixed $T/s/anna/counter.c; for i in $(seq 10 40); do touch $T/s/anna/note$i.txt; done",
     {"\"anna\",\"\",01-counter,fixed"},
     {"anna/note10.txt: it is not a C file", "anna: 21 more files that are no exercise's"}},
    {"two students of one name are two",
     "say fixed \"$T/s/Anna B_1_assignsubmission_file_/counter.c\"; say race \"$T/s/Anna "
     "B_2_assignsubmission_file_/counter.c\"",
     {"\"Anna B\",\"1\",01-counter,fixed", "\"Anna B\",\"2\",01-counter,not-fixed"}},
    {"an archive of each student's, one in a folder of its own name",
     "say fixed $T/f; mkdir $T/s; $PACK $T/s/anna.tar.gz counter.c=$T/f; $PACK $T/s/ben.zip "
     "ben/01-counter/counter.c=$T/f ben/",
     {"\"anna\",\"\",01-counter,fixed", "\"ben\",\"\",01-counter,fixed"}},
    {"a zip made on Windows",
     "say fixed $T/f; $PACK $T/all.zip 'all\\anna\\counter.c='$T/f",
     {"\"anna\",\"\",01-counter,fixed"},
     {},
     "",
     "all.zip"},
    {"names with blanks, a newline, quotes, other scripts, and bytes that are no text",
     "say fixed \"$T/s/a b/counter.c\"; say fixed \"$T/s/c\nd/counter.c\"; say fixed "
     "\"$T/s/李明/counter.c\"; say fixed \"$T/s/$(printf '\\351e')/counter.c\"; say fixed "
     "\"$T/s/-v'\\\"\\$(x)/counter.c\"",
     {"\"a b\",\"\",01-counter,fixed", "\"c%0Ad\",\"\",01-counter,fixed",
      "\"李明\",\"\",01-counter,fixed", "\"%E9e\",\"\",01-counter,fixed",
      "\"'-v'\"\"$(x)\",\"\",01-counter,fixed"}},
    /* Red, were a % left alone: both were one student, whose files differ. */
    {"a name with a newline, and one that looks like it once that is %0A",
     "say fixed \"$T/s/c\nd/counter.c\"; say race \"$T/s/c%0Ad/counter.c\"; say fixed "
     "\"$T/s/50% of e/counter.c\"",
     {"\"c%0Ad\",\"\",01-counter,fixed", "\"c%250Ad\",\"\",01-counter,not-fixed",
      "\"50% of e\",\"\",01-counter,fixed"}},
    {"two files for one exercise",
     "say fixed $T/s/anna/counter.c; say race $T/s/anna/01-counter/counter.c",
     {"\"anna\",\"\",01-counter,refused,0,10"},
     {"anna/counter.c: differs from anna/01-counter/counter.c; neither is graded"}},
    {"the same file twice is one",
     "say fixed $T/s/anna/counter.c; say fixed $T/s/anna/01-counter/counter.c",
     {"\"anna\",\"\",01-counter,fixed,10,10,,,passed,passed,passed,passed,,\"anna/01-counter/"
      "counter.c\""}},
    {"what is no exercise is told",
     "say fixed $T/s/anna/counter.c; touch $T/s/anna/notes.txt $T/s/anna/main.c $T/s/counter.c; "
     "say fixed $T/s/anna/05-wrong-lock/counter.c; mkdir $T/s/.git; touch $T/s/.git/counter.c",
     {"\"anna\",\"\",01-counter,fixed", "\"anna\",\"\",05-wrong-lock,missing"},
     {"anna/notes.txt: it is not a C file", "anna/main.c: no graded exercise has that name",
      "\ncounter.c: its student is unknown",
      "anna/05-wrong-lock/counter.c: its folder and its name are of two exercises"}},
    {"links lead nowhere",
     "say fixed $T/out/counter.c; mkdir -p $T/s/anna $T/s/ben; ln -s $T/out/counter.c "
     "$T/s/anna/counter.c; ln -s $T/out $T/s/ben/01-counter; ln -s $T/out $T/s/carl",
     {"\"anna\",\"\",01-counter,refused", "\"ben\",\"\",01-counter,missing"},
     {"anna/counter.c: a link, which is not followed", "ben/01-counter: "}},
    {"links and ways out in an archive",
     "say fixed $T/f; $PACK $T/all.tar.gz \"anna/counter.c->/etc/passwd\" ../ben/counter.c=$T/f "
     "/carl/counter.c=$T/f dora/../../x/counter.c=$T/f emil/counter.c=$T/f",
     {"\"anna\",\"\",01-counter,refused", "\"emil\",\"\",01-counter,fixed"},
     {"anna/counter.c: a link", "../ben/counter.c: its name leads out",
      "/carl/counter.c: its name leads out", "dora/../../x/counter.c: its name leads out"},
     "",
     "all.tar.gz"},
    {"a garbled archive is told, and what is beside it is graded",
     "say fixed $T/s/anna/counter.c; head -c 5000 /dev/urandom >$T/s/ben.zip",
     {"\"anna\",\"\",01-counter,fixed"},
     {"ben.zip: "}},
    {"a file of 100 MB",
     "mkdir -p $T/s/anna; truncate -s 100M $T/s/anna/counter.c",
     {"\"anna\",\"\",01-counter,refused"},
     {"anna/counter.c: it is larger than 1 MiB"}},
    {"a file of 100 MB in an archive of nothing",
     "truncate -s 60M $T/f; $PACK $T/all.zip anna/counter.c=$T/f",
     {"\"anna\",\"\",01-counter,refused"},
     {"anna/counter.c: it is larger than 1 MiB"},
     "",
     "all.zip"},
    {"a binary file is graded as it is",
     "mkdir -p $T/s/anna; head -c 3000 /dev/zero >$T/s/anna/counter.c",
     {"\"anna\",\"\",01-counter,fixed"},
     {"anna/counter.c: it is not text"}},
    {"an empty file is handed in",
     "mkdir -p $T/s/anna; : >$T/s/anna/counter.c",
     {"\"anna\",\"\",01-counter,fixed"}},
    {"pipes are not waited for",
     "mkdir -p $T/s/anna; mkfifo $T/s/anna/counter.c",
     {"\"anna\",\"\",01-counter,missing"},
     {"anna/counter.c: neither a file nor a folder"}},
    {"one student's folder",
     "say fixed $T/s/exercises/01-counter/counter.c",
     {"\"submission\",\"\",01-counter,fixed"},
     {},
     "--student=submission"},
};

ParameterizedTestParameters(collect, layouts)
{
    return cr_make_param_array(struct layout, layouts, sizeof layouts / sizeof *layouts);
}

ParameterizedTest(struct layout *layout, collect, layouts)
{
    const char *from = layout->from[0] != '\0' ? layout->from : "s";
    shell_must("%s", layout->make);
    const int status = shell("$GRADE_IT %s $T/%s", layout->options, from);
    cr_assert_eq(status, 0, "%s: exit status %d:\n%s", layout->name, status, shell_said);
    shell_must("cat $T/r/grades.csv");
    for (int i = 0; i < MOST_TEXTS; i++) {
        cr_expect(said(layout->says[i]), "%s: %s is not in\n%s", layout->name, layout->says[i],
                  shell_said);
    }
    shell_must("echo; sed -n '/^not graded/,$p' $T/r/grades.txt");
    for (int i = 0; i < MOST_TEXTS; i++) {
        cr_expect(said(layout->notes[i]), "%s: %s is not among\n%s", layout->name, layout->notes[i],
                  shell_said);
    }
    cr_expect(layout->notes[0][0] != '\0' || !said("not graded"), "%s: told:\n%s", layout->name,
              shell_said);
}

struct refusal {
    char command[200];
    int status;
    char says[120];
};

static struct refusal refusals[] = {
    {"$GRADE_IT $T/nowhere", 2, "No such file or directory; try: SUBMISSIONS=folder"},
    {"mkdir $T/s; $GRADE_IT $T/s", 2, "it contains no submission; try: SUBMISSIONS=folder"},
    {"touch $T/s; $GRADE_IT $T/s", 2, "neither a folder nor an archive; try"},
    {"head -c 999 /dev/urandom >$T/s.zip; $GRADE_IT $T/s.zip", 2, "it contains no submission"},
    {"$GRADE_IT", 2, "expected one folder of submissions; try: make grade SUBMISSIONS=folder"},
    {"$GRADE_IT --jobs=0 $T", 2, "a number from 1"},
    {"$GRADE_IT --shard=3/2 $T", 2, "SHARD=3/2: must be like 2/8, the second of 8 parts; try"},
    {"$GRADE_IT --seed=many $T", 2, "SEED=many: must be a whole number up to 2^48; try: SEED=1"},
    {"$GRADE_IT --weights=$T/none $T", 2, "none: No such file"},
    {"mkdir $T/w; $GRADE_IT --weights=$T/w $T", 2, "/w: Is a directory; try"},
    {"echo 'exercise 01-counter lots' >$T/w; $GRADE_IT --weights=$T/w $T", 2,
     "/w:1: the number must be 0 or more"},
    {"echo 'exercise 01-countre 2' >$T/w; $GRADE_IT --weights=$T/w $T", 2,
     "/w:1: there is no such exercise; try"},
    {"echo 'check races 2' >$T/w; $GRADE_IT --weights=$T/w $T", 2, "/w:1: there is no such check"},
    {"mkdir $T/s; echo 'exercise * 0' >$T/w; $GRADE_IT --weights=$T/w $T/s", 2,
     "every exercise has a weight of 0"},
    {"say fixed $T/s/a/1.c; $GRADE_IT --results=$T/s/r/deeper $T/s; status=$?; ls $T/s; "
     "exit $status",
     2, "it is inside SUBMISSIONS; try: RESULTS=folder"},
    {"mkdir $T/s; $GRADE --seed=7 --sandbox=/bin/false --results=$T/r $T/s", 3,
     "no sandbox is available here"},
    {"mkdir $T/s; touch $T/r; $GRADE_IT $T/s", 3,
     "Not a directory; try: another folder in RESULTS="},
    {"mkdir -p $T/s $T/r; touch $T/r/sources; $GRADE_IT $T/s", 3,
     "r/sources: Not a directory; try: another folder in RESULTS="},
    {"say fixed $T/s/a/1.c; $GRADE --unsafe --results=$T/r --shard=1/2 $T/s", 2,
     "all shards need the same seed"},
    {"$GRADE --results=$T/r merge", 2, "expected the folders to merge"},
    {"$GRADE --results=$T/r merge $T", 2, "grade did not write this folder"},
};

ParameterizedTestParameters(collect, refusals)
{
    return cr_make_param_array(struct refusal, refusals, sizeof refusals / sizeof *refusals);
}

ParameterizedTest(struct refusal *refusal, collect, refusals)
{
    const int status = shell("%s", refusal->command);
    cr_expect_eq(status, refusal->status, "%s: %d:\n%s", refusal->command, status, shell_said);
    cr_expect(said(refusal->says), "%s:\n%s", refusal->command, shell_said);
}

/* Nor does it get a zero; root can read all, so another user has to try. */
Test(collect, what_cannot_be_read_ends_it)
{
    const int status = shell(
        "say fixed $T/s/anna/1.c; chmod 000 $T/s/anna/1.c; as=; if [ $(id -u) = 0 ]; then "
        "chown -R 65533 $T; as='setpriv --reuid=65533 --clear-groups'; fi; $as $GRADE_IT $T/s");
    if (status == 126 || status == 127) {
        cr_skip_test("nobody else can run grade here");
    }
    cr_expect_eq(status, 3, "%d:\n%s", status, shell_said);
    cr_expect(said("s/anna/1.c: Permission denied; try: chmod"), "%s", shell_said);
}
