/*
 * driver.c - a compiler's wrapper around clang; see driver.h.
 *
 * Theory of operation. Clang itself is asked what it would do for the call (plan.h), so that all
 * of its options mean what they mean to it. A call without a link is then clang's, as a whole;
 * where there is one, the planned commands are run here, one after the other, as the objects that
 * they make for the linker are gone afterwards. Each object that comes of it is told what is in it
 * that escapes -fsanitize=thread (look.h, object_note.h).
 */
#include "compiler/driver.h"

#include "compiler/look.h"
#include "compiler/object_note.h"
#include "compiler/plan.h"
#include "compiler/run_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Neither the explorer nor TSan can do without the shared C library. */
static bool is_static(const char *word)
{
    return strcmp(word, "-static") == 0 || strcmp(word, "--static") == 0 ||
           strcmp(word, "-static-pie") == 0 || strcmp(word, "-Wl,-static") == 0;
}

/* How many words, from that one on, ask for a static link. */
static size_t static_words(const struct words *given, size_t at)
{
    const bool for_linker = strcmp(given->word[at], "-Xlinker") == 0 && at + 1 < given->count;
    if (for_linker) {
        return is_static(given->word[at + 1]) ? 2 : 0;
    }
    return is_static(given->word[at]) ? 1 : 0;
}

/* A call may need none of the flags that are added; that is no reason for a warning. */
static void add_flags(struct words *call, const char *const *flags)
{
    words_add(call, "--start-no-unused-arguments");
    for (; *flags != NULL; flags++) {
        words_add(call, *flags);
    }
    words_add(call, "--end-no-unused-arguments");
}

static void make_call(const struct driver *driver, const struct words *given, struct words *call)
{
    words_add(call, driver->compiler);
    add_flags(call, driver->before);
    for (size_t i = 0; i < given->count; i++) {
        const size_t left_out = static_words(given, i);
        if (left_out == 0) {
            words_add(call, given->word[i]);
        } else {
            i += left_out - 1;
        }
    }
    add_flags(call, driver->after);
}

static void show_said(const struct plan *plan)
{
    for (size_t i = 0; i < plan->said.count; i++) {
        fprintf(stderr, "%s\n", plan->said.word[i]);
    }
}

/* As -v has it. */
static void show_commands(const struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        for (size_t j = 0; j < plan->job[i].command.count; j++) {
            fprintf(stderr, " %s", plan->job[i].command.word[j]);
        }
        fputc('\n', stderr);
    }
}

/* -- what a plan's jobs make of each other's files -- */

/* A file that a job has made, and what is known of it. */
struct made {
    const char *path, *source;
    struct words unseen;
    bool is_known; /* it comes from a source that was looked at */
    bool failed;
};

struct work {
    struct made *made;
    size_t count;
};

static struct made *made_as(const struct work *work, const char *path)
{
    for (size_t i = work->count; path != NULL && i-- > 0;) {
        if (strcmp(work->made[i].path, path) == 0) {
            return &work->made[i];
        }
    }
    return NULL;
}

/* Says of the file that the job makes what is known of that from which it makes it. */
static struct made *add_made(struct work *work, const struct job *job)
{
    const struct made *from = made_as(work, job_input(job));
    struct made *made = &work->made[work->count++];
    *made = (struct made){.path = job_output(job), .source = job_input(job)};
    if (from != NULL) {
        made->source = from->source;
        made->is_known = from->is_known;
        made->failed = from->failed;
        words_add_all(&made->unseen, &from->unseen);
    }
    return made;
}

/* After a job: finds out what the explorer won't see of what it made, and notes it there. Assembly
 * that a user wrote may do anything; what clang wrote for `interleave cc` has its note already. */
static int note_made(const struct job *job, struct made *made)
{
    if (job->kind == JOB_ASSEMBLES && object_is_noted(made->path)) {
        return 0;
    }
    if (job->kind == JOB_ASSEMBLES && !made->is_known) {
        words_add_format(&made->unseen, "%s (assembly)", name_in(made->source));
    } else if (!made->is_known) {
        look_at_source(job, &made->unseen);
    }
    made->is_known = true;
    return object_note(made->path, made->source, &made->unseen);
}

static int begin_work(const struct plan *plan, struct work *work)
{
    work->made = calloc(plan->count + 1, sizeof *work->made);
    work->count = 0;
    if (work->made == NULL) {
        perror("interleave");
        return 3;
    }
    for (size_t i = 0; i < plan->count; i++) {
        const struct job *job = &plan->job[i];
        const char *input = job->kind == JOB_COMPILES ? job_input(job) : NULL;
        if (input != NULL && strcmp(input, "-") == 0) {
            return keep_input();
        }
    }
    return 0;
}

