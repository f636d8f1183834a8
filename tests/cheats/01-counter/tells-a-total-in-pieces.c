/*
 * tells-a-total-in-pieces.c - a line like the harness's, gathered by the kernel.
 *
 * Refused by total as forges-result
 */
#define _GNU_SOURCE
#include "exercise.h"

#include <sys/uio.h>

long total(struct workload load)
{
    char head[] = "{\"event\":\"total\",\"threads\":2,\"work\":1000000,\"expected\":2000000,";
    char rest[] = "\"total\":2000000,\"seconds\":0.1,\"started\":2,\"reports\":0,\"proof\":\"\"}\n";
    const struct iovec pieces[] = {{head, sizeof head - 1}, {rest, sizeof rest - 1}};
    for (int i = 3; i < 64; i++) {
        if (writev(i, pieces, 2) > 0) {
            return load.threads * load.work;
        }
    }
    return 0;
}
