/* Tasks that are taken as they end. */
#ifndef CO_COMPLETION_INTERNAL_H
#define CO_COMPLETION_INTERNAL_H

#include "co/owned_internal.h"

struct completion;

struct completion_member {
    struct co_watcher watcher;
    struct co_handle handle; /* in the ready queue, in the turn after the end */
    struct completion *completion;
    struct co_task *task; /* referenced until it is given */
    bool is_watched;
    struct co_link link; /* among the members that are done */
};

struct completion {
    struct owned owned;
    struct co_loop *loop;
    struct co_number number;
    struct co_list done;   /* members that are not given yet, in the order of ending */
    struct co_list taking; /* tasks that wait, in the order of waiting */
    struct co_task *given; /* the last one, referenced until the next call */
    size_t unclaimed;      /* neither given, nor will be to a task that waits */
    size_t waiting;
    uint32_t places; /* in the ready queue */
    uint32_t queued; /* handles that are in it */
    struct co_timer timer;
    struct co_resource resource;
    bool timed_out;
    bool forgotten; /* lives on for the handles that are queued */
    size_t count;
    struct completion_member members[];
};

/* A task that waits for the next end; on its stack. */
struct taking {
    struct co_wait wait;
    struct completion *completion;
    struct co_task *task;
    struct co_link link;
};

/* Watch these tasks; there is room for `count` members. */
void completion_watch(struct completion *completion, struct co_task *const *tasks, size_t count);
/* Suspend until there is an end to take, or the time is over. 0, or -ECANCELED. */
int completion_wait(struct completion *completion);
/* The first member that is done and not given; NULL: there is none. */
struct completion_member *completion_first_done(const struct completion *completion);
void completion_release_given(struct completion *completion);
void completion_release_member(struct completion_member *member);
void completion_unwatch(struct completion_member *member);
/* The timer's callback. */
void completion_time_is_over(struct co_timer *timer);
void completion_free(struct completion *completion);

#endif
