/* C and Python side by side. */
#include "show/beside.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

static char rows[256];

/* Write the rows as "1=1 2-0": two lines that are one statement, a line beside nothing. */
static const char *rows_of(const char *c, const char *python)
{
    struct beside beside;

    rows[0] = '\0';
    if (beside_make(&beside, c, strlen(c), python, strlen(python)) == 0)
        for (size_t i = 0; i < beside.count; i++)
            sprintf(rows + strlen(rows), "%s%zu%c%zu", i ? " " : "", beside.rows[i].c,
                    beside.rows[i].same ? '=' : '-', beside.rows[i].python);
    beside_free(&beside);
    return rows;
}

TEST(lines_with_the_same_words_stand_side_by_side)
{
    ASSERT_STR_EQ(rows_of("int n;\nawait(co_sleep(0.1));\nlog_time(\"done\");\n",
                          "await asyncio.sleep(0.1)\nlog_time(\"done\")\n"),
                  "1-0 2=1 3=2");
}

TEST(lines_with_the_same_mark_stand_side_by_side)
{
    ASSERT_STR_EQ(rows_of("{\n    WITH_LOCK(&a)   /* [1] */\n    b();       /* [2] */\n}\n",
                          "async with a:  # [1]\n    c()  # [2]\n"),
                  "1-0 2=1 3=2 4-0");
}

TEST(lines_with_different_marks_stay_apart)
{
    ASSERT_STR_EQ(rows_of("put(item);  /* [1] */\n", "put(item)  # [2]\n"), "1-1");
}

TEST(order_of_the_lines_stays)
{
    ASSERT_STR_EQ(rows_of("alpha();\nbeta();\n", "beta()\nalpha()\n"), "1-0 2=1 0-2");
}

TEST(lines_without_a_partner_share_rows)
{
    ASSERT_STR_EQ(rows_of("a();\n}\n\nb();\n", "a()\n\n\nb()\n"), "1=1 2-2 3-3 4=4");
}

TEST(empty_text_stands_beside_nothing)
{
    ASSERT_STR_EQ(rows_of("a();\nb();", ""), "1-0 2-0");
    ASSERT_STR_EQ(rows_of("", "a()"), "0-1");
    ASSERT_STR_EQ(rows_of("", ""), "");
}

TEST(line_of_python_is_found_for_a_line_of_c)
{
    static const char c[] = "x();\nawait(co_sleep(0.1));\n",
                      python[] = "await asyncio.sleep(0.1)\n";
    struct beside beside;

    ASSERT_EQ(beside_make(&beside, c, strlen(c), python, strlen(python)), 0);
    ASSERT_EQ(beside_python(&beside, 1), 0);
    ASSERT_EQ(beside_python(&beside, 2), 1);
    ASSERT_EQ(beside_python(&beside, 3), 0);
    beside_free(&beside);
}
