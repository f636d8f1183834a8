/* execution.c - see execution.h. */
#include "core/execution.h"

#include "core/caller.h"

STATE struct engine engine = {.execution = 0};
STATE bool irreversible = false;
__thread struct thread *self;

void engine_uncontrolled(const char *what)
{
    if (engine.uncontrolled == NULL) {
        engine.uncontrolled = what;
        engine.uncontrolled_at = explored() ? caller_place() : NULL;
    }
}
