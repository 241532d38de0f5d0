/* The loop: which task runs next, and turns. */
#ifndef CO_KERNEL_LOOP_H
#define CO_KERNEL_LOOP_H

#include "co/kernel/due.h"
#include "co/kernel/inspector.h"
#include "co/kernel/quarantine.h"
#include "co/kernel/ready.h"
#include "co/kernel/records.h"
#include "co/kernel/report.h"
#include "co/kernel/source.h"
#include "co/kernel/stacks.h"
#include "co/kernel/task.h"
#include "co/kernel/timers.h"

enum { TURNS_PER_LOOK = 64, TURNS_PER_LOOK_ALONE = 256 };

struct turns {
    int64_t without_time;      /* since time moved */
    uint32_t pending_at_limit; /* tasks that were pending when the limit was reached last, or when
                                * time moved */
    int32_t granted;
    bool are_watched; /* ordered by a chooser, seen by a hook, or inspected */
    void (*hook)(void *argument, const struct co_iteration *iteration);
    void *hook_argument;
    uint64_t shown; /* to the hook */
};

/* The tasks and futures of a loop, together. */
struct tasks {
    uint32_t last_id;
    uint32_t pending; /* have not ended */
    uint32_t last_ended;
    uint32_t shutdown_from;     /* order of ending of the first task that ended in the cleanup */
    uint32_t sweep, last_sweep; /* over all tasks, to cancel them; 0: none goes on */
    struct co_list futures;
    void *arguments;  /* of the task that runs for the first time */
    int create_error; /* why a task could not be made, last time */
    const char *create_error_text;
};

/* From the begin of a run to its end. */
struct run_state {
    struct co_task *main;
    struct co_watcher main_watcher;
    struct co_handle stop_handle;
    uint32_t interrupts;
    _Atomic bool interrupted; /* set in signal handlers, in whatever thread of the loop's */
    void (*on_interrupt)(struct co_loop *loop);
    /* Nothing can go on, and the run ends with this error; or 0: the run goes on, and the program
     * wants to know which task waits for what. NULL: nothing is done about it. */
    void (*on_stuck)(struct co_loop *loop, int why);
    bool is_running;
    bool is_forever; /* until co_stop(), although no task is left */
    bool stopping;   /* after this turn */
    bool closing;    /* nothing runs any more */
    int stopped_by;  /* -EDEADLK, -ELOOP, -EINTR, or what the system refused */
};

struct co_loop {
    /* What a switch touches. */
    struct co_task *running;
    struct ready_queue ready;
    int32_t turns_left; /* until the next look at the clock and outside */
    bool observed;
    bool has_contexts;      /* a variable was set, or may be */
    bool frees_with_care;   /* has contexts, or a quarantine */
    bool observed_or_debug; /* an observer, debug mode or a quarantine wants to know of tasks that
                             * begin and end */
    const struct inspector *inspector; /* NULL: none */
    const struct co_chooser *chooser;  /* NULL: the loop's own order */
    int64_t now;                       /* nanoseconds since the start; exact on the virtual clock */
    int64_t next_deadline;             /* of the first timer */
    struct co_fiber scheduler;
    uint64_t serial; /* of no other loop in this process */

    struct timer_queue timers;
    struct due_timers due;
    struct turns turns;
    struct tasks tasks;
    struct co_list held; /* tasks that are ready, and that the chooser does not let run yet */
    struct records records;
    struct stacks stacks;
    struct quarantine quarantine;
    struct outside outside;
    struct run_state run;
    struct reports reports;
    struct co_options options;
    uint64_t random[4];
    int64_t start;                /* of the real clock */
    struct co_task callback_task; /* stands for callbacks where a task is named or keeps a text */
    struct task_details callback_details;
    const struct co_cause *callback_cause; /* why a callback runs: the timer or the thread; NULL:
                                            * another reason */
    const struct co_place *callback_place; /* where the program gave the callback that runs to the
                                            * loop; NULL: none runs */
    struct co_loop *outer;                 /* the thread's loop that was the last before this one */
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

/* Returns whether time moves by itself. */
static inline bool loop_time_is_real(const struct co_loop *loop)
{
    return loop->options.clock == CO_CLOCK_REAL || loop->options.clock == CO_CLOCK_REPLAY;
}
/* The turns that count towards a livelock begin anew. */
static inline void loop_time_has_moved(struct co_loop *loop)
{
    loop->turns.without_time = 0;
    loop->turns.pending_at_limit = loop->tasks.pending;
}

/* Suspend the running task until task_wake() is called for it. Returns the result that was given
 * there, or -ECANCELED. */
int loop_suspend(struct co_loop *loop, struct co_wait *wait);
/* Let the other tasks that are ready run first. */
int loop_yield(struct co_loop *loop);
/* Wake the thread that runs the loop: there is news outside. From any thread and from signal
 * handlers. */
void loop_wake(struct co_loop *loop);
/* What looks at turns one by one has come or gone. */
static inline void loop_notice_watchers(struct co_loop *loop)
{
    loop->turns.are_watched = loop->chooser || loop->turns.hook || loop->inspector;
    loop->turns_left = 0;
}
/* Stop after this turn; `why` is what the run returns. */
void loop_stop(struct co_loop *loop, int why);
/* Turns, until the loop is told to stop, or nothing is left to do. */
void loop_run_until_stopped(struct co_loop *loop);
/* Let a task or a callback from the ready queue go on. */
void loop_run_step(struct co_loop *loop, uintptr_t entry);

/* Another stack has been left for this one. An inspector has the scheduler look. */
static inline void stack_was_left(struct co_loop *loop)
{
    if (CO_ADDRESS_SANITIZER && loop->quarantine.left.size)
        quarantine_seal_left(loop);
}

#endif
