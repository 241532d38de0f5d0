/* src/io/redis/redis_error.c: which errors may pass, and the replies that are errors. */
#include "io/redis/redis_error.h"

#include "co/scenario.h"

TEST(server_is_away_when_the_error_may_pass)
{
    static const int away[] = { -EAGAIN, -ECONNREFUSED, -ECONNRESET, -ENOENT, -ETIMEDOUT };
    static const int there[] = { 0, -EACCES, -EPROTO, -ENOMEM };

    for (size_t i = 0; i < COUNT(away); i++) {
        test_note("%d", away[i]);
        ASSERT_TRUE(redis_is_away(away[i]));
    }
    for (size_t i = 0; i < COUNT(there); i++) {
        test_note("%d", there[i]);
        ASSERT_TRUE(!redis_is_away(there[i]));
    }
}

ASYNC_TEST(error_of_the_connection_has_a_sentence)
{
    static const struct io_redis redis = { .address = { .text = "redis://here", .host = "here" } };

    ASSERT_EQ(redis_raise(&redis, -EPIPE), -ECONNRESET);
    ASSERT_STR_EQ(co_text(), "the connection to Redis at redis://here broke");
    ASSERT_EQ(redis_raise(&redis, -ENXIO), -ENXIO);
    ASSERT_STR_EQ(co_text(), "there is no host of the name here");
    ASSERT_EQ(redis_raise(&redis, -ENOMEM), -ENOMEM);
    return 0;
}

ASYNC_TEST(error_within_a_script_is_found_behind_other_words)
{
    static const struct io_redis redis = { .address.text = "redis://here" };

    ASSERT_EQ(redis_raise_reply(&redis, "ERR Error running script: OOM command"), -ENOSPC);
    ASSERT_STR_EQ(co_text(), "Redis at redis://here is full");
    ASSERT_EQ(redis_raise_reply(&redis, "ERR Error running script: other"), -EPROTO);
    return 0;
}

ASYNC_TEST(error_is_known_by_its_beginning_alone)
{
    static const struct io_redis redis = { .address.text = "redis://here" };

    ASSERT_EQ(redis_raise_reply(&redis, "OOM command not allowed"), -ENOSPC);
    ASSERT_EQ(redis_raise_reply(&redis, "ERR value has OOM in it"), -EPROTO);
    ASSERT_STR_EQ(co_text(), "Redis at redis://here: ERR value has OOM in it");
    return 0;
}
