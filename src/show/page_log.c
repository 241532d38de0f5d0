/* What a page shows of a run besides its source: summary, lanes, log, and the end. */
#include "show/graph_svg.h"
#include "show/page_internal.h"
#include "show/summary.h"
#include "show/words.h"

#include <errno.h>
#include <string.h>

/* ---- The summary ---- */

enum {
    BAR = 280,   /* the width of the longest bar */
    PIECES = 24, /* more tasks are one piece */
};

static void add_piece(struct page *page, double from, double width, const char *style, int y)
{
    text_add(&page->text, "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"9\">",
             style, from, y, width > 2.5 ? width - 1.5 : 1);
}

static void end_bar(struct page *page, double x, int y, int64_t time, const char *of)
{
    text_add(&page->text, "<text class=\"small\" x=\"%.0f\" y=\"%d\">", x + 5, y);
    words_add_duration(&page->text, time);
    text_add(&page->text, " %s</text>", of);
}

/* The tasks' own time one by one, above the time of the run. */
static void add_bars(struct page *page, const struct summary *summary)
{
    const struct life *life = &page->life;
    double scale = BAR / (double)summary_longest(life), x = 0;

    text_add(&page->text, "<svg width=\"400\" height=\"32\" viewBox=\"0 0 400 32\" "
                          "aria-hidden=\"true\">");
    for (size_t i = 0; i < life->task_count && summary->owners <= PIECES; i++) {
        int64_t own = summary_own_time(&life->tasks[i]);

        if (!own)
            continue;
        add_piece(page, x, (double)own * scale, "own", 2);
        text_add(&page->text, "<title>");
        page_add(page, life->tasks[i].name);
        text_add(&page->text, ": ");
        words_add_duration(&page->text, own);
        text_add(&page->text, "</title></rect>");
        x += (double)own * scale;
    }
    if (summary->owners > PIECES) {
        x = (double)summary->own * scale;
        add_piece(page, 0, x, "own", 2);
        text_add(&page->text, "</rect>");
    }
    end_bar(page, x, 11, summary->own, "one by one");
    add_piece(page, 0, (double)life->end * scale, "busy", 18);
    text_add(&page->text, "</rect>");
    end_bar(page, (double)life->end * scale, 27, life->end, "this run");
    text_add(&page->text, "</svg>\n");
}

int page_add_summary(struct page *page)
{
    struct summary summary;
    int error = summary_make(&summary, &page->life, NULL);

    text_add(&page->text, "<div class=\"sum lanes\">\n");
    if (summary.owners > 1)
        add_bars(page, &summary);
    text_add(&page->text, "<p>");
    page_add(page, text_string(&summary.sentence));
    text_add(&page->text, " ");
    page_add(page, text_string(&summary.peaks));
    text_add(&page->text, "</p>\n</div>\n");
    page->text.failed |= summary.sentence.failed | summary.peaks.failed;
    summary_free(&summary);
    return error;
}

/* ---- The lanes ---- */

/* Move what the picture has drawn to the page. */
static void take_drawing(struct page *page)
{
    text_add_bytes(&page->text, text_string(&page->svg.text), page->svg.text.length);
    page->text.failed |= page->svg.text.failed;
    text_clear(&page->svg.text);
}

enum {
    MARGIN = 8,
    TOLD_SPANS = 240, /* the words of more of them would make the page large */
};

static size_t count_spans(const struct life *life)
{
    size_t count = 0;

    for (size_t i = 0; i < life->task_count; i++)
        count += life->tasks[i].span_count;
    return count;
}

