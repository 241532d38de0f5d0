#include "scenario.h"

static struct co_context_var color = { "color", 1, 0 };
static struct co_context_var shape = { "shape", 0, 0 };

static int see_color(void *nothing)
{
    (void)nothing;
    say("%d", (int)co_context_var_get(&color));
    return 0;
}

static int paint(void *value)
{
    return co_context_var_set(&color, (intptr_t)value).result;
}

/* ---- Variables ---- */

ASYNC_TEST(variable_that_was_never_set_has_its_default)
{
    ASSERT_EQ(co_context_var_get(&color), 1);
    ASSERT_EQ(co_context_var_get(&shape), 0);
    return 0;
}

ASYNC_TEST(variables_have_values_of_their_own)
{
    ASSERT_EQ(co_context_var_set(&color, 7).result, 0);
    ASSERT_EQ(co_context_var_set(&shape, 8).result, 0);
    ASSERT_EQ(co_context_var_set(&color, 9).result, 0);
    ASSERT_EQ(co_context_var_get(&color), 9);
    ASSERT_EQ(co_context_var_get(&shape), 8);
    return 0;
}

TEST(run_begins_with_no_variable_set)
{
    ASSERT_EQ(run((struct co_coro){ see_color, NULL, 0, "main", 0, NULL }), 0);
    ASSERT_EQ(run((struct co_coro){ see_color, NULL, 0, "main", 0, NULL }), 0);
    SAID("1 1");
}

TEST(variables_have_defaults_and_cannot_be_set_outside_a_loop)
{
    struct co_context_token token = co_context_var_set(&color, 5);

    ASSERT_EQ(token.result, -EPERM);
    ASSERT_EQ(co_context_var_get(&color), 1);
    ASSERT_EQ(co_context_var_reset(&token), -EPERM);
}

ASYNC_TEST(variables_keep_their_values_when_they_are_many)
{
    enum { COUNT_OF_VARIABLES = 300 };
    struct co_context_var vars[COUNT_OF_VARIABLES] = { 0 };

    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < COUNT_OF_VARIABLES; i++)
            await(co_context_var_set(&vars[i], i * 10 + round).result);
        for (int i = 0; i < COUNT_OF_VARIABLES; i++)
            ASSERT_EQ(co_context_var_get(&vars[i]), i * 10 + round);
    }
    return 0;
}

/* ---- Tokens ---- */

ASYNC_TEST(token_restores_the_earlier_value)
{
    struct co_context_token first = co_context_var_set(&color, 7);
    struct co_context_token second = co_context_var_set(&color, 8);

    await(co_context_var_reset(&second));
    ASSERT_EQ(co_context_var_get(&color), 7);
    await(co_context_var_reset(&first));
    ASSERT_EQ(co_context_var_get(&color), 1);
    return 0;
}

ASYNC_TEST(variable_has_its_default_again_when_it_is_reset)
{
    struct co_context_var var = CO_CONTEXT_VAR("late", 3);
    struct co_context_token token = co_context_var_set(&var, 0);

    ASSERT_EQ(co_context_var_get(&var), 0);
    await(co_context_var_reset(&token));
    ASSERT_EQ(co_context_var_get(&var), 3);
    return 0;
}

ASYNC_TEST(token_can_be_used_once)
{
    struct co_context_token token = co_context_var_set(&color, 7);

    await(co_context_var_reset(&token));
    ASSERT_EQ(co_context_var_reset(&token), -EPERM);
    ASSERT_STR_EQ(co_text(), "the token has been used, or nothing was set");
    return 0;
}

ASYNC(reset_anothers, struct co_context_token token;)
{
    ASSERT_EQ(co_context_var_reset(&my->token), -EINVAL);
    ASSERT_STR_EQ(co_text(), "the token was made in a different context");
    await(co_context_var_set(&color, 3).result);
    ASSERT_EQ(co_context_var_reset(&my->token), -EINVAL);
    return 0;
}

ASYNC_TEST(token_of_another_task_is_refused)
{
    struct co_context_token token = co_context_var_set(&color, 7);

    await(co_await(co_create_task(CORO(reset_anothers, token))));
    return co_context_var_reset(&token);
}

/* ---- Tasks ---- */

ASYNC(paint_and_look, int value; double seconds;)
{
    say("%d", (int)co_context_var_get(&color));
    await(co_context_var_set(&color, my->value).result);
    await(co_sleep(my->seconds));
    say("%d", (int)co_context_var_get(&color));
    return 0;
}

