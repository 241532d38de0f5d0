/* asyncio.gather. */
#include "co/kernel/cancel.h"
#include "co/kernel/task.h"
#include "co/kernel/watchset.h"

#include <string.h>

struct gather {
    struct watchset set;
    int *results;                /* may be NULL */
    struct co_outcome *outcomes; /* may be NULL */
    bool return_exceptions;
    bool cancel_requested;
    int error; /* of the first that failed */
};

/* The end of a child is dealt with at once, while the child is in the caches: with 10,000 children
 * another pass would cost as much as running them. */
static bool enough(struct watchset *set, struct co_task *task)
{
    struct gather *gather = container_of(set, struct gather, set);

    if (task->result < 0 && !gather->return_exceptions && !gather->error) {
        gather->error = task->result;
        task_copy_text(set->passing.waiter, task);
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

static struct gather *gather_of(struct passing_wait *passing)
{
    return container_of(container_of(passing, struct watchset, passing), struct gather, set);
}

/* A cancel request goes to all children, also when the first error has decided the gather: the
 * caller goes on when the first child (or, with return_exceptions, the last one) has ended. */
static struct co_task *next_child(struct passing_wait *passing, size_t *position)
{
    struct watchset *set = container_of(passing, struct watchset, passing);

    while (*position < set->count) {
        struct watch *watch = &set->watches[(*position)++];

        if (watch->set)
            return watch->task;
    }
    return NULL;
}

static void passed(struct passing_wait *passing, bool any)
{
    if (any)
        gather_of(passing)->cancel_requested = true;
    else
        passing->waiter->must_cancel = true;
}

static void cut(struct passing_wait *passing)
{
    gather_of(passing)->cancel_requested = true;
    watchset_cancel(&passing->wait, passing->waiter);
}

/* The task has not ended: no caller will ask for its result. */
static void give_up(struct co_task *task)
{
    if (task && task->references > 0) {
        task->seen = true;
        task_consume(task);
    }
}

static const struct passing_kind passing_kind = { next_child, passed, cut };

static int gather(struct watched watched, int *results, struct co_outcome *outcomes, int flags)
{
    struct gather gather = {
        .set = { .passing = { .wait.cancel = wait_pass_cancel, .kind = &passing_kind },
                 .enough = enough,
                 .ended = take_result,
                 .left = give_up },
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
        gather.set.passing.waiter->has_text = false;
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
