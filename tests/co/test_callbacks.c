#include "co/kernel/current.h"
#include "co/kernel/loop.h"

#include "scenario.h"

static int sleep_in_a_callback(void *unused)
{
    (void)unused;
    ASSERT_EQ(co_sleep(1), -EPERM);
    ASSERT_EQ(co_sleep(0), -EPERM);
    ASSERT_STR_EQ(co_text(), "only a task can sleep");
    return 0;
}

ASYNC_TEST(a_callback_cannot_sleep)
{
    await(co_call_soon(sleep_in_a_callback, NULL));
    return turns(1);
}

static int run_again(void *argument)
{
    int *times = argument;

    ++*times;
    ASSERT_EQ(co_call_soon(run_again, times), 0);
    return 0;
}

ASYNC(leave_callbacks, int *times;)
{
    struct co_task *task = co_create_task(CORO(returner, .result = 0));

    await(co_call_soon(run_again, my->times));
    await(co_await(task));
    return 0;
}

TEST(endless_chain_of_callbacks_ends_with_the_loop)
{
    static int times;

    ASSERT_EQ(run(CORO(leave_callbacks, &times)), 0);
    ASSERT_TRUE(times >= 1 && times < 10);
}

static int note(void *word)
{
    say("%s", (const char *)word);
    return 0;
}

static int note_and_add(void *word)
{
    static char later[] = "later";

    note(word);
    ASSERT_EQ(co_call_soon(note, later), 0);
    return 0;
}

ASYNC(two_steps)
{
    say("step1");
    await(co_sleep(0));
    say("step2");
    return 0;
}

ASYNC_TEST(callbacks_and_tasks_run_in_the_order_they_became_ready)
{
    static char one[] = "one", two[] = "two";

    await(co_call_soon(note_and_add, one));
    struct co_task *task = co_create_task(CORO(two_steps));
    await(co_call_soon(note, two));
    SAID("");
    await(co_await(task));
    SAID("one step1 two later step2");
    return 0;
}

/* ---- Later ---- */

static char a[] = "a", b[] = "b", c[] = "c";

ASYNC_TEST(callbacks_run_when_they_are_due)
{
    ASSERT_TRUE(co_call_later(0.3, note, c) != NULL);
    ASSERT_TRUE(co_call_later(0.1, note, a) != NULL);
    ASSERT_TRUE(co_call_at(0.2, note, b) != NULL);
    await(co_sleep(0.1));
    SAID("a");
    await(co_sleep(0.15));
    SAID("b");
    await(co_sleep(1));
    SAID("c");
    return 0;
}

ASYNC_TEST(earliest_due_callback_comes_first)
{
    (void)!co_call_later(0, note, c);
    (void)!co_call_later(-1, note, b);
    (void)!co_call_later(-2, note, a);
    await(turns(2));
    SAID("a b c");
    return 0;
}

ASYNC_TEST(cancelled_callback_is_not_called)
{
    struct co_timer_handle *early = co_call_later(0.1, note, a),
                           *late = co_call_later(0.2, note, b);

    ASSERT_NEAR(co_timer_handle_when(late), 0.2, 1e-12);
    co_timer_handle_cancel(early);
    co_timer_handle_cancel(NULL);
    await(co_sleep(0.3));
    SAID("b");
    return 0;
}

DEF(sleep_in_thread)
{
    (void)my;
    return co_blocking_sleep(0.1);
}

ASYNC_TEST(lone_cancelled_callback_is_not_called_when_its_time_is_over)
{
    struct co_timer_handle *handle = co_call_later(0.1, note, a);

    co_timer_handle_cancel(handle);
    co_blocking_sleep(0.2);
    await(co_to_thread(CORO(sleep_in_thread)));
    SAID("");
    return 0;
}

static int cancel_it(void *handle)
{
    co_timer_handle_cancel(*(struct co_timer_handle **)handle);
    return 0;
}

