#include "show/screen.h"

#include "test.h"

#include <string.h>

static struct screen screen;
static struct text text;

static const char *framed(void)
{
    text_clear(&text);
    screen_add_framed(&text, &screen);
    return text_string(&text);
}

static void begin(size_t rows, size_t columns, enum symbols symbols)
{
    ASSERT_EQ(screen_make(&screen, rows, columns, symbols), 0);
}

static void finish(void)
{
    screen_free(&screen);
    text_free(&text);
}

TEST(text_stands_where_it_is_written)
{
    begin(2, 6, SYMBOLS_EMOJI);
    ASSERT_EQ(screen_write(&screen, 1, 2, SIZE_MAX, "1", "abc"), 5);
    ASSERT_STR_EQ(framed(), "+------+\n|      |\n|  abc |\n+------+\n");
    ASSERT_STR_EQ(screen.cells[8].style, "1");
    finish();
}

TEST(long_text_is_cut_with_a_mark)
{
    begin(1, 6, SYMBOLS_EMOJI);
    screen_write(&screen, 0, 0, 4, "", "abcdef");
    ASSERT_STR_EQ(framed(), "+------+\n|abc…  |\n+------+\n");
    screen_write(&screen, 0, 3, SIZE_MAX, "", "abc");
    ASSERT_STR_EQ(framed(), "+------+\n|abcabc|\n+------+\n");
    finish();
    begin(1, 6, SYMBOLS_ASCII);
    screen_write(&screen, 0, 0, SIZE_MAX, "", "abcdefg");
    ASSERT_STR_EQ(framed(), "+------+\n|abcde~|\n+------+\n");
    finish();
}

TEST(wide_character_takes_two_cells)
{
    begin(1, 4, SYMBOLS_EMOJI);
    ASSERT_EQ(screen_write(&screen, 0, 0, SIZE_MAX, "", "📦a"), 3);
    ASSERT_STR_EQ(framed(), "+----+\n|📦a |\n+----+\n");
    ASSERT_EQ(screen.cells[0].width, 2);
    ASSERT_EQ(screen.cells[1].width, 0);
    screen_clear(&screen);
    ASSERT_EQ(screen_write(&screen, 0, 0, 2, "", "a📦"), 2);
    ASSERT_STR_EQ(framed(), "+----+\n|a…  |\n+----+\n");
    finish();
}

TEST(text_that_a_terminal_obeys_is_shown_by_numbers)
{
    begin(1, 24, SYMBOLS_EMOJI);
    screen_write(&screen, 0, 0, SIZE_MAX, "", "\033[1m\xff\u202e\t\U000e0001");
    ASSERT_STR_EQ(framed(), "+------------------------+\n|\\x1b[1m\\xff\\u202e …     |\n"
                            "+------------------------+\n");
    finish();
}

TEST(text_is_spelled_as_it_is_written)
{
    begin(1, 12, SYMBOLS_EMOJI);
    screen_spell(&text, &screen, "ع-\x1b\xff 工");
    ASSERT_STR_EQ(text_string(&text), "\\u0639-\\x1b\\xff 工");
    ASSERT_EQ(screen_width(&screen, "ع-\x1b\xff 工"), 18);
    finish();
}

TEST(symbols_are_spelled)
{
    begin(1, 8, SYMBOLS_ASCII);
    ASSERT_EQ(screen_width(&screen, "🔒"), 1);
    screen_write(&screen, 0, 0, SIZE_MAX, "", "🔒 ⚠️");
    ASSERT_TRUE(strstr(framed(), "|# ") != NULL);
    finish();
}

TEST(row_is_broken_at_a_space)
{
    begin(1, 8, SYMBOLS_EMOJI);
    ASSERT_EQ(screen_fit("one two three", 8), 7);
    ASSERT_EQ(screen_fit("one two three", 7), 7);
    ASSERT_EQ(screen_fit("one two", 80), 7);
    ASSERT_EQ(screen_fit("one two\n\nthree", 7), 7);
    ASSERT_EQ(screen_fit("one two\nthree", 10), 7);
    ASSERT_EQ(screen_fit("onetwothree", 5), 5);
    ASSERT_EQ(screen_fit("📦📦", 1), 4);
    ASSERT_EQ(screen_fit("", 5), 0);
    finish();
}

TEST(place_outside_of_the_screen_is_left_out)
{
    begin(1, 2, SYMBOLS_EMOJI);
    screen_put(&screen, 1, 0, "", "x");
    screen_put(&screen, 0, 2, "", "x");
    screen_restyle(&screen, 0, 1, 5, "7");
    ASSERT_EQ(screen_write(&screen, 5, 5, SIZE_MAX, "", "x"), 5);
    ASSERT_STR_EQ(framed(), "+--+\n|  |\n+--+\n");
    ASSERT_STR_EQ(screen.cells[1].style, "7");
    finish();
}
