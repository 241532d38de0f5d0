/* Synchronization: lock, semaphore, event, condition, barrier and queue. */
#ifndef CO_SYNC_H
#define CO_SYNC_H

#include "co/task.h"

CO_BEGIN

/*
 * ---- Waiter lists and resources -----------------------------------------------------------------
 *
 * The parts of the primitives below. A resource is anything that tasks wait for. It knows its kind,
 * its waiters, its holder and the task that touched it last, so that a report can explain a
 * deadlock.
 *
 * A primitive belongs to one loop while tasks of that loop wait for it; a lock, also while one of
 * them holds it. During that time a call is -EPERM if it would have to wait for tasks of another
 * loop, or wake them. A call from a job of the pool is -EPERM, too. A primitive must outlive its
 * waiters. A task waiting on a primitive whose memory is gone is never woken; the deadlock report
 * says so, and the task can still be cancelled.
 */
struct co_touch {
    const struct co_place *place; /* NULL: never touched */
    uint32_t task;                /* id; 0: a callback */
    uint32_t loop;                /* number of the loop whose task holds a lock; else 0 */
    int64_t time;                 /* nanoseconds */
};

struct co_resource {
    const char *kind; /* "lock", "item of a queue", ...; NULL until first used */
    struct co_touch touched;
    uint32_t number; /* see co_resource_number(); 0: none yet */
};
/* The kind of a resource whose memory was overwritten while a task waits for it. */
#define CO_GONE "thing that does not exist any more"

/* The number by which the runtime finds its own data for a struct of the caller. */
struct co_number {
    uint64_t loop;
    uint32_t place, number;
};

struct co_waiter;
struct co_waitlist {
    struct co_waiter *first, *last;
    uint32_t chosen; /* woken tasks that have not run yet: they are ahead of any newcomer */
    uint32_t loop;   /* number of the waiters' loop; meaningless in an empty list */
};

/*
 * ---- Lock ---------------------------------------------------------------------------------------
 *
 * Mutual exclusion, first come, first served: release gives the lock to the first waiter, and no
 * task overtakes that waiter.
 */
struct co_lock {
    struct co_resource resource;
    struct co_waitlist waiters;
    struct co_touch held; /* the task that holds it, with the place and the time */
    bool locked;
};

/* Wait until the lock is free and no task is queued for it, then take it. The lock is not
 * recursive. Suspends: unless the lock is free and no task is queued. -ECANCELED: the lock is not
 * held. */
CO_ASYNC int co_lock_acquire(struct co_lock *lock);
/* Give the lock to the first waiter. Any task may release it. -EPERM: the lock is not locked. */
int co_lock_release(struct co_lock *lock);
/* Returns whether a task holds the lock. */
bool co_lock_locked(const struct co_lock *lock);

/*
 * ---- Semaphore ----------------------------------------------------------------------------------
 *
 * At most `value` tasks hold a permit at a time. Initialize a semaphore with CO_SEMAPHORE(n); an
 * all-zero semaphore has no permits.
 */
enum { CO_HOLDERS_MAX = 8 };
struct co_semaphore {
    struct co_resource resource;
    struct co_waitlist waiters;
    int64_t value;
    int64_t bound; /* of a bounded semaphore: more permits than this are an error */
    bool is_bounded;
    struct co_touch holders[CO_HOLDERS_MAX]; /* for reports: the first holders of a permit */
};
#define CO_SEMAPHORE(permits) ((struct co_semaphore){ .value = (permits) })
#define CO_BOUNDED_SEMAPHORE(permits)                                                              \
    ((struct co_semaphore){ .value = (permits), .bound = (permits), .is_bounded = true })

/* Wait for a permit and take it. Suspends: unless a permit is free and no task is queued. -EINVAL:
 * the semaphore was made with a negative number. -ECANCELED: no permit was taken. */
CO_ASYNC int co_semaphore_acquire(struct co_semaphore *semaphore);
/* Give a permit back; the first waiter gets it. -EINVAL: a bounded semaphore would have more
 * permits than it began with. */
int co_semaphore_release(struct co_semaphore *semaphore);
/* Returns whether co_semaphore_acquire() would have to wait. */
bool co_semaphore_locked(const struct co_semaphore *semaphore);

/*
 * ---- Event --------------------------------------------------------------------------------------
 *
 * A flag that tasks wait for. co_event_set() wakes every task that waits at that moment.
 */
struct co_event {
    struct co_resource resource;
    struct co_waitlist waiters;
    bool is_set;
};

