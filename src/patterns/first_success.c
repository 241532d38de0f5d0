#define CO_WITHOUT_PLACES /* reports show the call of the one who waits */
#include "patterns/first_success.h"

#include <string.h>

/* Ask these to end and wait until they have; whatever they end with, nobody needs it. -ECANCELED:
 * meanwhile the caller was asked to end as well. */
static int end(struct co_task **tasks, size_t count)
{
    int requests = co_task_cancelling(co_current_task());

    for (size_t i = 0; i < count; i++)
        co_task_cancel(tasks[i]);
    for (size_t i = 0; i < count; i++) {
        int unneeded = co_await(tasks[i]);
        (void)unneeded;
    }
    return co_task_cancelling(co_current_task()) > requests ? -ECANCELED : 0;
}

/* Wait until more tasks have ended than the first `ended`. Returns how many have; *answer is the
 * first of the new ones that succeeded, or else the last of them. */
static int wait_for_answer(struct co_task **tasks, size_t count, size_t ended, size_t *answer)
{
    int done = co_wait(tasks + ended, count - ended, CO_FOREVER, CO_FIRST_COMPLETED);

    if (done < 0)
        return done;
    for (*answer = ended; *answer < ended + (size_t)done - 1; ++*answer)
        if (co_task_result(tasks[*answer]) >= 0)
            break;
    return (int)ended + done;
}

int first_success(struct co_task **tasks, size_t count)
{
    size_t answer = 0;
    int rc = 0;

    do {
        rc = wait_for_answer(tasks, count, (size_t)rc, &answer);
    } while (rc >= 0 && (size_t)rc < count && co_task_result(tasks[answer]) < 0);
    if (rc < 0) {
        if (co_current_task())
            end(tasks, count);
        return rc;
    }

    struct co_task *answered = tasks[answer];
    memmove(&tasks[answer], &tasks[answer + 1], (count - 1 - answer) * sizeof *tasks);
    rc = end(tasks, count - 1);
    int result = co_await(answered);
    return rc < 0 ? rc : result;
}
