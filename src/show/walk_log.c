/* The log of a walk, and what takes its place: a question, or the graph of a deadlock. */
#include "show/graph_text.h"
#include "show/walk_internal.h"
#include "show/words.h"

#include <errno.h>
#include <string.h>

enum { STAMP_COLUMNS = 10 };

/* ---- The graph of a deadlock ---- */

static bool is_stuck(const struct walk *walk, const struct walk_view *view)
{
    return walk->story.life->stuck && view->moment + 1 == walk->story.moment_count;
}

/* The graph as text. */
static int add_graph(const struct walk *walk, struct text *text)
{
    const struct show_options options = { .width = (int)walk->columns,
                                          .ascii = walk->symbols == SYMBOLS_ASCII,
                                          .at = -1 };
    struct graph graph;
    int error = graph_make(&graph, walk->story.life, -1, 0);

    if (!error)
        graph_add_text(text, &graph, &options);
    graph_free(&graph);
    return error ? error : text->failed ? -ENOMEM : 0;
}

size_t walk_graph_rows(const struct walk *walk, const struct walk_view *view)
{
    struct text text = { 0 };
    size_t rows = 0;

    if (is_stuck(walk, view) && add_graph(walk, &text) == 0)
        for (size_t i = 0; i < text.length; i++)
            rows += text.bytes[i] == '\n';
    text_free(&text);
    return rows;
}

static int draw_graph(const struct walk *walk, struct screen *screen, size_t row, size_t rows)
{
    struct text text = { 0 };
    int error = add_graph(walk, &text);
    char *at = text.bytes;

    for (size_t i = 0; !error && at && *at && i < rows; i++) {
        size_t length = strcspn(at, "\n");
        bool more = at[length];

        at[length] = '\0';
        screen_write(screen, row + i, 0, SIZE_MAX, STYLE_PLAIN, at);
        at += length + more;
    }
    text_free(&text);
    return error;
}

/* ---- The question ---- */

static void draw_question(const struct walk *walk, const struct quiz *quiz, struct screen *screen,
                          size_t row)
{
    const struct story *story = &walk->story;

    for (size_t i = 0; i < quiz->count; i++) {
        const char *text =
            story->life->lines[story->moments[quiz->answers[i]].printed - 1].event->text;

        screen_write(screen, row + i, 2, 1, STYLE_NOW, (char[]){ (char)('1' + i), '\0' });
        screen_write(screen, row + i, 5, SIZE_MAX, STYLE_PLAIN, text + strspn(text, " "));
    }
}

/* ---- The log ---- */

/* Rows of text that are drawn from the last to the first. */
struct upwards {
    struct screen *screen;
    size_t top, row; /* the rows from `row` on are drawn */
};

static void draw_text(struct upwards *page, size_t column, const char *style, const char *text)
{
    if (page->row > page->top)
        screen_write(page->screen, --page->row, column, SIZE_MAX, style, text);
}

/* The remark in as many rows as it needs; the last one first. */
static void draw_remark(struct upwards *page, const char *remark)
{
    enum { PIECES = 8, INDENT = STAMP_COLUMNS + 2 };
    const char *begins[PIECES];
    size_t lengths[PIECES], count = 0;

    while (*remark && count < PIECES) {
        lengths[count] = screen_fit(remark, page->screen->columns - INDENT - 1);
        begins[count] = remark;
        remark += lengths[count++];
        remark += strspn(remark, " ");
    }
    while (count-- > 0) {
        bool has_room = page->row > page->top;
        struct text piece = { 0 };

        text_add_bytes(&piece, begins[count], lengths[count]);
        draw_text(page, INDENT, STYLE_SOFT, text_string(&piece));
        text_free(&piece);
        if (count == 0 && has_room)
            screen_write(page->screen, page->row, STAMP_COLUMNS, 1, STYLE_SOFT,
                         screen_is_ascii(page->screen) ? "<" : "←");
    }
}

static void draw_entry(const struct walk *walk, struct upwards *page, size_t moment, bool current)
{
    const struct story_moment *one = &walk->story.moments[moment];
    struct text time = { 0 }, line = { 0 };

    words_add_moment(&time, one->time);
    text_add(&line, "[%7s] %s", text_string(&time),
             walk->story.life->lines[one->printed - 1].event->text);
    draw_text(page, 0, current ? STYLE_STRONG : STYLE_PLAIN, text_string(&line));
    text_free(&line);
    text_free(&time);
}

static void draw_lines(const struct walk *walk, const struct walk_view *view, struct screen *screen,
                       size_t row, size_t rows)
{
    struct upwards page = { screen, row, row + rows };
    size_t count = 0;

    /* The log begins at the top, so it is drawn again from its real end if it is short. */
    for (int pass = 0; pass < 2; pass++) {
        page.row = pass ? row + count : row + rows;
        for (size_t i = view->moment + 1; i-- > 0 && page.row > page.top;) {
            const struct story_moment *one = &walk->story.moments[i];
            bool current = i == view->moment;

            if (!one->printed)
                continue;
            if ((current || view->remarks) && one->remark[0])
                draw_remark(&page, one->remark);
            draw_entry(walk, &page, i, current);
        }
        count = row + rows - page.row;
        if (pass || count == rows)
            return;
        for (size_t i = row; i < row + rows; i++)
            for (size_t k = 0; k < screen->columns; k++)
                screen_put(screen, i, k, STYLE_PLAIN, "");
    }
}

static void draw_heading(const struct walk_view *view, struct screen *screen, size_t row,
                         bool is_stuck)
{
    walk_draw_rule(screen, row,
                   view->question ? "Which line comes next?"
                   : is_stuck     ? "which task waits for what"
                   : view->answer ? view->answer
                                  : "output");
}

int walk_draw_log(const struct walk *walk, const struct walk_view *view, struct screen *screen,
                  size_t row, size_t rows)
{
    bool stuck = is_stuck(walk, view) && !view->answer && !view->remarks;

    draw_heading(view, screen, row, stuck);
    if (view->question)
        draw_question(walk, view->question, screen, row + 1);
    else if (stuck)
        return draw_graph(walk, screen, row + 1, rows - 1);
    else
        draw_lines(walk, view, screen, row + 1, rows - 1);
    return 0;
}
