/* src/co/descriptor.c and poller.c: tasks and callbacks that wait for descriptors, on both
 * clocks. */
#include "co/outside.h"
#include "scenario.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static void make_pipe(int ends[2])
{
    ASSERT_EQ(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
}

static void close_pipe(const int ends[2])
{
    close(ends[0]);
    close(ends[1]);
}

ASYNC(reader, int descriptor; const char *name;)
{
    char byte;
    int rc = co_wait_readable(my->descriptor);

    if (rc < 0) {
        say("%s:%s", my->name, co_error_name(rc));
        return rc;
    }
    say("%s:%zd", my->name, read(my->descriptor, &byte, 1));
    return 0;
}

ASYNC(write_later, int descriptor; double seconds;)
{
    await(co_sleep(my->seconds));
    ASSERT_EQ(write(my->descriptor, "x", 1), 1);
    say("written");
    return 0;
}

/* ---- Tasks ---- */

TEST_ON_BOTH_CLOCKS(a_task_waits_until_a_descriptor_can_be_read)
{
    int ends[2];

    make_pipe(ends);
    await(GATHER(CORO(reader, ends[0], "reader"), CORO(write_later, ends[1], 0.01)));
    SAID("written reader:1");
    close_pipe(ends);
    return 0;
}

/* (On the virtual clock it is the order in which they began to wait.) */
ASYNC(three_readers)
{
    int ends[3][2];
    struct co_task *tasks[3];
    static const char *const names[] = { "a", "b", "c" };

    for (int i = 0; i < 3; i++) {
        make_pipe(ends[i]);
        tasks[i] = co_create_task(CORO(reader, ends[i][0], names[i]));
    }
    await(turns(200)); /* by then the system has been asked to watch them */
    ASSERT_EQ(write(ends[2][1], "x", 1), 1);
    ASSERT_EQ(write(ends[0][1], "x", 1), 1);
    ASSERT_EQ(write(ends[1][1], "x", 1), 1);
    await(GATHER_TASKS(tasks));
    for (int i = 0; i < 3; i++)
        close_pipe(ends[i]);
    return 0;
}

TEST(tasks_are_served_in_the_order_of_ready_descriptors)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(three_readers)), 0);
    SAID("c:1 a:1 b:1");
}

TEST_ON_BOTH_CLOCKS(task_reads_the_end_when_the_other_end_is_closed)
{
    int ends[2];

    make_pipe(ends);
    close(ends[1]);
    await(CALL(reader, ends[0], "reader"));
    SAID("reader:0");
    close(ends[0]);
    return 0;
}

TEST_ON_BOTH_CLOCKS(a_task_waits_until_a_full_descriptor_can_be_written)
{
    static char bytes[65536];
    int ends[2];

    make_pipe(ends);
    while (write(ends[1], bytes, sizeof bytes) > 0)
        ;
    struct co_task *drain = co_create_task(CORO(sleeper, 0, 0));
    await(co_await(drain));
    ASSERT_TRUE(read(ends[0], bytes, sizeof bytes) > 0);
    await(co_wait_writable(ends[1]));
    ASSERT_TRUE(write(ends[1], "x", 1) == 1);
    close_pipe(ends);
    return 0;
}

