/* Several tasks at a time: gather, wait, as_completed, timeouts and task groups. */
#ifndef CO_TOGETHER_H
#define CO_TOGETHER_H

#include "co/sync.h"
#include "co/task.h"

CO_BEGIN

/*
 * ---- Several tasks at a time --------------------------------------------------------------------
 *
 * Await several tasks at a time: all of them, the first, or each in the order in which they end. Or
 * await one task with a time limit, or behind a shield.
 */

enum { CO_RETURN_EXCEPTIONS = 1 };

/* Wait for all tasks. The first task that fails ends the gather at once, with its error and text;
 * the other tasks go on, and their errors count as seen. With CO_RETURN_EXCEPTIONS the gather waits
 * for every task, and returns 0. `results`, if not NULL, gets each task's result in the order of
 * the arguments. If the caller is cancelled, all tasks are cancelled. A task that is given twice
 * counts once. NULL in the array is an error as in co_await. Suspends: unless all tasks have ended,
 * or there are none. Handle: ends, for each task; the handle of a task that goes on ends with the
 * task. */
CO_ASYNC int co_gather(struct co_task *const *tasks, size_t count, int *results, int flags);
/* The same for coroutines, which become tasks in the order of the array. Suspends: if there are
 * any. */
CO_ASYNC int co_gather_coros(const struct co_coro *coros, size_t count, int *results, int flags);

/* A result and the text that came with it. */
struct co_outcome {
    int result;
    char text[CO_TEXT_MAX]; /* "" if none did */
};
/* The message about an outcome for a person: its text, or else the sentence of its error. Valid as
 * long as the outcome. */
const char *co_outcome_message(const struct co_outcome *outcome);
/* The same as co_gather and co_gather_coros, but with the texts of all results. Suspends, handle:
 * the same. */
CO_ASYNC int co_gather_outcomes(struct co_task *const *tasks, size_t count,
                                struct co_outcome *outcomes, int flags);
CO_ASYNC int co_gather_coros_outcomes(const struct co_coro *coros, size_t count,
                                      struct co_outcome *outcomes, int flags);

/* As a time limit: no limit. asyncio: None. */
#define CO_FOREVER (__builtin_inf())

enum co_return_when { CO_ALL_COMPLETED, CO_FIRST_COMPLETED, CO_FIRST_EXCEPTION };

/* Wait until the condition holds or `timeout` seconds have passed; returns the number of tasks that
 * are done. Reorders the array: the done tasks come first, and each part keeps its order. A task's
 * failure is not an error of this call, and no task is cancelled. Suspends: always; for two turns
 * if the condition holds already, as in asyncio. Handle: stays. -EINVAL: there are no tasks, or
 * there is no such condition. */
CO_ASYNC int co_wait(struct co_task **tasks, size_t count, double timeout,
                     enum co_return_when when);

/* Take the tasks one by one, in the order in which they end:
 *     struct co_as_completed next = CO_AS_COMPLETED(tasks, count);
 *     while ((rc = co_as_completed(&next, &task)) > 0) ...
 * 1: `task` has ended, and co_await gives its result. If another task awaits `task` as well, the
 * handle is valid until the next call. 0: there are no more. -ETIMEDOUT: the time limit has passed,
 * which counts from the first call and is for all tasks; nothing is cancelled. The array is not
 * used after the first call. A loop that ends early leaves its bookkeeping behind, until the task
 * ends, or begins another such loop with a struct at the same address. Several tasks may take from
 * one struct. When the task that made the first call has ended, a task that waits for the next one
 * at that moment goes on with the rest, and any other task gets -EBADF. Suspends: at the first call
 * always, for two turns if a task has ended before, as in asyncio; later unless a task has ended
 * meanwhile, or there are no more. Handle: stays. -ENOMEM. asyncio 3.13: async for task in
 * as_completed(tasks). */
struct co_as_completed {
    struct co_task **tasks;
    size_t count;
    double timeout;          /* seconds for all of them */
    struct co_number number; /* private from here */
    enum {
        CO_AS_COMPLETED_NEW,
        CO_AS_COMPLETED_BEGUN,
        CO_AS_COMPLETED_OVER,
        CO_AS_COMPLETED_TIMED_OUT
    } state;
};
#define CO_AS_COMPLETED(array, n)                                                                  \
    ((struct co_as_completed){ .tasks = (array), .count = (n), .timeout = CO_FOREVER })
CO_ASYNC int co_as_completed(struct co_as_completed *next, struct co_task **task);

/* Await the task for at most `timeout` seconds. After that time the task is cancelled, and the call
 * returns -ETIMEDOUT when the task has really ended. If the task then ends with a result or an
 * error of its own, the call returns that. Suspends: unless the task has ended. Handle: ends.
 * -ENOMEM. */
CO_ASYNC int co_wait_for(struct co_task *task, double timeout);

/* Await the task, but if the caller is cancelled, do not cancel the task: the task goes on,
 * detached. Suspends: unless the task has ended. Handle: ends. asyncio: await shield(task). */
CO_ASYNC int co_shield(struct co_task *task);

/*
 * ---- Timeout scope ------------------------------------------------------------------------------
 *
 * A time limit for a block of code. An all-zero scope is ready to use. The exit is __aexit__: it
 * takes the result of the body, and returns the result of the block.
 *     co_timeout_enter(&timeout, 2.0);
 *     int rc = body();
 *     rc = co_timeout_exit(&timeout, rc);
 */
