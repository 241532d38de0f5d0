#include "co/kernel/random.h"
#include "co/kernel/timers.h"

#include "scenario.h"

#include <stdlib.h>
#include <string.h>

/* Adds a timer with this id. */
static void add(struct timer_queue *queue, struct co_timer *timer, int64_t deadline, uint32_t id)
{
    *timer = (struct co_timer){ .deadline = deadline, .task = id };
    ASSERT_EQ(timer_queue_add(queue, timer), 0);
    ASSERT_TRUE(timer->slot != 0);
}

/* The id of the first timer, which must have this deadline. */
static uint32_t pop(struct timer_queue *queue, int64_t deadline)
{
    ASSERT_EQ(timer_queue_next(queue), deadline);
    struct co_timer *timer = timer_queue_release(queue, timer_queue_take(queue));
    ASSERT_EQ(timer->deadline, deadline);
    ASSERT_EQ(timer->slot, 0);
    return timer->task;
}

static bool is_empty(struct timer_queue *queue)
{
    return timer_queue_next(queue) == CO_NEVER;
}

TEST(an_empty_queue_has_no_next_deadline)
{
    struct timer_queue queue = { 0 };

    ASSERT_TRUE(is_empty(&queue));
    timer_queue_free(&queue);
}

TEST(timers_come_in_order_of_deadline)
{
    struct timer_queue queue = { 0 };
    struct co_timer timers[5];
    const int64_t deadlines[] = { 30, 10, 50, 0, 20 };
    const uint32_t expected[] = { 3, 1, 4, 0, 2 };

    for (uint32_t i = 0; i < 5; i++)
        add(&queue, &timers[i], deadlines[i], i);
    for (int i = 0; i < 5; i++)
        ASSERT_EQ(pop(&queue, deadlines[expected[i]]), expected[i]);
    ASSERT_TRUE(is_empty(&queue));
    timer_queue_free(&queue);
}

TEST(timers_of_equal_deadline_come_in_the_order_of_arming)
{
    struct timer_queue queue = { 0 };
    struct co_timer timers[200];

    for (uint32_t i = 0; i < 200; i++)
        add(&queue, &timers[i], i % 2 ? 7 : 5, i);
    for (uint32_t i = 0; i < 200; i += 2)
        ASSERT_EQ(pop(&queue, 5), i);
    for (uint32_t i = 1; i < 200; i += 2)
        ASSERT_EQ(pop(&queue, 7), i);
    timer_queue_free(&queue);
}

TEST(deadlines_up_to_the_end_of_time_keep_their_order)
{
    struct timer_queue queue = { 0 };
    struct co_timer timers[3];

    add(&queue, &timers[0], CO_NEVER - 1, 0);
    add(&queue, &timers[1], INT64_C(1) << 62, 1);
    add(&queue, &timers[2], 1, 2);
    ASSERT_EQ(pop(&queue, 1), 2);
    ASSERT_EQ(pop(&queue, INT64_C(1) << 62), 1);
    ASSERT_EQ(pop(&queue, CO_NEVER - 1), 0);
    timer_queue_free(&queue);
}

TEST(a_disarmed_timer_does_not_come)
{
    struct timer_queue queue = { 0 };
    struct co_timer timers[3];

    for (uint32_t i = 0; i < 3; i++)
        add(&queue, &timers[i], 10 * i, i);
    timer_queue_remove(&queue, &timers[0]);
    ASSERT_EQ(timers[0].slot, 0);
    timer_queue_remove(&queue, &timers[0]); /* harmless */
    ASSERT_EQ(pop(&queue, 10), 1);
    timer_queue_remove(&queue, &timers[2]);
    ASSERT_TRUE(is_empty(&queue));
    timer_queue_free(&queue);
}

TEST(a_disarmed_timer_can_be_armed_again_at_once)
{
    struct timer_queue queue = { 0 };
    struct co_timer timer, other;

    add(&queue, &timer, 10, 0);
    add(&queue, &other, 20, 1);
    timer_queue_remove(&queue, &timer);
    add(&queue, &timer, 30, 2);
    ASSERT_EQ(pop(&queue, 20), 1);
    ASSERT_EQ(pop(&queue, 30), 2);
    ASSERT_TRUE(is_empty(&queue));
    timer_queue_free(&queue);
}

