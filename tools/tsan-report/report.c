/* report.c - resolves TSan's reports; see report.h. */
#include "tsan-report/report.h"

#include "common/fields.h"
#include "debug-info/debug_info.h"
#include "debug-info/expression.h"
#include "debug-info/variables.h"
#include "tsan-report/unmodelled.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_SIZE = REPORT_NAME };

/* A report on its way from raw to resolved. */
struct resolver {
    struct debug_info *info;
    const json_t *raw;
    const json_t *unmodelled; /* see unmodelled.h */
    unsigned long base;       /* where the program was loaded */
};

static json_t *place_as_json(const struct place *place)
{
    char line[LINE_SIZE];
    source_line(place->folder, place->file, place->line, line);
    return json_pack("{s:s, s:i, s:i, s:s, s:s}", "file", place->file, "line", place->line,
                     "column", place->column, "function", place->function, "source", line);
}

/*
 * Resolves the addresses of a stack. Each but those of signals is where a call returns to; the
 * instruction before it is the one that is meant.
 */
static json_t *resolve_stack(const struct resolver *resolver, const json_t *addresses)
{
    json_t *stack = json_array();
    size_t i;
    const json_t *address;
    json_array_foreach(addresses, i, address)
    {
        struct place place;
        const unsigned long at = (unsigned long)json_integer_value(address) - resolver->base - 1;
        if (json_is_integer(address) && debug_info_place(resolver->info, at, &place)) {
            json_array_append_new(stack, place_as_json(&place));
        }
    }
    return stack;
}

/* The expression that the innermost known place of the stack accesses. */
static bool find_expression(const struct resolver *resolver, const json_t *addresses,
                            char expression[static NAME_SIZE])
{
    size_t i;
    const json_t *address;
    expression[0] = '\0';
    json_array_foreach(addresses, i, address)
    {
        struct place place;
        char line[LINE_SIZE];
        const unsigned long at = (unsigned long)json_integer_value(address) - resolver->base - 1;
        if (debug_info_place(resolver->info, at, &place)) {
            const int left_out = source_line(place.folder, place.file, place.line, line);
            return left_out >= 0 &&
                   expression_at(line, place.column - left_out, expression, NAME_SIZE);
        }
    }
    return false;
}

static json_t *thread_name(long thread)
{
    return thread == 0 ? json_string("main") : json_sprintf("T%ld", thread);
}

/* The object of a list whose key has that number, or NULL. */
static const json_t *numbered(const json_t *list, const char *key, long number)
{
    size_t i;
    const json_t *object;
    json_array_foreach(list, i, object)
    {
        if (json_is_integer(json_object_get(object, key)) && number_in(object, key) == number) {
            return object;
        }
    }
    return NULL;
}

/* The thread's function: the outermost of the stack. */
static json_t *worker_of(const json_t *stack)
{
    const size_t size = json_array_size(stack);
    return size == 0 ? json_string("")
                     : json_string(text_in(json_array_get(stack, size - 1), "function"));
}

/* The name of the variable at an address, or else the number. */
static json_t *name_at(const struct resolver *resolver, unsigned long address,
                       const char *otherwise)
{
    char name[NAME_SIZE];
    if (debug_info_variable(resolver->info, address - resolver->base, name, sizeof name)) {
        return json_string(name);
    }
    return json_string(otherwise);
}

/*
 * Where a mutex was taken. That is the stack that TSan gives for it, but for a cycle of locks:
 * there it gives where the next lock of the cycle was taken. The report's other stacks then are,
 * for each lock in turn, where the next one was taken and where it was itself.
 */
static const json_t *mutex_stack(const struct resolver *resolver, const json_t *mutex)
{
    const json_t *mutexes = json_object_get(resolver->raw, "mutexes");
    const json_t *stacks = json_object_get(resolver->raw, "stacks");
    size_t i;
    const json_t *other;
    if (strcmp(text_in(resolver->raw, "kind"), "lock-order-inversion") == 0 &&
        json_array_size(stacks) == 2 * json_array_size(mutexes)) {
        json_array_foreach(mutexes, i, other)
        {
            if (other == mutex) {
                return json_object_get(json_array_get(stacks, 2 * i + 1), "stack");
            }
        }
    }
    return json_object_get(mutex, "stack");
}

