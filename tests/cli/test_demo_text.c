#include "cli/demo_text.h"

#include "test.h"

#include <string.h>

static struct part part_of(const char *text)
{
    return (struct part){ text, text + strlen(text) };
}

static void expect(struct part part, const char *text)
{
    char copy[128];

    co_format(copy, sizeof copy, "%.*s", (int)part_length(part), part.begin);
    ASSERT_STR_EQ(copy, text);
}

TEST(line_is_taken_without_its_newline)
{
    struct part rest = part_of("a\n\nb");

    expect(part_take_line(&rest), "a");
    expect(part_take_line(&rest), "");
    expect(part_take_line(&rest), "b");
    ASSERT_EQ(part_length(rest), 0);
    ASSERT_TRUE(part_begins_with(part_of("abc"), "ab"));
    ASSERT_TRUE(!part_begins_with(part_of("a"), "ab"));
}

TEST(commentary_is_the_first_comment)
{
    struct part source = part_of("/*\n * One\n *\n *     two\n */\ncode\n");
    struct part comment = demo_text_split(&source), line;

    expect(source, "code\n");
    line = demo_text_take_line(&comment);
    expect(line, "One");
    ASSERT_TRUE(!demo_text_stays(line));
    line = demo_text_take_line(&comment);
    expect(line, "");
    ASSERT_TRUE(demo_text_stays(line));
    line = demo_text_take_line(&comment);
    expect(line, "    two");
    ASSERT_TRUE(demo_text_stays(line));
    ASSERT_EQ(part_length(comment), 0);
}

TEST(source_without_a_commentary_stays_whole)
{
    struct part source = part_of("code\n"), open = part_of("/*\n * never closed\n");

    ASSERT_EQ(part_length(demo_text_split(&source)), 0);
    expect(source, "code\n");
    ASSERT_EQ(part_length(demo_text_split(&open)), 0);
    expect(open, "/*\n * never closed\n");
}

TEST(file_that_does_not_exist_is_empty)
{
    ASSERT_EQ(part_length(demo_text_file("demos/no/such.c")), 0);
    ASSERT_TRUE(part_length(demo_text_file("demos/production/lock.c")) > 100);
}
