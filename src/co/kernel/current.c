/* The loop and the task of this thread, and how the program looks at a task. */
#include "co/kernel/current.h"

#include "co/kernel/loop.h"
#include "co/kernel/task.h"

_Thread_local struct co_loop *co_loop_now;
_Thread_local struct co_loop *loop_unwatched;
_Thread_local struct co_task *co_job_now;
_Thread_local struct co_loop *co_pool_loop_now;

static const struct co_place nowhere = { "", 0, "", "" };
_Thread_local const struct co_place *co_place_now = &nowhere;

void current_loop_changed(void)
{
    bool is_watched = co_loop_now && (co_loop_now->inspector || co_loop_now->observed);

    loop_unwatched = is_watched ? NULL : co_loop_now;
}

struct co_task *task_here(void)
{
    if (co_job_now)
        return co_job_now;
    if (!co_loop_now)
        return NULL;
    return co_loop_now->running ? co_loop_now->running : &co_loop_now->callback_task;
}

bool task_is_dead_handle(const struct co_task *task, const char *call)
{
    struct co_loop *loop = co_loop_now;

    if (loop && loop->inspector)
        loop->inspector->dead_handle(loop, task, call);
    return true;
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

const char *co_task_text(const struct co_task *task)
{
    return !is_no_task(task, __func__) && task->has_text ? task->details->text : "";
}

const char *co_task_name(const struct co_task *task)
{
    if (is_no_task(task, __func__))
        return "";
    if (task->has_name)
        return task->details->given_name;
    return task->name ? task->name : "callback";
}

void co_task_set_name(struct co_task *task, const char *name)
{
    if (is_no_task(task, __func__))
        return;
    co_format(task->details->given_name, sizeof task->details->given_name, "%s", name);
    task->has_name = true;
}

uint32_t co_task_id(const struct co_task *task)
{
    return is_no_task(task, __func__) ? 0 : task->id;
}

const struct co_cause *co_task_cause(const struct co_task *task)
{
    static const struct co_cause none = { .kind = CO_CAUSE_LOOP };

    return is_no_task(task, __func__) ? &none : &task->details->cause;
}

uint32_t co_task_count_line(void)
{
    struct co_task *here = task_here();

    if (!here)
        return 0;
    here->details->wakes = 0;
    return ++here->details->lines;
}

uint32_t co_task_creator(const struct co_task *task)
{
    return is_no_task(task, __func__) ? 0 : task->details->creator;
}

const struct co_place *co_task_created(const struct co_task *task)
{
    return !is_no_task(task, __func__) && task->has_created ? task->details->created : NULL;
}
