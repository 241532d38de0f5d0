/* src/patterns/batch.c: when each item runs, and its outcome. */
#include "patterns/batch.h"

#include "co/scenario.h"

static int under_way, most;

/* Takes `seconds`, then returns `result`; a negative result is an error with a text. */
ASYNC(item, int number; double seconds; int result;)
{
    say("%d@%g", my->number, co_time());
    under_way++;
    most = under_way > most ? under_way : most;
    int rc = co_sleep(my->seconds);
    under_way--;
    if (rc < 0)
        return rc;
    if (my->result < 0)
        return co_raise(my->result, "item %d failed", my->number);
    return co_return_text("item %d", my->number) + my->result;
}

#define EACH(items) ((struct co_coro){ item_start, items, sizeof *(items), "item", 0, NULL })

/* Each takes a tenth of a second longer than the one before, from 0.1. */
enum { ITEMS = 5 };
static struct item items[ITEMS];
static struct co_outcome outcomes[ITEMS];

static void make_items(void)
{
    for (int i = 0; i < ITEMS; i++)
        items[i] = (struct item){ i, 0.1 * (i + 1), i * i };
    under_way = most = 0;
}

/* ---- Order ---- */

ASYNC_TEST(next_item_begins_when_one_ends)
{
    make_items();
    ASSERT_EQ(batch_run(EACH(items), ITEMS, 2, outcomes), 0);
    SAID("0@0 1@0 2@0.1 3@0.2 4@0.4");
    ASSERT_NEAR(co_time(), 0.9, 1e-9);
    ASSERT_EQ(most, 2);
    return 0;
}

ASYNC_TEST(items_run_one_by_one_with_a_limit_of_one)
{
    make_items();
    ASSERT_EQ(batch_run(EACH(items), ITEMS, 1, outcomes), 0);
    SAID("0@0 1@0.1 2@0.3 3@0.6 4@1");
    return 0;
}

ASYNC_TEST(all_items_run_at_once_with_a_large_limit)
{
    make_items();
    ASSERT_EQ(batch_run(EACH(items), ITEMS, 1000000, outcomes), 0);
    SAID("0@0 1@0 2@0 3@0 4@0");
    ASSERT_NEAR(co_time(), 0.5, 1e-9);
    return 0;
}

ASYNC_TEST(batch_returns_at_once_without_items)
{
    ASSERT_EQ(batch_run(EACH(items), 0, 2, NULL), 0);
    ASSERT_EQ(co_time_nanoseconds(), 0);
    return 0;
}

/* ---- Outcomes ---- */

ASYNC_TEST(outcome_has_the_index_of_its_item)
{
    make_items();
    items[0].seconds = 9; /* ends last */
    ASSERT_EQ(batch_run(EACH(items), ITEMS, 3, outcomes), 0);
    for (int i = 0; i < ITEMS; i++) {
        char text[16];

        sprintf(text, "item %d", i);
        ASSERT_EQ(outcomes[i].result, i * i);
        ASSERT_STR_EQ(outcomes[i].text, text);
    }
    return 0;
}

ASYNC_TEST(failed_item_does_not_stop_the_others)
{
    make_items();
    items[1].result = -EIO;
    items[3].result = -ECONNRESET;
    ASSERT_EQ(batch_run(EACH(items), ITEMS, 2, outcomes), 2);
    ASSERT_EQ(outcomes[0].result, 0);
    ASSERT_EQ(outcomes[1].result, -EIO);
    ASSERT_STR_EQ(outcomes[1].text, "item 1 failed");
    ASSERT_EQ(outcomes[2].result, 4);
    ASSERT_EQ(outcomes[3].result, -ECONNRESET);
    ASSERT_EQ(outcomes[4].result, 16);
    return 0;
}

ASYNC_TEST(item_fails_when_it_ends_as_cancelled_by_itself)
{
    make_items();
    items[0].result = -ECANCELED;
    ASSERT_EQ(batch_run(EACH(items), ITEMS, 2, outcomes), 1);
    ASSERT_EQ(outcomes[0].result, -ECANCELED);
    ASSERT_EQ(outcomes[4].result, 16);
    return 0;
}

ASYNC(no_text)
{
    return 3;
}

ASYNC_TEST(text_of_an_item_is_not_given_to_the_next)
{
    strcpy(outcomes[0].text, "old");
    ASSERT_EQ(co_return_text("old"), 0);
    ASSERT_EQ(batch_run(CORO(no_text), 1, 1, outcomes), 0);
    ASSERT_EQ(outcomes[0].result, 3);
    ASSERT_STR_EQ(outcomes[0].text, "");
    return 0;
}

