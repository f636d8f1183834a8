/* names_things.c - what an event touches, and what that is called; see names.h. */
#include "interleave/trace/names_inside.h"

#include "debug-info/debug_index.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- tables -- */

typedef bool same_entry(const void *entry, const void *wanted);

static size_t mixed(unsigned long number)
{
    return (size_t)(number * 0x9e3779b97f4a7c15u >> 24);
}

/* The place of an entry, or the empty one where it belongs. */
static void **entry_at(const struct table *table, size_t hash, same_entry *same, const void *wanted)
{
    size_t at = hash & (table->room - 1);
    while (table->entries[at] != NULL && !same(table->entries[at], wanted)) {
        at = (at + 1) & (table->room - 1);
    }
    return &table->entries[at];
}

static bool same_pointer(const void *entry, const void *wanted)
{
    return entry == wanted;
}

/* Makes room for one more. */
static bool reserve(struct table *table, size_t (*hash)(const void *))
{
    if (2 * (table->count + 1) <= table->room) {
        return true;
    }
    struct table larger = {.count = table->count, .room = table->room == 0 ? 256 : 2 * table->room};
    larger.entries = calloc(larger.room, sizeof *larger.entries);
    if (larger.entries == NULL) {
        return false;
    }
    for (size_t i = 0; i < table->room; i++) {
        void *entry = table->entries[i];
        if (entry != NULL) {
            *entry_at(&larger, hash(entry), same_pointer, entry) = entry;
        }
    }
    free(table->entries);
    *table = larger;
    return true;
}

/* -- sites -- */

static size_t hash_of_site(const void *site)
{
    return mixed(((const struct site *)site)->pc);
}

static bool same_site(const void *site, const void *wanted)
{
    return ((const struct site *)site)->pc == ((const struct site *)wanted)->pc;
}

static void read_site(struct names *names, struct site *site)
{
    site->known = names_place(names, site->pc, &site->place);
    const int left_out = site->known ? source_call(site->place.folder, site->place.file,
                                                   site->place.line, site->line)
                                     : -1;
    site->column = site->place.column - left_out;
    if (left_out < 0 || site->place.column <= left_out) {
        site->line[0] = '\0';
        return;
    }
    if (!call_at(site->line, site->column, site->call, sizeof site->call)) {
        expression_at(site->line, site->column, site->written, sizeof site->written);
        assigned_at(site->line, site->column, site->assigned, sizeof site->assigned);
    }
}

struct site *names_site(struct names *names, unsigned long pc)
{
    const struct site wanted = {.pc = pc};
    if (!reserve(&names->sites, hash_of_site)) {
        return NULL;
    }
    void **entry = entry_at(&names->sites, mixed(pc), same_site, &wanted);
    if (*entry == NULL) {
        struct site *site = calloc(1, sizeof *site);
        if (site == NULL) {
            return NULL;
        }
        site->pc = pc;
        read_site(names, site);
        *entry = site;
        names->sites.count++;
    }
    return *entry;
}

/* -- how memory is reached -- */

static void read_path(struct names *names, const struct site *site, const char *expression,
                      struct path *path)
{
    snprintf(path->expression, sizeof path->expression, "%s", expression);
    path->known = true;
    path->type = (struct type){0};
    path->reach = (struct reach){0};
    if (names->info != NULL && expression[0] != '\0') {
        path->type =
            scope_type(names->info, site->pc - names->base - 1, path->expression, &path->reach);
    }
}

struct type names_argument(struct names *names, const struct site *site, int index,
                           char text[static NAME_SIZE])
{
    struct path path = {0};
    text[0] = '\0';
    if (site != NULL && site->known && site->call[0] != '\0' &&
        argument_at(site->line, site->column, index, text, NAME_SIZE)) {
        read_path(names, site, text, &path);
    }
    return path.type;
}

static bool is_literal(const char *argument)
{
    return argument[0] == '"' || isdigit((unsigned char)argument[0]);
}

/* The argument that a call of the C library's accesses: the only pointer, or of two the first where
 * it writes, the second where it reads. Empty if that isn't clear. */
