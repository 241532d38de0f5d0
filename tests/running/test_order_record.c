#include "run/order_record.h"
#include "scene.h"

static struct order order;
static struct text text;

/* The order of a run on the real clock, as text. */
static void record(const struct demo *demo)
{
    struct co_record readings = { 0 };
    struct run_options options = usual_options();

    options.clock = CO_CLOCK_REAL;
    options.stamp = STAMP_ELAPSED;
    options.record = &readings;
    play_with(demo, options);
    strcpy(order.demo, "scene");
    ASSERT_EQ(order_record(&order, &stream, &readings), 0);
    order_write(&order, &text);
    free(readings.readings);
}

/* Read what was written, and run in this order. */
static void play_again(const struct demo *demo)
{
    struct order again = { 0 };
    struct text why = { 0 };
    struct run_options options = usual_options();

    ASSERT_EQ(order_read(&again, text_string(&text), text.length, &why), 0);
    options.order = &again;
    options.clock = again.record.count ? CO_CLOCK_REPLAY : CO_CLOCK_VIRTUAL;
    options.record = again.record.count ? &again.record : NULL;
    play_with(demo, options);
    order_free(&again);
}

static void stays_the_same(const struct demo *demo)
{
    static char first[sizeof printed];

    record(demo);
    strcpy(first, printed);
    play_again(demo);
    ASSERT_STR_EQ(result.message, "");
    ASSERT_STR_EQ(printed, first);
    order_free(&order);
    text_free(&text);
}

ASYNC(naps, double seconds;)
{
    await(co_sleep(my->seconds));
    log_time("%s", co_task_name(co_current_task()));
    return 0;
}

ASYNC(nappers)
{
    return GATHER(CORO(naps, 0.02), CORO(naps, 0.0201), CORO(naps, 0.01));
}

TEST(timers_come_again_as_they_came)
{
    stays_the_same(SCENE(nappers));
}

static int sleep_in_thread(void *seconds)
{
    return co_blocking_sleep(*(double *)seconds);
}

static int speak_in_thread(void *seconds)
{
    int rc = sleep_in_thread(seconds);

    log_time("job");
    return rc;
}

ASYNC(has_work_done, int (*work)(void *); double seconds;)
{
    await(co_to_thread(
        (struct co_coro){ my->work, &my->seconds, sizeof my->seconds, "work", 0, NULL }));
    log_time("%s", co_task_name(co_current_task()));
    return 0;
}

ASYNC(uses_threads)
{
    return GATHER(CORO(has_work_done, sleep_in_thread, 0.03),
                  CORO(has_work_done, sleep_in_thread, 0.01), CORO(naps, 0.02));
}

TEST(steps_around_threads_come_again_as_they_came)
{
    stays_the_same(SCENE(uses_threads));
}

ASYNC(hears_a_thread)
{
    return CALL(has_work_done, speak_in_thread, 0.01);
}

TEST(order_of_threads_has_their_steps_and_no_readings)
{
    record(SCENE(hears_a_thread));
    ASSERT_EQ(order.record.count, 0);
    ASSERT_TRUE(strncmp(text_string(&text), "order 1\ndemo scene\nstep main 1 at 0", 34) == 0);
    ASSERT_TRUE(strstr(text_string(&text), "\nlines work-1 at "));
    order_free(&order);
    text_free(&text);
}

TEST(run_that_strays_from_its_steps_says_so)
{
    text_add(&text, "order 1\ndemo scene\nstep main 1 at 0.1\nstep naps-9 1 at 0.2\nend\n");
    play_again(SCENE(nappers));
    ASSERT_EQ(result.exit_code, 5);
    ASSERT_STR_EQ(result.message, "The order no longer applies: naps-9 step 1 does not come after "
                                  "the 1 steps before it: something outside has come in another "
                                  "order, or the demo has changed.");
    text_free(&text);
}

/* Play the order of a run again, after an edit of its text: each `from` is a `to`. */
static void play_edited(const struct demo *demo, const char *from, const char *to)
{
    char *edited = strdup(text_string(&text)), *place = strstr(edited, from);

    ASSERT_EQ(strlen(from), strlen(to));
    ASSERT_TRUE(place != NULL);
    for (; place; place = strstr(place + 1, from))
        memcpy(place, to, strlen(to));
    text_clear(&text);
    text_add(&text, "%s", edited);
    free(edited);
    play_again(demo);
}

TEST(edited_readings_are_no_recorded_run)
{
    record(SCENE(nappers));
    /* The time of the last line, and all that comes after it. */
    for (size_t i = 0; i < order.record.count; i++)
        if (order.record.readings[i] > 15000000)
            order.record.readings[i] += 1;
    text_clear(&text);
    order_write(&order, &text);
    play_again(SCENE(nappers));
    ASSERT_EQ(result.exit_code, 5);
    ASSERT_STR_EQ(result.message, "The order no longer applies: the lines or their times are not "
                                  "those of the recorded run.");
    order_free(&order);
    text_free(&text);
}

TEST(lines_of_a_thread_that_were_taken_out_are_missed)
{
    record(SCENE(hears_a_thread));
    play_edited(SCENE(hears_a_thread), "lines work-1", "lines walk-1");
    ASSERT_EQ(result.exit_code, 5);
    ASSERT_STR_EQ(result.message,
                  "The order no longer applies: the lines or their times are not those of the "
                  "recorded run, in which something outside may have come in another order.");
    order_free(&order);
    text_free(&text);
}

TEST(run_that_reads_its_clock_more_often_says_so)
{
    text_add(&text, "order 1\ndemo scene\nclock 0 1000\nend\n");
    play_again(SCENE(nappers));
    ASSERT_EQ(result.exit_code, 5);
    ASSERT_STR_EQ(result.message, "The order no longer applies: the run has read the clock more "
                                  "often than the recorded one.");
    text_free(&text);
}
