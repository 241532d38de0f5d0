/* A lane of an SVG file: what a task does with its time. */
#include "show/columns.h"
#include "show/svg_internal.h"
#include "show/words.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* A span that is narrower than this is not seen. A span that is narrower than a pixel is drawn if
 * the pixel is free, so the file has a bounded size. */
static const double LEAST_SEEN = 0.02;
/* On the real clock each sleep is a little late, and each step takes a little time: that is drawn
 * from this width on. */
static const double LEAST_MISHAP = 6;

struct pen {
    struct svg *svg;
    const struct life_task *task;
    double y;
    double end; /* of what is drawn */
};

/* The task can never go on. Callbacks are no task. */
static bool is_stuck(const struct pen *pen)
{
    return pen->svg->life->stuck && !pen->task->ended && pen->task->made;
}

/* ---- Where a span lies ---- */

static bool is_in_instant(const struct axis *axis, const struct axis_step *step, int64_t time)
{
    const struct axis_instant *instant = &axis->instants[step->instant];

    return instant->begin <= time && time <= instant->end;
}

/* Where the task stands in the step: at its mark, if it has one. */
static double place_of(const struct svg *svg, const struct axis_step *step)
{
    return svg_shows(step) ? svg_center(svg, step) : svg_x(svg, step->x);
}

/* The task could go on, and something else holds it: the loop, or the order of the run. */
static bool is_due(const struct pen *pen, const struct span *span)
{
    return span->state == SPAN_LATE || (span->state == SPAN_READY && !pen->task->is_job);
}

/* A span begins in the step in which it began, if one is known. */
static double begin_of(const struct pen *pen, const struct span *span)
{
    const struct svg *svg = pen->svg;
    const struct axis_step *step = axis_step_of(&svg->axis, 0, pen->task, span->from);

    if (step && step->first <= span->from && !is_due(pen, span) && svg->axis.stage != AXIS_LINEAR)
        return place_of(svg, step);
    return svg_x(svg, axis_time_x(&svg->axis, span->begin));
}

/* Where time stands still, a short span would look like a long one. */
static bool has_width(const struct pen *pen, const struct span *span)
{
    const struct axis *axis = &pen->svg->axis;
    double part = (double)(span->end - span->begin) / fmax((double)axis->end, 1);

    return part * axis->size >= LEAST_MISHAP &&
           axis_time_x(axis, span->end) > axis_time_x(axis, span->begin);
}

/* The sleep goes on beyond its time. */
static bool is_late(const struct pen *pen, const struct span *span)
{
    return span->state == SPAN_SLEEP && span + 1 < pen->task->spans + pen->task->span_count &&
           span[1].state == SPAN_LATE;
}

/* What lies beyond its time shows. */
static bool ends_early(const struct pen *pen, const struct span *span)
{
    return is_late(pen, span) && has_width(pen, span + 1);
}

/* A span ends in the task's next step, if that is at once. */
static double end_of(const struct pen *pen, const struct span *span)
{
    const struct svg *svg = pen->svg;
    const struct axis_step *step = axis_step_of(&svg->axis, 0, pen->task, span->to);

    if (is_late(pen, span) && !ends_early(pen, span))
        span++;
    if (step && is_in_instant(&svg->axis, step, span->end) && !ends_early(pen, span) &&
        svg->axis.stage != AXIS_LINEAR)
        return place_of(svg, step);
    if (is_stuck(pen) && span == &pen->task->spans[pen->task->span_count - 1])
        return svg_x(svg, svg->axis.size);
    return svg_x(svg, axis_time_x(&svg->axis, span->end));
}

/* ---- What is said of a span ---- */

static const char *awaited_name(const struct pen *pen, const struct span *span)
{
    const struct event *wait = span->wait;

    return wait && wait->awaits_count == 1 ? life_name(pen->svg->life, wait->awaits[0]) : NULL;
}

/* "waits 10 ms for counter_lock" */
static void add_wait(const struct pen *pen, const struct span *span)
{
    const struct life_thing *thing = life_thing(pen->svg->life, span->wait->thing);

    text_add(&pen->svg->words, "waits ");
    words_add_duration(&pen->svg->words, span->end - span->begin);
    text_add(&pen->svg->words, " ");
    words_add_goal(&pen->svg->words, span->wait->text, thing ? thing->name : NULL);
}

