/*
 * One task watches, however many calls there are: a call only moves the moment at which something is
 * due, and the watcher, when it wakes up too early for that, sleeps on. What is due then runs in
 * that task, which watches no more.
 */
#define CO_WITHOUT_PLACES /* reports show the call of the one who calls or waits */
#include "patterns/debouncer.h"

#include <math.h>
#include <string.h>

static void stop_watching(struct debouncer *debouncer)
{
    debouncer->watcher = NULL;
    debouncer->watched = false;
}

static int wait_until_due(struct debouncer *debouncer)
{
    int rc = 0;

    debouncer->watcher = co_current_task();
    while (debouncer->pending && rc >= 0) {
        int64_t left = debouncer->due - co_time_nanoseconds();

        if (left <= 0)
            break;
        rc = co_sleep((double)left * 1e-9);
    }
    if (debouncer->watcher == co_current_task()) /* it was not called off */
        stop_watching(debouncer);
    return rc;
}

/* From now on a call is a new one, so the action and its arguments go to the stack. */
static int run_action(struct debouncer *debouncer)
{
    struct co_coro action = debouncer->action;
    _Alignas(max_align_t) char arguments[CO_ARGUMENTS_MAX];

    debouncer->pending = false;
    memcpy(arguments, debouncer->arguments, action.size);
    return action.run(arguments);
}

static int watch(void *my)
{
    struct debouncer *debouncer = *(struct debouncer **)my;
    int rc = wait_until_due(debouncer);

    return rc >= 0 && debouncer->pending ? run_action(debouncer) : rc;
}

static int check(const struct debouncer *debouncer, const struct co_coro *action)
{
    if (!(debouncer->delay >= 0 && debouncer->delay < 1e9))
        return co_raise(-EINVAL, "a delay is not %g seconds", debouncer->delay);
    if (action->size > CO_ARGUMENTS_MAX)
        return co_raise(-EINVAL, "%s has too many bytes of arguments", action->name);
    return 0;
}

int debouncer_call(struct debouncer *debouncer, struct co_coro action)
{
    struct co_coro watcher = { watch, &debouncer, sizeof debouncer, action.name,
                               action.stack_size };
    int rc = check(debouncer, &action);

    if (rc >= 0 && !debouncer->watched)
        rc = background_tasks_start(&debouncer->tasks, watcher);
    if (rc < 0)
        return rc;
    debouncer->watched = true;
    debouncer->pending = true;
    debouncer->due = co_time_nanoseconds() + llround(debouncer->delay * 1e9);
    debouncer->action = action;
    if (action.size)
        memcpy(debouncer->arguments, action.arguments, action.size);
    return 0;
}

/* A watcher that has not begun to wait finds nothing to do. */
bool debouncer_cancel(struct debouncer *debouncer)
{
    bool was_pending = debouncer->pending;

    debouncer->pending = false;
    if (debouncer->watcher) {
        co_task_cancel(debouncer->watcher);
        stop_watching(debouncer);
    }
    return was_pending;
}

int debouncer_join(struct debouncer *debouncer)
{
    return background_tasks_join(&debouncer->tasks);
}
