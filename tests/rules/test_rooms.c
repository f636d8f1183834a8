/*
 * test_rooms.c - each folder of tools is a room with one purpose: a source includes from its own
 * folder and from those that the table below lets it see, and of a room that is a tool itself only
 * the headers that are meant for others. The explorer's library has a table of its own
 * (tests/interleave/test_layers.c).
 *
 * This process runs in the project's top folder.
 */
#include <criterion/criterion.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LINE = 1024, NAME = 128 };

/* A folder, the rooms that it sees beside itself, and the headers that others may include: "" if
 * nobody may, "*" if all of them are for others. */
static const struct room {
    const char *folder, *sees, *open;
} rooms[] = {
    {"common", "", "*"},
    {"page", "", "*"},
    {"debug-info", "", "*"},
    {"compiler", "", "*"},
    {"kit", "common", "*"},
    {"run", "common", "run.h events.h sandbox.h watch.h"},
    {"sandbox", "run", ""},
    {"coach", "common kit", ""},
    {"watch", "common kit run", ""},
    {"bench", "common page run", ""},
    {"course", "", ""},
    {"grade", "common kit page run", ""},
    {"tsan-report", "common run debug-info compiler", "report.h watched.h"},
    {"interleave", "", "*"},
    {"interleave/bench", "common interleave", ""},
    {"interleave/trace", "common debug-info run", "names.h timeline.h explored.h contents.h"},
    {"interleave/story", "common debug-info interleave/trace", "story.h cause.h table.h reduced.h"},
    {"interleave/stepping", "common interleave/trace interleave/story", "stepping.h"},
    {"interleave/command",
     "common run page debug-info compiler interleave interleave/trace interleave/story "
     "interleave/stepping",
     ""},
    {"verify", "common kit run compiler tsan-report interleave/trace interleave/story", ""},
    {"play", "common kit page interleave/stepping", ""},
};

/* Is the name one of the words, which stand between single blanks? */
static bool is_among(const char *words, const char *name)
{
    const size_t length = strlen(name);
    for (const char *at = words; (at = strstr(at, name)) != NULL; at += length) {
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

static const struct room *room_named(const char *folder)
{
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        if (strcmp(rooms[i].folder, folder) == 0) {
            return &rooms[i];
        }
    }
    return NULL;
}

/* Parts "interleave/trace/names.h" into "interleave/trace" and "names.h". */
static const char *part(const char *path, char folder[static NAME])
{
    const char *slash = strrchr(path, '/');
    snprintf(folder, NAME, "%.*s", (int)(slash - path), path);
    return slash + 1;
}

/* May a source in that room include this? What is in no folder is its own, or the version. */
static bool may_include(const struct room *from, const char *included)
{
    char folder[NAME];
    if (strchr(included, '/') == NULL) {
        return true;
    }
    const char *header = part(included, folder);
    const struct room *to = room_named(folder);
    return to == from || (to != NULL && is_among(from->sees, folder) &&
                          (strcmp(to->open, "*") == 0 || is_among(to->open, header)));
}

/* Reads #include "…" from a line. */
static bool is_include(const char *line, char included[static NAME])
{
    return sscanf(line, " # include \"%127[^\"]\"", included) == 1;
}

/* Counts the includes of a file that lead where they may not, and tells each. */
static int wrong_includes(const char *path)
{
    char folder[NAME], line[LINE], included[NAME];
    int count = 0;
    part(path + strlen("tools/"), folder);
    const struct room *from = room_named(folder);
    cr_assert_not_null(from, "%s: tools/%s is a room that isn't in the table", path, folder);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    while (fgets(line, sizeof line, file) != NULL) {
        if (is_include(line, included) && !may_include(from, included)) {
            fprintf(stderr, "%s includes %s: %s doesn't see it\n", path, included, folder);
            count++;
        }
    }
    fclose(file);
    return count;
}

Test(rooms, a_tool_includes_only_what_it_may_see)
{
    static const char *const patterns[] = {"tools/*/*.[ch]", "tools/interleave/*/*.[ch]"};
    size_t files = 0;
    for (size_t p = 0; p < sizeof patterns / sizeof *patterns; p++) {
        glob_t found;
        cr_assert_eq(glob(patterns[p], 0, NULL, &found), 0);
        for (size_t i = 0; i < found.gl_pathc; i++) {
            if (strstr(found.gl_pathv[i], "interleave/lib/") == NULL) {
                cr_expect_eq(wrong_includes(found.gl_pathv[i]), 0);
                files++;
            }
        }
        globfree(&found);
    }
    cr_assert_gt(files, 200);
}

/* A room sees only rooms that stand before it, so that no two can see each other. */
Test(rooms, no_two_rooms_see_each_other)
{
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        for (size_t j = i; j < sizeof rooms / sizeof *rooms; j++) {
            cr_expect(!is_among(rooms[i].sees, rooms[j].folder), "%s sees %s, which comes later",
                      rooms[i].folder, rooms[j].folder);
        }
    }
}

Test(rooms, an_include_of_another_tools_inside_is_seen)
{
    char included[NAME];
    const struct room *watch = room_named("watch"), *verify = room_named("verify");
    cr_assert(is_include("#include \"coach/text.h\"\n", included));
    cr_expect(!may_include(watch, included));
    cr_expect(!may_include(watch, "run/denied.h"));
    cr_expect(!may_include(verify, "interleave/command/show.h"));
    cr_expect(!may_include(room_named("common"), "kit/exercises.h"));
    cr_expect(may_include(watch, "run/watch.h"));
    cr_expect(may_include(watch, "watch/desk.h"));
    cr_expect(may_include(verify, "tsan-report/report.h"));
    cr_expect(may_include(verify, "version.h"));
    cr_expect(!is_include("#include <stdio.h>\n", included));
}
