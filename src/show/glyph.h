/* How many columns a terminal takes for a character of a log or of a source, emoji too. */
#ifndef SHOW_GLYPH_H
#define SHOW_GLYPH_H

#include <stdint.h>

enum {
    GLYPH_UNKNOWN = -1, /* a terminal may obey it, or reorder the line: show its number instead */
    GLYPH_LEFT_OUT = 0, /* it only changes the look of the character before */
};

/* 1 or 2 columns, or one of the above. Terminals dispute the width of some emoji: so a reader may
 * not depend on what stands behind them. */
int glyph_columns(uint32_t code_point);

#endif
