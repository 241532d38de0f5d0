/* Scopes: the context variables that a task or a callback sees. */
#ifndef CO_KERNEL_SCOPE_H
#define CO_KERNEL_SCOPE_H

#include "co/kernel/variables.h"

/* A context, or without one the variables that the creator saw. All-zero: no variable is set. */
struct scope {
    struct co_context *context;
    struct variables *inherited;
};

/* The scope that is in force here, for a task or a callback to begin with. */
struct scope scope_capture(void);
/* The context itself; NULL: the scope that is in force here. */
struct scope scope_in(struct co_context *context);
void scope_release(struct scope *scope);
/* A scope that sees the same. What is set in one of the two is not seen in the other. */
struct scope scope_copy(const struct scope *scope);
/* Called before and after a callback: the scope is in force, and the scope that was in force before
 * is kept in its place. */
void scope_swap(struct scope *scope);

/* The scope of the code that runs; NULL: no loop. */
struct scope *scope_here(void);
/* The variables of a scope; NULL: none is set. */
struct variables *scope_variables(const struct scope *scope);
/* The scope's context, which is made if there is none. NULL: no memory. */
struct co_context *scope_need_context(struct scope *scope);

struct co_context {
    _Atomic uint32_t references;
    int entered;     /* by co_context_run */
    uint64_t serial; /* of no other context */
    struct variables *variables;
};

/* A context with these variables, whose reference it takes. NULL: no memory. */
struct co_context *context_create(struct variables *variables);

#endif