/* Wait until the event is set. Suspends: unless the event is set. */
CO_ASYNC int co_event_wait(struct co_event *event);
/* Set the event. -EPERM: tasks of another loop wait for it. */
int co_event_set(struct co_event *event);
/* Clear the event: tasks wait for it again. */
void co_event_clear(struct co_event *event);
/* Returns whether the event is set. */
bool co_event_is_set(const struct co_event *event);

/*
 * ---- Condition ----------------------------------------------------------------------------------
 *
 * A lock, and tasks that wait for a change of the data that the lock protects. A task that makes
 * such a change, with the lock held, notifies the waiters. An all-zero condition has a lock of its
 * own; CO_CONDITION(&lock) uses a lock of the caller, which others may share.
 */
struct co_condition {
    struct co_resource resource;
    struct co_waitlist waiters;
    struct co_lock *lock; /* NULL: `own` */
    struct co_lock own;
};
#define CO_CONDITION(shared) ((struct co_condition){ .lock = (shared) })

/* Acquire, release and look at the condition's lock. Suspends: as co_lock_acquire(). */
CO_ASYNC int co_condition_acquire(struct co_condition *condition);
int co_condition_release(struct co_condition *condition);
bool co_condition_locked(const struct co_condition *condition);
/* Release the lock, wait for a notification, then queue for the lock and take it again. The lock is
 * held again on -ECANCELED, too, however often the caller is cancelled; a notification that the
 * caller then did not use goes to another waiter. A task may be woken although nothing has changed,
 * so the caller must check again, or use co_condition_wait_for(). Suspends: always. -EPERM: the
 * lock is not held. */
CO_ASYNC int co_condition_wait(struct co_condition *condition);
/* Wait until `predicate` is true. The predicate is called with the lock held. If the predicate is
 * true at once, the lock need not be held. Suspends: unless the predicate is true at once. */
CO_ASYNC int co_condition_wait_for(struct co_condition *condition,
                                   bool (*predicate)(void *argument), void *argument);
/* Wake up to n waiters, the longest waiting first; each goes on when it has the lock. -EPERM: the
 * lock is not held. asyncio: notify(n=1). */
int co_condition_notify(struct co_condition *condition, size_t n);
/* Wake all waiters. -EPERM: the lock is not held. */
int co_condition_notify_all(struct co_condition *condition);

/*
 * ---- Barrier ------------------------------------------------------------------------------------
 *
 * Each task waits until all parties have arrived; then all of them go on, and the next cycle
 * begins. Initialize a barrier with CO_BARRIER(n).
 */
struct co_barrier {
    struct co_condition condition; /* its lock is held while the state changes */
    int parties;
    int count; /* tasks that have arrived and have not left */
    enum { CO_BARRIER_FILLING, CO_BARRIER_DRAINING, CO_BARRIER_RESETTING, CO_BARRIER_BROKEN } state;
};
#define CO_BARRIER(n) ((struct co_barrier){ .parties = (n) })

/* Wait until all parties have arrived. Returns the caller's number in order of arrival, from 0. A
 * task that arrives while a cycle is ending joins the next cycle. Suspends: unless the caller is
 * the last to arrive. -ECANCELED: the barrier waits for another task in place of the caller.
 * -ENOTRECOVERABLE (BrokenBarrierError): the barrier was reset or aborted. -EINVAL: the barrier was
 * made for less than one task. */
CO_ASYNC int co_barrier_wait(struct co_barrier *barrier);
/* Start a new cycle: the waiting tasks get -ENOTRECOVERABLE. Tasks that arrive after that belong to
 * the new cycle. Suspends: if another task holds the barrier's lock. */
CO_ASYNC int co_barrier_reset(struct co_barrier *barrier);
/* Break the barrier: every task that waits, or that arrives before a reset, gets -ENOTRECOVERABLE.
 * Suspends: if another task holds the barrier's lock. */
CO_ASYNC int co_barrier_abort(struct co_barrier *barrier);
/* The number of tasks that the barrier was made for. */
int co_barrier_parties(const struct co_barrier *barrier);
/* The number of tasks that wait for the others; 0 while a cycle is ending. */
int co_barrier_n_waiting(const struct co_barrier *barrier);
/* Returns whether the barrier was aborted, and not reset since. */
bool co_barrier_broken(const struct co_barrier *barrier);

/*
 * ---- Queue --------------------------------------------------------------------------------------
 *
 * A queue of pointers; the queue never follows them. CO_QUEUE(maxsize) is first in, first out; an
 * all-zero queue is the same, unbounded. CO_LIFO_QUEUE(maxsize) is last in, first out.
 * CO_PRIORITY_QUEUE(maxsize, compare) gives the least item first, and equal items in order of
 * arrival. An empty queue owns no memory; co_queue_shutdown(queue, true) empties a queue.
 */
