/*
 * built.h - the manifest: what make built of one source, and where it is.
 *
 * make writes it (tools/build/exercise.mk), in the folder in which it builds: a line NAME=VALUE for
 * each file, with paths from the kit's top. A file stands in it whether it could be built or not.
 * No program knows the names of these files otherwise.
 *
 *     exercise=01-counter
 *     source=exercises/01-counter/counter.c      what was built
 *     copy=build/01-counter/source               as it was then
 *     plain.program=build/01-counter/plain       natively; tsan.* is the same under TSan
 *     plain.object=build/01-counter/plain.o
 *     plain.said=build/01-counter/plain.said     all that the compiler printed, the code with it
 *     plain.log=build/01-counter/plain.log       what it printed for a person
 *     plain.link_log=build/01-counter/plain-link.log
 *     plain.read=build/01-counter/plain.d        the files that the compiler read
 *     explored.program=build/01-counter/explored
 *     contract.program=build/01-counter/contract tells what a total must be
 *     contract.told=build/01-counter/contract.json
 *     result=build/01-counter/result.json        what verify writes
 *     untold=build/grading/x/                    what no result names: a folder of one run alone;
 *                                                left out where there is none
 */
#ifndef BUILT_H
#define BUILT_H

/* What one build of the source left. */
struct build_of_it {
    char *program, *object, *said, *log, *link_log, *read;
};

/* Each is NULL if the manifest has no such line. */
struct built {
    char *exercise, *source, *copy;
    struct build_of_it plain, tsan;
    char *explored;
    char *contract;      /* the program */
    char *contract_json; /* what it told */
    char *result;
    char *untold;
};

/*
 * Reads the manifest. Returns 0, and *built is the caller's to release; or the error number with
 * which it can't be read. Lines that nobody asks for are passed over.
 */
int built_read(const char *path, struct built *built);

/* The name of a line that a manifest must have and that this one hasn't; NULL if it is whole. */
const char *built_lacks(const struct built *built);

void built_release(struct built *built);

#endif
