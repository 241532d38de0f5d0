#include "show/line.h"

#include "test.h"

static struct text text;
static struct line line = { .most = 20, .color = "" };

static const char *ended(void)
{
    text_clear(&text);
    line_end(&line, &text);
    return text_string(&text);
}

TEST(line_has_words_and_strokes)
{
    line_add(&line, "a ");
    line_draw(&line, STROKE_ACROSS, 2);
    line_draw(&line, STROKE_ARROW_RIGHT, 1);
    line_add(&line, "  b");
    ASSERT_EQ(line.columns, 8);
    ASSERT_STR_EQ(ended(), "a ──▶  b\n");
    ASSERT_EQ(line.columns, 0);
    ASSERT_EQ(line.cut, false);
}

TEST(line_in_ascii_has_no_other_character)
{
    line.ascii = true;
    for (enum stroke stroke = STROKE_ACROSS; stroke <= STROKE_ARROW_DOWN; stroke++)
        line_draw(&line, stroke, 1);
    ASSERT_STR_EQ(ended(), "-|++++++++>v\n");
}

TEST(line_is_cut_where_it_ends)
{
    line.most = 6;
    line_add(&line, "abcdefgh");
    ASSERT_EQ(line.cut, true);
    ASSERT_EQ(line.columns, 6);
    line_add(&line, "more");
    line_draw(&line, STROKE_ACROSS, 3);
    line_space_to(&line, 10);
    ASSERT_STR_EQ(ended(), "abcde~\n");
}

TEST(field_has_its_width)
{
    line_add_field(&line, "a", 3);
    line_add_field(&line, "increment-12", 8);
    line_add(&line, "|");
    ASSERT_STR_EQ(ended(), "a  incr~-12|\n");
}

TEST(room_is_known_before_words_are_added)
{
    line.most = 4;
    line_add(&line, "ab");
    ASSERT_EQ(line_has_room(&line, "cd"), true);
    ASSERT_EQ(line_has_room(&line, "cde"), false);
    /* It is shown by its number. */
    ASSERT_EQ(line_has_room(&line, "\xf0\x9f\x94\x92"), false);
}

TEST(strokes_and_spaces_go_up_to_a_column)
{
    line_draw_to(&line, STROKE_ACROSS, 3);
    line_draw_to(&line, STROKE_ACROSS, 2);
    line_space_to(&line, 5);
    line_space_to(&line, 4);
    line_add(&line, "x");
    ASSERT_STR_EQ(ended(), "───  x\n");
}

TEST(spaces_at_the_end_are_left_out)
{
    line_add(&line, "a  ");
    line_space_to(&line, 9);
    ASSERT_STR_EQ(ended(), "a\n");
}

TEST(strokes_are_coloured_and_words_are_not)
{
    line.color = "31";
    line_draw(&line, STROKE_ACROSS, 1);
    line_draw(&line, STROKE_ARROW_RIGHT, 1);
    line_add(&line, "a");
    line_draw(&line, STROKE_DOWN, 1);
    ASSERT_STR_EQ(ended(), "\033[31m─▶\033[0ma\033[31m│\033[0m\n");
}

TEST(dropped_line_leaves_nothing)
{
    line_add(&line, "a");
    line_drop(&line);
    line_add(&line, "b");
    ASSERT_STR_EQ(ended(), "b\n");
}
