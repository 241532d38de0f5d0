/* The log below the lanes. */
#include "show/columns.h"
#include "show/svg_internal.h"
#include "show/words.h"

#include <math.h>
#include <string.h>

enum {
    LOG_ROW = 20,
    LOG_ROWS = 12,   /* more of them become columns */
    LOG_INDENT = 52, /* of the text, behind the time */
    LOG_GAP = 44,    /* between columns, with the number */
    LOG_LINES = 60,  /* more of them are no picture any more */
};

/* The width of a character, which is not known for all of them. */
static double width_of(const char *character, size_t length)
{
    int columns = columns_of_character(text_code_point(character, length));

    return columns == 1 ? 7.2 : 15;
}

/* The length of the longest beginning of the line that fits into the width, and its width. */
static size_t fitting(const char *line, double width, double *used)
{
    size_t length = 0, all = strlen(line);

    *used = 0;
    for (size_t size; length < all; length += size) {
        size = text_character_length(line + length, all - length);
        size = size ? size : 1;
        if (*used + width_of(line + length, size) > width)
            break;
        *used += width_of(line + length, size);
    }
    return length;
}

/* In two or three columns, if there are many lines and none is too long. */
static size_t columns_of_log(const struct svg *svg, size_t count)
{
    double room = svg->width - svg->left, widest = 0, width;
    size_t columns = (count + LOG_ROWS - 1) / LOG_ROWS;

    for (size_t i = 0; i < count; i++) {
        fitting(svg->life->lines[i].event->text, room, &width);
        widest = fmax(widest, width);
    }
    while (columns > 1 && (widest + LOG_INDENT + LOG_GAP) * (double)columns > room)
        columns--;
    return columns;
}

/* The number stands before x. */
static void draw_line(struct svg *svg, size_t index, double x, double y)
{
    const struct event *event = svg->life->lines[index].event;
    double used;
    size_t length = fitting(event->text, svg->width - x - LOG_INDENT - LOG_GAP / 2.0, &used);

    text_add(&svg->text,
             "<text class=\"name\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%zu</text>", x - 10, y,
             index + 1);
    text_add(&svg->text, "<text class=\"small\" x=\"%.1f\" y=\"%.1f\">", x, y);
    words_add_moment(&svg->text, event->time);
    text_add(&svg->text, "</text><text x=\"%.1f\" y=\"%.1f\">", x + LOG_INDENT, y);
    text_add_bytes(&svg->words, event->text, length);
    svg_add_words(svg);
    text_add(&svg->text, "%s</text>\n", event->text[length] ? "…" : "");
}

double svg_draw_log(struct svg *svg, double y)
{
    size_t all = svg->life->line_count, count = all < LOG_LINES ? all : LOG_LINES;
    size_t columns = columns_of_log(svg, count), rows;

    if (!count)
        return y;
    rows = (count + columns - 1) / columns;
    for (size_t i = 0; i < count; i++)
        draw_line(svg, i,
                  svg->left + (double)(i / rows) * (svg->width - svg->left) / (double)columns,
                  y + LOG_ROW * (double)(i % rows + 1));
    y += LOG_ROW * (double)rows;
    if (all > count)
        text_add(&svg->text,
                 "<text class=\"small\" x=\"%.1f\" y=\"%.1f\">and %zu more lines</text>\n",
                 svg->left + LOG_INDENT, y += LOG_ROW, all - count);
    return y + LOG_ROW / 2.0;
}
