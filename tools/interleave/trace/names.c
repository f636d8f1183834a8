/* names.c - threads, places, and what names.h asks of things; see names.h. */
#include "interleave/trace/names_inside.h"

#include "debug-info/debug_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *names_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

unsigned long names_number(const json_t *object, const char *key)
{
    return (unsigned long)json_integer_value(json_object_get(object, key));
}

struct names *names_open(const char *program, unsigned long base)
{
    struct names *names = calloc(1, sizeof *names);
    if (names != NULL) {
        names->info = debug_info_open(program);
        names->base = base;
    }
    return names;
}

/* Forgets what depends on a trace. */
static void forget(struct names *names)
{
    for (size_t i = 0; i < names->things.room; i++) {
        struct thing *thing = names->things.entries[i];
        if (thing != NULL) {
            free(thing->name);
            free(thing);
        }
    }
    free(names->things.entries);
    free(names->best.entries);
    free(names->runners);
    free(names->blocks);
    free(names->variables);
    free(names->holders);
    names->things = names->best = (struct table){0};
    names->runners = NULL;
    names->blocks = NULL;
    names->variables = NULL;
    names->holders = NULL;
    names->holder_count = 0;
    names->runner_count = names->block_count = names->variable_count = names->variable_room = 0;
}

void names_close(struct names *names)
{
    if (names == NULL) {
        return;
    }
    forget(names);
    for (size_t i = 0; i < names->sites.room; i++) {
        free(names->sites.entries[i]);
    }
    free(names->sites.entries);
    if (names->info != NULL) {
        debug_info_close(names->info);
    }
    free(names);
}

/* -- places -- */

bool names_place(struct names *names, unsigned long return_address, struct place *place)
{
    return names->info != NULL && return_address > names->base &&
           debug_info_place(names->info, return_address - names->base - 1, place);
}

const char *names_short_place(struct names *names, unsigned long return_address,
                              char text[static NAME_SIZE])
{
    text[0] = '\0';
    const struct site *site = names_site(names, return_address);
    if (site != NULL && site->known) {
        const char *file = strrchr(site->place.file, '/');
        snprintf(text, NAME_SIZE, "%.200s:%d", file != NULL ? file + 1 : site->place.file,
                 site->place.line);
    }
    return text;
}

/* -- threads -- */

static struct runner *runner_of(const struct names *names, const char *letter)
{
    for (size_t i = 0; i < names->runner_count; i++) {
        if (strcmp(names->runners[i].letter, letter) == 0) {
            return &names->runners[i];
        }
    }
    return NULL;
}

static const char *function_at(struct names *names, unsigned long address)
{
    const struct code *code = names->info != NULL && address > names->base
                                  ? debug_index_function(names->info, address - names->base)
                                  : NULL;
    Dwarf_Die die = code != NULL ? code->die : (Dwarf_Die){0};
    return code != NULL ? dwarf_diename(&die) : NULL;
}

const char *names_function(struct names *names, unsigned long address, char name[static NAME_SIZE])
{
    const char *function = function_at(names, address);
    snprintf(name, NAME_SIZE, "%.200s", function != NULL ? function : "thread");
    return name;
}

static void add_runner(struct names *names, const char *letter, const char *function)
{
    struct runner *known = runner_of(names, letter);
    if (known == NULL) {
        struct runner *more =
            realloc(names->runners, (names->runner_count + 1) * sizeof *names->runners);
        if (more == NULL) {
            return;
        }
        names->runners = more;
        known = &more[names->runner_count++];
        *known = (struct runner){0};
        snprintf(known->letter, sizeof known->letter, "%.7s", letter);
    }
    if (known->function == NULL) {
        known->function = function;
    }
}

/* Does a handler begin with it, as a thread of its own in the trace? */
static bool handles_signal(const json_t *event)
{
    return strncmp(names_text(event, "do"), "handles ", strlen("handles ")) == 0;
}

static void add_handler(struct names *names, const char *letter)
{
    add_runner(names, letter, NULL);
    struct runner *added = runner_of(names, letter);
    if (added != NULL) {
        added->handles = true;
    }
}

/* What a thread runs is what it was started with, or else its outermost function. */
static void find_runners(struct names *names)
{
    size_t i;
    const json_t *event;
    json_array_foreach(names->trace, i, event)
    {
        const unsigned long function = names_number(event, "function");
        const json_t *stack = json_object_get(event, "stack");
        const size_t depth = json_array_size(stack);
        const char *thread = names_text(event, "thread");
        if (function != 0) {
            add_runner(names, names_text(event, "note"), function_at(names, function));
        }
        if (handles_signal(event)) { /* still where it interrupts */
            add_handler(names, thread);
            continue;
        }
        const struct runner *known = runner_of(names, thread);
        if (known == NULL || known->function == NULL) {
            const unsigned long outermost =
                depth > 0 ? (unsigned long)json_integer_value(json_array_get(stack, depth - 1))
                          : names_number(event, "pc");
            add_runner(names, thread,
                       strcmp(thread, "M") == 0 ? "main" : function_at(names, outermost - 1));
        }
    }
}

static void number_runners(struct names *names)
{
    for (size_t i = 0; i < names->runner_count; i++) {
        struct runner *one = &names->runners[i];
        one->number = 1;
        for (size_t j = 0; j < names->runner_count && one->function != NULL; j++) {
            const char *other = names->runners[j].function;
            if (j != i && other != NULL && strcmp(other, one->function) == 0) {
                one->several = true;
                one->number += j < i;
            }
        }
    }
}

