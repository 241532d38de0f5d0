/* Stacks for tasks. */
#ifndef CO_KERNEL_STACKS_H
#define CO_KERNEL_STACKS_H

#include "co/kernel/task.h"

enum { STACK_CLASSES = 16 };
struct stack_slab;
struct stack_pool {
    struct co_task **free; /* last in, first out: the warmest first; has room for all of them */
    uint32_t free_count, count;
    struct stack_slab *slab; /* the one that is being cut up */
};
struct stacks {
    struct stack_pool pools[STACK_CLASSES];
    struct stack_slab *slabs; /* all of them, newest first */
    uint32_t count;           /* slots */
    uint8_t default_class;
    bool valgrind; /* it wants to know what becomes of popped frames */
};

/* Memory for a task and its stack; only stack_class and the fiber's stack are set. NULL: no
 * memory. */
struct co_task *stacks_take(struct stacks *stacks, size_t stack_size);
/* The same from the stacks that were given back. NULL: there is none. */
struct co_task *stacks_take_used(struct stacks *stacks, size_t stack_size);
void stacks_give(struct stacks *stacks, struct co_task *task);
/* The next bytes are written where a former task may have had frames; for Valgrind. */
void stack_top_is_reused(const struct stacks *stacks, struct co_task *task);
void stacks_free(struct stacks *stacks);
uint8_t stacks_class(size_t stack_size);
/* Call `visit` for every slot in use, and for some that are free, whose `references` are 0. */
void stacks_each(struct stacks *stacks, void (*visit)(struct co_task *task, void *context),
                 void *context);
/* The slot that has the address in it, and how far the address is from the slot's begin. NULL:
 * there is none. */
struct co_task *stacks_find(const struct stacks *stacks, const void *address, size_t *offset);
/* The lowest usable byte of a task's stack. */
char *stack_bottom(const struct co_task *task);
/* With the address sanitizer: from here on the stack of an ended task is poisoned. */
char *stack_sealed_bottom(const struct co_task *task);
size_t stack_bytes(uint8_t stack_class);

#endif
