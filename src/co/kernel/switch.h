/* From one task to the next. Inline: where a task suspends, and where it ends. */
#ifndef CO_KERNEL_SWITCH_H
#define CO_KERNEL_SWITCH_H

#include "co/kernel/current.h"

enum { MANY_TASKS = 9 };

/* With many tasks each lies where nothing is in the caches: the heads of the tasks that come up
 * soon are fetched now, and the stack of the next but one, whose head has arrived. (Not inline it
 * would be taken for a function without effect.) */
__attribute__((always_inline)) static inline void fetch_ahead(const struct ready_queue *ready)
{
    char *later = (char *)ready->ring[(ready->next + 6) & ready->mask];
    uintptr_t soon = ready->ring[(ready->next + 2) & ready->mask];

    __builtin_prefetch(later);
    __builtin_prefetch(later + 64);
    if (!ready_is_handle(soon))
        __builtin_prefetch(((struct co_task *)soon)->fiber.stack_pointer);
}

/* Returns how many entries the following turn has. 0: it is empty, or something else is due before
 * it. */
static inline uint32_t begin_following_turn(struct co_loop *loop)
{
    struct ready_queue *ready = &loop->ready;
    uint32_t left = ready->end - ready->turn_end;

    if (!left || loop->turns_left <= 0 || loop->next_deadline <= loop->now)
        return 0;
    loop->turns_left--;
    ready->turn_end = ready->end;
    return left;
}

/* The next task runs, or the scheduler if it has something to do. Returns where to go on. */
static inline struct co_fiber *pick(struct co_loop *loop)
{
    struct ready_queue *ready = &loop->ready;
    uint32_t left = ready->turn_end - ready->next;

    if (left || (left = begin_following_turn(loop))) {
        uintptr_t entry = ready->ring[ready->next & ready->mask];

        if (likely(!ready_is_handle(entry))) {
            ready->next++;
            if (unlikely(left >= MANY_TASKS))
                fetch_ahead(ready);
            loop->running = (struct co_task *)entry;
            return &loop->running->fiber;
        }
    }
    loop->running = NULL;
    return &loop->scheduler;
}

#endif
