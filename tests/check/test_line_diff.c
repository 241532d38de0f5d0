#include "check/line_diff.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

static char *diff(const char *before, const char *after, size_t context, bool colour, int result)
{
    struct line_diff_text texts[] = { { "old", before, strlen(before) },
                                      { "new", after, strlen(after) } };
    char *shown = NULL;
    size_t size;
    FILE *out = open_memstream(&shown, &size);

    ASSERT_EQ(line_diff_write(out, &texts[0], &texts[1], context, colour), result);
    fclose(out);
    return shown;
}

static void assert_diff(const char *before, const char *after, size_t context, const char *expected)
{
    char *shown = diff(before, after, context, false, 1);

    ASSERT_STR_EQ(shown, expected);
    free(shown);
}

TEST(equal_texts_have_no_diff)
{
    char *shown = diff("a\nb\n", "a\nb\n", 3, false, 0);

    ASSERT_STR_EQ(shown, "");
    free(shown);
    shown = diff("", "", 3, false, 0);
    ASSERT_STR_EQ(shown, "");
    free(shown);
}

TEST(a_changed_line_is_shown_with_its_context)
{
    assert_diff("1\n2\n3\n4\n5\n6\n", "1\n2\n3\nfour\n5\n6\n", 2,
                "--- old\n+++ new\n@@ -2,5 +2,5 @@\n 2\n 3\n-4\n+four\n 5\n 6\n");
}

TEST(context_ends_where_the_text_ends)
{
    assert_diff("1\n2\n", "one\n2\n", 3, "--- old\n+++ new\n@@ -1,2 +1,2 @@\n-1\n+one\n 2\n");
}

TEST(diff_without_context_has_changes_alone)
{
    assert_diff("1\n2\n3\n", "1\n3\n3a\n", 0,
                "--- old\n+++ new\n@@ -2 +1,0 @@\n-2\n@@ -3,0 +3 @@\n+3a\n");
}

TEST(changes_that_are_near_share_a_hunk)
{
    assert_diff("a\n1\n2\nb\n", "A\n1\n2\nB\n", 1,
                "--- old\n+++ new\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n-b\n+B\n");
    assert_diff("a\n1\n2\n3\nb\n", "A\n1\n2\n3\nB\n", 1,
                "--- old\n+++ new\n@@ -1,2 +1,2 @@\n-a\n+A\n 1\n@@ -4,2 +4,2 @@\n 3\n-b\n+B\n");
}

TEST(diff_from_nothing_adds_all_lines)
{
    assert_diff("", "1\n2\n", 3, "--- old\n+++ new\n@@ -0,0 +1,2 @@\n+1\n+2\n");
}

TEST(diff_to_nothing_removes_all_lines)
{
    assert_diff("1\n", "", 3, "--- old\n+++ new\n@@ -1 +0,0 @@\n-1\n");
}

TEST(two_lines_that_changed_places_are_one_line_moved)
{
    assert_diff("a\nb\nc\n", "b\na\nc\n", 3, "--- old\n+++ new\n@@ -1,3 +1,3 @@\n-a\n b\n+a\n c\n");
}

TEST(repeated_line_counts_once_in_the_shortest_diff)
{
    assert_diff("a\na\nb\na\n", "b\na\nc\n", 3,
                "--- old\n+++ new\n@@ -1,4 +1,3 @@\n-a\n-a\n b\n a\n+c\n");
}

TEST(a_missing_newline_at_the_end_is_a_difference)
{
    assert_diff("1\n2", "1\n2\n", 3,
                "--- old\n+++ new\n@@ -1,2 +1,2 @@\n 1\n-2\n\\ No newline at end of file\n+2\n");
}

TEST(control_characters_are_made_visible)
{
    assert_diff("\x1b[2J\r\n", "x\n", 3, "--- old\n+++ new\n@@ -1 +1 @@\n-\\x1b[2J\\x0d\n+x\n");
}

TEST(removed_is_red_and_added_is_green)
{
    char *shown = diff("a\n1\n", "a\n2\n", 3, true, 1);

    ASSERT_STR_EQ(shown, "--- old\n+++ new\n@@ -1,2 +1,2 @@\n a\n"
                         "\033[31m-1\033[0m\n\033[32m+2\033[0m\n");
    free(shown);
}

TEST(thousands_of_changed_lines_are_replaced_as_a_whole)
{
    enum { LINES = 3000 };
    char *before = malloc(LINES * 8), *after = malloc(LINES * 8), *shown;
    size_t before_size = 0, after_size = 0, removed = 0, added = 0;

    for (int i = 0; i < LINES; i++) {
        before_size += (size_t)sprintf(before + before_size, "%d\n", i);
        after_size += (size_t)sprintf(after + after_size, "%d\n", i % 2 ? i : -i - 1);
    }
    shown = diff(before, after, 3, false, 1);
    ASSERT_TRUE(strncmp(shown, "--- old\n+++ new\n@@ -1,3000 +1,3000 @@\n-0\n-1\n", 42) == 0);
    for (const char *line = shown; *line; line = strchr(line, '\n') + 1) {
        removed += line[0] == '-' && line[1] != '-';
        added += line[0] == '+' && line[1] != '+';
    }
    ASSERT_EQ(removed, LINES - 1); /* the last line is the same */
    ASSERT_EQ(added, LINES - 1);
    free(before);
    free(after);
    free(shown);
}

