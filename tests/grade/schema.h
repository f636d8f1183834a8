/*
 * schema.h - holds JSON against a schema (json-schema.org), as far as the kit's own schemas go:
 * $ref to #/$defs, type, const, enum, required, properties, additionalProperties, items, minItems,
 * minimum, minLength. What else a schema says is not looked at.
 */
#ifndef TEST_SCHEMA_H
#define TEST_SCHEMA_H

#include <jansson.h>

/* Returns NULL if the file holds to the schema, or what does not, which the caller frees. */
char *schema_compare(const char *schema_file, const char *file);

#endif
