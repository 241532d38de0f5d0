/* What the files of src/co share. Nothing here is for anybody else. */
#ifndef CO_INTERNAL_H
#define CO_INTERNAL_H

#define CO_WITHOUT_PLACES /* inside the runtime a call keeps the place of the one who called us */
#include "co.h"
#include "fiber.h"
#include "list.h"
#include "outside.h"
#include "table.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>

#define likely(condition) __builtin_expect(!!(condition), 1)
#define unlikely(condition) __builtin_expect(!!(condition), 0)
/* Before a function that is rarely called: inlined it would take registers from what is done
 * often. */
#define RARE __attribute__((noinline, cold))

#define NANOSECONDS INT64_C(1000000000)
#define CO_NEVER INT64_MAX

/* ---- The ready queue ---- */

/* A callback that runs in a turn. */
struct co_handle {
    void (*call)(struct co_handle *handle);
};

/* What is ready, in order: the addresses of tasks, and of handles, made odd. An array, so that what
 * comes up soon can be fetched from memory beforehand. Each stack and each handle has a place
 * reserved, so that waking never fails. */
struct ready_queue {
    uintptr_t *ring;
    uint32_t mask;     /* its size less 1 */
    uint32_t reserved; /* places */
    uint32_t stacks;   /* so many of them for stacks */
    uint32_t next; /* to run; these three count on, modulo the size they are places in the ring */
    uint32_t turn_end; /* what comes from here on is for the following turn */
    uint32_t end;
};

/* ---- Tasks ---- */

/* What a suspended task waits for. On the stack of the function that waits. */
struct co_wait {
    /* A cancel request arrived: make the task ready, with an error, or pass the request on. */
    void (*cancel)(struct co_wait *wait, struct co_task *task);
    struct co_resource *resource; /* NULL: a timer */
    /* The tasks whose end is awaited: writes up to `count`, returns how many there are; for
     * reports. NULL: none. */
    size_t (*awaited)(const struct co_wait *wait, struct co_task **tasks, size_t count);
};

/* A wait that passes a cancel request on to the tasks whose end it awaits. Its `cancel` is
 * wait_pass_cancel. */
struct passing_wait;
struct passing_kind {
    /* The next of these tasks, from *position on; NULL after the last. */
    struct co_task *(*next)(struct passing_wait *passing, size_t *position);
    /* All have been asked; `any`: one of them had not ended. */
    void (*passed)(struct passing_wait *passing, bool any);
    /* The tasks await each other in a circle: stop waiting, with -ECANCELED. */
    void (*cut)(struct passing_wait *passing);
};
struct passing_wait {
    struct co_wait wait;
    struct co_task *waiter;
    const struct passing_kind *kind;
    uint32_t sweep; /* 0; PASSING; or the last sweep over all tasks that has passed here */
    /* While it passes a request on. */
    struct passing_wait *below; /* has passed it on to this one */
    size_t position;
    bool any;
};
#define PASSING UINT32_MAX
void wait_pass_cancel(struct co_wait *wait, struct co_task *task);

/* Hears of a task's end. On the stack of a function that awaits the task, or in a gather or a done
 * callback. */
struct co_watcher {
    struct co_link link;
    void (*ended)(struct co_watcher *watcher, struct co_task *task);
};

/* Of a task group. Set only in tasks that are. */
struct group_member {
    struct group *group;
    struct co_watcher watcher;
    struct co_handle handle; /* in the ready queue, in the turn after the end */
    struct co_link link;     /* among the members that have not ended */
    struct co_link failed;   /* among those that failed */
};

/* What context variables are seen: in a context, or without one what was seen by the creator. */
struct variables;
struct scope {
    struct co_context *context;
    struct variables *inherited;
};

struct co_task {
    /* What making, switching and ending touch: two cache lines. */
    struct co_fiber fiber; /* of the task or of the generator it is in */
    struct co_wait *wait;  /* NULL: running, ready, asleep for a turn, or ended */
    const struct co_place *place;
    int32_t
        references; /* the handle, those who await or keep it, and the loop until it has ended */
    int result;     /* while it is suspended: what the suspension will return */
    struct co_list watchers;
    struct co_loop *loop;
    int (*run)(void *arguments);
    void *arguments;
    const char *name;
    uint32_t id;
    uint32_t ended_as; /* order of ending within the loop */
    int cancelling;
    uint8_t stack_class; /* NO_STACK: a future */
    bool ended;
    bool must_cancel; /* a request that is delivered when it runs or suspends next */
    bool consumed;    /* the handle has been given up */
    bool seen;        /* somebody looked at the result */
    bool has_text;
    bool has_name;
    bool has_created;
    uint32_t timeouts; /* that it has entered and not left; 0 in one that has ended or is new */
    uint32_t first_timeout; /* slot of its timer, see timer_queue_link(); likewise */

    /* Looked at only where there is one. */
    struct co_generator_state
        *generator; /* the innermost one it is in; NULL in a task that is new or has ended */
    int text_code;  /* the error, or 0 for a result, that the text belongs to */
    struct group_member member;
    struct scope scope; /* all-zero unless the loop has contexts */

    /* Futures: how to pass a cancel on to what completes it; true: it will end by itself. */
    bool (*cancel_future)(struct co_task *future);
    struct co_link link;            /* futures: of the loop's; or of the quarantine's */
    const struct co_place *created; /* debug mode */
    /* Kept for an observer. */
    uint32_t creator, lines, wakes, steps;
    struct co_cause cause;
    char given_name[CO_NAME_MAX];
    char text[CO_TEXT_MAX];
};

