/*
 * plan.c - asks clang what it would do; see plan.h. It prints a line for each command, each word in
 * quotes, with a backslash before what a shell would read in them.
 */
#include "compiler/plan.h"

#include "compiler/run_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_in(const char *word, const char *const *list)
{
    while (*list != NULL && strcmp(*list, word) != 0) {
        list++;
    }
    return *list != NULL;
}

static enum job_kind kind_of(const struct words *command)
{
    static const char *const others[] = {"objcopy", "llvm-objcopy", "dwp", NULL};
    const char *program = name_in(command->word[0]);
    const char *first = command->count > 1 ? command->word[1] : "";
    if (strcmp(first, "-cc1") == 0) {
        return JOB_COMPILES;
    }
    if (strcmp(first, "-cc1as") == 0 || strcmp(program, "as") == 0 || ends_with(program, "-as")) {
        return JOB_ASSEMBLES;
    }
    return is_in(program, others) ? JOB_OTHER : JOB_LINKS;
}

/* Takes the words of one command, up to the line's end, out of the text; returns where that is. A
 * word may have line breaks in it. */
static char *take_words(char *text, struct words *command)
{
    while (*text == ' ') {
        text += strspn(text, " ");
        if (*text != '"') {
            break;
        }
        char *word = ++text, *to = text;
        while (*text != '\0' && *text != '"') {
            text += *text == '\\' && text[1] != '\0';
            *to++ = *text++;
        }
        text += *text == '"';
        *to = '\0';
        words_add(command, word);
    }
    return text;
}

static void add_job(struct plan *plan, struct words command)
{
    struct job *grown = realloc(plan->job, (plan->count + 1) * sizeof *grown);
    if (grown == NULL) {
        perror("interleave");
        exit(3);
    }
    plan->job = grown;
    plan->job[plan->count++] = (struct job){.kind = kind_of(&command), .command = command};
}

/* An error, a warning or a remark, not what clang tells of itself. */
static bool is_said(const char *line)
{
    return strstr(line, "error: ") != NULL || strstr(line, "warning: ") != NULL ||
           strstr(line, "note: ") != NULL || strstr(line, "remark: ") != NULL;
}

static void read_plan(char *text, struct plan *plan)
{
    while (*text != '\0') {
        if (begins_with(text, " \"")) {
            struct words command = {0};
            text = take_words(text, &command);
            add_job(plan, command);
        }
        char *line = text;
        text += strcspn(text, "\n");
        const bool more = *text == '\n';
        *text = '\0';
        text += more;
        if (is_said(line)) {
            words_add(&plan->said, line);
        }
    }
}

int plan_make(const struct words *call, struct plan *plan)
{
    char *text = NULL;
    struct words asked = {0};
    *plan = (struct plan){0};
    words_add_all(&asked, call);
    words_insert(&asked, 1, "-###");
    plan->status = errors_of_command(&asked, &text);
    words_release(&asked);
    if (text == NULL || plan->status == 3) {
        free(text);
        return 3;
    }
    read_plan(text, plan);
    free(text);
    return 0;
}

void plan_release(struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        words_release(&plan->job[i].command);
    }
    free(plan->job);
    words_release(&plan->said);
    *plan = (struct plan){0};
}

bool plan_has(const struct plan *plan, enum job_kind kind)
{
    size_t i = 0;
    while (i < plan->count && plan->job[i].kind != kind) {
        i++;
    }
    return i < plan->count;
}

bool job_makes_code(const struct job *job)
{
    static const char *const makes[] = {"-emit-obj", "-S", "-emit-llvm", "-emit-llvm-bc", NULL};
    size_t i = 0;
    while (i < job->command.count && !is_in(job->command.word[i], makes)) {
        i++;
    }
    return job->kind == JOB_ASSEMBLES || (job->kind == JOB_COMPILES && i < job->command.count);
}

const char *job_input(const struct job *job)
{
    return job->command.count > 1 ? job->command.word[job->command.count - 1] : NULL;
}

const char *job_output(const struct job *job)
{
    return words_after(&job->command, "-o");
}

/* Belongs to what clang puts behind all that the user named. */
static bool is_of_the_end(const char *word)
{
    static const char *const words[] = {"-lgcc",       "-lgcc_s",        "-lgcc_eh",
                                        "--as-needed", "--no-as-needed", "-lpthread"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(word, words[i]) == 0) {
            return true;
        }
    }
    return begins_with(name_in(word), "libclang_rt.");
}

size_t link_place(const struct words *command)
{
    size_t place = command->count;
    while (place > 1 && strcmp(command->word[place - 1], "-lpthread") != 0) {
        place--;
    }
    while (place > 1 && is_of_the_end(command->word[place - 1])) {
        place--;
    }
    return place > 1 ? place : command->count;
}
