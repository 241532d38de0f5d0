#include "co/scenario.h"
#include "io/process/process.h"

#include <stdlib.h>

static const struct io_process_options piped = { .input = IO_PIPE,
                                                 .output = IO_PIPE,
                                                 .errors = IO_PIPE };

ASYNC(through, const char *command; const char *input; size_t size; struct io_process * *process;
      struct io_output * output;)
{
    await(io_create_subprocess_shell(my->process, my->command, &piped));
    return io_process_communicate(*my->process, my->input, my->size, my->output);
}

TEST_ON_BOTH_CLOCKS(bytes_sent_to_a_child_come_back)
{
    struct io_process *process;
    struct io_output output;

    await(CALL(through, "tr a-z A-Z; echo done >&2", "some text", 9, &process, &output));
    ASSERT_STR_EQ(output.output, "SOME TEXT");
    ASSERT_STR_EQ(output.errors, "done\n");
    ASSERT_EQ(output.output_size, 9);
    ASSERT_EQ(output.errors_size, 5);
    ASSERT_EQ(output.status, 0);
    io_process_release(process);
    return 0;
}

TEST_ON_BOTH_CLOCKS(input_is_closed_when_no_bytes_are_sent)
{
    struct io_process *process;
    struct io_output output;

    await(CALL(through, "cat; echo end", NULL, 0, &process, &output));
    ASSERT_STR_EQ(output.output, "end\n");
    io_process_release(process);
    await(CALL(through, "cat; echo end", "", 0, &process, &output));
    ASSERT_STR_EQ(output.output, "end\n");
    io_process_release(process);
    return 0;
}

TEST_ON_BOTH_CLOCKS(communicate_succeeds_when_the_child_does_not_read)
{
    enum { MUCH = 1000000 };
    char *much = calloc(MUCH, 1);
    struct io_process *process;
    struct io_output output;

    await(CALL(through, "exec <&-; echo end; exit 3", much, MUCH, &process, &output));
    ASSERT_STR_EQ(output.output, "end\n");
    ASSERT_EQ(output.status, 3);
    io_process_release(process);
    free(much);
    return 0;
}

/* More than all pipes hold: the caller and the child have to wait for each other. */
TEST_ON_BOTH_CLOCKS(many_bytes_pass_in_both_directions_at_once)
{
    enum { MUCH = 3000000 };
    char *much = malloc(MUCH);
    struct io_process *process;
    struct io_output output;

    for (int i = 0; i < MUCH; i++)
        much[i] = (char)(i * 7 + i / 256);
    await(CALL(through, "cat | tee /dev/fd/2", much, MUCH, &process, &output));
    ASSERT_EQ(output.output_size, MUCH);
    ASSERT_EQ(output.errors_size, MUCH);
    ASSERT_EQ(memcmp(output.output, much, MUCH), 0);
    ASSERT_EQ(memcmp(output.errors, much, MUCH), 0);
    io_process_release(process);
    free(much);
    return 0;
}

TEST_ON_BOTH_CLOCKS(bytes_come_unchanged)
{
    struct io_process *process;
    struct io_output output;

    await(CALL(through, "printf 'a\\0\\377\\n'", NULL, 0, &process, &output));
    ASSERT_EQ(output.output_size, 4);
    ASSERT_EQ(memcmp(output.output, "a\0\377\n", 5), 0);
    io_process_release(process);
    return 0;
}

TEST_ON_BOTH_CLOCKS(text_is_empty_without_a_pipe)
{
    struct io_process *process;
    struct io_output output;

    await(io_create_subprocess_shell(&process, "exit 2", NULL));
    await(io_process_communicate(process, "ignored", 7, &output));
    ASSERT_STR_EQ(output.output, "");
    ASSERT_STR_EQ(output.errors, "");
    ASSERT_EQ(output.status, 2);
    io_process_release(process);
    return 0;
}

ASYNC(communicate, struct io_process *process; struct io_output * output;)
{
    return io_process_communicate(my->process, NULL, 0, my->output);
}

TEST_ON_BOTH_CLOCKS(child_goes_on_when_the_caller_is_cancelled)
{
    struct io_process *process;
    static struct io_output output;

    await(io_create_subprocess_shell(
        &process, "echo one; read line; echo two",
        &(struct io_process_options){ .input = IO_PIPE, .output = IO_PIPE }));
    struct co_task *task = co_create_task(CORO(communicate, process, &output));
    await(turns(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    await(CALL(communicate, process, &output));
    ASSERT_STR_EQ(output.output, "one\ntwo\n");
    ASSERT_EQ(output.status, 0); /* and not that of a signal */
    io_process_release(process);
    return 0;
}
