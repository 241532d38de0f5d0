/* Two tasks notify each other in turn: each time one waits, is notified and takes the lock
 * again. */
#include "bench.h"

static struct co_condition condition;
static int turn;

static bool is_my_turn(void *me)
{
    return turn == *(int *)me;
}

ASYNC(player, int me; long count;)
{
    for (long i = 0; i < my->count; i++)
        WITH_CONDITION(&condition)
        {
            await(co_condition_wait_for(&condition, is_my_turn, &my->me));
            turn = 1 - my->me;
            await(co_condition_notify(&condition, 1));
        }
    return 0;
}

MEASURE
{
    double began = process_time();

    await(GATHER(CORO(player, 0, my->count), CORO(player, 1, my->count)));
    figure_each("condition", began, 2.0 * (double)my->count);
    return 0;
}
