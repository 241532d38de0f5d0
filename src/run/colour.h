/* Colours of a terminal's own palette, which its owner has chosen to be legible. */
#ifndef RUN_COLOUR_H
#define RUN_COLOUR_H

#include "co/explain/growing_text.h"

/* What ends each colour; and what the head of a deadlock report, a heading and a mark such
 * as [1] begin with. */
#define COLOUR_PLAIN "\033[m"
#define COLOUR_ALARM "\033[1;31m"
#define COLOUR_BOLD "\033[1m"
#define COLOUR_MARK "\033[1;36m"

/* Append a line of the log. What identifies its task has the task's colour: the task's name where
 * it stands in the line, or else the stamp, the first `stamp` bytes. `task` counts the tasks that
 * have logged a line, from 1; 0 stands for main, which has no colour. Without the colours, the text
 * is the same to the byte. */
void colour_add_line(struct text *text, const char *line, size_t stamp, const char *name,
                     uint32_t task);

#endif
