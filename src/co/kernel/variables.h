/* The context variables that are set, as a tree that never changes. */
#ifndef CO_KERNEL_VARIABLES_H
#define CO_KERNEL_VARIABLES_H

#include "co/kernel/base.h"

struct variables {
    _Atomic uint32_t references; /* threads have contexts too */
    bool is_set;
    intptr_t value;
    struct variables *children[2];
};

/* With another reference. NULL, here and below: no variable is set. */
struct variables *variables_keep(struct variables *tree);
void variables_release(struct variables *tree);
/* The node of the variable with this number; NULL: it is not set. */
const struct variables *variables_find(const struct variables *tree, uint32_t number);
/* A tree that differs in one variable. NULL: no memory. */
struct variables *variables_with(const struct variables *tree, uint32_t number, bool is_set,
                                 intptr_t value);

#endif
