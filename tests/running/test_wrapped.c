#include "run/wrapped.h"

#include "test.h"

static const char *wrapped(const char *lines, size_t columns)
{
    static struct text text;

    text_clear(&text);
    wrapped_add(&text, lines, columns);
    return text_string(&text);
}

TEST(line_goes_on_at_a_word)
{
    ASSERT_STR_EQ(wrapped("one two three four", 12), "one two\n    three\n    four");
    ASSERT_STR_EQ(wrapped("one two three", 13), "one two three");
    ASSERT_STR_EQ(wrapped("  at a place of it\n", 14), "  at a place\n      of it\n");
}

TEST(each_line_is_wrapped_by_itself)
{
    ASSERT_STR_EQ(wrapped("one two\n\nthree four\n", 8), "one two\n\nthree\n    four\n");
}

TEST(long_word_stays_whole)
{
    ASSERT_STR_EQ(wrapped("Aconcagua is high", 8), "Aconcagua\n    is\n    high");
}

TEST(characters_count_and_not_bytes)
{
    ASSERT_STR_EQ(wrapped("äöüß äöü", 8), "äöüß äöü");
}

TEST(lines_stay_where_the_width_is_unknown)
{
    ASSERT_STR_EQ(wrapped("one two three\n", 0), "one two three\n");
    ASSERT_STR_EQ(wrapped("      one two three\n", 10), "      one two three\n");
}
