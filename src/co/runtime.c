/* A loop with all that belongs to it: made, found and freed. */
#include "co/runtime_internal.h"

#include "co/callbacks_internal.h"
#include "co/concurrent_future_internal.h"
#include "co/debug_internal.h"
#include "co/descriptor_internal.h"
#include "co/done_callback_internal.h"
#include "co/ending_internal.h"
#include "co/inbox_internal.h"
#include "co/kernel/choice.h"
#include "co/kernel/clock.h"
#include "co/kernel/current.h"
#include "co/kernel/due.h"
#include "co/kernel/fiber.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/quarantine.h"
#include "co/kernel/random.h"
#include "co/kernel/ready.h"
#include "co/kernel/records.h"
#include "co/kernel/report.h"
#include "co/kernel/scope.h"
#include "co/kernel/stacks.h"
#include "co/kernel/task.h"
#include "co/kernel/timers.h"
#include "co/open_loops_internal.h"
#include "co/outside.h"
#include "co/outside_internal.h"
#include "co/owned_internal.h"
#include "co/poller_internal.h"
#include "co/signals_internal.h"
#include "co/table.h"
#include "co/thread_internal.h"

#include <stdatomic.h>

enum { DEFAULT_TURNS_AT_ONCE = 100000 };

static _Atomic uint64_t loops_begun;

/* ---- The loops of a thread ---- */

static void push_loop(struct co_loop *loop)
{
    loop->outer = co_loop_now;
    co_loop_now = loop;
    current_loop_changed();
}

struct co_loop *loop_find_here(const struct co_loop *handle)
{
    struct co_loop *loop = co_loop_now;

    while (loop && !loop_has_handle(loop, handle))
        loop = loop->outer;
    return loop;
}

/* The loop is anywhere among this thread's. */
static void remove_loop(const struct co_loop *loop)
{
    struct co_loop **link = &co_loop_now;

    while (*link != loop)
        link = &(*link)->outer;
    *link = loop->outer;
    current_loop_changed();
}

/* A child process has the memory of its parent's loops, but their descriptors, signals and threads
 * belong to the parent. */
static void forget_loops_in_child(void)
{
    concurrent_futures_forget();
    signals_forget();
    co_loop_now = NULL;
    co_job_now = NULL;
    co_pool_loop_now = NULL;
    current_loop_changed();
    threads_unlock();
}

/* The lock is taken before a fork, so that no other thread holds it in the child for ever. (This
 * runs at the start of the program: a flag for the first loop could be inherited half set.) */
__attribute__((constructor)) static void watch_for_forks(void)
{
    pthread_atfork(threads_lock, threads_unlock, forget_loops_in_child);
}

struct co_loop *loop_running_here(void)
{
    return co_loop_now && co_loop_now->run.is_running && !co_job_now ? co_loop_now : NULL;
}

struct co_loop *co_loop_here(void)
{
    return co_job_now ? NULL : loop_handle(co_loop_now);
}

struct co_loop *co_get_running_loop(void)
{
    struct co_loop *loop = loop_running_here();

    if (loop)
        loop->outside.address_taken = true;
    return loop_handle(loop);
}

int loop_activate(const struct co_loop *handle, struct co_loop **loop)
{
    const struct co_loop *running = loop_running_here();

    if (running)
        return loop_has_handle(running, handle)
                   ? co_raise(-EALREADY, "This event loop is already running")
                   : co_raise(-EALREADY, "Cannot run the event loop while another loop is running");
    *loop = loop_find_here(handle);
    if (!*loop)
        return co_raise(-EBADF, "Event loop is closed");
    remove_loop(*loop);
    push_loop(*loop);
    return 0;
}

/* ---- Beginning and end ---- */

/* Threads come before descriptors: on a clock that jumps, time is held for the outside world only
 * when no job can run. */
static const struct source *const real_sources[] = { &inbox_source, &signals_source,
                                                     &threads_source, &poller_source, NULL };
static const struct source *const jumping_sources[] = { &inbox_source, &signals_source,
                                                        &threads_source, &outside_source, NULL };