struct co_timer {
    int64_t deadline, armed; /* nanoseconds */
    uint32_t slot;           /* in the timer queue, plus 1; 0: not armed */
    uint32_t task;           /* id of the task that armed it */
    void (*callback)(struct co_timer *timer);
};
struct co_timeout {
    struct co_timer timer;
    uint32_t linked; /* slot of the timer while it belongs to the task */
    struct co_task *task;
    uint32_t task_id;
    int cancelling; /* co_task_cancelling() of the task at entry */
    double when;
    enum {
        CO_TIMEOUT_CREATED,
        CO_TIMEOUT_ACTIVE,
        CO_TIMEOUT_EXPIRING,
        CO_TIMEOUT_EXPIRED,
        CO_TIMEOUT_FINISHED
    } state;
};

/* Cancel the calling task once, when `seconds` have passed (0 or less: in the next turn), unless
 * the task has left the scope or has ended. CO_FOREVER: never. -EPERM: there is no task, or the
 * scope was entered before. -ENOMEM. */
int co_timeout_enter(struct co_timeout *timeout, double seconds);
/* The same for a time on the loop's clock, see co_time(). asyncio: timeout_at(). */
int co_timeout_enter_at(struct co_timeout *timeout, double when);
/* Move the time limit to `seconds` from now; CO_FOREVER: no limit any more. (asyncio's takes a time
 * on the clock.) -EPERM: the scope is not entered, or has expired or been left. -ENOMEM: the scope
 * has no time limit now. */
int co_timeout_reschedule(struct co_timeout *timeout, double seconds);
/* The time on the loop's clock at which the limit passes; CO_FOREVER: never. */
double co_timeout_when(const struct co_timeout *timeout);
/* Leave the scope. Returns -ETIMEDOUT if the time limit has passed and `rc` is the -ECANCELED that
 * this scope caused; else returns `rc`. -EPERM: the scope is not entered, has been left before, or
 * was entered by another task; but an error in `rc` is returned even then. */
CO_CHECKED int co_timeout_exit(struct co_timeout *timeout, int rc);
/* Returns whether the time limit has passed. */
bool co_timeout_expired(const struct co_timeout *timeout);

/*
 * ---- Task group ---------------------------------------------------------------------------------
 *
 * Tasks that end together. An all-zero group is ready to use, once. The exit is __aexit__: it takes
 * the result of the body, waits for all children, and returns the result of the block.
 *     co_task_group_enter(&group);
 *     co_task_group_create_task(&group, coroutine);
 *     int rc = body();
 *     rc = co_task_group_exit(&group, rc);
 * If a child fails, the group cancels the other children and the body.
 */
struct co_task_group {
    struct co_number number; /* private, all of it */
    bool cancelled;
};

/* Enter the group: the calling task becomes its parent. -EPERM: there is no task, or the group was
 * entered before. -ENOMEM. If the parent ends without leaving the group, or enters another group at
 * the same address, the children are cancelled. */
int co_task_group_enter(struct co_task_group *group);
/* Make a child, as co_create_task does. Any task may do so until the exit returns, also a child.
 * The handle is valid until the exit returns, or longer if it is kept. A group that makes children
 * without end should detach them: a detached child is freed when it ends. NULL: the group has not
 * been entered, is shutting down because of an error or a cancel, or is finished (co_text() has the
 * reason, and so does awaiting NULL); or there is no memory, which the exit reports, too. */
struct co_task *co_task_group_create_task(struct co_task_group *group, struct co_coro coro);
/* Make a child as co_create_eager_task does. */
struct co_task *co_task_group_create_eager_task(struct co_task_group *group, struct co_coro coro);
/* Wait for all children, even if the caller is cancelled meanwhile. If `rc` is an error, or the
 * caller is cancelled, the children are cancelled first. If a child or the body has failed, returns
 * the error of the child that failed first, or else the body's, with the text "unhandled errors in
 * a TaskGroup (2 sub-exceptions)", see co_task_group_next_error. Otherwise returns -ECANCELED if
 * the parent was cancelled from outside, and else `rc`. If a cancel from outside came together with
 * errors, the parent gets it at its next suspension. Suspends: unless all children have ended.
 * -EPERM: the group is not entered, has been left before, or was entered by another task. */
CO_ASYNC int co_task_group_exit(struct co_task_group *group, int rc);
/* Cancel the children and the body. This is not an error: co_task_group_exit() does not return
 * -ECANCELED for it. In a group that has not been entered, the cancel takes effect on entry; in a
 * finished group it has no effect. asyncio 3.15: TaskGroup.cancel(). */
int co_task_group_cancel(struct co_task_group *group);

/* After the exit, take the errors one by one, in the order in which the children failed; the body's
 * error is the last. Children that were cancelled are not listed. 1: *error is the next error. 0:
 * there are no more. -EPERM: the group has not been left. The errors are kept until they are taken,
 * a group is entered at the same address, or the parent ends. asyncio:
 * ExceptionGroup.exceptions. */
struct co_task_error {
    int code;
    char name[CO_NAME_MAX];    /* of the task that failed */
    char message[CO_TEXT_MAX]; /* the text that came with the code, else its sentence */
};
int co_task_group_next_error(struct co_task_group *group, struct co_task_error *error);

CO_END

#endif
