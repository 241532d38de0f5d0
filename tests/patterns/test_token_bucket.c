/* src/patterns/token_bucket.c: the tokens that flow in, and that can be taken out. */
#include "patterns/token_bucket.h"

#include "co/scenario.h"

static double wait_for(struct token_bucket *bucket, double tokens)
{
    double wait = -1;

    ASSERT_EQ(token_bucket_take(bucket, tokens, &wait), 0);
    return wait;
}

ASYNC_TEST(bucket_is_full_at_first)
{
    struct token_bucket bucket = { .capacity = 3, .rate = 1 };

    await(co_sleep(100)); /* longer than the bucket takes to fill */
    ASSERT_NEAR(token_bucket_tokens(&bucket), 3, 1e-9);
    for (int i = 0; i < 3; i++)
        ASSERT_EQ(token_bucket_take(&bucket, 1, NULL), 1);
    ASSERT_NEAR(token_bucket_tokens(&bucket), 0, 1e-9);
    ASSERT_EQ(token_bucket_take(&bucket, 1, NULL), 0);
    return 0;
}

ASYNC_TEST(token_is_there_after_the_announced_wait)
{
    struct token_bucket bucket = { .capacity = 1, .rate = 3 };
    double wait = -1;

    ASSERT_EQ(token_bucket_take(&bucket, 1, &wait), 1);
    ASSERT_NEAR(wait, 0, 0);
    for (int i = 0; i < 1000; i++) {
        wait = wait_for(&bucket, 1);
        ASSERT_NEAR(wait, 1.0 / 3, 2e-9);
        await(co_sleep(wait));
        ASSERT_EQ(token_bucket_take(&bucket, 1, NULL), 1);
    }
    ASSERT_NEAR(co_time(), 1000.0 / 3, 1e-6);
    return 0;
}

ASYNC_TEST(refused_take_takes_nothing)
{
    struct token_bucket bucket = { .capacity = 4, .rate = 1 };

    ASSERT_EQ(token_bucket_take(&bucket, 3, NULL), 1);
    ASSERT_NEAR(wait_for(&bucket, 2), 1, 1e-9);
    ASSERT_NEAR(wait_for(&bucket, 4), 3, 1e-9);
    ASSERT_EQ(token_bucket_take(&bucket, 1, NULL), 1);
    return 0;
}

ASYNC_TEST(bucket_never_exceeds_its_capacity)
{
    struct token_bucket bucket = { .capacity = 2, .rate = 10 };

    ASSERT_EQ(token_bucket_take(&bucket, 2, NULL), 1);
    await(co_sleep(60));
    ASSERT_NEAR(token_bucket_tokens(&bucket), 2, 1e-9);
    ASSERT_EQ(token_bucket_take(&bucket, 2, NULL), 1);
    ASSERT_NEAR(wait_for(&bucket, 1), 0.1, 1e-9);
    return 0;
}

ASYNC_TEST(no_time_counts_twice_and_no_fraction_is_lost)
{
    struct token_bucket bucket = { .capacity = 5, .rate = 5 };

    ASSERT_EQ(token_bucket_take(&bucket, 5, NULL), 1);
    await(co_sleep(0.3)); /* one and a half flow in */
    ASSERT_NEAR(token_bucket_tokens(&bucket), 1.5, 1e-6);
    ASSERT_EQ(token_bucket_take(&bucket, 1, NULL), 1);
    ASSERT_NEAR(wait_for(&bucket, 1), 0.1, 1e-9);
    await(co_sleep(0.1));
    ASSERT_EQ(token_bucket_take(&bucket, 1, NULL), 1);
    ASSERT_NEAR(wait_for(&bucket, 1), 0.2, 1e-9); /* not 0.1: the half was spent */
    return 0;
}

ASYNC_TEST(late_caller_finds_tokens_that_flowed_in)
{
    struct token_bucket bucket = { .capacity = 2, .rate = 1 };

    ASSERT_EQ(token_bucket_take(&bucket, 2, NULL), 1);
    ASSERT_NEAR(wait_for(&bucket, 1), 1, 1e-9);
    await(co_sleep(1.75));
    ASSERT_EQ(token_bucket_take(&bucket, 1, NULL), 1);
    ASSERT_NEAR(wait_for(&bucket, 1), 0.25, 1e-9);
    return 0;
}

ASYNC_TEST(tokens_may_be_fractions)
{
    struct token_bucket bucket = { .capacity = 1, .rate = 0.5 };

    for (int i = 0; i < 4; i++)
        ASSERT_EQ(token_bucket_take(&bucket, 0.25, NULL), 1);
    ASSERT_NEAR(wait_for(&bucket, 0.25), 0.5, 1e-9);
    return 0;
}

/* In the long run no more tokens than flow in; at first no more than the capacity. */
ASYNC_TEST(output_never_exceeds_input_in_any_period)
{
    struct token_bucket bucket = { .capacity = 7, .rate = 3 };
    double taken = 0;

    for (int i = 0; i < 2000; i++) {
        double tokens = 1 + (double)(co_random() % 3);

        taken += token_bucket_take(&bucket, tokens, NULL) * tokens;
        ASSERT_TRUE(taken <= 7 + 3 * co_time() + 1e-6);
        ASSERT_TRUE(token_bucket_tokens(&bucket) >= -1e-6);
        ASSERT_NEAR(token_bucket_tokens(&bucket), fmin(7, token_bucket_tokens(&bucket)), 0);
        await(co_sleep(co_random_uniform(0, 0.8)));
    }
    ASSERT_TRUE(taken > 2.9 * co_time());
    return 0;
}

ASYNC_TEST(bad_numbers_are_refused)
{
    const struct {
        struct token_bucket bucket;
        double tokens;
    } wrong[] = {
        { { .rate = 1 }, 1 },
        { { .capacity = 1 }, 1 },
        { { .capacity = -1, .rate = 1 }, 1 },
        { { .capacity = 1, .rate = -1 }, 1 },
        { { .capacity = __builtin_inf(), .rate = 1 }, 1 },
        { { .capacity = 1, .rate = __builtin_nan("") }, 1 },
        { { .capacity = 1e300, .rate = 1e-300 }, 1 },
        { { .capacity = 2, .rate = 1 }, 0 },
        { { .capacity = 2, .rate = 1 }, -1 },
        { { .capacity = 2, .rate = 1 }, 2.5 },
        { { .capacity = 2, .rate = 1 }, __builtin_nan("") },
    };

    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct token_bucket bucket = wrong[i].bucket;

        test_note("row %zu", i);
        ASSERT_EQ(token_bucket_take(&bucket, wrong[i].tokens, NULL), -EINVAL);
        ASSERT_TRUE(co_text()[0]);
        ASSERT_EQ(bucket.full_at, 0);
    }
    return 0;
}

ASYNC_TEST(bucket_asks_for_no_wait_when_it_gives)
{
    struct token_bucket bucket = { .capacity = 2, .rate = 1 };
    double wait = 9;

    ASSERT_EQ(token_bucket_take(&bucket, 1, &wait), 1);
    ASSERT_NEAR(wait, 0, 0);
    return 0;
}
