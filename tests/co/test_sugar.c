/* src/co/sugar.h: the promises of its macros. */
#include "scenario.h"

static struct co_lock lock;

/* ---- await ---- */

ASYNC(leaves_at_the_first_error)
{
    int seven = await(7);
    ASSERT_EQ(seven, 7);
    await(co_raise(-EIO, "enough"));
    ASSERT_TRUE(false);
    return 0;
}

TEST(await_passes_values_and_errors_on)
{
    ASSERT_EQ(run(CORO(leaves_at_the_first_error)), -EIO);
}

ASYNC(tries, int error; int result;)
{
    return 100 + await_except(my->error, my->result);
}

ASYNC_TEST(await_except_returns_values_and_the_error_of_its_clause)
{
    ASSERT_EQ(CALL(tries, -ETIMEDOUT, 7), 107);
    ASSERT_EQ(CALL(tries, -ETIMEDOUT, -ETIMEDOUT), 100 - ETIMEDOUT);
    ASSERT_EQ(CALL(tries, -ETIMEDOUT, -EIO), -EIO);
    ASSERT_EQ(CALL(tries, -ECANCELED, -ECANCELED), 100 - ECANCELED);
    ASSERT_EQ(CALL(tries, EXCEPTION, 7), 107);
    ASSERT_EQ(CALL(tries, EXCEPTION, -EIO), 100 - EIO);
    ASSERT_EQ(CALL(tries, EXCEPTION, -ECANCELED), -ECANCELED);
    return 0;
}

ASYNC(cleans_up, int result;)
{
    int rc = await_except(-ECANCELED, my->result);
    if (rc == -ECANCELED) {
        say("clean-up");
        reraise(rc);
    }
    say("goes on");
    return rc;
}

ASYNC_TEST(reraise_leaves_the_function_with_the_error)
{
    ASSERT_EQ(CALL(cleans_up, -ECANCELED), -ECANCELED);
    ASSERT_EQ(CALL(cleans_up, 3), 3);
    SAID("clean-up goes on");
    return 0;
}

struct purse {
    int coins;
};

METHOD(purse, pay, int coins; int times;)
{
    for (int i = 0; i < my->times; i++) {
        await(co_sleep(1));
        self->coins -= my->coins;
    }
    return self->coins;
}

METHOD(purse, fill)
{
    self->coins = 100;
    return 0;
}

ASYNC_TEST(method_is_given_its_object_and_its_arguments)
{
    static struct purse purse;

    await(CALL(fill, &purse));
    ASSERT_EQ(CALL(pay, &purse, 10, .times = 2), 80);
    await(GATHER(CORO(pay, &purse, 1, 3), CORO(pay, &purse, 10, 3)));
    ASSERT_EQ(purse.coins, 47);
    return 0;
}

TEST(cancelled_error_is_not_an_exception)
{
    ASSERT_TRUE(is_exception(-EIO));
    ASSERT_TRUE(is_exception(-ETIMEDOUT));
    ASSERT_TRUE(!is_exception(-ECANCELED));
    ASSERT_TRUE(!is_exception(0));
    ASSERT_TRUE(!is_exception(3));
}

/* ---- WITH_LOCK ---- */

enum way_out { END, RETURN, AWAIT_FAILS, BREAK, CONTINUE };

ASYNC(leaves, enum way_out way;)
{
    WITH_LOCK(&lock) {
        ASSERT_TRUE(co_lock_locked(&lock));
        if (my->way == RETURN)
            return 5;
        if (my->way == BREAK)
            break;
        if (my->way == CONTINUE)
            continue;
        if (my->way == AWAIT_FAILS)
            await(-EIO);
    }
    ASSERT_TRUE(!co_lock_locked(&lock));
    return 1;
}

ASYNC(every_way_out)
{
    static const int results[] = {
        [END] = 1, [RETURN] = 5, [AWAIT_FAILS] = -EIO, [BREAK] = 1, [CONTINUE] = 1
    };

    for (int way = END; way <= CONTINUE; way++) {
        ASSERT_EQ(CALL(leaves, (enum way_out)way), results[way]);
        ASSERT_TRUE(!co_lock_locked(&lock));
    }
    return 0;
}

TEST(lock_is_released_on_every_exit_path)
{
    ASSERT_EQ(run(CORO(every_way_out)), 0);
}

ASYNC(holds, double seconds;)
{
    WITH_LOCK(&lock)
        await(co_sleep(my->seconds));
    return 0;
}

ASYNC(waits_in_vain)
{
    WITH_LOCK(&lock)
        ASSERT_TRUE(false);
    return 0;
}

