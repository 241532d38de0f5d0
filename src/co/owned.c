/*
 * What a task owns and may leave behind: task groups, and tasks that it takes as they end.
 *
 * A function that returns in the middle of either leaves nothing that points into its frame. What
 * it owned ends with the task, or when the task begins another thing of the kind at the same place,
 * as each round of a loop does.
 */
#include "co/owned_internal.h"

#include "co/kernel/task.h"
#include "co/numbers_internal.h"
#include "co/runtime_internal.h"
#include "co/table.h"

static uintptr_t key_of(const struct co_task *owner, const void *where)
{
    return (uintptr_t)owner * 31 + (uintptr_t)where;
}

static void owner_ended(struct co_watcher *watcher, struct co_task *owner)
{
    struct owned *owned = container_of(watcher, struct owned, watcher);

    table_remove(&runtime_of(owner->loop)->owned, &owned->by_place);
    owned->owner = NULL;
    owned->kind->owner_ended(owned);
}

int own_reserve(struct co_loop *loop)
{
    return table_reserve(&runtime_of(loop)->owned);
}

void own(struct co_task *owner, struct owned *owned)
{
    owned->owner = owner;
    owned->watcher.ended = owner_ended;
    task_watch_first(owner, &owned->watcher);
    table_add(&runtime_of(owner->loop)->owned, &owned->by_place, key_of(owner, owned->where));
}

void disown(struct owned *owned)
{
    if (!owned->owner)
        return;
    task_unwatch(owned->owner, &owned->watcher);
    table_remove(&runtime_of(owned->owner->loop)->owned, &owned->by_place);
    owned->owner = NULL;
}

struct owned *owned_at(const struct co_task *owner, const void *where,
                       const struct owned_kind *kind)
{
    struct table_link *link = table_find(&runtime_of(owner->loop)->owned, key_of(owner, where));

    for (; link; link = table_find_earlier(link)) {
        struct owned *owned = container_of(link, struct owned, by_place);

        if (owned->owner == owner && owned->where == where && owned->kind == kind)
            return owned;
    }
    return NULL;
}

void owned_free(struct co_loop *loop)
{
    struct owned *owned;
    uint32_t place = 0;

    while ((owned = numbers_any(loop, &place)))
        owned->kind->loop_ended(owned);
    numbers_free(loop);
    table_free(&runtime_of(loop)->owned);
}