ASYNC_TEST(due_callback_can_be_cancelled_by_one_before_it_in_the_turn)
{
    static struct co_timer_handle *second;

    (void)!co_call_later(0.1, cancel_it, &second);
    second = co_call_later(0.1, note, b);
    await(co_sleep(0.2));
    SAID("");
    return 0;
}

ASYNC_TEST(time_of_a_call_has_to_be_a_number)
{
    ASSERT_TRUE(!co_call_later(NAN, note, a));
    ASSERT_STR_EQ(co_text(), "the time is not a number");
    ASSERT_TRUE(!co_call_at(NAN, note, a));
    ASSERT_TRUE(co_call_later(1e300, note, a) != NULL);
    ASSERT_TRUE(co_call_at(-1e300, note, b) != NULL);
    await(co_sleep(1e6));
    SAID("b");
    return 0;
}

ASYNC_TEST(call_at_infinity_never_comes)
{
    const double endless[] = { INFINITY, 1e300, 1e10 };

    for (size_t i = 0; i < COUNT(endless); i++) {
        ASSERT_TRUE(co_timer_handle_when(co_call_later(endless[i], note, a)) == CO_FOREVER);
        ASSERT_TRUE(co_timer_handle_when(co_call_at(endless[i], note, a)) == CO_FOREVER);
    }
    struct co_timer_handle *finite = co_call_later(2, note, b);
    ASSERT_NEAR(co_timer_handle_when(finite), 2, 0);
    (void)!co_call_at(-INFINITY, note, b);
    await(co_sleep(9e9));
    SAID("b b");
    return 0;
}

TEST(call_later_is_refused_outside_a_loop)
{
    ASSERT_TRUE(!co_call_later(1, note, a));
    ASSERT_TRUE(!co_call_at(1, note, a));
}

ASYNC(leaves_some_to_be_called)
{
    (void)!co_call_later(0, note, a);
    (void)!co_call_later(10, note, b);
    await(co_sleep(0));
    (void)!co_call_later(0, note, c);
    return 0;
}

TEST(pending_callbacks_are_dropped_when_the_run_ends)
{
    ASSERT_EQ(run(CORO(leaves_some_to_be_called)), 0);
    SAID("a c");
}

ASYNC(wait_for_callback, struct co_event *event;)
{
    return co_event_wait(my->event);
}

static int set_event(void *event)
{
    co_event_set(event);
    return 0;
}

ASYNC_TEST(loop_with_a_pending_callback_is_not_deadlocked)
{
    static struct co_event event;

    (void)!co_call_later(5, set_event, &event);
    await(CALL(wait_for_callback, &event));
    ASSERT_NEAR(co_time(), 5, 1e-12);
    return 0;
}

/* ---- Failures ---- */

static int fail(void *text)
{
    return co_raise(-EIO, "%s", (const char *)text);
}

static int fail_when_done(struct co_task *task, void *unused)
{
    (void)unused;
    return co_task_result(task);
}

ASYNC(call_what_fails)
{
    (void)!co_call_soon(fail, a);
    (void)!co_call_later(0, fail, b);
    struct co_task *task = co_create_task(CORO(stuck, "task"));
    (void)!co_task_add_done_callback(task, fail_when_done, NULL);
    await(turns(1));
    co_task_cancel(task);
    await(turns(3));
    say("on");
    return 0;
}

TEST(failing_callback_is_reported_and_the_loop_goes_on)
{
    ASSERT_EQ(run_reporting(CORO(call_what_fails)), 0);
    SAID("Exception in callback:OSError:a Exception in callback:OSError:b task:CancelledError "
         "Exception in callback:CancelledError: on");
}

/* ---- In any order, and without memory ---- */

struct counted {
    int called, cancelled, made;
    struct co_timer_handle *victim;
};

static int count_call(void *counted)
{
    ((struct counted *)counted)->called++;
    return 0;
}

