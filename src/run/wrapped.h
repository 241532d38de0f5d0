/* Lines that fit on a terminal, which by itself breaks a long line within a word. */
#ifndef RUN_WRAPPED_H
#define RUN_WRAPPED_H

#include "co/explain/growing_text.h"

/* Append the lines. A line of more than `columns` characters goes on in the next one, which is
 * indented further. `columns` 0, or too few for such lines: they stay as they are. */
void wrapped_add(struct text *text, const char *lines, size_t columns);

#endif
