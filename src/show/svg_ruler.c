/* The ruler of an SVG file. */
#include "show/svg_internal.h"
#include "show/unit.h"

#include <string.h>

enum { TICKS = 8 }; /* at least so many ticks has a ruler with one scale */

struct ruler {
    struct svg *svg;
    struct unit unit;
    double free; /* labels may stand from here on */
};

/* The last label is always there; the others give way. Returns whether there is room. */
static bool add_label(struct ruler *ruler, double x, int64_t time)
{
    const struct axis *axis = &ruler->svg->axis;
    double last = axis->instants[axis->instant_count - 1].x, width;
    bool ends = time == axis->end, named = ends || time == 0;
    char label[UNIT_LABEL];

    unit_label(label, &ruler->unit, time);
    width = 6.6 * (double)(strlen(label) + (named ? strlen(ruler->unit.name) + 1 : 0)) + 8;
    if (!ends && (x < ruler->free || x + width > last))
        return false;
    ruler->free = x + width;
    text_add(&ruler->svg->text, "<text class=\"small\" x=\"%.1f\" y=\"%.1f\">%s%s%s</text>\n",
             svg_x(ruler->svg, x), ruler->svg->bottom + 18, label, named ? " " : "",
             named ? ruler->unit.name : "");
    return true;
}

static void draw_instants(struct ruler *ruler)
{
    const struct svg *svg = ruler->svg;
    const struct axis_instant *instant = svg->axis.instants;

    for (size_t i = 0; i < svg->axis.instant_count; i++, instant++) {
        bool last = i + 1 == svg->axis.instant_count;

        text_add(&ruler->svg->text,
                 "<rect class=\"still\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
                 svg_x(svg, instant->x) - 2, svg->top - 2, instant->end_x - instant->x + 2,
                 svg->bottom - svg->top + 4);
        add_label(ruler, instant->x, last ? svg->axis.end : instant->begin);
    }
}

/* A round time between the ticks: 1, 2 or 5 of some power of ten. */
static int64_t tick_of(int64_t end)
{
    int64_t most = end / TICKS, power = 1;

    while (power <= most / 10)
        power *= 10;
    return power * (most / power >= 5 ? 5 : most / power >= 2 ? 2 : 1);
}

static void draw_ticks(struct ruler *ruler)
{
    const struct svg *svg = ruler->svg;
    int64_t tick = tick_of(svg->axis.end), end = svg->axis.end;

    for (int64_t time = 0;; time = tick < end - time ? time + tick : end) {
        double x = axis_time_x(&svg->axis, time);

        if (add_label(ruler, x, time))
            text_add(&ruler->svg->text, "<path class=\"rule\" d=\"M%.1f %.1fV%.1f\"/>\n",
                     svg_x(svg, x), svg->top - 2, svg->bottom + 2);
        if (time == end)
            break;
    }
}

void svg_draw_ruler(struct svg *svg)
{
    struct ruler ruler = { svg, unit_of(svg->axis.end), 0 };

    if (svg->axis.stage == AXIS_LINEAR)
        draw_ticks(&ruler);
    else
        draw_instants(&ruler);
}
