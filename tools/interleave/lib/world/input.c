/* input.c - see input.h. */
#include "world/input.h"

#include "core/execution.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <sys/stat.h>
#include <unistd.h>

STATE static bool used = false;
STATE static off_t start = -1;

void input_used(void)
{
    if (!used) {
        used = true;
        start = lseek(STDIN_FILENO, 0, SEEK_CUR);
        if (start < 0) {
            engine_uncontrolled("an input that can't be read again");
        }
    }
}

void input_restore(void)
{
    if (used && start >= 0) {
        __fpurge(stdin);
        clearerr(stdin);
        lseek(STDIN_FILENO, start, SEEK_SET);
    }
}

int input_again(void)
{
    struct stat status;
    if (fstat(STDIN_FILENO, &status) != 0 || !S_ISREG(status.st_mode)) {
        return -2;
    }
    const off_t from = used ? start : lseek(STDIN_FILENO, 0, SEEK_CUR);
    const int again = open("/proc/self/fd/0", O_RDONLY | O_CLOEXEC);
    if (again >= 0 && lseek(again, from, SEEK_SET) < 0) {
        close(again);
        return -1;
    }
    return again;
}
