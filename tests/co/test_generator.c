#include "scenario.h"

/* Yields the numbers up to `last`; sleeps before each. */
ASYNC(count_to, int last; double pause;)
{
    for (int i = 1; i <= my->last; i++) {
        await(co_sleep(my->pause));
        say("yield%d", i);
        await(co_yield(i));
    }
    say("end");
    return 0;
}

/* Yields one number, then fails. */
ASYNC(fail_after_one)
{
    await(co_yield(1));
    return co_raise(-EIO, "disk full");
}

/* Yields for ever; cleans up for some turns when it is closed, then ends with `result`. */
ASYNC(with_cleanup, int cleanup; int result;)
{
    for (int i = 1;; i++) {
        int rc = co_yield(i);

        if (rc < 0) {
            say("closing:%s", co_error_name(rc));
            await(turns(my->cleanup));
            say("cleaned");
            return my->result ? my->result : rc;
        }
    }
}

/* Yields on though it is closed. */
ASYNC(deaf)
{
    for (int i = 1; i < 1000000; i++)
        (void)!co_yield(i);
    return 0;
}

static struct co_generator counter(int last, double pause)
{
    /* The arguments are copied when it first runs. */
    static struct count_to arguments;

    arguments = (struct count_to){ last, pause };
    return (struct co_generator){ .coro = { count_to_start, &arguments, sizeof arguments,
                                            "count_to", 0, NULL } };
}

/* Asks for the other values. Returns their number, or the error of the generator. */
static CO_ASYNC int exhaust(struct co_generator *generator)
{
    intptr_t value;
    int count = 0, rc;

    while ((rc = co_generator_next(generator, &value)) > 0) {
        say("got%d", (int)value);
        count++;
    }
    return rc < 0 ? rc : count;
}

/* ---- Values ---- */

ASYNC_TEST(generator_runs_when_it_is_asked_for_a_value)
{
    struct co_generator generator = counter(2, 0);
    intptr_t value;

    SAID("");
    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    ASSERT_EQ(value, 1);
    say("between");
    await(turns(3));
    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    ASSERT_EQ(value, 2);
    ASSERT_EQ(co_generator_next(&generator, &value), 0);
    SAID("yield1 between yield2 end");
    ASSERT_EQ(co_generator_next(&generator, &value), 0); /* and so it stays */
    ASSERT_EQ(co_generator_close(&generator), 0);
    return 0;
}

ASYNC_TEST(generator_without_values_ends_at_once)
{
    struct co_generator generator = counter(0, 0);

    ASSERT_EQ(exhaust(&generator), 0);
    SAID("end");
    return 0;
}

ASYNC_TEST(a_value_can_be_any_word)
{
    struct co_generator generator = { .coro = CORO(deaf) };
    intptr_t value;

    for (int i = 1; i <= 10000; i++) {
        ASSERT_EQ(co_generator_next(&generator, &value), 1);
        ASSERT_EQ(value, i);
    }
    return 0;
}

ASYNC(yield_pointer, const char *text;)
{
    return co_yield((intptr_t)my->text);
}

ASYNC_TEST(a_value_can_be_a_pointer)
{
    struct co_generator generator = { .coro = CORO(yield_pointer, "hello") };
    intptr_t value;

    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    ASSERT_STR_EQ((const char *)value, "hello");
    return co_generator_next(&generator, &value);
}

ASYNC_TEST(caller_does_not_suspend_when_the_generator_does_not)
{
    struct co_generator generator = { .coro = CORO(fail_after_one) };
    struct co_task *other = co_create_task(CORO(returner, .result = 0));
    intptr_t value;

    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    ASSERT_TRUE(!co_task_done(other));
    await(co_await(other));
    return co_generator_close(&generator);
}

/* ---- Awaiting within ---- */

ASYNC(tick, int times;)
{
    for (int i = 0; i < my->times; i++) {
        say("tick");
        await(co_sleep(1));
    }
    return 0;
}

ASYNC_TEST(caller_suspends_when_the_generator_awaits)
{
    struct co_generator generator = counter(2, 1);
    struct co_task *ticker = co_create_task(CORO(tick, 3));

    await(co_sleep(0.5));
    ASSERT_EQ(exhaust(&generator), 2);
    ASSERT_NEAR(co_time(), 2.5, 1e-9);
    SAID("tick tick yield1 got1 tick yield2 got2 end");
    return co_await(ticker);
}

