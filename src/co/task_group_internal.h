/* Task groups and their members. */
#ifndef CO_TASK_GROUP_INTERNAL_H
#define CO_TASK_GROUP_INTERNAL_H

#include "co/owned_internal.h"

struct group {
    struct owned owned; /* by the parent */
    struct co_number number;
    struct co_loop *loop;
    struct co_task *parent;
    int cancelling; /* of the parent at entry */

    struct co_list pending; /* members that have not ended, in order of creation */
    size_t members;         /* whose end the group has not heard of */
    struct co_task **ended; /* kept until the exit; there is room for all members */
    size_t ended_count, capacity;
    struct co_list failed; /* members, in order of ending */
    size_t errors;
    int body_error; /* with its text; 0: none */
    char body_text[CO_TEXT_MAX];
    int refused; /* why a child could not be made; with the text */

    struct co_wait wait; /* for the end of the last child */
    struct co_resource resource;
    uint32_t queued; /* handles of children in the ready queue */

    bool aborting;            /* the children have been cancelled, no more may be made */
    bool requested;           /* and so has the parent, by the group */
    bool another_was_pending; /* a request of another origin, at that moment */
    bool exiting, exited;
    bool waiting;  /* in the exit, and not woken */
    bool orphaned; /* the parent has ended without leaving */
};

/* NULL: it was not entered, or it has ended. */
struct group *group_find(const struct co_task_group *handle);
/* NULL: no memory. */
struct group *group_create(struct co_loop *loop, const struct owned_kind *kind);
void group_free(struct group *group);

/* Have room for one more member. -ENOMEM. */
int group_reserve_member(struct group *group);
void group_add_member(struct group *group, struct co_task *task);
/* The first member that has not ended; NULL: there is none. */
struct co_task *group_first_pending(const struct group *group);
struct co_task *group_next_pending(const struct co_task *task);
/* The first member that failed, with a reference; NULL: there is none left. */
struct co_task *group_take_failed(struct group *group);
/* The group has done with its members. */
void group_release_members(struct group *group);
/* Cancel the members; no more can be made. */
void group_abort(struct group *group);
/* Interrupt the body. The parent's count goes back at the exit. */
void group_cancel_parent(struct group *group);

#endif
