/* src/io/process/spawn.c: how a child begins, what it gets, and what it does not get. */
#include "io/process_scenario.h"

/* ---- Beginning and ending ---- */

TEST_ON_BOTH_CLOCKS(command_runs_and_its_exit_code_is_known)
{
    await(CALL(say_what, "exit 7", NULL));
    SAID("=7");
    return 0;
}

TEST_ON_BOTH_CLOCKS(child_ended_by_a_signal_has_its_negative_number)
{
    await(CALL(say_what, "kill -9 $$", NULL));
    SAID("=-9");
    return 0;
}

TEST_ON_BOTH_CLOCKS(output_and_errors_are_read_apart)
{
    await(CALL(say_what, "echo out; echo err >&2", &piped));
    SAID("out\nerr\n=0");
    return 0;
}

TEST_ON_BOTH_CLOCKS(errors_can_go_where_the_output_goes)
{
    await(CALL(say_what, "echo out; echo err >&2",
               &(struct io_process_options){ .output = IO_PIPE, .errors = IO_TO_OUTPUT }));
    SAID("out\nerr\n=0");
    return 0;
}

TEST_ON_BOTH_CLOCKS(input_and_output_can_be_the_null_device)
{
    await(CALL(say_what, "cat; echo lost",
               &(struct io_process_options){ .input = IO_DEVNULL, .output = IO_DEVNULL }));
    SAID("=0");
    return 0;
}

TEST_ON_BOTH_CLOCKS(program_gets_its_arguments_as_they_are)
{
    const char *const arguments[] = { "printf", "%s|", "a b", "$HOME", "*", NULL };
    struct io_process *process;
    struct io_output output;

    await(io_create_subprocess_exec(&process, arguments, &output_piped));
    await(io_process_communicate(process, NULL, 0, &output));
    ASSERT_STR_EQ(output.output, "a b|$HOME|*|");
    io_process_release(process);
    return 0;
}

TEST_ON_BOTH_CLOCKS(missing_program_is_an_error_with_its_name)
{
    const char *const arguments[] = { "no-such-program", NULL };
    struct io_process *process;

    ASSERT_EQ(io_create_subprocess_exec(&process, arguments, NULL), -ENOENT);
    ASSERT_STR_EQ(co_text(), "No such file or directory: 'no-such-program'");
    ASSERT_TRUE(!process);
    return 0;
}

TEST_ON_BOTH_CLOCKS(file_that_is_not_a_program_is_an_error)
{
    const char *const arguments[] = { "/etc/passwd", NULL };
    struct io_process *process;

    ASSERT_EQ(io_create_subprocess_exec(&process, arguments, NULL), -EACCES);
    ASSERT_STR_EQ(co_text(), "Permission denied: '/etc/passwd'");
    return 0;
}

TEST_ON_BOTH_CLOCKS(empty_command_is_an_error)
{
    struct io_process *process;

    ASSERT_EQ(io_create_subprocess_exec(&process, (const char *const[]){ NULL }, NULL), -EINVAL);
    return 0;
}

TEST_ON_BOTH_CLOCKS(child_runs_in_the_folder_that_it_is_given)
{
    await(CALL(say_what, "pwd", &(struct io_process_options){ .output = IO_PIPE, .folder = "/" }));
    SAID("/\n=0");
    return 0;
}

TEST_ON_BOTH_CLOCKS(missing_folder_is_an_error_with_its_name)
{
    struct io_process *process;

    ASSERT_EQ(io_create_subprocess_shell(&process, "true",
                                         &(struct io_process_options){ .folder = "/no/folder" }),
              -ENOENT);
    ASSERT_STR_EQ(co_text(), "No such file or directory: '/no/folder'");
    return 0;
}

TEST_ON_BOTH_CLOCKS(child_has_the_environment_that_it_is_given_and_no_other)
{
    static const char *const environment[] = { "NAME=value", NULL };

    setenv("OTHER", "inherited", 1);
    await(CALL(say_what, "echo $NAME-$OTHER",
               &(struct io_process_options){ .output = IO_PIPE, .environment = environment }));
    await(CALL(say_what, "echo $NAME-$OTHER", &output_piped));
    SAID("value-\n=0 -inherited\n=0");
    return 0;
}

TEST(child_is_refused_without_a_loop)
{
    struct io_process *process;

    ASSERT_EQ(io_create_subprocess_shell(&process, "true", NULL), -EPERM);
}

/* ---- Not passed on to a child ---- */

TEST_ON_BOTH_CLOCKS(child_has_three_descriptors_when_the_program_has_more)
{
    int leaky = open("/dev/null", O_RDONLY);
    struct io_process *other;

    await(io_create_subprocess_shell(&other, "cat", &piped));
    /* (The shell's redirections would have 3 and above; ls has a descriptor for the folder.) */
    await(CALL(say_what, "for i in 0 1 2 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$i ] && echo $i; done",
               &piped));
    SAID("0\n1\n2\n=1");
    io_process_release(other);
    close(leaky);
    return 0;
}

TEST_ON_BOTH_CLOCKS(child_starts_when_the_programs_descriptors_are_closed)
{
    int kept = dup(0);

    close(0);
    await(CALL(say_what, "cat; echo $?", &piped));
    SAID("0\n=0");
    dup2(kept, 0);
    close(kept);
    return 0;
}

TEST_ON_BOTH_CLOCKS(child_has_signals_as_they_are_by_default)
{
    sigset_t blocked, before;

    signal(SIGUSR1, SIG_IGN);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    await(CALL(say_what, "kill -USR1 $$; echo still here", &output_piped));
    say("%d", SIGUSR1);
    ASSERT_STR_EQ(words, "=-10 10");
    words[0] = '\0';
    sigprocmask(SIG_SETMASK, &before, NULL);
    return 0;
}

TEST_ON_BOTH_CLOCKS(child_leads_a_group_of_its_own)
{
    struct io_process *process;

    await(io_create_subprocess_shell(&process, "cat", &piped));
    ASSERT_EQ(getpgid(io_process_id(process)), io_process_id(process));
    io_process_release(process);
    return 0;
}
