#include "cli/page.h"

#include "cli/pager.h"
#include "cli/terminal.h"
#include "run/colour.h"
#include "run/symbols.h"
#include "show/reference.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void set_columns(struct page *page, size_t columns)
{
    page->columns = columns < PAGE_NARROWEST ? PAGE_NARROWEST : columns;
    page->width = page->columns > PAGE_WIDEST ? PAGE_WIDEST : page->columns;
}

struct page page_begin(size_t columns)
{
    static struct page page;
    int width = terminal_width(STDOUT_FILENO);

    /* Behind a pager, stdout is no terminal any more. */
    if (pager_is_open())
        return page;
    page = (struct page){ .symbols = terminal_symbols(STDOUT_FILENO),
                          .colour = terminal_colour(STDOUT_FILENO) };
    set_columns(&page, columns ? columns : width > 0 ? (size_t)width : PAGE_WIDTH);
    pager_begin();
    return page;
}

void page_heading(const struct page *page, const char *format, ...)
{
    va_list arguments;

    if (page->colour)
        fputs(COLOUR_BOLD, stdout);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("%s\n", page->colour ? COLOUR_PLAIN : "");
}

/* Print the text with the page's symbols. */
static void write_plain(const struct page *page, const char *text, size_t length)
{
    /* No symbol's spelling is longer than \U0001f512 for four bytes. */
    char piece[64 + 1], spelled[64 * 10 + 1];

    if (page->symbols == SYMBOLS_EMOJI) {
        fwrite(text, 1, length, stdout);
        return;
    }
    while (length) {
        size_t part = length < 64 ? length : 64;

        /* A character must not be split: its later bytes begin with the bits 10. */
        while (part < length && part > 60 && ((unsigned char)text[part] & 0xc0) == 0x80)
            part--;
        memcpy(piece, text, part);
        piece[part] = '\0';
        symbols_write(spelled, sizeof spelled, piece, page->symbols);
        fputs(spelled, stdout);
        text += part;
        length -= part;
    }
}

void page_write(const struct page *page, const char *text, size_t length, bool marks)
{
    size_t written = 0;

    for (size_t at = 0; marks && page->colour && at < length; at++) {
        size_t mark = reference_length(text + at, text + length);

        if (!mark)
            continue;
        write_plain(page, text + written, at - written);
        printf("%s%.*s%s", COLOUR_MARK, (int)mark, text + at, COLOUR_PLAIN);
        written = at + mark;
        at = written - 1;
    }
    write_plain(page, text + written, length - written);
}

static bool is_blank(char character)
{
    return character == ' ' || character == '\n';
}

/* Returns the width in columns; every character counts as one. */
static size_t width_of(const char *text, size_t length)
{
    size_t width = 0;

    for (size_t i = 0; i < length; i++)
        width += ((unsigned char)text[i] & 0xc0) != 0x80;
    return width;
}

void page_fill(const struct page *page, size_t column, size_t indent, const char *text,
               size_t length, bool marks)
{
    bool line_begins = true;

    printf("%*s", (int)(indent - column), "");
    column = indent;
    for (size_t at = 0, word; at < length; at += word) {
        size_t width;

        for (; at < length && is_blank(text[at]); at++)
            continue;
        for (word = 0; at + word < length && !is_blank(text[at + word]); word++)
            continue;
        width = width_of(text + at, word);
        if (!line_begins && word && column + 1 + width > page->width) {
            printf("\n%*s", (int)indent, "");
            column = indent;
        } else if (!line_begins && word) {
            putchar(' ');
            column++;
        }
        page_write(page, text + at, word, marks);
        column += width;
        line_begins = false;
    }
    putchar('\n');
}