/* ---- What tasks own ---- */

struct numbered;
struct numbers {
    struct numbered *table;
    uint32_t count, free, last;
};

/* Give a thing a number. -ENOMEM. */
int numbers_give(struct co_loop *loop, void *thing, struct co_number *number);
/* The thing of this number; NULL: it is gone, or another loop's. */
void *numbers_find(const struct co_number *number);
void numbers_take_back(struct co_loop *loop, const struct co_number *number);
/* The next thing from *place on; NULL after the last. */
void *numbers_any(const struct co_loop *loop, uint32_t *place);

/* The owner may end before it has done with the thing. */
struct owned;
struct owned_kind {
    void (*owner_ended)(struct owned *owned);
    void (*loop_ended)(struct owned *owned); /* give the memory back, no more */
};
struct owned {
    const struct owned_kind *kind;
    const void *where;     /* the caller's struct; for comparison only: it may be gone */
    struct co_task *owner; /* NULL: it has ended */
    struct co_watcher watcher;
    struct table_link by_place;
};

/* Have room for one more thing that is owned. -ENOMEM. */
int own_reserve(struct co_loop *loop);
void own(struct co_task *owner, struct owned *owned);
void disown(struct owned *owned);
/* What the task has begun at this place before; NULL: nothing. */
struct owned *owned_at(const struct co_task *owner, const void *where,
                       const struct owned_kind *kind);
/* At the end of a loop. What has a number is owned by a task. */
void owned_free(struct co_loop *loop);

/* ---- The timer queue ---- */

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
/* Timers in a chain, whose first slot is at *first; 0: the chain is empty. */
void timer_queue_link(struct timer_queue *queue, uint32_t slot, uint32_t *first);
void timer_queue_unlink(struct timer_queue *queue, uint32_t slot, uint32_t *first);
/* Disarm the timers of a chain that lie between the two addresses, without touching them, and take
 * them out of it. Returns how many. */
uint32_t timer_queue_forget(struct timer_queue *queue, uint32_t *first, const void *low,
                            const void *high);
/* Deadline of the first timer; CO_NEVER if there is none. */
int64_t timer_queue_next(struct timer_queue *queue);
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

/* ---- Timers that are due ---- */

struct due_timers {
    uint32_t *ring;     /* slots of the timer queue */
    uint32_t mask;      /* its size less 1 */
    uint32_t next, end; /* count on; modulo the size they are places in the ring */
};

/* Have room for one more timer, armed or due. -ENOMEM. */
int due_reserve(struct co_loop *loop);
void due_begin(struct co_loop *loop);
/* Called when the time of the first timer has come: all timers that are due fire together, at once
 * if nothing else is ready, else when the coming turn calls the handle. */
void due_look(struct co_loop *loop);
/* Let a timer that is not armed fire in the next turn, behind what is ready now. asyncio:
 * call_soon(), as for a timeout that is over already. -ENOMEM. */
int due_add(struct co_loop *loop, struct co_timer *timer);

/* ---- Stacks ---- */

enum { STACK_CLASSES = 16, NO_STACK = 0xff };
struct stack_slab;
struct stack_pool {
    struct co_task **free; /* last in, first out: the warmest first; has room for all of them */
    uint32_t free_count, count;
    struct stack_slab *slab; /* the one that is being cut up */
};
struct stacks {
    struct stack_pool pools[STACK_CLASSES];
    struct stack_slab *slabs; /* all of them, newest first */
    uint32_t count;           /* slots */
    uint8_t default_class;
    bool valgrind; /* it wants to know what becomes of popped frames */
};

/* Memory for a task and its stack; only stack_class and the fiber's stack are set. NULL: no
 * memory. */
struct co_task *stacks_take(struct stacks *stacks, size_t stack_size);
/* The same of those that were given back. NULL: there is none. */
struct co_task *stacks_take_used(struct stacks *stacks, size_t stack_size);
void stacks_give(struct stacks *stacks, struct co_task *task);
/* Something will be written where a former task may have had frames; for Valgrind. */
void stack_top_is_reused(const struct stacks *stacks, struct co_task *task);
void stacks_free(struct stacks *stacks);
/* For tests: as if the process might have so many mappings, of which guards take three quarters. */
void stacks_allow_mappings(long mappings);
uint8_t stacks_class(size_t stack_size);
/* Call `visit` for every slot in use, and for some that are free, whose `references` are 0. */
void stacks_each(struct stacks *stacks, void (*visit)(struct co_task *task, void *context),
                 void *context);
/* The lowest usable byte of a task's stack. */
char *stack_bottom(const struct co_task *task);
/* With the address sanitizer: from here on what has ended is poisoned. */
char *stack_sealed_bottom(const struct co_task *task);
size_t stack_bytes(uint8_t stack_class);

/* With the address sanitizer: to look at a task that is free is an error from here on, or is none
 * any more. */
static inline void task_poison(struct co_task *task)
{
#if CO_ADDRESS_SANITIZER
    __asan_poison_memory_region(task, sizeof *task);
#else
    (void)task;
#endif
}
static inline void task_unpoison(struct co_task *task)
{
#if CO_ADDRESS_SANITIZER
    __asan_unpoison_memory_region(task, sizeof *task);
#else
    (void)task;
#endif
}

static inline bool task_is_poisoned(const struct co_task *task)
{
#if CO_ADDRESS_SANITIZER
    return __asan_address_is_poisoned(task);
#else
    (void)task;
    return false;
#endif
}

/* ---- The quarantine: tasks that have ended, in debug mode and with the address sanitizer ---- */

