#include "check/duration.h"

#include "story.h"

TEST(durations_are_written_in_words)
{
    static const struct {
        int64_t nanoseconds;
        const char *words;
    } rows[] = {
        { 0, "0 ms" },
        { 200 * MS, "200 ms" },
        { 4100000, "4.1 ms" },
        { 1500 * MS, "1.5 s" },
        { 40000, "40 us" },
        { -3 * MS, "-3 ms" },
        { 3003 * MS, "3.003 s" },
        { 1000 * MS, "1 s" },
        { 999, "0.999 us" },
        { 999499, "999 us" },
        { 999500, "1 ms" },
        { 999499999, "999 ms" },
        { 999500000, "0.9995 s" },
        { 999999900, "1 s" },
    };
    char buffer[DURATION_MAX];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ASSERT_STR_EQ(duration_words(buffer, rows[i].nanoseconds), rows[i].words);
}

TEST(ordinals_are_written_in_words)
{
    static const char *const rows[] = { "1st", "2nd", "3rd", "4th" };
    char buffer[DURATION_MAX];

    for (size_t i = 0; i < 4; i++)
        ASSERT_STR_EQ(ordinal_words(buffer, i + 1), rows[i]);
    ASSERT_STR_EQ(ordinal_words(buffer, 11), "11th");
    ASSERT_STR_EQ(ordinal_words(buffer, 12), "12th");
    ASSERT_STR_EQ(ordinal_words(buffer, 21), "21st");
    ASSERT_STR_EQ(ordinal_words(buffer, 113), "113th");
}

TEST(moments_have_the_digits_that_show_their_difference)
{
    static const struct {
        int64_t one, other;
        const char *one_words, *other_words;
    } rows[] = {
        { 220 * MS, 180 * MS, "0.220", "0.180" },
        { 220 * MS, 220 * MS, "0.220", "0.220" },
        { 220 * MS, 220 * MS + 40000, "0.220000", "0.220040" },
        { 220 * MS, 220 * MS + 1, "0.220000000", "0.220000001" },
    };
    char one[DURATION_MAX], other[DURATION_MAX];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        moments_words(one, other, rows[i].one, rows[i].other);
        ASSERT_STR_EQ(one, rows[i].one_words);
        ASSERT_STR_EQ(other, rows[i].other_words);
    }
}
