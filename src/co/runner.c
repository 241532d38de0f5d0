/* One run, from the making of its loop to the last of what is left over. */
#include "internal.h"

#include "random.h"

enum { DEFAULT_TURNS_AT_ONCE = 100000 };

static void stop_in_this_turn(struct co_handle *handle)
{
    struct co_loop *loop = container_of(handle, struct co_loop, stop_handle);

    loop->stopping = true;
    loop->turns_left = 0;
}

/* As in asyncio, the loop stops one turn after main has ended: who is ready then still has a
 * turn. */
static void on_main_ended(struct co_watcher *watcher, struct co_task *task)
{
    struct co_loop *loop = container_of(watcher, struct co_loop, main_watcher);

    (void)task;
    loop->stop_handle.call = stop_in_this_turn;
    ready_push_handle(loop, &loop->stop_handle);
}

static _Atomic uint64_t loops_begun;

static int loop_begin(struct co_loop *loop, const struct co_options *options)
{
    *loop = (struct co_loop){ 0 };
    if (options)
        loop->options = *options;
    if (!loop->options.turns_at_once)
        loop->options.turns_at_once = DEFAULT_TURNS_AT_ONCE;
    if (!(loop->options.pace > 0))
        loop->options.pace = 1;
    loop->observed = loop->options.observe != NULL;
    loop->stacks.default_class = stacks_class(loop->options.stack_size);
    loop->next_deadline = CO_NEVER;
    loop->start = monotonic();
    loop->serial = atomic_fetch_add_explicit(&loops_begun, 1, memory_order_relaxed) + 1;
    loop->outside.loop = loop;
    loop->outside.name = "callback";
    random_seed(loop->random, loop->options.seed);
    fiber_of_thread(&loop->scheduler);
    /* For the handle that stops it, and for a callback that starts a task eagerly. */
    if (ready_reserve(&loop->ready, 2) < 0)
        return -ENOMEM;
    /* Signal handlers and pool threads will want to wake it; and descriptors should be missed
     * before anything runs. */
    return loop->options.clock == CO_CLOCK_REAL ? poller_need(loop) : 0;
}

static void report_if_lost(struct co_task *task, void *context)
{
    (void)context;
    if (task->references > 0 && task->ended && task->loop == co_loop_now)
        task_report_lost_error(task);
}

/* Callbacks that are still to be called free what they are made of, and do no more. */
static void forget_callbacks(struct co_loop *loop)
{
    struct ready_queue *ready = &loop->ready;

    loop->closing = true;
    while (ready->next != ready->end) {
        uintptr_t entry = ready->ring[ready->next++ & ready->mask];

        if (ready_is_handle(entry))
            loop_call_handle(entry);
    }
}

static void loop_end(struct co_loop *loop)
{
    signals_free(loop);
    executor_free(loop);
    callbacks_free(loop);
    forget_callbacks(loop);
    stacks_each(&loop->stacks, report_if_lost, NULL);
    task_groups_free(loop);
    while (loop->futures) {
        loop->futures->references = 1;
        loop->futures->ended = true;
        task_unreference(loop->futures);
    }
    timer_queue_free(&loop->timers);
    stacks_free(&loop->stacks);
    memory_resize(loop->ready.ring, 0);
    /* A signal handler may want to wake the loop even now. */
    struct poller *poller = loop->poller;
    loop->poller = NULL;
    poller_free(poller);
}

/* Cancel and await what is left, as asyncio.run() does. New tasks that these make are cancelled in
 * turn. */
static int cancel_the_rest(struct co_loop *loop)
{
    /* If main is among them its end is no reason to stop: others may still be cleaning up. */
    if (!loop->main->ended)
        task_unwatch(loop->main, &loop->main_watcher);
    while (loop->pending) {
        uint32_t last = loop->last_task_id;
        int rc = tasks_cancel_all(loop);

        if (rc < 0)
            return rc;
        loop_run_until_stopped(loop);
        if (loop->stopped_by == -ELOOP || (loop->stopped_by && loop->last_task_id == last))
            return loop->stopped_by;
    }
    return 0;
}

/* Their cleanup may await, so it needs tasks and turns. What these leave is cancelled as well. */
static int close_generators(struct co_loop *loop)
{
    int rc;

    while ((rc = generators_close_one(loop)) > 0) {
        loop_run_until_stopped(loop);
        rc = cancel_the_rest(loop);
        if (rc < 0)
            break;
    }
    return rc;
}

int co_run(struct co_coro main, const struct co_options *options)
{
    struct co_task *job = co_job_now;
    struct co_loop loop;
    int rc;

    if (co_loop_now)
        return co_raise(-EALREADY, "a loop runs in this thread already");
    co_job_now = NULL; /* a function in a pool thread may run a loop of its own */
    rc = loop_begin(&loop, options);
    co_loop_now = &loop;
    if (rc == 0 && !(loop.main = co_create_task(main)))
        rc = loop.refused;
    if (rc == 0) {
        co_task_keep(loop.main);
        loop.main_watcher.ended = on_main_ended;
        task_watch(loop.main, &loop.main_watcher);
        loop_run_until_stopped(&loop);
        rc = loop.main->ended ? loop.main->result : loop.stopped_by;
        loop.main->seen = true;
        if (rc == -ECANCELED && loop.was_interrupted)
            rc = -EINTR;
        int rest = cancel_the_rest(&loop);
        if (rest == 0)
            rest = close_generators(&loop);
        if (rc >= 0 && rest < 0)
            rc = rest;
    }
    loop_end(&loop);
    co_loop_now = NULL;
    co_job_now = job;
    return rc;
}

bool co_interrupt(void)
{
    struct co_loop *loop = co_loop_now;

    if (!loop)
        return false;
    loop->interrupted = 1;
    loop_wake(loop);
    return true;
}