static void add_sleep(const struct pen *pen, const struct span *span)
{
    const struct life_thing *held = life_thing(pen->svg->life, span->held);

    text_add(&pen->svg->words, "sleeps ");
    words_add_duration(&pen->svg->words, span->end - span->begin);
    if (!held)
        return;
    text_add(&pen->svg->words, " and holds ");
    if (strcmp(held->kind, "semaphore") == 0)
        text_add(&pen->svg->words, "a permit of ");
    words_add_thing(&pen->svg->words, held->kind, held->name);
}

static void add_join(const struct pen *pen, const struct span *span)
{
    const char *name = awaited_name(pen, span);

    text_add(&pen->svg->words, "awaits ");
    if (name)
        words_add_name(&pen->svg->words, name);
    else if (span->wait && span->wait->awaits_count)
        text_add(&pen->svg->words, "%u tasks", span->wait->awaits_count);
    else
        text_add(&pen->svg->words, "tasks");
}

static void add_busy(const struct pen *pen, const struct span *span)
{
    static const char *const beginnings[] = { [SPAN_THREAD] = "runs in a thread for ",
                                              [SPAN_BUSY] = "blocks the loop for ",
                                              [SPAN_LATE] = "is due, but late by ",
                                              [SPAN_READY] = "is due, but cannot run for " };

    text_add(&pen->svg->words, "%s", beginnings[span->state]);
    words_add_duration(&pen->svg->words, span->end - span->begin);
    if (span->state == SPAN_LATE && span->late_by) {
        text_add(&pen->svg->words, ", because ");
        words_add_name(&pen->svg->words, life_name(pen->svg->life, span->late_by));
        text_add(&pen->svg->words, " blocks the loop");
    }
}

static void add_account(const struct pen *pen, const struct span *span)
{
    words_add_name(&pen->svg->words, pen->task->name);
    text_add(&pen->svg->words, " ");
    if (span->state == SPAN_SLEEP)
        add_sleep(pen, span);
    else if (span->state == SPAN_YIELD)
        text_add(&pen->svg->words, "lets other tasks run");
    else if (span->state == SPAN_JOIN)
        add_join(pen, span);
    else if (span->state == SPAN_READY && pen->task->is_job)
        text_add(&pen->svg->words, "waits for a thread");
    else if (span->state == SPAN_WAIT || span->state == SPAN_OUTSIDE)
        add_wait(pen, span);
    else
        add_busy(pen, span);
}

/* What is waited for stands in the wait itself, without an article, if there is room. */
static void draw_word(struct pen *pen, const struct span *span, double from, double to)
{
    struct text *words = &pen->svg->words;

    lane_add_word(words, pen->svg->life, span);
    if ((double)words->length * 6.4 + 36 < to - from) {
        text_add(&pen->svg->text, "<text class=\"small word\" x=\"%.1f\" y=\"%.1f\">", from + 26,
                 pen->y - 6);
        svg_add_words(pen->svg);
        text_add(&pen->svg->text, "</text>");
    }
    text_clear(words);
}

/* ---- Drawing ---- */

static enum mark mark_of(const struct pen *pen, const struct span *span)
{
    static const enum mark marks[] = {
        [SPAN_READY] = MARK_WAIT,    [SPAN_SLEEP] = MARK_SLEEP, [SPAN_YIELD] = MARK_SLEEP,
        [SPAN_WAIT] = MARK_WAIT,     [SPAN_JOIN] = MARK_JOIN,   [SPAN_OUTSIDE] = MARK_OUTSIDE,
        [SPAN_THREAD] = MARK_THREAD, [SPAN_BUSY] = MARK_BUSY,
    };

    if (is_due(pen, span))
        return MARK_LATE;
    return span->state == SPAN_SLEEP && span->held ? MARK_HOLD : marks[span->state];
}

static bool is_drawn(const struct pen *pen, const struct span *span, double from, double to)
{
    if (span->state == SPAN_BUSY || is_due(pen, span))
        return has_width(pen, span);
    return to - from >= LEAST_SEEN && to - pen->end >= 1;
}

static void draw_span(struct pen *pen, const struct span *span)
{
    double from = begin_of(pen, span), to = end_of(pen, span);

    if (!is_drawn(pen, span, from, to))
        return;
    if (to - from < 1)
        from = to - 1;
    if (!pen->svg->is_plain) {
        text_add(&pen->svg->text, "<g>");
        add_account(pen, span);
        svg_add_title(pen->svg);
    }
    if (span->held && (span->state == SPAN_SLEEP || span->state == SPAN_LATE))
        svg_add_frame(pen->svg, from, to, pen->y);
    svg_add_stretch(pen->svg, mark_of(pen, span), from, to, pen->y);
    text_add(&pen->svg->text, pen->svg->is_plain ? "" : "</g>\n");
    pen->end = to;
}

