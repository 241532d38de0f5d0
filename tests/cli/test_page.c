#include "cli/page.h"

#include "capture.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const struct page plain = { .symbols = SYMBOLS_EMOJI, .width = 80 };
static const struct page colourful = { .symbols = SYMBOLS_EMOJI, .colour = true, .width = 80 };
static const struct page ascii = { .symbols = SYMBOLS_ASCII, .width = 80 };
static struct capture capture;

static const char *written(const struct page *page, const char *text, bool marks)
{
    capture_begin(&capture, stdout);
    page_write(page, text, strlen(text), marks);
    return capture_end(&capture);
}

static const char *filled(const struct page *page, size_t column, size_t indent, const char *text)
{
    capture_begin(&capture, stdout);
    page_fill(page, column, indent, text, strlen(text), true);
    return capture_end(&capture);
}

TEST(headings_are_bold_with_colour)
{
    capture_begin(&capture, stdout);
    page_heading(&plain, "%s %d", "chapter", 1);
    ASSERT_STR_EQ(capture_end(&capture), "chapter 1\n");
    capture_begin(&capture, stdout);
    page_heading(&colourful, "%s %d", "chapter", 1);
    ASSERT_STR_EQ(capture_end(&capture), "\033[1mchapter 1\033[m\n");
}

TEST(marks_stand_out_with_colour)
{
    ASSERT_STR_EQ(written(&plain, "a [1] b", true), "a [1] b");
    ASSERT_STR_EQ(written(&colourful, "a [1] b", false), "a [1] b");
    ASSERT_STR_EQ(written(&colourful, "[1]a[12]", true),
                  "\033[1;36m[1]\033[ma\033[1;36m[12]\033[m");
    ASSERT_STR_EQ(written(&colourful, "[] [x] [1 [", true), "[] [x] [1 [");
}

TEST(symbols_are_spelled)
{
    ASSERT_STR_EQ(written(&plain, "🔒 a", false), "🔒 a");
    ASSERT_STR_EQ(written(&ascii, "🔒 a", false), "# a");
}

/* The text is spelled in pieces, between which no character may be torn. */
TEST(long_texts_are_spelled_at_every_offset)
{
    for (size_t before = 0; before < 70; before++) {
        char text[4096] = "", expected[4096] = "";

        memset(text, '.', before);
        memset(expected, '.', before);
        for (int i = 0; i < 100; i++) {
            strcat(text, "🔒…x");
            strcat(expected, "#...x");
        }
        test_note("behind %zu bytes", before);
        ASSERT_STR_EQ(written(&ascii, text, false), expected);
    }
}

TEST(paragraphs_are_filled)
{
    ASSERT_STR_EQ(filled(&plain, 0, 0, "  two   words\n of a line "), "two words of a line\n");
    ASSERT_STR_EQ(filled(&plain, 2, 4, "indented"), "  indented\n");
    ASSERT_STR_EQ(filled(&plain, 0, 0, ""), "\n");
}

TEST(lines_are_broken_at_the_width_of_the_page)
{
    char text[400] = "", line[100] = "", expected[400];

    /* 16 words of four and blanks between them: 79 columns; one letter more fits. */
    for (int i = 0; i < 16; i++)
        strcat(line, i ? " word" : "word");
    snprintf(text, sizeof text, "%sx next", line);
    snprintf(expected, sizeof expected, "%sx\nnext\n", line);
    ASSERT_STR_EQ(filled(&plain, 0, 0, text), expected);
    snprintf(text, sizeof text, "%sxx next", line);
    line[strlen(line) - 5] = '\0';
    snprintf(expected, sizeof expected, "%s\nwordxx next\n", line);
    ASSERT_STR_EQ(filled(&plain, 0, 0, text), expected);
}

TEST(later_lines_are_indented_and_count_characters)
{
    char text[1000] = "", expected[1000] = "   ";

    for (int i = 0; i < 77 / 7 + 1; i++) {
        strcat(text, "……·…… ");
        strcat(expected, i == 0 ? "……·……" : i == 13 ? "\n   ……·……" : " ……·……");
    }
    strcat(expected, "\n");
    ASSERT_STR_EQ(filled(&plain, 0, 3, text), expected);
}

TEST(long_word_has_a_line_of_its_own)
{
    char word[101], text[300], expected[300];

    memset(word, 'w', 100);
    word[100] = '\0';
    snprintf(text, sizeof text, "a %s b", word);
    snprintf(expected, sizeof expected, "a\n%s\nb\n", word);
    ASSERT_STR_EQ(filled(&plain, 0, 0, text), expected);
}

TEST(colours_take_no_room)
{
    char text[200] = "", expected[300] = "";

    for (int i = 0; i < 20; i++) {
        strcat(text, "[1] ");
        strcat(expected, i ? " \033[1;36m[1]\033[m" : "\033[1;36m[1]\033[m");
    }
    strcat(expected, "\n");
    ASSERT_STR_EQ(filled(&colourful, 0, 0, text), expected);
}
