#include "co/explain/growing_text.h"

#include "test.h"

#include <string.h>

static const char *made_safe(const char *bytes, size_t length)
{
    static struct text text;

    text_clear(&text);
    text_add_safe(&text, bytes, length);
    return text_string(&text);
}
#define SAFE(literal) made_safe(literal, sizeof(literal) - 1)

TEST(empty_text_is_an_empty_string)
{
    struct text text = { 0 };

    ASSERT_STR_EQ(text_string(&text), "");
    text_clear(&text);
    text_free(&text);
}

TEST(text_grows)
{
    struct text text = { 0 };

    for (int i = 0; i < 1000; i++)
        text_add(&text, "%d,", i % 10);
    ASSERT_EQ(text.length, 2000);
    ASSERT_EQ(strlen(text_string(&text)), 2000);
    ASSERT_TRUE(strncmp(text_string(&text) + 1990, "5,6,7,8,9,", 10) == 0);
    text_clear(&text);
    ASSERT_STR_EQ(text_string(&text), "");
    text_add_bytes(&text, "abcdef", 3);
    ASSERT_STR_EQ(text_string(&text), "abc");
    ASSERT_TRUE(!text.failed);
    text_free(&text);
}

TEST(room_is_filled_by_the_caller)
{
    struct text text = { 0 };

    text_add(&text, "ab");
    memcpy(text_room(&text, 3), "cde", 3);
    text_grow(&text, 3);
    ASSERT_STR_EQ(text_string(&text), "abcde");
    text_free(&text);
}

TEST(text_leaves_printable_characters_alone)
{
    ASSERT_STR_EQ(SAFE("Worker-1: done\twell"), "Worker-1: done\twell");
    ASSERT_STR_EQ(SAFE("🔒 ⏸️ é — \xf4\x8f\xbf\xbf"),
                  "🔒 ⏸️ é — \xf4\x8f\xbf\xbf");
    ASSERT_STR_EQ(SAFE("C:\\x1b"), "C:\\x1b");
}

TEST(control_characters_are_spelled_out)
{
    ASSERT_STR_EQ(SAFE("\x1b[31mred"), "\\x1b[31mred");
    ASSERT_STR_EQ(SAFE("a\nb\rc"), "a\\x0ab\\x0dc");
    ASSERT_STR_EQ(SAFE("a\0b"), "a\\x00b");
    ASSERT_STR_EQ(SAFE("\x7f"), "\\x7f");
    ASSERT_STR_EQ(SAFE("\xc2\x9b"
                       "2J"),
                  "\\xc2\\x9b2J");
    ASSERT_STR_EQ(SAFE("\xc2\xa0"), "\xc2\xa0");
}

TEST(characters_that_move_words_are_spelled_out)
{
    ASSERT_STR_EQ(SAFE("a\xe2\x80\xae"
                       "evil"),
                  "a\\u202eevil");
    ASSERT_STR_EQ(SAFE("\xd8\x9c|\xe2\x80\x8e|\xe2\x80\x8f"), "\\u061c|\\u200e|\\u200f");
    ASSERT_STR_EQ(SAFE("\xe2\x80\xa8|\xe2\x80\xa9|\xe2\x80\xaa"), "\\u2028|\\u2029|\\u202a");
    ASSERT_STR_EQ(SAFE("\xe2\x81\xa6|\xe2\x81\xa9"), "\\u2066|\\u2069");
    /* The neighbours: an emoji may need a joiner, and Hebrew has its own direction. */
    ASSERT_STR_EQ(SAFE("\xe2\x80\x8d|\xe2\x80\xa7|\xe2\x80\xaf|\xe2\x81\xa5|\xe2\x81\xaa"),
                  "\xe2\x80\x8d|\xe2\x80\xa7|\xe2\x80\xaf|\xe2\x81\xa5|\xe2\x81\xaa");
    ASSERT_STR_EQ(SAFE("\xd7\xa9\xd7\x9c"), "\xd7\xa9\xd7\x9c");
}

TEST(invalid_utf_8_is_spelled_out)
{
    static const struct {
        const char *bytes, *safe;
    } rows[] = {
        { "\x80", "\\x80" },                            /* begins in the middle */
        { "\xc0\xaf", "\\xc0\\xaf" },                   /* longer than needed */
        { "\xc1\xbf", "\\xc1\\xbf" },                   /* longer than needed */
        { "\xe0\x9f\xbf", "\\xe0\\x9f\\xbf" },          /* longer than needed */
        { "\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf" }, /* longer than needed */
        { "\xed\xa0\x80", "\\xed\\xa0\\x80" },          /* a surrogate */
        { "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" }, /* beyond Unicode */
        { "\xf5\x80\x80\x80", "\\xf5\\x80\\x80\\x80" }, /* beyond Unicode */
        { "\xff", "\\xff" },                            /* never used */
        { "\xe2\x82", "\\xe2\\x82" },                   /* cut short */
        { "\xf0\x9f\x94", "\\xf0\\x9f\\x94" },          /* cut short */
        { "\xe2\x82q", "\\xe2\\x82q" },                 /* cut short by a letter */
        { "\xf0\x9f\x94\xf0\x9f\x94\x92", "\\xf0\\x9f\\x94🔒" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        test_note("row %zu", i);
        ASSERT_STR_EQ(made_safe(rows[i].bytes, strlen(rows[i].bytes)), rows[i].safe);
    }
}

TEST(character_is_decoded_to_its_unicode_number)
{
    static const struct {
        const char *character;
        uint32_t code_point;
    } rows[] = {
        { "A", 'A' },
        { "\xc2\x80", 0x80 },
        { "\xdf\xbf", 0x7ff },
        { "\xe0\xa0\x80", 0x800 },
        { "\xef\xb8\x8f", 0xfe0f },
        { "🔒", 0x1f512 },
        { "\xf4\x8f\xbf\xbf", 0x10ffff },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length = strlen(rows[i].character);

        test_note("row %zu", i);
        ASSERT_EQ(text_character_length(rows[i].character, length), length);
        ASSERT_EQ(text_character_length(rows[i].character, length + 1), length);
        ASSERT_EQ(text_code_point(rows[i].character, length), rows[i].code_point);
    }
    ASSERT_EQ(text_character_length("A", 0), 0);
}
