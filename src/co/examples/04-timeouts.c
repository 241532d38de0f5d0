/*
 * A time limit cancels what takes too long: the wait returns -ECANCELED, and the function cleans up
 * on its way out. A task group ends its tasks together: one that fails cancels the others.
 *
 *     cc 04-timeouts.c $(pkg-config --cflags --libs asyncdemo-co) -o timeouts
 *
 * It prints:
 *     slow: cancelled, cleaning up
 *     the time limit has passed
 *     fails: no such host
 *     slow: cancelled, cleaning up
 *     the group failed: unhandled errors in a TaskGroup (1 sub-exception)
 *     fails failed: no such host
 */
#define CO_SUGAR
#include <co/co.h>
#include <stdio.h>

ASYNC(slow)
{
    int rc = co_sleep(10);

    if (rc == -ECANCELED)
        printf("slow: cancelled, cleaning up\n");
    return rc;
}

ASYNC(fails)
{
    await(co_sleep(0.05));
    printf("fails: no such host\n");
    return co_raise(-ENXIO, "no such host");
}

ASYNC(main)
{
    struct co_task_group group = { 0 };
    int rc = WAIT_FOR(CALL(slow), 0.1);

    if (rc == -ETIMEDOUT)
        printf("%s\n", co_error_sentence(rc));

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(slow));
    co_task_group_create_task(&group, CORO(fails));
    rc = co_task_group_exit(&group, 0);
    printf("the group failed: %s\n", co_error_message(rc));
    FOR_ERRORS(error, &group)
    printf("%s failed: %s\n", error.name, error.message);
    return 0;
}

int main(void)
{
    return co_run(CORO(main), NULL) < 0;
}
