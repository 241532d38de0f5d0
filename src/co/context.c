/* Context variables and contexts. */
#include "co/kernel/current.h"
#include "co/kernel/scope.h"
#include "co/kernel/task.h"
#include "co/kernel/variables.h"

#include <stdatomic.h>

static _Atomic uint32_t variables_numbered;

/* ---- Variables ---- */

/* A variable gets its number when it is set for the first time, in whatever thread. */
static uint32_t number_of(struct co_context_var *var)
{
    uint32_t number = __atomic_load_n(&var->number, __ATOMIC_RELAXED), none = 0;

    if (number)
        return number;
    number = atomic_fetch_add_explicit(&variables_numbered, 1, memory_order_relaxed) + 1;
    return __atomic_compare_exchange_n(&var->number, &none, number, false, __ATOMIC_RELAXED,
                                       __ATOMIC_RELAXED)
               ? number
               : none;
}

static intptr_t value_in(const struct variables *tree, const struct co_context_var *var)
{
    const struct variables *node =
        variables_find(tree, __atomic_load_n(&var->number, __ATOMIC_RELAXED));

    return node ? node->value : var->default_value;
}

intptr_t co_context_var_get(const struct co_context_var *var)
{
    const struct scope *here = scope_here();

    return value_in(here ? scope_variables(here) : NULL, var);
}

static int change(struct co_context *context, uint32_t number, bool is_set, intptr_t value)
{
    struct variables *changed = variables_with(context->variables, number, is_set, value);

    if (!changed)
        return co_raise(-ENOMEM, "there is no memory for a context variable");
    variables_release(context->variables);
    context->variables = changed;
    return 0;
}

static struct co_context_token refused(int rc)
{
    return (struct co_context_token){ .result = rc };
}

struct co_context_token co_context_var_set(struct co_context_var *var, intptr_t value)
{
    struct scope *here = scope_here();
    struct co_context *context;
    uint32_t number;

    if (!here)
        return refused(co_raise(-EPERM, "there is no context outside of a loop"));
    context = scope_need_context(here);
    if (!context)
        return refused(-ENOMEM);
    number = number_of(var);
    const struct variables *node = variables_find(context->variables, number);
    struct co_context_token token = {
        .var = var,
        .context = context->serial,
        .was_set = node != NULL,
        .old_value = node ? node->value : 0,
    };
    token.result = change(context, number, true, value);
    return token;
}

int co_context_var_reset(struct co_context_token *token)
{
    const struct scope *here = scope_here();
    int rc;

    if (!token->var)
        return co_raise(-EPERM, "the token has been used, or nothing was set");
    if (!here || !here->context || here->context->serial != token->context)
        return co_raise(-EINVAL, "the token was made in a different context");
    rc = change(here->context, number_of(token->var), token->was_set, token->old_value);
    if (rc == 0)
        token->var = NULL;
    return rc;
}

/* ---- Contexts ---- */

struct co_context *co_context_copy(void)
{
    struct scope scope = scope_capture();
    struct co_context *context = context_create(scope.inherited);

    if (!context)
        variables_release(scope.inherited);
    return context;
}

intptr_t co_context_value(const struct co_context *context, const struct co_context_var *var)
{
    return context ? value_in(context->variables, var) : var->default_value;
}

int co_context_run(struct co_context *context, co_callback *callback, void *argument)
{
    const struct scope *here = scope_here();
    struct scope inside;
    int rc;

    if (!here)
        return co_raise(-EPERM, "there is no context outside of a loop");
    if (!context)
        return co_raise(-ENOMEM, "there is no memory for a context");
    if (context->entered || here->context == context)
        return co_raise(-EPERM, "cannot enter context: it is already entered");
    inside = scope_in(context);
    scope_swap(&inside);
    context->entered++;
    rc = callback(argument);
    context->entered--;
    scope_swap(&inside);
    scope_release(&inside);
    return rc;
}

struct co_context *co_task_context(struct co_task *task)
{
    struct co_context *context =
        is_no_task(task, __func__) ? NULL : scope_need_context(&task->details->scope);

    return context ? co_context_keep(context) : NULL;
}

struct co_task *co_create_task_in(struct co_coro coro, struct co_context *context)
{
    struct co_task *task = co_create_task(coro);

    if (task && context) {
        scope_release(&task->details->scope);
        task->details->scope = scope_in(context);
    }
    return task;
}