TEST(lone_timer_leaves_an_empty_queue_behind)
{
    struct timer_queue queue = { 0 };
    struct co_timer timer, other;

    add(&queue, &timer, 10, 0);
    ASSERT_TRUE(timer_queue_pop_lone(&queue) == &timer);
    ASSERT_EQ(timer.slot, 0);
    ASSERT_TRUE(is_empty(&queue));

    add(&queue, &timer, 20, 1);
    timer_queue_remove(&queue, &timer);
    ASSERT_TRUE(timer_queue_pop_lone(&queue) == NULL);
    ASSERT_EQ(queue.disarmed, 0);
    add(&queue, &timer, 40, 2);
    add(&queue, &other, 30, 3);
    ASSERT_EQ(pop(&queue, 30), 3);
    ASSERT_EQ(pop(&queue, 40), 2);
    timer_queue_free(&queue);
}

TEST(disarmed_timers_do_not_accumulate)
{
    struct timer_queue queue = { 0 };
    struct co_timer far, timer;

    add(&queue, &far, 1000000, 0);
    for (int64_t i = 0; i < 100000; i++) {
        add(&queue, &timer, i, 1);
        timer_queue_remove(&queue, &timer);
        ASSERT_TRUE(queue.count < 200 && queue.capacity < 500);
    }
    ASSERT_EQ(pop(&queue, 1000000), 0);
    timer_queue_free(&queue);
}

/* A queue that is too simple to be wrong. */
static int soonest(const struct co_timer *timers, const bool *armed, const uint32_t *order,
                   int count)
{
    int found = -1;

    for (int i = 0; i < count; i++)
        if (armed[i] && (found < 0 || timers[i].deadline < timers[found].deadline ||
                         (timers[i].deadline == timers[found].deadline && order[i] < order[found])))
            found = i;
    return found;
}

/* Deadlines that ascend would be a heap without any work. In this order, taking the disarmed
 * entries out leaves parents that are later than their children. */
TEST(sweep_keeps_the_order_of_the_others)
{
    enum { TIMERS = 400 };
    struct timer_queue queue = { 0 };
    struct co_timer timers[TIMERS];
    bool armed[TIMERS] = { false };
    uint32_t order[TIMERS];

    for (uint32_t i = 0; i < TIMERS; i++) {
        add(&queue, &timers[i], i * 173 % TIMERS / 4, i);
        order[i] = i;
        armed[i] = i % 4 == 0;
    }
    for (uint32_t i = 0; i < TIMERS; i++)
        if (!armed[i])
            timer_queue_remove(&queue, &timers[i]);
    ASSERT_TRUE(queue.count < TIMERS); /* swept */
    for (int first; (first = soonest(timers, armed, order, TIMERS)) >= 0; armed[first] = false)
        ASSERT_EQ(pop(&queue, timers[first].deadline), first);
    ASSERT_TRUE(is_empty(&queue));
    timer_queue_free(&queue);
}

TEST(earlier_timers_stay_ahead_when_the_sequence_starts_again)
{
    struct timer_queue queue = { 0 };
    struct co_timer timers[20];

    for (uint32_t i = 0; i < 20; i++) {
        if (i == 10)
            queue.sequence = UINT32_MAX - 3;
        add(&queue, &timers[i], 5, i);
        if (i == 12) /* this timer is disarmed */
            timer_queue_remove(&queue, &timers[3]);
    }
    for (uint32_t i = 0; i < 20; i++)
        if (i != 3)
            ASSERT_EQ(pop(&queue, 5), i);
    ASSERT_TRUE(is_empty(&queue));
    timer_queue_free(&queue);
}

