/*
 * There are five downloads, and two may run at a time. The semaphore [1] has two permits. A
 * download that finds no permit waits in the queue at [2]. The closing brace [3] gives the
 * permit to the first download in the queue, which begins at the same instant.
 */
#include "demo.h"

ASYNC(download_file, int file_id; struct co_semaphore *semaphore;)
{
    WITH_SEMAPHORE(my->semaphore) {                                 /* [2] */
        log_time("📥 Downloading file-%d...", my->file_id);
        await(co_sleep(co_random_uniform(0.5, 1.0)));
        log_time("✅ Downloaded file-%d", my->file_id);
    }                                                               /* [3] */
    return co_return_text("file-%d.data", my->file_id);
}

ASYNC(main)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(2);         /* [1] */

    TASKS(downloads, NAMED(CORO(download_file, i, &semaphore), F("file-%d", i)), i, 5);
    return GATHER_TASKS(downloads);
}

DEMO(semaphore, .title = "Semaphore: limiting concurrent operations", .section = "1b",
     .seed = 849515230);
