/* The marks of lines and of ends, and the arrows between lanes. */
#include "co/explain/array.h"
#include "show/svg_internal.h"
#include "show/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    ARROW_REACH = 6 * SVG_STEP, /* an arrow begins at a mark of its lane that is as near as this */
    CORNER = 6,                 /* the radius of an arrow's turn */
    DISC = 20,                  /* discs that lie nearer than this become one */
    TOLD_LINES = 6,             /* a disc tells so many lines */
};

bool svg_shows(const struct axis_step *step)
{
    return step->line_count || step->end || step->baton;
}

double svg_center(const struct svg *svg, const struct axis_step *step)
{
    bool wide = svg->axis.stage == AXIS_STEPS && step->line_count > 1;

    if (svg->axis.stage == AXIS_LINEAR)
        return svg_x(svg, step->x);
    return svg_x(svg, step->x + (wide ? SVG_STEP : SVG_STEP / 2.0));
}

/* ---- Arrows ---- */

/* The last step of the task that gives the arrow, if its mark is near; NULL: none. */
static const struct axis_step *giver_of(const struct svg *svg, const struct axis_step *step)
{
    const struct life_task *giver = life_task(svg->life, step->baton->cause.by);
    double nearest = svg_center(svg, step) - ARROW_REACH;

    for (const struct axis_step *other = step;
         other-- > svg->axis.steps && svg_center(svg, other) > nearest;)
        if (other->task == giver && svg_shows(other))
            return other;
    return NULL;
}

static void add_arrow_title(struct svg *svg, const struct axis_step *step)
{
    words_add_name(&svg->words, life_name(svg->life, step->baton->cause.by));
    text_add(&svg->words, " lets ");
    words_add_name(&svg->words, step->task->name);
    text_add(&svg->words, " go on");
    svg_add_title(svg);
}

/* The middle of the step's mark, or of the last of two. */
static double last_mark(const struct svg *svg, const struct axis_step *step)
{
    if (step->line_count && step->end && step->end->result < 0)
        return svg_x(svg, step->end_x + SVG_STEP / 2.0);
    return svg_center(svg, step);
}

/* From the giver's lane to the step's. It leaves the lane below or above what the lane shows. */
static struct svg_arrow arrow_to(const struct svg *svg, const struct axis_step *step)
{
    double x = svg_center(svg, step), y = svg_y(svg, step->giver), end = svg_y(svg, step->group);
    int down = end > y ? 1 : -1;
    struct svg_arrow arrow = { .x = x, .down = down > 0 };

    arrow.tip = end - down * (step->line_count || step->end ? 10 : 2);
    snprintf(arrow.path, sizeof arrow.path, "M%.1f %.1fV%.1f", x, y + down * CORNER,
             arrow.tip - down * 8);
    return arrow;
}

/* In the giver's lane an arrow runs behind all that the lane shows, and turns. */
static void draw_stem(struct svg *svg, const struct axis_step *step)
{
    const struct axis_step *giver = giver_of(svg, step);
    double x = svg_center(svg, step), y = svg_y(svg, step->giver);
    double turn = y + (step->group > step->giver ? CORNER : -CORNER);

    if (giver)
        text_add(&svg->text, "<path class=\"baton\" d=\"M%.1f %.1fH%.1fQ%.1f %.1f %.1f %.1f\"/>\n",
                 last_mark(svg, giver), y, x - CORNER, x, y, x, turn);
    else
        text_add(&svg->text, "<path class=\"baton\" d=\"M%.1f %.1fV%.1f\"/>\n", x, y, turn);
}

void svg_draw_stems(struct svg *svg)
{
    const struct axis_step *end = svg->axis.steps + svg->axis.step_count;

    for (const struct axis_step *step = svg->axis.steps; step < end; step++)
        if (step->baton && svg->axis.stage == AXIS_STEPS)
            draw_stem(svg, step);
}

static void draw_arrow(struct svg *svg, const struct axis_step *step)
{
    struct svg_arrow arrow = arrow_to(svg, step);

    text_add(&svg->text, "<g>");
    add_arrow_title(svg, step);
    svg_add_arrow(svg, &arrow);
    text_add(&svg->text, "</g>\n");
}

/* What arrows cross gives way to them, but arrows do not give way to each other. */
void svg_draw_arrows(struct svg *svg)
{
    const struct axis_step *end = svg->axis.steps + svg->axis.step_count;

    if (svg->axis.stage != AXIS_STEPS)
        return;
    text_add(&svg->text, "<path class=\"halo\" d=\"");
    for (const struct axis_step *step = svg->axis.steps; step < end; step++)
        if (step->baton)
            text_add(&svg->text, "%s", arrow_to(svg, step).path);
    text_add(&svg->text, "\"/>\n");
    for (const struct axis_step *step = svg->axis.steps; step < end; step++)
        if (step->baton)
            draw_arrow(svg, step);
}

/* ---- Discs ---- */

/* Lines that share a disc. */
struct disc {
    size_t *lines; /* indexes in life.lines */
    size_t count, capacity;
    double first_x, last_x; /* of the steps; the disc is in the middle */
    double end;             /* where the disc before ends */
};

static int compare_lines(const void *one, const void *other)
{
    size_t line = *(const size_t *)one, other_line = *(const size_t *)other;

    return (line > other_line) - (line < other_line);
}

