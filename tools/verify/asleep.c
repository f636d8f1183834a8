/* asleep.c - see asleep.h. */
#include "verify/asleep.h"

#include "interleave/trace/names.h"

#include <stdlib.h>
#include <string.h>

/* "50 us", "1.5 ms": as long as the program itself said. */
static const char *time_in_words(long nanoseconds, char text[static 32])
{
    static const struct {
        const char *unit;
        double nanoseconds;
    } units[] = {{"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1}};
    size_t i = 0;
    while ((double)nanoseconds < units[i].nanoseconds && units[i].nanoseconds > 1) {
        i++;
    }
    snprintf(text, 32, "%.4g %s", (double)nanoseconds / units[i].nanoseconds, units[i].unit);
    return text;
}

static unsigned long address_in(const json_t *object, const char *key)
{
    return (unsigned long)json_integer_value(json_object_get(object, key));
}

struct asleep asleep_in(const json_t *explored)
{
    const json_t *sleep = json_object_get(explored, "sleep");
    return (struct asleep){.lock = address_in(sleep, "lock"),
                           .at = address_in(sleep, "at"),
                           .base = address_in(explored, "base"),
                           .nanoseconds =
                               (long)json_integer_value(json_object_get(sleep, "nanoseconds"))};
}

void asleep_remark(const struct subject *subject, const struct asleep *asleep,
                   struct finding *finding)
{
    char name[NAME_SIZE], place[NAME_SIZE], time[32];
    if (finding->status != PASSED || asleep->lock == 0 ||
        !json_is_true(json_object_get(subject->contract, "sleeps_need_no_lock"))) {
        return;
    }
    char *summary = strdup(finding->summary);
    struct names *names = names_open(subject->built.explored, asleep->base);
    json_t *event = json_pack("{s:s, s:I, s:I}", "do", "lock", "object", (json_int_t)asleep->lock,
                              "pc", (json_int_t)asleep->at);
    if (names != NULL && event != NULL && summary != NULL) {
        finding_set(
            finding, PASSED, NULL,
            "%s; remark: at %s a thread sleeps for %s while it holds %s, and a thread that wants "
            "it waits as long",
            summary, names_short_place(names, asleep->at, place),
            time_in_words(asleep->nanoseconds, time), names_object(names, event, name));
    }
    json_decref(event);
    names_close(names);
    free(summary);
}
