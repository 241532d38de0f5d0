#include "check/shell_run.h"

#include "run/unnamed_file.h"

#include "test.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)

static struct shell_run run;

/* The process that runs a command is of no use afterwards, so the run comes back by a file, as it
 * does in a check. */
static void run_call(const struct shell_call *call)
{
    int file = unnamed_file(), status;
    pid_t child;

    ASSERT_TRUE(file >= 0);
    child = fork();
    if (child == 0)
        _exit(shell_run(call, &run) < 0 || shell_run_write(&run, file) < 0);
    ASSERT_TRUE(child > 0);
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0);
    ASSERT_EQ(lseek(file, 0, SEEK_SET), 0);
    ASSERT_EQ(shell_run_read(&run, file), 0);
    close(file);
}

static void run_command(const char *command)
{
    run_call(&(struct shell_call){ .command = command, .limit = 60 * SECOND });
}

static void assert_line(size_t i, bool is_error, const char *text)
{
    const struct shell_line *line = &run.output.lines[i];

    ASSERT_TRUE(i < run.output.count);
    ASSERT_EQ(line->is_error, is_error);
    ASSERT_EQ(line->length, strlen(text));
    ASSERT_EQ(memcmp(run.output.bytes + line->offset, text, line->length), 0);
}

static void assert_end(enum shell_end end, int status)
{
    ASSERT_EQ(run.end, end);
    ASSERT_EQ(run.status, status);
}

/* The first line is the number of a process, which no longer runs. */
static void assert_ended(void)
{
    char number[32] = "";

    ASSERT_TRUE(run.output.count == 1 && run.output.size < sizeof number);
    memcpy(number, run.output.bytes, run.output.size);
    ASSERT_TRUE(strtol(number, NULL, 10) > 1);
    ASSERT_EQ(kill((pid_t)strtol(number, NULL, 10), 0), -1);
    ASSERT_EQ(errno, ESRCH);
}

TEST(lines_of_both_streams_arrive)
{
    run_command("echo a; echo b >&2; exit 3");
    assert_end(SHELL_EXITED, 3);
    ASSERT_EQ(run.output.count, 2);
    assert_line(run.output.lines[0].is_error ? 1 : 0, false, "a");
    assert_line(run.output.lines[0].is_error ? 0 : 1, true, "b");
    ASSERT_TRUE(!run.left_processes);
    shell_run_free(&run);
}

TEST(line_is_stamped_when_it_arrives)
{
    run_command("echo a; sleep 0.05; echo b");
    ASSERT_EQ(run.output.count, 2);
    ASSERT_TRUE(run.output.lines[1].time - run.output.lines[0].time >= SECOND / 25);
    shell_run_free(&run);
}

TEST(signal_that_ends_the_command_is_known)
{
    run_command("kill -9 $$");
    assert_end(SHELL_SIGNALLED, SIGKILL);
    shell_run_free(&run);
}

TEST(command_that_is_not_there_exits_with_127)
{
    run_command("/no/such/command");
    assert_end(SHELL_EXITED, 127);
    ASSERT_EQ(run.output.count, 1);
    ASSERT_TRUE(run.output.lines[0].is_error);
    shell_run_free(&run);
}

TEST(folder_that_is_not_there_is_told)
{
    run_call(&(struct shell_call){ .command = "true", .folder = "/no/such", .limit = SECOND });
    assert_end(SHELL_NO_FOLDER, -ENOENT);
    shell_run_free(&run);
}

TEST(stdin_is_empty)
{
    run_command("cat; echo end");
    ASSERT_EQ(run.output.count, 1);
    assert_line(0, false, "end");
    shell_run_free(&run);
}

TEST(environment_is_the_usual_one_and_what_the_call_says)
{
    char variable[] = "GREETING=hello", taken_away[] = "LEAKED";
    char *environment[] = { variable, taken_away };

    setenv("LEAKED", "1", true);
    setenv("TZ", "Asia/Tokyo", true);
    run_call(&(struct shell_call){ .command = "echo $TZ $LC_ALL $GREETING ${LEAKED-none}",
                                   .environment = environment,
                                   .environment_count = 2,
                                   .limit = 60 * SECOND });
    assert_line(0, false, "UTC C.UTF-8 hello none");
    shell_run_free(&run);
}

TEST(command_runs_in_its_folder)
{
    run_call(&(struct shell_call){ .command = "pwd", .folder = "/", .limit = 60 * SECOND });
    assert_line(0, false, "/");
    shell_run_free(&run);
}

/* The first process ignores TERM, and its child has a session of its own. */
TEST(all_processes_end_at_the_limit)
{
    run_call(&(struct shell_call){
        .command = "trap '' TERM; setsid sleep 1000 & echo $!; sleep 1000", .limit = SECOND / 5 });
    assert_end(SHELL_AT_LIMIT, 0);
    assert_ended();
    shell_run_free(&run);
}

TEST(limit_counts_from_the_first_line)
{
    run_call(&(struct shell_call){ .command = "sleep 0.2; echo a; sleep 0.2; echo b",
                                   .limit = 60 * SECOND });
    assert_end(SHELL_EXITED, 0);
    ASSERT_EQ(run.output.count, 2);
    shell_run_free(&run);
}

/* A process that the command leaves behind holds the pipe open. */
TEST(process_that_is_left_behind_is_ended)
{
    run_command("setsid sleep 1000 & echo $!");
    assert_end(SHELL_EXITED, 0);
    ASSERT_TRUE(run.left_processes);
    assert_ended();
    shell_run_free(&run);
}

TEST(flood_of_output_is_bounded)
{
    run_command(
        "yes xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx | head -c 20000000");
    assert_end(SHELL_EXITED, 0);
    ASSERT_TRUE(run.output.size < SHELL_OUTPUT_MAX + 8 * SHELL_LAST_MIN);
    ASSERT_TRUE(run.output.size > SHELL_OUTPUT_MAX / 2);
    shell_run_free(&run);
}

TEST(file_that_is_cut_short_is_no_run)
{
    int file = unnamed_file();
    struct shell_run empty = { .delays = { .source = -1 } };

    ASSERT_EQ(shell_run_read(&run, file), -EPROTO);
    ASSERT_EQ(shell_lines_add(&empty.output, (struct shell_line){ .length = 1 }, "a"), 0);
    ASSERT_EQ(shell_run_write(&empty, file), 0);
    ASSERT_EQ(ftruncate(file, lseek(file, 0, SEEK_END) - 1), 0);
    ASSERT_EQ(lseek(file, 0, SEEK_SET), 0);
    ASSERT_EQ(shell_run_read(&run, file), -EPROTO);
    ASSERT_TRUE(run.output.lines == NULL);
    shell_run_free(&empty);
    close(file);
}
