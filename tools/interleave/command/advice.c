/* advice.c - explores a program with weaker and weaker memory orders; see advice.h. */
#include "advice.h"

#include "common/clock.h"
#include "common/fields.h"
#include "compiler/words.h"

#include "interleave/story/story.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_CANDIDATES = 16, LARGEST = 8 };

static const double least_seconds = 1, times_the_first = 4; /* for one trial */

/* What the passes share. */
struct search {
    const struct question *question;
    struct advice *advice;
    double begin, of_first; /* when it began, and how long the first exploration took */
    json_t *noted;          /* the operations that were learned last; NULL: none yet */
};

static unsigned long address_in(const json_t *object, const char *key)
{
    return (unsigned long)number_in(object, key);
}

/* -- strengths -- */

static bool is_part(unsigned one, unsigned other)
{
    return (one & ~other) == 0;
}

static bool is_weaker(struct strength one, struct strength other)
{
    return is_part(one.order, other.order) && is_part(one.failed, other.failed) &&
           !strength_same(one, other);
}

static int bits(unsigned set)
{
    return __builtin_popcount(set);
}

/* Can the operation have it? A compare-exchange that fails has no stronger order than one that
 * succeeds (C17 7.17.7.4p2). */
static bool can_have(enum atomic_operation kind, struct strength strength)
{
    const unsigned needless = kind == OPERATION_LOAD    ? GIVES_RELEASE
                              : kind == OPERATION_STORE ? GIVES_ACQUIRE
                                                        : GIVES_NOTHING;
    if ((strength.order & needless) != 0 && strength.order != GIVES_ALL) {
        return false;
    }
    return kind == OPERATION_COMPARE_EXCHANGE
               ? strength.failed != GIVES_RELEASE && strength.failed != GIVES_ACQ_REL &&
                     is_part(strength.failed, strength.order)
               : strength.failed == GIVES_NOTHING;
}

/* All orders of the operation that are weaker, each before those that are stronger than it. */
static int weaker_than(enum atomic_operation kind, struct strength strength,
                       struct strength candidates[static MOST_CANDIDATES])
{
    static const unsigned sets[] = {GIVES_NOTHING, GIVES_ACQUIRE, GIVES_RELEASE, GIVES_ACQ_REL,
                                    GIVES_ALL};
    int count = 0;
    for (int total = 0; total <= 2 * bits(GIVES_ALL); total++) {
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                const struct strength candidate = {sets[i], sets[j]};
                if (bits(sets[i]) + bits(sets[j]) == total && can_have(kind, candidate) &&
                    is_weaker(candidate, strength) && count < MOST_CANDIDATES) {
                    candidates[count++] = candidate;
                }
            }
        }
    }
    return count;
}

/* Those of them that are one step weaker: nothing lies between. */
static int one_step_weaker(enum atomic_operation kind, struct strength strength,
                           struct strength steps[static MOST_STEPS])
{
    struct strength all[MOST_CANDIDATES];
    int steps_count = 0;
    const int count = weaker_than(kind, strength, all);
    for (int i = count - 1; i >= 0; i--) {
        bool is_direct = true;
        for (int j = i + 1; j < count; j++) {
            is_direct = is_direct && !is_weaker(all[i], all[j]);
        }
        if (is_direct && steps_count < MOST_STEPS) {
            steps[steps_count++] = all[i];
        }
    }
    return steps_count;
}

/* -- operations -- */

static bool is_same_place(const struct operation *one, const struct operation *other)
{
    return one->kind == other->kind && one->line == other->line && one->column == other->column &&
           strcmp(one->file, other->file) == 0;
}

/* What the source says that it is about, or else the variable where it was first. */
static void name_object(struct names *names, const json_t *noted, struct operation *operation)
{
    static const char *const like[OPERATIONS] = {[OPERATION_LOAD] = "atomic read"};
    if (operation->kind == OPERATION_FENCE ||
        names_expression(names, address_in(noted, "pc"), operation->kind != OPERATION_LOAD,
                         operation->object)[0] != '\0') {
        return;
    }
    json_t *event = json_copy((json_t *)noted);
    json_object_set_new(
        event, "do",
        json_string(like[operation->kind] != NULL ? like[operation->kind] : "atomic update"));
    names_of(names, event, operation->object);
    json_decref(event);
}

