/* stepping_state.c - what the process tells, by its names in the source; see stepping_inside.h. */
#include "interleave/stepping/stepping_inside.h"

#include "interleave/story/story.h"
#include "interleave/trace/contents.h"
#include "interleave/trace/timeline.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_VARIABLES_SHOWN = 256 };

const char *stepping_failure(const char *name)
{
    static const char *const names[] = {
        "crash",    "failed assertion", "wrong result", "deadlock",  "lost wake-up",
        "livelock", "use after free",   "mutex misuse", "data race", "thread leak"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0) {
            return names[i];
        }
    }
    return NULL;
}

int stepping_thread(const json_t *stand, const char *letter)
{
    size_t i;
    const json_t *thread;
    json_array_foreach(json_object_get(stand, "threads"), i, thread)
    {
        if (strcmp(stepping_text(thread, "thread"), letter) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* -- what a thread does next -- */

/* The object that it is about, by its name. An event of the trace that is about it knows it best.
 */
static void object_name(const struct stepping *session, const json_t *event,
                        char name[static NAME_SIZE])
{
    const long object = stepping_number(event, "object");
    names_object(session->names, event, name);
    for (size_t i = json_array_size(session->trace); i > 0 && name[0] == '\0'; i--) {
        const json_t *other = json_array_get(session->trace, i - 1);
        if (stepping_number(other, "object") == object) {
            names_object(session->names, other, name);
        }
    }
}

static const struct {
    const char *does, *can, *waits;
} object_words[] = {
    {"lock", "locks", "wants"},
    {"timed lock", "locks", "wants for a time"},
    {"try", "tries", "tries"},
    {"unlock", "unlocks", "unlocks"},
    {"wait", "waits for", "waits for"},
    {"wake", "is woken by", "waits for"},
    {"signal", "signals", "signals"},
    {"shared lock", "locks for reading", "wants to read under"},
    {"exclusive lock", "locks for writing", "wants to write under"},
    {"arrive", "arrives at", "arrives at"},
    {"leave", "leaves", "waits at"},
    {"take", "takes", "wants to take"},
    {"give", "gives", "gives"},
    {"once", "does once", "waits for"},
    {"initialise", "initialises", "initialises"},
    {"destroy", "destroys", "destroys"},
};

/* A step at an object. False: it is at none. */
static bool at_object(const struct stepping *session, const json_t *next, bool can_go,
                      char words[static TEXT_SIZE])
{
    char name[NAME_SIZE];
    if (json_object_get(next, "object") == NULL) {
        return false;
    }
    object_name(session, next, name);
    for (size_t i = 0; i < sizeof object_words / sizeof *object_words; i++) {
        if (strcmp(object_words[i].does, stepping_text(next, "do")) == 0) {
            snprintf(words, TEXT_SIZE, "%s %s",
                     can_go ? object_words[i].can : object_words[i].waits,
                     name[0] != '\0' ? name : "an object");
            return true;
        }
    }
    return false;
}

static void access_words(const struct stepping *session, const json_t *next,
                         char words[static TEXT_SIZE])
{
    char name[NAME_SIZE], value[NAME_SIZE];
    const char *arrow = session->options.unicode ? "→" : "->";
    const char *does = stepping_text(next, "do");
    const bool reads = strstr(does, "read") != NULL;
    names_of(session->names, next, name);
    names_value(session->names, next, "before", value);
    if (reads) {
        snprintf(words, TEXT_SIZE, "%s %s %s %s", does[0] == 'a' ? "loads" : "reads", name, arrow,
                 value);
    } else {
        snprintf(words, TEXT_SIZE, "%s %s, now %s",
                 strcmp(does, "write") == 0          ? "writes"
                 : strcmp(does, "atomic write") == 0 ? "stores"
                                                     : "updates",
                 name, value);
    }
}

static void next_words(const struct stepping *session, const json_t *next, bool can_go,
                       char words[static TEXT_SIZE])
{
    static const struct {
        const char *does, *words;
    } others[] = {
        {"join", "joins"},
        {"start", "begins"},
        {"system", "goes on"},
        {"send", "sends a signal"},
        {"deliver", "begins a signal's handler"},
        {"computes", "computes"},
        {"hang", "loops without end"},
        {"end", "ends"},
        {"fails", "fails"},
    };
    char thread[NAME_SIZE];
    const char *does = stepping_text(next, "do");
    if (json_object_get(next, "address") != NULL) {
        access_words(session, next, words);
        return;
    }
    if (at_object(session, next, can_go, words)) {
        return;
    }
    snprintf(words, TEXT_SIZE, "goes on");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(others[i].does, does) == 0) {
            snprintf(words, TEXT_SIZE, "%s", others[i].words);
        }
    }
    if (strcmp(does, "join") == 0 && stepping_text(next, "note")[0] != '\0') {
        stepping_append(words, " %s",
                        names_lettered(session->names, stepping_text(next, "note"), thread));
    }
}

static void wait_words(const struct stepping *session, const json_t *thread,
                       char words[static TEXT_SIZE])
{
    char name[NAME_SIZE] = "", other[NAME_SIZE] = "", helps[TEXT_SIZE];
    const json_t *next = json_object_get(thread, "next");
    const char *waits = stepping_text(thread, "waits"), *by = stepping_text(thread, "for");
    if (json_object_get(next, "object") != NULL) {
        object_name(session, next, name);
    }
    if (by[0] != '\0') {
        names_lettered(session->names, by, other);
    }
    json_t *here = json_copy((json_t *)(uintptr_t)next); /* as the event that it would be */
    json_object_set_new(here, "n",
                        json_integer((json_int_t)stepping_events(session, session->position) + 1));
    const bool told = names_wait(session->names, here, words, helps);
    json_decref(here);
    if (told) {
        return; /* by the library */
    }
    if (strcmp(waits, "end") == 0) {
        snprintf(words, TEXT_SIZE, "waits for the end of %s", other);
    } else if (strcmp(waits, "handler") == 0) {
        snprintf(words, TEXT_SIZE, "is interrupted by %s", other);
    } else if (strcmp(waits, "lock") == 0 && other[0] != '\0') {
        snprintf(words, TEXT_SIZE, "waits for %s, which %s holds", name, other);
    } else if (strcmp(waits, "lock") == 0 || strcmp(waits, "semaphore") == 0 ||
               strcmp(waits, "barrier") == 0) {
        snprintf(words, TEXT_SIZE, "waits for %s", name[0] != '\0' ? name : waits);
    } else if (strcmp(waits, "signal") == 0 || strcmp(waits, "missed signal") == 0) {
        snprintf(words, TEXT_SIZE, "waits for a signal of %s%s", name,
                 waits[0] == 'm' ? ", of which one came before it waited" : "");
    } else if (strcmp(waits, "write") == 0) {
        snprintf(words, TEXT_SIZE,
                 "waits in a loop, until another thread writes what it reads there");
    } else {
        snprintf(words, TEXT_SIZE, "waits for %s", waits);
    }
}

/* -- threads -- */

/* Within a library's operation: what that is, before the words of what the thread does in it, and
 * where the program called it. */
static void tell_operation(const struct stepping *session, const json_t *event,
                           char words[static TEXT_SIZE], bool *has_place, struct place *place)
{
    char begun[TEXT_SIZE], step[TEXT_SIZE];
    const json_t *operation = names_outermost(session->names, event);
    if (operation != NULL) {
        names_begun(session->names, operation, begun);
        snprintf(step, sizeof step, "%s", words);
        words[0] = '\0';
        stepping_append(words, "%s: %s", begun, step);
        *has_place =
            names_place(session->names, (unsigned long)stepping_number(operation, "pc"), place);
    }
}

static int show_frames(const struct stepping *session, const json_t *next,
                       struct stepping_thread *thread)
{
    const json_t *stack = json_object_get(next, "stack");
    const size_t calls = json_array_size(stack);
    thread->frames = calloc(STEPPING_FRAMES, sizeof *thread->frames);
    if (thread->frames == NULL) {
        return ENOMEM;
    }
    for (size_t i = 0; i <= calls && i < STEPPING_FRAMES; i++) {
        const unsigned long pc =
            i == 0 ? (unsigned long)stepping_number(next, "pc")
                   : (unsigned long)json_integer_value(json_array_get(stack, i - 1));
        struct stepping_frame *frame = &thread->frames[thread->depth++];
        frame->has_place = names_place(session->names, pc, &frame->place);
    }
    thread->has_place = thread->frames[0].has_place;
    thread->place = thread->frames[0].place;
    return 0;
}

static int show_thread(const struct stepping *session, const json_t *told,
                       struct stepping_thread *thread)
{
    const char *state = stepping_text(told, "state");
    const json_t *next = json_object_get(told, "next");
    snprintf(thread->letter, sizeof thread->letter, "%.7s", stepping_text(told, "thread"));
    names_thread(session->names, thread->letter, thread->name);
    thread->state = strcmp(state, "can") == 0       ? STEPPING_CAN_GO
                    : strcmp(state, "waits") == 0   ? STEPPING_WAITS
                    : strcmp(state, "loops") == 0   ? STEPPING_LOOPS
                    : strcmp(state, "stopped") == 0 ? STEPPING_STOPPED
                                                    : STEPPING_ENDED;
    if (next == NULL) {
        return 0;
    }
    const bool waits = thread->state == STEPPING_WAITS || thread->state == STEPPING_LOOPS;
    next_words(session, next, !waits, thread->next);
    if (waits) {
        wait_words(session, told, thread->waits);
    }
    const int error = show_frames(session, next, thread);
    tell_operation(session, next, thread->next, &thread->has_place, &thread->place);
    return error;
}

static int show_threads(struct stepping *session)
{
    struct stepping_state *state = &session->state;
    const json_t *told = json_object_get(session->stand, "threads");
    const size_t count = json_array_size(told);
    int error = 0;
    state->threads = calloc(count + 1, sizeof *state->threads);
    if (state->threads == NULL) {
        return ENOMEM;
    }
    state->thread_count = (int)count;
    for (size_t i = 0; i < count && error == 0; i++) {
        error = show_thread(session, json_array_get(told, i), &state->threads[i]);
    }
    return error;
}

/* -- variables -- */

/* What was accessed, once for each address and size. */
struct touched {
    const json_t *last; /* event */
    long address, size;
    const char *thread; /* the first */
    bool shared;
    bool changed;
    bool inside; /* only ever within a library's operation: it is the library's own */
};

static struct touched *touched_at(struct touched *all, int *count, const json_t *event)
{
    const long address = stepping_number(event, "address"), size = stepping_number(event, "size");
    for (int i = 0; i < *count; i++) {
        if (all[i].address == address && all[i].size == size) {
            return &all[i];
        }
    }
    if (*count == MOST_VARIABLES_SHOWN) {
        return NULL;
    }
    all[*count] = (struct touched){
        .address = address, .size = size, .thread = stepping_text(event, "thread"), .inside = true};
    return &all[(*count)++];
}

static bool is_inside(const json_t *event)
{
    return json_object_get(event, "inside") != NULL;
}

/* What the threads are about to touch, too. */
static int find_announced(const struct stepping *session, struct touched *all, int count)
{
    size_t i;
    const json_t *thread;
    json_array_foreach(json_object_get(session->stand, "threads"), i, thread)
    {
        const json_t *next = json_object_get(thread, "next");
        struct touched *touched =
            json_object_get(next, "address") != NULL ? touched_at(all, &count, next) : NULL;
        if (touched != NULL) {
            touched->shared =
                touched->shared || strcmp(touched->thread, stepping_text(next, "thread")) != 0;
            touched->last = touched->last != NULL ? touched->last : next;
            touched->inside = touched->inside && is_inside(next);
        }
    }
    return count;
}

/* Accesses to a thread's own stack are no steps. */
static bool is_own(const json_t *event)
{
    const json_t *local = json_object_get(event, "local");
    return local != NULL &&
           strcmp(stepping_text(local, "thread"), stepping_text(event, "thread")) == 0;
}

static int find_touched(const struct stepping *session, struct touched *all)
{
    int count = 0;
    const size_t events = stepping_events(session, session->position);
    const size_t of_last =
        session->position > 0 ? (size_t)(session->line[session->position - 1].first - 1) : events;
    for (size_t i = stepping_events(session, 0); i < events; i++) {
        const json_t *event = json_array_get(session->trace, i);
        struct touched *touched = json_object_get(event, "address") != NULL && !is_own(event)
                                      ? touched_at(all, &count, event)
                                      : NULL;
        if (touched != NULL) {
            touched->shared =
                touched->shared || strcmp(touched->thread, stepping_text(event, "thread")) != 0;
            touched->last = event;
            touched->inside = touched->inside && is_inside(event);
            touched->changed = i >= of_last && (touched->changed ||
                                                strstr(stepping_text(event, "do"), "read") == NULL);
        }
    }
    return find_announced(session, all, count);
}

/* What is there now: an array of a number or null for each; NULL: it isn't known. */
static json_t *values_now(struct stepping *session, const struct touched *all, int count)
{
    char *command = malloc((size_t)count * 50 + 10);
    json_t *values = NULL;
    if (command == NULL) {
        return NULL;
    }
    int length = sprintf(command, "peek");
    for (int i = 0; i < count; i++) {
        length += sprintf(command + length, " %ld %ld", all[i].address, all[i].size);
    }
    sprintf(command + length, "\n");
    if (stepping_process_send(&session->process, command) == 0) {
        json_t *answer = stepping_process_answer(&session->process, 5);
        values = json_incref(json_object_get(answer, "memory"));
        json_decref(answer);
    }
    free(command);
    return values;
}

/* Is it a local of a thread that has ended? What lies there now is something else. */
static bool is_gone(const struct stepping *session, const json_t *event)
{
    const json_t *local = json_object_get(event, "local");
    const int thread =
        local != NULL ? stepping_thread(session->stand, stepping_text(local, "thread")) : -1;
    return thread >= 0 && session->state.threads[thread].state == STEPPING_ENDED;
}

static void show_variable(struct stepping *session, const struct touched *touched,
                          const json_t *value, const struct contents *contents)
{
    struct stepping_variable *variable = &session->state.variables[session->state.variable_count];
    json_t *event = json_copy((json_t *)(uintptr_t)touched->last);
    if (json_is_integer(value)) {
        json_object_set(event, "before", (json_t *)(uintptr_t)value);
        json_object_del(event, "before_at");
    }
    *variable = (struct stepping_variable){.changed = touched->changed, .shared = touched->shared};
    names_of(session->names, touched->last, variable->name);
    names_value(session->names, event, json_is_integer(value) ? "before" : "after",
                variable->value);
    json_decref(event);
    for (size_t i = 0; i < contents->count; i++) {
        if (json_is_integer(value) && touched->size == sizeof(void *) &&
            (unsigned long)json_integer_value(value) == contents->all[i].object) {
            snprintf(variable->value, NAME_SIZE, "the %.60s",
                     stepping_text(contents->all[i].stands, "what"));
        }
    }
    if (variable->name[0] != '\0' && strncmp(variable->name, "0x", 2) != 0) {
        session->state.variable_count++;
    }
}

static int show_variables(struct stepping *session, const struct contents *contents)
{
    struct touched *all = calloc(MOST_VARIABLES_SHOWN, sizeof *all);
    const int count = all != NULL ? find_touched(session, all) : 0;
    session->state.variables = calloc((size_t)count + 1, sizeof *session->state.variables);
    if (all == NULL || session->state.variables == NULL) {
        free(all);
        return ENOMEM;
    }
    json_t *values = count > 0 ? values_now(session, all, count) : NULL;
    for (int shared = 1; shared >= 0; shared--) {
        for (int i = 0; i < count; i++) {
            const bool is_hidden = all[i].inside || is_gone(session, all[i].last) ||
                                   contents_around(contents, (unsigned long)all[i].address) != NULL;
            if (all[i].shared == (shared != 0) && !is_hidden) {
                show_variable(session, &all[i], json_array_get(values, (size_t)i), contents);
            }
        }
    }
    json_decref(values);
    free(all);
    return 0;
}

/* -- objects -- */

/* Is it about a library's object, whose first member may have the same address? */
static bool is_of_library(const json_t *event)
{
    const char *does = stepping_text(event, "do");
    return strncmp(does, "operation", 9) == 0 || strncmp(does, "object ", 7) == 0;
}

static const json_t *use_of(const struct stepping *session, long object)
{
    size_t i;
    const json_t *thread;
    for (size_t at = stepping_events(session, session->position); at > 0; at--) {
        const json_t *event = json_array_get(session->trace, at - 1);
        if (stepping_number(event, "object") == object && !is_of_library(event)) {
            return event;
        }
    }
    json_array_foreach(json_object_get(session->stand, "threads"), i, thread)
    {
        const json_t *next = json_object_get(thread, "next");
        if (stepping_number(next, "object") == object) {
            return next;
        }
    }
    return NULL;
}

/* How many threads wait in an operation on a library's object. */
static int waiting_at(const struct stepping *session, const struct content *content)
{
    int waiting = 0;
    size_t i;
    const json_t *thread;
    json_array_foreach(json_object_get(session->stand, "threads"), i, thread)
    {
        const json_t *operation = names_outermost(session->names, json_object_get(thread, "next"));
        waiting += operation != NULL && strcmp(stepping_text(thread, "state"), "waits") == 0 &&
                   (unsigned long)stepping_number(operation, "object") == content->object;
    }
    return waiting;
}

static void show_contents(struct stepping *session, const struct contents *contents)
{
    struct stepping_state *state = &session->state;
    for (size_t i = 0; i < contents->count; i++) {
        struct stepping_object *object = &state->objects[state->object_count++];
        *object = (struct stepping_object){.owner = -1};
        content_name(session->names, &contents->all[i], object->name);
        content_words(session->names, &contents->all[i], object->holds);
        object->waiting = waiting_at(session, &contents->all[i]);
    }
}

static bool is_lock(const char *type)
{
    static const char *const locks[] = {"a mutex", "a rwlock", "a spin lock", "an mtx_t"};
    for (size_t i = 0; i < sizeof locks / sizeof *locks; i++) {
        if (strcmp(locks[i], type) == 0) {
            return true;
        }
    }
    return false;
}

static int show_objects(struct stepping *session, const struct contents *contents)
{
    size_t i;
    const json_t *told;
    struct stepping_state *state = &session->state;
    const json_t *objects = json_object_get(session->stand, "objects");
    state->objects = calloc(json_array_size(objects) + contents->count + 1, sizeof *state->objects);
    if (state->objects == NULL) {
        return ENOMEM;
    }
    show_contents(session, contents);
    json_array_foreach(objects, i, told)
    {
        const long address = stepping_number(told, "object");
        const json_t *use = use_of(session, address);
        struct stepping_object *object = &state->objects[state->object_count];
        const bool is_library =
            is_inside(use) || contents_around(contents, (unsigned long)address) != NULL;
        if (use != NULL && !is_library && strcmp(stepping_text(told, "type"), "a thread") != 0) {
            names_object(session->names, use, object->name);
            object->owner = stepping_thread(session->stand, stepping_text(told, "owner"));
            object->waiting = (int)stepping_number(told, "waiting");
            object->value = stepping_number(told, "value");
            object->readers = (int)stepping_number(told, "readers");
            object->has_value = strcmp(stepping_text(told, "type"), "a semaphore") == 0;
            object->is_lock = is_lock(stepping_text(told, "type"));
            state->object_count += object->name[0] != '\0';
        }
    }
    return 0;
}

/* -- failures -- */

static void show_sentence(struct stepping *session, const json_t *found,
                          char text[static TEXT_SIZE])
{
    struct story story;
    const size_t events = stepping_events(session, session->position);
    json_t *trace = json_array();
    for (size_t i = 0; i < events; i++) {
        json_array_append(trace, json_array_get(session->trace, i));
    }
    const json_t *race = NULL, *each;
    size_t i;
    json_array_foreach(json_object_get(session->stand, "found"), i, each)
    {
        race = strcmp(stepping_text(each, "failure"), "data race") == 0 ? each : race;
    }
    const struct failure failure = {.kind = stepping_text(found, "failure"),
                                    .message = stepping_text(found, "message"),
                                    .race = race,
                                    .found = found};
    if (story_of(trace, &failure, session->names, session->options.unicode, &story) == 0) {
        snprintf(text, TEXT_SIZE, "%s", story.cause.sentence);
        story_release(&story);
    }
    json_decref(trace);
}

static void show_failure(struct stepping *session)
{
    struct stepping_state *state = &session->state;
    const json_t *found = json_array_get(json_object_get(session->stand, "found"), 0);
    char *message = session->texts[0], *sentence = session->texts[1];
    message[0] = sentence[0] = '\0';
    state->message = message;
    state->sentence = sentence;
    state->failure = stepping_failure(stepping_text(found, "failure"));
    if (state->failure != NULL) {
        names_message(session->names, stepping_text(found, "message"), message);
        show_sentence(session, found, sentence);
    } else if (state->cut) {
        snprintf(message, TEXT_SIZE, "It was cut, as it goes on for too long.");
    } else if (state->ended) {
        snprintf(message, TEXT_SIZE, "It ends, and nothing fails.");
    }
}

/* -- all of it -- */

static char *printed_so_far(const struct stepping *session)
{
    const size_t events = stepping_events(session, session->position);
    size_t size = 1;
    for (size_t i = 0; i < events; i++) {
        const json_t *event = json_array_get(session->trace, i);
        size += strcmp(stepping_text(event, "do"), "prints") == 0
                    ? strlen(stepping_text(event, "note"))
                    : 0;
    }
    char *text = malloc(size);
    char *at = text;
    for (size_t i = 0; i < events && text != NULL; i++) {
        const json_t *event = json_array_get(session->trace, i);
        if (strcmp(stepping_text(event, "do"), "prints") == 0) {
            at = stpcpy(at, stepping_text(event, "note"));
        }
    }
    if (text != NULL) {
        *at = '\0';
    }
    return text;
}

void stepping_forget_state(struct stepping *session)
{
    struct stepping_state *state = &session->state;
    for (int i = 0; i < state->thread_count; i++) {
        free(state->threads[i].frames);
    }
    free(state->threads);
    free(state->variables);
    free(state->objects);
    free(session->printed);
    free(session->schedule);
    session->printed = session->schedule = NULL;
    *state = (struct stepping_state){0};
}

static void count_switches(struct stepping *session)
{
    struct stepping_state *state = &session->state;
    state->last = session->position > 0 ? session->rows[session->position - 1].thread : -1;
    for (int i = 0; i < session->position; i++) {
        state->switches += session->rows[i].switched;
        state->preemptions += session->rows[i].preempted;
    }
}

/* What libraries' objects hold where the program stands. */
static struct contents contents_now(const struct stepping *session)
{
    struct contents contents = {0};
    const size_t events = stepping_events(session, session->position);
    for (size_t i = 0; i < events; i++) {
        contents_heed(&contents, json_array_get(session->trace, i));
    }
    return contents;
}

int stepping_show(struct stepping *session)
{
    struct stepping_state *state = &session->state;
    const json_t *stand = session->stand;
    stepping_forget_state(session);
    state->position = session->position;
    state->length = session->length;
    state->rows = session->rows;
    state->cut = json_is_true(json_object_get(stand, "cut"));
    state->ended = json_is_true(json_object_get(stand, "ended"));
    state->has_outcome = json_is_true(json_object_get(stand, "has_outcome"));
    state->outcome = stepping_number(stand, "outcome");
    state->expected = stepping_number(stand, "expected");
    session->schedule = strdup(stepping_text(stand, "schedule"));
    session->printed = printed_so_far(session);
    state->schedule = session->schedule;
    state->printed = session->printed;
    count_switches(session);
    int error = session->schedule != NULL && session->printed != NULL ? 0 : ENOMEM;
    error = error != 0 ? error : show_threads(session);
    struct contents contents = contents_now(session);
    error = error != 0 ? error : show_variables(session, &contents);
    error = error != 0 ? error : show_objects(session, &contents);
    contents_release(&contents);
    show_failure(session);
    return error;
}

/* -- rows -- */

/* Does it say more of a step than what the step itself was? */
static bool adds(const json_t *event)
{
    static const char *const told[] = {"prints",       "exit",        "fails",    "pthread_create",
                                       "pthread_join", "thrd_create", "thrd_join"};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        if (strcmp(told[i], stepping_text(event, "do")) == 0) {
            return true;
        }
    }
    return false;
}