/* The block releases the lock only once: a second release would take it from another task. */
ASYNC(cancelled_while_waiting)
{
    struct co_task *holder = co_create_task(CORO(holds, 1));
    struct co_task *waiter = co_create_task(CORO(waits_in_vain));

    await(co_sleep(0.5));
    co_task_cancel(waiter);
    ASSERT_EQ(co_await(waiter), -ECANCELED);
    ASSERT_TRUE(co_lock_locked(&lock));
    await(co_await(holder));
    ASSERT_TRUE(!co_lock_locked(&lock));
    return 0;
}

TEST(cancelled_waiter_releases_nothing)
{
    ASSERT_EQ(run(CORO(cancelled_while_waiting)), 0);
}

ASYNC(cancelled_while_holding)
{
    struct co_task *holder = co_create_task(CORO(holds, 1));
    struct co_task *next = co_create_task(CORO(holds, 1));

    await(co_sleep(0.5));
    co_task_cancel(holder);
    ASSERT_EQ(co_await(holder), -ECANCELED);
    await(co_sleep(0.5));
    ASSERT_TRUE(co_lock_locked(&lock));
    await(co_await(next));
    ASSERT_TRUE(!co_lock_locked(&lock));
    return 0;
}

TEST(cancelled_holder_releases_once)
{
    ASSERT_EQ(run(CORO(cancelled_while_holding)), 0);
}

ASYNC(blocks_in_blocks)
{
    static struct co_lock other;
    struct co_semaphore semaphore = CO_SEMAPHORE(1);

    WITH_LOCK(&lock) {
        WITH_LOCK(&other) {
            WITH_SEMAPHORE(&semaphore) {
                ASSERT_TRUE(co_lock_locked(&lock) && co_lock_locked(&other) &&
                            co_semaphore_locked(&semaphore));
            }
            ASSERT_TRUE(!co_semaphore_locked(&semaphore));
        }
        ASSERT_TRUE(co_lock_locked(&lock) && !co_lock_locked(&other));
    }
    ASSERT_TRUE(!co_lock_locked(&lock));
    return 0;
}

TEST(blocks_may_be_nested)
{
    ASSERT_EQ(run(CORO(blocks_in_blocks)), 0);
}

/* ---- ASYNC_FOR ---- */

static int alive, closed;

ASYNC(numbers, int count;)
{
    int rc = 0;

    alive++;
    for (int i = 0; i < my->count && rc == 0; i++)
        rc = co_yield(i);
    closed += rc == -ECANCELED;
    alive--;
    return rc;
}

ASYNC(takes_all)
{
    int sum = 0, skipped = 0;

    ASYNC_FOR(int, number, numbers, 5) {
        if (number == 2) {
            skipped++;
            continue;
        }
        sum += number;
    }
    ASSERT_EQ(sum, 8);
    ASSERT_EQ(skipped, 1);
    ASYNC_FOR(int, number, numbers, 0)
        ASSERT_EQ(number, -1);
    ASSERT_EQ(alive, 0);
    ASSERT_EQ(closed, 0);
    return 0;
}

TEST(async_for_takes_all_values)
{
    ASSERT_EQ(run(CORO(takes_all)), 0);
}

ASYNC(takes_some, bool returns;)
{
    int taken = 0;

    ASYNC_FOR(int, number, numbers, 5) {
        taken++;
        if (number == 1) {
            if (my->returns)
                return 9;
            break;
        }
    }
    return taken;
}

ASYNC(leaves_early)
{
    ASSERT_EQ(CALL(takes_some, false), 2);
    ASSERT_EQ(alive, 0);
    ASSERT_EQ(closed, 1);
    ASSERT_EQ(CALL(takes_some, true), 9);
    ASSERT_EQ(alive, 0);
    ASSERT_EQ(closed, 2);
    return 0;
}

TEST(early_exit_closes_the_generator)
{
    ASSERT_EQ(run(CORO(leaves_early)), 0);
}

ASYNC(pairs)
{
    int pairs = 0;

    ASYNC_FOR(int, a, numbers, 3) {
        ASYNC_FOR(int, b, numbers, 3) {
            pairs++;
            if (a == b)
                break;
        }
    }
    ASSERT_EQ(pairs, 1 + 2 + 3);
    ASSERT_EQ(alive, 0);
    return 0;
}

TEST(async_for_may_be_nested)
{
    ASSERT_EQ(run(CORO(pairs)), 0);
}

/* ---- Tasks ---- */

ASYNC(nap, int i;)
{
    await(co_sleep(3 - my->i));
    say("%d@%g", my->i, co_time());
    return my->i;
}