ASYNC_TEST(task_begins_with_the_values_that_its_creator_saw)
{
    await(co_context_var_set(&color, 5).result);
    struct co_task *task = co_create_task(CORO(paint_and_look, 6, 0.1));
    await(co_context_var_set(&color, 9).result);
    await(co_await(task));
    SAID("5 6");
    ASSERT_EQ(co_context_var_get(&color), 9);
    return 0;
}

ASYNC_TEST(task_does_not_see_values_that_are_set_after_its_creation)
{
    struct co_task *task = co_create_task(CORO(paint_and_look, 6, 0.1));

    await(co_context_var_set(&color, 5).result);
    await(co_await(task));
    SAID("1 6");
    return 0;
}

ASYNC_TEST(eager_task_has_its_own_context_from_its_first_step)
{
    await(co_context_var_set(&color, 5).result);
    struct co_task *task = co_create_eager_task(CORO(paint_and_look, 6, 0.1));
    ASSERT_EQ(co_context_var_get(&color), 5);
    await(co_await(task));
    SAID("5 6");
    ASSERT_EQ(co_context_var_get(&color), 5);
    return 0;
}

ASYNC(paint_in_steps, int value;)
{
    for (int i = 0; i < 5; i++) {
        await(co_context_var_set(&color, my->value + i).result);
        await(co_sleep(0));
        ASSERT_EQ(co_context_var_get(&color), my->value + i);
    }
    return 0;
}

ASYNC(paint_by_many)
{
    struct co_task *tasks[6];

    await(co_context_var_set(&color, 5).result);
    for (int i = 0; i < 6; i++)
        tasks[i] = co_create_task(CORO(paint_in_steps, i * 100));
    await(co_gather(tasks, 6, NULL, 0));
    ASSERT_EQ(co_context_var_get(&color), 5);
    return 0;
}

SHUFFLED_TEST(value_stays_with_the_task_that_sets_it)
{
    return co_await(co_create_task(CORO(paint_by_many)));
}

ASYNC(yield_colors)
{
    await(co_context_var_set(&color, 6).result);
    await(co_yield(co_context_var_get(&color)));
    await(co_yield(co_context_var_get(&color)));
    return 0;
}

ASYNC_TEST(generator_runs_in_the_context_of_its_caller)
{
    struct co_generator generator = { .coro = CORO(yield_colors) };
    intptr_t value;

    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    ASSERT_EQ(value, 6);
    ASSERT_EQ(co_context_var_get(&color), 6);
    await(co_context_var_set(&color, 7).result);
    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    ASSERT_EQ(value, 7);
    return co_generator_close(&generator);
}

ASYNC(leave_tasks_behind)
{
    await(co_context_var_set(&color, 5).result);
    (void)!co_create_task(CORO(stuck, "a"));
    struct co_task *kept = co_task_keep(co_create_task(CORO(paint_and_look, 6, 0)));
    return co_await(kept);
}

TEST(run_frees_the_contexts_of_unreleased_tasks_when_it_ends)
{
    ASSERT_EQ(run(CORO(leave_tasks_behind)), 0);
    SAID("5 6 a:CancelledError");
}

/* ---- Contexts as such ---- */

ASYNC_TEST(copy_of_a_context_keeps_the_values_of_its_moment)
{
    await(co_context_var_set(&color, 5).result);
    struct co_context *copy = co_context_copy();
    await(co_context_var_set(&color, 6).result);
    ASSERT_EQ(co_context_value(copy, &color), 5);
    ASSERT_EQ(co_context_value(copy, &shape), 0);
    co_context_release(copy);
    return 0;
}

ASYNC_TEST(task_in_a_context_changes_the_context_itself)
{
    struct co_context *context = co_context_copy();

    await(co_await(co_create_task_in(CORO(paint_and_look, 6, 0.1), context)));
    await(co_await(co_create_task_in(CORO(paint_and_look, 7, 0.1), context)));
    SAID("1 6 6 7");
    ASSERT_EQ(co_context_value(context, &color), 7);
    ASSERT_EQ(co_context_var_get(&color), 1);
    co_context_release(context);
    return 0;
}

ASYNC_TEST(task_gets_a_copy_when_its_context_is_null)
{
    await(co_context_var_set(&color, 5).result);
    await(co_await(co_create_task_in(CORO(paint_and_look, 6, 0), NULL)));
    SAID("5 6");
    ASSERT_EQ(co_context_var_get(&color), 5);
    return 0;
}

