#include "programs.h"

#include <poll.h>
#include <unistd.h>

static struct explored *explored;

static const struct outcome *outcome_of(const struct demo *demo, const struct order *order)
{
    struct explored_demo program = program_of(demo);

    if (!explored)
        explored = explored_create();
    ASSERT_TRUE(explored);
    ASSERT_EQ(explored_run(explored, &program, order, NULL), 0);
    return &explored->outcome;
}

ASYNC(says_less)
{
    log_time("a task");
    return 0;
}

ASYNC(says_much)
{
    log_time("begins");
    await(co_await(co_create_task(CORO(says_less))));
    await(co_sleep(0.5));
    MUST(balance == -1);
    log_time("ends");
    return 7;
}

TEST(outcome_has_what_main_prints_and_no_times)
{
    const struct outcome *outcome = outcome_of(PROGRAM(says_much), NULL);

    ASSERT_EQ(outcome->end, EXPLORED_ENDED);
    ASSERT_EQ(outcome->exit_code, 1);
    ASSERT_STR_EQ(outcome->text, "begins\nMUST(balance == -1) does not hold.\nends\n");
}

TEST(run_leaves_the_state_of_the_program_alone)
{
    balance = 5;
    outcome_of(PROGRAM(pays_twice), NULL);
    ASSERT_EQ(balance, 5);
}

static struct co_event never;

ASYNC(hangs)
{
    await(co_sleep(0.25));
    return co_event_wait(&never);
}

TEST(deadlock_is_one_line_of_the_outcome)
{
    const struct outcome *outcome = outcome_of(PROGRAM(hangs), NULL);

    ASSERT_TRUE(outcome->is_stuck);
    ASSERT_EQ(outcome->exit_code, 3);
    ASSERT_STR_EQ(outcome->text,
                  "DEADLOCK: nothing can ever run again, and 1 task has not ended.\n");
}

ASYNC(exits)
{
    _exit(4);
}

TEST(program_that_ends_its_process_counts_as_crashed)
{
    ASSERT_EQ(outcome_of(PROGRAM(exits), NULL)->end, EXPLORED_CRASHED);
}

ASYNC(is_killed)
{
    return raise(SIGKILL);
}

TEST(signal_that_ends_the_run_is_known)
{
    const struct outcome *outcome = outcome_of(PROGRAM(is_killed), NULL);

    ASSERT_EQ(outcome->end, EXPLORED_CRASHED);
    ASSERT_EQ(outcome->status, SIGKILL);
}

ASYNC(begins_a_process_and_is_killed)
{
    pid_t process = fork();

    if (process == 0)
        for (;;)
            pause();
    setpgid(process, process);
    return raise(SIGKILL);
}

TEST(process_of_a_run_that_crashes_is_ended)
{
    struct pollfd end = { .events = POLLIN };
    int ends[2];

    ASSERT_EQ(pipe(ends), 0);
    outcome_of(PROGRAM(begins_a_process_and_is_killed), NULL);
    close(ends[1]);
    end.fd = ends[0];
    ASSERT_EQ(poll(&end, 1, 0), 1);
    ASSERT_EQ(end.revents & (POLLIN | POLLHUP), POLLHUP);
    close(ends[0]);
}

TEST(order_that_does_not_apply_is_known)
{
    struct order order = { .hold_count = 1,
                           .holds = { { { "deposit", 1, 9 }, { "withdraw", 1, 1 } } } };

    ASSERT_TRUE(outcome_of(PROGRAM(pays_twice), &order)->order_failed);
}

TEST(events_of_the_run_come_back)
{
    struct explored_demo program = program_of(PROGRAM(pays_twice));
    struct stream stream = { 0 };

    outcome_of(program.demo, NULL);
    ASSERT_EQ(explored_run(explored, &program, NULL, &stream), 0);
    ASSERT_EQ(stream.task_count, 3);
    ASSERT_EQ(stream.events[stream.count - 1].kind, EVENT_RUN_END);
    stream_free(&stream);
}
