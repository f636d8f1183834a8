/* class.c - keeps a class, writes and reads it; see class.h. */
#include "grade/class.h"

#include "common/hash.h"
#include "common/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

_Noreturn static void out_of_memory(void)
{
    fputs("racetrack: grade: out of memory; try: run fewer programs at a time\n", stderr);
    exit(3);
}

/* Makes room for one more in an array that holds so many; returns the array. */
static void *grown(void *array, size_t count, size_t size)
{
    if (count != 0 && (count & (count - 1)) != 0) {
        return array;
    }
    void *larger = reallocarray(array, count == 0 ? 1 : 2 * count, size);
    if (larger == NULL) {
        out_of_memory();
    }
    return larger;
}

/* Could it be a byte that was made harmless? */
static bool is_like_a_byte(const char *text)
{
    return text[0] == '%' && strspn(text + 1, "0123456789ABCDEF") >= 2;
}

static char *make_harmless(const char *text, bool is_name)
{
    char *clean = malloc(3 * strlen(text) + 1);
    size_t length = 0;
    if (clean == NULL) {
        out_of_memory();
    }
    while (*text != '\0') {
        mbstate_t start = {0};
        wchar_t character;
        const size_t bytes = mbrtowc(&character, text, strlen(text), &start);
        const bool fine = bytes <= 4 && iswprint((wint_t)character);
        if (fine && !(is_name && is_like_a_byte(text))) {
            memcpy(clean + length, text, bytes);
            length += bytes;
            text += bytes;
        } else {
            snprintf(clean + length, 4, "%%%02X", (unsigned char)*text);
            length += 3;
            text++;
        }
    }
    clean[length] = '\0';
    return clean;
}

char *harmless(const char *text)
{
    return make_harmless(text, false);
}

char *harmless_name(const char *name)
{
    return make_harmless(name, true);
}

struct student *class_student(struct class *class, const char *name, const char *id)
{
    for (size_t i = 0; i < class->student_count; i++) {
        struct student *student = &class->students[i];
        if (strcmp(student->name, name) == 0 && strcmp(student->id, id) == 0) {
            return student;
        }
    }
    class->students = grown(class->students, class->student_count, sizeof *class->students);
    struct student *student = &class->students[class->student_count++];
    *student = (struct student){
        .name = text_format("%s", name),
        .id = text_format("%s", id),
        .work = calloc(class->assignment_count + 1, sizeof *student->work),
    };
    if (student->work == NULL) {
        out_of_memory();
    }
    return student;
}

void class_unread(struct student *student, const char *what, const char *why)
{
    if (student->unread == NULL) {
        char *text = text_format("%s: %s", what, why);
        student->unread = harmless(text);
        free(text);
    }
}

bool class_other(struct student *student, const char *path)
{
    if (student->other_count++ >= MOST_OTHERS) {
        return false;
    }
    student->others[student->other_count - 1] = harmless(path);
    return true;
}

void class_note(struct class *class, const char *format, ...)
{
    va_list arguments;
    char *text = NULL;
    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0) {
        out_of_memory();
    }
    va_end(arguments);
    class->notes = grown(class->notes, class->note_count, sizeof *class->notes);
    class->notes[class->note_count++] = harmless(text);
    free(text);
}

static int by_name(const void *left, const void *right)
{
    const struct student *a = left, *b = right;
    const int order = strcmp(a->name, b->name);
    return order != 0 ? order : strcmp(a->id, b->id);
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* A name that is good for a file anywhere: no more than 100 bytes, nothing that a shell minds. */
static char *file_name(const struct student *student)
{
    enum { MOST_BYTES = 100 };
    char *name = student->id[0] != '\0' ? text_format("%s-%s", student->name, student->id)
                                        : text_format("%s", student->name);
    for (char *byte = name; *byte != '\0'; byte++) {
        const unsigned char value = (unsigned char)*byte;
        const bool letter = (value | 0x20) >= 'a' && (value | 0x20) <= 'z';
        const bool fine = value >= 0x80 || letter || (value >= '0' && value <= '9') ||
                          value == '-' || value == '_' || (value == '.' && byte != name);
        if (!fine) {
            *byte = '_';
        }
    }
    if (strlen(name) > MOST_BYTES) {
        size_t end = MOST_BYTES;
        while (((unsigned char)name[end] & 0xc0) == 0x80) {
            end--;
        }
        name[end] = '\0';
    }
    return name;
}

/* Do two files of these names get in each other's way? On some systems "a" and "A" do. */
static bool is_taken(const struct class *class, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcasecmp(class->students[i].file, name) == 0) {
            return true;
        }
    }
    return false;
}

