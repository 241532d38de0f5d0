/* A child that reads the terminal, changes its modes or gets keys from it. */
#include "io/job_scenario.h"

#include "io/process/child.h"

static const struct io_process_options output_piped = { .output = IO_PIPE };

ASYNC(say_what, const char *command;)
{
    struct io_process *process;
    struct io_output output;
    int rc = io_create_subprocess_shell(&process, my->command, &output_piped);

    await(rc);
    rc = io_process_communicate(process, NULL, 0, &output);
    if (rc >= 0)
        say("%s=%d", output.output, output.status);
    io_process_release(process);
    return rc;
}

static void end_children(int number)
{
    io_kill_children();
    signal(number, SIG_DFL);
    raise(number);
}

/* ---- Asking and getting ---- */

ASYNC(read_a_line)
{
    await(CALL(say_what, "read x; echo got $x"));
    SAID("got hello\n=0");
    return 0;
}

TERMINAL_TEST(child_reads_the_terminal)
{
    for (int clock = CO_CLOCK_REAL; clock <= CO_CLOCK_VIRTUAL; clock++) {
        start_job(CORO(read_a_line), (enum co_clock)clock, true);
        type("hello\n");
        ASSERT_EQ(wait_for_job(), 0);
    }
}

TERMINAL_TEST(child_reads_the_terminal_without_pidfd)
{
    child_watch_without_pidfd(true);
    start(CORO(read_a_line));
    type("hello\n");
    ASSERT_EQ(wait_for_job(), 0);
}

ASYNC(change_modes)
{
    await(CALL(say_what, "stty -echo && read x; stty echo; echo got $x"));
    SAID("got secret\n=0");
    return 0;
}

TERMINAL_TEST(child_changes_the_modes_of_the_terminal)
{
    start(CORO(change_modes));
    wait_for_borrower();
    type("secret\n");
    ASSERT_EQ(wait_for_job(), 0);
}

ASYNC(read_beside_a_pipe)
{
    struct io_process *process;
    struct io_output output;

    await(io_create_subprocess_shell(
        &process, "read x; read y </dev/tty; echo $x $y",
        &(struct io_process_options){ .input = IO_PIPE, .output = IO_PIPE }));
    await(io_process_communicate(process, "piped\n", 6, &output));
    ASSERT_STR_EQ(output.output, "piped typed\n");
    io_process_release(process);
    return 0;
}

TERMINAL_TEST(child_opens_the_terminal_beside_its_input)
{
    start(CORO(read_beside_a_pipe));
    type("typed\n");
    ASSERT_EQ(wait_for_job(), 0);
}

/* The eighth word of its stat is the terminal's foreground group. */
ASYNC(look_at_the_foreground)
{
    char expected[32];

    await(CALL(say_what, "cut -d' ' -f8 /proc/self/stat"));
    snprintf(expected, sizeof expected, "%d\n=0", (int)getpgrp());
    SAID(expected);
    return 0;
}

TERMINAL_TEST(terminal_stays_ours_when_a_child_does_not_ask)
{
    start(CORO(look_at_the_foreground));
    ASSERT_EQ(wait_for_job(), 0);
}

ASYNC(three_read)
{
    await(GATHER(CORO(say_what, "read x; echo $x"), CORO(say_what, "read x; echo $x"),
                 CORO(say_what, "read x; echo $x")));
    ASSERT_TRUE(strstr(words, "a\n=0") && strstr(words, "b\n=0") && strstr(words, "c\n=0"));
    return 0;
}

TERMINAL_TEST(children_get_the_terminal_one_after_the_other)
{
    for (int clock = CO_CLOCK_REAL; clock <= CO_CLOCK_VIRTUAL; clock++) {
        start_job(CORO(three_read), (enum co_clock)clock, true);
        for (const char *const *line = (const char *const[]){ "a\n", "b\n", "c\n", NULL }; *line;
             line++)
            type(*line);
        ASSERT_EQ(wait_for_job(), 0);
    }
}