static struct operation read_operation(struct names *names, const json_t *noted)
{
    struct place place;
    struct operation operation = {.kind = (enum atomic_operation)number_in(noted, "operation"),
                                  .size = (size_t)number_in(noted, "size"),
                                  .is_fixed = true,
                                  .file = "?"};
    if (names_place(names, address_in(noted, "pc"), &place)) {
        snprintf(operation.file, sizeof operation.file, "%s", place.file);
        operation.line = place.line;
        operation.column = place.column;
        operation.is_fixed = operation.size > LARGEST;
    }
    operation.has.order = (unsigned)number_in(noted, "order");
    operation.has.failed = (unsigned)number_in(noted, "failed");
    name_object(names, noted, &operation);
    return operation;
}

/* A place that is known may have been seen with other orders, which it computes. */
static void add_operation(struct advice *advice, const struct operation *operation)
{
    for (int i = 0; i < advice->count; i++) {
        struct operation *known = &advice->operations[i];
        if (is_same_place(known, operation)) {
            const struct strength all = {known->has.order | operation->has.order,
                                         known->has.failed | operation->has.failed};
            const bool is_untouched = strength_same(known->has, known->ends);
            if (!strength_same(known->has, all)) {
                known->has = known->alone = all;
                known->ends = is_untouched ? all : known->ends;
            }
            return;
        }
    }
    if (advice->count == MOST_OPERATIONS) {
        advice->left_out = true;
        return;
    }
    struct operation *more =
        realloc(advice->operations, (size_t)(advice->count + 1) * sizeof *more);
    if (more == NULL) {
        advice->out_of_memory = true;
        return;
    }
    advice->operations = more;
    more[advice->count] = *operation;
    more[advice->count].ends = more[advice->count].alone = operation->has;
    advice->count++;
}

static int by_place(const void *one, const void *other)
{
    const struct operation *const a = one, *const b = other;
    const int files = strcmp(a->file, b->file);
    return files != 0               ? files
           : a->line != b->line     ? a->line - b->line
           : a->column != b->column ? a->column - b->column
                                    : (int)a->kind - (int)b->kind;
}

/* Each place as short as tells it from all others: a macro has all its operations at one. */
static void shorten_places(struct advice *advice)
{
    for (int i = 0; i < advice->count; i++) {
        struct operation *operation = &advice->operations[i];
        bool same_name = false, same_column = false;
        for (int j = 0; j < advice->count; j++) {
            const struct operation *other = &advice->operations[j];
            const bool same_file = strcmp(operation->file, other->file) == 0;
            same_name = same_name ||
                        (!same_file && strcmp(name_in(operation->file), name_in(other->file)) == 0);
            same_column = same_column || (j != i && same_file && other->line == operation->line &&
                                          other->column == operation->column);
        }
        operation->place =
            (struct order_entry){.line = operation->line,
                                 .column = operation->column,
                                 .operation = same_column ? (int)operation->kind : -1};
        snprintf(operation->place.file, sizeof operation->place.file, "%s",
                 same_name ? operation->file : name_in(operation->file));
    }
}

/* Adds what an exploration noted, unless it is what the one before it did. */
static void learn_operations(struct search *search, const json_t *result)
{
    size_t i;
    const json_t *noted;
    struct advice *advice = search->advice;
    json_t *operations = json_object_get(result, "operations");
    if (json_equal(search->noted, operations)) {
        return;
    }
    json_decref(search->noted);
    search->noted = json_incref(operations);
    advice->left_out =
        advice->left_out || json_is_true(json_object_get(result, "operations_left_out"));
    struct names *names = names_open(search->question->program, address_in(result, "base"));
    if (names == NULL) {
        advice->out_of_memory = true;
        return;
    }
    json_array_foreach(operations, i, noted)
    {
        const struct operation operation = read_operation(names, noted);
        add_operation(advice, &operation);
    }
    names_close(names);
    if (advice->count > 0) {
        qsort(advice->operations, (size_t)advice->count, sizeof *advice->operations, by_place);
    }
    shorten_places(advice);
}

