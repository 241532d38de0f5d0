/* Children on the virtual clock: their sleeps take none of ours, and each run is the same. */
#include "co/scenario.h"
#include "io/process/child.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct io_process_options piped = { .input = IO_PIPE, .output = IO_PIPE };

/* Says each line of the command with its time, and the exit code with its time. */
ASYNC(say_lines, const char *name; const char *command;)
{
    struct io_process *process;
    const char *line;
    int status;

    await(io_create_subprocess_shell(
        &process, my->command,
        &(struct io_process_options){ .output = IO_PIPE, .errors = IO_TO_OUTPUT }));
    while (await(io_stream_readline(io_process_output(process), &line)) > 0)
        say("%s%.*s@%g", my->name, (int)strcspn(line, "\n"), line, co_time());
    await(io_process_wait(process, &status));
    say("%s=%d@%g", my->name, status, co_time());
    io_process_release(process);
    return 0;
}

/* Busy for half a minute or so, and not for ever: should a case fail it is left behind. */
#define BUSY "i=0; while [ $i -lt 30000000 ]; do i=$((i + 1)); done"

/* ---- Sleep ---- */

ASYNC_TEST(sleep_of_a_child_takes_virtual_time_and_no_real_time)
{
    double before = wall_clock();

    await(CALL(say_lines, "", "for i in 1 2 3; do echo $i; sleep 100; done"));
    SAID("1@0 2@100 3@200 =0@300");
    ASSERT_TRUE(wall_clock() - before < 20);
    return 0;
}

ASYNC_TEST(actions_of_two_children_come_in_the_order_of_time)
{
    await(GATHER(CORO(say_lines, "a", "for i in 1 2 3; do echo $i; sleep 1; done"),
                 CORO(say_lines, "b", "for i in 1 2 3; do echo $i; sleep 0.5; done")));
    SAID("a1@0 b1@0 b2@0.5 a2@1 b3@1 b=0@1.5 a3@2 a=0@3");
    return 0;
}

ASYNC_TEST(sleep_takes_the_arguments_of_the_real_sleep)
{
    await(CALL(say_lines, "",
               "sleep 1.5; echo; sleep 2s; echo; sleep 1m; echo; sleep 1h 1 0.5; echo; "
               "sleep 1d; echo; sleep 0; echo; sleep .25"));
    SAID("@1.5 @3.5 @63.5 @3665 @90065 @90065 =0@90065.2");
    return 0;
}

/* Its own words, at no time at all. */
ASYNC_TEST(sleep_prints_the_errors_of_the_real_sleep)
{
    struct io_process *process;
    struct io_output output;

    await(io_create_subprocess_shell(
        &process, "sleep; echo $?; sleep x; echo $?; sleep -- -1; echo $?; sleep 1x",
        &(struct io_process_options){ .output = IO_PIPE, .errors = IO_PIPE }));
    await(io_process_communicate(process, NULL, 0, &output));
    ASSERT_STR_EQ(output.output, "1\n1\n1\n");
    ASSERT_EQ(output.status, 1);
    ASSERT_TRUE(strstr(output.errors, "missing operand"));
    ASSERT_TRUE(strstr(output.errors, "invalid time interval"));
    ASSERT_EQ(co_time_nanoseconds(), 0);
    io_process_release(process);
    return 0;
}

ASYNC_TEST(sleeps_of_one_child_run_side_by_side)
{
    await(CALL(say_lines, "", "sleep 1 & sleep 2 & sleep 3; echo three; wait; echo all"));
    SAID("three@3 all@3 =0@3");
    return 0;
}

ASYNC_TEST(sleeps_in_the_background_are_waited_for)
{
    await(CALL(say_lines, "", "(sleep 3; echo c) & (sleep 1; echo a) & (sleep 2; echo b) & wait"));
    SAID("a@1 b@2 c@3 =0@3");
    return 0;
}

/* Which of them goes on first is chance, unless they are let go on one at a time. */
ASYNC_TEST(children_that_sleep_equally_long_go_on_one_by_one)
{
    await(CALL(say_lines, "",
               "(sleep 1; echo a) & (sleep 1; echo b) & (sleep 0.5; sleep 0.5; echo c) & wait"));
    SAID("a@1 b@1 c@1 =0@1");
    return 0;
}

ASYNC_TEST(pipelines_and_subshells_take_part)
{
    await(
        CALL(say_lines, "", "(echo a; sleep 1; echo b; (sleep 1; echo c)) | cat | sed -u s/$/x/"));
    SAID("ax@0 bx@1 cx@2 =0@2");
    return 0;
}

