#define CO_WITHOUT_PLACES /* reports show the caller's call */
#include "patterns/batch.h"

#include <string.h>

struct batch {
    struct co_coro each;
    size_t count, next; /* number of items; index of the next item to begin */
    struct co_outcome *outcomes;
    int failed;
};

static void run_next(struct batch *batch)
{
    size_t i = batch->next++;
    struct co_coro item = batch->each;

    if (item.size)
        item.arguments = (const char *)item.arguments + i * item.size;
    int result = co_await(co_create_task(item));
    batch->failed += result < 0;
    if (!batch->outcomes)
        return;
    batch->outcomes[i].result = result;
    strcpy(batch->outcomes[i].text, co_text());
}

/* A worker. It ends when no items are left, or when it is cancelled: then it begins no more. */
static int work(void *arguments)
{
    struct batch *batch = *(struct batch **)arguments;

    while (batch->next < batch->count && !co_task_cancelling(co_current_task()))
        run_next(batch);
    return 0;
}

int batch_run(struct co_coro each, size_t count, size_t limit, struct co_outcome *outcomes)
{
    struct batch batch = { .each = each, .count = count, .outcomes = outcomes };
    struct batch *argument = &batch;
    struct co_coro place = { work, &argument, sizeof argument, "batch", 0, NULL };
    struct co_task_group places = { 0 };
    bool made = true;

    if (!limit)
        return co_raise(-EINVAL, "the limit of a batch must be at least 1");
    for (size_t i = 0; outcomes && i < count; i++)
        outcomes[i] = (struct co_outcome){ .result = -ECANCELED };
    int rc = co_task_group_enter(&places);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < limit && i < count && made; i++)
        made = co_task_group_create_task(&places, place);
    rc = co_task_group_exit(&places, 0);
    return rc < 0 ? rc : batch.failed;
}
