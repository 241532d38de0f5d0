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
    if (ready_is_begun_task(soon))
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

/* The next entry of the ready queue, and how many the turn still has. */
struct next {
    uintptr_t entry; /* READY_HANDLE: the scheduler has something to do */
    uint32_t left;
};

/* The turn may be the following one. */
static inline struct next peek(struct co_loop *loop)
{
    const struct ready_queue *ready = &loop->ready;
    uint32_t left = ready->turn_end - ready->next;

    if (!left && !(left = begin_following_turn(loop)))
        return (struct next){ READY_HANDLE, 0 };
    return (struct next){ ready->ring[ready->next & ready->mask], left };
}

/* Returns whether it is a new task, with a stack of this class. */
static inline bool is_new_task_of(uintptr_t entry, uint8_t stack_class)
{
    return (entry & READY_NEW_TASK) && ready_task(entry)->stack_class == stack_class;
}

/* The next task runs. */
static inline struct co_task *take_next(struct co_loop *loop, struct next next)
{
    loop->ready.next++;
    if (unlikely(next.left >= MANY_TASKS))
        fetch_ahead(&loop->ready);
    return loop->running = (struct co_task *)(next.entry & ~(uintptr_t)READY_NEW_TASK);
}

/* The same for a task that has not run yet, where the switch is. Not inline: the switch to a task
 * that has run before stays short. */
struct co_fiber *task_start_next(struct co_loop *loop, struct next next);

/* The next task runs, or the scheduler if it has something to do. Returns where to go on. */
__attribute__((always_inline)) static inline struct co_fiber *go_to(struct co_loop *loop,
                                                                    struct next next)
{
    if (likely(ready_is_begun_task(next.entry)))
        return &take_next(loop, next)->fiber;
    if (!ready_is_handle(next.entry))
        return task_start_next(loop, next);
    loop->running = NULL;
    return &loop->scheduler;
}

__attribute__((always_inline)) static inline struct co_fiber *pick(struct co_loop *loop)
{
    return go_to(loop, peek(loop));
}

#endif
