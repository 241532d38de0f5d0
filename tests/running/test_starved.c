#include "scene.h"

static struct co_queue jobs;
static struct co_event go;
static char job_text[] = "job";

ASYNC(produces)
{
    return co_queue_put(&jobs, job_text);
}

ASYNC(consumes)
{
    while (true) {
        const char *job;

        await(co_queue_get(&jobs, &job));
        log_time("%s", job);
    }
}

ASYNC(leaves_its_consumer)
{
    jobs = (struct co_queue)CO_QUEUE(2);
    co_task_detach(co_create_task(CORO(consumes)));
    await(co_await(co_create_task(CORO(produces))));
    await(co_sleep(0.1));
    return 0;
}

static void play_in_debug_mode(const struct demo *demo)
{
    struct run_options options = usual_options();

    options.debug = true;
    play_with(demo, options);
}

TEST(consumer_whose_producer_has_ended_is_a_remark)
{
    play_in_debug_mode(SCENE(leaves_its_consumer));
    ASSERT_EQ(result.exit_code, 0);
    REPORTED("main ends at 0.100 s, and these tasks could never have gone on:\n"
             "    consumes-1 waits for an item of queue jobs: produces-1, which has ended, was the "
             "last that could have woken it\n"
             "        at HERE: co_queue_get(&jobs, &job)\n");
}

TEST(remark_is_for_debug_mode)
{
    play(SCENE(leaves_its_consumer));
    ASSERT_STR_EQ(reported, "");
}

ASYNC(produces_later)
{
    await(co_queue_put(&jobs, job_text));
    await(co_sleep(10));
    return co_queue_put(&jobs, job_text);
}

ASYNC(leaves_both)
{
    jobs = (struct co_queue)CO_QUEUE(2);
    co_task_detach(co_create_task(CORO(consumes)));
    co_task_detach(co_create_task(CORO(produces_later)));
    await(co_sleep(0.1));
    return 0;
}

TEST(consumer_whose_producer_goes_on_is_none)
{
    play_in_debug_mode(SCENE(leaves_both));
    ASSERT_STR_EQ(reported, "");
}

ASYNC(waits_for_go)
{
    return co_event_wait(&go);
}

ASYNC(leaves_a_waiter)
{
    co_task_detach(co_create_task(CORO(waits_for_go)));
    await(co_sleep(0.1));
    return 0;
}

TEST(event_that_no_task_has_ever_set_is_none)
{
    play_in_debug_mode(SCENE(leaves_a_waiter));
    ASSERT_STR_EQ(reported, "");
}