enum { CO_QUEUE_INLINE = 8, CO_ITEM_MAX = 64 };
struct co_ranked { /* private: an item in a heap */
    void *item;
    size_t arrival;
};
enum co_queue_order { CO_QUEUE_FIFO, CO_QUEUE_LIFO, CO_QUEUE_PRIORITY };
/* < 0: `a` comes out before `b`. */
typedef int co_compare(const void *a, const void *b);
/* Write what an observer shows of an item, which is not NULL, as snprintf does. */
typedef int co_describe(char *text, size_t size, const void *item);
/* For items that are strings, numbers (int), and structs that begin with a string. */
co_describe co_describe_text, co_describe_int, co_describe_named;

struct co_queue {
    struct co_resource readable; /* getters wait for it; put touches it */
    struct co_resource writable; /* putters wait for it; get touches it */
    struct co_resource finished; /* join waits for it; task_done touches it */
    struct co_waitlist getters, putters, joiners;
    size_t maxsize;    /* 0: unbounded */
    size_t unfinished; /* items that were put, but not yet marked by task_done */
    /* First in, first out: the items are in a ring. */
    size_t size;
    size_t room;     /* while `size` is less, a put needs no other check */
    size_t head;     /* index of the oldest item, modulo the capacity */
    void **ring;     /* NULL: the items are in `few` */
    size_t capacity; /* of ring or heap, a power of two */
    /* Any other order. */
    struct co_ranked *heap;
    size_t ranked; /* items in the heap */
    size_t arrivals;
    enum co_queue_order order;
    co_compare *compare;
    co_describe *describe; /* NULL: items have no text */
    bool is_shut_down;
    void *few[CO_QUEUE_INLINE];
};
/* Members may follow: CO_QUEUE(5, .describe = co_describe_text). */
#define CO_QUEUE(...) CO_QUEUE_WITH(__VA_ARGS__, )
#define CO_LIFO_QUEUE(...) CO_LIFO_QUEUE_WITH(__VA_ARGS__, )
#define CO_PRIORITY_QUEUE(...) CO_PRIORITY_QUEUE_WITH(__VA_ARGS__, )
#define CO_QUEUE_WITH(items, ...) ((struct co_queue){ .maxsize = (items), __VA_ARGS__ })
#define CO_LIFO_QUEUE_WITH(items, ...) CO_QUEUE_WITH(items, .order = CO_QUEUE_LIFO, __VA_ARGS__)
#define CO_PRIORITY_QUEUE_WITH(items, comparison, ...)                                             \
    CO_QUEUE_WITH(items, .order = CO_QUEUE_PRIORITY, .compare = (comparison), __VA_ARGS__)

/* Add an item; wait if there is no free place. As in asyncio, a task that comes before a woken
 * putter runs may take the place; the putter then waits again, behind the others. Suspends: unless
 * there is a free place. -ECANCELED: the item was not added. -ESHUTDOWN (QueueShutDown): the queue
 * is shut down. -ENOMEM. */
CO_ASYNC int co_queue_put(struct co_queue *queue, void *item);
/* Store the next item in the pointer that `item_pointer` points to; wait if there is none. A task
 * that comes before a woken getter runs may take the item; the getter then waits again, behind the
 * others. Suspends: unless there is an item. -ECANCELED: no item was taken. -ESHUTDOWN: the queue
 * is shut down and empty. */
CO_ASYNC int co_queue_get(struct co_queue *queue, void *item_pointer);
/* Put and get without waiting. -ENOSPC: the queue is full. -ENODATA: the queue is empty. asyncio:
 * put_nowait, get_nowait. */
int co_queue_put_nowait(struct co_queue *queue, void *item);
int co_queue_get_nowait(struct co_queue *queue, void *item_pointer);
/* Tell the queue that an item from get has been dealt with. -EINVAL: called more often than items
 * were put. */
int co_queue_task_done(struct co_queue *queue);
/* Wait until task_done has been called for every item that was put. Suspends: unless this is so
 * already. */
CO_ASYNC int co_queue_join(struct co_queue *queue);
/* Shut the queue down: a task that puts, or waits to put, gets -ESHUTDOWN. Items in the queue can
 * still be taken, unless `immediate` is true: then they are dropped, and count as done. */
int co_queue_shutdown(struct co_queue *queue, bool immediate);
/* The number of items in the queue. */
size_t co_queue_qsize(const struct co_queue *queue);
/* Returns whether the queue has no item; whether it has no free place. An unbounded queue always
 * has a place. */
bool co_queue_empty(const struct co_queue *queue);
bool co_queue_full(const struct co_queue *queue);

CO_END

#endif
