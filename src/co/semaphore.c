/* asyncio.Semaphore and BoundedSemaphore. */
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/touch.h"
#include "co/kernel/waitlist.h"
#include "co/kinds_internal.h"

const char resource_semaphore[] = "semaphore";

static void note_holder(struct co_semaphore *semaphore)
{
    for (int i = 0; i < CO_HOLDERS_MAX; i++)
        if (!semaphore->holders[i].place) {
            touch_note(&semaphore->holders[i], co_loop_now);
            return;
        }
}

/* Another task than the holder may give a permit back; then the first holder that was noted is
 * struck out. */
static void strike_holder(struct co_semaphore *semaphore)
{
    struct co_touch *holders = semaphore->holders;
    uint32_t task = co_loop_now && co_loop_now->running ? co_loop_now->running->id : 0;
    int struck = 0;

    while (struck < CO_HOLDERS_MAX - 1 && holders[struck].task != task)
        struck++;
    if (holders[struck].task != task)
        struck = 0;
    for (; struck < CO_HOLDERS_MAX - 1; struck++)
        holders[struck] = holders[struck + 1];
    holders[struck] = (struct co_touch){ 0 };
}

/* A woken waiter already owns a permit, so value - chosen permits are free. */
static bool wake_next(struct co_semaphore *semaphore)
{
    return semaphore->value > semaphore->waiters.chosen && waitlist_wake(&semaphore->waiters, 1);
}

/* As in asyncio each waiter does this when it goes on, also when it is cancelled. */
static void wake_all_that_can_go_on(struct co_semaphore *semaphore)
{
    while (wake_next(semaphore))
        ;
}

/* 0, or why the semaphore cannot be used here. */
static inline int refuse(const struct co_semaphore *semaphore)
{
    if (waitlist_is_foreign(&semaphore->waiters))
        return refuse_foreign(resource_semaphore);
    if (unlikely(semaphore->value < 0))
        return co_raise(-EINVAL, "Semaphore initial value must be >= 0");
    return 0;
}

int co_semaphore_acquire(struct co_semaphore *semaphore)
{
    int refused = refuse(semaphore);

    if (unlikely(refused))
        return refused;
    if (co_semaphore_locked(semaphore)) {
        struct waited waited;
        int rc = waitlist_wait_noting(&semaphore->waiters, &semaphore->resource, resource_semaphore,
                                      &waited);

        if (rc < 0) {
            if (waited.list_is_there)
                wake_all_that_can_go_on(semaphore);
            return rc;
        }
    }
    semaphore->value--;
    note_holder(semaphore);
    touch_tell(co_loop_now, &semaphore->resource, resource_semaphore, CO_VERB_TAKE,
               semaphore->value);
    wake_all_that_can_go_on(semaphore);
    return 0;
}

int co_semaphore_release(struct co_semaphore *semaphore)
{
    int refused = refuse(semaphore);

    if (unlikely(refused))
        return refused;
    if (semaphore->is_bounded && semaphore->value - semaphore->waiters.chosen >= semaphore->bound)
        return co_raise(-EINVAL, "BoundedSemaphore released too many times");
    semaphore->value++;
    strike_holder(semaphore);
    resource_touch(&semaphore->resource, co_loop_now);
    touch_tell(co_loop_now, &semaphore->resource, resource_semaphore, CO_VERB_RELEASE,
               semaphore->value);
    wake_next(semaphore);
    return 0;
}

bool co_semaphore_locked(const struct co_semaphore *semaphore)
{
    return semaphore->value <= 0 || waitlist_busy(&semaphore->waiters);
}
