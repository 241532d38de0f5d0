/* Text that takes a known number of columns on every terminal. */
#ifndef SHOW_COLUMNS_H
#define SHOW_COLUMNS_H

#include "run/text.h"

/* The width of a character of which terminals agree: 1 or 2 columns. 0: they disagree, or they do
 * not print the character. */
int columns_of_character(uint32_t code_point);
/* Append text of any origin. A character without a known width becomes \uNNNN, and a byte that is
 * not UTF-8 becomes \xNN. */
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
/* Append so many spaces. */
void columns_add_space(struct text *text, size_t columns);

#endif
