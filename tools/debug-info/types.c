/* types.c - see types.h. */
#include "debug-info/types.h"

#include <ctype.h>
#include <dwarf.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { MOST_DIMENSIONS = 8, MOST_FIELDS = 64 };

void text_add(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const size_t room = text->size - text->length;
    const int length = vsnprintf(text->start + text->length, room, format, arguments);
    va_end(arguments);
    if (length > 0 && room > 0) {
        text->length += (size_t)length < room ? (size_t)length : room - 1;
    }
}

/* -- what a type is -- */

struct type type_of(Dwarf_Die *declared)
{
    Dwarf_Attribute attribute;
    struct type type = {0};
    type.known = dwarf_formref_die(dwarf_attr_integrate(declared, DW_AT_type, &attribute),
                                   &type.die) != NULL;
    return type;
}

const char *type_of_library(struct type type)
{
    static const struct {
        const char *name, *is;
    } known[] = {
        {"pthread_mutex_t", "mutex"},
        {"pthread_cond_t", "condition variable"},
        {"pthread_rwlock_t", "rwlock"},
        {"pthread_barrier_t", "barrier"},
        {"pthread_spinlock_t", "spinlock"},
        {"pthread_once_t", "once control"},
        {"sem_t", "semaphore"},
        {"mtx_t", "mutex"},
        {"cnd_t", "condition variable"},
        {"once_flag", "once control"},
        {"atomic_flag", "flag"},
        {"FILE", "stream"},
        {"pthread_t", "thread"},
        {"thrd_t", "thread"},
    };
    while (type.known && type.pointers == 0) {
        const int tag = dwarf_tag(&type.die);
        const char *name = dwarf_diename(&type.die);
        for (size_t i = 0; tag == DW_TAG_typedef && i < sizeof known / sizeof *known; i++) {
            if (name != NULL && strcmp(name, known[i].name) == 0) {
                return known[i].is;
            }
        }
        if (tag != DW_TAG_typedef && tag != DW_TAG_const_type && tag != DW_TAG_volatile_type) {
            break;
        }
        type = type_of(&type.die);
    }
    return NULL;
}

struct type type_peeled(struct type type)
{
    while (type.known && type.pointers == 0) {
        switch (dwarf_tag(&type.die)) {
        case DW_TAG_typedef:
            if (type_of_library(type) != NULL) {
                return type;
            }
            break;
        case DW_TAG_const_type:
        case DW_TAG_volatile_type:
        case DW_TAG_atomic_type:
        case DW_TAG_restrict_type:
            break;
        default:
            return type;
        }
        const struct type inner = type_of(&type.die);
        type.known = inner.known;
        type.die = inner.die;
    }
    return type;
}

/* Its tag without typedefs and qualifiers; 0: not known, or a pointer to what the entry says. */
static int tag_of(struct type type)
{
    const struct type peeled = type_peeled(type);
    return peeled.known && peeled.pointers == 0 ? dwarf_tag((Dwarf_Die *)&peeled.die) : 0;
}

bool type_is_pointer(struct type type)
{
    return type.known && (type.pointers > 0 || tag_of(type) == DW_TAG_pointer_type);
}

/* How many elements each dimension of an array has; 0: not said. Returns how many there are. */
static int dimensions_of(Dwarf_Die *array, size_t counts[static MOST_DIMENSIONS])
{
    Dwarf_Die child;
    int dimensions = 0;
    if (dwarf_child(array, &child) != 0) {
        return 0;
    }
    do {
        Dwarf_Attribute attribute;
        Dwarf_Word count = 0;
        if (dwarf_tag(&child) != DW_TAG_subrange_type) {
            continue;
        }
        if (dwarf_formudata(dwarf_attr(&child, DW_AT_count, &attribute), &count) != 0 &&
            dwarf_formudata(dwarf_attr(&child, DW_AT_upper_bound, &attribute), &count) == 0) {
            count++;
        }
        counts[dimensions++] = count;
    } while (dimensions < MOST_DIMENSIONS && dwarf_siblingof(&child, &child) == 0);
    return dimensions;
}