/* ---- Any two texts ---- */

enum { TEXT_ROOM = 64 };

static const char *line_end(const char *line)
{
    return strchr(line, '\n') + 1;
}

/* Appends the lines of `text` from `*at` up to line `end`, counted from 1. */
static void copy_lines(char *result, const char *text, size_t *at, size_t end)
{
    for (; *at < end; ++*at) {
        const char *line = text;

        for (size_t i = 1; i < *at; i++)
            line = line_end(line);
        ASSERT_TRUE(*line);
        strncat(result, line, (size_t)(line_end(line) - line));
    }
}

/* Does the work of patch. */
static void apply(const char *before, const char *shown, char *result)
{
    size_t at = 1; /* the next line of `before` */

    result[0] = '\0';
    for (const char *line = line_end(line_end(shown)); *line; line = line_end(line)) {
        if (line[0] == '@') {
            size_t first, count = 1;

            ASSERT_TRUE(sscanf(line, "@@ -%zu,%zu", &first, &count) >= 1);
            copy_lines(result, before, &at, count ? first : first + 1);
        } else if (line[0] == '+') {
            strncat(result, line + 1, (size_t)(line_end(line) - line - 1));
        } else {
            char copied[TEXT_ROOM] = "";

            copy_lines(copied, before, &at, at + 1);
            ASSERT_TRUE(strncmp(copied, line + 1, strlen(copied)) == 0);
            if (line[0] == ' ')
                strcat(result, copied);
        }
    }
    for (const char *rest = before; *rest; rest = line_end(rest)) {
        if (at == 1)
            strncat(result, rest, (size_t)(line_end(rest) - rest));
        else
            at--;
    }
}

static unsigned random_number(unsigned *state)
{
    *state = *state * 1103515245 + 12345;
    return *state >> 16;
}

static void random_text(char *text, unsigned *state)
{
    size_t lines = random_number(state) % 12;

    for (size_t i = 0; i < lines; i++) {
        text[2 * i] = (char)('a' + random_number(state) % 4);
        text[2 * i + 1] = '\n';
    }
    text[2 * lines] = '\0';
}

TEST(diff_leads_from_one_text_to_the_other)
{
    unsigned state = 1;

    for (int i = 0; i < 3000; i++) {
        char before[TEXT_ROOM], after[TEXT_ROOM], result[2 * TEXT_ROOM];
        char *shown;

        random_text(before, &state);
        random_text(after, &state);
        if (strcmp(before, after) == 0)
            continue;
        shown = diff(before, after, (size_t)i % 4, false, 1);
        test_note("%d\n%s", i, shown);
        apply(before, shown, result);
        ASSERT_STR_EQ(result, after);
        free(shown);
    }
}

/* ---- Lines that look the same ---- */

TEST(lines_that_look_the_same_are_shown_with_their_difference)
{
    assert_diff("1\na \n3\n", "1\na\n3\n", 0,
                "--- old\n+++ new\n@@ -2 +2 @@\n-a \n+a\n"
                "# Line 2 and line 2 of the new text may look the same.\n"
                "# They part at character 2: the old line has a blank (U+0020),\n"
                "# the new line its end. Only blanks differ.\n");
}

TEST(replaced_lines_that_look_the_same_differ_in_order)
{
    assert_diff("a\nb\n", "0\nx\nb\xc2\xa0\n", 0,
                "--- old\n+++ new\n@@ -1,2 +1,3 @@\n-a\n-b\n+0\n+x\n+b\xc2\xa0\n");
    assert_diff("a\nb\n", "x\nb\xc2\xa0\n0\n", 0,
                "--- old\n+++ new\n@@ -1,2 +1,3 @@\n-a\n-b\n+x\n+b\xc2\xa0\n+0\n"
                "# Line 2 and line 2 of the new text may look the same.\n"
                "# They part at character 2: the old line has its end,\n"
                "# the new line another kind of blank (U+00A0). Only blanks differ.\n");
}

TEST(lines_that_look_the_same_are_shown_up_to_a_limit)
{
    char *shown = diff("1 \n2 \n3 \n4 \n5 \n6 \n7 \n", "1\n2\n3\n4\n5\n6\n7\n", 0, false, 1);

    ASSERT_TRUE(strstr(shown, "# Line 5 and") != NULL);
    ASSERT_TRUE(strstr(shown, "# Line 6 and") == NULL);
    ASSERT_TRUE(strstr(shown, "\n# The same goes for 2 more lines.\n") != NULL);
    free(shown);
}
