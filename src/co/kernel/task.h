/* Tasks and futures: what is known of them, how they are made, woken and ended. */
#ifndef CO_KERNEL_TASK_H
#define CO_KERNEL_TASK_H

#include "co/kernel/base.h"
#include "co/kernel/fiber.h"
#include "co/kernel/ready.h"
#include "co/kernel/scope.h"
#include "co/kernel/stacks.h"

/* What a suspended task waits for. Lies on the stack of the function that waits. */
struct co_wait {
    /* A cancel request arrived: make the task ready, with an error, or pass the request on. */
    void (*cancel)(struct co_wait *wait, struct co_task *task);
    struct co_resource *resource; /* NULL: a timer */
    /* The tasks whose end is awaited: writes up to `count`, returns how many there are; for
     * reports. NULL: none. */
    size_t (*awaited)(const struct co_wait *wait, struct co_task **tasks, size_t count);
};

/* Hears of a task's end. Lies on the stack of a function that awaits the task, or in a gather or a
 * done callback. */
struct co_watcher {
    struct co_link link;
    void (*ended)(struct co_watcher *watcher, struct co_task *task);
};

/* What a task group keeps in its members. Set in these tasks only. */
struct group_member {
    struct co_task *task;
    struct group *group;
    struct co_watcher watcher;
    struct co_handle handle; /* in the ready queue, in the turn after the end */
    struct co_link link;     /* among the members that have not ended */
    struct co_link failed;   /* among the members that failed */
};

/*
 * What making, switching, waking and ending touch: two cache lines. The records of tasks lie side
 * by side, apart from their stacks: with many tasks each access to a stack is a miss in the caches
 * and in the table of pages.
 */
struct co_task {
    union {
        struct co_fiber fiber; /* of the task, or of the generator that the task is in */
        uint32_t ended_as;     /* once it has ended: order of ending within the loop */
        char arguments[SMALL_ARGUMENTS] __attribute__((aligned(16))); /* until it runs */
        struct co_task *next_free;
    };
    struct co_wait *wait; /* NULL: running, ready, asleep for a turn, or ended */
    const struct co_place *place;
    int32_t
        references; /* the handle's, those of waiters and keepers, and the loop's until the end */
    int result;     /* while the task is suspended: what the suspension will return */
    struct co_list watchers;
    struct co_loop *loop;
    union {
        int (*run)(void *arguments);          /* until it runs */
        struct co_generator_state *generator; /* the innermost one; NULL: none */
    };
    struct stack *stack; /* NULL: the task has not run yet, or has ended */
    const char *name;
    struct task_details *details;
    uint32_t id;
    int cancelling;
    uint8_t stack_class; /* NO_STACK: a future */
    bool ended : 1;
    bool must_cancel : 1; /* a request that is delivered when the task runs or suspends next */
    bool consumed : 1;    /* the handle has been given up */
    bool seen : 1;        /* the program looked at the result */
    bool has_text : 1;
    bool has_name : 1;
    bool has_created : 1;
    bool has_block : 1; /* for arguments that are too large for the record */
    uint16_t arguments_size;
    uint32_t timeouts; /* scopes that it has entered and not left */
};

/* What is looked at only where there is one. */
struct task_details {
    struct co_task *task;
    void *block; /* the arguments, if has_block */
    uint32_t
        first_timeout; /* slot of its timer, see timer_queue_link(); 0 in a new or ended task */
    int text_code;     /* the error, or 0 for a result, that the text belongs to */
    struct group_member member;
    struct scope scope; /* all-zero unless the loop has contexts */

    /* Futures: how to pass a cancel on to what completes it; true: it will end by itself. */
    bool (*cancel_future)(struct co_task *future);
    void *completed_by;
    struct co_link link;            /* futures: among the loop's; or in the quarantine */
    const struct co_place *created; /* debug mode */
    /* Kept for an observer. */
    uint32_t creator, lines, wakes, steps;
    struct co_cause cause;
    char given_name[CO_NAME_MAX];
    char text[CO_TEXT_MAX];
};

enum { NO_STACK = 0xff };

/* ---- Making and freeing ---- */

/* `cancel`, which may be NULL, passes a request on to what completes the future; `task_name` may be
 * NULL, too. */
struct co_task *future_create(struct co_loop *loop, const char *name, const char *task_name,
                              bool (*cancel)(struct co_task *future));
/* All that a new task or future has in common. */
void task_initialize(struct co_task *task, struct co_loop *loop, const char *name);
/* For the loops that have contexts, debug mode or an observer. */
RARE void task_announce(struct co_loop *loop, struct co_task *task);
/* A task or a future cannot be made: keep the reason for the caller that awaits the NULL which this
 * returns. */
RARE struct co_task *task_refuse(struct co_loop *loop, int code, const char *text);
/* NULL is awaited: returns why there is no task. */
RARE int task_missing(struct co_loop *loop);
void task_free(struct co_task *task);
/* A stack for code that is no task, and a record for its name. NULL: no memory. */
struct co_task *task_take_stack(struct co_loop *loop, size_t stack_size);
/* Give back that, or the memory of a task that is free, from another stack. */
void task_give_stack(struct co_loop *loop, struct co_task *task);
static inline void task_reference(struct co_task *task)
{
    task->references++;
}
static inline void task_unreference(struct co_task *task)
{
    if (--task->references == 0)
        task_free(task);
}
/* Give up the handle, once. */
void task_consume(struct co_task *task);
/* Report an error that the program has not seen. */
void task_report_lost_error(struct co_task *task);
/* A function on the stack of this task, or of this generator's slot, has returned from within a
 * timeout scope. */
RARE void task_forget_timeouts(struct co_task *task, const struct co_task *stack);

/* Where the arguments of a new task are. */
static inline void *task_arguments(struct co_task *task)
{
    return unlikely(task->has_block) ? task->details->block : task->arguments;
}
/* The task runs for the first time: it gets the stack that was promised when it was made. */
void task_start(struct co_loop *loop, struct co_task *task);
/* Free the arguments of a task that will not use them. */
void task_forget_arguments(struct co_task *task);

/* ---- Waking and ending ---- */

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
/* End a future, or the running task. */
void task_end(struct co_task *task, int result);
void task_watch(struct co_task *task, struct co_watcher *watcher);
/* The same, to hear before all others. */
void task_watch_first(struct co_task *task, struct co_watcher *watcher);
void task_unwatch(struct co_task *task, struct co_watcher *watcher);

/* ---- Text ---- */

void task_copy_text(struct co_task *to, const struct co_task *from);
/* The text of the awaited task, or its absence, becomes that of the task that runs. */
void task_move_text(struct co_loop *loop, const struct co_task *from);

/* ---- With the address sanitizer ---- */

/* To look at a task that is free is an error from here on, or not any more. */
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
/* Nothing refers to the task any more: at most its memory is there. */
static inline bool task_is_free(const struct co_task *task)
{
    return task_is_poisoned(task) || task->references <= 0;
}

#endif
