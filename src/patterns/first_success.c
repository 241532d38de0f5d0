#define CO_WITHOUT_PLACES /* reports show the caller's call */
#include "patterns/first_success.h"

#include <string.h>

/* Cancel these tasks and wait until they have ended; their results are not needed. -ECANCELED: the
 * caller was cancelled meanwhile. */
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

/* Wait for the first success; of several in one turn, take the first task in the array. If all
 * tasks fail, take the task that failed last. Returns 0, and the task in *answer. */
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