/* What a mutex is called: its variable, or else the argument of the call in which it was taken. */
static json_t *mutex_name(const struct resolver *resolver, long number)
{
    const json_t *mutex = numbered(json_object_get(resolver->raw, "mutexes"), "mutex", number);
    char fallback[NAME_SIZE];
    snprintf(fallback, sizeof fallback, "mutex M%ld", number);
    json_t *stack = resolve_stack(resolver, mutex_stack(resolver, mutex));
    const char *call = strstr(text_in(json_array_get(stack, 0), "source"), "pthread_");
    const char *argument = call == NULL ? NULL : strpbrk(call, "(&");
    if (argument != NULL) {
        argument += strspn(argument, "(&");
        snprintf(fallback, sizeof fallback, "%.*s", (int)strcspn(argument, ",)"), argument);
    }
    json_t *name = name_at(resolver, (unsigned long)number_in(mutex, "address"), fallback);
    json_decref(stack);
    return name;
}

static json_t *resolve_locks(const struct resolver *resolver, const json_t *locks)
{
    if (!json_is_array(locks)) {
        return json_null();
    }
    json_t *names = json_array();
    size_t i;
    const json_t *lock;
    json_array_foreach(locks, i, lock)
    {
        json_t *name = mutex_name(resolver, number_in(lock, "mutex"));
        if (json_is_false(json_object_get(lock, "write"))) {
            json_array_append_new(names, json_sprintf("reading %s", json_string_value(name)));
            json_decref(name);
        } else {
            json_array_append_new(names, name);
        }
    }
    return names;
}

static json_t *resolve_access(const struct resolver *resolver, const json_t *raw)
{
    char expression[NAME_SIZE];
    const bool writes = json_is_true(json_object_get(raw, "write"));
    const bool atomic = json_is_true(json_object_get(raw, "atomic"));
    json_t *stack = resolve_stack(resolver, json_object_get(raw, "stack"));
    find_expression(resolver, json_object_get(raw, "stack"), expression);
    return json_pack("{s:o, s:o, s:s, s:I, s:s, s:o, s:o}", "thread",
                     thread_name(number_in(raw, "thread")), "worker", worker_of(stack), "access",
                     atomic   ? writes ? "atomic write" : "atomic read"
                     : writes ? "write"
                              : "read",
                     "size", (json_int_t)number_in(raw, "size"), "expression", expression, "locks",
                     resolve_locks(resolver, json_object_get(raw, "locks")), "stack", stack);
}

static bool is_write(const json_t *access)
{
    return strstr(text_in(access, "access"), "write") != NULL;
}

static long line_of(const json_t *access)
{
    return number_in(json_array_get(json_object_get(access, "stack"), 0), "line");
}

/* Does the access come before the other in a pair? The smaller line first, then the read. */
static bool comes_first(const json_t *access, const json_t *other)
{
    if (line_of(access) != line_of(other)) {
        return line_of(access) < line_of(other);
    }
    return !is_write(access) && is_write(other);
}

static json_t *resolve_accesses(const struct resolver *resolver)
{
    json_t *accesses = json_array();
    size_t i;
    const json_t *raw;
    json_array_foreach(json_object_get(resolver->raw, "accesses"), i, raw)
    {
        json_t *access = resolve_access(resolver, raw);
        size_t place = json_array_size(accesses);
        while (place > 0 && comes_first(access, json_array_get(accesses, place - 1))) {
            place--;
        }
        json_array_insert_new(accesses, place, access);
    }
    return accesses;
}

/* Resolves every object of a list: its stack, and who or what it is. */
static json_t *resolve_list(const struct resolver *resolver, const char *list)
{
    json_t *resolved = json_array();
    size_t i;
    const json_t *raw;
    json_array_foreach(json_object_get(resolver->raw, list), i, raw)
    {
        json_t *object = json_object();
        const json_t *mutex = json_object_get(raw, "mutex");
        const json_t *thread = json_object_get(raw, "thread");
        const json_t *parent = json_object_get(raw, "parent");
        if (mutex != NULL) {
            json_object_set_new(object, "name", mutex_name(resolver, json_integer_value(mutex)));
        }
        if (thread != NULL) {
            json_object_set_new(object, "thread", thread_name(json_integer_value(thread)));
        }
        if (parent != NULL) {
            json_object_set_new(object, "parent", thread_name(json_integer_value(parent)));
        }
        if (json_object_get(raw, "type") != NULL) {
            json_object_set(object, "kind", json_object_get(raw, "type"));
            json_object_set(object, "size", json_object_get(raw, "size"));
        }
        json_object_set_new(object, "stack",
                            resolve_stack(resolver, mutex != NULL ? mutex_stack(resolver, raw)
                                                                  : json_object_get(raw, "stack")));
        json_array_append_new(resolved, object);
    }
    return resolved;
}

