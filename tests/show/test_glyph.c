#include "show/glyph.h"

#include "test.h"

TEST(letter_takes_one_column)
{
    ASSERT_EQ(glyph_columns('a'), 1);
    ASSERT_EQ(glyph_columns(0xe4), 1);
    ASSERT_EQ(glyph_columns(0x2500), 1);
    ASSERT_EQ(glyph_columns(0x25b6), 1);
}

TEST(emoji_takes_two_columns_unless_it_is_narrow)
{
    ASSERT_EQ(glyph_columns(0x1f512), 2);
    ASSERT_EQ(glyph_columns(0x2705), 2);
    ASSERT_EQ(glyph_columns(0x4e00), 2);
    ASSERT_EQ(glyph_columns(0x26a0), 1);
    ASSERT_EQ(glyph_columns(0x23f1), 1);
}

TEST(selector_of_a_form_is_left_out)
{
    ASSERT_EQ(glyph_columns(0xfe0f), GLYPH_LEFT_OUT);
    ASSERT_EQ(glyph_columns(0x200d), GLYPH_LEFT_OUT);
}

TEST(mark_of_a_direction_is_unknown)
{
    ASSERT_EQ(glyph_columns(0x202e), GLYPH_UNKNOWN);
    ASSERT_EQ(glyph_columns(0x05d0), GLYPH_UNKNOWN);
    ASSERT_EQ(glyph_columns(0x0301), GLYPH_UNKNOWN);
    ASSERT_EQ(glyph_columns('\n'), GLYPH_UNKNOWN);
}
