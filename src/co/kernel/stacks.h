/* Stacks for tasks. */
#ifndef CO_KERNEL_STACKS_H
#define CO_KERNEL_STACKS_H

#include "co/kernel/base.h"
#include "co/kernel/fiber.h"

/* Arguments of up to that many bytes lie in the task's record until it runs, and then on its
 * stack. */
enum { SMALL_ARGUMENTS = 32 };

/* The top of a stack. */
struct stack {
    char arguments[SMALL_ARGUMENTS] __attribute__((aligned(16)));
#if CO_THREAD_SANITIZER
    struct co_fiber fiber; /* that runs here, or ran here last: it lasts until the next one */
#endif
};

enum { STACK_CLASSES = 16, SMALLEST_STACK_CLASS = 14 /* 16 KiB: below, printf would overflow */ };
struct stack_slab;
struct stack_pool {
    struct stack **free; /* last in, first out: the warmest first; has room for all of them */
    uint32_t free_count, count;
    uint32_t spare; /* stacks that are neither taken nor promised */
    uint8_t stack_class;
    struct stack_slab *slab;   /* the one that is being cut up */
    struct stack_slab *newest; /* all of its stacks may be promised before it is cut up */
};
struct stacks {
    struct stack_pool pools[STACK_CLASSES];
    struct stack_slab *slabs; /* all of them, newest first */
    struct stack_pool *default_pool;
    bool valgrind; /* it wants to know what becomes of popped frames */
};

/* The lowest usable byte. */
char *stack_bottom(const struct stack *stack, uint8_t stack_class);
void stacks_begin(struct stacks *stacks, size_t default_size);
uint8_t stacks_class(size_t stack_size);
/* The pool of stacks of this class. */
static inline struct stack_pool *stack_pool_of(struct stacks *stacks, uint8_t stack_class)
{
    return &stacks->pools[(size_t)stack_class - SMALLEST_STACK_CLASS];
}
/* 0: the usual size. */
static inline struct stack_pool *stack_pool_for(struct stacks *stacks, size_t stack_size)
{
    return likely(!stack_size) ? stacks->default_pool
                               : stack_pool_of(stacks, stacks_class(stack_size));
}
/* See that the pool has a stack to spare. -ENOMEM. A caller that takes one off `spare` has the
 * promise that stacks_take_promised() will find a stack. */
int stacks_spare(struct stacks *stacks, struct stack_pool *pool);
struct stack *stacks_take_promised(struct stacks *stacks, uint8_t stack_class);
/* A stack that was not promised. NULL: no memory. */
struct stack *stacks_take(struct stacks *stacks, size_t stack_size, uint8_t *stack_class);
/* Nothing runs on the stack any more, or the caller leaves it for good and at once. */
static inline void stack_give(struct stack_pool *pool, struct stack *stack)
{
    pool->free[pool->free_count++] = stack;
    pool->spare++;
}
/* Prepare a fiber whose first frame begins at `top` of the stack. */
static inline void stack_prepare(struct stack *stack, uint8_t stack_class, struct co_fiber *fiber,
                                 char *top, void (*entry)(void))
{
    char *bottom = stack_bottom(stack, stack_class);

#if CO_THREAD_SANITIZER
    fiber_is_on(fiber, &stack->fiber);
#endif
    fiber_prepare(fiber, bottom, (size_t)(top - bottom), entry);
#if CO_THREAD_SANITIZER
    fiber_is_on(&stack->fiber, fiber);
#endif
}
/* The next bytes are written where a former task may have had frames; for Valgrind. */
RARE void stack_forget_frames(struct stack *stack);
static inline void stack_top_is_reused(const struct stacks *stacks, struct stack *stack)
{
    if (unlikely(stacks->valgrind))
        stack_forget_frames(stack);
}
void stacks_free(struct stacks *stacks);
/* The stack that has the address in its slot, and how far the address is from the slot's begin.
 * NULL: there is none. */
struct stack *stacks_find(const struct stacks *stacks, const void *address, size_t *offset);
/* With the address sanitizer: from here on the stack of an ended task is poisoned. */
char *stack_sealed_bottom(const struct stack *stack, uint8_t stack_class);
size_t stack_bytes(uint8_t stack_class);

#endif
