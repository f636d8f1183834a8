/*
 * moved.c - stands in place of an explored program that is loaded elsewhere in each run, as where
 * the system lets nobody keep addresses the same. Explored, it was loaded at one place; replayed,
 * at another, from where it tells one step.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char __executable_start;

int main(void)
{
    const unsigned long in_main = (unsigned long)((uintptr_t)main - (uintptr_t)&__executable_start);
    const char *options = getenv("INTERLEAVE"), *events = getenv("RACETRACK_EVENTS");
    if (options == NULL || events == NULL) {
        return 2;
    }
    const int to = atoi(events);
    const int replayed = strncmp(options, "mode=replay", strlen("mode=replay")) == 0;
    const unsigned long base = replayed ? 0x20000000 : 0x10000000;
    if (replayed) {
        dprintf(to, "{\"n\":1,\"thread\":\"A\",\"do\":\"pthread_mutex_lock\",\"pc\":%lu}\n",
                base + in_main + 2);
    }
    dprintf(to,
            "{\"event\":\"explored\",\"proof\":\"%s\",\"verdict\":\"failed\",\"message\":\"\","
            "\"failure\":\"deadlock\",\"schedule\":\"M1\",\"executions\":1,\"base\":%lu}\n",
            getenv("RACETRACK_PROOF"), base);
    return 0;
}