/* -- trials -- */

/* The choice with these strengths: those of the operations that aren't as in the source. */
static bool list_of(const struct advice *advice, const struct strength *choice,
                    struct order_list *list)
{
    *list = (struct order_list){0};
    for (int i = 0; i < advice->count; i++) {
        struct order_entry entry = advice->operations[i].place;
        entry.most = choice[i];
        if (advice->operations[i].kind != OPERATION_COMPARE_EXCHANGE) {
            entry.most.failed = entry.most.order & ~(unsigned)GIVES_RELEASE; /* as it is read */
        }
        if (!strength_same(choice[i], advice->operations[i].has) && !order_list_add(list, &entry)) {
            return false;
        }
    }
    return true;
}

static const struct trial *known_trial(const struct advice *advice, const char *orders)
{
    for (int i = 0; i < advice->trial_count; i++) {
        if (strcmp(advice->trials[i]->orders, orders) == 0) {
            return advice->trials[i];
        }
    }
    return NULL;
}

/* What happens in the failure: the story's sentence, or else the message. */
static void read_failure(const struct question *question, const struct explored *explored,
                         struct trial *trial)
{
    const json_t *result = explored->result, *small = json_object_get(result, "small");
    const char *kind = text_in(result, "failure");
    const struct failure failure = {
        .kind = kind,
        .message = text_in(small != NULL ? small : result, "message"),
        .race = explored_found(result, "data race"),
        .leak = explored_found(result, "thread leak"),
        .found = explored_found(result, kind),
        .passing = explored->passing,
    };
    char message[TEXT_SIZE];
    struct story story;
    struct names *names = names_open(question->program, address_in(result, "base"));
    trial->failure = strdup(kind);
    trial->schedule = strdup(text_in(small != NULL ? small : result, "schedule"));
    if (names == NULL) {
        return;
    }
    names_learn(names, explored->trace);
    names_message(names, failure.message, message);
    if (json_array_size(explored->trace) > 0 &&
        story_of(explored->trace, &failure, names, question->unicode, &story) == 0) {
        if (story.cause.sentence[0] != '\0') {
            snprintf(message, sizeof message, "%s", story.cause.sentence);
        }
        story_release(&story);
    }
    trial->sentence = strdup(message);
    names_close(names);
}

static void read_trial(const struct question *question, const struct explored *explored,
                       struct trial *trial)
{
    const char *verdict = text_in(explored->result, "verdict");
    if (strcmp(verdict, "failed") == 0) {
        trial->outcome = TRIAL_FAILED;
        read_failure(question, explored, trial);
    } else {
        trial->outcome = strcmp(verdict, "proved") == 0 ? TRIAL_PROVED : TRIAL_OPEN;
        trial->sentence = strdup(text_in(explored->result, "message"));
    }
}

/* Of what is left, half, so that one trial doesn't take it all; but enough for a proof that takes
 * not much longer than the first one. 0: any number; less: nothing is left. */
static double seconds_of_trial(const struct search *search)
{
    if (search->question->seconds <= 0) {
        return 0;
    }
    const double left = search->question->seconds - (seconds_now() - search->begin);
    const double enough = times_the_first * search->of_first + least_seconds;
    const double share = left / 2 > enough ? left / 2 : enough;
    return left <= 0 ? -1 : share < left ? share : left;
}

