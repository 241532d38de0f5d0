/* Drawing lanes into a grid. */
#include "show/columns.h"
#include "show/future.h"
#include "show/lanes_internal.h"
#include "show/words.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum {
    JOIN_COLUMNS = 4, /* from mark to mark: a task that only awaits others must not look busy */
    WORD_MARGIN = 2,  /* columns of the wait on either side of a word in it */
};

/* A lane of one task, or of several with the same life. */
struct pen {
    const struct lanes *lanes;
    const struct axis *axis;
    struct lanes_run *run;
    size_t run_index, row;
    const struct life_task *task;
};

static bool takes_columns(const struct pen *pen, const struct span *span)
{
    return axis_time_x(pen->axis, span->end) > axis_time_x(pen->axis, span->begin);
}

/* A lateness that the axis cannot show is a part of the sleep. */
static const struct span *shown_lateness(const struct pen *pen, const struct span *sleep)
{
    const struct span *next = sleep + 1;

    if (next == pen->task->spans + pen->task->span_count || next->state != SPAN_LATE)
        return NULL;
    return takes_columns(pen, next) ? next : NULL;
}

static size_t begin_of(const struct pen *pen, const struct span *span)
{
    if (span->state == SPAN_LATE || span->state == SPAN_READY)
        return (size_t)axis_time_x(pen->axis, span->begin);
    return (size_t)axis_begin_x(pen->axis, pen->run_index, pen->task, span->from, span->begin);
}

static size_t end_of(const struct pen *pen, const struct span *span)
{
    const struct span *last = pen->task->spans + pen->task->span_count - 1;

    if (span->to >= pen->run->life.stream->count || (!pen->task->ended && span == last))
        return pen->run->grid.columns;
    if (span->state == SPAN_SLEEP && shown_lateness(pen, span))
        return (size_t)axis_time_x(pen->axis, span->end);
    if (span->state == SPAN_SLEEP && span < last && span[1].state == SPAN_LATE)
        span++;
    return (size_t)axis_end_x(pen->axis, pen->run_index, pen->task, span->to, span->end);
}

static enum mark mark_of(const struct pen *pen, const struct span *span)
{
    static const enum mark marks[] = {
        [SPAN_READY] = MARK_LATE,    [SPAN_SLEEP] = MARK_SLEEP,     [SPAN_YIELD] = MARK_SLEEP,
        [SPAN_WAIT] = MARK_WAIT,     [SPAN_JOIN] = MARK_JOIN_SPACE, [SPAN_OUTSIDE] = MARK_OUTSIDE,
        [SPAN_THREAD] = MARK_THREAD, [SPAN_BUSY] = MARK_BUSY,       [SPAN_LATE] = MARK_LATE,
    };

    if (span->state == SPAN_READY && pen->task->is_job)
        return MARK_WAIT; /* for a thread */
    return marks[span->state] == MARK_SLEEP && span->held ? MARK_HOLD : marks[span->state];
}

/* On the real clock each step takes a little time. Where time stands still, it would look long. */
static bool is_too_short(const struct pen *pen, const struct span *span)
{
    double part = (double)(span->end - span->begin) / fmax((double)pen->axis->end, 1);

    return span->state == SPAN_BUSY && part * pen->axis->size < 1;
}

static void draw_span(struct pen *pen, const struct span *span)
{
    size_t begin = begin_of(pen, span), end = end_of(pen, span);

    if (span->from > pen->lanes->until)
        return;
    if (end > pen->lanes->now)
        end = pen->lanes->now;

    if ((span->state == SPAN_READY || span->state == SPAN_LATE) && !takes_columns(pen, span))
        return;
    if (is_too_short(pen, span) || is_future(&pen->run->life, pen->task))
        return; /* no step of a future is late */
    grid_fill(&pen->run->grid, pen->row, begin, end, mark_of(pen, span));
    for (size_t x = begin; span->state == SPAN_JOIN && x < end; x += JOIN_COLUMNS)
        grid_put(&pen->run->grid, pen->row, x, MARK_JOIN);
}

static void draw_band(struct pen *pen, const struct tally *band)
{
    struct grid *grid = &pen->run->grid;

    for (size_t x = 0; x < grid->columns && x < pen->lanes->now; x++) {
        size_t count = tally_at(band, axis_time_at(pen->axis, (double)x + 0.5));
        double level = band->most ? round((double)count * MARKS_LEVELS / (double)band->most) : 0;

        if (count)
            grid_put_level(grid, pen->row, x, MARK_BAND, level < 1 ? 1 : (size_t)level);
    }
}

/* How many lines of the step are no future. */
static size_t lines_of(const struct pen *pen, const struct axis_step *step)
{
    const struct life_line *lines = pen->run->life.lines + step->first_line;
    size_t count = 0;

    while (count < step->line_count && lines[count].index <= pen->lanes->until)
        count++;
    return count;
}

