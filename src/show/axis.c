#include "show/axis.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum {
    INSTANTS = 50,                     /* of the real clock fit into a run, */
    LONGEST_INSTANT = 2 * 1000 * 1000, /* and none is longer, in nanoseconds */
};
/* Without this much room for each gap, arrows would leave nothing of the time between. */
static const double LEAST_GAPS = 1.2;

static int compare_times(const void *one, const void *other)
{
    int64_t time = *(const int64_t *)one, other_time = *(const int64_t *)other;

    return (time > other_time) - (time < other_time);
}

static int compare_steps(const void *one, const void *other)
{
    const struct axis_step *step = *(struct axis_step *const *)one;
    const struct axis_step *other_step = *(struct axis_step *const *)other;

    if (step->run != other_step->run)
        return step->run < other_step->run ? -1 : 1;
    if (step->task != other_step->task)
        return step->task < other_step->task ? -1 : 1;
    return (step->first > other_step->first) - (step->first < other_step->first);
}

/* The index of the last instant that begins at this time or before; 0 if none does. */
static size_t instant_of(const struct axis *axis, int64_t time)
{
    size_t low = 0, high = axis->instant_count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (axis->instants[middle].begin <= time)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* ---- Collecting
 * ---------------------------------------------------------------------------------------------- */

static int collect_steps(struct axis *axis)
{
    size_t room = 1;
    int failed = 0;

    for (size_t i = 0; i < axis->run_count; i++)
        room += axis->runs[i].life->step_count;
    axis->steps = calloc(room, sizeof *axis->steps);
    axis->by_task = calloc(room, sizeof *axis->by_task);
    if (!axis->steps || !axis->by_task)
        return -ENOMEM;
    for (size_t i = 0; i < axis->run_count && !failed; i++)
        failed = axis_steps_add(axis->steps, &axis->step_count, &axis->runs[i], i);
    for (size_t i = 0; i < axis->step_count; i++)
        axis->by_task[i] = &axis->steps[i];
    qsort(axis->by_task, axis->step_count, sizeof *axis->by_task, compare_steps);
    return failed;
}

/* The times of all steps, the begin, and the ends of the runs, in order. */
static int64_t *collect_times(const struct axis *axis, size_t *count)
{
    int64_t *times = calloc(axis->step_count + axis->run_count + 1, sizeof *times);

    if (!times)
        return NULL;
    *count = 1; /* the begin, at 0 */
    for (size_t i = 0; i < axis->step_count; i++)
        times[(*count)++] = axis->steps[i].time;
    for (size_t i = 0; i < axis->run_count; i++)
        times[(*count)++] = axis->runs[i].life->end;
    qsort(times, *count, sizeof *times, compare_times);
    return times;
}

/* On the real clock, steps that belong together are a little apart. */
static int64_t grain_of(const struct axis *axis)
{
    bool real = false;

    for (size_t i = 0; i < axis->run_count; i++)
        real |= axis->runs[i].life->is_real;
    return !real                                    ? 0
           : axis->end / INSTANTS < LONGEST_INSTANT ? axis->end / INSTANTS
                                                    : LONGEST_INSTANT;
}

static int collect_instants(struct axis *axis)
{
    size_t count = 0;
    int64_t *times = collect_times(axis, &count);

    axis->instants = times ? calloc(count, sizeof *axis->instants) : NULL;
    if (!axis->instants) {
        free(times);
        return -ENOMEM;
    }
    axis->end = times[count - 1];
    for (size_t i = 0; i < count; i++) {
        size_t n = axis->instant_count;

        if (!n || times[i] - axis->instants[n - 1].begin > grain_of(axis))
            axis->instants[axis->instant_count++] = (struct axis_instant){ .begin = times[i] };
        axis->instants[axis->instant_count - 1].end = times[i];
    }
    free(times);
    for (size_t i = 0; i < axis->step_count; i++)
        axis->steps[i].instant = instant_of(axis, axis->steps[i].time);
    return 0;
}

/* ---- Laying out
 * ---------------------------------------------------------------------------------------------- */

/* In columns. The numbers of several lines, "14-15", are wider than one; a terminal counts them. */
static double line_columns(const struct axis *axis, const struct axis_step *step)
{
    return !step->line_count ? 0 : step->line_count == 1 || axis->scale.apart ? 1 : 2;
}

/* A good end needs no mark beside that of a line. */
static double end_columns(const struct axis_step *step)
{
    return step->end && (!step->line_count || step->end->result < 0);
}

/* Give the step its columns from `x` on. Returns where they end. */
static double place_step(const struct axis *axis, struct axis_step *step, double x)
{
    double column = axis->scale.step;

    step->baton_x = x;
    step->x = x + (step->baton && axis->scale.apart ? column : 0);
    step->end_x = step->x + line_columns(axis, step) * column;
    x = step->end_x + end_columns(step) * column;
    return step->baton && x < step->baton_x + column ? step->baton_x + column : x;
}

/* Count the columns of each instant: as many as the run with most steps needs. Returns the sum. */
static double count_columns(struct axis *axis)
{
    double column = axis->scale.step, sum = 0;

    for (size_t i = 0; i < axis->instant_count; i++)
        axis->instants[i].columns = column;
    for (size_t i = 0, k; axis->stage == AXIS_STEPS && i < axis->step_count; i = k) {
        struct axis_instant *instant = &axis->instants[axis->steps[i].instant];
        double columns = 0;

        for (k = i; k < axis->step_count && axis->steps[k].run == axis->steps[i].run &&
                    axis->steps[k].instant == axis->steps[i].instant;
             k++)
            columns = place_step(axis, &axis->steps[k], columns);
        if (columns > instant->columns)
            instant->columns = columns;
    }
    for (size_t i = 0; i < axis->instant_count; i++)
        sum += axis->instants[i].columns;
    return sum;
}

/* Share the room out among the gaps, in proportion, but none gets less than the least. */
static void share_room(struct axis *axis, double room)
{
    size_t gaps = axis->instant_count - 1, fixed = 0, before;
    double least = axis->scale.least, total = 0, scale;

    for (size_t i = 0; i < gaps; i++) {
        axis->instants[i].gap = 0;
        total += (double)(axis->instants[i + 1].begin - axis->instants[i].end);
    }
    do {
        before = fixed;
        scale = total > 0 ? (room - (double)fixed * least) / total : 0;
        for (size_t i = 0; i < gaps; i++) {
            double time = (double)(axis->instants[i + 1].begin - axis->instants[i].end);

            if (axis->instants[i].gap == 0 && time * scale < least) {
                axis->instants[i].gap = least;
                total -= time;
                fixed++;
            }
        }
    } while (fixed > before);
    for (size_t i = 0; i < gaps; i++)
        if (axis->instants[i].gap == 0)
            axis->instants[i].gap =
                (double)(axis->instants[i + 1].begin - axis->instants[i].end) * scale;
}

static double place(const struct axis *axis, double x)
{
    return axis->scale.whole ? round(x) : x;
}

static double linear_x(const struct axis *axis, int64_t time)
{
    double part = axis->end ? (double)time / (double)axis->end : 0;

    return place(axis, fmin(fmax(part, 0), 1) * (axis->scale.width - axis->scale.step));
}

static void place_instants(struct axis *axis)
{
    double x = 0;

    for (size_t i = 0; i < axis->instant_count; i++) {
        struct axis_instant *instant = &axis->instants[i];

        instant->x = axis->stage == AXIS_LINEAR ? linear_x(axis, instant->begin) : place(axis, x);
        instant->end_x = instant->x + instant->columns;
        x += instant->columns + instant->gap;
    }
    axis->size = axis->instants[axis->instant_count - 1].end_x;
}

static void place_steps(struct axis *axis)
{
    double x = 0;

    for (size_t i = 0; i < axis->step_count; i++) {
        struct axis_step *step = &axis->steps[i];
        const struct axis_instant *instant = &axis->instants[step->instant];
        bool begins = !i || step->instant != step[-1].instant || step->run != step[-1].run;

        if (axis->stage == AXIS_STEPS)
            x = place_step(axis, step, begins ? instant->x : x);
        else
            step->x = step->baton_x = step->end_x = instant->x;
    }
}

int axis_make(struct axis *axis, const struct axis_run *runs, size_t count,
              const struct axis_scale *scale)
{
    double gaps, columns, room;

    *axis = (struct axis){ .runs = runs, .run_count = count, .scale = *scale };
    if (collect_steps(axis) != 0 || collect_instants(axis) != 0)
        return -ENOMEM;
    gaps = (double)(axis->instant_count - 1) * scale->least;
    columns = count_columns(axis);
    axis->needed = columns + gaps * LEAST_GAPS;
    if (scale->width < axis->needed) {
        axis->stage = AXIS_INSTANTS;
        columns = count_columns(axis);
    }
    room = scale->width - columns;
    if (room < gaps)
        axis->stage = AXIS_LINEAR;
    else
        share_room(axis, room);
    place_instants(axis);
    place_steps(axis);
    return 0;
}

void axis_free(struct axis *axis)
{
    free(axis->steps);
    free(axis->by_task);
    free(axis->instants);
    *axis = (struct axis){ 0 };
}

/* ---- Asking
 * ---------------------------------------------------------------------------------------------- */

const struct axis_step *axis_step_of(const struct axis *axis, size_t run,
                                     const struct life_task *task, size_t event)
{
    size_t low = 0, high = axis->step_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct axis_step *step = axis->by_task[middle];
        bool before = step->run != run     ? step->run < run
                      : step->task != task ? step->task < task
                                           : step->last < event;

        if (before)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == axis->step_count || axis->by_task[low]->run != run ||
        axis->by_task[low]->task != task)
        return NULL;
    return axis->by_task[low];
}

