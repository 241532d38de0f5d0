#include "scenario.h"

#define E_ACUTE "\303\251"           /* two bytes */
#define EURO "\342\202\254"          /* three */
#define LOCK_SIGN "\360\237\224\222" /* four */

static char text[64];

/* What is kept of it in so many bytes, the NUL not counted. */
static const char *kept(const char *whole, size_t most)
{
    memset(text, '#', sizeof text);
    ASSERT_EQ(co_format(text, most + 1, "%s", whole), strlen(whole));
    ASSERT_EQ(co_cut(whole, most), strlen(text));
    return text;
}

TEST(text_is_cut_before_a_character_that_does_not_fit)
{
    static const struct {
        const char *whole;
        size_t most;
        const char *kept;
    } rows[] = {
        { "abc", 3, "abc" },
        { "abc", 2, "ab" },
        { "abc", 0, "" },
        { "", 0, "" },
        { "a" E_ACUTE, 3, "a" E_ACUTE },
        { "a" E_ACUTE, 2, "a" },
        { "a" E_ACUTE "b", 3, "a" E_ACUTE },
        { E_ACUTE, 1, "" },
        { "a" EURO, 4, "a" EURO },
        { "a" EURO, 3, "a" },
        { "a" EURO, 2, "a" },
        { "a" EURO "b", 4, "a" EURO },
        { "a" LOCK_SIGN, 5, "a" LOCK_SIGN },
        { "a" LOCK_SIGN, 4, "a" },
        { "a" LOCK_SIGN, 3, "a" },
        { "a" LOCK_SIGN, 2, "a" },
        { LOCK_SIGN LOCK_SIGN, 7, LOCK_SIGN },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        test_note("row %zu", i);
        ASSERT_STR_EQ(kept(rows[i].whole, rows[i].most), rows[i].kept);
    }
}

TEST(bytes_that_are_not_utf8_pass)
{
    static const struct {
        const char *whole;
        size_t most;
        const char *kept;
    } rows[] = {
        { "a\303", 2, "a\303" },               /* nothing is cut */
        { "\351\351\351", 3, "\351\351\351" }, /* Latin-1, nothing is cut */
        { "\351\351\351", 2, "\351" },         /* may be the first byte of a character */
        { "\200\200\200\200\200", 4, "\200\200\200\200" }, /* no first byte anywhere */
        { "\300\200\200", 2, "\300\200" },                 /* \300 begins no character */
        { "\377\377\377", 2, "\377\377" },
        { "\303\200\200\200", 3, "\303\200\200" }, /* one byte too many */
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        test_note("row %zu", i);
        ASSERT_STR_EQ(kept(rows[i].whole, rows[i].most), rows[i].kept);
    }
}

TEST(cut_removes_at_most_three_bytes)
{
    for (unsigned bytes = 0; bytes < 1U << 16; bytes++) {
        char whole[] = { 'a', (char)0xf0, (char)(bytes >> 8 | 1), (char)(bytes | 1), 'b', 'c', 0 };

        test_note("%04x", bytes);
        for (size_t most = 0; most < sizeof whole; most++) {
            size_t cut = co_cut(whole, most);

            ASSERT_TRUE(cut <= most && cut + 3 >= (most < 6 ? most : 6));
            ASSERT_EQ(strlen(kept(whole, most)), cut);
        }
    }
}

/* ---- Where the runtime keeps a text ---- */

enum { CHARACTERS = 100 };

/* Characters of two bytes: one of them lies across the end of a place with room for an odd
 * number. */
static const char *long_text(void)
{
    static char bytes[2 * CHARACTERS + 1];

    for (int i = 0; i < CHARACTERS; i++)
        strcpy(bytes + 2 * i, E_ACUTE);
    return bytes;
}

static void expect_whole_characters(const char *kept_text, size_t size)
{
    ASSERT_EQ(size % 2, 0);
    ASSERT_EQ(strlen(kept_text), size - 2);
    ASSERT_TRUE(strncmp(kept_text, long_text(), size - 2) == 0);
}

ASYNC(fails_at_length)
{
    return co_raise(-EIO, "%s", long_text());
}

ASYNC(is_cancelled_at_length)
{
    co_task_cancel_because(co_current_task(), long_text());
    return co_sleep(1);
}

ASYNC(returns_at_length)
{
    return co_return_text("%s", long_text());
}

ASYNC_TEST(names_and_texts_end_with_a_whole_character)
{
    struct co_task *task = co_create_task(CORO(sleeper, 1, 0));
    struct co_coro returning = CORO(returns_at_length);
    struct co_outcome outcome;

    co_task_set_name(task, long_text());
    expect_whole_characters(co_task_name(task), CO_NAME_MAX);
    await(co_await(task));
    ASSERT_EQ(co_raise(-EIO, "%s", long_text()), -EIO);
    expect_whole_characters(co_text(), CO_TEXT_MAX);
    expect_whole_characters(co_error_message(-EIO), CO_TEXT_MAX);
    await(co_return_text("%s", long_text()));
    expect_whole_characters(co_text(), CO_TEXT_MAX);
    ASSERT_EQ(co_await(co_create_task(CORO(is_cancelled_at_length))), -ECANCELED);
    expect_whole_characters(co_text(), CO_TEXT_MAX);
    await(co_gather_coros_outcomes(&returning, 1, &outcome, 0));
    expect_whole_characters(outcome.text, CO_TEXT_MAX);
    await(co_to_thread(CORO(returns_at_length)));
    expect_whole_characters(co_text(), CO_TEXT_MAX);
    return 0;
}

ASYNC_TEST(errors_of_a_group_end_with_a_whole_character)
{
    struct co_task_group group = { 0 };
    struct co_task_error error;

    await(co_task_group_enter(&group));
    co_task_set_name(co_task_group_create_task(&group, CORO(fails_at_length)), long_text());
    ASSERT_EQ(co_task_group_exit(&group, 0), -EIO);
    ASSERT_EQ(co_task_group_next_error(&group, &error), 1);
    expect_whole_characters(error.name, CO_NAME_MAX);
    expect_whole_characters(error.message, CO_TEXT_MAX);
    return 0;
}

/* ---- The first and the last of each length ---- */

TEST(cut_knows_the_first_and_the_last_lead_byte_of_each_length)
{
    static const char *const whole[] = {
        "\xc2\x80",     "\xdf\xbf",         "\xe0\xa0\x80",
        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
    };

    for (size_t i = 0; i < COUNT(whole); i++) {
        test_note("row %zu", i);
        for (size_t most = 0; most < strlen(whole[i]); most++)
            ASSERT_EQ(co_cut(whole[i], most), 0);
        ASSERT_EQ(co_cut(whole[i], strlen(whole[i])), strlen(whole[i]));
    }
}

TEST(cut_leaves_a_lead_byte_that_other_text_follows)
{
    ASSERT_EQ(co_cut("\xe2"
                     "abc",
                     2),
              2);
}
