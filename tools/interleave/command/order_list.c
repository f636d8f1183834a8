/* order_list.c - memory orders as text, and the code whose operations they are for; see
 * order_list.h. */
#include "order_list.h"

#include "debug-info/debug_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANY = -1, NO_ORDER = -1 };

static const struct {
    const char *name;
    unsigned gives;
} orders[] = {{"relaxed", GIVES_NOTHING}, {"acquire", GIVES_ACQUIRE}, {"release", GIVES_RELEASE},
              {"acq_rel", GIVES_ACQ_REL}, {"seq_cst", GIVES_ALL},     {"none", GIVES_NOTHING}};

enum { ORDERS = sizeof orders / sizeof *orders };

static const char *order_name(unsigned gives)
{
    int i = 0;
    while (i < ORDERS - 1 && orders[i].gives != gives) {
        i++;
    }
    return orders[i].name;
}

static int gives_by_name(const char *name)
{
    for (int i = 0; i < ORDERS; i++) {
        if (strcmp(orders[i].name, name) == 0) {
            return (int)orders[i].gives;
        }
    }
    return NO_ORDER;
}

static int operation_by_name(const char *name)
{
    for (int i = 0; i < OPERATIONS; i++) {
        if (strcmp(operation_names[i], name) == 0) {
            return i;
        }
    }
    return ANY;
}

/* -- as text -- */

/* "acq_rel" or "acq_rel/acquire". What a failed exchange gets may be left out. */
static bool read_strength(char *text, struct strength *strength)
{
    char *second = strchr(text, '/');
    if (second != NULL) {
        *second++ = '\0';
    }
    const int order = gives_by_name(text);
    const int failed = second != NULL ? gives_by_name(second) : order;
    if (order == NO_ORDER || failed == NO_ORDER) {
        return false;
    }
    *strength = (struct strength){(unsigned)order, (unsigned)failed & ~(unsigned)GIVES_RELEASE};
    return true;
}

static bool read_place(const char *text, struct order_entry *entry)
{
    char operation[ORDER_WORDS] = "";
    int length = 0;
    const int read = sscanf(text, "%511[^:]:%d%n:%d%n:%31[a-z_]%n", entry->file, &entry->line,
                            &length, &entry->column, &length, operation, &length);
    entry->operation = operation_by_name(operation);
    return read >= 2 && entry->line > 0 && text[length] == '\0' &&
           (operation[0] == '\0' || entry->operation != ANY);
}

/* The text is lost. */
static bool read_entry(char *text, struct order_entry *entry)
{
    char *strength = strrchr(text, '=');
    *entry = (struct order_entry){.operation = ANY};
    if (strength == NULL) {
        return false;
    }
    *strength++ = '\0';
    return read_place(text, entry) && read_strength(strength, &entry->most);
}

bool order_list_read(const char *text, struct order_list *list, const char **wrong)
{
    char word[ORDER_PLACE + ORDER_WORDS];
    *list = (struct order_list){0};
    while (*text != '\0') {
        struct order_entry entry;
        const size_t length = strcspn(text, ",");
        *wrong = text;
        if (length >= sizeof word) {
            return false;
        }
        snprintf(word, sizeof word, "%.*s", (int)length, text);
        if (!read_entry(word, &entry) || !order_list_add(list, &entry)) {
            return false;
        }
        text += length + (text[length] == ',');
    }
    *wrong = text;
    return list->count > 0;
}

bool order_list_add(struct order_list *list, const struct order_entry *entry)
{
    struct order_entry *more =
        realloc(list->entries, (size_t)(list->count + 1) * sizeof *list->entries);
    if (more == NULL) {
        return false;
    }
    list->entries = more;
    more[list->count++] = *entry;
    return true;
}

void order_list_release(struct order_list *list)
{
    free(list->entries);
    *list = (struct order_list){0};
}

const char *order_place_text(const struct order_entry *entry, char text[static ORDER_PLACE])
{
    int length = snprintf(text, ORDER_PLACE, "%s:%d", entry->file, entry->line);
    if (entry->column != 0 || entry->operation != ANY) {
        length += snprintf(text + length, ORDER_PLACE - (size_t)length, ":%d", entry->column);
    }
    if (entry->operation != ANY) {
        snprintf(text + length, ORDER_PLACE - (size_t)length, ":%s",
                 operation_names[entry->operation]);
    }
    return text;
}

bool strength_same(struct strength one, struct strength other)
{
    return one.order == other.order && one.failed == other.failed;
}