struct type type_target(struct type type)
{
    size_t counts[MOST_DIMENSIONS];
    if (type.known && type.pointers > 0) {
        type.pointers--;
        return type;
    }
    struct type peeled = type_peeled(type);
    switch (tag_of(type)) {
    case DW_TAG_pointer_type:
        return type_of(&peeled.die);
    case DW_TAG_array_type:
        peeled.dimensions++;
        return peeled.dimensions < dimensions_of(&peeled.die, counts) ? peeled
                                                                      : type_of(&peeled.die);
    default:
        return (struct type){0};
    }
}

size_t type_size(struct type type)
{
    Dwarf_Word size;
    size_t counts[MOST_DIMENSIONS];
    if (!type.known) {
        return 0;
    }
    if (type.pointers > 0) {
        return sizeof(void *);
    }
    if (type.dimensions > 0) {
        const int all = dimensions_of(&type.die, counts);
        size_t whole = type_size(type_of(&type.die));
        for (int i = type.dimensions; i < all; i++) {
            whole *= counts[i];
        }
        return whole;
    }
    return dwarf_aggregate_size(&type.die, &size) == 0 ? (size_t)size : 0;
}

static bool is_record(int tag)
{
    return tag == DW_TAG_structure_type || tag == DW_TAG_union_type;
}

/* -- members -- */

struct member {
    Dwarf_Die die;
    const char *name; /* NULL: an unnamed struct or union */
    size_t bit, bits; /* where it begins, and how many it has */
    bool is_field;    /* of bits */
};

static bool number_in(Dwarf_Die *die, unsigned name, Dwarf_Word *number)
{
    Dwarf_Attribute attribute;
    return dwarf_formudata(dwarf_attr(die, name, &attribute), number) == 0;
}

static struct member member_of(Dwarf_Die *die)
{
    struct member member = {.die = *die, .name = dwarf_diename(die)};
    Dwarf_Word at = 0, bits = 0, from_top = 0, size = 0;
    const size_t type_bits = 8 * type_size(type_of(die));
    number_in(die, DW_AT_data_member_location, &at);
    member.bit = 8 * at;
    member.bits = type_bits;
    if (number_in(die, DW_AT_bit_size, &bits)) {
        member.is_field = true;
        member.bits = bits;
        if (number_in(die, DW_AT_data_bit_offset, &at)) {
            member.bit = at;
        } else if (number_in(die, DW_AT_bit_offset, &from_top)) {
            /* Until DWARF 4: counted from the highest bit of the unit that the field lies in. */
            const size_t unit = number_in(die, DW_AT_byte_size, &size) ? 8 * size : type_bits;
            member.bit += unit - from_top - bits;
        }
    }
    return member;
}

struct type type_member(struct type type, const char *name, size_t *offset)
{
    Dwarf_Die child;
    struct type peeled = type_peeled(type);
    if (!is_record(tag_of(type)) || dwarf_child(&peeled.die, &child) != 0) {
        return (struct type){0};
    }
    do {
        if (dwarf_tag(&child) != DW_TAG_member) {
            continue;
        }
        const struct member member = member_of(&child);
        *offset = member.bit / 8;
        if (member.name != NULL && strcmp(member.name, name) == 0) {
            return type_of(&child);
        }
        if (member.name == NULL) {
            size_t inner = 0;
            const struct type found = type_member(type_of(&child), name, &inner);
            if (found.known) {
                *offset += inner;
                return found;
            }
        }
    } while (dwarf_siblingof(&child, &child) == 0);
    return (struct type){0};
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Whether a word stands in the text, by itself. */
static bool has_word(const char *text, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = text; text != NULL && (at = strstr(at, word)) != NULL; at++) {
        if ((at == text || !is_name(at[-1])) && !is_name(at[length])) {
            return true;
        }
    }
    return false;
}

/* Which of several members the source means: the only one that the access mentions, or else that
 * the line does. -1 if that doesn't decide. */
static int mentioned(const struct member *members, int count, const struct mention *mention)
{
    const char *const where[] = {mention != NULL ? mention->expression : NULL,
                                 mention != NULL ? mention->line : NULL};
    for (int turn = 0; turn < 2; turn++) {
        int found = -1, all = 0;
        for (int i = 0; i < count; i++) {
            if (members[i].name != NULL && has_word(where[turn], members[i].name)) {
                found = i;
                all++;
            }
        }
        if (all == 1) {
            return found;
        }
    }
    return -1;
}