/* The index of the step's first line among the lines of its task. */
static size_t ordinal_of(const struct axis_step *step)
{
    const size_t *lines = step->task->lines;
    size_t low = 0, high = step->task->line_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (lines[middle] < step->first_line)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_lines(struct svg *svg, struct disc *disc, const struct life_task *task,
                      size_t ordinal, size_t count)
{
    for (size_t i = ordinal; i < ordinal + count && i < task->line_count; i++) {
        size_t *lines = array_room(disc->lines, disc->count, &disc->capacity, sizeof *lines);

        if (!lines) {
            svg->text.failed = true;
            return;
        }
        disc->lines = lines;
        disc->lines[disc->count++] = task->lines[i];
    }
}

/* Tasks that share a lane print their lines at the same times, but not in a row. */
static void add_step(struct svg *svg, struct disc *disc, const struct axis_step *step)
{
    const struct group *group = &svg->groups.groups[step->group];
    size_t ordinal = ordinal_of(step);

    if (group->band)
        add_lines(svg, disc, step->task, ordinal, step->line_count);
    for (size_t i = 0; !group->band && i < group->count; i++)
        add_lines(svg, disc, group->tasks[i], ordinal, step->line_count);
}

/* "7", "14–15" for all from 14 to 15, "14…19" for some of them. */
static void format_label(char *label, size_t size, const struct disc *disc)
{
    size_t first = disc->lines[0] + 1, last = disc->lines[disc->count - 1] + 1;

    if (first == last)
        snprintf(label, size, "%zu", first);
    else
        snprintf(label, size, "%zu%s%zu", first, last - first + 1 == disc->count ? "–" : "…", last);
}

static void add_disc_title(struct svg *svg, const struct disc *disc)
{
    for (size_t i = 0; i < disc->count && i < TOLD_LINES; i++) {
        const char *line = svg->life->lines[disc->lines[i]].event->text;

        text_add(&svg->words, "%sline %zu: %s", i ? "; " : "", disc->lines[i] + 1,
                 line + strspn(line, " "));
    }
    if (disc->count > TOLD_LINES)
        text_add(&svg->words, "; and %zu more", disc->count - TOLD_LINES);
    svg_add_title(svg);
}

static void draw_disc(struct svg *svg, struct disc *disc, double y)
{
    double x = (disc->first_x + disc->last_x) / 2;
    char label[64];

    if (!disc->count)
        return;
    qsort(disc->lines, disc->count, sizeof *disc->lines, compare_lines);
    format_label(label, sizeof label, disc);
    if (svg->on_page)
        text_add(&svg->text, "<g class=\"mark\" data-first=\"%zu\" data-last=\"%zu\">",
                 disc->lines[0] + 1, disc->lines[disc->count - 1] + 1);
    else
        text_add(&svg->text, "<g data-lines=\"%zu\">", disc->count);
    add_disc_title(svg, disc);
    disc->end = x + svg_add_disc(svg, label, x, y);
    text_add(&svg->text, "</g>\n");
    disc->count = 0;
}

/* Where steps have no columns of their own, the discs of those that lie close become one. */
static void draw_lines(struct svg *svg, struct disc *disc, const struct axis_step *step)
{
    double x = svg_center(svg, step);

    if (disc->count && (svg->axis.stage == AXIS_STEPS || x - disc->first_x >= DISC))
        draw_disc(svg, disc, svg_y(svg, step->group));
    if (!disc->count)
        disc->first_x = x;
    disc->last_x = x;
    add_step(svg, disc, step);
}

/* ---- Ends ---- */

/* A good end hangs on the disc of the line before it; a bad one stands apart. */
static double x_of_end(const struct svg *svg, const struct axis_step *step, const struct disc *disc)
{
    bool bad = mark_of_end(step->end) != MARK_END;
    double x = svg_center(svg, step), least = disc->end + (bad ? SVG_STEP / 2.0 : 1.5);

    if (bad && step->line_count && svg->axis.stage == AXIS_STEPS)
        x = svg_x(svg, step->end_x + SVG_STEP / 2.0);
    return step->line_count && !bad ? least : fmax(x, least);
}

static void draw_end(struct svg *svg, const struct axis_step *step, struct disc *disc)
{
    double y = svg_y(svg, step->group);

    draw_disc(svg, disc, y);
    text_add(&svg->text, "<g>");
    words_add_name(&svg->words, step->task->name);
    text_add(&svg->words, step->end == svg->life->overflow ? " overflows its stack" : " ends");
    if (step->end->result < 0) {
        text_add(&svg->words, ", ");
        words_add_failure(&svg->words, step->end->result, step->end->text);
    }
    svg_add_title(svg);
    svg_add_point(svg, mark_of_end(step->end), x_of_end(svg, step, disc), y);
    text_add(&svg->text, "</g>\n");
}

void svg_draw_marks(struct svg *svg, size_t row)
{
    struct disc disc = { 0 };

    for (size_t i = 0; i < svg->axis.step_count; i++) {
        const struct axis_step *step = &svg->axis.steps[i];

        if (step->group != row)
            continue;
        if (step->line_count)
            draw_lines(svg, &disc, step);
        if (step->end)
            draw_end(svg, step, &disc);
    }
    draw_disc(svg, &disc, svg_y(svg, row));
    free(disc.lines);
}
