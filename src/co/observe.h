/* Observing a run: reports, causes, and what each task waits for. */
#ifndef CO_OBSERVE_H
#define CO_OBSERVE_H

#include "co/sync.h"
#include "co/task.h"

CO_BEGIN

/*
 * ---- Reports ------------------------------------------------------------------------------------
 *
 * A report is about an error that no task handles, or about something that debug mode noticed. It
 * goes to the exception handler, or without one to the report function of the options. Without that
 * the runtime says it on stderr, see `say` in struct co_options.
 */
enum co_report_kind {
    CO_REPORT_LOST_ERROR,        /* `task` ended with an error that no task looked at */
    CO_REPORT_CALLBACK_FAILED,   /* the callback registered at `place`; `task`: its done callback */
    CO_REPORT_HANDLER_FAILED,    /* the exception handler itself failed */
    CO_REPORT_DESTROYED_PENDING, /* `task` had not ended when its loop ended */
    CO_REPORT_OTHER,             /* from co_call_exception_handler */
    CO_REPORT_TIME_HELD, /* on a virtual clock: a peer outside runs for `seconds` of real time */
    CO_REPORT_UNGUARDED_STACKS, /* once a process: new stacks have no guard page from now on, as
                                 * each guard takes two of the mappings that vm.max_map_count
                                 * allows (Linux before 6.13); made at `place` */
    /* In debug mode only: */
    CO_REPORT_SLOW_STEP,        /* a step of `task` or a callback, up to `place`, took `seconds` */
    CO_REPORT_SWALLOWED_CANCEL, /* `task` was cancelled, but ended with a result of its own */
    CO_REPORT_FORGOTTEN_RESULT, /* the loop ended, and no task had asked for the result of `task` */
    CO_REPORT_LOCK_HELD,        /* `task` ended while it held a lock that it took at `place` */
    CO_REPORT_DEAD_HANDLE,      /* `task` made a call with a dead handle, after `place` */
};
struct co_report {
    enum co_report_kind kind;
    const char *message;            /* asyncio's words, where asyncio has some */
    int code;                       /* the error; 0: none */
    const char *text;               /* the text that came with the error; "" if none did */
    struct co_task *task;           /* NULL: none */
    const struct co_place *place;   /* NULL: unknown */
    const struct co_place *created; /* where the task was made; NULL outside of debug mode */
    double seconds;
};

/* A handler may not suspend. A negative result says that the handler failed, which is reported,
 * too. */
typedef int co_exception_handler(const struct co_report *report, void *argument);
/* Set the exception handler. NULL: reports go to the report function of the options again. Without
 * a loop it does nothing. asyncio: loop.set_exception_handler(). */
void co_set_exception_handler(co_exception_handler *handler, void *argument);
/* Report something, from a task or a callback. Without a loop it does nothing. asyncio:
 * loop.call_exception_handler(). */
void co_call_exception_handler(const struct co_report *report);

/* Switch debug mode of this thread's loop on or off, from the next turn on. Without a loop it does
 * nothing. In debug mode, a thread that does not run the loop cannot end its tasks or futures.
 * asyncio: loop.set_debug(), get_debug(). */
void co_set_debug(bool debug);
bool co_get_debug(void);
/* The place where the task was made; NULL if the loop was not in debug mode then. Handle: stays. */
const struct co_place *co_task_created(const struct co_task *task);

/*
 * ---- Looking at a run ---------------------------------------------------------------------------
 *
 * A loop may have one observer, given in the options, which gets the following events. Without an
 * observer they cost nothing.
 */
enum co_cause_kind {
    CO_CAUSE_START,   /* task `by` made the task, after its line `by_line` */
    CO_CAUSE_TIMER,   /* a timer of the task, of `delay`, was due at `time` */
    CO_CAUSE_TASK,    /* task `by` woke it after its line `by_line`, as wake `ordinal` since then */
    CO_CAUSE_THREAD,  /* job `by` of a pool thread ended, after its line `by_line` */
    CO_CAUSE_LOOP,    /* a callback, a signal, the end of the run */
    CO_CAUSE_OUTSIDE, /* a descriptor became ready; the wait for it began `delay` ago */
};

/* Why a task runs. Every line that the task logs until it suspends again has this cause. */
struct co_cause {
    enum co_cause_kind kind;
    uint32_t by, by_line, ordinal;
    int64_t delay; /* nanoseconds */
    int64_t time;  /* when it happened or was due; nanoseconds */
};

