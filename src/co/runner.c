/* One run, from the making of its loop to the last of what is left over. */
#include "internal.h"

#include "random.h"

enum { DEFAULT_TURNS_AT_ONCE = 100000 };

static _Atomic uint64_t loops_begun;

/* ---- The loops of a thread ---- */

static void push_loop(struct co_loop *loop)
{
    loop->outer = co_loop_now;
    co_loop_now = loop;
    debug_loop_changed();
}

/* The one of this thread that has the handle; NULL: there is none. */
static struct co_loop *find_loop(const struct co_loop *handle)
{
    struct co_loop *loop = co_loop_now;

    while (loop && !loop_has_handle(loop, handle))
        loop = loop->outer;
    return loop;
}

/* Take it out wherever it is among this thread's. */
static void remove_loop(const struct co_loop *loop)
{
    struct co_loop **link = &co_loop_now;

    while (*link != loop)
        link = &(*link)->outer;
    *link = loop->outer;
    debug_loop_changed();
}

/* A child has the memory of its parent's loops, but neither their descriptors nor their signals nor
 * their threads are its own. */
static void forget_loops_in_child(void)
{
    threadsafe_forget();
    signals_forget();
    co_loop_now = NULL;
    co_job_now = NULL;
    co_pool_loop_now = NULL;
    debug_loop_changed();
    threads_unlock();
}

/* The lock is taken before a fork, so that no other thread holds it in the child for ever. (At the
 * start of the program: a guard for the first loop could itself be inherited half done.) */
__attribute__((constructor)) static void watch_for_forks(void)
{
    pthread_atfork(threads_lock, threads_unlock, forget_loops_in_child);
}

/* ---- Beginning and end of a loop ---- */

static int loop_begin(struct co_loop *loop, const struct co_options *options)
{
    *loop = (struct co_loop){ 0 };
    if (options)
        loop->options = *options;
    if (!loop->options.turns_at_once)
        loop->options.turns_at_once = DEFAULT_TURNS_AT_ONCE;
    if (loop->options.pace == 0)
        loop->options.pace = 1;
    loop->observed = loop->options.observe != NULL;
    debug_begin(loop);
    loop->stacks.default_class = stacks_class(loop->options.stack_size);
    loop->next_deadline = CO_NEVER;
    loop->start = monotonic();
    loop->serial = atomic_fetch_add_explicit(&loops_begun, 1, memory_order_relaxed) + 1;
    loop->outside.loop = loop;
    loop->outside.references = 1;
    loop->outside.name = "callback";
    threadsafe_open(loop);
    random_seed(loop->random, loop->options.seed);
    due_begin(loop);
    fiber_of_thread(&loop->scheduler);
    /* For the handles that stop it, drain the inbox and let due timers fire, and for a callback
     * that starts a task eagerly. */
    if (ready_reserve(&loop->ready, 4) < 0)
        return -ENOMEM;
    /* Signal handlers and pool threads will want to wake it; and descriptors should be missed
     * before anything runs. */
    return loop->options.clock == CO_CLOCK_REAL || loop->options.clock == CO_CLOCK_PACED
               ? poller_need(loop)
               : 0;
}

static void report_what_is_left(struct co_task *task, void *context)
{
    struct co_loop *loop = co_loop_now;

    (void)context;
    if (task->references <= 0 || task->loop != loop)
        return;
    if (task->ended && loop->debug)
        debug_task_left(loop, task);
    if (task->ended)
        task_report_lost_error(task);
    else
        report(loop, &(struct co_report){ .kind = CO_REPORT_DESTROYED_PENDING,
                                          .message = "Task was destroyed but it is pending!",
                                          .text = "",
                                          .task = task,
                                          .place = task->place,
                                          .created = co_task_created(task) });
}