/* Two children ask, one of them has the terminal, and both are given up. */
ASYNC(give_up_while_asking)
{
    struct io_process *first, *second;

    await(io_create_subprocess_shell(&first, "read x", NULL));
    await(io_create_subprocess_shell(&second, "read x", NULL));
    while (tcgetpgrp(terminal) == getpgrp())
        await(co_sleep(0.001));
    io_process_release(second);
    io_process_release(first);
    await(CALL(say_what, "stty -echo; read x; echo got $x"));
    SAID("got hello\n=0");
    return 0;
}

TERMINAL_TEST(terminal_goes_on_when_children_are_released)
{
    start(CORO(give_up_while_asking));
    while (has_mode(ECHO))
        sched_yield();
    type("hello\n");
    ASSERT_EQ(wait_for_job(), 0);
}

/* ---- Keys ---- */

TERMINAL_TEST(interrupt_of_the_child_ends_the_program_too)
{
    start(CORO(read_a_line));
    wait_for_borrower();
    type("\003");
    ASSERT_EQ(wait_for_job(), -SIGINT);
}

ASYNC(handle_the_interrupt)
{
    await(CALL(say_what, "trap 'echo caught; exit 4' INT; cat"));
    SAID("caught\n=4");
    return 0;
}

TERMINAL_TEST(interrupt_that_the_child_handles_is_its_own)
{
    start(CORO(handle_the_interrupt));
    wait_for_borrower();
    type("\003");
    ASSERT_EQ(wait_for_job(), 0);
}

ASYNC(interrupt_the_child)
{
    struct io_process *process;
    int status;

    await(io_create_subprocess_shell(&process, "read x", NULL));
    while (tcgetpgrp(terminal) == getpgrp())
        await(co_sleep(0.001));
    await(io_process_send_signal(process, SIGINT));
    await(io_process_wait(process, &status));
    ASSERT_EQ(status, -SIGINT);
    io_process_release(process);
    return 0;
}

TERMINAL_TEST(interrupt_that_we_send_is_for_the_child_alone)
{
    start(CORO(interrupt_the_child));
    ASSERT_EQ(wait_for_job(), 0);
}

ASYNC(read_without_echo)
{
    await(CALL(say_what, "stty -echo; read x; echo got $x"));
    SAID("got hello\n=0");
    return 0;
}

TERMINAL_TEST(suspension_of_the_child_stops_the_program_too)
{
    start(CORO(read_without_echo));
    wait_for_borrower();
    while (has_mode(ECHO))
        sched_yield();
    for (int i = 0; i < 2; i++) {
        type("\032");
        ASSERT_EQ(wait_for_job(), SIGTSTP);
        ASSERT_EQ(tcgetpgrp(terminal), job);
        ASSERT_TRUE(has_mode(ECHO));
        take_terminal(getpgrp());
        continue_in_foreground();
        wait_for_borrower();
        while (has_mode(ECHO))
            sched_yield();
    }
    type("hello\n");
    ASSERT_EQ(wait_for_job(), 0);
}

ASYNC(two_read)
{
    await(GATHER(CORO(say_what, "read x; echo $x"), CORO(say_what, "read x; echo $x")));
    ASSERT_TRUE(strstr(words, "a\n=0") && strstr(words, "b\n=0"));
    return 0;
}

/* The child that has the terminal is suspended; then both want it in the background. */
TERMINAL_TEST(children_ask_again_when_the_program_goes_to_the_background)
{
    start(CORO(two_read));
    wait_for_borrower();
    type("\032");
    ASSERT_EQ(wait_for_job(), SIGTSTP);
    take_terminal(getpgrp());
    ASSERT_EQ(kill(-job, SIGCONT), 0); /* as `bg` does */
    ASSERT_EQ(wait_for_job(), SIGTTIN);
    continue_in_foreground();
    type("a\n");
    type("b\n");
    ASSERT_EQ(wait_for_job(), 0);
}

TERMINAL_TEST(program_in_the_background_stops_when_its_child_reads)
{
    start_job(CORO(read_a_line), CO_CLOCK_REAL, false);
    for (int i = 0; i < 2; i++) {
        ASSERT_EQ(wait_for_job(), SIGTTIN);
        ASSERT_EQ(tcgetpgrp(terminal), getpgrp());
        ASSERT_EQ(kill(-job, SIGCONT), 0); /* as `bg` does */
    }
    ASSERT_EQ(wait_for_job(), SIGTTIN);
    continue_in_foreground();
    type("hello\n");
    ASSERT_EQ(wait_for_job(), 0);
}

