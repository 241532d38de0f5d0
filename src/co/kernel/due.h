/* Timers that are due and have not fired. */
#ifndef CO_KERNEL_DUE_H
#define CO_KERNEL_DUE_H

#include "co/kernel/ready.h"

struct due_timers {
    uint32_t *ring;          /* slots of the timer queue */
    uint32_t mask;           /* the size of the ring less 1 */
    uint32_t next, end;      /* count on; modulo the size they are places in the ring */
    struct co_handle handle; /* is called once for each group of due timers */
    bool have_fired;         /* in the turn that begins, before all else */
};

void due_begin(struct co_loop *loop);
/* Have room for one more timer, armed or due. -ENOMEM. */
int due_reserve(struct co_loop *loop);
/* Called when the time of the first timer has come: all timers that are due fire together, at once
 * if nothing else is ready, else when the coming turn calls the handle. */
void due_look(struct co_loop *loop);
/* Let a timer that is not armed fire in the next turn, behind what is ready now. asyncio:
 * call_soon(), as for a timeout that is over already. -ENOMEM. */
int due_add(struct co_loop *loop, struct co_timer *timer);

#endif