TEST(earliest_timer_comes_first_after_any_operations)
{
    enum { TIMERS = 150 };
    struct timer_queue queue = { 0 };
    struct co_timer timers[TIMERS];
    bool armed[TIMERS] = { false };
    uint32_t order[TIMERS], sequence = 0;
    uint64_t random[4];

    random_seed(random, 1);
    for (int step = 0; step < 20000; step++) {
        uint32_t i = (uint32_t)(random_next(random) % TIMERS),
                 what = (uint32_t)(random_next(random) % 8);
        int first;

        test_note("step %d", step);
        if (what < 4 && !armed[i]) {
            add(&queue, &timers[i], (int64_t)(random_next(random) % 50), i);
            armed[i] = true;
            order[i] = sequence++;
        } else if (what < 7 && armed[i]) {
            timer_queue_remove(&queue, &timers[i]);
            armed[i] = false;
        } else if ((first = soonest(timers, armed, order, TIMERS)) >= 0) {
            ASSERT_EQ(pop(&queue, timers[first].deadline), first);
            armed[first] = false;
        } else {
            ASSERT_TRUE(is_empty(&queue));
        }
    }
    timer_queue_free(&queue);
}

TEST(timer_is_refused_and_the_others_stay_without_memory)
{
    struct timer_queue queue = { 0 };
    struct co_timer timers[1000];
    uint32_t armed = 0;

    for (uint64_t n = 1; n <= 4; n++) {
        co_fail_allocation(n, false);
        for (uint32_t i = armed; i < 1000; i++) {
            timers[i] = (struct co_timer){ .deadline = i };
            if (timer_queue_add(&queue, &timers[i]) < 0)
                break;
            armed++;
        }
        co_fail_allocation(0, false);
    }
    for (uint32_t i = 0; i < armed; i++) {
        ASSERT_EQ(timer_queue_next(&queue), i);
        ASSERT_TRUE(timer_queue_release(&queue, timer_queue_take(&queue)) == &timers[i]);
    }
    ASSERT_TRUE(is_empty(&queue));
    timer_queue_free(&queue);
}

TEST(timers_in_a_range_of_memory_are_forgotten_untouched)
{
    struct timer_queue queue = { 0 };
    struct co_timer timers[50];
    uint32_t first = 0;

    for (uint32_t i = 0; i < 50; i++)
        add(&queue, &timers[i], 10 + i, i);
    for (uint32_t i = 0; i < 50; i++)
        timer_queue_link(&queue, timers[i].slot, &first);
    timer_queue_unlink(&queue, timers[20].slot, &first);
    timer_queue_remove(&queue, &timers[20]);
    ASSERT_EQ(timer_queue_forget(&queue, &first, &timers[10], &timers[40]), 29);
    ASSERT_EQ(timer_queue_forget(&queue, &first, &timers[10], &timers[40]), 0);
    memset(&timers[10], 0x55, 30 * sizeof *timers);
    for (uint32_t i = 0; i < 10; i++)
        ASSERT_EQ(pop(&queue, 10 + i), i);
    for (uint32_t i = 40; i < 50; i++)
        ASSERT_EQ(pop(&queue, 10 + i), i);
    ASSERT_TRUE(is_empty(&queue));
    timer_queue_free(&queue);
}

/* ---- Turns: what a timer wakes runs a turn after the callbacks that are due ---- */

static int say_word(void *word)
{
    say("%s", (const char *)word);
    return 0;
}

ASYNC(sleep_and_yield, double seconds;)
{
    await(co_sleep(my->seconds));
    say("sleep");
    await(co_sleep(0));
    say("sleep'");
    return 0;
}

ASYNC(in_a_timeout, double seconds;)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, my->seconds));
    if (co_timeout_exit(&timeout, co_sleep(90)) == -ETIMEDOUT)
        say("timeout");
    return 0;
}

ASYNC(in_a_wait_for, double seconds;)
{
    if (co_wait_for(co_create_task(CORO(sleeper, 90, 0)), my->seconds) == -ETIMEDOUT)
        say("wait_for");
    return 0;
}

ASYNC(in_a_wait, double seconds;)
{
    struct co_task *task = co_create_task(CORO(sleeper, 90, 0));

    await(co_wait(&task, 1, my->seconds, CO_ALL_COMPLETED));
    say("wait");
    return 0;
}

ASYNC(in_as_completed, double seconds;)
{
    struct co_task *task = co_create_task(CORO(sleeper, 90, 0)), *given;
    struct co_as_completed next = CO_AS_COMPLETED(&task, 1);

    next.timeout = my->seconds;
    if (co_as_completed(&next, &given) == -ETIMEDOUT)
        say("as_completed");
    return 0;
}

