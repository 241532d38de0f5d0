/* Tasks and futures: made, awaited, cancelled, ended. */
#include "internal.h"

#include <stdio.h>
#include <string.h>

/* ---- Observing ---- */

void task_observe(struct co_loop *loop, enum co_trace_kind kind, struct co_task *task,
                  const struct co_resource *resource, int result)
{
    struct co_trace trace = { kind, task, loop_clock(loop), co_place_now, resource, result };

    loop->options.observe(loop->options.context, &trace);
}

struct co_task *task_here(void)
{
    if (co_job_now)
        return co_job_now;
    if (!co_loop_now)
        return NULL;
    return co_loop_now->running ? co_loop_now->running : &co_loop_now->outside;
}

void task_set_cause(struct co_task *task, enum co_cause_kind kind)
{
    struct co_task *here = task_here();

    if (here != &task->loop->outside)
        task->cause = (struct co_cause){ kind,          here->id, here->lines,
                                         ++here->wakes, 0,        loop_clock(task->loop) };
    else if (task->loop->outside_cause)
        task->cause = *task->loop->outside_cause;
    else
        task->cause = (struct co_cause){ .kind = CO_CAUSE_LOOP, .time = loop_clock(task->loop) };
}

struct co_cause task_end_cause(struct co_task *task)
{
    return (struct co_cause){ CO_CAUSE_TASK, task->id, task->lines,
                              ++task->wakes, 0,        task->loop->now };
}

/* ---- References ---- */

static const char *lost_error_message(const struct co_loop *loop, const struct co_task *task)
{
    if (loop->shutdown_from && task->ended_as >= loop->shutdown_from)
        return "unhandled exception during asyncio.run() shutdown";
    return task->stack_class == NO_STACK ? "Future exception was never retrieved"
                                         : "Task exception was never retrieved";
}

void task_report_lost_error(struct co_task *task)
{
    struct co_loop *loop = task->loop;

    if (task->result >= 0 || task->result == -ECANCELED || task->seen)
        return;
    task->seen = true;
    report(loop, &(struct co_report){ .kind = CO_REPORT_LOST_ERROR,
                                      .message = lost_error_message(loop, task),
                                      .code = task->result,
                                      .text = co_task_text(task),
                                      .task = task,
                                      .place = task->place,
                                      .created = co_task_created(task) });
}

/* Debug mode recognises the handle of a future, too; the sanitizer does without our help. */
static bool goes_to_quarantine(const struct co_loop *loop, const struct co_task *task)
{
    return loop->quarantine.on && (task->stack_class != NO_STACK || loop->debug);
}

static void give_memory(struct co_loop *loop, struct co_task *task)
{
    if (likely(task->stack_class != NO_STACK))
        stacks_give(&loop->stacks, task);
    else
        memory_resize(task, 0);
}

RARE static void free_with_care(struct co_loop *loop, struct co_task *task)
{
    if (loop->has_contexts)
        scope_release(&task->scope);
    if (goes_to_quarantine(loop, task))
        quarantine_keep(loop, task);
    else
        give_memory(loop, task);
}

RARE static void report_lost_error_of_free(struct co_task *task)
{
    task->references = 1; /* the report is about a task that can be looked at */
    task_report_lost_error(task);
    task->references = 0;
}

void task_free(struct co_task *task)
{
    struct co_loop *loop = task->loop;

    if (unlikely(task->result < 0))
        report_lost_error_of_free(task);
    if (unlikely(task->stack_class == NO_STACK))
        list_remove(&loop->futures, &task->link);
    if (unlikely(loop->frees_with_care))
        free_with_care(loop, task);
    else
        give_memory(loop, task);
}

void task_consume(struct co_task *task)
{
    if (!task->consumed) {
        task->consumed = true;
        task_unreference(task);
    }
}

struct co_task *co_task_keep(struct co_task *task)
{
    if (is_no_task(task, __func__))
        return NULL;
    task_reference(task);
    return task;
}

void co_task_release(struct co_task *task)
{
    if (!is_no_task(task, __func__))
        task_unreference(task);
}

void co_task_detach(struct co_task *task)
{
    if (!is_no_task(task, __func__))
        task_consume(task);
}

/* ---- Making ---- */

