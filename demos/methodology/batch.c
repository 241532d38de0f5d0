/*
 * Twenty-five items in batches of ten: gather [1] waits for a whole batch before the next
 * batch begins, so at most ten items run at a time.
 *
 * The tutorial's flaws: each batch waits for its slowest item, while the nine other places are
 * idle; a semaphore would keep all ten busy. And if one item fails, the gather fails: the
 * results of all other items are lost, and the rest of the batch goes on although no task
 * awaits it. src/patterns/batch.h keeps all places busy, and keeps the results.
 */
#include "demo.h"

ASYNC(process_item, int item;)
{
    await(co_sleep(0.1 + 0.02 * (my->item % 10)));
    log_time("item %d done", my->item);
    return my->item * my->item;
}

ASYNC(process_batch, const int *items; int count; int batch_size; int *results;)
{
    for (int i = 0; i < my->count; i += my->batch_size) {
        const int *batch = my->items + i;
        int size = my->count - i < my->batch_size ? my->count - i : my->batch_size;
        log_time("batch %d: items %d-%d", i / my->batch_size + 1, batch[0], batch[size - 1]);
        TASKS(tasks, NAMED(CORO(process_item, batch[k]), F("item %d", batch[k])), k, size);
        await(co_gather(tasks, (size_t)size, my->results + i, 0));  /* [1] */
    }
    return my->count;
}

ASYNC(main)
{
    static int items[25], results[25];

    for (int i = 0; i < 25; i++)
        items[i] = i;
    int count = await(CALL(process_batch, items, 25, .batch_size = 10, results));
    log_time("%d results: %s", count, LIST(results, count));
    return 0;
}

DEMO(batch, .title = "Batches: ten items, then the next ten", .section = "Batch Processing",
     .flaw = "each batch waits for its slowest item, and one failure loses all results");
