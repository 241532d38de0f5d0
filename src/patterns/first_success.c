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

/* Wait for the first success, and of several at a time find the one that comes first in the array;
 * or for the end of all, and then it is the task that failed last. Returns 0, and the answer in
 * *answer. */
static int wait_for_answer(struct co_task **tasks, size_t count, size_t *answer)
{
    struct co_as_completed next = CO_AS_COMPLETED(tasks, count);
    struct co_task *ended, *last = NULL;
    int rc;

    while ((rc = co_as_completed(&next, &ended)) > 0 && co_task_result(ended) < 0)
        last = ended;
    if (rc < 0)
        return rc;
    for (*answer = 0; *answer < count; ++*answer)
        if (rc == 0 ? tasks[*answer] == last
                    : co_task_done(tasks[*answer]) && co_task_result(tasks[*answer]) >= 0)
            break;
    return 0;
}

int first_success(struct co_task **tasks, size_t count)
{
    size_t answer;
    int rc;

    if (!count)
        return co_raise(-EINVAL, "there are no tasks");
    rc = wait_for_answer(tasks, count, &answer);
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
