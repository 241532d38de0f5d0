/* The wait for what comes from outside, in real time. */
#ifndef CO_POLLER_INTERNAL_H
#define CO_POLLER_INTERNAL_H

#include "co/descriptor_internal.h"
#include "co/kernel/source.h"

/* On the real clock: serve the descriptors that are ready. */
extern const struct source poller_source;
extern const struct loop_sleep poller_sleep;

/* Make the poller, unless it is there. -ENOMEM, -EMFILE. */
int poller_need(struct co_loop *loop);
void poller_free(struct co_loop *loop);

/* Have libev look at a descriptor, or not look at it any more. The wait is in its entry before and
 * not there after. -ENOMEM. */
int poller_watch(struct co_loop *loop, struct descriptor_wait *wait);
void poller_unwatch(struct co_loop *loop, struct descriptor_wait *wait);
/* No task waits for the descriptor, and its number may soon be another one's. */
void poller_forget(struct co_loop *loop, int descriptor);

#endif