static void task_initialize(struct co_task *task, struct co_loop *loop, const char *name)
{
    task->wait = NULL;
    task->watchers = (struct co_list){ 0 };
    task->result = 0;
    task->cancelling = 0;
    task->ended = task->must_cancel = task->consumed = task->seen = task->has_text =
        task->has_name = task->has_created = false;
    task->name = name;
    task->loop = loop;
    task->place = co_place_now;
    task->id = ++loop->last_task_id;
    task->references = 2;
    loop->pending++;
}

/* What only some loops want of a new task. */
RARE static void task_announce(struct co_loop *loop, struct co_task *task)
{
    if (loop->has_contexts)
        task->scope = scope_capture();
    if (loop->debug) {
        task->has_created = true;
        task->created = co_place_now;
        if (task->stack_class != NO_STACK)
            quarantine_move_stack(loop, task);
    }
    if (!loop->observed)
        return;
    task->lines = task->wakes = task->steps = 0;
    task_set_cause(task, CO_CAUSE_START);
    task->creator = task->cause.by;
    task_observe(loop, CO_TRACE_CREATED, task, NULL, 0);
}

struct co_task *task_refuse(struct co_loop *loop, int code, const char *text)
{
    loop->refused = co_raise(code, "%s", text);
    loop->refused_text = text;
    return NULL;
}

int task_missing(struct co_loop *loop)
{
    if (loop->refused)
        return co_raise(loop->refused, "%s", loop->refused_text);
    return co_raise(-EINVAL, "there is no task: NULL is awaited");
}

/* Not inline: a call in the middle of making a task costs those without arguments registers. */
__attribute__((noinline)) static void copy_arguments(struct co_task *task, const void *arguments,
                                                     size_t size)
{
    stack_top_is_reused(&task->loop->stacks, task);
    memcpy(task->arguments, arguments, size);
}

/* See that a stack is ready for use, and a place in the ready queue, and begin again. */
RARE static struct co_task *create_on_another_stack(int (*run)(void *arguments),
                                                    const void *arguments, size_t size,
                                                    const char *name, size_t stack_size)
{
    struct co_loop *loop = co_loop_now;
    struct co_task *task = stacks_take(&loop->stacks, stack_size);

    if (!task)
        return task_refuse(loop, -ENOMEM, "there is no memory for the stack of a task");
    stacks_give(&loop->stacks, task);
    if (ready_reserve_stacks(loop) < 0)
        return task_refuse(loop, -ENOMEM, "there is no memory for another task");
    return co_task_create(run, arguments, size, name, stack_size);
}

struct co_task *co_task_create(int (*run)(void *arguments), const void *arguments, size_t size,
                               const char *name, size_t stack_size)
{
    struct co_loop *loop = co_loop_now;
    struct co_task *task;

    if (unlikely(!loop))
        return NULL;
    if (unlikely(size > CO_ARGUMENTS_MAX))
        return task_refuse(loop, -EINVAL, "the arguments of a coroutine are too large");
    if (unlikely(!ready_has_stacks(loop)) ||
        unlikely(!(task = stacks_take_used(&loop->stacks, stack_size))))
        return create_on_another_stack(run, arguments, size, name, stack_size);
    task_initialize(task, loop, name);
    task->run = run;
    task->arguments = (char *)task - ((size + 15) & ~(size_t)15);
    if (size)
        copy_arguments(task, arguments, size);
    char *bottom = stack_bottom(task);
    fiber_prepare(&task->fiber, bottom, (size_t)((char *)task->arguments - bottom), task_entry);
    if (unlikely(loop->attentive | loop->has_contexts))
        task_announce(loop, task);
    ready_push_task(loop, task);
    return task;
}

struct co_task *future_create(struct co_loop *loop, const char *name,
                              bool (*cancel)(struct co_task *future))
{
    struct co_task *future = memory_resize(NULL, sizeof *future);

    if (!future)
        return task_refuse(loop, -ENOMEM, "there is no memory for a future");
    memset(future, 0, sizeof *future);
    future->stack_class = NO_STACK;
    future->cancel_future = cancel;
    task_initialize(future, loop, name);
    list_prepend(&loop->futures, &future->link);
    task_announce(loop, future);
    return future;
}

struct co_task *co_future_create(const char *name)
{
    return co_loop_now ? future_create(co_loop_now, name, NULL) : NULL;
}

