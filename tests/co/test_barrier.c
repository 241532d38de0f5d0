#include "scenario.h"

/* Comes to the barrier once and says which one it was. */
ASYNC(party, struct co_barrier *barrier; const char *name;)
{
    int index = co_barrier_wait(my->barrier);

    if (index < 0)
        say("%s:%s", my->name, co_error_name(index));
    else
        say("%s:%d", my->name, index);
    return index < 0 ? index : 0;
}

static void start_parties(struct co_task **tasks, struct co_barrier *barrier, int count)
{
    static const char *const names[] = { "a", "b", "c", "d", "e", "f" };

    for (int i = 0; i < count; i++)
        tasks[i] = co_create_task(CORO(party, barrier, names[i]));
}

static bool is_as_new(const struct co_barrier *barrier)
{
    return barrier->state == CO_BARRIER_FILLING && !barrier->count && !barrier->waiters.first &&
           !barrier->entrance.first && !barrier->entrance.chosen;
}

/* ---- Cycles ---- */

ASYNC_TEST(the_last_one_to_come_goes_on_first_and_the_others_in_order_of_arrival)
{
    static struct co_barrier barrier = CO_BARRIER(3);
    struct co_task *tasks[3];

    start_parties(tasks, &barrier, 2);
    await(turns(2));
    SAID("");
    ASSERT_EQ(co_barrier_n_waiting(&barrier), 2);
    tasks[2] = co_create_task(CORO(party, &barrier, "c"));
    await(GATHER_TASKS(tasks));
    SAID("c:2 a:0 b:1");
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

ASYNC_TEST(a_barrier_for_one_does_not_suspend)
{
    static struct co_barrier barrier = CO_BARRIER(1);
    struct co_task *other = co_create_task(CORO(party, &barrier, "other"));

    ASSERT_EQ(co_barrier_wait(&barrier), 0);
    ASSERT_EQ(co_barrier_wait(&barrier), 0);
    SAID("");
    return co_await(other);
}

ASYNC_TEST(twice_as_many_are_two_cycles)
{
    static struct co_barrier barrier = CO_BARRIER(3);
    struct co_task *tasks[6];

    start_parties(tasks, &barrier, 6);
    await(GATHER_TASKS(tasks));
    SAID("c:2 a:0 b:1 f:2 d:0 e:1");
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

ASYNC_TEST(who_waits_at_the_entrance_is_not_overtaken)
{
    static struct co_barrier barrier = CO_BARRIER(2);
    static struct co_task *tasks[3], *late[1];

    start_parties(tasks, &barrier, 3); /* the third comes while the cycle is ending */
    await(turns(2));
    SAID("b:1 a:0");
    ASSERT_EQ(barrier.entrance.chosen, 1); /* let in, but it has not run */
    late[0] = co_create_eager_task(CORO(party, &barrier, "late"));
    await(co_await(tasks[2]));
    await(GATHER_TASKS(late));
    SAID("late:1 c:0");
    return co_gather(tasks, 2, NULL, 0);
}

/* ---- Cancelling ---- */

ASYNC_TEST(a_cancelled_party_is_replaced_by_another_and_each_has_a_number_of_its_own)
{
    static struct co_barrier barrier = CO_BARRIER(3);
    struct co_task *tasks[4];

    start_parties(tasks, &barrier, 2);
    await(turns(1));
    co_task_cancel(tasks[0]);
    await(turns(1));
    ASSERT_EQ(co_barrier_n_waiting(&barrier), 1);
    ASSERT_TRUE(!co_barrier_broken(&barrier));
    tasks[2] = co_create_task(CORO(party, &barrier, "c"));
    tasks[3] = co_create_task(CORO(party, &barrier, "d"));
    await(co_gather(tasks, 4, NULL, CO_RETURN_EXCEPTIONS));
    SAID("a:CancelledError d:2 b:0 c:1");
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

ASYNC_TEST(a_party_cancelled_after_the_last_one_came_holds_nobody_up)
{
    static struct co_barrier barrier = CO_BARRIER(3);
    struct co_task *tasks[2];

    start_parties(tasks, &barrier, 2);
    await(turns(1));
    ASSERT_EQ(co_barrier_wait(&barrier), 2);
    co_task_cancel(tasks[0]);
    await(co_gather(tasks, 2, NULL, CO_RETURN_EXCEPTIONS));
    SAID("a:CancelledError b:1");
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

ASYNC_TEST(one_cancelled_at_the_entrance_leaves_its_place_to_the_next)
{
    static struct co_barrier barrier = CO_BARRIER(2);
    struct co_task *tasks[5];

    start_parties(tasks, &barrier, 5);
    await(turns(2));
    SAID("b:1 a:0");
    co_task_cancel(tasks[2]); /* it had been let in */
    await(co_gather(tasks, 5, NULL, CO_RETURN_EXCEPTIONS));
    SAID("c:CancelledError e:1 d:0");
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

/* ---- Resetting and aborting ---- */

ASYNC_TEST(reset_sends_those_who_wait_away_and_the_barrier_is_as_new)
{
    static struct co_barrier barrier = CO_BARRIER(3);
    struct co_task *tasks[2];

    await(co_barrier_reset(&barrier));
    ASSERT_TRUE(is_as_new(&barrier));
    start_parties(tasks, &barrier, 2);
    await(turns(1));
    await(co_barrier_reset(&barrier));
    ASSERT_EQ(co_barrier_n_waiting(&barrier), 0);
    ASSERT_EQ(co_await(tasks[0]), -ENOTRECOVERABLE);
    ASSERT_STR_EQ(co_text(), "Abort or reset of barrier");
    ASSERT_EQ(co_await(tasks[1]), -ENOTRECOVERABLE);
    SAID("a:BrokenBarrierError b:BrokenBarrierError");
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

ASYNC_TEST(reset_twice_in_one_turn_is_reset_once)
{
    static struct co_barrier barrier = CO_BARRIER(2);
    struct co_task *tasks[1];

    start_parties(tasks, &barrier, 1);
    await(turns(1));
    await(co_barrier_reset(&barrier));
    await(co_barrier_reset(&barrier));
    ASSERT_EQ(co_await(tasks[0]), -ENOTRECOVERABLE);
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

ASYNC_TEST(an_aborted_barrier_is_broken_until_it_is_reset)
{
    static struct co_barrier barrier = CO_BARRIER(2);
    struct co_task *tasks[3];

    start_parties(tasks, &barrier, 1);
    await(turns(1));
    await(co_barrier_abort(&barrier));
    ASSERT_TRUE(co_barrier_broken(&barrier));
    ASSERT_EQ(co_await(tasks[0]), -ENOTRECOVERABLE);
    ASSERT_EQ(co_barrier_wait(&barrier), -ENOTRECOVERABLE);
    ASSERT_STR_EQ(co_text(), "Barrier aborted");
    await(co_barrier_reset(&barrier));
    SAID("a:BrokenBarrierError");
    start_parties(tasks, &barrier, 2);
    await(co_gather(tasks, 2, NULL, 0));
    SAID("b:1 a:0");
    return 0;
}

ASYNC_TEST(abort_also_reaches_those_at_the_entrance_even_if_it_is_reset_at_once)
{
    static struct co_barrier barrier = CO_BARRIER(2);
    struct co_task *tasks[5];

    start_parties(tasks, &barrier, 5); /* a and b, of whom a has not left; c, d and e */
    await(turns(1));
    SAID("b:1");
    await(co_barrier_abort(&barrier));
    await(co_barrier_reset(&barrier));
    await(co_gather(tasks, 5, NULL, CO_RETURN_EXCEPTIONS));
    SAID("a:BrokenBarrierError c:BrokenBarrierError d:BrokenBarrierError e:BrokenBarrierError");
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

ASYNC_TEST(reset_keeps_those_at_the_entrance_for_the_next_cycle)
{
    static struct co_barrier barrier = CO_BARRIER(2);
    struct co_task *tasks[4];

    start_parties(tasks, &barrier, 4);
    await(turns(1));
    await(co_barrier_reset(&barrier)); /* a has not left */
    await(co_gather(tasks, 4, NULL, CO_RETURN_EXCEPTIONS));
    SAID("b:1 a:BrokenBarrierError d:1 c:0");
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

/* ---- Misuse ---- */

ASYNC_TEST(a_barrier_for_less_than_one_is_an_error)
{
    struct co_barrier none = { 0 }, negative = CO_BARRIER(-2);

    ASSERT_EQ(co_barrier_wait(&none), -EINVAL);
    ASSERT_STR_EQ(co_text(), "parties must be > 0");
    ASSERT_EQ(co_barrier_wait(&negative), -EINVAL);
    ASSERT_EQ(co_barrier_reset(&negative), -EINVAL);
    ASSERT_EQ(co_barrier_abort(&none), -EINVAL);
    ASSERT_EQ(co_barrier_parties(&negative), -2);
    return 0;
}

TEST(outside_a_loop_nobody_can_wait_for_others)
{
    struct co_barrier one = CO_BARRIER(1), two = CO_BARRIER(2);

    ASSERT_EQ(co_barrier_wait(&one), 0);
    ASSERT_EQ(co_barrier_wait(&two), -EPERM);
    ASSERT_TRUE(is_as_new(&two));
    ASSERT_EQ(co_barrier_abort(&two), 0);
    ASSERT_TRUE(co_barrier_broken(&two));
}

ASYNC(comes_alone)
{
    struct co_barrier barrier = CO_BARRIER(2);

    return co_barrier_wait(&barrier);
}

TEST(a_barrier_to_which_nobody_else_comes_is_a_deadlock)
{
    ASSERT_EQ(run(CORO(comes_alone)), -EDEADLK);
}

/* ---- Whatever the order ---- */

enum { PARTIES = 4, CYCLES = 5 };
struct race {
    struct co_barrier barrier;
    int arrived[CYCLES];
    bool seen[CYCLES][PARTIES];
};

ASYNC(runner, struct race *race;)
{
    for (int cycle = 0; cycle < CYCLES; cycle++) {
        await(turns((int)(co_random() % 3)));
        my->race->arrived[cycle]++;
        int index = await(co_barrier_wait(&my->race->barrier));
        ASSERT_EQ(my->race->arrived[cycle], PARTIES);
        ASSERT_TRUE(index < PARTIES && !my->race->seen[cycle][index]);
        my->race->seen[cycle][index] = true;
    }
    return 0;
}

SHUFFLED_TEST(nobody_passes_before_all_have_come_and_each_has_a_number_of_its_own)
{
    static struct race race;

    race = (struct race){ .barrier = CO_BARRIER(PARTIES) };

    await(
        GATHER(CORO(runner, &race), CORO(runner, &race), CORO(runner, &race), CORO(runner, &race)));
    ASSERT_TRUE(is_as_new(&race.barrier));
    return 0;
}

/* So many pass, whoever is cancelled, sent away or held up at the entrance. */
struct crowd {
    struct co_barrier barrier;
    int passed, wanted;
};

ASYNC(stubborn, struct crowd *crowd;)
{
    while (my->crowd->passed < my->crowd->wanted) {
        int rc = co_barrier_wait(&my->crowd->barrier);

        if (rc == -ECANCELED)
            return rc;
        if (rc >= 0)
            my->crowd->passed++;
        await(turns((int)(co_random() % 2)));
    }
    return co_barrier_abort(&my->crowd->barrier); /* those who still wait may go */
}

ASYNC(troublemaker, struct crowd *crowd; struct co_task * *tasks; size_t count;)
{
    for (size_t i = 0; i < my->count; i++) {
        await(turns((int)(co_random() % 4)));
        if (co_random() % 2 == 0)
            await(co_barrier_reset(&my->crowd->barrier));
        co_task_cancel(my->tasks[i]);
    }
    return 0;
}

SHUFFLED_TEST(neither_cancelling_nor_resetting_holds_anybody_up)
{
    static struct crowd crowd;

    crowd = (struct crowd){ .barrier = CO_BARRIER(3), .wanted = 30 };
    TASKS(impatient, CORO(stubborn, &crowd), i, 3);
    TASKS(patient, CORO(stubborn, &crowd), i, 5);

    await(CALL(troublemaker, &crowd, impatient, COUNT(impatient)));
    await(GATHER_TASKS(patient));
    await(co_gather(impatient, COUNT(impatient), NULL, CO_RETURN_EXCEPTIONS));
    ASSERT_TRUE(crowd.passed >= crowd.wanted);
    ASSERT_TRUE(!crowd.barrier.waiters.first && !crowd.barrier.entrance.first);
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(waiting_at_a_barrier_needs_no_memory_but_that_of_the_tasks)
{
    static struct co_barrier barrier;

    barrier = CO_BARRIER(2);

    return GATHER(CORO(party, &barrier, "a"), CORO(party, &barrier, "b"));
}
