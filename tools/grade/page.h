/*
 * page.h - class.html: a whole class on one page, in one file that needs no network.
 *
 * Exercises × students, to be sorted and filtered; what came out of each grading so far; which
 * wrong fixes how many made, with a schedule of each as a slide; submissions that are alike. Each
 * cell opens its evidence. What the page looks like and does stands in the folder page beside this
 * file, and what it is made of in page/document.h.
 */
#ifndef GRADE_PAGE_H
#define GRADE_PAGE_H

#include "grade/show.h"

struct page;

/* Begins a page of that class, whose results stand in the folder. Never NULL. The folder's name
 * must live as long. */
struct page *page_begin(const struct class *class, const char *folder);

/* Adds a student: each of the class, in their order. */
void page_student(struct page *page, const struct class *class, const struct student *student,
                  const struct grading *gradings);

/*
 * Writes class.html, and what it knows of earlier gradings (history.h), into the folder of results.
 * Releases the page. Returns 0 or an error number.
 */
int page_end(struct page *page, const struct class *class);

#endif
