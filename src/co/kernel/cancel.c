/*
 * Cancel requests: to a task, and on to the tasks that it awaits.
 */
#include "co/kernel/cancel.h"

#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/task.h"

#include <string.h>

/* Only debug mode looks; else the program has to see to that. */
static bool in_another_thread(const struct co_task *task)
{
    return task->loop->inspector && !co_loop_now;
}

/* The reason is the text of the -ECANCELED to come; the text of an earlier cancel is dropped. */
static void set_reason(struct co_task *task, const char *reason)
{
    if (reason) {
        co_format(task->details->text, sizeof task->details->text, "%s", reason);
        task->has_text = true;
        task->details->text_code = -ECANCELED;
    } else if (task->has_text && task->details->text_code == -ECANCELED) {
        task->has_text = false;
    }
}

/* The request is on its way through this wait, or has been in this sweep over all tasks. */
static bool has_passed(const struct co_loop *loop, const struct passing_wait *passing)
{
    return unlikely(loop->tasks.sweep) && passing->sweep == loop->tasks.sweep;
}

static void ask_waiting(struct co_task *task, struct passing_wait **chain)
{
    struct co_wait *wait = task->wait;
    struct passing_wait *passing = container_of(wait, struct passing_wait, wait);

    if (wait->cancel != wait_pass_cancel) {
        wait->cancel(wait, task);
    } else if (passing->sweep == PASSING) {
        passing->kind->cut(passing);
    } else if (!has_passed(task->loop, passing)) {
        passing->sweep = PASSING;
        passing->position = 0;
        passing->any = false;
        passing->below = *chain;
        *chain = passing;
    }
}

/* Ask one task to end. If it awaits tasks that are to be asked in its place, its wait is put upon
 * the chain. False: it has ended. */
static bool ask(struct co_task *task, const char *reason, struct passing_wait **chain)
{
    if (task->ended) {
        task->seen = true;
        return false;
    }
    task->cancelling++;
    set_reason(task, reason);
    if (task->stack_class == NO_STACK) {
        if (!task->details->cancel_future || !task->details->cancel_future(task))
            task_end(task, -ECANCELED);
    } else if (task->wait) {
        ask_waiting(task, chain);
    } else {
        task->must_cancel = true;
    }
    return true;
}

/* Tasks that await each other may form a chain of any length, and the caller's stack is small: so
 * the chain is linked through the waits, and nothing here calls itself. The order is that of
 * asyncio's recursion. */
RARE static void pass_on(struct passing_wait *chain, const char *reason)
{
    char copy[CO_TEXT_MAX]; /* a task that is asked may change the text of the task that has it */

    if (reason)
        reason = memcpy(copy, reason, sizeof copy);
    while (chain) {
        struct passing_wait *top = chain;
        struct co_task *next = top->kind->next(top, &top->position);

        if (next) {
            bool asked = ask(next, reason, &chain);

            top->any |= asked;
        } else {
            chain = top->below;
            top->sweep = top->waiter->loop->tasks.sweep;
            top->kind->passed(top, top->any);
        }
    }
}

void wait_pass_cancel(struct co_wait *wait, struct co_task *task)
{
    struct passing_wait *chain = NULL;
    bool has_reason = task->has_text && task->details->text_code == -ECANCELED;

    (void)wait;
    ask_waiting(task, &chain);
    pass_on(chain, has_reason ? task->details->text : NULL);
}

bool co_task_cancel_because(struct co_task *task, const char *reason)
{
    struct passing_wait *chain = NULL;

    if (is_no_task(task, NULL) || unlikely(in_another_thread(task)))
        return false;
    bool asked = ask(task, reason, &chain);
    if (chain)
        pass_on(chain, task->has_text && task->details->text_code == -ECANCELED
                           ? task->details->text
                           : NULL);
    return asked;
}

bool co_task_cancel(struct co_task *task)
{
    return co_task_cancel_because(task, NULL);
}

int co_task_uncancel(struct co_task *task)
{
    if (is_no_task(task, __func__))
        return 0;
    if (task->cancelling > 0 && --task->cancelling == 0)
        task->must_cancel = false;
    return task->cancelling;
}

int co_task_cancelling(const struct co_task *task)
{
    return is_no_task(task, __func__) ? 0 : task->cancelling;
}
