/*
 * test_pages.c - the pages that a timeline is: what data they hold, that these can't be anything
 * but data, and that the markup around them is whole. `make pages-tried` opens them in a browser.
 *
 * INTERLEAVE_PROGRAM names the command; this process runs in the kit's folder.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/racetrack-pages-XXXXXX";
static char *page; /* the text of the last one */

static void begin(void)
{
    cr_assert_not_null(mkdtemp(folder));
}

static void end(void)
{
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
    free(page);
    page = NULL;
}

TestSuite(pages, .init = begin, .fini = end);

static char *read_file(const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    fseek(file, 0, SEEK_END);
    const size_t size = (size_t)ftell(file);
    char *text = calloc(size + 1, 1);
    rewind(file);
    cr_assert_eq(fread(text, 1, size, file), size);
    fclose(file);
    return text;
}

/* Runs a line in which $D is the test's folder and $I the command. Returns its exit status. */
static int run(const char *line)
{
    char whole[4096];
    snprintf(whole, sizeof whole, "exec >/dev/null; D=%s; I=${INTERLEAVE_PROGRAM}; %s", folder,
             line);
    const int status = system(whole);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void write_source(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

/* Explores the program, which comes to that exit status, and reads its page. */
static void make_page(const char *text, int status)
{
    write_source("x.c", text);
    cr_assert_eq(run("$I cc $D/x.c -o $D/x"), 0);
    cr_assert_eq(run("$I run -t 20 --page=$D/x.html $D/x"), status);
    page = read_file("x.html");
}

/* What JSON.parse gets of the element; the caller releases it. */
static json_t *data_of(const char *id)
{
    char head[100];
    snprintf(head, sizeof head, "<script type=\"application/json\" id=\"%s\">", id);
    const char *from = strstr(page, head);
    cr_assert_not_null(from, "%s", id);
    from += strlen(head);
    const char *until = strstr(from, "</script>");
    cr_assert_not_null(until);
    cr_expect_null(memchr(from, '<', (size_t)(until - from)), "a < could end the element");
    json_t *data = json_loadb(from, (size_t)(until - from), 0, NULL);
    cr_assert_not_null(data, "%s", id);
    return data;
}

static const char *text_in(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/* -- the markup -- */

/* Each tag that is opened is closed, in its order; what stands in script and style is no markup. */
static void expect_whole(void)
{
    static const char *const empty[] = {"meta", "input", "br"};
    char stack[64][16];
    int depth = 0;
    for (const char *at = strchr(page, '<'); at != NULL; at = strchr(at + 1, '<')) {
        char name[16] = "", after;
        const bool closes = at[1] == '/';
        if (sscanf(at + 1 + closes, "%15[a-z0-9]%c", name, &after) < 1) {
            cr_expect(at[1] == '!', "a stray <: %.40s", at);
            continue;
        }
        bool is_empty = false;
        for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
            is_empty = is_empty || strcmp(empty[i], name) == 0;
        }
        if (closes) {
            cr_assert(depth > 0 && strcmp(stack[depth - 1], name) == 0, "</%s> closes %s", name,
                      depth > 0 ? stack[depth - 1] : "nothing");
            depth--;
        } else if (!is_empty) {
            cr_assert_lt(depth, 64);
            strcpy(stack[depth++], name);
        }
        if (!closes && (strcmp(name, "script") == 0 || strcmp(name, "style") == 0)) {
            char closing[24];
            snprintf(closing, sizeof closing, "</%s>", name);
            at = strstr(at, closing) - 1;
        }
    }
    cr_expect_eq(depth, 0, "%s is not closed", depth > 0 ? stack[depth - 1] : "");
}

/* Nothing in it leads anywhere: but for data, no address, and no element that would fetch one. */
static void expect_alone(void)
{
    static const char *const never[] = {"http:", "https:", "src=", "href=", "@import", "fetch("};
    char *markup = strdup(page);
    for (char *data = markup; (data = strstr(data, "<script type=\"application/json\"")) != NULL;) {
        char *until = strstr(data, "</script>");
        memset(data, ' ', (size_t)(until - data));
    }
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        cr_expect_null(strstr(markup, never[i]), "%s", never[i]);
    }
    cr_expect_not_null(strstr(markup, "default-src 'none'"));
    free(markup);
}

/* -- programs -- */

#define HEAD                                                                                     \
    "#include <pthread.h>\n#include <semaphore.h>\n#include <stdatomic.h>\n#include <stdio.h>\n" \
    "static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;\n"                                \
    "static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;\nstatic sem_t given;\n"
#define MAIN(then)                                                                           \
    "int main(void)\n{\n    pthread_t a, b;\n    sem_init(&given, 0, 0);\n"                  \
    "    pthread_create(&a, NULL, one, NULL);\n    pthread_create(&b, NULL, other, NULL);\n" \
    "    pthread_join(a, NULL);\n    pthread_join(b, NULL);\n" then "}\n"

static const char lost[] = HEAD
    "static _Atomic int value;\n"
    "static void *one(void *x)\n{\n    int seen = value;\n    value = seen + 1;\n    return x;\n}\n"
    "static void *other(void *x)\n{\n    return one(x);\n}\n" MAIN("    return value != 2;\n");

/* The first thing that main does is to start a thread. */
Test(pages, a_start_is_an_arrow_even_if_nothing_comes_before)
{
    write_source("x.c", "#include <pthread.h>\nstatic int value;\n"
                        "static void *one(void *p)\n{\n    value = 1;\n    return p;\n}\n"
                        "int main(void)\n{\n    pthread_t a;\n"
                        "    pthread_create(&a, NULL, one, NULL);\n    value = 2;\n"
                        "    return pthread_join(a, NULL);\n}\n");
    cr_assert_eq(run("$I cc $D/x.c -o $D/x"), 0);
    cr_assert_eq(run("$I run --json $D/x >$D/x.json"), 1);
    char path[128];
    snprintf(path, sizeof path, "%s/x.json", folder);
    json_t *result = json_load_file(path, 0, NULL);
    const json_t *orders = json_object_get(json_object_get(result, "story"), "happens_before");
    cr_assert_gt(json_array_size(orders), 0);
    const json_t *first = json_array_get(orders, 0);
    cr_expect_str_eq(json_string_value(json_array_get(first, 2)), "start → first step");
    json_decref(result);
}

static const json_t *first_run(const json_t *runs)
{
    return json_array_get(runs, 0);
}

Test(pages, a_lost_update_is_told_step_by_step)
{
    make_page(lost, 1);
    expect_whole();
    expect_alone();
    json_t *about = data_of("about"), *runs = data_of("runs"), *sources = data_of("sources");
    cr_expect_str_eq(text_in(about, "kind"), "wrong result");
    cr_expect_not_null(strstr(text_in(about, "sentence"), "Lost update"), "%s",
                       text_in(about, "sentence"));
    cr_expect_str_eq(text_in(about, "version"), "1.0.0");
    char again[200];
    snprintf(again, sizeof again, "interleave replay %s %s/x", text_in(about, "schedule"), folder);
    cr_expect_str_eq(text_in(about, "again"), again);
    cr_expect_eq(json_array_size(runs), 2, "the one that passes, too");
    const json_t *one = first_run(runs), *rows = json_object_get(one, "rows");
    cr_expect_eq(json_array_size(rows), 4);
    const json_t *last = json_array_get(rows, 3);
    cr_expect(json_is_true(json_object_get(last, "wrong")));
    const json_t *event = json_array_get(json_object_get(one, "events"),
                                         (size_t)json_integer_value(json_object_get(last, "last")));
    const json_t *set = json_array_get(json_object_get(event, "sets"), 0);
    cr_expect_eq(json_integer_value(json_array_get(set, 0)), 0);
    cr_expect_str_eq(json_string_value(json_array_get(set, 1)), "1", "what its write leaves");
    const json_t *source = json_array_get(sources, 0);
    cr_expect_str_eq(text_in(source, "text"), lost);
    cr_expect_eq(strlen(text_in(source, "sha256")), 64);
    json_decref(about);
    json_decref(runs);
    json_decref(sources);
}

/* sha256sum says the same of the source. */
Test(pages, a_source_is_named_by_its_hash)
{
    make_page(lost, 1);
    cr_expect_eq(run("grep -q $(sha256sum $D/x.c | cut -d' ' -f1) $D/x.html"), 0);
    cr_expect_eq(run("echo >>$D/x.c; grep -q $(sha256sum $D/x.c | cut -d' ' -f1) $D/x.html"), 1);
}

/* -- what happens before what -- */

static bool is_event(const json_t *run, const json_t *index, const char *letter, const char *words)
{
    const json_t *event =
        json_array_get(json_object_get(run, "events"), (size_t)json_integer_value(index));
    const json_t *thread =
        json_array_get(json_object_get(run, "threads"),
                       (size_t)json_integer_value(json_object_get(event, "thread")));
    return strcmp(json_string_value(json_array_get(thread, 0)), letter) == 0 &&
           strstr(text_in(event, "words"), words) != NULL;
}

/* Is there an edge for that reason between what two threads did? */
static bool has_edge(const json_t *run, const char *reason, const char *from, const char *did,
                     const char *to, const char *then)
{
    size_t i;
    const json_t *edge;
    json_array_foreach(json_object_get(run, "edges"), i, edge)
    {
        if (strcmp(json_string_value(json_array_get(edge, 2)), reason) == 0 &&
            is_event(run, json_array_get(edge, 0), from, did) &&
            is_event(run, json_array_get(edge, 1), to, then)) {
            return true;
        }
    }
    return false;
}

/* Both threads do one thing after the other, as main starts and joins them, so that all schedules
 * have the same order; the program fails, so that it is shown. */
Test(pages, arrows_are_what_happens_before_what)
{
    make_page(HEAD
              "static atomic_int loose, flag;\nstatic int x, y, z;\n"
              "static void *one(void *p)\n{\n    pthread_mutex_lock(&guard);\n    x = 1;\n"
              "    pthread_mutex_unlock(&guard);\n    y = 1;\n    sem_post(&given);\n    z = 1;\n"
              "    atomic_store_explicit(&loose, 1, memory_order_relaxed);\n"
              "    atomic_store_explicit(&flag, 1, memory_order_release);\n    return p;\n}\n"
              "static void *other(void *p)\n{\n    sem_wait(&given);\n"
              "    while (!atomic_load_explicit(&loose, memory_order_relaxed)) {\n    }\n"
              "    while (!atomic_load_explicit(&flag, memory_order_acquire)) {\n    }\n"
              "    pthread_mutex_lock(&guard);\n    x += y + z;\n"
              "    pthread_mutex_unlock(&guard);\n    return p;\n}\n" MAIN("    return x;\n"),
              1);
    json_t *runs = data_of("runs");
    const json_t *all = first_run(runs);
    cr_expect(has_edge(all, "start → first step", "M", "starts one", "A", "locks guard"));
    cr_expect(has_edge(all, "start → first step", "M", "starts other", "B", "takes given"));
    cr_expect(has_edge(all, "post → wait", "A", "gives given", "B", "takes given"));
    cr_expect(has_edge(all, "release → acquire", "A", "flag ← 1", "B", "flag → 1") ||
              has_edge(all, "release → acquire", "A", "flag", "B", "flag"));
    cr_expect(!has_edge(all, "release → acquire", "A", "loose", "B", "loose"), "it is relaxed");
    cr_expect(has_edge(all, "unlock → lock", "A", "unlocks guard", "B", "locks guard") ||
                  !has_edge(all, "unlock → lock", "B", "unlocks guard", "A", "locks guard"),
              "no lock comes before");
    cr_expect(has_edge(all, "end → join", "A", "flag", "M", "joins one"));
    cr_expect(has_edge(all, "end → join", "B", "unlocks guard", "M", "joins other"));
    json_decref(runs);
}

/* A waiter gives its mutex back, is woken by a signal, and takes the mutex again. */
Test(pages, a_wait_gives_the_mutex_back_and_a_signal_ends_it)
{
    make_page(HEAD
              "static int ready, waited;\n"
              "static void *one(void *p)\n{\n    pthread_mutex_lock(&guard);\n"
              "    if (!ready) {\n        pthread_cond_wait(&changed, &guard);\n"
              "        waited = 1;\n    }\n"
              "    pthread_mutex_unlock(&guard);\n    return p;\n}\n"
              "static void *other(void *p)\n{\n    pthread_mutex_lock(&guard);\n"
              "    ready = 1;\n    pthread_cond_signal(&changed);\n"
              "    pthread_mutex_unlock(&guard);\n    return p;\n}\n" MAIN("    return waited;\n"),
              1);
    json_t *runs = data_of("runs");
    const json_t *all = first_run(runs);
    cr_expect(has_edge(all, "signal → wake", "B", "signals changed", "A", "is woken"));
    cr_expect(has_edge(all, "unlock → lock", "A", "waits for changed", "B", "locks guard"));
    cr_expect(has_edge(all, "unlock → lock", "B", "unlocks guard", "A", "is woken"));
    json_decref(runs);
}

/* -- other outcomes -- */

Test(pages, a_deadlock_has_its_waits)
{
    make_page(HEAD "static pthread_mutex_t second = PTHREAD_MUTEX_INITIALIZER;\n"
                   "static void *one(void *p)\n{\n    pthread_mutex_lock(&guard);\n"
                   "    pthread_mutex_lock(&second);\n    pthread_mutex_unlock(&second);\n"
                   "    pthread_mutex_unlock(&guard);\n    return p;\n}\n"
                   "static void *other(void *p)\n{\n    pthread_mutex_lock(&second);\n"
                   "    pthread_mutex_lock(&guard);\n    pthread_mutex_unlock(&guard);\n"
                   "    pthread_mutex_unlock(&second);\n    return p;\n}\n" MAIN("    return 0;\n"),
              1);
    json_t *about = data_of("about"), *runs = data_of("runs");
    cr_expect_str_eq(text_in(about, "kind"), "deadlock");
    size_t i, stuck = 0;
    const json_t *event;
    json_array_foreach(json_object_get(first_run(runs), "events"), i, event)
    {
        stuck += strstr(text_in(event, "waits"), "which one holds") != NULL ||
                 strstr(text_in(event, "waits"), "which other holds") != NULL;
    }
    cr_expect_eq(stuck, 2);
    cr_expect_eq(json_array_size(json_object_get(first_run(runs), "locks")), 2);
    json_decref(about);
    json_decref(runs);
}

/* What never fails has a page of one schedule, which doesn't claim to be more. */
Test(pages, a_right_program_shows_one_schedule)
{
    make_page(HEAD "static atomic_int value;\n"
                   "static void *one(void *p)\n{\n    value++;\n    return p;\n}\n"
                   "static void *other(void *p)\n{\n    return one(p);\n}\n" MAIN(
                       "    return value != 2;\n"),
              0);
    expect_whole();
    json_t *about = data_of("about"), *runs = data_of("runs");
    cr_expect_str_eq(text_in(about, "verdict"), "proved");
    cr_expect_str_eq(text_in(about, "kind"), "");
    cr_expect_eq(json_array_size(runs), 1);
    cr_expect_eq(json_array_size(json_object_get(first_run(runs), "rows")), 0);
    cr_expect_gt(json_array_size(json_object_get(first_run(runs), "events")), 4);
    json_decref(about);
    json_decref(runs);
}

/* A source is whatever its author wrote; in the page it is a text. */
Test(pages, hostile_sources_and_names_are_data)
{
    char hostile[sizeof lost + 400];
    snprintf(hostile, sizeof hostile,
             "/* </script><script>alert(1)</script> <!--<script> \xe2\x80\xae \xff\xfe ]]> */\n%s",
             lost);
    write_source("x<b>&\".c", hostile);
    cr_assert_eq(run("cd $D && PATH=$PATH:$OLDPWD && $OLDPWD/$I cc 'x<b>&\".c' -o 'x<title><b>' && "
                     "! $OLDPWD/$I run --page=x.html './x<title><b>' '</script>'"),
                 0);
    page = read_file("x.html");
    expect_whole();
    expect_alone();
    cr_expect_not_null(strstr(page, "<title>x&lt;"), "the title is text");
    json_t *sources = data_of("sources"), *about = data_of("about");
    const json_t *source = json_array_get(sources, 0);
    cr_expect_str_eq(text_in(source, "file"), "x<b>&\".c");
    cr_expect_not_null(strstr(text_in(source, "text"), "</script><script>alert(1)</script>"));
    cr_expect_not_null(strstr(text_in(source, "text"), "?? ]]>"), "what is no UTF-8");
    cr_expect_str_eq(json_string_value(json_array_get(json_object_get(about, "arguments"), 0)),
                     "</script>");
    json_decref(sources);
    json_decref(about);
}

/* A page holds no more events than a browser can: the last ones, and it says how many are not. */
Test(pages, a_long_execution_loses_its_beginning_only)
{
    make_page(HEAD "static int value, many;\n"
                   "static void *one(void *p)\n{\n    value++;\n    return p;\n}\n"
                   "static void *other(void *p)\n{\n    value += many;\n    return p;\n}\n"
                   "int main(void)\n{\n    pthread_t a, b;\n"
                   "    pthread_create(&a, NULL, one, NULL);\n"
                   "    for (int i = 0; i < 11000; i++) {\n        many++;\n    }\n"
                   "    pthread_create(&b, NULL, other, NULL);\n"
                   "    pthread_join(a, NULL);\n    return pthread_join(b, NULL);\n}\n",
              1);
    json_t *runs = data_of("runs");
    const json_t *one = first_run(runs);
    cr_expect_gt(json_integer_value(json_object_get(one, "left_out")), 0);
    cr_expect_leq(json_array_size(json_object_get(one, "events")), 20010);
    cr_expect_gt(json_array_size(json_object_get(one, "events")), 19990);
    cr_expect_gt(json_array_size(json_object_get(one, "rows")), 0);
    json_decref(runs);
}

/* Where it can't be written, that is said, and the status is none of a verdict. */
Test(pages, a_page_that_can_not_be_written_is_told)
{
    write_source("x.c", lost);
    cr_assert_eq(run("$I cc $D/x.c -o $D/x"), 0);
    cr_expect_eq(run("$I run --page=/nowhere/x.html $D/x 2>$D/said"), 3);
    char *said = read_file("said");
    cr_expect_not_null(strstr(said, "/nowhere/x.html: No such file or directory"), "%s", said);
    free(said);
}

/* -- what a library's object holds -- */

static const char mailbox[] =
    "#include <interleave_annotate.h>\n"
    "#include <pthread.h>\n"
    "struct box { pthread_mutex_t lock; unsigned long size, room; int in; };\n"
    "static struct box post = {PTHREAD_MUTEX_INITIALIZER, sizeof(int), 1, 0};\n"
    "static void put(struct box *box, const int *letter) {\n"
    "    INTERLEAVE_BEGINS(box, \"puts {value} into {object}\");\n"
    "    INTERLEAVE_VALUE(letter, &box->size);\n"
    "    pthread_mutex_lock(&box->lock);\n"
    "    box->in = *letter;\n"
    "    INTERLEAVE_PUTS(box, letter, &box->size);\n"
    "    pthread_mutex_unlock(&box->lock);\n"
    "    INTERLEAVE_ENDS(NULL);\n"
    "}\n"
    "static void *writer(void *argument) {\n"
    "    int letter = 7;\n"
    "    put(&post, &letter);\n"
    "    return argument;\n"
    "}\n"
    "int main(void) {\n"
    "    pthread_t thread;\n"
    "    INTERLEAVE_STANDS(&post, \"box\", \"open\", &post.room);\n"
    "    pthread_create(&thread, NULL, writer, NULL);\n"
    "    pthread_join(thread, NULL);\n"
    "    return 0;\n"
    "}\n";

/* The last value that an execution's events give the variable of that name; "": none. */
static const char *last_value(const json_t *run, const char *name)
{
    size_t i, j;
    const json_t *event, *set;
    const char *value = "";
    json_array_foreach(json_object_get(run, "events"), i, event)
    {
        json_array_foreach(json_object_get(event, "sets"), j, set)
        {
            const size_t variable = (size_t)json_integer_value(json_array_get(set, 0));
            const char *called =
                json_string_value(json_array_get(json_object_get(run, "variables"), variable));
            if (called != NULL && strcmp(called, name) == 0) {
                value = json_string_value(json_array_get(set, 1));
            }
        }
    }
    return value;
}

/* Red, were the operation that is one step on the page not to put anything in. */
Test(pages, shows_what_a_librarys_object_holds)
{
    make_page(mailbox, 0);
    json_t *runs = data_of("runs");
    const char *value = last_value(json_array_get(runs, 0), "box \"post\"");
    cr_expect_str_eq(value, "open, 1 of 1: 7", "%s", value);
    json_decref(runs);
}
