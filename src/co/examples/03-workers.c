/*
 * A queue hands jobs to workers. The queue holds two jobs at most, so the producer waits while the
 * workers are behind. After the last job the queue is shut down, which ends the workers.
 *
 *     cc 03-workers.c $(pkg-config --cflags --libs asyncdemo-co) -o workers
 *
 * It prints:
 *     worker 1: 1 squared is 1
 *     worker 2: 2 squared is 4
 *     worker 1: 3 squared is 9
 *     worker 2: 4 squared is 16
 *     worker 1: 5 squared is 25
 *     the sum is 55
 */
#define CO_SUGAR
#include <co/co.h>
#include <stdio.h>

static struct co_queue jobs;
static struct co_lock sum_lock;
static int numbers[] = { 1, 2, 3, 4, 5 }, sum;

ASYNC(producer)
{
    for (size_t i = 0; i < COUNT(numbers); i++)
        await(co_queue_put(&jobs, &numbers[i]));
    return co_queue_shutdown(&jobs, false);
}

ASYNC(worker, int id;)
{
    for (;;) {
        int *number;
        int rc = await_except(-ESHUTDOWN, co_queue_get(&jobs, &number));

        if (rc == -ESHUTDOWN)
            return 0;
        await(co_sleep(0.05 + 0.01 * my->id));
        printf("worker %d: %d squared is %d\n", my->id, *number, *number * *number);
        WITH_LOCK(&sum_lock) {
            sum += *number * *number;
        }
    }
}

ASYNC(main)
{
    jobs = CO_QUEUE(2);
    await(GATHER(CORO(producer), CORO(worker, 1), CORO(worker, 2)));
    printf("the sum is %d\n", sum);
    return 0;
}

int main(void)
{
    return co_run(CORO(main), NULL) < 0;
}
