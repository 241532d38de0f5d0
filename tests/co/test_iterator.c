#include "scenario.h"

/* Counts down to 1, a second before each. */
struct countdown {
    struct co_iterator iterator;
    int from, left;
};

AITER(countdown)
{
    self->left = self->from;
}

ANEXT(countdown)
{
    if (self->left == 0)
        return 0;
    await(co_sleep(1));
    *value = self->left--;
    return 1;
}

/* Gives one value, then fails. */
struct broken {
    struct co_iterator iterator;
    bool given;
};

ANEXT(broken)
{
    if (self->given)
        return co_raise(-EIO, "disk full");
    self->given = true;
    *value = 7;
    return 1;
}

#define COUNTDOWN(n) ((struct countdown){ .iterator = ITERATOR_WITH_AITER(countdown), .from = (n) })
#define BROKEN ((struct broken){ .iterator = ITERATOR(broken) })

ASYNC_TEST(values_come_one_by_one_until_the_end)
{
    struct countdown countdown = COUNTDOWN(2);
    intptr_t value;

    co_iterator_begin(&countdown.iterator);
    ASSERT_EQ(co_iterator_next(&countdown.iterator, &value), 1);
    ASSERT_EQ(value, 2);
    ASSERT_EQ(co_iterator_next(&countdown.iterator, &value), 1);
    ASSERT_EQ(value, 1);
    ASSERT_EQ(co_iterator_next(&countdown.iterator, &value), 0);
    ASSERT_EQ(co_iterator_next(&countdown.iterator, &value), 0);
    ASSERT_NEAR(co_time(), 2, 1e-9);
    return 0;
}

ASYNC_TEST(iterator_starts_again_when_the_object_has_a_begin)
{
    struct countdown countdown = COUNTDOWN(3);

    for (int pass = 0; pass < 2; pass++)
        ASYNC_FOR_IN(int, value, &countdown.iterator)
    say("%d", value);
    SAID("3 2 1 3 2 1");
    return 0;
}

ASYNC_TEST(iterator_goes_on_where_it_stands_without_a_begin)
{
    struct broken broken = BROKEN;
    intptr_t value;

    ASSERT_EQ(co_iterator_next(&broken.iterator, &value), 1);
    co_iterator_begin(&broken.iterator);
    ASSERT_EQ(co_iterator_next(&broken.iterator, &value), -EIO);
    ASSERT_STR_EQ(co_error_message(-EIO), "disk full");
    return 0;
}

ASYNC_TEST(default_takes_the_place_of_a_value_at_the_end)
{
    struct countdown countdown = COUNTDOWN(1);
    struct broken broken = BROKEN;
    intptr_t value = 0;

    co_iterator_begin(&countdown.iterator);
    ASSERT_EQ(co_iterator_next_or(&countdown.iterator, &value, 42), 1);
    ASSERT_EQ(value, 1);
    ASSERT_EQ(co_iterator_next_or(&countdown.iterator, &value, 42), 0);
    ASSERT_EQ(value, 42);
    /* An error is no end. */
    ASSERT_EQ(co_iterator_next_or(&broken.iterator, &value, 42), 1);
    ASSERT_EQ(co_iterator_next_or(&broken.iterator, &value, 42), -EIO);
    ASSERT_EQ(value, 7);
    return 0;
}

ASYNC_TEST(iterator_without_a_next_is_refused)
{
    struct co_iterator empty = { 0 };
    intptr_t value;

    co_iterator_begin(&empty);
    ASSERT_EQ(co_iterator_next(&empty, &value), -EINVAL);
    ASSERT_EQ(co_iterator_next_or(&empty, &value, 1), -EINVAL);
    return 0;
}

ASYNC(count_to, int last;)
{
    for (int i = 1; i <= my->last; i++)
        await(co_yield(i));
    return 0;
}

ASYNC_TEST(a_generator_is_an_iterator_too)
{
    struct co_generator generator = GENERATOR(count_to, 2);
    struct co_iterator *iterator = co_generator_iterator(&generator);
    intptr_t value;

    co_iterator_begin(iterator);
    ASSERT_EQ(co_iterator_next(iterator, &value), 1);
    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    ASSERT_EQ(value, 2);
    ASSERT_EQ(co_iterator_next_or(iterator, &value, -1), 0);
    ASSERT_EQ(value, -1);
    return 0;
}

/* ---- In any order ---- */

ASYNC(take_all, struct countdown *countdown; int *sum;)
{
    ASYNC_FOR_IN(int, value, &my->countdown->iterator)
    *my->sum += value;
    return 0;
}

SHUFFLED_TEST(loops_over_several_objects_are_independent)
{
    static struct countdown countdowns[3];

    countdowns[0] = COUNTDOWN(3);
    countdowns[1] = COUNTDOWN(4);
    countdowns[2] = COUNTDOWN(5);
    static int sum;

    sum = 0;

    await(GATHER(CORO(take_all, &countdowns[0], &sum), CORO(take_all, &countdowns[1], &sum),
                 CORO(take_all, &countdowns[2], &sum)));
    ASSERT_EQ(sum, 6 + 10 + 15);
    return 0;
}

MEMORY_TEST(loop_returns_an_error_without_memory_for_its_wait)
{
    struct countdown countdown = COUNTDOWN(2);

    ASYNC_FOR_IN(int, value, &countdown.iterator)
    ASSERT_TRUE(value > 0);
    return 0;
}
