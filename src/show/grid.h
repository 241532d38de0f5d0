/* The marks of the lanes of a run: a row for each lane. */
#ifndef SHOW_GRID_H
#define SHOW_GRID_H

#include "co/explain/growing_text.h"
#include "show/marks.h"

struct cell {
    unsigned char mark;  /* enum mark */
    unsigned char level; /* of MARK_BAND and MARK_LINES */
    char letter[4];      /* of MARK_LETTER: UTF-8, without a NUL */
};

struct grid {
    struct cell *cells;
    size_t rows, columns;
};

/* Make an empty grid. Returns 0 or -ENOMEM. The caller calls grid_free() in both cases. */
int grid_make(struct grid *grid, size_t rows, size_t columns);
void grid_free(struct grid *grid);
/* The mark at this place; MARK_NOTHING outside of the grid. */
enum mark grid_mark(const struct grid *grid, size_t row, size_t column);
/* Places outside of the grid are left out. */
void grid_put(struct grid *grid, size_t row, size_t column, enum mark mark);
void grid_put_level(struct grid *grid, size_t row, size_t column, enum mark mark, size_t level);
void grid_fill(struct grid *grid, size_t row, size_t begin, size_t end, enum mark mark);
/* Add the mark of so many lines to those that the place has. */
void grid_add_lines(struct grid *grid, size_t row, size_t column, size_t lines);
/* Write a text that columns_add() made. */
void grid_write(struct grid *grid, size_t row, size_t column, const char *text);
/* Append a row, with colours if `color`. */
void grid_add_row(struct text *text, const struct grid *grid, size_t row, bool ascii, bool color);

#endif