const char *strength_words(struct strength strength, enum atomic_operation operation,
                           char text[static ORDER_WORDS])
{
    if (operation == OPERATION_FENCE && strength.order == GIVES_NOTHING) {
        snprintf(text, ORDER_WORDS, "none");
    } else if (operation == OPERATION_COMPARE_EXCHANGE) {
        snprintf(text, ORDER_WORDS, "%s/%s", order_name(strength.order),
                 order_name(strength.failed));
    } else {
        snprintf(text, ORDER_WORDS, "%s", order_name(strength.order));
    }
    return text;
}

/* The second order only where reading it would give another one. */
static void put_entry(const struct order_entry *entry, FILE *out)
{
    char place[ORDER_PLACE];
    const unsigned failed = entry->most.order & ~(unsigned)GIVES_RELEASE;
    fprintf(out, "%s=%s", order_place_text(entry, place), order_name(entry->most.order));
    if (failed != entry->most.failed) {
        fprintf(out, "/%s", order_name(entry->most.failed));
    }
}

char *order_list_text(const struct order_list *list)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    for (int i = 0; i < list->count; i++) {
        fputs(i > 0 ? "," : "", out);
        put_entry(&list->entries[i], out);
    }
    return fclose(out) == 0 ? text : NULL;
}

/* -- as code -- */

/* Is that the file, or does its path end so? */
static bool is_file(const char *path, const char *file)
{
    const size_t length = strlen(path), wanted = strlen(file);
    if (length < wanted || strcmp(path + length - wanted, file) != 0) {
        return false;
    }
    return length == wanted || path[length - wanted - 1] == '/';
}

static bool is_of_entry(Dwarf_Line *line, const struct order_entry *entry)
{
    int number = 0, column = 0;
    dwarf_lineno(line, &number);
    dwarf_linecol(line, &column);
    const char *path = dwarf_linesrc(line, NULL, NULL);
    return number == entry->line && (entry->column == 0 || column == entry->column) &&
           path != NULL && is_file(path, entry->file);
}

/* A stretch of code, as it is collected. */
struct stretch {
    Dwarf_Addr low, high; /* the same: none */
};

static void put_stretch(const struct stretch *stretch, const struct order_entry *entry, FILE *out)
{
    if (stretch->low < stretch->high) {
        fprintf(out, "%s%d:%lx-%lx=%u/%u", ftell(out) > 0 ? "," : "", entry->operation,
                (unsigned long)stretch->low, (unsigned long)stretch->high, entry->most.order,
                entry->most.failed);
    }
}

/* The code of the entry's place in one unit. Rows of the table of lines are sorted by address, and
 * each holds up to the next one. */
static bool put_code_of_unit(const struct code *unit, const struct order_entry *entry, FILE *out)
{
    Dwarf_Lines *lines;
    Dwarf_Die die = unit->unit;
    size_t count;
    bool found = false;
    struct stretch stretch = {0};
    if (dwarf_getsrclines(&die, &lines, &count) != 0) {
        return false;
    }
    for (size_t i = 0; i + 1 < count; i++) {
        struct stretch row;
        Dwarf_Line *line = dwarf_onesrcline(lines, i);
        dwarf_lineaddr(line, &row.low);
        dwarf_lineaddr(dwarf_onesrcline(lines, i + 1), &row.high);
        if (row.low < unit->low || row.low >= unit->high || row.low == row.high ||
            !is_of_entry(line, entry)) {
            continue;
        }
        found = true;
        if (row.low != stretch.high) {
            put_stretch(&stretch, entry, out);
            stretch.low = row.low;
        }
        stretch.high = row.high;
    }
    put_stretch(&stretch, entry, out);
    return found;
}

static bool put_code(struct debug_info *info, const struct order_entry *entry, FILE *out)
{
    bool found = false;
    const struct code *unit = NULL;
    while (info != NULL && (unit = debug_index_next_unit(info, unit)) != NULL) {
        found = put_code_of_unit(unit, entry, out) || found;
    }
    return found;
}

char *order_list_code(const struct order_list *list, const char *program,
                      const struct order_entry **missing)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    *missing = NULL;
    if (out == NULL) {
        return NULL;
    }
    struct debug_info *info = debug_info_open(program);
    for (int i = 0; i < list->count && *missing == NULL; i++) {
        if (!put_code(info, &list->entries[i], out)) {
            *missing = &list->entries[i];
        }
    }
    if (info != NULL) {
        debug_info_close(info);
    }
    if (fclose(out) != 0) {
        return NULL;
    }
    if (*missing != NULL) {
        text[0] = '\0';
    }
    return text;
}
