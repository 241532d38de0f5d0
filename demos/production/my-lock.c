/*
 * Say here in a few sentences what this demo shows, and where the code shows it [1].
 */
#include "demo.h"

ASYNC(greet, const char *name; double delay;)
{
    await(co_sleep(my->delay));                                     /* [1] */
    log_time("Hello from %s", my->name);
    return 0;
}

ASYNC(main)
{
    await(GATHER(NAMED_CORO(greet, "first", 0.2), NAMED_CORO(greet, "second", 0.1)));
    log_time("Good bye");
    return 0;
}

DEMO(my_lock, .title = "my-lock: say what it shows", .section = "1");
