/* The lanes of a run as an SVG file. */
#include "show/show.h"
#include "show/svg_internal.h"
#include "show/words.h"

#include <errno.h>

enum {
    HEAD = 50,   /* the height of the title */
    RULER = 24,  /* and of the ruler */
    MARGIN = 20, /* at the bottom */
};

static void draw_head(struct svg *svg)
{
    text_add(&svg->text, "<text class=\"title\" x=\"%.1f\" y=\"28\">", svg->left);
    words_add_name(&svg->words, svg->name);
    svg_add_words(svg);
    text_add(&svg->text, "<tspan class=\"small\" dx=\"12\">");
    svg_add_extent(svg);
    svg_add_words(svg);
    text_add(&svg->text, "</tspan></text>\n");
}

/* Returns where the picture ends. */
static double draw(struct svg *svg)
{
    double y = svg->bottom + RULER;

    draw_head(svg);
    svg_draw_lanes(svg);
    y = svg_draw_legend(svg, y + 10);
    y = svg_draw_log(svg, y + 6);
    return y + MARGIN / 2.0;
}

/* The height is known when all is drawn, so the file's beginning is written last. */
static void begin(struct svg *svg, double height)
{
    text_add(&svg->text,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%g\" height=\"%g\" "
             "viewBox=\"0 0 %g %g\" role=\"img\" aria-labelledby=\"title description\">\n"
             "<title id=\"title\">",
             svg->width, height, svg->width, height);
    words_add_name(&svg->words, svg->name);
    text_add(&svg->words, ": what each task does, and when");
    svg_add_words(svg);
    text_add(&svg->text, "</title>\n<desc id=\"description\">");
    svg_describe(svg);
    svg_add_words(svg);
    text_add(&svg->text, "</desc>\n");
    svg_add_style(svg);
    text_add(&svg->text, "<rect class=\"paper\" width=\"100%%\" height=\"100%%\"/>\n");
}

static int write_file(struct svg *svg, FILE *file)
{
    double height = draw(svg);
    struct text body = svg->text;

    svg->text = (struct text){ 0 };
    begin(svg, height);
    text_add_bytes(&svg->text, text_string(&body), body.length);
    text_add(&svg->text, "</svg>\n");
    svg->text.failed |= body.failed | svg->words.failed;
    text_free(&body);
    if (svg->text.failed)
        return -ENOMEM;
    fwrite(text_string(&svg->text), 1, svg->text.length, file);
    return fflush(file) == 0 && !ferror(file) ? 0 : -EIO;
}

int show_svg(FILE *file, const struct stream *stream, const struct show_options *options)
{
    struct life life;
    struct svg svg = { .life = &life, .name = options->title ? options->title : "", .head = HEAD };
    int error = life_read(&life, stream);

    if (!error)
        error = svg_make(&svg);
    if (!error)
        error = write_file(&svg, file);
    svg_free(&svg);
    life_free(&life);
    return error;
}
