/* The hook that sees each turn of a loop. */
#include "co/kernel/iteration.h"

#include "co/kernel/current.h"
#include "co/kernel/loop.h"

void co_set_iteration_hook(void (*hook)(void *argument, const struct co_iteration *iteration),
                           void *argument)
{
    struct co_loop *loop = co_loop_now;

    if (!loop)
        return;
    loop->turns.hook = hook;
    loop->turns.hook_argument = argument;
    loop->turns.shown = 0;
    loop_notice_watchers(loop);
}

void iteration_show(struct co_loop *loop)
{
    struct co_iteration iteration = {
        .turn = ++loop->turns.shown,
        .ready = loop->ready.end - loop->ready.next,
        .scheduled = loop->timers.count - loop->timers.disarmed,
        .time = (double)loop->now / (double)NANOSECONDS,
    };

    loop->turns.hook(loop->turns.hook_argument, &iteration);
}
