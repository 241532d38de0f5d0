#include "check/shell_lines.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

static struct shell_output output;
static struct shell_lines lines;

static void take(bool is_error, const char *text, int64_t time)
{
    ASSERT_EQ(shell_output_take(&output, is_error, text, strlen(text), time), 0);
}

static void end(void)
{
    ASSERT_EQ(shell_output_end(&output, &lines), 0);
}

static void assert_line(size_t i, bool is_error, const char *text, int64_t time)
{
    const struct shell_line *line = &lines.lines[i];

    ASSERT_TRUE(i < lines.count);
    ASSERT_EQ(line->is_error, is_error);
    ASSERT_EQ(line->length, strlen(text));
    ASSERT_EQ(memcmp(lines.bytes + line->offset, text, line->length), 0);
    ASSERT_EQ(line->time, time);
}

TEST(bytes_become_lines_with_the_time_of_their_ends)
{
    take(false, "a\nb", 1);
    take(true, "x", 2);
    take(false, "c\n\n", 3);
    take(true, "y\n", 4);
    end();
    ASSERT_EQ(lines.count, 4);
    assert_line(0, false, "a", 1);
    assert_line(1, false, "bc", 3);
    assert_line(2, false, "", 3);
    assert_line(3, true, "xy", 4);
    ASSERT_TRUE(lines.lines[3].has_newline);
    shell_lines_free(&lines);
}

TEST(last_line_may_lack_its_newline)
{
    take(false, "a\nb", 1);
    end();
    ASSERT_EQ(lines.count, 2);
    assert_line(1, false, "b", 1);
    ASSERT_TRUE(lines.lines[0].has_newline && !lines.lines[1].has_newline);
    shell_lines_free(&lines);
}

TEST(no_output_is_no_line)
{
    end();
    ASSERT_EQ(lines.count, 0);
    shell_lines_free(&lines);
}

TEST(long_line_is_cut)
{
    static char text[SHELL_LINE_MAX + 100];

    memset(text, 'x', sizeof text);
    ASSERT_EQ(shell_output_take(&output, false, text, SHELL_LINE_MAX, 1), 0);
    take(false, "\n", 1);
    ASSERT_EQ(shell_output_take(&output, false, text, sizeof text, 1), 0);
    take(false, "\nb\n", 1);
    end();
    ASSERT_EQ(lines.count, 3);
    ASSERT_TRUE(!lines.lines[0].is_cut && lines.lines[1].is_cut && !lines.lines[2].is_cut);
    ASSERT_EQ(lines.lines[1].length, SHELL_LINE_MAX);
    assert_line(2, false, "b", 1);
    shell_lines_free(&lines);
}

/* 32 MB of lines: the first and the last ones are kept, and a gap stands between them. */
TEST(memory_for_long_output_is_bounded)
{
    enum { PIECE = 64 * 1024, PIECES = 512 };
    char *piece = malloc(PIECE + 1);

    for (int i = 0; i < PIECE; i++)
        piece[i] = i % 128 == 127 ? '\n' : 'x';
    piece[PIECE] = '\0';
    for (int i = 0; i < PIECES; i++)
        take(false, piece, i);
    take(false, "last\n", PIECES);
    free(piece);
    end();
    ASSERT_TRUE(lines.size <= SHELL_OUTPUT_MAX + 8 * SHELL_LAST_MIN);
    ASSERT_TRUE(lines.size >= SHELL_OUTPUT_MAX - 128);
    assert_line(lines.count - 1, false, "last", PIECES);
    for (size_t i = 0, gaps = 0; i < lines.count; i++) {
        gaps += lines.lines[i].is_gap;
        ASSERT_TRUE(gaps <= 1 && (gaps == 1 || i + 1 < lines.count));
    }
    shell_lines_free(&lines);
}

TEST(many_short_lines_are_bounded_too)
{
    static char piece[64 * 1024];

    memset(piece, '\n', sizeof piece - 1);
    for (int i = 0; i < 16; i++)
        take(i % 2, piece, i);
    end();
    ASSERT_TRUE(lines.count <= SHELL_LINES_MAX + 2 + 8 * SHELL_LAST_MIN);
    ASSERT_TRUE(lines.count > SHELL_LINES_MAX);
    shell_lines_free(&lines);
}