static void name_files(struct class *class)
{
    for (size_t i = 0; i < class->student_count; i++) {
        char *name = file_name(&class->students[i]);
        char *free_name = text_format("%s", name);
        for (int number = 2; is_taken(class, i, free_name); number++) {
            free(free_name);
            free_name = text_format("%s-%d", name, number);
        }
        free(name);
        free(class->students[i].file);
        class->students[i].file = free_name;
    }
}

void class_anonymize(struct class *class, const char *secret)
{
    for (size_t i = 0; i < class->student_count; i++) {
        struct student *student = &class->students[i];
        char hash[HASH_SIZE];
        char *text = text_format("%s\n%s\n%s", secret, student->name, student->id);
        hash_bytes(text, strlen(text), hash);
        snprintf(student->code, sizeof student->code, "%.12s", hash);
        free(text);
    }
}

void class_finish(struct class *class)
{
    for (size_t i = 0; i < class->student_count; i++) {
        const struct student *student = &class->students[i];
        if (student->other_count > MOST_OTHERS) {
            class_note(class, "%s: %zu more files that are no exercise's", student->name,
                       student->other_count - MOST_OTHERS);
        }
    }
    if (class->student_count > 0) {
        qsort(class->students, class->student_count, sizeof *class->students, by_name);
    }
    if (class->note_count > 0) {
        qsort(class->notes, class->note_count, sizeof *class->notes, by_text);
    }
    name_files(class);
}

int class_assignment(const struct class *class, const char *folder)
{
    for (size_t i = 0; i < class->assignment_count; i++) {
        if (strcmp(class->assignments[i].folder, folder) == 0) {
            return (int)i;
        }
    }
    return -1;
}

void class_key(const struct class *class, size_t assignment, const char *hash,
               char key[static HASH_SIZE])
{
    const struct assignment *its = &class->assignments[assignment];
    char *text = text_format("racetrack-grading-1\n%s\n%s\n%s\n%lu\n", its->folder, hash, its->kit,
                             class->seed);
    hash_bytes(text, strlen(text), key);
    free(text);
}

static const char *const system_names[] = {
    [SYSTEM_NONE] = "",
    [SYSTEM_MOODLE] = "moodle",
    [SYSTEM_CANVAS] = "canvas",
    [SYSTEM_BLACKBOARD] = "blackboard",
    [SYSTEM_GRADESCOPE] = "gradescope",
    [SYSTEM_AUTOLAB] = "autolab",
};

static enum course_system system_called(const char *name)
{
    for (size_t i = 0; i < sizeof system_names / sizeof *system_names; i++) {
        if (strcmp(system_names[i], name) == 0) {
            return (enum course_system)i;
        }
    }
    return SYSTEM_NONE;
}

static json_t *submission_json(const struct class *class, size_t i, const struct submission *work)
{
    const char *folder = class->assignments[i].folder;
    json_t *object = work->state == HANDED_IN ? json_pack("{s:s, s:s, s:s}", "exercise", folder,
                                                          "path", work->path, "sha256", work->hash)
                                              : json_pack("{s:s, s:s, s:s}", "exercise", folder,
                                                          "path", work->path, "refused", work->why);
    if (work->when.time != 0) {
        json_object_set_new(object, "time", json_integer((json_int_t)work->when.time));
    }
    if (work->when.late) {
        json_object_set_new(object, "late", json_true());
    }
    return object;
}

static json_t *others_json(const struct student *student)
{
    json_t *others = json_array();
    for (size_t i = 0; i < student->other_count && i < MOST_OTHERS; i++) {
        json_array_append_new(others, json_string(student->others[i]));
    }
    return others;
}

static json_t *students_json(const struct class *class)
{
    json_t *students = json_array();
    for (size_t i = 0; i < class->student_count; i++) {
        const struct student *student = &class->students[i];
        json_t *work = json_array();
        for (size_t j = 0; j < class->assignment_count; j++) {
            if (student->work[j].state != NOT_HANDED_IN) {
                json_array_append_new(work, submission_json(class, j, &student->work[j]));
            }
        }
        json_array_append_new(students, json_pack("{s:s, s:s, s:s, s:s*, s:s*, s:o, s:o}", "name",
                                                  student->name, "id", student->id, "system",
                                                  system_names[student->system], "folder",
                                                  student->folder, "unread", student->unread,
                                                  "work", work, "others", others_json(student)));
    }
    return students;
}

json_t *class_json(const struct class *class)
{
    json_t *exercises = json_array(), *notes = json_array();
    for (size_t i = 0; i < class->assignment_count; i++) {
        const struct assignment *its = &class->assignments[i];
        json_array_append_new(exercises,
                              json_pack("{s:s, s:s, s:s, s:s}", "name", its->folder, "stem",
                                        its->stem, "kit", its->kit, "original", its->original));
    }
    for (size_t i = 0; i < class->note_count; i++) {
        json_array_append_new(notes, json_string(class->notes[i]));
    }
    return json_pack("{s:s, s:I, s:o, s:o, s:o}", "format", "racetrack-class-1", "seed",
                     (json_int_t) class->seed, "exercises", exercises, "students",
                     students_json(class), "notes", notes);
}