double axis_begin_x(const struct axis *axis, size_t run, const struct life_task *task, size_t event,
                    int64_t time)
{
    const struct axis_step *step = axis_step_of(axis, run, task, event);

    return step && step->first <= event ? step->x : axis_time_x(axis, time);
}

double axis_end_x(const struct axis *axis, size_t run, const struct life_task *task, size_t event,
                  int64_t time)
{
    const struct axis_step *step = axis_step_of(axis, run, task, event);

    if (!step || step->instant != instant_of(axis, time))
        return axis_time_x(axis, time);
    return step->baton && event < step->first ? step->baton_x : step->x;
}

double axis_time_x(const struct axis *axis, int64_t time)
{
    size_t index = instant_of(axis, time);
    const struct axis_instant *instant = &axis->instants[index], *next = instant + 1;
    double part;

    if (axis->stage == AXIS_LINEAR)
        return linear_x(axis, time);
    if (time <= instant->end || index + 1 == axis->instant_count)
        return instant->x;
    part = (double)(time - instant->end) / (double)(next->begin - instant->end);
    return place(axis, instant->end_x + part * (next->x - instant->end_x));
}

int64_t axis_time_at(const struct axis *axis, double x)
{
    const struct axis_instant *instant = axis->instants;
    const struct axis_instant *last = instant + axis->instant_count - 1;

    if (axis->stage == AXIS_LINEAR)
        return (int64_t)(x / fmax(axis->scale.width, 1) * (double)axis->end);
    while (instant < last && instant[1].x <= x)
        instant++;
    if (x < instant->end_x || instant == last)
        return instant->begin;
    return instant->end + (int64_t)((x - instant->end_x) / (instant[1].x - instant->end_x) *
                                    (double)(instant[1].begin - instant->end));
}
