/* A page of text in the place of a frame: the commentary, or the keys. */
#include "show/walk_internal.h"

#include <string.h>

enum { MARGIN = 1 };

/* Lines that begin with a space stay as they are; others are filled. */
static size_t next_row(const struct walk *walk, const char *at)
{
    size_t length = strcspn(at, "\n");
    size_t fits = screen_fit(at, walk->columns - 2 * MARGIN);

    return fits < length ? fits : length;
}

static const char *behind_row(const char *at, size_t length)
{
    at += length;
    if (*at == '\n')
        return at + 1;
    return at + strspn(at, " ");
}

size_t walk_page_rest(const struct walk *walk, const char *page)
{
    size_t rows = 0, room = walk->rows - 1;

    while (*page) {
        page = behind_row(page, next_row(walk, page));
        rows++;
    }
    return rows > room ? rows - room : 0;
}

void walk_draw_page(const struct walk *walk, const struct walk_view *view, struct screen *screen)
{
    const char *at = view->page;

    for (size_t row = 0; *at && row < view->page_row + walk->rows - 1; row++) {
        size_t length = next_row(walk, at);
        struct text text = { 0 };

        text_add_bytes(&text, at, length);
        if (row >= view->page_row)
            screen_write(screen, row - view->page_row, MARGIN, SIZE_MAX,
                         row ? STYLE_PLAIN : STYLE_STRONG, text_string(&text));
        text_free(&text);
        at = behind_row(at, length);
    }
}

void walk_add_legend(struct text *text, bool ascii)
{
    text_add(text, "Lanes\n\n");
    for (enum mark mark = 0; mark < MARK_COUNT; mark++)
        if (mark_meaning(mark) && mark != MARK_UP)
            text_add(text, "  %s         %s\n", mark_text(mark, 2, ascii), mark_meaning(mark));
}
