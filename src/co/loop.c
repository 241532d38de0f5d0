/*
 * The loop: who runs next, and turns.
 *
 * A look at the outside costs 200 ns and a switch 3, so tasks switch directly to each other, and
 * turns follow each other directly, until something is due.
 */
#include "internal.h"

enum { SHORT_LOOK_NANOSECONDS = 20000, MANY_TASKS = 9 };

_Thread_local struct co_loop *co_loop_now;
_Thread_local struct co_task *co_job_now;
_Thread_local struct co_loop *co_pool_loop_now;

static const struct co_place nowhere = { "", 0, "", "" };
_Thread_local const struct co_place *co_place_now = &nowhere;

/* ---- Switching ---- */

/* With many tasks each lies where nothing is in the caches: the heads of those that come up soon
 * are fetched now, and the stack of the next but one, whose head has arrived. (Not inline it would
 * be taken for a function without effect.) */
__attribute__((always_inline)) static inline void fetch_ahead(const struct ready_queue *ready)
{
    char *later = (char *)ready->ring[(ready->next + 6) & ready->mask];
    uintptr_t soon = ready->ring[(ready->next + 2) & ready->mask];

    __builtin_prefetch(later);
    __builtin_prefetch(later + 64);
    if (!ready_is_handle(soon))
        __builtin_prefetch(((struct co_task *)soon)->fiber.stack_pointer);
}

/* Unless nobody is in it, or something else is due before. Returns how many are in it. */
static inline uint32_t begin_following_turn(struct co_loop *loop)
{
    struct ready_queue *ready = &loop->ready;
    uint32_t left = ready->end - ready->turn_end;

    if (!left || loop->turns_left <= 0 || loop->next_deadline <= loop->now)
        return 0;
    loop->turns_left--;
    ready->turn_end = ready->end;
    return left;
}

/* The next task runs, or the scheduler if it has something to do. Returns where to go on. */
static inline struct co_fiber *pick(struct co_loop *loop)
{
    struct ready_queue *ready = &loop->ready;
    uint32_t left = ready->turn_end - ready->next;

    if (left || (left = begin_following_turn(loop))) {
        uintptr_t entry = ready->ring[ready->next & ready->mask];

        if (likely(!ready_is_handle(entry))) {
            ready->next++;
            if (unlikely(left >= MANY_TASKS))
                fetch_ahead(ready);
            loop->running = (struct co_task *)entry;
            return &loop->running->fiber;
        }
    }
    loop->running = NULL;
    return &loop->scheduler;
}

static inline void switch_away(struct co_loop *loop, struct co_task *task)
{
    fiber_switch(&task->fiber, pick(loop));
    stack_was_left(loop);
    co_place_now = task->place;
}

/* A cancel request that arrived after the task was made ready takes the place of what it was woken
 * for. */
static inline int resumed(struct co_task *task, int result)
{
    if (unlikely(task->must_cancel)) {
        task->must_cancel = false;
        return -ECANCELED;
    }
    return result;
}

int loop_suspend(struct co_loop *loop, struct co_wait *wait)
{
    struct co_task *task = loop->running;

    task->wait = wait;
    task->place = co_place_now;
    if (unlikely(loop->observed))
        task_observe(loop, CO_TRACE_WAITING, task, wait->resource, 0);
    if (unlikely(task->must_cancel)) {
        task->must_cancel = false;
        wait->cancel(wait, task);
    }
    switch_away(loop, task);
    return resumed(task, task->result);
}

int loop_yield(struct co_loop *loop)
{
    struct co_task *task = loop->running;

    task->place = co_place_now;
    if (unlikely(loop->observed)) {
        task_observe(loop, CO_TRACE_WAITING, task, NULL, 0);
        task_set_cause(task, CO_CAUSE_TASK);
        task->steps++;
        task_observe(loop, CO_TRACE_WOKEN, task, NULL, 0);
    }
    ready_push_task(loop, task);
    switch_away(loop, task);
    return resumed(task, 0);
}

RARE static int returned_early(struct co_task *task, int rc)
{
    if (task->timeouts)
        timeouts_forget(task, task);
    /* It cancelled itself and returned without waiting: the request wins over a result, but not
     * over an error. */
    return task->must_cancel && rc >= 0 ? -ECANCELED : rc;
}

