/*
 * A hundred tasks add 1 to a counter. Each task reads the counter [1], lets the other tasks run
 * [2], and writes what it has read, plus 1 [3]. All hundred tasks read 0 before the first one
 * writes, so all of them write 1. The loop runs in one thread, but this does not help: one await
 * between the read and the write is enough.
 *
 * The tutorial's flaw: its correct version takes a lock [4], but has no await between the read and
 * the write any more [5]. It would be correct without the lock, too. --variant=fixed puts the
 * wrong body inside the lock [6], and so it shows what the lock does.
 *
 * Key point: after 100 additions without the lock the counter is 1; with the lock it is 100.
 *
 * Use it when a task reads shared data, awaits something, and then writes. Without an await in
 * between no lock is needed.
 *
 * The tutorial says that the lock makes its second version correct; in fact that version has no
 * await left that a lock could guard.
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

ASYNC(main)                                                         /* added */
{
    counter = 0;
    TASKS(wrong, CORO(increment), i, N);
    await(GATHER_TASKS(wrong));
    log_time("WRONG: counter = %d (expected %d)", counter, N);
    if (!variant("fixed"))
        SHOULD(counter == N);
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
