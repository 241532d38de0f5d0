/*
 * Context variables.
 *
 * What is set in a context is a tree that never changes: a variable has its number, whose binary
 * digits, from the last one on, are the way from the root to its node. Setting one copies the nodes
 * on the way and shares all others, so that a copy of the whole is one more reference to the root.
 *
 * Most tasks never set a variable. They only refer to the tree that their creator had; a context of
 * their own is made when they set the first.
 */
#include "internal.h"

struct variables {
    _Atomic uint32_t references; /* threads have contexts too */
    bool is_set;
    intptr_t value;
    struct variables *children[2];
};

struct co_context {
    _Atomic uint32_t references;
    int entered;     /* by co_context_run */
    uint64_t serial; /* of no other context */
    struct variables *variables;
};

static _Atomic uint64_t contexts_made;
static _Atomic uint32_t variables_numbered;

/* ---- The tree ---- */

static struct variables *keep(struct variables *tree)
{
    if (tree)
        atomic_fetch_add_explicit(&tree->references, 1, memory_order_relaxed);
    return tree;
}

static void forget(struct variables *tree)
{
    while (tree && atomic_fetch_sub_explicit(&tree->references, 1, memory_order_acq_rel) == 1) {
        struct variables *rest = tree->children[1];

        forget(tree->children[0]);
        memory_resize(tree, 0);
        tree = rest;
    }
}

static const struct variables *find(const struct variables *tree, uint32_t number)
{
    for (; tree && number > 1; number >>= 1)
        tree = tree->children[number & 1];
    return tree && tree->is_set && number ? tree : NULL;
}

/* A tree that differs in one variable. NULL: no memory. */
static struct variables *with(const struct variables *tree, uint32_t number, bool is_set,
                              intptr_t value)
{
    struct variables *changed = memory_resize(NULL, sizeof *changed);
    int way = number & 1;

    if (!changed)
        return NULL;
    *changed = (struct variables){ .references = 1, .is_set = is_set, .value = value };
    if (tree) {
        changed->children[0] = tree->children[0];
        changed->children[1] = tree->children[1];
    }
    if (number > 1) {
        changed->is_set = tree && tree->is_set;
        changed->value = tree ? tree->value : 0;
        changed->children[way] = with(changed->children[way], number >> 1, is_set, value);
        if (!changed->children[way]) {
            memory_resize(changed, 0);
            return NULL;
        }
    } else {
        keep(changed->children[way]);
    }
    keep(changed->children[!way]);
    return changed;
}

/* ---- Scopes ---- */

static struct variables *variables_of(const struct scope *scope)
{
    return scope->context ? scope->context->variables : scope->inherited;
}

static struct scope *scope_here(void)
{
    struct co_task *here = task_here();

    return here ? &here->scope : NULL;
}

/* From now on the loop looks after the scopes of its tasks. */
static void loop_has_contexts(void)
{
    if (co_loop_now)
        co_loop_now->has_contexts = co_loop_now->frees_with_care = true;
}

static struct co_context *context_create(struct variables *variables)
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

/* The scope's context; it gets one if it has none. */
static struct co_context *need_context(struct scope *scope)
{
    if (!scope->context && (scope->context = context_create(scope->inherited)))
        scope->inherited = NULL;
    return scope->context;
}

struct scope scope_copy(const struct scope *scope)
{
    return (struct scope){ .inherited = keep(variables_of(scope)) };
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
    forget(scope->inherited);
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
    const struct variables *node = find(tree, __atomic_load_n(&var->number, __ATOMIC_RELAXED));

    return node ? node->value : var->default_value;
}

intptr_t co_context_var_get(const struct co_context_var *var)
{
    const struct scope *here = scope_here();

    return value_in(here ? variables_of(here) : NULL, var);
}

static int change(struct co_context *context, uint32_t number, bool is_set, intptr_t value)
{
    struct variables *changed = with(context->variables, number, is_set, value);

    if (!changed)
        return co_raise(-ENOMEM, "there is no memory for a context variable");
    forget(context->variables);
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
    context = need_context(here);
    if (!context)
        return refused(-ENOMEM);
    number = number_of(var);
    const struct variables *node = find(context->variables, number);
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
        forget(scope.inherited);
    return context;
}

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
    forget(context->variables);
    memory_resize(context, 0);
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
    struct co_context *context = is_no_task(task, __func__) ? NULL : need_context(&task->scope);

    return context ? co_context_keep(context) : NULL;
}

struct co_task *co_create_task_in(struct co_coro coro, struct co_context *context)
{
    struct co_task *task = co_create_task(coro);

    if (task && context) {
        scope_release(&task->scope);
        task->scope = scope_in(context);
    }
    return task;
}
