#include "run/order.h"
#include "scene.h"

#include <unistd.h>

static void play_past(const struct demo *demo, const char *lines)
{
    struct run_options options = usual_options();
    struct order order = { 0 };
    struct text bytes = { 0 }, why = { 0 };

    text_add(&bytes, "order 1\ndemo scene\n%send\n", lines);
    ASSERT_EQ(order_read(&order, text_string(&bytes), bytes.length, &why), 0);
    options.order = &order;
    play_with(demo, options);
    order_free(&order);
    text_free(&bytes);
}

ASYNC(naps, double seconds;)
{
    log_time("%s begins", co_task_name(co_current_task()));
    await(co_sleep(my->seconds));
    log_time("%s ends", co_task_name(co_current_task()));
    return 0;
}

ASYNC(nappers)
{
    return GATHER(NAMED(CORO(naps, 0.1), "A"), NAMED(CORO(naps, 0.2), "A"));
}

TEST(steps_and_lines_have_their_times)
{
    play_past(SCENE(nappers), "step main 1 at 0.001\nstep A 1 at 0.002 0.003\n"
                              "step A~2 1 at 0.004 0.005\nstep A 2 at 0.11 0.111\n"
                              "step A~2 2 at 0.3 0.31\nstep main 2 at 0.4\n");
    ASSERT_STR_EQ(result.message, "");
    ASSERT_STR_EQ(printed, "[  0.003] A begins\n[  0.005] A begins\n[  0.111] A ends\n"
                           "[  0.310] A ends\n");
}

TEST(steps_come_in_the_order_of_the_past)
{
    play_past(SCENE(nappers), "step main 1 at 0.001\nstep A~2 1 at 0.002\n"
                              "step A 1 at 0.004\nstep A~2 2 at 0.3\n"
                              "step A 2 at 0.31\nstep main 2 at 0.4\n");
    ASSERT_STR_EQ(result.message, "");
    ASSERT_STR_EQ(printed, "[  0.002] A begins\n[  0.004] A begins\n[  0.300] A ends\n"
                           "[  0.310] A ends\n");
}

TEST(lines_of_no_step_are_those_of_the_task)
{
    play_past(SCENE(nappers), "step main 1 at 0.001\nlines A at 0.5 0.6\n");
    ASSERT_STR_EQ(result.message, "");
    ASSERT_STR_EQ(printed, "[  0.500] A begins\n[  0.001] A begins\n[  0.600] A ends\n"
                           "[  0.201] A ends\n");
}

TEST(lines_come_in_the_order_of_their_times)
{
    play_past(SCENE(nappers), "step main 1 at 0\nlines A at 0.5 0.7\nlines A~2 at 0.4 0.6\n");
    ASSERT_STR_EQ(result.message, "");
    ASSERT_STR_EQ(printed, "[  0.400] A begins\n[  0.500] A begins\n[  0.600] A ends\n"
                           "[  0.700] A ends\n");
}

TEST(line_that_never_comes_keeps_no_other_back)
{
    play_past(SCENE(nappers), "step main 1 at 0\nlines A at 0.3 0.4 0.5\nlines A~2 at 0.6 0.7\n");
    ASSERT_STR_EQ(printed, "[  0.300] A begins\n[  0.400] A ends\n[  0.600] A begins\n"
                           "[  0.700] A ends\n");
}

static int speak(void *name)
{
    log_time("%s", *(const char **)name);
    return 0;
}

ASYNC(hears_threads)
{
    const char *one = "one", *two = "two";

    await(co_to_thread((struct co_coro){ speak, &one, sizeof one, "work", 0, NULL }));
    await(co_to_thread((struct co_coro){ speak, &two, sizeof two, "work", 0, NULL }));
    log_time("both");
    return 0;
}

TEST(lines_of_threads_come_in_the_order_of_their_times)
{
    play_past(SCENE(hears_threads), "step main 1 at 0\nstep main 2 at 0.1\n"
                                    "step main 3 at 0.4 0.41\nlines work-1 at 0.3\n"
                                    "lines work-2 at 0.2\n");
    ASSERT_STR_EQ(result.message, "");
    ASSERT_STR_EQ(printed, "[  0.200] two\n[  0.300] one\n[  0.410] both\n");
}

static int ring(void *context)
{
    (void)context;
    log_time("it rings");
    return 0;
}

