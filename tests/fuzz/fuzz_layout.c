/* fuzz_layout.c - names of folders and files as course systems make them, a path a line. */
#include "targets.h"

#include "grade/attribute.h"

#include <stdlib.h>
#include <string.h>

static void attribute_one(struct class *class, const char *path, const char *prefix)
{
    for (int is_folder = 0; is_folder < 2; is_folder++) {
        struct attribution found = attribute(class, path, prefix, is_folder == 1);
        if (found.what == IS_SUBMISSION && found.student != NULL) {
            struct student *student = class_student(class, found.student, found.id);
            (void)class_other(student, path);
        }
        if (found.why != NULL) {
            class_note(class, "%s: %s", path, found.why);
        }
        attribution_release(&found);
    }
}

void fuzz_layout(const uint8_t *bytes, size_t length)
{
    static char folder[] = "01-counter", stem[] = "counter";
    static struct assignment assignment = {.folder = folder, .stem = stem};
    struct class class = {.assignments = &assignment, .assignment_count = 1};
    char *text = fuzz_text(bytes, length), *rest = text;
    for (char *path; (path = strsep(&rest, "\n")) != NULL;) {
        if (path[0] != '\0' && path[0] != '/') {
            attribute_one(&class, path, "");
            attribute_one(&class, path, "hw1-");
        }
    }
    class_finish(&class);
    json_decref(class_json(&class));
    class_empty(&class);
    free(text);
}
