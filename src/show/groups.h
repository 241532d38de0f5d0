/* This module decides which tasks share a lane. */
#ifndef SHOW_GROUPS_H
#define SHOW_GROUPS_H

#include "co/explain/growing_text.h"
#include "show/life.h"

/* The tasks of one lane. */
struct group {
    const struct life_task **tasks; /* in the order of creation */
    size_t count;
    /* The tasks are of one function, and their lives differ: the lane can only say how many of them
     * are under way. Without it, several tasks of one lane have the very same life, and the first
     * stands for all. */
    bool band;
};

struct groups {
    struct group *groups; /* in the order of the creation of their first tasks */
    size_t count;
    const struct life_task **tasks; /* all tasks, group by group */
    size_t *group_of;               /* for each of life.tasks, the index of its group */
};

/*
 * Make at most `most` groups, if that is possible: a group for each task; else tasks of one
 * function with the same life share a group; else the functions with most tasks become bands, one
 * after the other. Returns 0 or -ENOMEM. The caller calls groups_free() in both cases. The groups
 * borrow from `life`.
 */
int groups_make(struct groups *groups, const struct life *life, size_t most);
void groups_free(struct groups *groups);
/* Append the name of the lane, "increment-1..100". */
void group_add_label(struct text *text, const struct group *group);

#endif
