/*
 * There are five downloads, and at most two may run at a time. A semaphore is a number of permits,
 * here two [1]. A download takes a permit, or waits in the queue until there is one [2]. The end
 * of the block gives the permit back [3], and the first download in the queue begins at the same
 * instant.
 *
 * --variant=without has no semaphore: all five downloads begin at once [4].
 *
 * Key point: file-0 ends at 0.640 s, and file-2 begins at 0.640 s.
 *
 * Use it when a server, a disk or a rule allows only so many at a time. A rate limit is another
 * thing: it allows so many a second.
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

ASYNC(download_file_without_semaphore, int file_id;)
{
    log_time("📥 Downloading file-%d...", my->file_id);             /* [4] */
    await(co_sleep(co_random_uniform(0.5, 1.0)));
    log_time("✅ Downloaded file-%d", my->file_id);
    return co_return_text("file-%d.data", my->file_id);
}

ASYNC(main)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(2);         /* [1] */

    if (variant("without")) {
        TASKS(all, NAMED(CORO(download_file_without_semaphore, i), F("file-%d", i)), i, 5);
        return GATHER_TASKS(all);
    }
    TASKS(downloads, NAMED(CORO(download_file, i, &semaphore), F("file-%d", i)), i, 5);
    return GATHER_TASKS(downloads);
}

DEMO(semaphore, .title = "Semaphore: limiting concurrent operations", .section = "1b",
     .seed = 849515230,
     .variants = { { "without", "without the semaphore all five run at a time", 0 } });