/* The part of a stack that nothing may touch after its task's end. */
struct sealed {
    char *bottom;
    size_t size;
};
struct quarantine {
    struct co_list tasks;
    uint32_t count;
    bool on;
    struct sealed left; /* of a task that has ended just now, and may still be on it */
    struct co_task *main, *kept_main; /* ended last, freed last */
};

/* The task ends, on its own stack. */
void quarantine_note_end(struct co_loop *loop, struct co_task *task);
/* To be called on another stack. */
RARE void quarantine_seal_left(struct co_loop *loop);
/* The task is free; nothing else has its memory for a while. */
void quarantine_keep(struct co_loop *loop, struct co_task *task);
/* The same of a generator's slot, from another stack. */
void quarantine_keep_slot(struct co_loop *loop, struct co_task *slot);
void quarantine_free(struct co_loop *loop);
/* Where the stack of a new task begins, above its arguments. */
char *quarantine_stack_top(const struct co_loop *loop, struct co_task *task);
/* A task that has been prepared to run begins there. */
void quarantine_move_stack(struct co_loop *loop, struct co_task *task);
/* ---- The inbox: what other threads have to say, drained at one place ---- */

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

/* From any thread. The loop wakes up if it sleeps. */
void inbox_post(struct co_loop *loop, struct inbox_item *item);
/* On the loop's thread, when it looks outside: have all delivered in the turn that comes, as in
 * asyncio what comes between two turns is a callback. */
void inbox_look(struct co_loop *loop);
/* On the loop's thread, which is blocked or ends: deliver all now, by key; what is to be called is
 * called later. Returns whether there were any. */
bool inbox_drain(struct co_loop *loop);

/* ---- The loop ---- */

/* By time, and those of the same time in order; see job_queue.c. */
struct job_queue {
    struct job *first; /* NULL: it is empty */
};

struct poller; /* libev's side of it, in poller.c */
struct executor;

enum { TURNS_PER_LOOK = 64, TURNS_PER_LOOK_ALONE = 256 };

/* Signals in the order in which they arrived. Written by signal handlers. */
enum { SIGNALS_AT_ONCE = 64 };
struct signal_queue {
    _Atomic uint32_t end; /* counts on, like `next` */
    _Atomic uint32_t next;
    _Atomic int numbers[SIGNALS_AT_ONCE]; /* 0: being written */
    uint32_t handled;                     /* signals that the loop has a handler for */
    struct co_handle handle;
    bool queued; /* the handle is in the ready queue */
};

struct co_loop {
    /* What a switch touches. */
    struct co_task *running;
    struct ready_queue ready;
    int32_t turns_left; /* until the next look at clock, inbox and descriptors */
    bool observed;
    bool has_contexts;    /* a variable was set, or may be */
    bool frees_with_care; /* has contexts, or a quarantine */
    bool debug;
    bool attentive; /* debug mode, an observer or a quarantine wants to know of tasks that begin and
                     * end */
    int64_t now;    /* nanoseconds since the start; exact on the virtual clock */
    int64_t next_deadline; /* of the first timer */
    struct co_fiber scheduler;
    uint64_t serial; /* of no other loop in this process */

    struct timer_queue timers;
    struct due_timers due;
    struct co_handle due_handle; /* to be called once for each group of due timers */
    bool turns_are_watched;      /* shuffled, seen by a hook, or in debug mode */
    bool timers_have_fired;      /* in the turn that begins, before all else */
    struct stacks stacks;
    struct quarantine quarantine;
    struct inbox inbox;
    struct co_options options;
    struct poller *poller;
    uint64_t random[4];

    int64_t start; /* of the real clock */
    int64_t turns_without_time;
    uint32_t pending_at_limit; /* when so many turns had passed last, or time moved */
    int32_t turns_granted;
    uint32_t last_task_id;
    uint32_t pending; /* tasks and futures that have not ended */
    struct co_list futures;
    struct table owned;             /* what tasks own, by task and place */
    struct numbers numbers;         /* of what tasks own */
    struct co_list open_generators; /* in order of first step */
    struct table done_callbacks;    /* that have not been called, by task, function and argument */
    struct table generators;        /* the same by id */
    struct co_task *main;
    struct co_task outside;   /* stands for callbacks where a task is named or keeps a text */
    _Atomic bool interrupted; /* set in signal handlers, in whatever thread of the loop's */
    struct co_watcher main_watcher;
    struct co_handle stop_handle;
    bool stopping;       /* after this turn */
    bool closing;        /* nothing runs any more */
    uint32_t interrupts; /* in this run */
    bool is_running;
    _Atomic bool address_taken; /* the program has a handle with which others may wake the loop */
    bool forever;               /* until co_stop, although no task is left */
    struct co_loop *outer;      /* the thread's loop that was the last before this one */
    uint32_t shutdown_from;     /* order of ending of the first task that ended in the cleanup */
    void (*iteration_hook)(void *argument, const struct co_iteration *iteration);
    void *iteration_argument;
    uint64_t iterations;
    int stopped_by; /* -EDEADLK, -ELOOP, -EINTR or what the system refused */
    int refused;    /* why a task could not be made, last time */
    const char *refused_text;
    const struct co_cause
        *outside_cause; /* why a callback runs: the timer or thread; NULL: some other reason */
    uint32_t last_ended;
    uint32_t sweep, last_sweep; /* over all tasks, to cancel them; 0: none goes on */
    struct co_list executors;
    struct co_executor own_executor, *default_executor; /* NULL: its own */
    struct job_queue ready_jobs;                        /* in the order in which they could run */
    struct job_queue paused_jobs; /* virtual clock: in the order in which their pauses end */
    uint64_t jobs_ordered;
    sem_t baton; /* virtual clock: back at the loop */
    bool has_baton, threads_closing, threads_closed;
    struct co_task *host; /* the job in whose thread it runs */
    /* Guarded by the lock of threads. */
    struct co_loop *next_open;
    struct co_list concurrent;                 /* futures that its tasks end */
    struct co_list blocked_jobs, blocked_self; /* its jobs that wait, and its own thread */
    int32_t active;               /* real clock: threads that run, or will by themselves */
    struct co_list timer_handles; /* that were not called yet */
    struct signal_queue signals;
    struct co_list descriptor_waits;      /* in the order of waiting */
    struct descriptor_entry *descriptors; /* by descriptor */
    size_t descriptor_count;
    struct co_list parties;                /* in the order of entering */
    struct co_list endings;                /* the newest first */
    int64_t slow;                          /* nanoseconds of a step that debug mode reports */
    struct table held_locks, lock_holders; /* debug mode: the same by lock and by task */
    co_exception_handler *exception_handler;
    void *exception_argument;
};

