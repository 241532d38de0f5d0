#include "cli/output.h"

#include "cli/command.h"

#include "capture.h"
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

TEST(what_arrived_changes_nothing)
{
    static struct capture capture;

    capture_begin(&capture, stdout);
    printf("text");
    ASSERT_EQ(output_finish(EXIT_CHECK_FAILED), EXIT_CHECK_FAILED);
    ASSERT_STR_EQ(capture_end(&capture), "text");
}

/* The exit code after printing `size` bytes on stdout as it is. */
static int finish_after(size_t size, const char **message)
{
    static struct capture errors;
    int exit_code;

    for (size_t i = 0; i < size; i++)
        putchar('x');
    capture_begin(&errors, stderr);
    exit_code = output_finish(EXIT_WELL);
    *message = capture_end(&errors);
    return exit_code;
}

static void replace_stdout(const char *path, int flags)
{
    int descriptor = open(path, flags);

    if (descriptor < 0)
        test_skip("there is no such file here");
    dup2(descriptor, STDOUT_FILENO);
    close(descriptor);
}

TEST(a_full_disk_is_a_failure_of_the_tool)
{
    const char *message;

    replace_stdout("/dev/full", O_WRONLY);
    ASSERT_EQ(finish_after(1, &message), EXIT_TOOL_FAILED);
    ASSERT_STR_EQ(message, "stdout cannot be written: No space left on device.\n");
}

TEST(so_it_is_if_it_was_noticed_before_the_end)
{
    const char *message;

    replace_stdout("/dev/full", O_WRONLY);
    ASSERT_EQ(finish_after(1000000, &message), EXIT_TOOL_FAILED);
    ASSERT_TRUE(strncmp(message, "stdout cannot be written: ", 26) == 0);
}

static void replace_stdout_by_closed_pipe(void)
{
    int ends[2];

    ASSERT_EQ(pipe(ends), 0);
    close(ends[0]);
    dup2(ends[1], STDOUT_FILENO);
    close(ends[1]);
    output_begin();
}

TEST(a_reader_that_went_away_is_none)
{
    const char *message;

    replace_stdout_by_closed_pipe();
    ASSERT_EQ(finish_after(1, &message), EXIT_WELL);
    ASSERT_STR_EQ(message, "");
}

TEST(nor_if_it_was_noticed_before_the_end)
{
    const char *message;

    replace_stdout_by_closed_pipe();
    ASSERT_EQ(finish_after(1000000, &message), EXIT_WELL);
    ASSERT_STR_EQ(message, "");
}

TEST(closed_descriptors_are_taken)
{
    const char *message;
    int opened;

    close(STDIN_FILENO);
    close(STDOUT_FILENO);
    output_begin();
    opened = open("/dev/null", O_WRONLY);
    ASSERT_TRUE(opened > STDERR_FILENO);
    close(opened);
    ASSERT_EQ(read(STDIN_FILENO, (char[1]){ 0 }, 1), 0);
    ASSERT_EQ(finish_after(1, &message), EXIT_TOOL_FAILED);
    ASSERT_STR_EQ(message, "stdout cannot be written: Bad file descriptor.\n");
}
