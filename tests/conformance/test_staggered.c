/* asyncio.staggered, which is private there, is src/patterns/staggered_race.c here. */
#include "patterns/staggered_race.h"

#include "conformance.h"

ASYNC(connects, double seconds; int result;)
{
    await(co_sleep(my->seconds));
    return my->result;
}

/* Race two racers, half a second apart; log the winner and the outcome of each. */
static int race(struct connects first, struct connects second)
{
    struct staggered_racer racers[] = { { .coro = CORO(connects, first.seconds, first.result) },
                                        { .coro = CORO(connects, second.seconds, second.result) } };
    size_t winner = 9;

    await(staggered_race(racers, 2, 0.5, &winner));
    say("%zu %d %d", winner, racers[0].outcome.result, racers[1].outcome.result);
    ASSERT_EQ(co_tasks(NULL, 0), 1);
    return 0;
}

CONFORMS(StaggeredTests, test_empty)
{
    size_t winner = 9;

    ASSERT_EQ(staggered_race(NULL, 0, 0.5, &winner), 0);
    ASSERT_EQ(winner, 9);
    return 0;
}

static int expect(size_t winner, int first, int second)
{
    char expected[64];

    snprintf(expected, sizeof expected, "%zu %d %d", winner, first, second);
    SAID(expected);
    return 0;
}

CONFORMS(StaggeredTests, test_one_successful)
{
    await(race((struct connects){ 0.1, 1 }, (struct connects){ 0.1, 2 }));
    return expect(0, 1, -EINPROGRESS);
}

CONFORMS(StaggeredTests, test_first_error_second_successful)
{
    await(race((struct connects){ 0.1, -EIO }, (struct connects){ 0.1, 2 }));
    ASSERT_NEAR(co_time(), 0.2, 1e-9);
    return expect(1, -EIO, 2);
}

CONFORMS(StaggeredTests, test_first_timeout_second_successful)
{
    await(race((struct connects){ 10, 1 }, (struct connects){ 0.1, 2 }));
    ASSERT_NEAR(co_time(), 0.6, 1e-9);
    return expect(1, -ECANCELED, 2);
}

CONFORMS(StaggeredTests, test_none_successful)
{
    await(race((struct connects){ 0.1, -EIO }, (struct connects){ 0.1, -EINVAL }));
    return expect(9, -EIO, -EINVAL);
}
