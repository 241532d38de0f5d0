#include "show/grid.h"

#include "test.h"

static struct grid grid;
static struct text text;

static const char *row(size_t number, bool ascii, bool color)
{
    text_clear(&text);
    grid_add_row(&text, &grid, number, ascii, color);
    return text_string(&text);
}

static void finish(void)
{
    text_free(&text);
    grid_free(&grid);
}

TEST(grid_shows_its_marks)
{
    ASSERT_EQ(grid_make(&grid, 2, 6), 0);
    grid_fill(&grid, 1, 1, 4, MARK_SLEEP);
    grid_put(&grid, 1, 4, MARK_LINE);
    ASSERT_STR_EQ(row(0, false, false), "      ");
    ASSERT_STR_EQ(row(1, false, false), " ───● ");
    ASSERT_STR_EQ(row(1, true, false), " ---o ");
    ASSERT_EQ(grid_mark(&grid, 1, 4), MARK_LINE);
    finish();
}

TEST(colour_changes_where_the_mark_does)
{
    ASSERT_EQ(grid_make(&grid, 1, 4), 0);
    grid_fill(&grid, 0, 1, 3, MARK_SLEEP);
    grid_put(&grid, 0, 3, MARK_LINE);
    ASSERT_STR_EQ(row(0, true, true), " \033[0;34m--\033[0;1mo\033[0m");
    finish();
}

TEST(place_outside_of_the_grid_has_no_mark)
{
    ASSERT_EQ(grid_make(&grid, 2, 3), 0);
    grid_put(&grid, 2, 0, MARK_LINE);
    grid_put(&grid, 0, 3, MARK_LINE);
    grid_fill(&grid, 1, 2, 1000, MARK_WAIT);
    grid_write(&grid, 0, 2, "abc");
    grid_add_lines(&grid, 0, 9, 1);
    ASSERT_EQ(grid_mark(&grid, 2, 0), MARK_NOTHING);
    ASSERT_EQ(grid_mark(&grid, 0, 3), MARK_NOTHING);
    ASSERT_STR_EQ(row(0, true, false), "  a");
    ASSERT_STR_EQ(row(1, true, false), "  .");
    finish();
}

TEST(lines_at_one_place_add_up)
{
    ASSERT_EQ(grid_make(&grid, 1, 5), 0);
    grid_add_lines(&grid, 0, 0, 1);
    grid_add_lines(&grid, 0, 1, 2);
    grid_add_lines(&grid, 0, 1, 3);
    grid_add_lines(&grid, 0, 2, 8);
    grid_add_lines(&grid, 0, 2, 1);
    grid_add_lines(&grid, 0, 3, 9);
    grid_add_lines(&grid, 0, 3, 1);
    grid_add_lines(&grid, 0, 4, 100);
    grid_add_lines(&grid, 0, 4, 1);
    ASSERT_STR_EQ(row(0, false, false), "●59++");
    ASSERT_STR_EQ(row(0, true, false), "o59**");
    finish();
}

TEST(wide_letter_takes_two_columns)
{
    ASSERT_EQ(grid_make(&grid, 1, 6), 0);
    grid_put(&grid, 0, 5, MARK_LINE);
    grid_write(&grid, 0, 1, "消a");
    ASSERT_STR_EQ(row(0, true, false), " 消a o");
    grid_write(&grid, 0, 5, "消");
    ASSERT_STR_EQ(row(0, true, false), " 消a o");
    finish();
}

TEST(band_shows_its_height)
{
    ASSERT_EQ(grid_make(&grid, 1, 3), 0);
    grid_put_level(&grid, 0, 0, MARK_BAND, 1);
    grid_put_level(&grid, 0, 1, MARK_BAND, MARKS_LEVELS);
    ASSERT_STR_EQ(row(0, false, false), "▁█ ");
    ASSERT_STR_EQ(row(0, true, false), "18 ");
    finish();
}
