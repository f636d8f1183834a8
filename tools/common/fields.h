/*
 * fields.h - what stands under a key of a JSON object, or else what stands for nothing.
 */
#ifndef FIELDS_H
#define FIELDS_H

#include <jansson.h>

/* The text under the key, which the object owns; "" if there is none. object may be NULL. */
const char *text_in(const json_t *object, const char *key);

/* The whole number under the key; 0 if there is none. object may be NULL. */
long number_in(const json_t *object, const char *key);

#endif
