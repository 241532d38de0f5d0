/* The timer queue: armed timers by deadline. */
#ifndef CO_KERNEL_TIMERS_H
#define CO_KERNEL_TIMERS_H

#include "co/kernel/base.h"

struct timer_entry;
struct timer_chain;
struct timer_queue {
    struct timer_entry *heap;
    struct co_timer **slots; /* what the entries stand for; NULL: disarmed */
    struct timer_chain *chains;
    uint32_t count, capacity, disarmed;
    uint32_t free_slot; /* head of the free slots, plus 1 */
    uint32_t sequence;
};

int timer_queue_add(struct timer_queue *queue, struct co_timer *timer);
void timer_queue_remove(struct timer_queue *queue, struct co_timer *timer);
/* Put the timer of a slot into a chain, or take it out. The first slot of the chain is at *first;
 * 0: the chain is empty. */
void timer_queue_link(struct timer_queue *queue, uint32_t slot, uint32_t *first);
void timer_queue_unlink(struct timer_queue *queue, uint32_t slot, uint32_t *first);
/* Disarm the timers of a chain that lie between the two addresses, without touching them, and take
 * them out of the chain. Returns how many. */
uint32_t timer_queue_forget(struct timer_queue *queue, uint32_t *first, const void *low,
                            const void *high);
/* Deadline of the first timer; CO_NEVER: there is none. */
int64_t timer_queue_next(struct timer_queue *queue);
/* The id of the task that armed the first timer; 0: no task, or there is no timer. */
uint32_t timer_queue_first_task(struct timer_queue *queue);
/* Take the first timer, which there must be, out of the heap: it is due. Returns its slot. */
uint32_t timer_queue_take(struct timer_queue *queue);
/* Take the only entry out of the queue. Returns its timer, or NULL if the timer is disarmed. */
struct co_timer *timer_queue_pop_lone(struct timer_queue *queue);
/* Give a timer that is due at once a slot; the heap does not know the timer. -ENOMEM. */
int timer_queue_add_due(struct timer_queue *queue, struct co_timer *timer, uint32_t *slot);
/* The timer that is due in this slot, which is free now; NULL if the timer has been disarmed. */
struct co_timer *timer_queue_release(struct timer_queue *queue, uint32_t slot);
/* The slot is released soon. */
void timer_queue_fetch_ahead(const struct timer_queue *queue, uint32_t slot);
void timer_queue_free(struct timer_queue *queue);

#endif