/* What the public calls hand out for a loop: its serial, which no other loop of the process has.
 * The handle is never dereferenced, so the handle of a loop that has ended reaches no other loop,
 * which may have the same address. */
static inline struct co_loop *loop_handle(const struct co_loop *loop)
{
    return loop ? (struct co_loop *)(uintptr_t)loop->serial : NULL;
}
static inline bool loop_has_handle(const struct co_loop *loop, const struct co_loop *handle)
{
    return handle && loop->serial == (uintptr_t)handle;
}

/* Another stack has been left for this one. Debug mode has the scheduler look. */
static inline void stack_was_left(struct co_loop *loop)
{
    if (CO_ADDRESS_SANITIZER && loop->quarantine.left.size)
        quarantine_seal_left(loop);
}

/* A callback, and where it was given to the loop. */
struct callback {
    co_callback *call;
    void *argument;
    const struct co_place *place;
    struct scope scope;
};
/* `context` may be NULL: what is seen here. */
struct callback callback_make(co_callback *call, void *argument, struct co_context *context);
void callback_release(struct callback *callback);
/* Call it; if it fails, report that. */
void callback_call(struct co_loop *loop, struct callback *callback);
/* At the end of a loop: those that were never due. */
void callbacks_free(struct co_loop *loop);

/* ---- Debug mode ---- */

void debug_begin(struct co_loop *loop);
void debug_end(struct co_loop *loop);
/* A turn whose steps are looked at one by one. */
void debug_run_turn(struct co_loop *loop);
void debug_task_ended(struct co_loop *loop, struct co_task *task);
/* Let a timer fire, and report if that takes long. */
RARE void debug_fire(struct co_loop *loop, struct co_timer *timer,
                     void (*fire)(struct co_loop *loop, struct co_timer *timer));
/* A task that has ended and will not be looked at any more. */
void debug_task_left(struct co_loop *loop, struct co_task *task);
RARE void debug_lock_taken(struct co_loop *loop, const struct co_lock *lock);
RARE void debug_lock_released(struct co_loop *loop, const struct co_lock *lock);
/* To the exception handler. */
void report(struct co_loop *loop, const struct co_report *report);
/* A callback, of the task if there is one, returned a negative result. */
RARE void report_failed_callback(struct co_loop *loop, int result, const struct co_place *place,
                                 struct co_task *task);

/* Has a signal arrived that the loop handles? */
static inline bool signals_arrived(struct co_loop *loop)
{
    return atomic_load_explicit(&loop->signals.end, memory_order_relaxed) !=
           atomic_load_explicit(&loop->signals.next, memory_order_relaxed);
}
/* Have the handlers called in this turn. */
RARE void signals_deliver(struct co_loop *loop);
void signals_free(struct co_loop *loop);
/* In a child process: signals do what they did before. */
void signals_forget(void);

extern _Thread_local struct co_loop *co_loop_now;
/* The same, but NULL in debug mode: to look at this one costs those who have something to do for
 * debug mode nothing. */
extern _Thread_local struct co_loop *loop_without_debug;
/* This thread's loop, or its debug mode, is another one now. */
void debug_loop_changed(void);
/* In a pool thread: the future of the job that runs. */
extern _Thread_local struct co_task *co_job_now;
/* In a pool thread, idle or not: the loop that it works for. */
extern _Thread_local struct co_loop *co_pool_loop_now;

/* Nanoseconds of the real clock. */
int64_t monotonic(void);
/* The clock, read at this one place. */
int64_t loop_clock(struct co_loop *loop);
/* Nanoseconds from seconds, at least 0. CO_NEVER: infinity, and what the clock cannot hold. */
int64_t loop_nanoseconds(double seconds);
/* CO_NEVER if the delay is, or if the clock cannot hold the sum. */
static inline int64_t time_after(int64_t moment, int64_t delay)
{
    int64_t sum;

    return unlikely(__builtin_add_overflow(moment, delay, &sum)) ? CO_NEVER : sum;
}
/* For people: infinity for CO_NEVER. */
double loop_seconds(int64_t moment);
/* When a moment of the loop's clock is due on the real one. */
int64_t loop_real_time(const struct co_loop *loop, int64_t moment);
/* Not on the real clock: let the loop's time come to the moment while the loop stands still; on the
 * paced clock that takes real time. -EINTR: co_interrupt came first. */
