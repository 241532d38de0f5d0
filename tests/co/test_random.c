#include "co/kernel/random.h"

#include "scenario.h"

/* xoshiro256** 1.0 with this state and this seed of splitmix64, from the authors' reference
 * programs. */
TEST(numbers_are_equal_to_the_published_generators)
{
    uint64_t state[4] = { 1, 2, 3, 4 };
    const uint64_t expected[] = { 11520, 0, 1509978240, 1215971899390074240 };

    for (int i = 0; i < 4; i++)
        ASSERT_EQ(random_next(state), expected[i]);
}

TEST(seed_is_spread_by_splitmix64)
{
    uint64_t state[4];

    random_seed(state, 1234567);
    ASSERT_EQ(state[0], UINT64_C(6457827717110365317));
    ASSERT_EQ(state[1], UINT64_C(3203168211198807973));
    ASSERT_EQ(state[2], UINT64_C(9817491932198370423));
    ASSERT_EQ(state[3], UINT64_C(4593380528125082431));
}

TEST(seed_zero_is_as_good_as_any)
{
    uint64_t state[4];
    double sum = 0;

    random_seed(state, 0);
    for (int i = 0; i < 10000; i++)
        sum += random_unit(state);
    ASSERT_NEAR(sum / 10000, 0.5, 0.02);
}

TEST(a_unit_is_at_least_zero_and_below_one)
{
    uint64_t state[4];

    random_seed(state, 42);
    for (int i = 0; i < 100000; i++) {
        double unit = random_unit(state);

        ASSERT_TRUE(unit >= 0 && unit < 1);
    }
}

ASYNC(draw, uint64_t *numbers;)
{
    for (int i = 0; i < 4; i++)
        my->numbers[i] = co_random();
    return 0;
}

static void draw_with_seed(uint64_t seed, uint64_t numbers[4])
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .seed = seed };

    ASSERT_EQ(co_run(CORO(draw, numbers), &options), 0);
}

TEST(seed_determines_the_numbers)
{
    uint64_t first[4], again[4], other[4];

    draw_with_seed(7, first);
    draw_with_seed(7, again);
    draw_with_seed(8, other);
    ASSERT_EQ(memcmp(first, again, sizeof first), 0);
    ASSERT_TRUE(memcmp(first, other, sizeof first) != 0);
}

ASYNC_TEST(uniform_stays_between_its_limits_and_fills_them)
{
    double least = 2, most = 1;

    for (int i = 0; i < 10000; i++) {
        double number = co_random_uniform(1, 2);

        ASSERT_TRUE(number >= 1 && number < 2);
        least = fmin(least, number);
        most = fmax(most, number);
    }
    ASSERT_TRUE(least < 1.01 && most > 1.99);
    ASSERT_NEAR(co_random_uniform(3, 3), 3, 0);
    return 0;
}

ASYNC_TEST(uniform_may_go_downwards)
{
    for (int i = 0; i < 100; i++) {
        double number = co_random_uniform(2, -2);

        ASSERT_TRUE(number > -2 && number <= 2);
    }
    return 0;
}

TEST(random_numbers_are_the_lowest_without_a_loop)
{
    ASSERT_EQ(co_random(), 0);
    ASSERT_NEAR(co_random_uniform(3, 4), 3, 0);
}
