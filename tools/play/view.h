/*
 * view.h - what the player sees: the model, drawn on a canvas of any size.
 *
 *     title                                         how far the game is
 *     a column for each thread: what it does next, and where in the source
 *     variables, locks                              the steps, with where the game stands
 *     a message
 *     the keys
 */
#ifndef VIEW_H
#define VIEW_H

#include "canvas.h"
#include "model.h"
#include "source.h"

struct view {
    const char *title;       /* what is played: "01-counter 2 1" */
    struct sources *sources; /* of the program */
    const char *busy;        /* said in place of the message, while something is awaited; or NULL */
    bool help;               /* the help, in place of the threads */
    bool unicode;
};

void view_draw(const struct view *view, const struct model *model, struct canvas *canvas);

/* A text in the middle of the canvas, with a title above it: before the game, or a question. */
void view_text(const char *title, const char *text, struct canvas *canvas);

#endif
