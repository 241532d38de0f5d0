/*
 * The context variables that are set.
 *
 * The tree never changes: a variable has its number, whose binary digits, from the last one on, are
 * the way from the root to the variable's node. Setting a variable copies the nodes on the way and
 * shares all others, so that a copy of the whole is one more reference to the root.
 */
#include "co/kernel/variables.h"

#include "co/kernel/memory.h"

#include <stdatomic.h>

struct variables *variables_keep(struct variables *tree)
{
    if (tree)
        atomic_fetch_add_explicit(&tree->references, 1, memory_order_relaxed);
    return tree;
}

void variables_release(struct variables *tree)
{
    while (tree && atomic_fetch_sub_explicit(&tree->references, 1, memory_order_acq_rel) == 1) {
        struct variables *rest = tree->children[1];

        variables_release(tree->children[0]);
        memory_resize(tree, 0);
        tree = rest;
    }
}

const struct variables *variables_find(const struct variables *tree, uint32_t number)
{
    for (; tree && number > 1; number >>= 1)
        tree = tree->children[number & 1];
    return tree && tree->is_set && number ? tree : NULL;
}

struct variables *variables_with(const struct variables *tree, uint32_t number, bool is_set,
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
        changed->children[way] = variables_with(changed->children[way], number >> 1, is_set, value);
        if (!changed->children[way]) {
            memory_resize(changed, 0);
            return NULL;
        }
    } else {
        variables_keep(changed->children[way]);
    }
    variables_keep(changed->children[!way]);
    return changed;
}