/* A task's outermost function. Entered and left by jumps: see fiber.h. */
void task_entry(void)
{
    struct co_loop *loop = co_loop_now;
    struct co_task *task = loop->running;
    int rc = -ECANCELED;

    fiber_arrived(&task->fiber);
    stack_was_left(loop);
    if (likely(!task->must_cancel))
        rc = task->run(task->arguments);
    if (unlikely(task->must_cancel | task->timeouts))
        rc = returned_early(task, rc);
    task_end(task, rc);
    fiber_leave(pick(loop));
}

/* ---- Turns ---- */

void loop_call_handle(uintptr_t entry)
{
    struct co_handle *handle = (struct co_handle *)(entry - 1);

    handle->call(handle);
}

void loop_run_step(struct co_loop *loop, uintptr_t entry)
{
    if (ready_is_handle(entry)) {
        loop_call_handle(entry);
    } else {
        loop->running = (struct co_task *)entry;
        /* It comes back when a turn is over, or when it is a callback's turn. */
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

static void stop(struct co_loop *loop, int why)
{
    loop->stopped_by = why;
    loop->stopping = true;
}

/* The first asks main to end; for the second there is no more asking. */
static void on_interrupt(struct co_loop *loop)
{
    loop->interrupted = false;
    if (loop->interrupts++)
        stop(loop, -EINTR);
    else if (loop->main && !loop->main->ended)
        co_task_cancel(loop->main);
}

static bool time_is_real(const struct co_loop *loop)
{
    return loop->options.clock == CO_CLOCK_REAL || loop->options.clock == CO_CLOCK_REPLAY;
}

/* Others of whom the loop knows nothing: threads of the program, and watchers of its `ev_loop`. */
static bool others_may_wake(const struct co_loop *loop)
{
    return !loop->options.self_contained && (loop->address_taken || loop->options.ev_loop);
}

/* How many turns may pass at most without a look at the outside: fewer where somebody may come from
 * there at any time. */
static inline int most_turns(const struct co_loop *loop)
{
    bool alone = !loop->descriptor_waits.first && !loop->executors.first &&
                 !loop->signals.handled && !others_may_wake(loop);

    return alone ? TURNS_PER_LOOK_ALONE : TURNS_PER_LOOK;
}

void loop_notice_watchers(struct co_loop *loop)
{
    loop->turns_are_watched = loop->options.shuffle || loop->iteration_hook || loop->debug;
    loop->turns_left = 0;
}

/* Is there a look before each turn? */
static inline bool takes_each_look(const struct co_loop *loop)
{
    return loop->turns_are_watched || loop->stopping ||
           (loop->descriptor_waits.first && !time_is_real(loop));
}

/* How many turns may pass until the next look at the outside: more and more while turns are
 * short. */
static inline void grant_turns(struct co_loop *loop, int64_t passed)
{
    int32_t granted = loop->turns_granted;

    if (unlikely(takes_each_look(loop))) {
        granted = 0;
    } else if (time_is_real(loop) && passed > SHORT_LOOK_NANOSECONDS) {
        granted /= 2;
    } else {
        int32_t most = most_turns(loop) - 1;

        granted = granted * 2 + 1;
        granted = granted < most ? granted : most;
    }
    loop->turns_granted = loop->turns_left = granted;
}

/* When nothing is ready, the wait looks at them. */
static void look_at_descriptors(struct co_loop *loop)
{
    if (loop->ready.end == loop->ready.turn_end)
        return;
    if (loop->options.clock == CO_CLOCK_REAL)
        poller_look(loop);
    else
        outside_look(loop);
}

/* `has_waited`: on the real clock those whose descriptors were ready have been served then. */
static void look_outside(struct co_loop *loop, bool has_waited)
{
    int64_t before = loop->now;

    inbox_look(loop);
    if (unlikely(signals_arrived(loop)))
        signals_deliver(loop);
    if (unlikely(loop->descriptor_waits.first || loop->options.ev_loop) &&
        !(has_waited && time_is_real(loop)))
        look_at_descriptors(loop);
    if (time_is_real(loop))
        loop_clock(loop);
    if (loop->next_deadline <= loop->now)
        due_look(loop);
    grant_turns(loop, loop->now - before);
}

/* Nothing is ready. Wait, or let time jump; false if nothing will ever happen. */
static bool wait_outside(struct co_loop *loop)
{
    int64_t deadline = timer_queue_next(&loop->timers);

    loop->turns_granted = 0;
    switch (loop->options.clock) {
    case CO_CLOCK_REAL:
        if (deadline == CO_NEVER && threads_are_stuck(loop) && !loop->signals.handled &&
            !loop->descriptor_waits.first && !others_may_wake(loop))
            return false;
        poller_wait(loop, loop_real_time(loop, deadline));
        /* A Ctrl-C that also ended what main waits for comes before that. */
        if (loop->interrupted)
            on_interrupt(loop);
        return true;
    case CO_CLOCK_REPLAY:
        if (!loop->options.record->failed)
            return deadline != CO_NEVER;
        break; /* beyond the record: let it end */
    default:
        break;
    }
    if (threads_run_one(loop) || outside_wait(loop, deadline))
        return true;
    deadline = timer_queue_next(&loop->timers);
    if (deadline == CO_NEVER)
        return false;
    if (loop->options.clock == CO_CLOCK_PACED) {
        int64_t until = loop_real_time(loop, deadline);

        if (monotonic() < until && !loop->interrupted) {
            poller_wait(loop, until);
            return true;
        }
    }
    loop->now = deadline;
    loop_time_has_moved(loop);
    return true;
}

/* Tell the observer why the loop stops, then stop it. */
static void give_up(struct co_loop *loop, enum co_trace_kind kind, int why)
{
    if (loop->observed)
        task_observe(loop, kind, NULL, NULL, why);
    stop(loop, why);
}

void co_set_iteration_hook(void (*hook)(void *argument, const struct co_iteration *iteration),
                           void *argument)
{
    struct co_loop *loop = co_loop_now;

    if (!loop)
        return;
    loop->iteration_hook = hook;
    loop->iteration_argument = argument;
    loop->iterations = 0;
    loop_notice_watchers(loop);
}

static void show_iteration(struct co_loop *loop)
{
    struct co_iteration iteration = {
        .turn = ++loop->iterations,
        .ready = loop->ready.end - loop->ready.next,
        .scheduled = loop->timers.count - loop->timers.disarmed,
        .time = (double)loop->now / (double)NANOSECONDS,
    };

    loop->iteration_hook(loop->iteration_argument, &iteration);
}

/* The limit of turns is reached. Tasks that end, more than are made, are progress, as where a long
 * chain of tasks is cancelled; that cannot go on for ever. */
RARE static bool makes_progress(struct co_loop *loop)
{
    if (loop->pending >= loop->pending_at_limit)
        return false;
    loop->pending_at_limit = loop->pending;
    loop->turns_without_time = 0;
    return true;
}

/* After a turn: let in what is due, or wait for it. */
static void next_turn(struct co_loop *loop)
{
    uint32_t limit = loop->options.turns_at_once;
    struct ready_queue *ready = &loop->ready;

    loop->turns_without_time += 1 + loop->turns_granted - loop->turns_left;
    if (unlikely(loop->iteration_hook != NULL))
        show_iteration(loop);
    if (loop->interrupted)
        on_interrupt(loop);
    loop->timers_have_fired = false;
    look_outside(loop, false);
    while (ready->end == ready->turn_end && !loop->timers_have_fired && !loop->stopping &&
           !loop->stopped_by) {
        if (!loop->pending && !loop->forever) {
            stop(loop, 0);
        } else if (loop->interrupted) {
            on_interrupt(loop);
        } else if (!wait_outside(loop)) {
            give_up(loop, CO_TRACE_DEADLOCK, -EDEADLK);
            return;
        }
        look_outside(loop, true);
    }
    if (!time_is_real(loop) && loop->turns_without_time > limit && !makes_progress(loop)) {
        give_up(loop, CO_TRACE_LIVELOCK, -ELOOP);
        return;
    }
    if (unlikely(loop->options.shuffle))
        ready_shuffle(ready, loop->random);
    /* A callback of a timer may have stopped the loop: what the timers woke is not for this
     * turn. */
    if (likely(!loop->timers_have_fired || !loop->stopping))
        ready->turn_end = ready->end;
}

void loop_run_until_stopped(struct co_loop *loop)
{
    loop->stopped_by = 0;
    loop_time_has_moved(loop); /* after a livelock the tasks still get to clean up */
    /* If it is asked to stop before, there is one turn without waiting. */
    do {
        next_turn(loop);
        if (unlikely(loop->debug))
            debug_run_turn(loop);
        else
            run_turn(loop);
    } while (!loop->stopping && !loop->stopped_by);
    loop->stopping = false;
}