static void forget_scope(struct co_task *task, void *context)
{
    (void)context;
    scope_release(&task->scope);
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
    threads_close(loop);
    endings_call(loop);
    callbacks_free(loop);
    forget_callbacks(loop);
    descriptors_free(loop);
    stacks_each(&loop->stacks, report_what_is_left, NULL);
    owned_free(loop);
    done_callbacks_free(loop);
    table_free(&loop->generators);
    for (struct co_task *future; (future = list_first(&loop->futures, struct co_task, link));) {
        future->references = 1;
        future->ended = true;
        task_unreference(future);
    }
    if (loop->has_contexts)
        stacks_each(&loop->stacks, forget_scope, NULL);
    scope_release(&loop->outside.scope);
    timer_queue_free(&loop->timers);
    memory_resize(loop->due.ring, 0);
    quarantine_free(loop);
    stacks_free(&loop->stacks);
    memory_resize(loop->ready.ring, 0);
    debug_end(loop);
    /* A signal handler may want to wake the loop even now. */
    struct poller *poller = loop->poller;
    loop->poller = NULL;
    poller_free(poller);
}

static void loop_free(struct co_loop *loop)
{
    loop_end(loop);
    remove_loop(loop);
    memory_resize(loop, 0);
}

static int check_times(const struct co_options *options)
{
    if (!(options->pace >= 0))
        return co_raise(-EINVAL, "a pace of %g", options->pace);
    if (!(options->slow_callback_duration >= 0))
        return co_raise(-EINVAL, "a slow_callback_duration of %g", options->slow_callback_duration);
    return 0;
}

static int loop_create(struct co_loop **created, const struct co_options *options)
{
    int rc = options ? check_times(options) : 0;
    struct co_loop *loop;

    if (rc < 0)
        return rc;
    loop = memory_resize(NULL, sizeof *loop);
    if (!loop)
        return -ENOMEM;
    rc = loop_begin(loop, options);
    push_loop(loop);
    if (rc < 0)
        loop_free(loop);
    else
        *created = loop;
    return rc;
}

static struct co_loop *running_here(void)
{
    return co_loop_now && co_loop_now->is_running && !co_job_now ? co_loop_now : NULL;
}

struct co_loop *co_loop_here(void)
{
    return co_job_now ? NULL : loop_handle(co_loop_now);
}

struct co_loop *co_get_running_loop(void)
{
    struct co_loop *loop = running_here();

    if (loop)
        loop->address_taken = true;
    return loop_handle(loop);
}

/* ---- Running ---- */

static int run_loop(struct co_loop *loop)
{
    struct co_task *job = co_job_now;

    loop->host = job;
    co_job_now = NULL; /* a function in a pool thread may run a loop of its own */
    loop->is_running = true;
    loop_run_until_stopped(loop);
    loop->is_running = false;
    co_job_now = job;
    return loop->stopped_by;
}

static void stop_after_main(struct co_handle *handle)
{
    struct co_loop *loop = container_of(handle, struct co_loop, stop_handle);

    /* It may be left from a run that was stopped first. */
    if (loop->main && loop->main->ended)
        co_stop();
}

/* As in asyncio, the loop stops one turn after main has ended: who is ready then still has a
 * turn. */
static void on_main_ended(struct co_watcher *watcher, struct co_task *task)
{
    struct co_loop *loop = container_of(watcher, struct co_loop, main_watcher);

    (void)task;
    loop->stop_handle.call = stop_after_main;
    ready_push_handle(loop, &loop->stop_handle);
}

/* What main ended with, or why it did not. */
static int outcome(struct co_loop *loop, struct co_task *main, int stopped_by)
{
    if (!main->ended)
        return stopped_by < 0 ? stopped_by
                              : co_raise(-EPERM, "Event loop stopped before Future completed.");
    main->seen = true;
    task_move_text(loop, main);
    /* Cancelled by the interrupt alone? */
    if (main->result == -ECANCELED && loop->interrupts && co_task_uncancel(main) == 0)
        return -EINTR;
    return main->result;
}