ASYNC_TEST(released_context_lives_while_a_task_is_in_it)
{
    struct co_context *context = co_context_copy();
    struct co_task *task = co_create_task_in(CORO(paint_and_look, 6, 0.1), context);

    co_context_release(context);
    await(co_await(task));
    SAID("1 6");
    return 0;
}

ASYNC_TEST(context_of_a_task_can_be_read)
{
    struct co_task *task = co_create_task(CORO(paint_and_look, 6, 0.1));
    struct co_context *context = co_task_context(task);

    ASSERT_EQ(co_context_value(context, &color), 1);
    await(co_await(task));
    ASSERT_EQ(co_context_value(context, &color), 6);
    co_context_release(context);
    SAID("1 6");
    return 0;
}

static int look_and_paint(void *value)
{
    see_color(NULL);
    return paint(value);
}

ASYNC_TEST(a_function_can_be_called_in_a_context)
{
    struct co_context *context = co_context_copy();

    await(co_context_var_set(&color, 5).result);
    await(co_context_run(context, look_and_paint, (void *)(intptr_t)7));
    await(co_context_run(context, look_and_paint, (void *)(intptr_t)8));
    SAID("1 7");
    ASSERT_EQ(co_context_value(context, &color), 8);
    ASSERT_EQ(co_context_var_get(&color), 5);
    co_context_release(context);
    return 0;
}

static int enter_again(void *context)
{
    ASSERT_EQ(co_context_run(context, see_color, NULL), -EPERM);
    return co_raise(-EIO, "inside");
}

ASYNC_TEST(context_cannot_be_entered_twice_and_passes_errors_on)
{
    struct co_context *context = co_context_copy();

    ASSERT_EQ(co_context_run(context, enter_again, context), -EIO);
    ASSERT_STR_EQ(co_text(), "inside");
    co_context_release(context);
    return 0;
}

ASYNC(enter_own)
{
    struct co_context *own = co_task_context(co_current_task());

    ASSERT_EQ(co_context_run(own, see_color, NULL), -EPERM);
    ASSERT_STR_EQ(co_text(), "cannot enter context: it is already entered");
    co_context_release(own);
    return 0;
}

ASYNC_TEST(context_of_the_running_task_cannot_be_entered)
{
    return co_await(co_create_task(CORO(enter_own)));
}

static struct co_context *left_over;
ASYNC(leave_a_context)
{
    await(co_context_var_set(&color, 5).result);
    left_over = co_context_copy();
    return left_over ? 0 : -ENOMEM;
}

TEST(a_context_outlives_its_loop)
{
    ASSERT_EQ(run(CORO(leave_a_context)), 0);
    ASSERT_EQ(co_context_value(left_over, &color), 5);
    ASSERT_EQ(co_context_run(left_over, see_color, NULL), -EPERM);
    co_context_release(left_over);
    co_context_release(NULL);
}

/* ---- Callbacks ---- */

static int see_and_paint_done(struct co_task *task, void *value)
{
    (void)task;
    return look_and_paint(value);
}

ASYNC_TEST(callback_sees_the_values_of_its_registration)
{
    struct co_task *task = co_create_task(CORO(sleeper, 0.1, 0));

    await(co_context_var_set(&color, 5).result);
    await(co_call_soon(look_and_paint, (void *)(intptr_t)8));
    await(co_task_add_done_callback(task, see_and_paint_done, (void *)(intptr_t)9));
    await(co_context_var_set(&color, 6).result);
    await(co_task_add_done_callback(task, see_and_paint_done, NULL));
    await(co_context_var_set(&color, 7).result);
    await(co_await(task));
    await(turns(2));
    SAID("5 5 6");
    ASSERT_EQ(co_context_var_get(&color), 7);
    return 0;
}

ASYNC_TEST(later_calls_and_signal_handlers_see_values_of_registration)
{
    await(co_context_var_set(&color, 5).result);
    ASSERT_TRUE(co_call_later(0.1, look_and_paint, (void *)(intptr_t)8));
    ASSERT_TRUE(co_call_later(9, look_and_paint, NULL));
    co_timer_handle_cancel(co_call_later(0.1, look_and_paint, NULL));
    await(co_add_signal_handler(SIGUSR1, look_and_paint, (void *)(intptr_t)9));
    await(co_add_signal_handler(SIGUSR1, look_and_paint, (void *)(intptr_t)10));
    await(co_context_var_set(&color, 6).result);
    raise(SIGUSR1);
    await(co_sleep(0.2));
    raise(SIGUSR1);
    await(co_sleep(0.2));
    SAID("5 5 5");
    ASSERT_EQ(co_context_var_get(&color), 6);
    return 0;
}