static void accessed_argument(struct names *names, const struct site *site, bool writes,
                              char argument[static NAME_SIZE])
{
    char one[NAME_SIZE], found[2][NAME_SIZE] = {"", ""};
    int count = 0;
    struct path path;
    for (int i = 0; argument_at(site->line, site->column, i, one, sizeof one); i++) {
        read_path(names, site, one, &path);
        if (!is_literal(one) && type_target(path.type).known) {
            if (count < 2) {
                memcpy(found[count], one, sizeof one);
            }
            count++;
        }
    }
    argument[0] = '\0';
    if (count == 1 || count == 2) {
        memcpy(argument, found[count == 2 && !writes], NAME_SIZE);
    }
}

/* "&node->lock" is about node->lock, and "lock" about *lock. */
static void pointed_to(const char *argument, char expression[static NAME_SIZE])
{
    if (argument[0] == '&') {
        snprintf(expression, NAME_SIZE, "%s", argument + 1 + strspn(argument + 1, " "));
    } else {
        snprintf(expression, NAME_SIZE, argument[0] != '\0' ? "*%.250s" : "%s", argument);
    }
}

/* How events come to what they touch: read, write, or are called with. */
static void look_for_path(struct names *names, const struct site *site, char how, struct path *path)
{
    char argument[NAME_SIZE] = "", expression[NAME_SIZE] = "";
    if (site->call[0] != '\0') {
        if (how == 'o') {
            argument_at(site->line, site->column, 0, argument, sizeof argument);
        } else {
            accessed_argument(names, site, how == 'w', argument);
        }
        pointed_to(argument, expression);
    } else if (how == 'r' && site->assigned[0] != '\0') {
        snprintf(expression, sizeof expression, "%s", site->assigned);
    } else {
        snprintf(expression, sizeof expression, "%s", site->written);
    }
    read_path(names, site, expression, path);
}

const struct path *names_path(struct names *names, struct site *site, char how)
{
    struct path *path = &site->paths[how == 'r' ? 0 : how == 'w' ? 1 : 2];
    if (!path->known && site->known) {
        look_for_path(names, site, how, path);
    }
    return path;
}

const char *names_expression(struct names *names, unsigned long return_address, bool writes,
                             char text[static NAME_SIZE])
{
    struct site *site = names_site(names, return_address);
    text[0] = '\0';
    if (site != NULL && site->known) {
        const char how = site->call[0] != '\0' ? 'o' : writes ? 'w' : 'r';
        snprintf(text, NAME_SIZE, "%s", names_path(names, site, how)->expression);
    }
    return text;
}

/* -- the heap -- */

/* Where in the thing that a pointer leads to an offset of its block is: blocks may have several of
 * them, or one with a flexible array at its end. */
static size_t offset_in(struct type target, size_t offset, size_t block_size)
{
    const size_t size = type_size(target);
    return size == 0 || block_size % size != 0 ? offset : offset % size;
}

/* A name for what lies at the offset of the block, which a path reaches. False if it doesn't fit.
 */
static bool name_by_path(const struct path *path, size_t offset, size_t block_size, size_t size,
                         const struct mention *mention, struct text *name, struct type *type)
{
    char parts[NAME_SIZE];
    struct text text = {.start = parts, .size = sizeof parts};
    const struct reach *reach = &path->reach;
    parts[0] = '\0';
    if (!reach->target.known || type_size(reach->target) == 0) {
        return false;
    }
    *type = type_part(reach->target, offset_in(reach->target, offset, block_size), size, mention,
                      &text);
    if (reach->sign == '[') {
        text_add(name, "%.*s[%zu]%s", reach->base_length, reach->base,
                 offset / type_size(reach->target), parts);
    } else if (strncmp(parts, "the word of ", 12) == 0) {
        const char *first = strchr(parts, '.');
        text_add(name, "the word of %.*s->%s", reach->base_length, reach->base,
                 first != NULL ? first + 1 : parts);
    } else if (parts[0] == '.') {
        text_add(name, "%.*s->%s", reach->base_length, reach->base, parts + 1);
    } else {
        text_add(name, "*%.*s%s", reach->base_length, reach->base, parts);
    }
    return true;
}

/* Where the source says only `board`, as it does where `board->prices[i]` begins, and that is a
 * pointer to a struct, what lies in a block was reached through it. */
static bool name_through_pointer(const struct path *path, size_t offset, size_t block_size,
                                 struct thing *thing, const struct mention *mention,
                                 struct text *name)
{
    char type[TYPE_NAME];
    struct path through = *path;
    const struct type target = type_target(path->type);
    type_name(type_peeled(target), type);
    if (path->reach.sign != '\0' || thing->how == 'o' || !type_is_pointer(path->type) ||
        strncmp(type, "struct ", strlen("struct ")) != 0) {
        return false;
    }
    through.reach = (struct reach){.sign = '>',
                                   .base = through.expression,
                                   .base_length = (int)strlen(through.expression),
                                   .target = target};
    return name_by_path(&through, offset, block_size, thing->size, mention, name, &thing->type);
}