ASYNC_TEST(sleep_program_takes_virtual_time_without_a_shell)
{
    const char *const program[] = { "sleep", "5", NULL };
    struct io_process *process;
    int status;

    await(io_create_subprocess_exec(&process, program, NULL));
    await(io_process_wait(process, &status));
    ASSERT_EQ(status, 0);
    ASSERT_TRUE(co_time() == 5);
    io_process_release(process);
    return 0;
}

ASYNC_TEST(child_with_an_environment_of_its_own_takes_part)
{
    static const char *const environment[] = { "A=b", NULL };
    struct io_process *process;
    struct io_output output;

    await(io_create_subprocess_shell(
        &process, "sleep 7; echo $A",
        &(struct io_process_options){ .output = IO_PIPE, .environment = environment }));
    await(io_process_communicate(process, NULL, 0, &output));
    ASSERT_STR_EQ(output.output, "b\n");
    ASSERT_TRUE(co_time() == 7);
    io_process_release(process);
    return 0;
}

ASYNC(wait_for_end, struct io_process *process;)
{
    return io_process_wait(my->process, NULL);
}

ASYNC_TEST(long_sleep_is_ended_by_a_timeout_at_its_time_and_at_once)
{
    double before = wall_clock();
    struct io_process *process;
    int status;

    await(io_create_subprocess_shell(&process, "sleep 100", NULL));
    int rc = WAIT_FOR(CALL(wait_for_end, process), 3.0);
    double when = co_time();
    await(io_process_end(process, &status));
    ASSERT_EQ(status, -SIGTERM);
    if (rc != -ETIMEDOUT)
        return rc;
    ASSERT_TRUE(when == 3 && co_time() == 3);
    io_process_release(process);
    ASSERT_TRUE(wall_clock() - before < 1.5);
    return 0;
}

ASYNC(wait_for_ever)
{
    return CALL(say_lines, "", "sleep 1000000000000");
}

TEST(child_that_sleeps_for_ever_is_a_deadlock)
{
    ASSERT_EQ(run(CORO(wait_for_ever)), -EDEADLK);
}

ASYNC_TEST(killed_sleep_does_not_hold_time)
{
    await(CALL(say_lines, "", "sleep 100 & sleep 1; kill $!; wait; echo end; sleep 1"));
    await(co_sleep(1));
    SAID("end@1 =0@2");
    return 0;
}

/* ---- Other waits of children ---- */

ASYNC_TEST(child_that_waits_for_input_lets_time_go_on)
{
    struct io_process *process;
    const char *line;

    await(io_create_subprocess_exec(&process, (const char *const[]){ "cat", NULL }, &piped));
    for (int i = 0; i < 3; i++) {
        await(co_sleep(10));
        await(io_stream_printf(io_process_input(process), "%d\n", i));
        await(io_stream_readline(io_process_output(process), &line));
        say("%c@%g", *line, co_time());
    }
    SAID("0@10 1@20 2@30");
    io_process_release(process);
    return 0;
}

/* It stands still when the pipe is full, and goes on when it has been read from. */
ASYNC_TEST(child_that_writes_more_than_a_pipe_holds_takes_no_time)
{
    struct io_process *process;
    const char *data;
    long long all = 0;
    int size;

    await(io_create_subprocess_shell(&process, "head -c 1000000 /dev/zero; sleep 1; echo", &piped));
    await(co_sleep(1));
    while ((size = await(io_stream_read(io_process_output(process), 1 << 20, &data))) > 0)
        all += size;
    ASSERT_EQ(all, 1000001);
    say("%g", co_time());
    SAID("2");
    io_process_release(process);
    return 0;
}

ASYNC_TEST(child_that_was_stopped_lets_time_go_on)
{
    struct io_process *process;

    await(io_create_subprocess_shell(&process, "kill -STOP $$; exit 3", NULL));
    await(co_sleep(5));
    ASSERT_TRUE(!io_process_ended(process, NULL));
    await(io_process_send_signal(process, SIGCONT));
    await(co_sleep(0.001));
    ASSERT_TRUE(io_process_ended(process, NULL));
    io_process_release(process);
    return 0;
}

/* A trap would be too late if the signal came before it. */
ASYNC_TEST(signal_is_sent_when_the_child_is_idle)
{
    struct io_process *process;
    int status;

    await(io_create_subprocess_shell(&process, "trap 'exit 5' TERM; sleep 100 & wait", NULL));
    await(io_process_terminate(process));
    await(io_process_wait(process, &status));
    ASSERT_EQ(status, 5);
    ASSERT_EQ(co_time_nanoseconds(), 0);
    await(io_process_end(process, NULL));
    io_process_release(process);
    return 0;
}