ASYNC_TEST(outcomes_may_be_null)
{
    make_items();
    items[2].result = -EIO;
    ASSERT_EQ(batch_run(EACH(items), ITEMS, 2, NULL), 1);
    return 0;
}

/* ---- Cancellation ---- */

ASYNC(everything, size_t limit;)
{
    int rc = batch_run(EACH(items), ITEMS, my->limit, outcomes);

    say("%s, %d under way", co_error_name(rc), under_way);
    return rc;
}

ASYNC_TEST(running_items_end_when_the_caller_is_cancelled)
{
    make_items();
    struct co_task *task = co_create_task(CORO(everything, 2));
    await(co_sleep(0.15));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("0@0 1@0 2@0.1 CancelledError, 0 under way");
    ASSERT_EQ(outcomes[0].result, 0);
    for (int i = 1; i < ITEMS; i++)
        ASSERT_EQ(outcomes[i].result, -ECANCELED);
    return 0;
}

ASYNC(stubborn)
{
    int rc = co_sleep(1);

    await(co_sleep(1));
    say("done");
    return rc < 0 ? 5 : 4;
}

ASYNC(stubborn_batch)
{
    struct co_coro twice = { stubborn_start, NULL, 0, "stubborn", 0, NULL };

    return batch_run(twice, 2, 1, outcomes);
}

ASYNC_TEST(item_that_ignores_its_cancel_is_awaited)
{
    struct co_task *task = co_create_task(CORO(stubborn_batch));
    await(co_sleep(0.5));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("done");
    ASSERT_EQ(outcomes[0].result, 5);
    ASSERT_EQ(outcomes[1].result, -ECANCELED);
    ASSERT_NEAR(co_time(), 1.5, 1e-9);
    return 0;
}

ASYNC_TEST(timeout_ends_the_whole_batch)
{
    make_items();
    int rc = WAIT_FOR(batch_run(EACH(items), ITEMS, 1, outcomes), 0.35);
    ASSERT_EQ(rc, -ETIMEDOUT);
    ASSERT_EQ(outcomes[1].result, 1);
    ASSERT_EQ(outcomes[2].result, -ECANCELED);
    ASSERT_EQ(under_way, 0);
    return 0;
}

/* ---- Misuse ---- */

ASYNC_TEST(limit_of_zero_is_refused)
{
    ASSERT_EQ(batch_run(EACH(items), ITEMS, 0, outcomes), -EINVAL);
    ASSERT_TRUE(co_text()[0]);
    SAID("");
    return 0;
}

ASYNC_TEST(item_fails_if_its_arguments_are_too_large)
{
    static char arguments[2][CO_ARGUMENTS_MAX + 1];
    struct co_coro each = { item_start, arguments, sizeof *arguments, "item", 0, NULL };

    ASSERT_EQ(batch_run(each, 2, 1, outcomes), 2);
    ASSERT_EQ(outcomes[1].result, -EINVAL);
    return 0;
}

/* ---- In any order, and short of memory ---- */

ASYNC(counted_item, int number;)
{
    under_way++;
    ASSERT_TRUE(under_way <= 3);
    for (int i = co_random() % 4; i > 0; i--)
        await(co_sleep(0));
    under_way--;
    return my->number;
}

SHUFFLED_TEST(every_item_runs_once_within_the_limit_in_any_order)
{
    static struct counted_item many[20];
    static struct co_outcome results[20];

    under_way = 0;
    for (int i = 0; i < 20; i++)
        many[i].number = i;
    struct co_coro each = { counted_item_start, many, sizeof *many, "counted_item", 0, NULL };
    ASSERT_EQ(batch_run(each, 20, 3, results), 0);
    for (int i = 0; i < 20; i++)
        ASSERT_EQ(results[i].result, i);
    return 0;
}

MEMORY_TEST(shortage_of_memory_fails_an_item_or_the_batch)
{
    make_items();
    int rc = batch_run(EACH(items), ITEMS, 2, outcomes);
    for (int i = 0; rc > 0 && i < ITEMS; i++)
        ASSERT_TRUE(outcomes[i].result == i * i || outcomes[i].result == -ENOMEM);
    ASSERT_EQ(under_way, 0);
    return rc > 0 ? -ENOMEM : rc;
}
