/* References: the marks of lines in C and in Python. */
#include "show/reference.h"
#include "test.h"

#include <string.h>

static struct reference read_line(const char *text)
{
    return reference_read(text, text + strlen(text));
}

static void is_line(const char *text, int number, const char *code, const char *rest)
{
    struct reference line = read_line(text);
    char part[64] = "";

    ASSERT_EQ(line.number, number);
    memcpy(part, text, (size_t)(line.code_end - text));
    ASSERT_STR_EQ(part, code);
    memset(part, 0, sizeof part);
    memcpy(part, line.rest, (size_t)(line.rest_end - line.rest));
    ASSERT_STR_EQ(part, rest);
}

TEST(mark_has_digits_in_brackets)
{
    static const struct {
        const char *text;
        size_t length;
    } marks[] = { { "[1]", 3 }, { "[12] why", 4 }, { "[]", 0 },        { "[x]", 0 }, { "[1", 0 },
                  { "", 0 },    { "1]", 0 },       { "[1234567]", 0 }, { "[-1]", 0 } };

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        ASSERT_EQ(reference_length(marks[i].text, marks[i].text + strlen(marks[i].text)),
                  marks[i].length);
}

TEST(mark_behind_a_line_of_c_is_taken_from_it)
{
    is_line("    x = 1;      /* [3] */", 3, "    x = 1;", "");
    is_line("x = a[1]; /* [12] for the index */  ", 12, "x = a[1];", "for the index");
    is_line("/* [2] */", 2, "", "");
}

TEST(mark_behind_a_line_of_python_is_taken_from_it)
{
    is_line("    x = 1     # [3]", 3, "    x = 1", "");
    is_line("x = a[1]  # [12] for the index", 12, "x = a[1]", "for the index");
}

TEST(line_without_a_mark_stays)
{
    is_line("x = a[1]; ", 0, "x = a[1];", "");
    is_line("x = 1; /* not [1] */", 0, "x = 1; /* not [1] */", "");
    is_line("x = 1; /* [1] */ y = 2;", 0, "x = 1; /* [1] */ y = 2;", "");
    is_line("x = 1  # not [1]", 0, "x = 1  # not [1]", "");
    is_line("*/", 0, "*/", "");
    is_line("", 0, "", "");
}

static const char *written(const char *text)
{
    static struct text line;
    struct reference read = read_line(text);

    text_clear(&line);
    reference_write(&line, text, &read);
    return text_string(&line);
}

TEST(line_is_written_without_its_mark)
{
    ASSERT_STR_EQ(written("    x = 1;      /* [3] */"), "    x = 1;");
    ASSERT_STR_EQ(written("x = 1;      /* [3] why */"), "x = 1;  /* why */");
    ASSERT_STR_EQ(written("x = 1  # [3] why"), "x = 1  # why");
}

TEST(comment_far_behind_its_code_comes_near)
{
    ASSERT_STR_EQ(written("x = 1;          /* why */"), "x = 1;  /* why */");
    ASSERT_STR_EQ(written("    /* why */"), "    /* why */");
    ASSERT_STR_EQ(written("x = 1          # why"), "x = 1  # why");
    ASSERT_STR_EQ(written("    # why"), "    # why");
    ASSERT_STR_EQ(written(""), "");
}