static bool read_assignments(const json_t *object, struct class *class)
{
    size_t i;
    json_t *exercise;
    json_array_foreach(json_object_get(object, "exercises"), i, exercise)
    {
        const char *folder, *stem, *kit, *original;
        if (json_unpack(exercise, "{s:s, s:s, s:s, s:s}", "name", &folder, "stem", &stem, "kit",
                        &kit, "original", &original) != 0) {
            return false;
        }
        class->assignments =
            grown(class->assignments, class->assignment_count, sizeof *class->assignments);
        struct assignment *its = &class->assignments[class->assignment_count++];
        *its = (struct assignment){.folder = text_format("%s", folder),
                                   .stem = text_format("%s", stem)};
        snprintf(its->kit, sizeof its->kit, "%s", kit);
        snprintf(its->original, sizeof its->original, "%s", original);
    }
    return true;
}

static bool read_submission(json_t *object, struct class *class, struct student *student)
{
    const char *folder, *path, *hash = NULL, *why = NULL;
    if (json_unpack(object, "{s:s, s:s, s?s, s?s}", "exercise", &folder, "path", &path, "sha256",
                    &hash, "refused", &why) != 0 ||
        (hash == NULL) == (why == NULL)) {
        return false;
    }
    const int i = class_assignment(class, folder);
    if (i < 0 || student->work[i].state != NOT_HANDED_IN) {
        return false;
    }
    struct submission *work = &student->work[i];
    work->state = hash != NULL ? HANDED_IN : REFUSED;
    work->path = text_format("%s", path);
    work->why = why != NULL ? text_format("%s", why) : NULL;
    work->when.time = (long long)json_integer_value(json_object_get(object, "time"));
    work->when.late = json_is_true(json_object_get(object, "late"));
    snprintf(work->hash, sizeof work->hash, "%s", hash != NULL ? hash : "");
    return true;
}

static bool read_students(const json_t *object, struct class *class)
{
    size_t i, j;
    json_t *entry, *work;
    json_array_foreach(json_object_get(object, "students"), i, entry)
    {
        const char *name, *id, *system = "", *folder = NULL, *unread = NULL;
        if (json_unpack(entry, "{s:s, s:s, s?s, s?s, s?s}", "name", &name, "id", &id, "system",
                        &system, "folder", &folder, "unread", &unread) != 0) {
            return false;
        }
        struct student *student = class_student(class, name, id);
        student->system = system_called(system);
        student->folder = folder != NULL ? text_format("%s", folder) : NULL;
        student->unread = unread != NULL ? text_format("%s", unread) : NULL;
        json_array_foreach(json_object_get(entry, "others"), j, work)
        {
            class_other(student, json_is_string(work) ? json_string_value(work) : "");
        }
        json_array_foreach(json_object_get(entry, "work"), j, work)
        {
            if (!read_submission(work, class, student)) {
                return false;
            }
        }
    }
    return true;
}

bool class_read(const json_t *object, struct class *class)
{
    size_t i;
    json_t *note;
    const char *format = json_string_value(json_object_get(object, "format"));
    *class =
        (struct class){.seed = (unsigned long)json_integer_value(json_object_get(object, "seed"))};
    if (format == NULL || strcmp(format, "racetrack-class-1") != 0 ||
        !read_assignments(object, class) || !read_students(object, class)) {
        class_release(class);
        return false;
    }
    json_array_foreach(json_object_get(object, "notes"), i, note)
    {
        class_note(class, "%s", json_is_string(note) ? json_string_value(note) : "");
    }
    class_finish(class);
    return true;
}

void class_empty(struct class *class)
{
    for (size_t i = 0; i < class->student_count; i++) {
        struct student *student = &class->students[i];
        for (size_t j = 0; j < class->assignment_count; j++) {
            free(student->work[j].path);
            free(student->work[j].why);
        }
        for (size_t j = 0; j < student->other_count && j < MOST_OTHERS; j++) {
            free(student->others[j]);
        }
        free(student->name);
        free(student->id);
        free(student->folder);
        free(student->unread);
        free(student->file);
        free(student->work);
    }
    for (size_t i = 0; i < class->note_count; i++) {
        free(class->notes[i]);
    }
    free(class->students);
    free(class->notes);
    class->students = NULL;
    class->notes = NULL;
    class->student_count = class->note_count = 0;
}

void class_release(struct class *class)
{
    class_empty(class);
    for (size_t i = 0; i < class->assignment_count; i++) {
        free(class->assignments[i].folder);
        free(class->assignments[i].stem);
    }
    free(class->assignments);
    *class = (struct class){0};
}