/* Does the first member in a name stand in the expression too? Then both mean the same. */
static bool agrees(const char *name, const char *expression)
{
    const char *arrow = strrchr(name, '>');
    char member[TYPE_NAME];
    if (arrow == NULL || strchr(expression, '>') == NULL) {
        return strchr(expression, '>') == NULL || strchr(expression, '[') != NULL;
    }
    size_t length = strcspn(arrow + 1, ".[");
    snprintf(member, sizeof member, "%.*s", (int)length, arrow + 1);
    return strstr(expression, member) != NULL;
}

/* In `queue->items[i]` the pointer `queue->items` and the element are loaded at one place of the
 * source. It was the pointer if what was read leads to memory, and an element wouldn't, or if the
 * pointer lies there. */
static bool is_pointer_itself(struct names *names, const struct site *site, const json_t *event,
                              const struct path *path, size_t offset, size_t block_size,
                              struct path *pointer)
{
    char base[NAME_SIZE], parts[NAME_SIZE];
    struct text text = {.start = parts, .size = sizeof parts};
    if (path->reach.sign != '[' || names_number(event, "size") != sizeof(void *)) {
        return false;
    }
    snprintf(base, sizeof base, "%.*s", path->reach.base_length, path->reach.base);
    read_path(names, site, base, pointer);
    const struct type holder = pointer->reach.target;
    const char *member = strrchr(base, '>');
    parts[0] = '\0';
    if (!type_is_pointer(pointer->type) || !holder.known || type_size(holder) == 0 ||
        member == NULL) {
        return false;
    }
    type_part(holder, offset_in(holder, offset, block_size), sizeof(void *), NULL, &text);
    if (parts[0] != '.' || strcmp(parts + 1, member + 1) != 0) {
        return false;
    }
    if (!type_is_pointer(path->reach.target)) {
        return type_size(path->reach.target) != sizeof(void *) ||
               json_object_get(event, "before_at") != NULL;
    }
    return block_size == type_size(holder);
}

static void name_in_block(struct names *names, const json_t *event, const struct site *site,
                          const struct path *path, struct thing *thing, struct text *name)
{
    char words[NAME_SIZE];
    struct path pointer;
    const json_t *where = json_object_get(event, "block");
    const struct block *known = names_block(names, thing->address);
    const struct block block = {.start = names_number(where, "start"),
                                .size = names_number(where, "size"),
                                .pc = names_number(where, "pc"),
                                .type = known != NULL ? known->type : (struct type){0},
                                .number = known != NULL ? known->number : 0,
                                .several = known != NULL && known->several};
    const struct mention mention = {.expression = path->expression, .line = site->line};
    const size_t offset = thing->address - block.start;
    thing->kind = HEAP;
    if (is_pointer_itself(names, site, event, path, offset, block.size, &pointer)) {
        text_add(name, "%s", pointer.expression);
        thing->type = pointer.type;
        return;
    }
    if (path->reach.sign != '\0' &&
        name_by_path(path, offset, block.size, thing->size, &mention, name, &thing->type) &&
        agrees(name->start, path->expression)) {
        return;
    }
    name->length = 0;
    if (name_through_pointer(path, offset, block.size, thing, &mention, name)) {
        return;
    }
    name->length = 0;
    if (path->expression[0] != '\0' && (path->type.known || thing->how != 'o')) {
        text_add(name, "%s", path->expression);
        thing->type = path->type;
        return;
    }
    char parts[NAME_SIZE];
    struct text text = {.start = parts, .size = sizeof parts};
    parts[0] = '\0';
    names_block_words(names, &block, "a ", words);
    if (block.type.known && type_size(block.type) > 0) {
        thing->type = type_part(block.type, offset_in(block.type, offset, block.size), thing->size,
                                &mention, &text);
        text_add(name, parts[0] == '.' ? "%s in %s" : "%s%s", parts[0] == '.' ? parts + 1 : "",
                 words);
    } else if (offset == 0) {
        text_add(name, "%s", words);
    } else {
        text_add(name, "byte %zu of %s", offset, words);
    }
}

