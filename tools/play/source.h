/*
 * source.h - the lines of the program's source files, read once.
 */
#ifndef SOURCE_H
#define SOURCE_H

enum { MOST_SOURCES = 32 };

struct source {
    char *path;
    char **lines; /* the first is line 1's; NULL: the file can't be read */
    int count;
};

struct sources {
    struct source files[MOST_SOURCES];
    int count;
};

/*
 * Line `number`, from 1, of the file, without its end and with blanks for tabs; NULL if there is no
 * such line, or the file can't be read here. The text is the sources'.
 */
const char *sources_line(struct sources *sources, const char *path, int number);

void sources_release(struct sources *sources);

#endif
