/* The lock is held from the check to the end. */
#include "demo.h"

static bool is_let;
static int guests;
static struct co_lock lock;

ASYNC(take_room, const char *name; double comes_at;)
{
    await(co_sleep(my->comes_at));
    WITH_LOCK(&lock) {
        if (is_let)
            return 0;
        await(co_sleep(0.2));  /* pays */
        await(co_sleep(0.05)); /* the clerk writes */
        is_let = true;
        guests++;
    }
    return 0;
}

ASYNC(main)
{
    await(GATHER(NAMED_CORO(take_room, "Ann", 0.0), NAMED_CORO(take_room, "Ben", 0.1),
                 NAMED_CORO(take_room, "Cid", 1.0)));
    log_time("%d guest has the room", guests);
    MUST(guests == 1);
    return 0;
}

DEMO(check_then_act, .title = "A room that is let twice", .section = "Locks");
