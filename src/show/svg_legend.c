/* The legend below the lanes. */
#include "show/svg_internal.h"

#include <string.h>

enum { LEGEND_ROW = 26, LEGEND_GAP = 22 };

/* Arrows have one entry. */
static const struct {
    enum mark mark;
    double width;
} entries[] = {
    { MARK_LINE, 18 },      { MARK_SLEEP, 34 },  { MARK_HOLD, 34 },     { MARK_BAND, 34 },
    { MARK_THREAD, 34 },    { MARK_WAIT, 34 },   { MARK_JOIN, 34 },     { MARK_OUTSIDE, 34 },
    { MARK_BUSY, 34 },      { MARK_LATE, 34 },   { MARK_DOWN, 14 },     { MARK_END, 6 },
    { MARK_CANCELLED, 14 }, { MARK_FAILED, 18 }, { MARK_OVERFLOW, 18 }, { MARK_NEVER, 34 },
};

static void draw_entry(struct svg *svg, size_t entry, double x, double y)
{
    enum mark mark = entries[entry].mark;
    double middle = x + entries[entry].width / 2;
    struct svg_arrow arrow = { .x = middle, .tip = y + 9, .down = true };

    if (mark == MARK_LINE) {
        svg_add_disc(svg, "1", middle, y);
    } else if (mark == MARK_BAND) {
        text_add(&svg->text, "<path class=\"band\" d=\"M%.1f %.1fv-7h12v-9h12v6h10v10z\"/>", x,
                 y + 8);
    } else if (mark == MARK_DOWN) {
        snprintf(arrow.path, sizeof arrow.path, "M%.1f %.1fv12", middle, y - 10);
        svg_add_arrow(svg, &arrow);
    } else if (mark == MARK_END || mark == MARK_CANCELLED || mark == MARK_FAILED ||
               mark == MARK_OVERFLOW) {
        svg_add_point(svg, mark, middle, y);
    } else {
        if (mark == MARK_HOLD)
            svg_add_frame(svg, x, x + entries[entry].width, y);
        svg_add_stretch(svg, mark, x, x + entries[entry].width, y);
    }
}

double svg_draw_legend(struct svg *svg, double y)
{
    double x = svg->left;

    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        const char *meaning = mark_meaning(entries[i].mark);
        double width = entries[i].width + 8 + (double)strlen(meaning) * 6.4;

        if (!svg->seen[entries[i].mark])
            continue;
        if (x > svg->left && x + width > svg->width) {
            x = svg->left;
            y += LEGEND_ROW;
        }
        draw_entry(svg, i, x, y + LEGEND_ROW / 2.0);
        text_add(&svg->text, "<text class=\"small\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                 x + entries[i].width + 8, y + LEGEND_ROW / 2.0 + 4, meaning);
        x += width + LEGEND_GAP;
    }
    return x > svg->left ? y + LEGEND_ROW : y;
}

void svg_add_legend(struct svg *svg)
{
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        if (!svg->seen[entries[i].mark])
            continue;
        text_add(&svg->text, "<span><svg width=\"%g\" height=\"24\" aria-hidden=\"true\">",
                 entries[i].width + 2);
        draw_entry(svg, i, 1, 12);
        text_add(&svg->text, "</svg>%s</span>\n", mark_meaning(entries[i].mark));
    }
}
