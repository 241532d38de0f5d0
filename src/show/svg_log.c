/* What stands below the lanes: the legend, and the log. */
#include "show/columns.h"
#include "show/svg_internal.h"
#include "show/words.h"

#include <string.h>

enum {
    LEGEND_ROW = 26,
    LEGEND_MARK = 34, /* the width of a mark in the legend */
    LOG_ROW = 20,
    LOG_LINES = 40, /* more of them are no picture any more */
};
static const double CHARACTER = 7.2; /* is no wider on average */

/* ---- The legend ---- */

/* Arrows have one entry. */
static const enum mark entries[] = {
    MARK_LINE, MARK_SLEEP,     MARK_HOLD,   MARK_BAND,  MARK_WAIT,
    MARK_JOIN, MARK_OUTSIDE,   MARK_THREAD, MARK_BUSY,  MARK_LATE,
    MARK_END,  MARK_CANCELLED, MARK_FAILED, MARK_NEVER, MARK_DOWN,
};

static void draw_entry(struct svg *svg, enum mark mark, double x, double y)
{
    double middle = x + LEGEND_MARK / 2.0;
    char path[64];

    if (mark == MARK_LINE) {
        svg_add_disc(svg, "1", middle, y);
    } else if (mark == MARK_BAND) {
        text_add(&svg->text, "<path class=\"band\" d=\"M%.1f %.1fv-7h12v-9h12v6h10v10z\"/>", x,
                 y + 8);
    } else if (mark == MARK_DOWN) {
        snprintf(path, sizeof path, "M%.1f %.1fV%.1f", middle, y - 11, y + 2);
        svg_add_arrow(svg, path, middle, y + 10, true);
    } else if (mark == MARK_END || mark == MARK_CANCELLED || mark == MARK_FAILED) {
        svg_add_point(svg, mark, middle, y);
    } else {
        svg_add_stretch(svg, mark, x, x + LEGEND_MARK, y);
    }
}

double svg_draw_legend(struct svg *svg, double y)
{
    double x = svg->left;

    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        const char *meaning = mark_meaning(entries[i]);
        double width = LEGEND_MARK + 8 + (double)strlen(meaning) * 6.2 + 18;

        if (!svg->seen[entries[i]])
            continue;
        if (x > svg->left && x + width > svg->width) {
            x = svg->left;
            y += LEGEND_ROW;
        }
        draw_entry(svg, entries[i], x, y + LEGEND_ROW / 2.0);
        text_add(&svg->text, "<text class=\"small\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                 x + LEGEND_MARK + 8, y + LEGEND_ROW / 2.0 + 4, meaning);
        x += width;
    }
    return x > svg->left ? y + LEGEND_ROW : y;
}

/* ---- The log ---- */

/* The length of the longest beginning of the line that is no wider than the room. */
static size_t fitting(const char *line, double room)
{
    size_t length = 0, all = strlen(line);

    for (size_t size; length < all; length += size) {
        int columns;

        size = text_character_length(line + length, all - length);
        if (!size)
            size = 1;
        columns = columns_of_character(text_code_point(line + length, size));
        room -= CHARACTER * (columns == 1 ? 1 : 2);
        if (room < 0)
            return length;
    }
    return length;
}

static void draw_line(struct svg *svg, size_t index, double y)
{
    const struct event *event = svg->life->lines[index].event;
    double x = svg->left + 52;
    size_t length = fitting(event->text, svg->width - x - 20);

    text_add(&svg->text,
             "<text class=\"name\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%zu</text>",
             svg->left - 10, y, index + 1);
    text_add(&svg->text, "<text class=\"small\" x=\"%.1f\" y=\"%.1f\">", svg->left, y);
    words_add_moment(&svg->text, event->time);
    text_add(&svg->text, "</text><text x=\"%.1f\" y=\"%.1f\">", x, y);
    text_add_bytes(&svg->words, event->text, length);
    svg_add_words(svg);
    text_add(&svg->text, "%s</text>\n", event->text[length] ? "…" : "");
}

double svg_draw_log(struct svg *svg, double y)
{
    size_t count = svg->life->line_count;

    if (!count)
        return y;
    for (size_t i = 0; i < count && i < LOG_LINES; i++)
        draw_line(svg, i, y += LOG_ROW);
    if (count > LOG_LINES)
        text_add(&svg->text,
                 "<text class=\"small\" x=\"%.1f\" y=\"%.1f\">and %zu more lines</text>\n",
                 svg->left + 52, y += LOG_ROW, count - LOG_LINES);
    return y + LOG_ROW / 2.0;
}
