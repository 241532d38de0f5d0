/* Tasks and futures: woken, ended and freed. */
#include "co/kernel/task.h"

#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/observe.h"
#include "co/kernel/quarantine.h"
#include "co/kernel/ready.h"
#include "co/kernel/records.h"
#include "co/kernel/report.h"
#include "co/kernel/scope.h"
#include "co/kernel/stacks.h"

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
        records_give(&loop->records, task);
    else
        memory_resize(task, 0);
}

RARE static void free_with_care(struct co_loop *loop, struct co_task *task)
{
    if (loop->has_contexts)
        scope_release(&task->details->scope);
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
        list_remove(&loop->tasks.futures, &task->details->link);
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
    if (task->has_text && task->details->text_code != (result < 0 ? result : 0))
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
    task->details->steps++;
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