/* A call that allocates or frees a block is about all of it. */
static void name_block(struct names *names, const json_t *event, const struct site *site,
                       struct thing *thing, struct text *name)
{
    char words[NAME_SIZE] = "";
    const struct block *block = names_block(names, thing->address);
    thing->kind = HEAP;
    if (strcmp(names_text(event, "do"), "free") == 0) {
        names_argument(names, site, 0, words);
    }
    if (words[0] == '\0' && block != NULL) {
        names_block_words(names, block, "a ", words);
    }
    text_add(name, "%s", words[0] != '\0' ? words : "a block");
}

/* -- variables -- */

enum thing_kind names_variable(struct names *names, const json_t *where, unsigned long address,
                               size_t size, const struct mention *mention, struct part *part)
{
    const json_t *local = json_object_get(where, "local");
    const json_t *storage = json_object_get(where, "storage");
    if (names->info == NULL) {
        return NO_VARIABLE;
    }
    if (local != NULL) {
        const struct frame_place frame = {.function = names_number(local, "function") - names->base,
                                          .base = names_number(local, "base"),
                                          .top = names_number(local, "top")};
        return variables_local(names->info, &frame, address, size, mention, part) ? LOCAL
                                                                                  : NO_VARIABLE;
    }
    if (storage != NULL) {
        return variables_thread_local(names->info, names_number(storage, "offset"), size, mention,
                                      part)
                   ? THREAD_LOCAL
                   : NO_VARIABLE;
    }
    return address >= names->base &&
                   variables_global(names->info, address - names->base, size, mention, part)
               ? GLOBAL
               : NO_VARIABLE;
}

static bool name_variable(struct names *names, const json_t *event, const struct site *site,
                          const struct path *path, struct thing *thing, struct text *name)
{
    struct part part;
    const struct mention mention = {.expression = path->expression, .line = site->line};
    const size_t size = thing->how == 'o' ? 1 : thing->size;
    thing->kind = names_variable(names, event, thing->address, size, &mention, &part);
    if (thing->kind == NO_VARIABLE) {
        return false;
    }
    const json_t *owner = json_object_get(event, thing->kind == LOCAL ? "local" : "storage");
    snprintf(thing->thread, sizeof thing->thread, "%.7s", names_text(owner, "thread"));
    thing->root = part.root;
    thing->function = part.function;
    thing->start = part.start;
    thing->type = part.type;
    text_add(name, "%s", part.name);
    return true;
}

/* -- things -- */

static size_t hash_of_thing(const void *entry)
{
    const struct thing *thing = entry;
    return mixed(thing->address ^ mixed(thing->pc + thing->frame) ^ thing->size << 20 ^
                 (unsigned long)thing->how);
}

static bool same_thing(const void *entry, const void *wanted)
{
    const struct thing *one = entry, *other = wanted;
    return one->address == other->address && one->pc == other->pc && one->size == other->size &&
           one->frame == other->frame && one->how == other->how;
}

/* A text that a call is given as it stands there, "hello", has no variable. */
static bool name_constant(const struct names *names, const struct site *site,
                          const struct thing *thing, struct text *name)
{
    static const unsigned long most = 1ul << 40; /* farther away are stacks and libraries */
    char argument[NAME_SIZE];
    if (thing->how != 'r' || thing->address < names->base || thing->address - names->base > most ||
        !site->known || site->call[0] == '\0') {
        return false;
    }
    for (int i = 0; argument_at(site->line, site->column, i, argument, sizeof argument); i++) {
        if (argument[0] == '"') {
            text_add(name, "%s", argument);
            return true;
        }
    }
    return false;
}

static void name_thing(struct names *names, const json_t *event, struct thing *thing,
                       struct text *name)
{
    struct site *site = names_site(names, thing->pc);
    if (site == NULL) {
        return;
    }
    const struct path *path = names_path(names, site, thing->how);
    if (name_variable(names, event, site, path, thing, name) ||
        (json_object_get(event, "block") == NULL && name_constant(names, site, thing, name))) {
        return;
    }
    const char *call = names_text(event, "do");
    const bool is_whole = strcmp(call, "malloc") == 0 || strcmp(call, "free") == 0;
    if (is_whole && json_object_get(event, "block") != NULL) {
        name_block(names, event, site, thing, name);
    } else if (json_object_get(event, "block") != NULL) {
        name_in_block(names, event, site, path, thing, name);
    } else if (path->expression[0] != '\0' && thing->how != 'o') {
        text_add(name, "%s", path->expression);
        thing->type = path->type;
    } else {
        text_add(name, "%#lx", thing->address);
    }
}