/* Explores with that list; NULL: there was no time for it, or no memory. */
static const struct trial *make_trial(struct search *search, const struct order_list *list,
                                      char *orders, json_t **result)
{
    const struct question *question = search->question;
    struct advice *advice = search->advice;
    const struct order_entry *missing = NULL;
    struct explored explored;
    const double seconds = seconds_of_trial(search);
    char *code = seconds < 0 ? NULL : order_list_code(list, question->program, &missing);
    struct trial *trial = code != NULL ? calloc(1, sizeof *trial) : NULL;
    struct trial **more = realloc(advice->trials, (size_t)(advice->trial_count + 1) * sizeof *more);
    advice->trials = more != NULL ? more : advice->trials;
    if (trial == NULL || more == NULL) {
        advice->out_of_time = seconds < 0;
        advice->out_of_memory = seconds >= 0;
        free(code);
        free(trial);
        free(orders);
        return NULL;
    }
    *trial = (struct trial){.orders = orders, .outcome = TRIAL_OPEN};
    more[advice->trial_count++] = trial;
    if (missing != NULL) { /* nothing would be weakened, and that is proved */
        trial->sentence = strdup("The debug information has no code for one of its places.");
    } else if (question->explore(question->context, code, seconds, &explored)) {
        read_trial(question, &explored, trial);
        if (trial->outcome == TRIAL_PROVED) {
            learn_operations(search, explored.result);
        }
        if (result != NULL) {
            json_decref(*result);
            *result = json_incref(explored.result);
        }
        explored_release(&explored);
    }
    free(code);
    return trial;
}

/* Tries the choice, unless that was done before; result: explores in any case, and is set. */
static const struct trial *try_choice(struct search *search, const struct strength *choice,
                                      json_t **result)
{
    struct order_list list;
    const struct trial *trial = NULL;
    char *orders = list_of(search->advice, choice, &list) ? order_list_text(&list) : NULL;
    if (orders == NULL) {
        search->advice->out_of_memory = true;
    } else {
        trial = result == NULL ? known_trial(search->advice, orders) : NULL;
        if (trial == NULL) {
            trial = make_trial(search, &list, orders, result);
        } else {
            free(orders);
        }
    }
    order_list_release(&list);
    return trial;
}

/* All as they are in the source, or as they are by now, but for one operation. */
static const struct trial *try_with(struct search *search, bool is_alone, int which,
                                    struct strength strength)
{
    struct advice *advice = search->advice;
    struct strength choice[MOST_OPERATIONS];
    for (int i = 0; i < advice->count; i++) {
        choice[i] = is_alone ? advice->operations[i].has : advice->operations[i].ends;
    }
    choice[which] = strength;
    return try_choice(search, choice, NULL);
}

/* -- the three passes -- */

static bool goes_on(const struct advice *advice)
{
    return !advice->out_of_time && !advice->out_of_memory;
}

/* A trial may show operations that no one before it had: then all of them have other numbers. */
static int find_again(const struct advice *advice, const struct operation *wanted)
{
    int i = 0;
    while (i < advice->count - 1 && !is_same_place(&advice->operations[i], wanted)) {
        i++;
    }
    return i;
}

/* The weakest strength with which the operation is proved: alone, or together with what the others
 * got so far. */
static struct strength weakest(struct search *search, bool is_alone, const struct operation *of)
{
    struct strength candidates[MOST_CANDIDATES];
    const struct operation operation = *of; /* the array may move */
    const int count = weaker_than(operation.kind, operation.ends, candidates);
    for (int i = 0; i < count && goes_on(search->advice); i++) {
        if (!is_alone && is_weaker(candidates[i], operation.alone)) {
            continue; /* it broke where the others had their own orders */
        }
        const int which = find_again(search->advice, &operation);
        const struct trial *trial = try_with(search, is_alone, which, candidates[i]);
        if (trial != NULL && trial->outcome == TRIAL_PROVED) {
            return candidates[i];
        }
    }
    return operation.ends;
}

static void weaken_alone(struct search *search)
{
    struct advice *advice = search->advice;
    for (int i = 0; i < advice->count && goes_on(advice); i++) {
        const struct operation operation = advice->operations[i];
        if (!operation.is_fixed) {
            const struct strength found = weakest(search, true, &operation);
            i = find_again(advice, &operation);
            advice->operations[i].alone = found;
        }
    }
}

static int weight(const struct operation *operation)
{
    return 2 * (4 * bits(operation->has.order) + bits(operation->has.failed)) +
           (operation->kind == OPERATION_FENCE);
}

static int strongest_first(const void *one, const void *other)
{
    const int a = weight(one), b = weight(other);
    return a != b ? b - a : by_place(one, other);
}

