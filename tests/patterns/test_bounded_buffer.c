/* src/patterns/bounded_buffer.c: no item is lost, and no task waits for ever. */
#include "patterns/bounded_buffer.h"

#include "co/scenario.h"

static void *places[2];
static struct bounded_buffer buffer;

static char names[] = "abcdefghijklmnopqrstuvwxyz";

static int start_with(size_t capacity)
{
    static void *many[8];

    memset(places, 0, sizeof places);
    buffer = BOUNDED_BUFFER(places);
    if (capacity != COUNT(places))
        buffer = (struct bounded_buffer){ .places = many, .capacity = capacity };
    return 0;
}

ASYNC(putter, int item;)
{
    int rc = bounded_buffer_put(&buffer, &names[my->item]);

    say("put %c:%s", names[my->item], rc < 0 ? co_error_name(rc) : "ok");
    return rc;
}

ASYNC(getter, const char *name;)
{
    char *item = NULL;
    int rc = bounded_buffer_get(&buffer, &item);

    if (rc < 0)
        say("%s:%s", my->name, co_error_name(rc));
    else
        say("%s got %c", my->name, *item);
    return rc;
}

/* ---- Putting and getting ---- */

ASYNC_TEST(no_task_waits_while_there_is_room_and_an_item)
{
    start_with(2);
    struct co_task *other = co_create_task(CORO(getter, "other"));
    await(CALL(putter, 0));
    await(CALL(putter, 1));
    await(CALL(getter, "main"));
    await(CALL(getter, "main"));
    SAID("put a:ok put b:ok main got a main got b");
    ASSERT_EQ(buffer.size, 0);
    await(CALL(putter, 2));
    await(co_await(other));
    SAID("put c:ok other got c");
    return 0;
}

ASYNC_TEST(items_come_out_in_order_when_the_ring_wraps)
{
    start_with(2);
    for (int i = 0; i < 10; i++) {
        char *item = NULL;

        await(bounded_buffer_put(&buffer, &names[2 * i]));
        await(bounded_buffer_put(&buffer, &names[2 * i + 1]));
        await(bounded_buffer_get(&buffer, &item));
        ASSERT_EQ(*item, names[2 * i]);
        await(bounded_buffer_get(&buffer, &item));
        ASSERT_EQ(*item, names[2 * i + 1]);
    }
    return 0;
}

ASYNC_TEST(putters_wait_in_order_while_the_buffer_is_full)
{
    start_with(2);
    for (int i = 0; i < 5; i++)
        co_task_detach(co_create_task(CORO(putter, i)));
    await(turns(3));
    SAID("put a:ok put b:ok");
    ASSERT_EQ(buffer.size, 2);
    for (int i = 0; i < 5; i++) {
        await(CALL(getter, "main"));
        await(turns(3));
    }
    SAID("main got a put c:ok main got b put d:ok main got c put e:ok main got d main got e");
    return 0;
}

ASYNC_TEST(getters_wait_in_order_while_the_buffer_is_empty)
{
    start_with(2);
    co_task_detach(co_create_task(CORO(getter, "1")));
    co_task_detach(co_create_task(CORO(getter, "2")));
    await(turns(2));
    await(CALL(putter, 0));
    await(CALL(putter, 1));
    await(turns(3));
    SAID("put a:ok put b:ok 1 got a 2 got b");
    return 0;
}

/* With one condition and notify(1) this would hang: one place, one putter, two getters. */
ASYNC(puts_all, int items;)
{
    for (int i = 0; i < my->items; i++)
        await(bounded_buffer_put(&buffer, &names[i % 26]));
    return 0;
}

ASYNC(gets_all, int items; int *received;)
{
    for (int i = 0; i < my->items; i++) {
        char *item = NULL;

        await(bounded_buffer_get(&buffer, &item));
        ++*my->received;
    }
    return 0;
}

ASYNC_TEST(put_wakes_a_getter_and_get_wakes_a_putter)
{
    static int received;

    start_with(1);
    await(GATHER(CORO(puts_all, 10), CORO(gets_all, 5, &received), CORO(gets_all, 5, &received)));
    ASSERT_EQ(received, 10);
    return 0;
}

/* ---- Cancelling ---- */

