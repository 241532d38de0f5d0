/* Text that takes a known number of columns on every terminal. Letters that are written from right
 * to left, such as those of Arabic, keep the order in which they are read. A terminal may then
 * reorder what stands beside them, so text with them is printed between two marks: see
 * columns_print(). */
#ifndef SHOW_COLUMNS_H
#define SHOW_COLUMNS_H

#include "co/explain/growing_text.h"

/* The width of a character of which terminals agree: 1 or 2 columns. 0: they disagree, or they do
 * not print the character. */
int columns_of_character(uint32_t code_point);
/* Returns whether it is a letter or a sign that is written from right to left. */
bool columns_goes_left(uint32_t code_point);
/* Append text of any origin. A character without a known width becomes \uNNNN, and a byte that is
 * not UTF-8 becomes \xNN. The vowel signs of Arabic and Hebrew are left out. */
void columns_add(struct text *text, const char *bytes);
/* The columns of a text that columns_add() made, and those of its first character, whose length in
 * bytes is set. */
size_t columns_count(const char *text);
int columns_next(const char *text, size_t *length);
/* Append such a text. If it needs more than `most` columns, what is left out is marked with "~": at
 * the end, or before the last part of the text, which tells a task from its like. An
 * escape is left out as a whole. */
void columns_add_cut(struct text *text, const char *from, size_t most);
void columns_add_label(struct text *text, const char *from, size_t most);
/* Append such a text in lines of at most `most` columns, each with a newline. */
void columns_add_wrapped(struct text *text, const char *from, size_t most);
/* Append such a text as the last step before it is printed. Left-to-right marks stand around it if
 * it has a letter that is written from right to left; they take no column. */
void columns_print(struct text *text, const char *from);
/* What columns_print() puts around such text. */
#define COLUMNS_MARK "\xe2\x80\x8e"
/* Append so many spaces. */
void columns_add_space(struct text *text, size_t columns);

#endif