static void end_work(struct work *work)
{
    while (work->count > 0) {
        words_release(&work->made[--work->count].unseen);
    }
    free(work->made);
}

/* -- the two kinds of calls -- */

/* Clang does it all; then notes are made. */
static int compile(const struct words *call, const struct plan *plan)
{
    struct work work;
    int status = begin_work(plan, &work);
    status = status == 0 ? run_command(call, (struct redirected){-1, -1}) : status;
    for (size_t i = 0; i < plan->count && status == 0; i++) {
        const struct job *job = &plan->job[i];
        if (job_output(job) != NULL) {
            struct made *made = add_made(&work, job);
            status = job_makes_code(job) ? note_made(job, made) : 0;
        }
    }
    end_work(&work);
    return status;
}

static int run_job(const struct driver *driver, struct job *job, struct work *work,
                   const char *folder)
{
    if (job->kind == JOB_LINKS) {
        return driver->link(&job->command, driver->compiler, folder);
    }
    struct made *made = add_made(work, job);
    int status = made->failed ? 1 : run_command(&job->command, (struct redirected){-1, -1});
    if (status == 0 && job_makes_code(job) && made->path != NULL) {
        status = note_made(job, made);
    }
    made->failed = status != 0;
    return status;
}

/* One job after the other. As with clang, a source that is wrong leaves only the link out. What is
 * made on the way is for the linker, and removed unless it is to be kept. */
static int compile_and_link(const struct driver *driver, struct plan *plan, const char *folder,
                            bool keep)
{
    struct work work;
    int status = begin_work(plan, &work);
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->job[i].kind != JOB_LINKS || status == 0) {
            const int one = run_job(driver, &plan->job[i], &work, folder);
            status = one != 0 ? one : status;
        }
    }
    for (size_t i = 0; i < work.count; i++) {
        if (work.made[i].path != NULL && !keep) {
            unlink(work.made[i].path);
        }
    }
    end_work(&work);
    return status;
}

static void remove_folder(const char *folder)
{
    struct words command = {0};
    words_add(&command, "rm");
    words_add(&command, "-rf");
    words_add(&command, folder);
    (void)run_command(&command, (struct redirected){-1, -1});
    words_release(&command);
}

static bool keeps_files(const struct words *given)
{
    size_t i = 0;
    while (i < given->count && !begins_with(given->word[i], "-save-temps") &&
           !begins_with(given->word[i], "--save-temps")) {
        i++;
    }
    return i < given->count;
}

static int link_too(const struct driver *driver, const struct words *given, struct plan *plan)
{
    char folder[] = "/tmp/interleave-XXXXXX";
    show_said(plan);
    if (words_have(given, "-v")) {
        show_commands(plan);
    }
    if (mkdtemp(folder) == NULL) {
        perror("interleave: /tmp");
        return 3;
    }
    const int status = compile_and_link(driver, plan, folder, keeps_files(given));
    remove_folder(folder);
    return status;
}

/* Does the plan make objects, or only look at sources or tell something? */
static bool makes_code(const struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (job_makes_code(&plan->job[i])) {
            return true;
        }
    }
    return false;
}

/* A call that makes no sense, or nothing at all, is for clang to answer. */
static int carry_out(const struct driver *driver, const struct words *given,
                     const struct words *call, struct plan *plan)
{
    const struct redirected as_ours = {-1, -1};
    if (plan->status != 0) {
        show_said(plan);
        return plan->status;
    }
    if (plan->count == 0) {
        struct words plain = {0};
        words_add(&plain, driver->compiler);
        words_add_all(&plain, given);
        const int status = run_command(&plain, as_ours);
        words_release(&plain);
        return status;
    }
    if (words_have(given, "-###") || !(makes_code(plan) || plan_has(plan, JOB_LINKS))) {
        return run_command(call, as_ours);
    }
    return plan_has(plan, JOB_LINKS) ? link_too(driver, given, plan) : compile(call, plan);
}

int drive(const struct driver *driver, char *const *arguments)
{
    struct words given = {0}, call = {0};
    struct plan plan;
    words_add_arguments(&given, arguments);
    make_call(driver, &given, &call);
    int status = plan_make(&call, &plan);
    if (status == 0) {
        status = carry_out(driver, &given, &call, &plan);
        plan_release(&plan);
    }
    words_release(&given);
    words_release(&call);
    return status;
}