ASYNC_TEST(put_adds_nothing_when_cancelled)
{
    start_with(1);
    await(CALL(putter, 0));
    struct co_task *first = co_create_task(CORO(putter, 1));
    struct co_task *second = co_create_task(CORO(putter, 2));
    await(turns(2));
    co_task_cancel(first);
    ASSERT_EQ(co_await(first), -ECANCELED);
    await(CALL(getter, "main"));
    await(co_await(second));
    await(CALL(getter, "main"));
    SAID("put a:ok put b:CancelledError main got a put c:ok main got c");
    ASSERT_TRUE(!co_lock_locked(&buffer.lock));
    return 0;
}

ASYNC_TEST(cancelled_waiter_passes_its_wake_on)
{
    start_with(1);
    struct co_task *first = co_create_task(CORO(getter, "1"));
    struct co_task *second = co_create_task(CORO(getter, "2"));
    await(turns(2));
    await(CALL(putter, 0));
    co_task_cancel(first);
    ASSERT_EQ(co_await(first), -ECANCELED);
    await(co_await(second));
    SAID("put a:ok 1:CancelledError 2 got a");
    return 0;
}

/* ---- Misuse ---- */

ASYNC_TEST(buffer_without_places_is_refused)
{
    char *item = NULL;

    buffer = (struct bounded_buffer){ 0 };
    ASSERT_EQ(bounded_buffer_put(&buffer, names), -EINVAL);
    ASSERT_STR_EQ(co_text(), "a buffer needs at least one place");
    ASSERT_EQ(bounded_buffer_get(&buffer, &item), -EINVAL);
    return 0;
}

/* ---- In any order ---- */

ASYNC(jostling_putter, int items;)
{
    for (int i = 0; i < my->items; i++) {
        await(turns((int)(co_random() % 3)));
        await(bounded_buffer_put(&buffer, &names[i]));
        ASSERT_TRUE(buffer.size <= buffer.capacity);
    }
    return 0;
}

ASYNC(jostling_getter, int items; int *sum;)
{
    for (int i = 0; i < my->items; i++) {
        char *item = NULL;

        await(turns((int)(co_random() % 3)));
        await(bounded_buffer_get(&buffer, &item));
        *my->sum += *item;
    }
    return 0;
}

SHUFFLED_TEST(item_is_taken_once_in_any_order)
{
    static int sum, expected;

    sum = 0;
    expected = 0;

    start_with(1 + co_random() % 3);
    for (int i = 0; i < 6; i++)
        expected += 3 * names[i];
    await(GATHER(CORO(jostling_putter, 6), CORO(jostling_getter, 9, &sum), CORO(jostling_putter, 6),
                 CORO(jostling_getter, 5, &sum), CORO(jostling_putter, 6),
                 CORO(jostling_getter, 4, &sum)));
    ASSERT_EQ(sum, expected);
    ASSERT_EQ(buffer.size, 0);
    ASSERT_TRUE(!co_lock_locked(&buffer.lock));
    return 0;
}

/* Gets items with a short time limit, until so many have been taken. */
ASYNC(impatient_getter, int *left;)
{
    while (*my->left > 0) {
        char *item = NULL;
        int rc = WAIT_FOR(bounded_buffer_get(&buffer, &item), 0.001 * (double)(co_random() % 3));

        if (rc == 0)
            --*my->left;
        else if (rc != -ETIMEDOUT)
            return rc;
    }
    return 0;
}

ASYNC(unhurried_putter, int items;)
{
    for (int i = 0; i < my->items; i++) {
        await(co_sleep(0.001 * (double)(co_random() % 3)));
        await(bounded_buffer_put(&buffer, &names[i]));
    }
    return 0;
}

SHUFFLED_TEST(no_item_or_wake_is_lost_when_gets_time_out)
{
    static int left;

    left = 12;

    start_with(1);
    await(GATHER(CORO(unhurried_putter, 6), CORO(unhurried_putter, 6),
                 CORO(impatient_getter, &left), CORO(impatient_getter, &left)));
    ASSERT_EQ(left, 0);
    ASSERT_EQ(buffer.size, 0);
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(buffer_needs_no_memory_beside_its_tasks)
{
    static int received;

    received = 0;

    start_with(1);
    return GATHER(CORO(puts_all, 3), CORO(gets_all, 3, &received));
}