int loop_block_until(struct co_loop *loop, int64_t moment);
int loop_arm_timer(struct co_loop *loop, struct co_timer *timer, int64_t delay);
/* The time is over already: let the timer fire in the next turn, see due_add(). */
int loop_arm_timer_soon(struct co_loop *loop, struct co_timer *timer);
/* Also of a timer that is due and has not fired. */
void loop_disarm_timer(struct co_loop *loop, struct co_timer *timer);
/* Wake the thread that runs the loop. From any thread and from signal handlers. */
void loop_wake(struct co_loop *loop);
/* Suspend the running task until somebody calls task_wake. Returns wake_result, or -ECANCELED. */
int loop_suspend(struct co_loop *loop, struct co_wait *wait);
/* Let the others that are ready run first. */
int loop_yield(struct co_loop *loop);
/* Have the generator that is open the longest closed, by a task of its own. 1; 0: there is none;
 * -ENOMEM. */
int generators_close_one(struct co_loop *loop);
/* The running task has entered (1) or left (-1) a scope that may cancel it: the generator that it
 * is in, if any, may not yield meanwhile. */
void generator_count_scope(struct co_task *task, int change);
/* Where a task's stack begins. */
void task_entry(void);
/* The turns that count towards a livelock begin anew. */
static inline void loop_time_has_moved(struct co_loop *loop)
{
    loop->turns_without_time = 0;
    loop->pending_at_limit = loop->pending;
}
/* What looks at turns one by one has come or gone. */
void loop_notice_watchers(struct co_loop *loop);
/* Turns, until somebody sets loop->stopping or loop->stopped_by, or nothing is left to do. */
void loop_run_until_stopped(struct co_loop *loop);
/* Let a task or a callback from the ready queue go on. */
void loop_run_step(struct co_loop *loop, uintptr_t entry);
/* Call a handle that was in the ready queue. */
void loop_call_handle(uintptr_t entry);

/* ---- Descriptors ---- */

/* Beside the flags of outside.h. */
enum {
    DESCRIPTOR_IS_KEPT = 1 << 8,  /* it is closed by co_descriptor_close() */
    DESCRIPTOR_IS_OWNED = 1 << 9, /* by src/io: it is not for others to watch */
};

/* A wait for a descriptor; in a waiter's frame, or in the handle of a callback. */
struct descriptor_wait {
    struct co_link link;          /* among the loop's, in the order of waiting */
    struct co_link by_descriptor; /* among those of the same descriptor */
    int descriptor;
    enum co_direction direction;
    int flags;
    int64_t since;
    /* It has been taken out. `error`: 0, or -EBADF. */
    void (*ready)(struct descriptor_wait *wait, int error);
};

/* What is known of a descriptor. The arrays are by direction. */
enum { DIRECTIONS = CO_WRITING };
struct descriptor_entry {
    struct co_list waiting; /* in the order of waiting */
    uint32_t waits[DIRECTIONS];
    uint32_t owned; /* of these, by src/io */
    struct co_descriptor_handle *handles[DIRECTIONS];
};

/* What whoever looks at the descriptors calls. */
void descriptor_is_ready(struct co_loop *loop, struct descriptor_wait *wait, int error);
void descriptors_free(struct co_loop *loop);

/* Real clock: have libev look at it, not look at it any more. It is in its entry before and not
 * there after. -ENOMEM. */
int poller_watch(struct co_loop *loop, struct descriptor_wait *wait);
void poller_unwatch(struct co_loop *loop, struct descriptor_wait *wait);
/* Nobody waits for it, and its number may soon be another one's. */
void poller_forget(struct co_loop *loop, int descriptor);
/* Serve the descriptors that are ready, without waiting. */
void poller_look(struct co_loop *loop);

/* On a clock that jumps: serve the descriptors that are ready while tasks are, too. */
void outside_look(struct co_loop *loop);
/* Nothing is ready. Hold time for those outside; false: there is nothing to hold it for. */
bool outside_wait(struct co_loop *loop, int64_t deadline);
/* What was forgotten is closed. */
void endings_call(struct co_loop *loop);

/* Sleep until the deadline on the real clock, or until something comes from outside. */
void poller_wait(struct co_loop *loop, int64_t deadline);
/* Make it, unless it is there. -ENOMEM, -EMFILE. */
int poller_need(struct co_loop *loop);
void poller_free(struct poller *poller);

/* Have places for as many more tasks or handles. -ENOMEM. */
int ready_reserve(struct ready_queue *ready, size_t places);
/* For tests: another order within the following turn, the same for the same random numbers. */
void ready_shuffle(struct ready_queue *ready, uint64_t random[4]);
/* The same for all stacks that there are. */
static inline int ready_reserve_stacks(struct co_loop *loop)
{
    uint32_t more = loop->stacks.count - loop->ready.stacks;
    int rc = ready_reserve(&loop->ready, more);

    if (rc == 0)
        loop->ready.stacks += more;
    return rc;
}
/* Has that been done since the last stack was added? */
static inline bool ready_has_stacks(const struct co_loop *loop)
{
    return loop->ready.stacks == loop->stacks.count;
}

static inline void ready_push(struct co_loop *loop, uintptr_t entry)
{
    loop->ready.ring[loop->ready.end++ & loop->ready.mask] = entry;
}

static inline void ready_push_task(struct co_loop *loop, struct co_task *task)
{
    ready_push(loop, (uintptr_t)task);
}

static inline void ready_push_handle(struct co_loop *loop, struct co_handle *handle)
{
    ready_push(loop, (uintptr_t)handle | 1);
}

