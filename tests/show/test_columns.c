#include "show/columns.h"

#include "test.h"

#include <string.h>

static struct text text;

static const char *added(const char *bytes)
{
    text_clear(&text);
    columns_add(&text, bytes);
    return text_string(&text);
}

static const char *cut(const char *from, size_t most)
{
    text_clear(&text);
    columns_add_cut(&text, from, most);
    return text_string(&text);
}

static const char *label(const char *from, size_t most)
{
    text_clear(&text);
    columns_add_label(&text, from, most);
    return text_string(&text);
}

static const char *wrapped(const char *from, size_t most)
{
    text_clear(&text);
    columns_add_wrapped(&text, from, most);
    return text_string(&text);
}

TEST(letters_of_known_width_stay)
{
    ASSERT_STR_EQ(added("Worker-1: Größe, Ελλάδα, Журнал"), "Worker-1: Größe, Ελλάδα, Журнал");
    ASSERT_EQ(columns_count(text_string(&text)), 31);
    ASSERT_STR_EQ(added("消费者-1"), "消费者-1");
    ASSERT_EQ(columns_count(text_string(&text)), 8);
    text_free(&text);
}

TEST(letters_of_other_scripts_are_kept)
{
    ASSERT_STR_EQ(added("عامل-1"), "عامل-1");
    ASSERT_EQ(columns_count(text_string(&text)), 6);
    ASSERT_STR_EQ(added("עובד-2"), "עובד-2");
    ASSERT_EQ(columns_count(text_string(&text)), 6);
    ASSERT_STR_EQ(added("ワーカー１"), "ワーカー１");
    ASSERT_EQ(columns_count(text_string(&text)), 10);
    ASSERT_STR_EQ(added("작업자-3"), "작업자-3");
    ASSERT_EQ(columns_count(text_string(&text)), 8);
    ASSERT_STR_EQ(added("ქართული"), "ქართული");
    ASSERT_EQ(columns_count(text_string(&text)), 7);
    /* Vowel signs. At another place they are no part of a word. */
    ASSERT_STR_EQ(added("م\xd9\x8eر\xd9\x90\xd9\x91س"), "مرس");
    ASSERT_STR_EQ(added("ש\xd6\xb8ל"), "של");
    ASSERT_STR_EQ(added("a\xd9\x8e"), "a\\u064e");
    text_free(&text);
}

/* A mark of its own in a text from outside moves the words behind it, so it is spelled. */
TEST(text_to_the_left_is_printed_between_marks)
{
    text_clear(&text);
    columns_print(&text, "عامل-1");
    columns_print(&text, "Worker-1");
    columns_print(&text, "");
    ASSERT_STR_EQ(text_string(&text), COLUMNS_MARK "عامل-1" COLUMNS_MARK "Worker-1");
    ASSERT_STR_EQ(added(COLUMNS_MARK "a\xd8\x9c\xe2\x81\xa7"), "\\u200ea\\u061c\\u2067");
    ASSERT_TRUE(columns_goes_left(0x05d0) && columns_goes_left(0x0645));
    ASSERT_TRUE(!columns_goes_left('a') && !columns_goes_left(0x4e00));
    text_free(&text);
}

TEST(characters_of_disputed_width_are_spelled)
{
    ASSERT_STR_EQ(added("🔒"), "\\U0001f512");
    ASSERT_STR_EQ(added("⚠️"), "\\u26a0\\ufe0f");
    ASSERT_STR_EQ(added("e\xcc\x81"), "e\\u0301");
    ASSERT_STR_EQ(added("\xe2\x80\xae"
                        "abc"),
                  "\\u202eabc");                 /* right to left */
    ASSERT_STR_EQ(added("\xc2\xad"), "\\u00ad"); /* a soft hyphen */
    text_free(&text);
}

TEST(control_characters_and_stray_bytes_are_spelled)
{
    ASSERT_STR_EQ(added("\033[31mred\n\t"), "\\x1b[31mred\\x0a\\x09");
    ASSERT_STR_EQ(added("\x7f\xc2\x9b"), "\\u007f\\u009b");
    ASSERT_STR_EQ(added("a\xff\xc3"), "a\\xff\\xc3");
    text_free(&text);
}

TEST(text_is_cut_where_it_says_so)
{
    ASSERT_STR_EQ(cut("abcdef", 6), "abcdef");
    ASSERT_STR_EQ(cut("abcdef", 5), "abcd~");
    ASSERT_STR_EQ(cut("abcdef", 1), "~");
    ASSERT_STR_EQ(cut("abcdef", 0), "");
    ASSERT_STR_EQ(cut("ab\\u0645cd", 10), "ab\\u0645cd");
    ASSERT_STR_EQ(cut("ab\\u0645cd", 9), "ab\\u0645~");
    ASSERT_STR_EQ(cut("ab\\u0645cd", 8), "ab~"); /* not a part of the escape */
    ASSERT_STR_EQ(cut("ab\\users", 6), "ab\\us~");
    ASSERT_STR_EQ(cut("消费者", 6), "消费者");
    ASSERT_STR_EQ(cut("消费者", 5), "消费~");
    ASSERT_STR_EQ(cut("消费者", 4), "消~");
    text_free(&text);
}

TEST(label_keeps_the_number_at_its_end)
{
    ASSERT_STR_EQ(label("blocking_io_operation-12", 24), "blocking_io_operation-12");
    ASSERT_STR_EQ(label("blocking_io_operation-12", 12), "blocking~-12");
    ASSERT_STR_EQ(label("increment-1..100", 10), "in~-1..100");
    ASSERT_STR_EQ(label("increment-1..100", 8), "increme~");
    ASSERT_STR_EQ(label("no_number_at_the_end", 8), "no_numb~");
    text_free(&text);
}

TEST(text_is_wrapped_at_spaces)
{
    ASSERT_STR_EQ(wrapped("", 10), "");
    ASSERT_STR_EQ(wrapped("one two", 7), "one two\n");
    ASSERT_STR_EQ(wrapped("one two three", 8), "one two\nthree\n");
    ASSERT_STR_EQ(wrapped("one two three", 7), "one two\nthree\n");
    ASSERT_STR_EQ(wrapped("abcdefghij kl", 4), "abcd\nefgh\nij\nkl\n");
    text_free(&text);
}

TEST(long_text_is_cut_in_short_time)
{
    enum { LENGTH = 1000 * 1000 };
    static char bytes[LENGTH + 1];

    memset(bytes, 'x', LENGTH);
    ASSERT_STR_EQ(cut(bytes, 3), "xx~");
    ASSERT_EQ(columns_count(bytes), LENGTH);
    text_free(&text);
}
