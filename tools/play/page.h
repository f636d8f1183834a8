/*
 * page.h - the game as a page: one file, which needs no network and no explorer.
 */
#ifndef PAGE_H
#define PAGE_H

#include "model.h"
#include "source.h"

struct page {
    const char *title; /* what is played */
    const char *how;   /* how to play the same in a terminal: "make play EX=1" */
};

/*
 * Writes the game of the model, which has not begun yet, to the file: in its place once it is
 * whole. The page has every state that the program can come to; or, where these are too many, all
 * to which a few preemptions lead, and says so. Returns NULL, or why there is no
 * page (one sentence, static). The model stands somewhere else then.
 */
const char *page_write(const struct page *page, struct model *model, struct sources *sources,
                       const char *path);

#endif
