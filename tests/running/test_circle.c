#include "scene.h"

static struct co_lock lock_a, lock_b;

ASYNC(transfer, struct co_lock *from; struct co_lock * to;)
{
    WITH_LOCK(my->from) {
        await(co_sleep(0.1));
        WITH_LOCK(my->to) {
            log_time("never");
        }
    }
    return 0;
}

static void begin_transfers(void)
{
    co_task_detach(co_create_task(CORO(transfer, &lock_a, &lock_b)));
    co_task_detach(co_create_task(CORO(transfer, &lock_b, &lock_a)));
}

ASYNC(leaves_the_transfers)
{
    begin_transfers();
    await(co_sleep(0.5));
    log_time("main is done");
    return 0;
}

TEST(circle_is_reported_while_others_go_on)
{
    play(SCENE(leaves_the_transfers));
    ASSERT_EQ(result.exit_code, 3);
    ASSERT_EQ(result.code, 0);
    ASSERT_STR_EQ(printed, "[  0.500] main is done\n");
    REPORTED("PARTIAL DEADLOCK at 0.100 s: 2 tasks can never go on, and the others do.\n"
             "\n"
             "A circle, in which each task waits for the next:\n"
             "    transfer-1 has been waiting for lock my->to (1) since 0.100 s\n"
             "        at HERE: co_lock_acquire(my->to)\n"
             "        transfer-2 has held it since 0.000 s (HERE)\n"
             "    transfer-2 has been waiting for lock my->to (2) since 0.100 s\n"
             "        at HERE: co_lock_acquire(my->to)\n"
             "        transfer-1 has held it since 0.000 s (HERE)\n"
             "\n"
             "What usually helps: take the locks in the same order everywhere.\n"
             "Next: asyncdemo show leaves-the-transfers\n");
}

ASYNC(waits_for_the_transfers)
{
    return GATHER(CORO(transfer, &lock_a, &lock_b), CORO(transfer, &lock_b, &lock_a));
}

TEST(deadlock_of_all_is_reported_once)
{
    play(SCENE(waits_for_the_transfers));
    ASSERT_EQ(result.exit_code, 3);
    ASSERT_TRUE(strncmp(reported, "DEADLOCK", 8) == 0);
    ASSERT_TRUE(!strstr(reported, "PARTIAL"));
}

ASYNC(sleeps)
{
    return co_sleep(0.5);
}

ASYNC(waits_for_the_transfers_and_more)
{
    return GATHER(CORO(transfer, &lock_a, &lock_b), CORO(transfer, &lock_b, &lock_a), CORO(sleeps));
}

TEST(circle_is_reported_before_a_deadlock_of_all)
{
    play(SCENE(waits_for_the_transfers_and_more));
    ASSERT_EQ(result.exit_code, 3);
    ASSERT_TRUE(strncmp(reported, "PARTIAL DEADLOCK at 0.100 s", 27) == 0);
    ASSERT_TRUE(strstr(reported, "\nDEADLOCK at 0.500 s"));
}

ASYNC(tries, struct co_lock *from; struct co_lock * to;)
{
    return co_wait_for(co_create_task(CORO(transfer, my->from, my->to)), 0.15);
}

ASYNC(gives_up_by_a_timeout)
{
    struct co_task *tasks[] = { co_create_task(CORO(tries, &lock_a, &lock_b)),
                                co_create_task(CORO(transfer, &lock_b, &lock_a)) };

    await(co_sleep(1));
    co_task_detach(tasks[1]);
    return co_await(tasks[0]) == -ETIMEDOUT ? 0 : 1;
}

TEST(circle_that_a_timeout_opens_is_no_deadlock)
{
    play(SCENE(gives_up_by_a_timeout));
    ASSERT_EQ(result.code, 0);
    ASSERT_EQ(result.exit_code, 0);
}

ASYNC(holds)
{
    WITH_LOCK(&lock_a) {
        await(co_sleep(0.2));
    }
    return 0;
}

ASYNC(waits_in_a_row)
{
    await(GATHER(CORO(holds), CORO(holds), CORO(holds)));
    return 0;
}

TEST(row_of_waiters_is_no_circle)
{
    play(SCENE(waits_in_a_row));
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(reported, "");
}

ASYNC(takes_twice)
{
    WITH_LOCK(&lock_a) {
        WITH_LOCK(&lock_a) {
            log_time("never");
        }
    }
    return 0;
}

ASYNC(leaves_the_one_that_takes_twice)
{
    co_task_detach(co_create_task(CORO(takes_twice)));
    await(co_sleep(0.5));
    return 0;
}

TEST(lock_that_is_taken_twice_is_a_circle_of_one)
{
    play(SCENE(leaves_the_one_that_takes_twice));
    ASSERT_EQ(result.exit_code, 3);
    ASSERT_TRUE(strncmp(reported, "PARTIAL DEADLOCK at 0.000 s: 1 task can", 39) == 0);
}
