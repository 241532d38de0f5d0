/* Refused: MUST(cooked == 2) does not hold if cook-2 comes to its step 2 */
/* main waits for the waiter alone. The cooks may be slower. */
#include "demo.h"

static struct co_queue orders = CO_QUEUE(0, .describe = co_describe_text);
static int cooked;

ASYNC(cook)
{
    while (true) {
        const char *order;
        await(co_queue_get(&orders, &order));
        if (strcmp(order, "pizza") == 0)
            continue;
        await(co_sleep(0.1));
        cooked++;
        co_queue_task_done(&orders);
    }
}

ASYNC(waiter)
{
    await(co_queue_put(&orders, F("soup")));
    await(co_queue_put(&orders, F("fish")));
    await(co_sleep(0.5));
    await(co_queue_put(&orders, F("pizza")));
    return 0;
}

ASYNC(main)
{
    TASKS(cooks, CORO(cook), i, 2);
    await(CALL(waiter));

    log_time("%d meals are cooked by %zu cooks", cooked, COUNT(cooks));
    MUST(cooked == 2);
    return 0;
}

DEMO(lost_task_done, .title = "An order that is never done", .section = "Queues");