/* The members that have bits among those from `bit` on. Returns how many. */
static int members_at(Dwarf_Die *record, size_t bit, size_t bits,
                      struct member members[static MOST_FIELDS])
{
    Dwarf_Die child;
    int count = 0;
    if (dwarf_child(record, &child) != 0) {
        return 0;
    }
    do {
        if (dwarf_tag(&child) == DW_TAG_member) {
            const struct member member = member_of(&child);
            /* A flexible array has no size, and reaches to the end. */
            const bool flexible = member.bits == 0 && !member.is_field;
            if (member.bit < bit + bits && (flexible || bit < member.bit + member.bits)) {
                members[count++] = member;
            }
        }
    } while (count < MOST_FIELDS && dwarf_siblingof(&child, &child) == 0);
    return count;
}

/* What is to be said of several bit-fields that are accessed at once. */
static void add_word(struct text *text, const struct member *members, int count)
{
    char prefix[TYPE_NAME];
    snprintf(prefix, sizeof prefix, "%s", text->start);
    text->length = 0;
    text_add(text, "the word of ");
    for (int i = 0; i < count && i < 3; i++) {
        text_add(text, "%s%s.%s",
                 i == 0           ? ""
                 : i + 1 == count ? " and "
                                  : ", ",
                 prefix, members[i].name != NULL ? members[i].name : "…");
    }
    text_add(text, "%s", count > 3 ? " and others" : "");
}

static bool all_fields(const struct member *members, int count)
{
    for (int i = 0; i < count; i++) {
        if (!members[i].is_field) {
            return false;
        }
    }
    return count > 0;
}

/* The only one of a union's members that is so large; -1 if there are several, or none. */
static int of_size(const struct member *members, int count, size_t bits)
{
    int found = -1;
    for (int i = 0; i < count; i++) {
        if (members[i].bits == bits) {
            if (found >= 0) {
                return -1;
            }
            found = i;
        }
    }
    return found;
}

/* Goes one member deeper. False: the part is what it is. */
static bool enter_member(struct type *type, size_t *offset, size_t size,
                         const struct mention *mention, struct text *text)
{
    struct member members[MOST_FIELDS];
    const int count = members_at(&type->die, 8 * *offset, 8 * size, members);
    int chosen = count == 1 ? 0 : mentioned(members, count, mention);
    const bool is_union = dwarf_tag(&type->die) == DW_TAG_union_type;
    if (!is_union && count > 1 && (chosen < 0 || !members[chosen].is_field)) {
        if (all_fields(members, count)) {
            add_word(text, members, count);
        }
        return false; /* it is more than one member */
    }
    if (chosen < 0 && is_union) {
        chosen = of_size(members, count, 8 * size);
    }
    if (chosen < 0) {
        return false;
    }
    const struct member *member = &members[chosen];
    if (member->name != NULL) {
        text_add(text, ".%s", member->name);
    }
    const size_t start = 8 * *offset;
    *type = type_of((Dwarf_Die *)&member->die);
    if (member->is_field && member->bit >= start) {
        type->bit_offset = (int)(member->bit - start);
        type->bit_size = (int)member->bits;
    }
    *offset = member->is_field ? 0 : *offset - member->bit / 8;
    return !member->is_field;
}

/* Goes to the element of an array. False: the part is several elements, or the whole. */
static bool enter_elements(struct type *type, size_t *offset, size_t size, struct text *text)
{
    size_t counts[MOST_DIMENSIONS];
    const int dimensions = dimensions_of(&type->die, counts);
    struct type element = type_of(&type->die);
    size_t stride = type_size(element);
    for (int i = type->dimensions + 1; i < dimensions; i++) {
        stride *= counts[i];
    }
    for (int i = type->dimensions; i < dimensions; i++) {
        if (stride == 0 ||
            (*offset == 0 && counts[i] > 0 && size >= stride * counts[i] && counts[i] > 1)) {
            return false;
        }
        const size_t first = *offset / stride, last = (*offset + size - 1) / stride;
        if (first != last) {
            text_add(text, "[%zu..%zu]", first, last);
            return false;
        }
        text_add(text, "[%zu]", first);
        *offset %= stride;
        type->dimensions = i + 1;
        stride = i + 1 < dimensions && counts[i + 1] > 0 ? stride / counts[i + 1] : 0;
    }
    *type = element;
    return dimensions > 0;
}

