#include "run/order_course.h"

#include "co/explain/roster.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Tasks that poll, with sleep(0) or with timers, may never let the awaited step come: then the hold
 * ends. */
enum { PATIENCE = 5000 };

/* splitmix64, by Sebastiano Vigna. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t number = *state += UINT64_C(0x9e3779b97f4a7c15);

    number = (number ^ (number >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ (number >> 27)) * UINT64_C(0x94d049bb133111eb);
    return number ^ (number >> 31);
}

static bool knows(struct order_course *course, uint32_t task)
{
    bool known = order_steps_know(&course->steps, task);

    course->failed |= !known;
    return known;
}

/* ---- Tasks ---- */

static void note_made(struct order_target *target, const struct order_step *step, uint32_t task,
                      const char *name)
{
    if (strcmp(step->task, name) == 0 && ++target->seen == step->nth)
        target->task = task;
}

void order_course_made(struct order_course *course, uint32_t task, const char *name)
{
    const struct order *order = course->order;

    if (order->past_count)
        order_past_made(&course->past, order, task, name);
    for (size_t i = 0; i < order->hold_count; i++) {
        note_made(&course->held[i], &order->holds[i].held, task, name);
        note_made(&course->until[i], &order->holds[i].until, task, name);
    }
    for (size_t i = 0; i < order->late_count; i++)
        note_made(&course->late[i], &order->lates[i].step, task, name);
}

static bool has_begun(const struct order_course *course, size_t i)
{
    return order_steps_of(&course->steps, course->until[i].task) >=
           course->order->holds[i].until.step;
}

/* The end of main ends each hold: one that waits for the last step of main has made its
 * difference. */
void order_course_ended(struct order_course *course, uint32_t task)
{
    course->ended |= task == MAIN_TASK;
    for (size_t i = 0; i < course->order->hold_count; i++) {
        if (course->holds[i] == ORDER_HOLDING && course->ended && has_begun(course, i))
            course->holds[i] = ORDER_APPLIED;
        else if (course->until[i].task == task && course->holds[i] <= ORDER_HOLDING &&
                 !has_begun(course, i))
            course->holds[i] = ORDER_HOPELESS;
    }
}

/* ---- Holds ---- */

/* The task is ready because time has passed, or because of something outside of the loop: then it
 * could also have been ready later. */
static bool may_be_later(const struct co_task *task)
{
    enum co_cause_kind kind = co_task_cause(task)->kind;

    return kind == CO_CAUSE_TIMER || kind == CO_CAUSE_THREAD || kind == CO_CAUSE_OUTSIDE;
}

static bool goes_on(struct order_course *course, size_t i, const struct co_task *task,
                    enum co_hold_moment moment)
{
    enum order_state *state = &course->holds[i];

    if (*state > ORDER_HOLDING)
        return false;
    if (*state == ORDER_AHEAD)
        course->patience = 0;
    if (has_begun(course, i))
        *state = *state == ORDER_HOLDING ? ORDER_APPLIED : ORDER_OVERTAKEN;
    else if (moment == CO_HOLD_END || course->patience > PATIENCE ||
             (moment == CO_HOLD_IDLE && !may_be_later(task)))
        *state = ORDER_HOPELESS;
    else
        *state = ORDER_HOLDING;
    return *state == ORDER_HOLDING;
}

static bool holds(void *context, struct co_task *task, enum co_hold_moment moment)
{
    struct order_course *course = context;
    uint32_t id = co_task_id(task), step = order_steps_of(&course->steps, id) + 1;
    bool held = false;

    if (course->order->past_count)
        return order_past_holds(&course->past, course->order, task, moment);
    for (size_t i = 0; i < course->order->hold_count && !course->ended; i++)
        if (course->held[i].task == id && course->order->holds[i].held.step == step)
            held |= goes_on(course, i, task, moment);
    return held;
}

static int64_t begins(void *context, struct co_task *task)
{
    struct order_course *course = context;
    uint32_t id = co_task_id(task);

    if (course->order->past_count)
        return order_past_begins(&course->past, course->order, task);
    course->patience++;
    if (knows(course, id))
        order_steps_count(&course->steps, id);
    return 0;
}

/* ---- Time ---- */

static int64_t lateness(void *context, uint32_t task)
{
    struct order_course *course = context;
    const struct order *order = course->order;
    uint32_t step = order_steps_of(&course->steps, task) + 1;

    for (size_t i = 0; i < order->late_count; i++)
        if (course->late[i].task == task && order->lates[i].step.step == step &&
            course->lates[i] == ORDER_AHEAD) {
            course->lates[i] = ORDER_APPLIED;
            return order->lates[i].by;
        }
    /* Half of the jumps are on time. */
    if (order->most_late && !course->ended && next_random(&course->random) & 1)
        return (int64_t)(next_random(&course->random) % (uint64_t)order->most_late);
    return 0;
}

