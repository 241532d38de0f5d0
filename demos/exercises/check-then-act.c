/*
 * A hotel has one room left. A guest sees that the room is free, pays, and then the clerk writes
 * the guest's name into the book.
 *
 * Wanted: the room is let once. The guests that come later go away.
 *
 * Hint 1: What does Ben see while Ann pays?
 *
 * Hint 2: What a task has checked may be untrue after each await. There are two of them here.
 *
 * Hint 3: Either set is_let before the first await, or hold a lock from the check to the end.
 */
#include "demo.h"

static bool is_let;
static int guests;

ASYNC(take_room, const char *name; double comes_at;)
{
    await(co_sleep(my->comes_at));
    if (is_let)
        return 0;
    await(co_sleep(0.2));  /* pays */
    await(co_sleep(0.05)); /* the clerk writes */
    is_let = true;
    guests++;
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
