/*
 * The loop: which task runs next, and turns.
 *
 * A look at the outside costs 200 ns and a switch 3, so tasks switch directly to each other, and
 * turns follow each other directly, until something is due.
 */
#include "co/kernel/loop.h"

#include "co/kernel/choice.h"
#include "co/kernel/clock.h"
#include "co/kernel/current.h"
#include "co/kernel/due.h"
#include "co/kernel/iteration.h"
#include "co/kernel/observe.h"
#include "co/kernel/ready.h"
#include "co/kernel/switch.h"
#include "co/kernel/task.h"
#include "co/kernel/timers.h"

#include <stdatomic.h>

enum { SHORT_LOOK_NANOSECONDS = 20000 };

/* ---- Switching ---- */

FIBER_INLINE void switch_away(struct co_loop *loop, struct co_task *task)
{
    fiber_switch(&task->fiber, pick(loop));
    stack_was_left(loop);
    co_place_now = task->place;
}

/* A cancel request that arrived after the task was made ready takes the place of the result that
 * the task was woken with. */
static inline int resumed(struct co_task *task, int result)
{
    if (unlikely(task->must_cancel)) {
        task->must_cancel = false;
        return -ECANCELED;
    }
    return result;
}

static inline void cancel_if_asked(struct co_task *task, struct co_wait *wait)
{
    if (unlikely(task->must_cancel)) {
        task->must_cancel = false;
        wait->cancel(wait, task);
    }
}

RARE static int suspend_observed(struct co_loop *loop, struct co_task *task, struct co_wait *wait)
{
    task_observe(loop, CO_TRACE_WAITING, task, wait->resource, 0);
    cancel_if_asked(task, wait);
    switch_away(loop, task);
    task_observe(loop, CO_TRACE_STEP, task, NULL, 0);
    return resumed(task, task->result);
}

int loop_suspend(struct co_loop *loop, struct co_wait *wait)
{
    struct co_task *task = loop->running;

    task->wait = wait;
    task->place = co_place_now;
    if (unlikely(loop->observed))
        return suspend_observed(loop, task, wait);
    cancel_if_asked(task, wait);
    switch_away(loop, task);
    return resumed(task, task->result);
}

RARE static int yield_observed(struct co_loop *loop, struct co_task *task)
{
    task_observe(loop, CO_TRACE_WAITING, task, NULL, 0);
    task_set_cause(task, CO_CAUSE_TASK);
    task->details->steps++;
    task_observe(loop, CO_TRACE_WOKEN, task, NULL, 0);
    ready_push_task(&loop->ready, task);
    switch_away(loop, task);
    task_observe(loop, CO_TRACE_STEP, task, NULL, 0);
    return resumed(task, 0);
}

int loop_yield(struct co_loop *loop)
{
    struct co_task *task = loop->running;

    task->place = co_place_now;
    if (unlikely(loop->observed))
        return yield_observed(loop, task);
    ready_push_task(&loop->ready, task);
    switch_away(loop, task);
    return resumed(task, 0);
}

/* ---- Turns ---- */

void loop_run_step(struct co_loop *loop, uintptr_t entry)
{
    if (ready_is_handle(entry)) {
        ready_call_handle(entry);
    } else {
        loop->running = ready_task(entry);
        if (!ready_is_begun_task(entry))
            task_start(loop, loop->running);
        /* The scheduler goes on when the turn is over, or when a callback is next. */
        fiber_switch(&loop->scheduler, &loop->running->fiber);
        stack_was_left(loop);
    }
}

static void run_turn(struct co_loop *loop)
{
    struct ready_queue *ready = &loop->ready;

    while (ready->next != ready->turn_end)
        loop_run_step(loop, ready->ring[ready->next++ & ready->mask]);
}

void loop_stop(struct co_loop *loop, int why)
{
    loop->run.stopped_by = why;
    loop->run.stopping = true;
}

