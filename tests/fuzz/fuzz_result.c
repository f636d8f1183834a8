/* fuzz_result.c - result.json and class.json, which lie in a student's folder or a shard's. */
#include "targets.h"

#include "grade/class.h"
#include "grade/facts.h"
#include "grade/meaning.h"
#include "kit/result.h"

#include <stdlib.h>

static void read_facts(const json_t *result)
{
    json_t *facts = facts_of(result, "counter.c", false);
    json_t *place = json_object();
    char text[FACTS_DECIDED];
    facts_decided(facts, "counter.c", place, text);
    (void)meaning_of(facts_text(facts, "reason"));
    json_decref(place);
    json_decref(facts);
}

void fuzz_result(const uint8_t *bytes, size_t length)
{
    const char *path = fuzz_file_open(bytes, length);
    json_decref(result_read(path, path));
    json_t *object = json_load_file(path, 0, NULL);
    fuzz_file_close();
    if (json_is_object(object)) {
        struct class class = {0};
        read_facts(object);
        if (class_read(object, &class)) {
            json_decref(class_json(&class));
            class_release(&class);
        }
    }
    json_decref(object);
}