struct type type_part(struct type type, size_t offset, size_t size, const struct mention *mention,
                      struct text *text)
{
    bool deeper = type.known;
    size = size > 0 ? size : 1;
    while (deeper && type_of_library(type) == NULL) {
        type = type_peeled(type);
        const int tag = tag_of(type);
        if (tag == DW_TAG_array_type) {
            deeper = enter_elements(&type, &offset, size, text);
        } else if (is_record(tag)) {
            deeper = enter_member(&type, &offset, size, mention, text);
        } else {
            deeper = false;
        }
    }
    return type;
}

/* -- names -- */

const char *type_name(struct type type, char text[static TYPE_NAME])
{
    text[0] = '\0';
    struct type named = type;
    while (named.known && named.pointers == 0 && dwarf_diename(&named.die) == NULL &&
           (dwarf_tag(&named.die) == DW_TAG_const_type ||
            dwarf_tag(&named.die) == DW_TAG_volatile_type ||
            dwarf_tag(&named.die) == DW_TAG_atomic_type)) {
        named = type_of(&named.die);
    }
    const char *name = named.known ? dwarf_diename(&named.die) : NULL;
    if (name != NULL && named.pointers == 0) {
        const int tag = dwarf_tag(&named.die);
        snprintf(text, TYPE_NAME, "%s%.100s",
                 tag == DW_TAG_structure_type     ? "struct "
                 : tag == DW_TAG_union_type       ? "union "
                 : tag == DW_TAG_enumeration_type ? "enum "
                                                  : "",
                 name);
    }
    return text;
}

const char *type_words(struct type type, char text[static 2 * TYPE_NAME])
{
    char name[TYPE_NAME];
    type_name(type, name);
    text[0] = '\0';
    if (name[0] != '\0') {
        snprintf(text, 2 * TYPE_NAME, "%s %s", strchr("aeiou", name[0]) != NULL ? "an" : "a", name);
    } else if (type_is_pointer(type)) {
        snprintf(text, 2 * TYPE_NAME, "a pointer");
    } else if (tag_of(type) == DW_TAG_array_type) {
        type_name(type_target(type), name);
        snprintf(text, 2 * TYPE_NAME, "an array%s%s", name[0] != '\0' ? " of " : "", name);
    }
    return text;
}

/* -- values -- */

static long sign_extended(long value, size_t bits)
{
    return bits >= 64 ? value : (long)((uint64_t)value << (64 - bits)) >> (64 - bits);
}

static unsigned long cut(long value, size_t bits)
{
    return bits >= 64 ? (unsigned long)value : (unsigned long)value & ((1ul << bits) - 1);
}

static bool enumerator(Dwarf_Die *type, long value, char text[static VALUE_NAME])
{
    Dwarf_Die child;
    Dwarf_Attribute attribute;
    if (dwarf_child(type, &child) != 0) {
        return false;
    }
    do {
        Dwarf_Sword constant;
        if (dwarf_tag(&child) == DW_TAG_enumerator &&
            dwarf_formsdata(dwarf_attr(&child, DW_AT_const_value, &attribute), &constant) == 0 &&
            (constant == value || (int)constant == (int)value)) {
            snprintf(text, VALUE_NAME, "%.60s", dwarf_diename(&child));
            return true;
        }
    } while (dwarf_siblingof(&child, &child) == 0);
    return false;
}

static void character(long value, char text[static VALUE_NAME])
{
    static const char *const escapes[] = {
        ['\0'] = "\\0", ['\t'] = "\\t", ['\n'] = "\\n", ['\r'] = "\\r"};
    const unsigned char c = (unsigned char)value;
    if (c < sizeof escapes / sizeof *escapes && escapes[c] != NULL) {
        snprintf(text, VALUE_NAME, "'%s'", escapes[c]);
    } else if (c >= 0x20 && c < 0x7f) {
        snprintf(text, VALUE_NAME, "'%s%c'", c == '\'' || c == '\\' ? "\\" : "", c);
    } else {
        snprintf(text, VALUE_NAME, "%d", (signed char)value);
    }
}

