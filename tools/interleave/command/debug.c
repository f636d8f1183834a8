/* debug.c - see debug.h. */
#include "debug.h"

#include "common/fields.h"
#include "interleave/story/story.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_WORDS = 256, SAID = 1000 };

/* Where gdb stops. */
struct fatal_step {
    long event; /* its number in the trace; 0: it isn't known */
    char said[SAID];
    char function[NAME_SIZE];
};

/* The act, or the last one before it that the same thread did itself: who waits for ever does
 * nothing where that shows. */
static int done_by_itself(const struct story *story, int act)
{
    const struct act *all = story->acts.all;
    int at = act;
    while (at >= 0 && (all[at].thread != all[act].thread || all[at].kind == ACT_STUCK)) {
        at--;
    }
    return at;
}

static void read_fatal(const struct story *story, struct fatal_step *step)
{
    struct place place;
    char thread[NAME_SIZE];
    const int fatal = story->cause.fatal;
    const int act = fatal != NO_ACT ? done_by_itself(story, fatal) : NO_ACT;
    if (act == NO_ACT || !story_place(story, act, &place)) {
        return;
    }
    step->event = act_number(&story->acts.all[act], "n");
    snprintf(step->function, sizeof step->function, "%s", place.function);
    snprintf(step->said, sizeof step->said, "%s:%d: here goes on %s, and %s.", place.file,
             place.line, story_thread(story, story->acts.all[act].thread, thread),
             act == fatal ? "with that step it goes wrong" : "then waits for ever");
}

static void find_fatal(const struct explored *replay, const char *program, struct fatal_step *step)
{
    struct story story;
    const char *kind = text_in(replay->result, "failure");
    const struct failure failure = {.kind = kind,
                                    .message = text_in(replay->result, "message"),
                                    .race = explored_found(replay->result, "data race"),
                                    .found = explored_found(replay->result, kind)};
    struct names *names = names_open(
        program, (unsigned long)json_integer_value(json_object_get(replay->result, "base")));
    *step = (struct fatal_step){.event = 0};
    if (names == NULL) {
        return;
    }
    names_learn(names, replay->trace);
    if (kind[0] != '\0' && story_of(replay->trace, &failure, names, true, &story) == 0) {
        read_fatal(&story, step);
        story_release(&story);
    }
    names_close(names);
}

/* What gdb does before its user types: each is one of its commands. */
struct gdb {
    const char *line[MOST_WORDS];
    int count;
};

static void add(struct gdb *gdb, const char *word)
{
    if (gdb->count < MOST_WORDS - 1) {
        gdb->line[gdb->count++] = word;
        gdb->line[gdb->count] = NULL;
    }
}

static void do_first(struct gdb *gdb, const char *command)
{
    add(gdb, "-ex");
    add(gdb, command);
}

int debug(const struct explored *replay, const char *const *program, const char *options)
{
    struct fatal_step step;
    char variable[64], frame[NAME_SIZE + 20], said[SAID + 20];
    char *all;
    find_fatal(replay, program[0], &step);
    snprintf(variable, sizeof variable, ";debug=1;stop=%ld", step.event);
    snprintf(frame, sizeof frame, "frame function %s", step.function);
    snprintf(said, sizeof said, "echo \\n%s\\n", step.said);
    if (asprintf(&all, "%s%s", options, variable) < 0) {
        return 3;
    }
    setenv("INTERLEAVE", all, 1);
    free(all);
    struct gdb gdb = {.count = 0};
    add(&gdb, "gdb");
    add(&gdb, "-q");
    do_first(&gdb, "set pagination off");
    do_first(&gdb, "handle SIGVTALRM nostop noprint pass");
    if (step.event != 0) {
        do_first(&gdb, "break interleave_stop_here");
        do_first(&gdb, "run");
        do_first(&gdb, frame);
        do_first(&gdb, said);
        do_first(&gdb, "info locals");
        do_first(&gdb, "echo Next: backtrace, up, print NAME, next (over this line), continue.\\n");
    } else {
        do_first(&gdb, "echo Nothing says where it goes wrong. Next: break LINE, then run.\\n");
    }
    add(&gdb, "--args");
    for (int i = 0; program[i] != NULL; i++) {
        add(&gdb, program[i]);
    }
    fflush(stdout);
    execvp(gdb.line[0], (char *const *)gdb.line);
    fprintf(stderr, "interleave: gdb: %s; try: apt-get install gdb\n", strerror(errno));
    return 3;
}
