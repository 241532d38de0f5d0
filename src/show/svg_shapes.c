/* The shapes of the marks, and their colours. */
#include "show/palette.h"
#include "show/svg_internal.h"
#include "show/xml.h"

#include <string.h>

const char svg_shapes[] =
    "text{font:13px ui-sans-serif,system-ui,sans-serif;white-space:pre}\n"
    ".title{font-size:17px;font-weight:600}.name{font-weight:600}\n"
    ".small{font-size:11.5px;font-weight:400}\n"
    ".note{font-size:12px;font-weight:600}.word{paint-order:stroke;stroke-width:3}\n"
    ".disc{stroke-width:1.5}.number{font-size:11px;font-weight:700;text-anchor:middle}\n"
    ".hold,.late{stroke-width:1.5}.late{fill:none;stroke-dasharray:4 3}\n"
    ".wait,.never{stroke-width:3;stroke-linecap:round;stroke-dasharray:.1 6.5;fill:none}\n"
    ".outside{stroke-width:3;stroke-dasharray:5 4;fill:none}\n"
    ".join{stroke-width:1;stroke-dasharray:2 6;fill:none}\n"
    ".thread,.baton{stroke-width:2;fill:none}.halo{stroke-width:5;fill:none}\n"
    ".end{stroke-width:2.5}.bad{stroke-width:3;fill:none}\n";

const char svg_colors[] =
    "svg{background:$paper}.paper{fill:$paper}text{fill:$ink}.small{fill:$soft}.note{fill:$bad}\n"
    ".still{fill:$still}.rule{stroke:$rule}\n"
    ".own,.band{fill:$own}.thread{stroke:$own}.hold{fill:$hold;stroke:$holdedge}\n"
    ".wait,.outside,.join{stroke:$wait}.busy{fill:$ink}.late,.bad,.never{stroke:$bad}\n"
    ".failed{fill:$bad}.end{stroke:$ink}.baton{stroke:$baton}.head{fill:$baton}\n"
    ".halo,.word{stroke:$paper}.disc{fill:$mark;stroke:$paper}.number{fill:$markink}\n";

void svg_add_style(struct svg *svg)
{
    text_add(&svg->text, "<style>\n%s", svg_shapes);
    palette_add_sheet(&svg->text, svg_colors);
    text_add(&svg->text, "</style>\n");
}

void svg_add_words(struct svg *svg)
{
    xml_add(&svg->text, text_string(&svg->words));
    svg->text.failed |= svg->words.failed;
    text_clear(&svg->words);
}

void svg_add_title(struct svg *svg)
{
    text_add(&svg->text, "<title>");
    svg_add_words(svg);
    text_add(&svg->text, "</title>");
}

/* ---- Stretches ---- */

static const char *const path_styles[SVG_PATHS] = {
    [SVG_HELD] = "hold",       [SVG_OWN] = "own",       [SVG_BUSY] = "busy",
    [SVG_LATE] = "late",       [SVG_WAIT] = "wait",     [SVG_JOIN] = "join",
    [SVG_OUTSIDE] = "outside", [SVG_THREAD] = "thread", [SVG_NEVER_ENDS] = "never",
};

/* Where the next shape is written. Where there are many, those of a style share an element. */
static struct text *begin_path(struct svg *svg, enum svg_path path)
{
    if (svg->is_plain)
        return &svg->paths[path];
    text_add(&svg->text, "<path class=\"%s\" d=\"", path_styles[path]);
    return &svg->text;
}

static void end_path(struct svg *svg)
{
    if (!svg->is_plain)
        text_add(&svg->text, "\"/>");
}

void svg_end_stretches(struct svg *svg)
{
    for (int path = 0; path < SVG_PATHS; path++) {
        struct text *shapes = &svg->paths[path];

        if (shapes->length)
            text_add(&svg->text, "<path class=\"%s\" d=\"%s\"/>\n", path_styles[path],
                     text_string(shapes));
        svg->text.failed |= shapes->failed;
        text_clear(shapes);
    }
}