static void draw_end(struct pen *pen, const struct axis_step *step)
{
    struct grid *grid = &pen->run->grid;
    size_t x = (size_t)step->x, end_x = (size_t)step->end_x, row = step->group;
    enum mark end = mark_of_end(step->end);

    if (pen->axis->stage != AXIS_STEPS) {
        enum mark mark = grid_mark(grid, row, x);

        /* The lane shows nothing behind its end, so a bad end may stand there. */
        end_x = x + (mark == MARK_LINE || mark == MARK_LINES || mark == MARK_MANY);
    }
    if (end != MARK_END)
        grid_put(grid, row, end_x, end);
    else if (!step->line_count && end_x == x)
        grid_put(grid, row, x, MARK_END);
}

static void draw_step(struct pen *pen, const struct axis_step *step)
{
    const struct group *group = &pen->run->groups.groups[step->group];
    const struct event *events = pen->run->life.stream->events;
    size_t lines = lines_of(pen, step);

    if (step->first > pen->lanes->until)
        return;
    if (step->baton && pen->axis->stage == AXIS_STEPS)
        lanes_draw_arrow(&pen->run->grid, step);
    if (lines)
        grid_add_lines(&pen->run->grid, step->group, (size_t)step->x,
                       lines * (group->band ? 1 : group->count));
    if (step->end && (size_t)(step->end - events) <= pen->lanes->until)
        draw_end(pen, step);
}

/* ---- Words in waits ---- */

/* Write the word where the wait has room for it and no arrow crosses. */
static int draw_word(struct pen *pen, const struct span *span)
{
    size_t begin = begin_of(pen, span), end = end_of(pen, span), free = 0, needed;
    enum mark mark = mark_of(pen, span);
    struct text name = { 0 }, word = { 0 };
    int error;

    lane_add_word(&name, &pen->run->life, span);
    text_add(&word, " ");
    columns_add(&word, text_string(&name));
    text_add(&word, " ");
    needed = columns_count(text_string(&word)) + (size_t)2 * WORD_MARGIN;
    for (size_t x = begin; x < end && free < needed; x++) {
        free = grid_mark(&pen->run->grid, pen->row, x) == mark ? free + 1 : 0;
        if (free == needed)
            grid_write(&pen->run->grid, pen->row, x + 1 - needed + WORD_MARGIN, text_string(&word));
    }
    error = word.failed || name.failed ? -ENOMEM : 0;
    text_free(&name);
    text_free(&word);
    return error;
}

static int draw_words(struct pen *pen)
{
    int error = 0;

    for (size_t i = 0; i < pen->task->span_count && !error; i++) {
        const struct span *span = &pen->task->spans[i];

        if ((span->state == SPAN_WAIT || span->state == SPAN_OUTSIDE) && span->wait)
            error = draw_word(pen, span);
    }
    return error;
}

/* ---- A run ---- */

static void draw_lane(struct pen *pen)
{
    const struct lane *lane = &pen->run->lanes[pen->row];
    const struct grid *grid = &pen->run->grid;

    if (lane->group->band) {
        draw_band(pen, &lane->band);
        return;
    }
    for (size_t i = 0; i < pen->task->span_count; i++)
        draw_span(pen, &pen->task->spans[i]);
    if (pen->run->life.stuck && pen->lanes->until >= pen->run->life.stream->count &&
        !pen->task->ended && pen->task->made)
        grid_put(&pen->run->grid, pen->row, grid->columns - 1, MARK_NEVER);
}

int lanes_draw(struct lanes *lanes, size_t run)
{
    struct pen pen = { lanes, &lanes->axis, &lanes->runs[run], run, 0, NULL };
    size_t rows = pen.run->groups.count;
    int error;

    grid_free(&pen.run->grid);
    error = grid_make(&pen.run->grid, rows, (size_t)lanes->axis.size + 1);

    if (error)
        return error;
    for (pen.row = 0; pen.row < rows; pen.row++) {
        pen.task = pen.run->groups.groups[pen.row].tasks[0];
        draw_lane(&pen);
    }
    for (size_t i = 0; i < lanes->axis.step_count; i++)
        if (lanes->axis.steps[i].run == run)
            draw_step(&pen, &lanes->axis.steps[i]);
    lanes_tie_arrows(&pen.run->grid);
    /* A word would move while its wait goes on. */
    for (pen.row = 0; pen.row < rows && !error && lanes->until == SIZE_MAX; pen.row++) {
        pen.task = pen.run->groups.groups[pen.row].tasks[0];
        if (!pen.run->groups.groups[pen.row].band)
            error = draw_words(&pen);
    }
    return error;
}
