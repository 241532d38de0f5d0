/* What holds for the lanes of every run. */
#ifndef TESTS_SHOW_LANES_RULES_H
#define TESTS_SHOW_LANES_RULES_H

#include "show/columns.h"
#include "show/lanes_internal.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

static inline bool is_line_mark(enum mark mark)
{
    return mark == MARK_LINE || mark == MARK_LINES || mark == MARK_MANY;
}

/* Each line of the log has its mark, and no mark stands for a line that is not there. */
static inline void check_lines(const struct lanes *lanes, size_t run)
{
    const struct lanes_run *drawn = &lanes->runs[run];
    size_t marked = 0, shown = 0;
    bool many = false;

    for (size_t i = 0; i < lanes->axis.step_count; i++) {
        const struct axis_step *step = &lanes->axis.steps[i];
        const struct group *group = &drawn->groups.groups[step->group];

        if (step->run != run || !step->line_count)
            continue;
        marked += step->line_count * (group->band ? 1 : group->count);
        ASSERT_TRUE(is_line_mark(grid_mark(&drawn->grid, step->group, (size_t)step->x)));
    }
    for (size_t i = 0; i < drawn->grid.rows * drawn->grid.columns; i++) {
        const struct cell *cell = &drawn->grid.cells[i];

        many |= cell->mark == MARK_MANY;
        shown += cell->mark == MARK_LINE ? 1 : cell->mark == MARK_LINES ? cell->level : 0;
    }
    ASSERT_EQ(marked, drawn->life.line_count);
    if (!many)
        ASSERT_EQ(shown, drawn->life.line_count);
}

static inline void check_arrows(const struct lanes *lanes, size_t run)
{
    const struct grid *grid = &lanes->runs[run].grid;
    size_t heads = 0, arrows = 0;

    for (size_t i = 0; i < lanes->axis.step_count; i++) {
        const struct axis_step *step = &lanes->axis.steps[i];
        enum mark head = grid_mark(grid, step->group, (size_t)step->baton_x);
        enum mark begin = grid_mark(grid, step->giver, (size_t)step->baton_x);
        bool down = step->giver < step->group;

        if (lanes->axis.stage != AXIS_STEPS || step->run != run || !step->baton)
            continue;
        arrows++;
        ASSERT_EQ(head, down ? MARK_DOWN : MARK_UP);
        ASSERT_TRUE(begin >= (down ? MARK_GIVE_DOWN : MARK_GIVE_UP) &&
                    begin < (down ? MARK_GIVE_UP : MARK_PASS));
    }
    for (size_t i = 0; i < grid->rows * grid->columns; i++)
        heads += grid->cells[i].mark == MARK_DOWN || grid->cells[i].mark == MARK_UP;
    ASSERT_EQ(heads, arrows);
}

/* No line is wider than the picture, in columns. Texts of the test take one column a character. */
static inline void check_width(const struct lanes *lanes, const char *text)
{
    int column = 0;

    for (; *text; text++) {
        column = *text == '\n' ? 0
                               : column + ((*text & 0xc0) != 0x80) -
                                     (strncmp(text, COLUMNS_MARK, sizeof COLUMNS_MARK - 1) == 0);
        ASSERT_TRUE(column <= lanes->options.width);
        ASSERT_TRUE(!lanes->options.ascii || *text > 0);
        ASSERT_TRUE(*text == '\n' || (unsigned char)*text >= ' ');
    }
}

static inline void check_lanes(const struct stream *const *streams, size_t count, int width,
                               bool ascii)
{
    static const char *const titles[] = { "one", "other" };
    struct show_options options = { .width = width, .ascii = ascii, .at = -1 };
    struct lanes lanes;
    char *picture = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&picture, &size);

    ASSERT_TRUE(file != NULL);
    ASSERT_EQ(show_lanes(file, streams, titles, count, &options), 0);
    fclose(file);
    ASSERT_EQ(lanes_make(&lanes, streams, titles, count, &options), 0);
    for (size_t run = 0; run < count; run++) {
        check_lines(&lanes, run);
        check_arrows(&lanes, run);
    }
    check_width(&lanes, picture);
    lanes_free(&lanes);
    free(picture);
}

#endif