ASYNC_TEST(a_callback_in_a_context_changes_it)
{
    struct co_context *context = co_context_copy();
    struct co_task *task = co_create_task(CORO(sleeper, 0.1, 0));

    await(co_context_var_set(&color, 5).result);
    await(co_call_soon_in(look_and_paint, (void *)(intptr_t)8, context));
    await(co_task_add_done_callback_in(task, see_and_paint_done, (void *)(intptr_t)9, context));
    await(co_await(task));
    await(turns(2));
    SAID("1 8");
    ASSERT_EQ(co_context_value(context, &color), 9);
    co_context_release(context);
    return 0;
}

static int make_a_task(void *nothing)
{
    (void)nothing;
    paint((void *)(intptr_t)6);
    co_task_detach(co_create_task(CORO(paint_and_look, 7, 0)));
    return 0;
}

ASYNC_TEST(task_made_by_a_callback_begins_with_the_callbacks_values)
{
    await(co_call_soon(make_a_task, NULL));
    await(turns(4));
    SAID("6 7");
    return 0;
}

ASYNC_TEST(callback_leaves_no_context_behind_when_it_is_never_called)
{
    struct co_task *task = co_create_task(CORO(sleeper, 0.1, 0));

    await(co_context_var_set(&color, 5).result);
    await(co_task_add_done_callback(task, see_and_paint_done, NULL));
    ASSERT_EQ(co_task_remove_done_callback(task, see_and_paint_done, NULL), 1);
    await(co_await(task));
    await(co_call_soon(see_color, NULL));
    await(co_call_soon_in(see_color, NULL, NULL));
    return 0;
}

/* ---- Threads ---- */

DEF(look_and_paint_in_a_thread, int value;)
{
    return look_and_paint((void *)(intptr_t)my->value);
}

ASYNC_TEST(function_in_a_thread_sees_the_values_of_its_caller)
{
    await(co_context_var_set(&color, 5).result);
    struct co_task *job = co_run_in_executor(NULL, CORO(look_and_paint_in_a_thread, 6));
    await(co_context_var_set(&color, 7).result);
    await(co_await(job));
    await(co_await(co_run_in_executor(NULL, CORO(look_and_paint_in_a_thread, 8))));
    SAID("5 7");
    ASSERT_EQ(co_context_var_get(&color), 7);
    return 0;
}

DEF(paint_often, struct co_context_var *vars; int value;)
{
    for (int i = 0; i < 500; i++) {
        await(co_context_var_set(&my->vars[i % 7], my->value + i).result);
        ASSERT_EQ(co_context_var_get(&my->vars[i % 7]), my->value + i);
    }
    ASSERT_EQ(co_context_var_get(&color), 5);
    return 0;
}

ASYNC(paint_in_threads)
{
    static struct co_context_var vars[7];
    struct co_task *jobs[8];

    await(co_context_var_set(&color, 5).result);
    for (int i = 0; i < 8; i++)
        jobs[i] = co_run_in_executor(NULL, CORO(paint_often, vars, i * 1000));
    await(CALL(paint_often, vars, 9000));
    return co_gather(jobs, 8, NULL, 0);
}

TEST(threads_share_their_first_values_and_change_their_own)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(paint_in_threads)), 0);
}

/* ---- Memory ---- */

ASYNC(use_it_all)
{
    await(co_context_var_set(&color, 6).result);
    struct co_context_token token = co_context_var_set(&shape, 6);
    await(token.result);
    return co_context_var_reset(&token);
}

MEMORY_TEST(variable_is_not_set_and_leaks_nothing_without_memory)
{
    struct co_context *context;
    int rc = 0;

    await(co_context_var_set(&color, 5).result);
    context = co_context_copy();
    if (!context)
        return -ENOMEM;
    struct co_task *task = co_create_task_in(CORO(use_it_all), context);
    rc = co_await(task);
    if (rc == 0)
        rc = co_call_soon_in(see_color, NULL, context);
    if (rc == 0)
        rc = co_await(co_run_in_executor(NULL, CORO(look_and_paint_in_a_thread, 6)));
    ASSERT_EQ(co_context_var_get(&color), 5);
    co_context_release(context);
    return rc;
}

ASYNC_TEST(no_task_has_no_context)
{
    ASSERT_TRUE(!co_task_context(NULL));
    return 0;
}