/* Take a handle that is in the queue out of it, wherever it stands; for what a shuffled turn alone
 * can need. */
RARE void ready_forget_handle(struct co_loop *loop, struct co_handle *handle);

static inline bool ready_is_handle(uintptr_t entry)
{
    return entry & 1;
}

/* ---- Tasks, to their waiters and wakers ---- */

/* Make a suspended task ready. The cause is the code that runs now. */
void task_wake(struct co_task *task, int result);
/* The same, where the task's cause has been noted before. */
void task_wake_caused(struct co_task *task, int result);
/* The same one turn later, with `hop` in the ready queue until then: where asyncio has a callback
 * between the cause and the waiter. The cause is the code that runs now. */
struct hop {
    struct co_handle handle;
    struct co_task *task;
};
void task_wake_after_hop(struct co_task *task, struct hop *hop);
RARE void task_set_cause(struct co_task *task, enum co_cause_kind kind);
RARE void task_observe(struct co_loop *loop, enum co_trace_kind kind, struct co_task *task,
                       const struct co_resource *resource, int result);
/* What wakes a waiter that hears later of the task's end. Counts as a wake by the task. */
struct co_cause task_end_cause(struct co_task *task);
/* Why there is no task: NULL is handed back, and awaiting that returns `code`. */
RARE struct co_task *task_refuse(struct co_loop *loop, int code, const char *text);
/* End a future, or the running task. */
void task_end(struct co_task *task, int result);
void task_watch(struct co_task *task, struct co_watcher *watcher);
/* The same, to hear before all others. */
void task_watch_first(struct co_task *task, struct co_watcher *watcher);
void task_unwatch(struct co_task *task, struct co_watcher *watcher);
void task_free(struct co_task *task);
static inline void task_reference(struct co_task *task)
{
    task->references++;
}
static inline void task_unreference(struct co_task *task)
{
    if (--task->references == 0)
        task_free(task);
}
/* Nothing refers to it any more: only its memory is there, if that. */
static inline bool task_is_free(const struct co_task *task)
{
    return task_is_poisoned(task) || task->references <= 0;
}
/* Is it the handle of a task that is free? Debug mode reports the call. */
RARE bool debug_dead_handle(const struct co_task *task, const char *call);
static inline bool is_dead(const struct co_task *task, const char *call)
{
    return unlikely(task->references <= 0) && debug_dead_handle(task, call);
}
/* NULL, or that. */
static inline bool is_no_task(const struct co_task *task, const char *call)
{
    return unlikely(!task) || is_dead(task, call);
}
/* Run a task until it suspends for the first time or ends. It must have been made just before:
 * nothing else may have become ready since. */
void task_start_eagerly(struct co_task *task);
/* A task or future cannot be made: note why, for who awaits the NULL that is returned. */
RARE struct co_task *task_refuse(struct co_loop *loop, int code, const char *text);
/* Somebody awaits NULL: why there is no task. */
RARE int task_missing(struct co_loop *loop);
/* What is wrong with waiting for this task; 0 if nothing. */
static inline int task_check(struct co_loop *loop, const struct co_task *task)
{
    if (unlikely(!task))
        return task_missing(loop);
    if (is_dead(task, NULL))
        return co_raise(-EBADF, "the task has been awaited before, its handle is dead");
    if (unlikely(task == loop->running))
        return co_raise(-EINVAL, "a task cannot await itself");
    if (unlikely(task->loop != loop))
        return co_raise(-EINVAL, "%s belongs to another loop", co_task_name(task));
    return 0;
}
/* If it ended with an error that nobody has seen, tell the observer. */
void task_report_lost_error(struct co_task *task);
/* Ask all pending tasks to end, in order of creation, and stop the loop when none is left.
 * -ENOMEM. */
int tasks_cancel_all(struct co_loop *loop);
/* Give up the handle, once. */
void task_consume(struct co_task *task);
void task_copy_text(struct co_task *to, const struct co_task *from);
/* The text of what has been awaited, or its absence, becomes that of the one who runs. */
void task_move_text(struct co_loop *loop, const struct co_task *from);
/* The task or job that runs here, else the loop's stand-in for callbacks; NULL outside a loop. */
struct co_task *task_here(void);
/* `cancel`, which may be NULL, passes a request on to what completes the future. */
struct co_task *future_create(struct co_loop *loop, const char *name,
                              bool (*cancel)(struct co_task *future));
static inline void touch_note(struct co_touch *touch, struct co_loop *loop)
{
    if (unlikely(!loop)) { /* outside of any loop */
        touch->task = 0;
        return;
    }
    touch->place = co_place_now;
    touch->task = loop->running ? loop->running->id : 0;
    touch->time = loop->now;
}
/* The same for what is held until it is given back. */
static inline void touch_note_holder(struct co_touch *touch, struct co_loop *loop)
{
    touch_note(touch, loop);
    touch->loop = loop ? (uint32_t)loop->serial : 0;
}
static inline void resource_touch(struct co_resource *resource, struct co_loop *loop)
{
    touch_note(&resource->touched, loop);
}

/* ---- Contexts ---- */

/* What is seen here, for a task or callback to begin with. */
struct scope scope_capture(void);
/* The context itself; NULL: what is seen here. */
struct scope scope_in(struct co_context *context);
void scope_release(struct scope *scope);
/* Sees the same; what is set in one is not seen in the other. */
struct scope scope_copy(const struct scope *scope);
/* Before and after a callback: it is in force, and what it was before is kept in its place. */
void scope_swap(struct scope *scope);

/* ---- Waiter lists ---- */

