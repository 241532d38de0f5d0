/* Commands that run in one process. That process for demos is in test_children.c. */
#include "check/children.h"

#include "test.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECONDS INT64_C(1000000000)

enum { COMMANDS = 3 };
static struct shell_call calls[COMMANDS];
static struct child commands[COMMANDS];

static void run_in_one_process(const char *first, const char *second, const char *third, int rc)
{
    const char *const texts[COMMANDS] = { first, second, third };

    for (size_t i = 0; i < COMMANDS; i++) {
        calls[i] = (struct shell_call){ .command = texts[i], .limit = 60 * SECONDS };
        commands[i] = (struct child){ .command = &calls[i],
                                      .time_limit = 60 * SECONDS,
                                      .followers = COMMANDS - 1 - i };
    }
    ASSERT_EQ(children_run(commands, COMMANDS, 0, NULL), rc);
}

/* All lines, without their ends. The caller frees it. */
static char *output_of(size_t i)
{
    const struct shell_lines *output = &commands[i].shell_run.output;

    return strndup(output->bytes ? output->bytes : "", output->size);
}

static void assert_output(size_t i, const char *text)
{
    char *bytes = output_of(i);

    ASSERT_EQ(commands[i].end, CHILD_ENDED);
    ASSERT_STR_EQ(bytes, text);
    free(bytes);
}

static void free_commands(void)
{
    for (size_t i = 0; i < COMMANDS; i++)
        child_free(&commands[i]);
}

TEST(commands_follow_each_other_in_one_process)
{
    char *process;

    run_in_one_process("echo $PPID", "echo $PPID; exit 3", "echo $PPID", 0);
    for (size_t i = 0; i < COMMANDS; i++)
        ASSERT_EQ(commands[i].end, CHILD_ENDED);
    ASSERT_EQ(commands[0].shell_run.status, 0);
    ASSERT_EQ(commands[1].shell_run.status, 3);
    process = output_of(0);
    for (size_t i = 0; i < COMMANDS; i++) {
        ASSERT_TRUE(commands[i].took > 0);
        assert_output(i, process);
    }
    free(process);
    free_commands();
}

/* A command leaves no folder, variable or process to the next. */
TEST(command_changes_nothing_for_its_follower)
{
    char variable[] = "LEFT=1", *const variables[] = { variable };

    calls[0] = (struct shell_call){ .command = "sleep 1000 & echo $LEFT; pwd",
                                    .folder = "/",
                                    .environment = variables,
                                    .environment_count = 1,
                                    .limit = 60 * SECONDS };
    calls[1] = (struct shell_call){ .command = "echo ${LEFT-none}; test \"$PWD\" != / && echo here",
                                    .limit = 60 * SECONDS };
    for (size_t i = 0; i < 2; i++)
        commands[i] =
            (struct child){ .command = &calls[i], .time_limit = 60 * SECONDS, .followers = 1 - i };
    ASSERT_EQ(children_run(commands, 2, 0, NULL), 0);
    assert_output(0, "1/");
    ASSERT_TRUE(commands[0].shell_run.left_processes);
    assert_output(1, "nonehere");
    ASSERT_TRUE(!commands[1].shell_run.left_processes);
    free_commands();
}

TEST(commands_behind_a_killed_process_are_not_run)
{
    run_in_one_process("echo a", "kill -KILL $PPID", "echo c", 0);
    assert_output(0, "a");
    ASSERT_EQ(commands[1].end, CHILD_SIGNALLED);
    ASSERT_EQ(commands[1].status, SIGKILL);
    ASSERT_EQ(commands[2].end, CHILD_NOT_RUN);
    free_commands();
}

TEST(commands_behind_an_interrupt_are_not_run)
{
    char text[64];

    snprintf(text, sizeof text, "kill -INT %d; sleep 1000", (int)getpid());
    run_in_one_process("echo a", text, "echo c", -EINTR);
    assert_output(0, "a");
    ASSERT_EQ(commands[1].end, CHILD_ENDED);
    ASSERT_EQ(commands[1].shell_run.end, SHELL_STOPPED);
    ASSERT_EQ(commands[2].end, CHILD_NOT_RUN);
    free_commands();
}

/* The second command alone takes longer than its own time. */
TEST(process_has_the_time_of_all_its_commands)
{
    for (size_t i = 0; i < 2; i++) {
        calls[i] =
            (struct shell_call){ .command = i ? "sleep 0.1" : "true", .limit = 60 * SECONDS };
        commands[i] = (struct child){ .command = &calls[i],
                                      .time_limit = i ? SECONDS / 1000 : 60 * SECONDS,
                                      .followers = 1 - i };
    }
    ASSERT_EQ(children_run(commands, 2, 0, NULL), 0);
    ASSERT_EQ(commands[1].end, CHILD_ENDED);
    free_commands();
    calls[0].command = "sleep 1000";
    commands[0].time_limit = SECONDS / 20;
    ASSERT_EQ(children_run(commands, 2, 0, NULL), 0);
    ASSERT_EQ(commands[0].end, CHILD_TIMED_OUT);
    ASSERT_EQ(commands[1].end, CHILD_NOT_RUN);
    free_commands();
}