static void floating(long value, size_t size, char text[static VALUE_NAME])
{
    double number = 0;
    float small = 0;
    if (size == sizeof small) {
        memcpy(&small, &value, sizeof small);
        number = (double)small;
    } else {
        memcpy(&number, &value, sizeof number);
    }
    snprintf(text, VALUE_NAME, size == sizeof small ? "%.7g" : "%.15g", number);
}

static bool base_value(Dwarf_Die *type, long value, size_t bits, char text[static VALUE_NAME])
{
    Dwarf_Word encoding = 0;
    const char *name = dwarf_diename(type);
    number_in(type, DW_AT_encoding, &encoding);
    switch (encoding) {
    case DW_ATE_boolean:
        snprintf(text, VALUE_NAME,
                 cut(value, bits) == 0   ? "false"
                 : cut(value, bits) == 1 ? "true"
                                         : "%ld",
                 value);
        return true;
    case DW_ATE_float:
        if (bits != 32 && bits != 64) {
            return false;
        }
        floating(value, bits / 8, text);
        return true;
    case DW_ATE_signed_char:
    case DW_ATE_unsigned_char:
        if (bits == 8 && name != NULL && strcmp(name, "char") == 0) {
            character(value, text);
            return true;
        }
        break;
    default:
        break;
    }
    if (encoding == DW_ATE_unsigned || encoding == DW_ATE_unsigned_char) {
        snprintf(text, VALUE_NAME, "%lu", cut(value, bits));
    } else {
        snprintf(text, VALUE_NAME, "%ld", sign_extended(value, bits));
    }
    return true;
}

/* The members of a small struct, "{3, true}". False if they can't be told so. */
static bool record_value(Dwarf_Die *record, long value, size_t size, char text[static VALUE_NAME])
{
    Dwarf_Die child;
    struct text made = {.start = text, .size = VALUE_NAME};
    int count = 0;
    if (size > sizeof value || dwarf_child(record, &child) != 0) {
        return false;
    }
    do {
        char one[VALUE_NAME];
        if (dwarf_tag(&child) != DW_TAG_member) {
            continue;
        }
        const struct member member = member_of(&child);
        struct type type = type_of(&child);
        type.bit_size = member.is_field ? (int)member.bits : 0;
        const size_t bytes = member.is_field ? 1 : member.bits / 8;
        if (member.bit + member.bits > 8 * size || member.bits == 0 ||
            !type_value(type, (long)((uint64_t)value >> member.bit), bytes, one)) {
            return false;
        }
        text_add(&made, "%s%s", count++ == 0 ? "{" : ", ", one);
    } while (dwarf_siblingof(&child, &child) == 0);
    text_add(&made, "}");
    return count > 0;
}

bool type_value(struct type type, long value, size_t size, char text[static VALUE_NAME])
{
    struct type peeled = type_peeled(type);
    text[0] = '\0';
    if (!type.known || peeled.pointers > 0 || size > sizeof value) {
        return false;
    }
    size_t bits = 8 * size;
    if (type.bit_size > 0) {
        value = (long)((uint64_t)value >> type.bit_offset);
        bits = (size_t)type.bit_size;
    }
    const char *library = type_of_library(type);
    if (library != NULL) {
        const bool is_thread = strcmp(library, "thread") == 0;
        snprintf(text, VALUE_NAME, "%s", is_thread ? "a thread" : value != 0 ? "set" : "clear");
        return is_thread || strcmp(library, "flag") == 0;
    }
    switch (tag_of(type)) {
    case DW_TAG_base_type:
        return (type.bit_size > 0 || type_size(peeled) == size) &&
               base_value(&peeled.die, value, bits, text);
    case DW_TAG_enumeration_type:
        if (!enumerator(&peeled.die, sign_extended(value, bits), text)) {
            snprintf(text, VALUE_NAME, "%ld", sign_extended(value, bits));
        }
        return true;
    case DW_TAG_structure_type:
        return type_size(peeled) == size && record_value(&peeled.die, value, size, text);
    default:
        return false;
    }
}
