/* path.c - see path.h. */
#include "core/path.h"

#include "core/real.h"

#include <stdlib.h>

STATE struct path path = {.length = 0};

struct node *path_push(void)
{
    if (path.length == path.room) {
        path.room = path.room == 0 ? 1024 : path.room * 2;
        path.nodes = __real_realloc(path.nodes, (size_t)path.room * sizeof *path.nodes);
        if (path.nodes == NULL) {
            abort();
        }
    }
    return &path.nodes[path.length++];
}
