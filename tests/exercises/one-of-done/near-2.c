/* Refused: MUST(kilograms == 6) does not hold if bring-3 comes to its step 2 */
/* main takes the parcels that are there after 0.2 s. A parcel may come later. */
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
    await(co_sleep(0.1));
    await(co_sleep(0.1));
    for (size_t i = 0; i < COUNT(all); i++)
        kilograms += co_task_done(tasks[i]) ? co_task_result(tasks[i]) : 0;
    log_time("main has %d kg", kilograms);
    MUST(kilograms == 6);
    return 0;
}

DEMO(one_of_done, .title = "Two parcels at a time, and one is lost", .section = "Waiting");
