/* The growth of what goes between a loop and threads or signals. */
#include "growth.h"

#include <semaphore.h>

static struct co_loop *loop;
static long noted;

DEF(job)
{
    return 0;
}

static int gather_jobs(long n)
{
    for (long i = 0; i < n; i++)
        growth_all[i] = co_run_in_executor(NULL, CORO(job));
    return growth_gather(n);
}

static sem_t gate;

DEF(gated_job)
{
    sem_wait(&gate);
    sem_post(&gate);
    return 0;
}

/* All threads are busy: the jobs that are cancelled have not begun. */
static int cancel_jobs(long n)
{
    struct co_task *busy[CO_POOL_THREADS];

    sem_init(&gate, 0, 0);
    for (int i = 0; i < CO_POOL_THREADS; i++)
        busy[i] = co_run_in_executor(NULL, CORO(gated_job));
    for (long i = 0; i < n; i++)
        growth_all[i] = co_run_in_executor(NULL, CORO(job));
    for (long i = n; i-- > 0;)
        co_task_cancel(growth_all[i]);
    await(growth_gather(n));
    sem_post(&gate);
    return co_gather(busy, COUNT(busy), NULL, 0);
}

static int jobs_in_turn(long n)
{
    for (long i = 0; i < n; i++)
        await(co_to_thread(CORO(job)));
    return 0;
}

static int executors_of_their_own(long n)
{
    static struct co_executor executor;

    for (long i = 0; i < n; i++) {
        executor = (struct co_executor)CO_EXECUTOR(1);
        await(co_await(co_run_in_executor(&executor, CORO(job))));
        await(co_executor_shutdown(&executor, true));
    }
    return 0;
}

static int start_threads(long n)
{
    for (long i = 0; i < n; i++) {
        struct co_thread thread = { 0 };

        await(co_thread_start(&thread, CORO(job)));
        await(co_thread_join(&thread));
    }
    return 0;
}

/* ---- What threads ask for ---- */

static int note_call(void *argument)
{
    noted++;
    return 0;
}

DEF(poster, long n;)
{
    for (long i = 0; i < my->n; i++)
        await(co_call_soon_threadsafe(loop, note_call, NULL));
    return 0;
}

/* While the loop is busy with something else. */
static int post_callbacks(long n)
{
    struct co_thread threads[2] = { 0 };

    loop = co_get_running_loop();
    noted = 0;
    for (int i = 0; i < 2; i++)
        await(co_thread_start(&threads[i], CORO(poster, n / 2)));
    for (int i = 0; i < 2; i++)
        await(co_thread_join(&threads[i]));
    while (noted < n)
        await(co_sleep(0));
    return 0;
}

DEF(requester, long n;)
{
    static struct co_concurrent_future *futures[GROWTH_MOST];

    for (long i = 0; i < my->n; i++)
        futures[i] = co_run_coroutine_threadsafe(CORO(one_turn), loop);
    for (long i = 0; i < my->n; i++) {
        await(co_concurrent_future_result(futures[i], CO_FOREVER));
        co_concurrent_future_release(futures[i]);
    }
    return 0;
}

static int run_for_thread(long n)
{
    loop = co_get_running_loop();
    return co_to_thread(CORO(requester, n));
}

/* ---- Signals ---- */

static int receive_signals(long n)
{
    noted = 0;
    await(co_add_signal_handler(SIGUSR1, note_call, NULL));
    for (long i = 0; i < n; i++) {
        raise(SIGUSR1);
        while (i % 50 == 49 && noted <= i)
            await(co_sleep(0));
    }
    while (noted < n)
        await(co_sleep(0));
    return co_remove_signal_handler(SIGUSR1) == 1 ? 0 : -EIO;
}

const struct growth_row growth_threads[] = {
    ROW("jobs of the pool", gather_jobs),
    ROW("jobs, virtual clock", gather_jobs, .clock = CO_CLOCK_VIRTUAL),
    ROW("jobs cancelled", cancel_jobs),
    ROW("jobs in turn", jobs_in_turn, .most = 10000),
    ROW("executors in turn", executors_of_their_own, .most = 10000),
    ROW("threads in turn", start_threads, .most = 10000),
    ROW("posts while the loop is busy", post_callbacks),
    ROW("coroutines for a thread", run_for_thread),
    ROW("signals", receive_signals),
    { 0 },
};