ASYNC_TEST(callbacks_that_are_due_run_a_turn_before_the_tasks)
{
    co_create_task(CORO(in_as_completed, 1));
    co_call_later(2, say_word, (void *)"callback");
    co_create_task(CORO(sleep_and_yield, 3));
    co_create_task(CORO(in_a_wait, 4));
    co_create_task(CORO(in_a_wait_for, 5));
    co_create_task(CORO(in_a_timeout, 6));
    co_call_at(7, say_word, (void *)"last");
    await(turns(3));
    co_create_task(CORO(turn_counter, 6));
    await(co_call_soon(say_word, (void *)"soon"));
    co_blocking_sleep(8); /* all are due now */
    await(turns(6));
    SAID(".1 soon callback last .2 as_completed sleep wait timeout .3 sleep' wait_for .4 .5 .6");
    return 0;
}

ASYNC_TEST(callbacks_of_the_moment_of_a_sleep_run_before_the_sleeper)
{
    co_create_task(CORO(sleep_and_say, "a", 1));
    await(turns(1));
    co_call_later(1, say_word, (void *)"b");
    co_create_task(CORO(sleep_and_say, "c", 1));
    await(turns(1));
    co_call_later(1, say_word, (void *)"d");
    await(co_sleep(2));
    SAID("b d a c");
    return 0;
}

ASYNC_TEST(ready_tasks_run_before_the_tasks_that_a_timer_wakes)
{
    co_create_task(CORO(sleep_and_say, "one", 1));
    co_create_task(CORO(sleep_and_say, "two", 2));
    await(turns(2));
    say("held");
    co_blocking_sleep(2);
    co_create_task(CORO(turn_counter, 3));
    await(turns(4));
    SAID("held .1 .2 one two .3");
    return 0;
}

ASYNC_TEST(timeout_of_zero_ends_a_sleep_after_two_turns)
{
    co_create_task(CORO(turn_counter, 4));
    await(CALL(in_a_timeout, 0));
    await(turns(3));
    SAID(".1 .2 timeout .3 .4");
    return 0;
}

ASYNC_TEST(timeout_of_zero_ends_a_yielding_body_after_one_turn)
{
    struct co_timeout timeout = { 0 };
    int rc = 0;

    co_create_task(CORO(turn_counter, 5));
    await(co_timeout_enter(&timeout, 0));
    for (int i = 1; rc == 0; i++) {
        say("y%d", i);
        rc = co_sleep(0);
    }
    ASSERT_EQ(co_timeout_exit(&timeout, rc), -ETIMEDOUT);
    say("timeout");
    await(turns(3));
    SAID("y1 .1 timeout .2 .3 .4");
    return 0;
}

static struct co_task *sleepers[3];

/* Sleeps for a second; then cancels another one, which has slept as long. */
ASYNC(sleeps_and_cancels, const char *name; int other;)
{
    int rc = co_sleep(1);

    say("%s:%s", my->name, rc < 0 ? "cancelled" : "slept");
    await(rc);
    co_task_cancel(sleepers[my->other]);
    return 0;
}

ASYNC_TEST(a_sleeper_of_the_same_moment_can_be_cancelled_before_it_runs)
{
    static const char *const names[] = { "a", "b", "c" };

    for (int i = 0; i < 3; i++)
        sleepers[i] = co_task_keep(co_create_task(CORO(sleeps_and_cancels, names[i], (i + 1) % 3)));
    await(co_sleep(2));
    SAID("a:slept b:cancelled c:slept");
    for (int i = 0; i < 3; i++)
        co_task_release(sleepers[i]);
    return 0;
}

static int cancel_first(void *nothing)
{
    (void)nothing;
    co_task_cancel(sleepers[0]);
    return 0;
}

ASYNC_TEST(a_callback_of_the_moment_of_a_sleep_cancels_the_sleeper)
{
    sleepers[0] = co_task_keep(co_create_task(CORO(sleep_and_say, "a", 1)));
    await(turns(1));
    co_call_later(1, cancel_first, NULL);
    await(co_sleep(2));
    SAID("a:cancel");
    ASSERT_TRUE(co_task_cancelled(sleepers[0]));
    co_task_release(sleepers[0]);
    return 0;
}