/* What raced: the variable's name where the program has one for the address, else the expression.
 * Of bit-fields that lie together, the one that both accesses mention. */
static json_t *resolve_variable(const struct resolver *resolver, const json_t *accesses)
{
    const json_t *raw = json_array_get(json_object_get(resolver->raw, "accesses"), 0);
    if (raw == NULL) {
        return json_null();
    }
    const char *expression = text_in(json_array_get(accesses, 0), "expression");
    if (expression[0] == '\0') {
        expression = text_in(json_array_get(accesses, 1), "expression");
    }
    char both[2 * NAME_SIZE];
    snprintf(both, sizeof both, "%s, %s", text_in(json_array_get(accesses, 0), "expression"),
             text_in(json_array_get(accesses, 1), "expression"));
    const struct mention mention = {.expression = both};
    struct part part;
    const bool known =
        variables_global(resolver->info, (unsigned long)number_in(raw, "address") - resolver->base,
                         (size_t)number_in(raw, "size"), &mention, &part);
    json_t *name = json_string(known ? part.name : expression);
    if (json_string_length(name) == 0) {
        json_decref(name);
        return json_null();
    }
    return name;
}

/* One side of a pair: "value@20:R". Without an expression, the variable's name stands there. */
static void write_side(const json_t *access, const char *variable, char side[static NAME_SIZE])
{
    const char *expression = text_in(access, "expression");
    snprintf(side, NAME_SIZE, "%s@%ld:%s", expression[0] != '\0' ? expression : variable,
             line_of(access), is_write(access) ? "W" : "R");
}

static json_t *pair_of(const json_t *accesses, const json_t *variable)
{
    char first[NAME_SIZE], second[NAME_SIZE];
    const char *name = json_is_string(variable) ? json_string_value(variable) : "?";
    if (json_array_size(accesses) < 2) {
        return json_null();
    }
    write_side(json_array_get(accesses, 0), name, first);
    write_side(json_array_get(accesses, 1), name, second);
    return json_sprintf("%s vs %s", first, second);
}

/* The innermost place that the report names: of an access, a stack, a mutex or a thread. */
static const json_t *main_place(const json_t *report)
{
    static const char *const lists[] = {"accesses", "stacks", "threads", "mutexes"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const json_t *first = json_array_get(json_object_get(report, lists[i]), 0);
        const json_t *place = json_array_get(json_object_get(first, "stack"), 0);
        if (place != NULL) {
            return place;
        }
    }
    return NULL;
}

/* TSan's word, for a person: "data race". */
static void write_title(const char *kind, char title[static NAME_SIZE])
{
    snprintf(title, NAME_SIZE, "%s", kind);
    for (char *dash = strchr(title, '-'); dash != NULL; dash = strchr(dash, '-')) {
        const bool keep = strncmp(dash, "-order", 6) == 0;
        *dash = keep ? '-' : ' ';
        dash++;
    }
}

const char *report_mutex(const char *name, char called[static REPORT_NAME])
{
    snprintf(called, REPORT_NAME, strncmp(name, "mutex ", 6) == 0 ? "%.200s" : "mutex \"%.200s\"",
             name);
    return called;
}

static json_t *headline_of(const json_t *report)
{
    char one[NAME_SIZE], other[NAME_SIZE];
    char title[NAME_SIZE];
    const char *pair = json_string_value(json_object_get(report, "pair"));
    const json_t *place = main_place(report);
    const json_t *mutexes = json_object_get(report, "mutexes");
    write_title(text_in(report, "kind"), title);
    if (pair != NULL) {
        return json_sprintf("%s: %s", title, pair);
    }
    if (json_array_size(mutexes) > 1) {
        const char *name = text_in(json_array_get(mutexes, 1), "name");
        const bool same = strcmp(text_in(json_array_get(mutexes, 0), "name"), name) == 0;
        return json_sprintf("%s: %s and %s%s", title,
                            report_mutex(text_in(json_array_get(mutexes, 0), "name"), one),
                            same ? "another " : "", report_mutex(name, other));
    }
    if (json_array_size(mutexes) == 1) {
        return json_sprintf("%s: %s, %s:%ld", title,
                            report_mutex(text_in(json_array_get(mutexes, 0), "name"), one),
                            text_in(place, "file"), number_in(place, "line"));
    }
    return json_sprintf("%s: %s:%ld", title, text_in(place, "file"), number_in(place, "line"));
}

