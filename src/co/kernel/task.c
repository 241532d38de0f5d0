/* Tasks and futures: made, woken, ended and freed. */
#include "co/kernel/task.h"

#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/observe.h"
#include "co/kernel/quarantine.h"
#include "co/kernel/ready.h"
#include "co/kernel/report.h"
#include "co/kernel/scope.h"
#include "co/kernel/stacks.h"
#include "co/kernel/switch.h"
#include "co/kernel/timers.h"

#include <string.h>

/* ---- References ---- */

static const char *lost_error_message(const struct co_loop *loop, const struct co_task *task)
{
    if (loop->tasks.shutdown_from && task->ended_as >= loop->tasks.shutdown_from)
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
    return loop->quarantine.on && (task->stack_class != NO_STACK || loop->inspector);
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
        list_remove(&loop->tasks.futures, &task->link);
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

void task_initialize(struct co_task *task, struct co_loop *loop, const char *name)
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
    task->id = ++loop->tasks.last_id;
    task->references = 2;
    loop->tasks.pending++;
}

void task_announce(struct co_loop *loop, struct co_task *task)
{
    if (loop->has_contexts)
        task->scope = scope_capture();
    if (loop->inspector) {
        task->has_created = true;
        task->created = co_place_now;
        if (task->stack_class != NO_STACK)
            quarantine_move_stack(loop, task, task_entry);
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
    loop->tasks.create_error = co_raise(code, "%s", text);
    loop->tasks.create_error_text = text;
    return NULL;
}

int task_missing(struct co_loop *loop)
{
    if (loop->tasks.create_error)
        return co_raise(loop->tasks.create_error, "%s", loop->tasks.create_error_text);
    return co_raise(-EINVAL, "there is no task: NULL is awaited");
}

/* Not inline: a call in the middle of making a task would cost registers, also where there are no
 * arguments. */
__attribute__((noinline)) static void copy_arguments(struct co_task *task, const void *arguments,
                                                     size_t size)
{
    stack_top_is_reused(&task->loop->stacks, task);
    memcpy(task->arguments, arguments, size);
}

/* The same number of places in the ready queue as there are stacks. */
static int reserve_places(struct co_loop *loop)
{
    uint32_t more = loop->stacks.count - loop->ready.stacks;
    int rc = ready_reserve(&loop->ready, more);

    if (rc == 0)
        loop->ready.stacks += more;
    return rc;
}

/* Has that been done since the last stack was added? */
static inline bool has_places(const struct co_loop *loop)
{
    return loop->ready.stacks == loop->stacks.count;
}

/* See that a stack is ready for use, and a place in the ready queue, and begin again. */
RARE static struct co_task *create_on_another_stack(int (*run)(void *arguments),
                                                    const void *arguments, size_t size,
                                                    const char *name, size_t stack_size,
                                                    const char *task_name)
{
    struct co_loop *loop = co_loop_now;
    struct co_task *task = stacks_take(&loop->stacks, stack_size);

    if (!task)
        return task_refuse(loop, -ENOMEM, "there is no memory for the stack of a task");
    stacks_give(&loop->stacks, task);
    if (reserve_places(loop) < 0)
        return task_refuse(loop, -ENOMEM, "there is no memory for another task");
    return co_task_create_named(run, arguments, size, name, stack_size, task_name);
}

/* Compiled once for tasks without a name, which pay nothing for names, and once for all tasks. */
__attribute__((always_inline)) static inline struct co_task *create(int (*run)(void *arguments),
                                                                    const void *arguments,
                                                                    size_t size, const char *name,
                                                                    size_t stack_size,
                                                                    const char *task_name)
{
    struct co_loop *loop = co_loop_now;
    struct co_task *task;

    if (unlikely(!loop))
        return NULL;
    if (unlikely(size > CO_ARGUMENTS_MAX))
        return task_refuse(loop, -EINVAL, "the arguments of a coroutine are too large");
    if (unlikely(!has_places(loop)) ||
        unlikely(!(task = stacks_take_used(&loop->stacks, stack_size))))
        return create_on_another_stack(run, arguments, size, name, stack_size, task_name);
    task_initialize(task, loop, name);
    if (task_name)
        co_task_set_name(task, task_name);
    task->run = run;
    task->arguments = (char *)task - ((size + 15) & ~(size_t)15);
    if (size)
        copy_arguments(task, arguments, size);
    char *bottom = stack_bottom(task);
    fiber_prepare(&task->fiber, bottom, (size_t)((char *)task->arguments - bottom), task_entry);
    if (unlikely(loop->observed_or_debug | loop->has_contexts))
        task_announce(loop, task);
    ready_push_task(&loop->ready, task);
    return task;
}

struct co_task *co_task_create(int (*run)(void *arguments), const void *arguments, size_t size,
                               const char *name, size_t stack_size)
{
    return create(run, arguments, size, name, stack_size, NULL);
}

struct co_task *co_task_create_named(int (*run)(void *arguments), const void *arguments,
                                     size_t size, const char *name, size_t stack_size,
                                     const char *task_name)
{
    return create(run, arguments, size, name, stack_size, task_name);
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
    if (loop->inspector)
        loop->inspector->task_ended(loop, task);
    if (loop->quarantine.on)
        quarantine_note_end(loop, task);
}

void task_end(struct co_task *task, int result)
{
    struct co_loop *loop = task->loop;

    /* An earlier text, of another result, is not this result's. */
    if (task->has_text && task->text_code != (result < 0 ? result : 0))
        task->has_text = false;
    task->ended = true;
    task->ended_as = ++loop->tasks.last_ended;
    task->result = result;
    task->wait = NULL;
    loop->tasks.pending--;
    if (unlikely(loop->observed_or_debug))
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
    ready_push_task(&task->loop->ready, task);
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
    ready_push_handle(&task->loop->ready, &hop->handle);
}

/* ---- The outermost function ---- */

/* The timers lie where other things will lie soon, and must not be touched. */
void task_forget_timeouts(struct co_task *task, const struct co_task *stack)
{
    uint32_t forgotten =
        timer_queue_forget(&task->loop->timers, &task->first_timeout, stack_bottom(stack), stack);

    if (task == stack)
        task->timeouts = task->first_timeout = 0;
    else
        task->timeouts -= forgotten;
}

RARE static int returned_early(struct co_task *task, int rc)
{
    if (task->timeouts)
        task_forget_timeouts(task, task);
    /* The task cancelled itself and returned without waiting: the request wins over a result, but
     * not over an error. */
    return task->must_cancel && rc >= 0 ? -ECANCELED : rc;
}

/* Entered and left by jumps: see fiber.h. */
void task_entry(void)
{
    struct co_loop *loop = co_loop_now;
    struct co_task *task = loop->running;
    int rc = -ECANCELED;

    fiber_arrived(&task->fiber);
    stack_was_left(loop);
    if (unlikely(loop->observed))
        task_observe(loop, CO_TRACE_STEP, task, NULL, 0);
    if (likely(!task->must_cancel))
        rc = task->run(task->arguments);
    if (unlikely(task->must_cancel | task->timeouts))
        rc = returned_early(task, rc);
    task_end(task, rc);
    fiber_leave(pick(loop));
}
