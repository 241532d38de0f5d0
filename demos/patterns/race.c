/*
 * A hundred tasks add 1 to a counter. There is an await [2] between the read [1] and the write
 * [3], and all other tasks run during this await: all hundred tasks read 0, and all write 1. A
 * single thread does not protect the counter: one await between read and write is enough.
 *
 * The tutorial's flaw: its correct version takes a lock [4], but no longer has an await
 * between read and write [5]. So it would be correct without the lock, too. --variant=fixed
 * runs the wrong body with the lock [6], and shows that the lock helps.
 */
#include "demo.h"

enum { N = 100 };
static int counter;
static struct co_lock lock;

ASYNC(increment)
{
    int temp = counter;                                             /* [1] */
    await(co_sleep(0));                                             /* [2] */
    counter = temp + 1;                                             /* [3] */
    return 0;
}

ASYNC(safe_increment)
{
    WITH_LOCK(&lock) {                                              /* [4] */
        counter += 1;                                               /* [5] */
    }
    return 0;
}

ASYNC(safe_increment_with_switch)
{
    WITH_LOCK(&lock) {
        int temp = counter;                                         /* [6] */
        await(co_sleep(0));
        counter = temp + 1;
    }
    return 0;
}

ASYNC(main)
{
    counter = 0;
    TASKS(wrong, CORO(increment), i, N);
    await(GATHER_TASKS(wrong));
    log_time("WRONG: counter = %d (expected %d)", counter, N);
    counter = 0;
    struct co_coro safe = variant("fixed") ? CORO(safe_increment_with_switch)
                                           : CORO(safe_increment);
    TASKS(correct, safe, i, N);
    await(GATHER_TASKS(correct));
    log_time("CORRECT: counter = %d (expected %d)", counter, N);
    MUST(counter == N);
    return 0;
}

DEMO(race, .title = "Shared state: an update that is lost",
     .section = "Sharing State with Lock",
     .flaw = "the correct version would be right without its lock as well",
     .variants = { { "fixed", "the wrong body, within the lock", 0 } });
