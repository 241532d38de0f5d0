/* The colours of pictures for a page, each for light and for dark pages. */
#ifndef SHOW_PALETTE_H
#define SHOW_PALETTE_H

#include "co/explain/growing_text.h"

/* What a colour stands for: "own", "hold", "bad" and so on; and its two values, as "#rrggbb". */
struct color {
    char role[12], light[8], dark[8];
};

/* Ends with a role that is "". */
extern const struct color palette[];

/*
 * Append a style sheet, in which "$own" and the like stand for colours. The light colours come
 * first, then the dark ones, for screens whose user prefers dark. `sheet` has nothing but rules
 * with colours. There are no CSS variables, since programs other than browsers do not know them.
 */
void palette_add_sheet(struct text *text, const char *sheet);

/* Append the colours as CSS variables, "--own" and so on, for browsers. On paper they are light. */
void palette_add_variables(struct text *text);
/* Append a style sheet of the same kind, whose colours are these variables, for elements within the
 * scope, a selector. The sheet has no braces within braces. */
void palette_add_scoped(struct text *text, const char *sheet, const char *scope);

#endif
