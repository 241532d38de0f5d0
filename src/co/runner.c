/* Runners: one run after the other in a loop, and the clean-up. */
#include "co/generator_internal.h"
#include "co/introspect_internal.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/scope.h"
#include "co/kernel/task.h"
#include "co/open_loops_internal.h"
#include "co/runtime_internal.h"

/* ---- Running ---- */

static int run_loop(struct co_loop *loop)
{
    struct co_task *job = co_job_now;

    threads_of(loop)->host = job;
    co_job_now = NULL; /* a function in a pool thread may run a loop of its own */
    loop->run.is_running = true;
    loop_run_until_stopped(loop);
    loop->run.is_running = false;
    co_job_now = job;
    return loop->run.stopped_by;
}

/* The first interrupt asks main to end, the second stops the loop. */
static void on_interrupt(struct co_loop *loop)
{
    loop->run.interrupted = false;
    if (loop->run.interrupts++)
        loop_stop(loop, -EINTR);
    else if (loop->run.main && !loop->run.main->ended)
        co_task_cancel(loop->run.main);
}

static void stop_after_main(struct co_handle *handle)
{
    struct co_loop *loop = container_of(handle, struct co_loop, run.stop_handle);

    /* It may be left from a run that was stopped first. */
    if (loop->run.main && loop->run.main->ended)
        co_stop();
}

/* As in asyncio, the loop stops one turn after main has ended: tasks that are ready then still run
 * in that turn. */
static void on_main_ended(struct co_watcher *watcher, struct co_task *task)
{
    struct co_loop *loop = container_of(watcher, struct co_loop, run.main_watcher);

    (void)task;
    loop->run.stop_handle.call = stop_after_main;
    ready_push_handle(&loop->ready, &loop->run.stop_handle);
}

/* The result of main, or why main has not ended. */
static int outcome(struct co_loop *loop, struct co_task *main, int stopped_by)
{
    if (!main->ended)
        return stopped_by < 0 ? stopped_by
                              : co_raise(-EPERM, "Event loop stopped before Future completed.");
    main->seen = true;
    task_move_text(loop, main);
    /* The interrupt may be the only request to cancel main. */
    if (main->result == -ECANCELED && loop->run.interrupts && co_task_uncancel(main) == 0)
        return -EINTR;
    return main->result;
}

static int run_until_ended(struct co_loop *loop, struct co_task *main)
{
    int rc;

    loop->run.main = main;
    loop->run.interrupts = 0;
    loop->run.main_watcher.ended = on_main_ended;
    if (main->ended)
        on_main_ended(&loop->run.main_watcher, main);
    else
        task_watch(main, &loop->run.main_watcher);
    rc = run_loop(loop);
    if (!main->ended)
        task_unwatch(main, &loop->run.main_watcher);
    rc = outcome(loop, main, rc);
    loop->run.main = NULL;
    return rc;
}

int co_run_until_complete(struct co_loop *handle, struct co_task *task)
{
    struct co_loop *loop;
    int rc = loop_activate(handle, &loop);

    if (rc == 0)
        rc = task_check(loop, task);
    if (rc < 0)
        return rc;
    task_reference(task);
    rc = run_until_ended(loop, task);
    if (task->ended)
        task_consume(task);
    task_unreference(task);
    return rc;
}

int co_run_forever(struct co_loop *handle)
{
    struct co_loop *loop;
    int rc = loop_activate(handle, &loop);

    if (rc < 0)
        return rc;
    loop->run.is_forever = true;
    rc = run_loop(loop);
    loop->run.is_forever = false;
    return rc;
}

void co_stop(void)
{
    struct co_loop *loop = co_loop_now;

    if (!loop)
        return;
    loop->run.stopping = true;
    loop->turns_left = 0;
}

/* ---- What is left ---- */

/* Cancel and await it, as asyncio.run() does. New tasks that these make are cancelled in turn. */
static int cancel_the_rest(struct co_loop *loop)
{
    loop->tasks.shutdown_from = loop->tasks.last_ended + 1;
    while (loop->tasks.pending) {
        uint32_t last = loop->tasks.last_id;
        int rc = tasks_cancel_all(loop);

        if (rc < 0)
            return rc;
        rc = run_loop(loop);
        if (rc == -ELOOP || rc == -EINTR || (rc < 0 && loop->tasks.last_id == last))
            return rc;
    }
    return 0;
}

