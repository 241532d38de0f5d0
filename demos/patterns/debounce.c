/*
 * A burst of calls should lead to one save, after 0.3 s of quiet. Each call cancels the task of
 * the call before [1] and makes a new task, which sleeps [2] and then runs the coroutine of its
 * call [3]. In Python the caller makes the coroutine, and the coroutines of cancelled calls are
 * never awaited: Python warns about them. In C a coroutine is a function and its arguments, and
 * the debouncer keeps a copy of the arguments [4].
 *
 * The tutorial's flaws: a call cancels the task even if the task no longer sleeps. With
 * --variant=flaw a call comes while save(4) is at work, and the save stops half way. If a save
 * fails, the next caller gets its error [5]; and if the caller itself is cancelled there, the
 * cancel is lost. --variant=fixed cancels only a task that still sleeps [6].
 *
 * Key point: three calls come until 0.200 s, and save(3) alone starts, at 0.500 s.
 *
 * Use it when calls come in bursts, and only the last call of a burst counts: a file is saved
 * while its author types, or a search starts after each key.
 */
#include "demo.h"
#include "patterns/debouncer.h"

ASYNC(save, int version;)                                           /* added */
{
    log_time("save(%d): started", my->version);
    await(co_sleep(0.3));
    log_time("save(%d): finished", my->version);
    return 0;
}

struct naive_debouncer {
    double delay;
    struct co_task *task;
    struct co_coro coro;
    _Alignas(max_align_t) char arguments[CO_ARGUMENTS_MAX];
};

METHOD(naive_debouncer, delayed)
{
    await(co_sleep(self->delay));                                   /* [2] */
    return co_call(self->coro);                                     /* [3] */
}

METHOD(naive_debouncer, debounce, struct co_coro coro;)
{
    struct co_task *task = self->task;
    self->task = NULL;
    if (task) {
        co_task_cancel(task);                                       /* [1] */
        await_except(-ECANCELED, co_await(task));             /* [5] except CancelledError: pass */
    }
    self->coro = my->coro;
    self->coro.arguments = memcpy(self->arguments, my->coro.arguments, my->coro.size); /* [4] */
    self->task = co_create_task(NAMED(CORO(delayed, self), my->coro.task_name));
    return 0;
}

ASYNC(main)                                                         /* added */
{
    static struct naive_debouncer debouncer = { .delay = 0.3 };
    static struct debouncer fixed = { .delay = 0.3 };
    static const double pauses[] = { 0.1, 0.1, 1.0, 0.5, 0.0 };

    int calls = variant("flaw") || variant("fixed") ? 5 : 4;
    for (int version = 1; version <= calls; version++) {
        char *name = F("save(%d)", version);
        log_time("call debounce(%s)", name);
        if (variant("fixed"))
            await(debouncer_call(&fixed, NAMED(CORO(save, version), name))); /* [6] */
        else
            await(CALL(debounce, &debouncer, NAMED(CORO(save, version), name)));
        await(co_sleep(pauses[version - 1]));
    }
    return co_sleep(0.7);
}

DEMO(debounce, .title = "Debounce: one action for a burst of calls",
     .section = "Debounce Pattern",
     .flaw = "a call cancels an action that is already at work",
     .variants = { { "flaw", "an action is killed half way by the next call", 0 },
                   { "fixed", "only a waiting action is cancelled; a running one ends", 0 } });
