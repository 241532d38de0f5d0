/* Places: the line of a call is the first line of its statement, whatever compiler notes it. */
#include "co/explain/place.h"
#include "test.h"

#include <string.h>

static int first_line(const char *text, int line)
{
    return place_first_line(text, text + strlen(text), line);
}

/* The calls below begin in line 2 and end in line 4. */
static const char call[] = "int x;\n"
                           "await(gather(\n"
                           "    a, /* ) */\n"
                           "    b[0]));\n"
                           "await(c);\n";

TEST(line_within_a_call_becomes_its_first)
{
    ASSERT_EQ(first_line(call, 1), 1);
    ASSERT_EQ(first_line(call, 2), 2);
    ASSERT_EQ(first_line(call, 3), 2);
    ASSERT_EQ(first_line(call, 4), 2);
    ASSERT_EQ(first_line(call, 5), 5);
}

TEST(line_within_an_index_becomes_its_first)
{
    ASSERT_EQ(first_line("tasks[\n    await(i)] = 0;\n", 2), 1);
}

TEST(bracket_in_a_text_or_comment_does_not_count)
{
    ASSERT_EQ(first_line("puts(\"(\");\nnext();\n", 2), 2);
    ASSERT_EQ(first_line("puts(\"\\\"(\");\nnext();\n", 2), 2);
    ASSERT_EQ(first_line("puts('(');\nnext();\n", 2), 2);
    ASSERT_EQ(first_line("puts('\\'', '(');\nnext();\n", 2), 2);
    ASSERT_EQ(first_line("/* ( don't\n */ next();\n", 2), 2);
    ASSERT_EQ(first_line("// ( don't\nnext();\n", 2), 2);
}

TEST(curly_bracket_does_not_make_one_statement)
{
    ASSERT_EQ(first_line("tasks = {\n    create(a),\n    create(b),\n};\n", 3), 3);
}

TEST(bracket_that_nothing_opened_does_not_count)
{
    ASSERT_EQ(first_line(")\nawait(\n    a);\n", 3), 2);
}

TEST(line_behind_the_text_stays)
{
    ASSERT_EQ(first_line("a(\n", 7), 7);
    ASSERT_EQ(first_line("", 3), 3);
    ASSERT_EQ(first_line("/* not closed", 2), 2);
    ASSERT_EQ(first_line("\"not closed", 2), 2);
    ASSERT_EQ(first_line("\"\\", 2), 2);
}

static int looks;

static bool find_call(const char *path, const char **begin, const char **end)
{
    looks++;
    *begin = call;
    *end = call + strlen(call);
    return strcmp(path, "call.c") == 0;
}

TEST(place_has_the_first_line_of_its_statement)
{
    const struct co_place by_gcc = { "call.c", 2, "", "" }, by_clang = { "call.c", 4, "", "" },
                          other = { "other.c", 4, "", "" }, unknown = { "", 0, "", "" };

    ASSERT_EQ(place_line(NULL, &by_clang), 4);
    place_use_sources(find_call);
    ASSERT_EQ(place_line(NULL, &by_gcc), 2);
    ASSERT_EQ(place_line(NULL, &by_clang), 2);
    ASSERT_EQ(place_line(NULL, &other), 4);
    ASSERT_EQ(place_line(NULL, &unknown), 0);
}

TEST(line_of_a_place_is_found_once)
{
    struct co_place many[2 * PLACE_LINES];
    struct place_lines lines = { 0 };

    place_use_sources(find_call);
    for (int i = 0; i < 2 * PLACE_LINES; i++)
        many[i] = (struct co_place){ "call.c", 1 + i % 5, "", "" };
    looks = 0;
    for (int i = 0; i < 10; i++)
        ASSERT_EQ(place_line(&lines, &many[3]), 2);
    ASSERT_EQ(looks, 1);
    for (int i = 0; i < 2 * PLACE_LINES; i++)
        ASSERT_EQ(place_line(&lines, &many[i]), first_line(call, 1 + i % 5));
}