ASYNC_TEST(child_that_is_never_idle_gets_its_signal)
{
    struct io_process *process;
    double before = wall_clock();
    int status;

    await(io_create_subprocess_shell(&process, BUSY, NULL));
    await(io_process_terminate(process));
    await(io_process_wait(process, &status));
    ASSERT_EQ(status, -SIGTERM);
    ASSERT_TRUE(wall_clock() - before < 5);
    io_process_release(process);
    return 0;
}

/* ---- Children on real time ---- */

static const char *real_sleep(void)
{
    return access("/bin/sleep", X_OK) == 0 ? "/bin/sleep 0.3; echo" : "/usr/bin/sleep 0.3; echo";
}

ASYNC_TEST(child_that_takes_no_part_holds_time)
{
    double before = wall_clock();

    await(GATHER(CORO(say_lines, "", real_sleep()), CORO(sleep_and_say, "timer", 0.1)));
    SAID("@0 =0@0 timer");
    ASSERT_TRUE(wall_clock() - before >= 0.3);
    return 0;
}

static int say_held(void *context, const struct co_report *report)
{
    (void)context;
    say("%.16s", report->kind == CO_REPORT_TIME_HELD ? strchr(report->message, ',') : "?");
    return 0;
}

ASYNC(beside_a_busy_child)
{
    struct io_process *process;
    int status;

    await(io_create_subprocess_shell(&process, BUSY, NULL));
    ASSERT_EQ(WAIT_FOR(CALL(wait_for_end, process), 1.0), -ETIMEDOUT);
    await(io_process_end(process, &status));
    say("%d@%g", status, co_time());
    io_process_release(process);
    return 0;
}

TEST(child_that_is_never_idle_holds_time_for_two_seconds)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .report = say_held };

    ASSERT_EQ(co_run(CORO(beside_a_busy_child), &options), 0);
    SAID(", /bin/sh -c i=0 -15@1");
}

ASYNC(with_a_busy_part)
{
    return CALL(say_lines, "",
                "while :; do :; done & busy=$!; sleep 1 & sleep 1; wait $!; kill $busy; echo over");
}

TEST(sleeps_end_beside_a_child_that_is_never_idle)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .report = say_held };

    ASSERT_EQ(co_run(CORO(with_a_busy_part), &options), 0);
    SAID(", /bin/sh -c whi , /bin/sh -c whi over@1 =0@1");
}

/* ---- The real clock ---- */

static int on_the_real_clock(void *nothing)
{
    double before = co_time();

    (void)nothing;
    await(CALL(say_lines, "", "echo ${ASYNCDEMO_CLOCK-none}; sleep 0.1"));
    ASSERT_TRUE(strstr(words, "none@") == words);
    ASSERT_TRUE(co_time() - before >= 0.1);
    return 0;
}

TEST(children_sleep_in_real_time_on_the_real_clock)
{
    ASSERT_EQ(
        run_on(CO_CLOCK_REAL, (struct co_coro){ on_the_real_clock, NULL, 0, "main", 0, NULL }), 0);
}

/* ---- The same in each run ---- */

ASYNC(everything_at_once)
{
    await(GATHER(
        CORO(say_lines, "a", "for i in 1 2 3; do echo $i; sleep 1; done"),
        CORO(say_lines, "b", "for i in 1 2 3; do echo $i; sleep 0.5; done"),
        CORO(say_lines, "c", "(echo x; sleep 1; echo y) | cat; (sleep 1; echo p) & sleep 1; wait"),
        CORO(say_lines, "d", "sleep 1; exit 3")));
    return 0;
}

/* As many as there is time for, and two at least. */
static void run_again_and_again(int most)
{
    char first[sizeof words] = "";
    double began = wall_clock();

    for (int i = 0; i < most && (i < 2 || wall_clock() - began < 5); i++) {
        words[0] = '\0';
        ASSERT_EQ(run(CORO(everything_at_once)), 0);
        if (i == 0)
            strcpy(first, words);
        ASSERT_STR_EQ(words, first);
    }
}

TEST(runs_are_the_same)
{
    run_again_and_again(test_is_short_of_memory() ? 1 : 50);
}

static _Atomic bool busy = true;

static void *be_busy(void *nothing)
{
    while (atomic_load_explicit(&busy, memory_order_relaxed))
        ;
    return nothing;
}

TEST(runs_are_the_same_on_a_busy_machine)
{
    pthread_t threads[4];

    for (int i = 0; i < 4; i++)
        ASSERT_EQ(pthread_create(&threads[i], NULL, be_busy, NULL), 0);
    run_again_and_again(test_is_short_of_memory() ? 1 : 10);
    busy = false;
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
}
