/* ready.h - who can go on. */
#ifndef READY_H
#define READY_H

#include "core/thread.h"

/* Whether what the thread has announced can be done now. */
bool step_possible(struct thread *thread);

#endif
