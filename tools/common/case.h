/*
 * case.h - a case of a program: its arguments as one text, "2,1", as --smaller= and CASE= have
 * them.
 */
#ifndef CASE_H
#define CASE_H

/* How many words a case has at most, the program among them; and how many cases are tried. */
enum { CASE_WORDS = 32, MOST_CASES = 32 };

/*
 * Writes the program and the arguments that the text has, which is changed, and NULL behind them.
 * The words last as long as the text. What is empty is no argument; beyond CASE_WORDS none is read.
 */
void case_words(const char *program, char *text, const char *words[static CASE_WORDS + 1]);

#endif
