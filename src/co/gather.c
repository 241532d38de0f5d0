/* asyncio.gather. */
#include "internal.h"

#include <string.h>

struct gather {
    struct watchset set;
    int *results;                /* may be NULL */
    struct co_outcome *outcomes; /* may be NULL */
    bool return_exceptions;
    bool cancel_requested, passing_on;
    int error; /* of the first that failed */
};

/* A child's end is dealt with while it is at hand: with 10,000 of them another pass would cost as
 * much as running them. */
static bool enough(struct watchset *set, struct co_task *task)
{
    struct gather *gather = container_of(set, struct gather, set);

    if (task->result < 0 && !gather->return_exceptions && !gather->error) {
        gather->error = task->result;
        task_copy_text(set->waiter, task);
    }
    return gather->error || !set->pending;
}

static void take_result(struct watchset *set, size_t i, struct co_task *task)
{
    struct gather *gather = container_of(set, struct gather, set);

    if (gather->results)
        gather->results[i] = task->result;
    if (gather->outcomes) {
        gather->outcomes[i].result = task->result;
        strcpy(gather->outcomes[i].text, co_task_text(task));
    }
    task->seen = true;
    task_consume(task);
}

/* All children are asked to end; the caller goes on when the first (or, with return_exceptions, the
 * last) has. */
static void cancel(struct co_wait *wait, struct co_task *task)
{
    struct gather *gather =
        container_of(container_of(wait, struct watchset, wait), struct gather, set);
    bool any = false, decided = gather->set.decided;

    if (gather->passing_on) { /* children that wait for us in a circle brought it back */
        watchset_cancel(wait, task);
        return;
    }
    gather->cancel_requested = gather->passing_on = true;
    /* One that ends at once may decide it; the others are asked all the same. */
    for (size_t i = 0; i < gather->set.count && !decided; i++)
        if (gather->set.watches[i].set)
            any |= task_pass_cancel(task, gather->set.watches[i].task);
    gather->passing_on = false;
    if (!any)
        task->must_cancel = true;
}

/* What these end with later is nobody's business any more. */
static void give_up(struct co_task *task)
{
    if (task && task->references > 0) {
        task->seen = true;
        task_consume(task);
    }
}

static int gather(struct watched watched, int *results, struct co_outcome *outcomes, int flags)
{
    struct gather gather = {
        .set = { .wait.cancel = cancel, .enough = enough, .ended = take_result, .left = give_up },
        .results = results,
        .outcomes = outcomes,
        .return_exceptions = flags & CO_RETURN_EXCEPTIONS,
    };
    int rc;

    for (size_t i = 0; results && i < watched.count; i++)
        results[i] = -EINPROGRESS;
    for (size_t i = 0; outcomes && i < watched.count; i++)
        outcomes[i] = (struct co_outcome){ .result = -EINPROGRESS };
    rc = watchset_wait(&gather.set, "gather", watched, CO_FOREVER);
    if (rc == 0 && !gather.error && !gather.cancel_requested)
        gather.set.waiter->has_text = false;
    if (rc == 0)
        rc = gather.error;
    return rc == 0 && gather.cancel_requested ? -ECANCELED : rc;
}

int co_gather(struct co_task *const *tasks, size_t count, int *results, int flags)
{
    return gather((struct watched){ .tasks = tasks, .count = count }, results, NULL, flags);
}

int co_gather_coros(const struct co_coro *coros, size_t count, int *results, int flags)
{
    return gather((struct watched){ .coros = coros, .count = count }, results, NULL, flags);
}

int co_gather_outcomes(struct co_task *const *tasks, size_t count, struct co_outcome *outcomes,
                       int flags)
{
    return gather((struct watched){ .tasks = tasks, .count = count }, NULL, outcomes, flags);
}

int co_gather_coros_outcomes(const struct co_coro *coros, size_t count, struct co_outcome *outcomes,
                             int flags)
{
    return gather((struct watched){ .coros = coros, .count = count }, NULL, outcomes, flags);
}

const char *co_outcome_message(const struct co_outcome *outcome)
{
    return *outcome->text ? outcome->text : co_error_sentence(outcome->result);
}
