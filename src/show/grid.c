#include "show/grid.h"

#include "show/columns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 9 }; /* that a digit tells */

int grid_make(struct grid *grid, size_t rows, size_t columns)
{
    *grid = (struct grid){ calloc(rows * columns + 1, sizeof *grid->cells), rows, columns };
    return grid->cells ? 0 : -ENOMEM;
}

void grid_free(struct grid *grid)
{
    free(grid->cells);
    *grid = (struct grid){ 0 };
}

static struct cell *cell_at(const struct grid *grid, size_t row, size_t column)
{
    return row < grid->rows && column < grid->columns ? &grid->cells[row * grid->columns + column]
                                                      : NULL;
}

enum mark grid_mark(const struct grid *grid, size_t row, size_t column)
{
    const struct cell *cell = cell_at(grid, row, column);

    return cell ? (enum mark)cell->mark : MARK_NOTHING;
}

void grid_put(struct grid *grid, size_t row, size_t column, enum mark mark)
{
    grid_put_level(grid, row, column, mark, 0);
}

void grid_put_level(struct grid *grid, size_t row, size_t column, enum mark mark, size_t level)
{
    struct cell *cell = cell_at(grid, row, column);

    if (cell)
        *cell = (struct cell){ .mark = (unsigned char)mark, .level = (unsigned char)level };
}

void grid_fill(struct grid *grid, size_t row, size_t begin, size_t end, enum mark mark)
{
    for (size_t column = begin; column < end; column++)
        grid_put(grid, row, column, mark);
}

void grid_add_lines(struct grid *grid, size_t row, size_t column, size_t lines)
{
    const struct cell *cell = cell_at(grid, row, column);

    if (!cell)
        return;
    lines += cell->mark == MARK_LINE ? 1 : cell->mark == MARK_LINES ? cell->level : 0;
    if (cell->mark == MARK_MANY || lines > LINES_MAX)
        grid_put(grid, row, column, MARK_MANY);
    else
        grid_put_level(grid, row, column, lines == 1 ? MARK_LINE : MARK_LINES, lines);
}

void grid_write(struct grid *grid, size_t row, size_t column, const char *text)
{
    for (size_t length; *text; text += length) {
        int columns = columns_next(text, &length);
        struct cell *cell = cell_at(grid, row, column);

        if (!cell || column + (size_t)columns > grid->columns)
            return;
        *cell = (struct cell){ .mark = MARK_LETTER };
        memcpy(cell->letter, text, length);
        if (columns > 1)
            grid_put(grid, row, column + 1, MARK_BESIDE);
        column += (size_t)columns;
    }
}

static uint32_t code_point_of(const struct cell *cell)
{
    size_t length = text_character_length(cell->letter, strnlen(cell->letter, sizeof cell->letter));

    return length ? text_code_point(cell->letter, length) : 0;
}

void grid_add_row(struct text *text, const struct grid *grid, size_t row, bool ascii, bool color)
{
    const char *now = "";
    bool goes_left = false;

    for (size_t i = 0; i < grid->columns; i++) {
        const struct cell *cell = cell_at(grid, row, i);
        const char *wanted = color ? mark_color((enum mark)cell->mark) : "";

        /* See columns_print(). */
        if (goes_left && cell->mark != MARK_LETTER && cell->mark != MARK_BESIDE) {
            text_add(text, COLUMNS_MARK);
            goes_left = false;
        }
        if (strcmp(wanted, now) != 0)
            text_add(text, "\033[0%s%sm", *wanted ? ";" : "", wanted);
        now = wanted;
        if (cell->mark == MARK_LETTER) {
            text_add(text, "%.4s", cell->letter);
            goes_left |= columns_goes_left(code_point_of(cell));
        } else {
            text_add(text, "%s", mark_text((enum mark)cell->mark, cell->level, ascii));
        }
    }
    text_add(text, "%s%s", goes_left ? COLUMNS_MARK : "", *now ? "\033[0m" : "");
}
