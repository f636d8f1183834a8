/* explored.c - see explored.h. */
#include "interleave/trace/explored.h"

#include "run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const size_t most_events_bytes = (size_t)1 << 28;
static const double grace = 20; /* for what the library can't cut short: one execution */

static void read_lines(const struct outcome *outcome, struct explored *explored)
{
    const char *line = outcome->events;
    const char *end = outcome->events + outcome->events_length;
    while (line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const size_t length = (size_t)((newline ? newline : end) - line);
        json_t *event = json_loadb(line, length, 0, NULL);
        if (json_object_get(event, "do") != NULL) {
            json_array_append(explored->passing != NULL ? explored->passing : explored->trace,
                              event);
        } else if (json_object_get(event, "begins") != NULL && explored->passing == NULL) {
            explored->passing = json_array();
        } else if (json_object_get(event, "verdict") != NULL) {
            json_decref(explored->result);
            explored->result = json_incref(event);
        }
        json_decref(event);
        line += length + 1;
    }
}

int explored_run(const char *const *program, const char *options, double seconds,
                 struct explored *explored)
{
    char *variable;
    if (asprintf(&variable, "INTERLEAVE=%s", options) < 0) {
        return ENOMEM;
    }
    const char *const variables[] = {variable, NULL};
    const struct command command = {
        .arguments = program, .variables = variables, .keep_input = true};
    struct limits limits = usual_limits;
    struct outcome outcome;
    limits.events_bytes = most_events_bytes;
    limits.processor_seconds = limits.clock_seconds = seconds + grace;
    limits.asleep_seconds = limits.clock_seconds; /* while its children explore, it sleeps */
    limits.processors = processors_here();        /* among which a long proof is divided */
    const int error = run_program(&command, &limits, &outcome);
    free(variable);
    if (error != 0) {
        return error;
    }
    *explored = (struct explored){.trace = json_array()};
    read_lines(&outcome, explored);
    outcome_in_words(&outcome, &limits, explored->words, sizeof explored->words);
    outcome_release(&outcome);
    return 0;
}

const json_t *explored_found(const json_t *result, const char *failure)
{
    size_t i;
    const json_t *found;
    json_array_foreach(json_object_get(result, "found"), i, found)
    {
        const char *name = json_string_value(json_object_get(found, "failure"));
        if (name != NULL && failure != NULL && strcmp(name, failure) == 0) {
            return found;
        }
    }
    return NULL;
}

static bool has_section(Elf *program, const char *wanted)
{
    size_t names;
    GElf_Shdr header;
    if (elf_getshdrstrndx(program, &names) != 0) {
        return false;
    }
    for (Elf_Scn *section = NULL; (section = elf_nextscn(program, section)) != NULL;) {
        const char *name = gelf_getshdr(section, &header) != NULL
                               ? elf_strptr(program, names, header.sh_name)
                               : NULL;
        if (name != NULL && strcmp(name, wanted) == 0) {
            return true;
        }
    }
    return false;
}

/* The section in which the library keeps its state is there even in a program that was stripped. */
bool explored_has_library(const char *program)
{
    const int file = open(program, O_RDONLY | O_CLOEXEC);
    bool has = true;
    if (file < 0) {
        return has;
    }
    elf_version(EV_CURRENT);
    Elf *whole = elf_begin(file, ELF_C_READ, NULL);
    if (whole != NULL && elf_kind(whole) == ELF_K_ELF) {
        has = has_section(whole, "interleave_state");
    }
    elf_end(whole);
    close(file);
    return has;
}

void explored_release(struct explored *explored)
{
    json_decref(explored->result);
    json_decref(explored->trace);
    json_decref(explored->passing);
    explored->result = explored->trace = explored->passing = NULL;
}
