/* stepping.c - see stepping.h. */
#include "stepping.h"

#include <errno.h>
#include <stdio.h>

struct stepping *stepping_open(const char *const *program, const struct stepping_options *options,
                               char error[static TEXT_SIZE])
{
    (void)options;
    snprintf(error, TEXT_SIZE, "%s: steps are not there yet", program[0]);
    return NULL;
}

void stepping_close(struct stepping *session)
{
    (void)session;
}

const struct stepping_state *stepping_state(const struct stepping *session)
{
    (void)session;
    return NULL;
}

int stepping_step(struct stepping *session, int thread)
{
    (void)session;
    (void)thread;
    return ECHILD;
}

int stepping_choose(struct stepping *session, int choice)
{
    (void)session;
    (void)choice;
    return ECHILD;
}

int stepping_go_to(struct stepping *session, int position)
{
    (void)session;
    (void)position;
    return ECHILD;
}

int stepping_back(struct stepping *session)
{
    (void)session;
    return ECHILD;
}

int stepping_forward(struct stepping *session)
{
    (void)session;
    return ECHILD;
}

int stepping_follow(struct stepping *session, const char *schedule)
{
    (void)session;
    (void)schedule;
    return ECHILD;
}

int stepping_finish(struct stepping *session, double seconds, struct stepping_finish *finish)
{
    (void)session;
    (void)seconds;
    *finish = (struct stepping_finish){.verdict = STEPPING_BOUNDED};
    return ECHILD;
}

bool stepping_value(struct stepping *session, const char *name, char value[static NAME_SIZE])
{
    (void)session;
    (void)name;
    value[0] = '\0';
    return false;
}