/* -- one name for one place in a block -- */

/* How well a name tells what lies in a block: through a pointer and a member, or by an index, best;
 * then as what a pointer alone leads to, as a function's parameter may; least by where the block is
 * from. */
static int rank_of(const char *name)
{
    return strstr(name, " from ") != NULL || strchr(name, ' ') != NULL ? 0 : name[0] == '*' ? 1 : 2;
}

static size_t hash_of_place(const void *entry)
{
    const struct thing *thing = entry;
    return mixed(thing->address ^ thing->block << 24 ^ thing->size << 52);
}

static bool same_place(const void *entry, const void *wanted)
{
    const struct thing *one = entry, *other = wanted;
    return one->address == other->address && one->size == other->size && one->block == other->block;
}

/* The same place may be called in several ways, as in a function that is given a pointer to it. All
 * are called as the best of those seen so far. */
static void take_best_name(struct names *names, struct thing *thing)
{
    if (thing->kind != HEAP || thing->how == 'o' || !reserve(&names->best, hash_of_place)) {
        return;
    }
    void **entry = entry_at(&names->best, hash_of_place(thing), same_place, thing);
    struct thing *best = *entry;
    if (best == NULL) {
        *entry = thing;
        names->best.count++;
    } else if (rank_of(thing->name) > rank_of(best->name)) {
        *entry = thing;
    } else if (rank_of(thing->name) < rank_of(best->name)) {
        char *name = strdup(best->name);
        if (name != NULL) {
            free(thing->name);
            thing->name = name;
            thing->type = thing->type.known ? thing->type : best->type;
        }
    }
}

void names_share_names(struct names *names)
{
    for (size_t i = 0; i < names->things.room; i++) {
        if (names->things.entries[i] != NULL) {
            take_best_name(names, names->things.entries[i]);
        }
    }
}

/* Keeps one thing of each variable, so that namesakes are known. */
static void note_variable(struct names *names, const struct thing *thing)
{
    for (size_t i = 0; i < names->variable_count; i++) {
        const struct thing *known = names->variables[i];
        if (known->kind == thing->kind && known->start == thing->start &&
            known->function == thing->function && strcmp(known->root, thing->root) == 0 &&
            strcmp(known->thread, thing->thread) == 0) {
            return;
        }
    }
    if (names->variable_count == names->variable_room) {
        const size_t room = names->variable_room == 0 ? 32 : 2 * names->variable_room;
        const struct thing **more = realloc(names->variables, room * sizeof *more);
        if (more == NULL) {
            return;
        }
        names->variables = more;
        names->variable_room = room;
    }
    names->variables[names->variable_count++] = thing;
}

char names_how(const json_t *event)
{
    const char *what = names_text(event, "do");
    return json_object_get(event, "object") != NULL                          ? 'o'
           : strstr(what, "write") != NULL || strstr(what, "update") != NULL ? 'w'
                                                                             : 'r';
}

const struct thing *names_thing(struct names *names, const json_t *event)
{
    const char how = names_how(event);
    const char *key = how == 'o' ? "object" : "address";
    char name[NAME_SIZE] = "";
    struct text text = {.start = name, .size = sizeof name};
    struct thing wanted = {.address = names_number(event, key),
                           .size = names_number(event, "size"),
                           .pc = names_number(event, "pc"),
                           .frame = names_number(json_object_get(event, "local"), "base"),
                           .how = how,
                           .block = names_number(json_object_get(event, "block"), "pc")};
    if (json_object_get(event, key) == NULL || !reserve(&names->things, hash_of_thing)) {
        return NULL;
    }
    void **entry = entry_at(&names->things, hash_of_thing(&wanted), same_thing, &wanted);
    if (*entry != NULL) {
        return *entry;
    }
    struct thing *thing = malloc(sizeof *thing);
    if (thing == NULL) {
        return NULL;
    }
    name_thing(names, event, &wanted, &text);
    *thing = wanted;
    thing->name = strdup(name);
    if (thing->name == NULL) {
        free(thing);
        return NULL;
    }
    *entry = thing;
    names->things.count++;
    if (thing->root != NULL) {
        note_variable(names, thing);
    }
    take_best_name(names, thing);
    return thing;
}
