/* schema.c - a small part of JSON Schema; see schema.h. */
#include "schema.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PATH = 400 };

struct place {
    const json_t *root;
    char path[MOST_PATH]; /* of what is looked at */
    char *wrong;          /* the first thing that is */
};

static void fail(struct place *place, const char *format, const char *detail)
{
    char *text;
    if (place->wrong == NULL) {
        if (asprintf(&text, format, detail) < 0 ||
            asprintf(&place->wrong, "%s: %s", place->path, text) < 0) {
            abort();
        }
        free(text);
    }
}

static bool has_type(const json_t *value, const char *type)
{
    return (strcmp(type, "object") == 0 && json_is_object(value)) ||
           (strcmp(type, "array") == 0 && json_is_array(value)) ||
           (strcmp(type, "string") == 0 && json_is_string(value)) ||
           (strcmp(type, "integer") == 0 && json_is_integer(value)) ||
           (strcmp(type, "number") == 0 && json_is_number(value)) ||
           (strcmp(type, "boolean") == 0 && json_is_boolean(value)) ||
           (strcmp(type, "null") == 0 && json_is_null(value));
}

static void compare_type(struct place *place, const json_t *schema, const json_t *value)
{
    size_t i;
    const json_t *one;
    const json_t *type = json_object_get(schema, "type");
    bool right = type == NULL || (json_is_string(type) && has_type(value, json_string_value(type)));
    json_array_foreach(type, i, one)
    {
        right = right || has_type(value, json_string_value(one));
    }
    if (!right) {
        fail(place, "%s", "expected another type");
    }
}

static void compare_values(struct place *place, const json_t *schema, const json_t *value)
{
    size_t i;
    const json_t *one;
    const json_t *only = json_object_get(schema, "const");
    const json_t *several = json_object_get(schema, "enum");
    const json_t *minimum = json_object_get(schema, "minimum");
    bool found = several == NULL;
    json_array_foreach(several, i, one)
    {
        found = found || json_equal(one, value);
    }
    if (!found || (only != NULL && !json_equal(only, value))) {
        fail(place, "%s", "expected another value");
    }
    if (minimum != NULL && json_number_value(value) < json_number_value(minimum)) {
        fail(place, "%s", "it is too small");
    }
    if ((json_int_t)json_string_length(value) <
        json_integer_value(json_object_get(schema, "minLength"))) {
        fail(place, "%s", "it is too short");
    }
}

static void compare(struct place *place, const json_t *schema, const json_t *value);

static void compare_below(struct place *place, const char *step, const json_t *schema,
                          const json_t *value)
{
    const size_t length = strlen(place->path);
    snprintf(place->path + length, MOST_PATH - length, "/%s", step);
    compare(place, schema, value);
    place->path[length] = '\0';
}

static void compare_members(struct place *place, const json_t *schema, json_t *value)
{
    size_t i;
    const char *key;
    json_t *member;
    const json_t *properties = json_object_get(schema, "properties");
    json_array_foreach(json_object_get(schema, "required"), i, member)
    {
        if (json_object_get(value, json_string_value(member)) == NULL) {
            fail(place, "%s is missing", json_string_value(member));
        }
    }
    json_object_foreach(value, key, member)
    {
        const json_t *its = json_object_get(properties, key);
        const json_t *others = json_object_get(schema, "additionalProperties");
        if (its == NULL && json_is_false(others)) {
            fail(place, "%s is not foreseen", key);
        }
        compare_below(place, key, its != NULL ? its : others, member);
    }
}

static void compare(struct place *place, const json_t *schema, const json_t *value)
{
    size_t i;
    json_t *member;
    const char *reference = json_string_value(json_object_get(schema, "$ref"));
    if (reference != NULL && strncmp(reference, "#/$defs/", 8) == 0) {
        schema = json_object_get(json_object_get(place->root, "$defs"), reference + 8);
        if (schema == NULL) {
            fail(place, "the schema has no %s", reference);
        }
    }
    if (!json_is_object(schema)) {
        return;
    }
    compare_type(place, schema, value);
    compare_values(place, schema, value);
    if (json_is_object(value)) {
        compare_members(place, schema, (json_t *)value);
    }
    if (json_is_array(value)) {
        const json_t *least = json_object_get(schema, "minItems");
        if ((json_int_t)json_array_size(value) < json_integer_value(least)) {
            fail(place, "%s", "there are too few");
        }
        json_array_foreach(value, i, member)
        {
            char step[24];
            snprintf(step, sizeof step, "%zu", i);
            compare_below(place, step, json_object_get(schema, "items"), member);
        }
    }
}

char *schema_compare(const char *schema_file, const char *file)
{
    json_error_t error;
    json_t *schema = json_load_file(schema_file, 0, &error);
    json_t *value = schema != NULL ? json_load_file(file, 0, &error) : NULL;
    struct place place = {.root = schema};
    if (value == NULL) {
        snprintf(place.path, sizeof place.path, "%.200s", schema == NULL ? schema_file : file);
        fail(&place, "%s", error.text);
    } else {
        compare(&place, schema, value);
    }
    json_decref(value);
    json_decref(schema);
    return place.wrong;
}
