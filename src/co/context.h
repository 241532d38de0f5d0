/* Context variables: values that belong to a task. */
#ifndef CO_CONTEXT_H
#define CO_CONTEXT_H

#include "co/callbacks.h"
#include "co/together.h"

CO_BEGIN

/*
 * ---- Context variables --------------------------------------------------------------------------
 *
 * A variable whose value belongs to the task that set it. A task begins with the values that its
 * creator has at that moment; a callback with the values of the place where it was registered; a
 * function in a thread with the values of its caller. Values that they set afterwards are theirs
 * alone. Python: contextvars.
 */
struct co_context_var {
    const char *name;
    intptr_t default_value; /* the value where no task has set one */
    uint32_t number;        /* private */
};
#define CO_CONTEXT_VAR(name, value) ((struct co_context_var){ name, value, 0 })

/* The value of a variable before it was set. */
struct co_context_token {
    int result; /* 0; or -ENOMEM, -EPERM: nothing was set */
    bool was_set;
    struct co_context_var *var;
    intptr_t old_value;
    uint64_t context;
};

/* The value of the variable; outside of a loop, its default. Python: ContextVar.get(). */
intptr_t co_context_var_get(const struct co_context_var *var);
/* Set the variable. If the value is a pointer, the caller still owns its target. The token may be
 * dropped. -EPERM: there is no loop. Python: ContextVar.set(). */
struct co_context_token co_context_var_set(struct co_context_var *var, intptr_t value);
/* Set the variable back to its value before the token. -EINVAL: the token belongs to another
 * context. -EPERM: the token has been used. -ENOMEM. Python: ContextVar.reset(). */
int co_context_var_reset(struct co_context_token *token);

/* Make a context with the present values; the cost does not depend on their number. The caller must
 * release a context as often as it was copied, kept or returned to the caller. co_context_release
 * accepts NULL. NULL: there is no memory. Python: copy_context(). */
struct co_context *co_context_copy(void);
struct co_context *co_context_keep(struct co_context *context);
void co_context_release(struct co_context *context);
/* The value of a variable in the context. Python: context[var]. */
intptr_t co_context_value(const struct co_context *context, const struct co_context_var *var);
/* Call the function in the context, and return its result. Values that the function sets stay in
 * the context. -EPERM: the caller is in this context already, or there is no loop. Python:
 * Context.run(). */
int co_context_run(struct co_context *context, co_callback *callback, void *argument);

/* Make a task that runs in the context itself, not in a copy. NULL: in a copy of its creator's
 * context. asyncio: create_task(coro, context=context). */
struct co_task *co_create_task_in(struct co_coro coro, struct co_context *context);
/* The same for a child of a task group, see co_task_group_create_task. */
struct co_task *co_task_group_create_task_in(struct co_task_group *group, struct co_coro coro,
                                             struct co_context *context);
/* The task's context, kept for the caller, which must release it. Handle: stays. NULL: there is no
 * memory. asyncio: Task.get_context(). */
struct co_context *co_task_context(struct co_task *task);

CO_END

#endif
