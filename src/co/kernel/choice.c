/*
 * The order of a run, where a chooser decides it.
 *
 * A loop without a chooser never comes here: with one, the scheduler goes on after each step, and
 * time jumps from one look to the next.
 */
#include "co/kernel/choice.h"

#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/random.h"
#include "co/kernel/task.h"
#include "co/kernel/timers.h"

/* The entries before the chosen one keep their order. */
static void bring_to_front(struct ready_queue *ready, uint32_t index)
{
    uintptr_t chosen = ready->ring[(ready->next + index) & ready->mask];

    for (; index; index--)
        ready->ring[(ready->next + index) & ready->mask] =
            ready->ring[(ready->next + index - 1) & ready->mask];
    ready->ring[ready->next & ready->mask] = chosen;
}

static bool is_held(const struct co_chooser *chooser, struct co_task *task,
                    enum co_hold_moment moment)
{
    return chooser->holds && chooser->holds(chooser->context, task, moment);
}

static void move_time(struct co_loop *loop, int64_t moment)
{
    if (moment > loop->now) {
        loop->now = moment;
        loop_time_has_moved(loop);
    }
}

/* Take the entry that runs next out of the turn, which has one at least. 0: its task is held. */
static uintptr_t take(struct co_loop *loop, uint32_t count)
{
    const struct co_chooser *chooser = loop->chooser;
    struct ready_queue *ready = &loop->ready;
    uintptr_t entry;

    if (chooser && chooser->pick && count > 1)
        bring_to_front(ready, chooser->pick(chooser->context, count) % count);
    entry = ready->ring[ready->next++ & ready->mask];
    if (!chooser || ready_is_handle(entry))
        return entry;
    struct co_task *task = ready_task(entry);
    if (is_held(chooser, task, CO_HOLD_NEXT)) {
        task->details->task = task;
        list_append(&loop->held, &task->details->link);
        return 0;
    }
    if (chooser->begins)
        move_time(loop, chooser->begins(chooser->context, task));
    return entry;
}

static struct co_task *task_of(struct co_link *link)
{
    return container_of(link, struct task_details, link)->task;
}

/* The entry that the held task had. */
static uintptr_t entry_of(const struct co_task *task)
{
    return (uintptr_t)task | (task->stack ? 0 : READY_NEW_TASK);
}

/* After a step: the held tasks that may run now run before all others of the turn. */
static void release(struct co_loop *loop)
{
    struct ready_queue *ready = &loop->ready;

    for (struct co_link *link = loop->held.last, *previous; link; link = previous) {
        previous = link->previous;
        if (!is_held(loop->chooser, task_of(link), CO_HOLD_NEXT)) {
            list_remove(&loop->held, link);
            ready->ring[--ready->next & ready->mask] = entry_of(task_of(link));
        }
    }
}

/* To the task that runs, each step looks like the last of its turn: so the scheduler goes on after
 * each step. */
void choice_run_turn(struct co_loop *loop, void (*run_step)(struct co_loop *loop, uintptr_t entry))
{
    struct ready_queue *ready = &loop->ready;
    uint32_t turn_end = ready->turn_end;

    while (ready->next != turn_end) {
        uintptr_t entry = take(loop, turn_end - ready->next);

        ready->turn_end = ready->next;
        if (entry)
            run_step(loop, entry);
        if (loop->held.first)
            release(loop);
    }
    ready->turn_end = turn_end;
}

static bool release_at(struct co_loop *loop, enum co_hold_moment moment)
{
    bool any = false;

    for (struct co_link *link = loop->held.first, *next; link; link = next) {
        next = link->next;
        if (!is_held(loop->chooser, task_of(link), moment)) {
            list_remove(&loop->held, link);
            ready_push(&loop->ready, entry_of(task_of(link)));
            any = true;
        }
    }
    return any;
}

bool choice_release_idle(struct co_loop *loop)
{
    return release_at(loop, CO_HOLD_IDLE);
}

bool choice_release_before(struct co_loop *loop, int64_t deadline)
{
    const struct co_chooser *chooser = loop->chooser;

    while (chooser->jumps && chooser->jumps(chooser->context, deadline))
        if (release_at(loop, CO_HOLD_NEXT))
            return true;
    return false;
}

bool choice_release_end(struct co_loop *loop)
{
    return choice_release_before(loop, CO_NEVER) || release_at(loop, CO_HOLD_END);
}

int64_t choice_wake(struct co_loop *loop, int64_t deadline)
{
    const struct co_chooser *chooser = loop->chooser;
    int64_t late = chooser->lateness
                       ? chooser->lateness(chooser->context, timer_queue_first_task(&loop->timers))
                       : 0;
    int64_t moment;

    return late > 0 && !__builtin_add_overflow(deadline, late, &moment) ? moment : deadline;
}

/* ---- Shuffled turns ---- */

static uint32_t pick_by_chance(void *context, uint32_t count)
{
    struct co_loop *loop = co_loop_now;

    (void)context;
    return (uint32_t)(random_next(loop->random) % count);
}

const struct co_chooser choice_by_chance = { .pick = pick_by_chance };