ASYNC(gathers)
{
    TASKS(tasks, CORO(nap, i), i, 3);
    await(GATHER_TASKS(tasks));
    await(GATHER(CORO(nap, 2), CORO(nap, .i = 1)));
    return 0;
}

TEST(gather_waits_for_all)
{
    ASSERT_EQ(run(CORO(gathers)), 0);
    SAID("2@1 1@2 0@3 2@4 1@5");
}

ASYNC(in_order_of_ending)
{
    int order[3], count = 0;

    TASKS(tasks, CORO(nap, i), i, 3);
    AS_COMPLETED(task, tasks) {
        order[count++] = await(co_await(task));
    }
    ASSERT_EQ(count, 3);
    ASSERT_EQ(order[0] * 100 + order[1] * 10 + order[2], 210);
    TASKS(more, CORO(nap, i), i, 3);
    AS_COMPLETED(task, more) {
        await(co_await(task));
        break;
    }
    ASSERT_NEAR(co_time(), 4, 1e-9);
    return 0;
}

TEST(as_completed_gives_ended_tasks)
{
    ASSERT_EQ(run(CORO(in_order_of_ending)), 0);
}

ASYNC(knows_its_name, const char *expected;)
{
    ASSERT_STR_EQ(co_task_name(co_current_task()), my->expected);
    return 0;
}

ASYNC(knows_its_name_by, int number; const char *name;)
{
    ASSERT_EQ(my->number, 1);
    ASSERT_STR_EQ(co_task_name(co_current_task()), my->name);
    return 0;
}

ASYNC(names_tasks)
{
    static const char *const names[] = { "first", "second" };

    TASKS(tasks, NAMED(CORO(knows_its_name, names[i]), names[i]), i, 2);
    await(co_await(co_create_task(NAMED_CORO(knows_its_name_by, 1, "by argument"))));
    await(GATHER(NAMED(CORO(knows_its_name, "third"), "third"),
                 CORO(knows_its_name, "knows_its_name")));
    return GATHER_TASKS(tasks);
}

TEST(task_can_have_a_name)
{
    ASSERT_EQ(run(CORO(names_tasks)), 0);
}

/* ---- WAIT_FOR ---- */

ASYNC(fails)
{
    return co_raise(-EIO, "no answer");
}

ASYNC(waits)
{
    ASSERT_EQ(WAIT_FOR(co_sleep(1), 2.0), 0);
    ASSERT_NEAR(co_time(), 1, 1e-9);
    ASSERT_EQ(WAIT_FOR(co_sleep(5), 2.0), -ETIMEDOUT);
    ASSERT_NEAR(co_time(), 3, 1e-9);
    ASSERT_EQ(WAIT_FOR(WAIT_FOR(co_sleep(5), 3.0), 2.0), -ETIMEDOUT);
    ASSERT_NEAR(co_time(), 5, 1e-9);
    ASSERT_EQ(WAIT_FOR(CALL(fails), 9.0), -EIO);
    ASSERT_STR_EQ(co_text(), "no answer");
    ASSERT_EQ(WAIT_FOR(co_sleep(1), __builtin_nan("")), -EINVAL);
    return 0;
}

TEST(wait_for_limits_a_call)
{
    ASSERT_EQ(run(CORO(waits)), 0);
}

/* ---- co_call ---- */

ASYNC(changes_its_arguments, int i;)
{
    return my->i++;
}

ASYNC(calls_twice, struct co_coro coro;)
{
    ASSERT_EQ(co_call(my->coro), 4);
    ASSERT_EQ(co_call(my->coro), 4);
    return 0;
}

ASYNC(passes_a_coroutine_on)
{
    return CALL(calls_twice, CORO(changes_its_arguments, 4));
}

TEST(passed_coroutine_can_be_called_again)
{
    ASSERT_EQ(run(CORO(passes_a_coroutine_on)), 0);
}

static int return_size(void *arguments)
{
    (void)arguments;
    return CO_ARGUMENTS_MAX;
}

ASYNC_TEST(call_refuses_arguments_that_are_too_large)
{
    static char arguments[CO_ARGUMENTS_MAX + 1];
    struct co_coro coro = { return_size, arguments, CO_ARGUMENTS_MAX, "large", 0, NULL };

    ASSERT_EQ(co_call(coro), CO_ARGUMENTS_MAX);
    coro.size++;
    ASSERT_EQ(co_call(coro), -EINVAL);
    ASSERT_STR_EQ(co_text(), "large has 1025 bytes of arguments, more than 1024");
    return 0;
}