ASYNC(yield_from, struct co_generator *inner;)
{
    intptr_t value;

    while (await(co_generator_next(my->inner, &value)) > 0)
        await(co_yield(10 * value));
    return 0;
}

ASYNC_TEST(a_generator_can_ask_another_and_await_in_both)
{
    static struct co_generator inner, middle, outer;

    inner = counter(3, 1);
    middle = GENERATOR(yield_from, &inner);
    outer = GENERATOR(yield_from, &middle);

    ASSERT_EQ(exhaust(&outer), 3);
    SAID("yield1 got100 yield2 got200 yield3 got300 end");
    ASSERT_NEAR(co_time(), 3, 1e-9);
    return 0;
}

ASYNC(gather_inside)
{
    for (int i = 1; i <= 2; i++) {
        await(GATHER(CORO(sleeper, i, 0), CORO(sleeper, 1, 0)));
        await(co_yield(i));
    }
    return 0;
}

ASYNC_TEST(generator_can_gather_and_make_tasks)
{
    struct co_generator generator = { .coro = CORO(gather_inside) };

    ASSERT_EQ(exhaust(&generator), 2);
    ASSERT_NEAR(co_time(), 3, 1e-9);
    return 0;
}

ASYNC(consume, struct co_generator *generator; const char *name;)
{
    intptr_t value;

    while (await(co_generator_next(my->generator, &value)) > 0)
        say("%s:%d", my->name, (int)value);
    return 0;
}

ASYNC(naturals, int last;)
{
    for (int i = 1; i <= my->last; i++) {
        await(co_sleep(1));
        await(co_yield(i));
    }
    return 0;
}

ASYNC_TEST(generators_of_several_tasks_are_independent)
{
    static struct co_generator a, b; /* one task may go on after main */

    a = (struct co_generator){ .coro = CORO(naturals, 2) };
    b = (struct co_generator){ .coro = CORO(naturals, 3) };
    await(GATHER(CORO(consume, &a, "a"), CORO(consume, &b, "b")));
    SAID("a:1 b:1 a:2 b:2 b:3");
    return 0;
}

ASYNC(take_one, struct co_generator *generator;)
{
    intptr_t value;

    await(co_generator_next(my->generator, &value));
    return (int)value;
}

ASYNC_TEST(generator_gives_its_next_value_to_another_task)
{
    static struct co_generator generator;

    generator = (struct co_generator){ .coro = CORO(naturals, 3) };

    for (int i = 1; i <= 3; i++)
        ASSERT_EQ(co_await(co_create_task(CORO(take_one, &generator))), i);
    return exhaust(&generator);
}

ASYNC(where_am_i, struct co_task *expected;)
{
    ASSERT_TRUE(co_current_task() == my->expected);
    await(co_yield(1));
    await(co_sleep(1));
    ASSERT_TRUE(co_current_task() == my->expected);
    return 0;
}

ASYNC_TEST(generator_runs_within_the_task_that_asks)
{
    struct co_generator generator = { .coro = CORO(where_am_i, co_current_task()) };

    ASSERT_EQ(exhaust(&generator), 1);
    return 0;
}

/* ---- Errors ---- */

ASYNC_TEST(generator_passes_its_error_and_text_to_the_caller)
{
    struct co_generator generator = { .coro = CORO(fail_after_one) };
    intptr_t value;

    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    ASSERT_EQ(co_generator_next(&generator, &value), -EIO);
    ASSERT_STR_EQ(co_error_message(-EIO), "disk full");
    ASSERT_EQ(co_generator_next(&generator, &value), 0); /* it has ended */
    return 0;
}

ASYNC(cancellable, struct co_generator *generator;)
{
    int rc = exhaust(my->generator);

    say("%s", rc < 0 ? co_error_name(rc) : "ok");
    return rc;
}

ASYNC_TEST(cancel_reaches_the_task_that_the_generator_awaits)
{
    static struct co_generator generator;

    generator = counter(5, 1);
    struct co_task *task = co_create_task(CORO(cancellable, &generator));

    await(co_sleep(1.5));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_NEAR(co_time(), 1.5, 1e-9);
    SAID("yield1 got1 CancelledError");
    ASSERT_TRUE(generator.ended);
    return 0;
}

