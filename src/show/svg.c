/* The lanes of a run as an SVG file. */
#include "show/columns.h"
#include "show/show.h"
#include "show/svg_internal.h"
#include "show/words.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum {
    MOST_LANES = 14,
    HEAD = 50,      /* the height of the title */
    RULER = 24,     /* and of the ruler */
    MARGIN = 20,    /* at the right and at the bottom */
    DESCRIBED = 12, /* the description tells of so many tasks */
};

/* ---- The layout ---- */

/* The widest of the labels and of the notes, in columns. */
static void measure(const struct svg *svg, double *labels, double *notes)
{
    *labels = *notes = 0;
    for (size_t i = 0; i < svg->groups.count; i++) {
        const struct lane *lane = &svg->lanes[i];

        *labels = fmax(*labels, (double)columns_count(text_string(&lane->label)));
        *notes = fmax(*notes, (double)columns_count(text_string(&lane->note)));
    }
    *labels = fmin(*labels, SVG_LABEL);
    *notes = fmin(*notes, SVG_NOTE);
}

/* As wide as it has to be for each step to have its columns, if that is possible. */
static int lay_out(struct svg *svg)
{
    static const double widths[] = { 1120, 1440, 1800, 1120 };
    struct axis_scale scale = { .step = SVG_STEP, .least = 10 };
    double labels, notes, right;
    int error = 0;

    measure(svg, &labels, &notes);
    svg->left = fmax(labels * 8.3, 30) + 26;
    right = MARGIN + (notes > 0 ? notes * 7.4 + 8 : 0) + (svg->life->stuck ? SVG_NEVER : 0);
    svg->top = HEAD;
    svg->bottom = HEAD + SVG_LANE * (double)svg->groups.count;
    for (size_t i = 0; i < sizeof widths / sizeof *widths && !error; i++) {
        svg->width = widths[i];
        scale.width = svg->width - svg->left - right;
        axis_free(&svg->axis);
        error = axis_make(&svg->axis, &svg->run, 1, &scale);
        if (svg->axis.stage == AXIS_STEPS)
            break;
    }
    return error;
}

/* ---- The picture in words, for a reader that does not see it ---- */

static void add_extent(struct svg *svg)
{
    size_t tasks = svg->life->task_count;

    text_add(&svg->words, "%zu task%s, ", tasks, tasks == 1 ? "" : "s");
    words_add_duration(&svg->words, svg->life->end);
}

static void add_time(struct text *words, int64_t time, const char *what)
{
    if (!time)
        return;
    text_add(words, ", ");
    words_add_duration(words, time);
    text_add(words, " %s", what);
}

static void describe_task(struct text *words, const struct life_task *task)
{
    int64_t own = 0, waiting = 0;

    for (size_t i = 0; i < task->span_count; i++) {
        const struct span *span = &task->spans[i];
        int64_t time = span->end - span->begin;

        own += span->state == SPAN_SLEEP || span->state == SPAN_THREAD ? time : 0;
        waiting += span->state == SPAN_WAIT || span->state == SPAN_OUTSIDE ? time : 0;
    }
    words_add_name(words, task->name);
    text_add(words, ": %zu line%s", task->line_count, task->line_count == 1 ? "" : "s");
    add_time(words, own, "of its own");
    add_time(words, waiting, "of waiting");
    if (task->ended && task->ended->result < 0) {
        text_add(words, ", ");
        words_add_failure(words, task->ended->result, task->ended->text);
    }
}

static void describe(struct svg *svg)
{
    size_t count = svg->life->task_count;

    add_extent(svg);
    for (size_t i = 0; i < count && i < DESCRIBED; i++) {
        text_add(&svg->words, i ? "; " : ". ");
        describe_task(&svg->words, &svg->life->tasks[i]);
    }
    if (count > DESCRIBED)
        text_add(&svg->words, "; and %zu more tasks", count - DESCRIBED);
    text_add(&svg->words, ".%s", svg->life->stuck ? " The run can never go on." : "");
}

/* ---- The file ---- */

static void draw_head(struct svg *svg)
{
    text_add(&svg->text, "<text class=\"title\" x=\"%.1f\" y=\"28\">", svg->left);
    words_add_name(&svg->words, svg->name);
    svg_add_words(svg);
    text_add(&svg->text, "<tspan class=\"small\" dx=\"12\">");
    add_extent(svg);
    svg_add_words(svg);
    text_add(&svg->text, "</tspan></text>\n");
}

/* Returns where the picture ends. */
static double draw(struct svg *svg)
{
    double y = svg->bottom + RULER;

    draw_head(svg);
    svg_draw_ruler(svg);
    svg_draw_stems(svg);
    for (size_t row = 0; row < svg->groups.count; row++)
        svg_draw_lane(svg, row);
    svg_draw_arrows(svg);
    for (size_t row = 0; row < svg->groups.count; row++) {
        svg_draw_words(svg, row);
        svg_draw_marks(svg, row);
    }
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
    describe(svg);
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
    begin(svg, ceil(height));
    text_add_bytes(&svg->text, text_string(&body), body.length);
    text_add(&svg->text, "</svg>\n");
    svg->text.failed |= body.failed | svg->words.failed;
    text_free(&body);
    if (svg->text.failed)
        return -ENOMEM;
    fwrite(text_string(&svg->text), 1, svg->text.length, file);
    return fflush(file) == 0 && !ferror(file) ? 0 : -EIO;
}

static int make(struct svg *svg)
{
    int error = groups_make(&svg->groups, svg->life, MOST_LANES);

    if (error)
        return error;
    svg->lanes = calloc(svg->groups.count + 1, sizeof *svg->lanes);
    if (!svg->lanes)
        return -ENOMEM;
    for (size_t i = 0; i < svg->groups.count && !error; i++) {
        svg->lanes[i].group = &svg->groups.groups[i];
        error = lane_describe(&svg->lanes[i], svg->life);
    }
    svg->run = (struct axis_run){ svg->life, &svg->groups };
    return error ? error : lay_out(svg);
}

static void free_svg(struct svg *svg)
{
    for (size_t i = 0; svg->lanes && i < svg->groups.count; i++)
        lane_free(&svg->lanes[i]);
    free(svg->lanes);
    axis_free(&svg->axis);
    groups_free(&svg->groups);
    text_free(&svg->text);
    text_free(&svg->words);
}

int show_svg(FILE *file, const struct stream *stream, const struct show_options *options)
{
    struct life life;
    struct svg svg = { .life = &life, .name = options->title ? options->title : "" };
    int error = life_read(&life, stream);

    if (!error)
        error = make(&svg);
    if (!error)
        error = write_file(&svg, file);
    free_svg(&svg);
    life_free(&life);
    return error;
}
