/*
 * A burst of calls should lead to one save, after 0.3 s of quiet. Each call cancels the task
 * of the call before [1] and makes a new task, which sleeps [2] and then saves [3].
 *
 * The tutorial's flaws: a call cancels the task even if the task no longer sleeps. With
 * --variant=flaw, a call comes while save(4) is at work, and the save is stopped half way. If
 * a save fails, the next caller fails [4]; and if the caller itself is cancelled there, the
 * cancel is lost. Also, in Python each call makes a coroutine object; the cancelled ones are
 * never awaited, and Python warns about them. That cannot happen in C, where a coroutine is a
 * function and its arguments, and nothing exists before it runs. --variant=fixed cancels only
 * a task that still waits [5].
 */
#include "demo.h"
#include "patterns/debouncer.h"

ASYNC(save, int version;)
{
    log_time("save(%d): started", my->version);
    await(co_sleep(0.3));
    log_time("save(%d): finished", my->version);
    return 0;
}

struct naive_debouncer {
    double delay;
    struct co_task *task;
};

ASYNC(delayed, double delay; int version;)
{
    await(co_sleep(my->delay));                                     /* [2] */
    return CALL(save, my->version);                                 /* [3] */
}

METHOD(naive_debouncer, debounce, int version;)
{
    struct co_task *task = self->task;
    self->task = NULL;
    if (task) {
        co_task_cancel(task);                                       /* [1] */
        await_except(-ECANCELED, co_await(task));             /* [4] except CancelledError: pass */
    }
    self->task = co_create_task(NAMED(CORO(delayed, self->delay, my->version),
                                      F("save(%d)", my->version)));
    return 0;
}

ASYNC(main)
{
    static struct naive_debouncer debouncer = { .delay = 0.3 };
    static struct debouncer fixed = { .delay = 0.3 };
    static const double pauses[] = { 0.1, 0.1, 1.0, 0.5, 0.0 };

    int calls = variant("flaw") || variant("fixed") ? 5 : 4;
    for (int version = 1; version <= calls; version++) {
        char *name = F("save(%d)", version);
        log_time("call debounce(%s)", name);
        if (variant("fixed"))
            await(debouncer_call(&fixed, NAMED(CORO(save, version), name))); /* [5] */
        else
            await(CALL(debounce, &debouncer, version));
        await(co_sleep(pauses[version - 1]));
    }
    return co_sleep(0.7);
}

DEMO(debounce, .title = "Debounce: one action for a burst of calls",
     .section = "Debounce Pattern",
     .flaw = "a call cancels an action that is already at work",
     .variants = { { "flaw", "an action is killed half way by the next call", 0 },
                   { "fixed", "only a waiting action is cancelled; a running one ends", 0 } });