static int loop_begin(struct co_loop *loop, const struct co_options *options)
{
    *runtime_of(loop) = (struct runtime){ 0 };
    if (options)
        loop->options = *options;
    if (!loop->options.turns_at_once)
        loop->options.turns_at_once = DEFAULT_TURNS_AT_ONCE;
    if (loop->options.pace == 0)
        loop->options.pace = 1;
    loop->observed = loop->options.observe != NULL;
    loop->chooser = loop->options.shuffle ? &choice_by_chance : NULL;
    if (loop->options.chooser)
        loop->chooser = loop->options.chooser;
    debug_begin(loop);
    speaker_begin(&runtime_of(loop)->speaker, loop);
    stacks_begin(&loop->stacks, loop->options.stack_size);
    loop->next_deadline = CO_NEVER;
    loop->outside.sources = loop->options.clock == CO_CLOCK_REAL ? real_sources : jumping_sources;
    loop->outside.sleep = &poller_sleep;
    loop->outside.always_looks = loop->options.ev_loop != NULL;
    loop->start = monotonic();
    loop->serial = atomic_fetch_add_explicit(&loops_begun, 1, memory_order_relaxed) + 1;
    loop->callback_task.details = &loop->callback_details;
    loop->callback_task.loop = loop;
    loop->callback_task.references = 1;
    loop->callback_task.name = "callback";
    open_loops_add(loop);
    random_seed(loop->random, loop->options.seed);
    due_begin(loop);
    fiber_of_thread(&loop->scheduler);
    /* For the handles that stop it, drain the inbox and let due timers fire, and for a callback
     * that starts a task eagerly. */
    if (ready_reserve(&loop->ready, 4) < 0)
        return -ENOMEM;
    /* Signal handlers and pool threads will want to wake the loop; and running out of descriptors
     * should fail here, before anything runs. */
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
    task_forget_arguments(task);
    if (task->ended && loop->inspector)
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
    scope_release(&task->details->scope);
}

/* Callbacks that were not called free what they are made of, and do no more. */
static void forget_callbacks(struct co_loop *loop)
{
    struct ready_queue *ready = &loop->ready;

    loop->run.closing = true;
    while (ready->next != ready->end) {
        uintptr_t entry = ready->ring[ready->next++ & ready->mask];

        if (ready_is_handle(entry))
            ready_call_handle(entry);
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
    records_each(&loop->records, report_what_is_left, NULL);
    owned_free(loop);
    done_callbacks_free(loop);
    table_free(&runtime_of(loop)->generators.by_id);
    for (struct task_details *future;
         (future = list_first(&loop->tasks.futures, struct task_details, link));) {
        future->task->references = 1;
        future->task->ended = true;
        task_unreference(future->task);
    }
    if (loop->has_contexts)
        records_each(&loop->records, forget_scope, NULL);
    scope_release(&loop->callback_task.details->scope);
    timer_queue_free(&loop->timers);
    memory_resize(loop->due.ring, 0);
    quarantine_free(loop);
    records_free(&loop->records);
    stacks_free(&loop->stacks);
    memory_resize(loop->ready.ring, 0);
    debug_end(loop);
    speaker_end(&runtime_of(loop)->speaker);
    poller_free(loop);
}

void loop_free(struct co_loop *loop)
{
    loop_end(loop);
    remove_loop(loop);
    memory_resize(runtime_of(loop), 0);
}

static int check_times(const struct co_options *options)
{
    if (!(options->pace >= 0))
        return co_raise(-EINVAL, "the pace cannot be %g", options->pace);
    if (!(options->slow_callback_duration >= 0))
        return co_raise(-EINVAL, "slow_callback_duration cannot be %g",
                        options->slow_callback_duration);
    return 0;
}

int loop_create(struct co_loop **created, const struct co_options *options)
{
    int rc = options ? check_times(options) : 0;
    struct co_loop *loop;

    if (rc < 0)
        return rc;
    struct runtime *runtime = memory_resize(NULL, sizeof *runtime);
    if (!runtime)
        return -ENOMEM;
    loop = &runtime->loop;
    rc = loop_begin(loop, options);
    push_loop(loop);
    if (rc < 0)
        loop_free(loop);
    else
        *created = loop;
    return rc;
}
