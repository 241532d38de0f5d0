#include "check/parting.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

static struct parting_text one, other;

static void take(const char *golden, const char *transcript)
{
    one = (struct parting_text){ "the golden", golden, strlen(golden) };
    other = (struct parting_text){ "this run", transcript, strlen(transcript) };
}

static void assert_words(const char *golden, const char *transcript, const char *expected)
{
    char *words = NULL;
    size_t size;
    FILE *out = open_memstream(&words, &size);

    take(golden, transcript);
    parting_write(out, "  ", &one, &other);
    fclose(out);
    ASSERT_STR_EQ(words, expected);
    free(words);
}

TEST(visible_characters_are_named)
{
    assert_words("abc", "abd",
                 "  They part at character 3: the golden has \"c\" (U+0063),\n"
                 "  this run \"d\" (U+0064).\n");
    assert_words("\xf0\x9f\x94\x92x", "\xf0\x9f\x94\x93x",
                 "  They part at character 1: the golden has \"\xf0\x9f\x94\x92\" (U+1F512),\n"
                 "  this run \"\xf0\x9f\x94\x93\" (U+1F513).\n");
}

TEST(characters_are_counted_not_bytes)
{
    assert_words("\xf0\x9f\x94\x92\xc3\xa9"
                 "a",
                 "\xf0\x9f\x94\x92\xc3\xa9"
                 "b",
                 "  They part at character 3: the golden has \"a\" (U+0061),\n"
                 "  this run \"b\" (U+0062).\n");
}

TEST(blanks_are_named)
{
    assert_words("a", "a  ",
                 "  They part at character 2: the golden has its end,\n"
                 "  this run a blank (U+0020). Only blanks differ.\n");
    assert_words("a b", "a\tb",
                 "  They part at character 2: the golden has a blank (U+0020),\n"
                 "  this run a tab (U+0009). Only blanks differ.\n");
    assert_words("a b",
                 "a\xc2\xa0"
                 "b",
                 "  They part at character 2: the golden has a blank (U+0020),\n"
                 "  this run another kind of blank (U+00A0). Only blanks differ.\n");
    assert_words("a b", "ab ",
                 "  They part at character 2: the golden has a blank (U+0020),\n"
                 "  this run \"b\" (U+0062). Only blanks differ.\n");
    assert_words("a ", "a c",
                 "  They part at character 3: the golden has its end,\n"
                 "  this run \"c\" (U+0063).\n");
}

TEST(invisible_characters_are_named)
{
    assert_words("ab",
                 "a\xe2\x80\x8b"
                 "b",
                 "  They part at character 2: the golden has \"b\" (U+0062),\n"
                 "  this run an invisible character (U+200B).\n");
    assert_words("a", "a\xef\xbb\xbf",
                 "  They part at character 2: the golden has its end,\n"
                 "  this run an invisible character (U+FEFF).\n");
    assert_words("a\x1b", "a\\x1b",
                 "  They part at character 2: the golden has \"\\x1b\" (U+001B),\n"
                 "  this run \"\\\" (U+005C).\n");
}

TEST(a_letter_keeps_its_marks)
{
    assert_words("caf\xc3\xa9", "cafe\xcc\x81",
                 "  They part at character 4: the golden has \"\xc3\xa9\" (U+00E9),\n"
                 "  this run \"e\xcc\x81\" (U+0065 U+0301).\n"
                 "  One has the accent in the letter (NFC), the other behind it (NFD).\n");
    assert_words("cafe\xcc\x81", "caf\xc3\xa9",
                 "  They part at character 4: the golden has \"e\xcc\x81\" (U+0065 U+0301),\n"
                 "  this run \"\xc3\xa9\" (U+00E9).\n"
                 "  One has the accent in the letter (NFC), the other behind it (NFD).\n");
    assert_words("\xe2\x8f\xb8\xef\xb8\x8f x", "\xe2\x8f\xb8 x",
                 "  They part at character 1: the golden has \"\xe2\x8f\xb8\xef\xb8\x8f\" "
                 "(U+23F8 U+FE0F),\n"
                 "  this run \"\xe2\x8f\xb8\" (U+23F8).\n");
    assert_words("xe", "xe\xcc\x81\xcc\x82",
                 "  They part at character 2: the golden has \"e\" (U+0065),\n"
                 "  this run \"e\xcc\x81\xcc\x82\" (U+0065 U+0301 U+0302).\n");
}

TEST(bytes_that_are_not_utf_8_are_named)
{
    assert_words("a\xff", "a\xfe",
                 "  They part at character 2: the golden has \"\\xff\" (not UTF-8),\n"
                 "  this run \"\\xfe\" (not UTF-8).\n");
}

TEST(texts_that_look_the_same_are_hidden)
{
    static const char *const pairs[][2] = {
        { "a", "a " },
        { "a b", "a  b" },
        { "a\tb", "a b" },
        { "a b", "a\xc2\xa0"
                 "b" },
        { "\xc3\xa9", "e\xcc\x81" },
        { "a", "\xd0\xb0" },
        { "a\x1b", "a\\x1b" },
        { "ab", "a\xe2\x80\x8b"
                "b" },
        { "a\xff", "a\\xff" },
    };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        test_note("pair %zu", i);
        take(pairs[i][0], pairs[i][1]);
        ASSERT_TRUE(parting_is_hidden(&one, &other));
        ASSERT_TRUE(parting_is_hidden(&other, &one));
    }
}

TEST(texts_that_look_different_are_not_hidden)
{
    static const char *const pairs[][2] = { { "a", "b" }, { "a", "ab" },   { "a", "a b" },
                                            { "", "a" },  { "\x1b", "a" }, { "a", "\xff" } };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        test_note("pair %zu", i);
        take(pairs[i][0], pairs[i][1]);
        ASSERT_TRUE(!parting_is_hidden(&one, &other));
        ASSERT_TRUE(!parting_is_hidden(&other, &one));
    }
}