const char *names_thread(struct names *names, const char *letter, char name[static NAME_SIZE])
{
    const struct runner *runner = runner_of(names, letter);
    const char *kind = runner != NULL && runner->handles ? "handler " : "";
    if (strcmp(letter, "M") == 0) {
        snprintf(name, NAME_SIZE, "main");
    } else if (runner == NULL || runner->function == NULL) {
        snprintf(name, NAME_SIZE, "%.100s", letter);
    } else if (runner->several) {
        snprintf(name, NAME_SIZE, "%s%.200s %d", kind, runner->function, runner->number);
    } else {
        snprintf(name, NAME_SIZE, "%s%.200s", kind, runner->function);
    }
    return name;
}

const char *names_with_letter(const char *name, const char *letter, char text[static NAME_SIZE])
{
    snprintf(text, NAME_SIZE, strcmp(name, letter) == 0 ? "thread %s" : "%.200s (%s)", name,
             letter);
    return text;
}

const char *names_lettered(struct names *names, const char *letter, char text[static NAME_SIZE])
{
    char name[NAME_SIZE];
    return names_with_letter(names_thread(names, letter, name), letter, text);
}

void names_learn(struct names *names, const json_t *trace)
{
    forget(names);
    names->trace = trace;
    find_runners(names);
    number_runners(names);
    names_learn_blocks(names);
    size_t i;
    const json_t *event;
    json_array_foreach(trace, i, event)
    {
        names_thing(names, event); /* so that variables of the same name are known */
    }
    names_share_names(names);
}

/* -- things -- */

/* Of the variables that the trace touches, another one that is called the same; NULL: none. */
static const struct thing *namesake(const struct names *names, const struct thing *thing)
{
    const struct thing *found = NULL;
    for (size_t i = 0; i < names->variable_count; i++) {
        const struct thing *other = names->variables[i];
        const bool same = other->kind == thing->kind && other->start == thing->start &&
                          strcmp(other->thread, thing->thread) == 0 &&
                          other->function == thing->function;
        const bool same_local = thing->kind == LOCAL && other->kind == LOCAL &&
                                other->function == thing->function &&
                                strcmp(other->thread, thing->thread) == 0;
        if (strcmp(other->root, thing->root) == 0 && !same && !same_local) {
            found = found == NULL || other->function == thing->function ? other : found;
        }
    }
    return found;
}

const char *names_told_apart(struct names *names, const struct thing *thing,
                             char name[static NAME_SIZE])
{
    char whose[NAME_SIZE] = "";
    const struct thing *other = thing->root != NULL ? namesake(names, thing) : NULL;
    const bool is_main = thing->function != NULL && strcmp(thing->function, "main") == 0;
    if (other != NULL &&
        (thing->kind == THREAD_LOCAL || (thing->kind == LOCAL && !is_main && other->kind == LOCAL &&
                                         other->function == thing->function))) {
        names_thread(names, thing->thread, whose);
    } else if (other != NULL && thing->function != NULL) {
        snprintf(whose, sizeof whose, "%.100s", thing->function);
    }
    snprintf(name, NAME_SIZE, whose[0] != '\0' ? "%.60s's %.180s" : "%s%s", whose, thing->name);
    return name;
}

const char *names_of(struct names *names, const json_t *event, char name[static NAME_SIZE])
{
    name[0] = '\0';
    if (strcmp(names_text(event, "do"), "operation") == 0) {
        names_operand(names, event, name);
        return name;
    }
    const struct thing *thing = names_thing(names, event);
    return thing != NULL ? names_told_apart(names, thing, name) : name;
}

const char *names_object(struct names *names, const json_t *event, char name[static NAME_SIZE])
{
    static const struct {
        const char *call, *is;
    } known[] = {
        {"pthread_mutex_", "mutex"},
        {"mtx_", "mutex"},
        {"pthread_cond_", "condition variable"},
        {"cnd_", "condition variable"},
        {"pthread_rwlock_", "rwlock"},
        {"pthread_barrier_", "barrier"},
        {"pthread_spin_", "spinlock"},
        {"sem_", "semaphore"},
    };
    char own[NAME_SIZE];
    const struct thing *thing = names_thing(names, event);
    const char *is = thing != NULL ? type_of_library(thing->type) : NULL;
    const char *call = names_text(event, "do");
    for (size_t i = 0; i < sizeof known / sizeof *known && is == NULL; i++) {
        if (strncmp(call, known[i].call, strlen(known[i].call)) == 0) {
            is = known[i].is;
        }
    }
    names_of(names, event, own);
    if (is != NULL && own[0] != '\0') {
        snprintf(name, NAME_SIZE, "%s \"%.200s\"", is, own);
    } else {
        snprintf(name, NAME_SIZE, "%s", own);
    }
    return name;
}

const char *names_kind(struct names *names, const json_t *event, char text[static NAME_SIZE])
{
    char other[NAME_SIZE];
    const struct thing *thing = names_thing(names, event);
    const struct block *block = NULL;
    text[0] = '\0';
    if (thing == NULL) {
        return text;
    }
    switch (thing->kind) {
    case GLOBAL:
        snprintf(text, NAME_SIZE, thing->function != NULL ? "static in %.200s" : "global%s",
                 thing->function != NULL ? thing->function : "");
        break;
    case LOCAL:
        snprintf(text, NAME_SIZE, "a local of %.200s", thing->function);
        break;
    case THREAD_LOCAL:
        snprintf(text, NAME_SIZE, "thread-local in %.200s",
                 names_thread(names, thing->thread, other));
        break;
    case HEAP:
        block = names_block(names, thing->address);
        if (block != NULL) {
            snprintf(text, NAME_SIZE, "in %.240s", names_block_words(names, block, "a ", other));
        }
        break;
    case NO_VARIABLE:
        break;
    }
    return text;
}
