/*
 * Three tasks bring parcels of 1, 2 and 3 kg. main takes them as they come.
 *
 * Wanted: main takes all parcels: 6 kg.
 *
 * Hint 1: How many tasks are done when co_wait() returns for the second time?
 *
 * Hint 2: co_wait() says how many tasks are done. There may be more than one, and they come first
 * in the array.
 *
 * Hint 3: Take the results of the first tasks, as many as are done, before the array is cut.
 */
#include "demo.h"

ASYNC(bring, int kilograms; double delay;)
{
    await(co_sleep(my->delay));
    return my->kilograms;
}

ASYNC(main)
{
    struct co_task *all[] = { co_create_task(CORO(bring, 1, 0.1)),
                              co_create_task(CORO(bring, 2, 0.2)),
                              co_create_task(CORO(bring, 3, 0.2)) };
    struct co_task **tasks = all;
    int kilograms = 0;
    for (size_t left = COUNT(all); left;) {
        int done = await(co_wait(tasks, left, CO_FOREVER, CO_FIRST_COMPLETED));
        kilograms += co_task_result(tasks[0]);
        tasks += done;
        left -= (size_t)done;
    }
    log_time("main has %d kg", kilograms);
    MUST(kilograms == 6);
    return 0;
}

DEMO(one_of_done, .title = "Two parcels at a time, and one is lost", .section = "Waiting");
