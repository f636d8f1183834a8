/*
 * test_verbs.c - each verb, typed as a person would, in a clone of the project that nobody has
 * used: from the top and from inside, with right and with wrong input.
 *
 * CLONE names the clone's folder, in which make has laid every exercise as it came. The cases run
 * one after the other (--jobs=1), since they build in the same place; each leaves the exercises as
 * it found them.
 */
#include "../message.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { MOST_TEXTS = 6 };

/* Runs a shell command in a folder of the clone; returns its exit status. The output is kept. */
static int shell(const char *folder, const char *command, char *output)
{
    char line[4096];
    /* Nothing of this test's own surroundings: not make's, and not Criterion's, which a Criterion
       test that make starts would take for its own. */
    snprintf(line, sizeof line,
             "cd \"$CLONE/%s\" && { unset MAKEFLAGS MAKELEVEL MFLAGS EX SOURCE ASAN_OPTIONS "
             "$(env | sed -n 's/^\\(BXF[^=]*\\|CRITERION[^=]*\\)=.*/\\1/p'); %s; } 2>&1 </dev/null",
             folder, command);
    FILE *pipe = popen(line, "r");
    cr_assert_not_null(pipe);
    const size_t length = fread(output, 1, OUTPUT_SIZE - 1, pipe);
    output[length] = '\0';
    const int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* How wide a line is, wherever the clone stands: lld names files by their whole path. */
static size_t columns_of(const char *line)
{
    const char *clone = getenv("CLONE");
    const size_t length = strlen(clone);
    size_t columns = 0;
    while (*line != '\0') {
        if (strncmp(line, clone, length) == 0) {
            line += length;
        } else {
            columns += (*line++ & 0xc0) != 0x80;
        }
    }
    return columns;
}

struct verb_case {
    char folder[64];
    char command[600];
    int status;
    char says[MOST_TEXTS][160];     /* each must be in the output */
    char says_not[MOST_TEXTS][160]; /* none may be */
};

#define IN_COUNTER "exercises/01-counter"
/* Puts a file in the place of the student's for one command, then the original again. */
#define WITH(file, command)                                \
    "cp " file " exercises/01-counter/counter.c; " command \
    "; status=$?; cp exercises/01-counter/original.c exercises/01-counter/counter.c; exit $status"

static struct verb_case cases[] = {
    {"",
     "make run EX=1",
     0,
     {"01-counter: 2 threads x 1,000,000 increments", "2,000,000", "WRONG"},
     {"rror"}},
    {"", "make run EX=01", 0, {"01-counter"}, {}},
    /* red, were it taken for a solution of whichever exercise is next */
    {"",
     "make verify SOURCE=solutions/01-counter/lock.c",
     2,
     {"SOURCE=solutions/01-counter/lock.c: an exercise is missing; try: EX=1"},
     {"fixed"}},
    {"", "make run EX=counter", 0, {"01-counter"}, {}},
    {"", "make run EX=01-counter", 0, {"01-counter"}, {}},
    {"", "make run EX=exercises/01-counter/", 0, {"01-counter"}, {}},
    {"", "make run EX=window-ids", 0, {"02-window-ids"}, {}},
    {"", "make run", 0, {"01-counter"}, {}},
    {"", "make run EX=1 RUNS=20", 0, {"20 runs: 0 right, 20 wrong; expected 2,000,000"}, {}},
    {"",
     "make run EX=1 SOURCE=tests/bad-programs/01-counter/early-exit.c",
     2,
     {"The program ended without a total (exit status 0).", "Error 1"},
     {}},
    {"",
     "make run EX=1 SOURCE=tests/bad-programs/01-counter/crash.c",
     2,
     {"The program was killed by signal 11 (Segmentation fault).", "Error 1"},
     {}},
    {"",
     "make run EX=1 RUNS=2 SOURCE=tests/bad-programs/01-counter/crash.c",
     2,
     {"2 without a total", "The first of those was killed by signal 11", "Error 1"},
     {}},
    {"",
     "make run EX=1 RUNS=many",
     2,
     {"RUNS=many: must be a number from 1"},
     {"$ clang", "run --help"}},
    {"",
     "make run EX=nope",
     2,
     {"there is no exercise \"nope\"", "\n    EX=00-first-report\n    EX=01-counter\n    EX=02-"},
     {}},
    {"", "make run EX=1 SOURCE='a b.c'", 2, {"a file's name must not contain spaces"}, {}},
    {"", "make verify EX=1 SOURCE=solutions/01-counter", 2, {"is a folder; try"}, {}},
    {"",
     "touch build/empty.c; make verify EX=1 SOURCE=build/empty.c",
     2,
     {"build/empty.c must define total(struct workload)", "failed   builds"},
     {}},
    {"", "make run EX=1 CC=gcc", 2, {"CC=gcc is not clang"}, {"make setup"}},
    {"",
     "make run EX=1 SOURCE=nowhere.c",
     2,
     {"racetrack: 01-counter: nowhere.c doesn't exist"},
     {}},
    {"",
     "make explore EX=1",
     2,
     {"wrong result", "reads value",
      "Lost update:", "again: make replay EX=01-counter CASE=2,1 SCHEDULE="},
     {}},
    {"exercises/01-counter",
     "$(make explore 2>/dev/null | sed -n 's/^again: //p')",
     2,
     {"wrong result", "Lost update:"},
     {}},
    {"", "make replay EX=1", 2, {"SCHEDULE= is missing; try: make explore EX=01-counter"}, {}},
    {"",
     "make replay EX=1 SCHEDULE=soon",
     2,
     {"Invalid schedule: soon. A schedule begins with main's part, as M60A1B2 does.\ntry: make "
      "explore EX=01-counter\n",
      "Error 2"},
     {}},
    {"",
     "make replay EX=1 SCHEDULE=M999",
     2,
     {"not explored\nThe schedule doesn't fit this program", "\ntry: make explore EX=01-counter\n",
      "Error 3"},
     {"thread M"}},
    {"",
     "make timeline EX=1 SCHEDULE=X9",
     2,
     {"Invalid schedule: X9. A schedule begins with main's part",
      "try: make explore EX=01-counter\n"},
     {"page:"}},
    {"", "make debug EX=1", 2, {"SCHEDULE= is missing"}, {}},
    {"", "make nonsense", 2, {"unknown verb 'nonsense'; try: make help"}, {}},
    {"",
     "make test EX=1",
     2,
     {"2 threads x 1,000,000 increments: expected 2,000,000, actual", "[FAIL]", "[PASS]"},
     {}},
    {"",
     "make test EX=1 SOURCE=tests/bad-programs/01-counter/early-exit.c",
     2,
     {"ended before it had a total: it exited with status 0", "[FAIL]", "Passing: 0 | Failing: 7"},
     {"[PASS]"}},
    {"",
     "make test EX=1 SOURCE=tests/bad-programs/01-counter/exit-at-once.c",
     2,
     {"ended before it had a total: it exited with status 0", "Passing: 0 | Failing: 7"},
     {"[PASS]"}},
    {"",
     "make test EX=1 SOURCE=solutions/01-counter/lock.c",
     0,
     {"[PASS]", "Failing: 0"},
     {"[FAIL]"}},
    {"",
     "make setup tsan EX=1",
     0,
     {"WARNING: ThreadSanitizer: data race", "\n\nThat is the first data race. Next: "},
     {"Error"}},
    {"",
     "make tsan EX=1",
     2,
     {"$ clang", "-fsanitize=thread", "counter.c:30:", "counter.c:32:", "value",
      "WARNING: ThreadSanitizer: data race"},
     {}},
    {"",
     "make tsan EX=1 SOURCE=solutions/01-counter/atomic.c",
     0,
     {"reports nothing"},
     {"WARNING"}},
    {"",
     "make verify EX=1",
     2,
     {"passed   builds", "failed   total", "failed   race-free", "value@30:R vs value@32:W",
      "not fixed yet"},
     {}},
    {"", "make verify EX=1 SOURCE=solutions/01-counter/message.c", 0, {"fixed"}, {"not fixed"}},
    {"",
     "make verify EX=1 SOURCE=tests/bad-programs/01-counter/does-not-compile.c",
     2,
     {"does-not-compile.c:10:", "error:", "failed   builds", "not run  total"},
     {"clang: error"}},
    /* Red, were what was compiled in the sandbox before still there when a compile fails. */
    {"",
     "cp solutions/01-counter/lock.c build/typo.c; again='make verify EX=1 SOURCE=build/typo.c "
     "SANDBOX=1 UNSAFE=1'; $again; echo '}' >>build/typo.c; $again",
     2,
     {"\nfixed\n", "error: extraneous closing brace", "failed   builds", "not fixed yet"},
     {"no verdict"}},
    {"", "make verify EX=0", 0, {"nothing to fix"}, {}},
    {"",
     WITH("solutions/01-counter/lock.c", "make verify EX=1 && make && make run"),
     0,
     {"fixed", "Racetrack: 1 of ", "02-window-ids"},
     {}},
    {"",
     WITH("tests/wrong-fixes/01-counter/volatile.c", "make verify EX=1; make"),
     0,
     {"not fixed", "Racetrack: 0 of "},
     {}},
    {"",
     "cp solutions/01-counter/lock.c exercises/01-counter/counter.c; make reset EX=1 && "
     "cmp exercises/01-counter/counter.c exercises/01-counter/original.c && "
     "cmp exercises/01-counter/counter.yours.c solutions/01-counter/lock.c && "
     "rm exercises/01-counter/counter.yours.c",
     0,
     {"counter.yours.c"},
     {}},
    {"",
     "rm exercises/01-counter/counter.c; make run EX=1; make reset EX=1 && make run EX=1",
     0,
     {"doesn't exist; try: make reset EX=01-counter", "WRONG"},
     {}},
    {"", "make", 0, {"Racetrack: 0 of ", "00  first-report", "01  counter", "make tsan EX=1"}, {}},
    {"",
     "mkdir -p build/class/anna && cp solutions/01-counter/lock.c build/class/anna/counter.c && "
     "make grade SUBMISSIONS=build/class UNSAFE=1",
     0,
     {"anna", "10 of 280", "feedback/, others:\nbuild/grade"},
     {}},
    /* red, were the student's file taken for the name of who is graded again */
    {"",
     "make -n grade EX=1 SUBMISSIONS=x | grep -o -e --student -e 'SUBMISSIONS'",
     0,
     {"SUBMISSIONS"},
     {"--student"}},
    {"", "make -n grade STUDENT=anna SUBMISSIONS=x | grep -o -e '--student=.*'", 0, {"anna"}, {}},
    {"",
     "make grade",
     2,
     {"grade: SUBMISSIONS= is missing; try: make grade SUBMISSIONS=folder"},
     {}},
    {"", "make grade SUBMISSIONS=nowhere UNSAFE=1", 2, {"nowhere: No such file"}, {}},
    {"",
     "make grade-merge",
     2,
     {"grade-merge: SHARDS= is missing; try: make grade-merge SHARDS="},
     {}},
    {"",
     "make handout && tar -tzf build/handout/racetrack.tar.gz",
     0,
     {"racetrack/exercises/01-counter/counter.c", "racetrack/tools/grade/grade.c"},
     {"solutions/", "wrong-fixes/"}},
    {"",
     "make handout && tar -xOzf build/handout/racetrack.tar.gz racetrack/README.md | tail -n 4",
     0,
     {"## Left out", "without `solutions/` and `tests/`"},
     {}},
    {"", "make course FOR=gradescope EXERCISES=1", 0, {"build/course/gradescope"}, {}},
    {"",
     "make course FOR=github EXERCISES=1,counter,2 && ls build/course/github/.github/workflows "
     "build/course/github/exercises",
     0,
     {"racetrack.yml", "01-counter", "02-window-ids"},
     {"03-"}},
    {"", "make course", 2, {"course: FOR= is missing; try: FOR=classroom50"}, {}},
    {"", "make course FOR=classroom", 2, {"FOR=classroom: no such platform; try: FOR="}, {}},
    {"", "make handout EXERCISES=1,99", 2, {"there is no exercise \"99\"; try: EXERCISES="}, {}},
    {"", "make version", 0, {"Racetrack 1."}, {}},
    {"", "make help", 0, {"make run", "make sweep", "make oracle", "make setup"}, {}},
    {"", "make setup", 0, {}, {"nstalling"}},
    {"", "make setup run EX=1", 0, {"WRONG"}, {"nstalling"}},
    {"", "make run EX=1 CC=/nowhere/clang", 2, {"racetrack: ", "Error 3"}, {}},
    {"", "make bench EX=1", 0, {"racy", "lock", "atomic", "message"}, {}},
    {"",
     "cd build/tools/bin && for tool in bench coach grade run sandbox verify; do "
     "./$tool --version; done",
     0,
     {"bench 1.", "coach 1.", "grade 1.", "run 1.", "sandbox 1.", "verify 1."},
     {}},
    {"", "make compile_commands.json && grep -c counter.c compile_commands.json", 0, {}, {}},
    {"", "make new EX=1", 2, {"racetrack: "}, {}},
    {"",
     "make new EX=77-lane && make verify EX=lane; make verify EX=77 "
     "SOURCE=solutions/77-lane/lock.c; status=$?; rm -r */77-lane tests/*/77-lane; exit $status",
     0,
     {"77-lane", "not fixed yet", "fixed"},
     {}},
    {IN_COUNTER,
     "make",
     0,
     {"01-counter: ", "Invariant: every increment counts.", "make verify EX=1"},
     {"02  window-ids"}},
    {IN_COUNTER, "make list", 0, {"01  counter", "02  window-ids"}, {}},
    {IN_COUNTER, "make hint HINT=2", 0, {"01-counter, hint 2 of "}, {}},
    {"", "make EX=8", 0, {"08-ticket-seller: ", "make tsan EX=8"}, {}},
    {"", "make next", 0, {"01-counter: ", "Invariant: "}, {}},
    {"",
     "rm -f build/01-counter/hints-seen; make hint EX=1 && make hint EX=1 && make hint EX=1 HINT=1",
     0,
     {"hint 1 of 5", "hint 2 of 5"},
     {"hint 3"}},
    {"", "make hint EX=1 HINT=9", 2, {"there is no hint \"9\", only 1 to 5"}, {}},
    {"", "make solution EX=1", 2, {"the solutions open once make verify", "Error 1"}, {"+++"}},
    {"", "make solution EX=1 FORCE=1", 0, {"+++ solutions/01-counter/message.c"}, {}},
    {"",
     WITH("solutions/01-counter/lock.c", "make verify EX=1 && make solution EX=1"),
     0,
     {"\nfixed\n  make solution EX=1", "make next              02-window-ids",
      "+++ solutions/01-counter/atomic.c", "lock.c is the same as yours"},
     {"Error"}},
    /* Red, were what comes next told of somebody else's file. */
    {"", "make verify EX=1 SOURCE=solutions/01-counter/atomic.c", 0, {"\nfixed\n"}, {"make next"}},
    {"", "make solutions", 2, {"unknown verb 'solutions'; try: make solution\n"}, {}},
    {"", "make tests", 2, {"try: make test\n"}, {}},
    {"", "make hints", 2, {"try: make hint\n"}, {}},
    {"", "make verfy EX=1", 2, {"try: make verify\n"}, {}},
    {"", "make Explroe", 2, {"try: make explore\n"}, {}},
    {"", "make counter", 2, {"is an exercise, not a verb; try: make verify EX=counter\n"}, {}},
    {"", "make ex=1 run", 2, {"ex=1: there is no variable ex; try: EX=1\n"}, {"WRONG"}},
    {"", "make run EX=1a", 2, {"there is no exercise \"1a\"; try: EX=01-counter\n"}, {}},
    {"", "make run EX=001", 2, {"try: EX=01-counter\n"}, {}},
    {"", "make run EX=cuonter", 2, {"try: EX=01-counter\n"}, {}},
    {"", "make run EX=window_ids", 2, {"try: EX=02-window-ids\n"}, {}},
    {"", "make run EX=exercises/01-counter/counter.c", 2, {"try: EX=01-counter\n"}, {}},
    {"", "make run EX=99", 2, {"one of these", "\n    EX=28-word-index"}, {"try: EX="}},
    {"",
     "echo h | make watch EX=1",
     0,
     {"01-counter: watched", "hint ", "failed   total", "01-counter: not fixed yet"},
     {"Error"}},
    {IN_COUNTER, "make run", 0, {"01-counter", "WRONG"}, {}},
    {IN_COUNTER, "make run EX=1", 0, {"01-counter", "WRONG"}, {}},
    {IN_COUNTER,
     "make verify EX=8",
     2,
     {"racetrack: 08-ticket-seller is not the exercise of this folder\n",
      "try: make -C ../.. verify EX=08-ticket-seller\n"},
     {"builds"}},
    {IN_COUNTER, "make verify EX=nope", 2, {"there is no exercise \"nope\""}, {"builds"}},
    {IN_COUNTER, "make run RUNS=3", 0, {"3 runs"}, {}},
    {IN_COUNTER, "make run SOURCE=original.c", 0, {"exercises/01-counter/original.c"}, {}},
    {IN_COUNTER, "make run SOURCE=solutions/01-counter/lock.c", 0, {"right"}, {}},
    {IN_COUNTER, "make test", 2, {"[FAIL]"}, {}},
    {IN_COUNTER, "make tsan", 2, {"counter.c:30:"}, {}},
    {"", "make tsan EX=7", 2, {"reports nothing.", "The total is wrong all the same"}, {}},
    {"", "make tsan EX=23", 0, {"ThreadSanitizer reports nothing."}, {"wrong"}},
    {IN_COUNTER, "make verify", 2, {"not fixed yet"}, {}},
    {IN_COUNTER, "make reset", 0, {"01-counter"}, {}},
    {"exercises/03-early-report", "make run", 0, {"03-early-report"}, {}},
};

ParameterizedTestParameters(verbs, typed)
{
    return cr_make_param_array(struct verb_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct verb_case *verb, verbs, typed)
{
    char *output = malloc(OUTPUT_SIZE);
    cr_assert_not_null(output);
    const int status = shell(verb->folder, verb->command, output);
    cr_expect_eq(status, verb->status, "%s: exit status %d:\n%s", verb->command, status, output);
    for (int i = 0; i < MOST_TEXTS; i++) {
        cr_expect(strstr(output, verb->says[i]) != NULL, "%s: does not say \"%s\":\n%s",
                  verb->command, verb->says[i], output);
        cr_expect(verb->says_not[i][0] == '\0' || strstr(output, verb->says_not[i]) == NULL,
                  "%s: says \"%s\":\n%s", verb->command, verb->says_not[i], output);
    }
    /* Nothing that a person sees is wider than 100 columns, but for TSan's own report. */
    if (strstr(output, "ThreadSanitizer") == NULL) {
        for (char *line = strtok(output, "\n"); line != NULL; line = strtok(NULL, "\n")) {
            const size_t columns = columns_of(line);
            cr_expect_leq(columns, 100, "%s: %zu columns: %s", verb->command, columns, line);
        }
    }
    free(output);
}
