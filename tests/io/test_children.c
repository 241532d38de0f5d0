/* src/io/process/children.c: the end of all children of this process. */
#include "io/process_scenario.h"

static int kill_in_child(void)
{
    io_kill_children();
    return 5;
}

ASYNC(beside_a_forked_process)
{
    struct io_process *process;
    struct io_output output;
    int status;

    await(io_create_subprocess_shell(&process, "read line; exit 4",
                                     &(struct io_process_options){ .input = IO_PIPE }));
    pid_t forked = fork();
    if (forked == 0)
        _exit(kill_in_child());
    ASSERT_EQ(waitpid(forked, &status, 0), forked);
    ASSERT_EQ(WEXITSTATUS(status), 5);
    await(io_process_communicate(process, "\n", 1, &output));
    ASSERT_EQ(output.status, 4);
    io_process_release(process);
    return 0;
}

TEST(forked_process_does_not_end_the_children_of_its_parent)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(beside_a_forked_process)), 0);
}

enum { MANY = 300 };

ASYNC(begin_many)
{
    static const char *const arguments[] = { "sleep", "1000", NULL };
    struct io_process *processes[MANY];
    int status;

    for (int i = 0; i < MANY; i++)
        await(io_create_subprocess_exec(&processes[i], arguments, NULL));
    io_kill_children();
    for (int i = 0; i < MANY; i++) {
        await(io_process_wait(processes[i], &status));
        ASSERT_EQ(status, -SIGKILL);
        io_process_release(processes[i]);
    }
    return 0;
}

TEST(children_are_all_killed_at_once_when_they_are_many)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(begin_many)), 0);
}
