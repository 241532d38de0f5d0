#include "check/command_word.h"

#include "test.h"

static void assert_word(const char *word, const char *expected)
{
    char buffer[64];
    struct text command = { 0 };

    ASSERT_STR_EQ(command_word(buffer, sizeof buffer, word), expected);
    command_add_word(&command, word);
    ASSERT_STR_EQ(text_string(&command), expected);
    text_free(&command);
}

TEST(a_plain_word_stays_as_it_is)
{
    assert_word("golden/production/lock.flaw.txt", "golden/production/lock.flaw.txt");
    assert_word("/a-b_c+d,e:f@g%h=1", "/a-b_c+d,e:f@g%h=1");
    assert_word("b\xc3\xa4ume", "b\xc3\xa4ume");
    assert_word("and\xe2\x80\xa6", "and\xe2\x80\xa6");
}

TEST(a_word_with_a_meaning_for_a_shell_is_quoted)
{
    assert_word("my folder", "'my folder'");
    assert_word("", "''");
    assert_word("a$b", "'a$b'");
    assert_word("~", "'~'");
    assert_word("it's", "'it'\\''s'");
}

TEST(word_that_does_not_fit_is_cut)
{
    char buffer[4];

    ASSERT_STR_EQ(command_word(buffer, sizeof buffer, "abcdef"), "abc");
    ASSERT_STR_EQ(command_word(buffer, sizeof buffer, "a b c"), "'a ");
}
