#include "show/why_layout.h"

#include "test.h"

#include <string.h>

#define ARROW "\xe2\x86\x90"

static struct text text;

static const char *laid(struct why_layout layout, const char *line, const char *remark)
{
    text_clear(&text);
    why_lay(&text, &layout, line, remark);
    return text_string(&text);
}

TEST(line_has_the_columns_of_its_characters)
{
    ASSERT_EQ(why_columns(""), 0);
    ASSERT_EQ(why_columns("[  0.010] a"), 11);
    ASSERT_EQ(why_columns("🔒 a"), 4);
    ASSERT_EQ(why_columns("e\xcc\x81"), 1);
    ASSERT_EQ(why_columns("漢字"), 4);
    ASSERT_EQ(why_columns("\x1b[1;36mWorker-1\x1b[m: x"), 11);
    ASSERT_EQ(why_columns("\xff"), 1);
}

TEST(line_without_a_remark_stays_as_it_is)
{
    ASSERT_STR_EQ(laid((struct why_layout){ 0 }, "[  0.010] a", ""), "[  0.010] a\n");
    ASSERT_STR_EQ(laid((struct why_layout){ .width = 80 }, "a", ""), "a\n");
    ASSERT_STR_EQ(laid((struct why_layout){ .width = 120, .column = 40 }, "", ""), "\n");
    text_free(&text);
}

TEST(remark_is_the_end_of_its_line_without_a_terminal)
{
    ASSERT_STR_EQ(laid((struct why_layout){ 0 }, "a", ARROW " slept 10 ms"),
                  "a  " ARROW " slept 10 ms\n");
    text_free(&text);
}

TEST(remark_stands_in_its_column)
{
    struct why_layout layout = { .width = 60, .column = 10 };

    ASSERT_STR_EQ(laid(layout, "🔒 a", ARROW " slept"), "🔒 a      " ARROW " slept\n");
    ASSERT_STR_EQ(laid(layout, "12345678", ARROW " slept"), "12345678  " ARROW " slept\n");
    ASSERT_STR_EQ(laid(layout, "123456789", "<- slept"), "123456789\n          <- slept\n");
    layout.moves = layout.color = true;
    ASSERT_STR_EQ(laid(layout, "🔒 a", ARROW " slept"),
                  "🔒 a\x1b[11G\x1b[2m" ARROW " slept\x1b[0m\n");
    text_free(&text);
}

TEST(long_remark_goes_on_behind_the_arrow)
{
    struct why_layout layout = { .width = 30, .column = 10 };

    ASSERT_STR_EQ(laid(layout, "a", ARROW " slept 10 ms; waited 20 ms for it"),
                  "a         " ARROW " slept 10 ms;\n"
                  "            waited 20 ms for\n"
                  "            it\n");
    ASSERT_STR_EQ(laid(layout, "a", "<- averyveryverylongword and more"),
                  "a         <- averyveryverylongword\n"
                  "             and more\n");
    text_free(&text);
}

TEST(number_stays_with_its_unit_and_its_noun)
{
    struct why_layout layout = { .width = 26, .column = 10 };

    ASSERT_STR_EQ(laid(layout, "a", "<- it slept 10 ms a"), "a         <- it\n"
                                                            "             slept 10 ms a\n");
    text_free(&text);
}

TEST(remark_stands_below_its_line_without_a_column)
{
    struct why_layout layout = { .width = 40 };

    ASSERT_STR_EQ(laid(layout, "[  0.010] a", ARROW " slept 10 ms; waited 20 ms for it"),
                  "[  0.010] a\n"
                  "          " ARROW " slept 10 ms; waited 20 ms\n"
                  "            for it\n");
    text_free(&text);
}

TEST(narrow_terminal_is_no_danger)
{
    for (size_t width = 1; width < 20; width++) {
        const char *written = laid((struct why_layout){ .width = width }, "a", "<- b c d");

        ASSERT_TRUE(strstr(written, "d\n"));
        ASSERT_TRUE(text.length < 100);
    }
    text_free(&text);
}