/* Others of which the loop knows nothing: threads of the program, and watchers of its `ev_loop`. */
static bool others_may_wake(const struct co_loop *loop)
{
    const struct outside *outside = &loop->outside;

    return !loop->options.self_contained && (outside->address_taken || outside->always_looks);
}

/* How many turns may pass at most without a look at the outside: fewer where something may come
 * from there at any time. */
static inline int most_turns(const struct co_loop *loop)
{
    bool alone = !loop->outside.awaited && !loop->outside.open && !others_may_wake(loop);

    return alone ? TURNS_PER_LOOK_ALONE : TURNS_PER_LOOK;
}

/* Returns whether the sources are looked at before each turn. */
static inline bool takes_each_look(const struct co_loop *loop)
{
    return loop->turns.are_watched || loop->run.stopping ||
           (loop->outside.awaited && !loop_time_is_real(loop));
}

/* Grant turns until the next look at the outside: more and more while turns are short. */
static inline void grant_turns(struct co_loop *loop, int64_t passed)
{
    int32_t granted = loop->turns.granted;

    if (unlikely(takes_each_look(loop))) {
        granted = 0;
    } else if (loop_time_is_real(loop) && passed > SHORT_LOOK_NANOSECONDS) {
        granted /= 2;
    } else {
        int32_t most = most_turns(loop) - 1;

        granted = granted * 2 + 1;
        granted = granted < most ? granted : most;
    }
    loop->turns.granted = loop->turns_left = granted;
}

/* The news is taken first: what comes during the look is looked at again. */
static void look_at_sources(struct co_loop *loop, bool has_waited)
{
    atomic_exchange_explicit(&loop->outside.has_news, false, memory_order_acquire);
    for (const struct source *const *source = loop->outside.sources; *source; source++)
        if ((*source)->look)
            (*source)->look(loop, has_waited);
}

static inline bool has_to_look(const struct co_loop *loop)
{
    const struct outside *outside = &loop->outside;

    return outside->awaited || outside->always_looks ||
           atomic_load_explicit(&outside->has_news, memory_order_relaxed);
}

void loop_wake(struct co_loop *loop)
{
    atomic_store_explicit(&loop->outside.has_news, true, memory_order_release);
    if (loop->outside.sleep)
        loop->outside.sleep->wake(loop);
}

static void look_outside(struct co_loop *loop, bool has_waited)
{
    int64_t before = loop->now;

    if (unlikely(has_to_look(loop)))
        look_at_sources(loop, has_waited);
    if (loop_time_is_real(loop))
        loop_clock(loop);
    if (loop->next_deadline <= loop->now)
        due_look(loop);
    grant_turns(loop, loop->now - before);
}

/* Nothing is ready, and no timer is armed. */
static bool something_may_come(struct co_loop *loop)
{
    for (const struct source *const *source = loop->outside.sources; *source; source++)
        if ((*source)->may_come && (*source)->may_come(loop))
            return true;
    return others_may_wake(loop);
}

static bool has_to_serve(const struct co_loop *loop)
{
    const struct outside *outside = &loop->outside;

    return outside->awaited || outside->open || outside->held;
}

static bool serve_sources(struct co_loop *loop, int64_t deadline)
{
    for (const struct source *const *source = loop->outside.sources; *source; source++)
        if ((*source)->serve && (*source)->serve(loop, deadline))
            return true;
    return false;
}