struct co_waiter {
    struct co_wait wait;
    struct co_waiter *next, *previous;
    struct co_task *task;
    struct co_waitlist *list;
    const char *kind; /* of the resource, which may be overwritten before its time */
    bool chosen;
    bool is_intact; /* when it was cancelled: the list was still there */
};

/* Queue up and suspend until woken, in order of arrival. -ECANCELED: if it had been woken before
 * the cancel arrived, the wake has been passed on to the next waiter. */
int waitlist_wait(struct co_waitlist *list, struct co_resource *resource, const char *kind);
/* What became of a wait. */
struct waited {
    bool woken; /* the caller was woken, and then perhaps cancelled */
    bool list_is_there;
};
/* The same, but a wake that a cancelled waiter cannot use is not passed on. */
int waitlist_wait_noting(struct co_waitlist *list, struct co_resource *resource, const char *kind,
                         struct waited *waited);
/* Wake up to n waiters, the longest waiting first. Returns how many. */
size_t waitlist_wake(struct co_waitlist *list, size_t n);
/* Wake the longest waiting one with news, which is nothing that it takes and others then lack: its
 * waitlist_wait returns them. False: nobody waits. */
bool waitlist_tell(struct co_waitlist *list, int news);
/* The same to all of them, with 0. */
void waitlist_wake_all(struct co_waitlist *list);
/* Does anybody wait, or has been woken but not run? Then a newcomer queues up behind them. */
static inline bool waitlist_busy(const struct co_waitlist *list)
{
    return list->first || list->chosen;
}

/* Is it for another loop, or for no loop at all, to deal with those in the list? `loop` is this
 * thread's, here and below. */
static inline bool waitlist_is_foreign_to(const struct co_waitlist *list,
                                          const struct co_loop *loop)
{
    if (unlikely(!loop))
        return waitlist_busy(list) || co_job_now;
    return unlikely(waitlist_busy(list) && list->loop != (uint32_t)loop->serial);
}
static inline bool waitlist_is_foreign(const struct co_waitlist *list)
{
    return waitlist_is_foreign_to(list, co_loop_now);
}
/* Is the holder that touched it another loop's? */
static inline bool touch_is_foreign_to(const struct co_touch *touch, const struct co_loop *loop)
{
    return loop && touch->loop != (uint32_t)loop->serial && touch->loop;
}
/* The error in these cases. */
RARE int refuse_foreign(const char *kind);
/* What it waits for, or that this is gone. */
const struct co_resource *wait_resource(const struct co_wait *wait);

/* ---- Done callbacks ---- */

/* At the end of a loop: of tasks that have not ended. */
void done_callbacks_free(struct co_loop *loop);

/* ---- Conditions ---- */

bool condition_is_foreign(const struct co_condition *condition);
/* co_condition_wait() with the lock held, for a primitive that is made of a condition: reports call
 * it `kind`. */
int condition_wait(struct co_condition *condition, const char *kind);

/* What tells a kind of resource by its address. */
extern const char resource_lock[], resource_semaphore[];

/* ---- Heaps ---- */

/* Both take how many there are before. Equal ones come out in order of arrival. */
void heap_push(struct co_ranked *heap, size_t count, struct co_ranked added, co_compare *compare);
void *heap_pop(struct co_ranked *heap, size_t count, co_compare *compare);

/* ---- Watching several tasks ----
 *
 * In asyncio a waiter for several futures hears of an end by a callback, one turn after the end,
 * and runs one turn after that. Here the end that lets the waiter go on puts a hop into the ready
 * queue, where asyncio has that callback. Until the hop has run the waiter still waits, and can be
 * cancelled. */

struct watchset;
struct watch {
    struct co_watcher watcher;
    struct watchset *set; /* NULL: it has ended */
    struct co_task *task;
};

/* On the stack of the function that waits for some of the tasks. */
struct watchset {
    struct passing_wait passing; /* or a wait that passes nothing on */
    struct co_resource resource;
    struct co_handle hop;
    struct co_timer timer;
    size_t count, pending; /* pending: have not ended */
    struct watch *watches;
    struct watch few[8];
    /* `task` has ended: may the waiter go on? */
    bool (*enough)(struct watchset *set, struct co_task *task);
    /* May be NULL. The i-th task has ended, and the set will not look at it again. */
    void (*ended)(struct watchset *set, size_t i, struct co_task *task);
    /* May be NULL. The set is left, and this one has not ended. */
    void (*left)(struct co_task *task);
    bool always_suspends; /* also where what has ended is enough */
    bool decided;         /* the hop has been put into the ready queue */
    bool hop_is_queued;
    bool woken;
};

/* What to wait for: tasks, or coroutines that become tasks. */
struct watched {
    struct co_task *const *tasks; /* NULL: coroutines */
    const struct co_coro *coros;
    size_t count;
};

/* Wait until `enough` says so, at most `timeout` seconds. 0, -ECANCELED, -ENOMEM, or what is wrong
 * with a task. While it waits the array of tasks may change. */
int watchset_wait(struct watchset *set, const char *kind, struct watched watched, double timeout);
/* Stop waiting. */
void watchset_cancel(struct co_wait *wait, struct co_task *task);

/* ---- Timeouts ---- */

/* A function on the stack of this task, or of this generator's slot, has returned from within a
 * timeout scope. */
RARE void timeouts_forget(struct co_task *task, const struct co_task *stack);

/* ---- Task groups ---- */

/* ---- Threads ---- */

struct worker;

