/* Where a remark stands: beside its line or below it, in as many lines as it needs. */
#ifndef SHOW_WHY_LAYOUT_H
#define SHOW_WHY_LAYOUT_H

#include "co/explain/growing_text.h"

enum {
    WHY_REMARK_LEAST = 48, /* beside a line, a remark has at least so many columns */
    WHY_INDENT = 10,       /* of a remark below its line, if remarks have no column */
    WHY_GAP = 2,           /* between a line and its remark */
};

struct why_layout {
    size_t width;  /* of the terminal, in columns; 0: there is none */
    size_t column; /* of the remarks, from 0; 0: each remark stands below its line */
    bool moves;    /* use CSI n G */
    bool color;    /* remarks are dim */
};

/* The columns that most terminals use for a line, which may have colours. Terminals do not agree
 * on each emoji. */
size_t why_columns(const char *line);
/* Add the line, without a newline at its end, its remark with the arrow, and a newline. */
void why_lay(struct text *text, const struct why_layout *layout, const char *line,
             const char *remark);

#endif
