#include "co/outside.h"
#include "scene.h"

/* ---- Lost errors ---- */

ASYNC(fails, int code; const char *text;)
{
    await(co_sleep(0.1));
    return my->text ? co_raise(my->code, "%s", my->text) : my->code;
}

ASYNC(forgets)
{
    co_task_detach(co_create_task(CORO(fails, -ECONNREFUSED, "no server at port 80")));
    await(co_sleep(1));
    log_time("main goes on");
    return 0;
}

TEST(lost_error_is_reported)
{
    play(SCENE(forgets));
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(printed, "[  1.000] main goes on\n");
    REPORTED(
        "Task exception was never retrieved: fails-1 failed at 0.100 s with ConnectionRefusedError: no server at port 80.\n"
        "    made at HERE: co_create_task(CORO(fails, -ECONNREFUSED, \"no server at port 80\"))\n");
}

ASYNC(forgets_long_words)
{
    co_task_detach(co_create_task(CORO(
        fails, -EIO, "größere Wörter and a_word_that_is_longer_than_the_whole_terminal twice")));
    return co_sleep(1);
}

TEST(long_line_is_broken_between_words)
{
    struct run_options options = usual_options();
    char *place;

    options.errors_width = 40;
    play_with(SCENE(forgets_long_words), options);
    place = strstr(reported, "    made at");
    ASSERT_TRUE(place);
    *place = '\0';
    ASSERT_STR_EQ(reported, "Task exception was never retrieved:\n"
                            "    fails-1 failed at 0.100 s with\n"
                            "    OSError: größere Wörter and\n"
                            "    a_word_that_is_longer_than_the_whole_terminal\n"
                            "    twice.\n");
    /* The event has the whole line. */
    for (size_t i = 0; i < stream.count; i++)
        ASSERT_TRUE(!strchr(stream.events[i].text, '\n'));
}

ASYNC(never_awaits)
{
    co_create_task(CORO(fails, -EIO, NULL));
    return co_sleep(1);
}

TEST(error_of_a_task_never_awaited_is_reported)
{
    play(SCENE(never_awaits));
    ASSERT_EQ(result.exit_code, 0);
    REPORTED(
        "Task exception was never retrieved: fails-1 failed at 0.100 s with OSError: input or output failed.\n"
        "    made at HERE: co_create_task(CORO(fails, -EIO, NULL))\n");
}

ASYNC(looks)
{
    struct co_task *task = co_create_task(CORO(fails, -EIO, NULL));
    co_task_cancel(co_create_task(CORO(fails, -EIO, NULL)));
    ASSERT_EQ(co_await(task), -EIO);
    return 0;
}

TEST(seen_errors_and_cancelled_tasks_are_not_reported)
{
    play(SCENE(looks));
    ASSERT_STR_EQ(reported, "");
}

/* ---- Time that is held ---- */

static bool never_rests(struct co_party *party)
{
    (void)party;
    return false;
}

ASYNC(beside_a_child_that_never_idles)
{
    static struct co_party party = { .name = "child 7, \x1b[2J",
                                     .is_idle = never_rests,
                                     .descriptors = { -1, -1 } };

    await(co_sleep(0.5));
    co_party_enter(&party);
    await(co_sleep(0.5));
    co_party_leave(&party);
    log_time("main goes on");
    return 0;
}

TEST(child_that_holds_time_too_long_is_named)
{
    play(SCENE(beside_a_child_that_never_idles));
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(printed, "[  1.000] main goes on\n");
    REPORTED("The virtual clock stands at 0.500 s: after 2 s of real time child 7, \\x1b[2J still "
             "runs.\n");
}

ASYNC(unsafe_error)
{
    co_task_detach(co_create_task(CORO(fails, -EIO, "\x1b[2J")));
    return co_sleep(1);
}

TEST(error_text_cannot_control_a_terminal)
{
    play(SCENE(unsafe_error));
    ASSERT_TRUE(strstr(reported, "OSError: \\x1b[2J.\n"));
}

ASYNC(cleans_up_badly)
{
    int rc = co_event_wait(&(struct co_event){ 0 });
    log_time("after the report");
    return rc == -ECANCELED ? co_raise(-EIO, "in the cleanup") : rc;
}

ASYNC(stuck_with_a_bad_cleanup)
{
    co_task_detach(co_create_task(CORO(cleans_up_badly)));
    co_create_task(CORO(fails, -EIO, "before"));
    return co_event_wait(&(struct co_event){ 0 });
}

TEST(errors_after_a_deadlock_are_not_reported)
{
    play(SCENE(stuck_with_a_bad_cleanup));
    ASSERT_EQ(result.exit_code, 3);
    ASSERT_STR_EQ(printed, "");
    ASSERT_TRUE(strstr(reported, "DEADLOCK at 0.100 s"));
    ASSERT_TRUE(strstr(
        reported,
        "Task exception was never retrieved: fails-1 failed at 0.100 s with OSError: before.\n"));
    ASSERT_TRUE(!strstr(reported, "in the cleanup"));
}

/* ---- Livelock ---- */

static bool finished;

ASYNC(spinner)
{
    while (!finished)
        await(co_sleep(0));
    return 0;
}

ASYNC(two_spinners)
{
    struct co_event event = { 0 };

    await(co_sleep(0.5));
    TASKS(spinners, CORO(spinner), i, 2);
    await(GATHER_TASKS(spinners));
    return co_event_wait(&event);
}

