/*
 * Scopes.
 *
 * Most tasks never set a variable. They only refer to the tree that their creator had; a context of
 * their own is made when they set the first.
 */
#include "co/kernel/scope.h"

#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/task.h"
#include "co/kernel/variables.h"

#include <stdatomic.h>

static _Atomic uint64_t contexts_made;

struct co_context *co_context_keep(struct co_context *context)
{
    if (context)
        atomic_fetch_add_explicit(&context->references, 1, memory_order_relaxed);
    return context;
}

void co_context_release(struct co_context *context)
{
    if (!context || atomic_fetch_sub_explicit(&context->references, 1, memory_order_acq_rel) != 1)
        return;
    variables_release(context->variables);
    memory_resize(context, 0);
}

struct variables *scope_variables(const struct scope *scope)
{
    return scope->context ? scope->context->variables : scope->inherited;
}

struct scope *scope_here(void)
{
    struct co_task *here = task_here();

    return here ? &here->details->scope : NULL;
}

/* From now on the loop looks after the scopes of its tasks. */
static void loop_has_contexts(void)
{
    if (co_loop_now)
        co_loop_now->has_contexts = co_loop_now->frees_with_care = true;
}

struct co_context *context_create(struct variables *variables)
{
    struct co_context *context = memory_resize(NULL, sizeof *context);

    if (!context) {
        co_raise(-ENOMEM, "there is no memory for a context");
        return NULL;
    }
    *context = (struct co_context){
        .references = 1,
        .serial = atomic_fetch_add_explicit(&contexts_made, 1, memory_order_relaxed) + 1,
        .variables = variables,
    };
    loop_has_contexts();
    return context;
}

struct co_context *scope_need_context(struct scope *scope)
{
    if (!scope->context && (scope->context = context_create(scope->inherited)))
        scope->inherited = NULL;
    return scope->context;
}

struct scope scope_copy(const struct scope *scope)
{
    return (struct scope){ .inherited = variables_keep(scope_variables(scope)) };
}

struct scope scope_capture(void)
{
    const struct scope *here = scope_here();

    return here ? scope_copy(here) : (struct scope){ 0 };
}

struct scope scope_in(struct co_context *context)
{
    if (!context)
        return scope_capture();
    loop_has_contexts();
    return (struct scope){ .context = co_context_keep(context) };
}

void scope_release(struct scope *scope)
{
    co_context_release(scope->context);
    variables_release(scope->inherited);
    *scope = (struct scope){ 0 };
}

void scope_swap(struct scope *scope)
{
    struct scope *here = scope_here(), before = *here;

    if (unlikely(scope->context || scope->inherited))
        loop_has_contexts(); /* a thread may have brought it */
    *here = *scope;
    *scope = before;
}
