#include "cli/output.h"

#include "cli/command.h"

#include "capture.h"
#include "slow_reader.h"
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

TEST(complete_output_keeps_the_exit_code)
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

TEST(full_disk_is_a_failure_of_the_tool)
{
    const char *message;

    replace_stdout("/dev/full", O_WRONLY);
    ASSERT_EQ(finish_after(1, &message), EXIT_TOOL_FAILED);
    ASSERT_STR_EQ(message, "stdout cannot be written: No space left on device.\n");
}

TEST(early_full_disk_is_a_failure_of_the_tool)
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

TEST(closed_reader_is_not_a_failure)
{
    const char *message;

    replace_stdout_by_closed_pipe();
    ASSERT_EQ(finish_after(1, &message), EXIT_WELL);
    ASSERT_STR_EQ(message, "");
}

TEST(reader_that_closes_early_is_not_a_failure)
{
    const char *message;

    replace_stdout_by_closed_pipe();
    ASSERT_EQ(finish_after(1000000, &message), EXIT_WELL);
    ASSERT_STR_EQ(message, "");
}

TEST(closed_descriptors_are_replaced)
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

/* ---- A descriptor that does not block ---- */

enum { WORDS_MAX = 8, OUTPUT_MAX = 256 * 1024 };

/* The command line without the program's name, in a process of its own. */
__attribute__((noreturn)) static void run_command(char **words, int count, int output)
{
    struct arguments arguments;
    int exit_code;

    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    output_begin();
    exit_code = arguments_parse(&arguments, count, words);
    arguments.program = "asyncdemo";
    if (!exit_code)
        exit_code = arguments.command->execute(&arguments);
    exit(output_finish(exit_code));
}

static bool has_ended(void *child)
{
    siginfo_t status = { 0 };

    ASSERT_EQ(waitid(P_PID, (id_t) * (pid_t *)child, &status, WEXITED | WNOHANG | WNOWAIT), 0);
    return status.si_pid != 0;
}

/* What a child writes to a pipe whose reader is slow; returns its exit code. */
static int read_from_command(char **words, int count, char *bytes)
{
    size_t size = 0, more;
    int ends[2], status;
    bool ended;
    pid_t child;

    make_small_pipe(ends);
    child = fork();
    ASSERT_TRUE(child >= 0);
    if (child == 0)
        run_command(words, count, ends[1]);
    do {
        ended = has_ended(&child);
        more = read_when_full(ends, bytes + size, OUTPUT_MAX - 1 - size, has_ended, &child);
        size += more;
    } while (more || !ended);
    bytes[size] = '\0';
    close(ends[0]);
    close(ends[1]);
    ASSERT_EQ(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The same with a file in place of the pipe. */
static int read_from_command_by_file(char **words, int count, char *bytes)
{
    FILE *file = tmpfile();
    int status;
    pid_t child;

    ASSERT_TRUE(file);
    child = fork();
    ASSERT_TRUE(child >= 0);
    if (child == 0)
        run_command(words, count, fileno(file));
    ASSERT_EQ(waitpid(child, &status, 0), child);
    rewind(file);
    bytes[fread(bytes, 1, OUTPUT_MAX - 1, file)] = '\0';
    fclose(file);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int split(char *line, char **words)
{
    int count = 0;

    for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
        words[count++] = word;
    return count;
}

static void expect_all_of(const char *command)
{
    static char slowly[OUTPUT_MAX], expected[OUTPUT_MAX];
    char line[128], again[128], *words[WORDS_MAX];

    test_note("%s", command);
    snprintf(line, sizeof line, "%s", command);
    snprintf(again, sizeof again, "%s", command);
    int exit_code = read_from_command_by_file(words, split(line, words), expected);
    ASSERT_TRUE(strlen(expected) > 4096);
    ASSERT_EQ(read_from_command(words, split(again, words), slowly), exit_code);
    ASSERT_STR_EQ(slowly, expected);
}

TEST(commands_wait_for_a_slow_reader)
{
    expect_all_of("list");
    expect_all_of("list --json");
}

/* The log goes to stdout, the report to stderr. */
TEST(log_and_deadlock_report_wait_for_a_slow_reader)
{
    expect_all_of("condition condition condition condition condition condition --clock=virtual");
}
