#include "show/parts.h"

#include "test.h"

#include <stdint.h>

#define MS INT64_C(1000000)

static struct parts parts;
static struct text text;

static const char *written(void)
{
    text_clear(&text);
    parts_write(&parts, &text);
    return text_string(&text);
}

static void add(const char *sentence, int64_t ms)
{
    ASSERT_EQ(parts_add(&parts, sentence, ms * MS), 0);
}

static void end(void)
{
    parts_free(&parts);
    text_free(&text);
}

TEST(no_parts_are_an_empty_remark)
{
    ASSERT_STR_EQ(written(), "");
    add("", 5);
    ASSERT_STR_EQ(written(), "");
    end();
}

TEST(equal_neighbours_are_counted)
{
    add("slept 10 ms", 10);
    ASSERT_STR_EQ(written(), "slept 10 ms");
    add("slept 10 ms", 10);
    ASSERT_STR_EQ(written(), "slept 10 ms twice");
    add("slept 10 ms", 10);
    ASSERT_STR_EQ(written(), "slept 10 ms 3 times");
    add("slept 20 ms", 20);
    add("slept 10 ms", 10);
    ASSERT_STR_EQ(written(), "slept 10 ms 3 times; slept 20 ms; slept 10 ms");
    end();
}

TEST(four_parts_are_all_told)
{
    add("a", 1);
    add("b", 1);
    add("c", 1);
    add("d", 1);
    ASSERT_STR_EQ(written(), "a; b; c; d");
    end();
}

TEST(of_many_parts_the_first_and_the_last_two_are_told)
{
    add("a", 1);
    add("b", 10);
    add("b", 10);
    add("c", 300);
    add("d", 1);
    add("e", 1);
    ASSERT_STR_EQ(written(), "a; 3 more waits or sleeps, 320 ms in all; d; e");
    add("e", 1);
    add("f", 1);
    ASSERT_STR_EQ(written(), "a; 4 more waits or sleeps, 321 ms in all; e twice; f");
    for (int i = 0; i < 100000; i++)
        add(i % 2 ? "g" : "h", 0);
    ASSERT_STR_EQ(written(), "a; 100005 more waits or sleeps, 324 ms in all; h; g");
    end();
}

TEST(left_out_parts_without_time_have_none)
{
    add("a", 0);
    add("b", 0);
    add("c", 0);
    add("d", 0);
    add("e", 0);
    ASSERT_STR_EQ(written(), "a; 2 more waits; d; e");
    end();
}

TEST(cleared_parts_begin_again)
{
    for (int i = 0; i < 10; i++)
        add(i % 2 ? "a" : "b", 1);
    parts_clear(&parts);
    ASSERT_STR_EQ(written(), "");
    add("c", 1);
    add("d", 1);
    ASSERT_STR_EQ(written(), "c; d");
    end();
}