ASYNC_TEST(yield_outside_of_a_generator_is_an_error)
{
    ASSERT_EQ(co_yield(1), -EPERM);
    ASSERT_STR_EQ(co_text(), "only a generator can yield");
    return 0;
}

ASYNC(yield_in_a_child)
{
    ASSERT_EQ(co_await(co_create_task(CORO(yield_pointer, "x"))), -EPERM);
    return co_yield(1);
}

ASYNC_TEST(a_task_that_a_generator_makes_is_not_in_it)
{
    struct co_generator generator = { .coro = CORO(yield_in_a_child) };

    ASSERT_EQ(exhaust(&generator), 1);
    return 0;
}

ASYNC(ask_yourself, struct co_generator *self;)
{
    intptr_t value;

    ASSERT_EQ(co_generator_next(my->self, &value), -EPERM);
    ASSERT_EQ(co_generator_close(my->self), -EPERM);
    return co_yield(7);
}

ASYNC_TEST(generator_cannot_be_asked_while_it_runs)
{
    static struct co_generator generator, slow;

    slow = counter(2, 1);
    intptr_t value;

    generator = (struct co_generator){ .coro = CORO(ask_yourself, &generator) };
    ASSERT_EQ(exhaust(&generator), 1);
    struct co_task *task = co_create_task(CORO(take_one, &slow));
    await(turns(1));
    ASSERT_EQ(co_generator_next(&slow, &value), -EPERM);
    ASSERT_STR_EQ(co_text(), "asynchronous generator is already running");
    ASSERT_EQ(co_generator_close(&slow), -EPERM);
    ASSERT_EQ(co_await(task), 1);
    return exhaust(&slow) == 1 ? 0 : -EIO;
}

ASYNC_TEST(arguments_that_are_too_large_are_refused)
{
    char bytes[CO_ARGUMENTS_MAX + 1] = "";
    struct co_generator generator = { .coro = { .run = count_to_start,
                                                .arguments = bytes,
                                                .size = sizeof bytes,
                                                .name = "count_to" } };
    intptr_t value;

    ASSERT_EQ(co_generator_next(&generator, &value), -EINVAL);
    return 0;
}

TEST(generator_cannot_be_asked_outside_a_loop)
{
    struct co_generator generator = { .coro = CORO(fail_after_one) };
    intptr_t value;

    ASSERT_EQ(co_generator_next(&generator, &value), -EPERM);
    ASSERT_EQ(co_generator_close(&generator), -EPERM);
    ASSERT_EQ(co_yield(1), -EPERM);
}

/* ---- Closing ---- */

ASYNC_TEST(generator_that_never_began_is_closed_without_running)
{
    struct co_generator generator = counter(2, 0);

    ASSERT_EQ(co_generator_close(&generator), 0);
    ASSERT_EQ(exhaust(&generator), 0);
    SAID("");
    return 0;
}

ASYNC_TEST(closed_generator_may_await_in_its_cleanup)
{
    struct co_generator generator = { .coro = CORO(with_cleanup, 3, 0) };
    intptr_t value;

    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    ASSERT_EQ(co_generator_close(&generator), 0);
    SAID("closing:CancelledError cleaned");
    ASSERT_EQ(co_generator_close(&generator), 0);
    ASSERT_EQ(co_generator_next(&generator, &value), 0);
    return 0;
}

ASYNC_TEST(close_returns_the_error_of_the_cleanup)
{
    struct co_generator generator = { .coro = CORO(with_cleanup, 0, -EIO) };
    intptr_t value;

    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    ASSERT_EQ(co_generator_close(&generator), -EIO);
    return 0;
}

ASYNC_TEST(closed_generator_gets_an_error_when_it_yields)
{
    struct co_generator generator = { .coro = CORO(deaf) };
    intptr_t value;

    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    ASSERT_EQ(co_generator_close(&generator), -EPERM);
    ASSERT_STR_EQ(co_text(), "async generator ignored GeneratorExit");
    return 0;
}

ASYNC(close_later, struct co_generator *generator;)
{
    int rc = co_generator_close(my->generator);

    say("close:%s", rc < 0 ? co_error_name(rc) : "ok");
    return rc;
}