/* Their cleanup may await, so it needs tasks and turns. What these leave is cancelled as well. */
static int close_generators(struct co_loop *loop)
{
    int rc;

    while ((rc = generators_close_one(loop)) > 0) {
        run_loop(loop);
        rc = cancel_the_rest(loop);
        if (rc < 0)
            break;
    }
    return rc;
}

/* ---- Runner ---- */

int co_runner_open(struct co_runner *runner, const struct co_options *options)
{
    struct co_loop *loop;
    int rc;

    if (runner->state == CO_RUNNER_CLOSED)
        return co_raise(-EBADF, "Runner is closed");
    if (runner->state == CO_RUNNER_OPEN)
        return co_raise(-EALREADY, "Runner is open already");
    if (loop_running_here())
        return co_raise(-EALREADY, "Cannot open a runner while a loop is running");
    rc = loop_create(&loop, options);
    if (rc < 0)
        return rc;
    loop->run.on_interrupt = on_interrupt;
    *runner = (struct co_runner){ loop_handle(loop), CO_RUNNER_OPEN };
    return 0;
}

/* The next main sees the variables that this one has set. */
static void keep_context(struct co_loop *loop, const struct co_task *main)
{
    if (!loop->has_contexts)
        return;
    struct scope seen = scope_copy(&main->details->scope);
    scope_release(&loop->callback_task.details->scope);
    loop->callback_task.details->scope = seen;
}

int co_runner_run(struct co_runner *runner, struct co_coro main)
{
    struct co_task *task;
    struct co_loop *loop;
    int rc;

    if (runner->state != CO_RUNNER_OPEN)
        return co_raise(-EBADF, runner->state == CO_RUNNER_CLOSED ? "Runner is closed"
                                                                  : "Runner is not open");
    if (loop_running_here())
        return co_raise(-EALREADY, "Runner.run() cannot be called from a running event loop");
    rc = loop_activate(runner->loop, &loop);
    if (rc < 0)
        return rc;
    task = co_create_task(main);
    if (!task)
        return loop->tasks.create_error;
    task_reference(task);
    rc = co_run_until_complete(runner->loop, task);
    keep_context(loop, task);
    task_consume(task);
    task_unreference(task);
    return rc;
}

int co_runner_close(struct co_runner *runner)
{
    struct co_loop *loop;
    int rc;

    if (runner->state == CO_RUNNER_CLOSED)
        return 0;
    if (runner->state == CO_RUNNER_NEW) {
        runner->state = CO_RUNNER_CLOSED;
        return 0;
    }
    loop = loop_find_here(runner->loop);
    if (loop && loop->run.is_running)
        return co_raise(-EALREADY, "Cannot close a running event loop");
    rc = loop_activate(runner->loop, &loop);
    if (rc < 0)
        return rc;
    *runner = (struct co_runner){ .state = CO_RUNNER_CLOSED };
    rc = cancel_the_rest(loop);
    if (rc == 0)
        rc = close_generators(loop);
    loop_free(loop);
    return rc;
}

int co_run(struct co_coro main, const struct co_options *options)
{
    struct co_runner runner = { 0 };
    int rc, rest;

    if (loop_running_here())
        return co_raise(-EALREADY, "asyncio.run() cannot be called from a running event loop");
    rc = co_runner_open(&runner, options);
    if (rc < 0)
        return rc;
    rc = co_runner_run(&runner, main);
    rest = co_runner_close(&runner);
    return rc >= 0 && rest < 0 ? rest : rc;
}

bool co_interrupt(void)
{
    struct co_loop *loop = co_loop_now ? co_loop_now : co_pool_loop_now;

    if (!loop)
        return false;
    loop->run.interrupted = true;
    loop_wake(loop);
    return true;
}

struct co_loop *co_runner_get_loop(const struct co_runner *runner)
{
    open_loops_note_address(runner->loop);
    return runner->loop;
}
