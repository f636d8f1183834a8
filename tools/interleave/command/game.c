/* game.c - see game.h. */
#include "game.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char game[] = "interleave-play";

int game_start(char **arguments)
{
    char path[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - sizeof game);
    char *slash = length > 0 ? memrchr(path, '/', (size_t)length) : NULL;
    arguments[-1] = (char *)game;
    if (slash != NULL) {
        strcpy(slash + 1, game);
        execv(path, arguments - 1);
    }
    execvp(game, arguments - 1);
    fprintf(stderr,
            "interleave: play: %s: %s; try: make setup play, and make install, where interleave "
            "comes from\n",
            game, strerror(errno));
    return 3;
}