static struct co_event events[2];

static int set_event(void *event)
{
    return co_event_set(event);
}

ASYNC(waits_a_second, const char *name; struct co_event * event;)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, 1));
    int rc = co_timeout_exit(&timeout, co_event_wait(my->event));
    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "ok");
    return 0;
}

ASYNC_TEST(an_event_set_at_the_moment_of_a_timeout_comes_too_late)
{
    co_call_later(1, set_event, &events[0]);
    co_create_task(CORO(waits_a_second, "first", &events[0]));
    co_create_task(CORO(waits_a_second, "second", &events[1]));
    await(turns(1));
    co_call_later(1, set_event, &events[1]);
    await(co_sleep(2));
    SAID("first:TimeoutError second:TimeoutError");
    return 0;
}

ASYNC_TEST(wait_counts_tasks_that_end_just_before_its_timeout)
{
    static struct co_task *task;

    task = co_create_task(CORO(sleeper, 1, 0));
    ASSERT_EQ(co_wait(&task, 1, 1, CO_ALL_COMPLETED), 0); /* its own timer came first */
    task = co_create_task(CORO(sleeper, 1, 0));
    await(turns(1));
    ASSERT_EQ(co_wait(&task, 1, 1, CO_ALL_COMPLETED), 1);
    return 0;
}

ASYNC(waits_for_a_second, const char *name; int turns;)
{
    struct co_task *task = co_create_task(CORO(sleeper, 1, 0));

    await(turns(my->turns));
    int rc = co_wait_for(task, 1);
    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "ok");
    return 0;
}

ASYNC_TEST(wait_for_times_out_when_the_task_sleeps_as_long)
{
    co_create_task(CORO(waits_for_a_second, "late", 1));
    co_create_task(CORO(waits_for_a_second, "soon", 0));
    await(co_sleep(3));
    SAID("soon:TimeoutError late:TimeoutError");
    return 0;
}

/* ---- Chains of timers, and what is forgotten by them ---- */

/* Arms `count` timers at 10, 11 and so on; the last one is the head of the chain. */
static uint32_t add_chain(struct timer_queue *queue, struct co_timer *timers, uint32_t count)
{
    uint32_t first = 0;

    for (uint32_t i = 0; i < count; i++) {
        add(queue, &timers[i], 10 + i, i);
        timer_queue_link(queue, timers[i].slot, &first);
    }
    return first;
}

TEST(chain_keeps_the_others_when_its_head_is_unlinked)
{
    struct timer_queue queue = { 0 };
    struct co_timer timers[3];
    uint32_t first = add_chain(&queue, timers, 3);

    timer_queue_unlink(&queue, timers[2].slot, &first);
    ASSERT_EQ(first, timers[1].slot);
    ASSERT_EQ(timer_queue_forget(&queue, &first, timers, timers + 3), 2);
    ASSERT_EQ(first, 0);
    ASSERT_EQ(pop(&queue, 12), 2);
    ASSERT_TRUE(is_empty(&queue));
    timer_queue_free(&queue);
}

TEST(chain_keeps_its_ends_when_neighbours_are_unlinked)
{
    struct timer_queue queue = { 0 };
    struct co_timer timers[4];
    uint32_t first = add_chain(&queue, timers, 4);

    timer_queue_unlink(&queue, timers[2].slot, &first);
    timer_queue_unlink(&queue, timers[1].slot, &first);
    ASSERT_EQ(timer_queue_forget(&queue, &first, timers, timers + 4), 2);
    ASSERT_EQ(first, 0);
    ASSERT_EQ(pop(&queue, 11), 1);
    ASSERT_EQ(pop(&queue, 12), 2);
    ASSERT_TRUE(is_empty(&queue));
    timer_queue_free(&queue);
}

TEST(sweep_takes_forgotten_timers_out)
{
    struct timer_queue queue = { 0 };
    struct co_timer timers[400];
    uint32_t first = add_chain(&queue, timers, 400);

    ASSERT_EQ(timer_queue_forget(&queue, &first, timers, timers + 300), 300);
    timer_queue_remove(&queue, &timers[399]);
    ASSERT_EQ(queue.count, 99);
    ASSERT_EQ(queue.disarmed, 0);
    timer_queue_free(&queue);
}