ASYNC(write_beside_the_child)
{
    struct io_process *process;

    await(io_create_subprocess_shell(&process, "read x", NULL));
    while (tcgetpgrp(terminal) == getpgrp())
        await(co_sleep(0.001));
    ASSERT_EQ(write(terminal, "beside\n", 7), 7);
    await(io_process_end(process, NULL));
    io_process_release(process);
    return 0;
}

TERMINAL_TEST(program_writes_while_a_child_has_the_terminal)
{
    struct termios modes;

    ASSERT_EQ(tcgetattr(terminal, &modes), 0);
    modes.c_lflag |= TOSTOP;
    ASSERT_EQ(tcsetattr(terminal, TCSANOW, &modes), 0);
    start(CORO(write_beside_the_child));
    ASSERT_EQ(wait_for_job(), 0);
}

/* ---- Ends ---- */

ASYNC(lose_the_child)
{
    await(CALL(say_what, "stty -echo; read x"));
    SAID("=-9");
    return 0;
}

TERMINAL_TEST(terminal_is_as_before_when_its_child_is_killed)
{
    pid_t group;

    start(CORO(lose_the_child));
    group = wait_for_borrower();
    while (has_mode(ECHO))
        sched_yield();
    ASSERT_EQ(kill(-group, SIGKILL), 0);
    ASSERT_EQ(wait_for_job(), 0);
    ASSERT_TRUE(has_mode(ECHO));
}

ASYNC(end_by_a_signal)
{
    signal(SIGTERM, end_children);
    await(CALL(say_what, "read x"));
    return 0;
}

TERMINAL_TEST(terminal_is_back_when_the_program_dies)
{
    start(CORO(end_by_a_signal));
    wait_for_borrower();
    ASSERT_EQ(kill(job, SIGTERM), 0);
    ASSERT_EQ(wait_for_job(), -SIGTERM);
}

ASYNC(exit_in_the_middle)
{
    struct io_process *process;

    await(io_create_subprocess_shell(&process, "read x", NULL));
    while (tcgetpgrp(terminal) == getpgrp())
        await(co_sleep(0.001));
    exit(0);
}

TERMINAL_TEST(terminal_is_back_when_the_program_exits)
{
    start(CORO(exit_in_the_middle));
    ASSERT_EQ(wait_for_job(), 0);
}

/* ---- SIGCHLD ---- */

static int say_child(void *nothing)
{
    (void)nothing;
    say("SIGCHLD");
    return 0;
}

ASYNC(handle_the_signal_ourselves)
{
    await(co_add_signal_handler(SIGCHLD, say_child, NULL));
    await(CALL(say_what, "exit 3"));
    while (!strstr(words, "SIGCHLD"))
        await(co_sleep(0.001));
    ASSERT_EQ(co_remove_signal_handler(SIGCHLD), 1);
    return 0;
}

TERMINAL_TEST(handler_of_the_program_for_the_signal_stays)
{
    start(CORO(handle_the_signal_ourselves));
    ASSERT_EQ(wait_for_job(), 0);
}

/* ---- Without a shell ---- */

ASYNC(be_hung_up)
{
    await(CALL(say_what, "read x"));
    SAID("=-1");
    return 0;
}

/* The program's parent has ended, so no process of the session watches over its group. */
TERMINAL_TEST(child_is_hung_up_when_the_terminal_cannot_be_had)
{
    int ends[2];
    char byte;

    ASSERT_EQ(pipe(ends), 0);
    if (fork() == 0) {
        pid_t parent = getpid();

        job = fork();
        if (job)
            _exit(0);
        setpgid(0, 0);
        while (getppid() == parent)
            sched_yield();
        dup2(terminal, STDIN_FILENO);
        ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(be_hung_up)), 0);
        (void)!write(ends[1], "", 1);
        _exit(0);
    }
    wait(NULL);
    close(ends[1]);
    ASSERT_EQ(read(ends[0], &byte, 1), 1);
    ASSERT_EQ(tcgetpgrp(terminal), getpgrp());
}