static bool jumps(void *context, int64_t deadline)
{
    struct order_course *course = context;

    return order_past_jumps(&course->past, course->order, deadline);
}

static void note_place(struct order_places *places, uint32_t ready, uint32_t picked)
{
    if (places->count < ORDER_PLACES_MAX)
        places->kept[places->count] = (struct order_place){ ready, picked };
    places->count++;
}

/* The next pick of the order. So many are ready. */
static uint32_t take_pick(struct order_course *course, uint32_t count)
{
    uint32_t picked = course->order->picks[course->picked];

    if (picked >= count && !course->too_few) {
        course->too_few = count;
        course->missed = course->picked;
    }
    course->picked++;
    return picked % count;
}

static uint32_t pick(void *context, uint32_t count)
{
    struct order_course *course = context;
    const struct order *order = course->order;
    uint32_t picked = 0;

    if (course->ended)
        return 0;
    if (course->picked < order->pick_count)
        picked = take_pick(course, count);
    else if (order->has_chance)
        picked = (uint32_t)(next_random(&course->random) % count);
    if (order->places)
        note_place(order->places, count, picked);
    return picked;
}

/* ---- Beginning and end ---- */

void order_course_begin(struct order_course *course, const struct order *order)
{
    course->order = order;
    course->random = order->chance;
    course->chooser = (struct co_chooser){
        .pick = order->has_chance || order->pick_count || order->places ? pick : NULL,
        .holds = order->hold_count || order->past_count ? holds : NULL,
        .begins = begins,
        .lateness = lateness,
        .jumps = order->past_count ? jumps : NULL,
        .context = course,
    };
}

static void add_task(struct text *text, const struct order_step *step)
{
    text_add(text, "%s", step->task);
    if (step->nth > 1)
        text_add(text, "~%u", step->nth);
}

/* The step did not come. */
static void add_missing(const struct order_course *course, const struct order_target *target,
                        const struct order_step *step, struct text *why)
{
    uint32_t steps = order_steps_of(&course->steps, target->task);

    if (!target->task && !target->seen) {
        text_add(why, "no task has the name %s", step->task);
    } else if (!target->task) {
        text_add(why, "only %u task%s the name %s", target->seen,
                 target->seen == 1 ? " has" : "s have", step->task);
    } else {
        add_task(why, step);
        text_add(why, " has only %u step%s", steps, steps == 1 ? "" : "s");
    }
}

static void complain_of_hold(const struct order_course *course, size_t i, struct text *why)
{
    const struct order_hold *hold = &course->order->holds[i];

    if (course->holds[i] == ORDER_OVERTAKEN) {
        order_add_step(why, &hold->until);
        text_add(why, " comes before ");
        order_add_step(why, &hold->held);
        text_add(why, " in any case");
    } else if (!course->held[i].task ||
               order_steps_of(&course->steps, course->held[i].task) < hold->held.step) {
        add_missing(course, &course->held[i], &hold->held, why);
    } else if (!course->until[i].task ||
               order_steps_of(&course->steps, course->until[i].task) < hold->until.step) {
        add_missing(course, &course->until[i], &hold->until, why);
    } else {
        order_add_step(why, &hold->until);
        text_add(why, " does not come while ");
        add_task(why, &hold->held);
        text_add(why, " is held");
    }
}

bool order_course_complain(const struct order_course *course, struct text *why)
{
    const struct order *order = course->order;
    size_t i = 0;

    if (order_past_complain(&course->past, order, why))
        return true;
    for (; i < order->hold_count; i++)
        if (course->holds[i] != ORDER_APPLIED) {
            order_add_hold(why, &order->holds[i]);
            text_add(why, ": ");
            complain_of_hold(course, i, why);
            return true;
        }
    for (i = 0; i < order->late_count; i++)
        if (course->lates[i] != ORDER_APPLIED) {
            text_add(why, "late ");
            order_add_step(why, &order->lates[i].step);
            text_add(why, ": no timer leads to this step");
            return true;
        }
    if (course->too_few)
        text_add(why,
                 "pick %zu is %" PRIu32 ", but only %" PRIu32
                 " tasks are ready there, and the first of them is 0",
                 course->missed + 1, order->picks[course->missed], course->too_few);
    else if (course->picked < order->pick_count)
        text_add(why, "only at %zu places several tasks are ready, and the order picks at %zu",
                 course->picked, order->pick_count);
    return course->too_few || course->picked < order->pick_count;
}

void order_course_free(struct order_course *course)
{
    order_past_free(&course->past);
    order_lines_free(&course->lines);
    order_steps_free(&course->steps);
}
