/* The inbox: what other threads have to say, delivered at one place. */
#ifndef CO_INBOX_INTERNAL_H
#define CO_INBOX_INTERNAL_H

#include "co/kernel/ready.h"
#include "co/kernel/source.h"

struct inbox_item {
    struct inbox_item *next;
    void (*deliver)(struct inbox_item *item);
    uint64_t key; /* canonical order on the virtual clock */
};

struct inbox {
    _Atomic(struct inbox_item *) posted; /* newest first */
    struct inbox_item *in_order;         /* that are being delivered, by key */
    struct co_handle handle;             /* delivers what has been posted */
    bool queued;                         /* the handle is in the ready queue */
    bool in_turn; /* it delivers now: what is to be called may be called at once */
};

extern const struct source inbox_source;

/* From any thread. The loop wakes up if it sleeps. */
void inbox_post(struct co_loop *loop, struct inbox_item *item);
/* On the loop's thread, when it looks outside: have all delivered in the turn that comes, as in
 * asyncio what comes between two turns is a callback. */
void inbox_look(struct co_loop *loop);
/* On the loop's thread, which is blocked or ends: deliver all now, by key; what is to be called is
 * called later. Returns whether there were any. */
bool inbox_drain(struct co_loop *loop);
/* Returns whether an item has been posted that is not delivered yet. */
bool inbox_has_post(const struct co_loop *loop);

#endif