/* ---- Timers that are due, and the places that are used again ---- */

TEST(due_timer_is_released_without_a_timer_when_it_was_disarmed)
{
    struct timer_queue queue = { 0 };
    struct co_timer timers[2];
    uint32_t first = add_chain(&queue, timers, 2), slots[2];

    for (int i = 0; i < 2; i++) {
        ASSERT_EQ(timer_queue_next(&queue), 10 + i);
        slots[i] = timer_queue_take(&queue);
    }
    timer_queue_unlink(&queue, timers[0].slot, &first);
    timer_queue_remove(&queue, &timers[0]);
    ASSERT_EQ(timer_queue_forget(&queue, &first, timers, timers + 2), 1);
    ASSERT_EQ(queue.disarmed, 0); /* no disarmed timer is left in the heap */
    ASSERT_TRUE(!timer_queue_release(&queue, slots[0]));
    ASSERT_TRUE(!timer_queue_release(&queue, slots[1]));
    timer_queue_free(&queue);
}

TEST(queue_uses_the_places_of_timers_that_came_again)
{
    struct timer_queue queue = { 0 };
    struct co_timer timer;
    uint32_t capacity = 0;

    for (int64_t i = 0; i < 1000; i++) {
        add(&queue, &timer, i, 0);
        if (i % 2)
            timer_queue_remove(&queue, &timer);
        else
            ASSERT_EQ(pop(&queue, i), 0);
        ASSERT_TRUE(is_empty(&queue));
        ASSERT_EQ(queue.disarmed, 0);
        ASSERT_TRUE(i == 0 || queue.capacity == capacity);
        capacity = queue.capacity;
    }
    timer_queue_free(&queue);
}

/* How many entries there are after so many of the timers were disarmed. */
static uint32_t count_after(uint32_t armed, uint32_t disarmed)
{
    struct timer_queue queue = { 0 };
    struct co_timer timers[200];
    uint32_t count;

    for (uint32_t i = 0; i < armed; i++)
        add(&queue, &timers[i], i, i);
    for (uint32_t i = 0; i < disarmed; i++)
        timer_queue_remove(&queue, &timers[i]);
    count = queue.count;
    timer_queue_free(&queue);
    return count;
}

TEST(queue_sweeps_when_most_and_at_least_sixty_are_disarmed)
{
    ASSERT_EQ(count_after(200, 100), 200);
    ASSERT_EQ(count_after(200, 101), 99);
    ASSERT_EQ(count_after(118, 59), 118);
    ASSERT_EQ(count_after(100, 59), 100);
    ASSERT_EQ(count_after(100, 60), 40);
}

TEST(renumbering_keeps_the_order_of_an_even_number_of_timers)
{
    struct timer_queue queue = { 0 };
    struct co_timer timers[9];

    for (uint32_t i = 0; i < 9; i++) {
        if (i == 8)
            queue.sequence = UINT32_MAX;
        add(&queue, &timers[i], 5, i);
    }
    ASSERT_EQ(queue.sequence, 9);
    for (uint32_t i = 0; i < 9; i++)
        ASSERT_EQ(pop(&queue, 5), i);
    timer_queue_free(&queue);
}

TEST(heap_keeps_siblings_in_one_cache_line)
{
    enum { ENTRY = 16, LINE = 64 };
    struct timer_queue queue = { 0 };
    struct co_timer timers[1000];

    for (uint32_t i = 0; i < 1000; i++) {
        add(&queue, &timers[i], i, i);
        ASSERT_EQ(((uintptr_t)queue.heap + ENTRY) % LINE, 0);
    }
    timer_queue_free(&queue);
}

TEST(queue_uses_the_place_of_a_lone_timer_again)
{
    struct timer_queue queue = { 0 };
    struct co_timer timer;
    uint32_t capacity = 0;

    for (uint32_t i = 0; i < 200; i++) {
        add(&queue, &timer, i, i);
        ASSERT_TRUE(timer_queue_pop_lone(&queue) == &timer);
        ASSERT_TRUE(i == 0 || queue.capacity == capacity);
        capacity = queue.capacity;
    }
    ASSERT_TRUE(is_empty(&queue));
    timer_queue_free(&queue);
}