/* The names are a picture of their own, so that they stay while the lanes scroll. */
void page_add_lanes(struct page *page)
{
    struct svg *svg = &page->svg;
    /* The cursor's head is as wide as the margin between the pictures. */
    double height = svg->bottom + 24, cut = svg->left - MARGIN, width = svg->width - cut;

    text_add(&page->text,
             "<div class=\"wide\" id=\"wide\" tabindex=\"0\" role=\"region\" "
             "aria-label=\"Lanes of the tasks\">\n"
             "<div class=\"pic lanes\" style=\"--w:%.0f;--l:%.0f\">\n"
             "<svg class=\"names\" viewBox=\"0 0 %.0f %.0f\" aria-hidden=\"true\">\n",
             svg->width, cut, cut, height);
    for (size_t row = 0; row < svg->groups.count; row++)
        svg_draw_name(svg, row);
    take_drawing(page);
    text_add(&page->text,
             "</svg>\n<svg class=\"lines\" viewBox=\"%.0f 0 %.0f %.0f\" role=\"img\" "
             "aria-labelledby=\"lanes-title lanes-description\">\n"
             "<title id=\"lanes-title\">What each task does, and when</title>\n"
             "<desc id=\"lanes-description\">",
             cut, width, height);
    svg_describe(svg);
    svg_add_words(svg);
    text_add(&svg->text, "</desc>\n");
    svg->is_plain = count_spans(&page->life) > TOLD_SPANS;
    svg_draw_lanes(svg);
    svg->is_plain = false;
    take_drawing(page);
    text_add(&page->text,
             "<rect id=\"future\" y=\"0\" width=\"0\" height=\"%.0f\"/>\n</svg>\n</div>\n</div>\n"
             "<p class=\"legend lanes\">\n",
             height);
    svg_add_legend(svg);
    take_drawing(page);
    text_add(&page->text, "</p>\n");
}

/* ---- The log ---- */

static void add_line(struct page *page, size_t index, const char *remark)
{
    const struct event *line = page->life.lines[index].event;

    text_add(&page->text, "<li><button><span class=\"no\">%zu</span>", index + 1);
    text_add(&page->text, "<span class=\"t\">");
    words_add_moment(&page->text, line->time);
    text_add(&page->text, "</span> <span class=\"x\">");
    page_add(page, line->text);
    text_add(&page->text, "</span></button>");
    if (*remark) {
        text_add(&page->text, "<span class=\"why\">← ");
        page_add(page, remark);
        text_add(&page->text, "</span>");
    }
    text_add(&page->text, "</li>\n");
}

void page_add_log(struct page *page)
{
    const struct story *story = &page->story;
    size_t shown = 0;

    for (size_t i = 0; i < story->moment_count; i++)
        if (story->moments[i].printed && story->moments[i].printed <= page->life.line_count) {
            shown = story->moments[i].printed;
            add_line(page, shown - 1, story->moments[i].remark);
        }
    for (; shown < page->life.line_count; shown++)
        add_line(page, shown, "");
}

/* ---- The end ---- */

static void add_reports(struct page *page)
{
    const struct stream *stream = page->life.stream;

    text_add(&page->text, "<pre>");
    for (size_t i = 0; i < stream->count; i++)
        if (stream->events[i].kind == EVENT_REPORT) {
            page_add(page, stream->events[i].text);
            text_add(&page->text, "\n");
        }
    text_add(&page->text, "</pre>\n");
}

int page_add_end(struct page *page)
{
    const struct stream *stream = page->life.stream;
    bool reports = false;
    struct graph graph = { 0 };
    int error = 0;

    for (size_t i = 0; i < stream->count; i++)
        reports |= stream->events[i].kind == EVENT_REPORT;
    if (!reports)
        return 0;
    text_add(&page->text, "<section class=\"end\" aria-label=\"%s\">\n<h2>%s</h2>\n",
             page->life.stuck ? "Why it ends here" : "Reports",
             page->life.stuck ? "Why it ends here" : "What it reports on stderr");
    if (page->life.stuck) {
        error = graph_make(&graph, &page->life, -1, 0);
        text_add(&page->text, "<div class=\"graph\">\n");
        if (!error)
            error = graph_add_svg(&page->text, &graph, page->about->name, true);
        text_add(&page->text, "</div>\n");
        graph_free(&graph);
    }
    add_reports(page);
    text_add(&page->text, "</section>\n");
    return error;
}
