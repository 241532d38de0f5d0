#include "run/colour.h"

#include "test.h"

#include <stdlib.h>

static struct text text;

static const char *coloured(const char *line, size_t stamp, const char *name, uint32_t task)
{
    text_clear(&text);
    colour_add_line(&text, line, stamp, name, task);
    return text_string(&text);
}

TEST(name_has_the_colour_where_it_stands)
{
    ASSERT_STR_EQ(coloured("[  0.010] 🔒 Worker-1: Counter = 1\n", 10, "Worker-1", 1),
                  "[  0.010] 🔒 \033[1;36mWorker-1\033[m: Counter = 1\n");
    ASSERT_STR_EQ(coloured("C1 consumed: P1-0\n", 0, "C1", 2),
                  "\033[1;35mC1\033[m consumed: P1-0\n");
    ASSERT_STR_EQ(coloured("by C1", 0, "C1", 2), "by \033[1;35mC1\033[m");
    text_free(&text);
}

TEST(part_of_a_word_is_no_name)
{
    ASSERT_STR_EQ(coloured("AA: A\n", 0, "A", 1), "AA: \033[1;36mA\033[m\n");
    ASSERT_STR_EQ(coloured("xA A1 A_ éA Aé\n", 0, "A", 1), "xA A1 A_ éA Aé\n");
    text_free(&text);
}

TEST(stamp_has_the_colour_of_a_line_without_the_name)
{
    ASSERT_STR_EQ(coloured("[  0.010] x\n", 10, "Worker-1", 3), "\033[32m[  0.010] \033[mx\n");
    ASSERT_STR_EQ(coloured("[  0.010] x\n", 10, "", 3), "\033[32m[  0.010] \033[mx\n");
    /* The stamp is no place for a name. */
    ASSERT_STR_EQ(coloured("[  0.010] x\n", 10, "0", 3), "\033[32m[  0.010] \033[mx\n");
    ASSERT_STR_EQ(coloured("x\n", 0, "Worker-1", 3), "x\n");
    text_free(&text);
}

TEST(main_has_no_colour)
{
    ASSERT_STR_EQ(coloured("[  0.010] main: x\n", 10, "main", 0), "[  0.010] main: x\n");
    ASSERT_STR_EQ(coloured("", 0, "main", 0), "");
    text_free(&text);
}

TEST(colours_come_again)
{
    ASSERT_STR_EQ(coloured("a", 0, "a", 5), "\033[1;34ma\033[m");
    ASSERT_STR_EQ(coloured("a", 0, "a", 6), "\033[1;36ma\033[m");
    text_free(&text);
}
