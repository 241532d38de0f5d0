/* Text for reading, on stdout: in the symbols and colours that its reader can be shown, 80 columns
 * wide. */
#ifndef CLI_PAGE_H
#define CLI_PAGE_H

#include "run/run.h"

#include <stdbool.h>
#include <stddef.h>

enum { PAGE_WIDTH = 80 };

struct page {
    enum symbols symbols;
    bool colour;
};

/* What stdout can show. */
struct page page_begin(void);

/* A line that stands out. */
void page_heading(const struct page *page, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Text as it is. With `marks`, the marks in it stand out: [1], as they point from a commentary to
 * lines of the source. */
void page_write(const struct page *page, const char *text, size_t length, bool marks);

/* A paragraph: its words fill lines from the column `indent` on, and the last line is ended. The
 * cursor stands in the column `column`, at most `indent`. */
void page_fill(const struct page *page, size_t column, size_t indent, const char *text,
               size_t length, bool marks);

#endif
