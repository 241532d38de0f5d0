/* Text for reading, on stdout: as wide as the terminal, in symbols and colours that the reader can
 * show, and by a pager. */
#ifndef CLI_PAGE_H
#define CLI_PAGE_H

#include "run/run.h"

#include <stdbool.h>
#include <stddef.h>

/* The width without a terminal, and the limits on a terminal. Wider lines are hard to read. */
enum { PAGE_WIDTH = 80, PAGE_NARROWEST = 50, PAGE_WIDEST = 110 };
enum { PAGE_COLUMNS_MAX = 500 };

struct page {
    enum symbols symbols;
    bool colour;
    size_t columns; /* of the terminal */
    size_t width;   /* of a paragraph */
};

/* Begin a page with the symbols, colours and width of stdout; `columns` not 0: with this width. On
 * a terminal it begins a pager; all further pages are for the same reader. */
struct page page_begin(size_t columns);

/* Print a line that stands out. */
void page_heading(const struct page *page, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Print text as it is. With `marks`, marks such as [1] stand out: they point from a commentary to
 * lines of the source. */
void page_write(const struct page *page, const char *text, size_t length, bool marks);

/* Print a paragraph: its words fill lines from the column `indent` on, and the last line ends with
 * a newline. The cursor is in the column `column`, at most `indent`. */
void page_fill(const struct page *page, size_t column, size_t indent, const char *text,
               size_t length, bool marks);

#endif
