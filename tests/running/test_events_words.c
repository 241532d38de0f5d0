#include "run/events_words.h"

#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static struct text text;

static struct words words_of(const char *line)
{
    return (struct words){ line, line + strlen(line) };
}

static const char *made(void)
{
    static char copy[256];

    snprintf(copy, sizeof copy, "%s", text_string(&text));
    text_free(&text);
    return copy;
}

static void assert_time(int64_t nanoseconds, const char *words)
{
    struct words line = words_of(words);
    int64_t back = 0;

    words_add_time(&text, nanoseconds);
    ASSERT_STR_EQ(made(), words);
    ASSERT_TRUE(words_take_time(&line, &back));
    ASSERT_EQ(back, nanoseconds);
    ASSERT_TRUE(line.at == line.end);
}

TEST(times_have_as_many_digits_as_they_need)
{
    assert_time(0, "0");
    assert_time(10000000, "0.01");
    assert_time(1, "0.000000001");
    assert_time(INT64_C(105615645), "0.105615645");
    assert_time(INT64_C(60000000000), "60");
    assert_time(-INT64_C(1500000000), "-1.5");
}

TEST(no_times_are_refused)
{
    static const char *const none[] = { "", ".5", "1.", "x", "1.1234567890", "99999999999999999" };

    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct words line = words_of(none[i]);
        int64_t time;

        test_note("\"%s\"", none[i]);
        ASSERT_TRUE(!words_take_time(&line, &time) || line.at < line.end);
    }
}

static void assert_number(int64_t number, const char *words)
{
    struct words line = words_of(words);
    int64_t back = 0;

    words_add_number(&text, number);
    ASSERT_STR_EQ(made(), words);
    ASSERT_TRUE(words_take_number(&line, &back));
    ASSERT_EQ(back, number);
    ASSERT_TRUE(line.at == line.end);
}

TEST(all_numbers_are_read_back)
{
    assert_number(0, "0");
    assert_number(-42, "-42");
    assert_number(INT64_C(999999999999999999), "999999999999999999");
    assert_number(INT64_MAX, "9223372036854775807");
    assert_number(INT64_MIN, "-9223372036854775808");
}

TEST(numbers_that_are_too_large_are_refused)
{
    static const char *const none[] = { "",
                                        "-",
                                        "x",
                                        "9223372036854775808",
                                        "-9223372036854775809",
                                        "9999999999999999999",
                                        "10000000000000000000",
                                        "18446744073709551617" };

    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct words line = words_of(none[i]);
        int64_t number;

        test_note("\"%s\"", none[i]);
        ASSERT_TRUE(!words_take_number(&line, &number));
    }
}

static void assert_result(int result, const char *words)
{
    struct words line = words_of(words);
    int back = 0;

    words_add_result(&text, result);
    ASSERT_STR_EQ(made(), words);
    ASSERT_TRUE(words_take_result(&line, &back));
    ASSERT_EQ(back, result);
}

TEST(results_are_named_like_in_asyncio)
{
    assert_result(-ECANCELED, "CancelledError");
    assert_result(-EINVAL, "ValueError");
    assert_result(42, "42");
    assert_result(-EDEADLK, "-35");
}

static void assert_word(const char *word, const char *written)
{
    struct words line = words_of(written);

    words_add_word(&text, word);
    ASSERT_STR_EQ(made(), written);
    ASSERT_EQ(words_label(&line), strlen(written));
    ASSERT_TRUE(words_take_word(&line, &text));
    ASSERT_STR_EQ(made(), word);
}

TEST(words_that_are_not_simple_stand_in_quotes)
{
    assert_word("Worker-1", "Worker-1");
    assert_word("a.b/c_d", "a.b/c_d");
    assert_word("save(1)", "save(1)");
    assert_word("Task 1", "\"Task 1\"");
    assert_word("", "\"\"");
    assert_word("fetch~2", "\"fetch~2\"");
    assert_word("a \"b\" \\", "\"a \\\"b\\\" \\\\\"");
    assert_word("läuft", "\"läuft\"");
}

static void assert_rest(const char *rest, const char *written)
{
    struct words line = words_of(written);

    words_add_rest(&text, rest);
    ASSERT_STR_EQ(made(), written);
    ASSERT_TRUE(words_take_rest(&line, "", &text));
    ASSERT_STR_EQ(made(), rest);
}

TEST(texts_are_one_line_that_a_terminal_only_prints)
{
    assert_rest("🔒 Worker-1: \"x\"", "🔒 Worker-1: \"x\"");
    assert_rest("two\nlines", "two\\nlines");
    assert_rest("back\\slash", "back\\\\slash");
    assert_rest("\x1b[31m\t\xff", "\\x1b[31m\\x09\\xff");
    assert_rest("\xc2\x85", "\\xc2\\x85");
    assert_rest("a\xe2\x80\xae\xe2\x80\xa8", "a\\xe2\\x80\\xae\\xe2\\x80\\xa8");
}

TEST(damaged_escapes_are_refused)
{
    static const char *const damaged[] = { "\\", "\\q", "\\x1", "\\xzz", "\\x00" };

    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        struct words line = words_of(damaged[i]);

        test_note("%s", damaged[i]);
        ASSERT_TRUE(!words_take_rest(&line, "", &text));
        text_free(&text);
    }
}

TEST(labels_end_behind_their_number)
{
    struct words simple = words_of("fetch~12, main"), quoted = words_of("\"a b\"~2 waits");

    ASSERT_EQ(words_label(&simple), strlen("fetch~12"));
    ASSERT_EQ(words_label(&quoted), strlen("\"a b\"~2"));
}