/* What is said of the end, and the dots of a task that never goes on. */
static void draw_note(struct pen *pen, const struct lane *lane)
{
    struct svg *svg = pen->svg;
    double x = svg_x(svg, svg->axis.size);
    bool never = is_stuck(pen) && !lane->group->band;
    bool overflows =
        lane->group->count == 1 && svg->life->overflow && pen->task->ended == svg->life->overflow;

    if (never)
        svg_add_stretch(svg, MARK_NEVER, x + 4, x + SVG_NEVER, pen->y);
    if (!lane->note.length)
        return;
    columns_add_cut(&svg->words, text_string(&lane->note), SVG_NOTE);
    text_add(&svg->text, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">",
             lane->group->band ? "small" : "note",
             x +
                 (never       ? SVG_NEVER
                  : overflows ? SVG_OVERFLOW
                              : 0) +
                 8,
             pen->y + 4.5);
    svg_add_words(svg);
    text_add(&svg->text, "</text>\n");
}

/* A filled line of steps, as high as the lane where most tasks are under way. */
static void draw_band(struct pen *pen, const struct lane *lane)
{
    struct svg *svg = pen->svg;
    double base = pen->y + 12;
    size_t shown = 0;

    svg->seen[MARK_BAND] |= lane->band.most > 0;
    if (lane->band.most)
        text_add(&svg->words, "%zu tasks, at most %zu of them under way at once",
                 lane->group->count, lane->band.most);
    else
        text_add(&svg->words, "%zu tasks, none of them sleeps", lane->group->count);
    text_add(&svg->text, "<g>");
    svg_add_title(svg);
    text_add(&svg->text, "<path class=\"band\" d=\"M%.1f %.1f", svg_x(svg, 0), base);
    for (double x = 0; x <= svg->axis.size; x++) {
        size_t count = tally_at(&lane->band, axis_time_at(&svg->axis, x));

        if (count != shown)
            text_add(&svg->text, "H%.1fV%.1f", svg_x(svg, x),
                     base - 24.0 * (double)count / (double)lane->band.most);
        shown = count;
    }
    text_add(&svg->text, "H%.1fV%.1fz\"/></g>\n", svg_x(svg, svg->axis.size), base);
}

/* The most pixels that a letter of a name needs in any font. */
static double breadth(const char *letter)
{
    size_t length;

    if (isupper((unsigned char)*letter))
        return 12.5;
    if (isdigit((unsigned char)*letter))
        return 9.1;
    return columns_next(letter, &length) * 8.3;
}

static double broadest(const char *name)
{
    double width = 0;

    for (size_t length; *name; name += length) {
        width += breadth(name);
        columns_next(name, &length);
    }
    return width;
}

/* The name ends before the lane. A name of broad letters, such as one of escapes, is squeezed. */
void svg_draw_name(struct svg *svg, size_t row)
{
    const double room = svg->left - 14;

    columns_add_label(&svg->words, text_string(&svg->lanes[row].label), SVG_LABEL);
    text_add(&svg->text, "<text class=\"name\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\"",
             svg->left - 10, svg_y(svg, row) + 4.5);
    if (broadest(text_string(&svg->words)) > room)
        text_add(&svg->text, " textLength=\"%.1f\" lengthAdjust=\"spacingAndGlyphs\"", room);
    text_add(&svg->text, ">");
    svg_add_words(svg);
    text_add(&svg->text, "</text>\n");
}

void svg_draw_lane(struct svg *svg, size_t row)
{
    const struct lane *lane = &svg->lanes[row];
    struct pen pen = { svg, lane->group->tasks[0], svg_y(svg, row), svg->left };

    if (lane->group->band)
        draw_band(&pen, lane);
    for (size_t i = 0; !lane->group->band && i < pen.task->span_count; i++)
        draw_span(&pen, &pen.task->spans[i]);
    draw_note(&pen, lane);
    svg_end_stretches(svg);
}

void svg_draw_words(struct svg *svg, size_t row)
{
    const struct group *group = svg->lanes[row].group;
    struct pen pen = { svg, group->tasks[0], svg_y(svg, row), svg->left };

    for (size_t i = 0; !group->band && i < pen.task->span_count; i++) {
        const struct span *span = &pen.task->spans[i];

        if ((span->state == SPAN_WAIT || span->state == SPAN_OUTSIDE) && span->end > span->begin)
            draw_word(&pen, span, begin_of(&pen, span), end_of(&pen, span));
    }
}