static json_t *resolve_report(const struct resolver *resolver)
{
    json_t *accesses = resolve_accesses(resolver);
    json_t *variable = resolve_variable(resolver, accesses);
    json_t *report = json_pack(
        "{s:s, s:o, s:o, s:i, s:O, s:o, s:o, s:o, s:o}", "kind", text_in(resolver->raw, "kind"),
        "variable", variable, "pair", pair_of(accesses, variable), "count", 1, "accesses", accesses,
        "locations", resolve_list(resolver, "locations"), "mutexes",
        resolve_list(resolver, "mutexes"), "threads", resolve_list(resolver, "threads"), "stacks",
        resolve_list(resolver, "stacks"));
    json_decref(accesses);
    json_object_set_new(report, "headline", headline_of(report));
    json_object_set_new(report, "unmodelled", unmodelled_for(resolver->unmodelled, report));
    return report;
}

/* Same kind, same headline: the same finding, whichever threads met. */
static json_t *alike(const json_t *reports, const json_t *report)
{
    size_t i;
    json_t *other;
    json_array_foreach(reports, i, other)
    {
        if (strcmp(text_in(other, "headline"), text_in(report, "headline")) == 0) {
            return other;
        }
    }
    return NULL;
}

/* Puts a report in its place: by headline, whose order doesn't depend on the run. */
static void insert(json_t *reports, json_t *report)
{
    json_t *other = alike(reports, report);
    if (other != NULL) {
        json_object_set_new(other, "count", json_integer(number_in(other, "count") + 1));
        json_decref(report);
        return;
    }
    size_t place = json_array_size(reports);
    while (place > 0 && strcmp(text_in(report, "headline"),
                               text_in(json_array_get(reports, place - 1), "headline")) < 0) {
        place--;
    }
    json_array_insert_new(reports, place, report);
}

__attribute__((format(printf, 3, 4))) static int fail(char **message, int error, const char *format,
                                                      ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(message, format, arguments) < 0) {
        *message = NULL;
    }
    va_end(arguments);
    return error;
}

/* Is it what collect.c writes? What is inside its lists may be anything; that does no harm. */
static bool is_report(const json_t *raw)
{
    const char *kind = text_in(raw, "kind");
    return kind[0] != '\0' && kind[strspn(kind, "abcdefghijklmnopqrstuvwxyz-")] == '\0' &&
           json_is_integer(json_object_get(raw, "base")) &&
           json_is_array(json_object_get(raw, "accesses"));
}

static bool are_reports(const json_t *raw)
{
    size_t i;
    const json_t *event;
    json_array_foreach(raw, i, event)
    {
        if (!is_report(json_object_get(event, "report"))) {
            return false;
        }
    }
    return true;
}

int reports_resolve(const char *program, const json_t *raw, json_t **resolved, char **error)
{
    *resolved = NULL;
    if (raw == NULL) {
        return fail(error, ENOMEM, "out of memory");
    }
    if (!json_is_array(raw) || !are_reports(raw)) {
        return fail(error, EINVAL, "the program wrote a report that ThreadSanitizer never wrote");
    }
    struct resolver resolver = {.info = debug_info_open(program)};
    if (resolver.info == NULL) {
        return fail(error, ENOEXEC, "%s: no debug information; try: build it with -g", program);
    }
    *resolved = json_array();
    json_t *unmodelled = unmodelled_calls(program, resolver.info);
    resolver.unmodelled = unmodelled;
    for (size_t i = 0; i < json_array_size(raw) && i < MOST_REPORTS; i++) {
        resolver.raw = json_object_get(json_array_get(raw, i), "report");
        resolver.base = (unsigned long)number_in(resolver.raw, "base");
        insert(*resolved, resolve_report(&resolver));
    }
    json_decref(unmodelled);
    debug_info_close(resolver.info);
    return 0;
}

size_t reports_left_out(const json_t *raw)
{
    const size_t count = json_array_size(raw);
    return count > MOST_REPORTS ? count - MOST_REPORTS : 0;
}
