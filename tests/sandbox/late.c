/*
 * late.c - a bubblewrap that tells its first process and then fails, as one does that may make
 * namespaces but not mount /proc. Nobody is at the gate any more when it tells.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The descriptor behind this option; -1 if it isn't there. */
static int descriptor_of(const char *option, char **arguments)
{
    for (; arguments[0] != NULL && arguments[1] != NULL; arguments++) {
        if (strcmp(arguments[0], option) == 0) {
            return atoi(arguments[1]);
        }
    }
    return -1;
}

int main(int argc, char *argv[])
{
    (void)argc;
    close(descriptor_of("--block-fd", argv));
    dprintf(descriptor_of("--json-status-fd", argv), "{ \"child-pid\": %d }\n", (int)getpid());
    fputs("bwrap: Can't mount proc on /newroot/proc: Operation not permitted\n", stderr);
    return 1;
}
