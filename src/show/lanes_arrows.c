/* Arrows: which task let another one go on. */
#include "show/lanes_internal.h"

enum { TIE_COLUMNS = 6 }; /* further away, a tie to a mark would be taken for a part of the lane */

/* The line of an arrow meets what the lane shows, in one of the four forms of enum mark. */
static enum mark met(enum mark line, enum mark lane)
{
    if (lane == MARK_HOLD)
        return line + 2;
    if (lane == MARK_THREAD)
        return line + 3;
    return line + (lane == MARK_SLEEP);
}

/* Where the giver goes on with work of its own, the arrow branches off; else it is a corner. */
static enum mark given(enum mark line, enum mark lane)
{
    bool waits = lane == MARK_NOTHING || lane == MARK_JOIN || lane == MARK_JOIN_SPACE ||
                 lane == MARK_WAIT || lane == MARK_OUTSIDE;

    return waits || met(line, lane) != line ? met(line, lane) : line + 1;
}

void lanes_draw_arrow(struct grid *grid, const struct axis_step *step)
{
    size_t x = (size_t)step->baton_x, row = step->group, giver = step->giver;
    bool down = giver < row;
    enum mark lane = grid_mark(grid, giver, x);

    grid_put(grid, giver, x, given(down ? MARK_GIVE_DOWN : MARK_GIVE_UP, lane));
    for (size_t i = (down ? giver : row) + 1; i < (down ? row : giver); i++)
        grid_put(grid, i, x, met(MARK_PASS, grid_mark(grid, i, x)));
    grid_put(grid, row, x, down ? MARK_DOWN : MARK_UP);
}

static bool is_empty(enum mark mark)
{
    return mark == MARK_NOTHING || mark == MARK_JOIN || mark == MARK_JOIN_SPACE;
}

static bool is_corner(enum mark mark)
{
    return mark == MARK_GIVE_DOWN || mark == MARK_GIVE_UP;
}

/* Another arrow of the same lane begins behind this corner, with nothing between. */
static bool goes_on(const struct grid *grid, size_t row, size_t corner)
{
    size_t x = corner + 1;

    while (x < grid->columns && x - corner <= TIE_COLUMNS && is_empty(grid_mark(grid, row, x)))
        x++;
    return is_corner(grid_mark(grid, row, x));
}

/* A task that has ended shows nothing behind its mark, where its arrows begin. Other arrows may
 * pass between. */
static void tie_arrow(struct grid *grid, size_t row, size_t corner)
{
    size_t left = corner;
    enum mark mark = MARK_NOTHING;

    for (; left > 0 && corner - left <= TIE_COLUMNS; left--) {
        mark = grid_mark(grid, row, left - 1);
        if (!is_empty(mark) && mark != MARK_PASS && mark != MARK_BRIDGE)
            break;
    }
    if (left == 0 || corner - left > TIE_COLUMNS)
        return;
    for (size_t x = left; x < corner; x++)
        if (grid_mark(grid, row, x) != MARK_PASS)
            grid_put(grid, row, x, MARK_BRIDGE);
}

void lanes_tie_arrows(struct grid *grid)
{
    for (size_t row = 0; row < grid->rows; row++)
        for (size_t x = 0; x < grid->columns; x++) {
            enum mark mark = grid_mark(grid, row, x);

            if (!is_corner(mark))
                continue;
            tie_arrow(grid, row, x);
            if (goes_on(grid, row, x))
                grid_put(grid, row, x, mark + 1);
        }
}