/* Nothing is ready. Wait, or let time jump; false if nothing will ever happen. */
static bool wait_outside(struct co_loop *loop)
{
    int64_t deadline = timer_queue_next(&loop->timers);

    loop->turns.granted = 0;
    switch (loop->options.clock) {
    case CO_CLOCK_REAL:
        if (deadline == CO_NEVER && !something_may_come(loop))
            return false;
        loop->outside.sleep->until(loop, loop_real_time(loop, deadline));
        /* A Ctrl-C may also have ended a thing that main waits for: the interrupt comes first. */
        if (loop->run.interrupted)
            loop->run.on_interrupt(loop);
        return true;
    case CO_CLOCK_REPLAY:
        if (!loop->options.record->failed)
            return deadline != CO_NEVER;
        break; /* beyond the record: let it end */
    default:
        break;
    }
    if (unlikely(has_to_serve(loop))) {
        if (serve_sources(loop, deadline))
            return true;
        deadline = timer_queue_next(&loop->timers);
    }
    if (deadline == CO_NEVER)
        return false;
    if (unlikely(loop->held.first) && choice_release_before(loop, deadline))
        return true;
    if (loop->options.clock == CO_CLOCK_PACED) {
        int64_t until = loop_real_time(loop, deadline);

        if (monotonic() < until && !loop->run.interrupted) {
            loop->outside.sleep->until(loop, until);
            return true;
        }
    }
    loop->now = unlikely(loop->chooser != NULL) ? choice_wake(loop, deadline) : deadline;
    loop_time_has_moved(loop);
    return true;
}

/* The same, where tasks may be held. */
static inline bool wait_for_more(struct co_loop *loop)
{
    if (likely(!loop->held.first))
        return wait_outside(loop);
    return choice_release_idle(loop) || wait_outside(loop) || choice_release_end(loop);
}

/* Tell why the loop stops, then stop it. */
static void give_up(struct co_loop *loop, enum co_trace_kind kind, int why)
{
    if (loop->observed)
        task_observe(loop, kind, NULL, NULL, why);
    if (loop->run.on_stuck)
        loop->run.on_stuck(loop, why);
    loop_stop(loop, why);
}

/* The limit of turns is reached. Tasks that end, more than are made, are progress, as where a long
 * chain of tasks is cancelled; that cannot go on for ever. */
RARE static bool makes_progress(struct co_loop *loop)
{
    if (loop->tasks.pending >= loop->turns.pending_at_limit)
        return false;
    loop->turns.pending_at_limit = loop->tasks.pending;
    loop->turns.without_time = 0;
    return true;
}

/* After a turn: let in what is due, or wait for it. */
static void next_turn(struct co_loop *loop)
{
    uint32_t limit = loop->options.turns_at_once;
    struct ready_queue *ready = &loop->ready;

    loop->turns.without_time += 1 + loop->turns.granted - loop->turns_left;
    if (unlikely(loop->turns.hook != NULL))
        iteration_show(loop);
    if (loop->run.interrupted)
        loop->run.on_interrupt(loop);
    loop->due.have_fired = false;
    look_outside(loop, false);
    while (ready->end == ready->turn_end && !loop->due.have_fired && !loop->run.stopping &&
           !loop->run.stopped_by) {
        if (!loop->tasks.pending && !loop->run.is_forever) {
            loop_stop(loop, 0);
        } else if (loop->run.interrupted) {
            loop->run.on_interrupt(loop);
        } else if (!wait_for_more(loop)) {
            give_up(loop, CO_TRACE_DEADLOCK, -EDEADLK);
            return;
        }
        look_outside(loop, true);
    }
    if (!loop_time_is_real(loop) && loop->turns.without_time > limit && !makes_progress(loop)) {
        give_up(loop, CO_TRACE_LIVELOCK, -ELOOP);
        return;
    }
    /* A callback of a timer may have stopped the loop: then the tasks that the timers woke do not
     * run in this turn. */
    if (likely(!loop->due.have_fired || !loop->run.stopping))
        ready->turn_end = ready->end;
}

void loop_run_until_stopped(struct co_loop *loop)
{
    loop->run.stopped_by = 0;
    loop_time_has_moved(loop); /* after a livelock the tasks still get to clean up */
    /* If the loop was told to stop before, there is one turn without waiting. */
    do {
        next_turn(loop);
        if (unlikely(loop->turns.are_watched))
            choice_run_turn(loop, loop->inspector ? loop->inspector->run_step : loop_run_step);
        else
            run_turn(loop);
    } while (!loop->run.stopping && !loop->run.stopped_by);
    loop->run.stopping = false;
}
