/*
 * What a task owns and may leave behind: task groups, and tasks that it takes as they end.
 *
 * A function that returns in the middle of either leaves nothing that points into its frame. What it
 * owned ends with the task, or when the task begins another thing of the kind at the same place, as
 * each round of a loop does.
 */
#include "internal.h"

/* What was begun last is looked at first, and an older thing than these is not looked for. */
enum { LOOKED_AT = 8 };

static void owner_ended(struct co_watcher *watcher, struct co_task *owner)
{
    struct owned *owned = container_of(watcher, struct owned, watcher);

    (void)owner;
    owned->owner = NULL;
    owned->kind->owner_ended(owned);
}

void own(struct co_task *owner, struct owned *owned)
{
    owned->owner = owner;
    owned->watcher.ended = owner_ended;
    task_watch_first(owner, &owned->watcher);
}

void disown(struct owned *owned)
{
    if (owned->owner)
        task_unwatch(owned->owner, &owned->watcher);
    owned->owner = NULL;
}

struct owned *owned_at(const struct co_task *owner, const void *where,
                       const struct owned_kind *kind)
{
    struct co_watcher *watcher = owner->first_watcher;

    for (int i = 0; i < LOOKED_AT && watcher && watcher->ended == owner_ended; i++) {
        struct owned *owned = container_of(watcher, struct owned, watcher);

        if (owned->where == where && owned->kind == kind)
            return owned;
        watcher = watcher->next;
    }
    return NULL;
}

void owned_free(struct co_loop *loop)
{
    struct owned *owned;
    uint32_t place = 0;

    while ((owned = numbers_any(loop, &place)))
        owned->kind->loop_ended(owned);
    memory_resize(loop->numbers.table, 0);
}
