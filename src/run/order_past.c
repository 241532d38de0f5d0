#include "run/order_past.h"

#include <stdlib.h>
#include <string.h>

/* ---- Tasks ---- */

static bool knows(struct order_past_course *course, uint32_t task)
{
    bool known = order_steps_know(&course->steps, task);

    course->failed |= !known;
    return known;
}

/* The first entry of the next task of this name. All others follow it. */
static size_t find_first_step(const struct order_past_course *course, const struct order *order,
                              const char *name)
{
    size_t i = 0;
    uint32_t nth = 0;

    for (; i < order->past_count; i++) {
        const struct order_step *step = &order->past[i].step;

        if (step->step > 1 || strcmp(step->task, name) != 0)
            continue;
        if (!course->ids[i] && (!nth || step->nth < nth))
            nth = step->nth;
    }
    for (i = 0; nth && i < order->past_count; i++)
        if (order->past[i].step.nth == nth && strcmp(order->past[i].step.task, name) == 0)
            return i;
    return order->past_count;
}

void order_past_made(struct order_past_course *course, const struct order *order, uint32_t task,
                     const char *name)
{
    size_t first;

    if (!course->ids)
        course->ids = calloc(order->past_count + 1, sizeof *course->ids);
    if (!course->printed)
        course->printed = calloc(order->past_count + 1, sizeof *course->printed);
    course->failed |= !course->ids || !course->printed;
    if (course->failed || !knows(course, task))
        return;
    first = find_first_step(course, order, name);
    for (size_t i = first; i < order->past_count; i++)
        if (order->past[i].step.nth == order->past[first].step.nth &&
            strcmp(order->past[i].step.task, name) == 0)
            course->ids[i] = task;
}

/* ---- Steps ---- */

static bool is_over(const struct order_past_course *course, const struct order *order)
{
    return course->failed || course->has_strayed || course->next >= order->past_count ||
           (!order->past[course->next].step.step && !order->past[course->next].is_heard);
}

static bool is_next(const struct order_past_course *course, const struct order *order,
                    uint32_t task)
{
    return course->ids[course->next] == task && task < course->steps.capacity &&
           order->past[course->next].step.step == order_steps_of(&course->steps, task) + 1;
}

/* Such a step is not counted: how many there are depends on the system. */
static bool is_from_outside(const struct co_task *task)
{
    return co_task_cause(task)->kind == CO_CAUSE_OUTSIDE;
}

/* The index of the task's next step, if something from outside began it; else past_count. */
static size_t next_heard(const struct order_past_course *course, const struct order *order,
                         uint32_t task)
{
    size_t i = course->next;

    while (i < order->past_count && course->ids[i] != task)
        i++;
    return i < order->past_count && order->past[i].is_heard ? i : order->past_count;
}

/* A step from outside has its place among the others; without one it comes at once. All that has
 * come is delivered first, as a look at the outside does on the real clock. */
static bool holds_heard(struct order_past_course *course, const struct order *order, uint32_t task)
{
    size_t heard = next_heard(course, order, task);

    course->has_heard |= heard == course->next;
    if (course->lets_hear && (heard == course->next || !order->past[course->next].is_heard))
        return false;
    return heard < order->past_count;
}

bool order_past_holds(struct order_past_course *course, const struct order *order,
                      const struct co_task *task, enum co_hold_moment moment)
{
    if (is_over(course, order))
        return false;
    if (is_from_outside(task))
        return holds_heard(course, order, co_task_id(task));
    course->has_strayed = moment == CO_HOLD_END;
    return !course->has_strayed && !is_next(course, order, co_task_id(task));
}

int64_t order_past_begins(struct order_past_course *course, const struct order *order,
                          const struct co_task *task)
{
    uint32_t id = co_task_id(task);

    if (is_over(course, order) || !knows(course, id))
        return 0;
    if (is_from_outside(task) && next_heard(course, order, id) != course->next)
        return 0;
    if (!is_from_outside(task))
        order_steps_count(&course->steps, id);
    course->has_heard = course->lets_hear = false;
    return order->past[course->next++].at;
}

static bool jumps_to_heard(struct order_past_course *course, int64_t at, int64_t deadline)
{
    if (course->has_heard && !course->lets_hear) {
        course->lets_hear = true;
        return true;
    }
    /* The virtual clock is not behind the recorded one: what has not come will not come. */
    if (!course->lets_hear && deadline <= at)
        return false;
    course->next++;
    course->has_heard = course->lets_hear = false;
    return true;
}

bool order_past_jumps(struct order_past_course *course, const struct order *order, int64_t deadline)
{
    bool lets_hear = course->lets_hear;
    const struct order_past *next;

    if (is_over(course, order))
        return false;
    next = &order->past[course->next];
    if (next->is_heard)
        return jumps_to_heard(course, next->at, deadline);
    /* The step may need what a held task does. */
    course->lets_hear |= deadline > next->at;
    return course->lets_hear && !lets_hear;
}

/* Returns whether the entry is one of this task, or of callbacks. Those have no task and name. */
static bool is_of(const struct order_past_course *course, const struct order *order, size_t entry,
                  uint32_t task)
{
    return course->ids[entry] == task && !task == !order->past[entry].step.task[0];
}

/* The index of the next line of the entry. The entry has one. */
static size_t next_line(const struct order_past_course *course, const struct order *order,
                        size_t entry)
{
    return order->past[entry].first_line + course->printed[entry];
}

/* The n-th line of the task is the n-th of the past, in whatever step it comes. */
size_t order_past_line(struct order_past_course *course, const struct order *order, uint32_t task)
{
    size_t count = course->ids && !course->failed ? order->past_count : 0, first = count;

    for (size_t i = 0; i < count && !course->has_strayed; i++)
        if (is_of(course, order, i, task) && course->printed[i] < order->past[i].lines &&
            (first == count || order->lines[next_line(course, order, i)] <
                                   order->lines[next_line(course, order, first)]))
            first = i;
    if (first == count)
        return ORDER_NO_LINE;
    course->printed[first]++;
    return next_line(course, order, first) - 1;
}

/* ---- The end ---- */

bool order_past_complain_of_lines(const struct order_past_course *course, const struct order *order,
                                  struct text *why)
{
    if (!order->said || course->said == order->said)
        return false;
    text_add(why, "the lines or their times are not those of the recorded run%s",
             order->past_count ? ", in which something outside may have come in another order"
                               : "");
    return true;
}

bool order_past_complain(const struct order_past_course *course, const struct order *order,
                         struct text *why)
{
    size_t next = course->next;

    while (next < order->past_count && order->past[next].is_heard)
        next++;
    if (next < order->past_count && order->past[next].step.step) {
        order_add_step(why, &order->past[next].step);
        text_add(why,
                 " does not come after the %zu steps before it: something outside has come in"
                 " another order, or the demo has changed",
                 next);
        return true;
    }
    return order_past_complain_of_lines(course, order, why);
}

void order_past_free(struct order_past_course *course)
{
    free(course->ids);
    order_steps_free(&course->steps);
    free(course->printed);
    *course = (struct order_past_course){ 0 };
}