static void weaken_together(struct search *search)
{
    struct advice *advice = search->advice;
    const int count = advice->count;
    struct operation *sorted = malloc((size_t)count * sizeof *sorted + 1);
    if (sorted == NULL) {
        advice->out_of_memory = true;
        return;
    }
    if (count > 0) {
        memcpy(sorted, advice->operations, (size_t)count * sizeof *sorted);
        qsort(sorted, (size_t)count, sizeof *sorted, strongest_first);
    }
    for (int i = 0; i < count && goes_on(advice); i++) {
        if (!sorted[i].is_fixed && !strength_same(sorted[i].alone, sorted[i].has)) {
            const struct strength found = weakest(search, false, &sorted[i]);
            advice->operations[find_again(advice, &sorted[i])].ends = found;
        }
    }
    free(sorted);
}

/* Tries the steps below an operation. True if one of them is proved: then it has been taken. */
static bool step_down(struct search *search, int which)
{
    struct advice *advice = search->advice;
    const struct operation operation = advice->operations[which];
    struct step_weaker found[MOST_STEPS];
    struct strength steps[MOST_STEPS];
    int count = operation.is_fixed ? 0 : one_step_weaker(operation.kind, operation.ends, steps);
    for (int i = 0; i < count; i++) {
        const struct trial *trial =
            try_with(search, false, find_again(advice, &operation), steps[i]);
        struct operation *same = &advice->operations[find_again(advice, &operation)];
        if (trial == NULL) {
            count = i;
        } else if (trial->outcome == TRIAL_PROVED) {
            same->ends = steps[i];
            return true;
        } else {
            found[i] = (struct step_weaker){steps[i], trial};
        }
    }
    struct operation *same = &advice->operations[find_again(advice, &operation)];
    same->step_count = count;
    if (count > 0) {
        memcpy(same->steps, found, (size_t)count * sizeof *found);
    }
    return false;
}

static void show_minimal(struct search *search)
{
    struct advice *advice = search->advice;
    for (int i = 0; i < advice->count && goes_on(advice); i++) {
        const int count = advice->count;
        if (step_down(search, i) || advice->count != count) {
            i = -1; /* the reasons of the others are of another choice now */
        }
    }
}

static void choice_now(const struct advice *advice, struct strength *choice)
{
    for (int i = 0; i < advice->count; i++) {
        choice[i] = advice->operations[i].ends;
    }
}

void advice_find(const struct question *question, struct advice *advice)
{
    struct strength choice[MOST_OPERATIONS];
    struct search search = {.question = question, .advice = advice, .begin = seconds_now()};
    *advice = (struct advice){0};
    search.of_first = question->seconds;
    const struct trial *first = try_choice(&search, choice, &advice->source);
    search.of_first = seconds_now() - search.begin;
    if (first != NULL && first->outcome == TRIAL_PROVED) {
        weaken_alone(&search);
        weaken_together(&search);
        show_minimal(&search);
        choice_now(advice, choice);
        const struct trial *last = try_choice(&search, choice, &advice->result);
        if (last == NULL || last->outcome != TRIAL_PROVED) {
            json_decref(advice->result);
            advice->result = NULL;
        }
    }
    for (int i = 0; i < advice->count; i++) {
        advice->operations[i].place.most = advice->operations[i].ends;
    }
    json_decref(search.noted);
    advice->seconds = seconds_now() - search.begin;
}

char *advice_orders(const struct advice *advice)
{
    struct strength choice[MOST_OPERATIONS];
    struct order_list list;
    choice_now(advice, choice);
    char *text = list_of(advice, choice, &list) ? order_list_text(&list) : NULL;
    order_list_release(&list);
    return text;
}

int advice_weaker(const struct advice *advice)
{
    int count = 0;
    for (int i = 0; i < advice->count; i++) {
        count += !strength_same(advice->operations[i].has, advice->operations[i].ends);
    }
    return count;
}

void advice_release(struct advice *advice)
{
    for (int i = 0; i < advice->trial_count; i++) {
        free(advice->trials[i]->orders);
        free(advice->trials[i]->failure);
        free(advice->trials[i]->sentence);
        free(advice->trials[i]->schedule);
        free(advice->trials[i]);
    }
    free(advice->trials);
    free(advice->operations);
    json_decref(advice->source);
    json_decref(advice->result);
    *advice = (struct advice){0};
}
