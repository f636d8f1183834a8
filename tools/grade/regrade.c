/* regrade.c - one student anew, the others as they are; see regrade.h. */
#include "grade/regrade.h"

#include "common/hash.h"
#include "common/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The class that was graded there before, or NULL. The caller releases it. */
static json_t *class_before(const char *results)
{
    char *path = text_format("%s/class.json", results);
    json_t *before = json_load_file(path, 0, NULL);
    free(path);
    return before;
}

/* Is the student of a class's object called so, or numbered so? */
static bool is_called(const json_t *student, const char *name)
{
    const char *its = json_string_value(json_object_get(student, "name"));
    const char *id = json_string_value(json_object_get(student, "id"));
    return its != NULL && id != NULL &&
           (strcmp(its, name) == 0 || (id[0] != '\0' && strcmp(id, name) == 0));
}

/* Adds to the list the students who are called so, or those who aren't. */
static void take(json_t *list, const json_t *class, const char *name, bool called)
{
    size_t i;
    json_t *student;
    json_array_foreach(json_object_get(class, "students"), i, student)
    {
        if (is_called(student, name) == called) {
            json_array_append(list, student);
        }
    }
}

bool regrade_knows(const char *results, const char *name)
{
    json_t *before = class_before(results), *theirs = json_array(), *others = json_array();
    take(theirs, before, name, true);
    take(others, before, name, false);
    const bool known = json_array_size(theirs) > 0 && json_array_size(others) > 0;
    json_decref(others);
    json_decref(theirs);
    json_decref(before);
    return known;
}

bool regrade_found(const struct class *class, const char *name)
{
    for (size_t i = 0; i < class->student_count; i++) {
        const struct student *student = &class->students[i];
        if (strcmp(student->name, name) == 0 ||
            (student->id[0] != '\0' && strcmp(student->id, name) == 0)) {
            return true;
        }
    }
    return false;
}

/* Removes what was found of that student's work. */
static void forget(const char *results, const char *name, const struct class *class)
{
    for (size_t i = 0; i < class->student_count; i++) {
        const struct student *student = &class->students[i];
        const bool theirs = strcmp(student->name, name) == 0 || strcmp(student->id, name) == 0;
        for (size_t j = 0; theirs && j < class->assignment_count; j++) {
            char key[HASH_SIZE];
            class_key(class, j, student->work[j].hash, key);
            char *path = text_format("%s/results/%s.json", results, key);
            unlink(path);
            free(path);
        }
    }
}

/* Why they can't be put together, having said so; 0 if they can. */
static int compare(const json_t *before, const json_t *now, const json_t *theirs, const char *name)
{
    static const char *const keys[] = {"exercises", "seed"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (!json_equal(json_object_get(before, keys[i]), json_object_get(now, keys[i]))) {
            text_complain("grade",
                          "the others were graded by another kit, compiler, seed or choice",
                          "run it without STUDENT=");
            return 2;
        }
    }
    if (json_array_size(theirs) == 0) {
        text_complain(name, "RESULTS has nothing of this student",
                      "SUBMISSIONS=folder, of the student or the class");
        return 2;
    }
    return 0;
}

int regrade_keep_others(const char *results, const char *name, struct class *class)
{
    struct class merged;
    json_t *before = class_before(results), *now = class_json(class), *kept = json_array();
    take(kept, now, name, true);
    int status = compare(before, now, kept, name);
    take(kept, before, name, false);
    json_object_set(before, "students", kept);
    if (status == 0 && class_read(before, &merged)) {
        class_release(class);
        *class = merged;
        forget(results, name, class);
    }
    json_decref(kept);
    json_decref(now);
    json_decref(before);
    return status;
}
