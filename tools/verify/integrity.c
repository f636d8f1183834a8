/* integrity.c - puts the parts of the check of integrity together; see integrity.h. */
#include "verify/integrity.h"

#include <stdarg.h>

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
static bool load(const char *path, struct ir *ir, struct refusal *refusal)
{
    const enum ir_state state = ir_load(path, ir);
    if (state == IR_MISSING) {
        refuse(refusal, "machine", "", "%s: this compiler doesn't print what it compiled", path);
    } else if (state == IR_CUT) {
        refuse(refusal, "machine", "", "%s: the compiler's output is cut off", path);
    } else if (state == IR_IMITATED) {
        refuse(refusal, "silences-tsan", "", "it makes the compiler print what isn't compiled");
    }
    return state == IR_READ;
}

void integrity_judge(const struct subject *subject, struct refusal *refusal)
{
    struct ir plain = {0}, tsan = {0};
    *refusal = (struct refusal){0};
    integrity_included(subject, refusal);
    if (load(subject->built.plain.said, &plain, refusal) &&
        load(subject->built.tsan.said, &tsan, refusal)) {
        integrity_symbols(subject->built.plain.object, &plain, refusal);
        integrity_compiled(&plain, &tsan, refusal);
    }
    ir_release(&plain);
    ir_release(&tsan);
}
