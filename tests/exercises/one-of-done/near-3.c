/* Refused: MUST(kilograms == 6) does not hold if bring-3 comes to its step 2 */
/* main waits twice at most. The three parcels may come at three different times. */
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
    size_t left = COUNT(all);
    for (int times = 0; times < 2 && left; times++) {
        int done = await(co_wait(tasks, left, CO_FOREVER, CO_FIRST_COMPLETED));
        for (int i = 0; i < done; i++)
            kilograms += co_task_result(tasks[i]);
        tasks += done;
        left -= (size_t)done;
    }
    log_time("main has %d kg", kilograms);
    MUST(kilograms == 6);
    return 0;
}

DEMO(one_of_done, .title = "Two parcels at a time, and one is lost", .section = "Waiting");
