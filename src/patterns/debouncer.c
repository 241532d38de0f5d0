#define CO_WITHOUT_PLACES /* reports show the caller's call */
#include "patterns/debouncer.h"

#include <string.h>

static void forget_timer(struct debouncer *debouncer)
{
    debouncer->timer = NULL;
    co_event_set(&debouncer->called_or_forgotten);
}

static int it_was_quiet(void *argument)
{
    struct debouncer *debouncer = argument;

    forget_timer(debouncer);
    return background_tasks_start(&debouncer->running, debouncer->action);
}

static int check(const struct debouncer *debouncer, const struct co_coro *action)
{
    if (!(debouncer->delay >= 0 && debouncer->delay < 1e9))
        return co_raise(-EINVAL, "a delay cannot be %g seconds", debouncer->delay);
    if (action->size > CO_ARGUMENTS_MAX)
        return co_raise(-EINVAL, "%s has too many bytes of arguments", action->name);
    return 0;
}

int debouncer_call(struct debouncer *debouncer, struct co_coro action)
{
    int rc = check(debouncer, &action);

    if (rc < 0)
        return rc;
    struct co_timer_handle *timer = co_call_later(debouncer->delay, it_was_quiet, debouncer);
    if (!timer)
        return -ENOMEM;
    co_timer_handle_cancel(debouncer->timer);
    debouncer->timer = timer;
    debouncer->action = action;
    debouncer->action.arguments = debouncer->arguments;
    if (action.size)
        memcpy(debouncer->arguments, action.arguments, action.size);
    if (action.task_name) {
        co_format(debouncer->task_name, sizeof debouncer->task_name, "%s", action.task_name);
        debouncer->action.task_name = debouncer->task_name;
    }
    return 0;
}

bool debouncer_cancel(struct debouncer *debouncer)
{
    struct co_timer_handle *timer = debouncer->timer;

    co_timer_handle_cancel(timer);
    forget_timer(debouncer);
    return timer;
}

int debouncer_join(struct debouncer *debouncer)
{
    int rc = background_tasks_join(&debouncer->running);

    while (rc >= 0 && debouncer->timer) {
        co_event_clear(&debouncer->called_or_forgotten);
        rc = co_event_wait(&debouncer->called_or_forgotten);
        if (rc >= 0)
            rc = background_tasks_join(&debouncer->running);
    }
    return rc;
}