TEST_ON_BOTH_CLOCKS(a_cancelled_wait_leaves_nothing_behind)
{
    int ends[2];

    make_pipe(ends);
    struct co_task *task = co_create_task(CORO(reader, ends[0], "first"));
    await(turns(2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_EQ(write(ends[1], "x", 1), 1);
    await(CALL(reader, ends[0], "second"));
    SAID("first:CancelledError second:1");
    close_pipe(ends);
    return 0;
}

TEST_ON_BOTH_CLOCKS(reused_number_is_the_descriptor_of_the_new_file)
{
    static int first[2], second[2];

    make_pipe(first);
    ASSERT_EQ(write(first[1], "x", 1), 1);
    await(CALL(reader, first[0], "first"));
    close_pipe(first);
    make_pipe(second);
    ASSERT_EQ(second[0], first[0]);
    await(GATHER(CORO(reader, second[0], "second"), CORO(write_later, second[1], 0.01)));
    SAID("first:1 written second:1");
    close_pipe(second);
    return 0;
}

TEST_ON_BOTH_CLOCKS(bad_descriptor_is_refused)
{
    ASSERT_EQ(co_wait_readable(-1), -EBADF);
    ASSERT_EQ(co_wait_writable(1000), -EBADF);
    ASSERT_STR_EQ(co_text(), "1000 is not an open descriptor");
    return 0;
}

TEST(wait_is_refused_outside_a_task)
{
    ASSERT_EQ(co_wait_readable(0), -EPERM);
    ASSERT_EQ(co_add_reader(0, NULL, NULL), -EPERM);
    ASSERT_EQ(co_remove_reader(0), 0);
}

ASYNC(keep_reading, int descriptor;)
{
    struct co_resource resource = { .kind = "bytes" };

    return co_wait_descriptor(my->descriptor, CO_READING, CO_INSIDE, &resource);
}

TEST_ON_BOTH_CLOCKS(waiters_get_an_error_when_their_descriptor_is_closed)
{
    int ends[2];

    make_pipe(ends);
    struct co_task *task = co_create_task(CORO(keep_reading, ends[0]));
    await(turns(2));
    co_descriptor_close(ends[0]);
    ASSERT_EQ(co_await(task), -EBADF);
    close(ends[1]);
    return 0;
}

TEST_ON_BOTH_CLOCKS(tasks_may_wait_for_one_descriptor_in_both_directions)
{
    int ends[2];

    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    struct co_task *one = co_create_task(CORO(keep_reading, ends[0]));
    struct co_task *other = co_create_task(CORO(keep_reading, ends[0]));
    await(turns(2));
    await(co_wait_writable(ends[0]));
    ASSERT_EQ(write(ends[1], "x", 1), 1);
    await(co_await(one));
    await(co_await(other));
    co_descriptor_close(ends[0]);
    co_descriptor_close(ends[1]);
    return 0;
}

/* As a stream waits: the descriptor is closed by co_descriptor_close(). */
ASYNC(wait_as_stream, int descriptor; enum co_direction direction;)
{
    struct co_resource resource = { .kind = "end of a socket" };

    return co_wait_descriptor(my->descriptor, my->direction, 0, &resource);
}

static void fill(int descriptor)
{
    static const char bytes[4096];

    while (write(descriptor, bytes, sizeof bytes) > 0)
        ;
}

static void drain(int descriptor)
{
    char bytes[4096];

    while (read(descriptor, bytes, sizeof bytes) > 0)
        ;
}

TEST_ON_BOTH_CLOCKS(writer_is_woken_when_unread_bytes_came_before)
{
    int ends[2];

    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    fill(ends[0]);
    struct co_task *writer = co_create_task(CORO(wait_as_stream, ends[0], CO_WRITING));
    struct co_task *reader = co_create_task(CORO(wait_as_stream, ends[0], CO_READING));
    await(turns(2));
    ASSERT_EQ(write(ends[1], "x", 1), 1);
    await(co_await(reader));
    await(co_sleep(0.02)); /* the loop looks at the byte that no task reads */
    ASSERT_TRUE(!co_task_done(writer));
    drain(ends[1]);
    ASSERT_EQ(WAIT_FOR(co_await(writer), 5), 0);
    co_descriptor_close(ends[0]);
    co_descriptor_close(ends[1]);
    return 0;
}

/* ---- Callbacks ---- */

static int count_and_read(void *argument)
{
    char byte;

    say("called:%zd", read(*(int *)argument, &byte, 1));
    return 0;
}

static char left[] = "left";

static int say_called(void *argument)
{
    say("%s", (const char *)argument);
    return 0;
}

TEST_ON_BOTH_CLOCKS(reader_is_called_when_there_are_bytes)
{
    static int ends[2];

    make_pipe(ends);
    ASSERT_EQ(co_add_reader(ends[0], count_and_read, &ends[0]), 0);
    await(turns(3));
    SAID("");
    ASSERT_EQ(write(ends[1], "xy", 2), 2);
    await(turns(6));
    SAID("called:1 called:1");
    ASSERT_EQ(co_remove_reader(ends[0]), 1);
    ASSERT_EQ(co_remove_reader(ends[0]), 0);
    ASSERT_EQ(write(ends[1], "z", 1), 1);
    await(turns(3));
    SAID("");
    close_pipe(ends);
    return 0;
}

TEST_ON_BOTH_CLOCKS(a_second_reader_takes_the_place_of_the_first)
{
    int ends[2];

    make_pipe(ends);
    ASSERT_EQ(co_add_reader(ends[0], say_called, (char[]){ "first" }), 0);
    ASSERT_EQ(co_add_reader(ends[0], say_called, (char[]){ "second" }), 0);
    ASSERT_EQ(write(ends[1], "x", 1), 1);
    await(turns(3));
    ASSERT_TRUE(strncmp(words, "second", 6) == 0);
    ASSERT_EQ(co_remove_reader(ends[0]), 1);
    words[0] = '\0';
    close_pipe(ends);
    return 0;
}

static int remove_itself(void *argument)
{
    say("writable");
    return co_remove_writer(*(int *)argument) - 1;
}

TEST_ON_BOTH_CLOCKS(a_writer_may_remove_itself)
{
    static int ends[2];

    make_pipe(ends);
    ASSERT_EQ(co_add_writer(ends[1], remove_itself, &ends[1]), 0);
    await(turns(5));
    SAID("writable");
    close_pipe(ends);
    return 0;
}

static int descriptor_left;

ASYNC(leave_a_reader)
{
    int ends[2];

    make_pipe(ends);
    ASSERT_EQ(co_add_reader(ends[0], say_called, left), 0);
    ASSERT_EQ(write(ends[1], "x", 1), 1);
    descriptor_left = ends[0];
    close(ends[1]);
    return 0;
}

TEST(reader_that_is_not_removed_ends_with_the_loop)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(leave_a_reader)), 0);
    ASSERT_EQ(close(descriptor_left), 0);
    ASSERT_EQ(run_on(CO_CLOCK_VIRTUAL, CORO(leave_a_reader)), 0);
    ASSERT_EQ(close(descriptor_left), 0);
}