ASYNC_TEST(cancel_of_the_closing_task_reaches_the_cleanup)
{
    static struct co_generator generator;

    generator = (struct co_generator){ .coro = CORO(with_cleanup, 5, 0) };
    intptr_t value;

    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    struct co_task *task = co_create_task(CORO(close_later, &generator));
    await(turns(2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("closing:CancelledError close:CancelledError");
    ASSERT_TRUE(generator.ended);
    return 0;
}

ASYNC_TEST(generator_gives_its_stack_back_when_it_ends)
{
    for (int i = 0; i < 1000 + TASKS_KEPT; i++) {
        struct co_generator generator = { .coro = CORO(naturals, i % 3) };

        if (i % 2)
            await(co_generator_close(&generator));
        else
            await(exhaust(&generator));
        words[0] = '\0';
        struct co_task *task = co_create_task(CORO(returner, .result = 0));
        ASSERT_TRUE(different(task) <= TASKS_KEPT + 1);
        await(co_await(task));
    }
    return 0;
}

ASYNC_TEST(generator_that_has_not_ended_ends_with_the_loop)
{
    static struct co_generator generator;
    intptr_t value;

    generator = (struct co_generator){ .coro = CORO(naturals, 3) };
    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    return 0;
}

/* ---- In any order ---- */

ASYNC(add_up, struct co_generator *generator; int *sum;)
{
    intptr_t value;

    while (await(co_generator_next(my->generator, &value)) > 0)
        *my->sum += (int)value;
    return 0;
}

ASYNC(random_pace, int last;)
{
    for (int i = 1; i <= my->last; i++) {
        await(turns((int)(co_random() % 3)));
        await(co_yield(i));
    }
    return 0;
}

SHUFFLED_TEST(generator_loses_no_value_in_any_order)
{
    static struct co_generator generators[5];
    struct co_task *tasks[5];
    struct co_coro coro = CORO(random_pace, 10);
    static int sum;

    sum = 0;

    for (int i = 0; i < 5; i++) {
        generators[i] = (struct co_generator){ .coro = coro };
        tasks[i] = co_create_task(CORO(add_up, &generators[i], &sum));
    }
    await(co_gather(tasks, 5, NULL, 0));
    ASSERT_EQ(sum, 5 * 55);
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(generator_is_refused_without_memory_for_its_stack)
{
    struct co_generator generators[40];
    intptr_t value;
    int rc = 0;

    for (int i = 0; i < 40 && rc == 0; i++) {
        generators[i] = (struct co_generator){ .coro = CORO(random_pace, 10) };
        rc = co_generator_next(&generators[i], &value);
        rc = rc > 0 ? 0 : rc;
    }
    return rc;
}

/* ---- The end of a run ---- */

static int lost_code;
static char lost_text[CO_TEXT_MAX], lost_name[CO_NAME_MAX];

static int note_lost(void *context, const struct co_report *report)
{
    (void)context;
    if (report->kind != CO_REPORT_LOST_ERROR)
        return 0;
    lost_code = report->code;
    snprintf(lost_name, sizeof lost_name, "%s", co_task_name(report->task));
    snprintf(lost_text, sizeof lost_text, "%s", co_task_text(report->task));
    return 0;
}

static int run_watched(struct co_coro main)
{
    return co_run(main, &(struct co_options){ .clock = CO_CLOCK_VIRTUAL, .report = note_lost });
}

static struct co_generator left_over[3];

/* Says its name when it is closed, after a second, and ends with `result`. */
ASYNC(says_goodbye, const char *name; int result;)
{
    int rc = co_yield(1);

    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "goes-on");
    if (rc < 0) {
        await(co_sleep(1));
        say("%s:%.0f", my->name, co_time());
    }
    return my->result < 0 ? co_raise(my->result, "%s broke", my->name) : rc;
}

ASYNC(leaves_two_open)
{
    intptr_t value;

    left_over[0] = GENERATOR(says_goodbye, "a", 0);
    left_over[1] = GENERATOR(says_goodbye, "b", 0);
    ASSERT_EQ(co_generator_next(&left_over[0], &value), 1);
    ASSERT_EQ(co_generator_next(&left_over[1], &value), 1);
    co_task_detach(co_create_task(CORO(stuck, "task")));
    await(turns(1));
    return 5;
}

TEST(open_generators_are_closed_after_the_tasks_the_oldest_first)
{
    ASSERT_EQ(run(CORO(leaves_two_open)), 5);
    SAID("task:CancelledError a:CancelledError a:1 b:CancelledError b:2");
}

ASYNC(asks_one_of_an_earlier_run)
{
    intptr_t value;

    ASSERT_EQ(co_generator_next(&left_over[0], &value), -EBADF);
    ASSERT_EQ(co_generator_close(&left_over[0]), -EBADF);
    return 0;
}

TEST(generator_is_refused_in_a_later_run)
{
    ASSERT_EQ(run(CORO(leaves_two_open)), 5);
    ASSERT_EQ(run(CORO(asks_one_of_an_earlier_run)), 0);
}

ASYNC(leaves_a_broken_one_open)
{
    intptr_t value;

    left_over[0] = GENERATOR(says_goodbye, "a", -EIO);
    left_over[1] = GENERATOR(says_goodbye, "b", 0);
    ASSERT_EQ(co_generator_next(&left_over[0], &value), 1);
    return co_generator_next(&left_over[1], &value);
}

TEST(error_of_the_cleanup_is_reported_as_unseen)
{
    ASSERT_EQ(run_watched(CORO(leaves_a_broken_one_open)), 1);
    SAID("a:CancelledError a:1 b:CancelledError b:2");
    ASSERT_EQ(lost_code, -EIO);
    ASSERT_STR_EQ(lost_text, "a broke");
    ASSERT_STR_EQ(lost_name, "says_goodbye");
}

ASYNC(leaves_a_deaf_one_open)
{
    intptr_t value;

    left_over[0] = GENERATOR(deaf);
    return co_generator_next(&left_over[0], &value);
}

TEST(generator_that_yields_at_the_end_of_the_run_is_reported)
{
    ASSERT_EQ(run_watched(CORO(leaves_a_deaf_one_open)), 1);
    ASSERT_EQ(lost_code, -EPERM);
    ASSERT_STR_EQ(lost_text, "async generator ignored GeneratorExit");
}

/* Its cleanup waits for ever, and makes a task. */
ASYNC(cleans_up_for_ever)
{
    int rc = co_yield(1);
    struct co_event never = { 0 };

    co_task_detach(co_create_task(CORO(stuck, "child")));
    int wait = co_event_wait(&never);
    say("cleanup:%s", co_error_name(wait));
    return wait < 0 ? wait : rc;
}

ASYNC(leaves_a_stuck_one_open)
{
    intptr_t value;

    left_over[0] = GENERATOR(cleans_up_for_ever);
    return co_generator_next(&left_over[0], &value);
}

TEST(endless_cleanup_is_cancelled_with_the_tasks_it_made)
{
    ASSERT_EQ(run(CORO(leaves_a_stuck_one_open)), 1);
    SAID("cleanup:CancelledError child:CancelledError");
}

ASYNC(outer_of_two)
{
    struct co_generator inner = GENERATOR(says_goodbye, "inner", 0);
    intptr_t value;
    int rc;

    await(co_generator_next(&inner, &value));
    rc = co_yield(value);
    say("outer");
    int closed = co_generator_close(&inner);
    return closed < 0 ? closed : rc;
}

ASYNC(leaves_two_in_each_other_open)
{
    intptr_t value;

    left_over[0] = GENERATOR(outer_of_two);
    return co_generator_next(&left_over[0], &value);
}

TEST(inner_generator_is_closed_by_the_outer_one)
{
    ASSERT_EQ(run(CORO(leaves_two_in_each_other_open)), 1);
    SAID("outer inner:CancelledError inner:1");
}

/* ---- Scopes ---- */

ASYNC(yields_in_a_timeout, bool within;)
{
    struct co_timeout timeout = { 0 };
    int rc;

    await(co_timeout_enter(&timeout, 1));
    rc = my->within ? co_yield(1) : 0;
    rc = co_timeout_exit(&timeout, rc);
    await(rc);
    return co_yield(2);
}

ASYNC_TEST(yield_within_a_timeout_of_its_own_is_refused)
{
    struct co_generator within = GENERATOR(yields_in_a_timeout, true),
                        behind = GENERATOR(yields_in_a_timeout, false);
    intptr_t value;

    ASSERT_EQ(co_generator_next(&within, &value), -EPERM);
    ASSERT_STR_EQ(co_text(), "a generator cannot yield within a timeout scope or a task group");
    ASSERT_EQ(co_generator_next(&behind, &value), 1);
    ASSERT_EQ(value, 2);
    return co_generator_close(&behind);
}

ASYNC_TEST(yield_within_a_timeout_of_the_caller_is_allowed)
{
    struct co_generator generator = counter(3, 0);
    struct co_timeout outer = { 0 };
    intptr_t value;

    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    await(co_timeout_enter(&outer, 1));
    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    int rc = co_generator_next(&generator, &value);
    ASSERT_EQ(co_timeout_exit(&outer, rc), 1);
    ASSERT_EQ(co_generator_next(&generator, &value), 0);
    SAID("yield1 yield2 yield3 end");
    return 0;
}

/* ---- What the sugar makes of it ---- */

ASYNC(breaks_out, int way;)
{
    ASYNC_FOR(int, value, says_goodbye, "g", 0) {
        ASSERT_EQ(value, 1);
        if (my->way == 1)
            return 11;
        if (my->way == 2)
            await(-EIO);
        break;
    }
    say("behind");
    return 0;
}

ASYNC_TEST(generator_is_closed_when_its_loop_is_left_early)
{
    ASSERT_EQ(CALL(breaks_out, 0), 0);
    SAID("g:CancelledError g:1 behind");
    ASSERT_EQ(CALL(breaks_out, 1), 11);
    SAID("g:CancelledError g:2");
    ASSERT_EQ(CALL(breaks_out, 2), -EIO);
    SAID("g:CancelledError g:3");
    return 0;
}

/* ---- Dropping ---- */

ASYNC_TEST(dropped_generator_is_closed_by_a_task_of_its_own)
{
    struct co_generator generator = GENERATOR(says_goodbye, "g", 0), fresh = counter(1, 0);
    intptr_t value;

    ASSERT_EQ(co_generator_drop(&fresh), 0); /* it never began */
    ASSERT_EQ(exhaust(&fresh), 0);
    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    ASSERT_EQ(co_generator_drop(&generator), 0);
    ASSERT_EQ(co_generator_drop(&generator), 0);
    ASSERT_EQ(co_generator_next(&generator, &value), 0);
    SAID("");
    await(co_sleep(2));
    SAID("g:CancelledError g:1");
    return 0;
}

enum { MANY = 40 };

DEF(drops_from_a_thread, struct co_generator *generators;)
{
    for (int i = 0; i < MANY; i += 2)
        ASSERT_EQ(co_generator_drop(&my->generators[i * 7 % MANY]), 0);
    return 0;
}

ASYNC_TEST(thread_closes_only_the_generators_that_it_drops)
{
    static struct co_generator generators[MANY];
    intptr_t value;

    for (int i = 0; i < MANY; i++) {
        generators[i] = counter(2, 0);
        ASSERT_EQ(co_generator_next(&generators[i], &value), 1);
    }
    await(co_to_thread(CORO(drops_from_a_thread, generators)));
    await(turns(3));
    for (int i = 0; i < MANY; i++)
        ASSERT_EQ(co_generator_next(&generators[i], &value), i % 2);
    return 0;
}

ASYNC_TEST(running_generator_cannot_be_dropped)
{
    static struct co_generator slow;

    slow = counter(2, 1);
    struct co_task *task = co_create_task(CORO(take_one, &slow));

    await(turns(1));
    ASSERT_EQ(co_generator_drop(&slow), -EPERM);
    ASSERT_EQ(co_await(task), 1);
    return co_generator_drop(&slow);
}

ASYNC(drops_at_the_end)
{
    struct co_generator generator = GENERATOR(says_goodbye, "g", 0);
    intptr_t value;

    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    return co_generator_drop(&generator);
}

TEST(closing_task_is_cancelled_at_the_end_of_the_run)
{
    ASSERT_EQ(run(CORO(drops_at_the_end)), 0);
    SAID("g:CancelledError");
}

ASYNC(drops_one_of_an_earlier_run)
{
    ASSERT_EQ(co_generator_drop(&left_over[0]), -EPERM);
    ASSERT_STR_EQ(co_text(), "Event loop is closed");
    return 0;
}

TEST(generator_cannot_be_dropped_when_its_run_has_ended)
{
    ASSERT_EQ(run(CORO(leaves_two_open)), 5);
    ASSERT_EQ(co_generator_drop(&left_over[0]), -EPERM);
    ASSERT_EQ(run(CORO(drops_one_of_an_earlier_run)), 0);
}
