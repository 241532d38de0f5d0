/* The growth of src/patterns. */
#include "growth.h"

#include "patterns/background_tasks.h"
#include "patterns/batch.h"
#include "patterns/bounded_buffer.h"
#include "patterns/debouncer.h"
#include "patterns/first_success.h"
#include "patterns/rate_limiter.h"
#include "patterns/staggered_race.h"
#include "patterns/worker_pool.h"

ASYNC(sleeper, double seconds; int result;)
{
    await(co_sleep(my->seconds));
    return my->result;
}

static int run_batch(long n)
{
    return batch_run(CORO(one_turn), (size_t)n, 10, NULL);
}

/* ---- Worker pool ---- */

static int submit_jobs(long n, bool cancelled)
{
    static struct worker_pool pool;

    pool = WORKER_POOL(10, GROWTH_MOST);
    for (long i = 0; i < n; i++)
        await(worker_pool_submit(&pool, CORO(one_turn), NULL));
    if (cancelled) {
        await(co_sleep(0));
        worker_pool_cancel(&pool);
    }
    return worker_pool_stop(&pool);
}

static int run_jobs(long n)
{
    return submit_jobs(n, false);
}

static int cancel_jobs(long n)
{
    return submit_jobs(n, true);
}

/* ---- Background tasks ---- */

static int run_in_background(long n)
{
    static struct background_tasks set;

    for (long i = 0; i < n; i++)
        await(background_tasks_start(&set, CORO(one_turn)));
    return background_tasks_join(&set);
}

static int cancel_in_background(long n)
{
    static struct background_tasks set;

    for (long i = 0; i < n; i++)
        await(background_tasks_start(&set, CORO(sleeper, 1, 0)));
    await(co_sleep(0.5));
    background_tasks_cancel(&set);
    return background_tasks_join(&set);
}

/* ---- Races ---- */

/* All but the last one to end fail, one after the other. */
static int wait_for_success(long n)
{
    for (long i = 0; i < n; i++) {
        long order = growth_scattered(i, n);

        growth_all[i] =
            co_create_task(CORO(sleeper, (double)(order + 1) * 1e-3, order + 1 < n ? -EIO : 0));
    }
    return first_success(growth_all, (size_t)n);
}

static int race(long n)
{
    static struct staggered_racer racers[GROWTH_MOST];
    struct sleeper fails = { 0.5, -EIO };
    size_t winner;

    for (long i = 0; i < n; i++)
        racers[i].coro =
            (struct co_coro){ sleeper_start, &fails, sizeof fails, "sleeper", 0, NULL };
    return staggered_race(racers, (size_t)n, 0.001, &winner);
}

/* ---- The others ---- */

static void *places[100];
static struct bounded_buffer buffer;

ASYNC(putter, long n;)
{
    for (long i = 0; i < my->n; i++)
        await(bounded_buffer_put(&buffer, &buffer));
    return 0;
}

static int pass_items(long n)
{
    struct co_task *task;
    void *item;

    buffer = BOUNDED_BUFFER(places);
    task = co_create_task(CORO(putter, n));
    for (long i = 0; i < n; i++)
        await(bounded_buffer_get(&buffer, &item));
    return co_await(task);
}

static int call_in_a_burst(long n)
{
    static struct debouncer debouncer = { .delay = 0.3 };

    for (long i = 0; i < n; i++)
        await(debouncer_call(&debouncer, CORO(nothing)));
    return debouncer_join(&debouncer);
}

static struct rate_limiter limiter = { .rate = 100, .per = 1 };

ASYNC(limited)
{
    return rate_limiter_acquire(&limiter);
}

static int pass_limiter(long n)
{
    growth_create(n, CORO(limited));
    return growth_gather(n);
}

const struct growth_row growth_patterns[] = {
    ROW("batch", run_batch),
    ROW("worker pool", run_jobs),
    ROW("worker pool, cancelled", cancel_jobs),
    ROW("background tasks", run_in_background),
    ROW("background tasks, cancelled", cancel_in_background, .clock = CO_CLOCK_VIRTUAL),
    ROW("first success", wait_for_success, .clock = CO_CLOCK_VIRTUAL),
    ROW("staggered race", race, .clock = CO_CLOCK_VIRTUAL),
    ROW("bounded buffer", pass_items),
    ROW("debouncer", call_in_a_burst),
    ROW("rate limiter", pass_limiter, .clock = CO_CLOCK_VIRTUAL),
    { 0 },
};
