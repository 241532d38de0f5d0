/* The quarantine: tasks that have ended, in debug mode and with the address sanitizer. */
#ifndef CO_KERNEL_QUARANTINE_H
#define CO_KERNEL_QUARANTINE_H

#include "co/kernel/task.h"

/* The part of a stack that nothing may touch after its task's end. */
struct sealed {
    char *bottom;
    size_t size;
};
struct quarantine {
    struct co_list tasks;
    uint32_t count;
    bool on;
    struct sealed left; /* of a task that has ended just now, and may still be on it */
    struct co_task *main, *kept_main; /* ended last, freed last */
};

/* The task ends, on its own stack. */
void quarantine_note_end(struct co_loop *loop, struct co_task *task);
/* To be called on another stack. */
RARE void quarantine_seal_left(struct co_loop *loop);
/* The task is free; nothing else has its memory for a while. */
void quarantine_keep(struct co_loop *loop, struct co_task *task);
/* The same for a generator's slot, from another stack. */
void quarantine_keep_slot(struct co_loop *loop, struct co_task *slot);
void quarantine_free(struct co_loop *loop);
/* Where the stack of a new task begins, above its arguments. */
char *quarantine_stack_top(const struct co_loop *loop, struct co_task *task);

#endif
