/*
 * A screen of a terminal in memory: rows of cells, each with a character and a style. A frame is
 * drawn here first, so that it is the same on a terminal and on paper.
 */
#ifndef SHOW_SCREEN_H
#define SHOW_SCREEN_H

#include "co/explain/growing_text.h"
#include "run/run.h"

struct screen_cell {
    char bytes[5];       /* a character in UTF-8; "": a space, or the second column of a wide one */
    unsigned char width; /* in columns; 0: the second column of the cell before */
    const char *style;   /* the parameters of an escape sequence, "1;33"; "": plain */
};

struct screen {
    struct screen_cell *cells;
    size_t rows, columns;
    enum symbols symbols; /* how texts of any origin are spelled */
};

/* Make an empty screen. Returns 0 or -ENOMEM. The caller calls screen_free() in both cases. */
int screen_make(struct screen *screen, size_t rows, size_t columns, enum symbols symbols);
void screen_free(struct screen *screen);
void screen_clear(struct screen *screen);
/* Returns whether the screen can show more than ASCII. */
bool screen_is_ascii(const struct screen *screen);
/*
 * Write a text of any origin from this place on, in at most `most` columns and not beyond the right
 * edge; if it is longer, its end is cut, and marked. Control characters, and others that a terminal
 * might obey, are shown by their numbers. Returns the column behind it. `style` is a constant.
 */
size_t screen_write(struct screen *screen, size_t row, size_t column, size_t most,
                    const char *style, const char *text);
/* Write one character of a drawing, as it is. */
void screen_put(struct screen *screen, size_t row, size_t column, const char *style,
                const char *character);
/* Append the text as screen_write() spells it on this screen, for a caller that cuts it. */
void screen_spell(struct text *text, const struct screen *screen, const char *from);
/* The columns that screen_write() would need. */
size_t screen_width(const struct screen *screen, const char *text);
/* Give cells of a row another style. */
void screen_restyle(struct screen *screen, size_t row, size_t column, size_t count,
                    const char *style);
/* The length in bytes of the beginning of the text that fits in so many columns, broken at a space
 * or at the end of a line if there is one. */
size_t screen_fit(const char *text, size_t most);
/* Append the rows as text without styles, in a frame. */
void screen_add_framed(struct text *text, const struct screen *screen);

#endif