int co_future_set_result(struct co_task *future, int result)
{
    const struct co_task *here = task_here();

    if (!future)
        return co_raise(-EINVAL, "there is no future: NULL is completed");
    if (is_dead(future, NULL))
        return co_raise(-EBADF, "the future has been awaited before, its handle is dead");
    if (!here || future->loop != co_loop_now)
        return co_raise(-EPERM, "%s belongs to another loop or thread", co_task_name(future));
    if (future->stack_class != NO_STACK || future->ended)
        return co_raise(-EBADF, "the result of %s cannot be set", co_task_name(future));
    task_copy_text(future, here);
    task_end(future, result);
    return 0;
}

/* ---- Ending ---- */

void task_watch(struct co_task *task, struct co_watcher *watcher)
{
    list_append(&task->watchers, &watcher->link);
}

void task_watch_first(struct co_task *task, struct co_watcher *watcher)
{
    list_prepend(&task->watchers, &watcher->link);
}

void task_unwatch(struct co_task *task, struct co_watcher *watcher)
{
    list_remove(&task->watchers, &watcher->link);
}

RARE static void task_tell_end(struct co_loop *loop, struct co_task *task)
{
    if (loop->observed)
        task_observe(loop, CO_TRACE_ENDED, task, NULL, task->result);
    if (loop->debug)
        debug_task_ended(loop, task);
    if (loop->quarantine.on)
        quarantine_note_end(loop, task);
}

void task_end(struct co_task *task, int result)
{
    struct co_loop *loop = task->loop;

    /* A text that came with something else, earlier on, is not this result's. */
    if (task->has_text && task->text_code != (result < 0 ? result : 0))
        task->has_text = false;
    task->ended = true;
    task->ended_as = ++loop->last_ended;
    task->result = result;
    task->wait = NULL;
    loop->pending--;
    if (unlikely(loop->attentive))
        task_tell_end(loop, task);
    for (struct co_link *link; (link = list_take_first(&task->watchers));) {
        struct co_watcher *watcher = container_of(link, struct co_watcher, link);

        watcher->ended(watcher, task);
    }
    task_unreference(task);
}

/* ---- Waking ---- */

static inline void make_ready(struct co_task *task, int result)
{
    task->wait = NULL;
    task->result = result;
    ready_push_task(task->loop, task);
}

RARE static void make_ready_observed(struct co_task *task, int result)
{
    task->steps++;
    make_ready(task, result);
    task_observe(task->loop, CO_TRACE_WOKEN, task, NULL, result);
}

RARE static void wake_observed(struct co_task *task, int result)
{
    task_set_cause(task, CO_CAUSE_TASK);
    make_ready_observed(task, result);
}

void task_wake(struct co_task *task, int result)
{
    if (unlikely(task->loop->observed))
        wake_observed(task, result);
    else
        make_ready(task, result);
}

void task_wake_caused(struct co_task *task, int result)
{
    if (unlikely(task->loop->observed))
        make_ready_observed(task, result);
    else
        make_ready(task, result);
}

static void wake_now(struct co_handle *hop)
{
    task_wake_caused(container_of(hop, struct hop, handle)->task, 0);
}

void task_wake_after_hop(struct co_task *task, struct hop *hop)
{
    if (unlikely(task->loop->observed))
        task_set_cause(task, CO_CAUSE_TASK);
    *hop = (struct hop){ .handle.call = wake_now, .task = task };
    ready_push_handle(task->loop, &hop->handle);
}

/* ---- Awaiting ---- */

struct await {
    struct passing_wait passing;
    struct co_watcher watcher;
    struct co_task *awaited;
};

/* Stands for any task that is awaited; which one, co_task_awaited tells. */
static struct co_resource task_resource = { .kind = "task" };

static void await_ended(struct co_watcher *watcher, struct co_task *task)
{
    struct await *await = container_of(watcher, struct await, watcher);

    (void)task;
    task_wake(await->passing.waiter, 0);
}

/* A cancel request goes to the task that is awaited, and the awaiter goes on when that has really
 * ended. */
static struct co_task *await_next(struct passing_wait *passing, size_t *position)
{
    return (*position)++ ? NULL : container_of(passing, struct await, passing)->awaited;
}

static void await_passed(struct passing_wait *passing, bool any)
{
    (void)passing, (void)any; /* a task that has ended is not awaited */
}