ASYNC(makes_calls, struct counted *counted;)
{
    for (int i = 0; i < 10; i++) {
        my->counted->made += 2;
        await(co_call_soon(count_call, my->counted));
        struct co_timer_handle *handle = co_call_later(i % 3 * 0.1, count_call, my->counted);
        ASSERT_TRUE(handle != NULL);
        if (i % 4 == 0) {
            co_timer_handle_cancel(handle);
            my->counted->cancelled++;
        }
        await(co_sleep(i % 2 * 0.1));
    }
    return 0;
}

SHUFFLED_TEST(callbacks_are_called_once_unless_they_are_cancelled)
{
    static struct counted counted;

    counted = (struct counted){ 0 };

    await(GATHER(CORO(makes_calls, &counted), CORO(makes_calls, &counted),
                 CORO(makes_calls, &counted)));
    await(co_sleep(1));
    ASSERT_EQ(counted.made, 60);
    ASSERT_EQ(counted.called, counted.made - counted.cancelled);
    return 0;
}

MEMORY_TEST(callback_is_refused_without_memory)
{
    if (!co_call_later(0.1, note, a)) {
        ASSERT_EQ(strncmp(co_text(), "there is no memory for a", 24), 0);
        return -ENOMEM;
    }
    await(co_call_soon(note, b));
    await(co_sleep(0.2));
    SAID("b a");
    return 0;
}

/* ---- What is left of a callback ---- */

static int say_text(void *nothing)
{
    (void)nothing;
    say("[%s]", co_text());
    return co_raise(0, "of the callback before");
}

ASYNC_TEST(callback_does_not_see_the_text_of_an_earlier_callback)
{
    await(co_call_soon(say_text, NULL));
    await(co_call_soon(say_text, NULL));
    await(turns(1));
    SAID("[] []");
    return 0;
}

static int add_one(void *count)
{
    ++*(int *)count;
    return 0;
}

ASYNC_TEST(callbacks_that_have_run_leave_no_place_reserved)
{
    uint32_t reserved = co_loop_now->ready.reserved;
    int count = 0;

    for (int i = 0; i < 100; i++) {
        await(co_call_soon(add_one, &count));
        await(turns(1));
    }
    ASSERT_EQ(count, 100);
    ASSERT_EQ(co_loop_now->ready.reserved, reserved);
    return 0;
}

TEST(call_soon_is_refused_outside_a_loop)
{
    int count = 0;

    ASSERT_EQ(co_call_soon(add_one, &count), -EPERM);
    ASSERT_EQ(count, 0);
}

TEST(null_handle_has_no_time)
{
    ASSERT_TRUE(isnan(co_timer_handle_when(NULL)));
}

static struct co_context_var colour = CO_CONTEXT_VAR("colour", 0);

static int see_and_set_colour(void *nothing)
{
    (void)nothing;
    say("%ld", (long)co_context_var_get(&colour));
    (void)co_context_var_set(&colour, 7);
    return 0;
}

ASYNC_TEST(callback_does_not_see_variables_of_an_earlier_callback)
{
    (void)co_context_var_set(&colour, 3);
    await(co_call_soon(see_and_set_colour, NULL));
    await(co_call_soon(see_and_set_colour, NULL));
    (void)!co_call_later(1, see_and_set_colour, NULL);
    await(co_sleep(2));
    SAID("3 3 3");
    ASSERT_EQ(co_context_var_get(&colour), 3);
    return 0;
}

static int look_at_place(void *found)
{
    *(const struct co_place **)found = co_callback_place();
    return 0;
}

ASYNC(looks_at_places)
{
    static const struct co_place *found;

    ASSERT_TRUE(co_callback_place() == NULL);
    const struct co_place *here = CO_PLACE("here");
    co_note_place(here);
    await(co_call_soon(look_at_place, &found));
    await(co_sleep(0));
    ASSERT_TRUE(found == here);
    ASSERT_TRUE(co_callback_place() == NULL);
    return 0;
}

TEST(callback_knows_where_it_was_given_to_the_loop)
{
    ASSERT_EQ(co_run(CORO(looks_at_places), NULL), 0);
}
