/* Where the lanes of a picture lie, and what they say in words. */
#include "show/columns.h"
#include "show/svg_internal.h"
#include "show/words.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum {
    MOST_LANES = 14,
    MARGIN = 20,    /* at the right */
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
    right = MARGIN + (notes > 0 ? notes * 7.4 + 8 : 0) + (svg->life->stuck ? SVG_NEVER : 0) +
            (svg->life->overflow ? SVG_OVERFLOW : 0);
    svg->top = svg->head;
    svg->bottom = svg->head + SVG_LANE * (double)svg->groups.count;
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

int svg_make(struct svg *svg)
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

void svg_free(struct svg *svg)
{
    for (size_t i = 0; svg->lanes && i < svg->groups.count; i++)
        lane_free(&svg->lanes[i]);
    free(svg->lanes);
    axis_free(&svg->axis);
    groups_free(&svg->groups);
    text_free(&svg->text);
    text_free(&svg->words);
    for (int path = 0; path < SVG_PATHS; path++)
        text_free(&svg->paths[path]);
}

void svg_draw_lanes(struct svg *svg)
{
    svg_draw_ruler(svg);
    if (svg->on_page) /* the script's cursor, behind the marks */
        text_add(&svg->text, "<g id=\"now\"><line y1=\"10\" y2=\"%.0f\"/><path/></g>\n",
                 svg->bottom + 2);
    svg_draw_stems(svg);
    for (size_t row = 0; row < svg->groups.count; row++) {
        if (!svg->on_page)
            svg_draw_name(svg, row);
        svg_draw_lane(svg, row);
    }
    svg_draw_arrows(svg);
    for (size_t row = 0; row < svg->groups.count; row++) {
        svg_draw_words(svg, row);
        svg_draw_marks(svg, row);
    }
}

/* ---- Events ---- */

/* The last step that begins at the event or before it; NULL: there is none. */
static const struct axis_step *step_before(const struct axis *axis, size_t event)
{
    size_t low = 0, high = axis->step_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (axis->steps[middle].first <= event)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? &axis->steps[low - 1] : NULL;
}

/* Returns whether the line or the end that the step's mark stands for has happened. */
static bool is_marked(const struct svg *svg, const struct axis_step *step, size_t event)
{
    const struct event *events = svg->life->stream->events;

    for (size_t i = step->first; i <= event; i++)
        if (events[i].task == step->task->id &&
            (events[i].kind == EVENT_LINE || events[i].kind == EVENT_TASK_END))
            return true;
    return false;
}

double svg_event_x(const struct svg *svg, size_t event, double *behind)
{
    const struct axis_step *step = step_before(&svg->axis, event);
    int64_t time = svg->life->stream->events[event].time;
    double x = svg_x(svg, axis_time_x(&svg->axis, time));
    bool steps = step && svg->axis.stage != AXIS_LINEAR;

    *behind = x + 1;
    if (steps && step->last >= event) {
        x = svg_shows(step) ? svg_center(svg, step) : svg_x(svg, step->x);
        *behind = x + (is_marked(svg, step, event) ? SVG_STEP / 2.0 + 1 : 1);
    } else if (steps && step->time == time) {
        x = fmax(x, svg_x(svg, step->x + SVG_STEP));
        *behind = x + 1;
    }
    return x;
}

/* ---- The picture in words, for a reader that does not see it ---- */

void svg_add_extent(struct svg *svg)
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

void svg_describe(struct svg *svg)
{
    size_t count = svg->life->task_count;

    svg_add_extent(svg);
    for (size_t i = 0; i < count && i < DESCRIBED; i++) {
        text_add(&svg->words, i ? "; " : ". ");
        describe_task(&svg->words, &svg->life->tasks[i]);
    }
    if (count > DESCRIBED)
        text_add(&svg->words, "; and %zu more tasks", count - DESCRIBED);
    text_add(&svg->words, ".%s", svg->life->stuck ? " The run can never go on." : "");
}