static void await_cut(struct passing_wait *passing)
{
    struct await *await = container_of(passing, struct await, passing);

    task_unwatch(await->awaited, &await->watcher);
    task_wake(passing->waiter, -ECANCELED);
}

static const struct passing_kind await_kind = { await_next, await_passed, await_cut };

static size_t await_awaited(const struct co_wait *wait, struct co_task **tasks, size_t count)
{
    if (count)
        tasks[0] = container_of(wait, const struct await, passing.wait)->awaited;
    return 1;
}

static int await_end(struct co_loop *loop, struct co_task *task)
{
    struct await await;

    await.passing.wait.cancel = wait_pass_cancel;
    await.passing.wait.resource = &task_resource;
    await.passing.wait.awaited = await_awaited;
    await.passing.waiter = loop->running;
    await.passing.kind = &await_kind;
    await.passing.sweep = 0;
    await.watcher.ended = await_ended;
    await.awaited = task;
    task_watch(task, &await.watcher);
    return loop_suspend(loop, &await.passing.wait);
}

/* What is wrong with awaiting `task` here; 0 if nothing. */
static int await_check(struct co_loop *loop, const struct co_task *task)
{
    int rc = loop ? task_check(loop, task) : -EPERM;

    if (likely(rc == 0) && unlikely(!loop->running && !task->ended))
        return co_raise(-EPERM, "only a task can await");
    return rc;
}

void task_move_text(struct co_loop *loop, const struct co_task *from)
{
    struct co_task *to = loop->running ? loop->running : &loop->outside;

    if (unlikely(from->has_text))
        task_copy_text(to, from);
    else
        to->has_text = false;
}

int co_await(struct co_task *task)
{
    struct co_loop *loop = co_loop_now;
    int rc = await_check(loop, task);

    if (unlikely(rc < 0))
        return rc;
    task_reference(task);
    if (!task->ended)
        rc = await_end(loop, task);
    if (likely(rc == 0)) {
        rc = task->result;
        task->seen = true;
        task_move_text(loop, task);
    }
    /* The handle goes, and what we held. */
    if (likely(task->ended && !task->consumed)) {
        task->consumed = true;
        task->references--;
    }
    task_unreference(task);
    return rc;
}

/* ---- Looking at a task ---- */

struct co_task *co_current_task(void)
{
    if (co_job_now)
        return co_job_now;
    return co_loop_now ? co_loop_now->running : NULL;
}

bool co_task_done(const struct co_task *task)
{
    return is_no_task(task, __func__) || task->ended;
}

bool co_task_cancelled(const struct co_task *task)
{
    return !is_no_task(task, __func__) && task->ended && task->result == -ECANCELED;
}

int co_task_result(struct co_task *task)
{
    if (!task)
        return co_loop_now ? task_missing(co_loop_now) : -ENOMEM;
    if (is_dead(task, __func__))
        return co_raise(-EBADF, "the task has been awaited before, its handle is dead");
    if (!task->ended)
        return co_raise(-EBADF, "%s has not ended", co_task_name(task));
    task->seen = true;
    return task->result;
}

const char *co_task_text(const struct co_task *task)
{
    return !is_no_task(task, __func__) && task->has_text ? task->text : "";
}

const char *co_task_name(const struct co_task *task)
{
    if (is_no_task(task, __func__))
        return "";
    if (task->has_name)
        return task->given_name;
    return task->name ? task->name : "callback";
}

void co_task_set_name(struct co_task *task, const char *name)
{
    if (is_no_task(task, __func__))
        return;
    co_format(task->given_name, sizeof task->given_name, "%s", name);
    task->has_name = true;
}

uint32_t co_task_id(const struct co_task *task)
{
    return is_no_task(task, __func__) ? 0 : task->id;
}

const struct co_cause *co_task_cause(const struct co_task *task)
{
    static const struct co_cause none = { .kind = CO_CAUSE_LOOP };

    return is_no_task(task, __func__) ? &none : &task->cause;
}

uint32_t co_task_count_line(void)
{
    struct co_task *here = task_here();

    if (!here)
        return 0;
    here->wakes = 0;
    return ++here->lines;
}

uint32_t co_task_creator(const struct co_task *task)
{
    return is_no_task(task, __func__) ? 0 : task->creator;
}