static int run_until_ended(struct co_loop *loop, struct co_task *main)
{
    int rc;

    loop->main = main;
    loop->interrupts = 0;
    loop->main_watcher.ended = on_main_ended;
    if (main->ended)
        on_main_ended(&loop->main_watcher, main);
    else
        task_watch(main, &loop->main_watcher);
    rc = run_loop(loop);
    if (!main->ended)
        task_unwatch(main, &loop->main_watcher);
    rc = outcome(loop, main, rc);
    loop->main = NULL;
    return rc;
}

/* Find the loop among those of this thread, and make it the one that is in force. */
static int activate(const struct co_loop *handle, struct co_loop **loop)
{
    const struct co_loop *running = running_here();

    if (running)
        return loop_has_handle(running, handle)
                   ? co_raise(-EALREADY, "This event loop is already running")
                   : co_raise(-EALREADY, "Cannot run the event loop while another loop is running");
    *loop = find_loop(handle);
    if (!*loop)
        return co_raise(-EBADF, "Event loop is closed");
    remove_loop(*loop);
    push_loop(*loop);
    return 0;
}

int co_run_until_complete(struct co_loop *handle, struct co_task *task)
{
    struct co_loop *loop;
    int rc = activate(handle, &loop);

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
    int rc = activate(handle, &loop);

    if (rc < 0)
        return rc;
    loop->forever = true;
    rc = run_loop(loop);
    loop->forever = false;
    return rc;
}

void co_stop(void)
{
    struct co_loop *loop = co_loop_now;

    if (!loop)
        return;
    loop->stopping = true;
    loop->turns_left = 0;
}

/* ---- What is left ---- */

/* Cancel and await it, as asyncio.run() does. New tasks that these make are cancelled in turn. */
static int cancel_the_rest(struct co_loop *loop)
{
    loop->shutdown_from = loop->last_ended + 1;
    while (loop->pending) {
        uint32_t last = loop->last_task_id;
        int rc = tasks_cancel_all(loop);

        if (rc < 0)
            return rc;
        rc = run_loop(loop);
        if (rc == -ELOOP || rc == -EINTR || (rc < 0 && loop->last_task_id == last))
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
    if (running_here())
        return co_raise(-EALREADY, "Cannot open a runner while a loop is running");
    rc = loop_create(&loop, options);
    if (rc == 0)
        *runner = (struct co_runner){ loop_handle(loop), CO_RUNNER_OPEN };
    return rc;
}

/* What main has set is seen by the next one. */
static void keep_context(struct co_loop *loop, const struct co_task *main)
{
    if (!loop->has_contexts)
        return;
    struct scope seen = scope_copy(&main->scope);
    scope_release(&loop->outside.scope);
    loop->outside.scope = seen;
}

int co_runner_run(struct co_runner *runner, struct co_coro main)
{
    struct co_task *task;
    struct co_loop *loop;
    int rc;

    if (runner->state != CO_RUNNER_OPEN)
        return co_raise(-EBADF, runner->state == CO_RUNNER_CLOSED ? "Runner is closed"
                                                                  : "Runner is not open");
    if (running_here())
        return co_raise(-EALREADY, "Runner.run() cannot be called from a running event loop");
    rc = activate(runner->loop, &loop);
    if (rc < 0)
        return rc;
    task = co_create_task(main);
    if (!task)
        return loop->refused;
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
    loop = find_loop(runner->loop);
    if (loop && loop->is_running)
        return co_raise(-EALREADY, "Cannot close a running event loop");
    rc = activate(runner->loop, &loop);
    if (rc < 0)
        return rc;
    *runner = (struct co_runner){ .state = CO_RUNNER_CLOSED };
    rc = cancel_the_rest(loop);
    if (rc == 0)
        rc = close_generators(loop);
    loop_free(loop);
    return rc;
}

struct co_loop *co_runner_get_loop(const struct co_runner *runner)
{
    threadsafe_note_address(runner->loop);
    return runner->loop;
}

int co_run(struct co_coro main, const struct co_options *options)
{
    struct co_runner runner = { 0 };
    int rc, rest;

    if (running_here())
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
    loop->interrupted = true;
    loop_wake(loop);
    return true;
}
