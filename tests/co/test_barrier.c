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
    return barrier->state == CO_BARRIER_FILLING && !barrier->count &&
           !barrier->condition.waiters.first && !co_condition_locked(&barrier->condition);
}

/* ---- Cycles ---- */

ASYNC_TEST(last_party_goes_on_first_and_the_others_in_order_of_arrival)
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

ASYNC_TEST(parties_twice_as_many_pass_in_two_cycles)
{
    static struct co_barrier barrier = CO_BARRIER(3);
    struct co_task *tasks[6];

    start_parties(tasks, &barrier, 6);
    await(GATHER_TASKS(tasks));
    SAID("c:2 a:0 b:1 f:2 d:0 e:1");
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

ASYNC_TEST(party_that_waits_for_the_next_cycle_is_not_overtaken)
{
    static struct co_barrier barrier = CO_BARRIER(2);
    static struct co_task *tasks[3], *late[1];

    start_parties(tasks, &barrier, 3); /* the third comes while the cycle is ending */
    await(turns(2));
    SAID("b:1 a:0");
    late[0] = co_create_eager_task(CORO(party, &barrier, "late"));
    await(co_await(tasks[2]));
    await(GATHER_TASKS(late));
    SAID("c:1 late:0");
    return co_gather(tasks, 2, NULL, 0);
}

/* ---- Cancelling ---- */

ASYNC_TEST(party_is_replaced_by_another_when_it_is_cancelled)
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
    SAID("a:CancelledError d:2 b:1 c:1"); /* two have the same number, as in asyncio */
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

ASYNC_TEST(party_cancelled_after_the_last_came_holds_no_other_up)
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

ASYNC_TEST(party_cancelled_at_the_entrance_leaves_its_place_to_the_next)
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

ASYNC_TEST(reset_ends_all_waits_and_makes_the_barrier_new)
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

ASYNC_TEST(reset_twice_in_one_turn_is_one_reset)
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

ASYNC_TEST(next_cycle_passes_when_an_abort_is_reset_at_once)
{
    static struct co_barrier barrier = CO_BARRIER(2);
    struct co_task *tasks[5];

    start_parties(tasks, &barrier, 5); /* a and b, of whom a has not left; c, d and e */
    await(turns(1));
    SAID("b:1");
    await(co_barrier_abort(&barrier));
    await(co_barrier_reset(&barrier));
    await(co_gather(tasks, 4, NULL, CO_RETURN_EXCEPTIONS));
    SAID("a:BrokenBarrierError d:1 c:0");
    ASSERT_EQ(co_barrier_wait(&barrier), 1);
    await(co_await(tasks[4]));
    SAID("e:0");
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

ASYNC_TEST(reset_keeps_parties_at_the_entrance_for_the_next_cycle)
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

TEST(barrier_cannot_be_waited_for_outside_a_loop)
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

TEST(barrier_that_no_other_party_reaches_is_a_deadlock)
{
    ASSERT_EQ(run(CORO(comes_alone)), -EDEADLK);
}

/* ---- In any order ---- */

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

SHUFFLED_TEST(parties_pass_with_distinct_numbers_after_all_have_come)
{
    static struct race race;

    race = (struct race){ .barrier = CO_BARRIER(PARTIES) };

    await(
        GATHER(CORO(runner, &race), CORO(runner, &race), CORO(runner, &race), CORO(runner, &race)));
    ASSERT_TRUE(is_as_new(&race.barrier));
    return 0;
}

/* So many parties pass, whichever of the others is cancelled, refused or kept waiting. */
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
    return co_barrier_abort(&my->crowd->barrier); /* parties that still wait may go */
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

SHUFFLED_TEST(cancel_and_reset_hold_no_party_up)
{
    static struct crowd crowd;

    crowd = (struct crowd){ .barrier = CO_BARRIER(3), .wanted = 30 };
    TASKS(impatient, CORO(stubborn, &crowd), i, 3);
    TASKS(patient, CORO(stubborn, &crowd), i, 5);

    await(CALL(troublemaker, &crowd, impatient, COUNT(impatient)));
    await(GATHER_TASKS(patient));
    await(co_gather(impatient, COUNT(impatient), NULL, CO_RETURN_EXCEPTIONS));
    ASSERT_TRUE(crowd.passed >= crowd.wanted);
    ASSERT_TRUE(!crowd.barrier.condition.waiters.first);
    return 0;
}

/* ---- Rounds: the places are given in asyncio's order ---- */

/* What tasks share. Static, as some go on after main has ended. */
static struct co_barrier shared;

/* Comes to the barrier again and again, and says its number each time. */
ASYNC(comes_again, const char *name; int rounds;)
{
    for (int i = 0; i < my->rounds; i++) {
        int index = co_barrier_wait(&shared);

        if (index < 0)
            say("%s:%s", my->name, co_error_name(index));
        else
            say("%s%d", my->name, index);
        await(index);
    }
    return 0;
}

static struct co_task *come(const char *name, int rounds)
{
    return co_create_task(CORO(comes_again, name, rounds));
}

ASYNC_TEST(three_returning_parties_get_places_in_asyncios_order)
{
    shared = CO_BARRIER(3);
    await(GATHER(CORO(comes_again, "a", 3), CORO(comes_again, "b", 3), CORO(comes_again, "c", 3)));
    SAID("c2 a0 b1 a2 b0 c1 b2 c0 a1");
    return 0;
}

ASYNC_TEST(last_party_of_a_round_is_the_last_of_the_next_round)
{
    shared = CO_BARRIER(2);
    await(GATHER(CORO(comes_again, "left", 4), CORO(comes_again, "right", 4)));
    SAID("right1 left0 right1 left0 right1 left0 right1 left0");
    return 0;
}

ASYNC_TEST(four_parties_pass_a_barrier_for_two_in_pairs)
{
    shared = CO_BARRIER(2);
    await(GATHER(CORO(comes_again, "a", 2), CORO(comes_again, "b", 2), CORO(comes_again, "c", 2),
                 CORO(comes_again, "d", 2)));
    SAID("b1 a0 b1 a0 d1 c0 d1 c0");
    return 0;
}

ASYNC_TEST(third_party_waits_until_the_other_two_stop_coming)
{
    shared = CO_BARRIER(2);
    come("a", 2);
    come("b", 2);
    struct co_task *left_over = co_task_keep(come("c", 2));
    await(turns(12));
    SAID("b1 a0 b1 a0");
    ASSERT_TRUE(!co_task_done(left_over));
    co_task_release(left_over);
    return 0;
}

ASYNC_TEST(parties_go_on_one_turn_after_the_last_came)
{
    shared = CO_BARRIER(3);
    come("a", 1);
    come("b", 1);
    await(turns(1));
    co_create_task(CORO(turn_counter, 4));
    say("%d", co_barrier_wait(&shared));
    await(turns(4));
    SAID("2 .1 a0 b1 .2 .3 .4");
    return 0;
}

ASYNC_TEST(reset_ends_the_waits_one_turn_later)
{
    shared = CO_BARRIER(3);
    come("a", 2);
    come("b", 2);
    await(turns(1));
    await(co_barrier_reset(&shared));
    say("reset");
    await(turns(4));
    SAID("reset a:BrokenBarrierError b:BrokenBarrierError");
    ASSERT_TRUE(!co_barrier_broken(&shared));
    come("c", 1);
    come("d", 1);
    come("e", 1);
    await(turns(5));
    SAID("e2 c0 d1");
    return 0;
}

ASYNC_TEST(returning_party_can_be_cancelled_while_the_other_leaves)
{
    shared = CO_BARRIER(2);
    struct co_task *a = come("a", 2);
    come("b", 2);
    await(turns(2));
    co_task_cancel(a);
    await(turns(3));
    SAID("b1 a0 b1 a:CancelledError");
    return 0;
}

ASYNC(resets)
{
    await(co_barrier_reset(&shared));
    say("reset");
    return 0;
}

ASYNC_TEST(reset_in_the_turn_of_the_last_party_breaks_the_round)
{
    shared = CO_BARRIER(2);
    come("a", 1);
    come("b", 1);
    co_create_task(CORO(resets));
    await(turns(5));
    SAID("b1 reset a:BrokenBarrierError");
    ASSERT_EQ(co_barrier_n_waiting(&shared), 0);
    ASSERT_TRUE(!co_barrier_broken(&shared));
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(barrier_allocates_nothing_when_tasks_wait)
{
    static struct co_barrier barrier;

    barrier = CO_BARRIER(2);

    return GATHER(CORO(party, &barrier, "a"), CORO(party, &barrier, "b"));
}