/* A function that a thread runs. */
struct job {
    struct co_task
        self; /* what the thread's code takes for the current task: its name, lines and text */
    struct co_task *future;
    struct co_concurrent_future *end; /* of a thread of one's own; NULL: of an executor */
    struct inbox_item item;
    struct co_timer timer; /* virtual clock: when the pause ends */
    struct executor *executor;
    struct worker *worker;               /* NULL: has not begun */
    struct job *next, *previous, *child; /* in one of the loop's queues */
    struct co_link kept;                 /* in the executor's */
    int64_t due;                         /* nanoseconds; 0 in a job that can run */
    uint64_t order;
    bool admitted; /* the executor has a thread for it, or can get one */
    int (*run)(void *arguments);
    int result;
    int64_t ended_at;
    int64_t delay;
    bool paused; /* virtual clock: it has handed the baton back and waits */
    char arguments[] __attribute__((aligned(16)));
};

/* Executors: who runs a job. */
struct co_task *executor_submit(struct co_executor *handle, struct co_coro function,
                                struct co_concurrent_future *end);
/* False: the executor has no thread for it now, and takes it back. */
bool job_find_worker(struct job *job);
/* Is there a thread for it, or can there be? False: the executor keeps it until there is. */
bool executor_admit(struct job *job);
/* Take out one that has not begun. */
void executor_forget(struct job *job);
/* End of the loop: free those that executors keep. */
void executors_forget_jobs(struct co_loop *loop);
/* Let its thread go on; from there: wait for that. */
void job_wake(struct job *job);
void job_wait(struct job *job);
void job_free(struct job *job);
void executors_free(struct co_loop *loop);

/* Who takes turns with whom. */
void semaphore_wait(sem_t *semaphore);
void threads_add(struct co_loop *loop, struct job *job);

void job_queue_add(struct job_queue *queue, struct job *job);
/* The job is in this queue. */
void job_queue_remove(struct job_queue *queue, struct job *job);

/* Real clock: start what can be started. */
void threads_start(struct co_loop *loop);
/* Take the job of this future out again, if it has not begun. NULL: it has. */
struct job *threads_forget(struct co_task *future);
/* Virtual clock: let one job that can run go on until it blocks or ends. False: there is none. */
bool threads_run_one(struct co_loop *loop);
/* Block the loop until `over`; time moves on for threads alone. -EDEADLK: it would be for ever.
 * -ETIMEDOUT: that time of the loop has come. */
int threads_run_until(struct co_loop *loop, bool (*over)(void *), void *argument, int64_t deadline);
/* Real clock: nothing will come from threads any more, unless the loop does something. */
bool threads_are_stuck(struct co_loop *loop);
/* In a thread. */
/* -EDEADLK: on a clock that jumps it would last for ever. */
int job_sleep(struct co_task *self, int64_t delay);
int job_block(struct co_task *self, struct co_concurrent_future *future, int64_t delay);
void thread_is_idle(struct co_loop *loop);
/* A paused job can run again. */
void job_resume(struct job *job);
/* At the end of the loop: threads end and are joined. */
void threads_close(struct co_loop *loop);

/* What is shared with other threads: under one lock. */
void threads_lock(void);
void threads_unlock(void);
void threadsafe_open(struct co_loop *loop);
void threadsafe_close(struct co_loop *loop);
void threadsafe_free(struct co_loop *loop);
/* In a child process, locked: the parent's loops and threads are not there. */
void threadsafe_forget(void);
/* With a reference for the loop, until its end, and one for the caller. */
struct co_concurrent_future *concurrent_future_create_for(struct co_loop *loop);
/* With another reference. NULL: that loop has ended. */
struct co_concurrent_future *concurrent_future_find(const struct co_loop *handle,
                                                    struct co_concurrent_future *future);
/* The program has taken the handle of a loop. */
void threadsafe_note_address(const struct co_loop *handle);
void concurrent_future_end(struct co_concurrent_future *future, int result,
                           const struct co_task *from);
/* Locked. */
bool concurrent_future_ended(const struct co_concurrent_future *future);
bool concurrent_future_is_of(const struct co_concurrent_future *future, const struct co_loop *loop);
/* The loop may wait for threads: one of them has ended or blocked. Locked. */
void threads_tell_loop(struct co_loop *loop);

/* A thread that waits, on its stack. It is found by the future and by the loop. */
struct blocked {
    struct co_link by_future, by_loop;
    struct co_concurrent_future *future; /* NULL: for threads to do something */
    struct co_loop *loop;                /* NULL: of no loop */
    struct job *job;                     /* NULL: the loop's own thread */
    pthread_cond_t changed;
    bool counts; /* it goes on only if another lets it, and so is not active */
    bool given_up;
};
/* Locks, and `end` unlocks. */
void blocked_begin(struct blocked *blocked, struct co_concurrent_future *future,
                   struct co_loop *loop, struct job *job);
void blocked_end(struct blocked *blocked);
/* Until something changes or the deadline on the monotonic clock, then false. */
bool blocked_wait(struct blocked *blocked, int64_t deadline);
/* At the end of the loop: its jobs that wait for what cannot come go on. Were there any? */
bool blocked_give_up(struct co_loop *loop);

/* Sleep on the real clock, without the loop. `loop` may be NULL; else -EINTR: co_interrupt has been
 * called, or is within a tenth of a second. */
int block_until(const struct co_loop *loop, int64_t deadline);

/* ---- Memory ---- */

/* malloc, realloc and mmap as the runtime uses them, so that tests can let them fail. */
void *memory_resize(void *memory, size_t size);
void *memory_map(size_t size);
bool memory_fails(void);

#endif
