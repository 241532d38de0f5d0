/*
 * References: marks such as [1], by which the commentary of a demo points to lines of its source.
 * There a mark begins the comment behind a line, in C or in Python. A view shows it in the margin.
 */
#ifndef SHOW_REFERENCE_H
#define SHOW_REFERENCE_H

#include "co/explain/growing_text.h"

/* The length of a mark at the begin of the text; 0: there is none. */
size_t reference_length(const char *begin, const char *end);

/* A line of a source. */
struct reference {
    int number;           /* of its mark; 0: it has none */
    const char *code_end; /* the code without blanks at its end, and without the mark's comment */
    const char *rest, *rest_end; /* what the comment says besides the mark; empty: nothing */
    const char *open, *close;    /* how a comment begins and ends */
};

/* Read a line. Without a mark, the code is all of it. The texts are parts of the line. */
struct reference reference_read(const char *begin, const char *end);
/* Append the line without its mark. A comment that stands far behind its code comes near. */
void reference_write(struct text *text, const char *begin, const struct reference *line);

#endif