enum co_trace_kind {
    CO_TRACE_CREATED, /* `task` was made; the observer may name it */
    CO_TRACE_WAITING, /* the task suspends, to wait for `resource`; NULL: a timer or a bare yield */
    CO_TRACE_WOKEN,   /* the task may run again; co_task_cause(task) says why */
    CO_TRACE_ENDED,   /* the task ended with `result` */
    CO_TRACE_DEADLOCK, /* nothing can ever run again, and `result` is -EDEADLK; or `result` is 0,
                        * and co_report_deadlock() asks. The tasks still exist */
    CO_TRACE_LIVELOCK, /* tasks run again and again, but time does not move; they still exist */
    CO_TRACE_STEP,     /* the task runs, until it waits again or ends */
    CO_TRACE_TOUCHED,  /* the task, or a callback if it is NULL, did `verb` to `resource` */
    CO_TRACE_OUTSIDE,  /* the loop's thread waits for the outside, or lets another thread run */
};

/* What a task does to a thing, also when no task waits for the thing. `count` is what is left
 * afterwards. */
enum co_verb {
    CO_VERB_NONE,
    CO_VERB_TAKE,    /* a lock; a permit of a semaphore, of which `count` are free */
    CO_VERB_RELEASE, /* the same */
    CO_VERB_PUT,     /* an item into a queue, which has `count` items; `text` describes the item */
    CO_VERB_GET,     /* the same */
    CO_VERB_DONE,    /* task_done() of a queue, of which `count` items are unfinished */
    CO_VERB_SET,     /* an event */
    CO_VERB_CLEAR,   /* an event */
    CO_VERB_NOTIFY,  /* a condition: `count` waiters go on */
};

struct co_trace {
    enum co_trace_kind kind;
    struct co_task *task; /* NULL for a deadlock and a livelock */
    int64_t time;
    const struct co_place *place;
    const struct co_resource *resource;
    int result;
    enum co_verb verb;
    int64_t count;
    const char *text; /* the item, during the call; of a task that is made, the function; else "" */
    const char *name; /* of a task that was made with a name; NULL in all other events */
};

/* Handle: stays, here and in all calls of this section. */
const struct co_cause *co_task_cause(const struct co_task *task);
/* Why a callback runs, if a timer or something from outside called it; NULL otherwise, and where a
 * task runs. */
const struct co_cause *co_callback_cause(void);
/* Where the program gave the callback that runs to the loop; NULL where no callback runs. */
const struct co_place *co_callback_place(void);
/* Count a line that the running task (or pool job) logs, so that causes can refer to it. Returns
 * the number of the line, from 1. */
uint32_t co_task_count_line(void);
/* The id of the task that made this task; 0: the loop. */
uint32_t co_task_creator(const struct co_task *task);
/* Returns whether the task is a function that a thread runs. */
bool co_task_is_job(const struct co_task *task);

/* The place of the last call of this vocabulary by the running code; never NULL. */
const struct co_place *co_place(void);

/* Pending tasks in order of creation: writes up to `count` of them, returns their number. */
size_t co_tasks(struct co_task **tasks, size_t count);
/* The place where the task is suspended or was created; never NULL. */
const struct co_place *co_task_place(const struct co_task *task);
/* The resource that the task waits for; NULL if the task is ready, asleep or yielded. Its kind is
 * CO_GONE if its memory was overwritten. */
const struct co_resource *co_task_resource(const struct co_task *task);
/* The tasks whose end the task waits for (in await, gather, wait and the like): writes up to
 * `count` of them, returns their number. */
size_t co_task_awaited(const struct co_task *task, struct co_task **tasks, size_t count);
/* The time until which the task sleeps, in nanoseconds; 0: it does not sleep. */
int64_t co_task_due(const struct co_task *task);
/* A number that tells the resource from every other of this process. The first call for a resource
 * assigns it. The three resources of a queue have the number of the queue. */
uint32_t co_resource_number(struct co_resource *resource);
/* The holders of the resource: writes up to `count` of them, returns how many are known. */
size_t co_resource_holders(const struct co_resource *resource, struct co_touch *holders,
                           size_t count);
/* Say now which task waits for what, see `say` in struct co_options, and send the observer
 * CO_TRACE_DEADLOCK; the run goes on. This is for a loop that waits for others in place of ending
 * with -EDEADLK. -EPERM: there is no loop, or the caller is a job of the pool. */
int co_report_deadlock(void);
/* How often the task was made ready, in a loop with an observer; for the livelock report. */
uint32_t co_task_steps(const struct co_task *task);

/* If the address of a fault lies in a guard page: the task whose stack overflowed; else NULL.
 * Signal handlers may call this. */
struct co_task *co_stack_overflow(const void *address);
/* If the address of a fault lies in the stack of an ended task, which debug mode seals: the name of
 * that task; else NULL. Signal handlers may call this. */
const char *co_stack_ended(const void *address);
/* The size of the task's stack in bytes; 0: the task is a future. */
size_t co_task_stack_size(const struct co_task *task);

/* Test hook: let the n-th allocation from now on fail, and with `every` all allocations after it; 0
 * switches this off. */
void co_fail_allocation(uint64_t n, bool every);
/* The number of allocations since that call, at most n. */
uint64_t co_allocations(void);

CO_END

#endif