/* A step that the trace says nothing of is told as what the thread was about to do. */
static void tell_silent(const struct stepping *session, int step, struct stepping_row *row)
{
    const struct stepping_state *state = &session->state;
    snprintf(row->words, TEXT_SIZE, "goes on");
    if (state->position == step && row->thread < state->thread_count) {
        const struct stepping_thread *thread = &state->threads[row->thread];
        snprintf(row->words, TEXT_SIZE, "%s", thread->next);
        row->has_place = thread->has_place;
        row->place = thread->place;
    }
}

void stepping_tell_row(struct stepping *session, int step, size_t until)
{
    struct stepping_row *row = &session->rows[step];
    const size_t first = (size_t)(session->line[step].first - 1);
    char words[TEXT_SIZE];
    const char *own = NULL;
    row->words[0] = '\0';
    for (size_t i = first; i < until; i++) {
        const json_t *event = json_array_get(session->trace, i);
        const char *thread = stepping_text(event, "thread");
        if (i == first) {
            row->has_place = names_place(session->names,
                                         (unsigned long)stepping_number(event, "pc"), &row->place);
            own = thread;
        } else if (!adds(event)) {
            continue;
        }
        char name[NAME_SIZE] = "";
        if (strcmp(thread, own) != 0) {
            names_thread(session->names, thread, name);
        }
        timeline_words(event, session->names, session->options.unicode, words);
        if (i == first) {
            const json_t *operation = names_outermost(session->names, event);
            row->has_own = row->has_place;
            row->own = row->place;
            row->operation = operation != NULL ? stepping_number(operation, "n") : 0;
            tell_operation(session, event, words, &row->has_place, &row->place);
        }
        stepping_append(row->words, "%s%s%s%s", i > first ? "; " : "", name,
                        name[0] != '\0' ? " " : "", words);
    }
    if (first >= until) {
        tell_silent(session, step, row);
    }
}
