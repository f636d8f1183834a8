/* program.c - see program.h. */
#include "program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char location_names[] = "xyz";
static const struct {
    char letter;
    memory_order order;
} orders[] = {{'a', memory_order_acquire},
              {'l', memory_order_release},
              {'q', memory_order_acq_rel},
              {'s', memory_order_seq_cst}};
enum { ORDERS = sizeof orders / sizeof *orders };

static memory_order read_order(const char **text)
{
    for (int i = 0; i < ORDERS; i++) {
        if (**text == orders[i].letter) {
            (*text)++;
            return orders[i].order;
        }
    }
    return memory_order_relaxed;
}

static struct operation_at read_operation(const char **text)
{
    struct operation_at at = {.operation = FENCE};
    if (*(*text)++ != 'f') {
        at.location = (int)(strchr(location_names, (*text)[-1]) - location_names);
        const char what = *(*text)++;
        at.operation = what == '=' ? STORE : what == '+' ? UPDATE : LOAD;
        at.value = at.operation == LOAD ? 0 : *(*text)++ - '0';
    }
    at.order = read_order(text);
    return at;
}

void program_read(const char *text, struct program *program)
{
    memset(program, 0, sizeof *program);
    program->threads = 1;
    while (*text != '\0') {
        const int thread = program->threads - 1;
        if (*text == '|') {
            program->threads++;
            text++;
        } else if (*text == ' ') {
            text++;
        } else {
            program->at[thread][program->count[thread]++] = read_operation(&text);
        }
    }
}

static char letter_of(memory_order order)
{
    for (int i = 0; i < ORDERS; i++) {
        if (orders[i].order == order) {
            return orders[i].letter;
        }
    }
    return ' ';
}

void program_write(const struct program *program, char *text, size_t size)
{
    size_t used = 0;
    for (int thread = 0; thread < program->threads; thread++) {
        used += (size_t)snprintf(text + used, size - used, "%s", thread == 0 ? "" : "| ");
        for (int i = 0; i < program->count[thread]; i++) {
            const struct operation_at *at = &program->at[thread][i];
            const char name = location_names[at->location];
            char done[8] = "f";
            if (at->operation != FENCE) {
                snprintf(done, sizeof done,
                         at->operation == LOAD    ? "%c?"
                         : at->operation == STORE ? "%c=%ld"
                                                  : "%c+%ld",
                         name, at->value);
            }
            used += (size_t)snprintf(text + used, size - used, "%s%c ", done, letter_of(at->order));
        }
    }
}

void outcomes_add(struct outcomes *outcomes, long value)
{
    size_t at = 0;
    while (at < outcomes->count && outcomes->value[at] < value) {
        at++;
    }
    if (at < outcomes->count && outcomes->value[at] == value) {
        return;
    }
    if (outcomes->count == MOST_OUTCOMES) {
        abort();
    }
    memmove(&outcomes->value[at + 1], &outcomes->value[at],
            (outcomes->count - at) * sizeof outcomes->value[0]);
    outcomes->value[at] = value;
    outcomes->count++;
}
