/* Async generators. */
#ifndef CO_GENERATOR_INTERNAL_H
#define CO_GENERATOR_INTERNAL_H

#include "co/kernel/task.h"
#include "co/table.h"

struct generators {
    struct co_list open; /* in the order of the first step */
    struct table by_id;  /* the same */
};

/* On top of the generator's own stack, below the head of its slot. */
struct co_generator_state {
    struct co_fiber caller, fiber; /* of the side that does not run */
    struct co_task *slot; /* not a task: it has the stack, and a name for a stack overflow */
    struct co_generator_state *outer; /* the generator that asked */
    int scopes; /* timeouts and task groups that it has entered and not left */
    int (*run)(void *arguments);
    void *arguments;
    struct co_link link;     /* among the open ones */
    struct table_link by_id; /* no other generator in this process has this id */
    intptr_t value;
    bool running, closing, ended;
    int result;
};

/* Have the generator that is open the longest closed, by a task of its own. 1; 0: there is none;
 * -ENOMEM. */
int generators_close_one(struct co_loop *loop);
/* The running task has entered (1) or left (-1) a scope that may cancel it: the generator that it
 * is in, if any, may not yield meanwhile. */
static inline void generator_count_scope(const struct co_task *task, int change)
{
    if (task->generator)
        task->generator->scopes += change;
}

#endif