ASYNC(rung)
{
    co_call_later(0.1, ring, NULL);
    await(co_sleep(0.2));
    log_time("it has rung");
    return 0;
}

TEST(lines_of_callbacks_have_their_times)
{
    play_past(SCENE(rung), "step main 1 at 0\nstep main 2 at 0.3 0.31\nlines \"\" at 0.15\n");
    ASSERT_STR_EQ(result.message, "");
    ASSERT_STR_EQ(printed, "[  0.150] it rings\n[  0.310] it has rung\n");
}

ASYNC(hears, int *pipe;)
{
    char byte;

    await(co_wait_readable(my->pipe[0]));
    ASSERT_EQ(read(my->pipe[0], &byte, 1), 1);
    log_time("%s hears", co_task_name(co_current_task()));
    return 0;
}

ASYNC(two_hear)
{
    int pipes[2][2];

    ASSERT_EQ(pipe(pipes[0]) + pipe(pipes[1]), 0);
    struct co_task *tasks[] = { co_create_task(NAMED(CORO(hears, pipes[0]), "A")),
                                co_create_task(NAMED(CORO(hears, pipes[1]), "B")) };
    await(co_sleep(0.1));
    ASSERT_EQ(write(pipes[0][1], "a", 1) + write(pipes[1][1], "b", 1), 2);
    await(GATHER_TASKS(tasks));
    log_time("main has heard");
    for (int i = 0; i < 4; i++)
        close(pipes[i / 2][i % 2]);
    return 0;
}

#define BEFORE "step main 1 at 0\nstep A 1 at 0\nstep B 1 at 0\nstep main 2 at 0.1\n"

TEST(outside_event_comes_in_the_order_of_its_entry)
{
    play_past(SCENE(two_hear), BEFORE "heard B at 0.2\nheard A at 0.3\nstep main 3 at 0.4\n");
    ASSERT_STR_EQ(result.message, "");
    ASSERT_STR_EQ(printed, "[  0.200] B hears\n[  0.300] A hears\n[  0.400] main has heard\n");
}

TEST(outside_entry_without_its_event_is_left_out)
{
    play_past(SCENE(two_hear), BEFORE "heard B at 0.2\nheard B at 0.25\nheard A at 0.3\n"
                                      "step main 3 at 0.4\nheard main at 0.5\n");
    ASSERT_STR_EQ(result.message, "");
    ASSERT_STR_EQ(printed, "[  0.200] B hears\n[  0.300] A hears\n[  0.400] main has heard\n");
}

TEST(outside_event_without_an_entry_comes_at_once)
{
    play_past(SCENE(two_hear), BEFORE "heard B at 0.2\nstep main 3 at 0.4\n");
    ASSERT_STR_EQ(result.message, "");
    ASSERT_STR_EQ(printed, "[  0.100] A hears\n[  0.200] B hears\n[  0.400] main has heard\n");
}

TEST(outside_event_comes_before_the_step_that_needs_it)
{
    play_past(SCENE(two_hear), BEFORE "heard B at 0.2\nstep main 3 at 0.4\nheard A at 0.5\n");
    ASSERT_STR_EQ(result.message, "");
    ASSERT_STR_EQ(printed, "[  0.200] B hears\n[  0.200] A hears\n[  0.400] main has heard\n");
}

TEST(step_that_cannot_come_ends_the_past)
{
    play_past(SCENE(nappers), "step main 1 at 0\nstep A 1 at 0\nstep A 3 at 0.2\n");
    ASSERT_EQ(result.exit_code, 5);
    ASSERT_STR_EQ(result.message, "The order no longer applies: A step 3 does not come after the 2 "
                                  "steps before it: something outside has come in another order, "
                                  "or the demo has changed.");
    ASSERT_STR_EQ(printed, "[  0.000] A begins\n[  0.100] A begins\n[  0.100] A ends\n"
                           "[  0.300] A ends\n");
}

TEST(lines_that_differ_from_the_recorded_run_are_found)
{
    play_past(SCENE(nappers), "step main 1 at 0\nsaid 5\n");
    ASSERT_EQ(result.exit_code, 5);
    ASSERT_STR_EQ(result.message,
                  "The order no longer applies: the lines or their times are not those of the "
                  "recorded run, in which something outside may have come in another order.");
}