static int do_nothing(void *argument)
{
    (void)argument;
    return 0;
}

/* Does not end when it is cancelled either, so the loop ends while both are to be called. */
ASYNC(turn_for_ever_with_callbacks, int *ends;)
{
    int rc = 0;

    ASSERT_EQ(write(my->ends[1], "x", 1), 1);
    ASSERT_EQ(co_add_reader(my->ends[0], do_nothing, NULL), 0);
    ASSERT_EQ(co_add_writer(my->ends[1], do_nothing, NULL), 0);
    while (rc == 0 || rc == -ECANCELED)
        rc = co_sleep(0);
    return rc;
}

TEST(reader_with_a_pending_call_ends_with_the_loop)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .turns_at_once = 100 };
    int ends[2];

    make_pipe(ends);
    ASSERT_EQ(co_run(CORO(turn_for_ever_with_callbacks, ends), &options), -ELOOP);
    close_pipe(ends);
}

/* ---- Fairness and memory ---- */

ASYNC(spin_until, bool *over;)
{
    while (!*my->over)
        await(co_sleep(0));
    return 0;
}

ASYNC(end_by_reading, int descriptor; bool *over;)
{
    await(CALL(reader, my->descriptor, "reader"));
    *my->over = true;
    return 0;
}

TEST_ON_BOTH_CLOCKS(descriptors_are_served_when_tasks_are_always_ready)
{
    static bool over;

    over = false;
    int ends[2];

    make_pipe(ends);
    ASSERT_EQ(write(ends[1], "x", 1), 1);
    await(GATHER(CORO(spin_until, &over), CORO(end_by_reading, ends[0], &over)));
    SAID("reader:1");
    close_pipe(ends);
    return 0;
}

ASYNC(wait_in_all_ways)
{
    int ends[2];
    int rc;

    make_pipe(ends);
    rc = co_add_reader(ends[0], say_called, left);
    if (rc == 0)
        co_remove_reader(ends[0]);
    if (rc == 0)
        rc = GATHER(CORO(reader, ends[0], "reader"), CORO(write_later, ends[1], 0.001));
    close_pipe(ends);
    return rc;
}

TEST(wait_is_an_error_without_memory)
{
    run_short_of_memory(CO_CLOCK_VIRTUAL, CORO(wait_in_all_ways));
    run_short_of_memory(CO_CLOCK_REAL, CORO(wait_in_all_ways));
}

/* ---- Turns, as CPython prints them ---- */

static void ignore_turn(void *unused, const struct co_iteration *iteration)
{
    (void)unused, (void)iteration;
}

/* With a hook the loop looks outside before each turn, as asyncio does. */
static int count_turns(int n)
{
    co_set_iteration_hook(ignore_turn, NULL);
    for (int i = 0; i < n; i++) {
        await(co_sleep(0));
        say("%d", i);
    }
    return 0;
}

static int say_reader(void *descriptor)
{
    char byte;

    say("R");
    return read(*(int *)descriptor, &byte, 1) == 1 ? 0 : -EIO;
}

TEST_ON_BOTH_CLOCKS(reader_is_called_in_the_turn_in_which_bytes_come)
{
    int ends[2];

    ASSERT_EQ(pipe(ends), 0);
    await(co_add_reader(ends[0], say_reader, &ends[0]));
    ASSERT_EQ(write(ends[1], "x", 1), 1);
    await(count_turns(4));
    SAID("0 R 1 2 3");
    ASSERT_EQ(co_remove_reader(ends[0]), 1);
    close(ends[0]);
    close(ends[1]);
    return 0;
}

ASYNC(says_readable, int descriptor;)
{
    int rc = co_wait_readable(my->descriptor);

    say("%s", rc < 0 ? co_error_name(rc) : "readable");
    return rc;
}

TEST_ON_BOTH_CLOCKS(a_task_that_waits_for_bytes_runs_one_turn_later)
{
    int ends[2];

    ASSERT_EQ(pipe(ends), 0);
    struct co_task *task = co_create_task(CORO(says_readable, ends[0]));
    await(turns(1));
    ASSERT_EQ(write(ends[1], "x", 1), 1);
    await(count_turns(4));
    SAID("0 1 readable 2 3");
    await(co_await(task));
    close(ends[0]);
    close(ends[1]);
    return 0;
}

/* Cancels after the turn in which bytes come, before the turn in which the task runs. */
TEST_ON_BOTH_CLOCKS(cancel_is_delivered_when_it_comes_before_the_task_runs)
{
    for (int later = 0; later < 3; later++) {
        int ends[2];

        test_note("%d turns later", later);
        ASSERT_EQ(pipe(ends), 0);
        struct co_task *task = co_create_task(CORO(says_readable, ends[0]));
        await(turns(1));
        ASSERT_EQ(write(ends[1], "x", 1), 1);
        await(turns(later));
        ASSERT_TRUE(co_task_cancel(task));
        ASSERT_EQ(co_await(task), -ECANCELED);
        SAID("CancelledError");
        close(ends[0]);
        close(ends[1]);
    }
    return 0;
}
