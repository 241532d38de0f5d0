#include "scenario.h"

ASYNC(party, struct co_barrier *barrier; const char *name;)
{
    int index = co_barrier_wait(my->barrier);

    if (index < 0)
        say("%s:%s", my->name, co_error_name(index));
    else
        say("%s:%d", my->name, index);
    return index < 0 ? index : 0;
}

ASYNC_TEST(the_last_one_to_come_goes_on_first_and_the_others_in_order_of_arrival)
{
    struct co_barrier barrier = CO_BARRIER(3);

    await(
        GATHER(CORO(party, &barrier, "a"), CORO(party, &barrier, "b"), CORO(party, &barrier, "c")));
    SAID("c:2 a:0 b:1");
    return 0;
}