TEST(livelock_names_the_busy_tasks)
{
    play(SCENE(two_spinners));
    ASSERT_EQ(result.code, -ELOOP);
    ASSERT_EQ(result.exit_code, 3);
    /* The exact number of turns is the loop's business. */
    char *times = strstr(reported, "spinner-1 ran ");
    int first, second;
    ASSERT_TRUE(times);
    ASSERT_EQ(sscanf(times, "spinner-1 ran %d times.", &first), 1);
    ASSERT_EQ(sscanf(strstr(times, "spinner-2"), "spinner-2 ran %d times.", &second), 1);
    ASSERT_TRUE(first >= 100000 && first < 100100);
    ASSERT_NEAR(second, first, 1);
    forget_lines(__FILE__);
    ASSERT_TRUE(
        strstr(
            reported,
            "LIVELOCK at 0.500 s: tasks have run for more than 100000 turns, and time has not moved.\n"
            "\n"
            "Running again and again:\n"
            "    spinner-1 ran ") == reported);
    ASSERT_TRUE(strstr(reported, " times.\n"
                                 "        at HERE: co_sleep(0)\n"
                                 "    spinner-2 ran "));
    ASSERT_TRUE(strstr(
        reported,
        "\nWhat usually helps: wait for an event, a queue or the task itself instead of asking again "
        "and again, or sleep for more than 0 seconds.\n"
        "If all this is progress, the limit of 100000 turns is too low: --turns=1000000 raises it.\n"
        "Next: asyncdemo show two-spinners\n"));
    ASSERT_TRUE(!strstr(reported, "main"));
}

ASYNC(short_task)
{
    return 0;
}

/* Two turns a task, and time has not moved. */
ASYNC(many_short_tasks)
{
    for (int i = 0; i < 60000; i++)
        await(co_await(co_create_task(CORO(short_task))));
    return 0;
}

TEST(limit_of_turns_can_be_raised)
{
    struct run_options options = usual_options();

    options.stream = NULL;
    play_with(SCENE(many_short_tasks), options);
    ASSERT_EQ(result.exit_code, 3);
    ASSERT_TRUE(strstr(reported, "--turns=1000000 raises it.\n"));
    options.turns = 1000000;
    play_with(SCENE(many_short_tasks), options);
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(reported, "");
}

TEST(livelock_report_names_the_given_limit)
{
    static const struct {
        uint32_t turns;
        const char *more, *raises;
    } rows[] = {
        { 1, "for more than 1 turn,", "the limit of 1 turn is too low: --turns=10 raises it.\n" },
        { 70, "for more than 70 turns,", "of 70 turns is too low: --turns=700 raises it.\n" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct run_options options = usual_options();

        test_note("%u turns", rows[i].turns);
        options.turns = rows[i].turns;
        play_with(SCENE(two_spinners), options);
        ASSERT_EQ(result.code, -ELOOP);
        ASSERT_TRUE(strstr(reported, rows[i].more));
        ASSERT_TRUE(strstr(reported, rows[i].raises));
    }
}

ASYNC(many_spinners)
{
    TASKS(spinners, CORO(spinner), i, 12);
    return GATHER_TASKS(spinners);
}

TEST(long_livelock_report_is_cut)
{
    struct run_options options = usual_options();

    options.stream = NULL; /* more than a million turns */
    play_with(SCENE(many_spinners), options);
    ASSERT_EQ(result.exit_code, 3);
    ASSERT_TRUE(strstr(reported, "    spinner-8 ran "));
    ASSERT_TRUE(!strstr(reported, "    spinner-9 ran "));
    ASSERT_TRUE(strstr(reported, "    and 4 more.\n"));
}

ASYNC(ping_pong, struct co_queue *from; struct co_queue * to;)
{
    while (true) {
        void *ball;
        await(co_queue_get(my->from, &ball));
        await(co_queue_put(my->to, ball));
    }
}

ASYNC(a_game)
{
    static struct co_queue left, right;

    left = CO_QUEUE(1);
    right = CO_QUEUE(1);

    await(co_queue_put(&left, &left));
    return GATHER(CORO(ping_pong, &left, &right), CORO(ping_pong, &right, &left));
}

TEST(tasks_that_wake_each_other_are_a_livelock)
{
    play(SCENE(a_game));
    ASSERT_EQ(result.exit_code, 3);
    forget_lines(__FILE__);
    ASSERT_TRUE(strstr(reported, "    ping_pong-1 ran "));
    ASSERT_TRUE(strstr(reported, "        at HERE: co_queue_get(my->from, &ball)\n"));
}

ASYNC(a_long_wait)
{
    for (int i = 0; i < 250000; i++)
        await(co_sleep(i % 1000 ? 0 : 0.001));
    return 0;
}

TEST(head_of_a_livelock_is_red)
{
    struct run_options options = usual_options();

    options.colour_errors = true;
    play_with(SCENE(two_spinners), options);
    ASSERT_TRUE(strstr(reported,
                       "\033[1;31mLIVELOCK at 0.500 s: tasks have run for more than "
                       "100000 turns, and time has not moved.\033[m\n\nRunning ") == reported);
    ASSERT_TRUE(!strchr(strstr(reported, "Running "), '\033'));
    /* The events have no colour. */
    for (size_t i = 0; i < stream.count; i++)
        ASSERT_TRUE(!strchr(stream.events[i].text, '\033'));
}

TEST(many_turns_are_not_a_livelock_if_time_moves)
{
    struct run_options options = usual_options();

    options.stream = NULL;
    play_with(SCENE(a_long_wait), options);
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(reported, "");
}