/* On a page, where there are many bars, they are short to write. */
static void add_bar(struct svg *svg, enum svg_path path, double from, double to, double y,
                    double height)
{
    if (svg->on_page) {
        text_add(begin_path(svg, path), "M%.1f %gh%.1fv%gH%.1fz", from, y - height / 2, to - from,
                 height, from);
        end_path(svg);
        return;
    }
    text_add(&svg->text, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%g\"/>",
             path_styles[path], from, y - height / 2, to - from, height);
}

static void add_line(struct svg *svg, enum svg_path path, double from, double to, double y)
{
    text_add(begin_path(svg, path), "M%.1f %.1fH%.1f", from, y, to);
    end_path(svg);
}

void svg_add_frame(struct svg *svg, double from, double to, double y)
{
    if (svg->is_plain) {
        add_bar(svg, SVG_HELD, from, to, y, 18);
        return;
    }
    text_add(&svg->text,
             "<rect class=\"hold\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"18\" rx=\"3\"/>",
             from, y - 9, to - from);
}

void svg_add_stretch(struct svg *svg, enum mark mark, double from, double to, double y)
{
    svg->seen[mark] = true;
    if (mark == MARK_SLEEP || mark == MARK_HOLD)
        add_bar(svg, SVG_OWN, from, to, y, 7);
    else if (mark == MARK_BUSY)
        add_bar(svg, SVG_BUSY, from, to, y, 18);
    else if (mark == MARK_LATE)
        add_bar(svg, SVG_LATE, from, to, y, 7);
    else if (mark == MARK_THREAD) {
        text_add(begin_path(svg, SVG_THREAD), "M%.1f %.1fH%.1fM%.1f %.1fH%.1f", from, y - 4, to,
                 from, y + 4, to);
        end_path(svg);
    } else if (mark == MARK_WAIT)
        add_line(svg, SVG_WAIT, from, to, y);
    else if (mark == MARK_JOIN)
        add_line(svg, SVG_JOIN, from, to, y);
    else if (mark == MARK_OUTSIDE)
        add_line(svg, SVG_OUTSIDE, from, to, y);
    else if (mark == MARK_NEVER)
        add_line(svg, SVG_NEVER_ENDS, from, to, y);
}

/* ---- Points ---- */

void svg_add_point(struct svg *svg, enum mark mark, double x, double y)
{
    svg->seen[mark] = true;
    if (mark == MARK_END)
        text_add(&svg->text, "<path class=\"end\" d=\"M%.1f %.1fv22\"/>", x, y - 11);
    else if (mark == MARK_CANCELLED)
        text_add(&svg->text, "<path class=\"bad\" d=\"M%.1f %.1fl12 12m-12 0l12 -12\"/>", x - 6,
                 y - 6);
    else if (mark == MARK_OVERFLOW)
        text_add(&svg->text,
                 "<path class=\"failed\" d=\"M%.1f %.1fl-9 11h6l-3 9l10 -12h-6l5 -8z\"/>", x + 2,
                 y - 10);
    else if (mark == MARK_FAILED)
        text_add(&svg->text, "<path class=\"failed\" d=\"M%.1f %.1fl9 9l-9 9l-9 -9z\"/>", x, y - 9);
}

double svg_add_disc(struct svg *svg, const char *label, double x, double y)
{
    size_t characters = 0;
    double half = 9;

    for (const char *at = label; *at; at++)
        characters += ((unsigned char)*at & 0xc0) != 0x80;
    if (characters > 2)
        half = (double)characters * 3.4 + 4;
    svg->seen[MARK_LINE] = true;
    text_add(&svg->text,
             "<rect class=\"disc\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"18\" rx=\"9\"/>"
             "<text class=\"number\" x=\"%.1f\" y=\"%.1f\">%s</text>",
             x - half, y - 9, half * 2, x, y + 4, label);
    return half;
}

void svg_add_arrow(struct svg *svg, const struct svg_arrow *arrow)
{
    int height = arrow->down ? 9 : -9;

    svg->seen[MARK_DOWN] = true;
    text_add(&svg->text,
             "<path class=\"baton\" d=\"%s\"/><path class=\"head\" d=\"M%.1f %.1fh10l-5 %dz\"/>",
             arrow->path, arrow->x - 5, arrow->tip - height, height);
}
