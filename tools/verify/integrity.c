/* integrity.c - puts the parts of the check of integrity together; see integrity.h. */
#include "verify/integrity.h"

#include <stdarg.h>
#include <stdlib.h>

void refuse(struct refusal *refusal, const char *reason, const char *place, const char *format, ...)
{
    if (refusal->reason != NULL) {
        return;
    }
    va_list arguments;
    const int length = snprintf(refusal->said, sizeof refusal->said, "%s", place);
    const size_t used = length < 0 ? 0 : (size_t)length;
    va_start(arguments, format);
    if (used < sizeof refusal->said) {
        vsnprintf(refusal->said + used, sizeof refusal->said - used, format, arguments);
    }
    va_end(arguments);
    refusal->reason = reason;
}

/* Reads what the compiler told; false, with a refusal, if that can't be relied on. */
static bool load(const struct subject *subject, const char *name, struct ir *ir,
                 struct refusal *refusal)
{
    char *path = path_in(subject->built, name);
    const enum ir_state state = ir_load(path, ir);
    if (state == IR_MISSING) {
        refuse(refusal, "machine", "", "%s: this compiler doesn't print what it compiled", path);
    } else if (state == IR_CUT) {
        refuse(refusal, "machine", "", "%s: the compiler's output is cut off", path);
    } else if (state == IR_IMITATED) {
        refuse(refusal, "silences-tsan", "", "it makes the compiler print what isn't compiled");
    }
    free(path);
    return state == IR_READ;
}

void integrity_judge(const struct subject *subject, struct refusal *refusal)
{
    struct ir plain = {0}, tsan = {0};
    *refusal = (struct refusal){0};
    integrity_included(subject, refusal);
    if (load(subject, "plain.said", &plain, refusal) &&
        load(subject, "tsan.said", &tsan, refusal)) {
        char *object = path_in(subject->built, "plain.o");
        integrity_symbols(object, &plain, refusal);
        integrity_compiled(&plain, &tsan, refusal);
        free(object);
    }
    ir_release(&plain);
    ir_release(&tsan);
}
