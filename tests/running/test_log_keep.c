/* The lines of one instant are written at once, and in time. */
#include "run/internal.h"
#include "scene.h"

#include "io/process/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

/* ---- How lines are grouped ---- */

/* Each write is a packet of its own, which can be read during the run. */
static int ends[2];

static const char *next_packet(void)
{
    static char packet[8 * 1024];
    ssize_t got = recv(ends[0], packet, sizeof packet - 1, MSG_DONTWAIT);

    packet[got > 0 ? got : 0] = '\0';
    return packet;
}

static void play_in_packets(const struct demo *demo, struct run_options options)
{
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    options.stamp = STAMP_NONE;
    options.gathers = options.handle_signals = true;
    options.output = ends[1];
    options.errors = ends[1];
    stream_free(&stream);
    run_demo(demo, &options, &result);
    close(ends[1]);
}

ASYNC(says_ab)
{
    log_time("a");
    await(co_sleep(0));
    log_time("b");
    return 0;
}

ASYNC(two_instants)
{
    await(GATHER(CORO(says_ab), CORO(says_ab)));
    ASSERT_STR_EQ(next_packet(), "");
    await(co_sleep(1));
    ASSERT_STR_EQ(next_packet(), "a\na\nb\nb\n");
    log_time("c");
    return 0;
}

TEST(lines_of_an_instant_are_written_at_once)
{
    play_in_packets(SCENE(two_instants), usual_options());
    ASSERT_STR_EQ(next_packet(), "c\n");
    ASSERT_STR_EQ(next_packet(), "");
    close(ends[0]);
}

ASYNC(one_line)
{
    log_time("a");
    ASSERT_STR_EQ(next_packet(), "a\n");
    return 0;
}

TEST(line_is_written_when_logged_on_the_real_clock)
{
    static const enum co_clock clocks[] = { CO_CLOCK_REAL, CO_CLOCK_PACED };

    for (size_t i = 0; i < 2; i++) {
        struct run_options options = usual_options();

        test_note("clock %zu", i);
        options.clock = clocks[i];
        play_in_packets(SCENE(one_line), options);
        close(ends[0]);
    }
}

ASYNC(waits_for_a_packet)
{
    char packet[64] = "";

    ASSERT_TRUE(read(ends[0], packet, sizeof packet) > 0);
    ASSERT_STR_EQ(packet, "a\nb\n");
    return 0;
}

static int serve(void *arguments)
{
    (void)arguments;
    log_time("a");
    log_time("b");
    ASSERT_STR_EQ(next_packet(), "");
    return co_await(co_run_in_executor(NULL, CORO(waits_for_a_packet)));
}

TEST(lines_of_a_server_are_written_before_it_waits)
{
    struct run_options options = usual_options();

    options.clock = CO_CLOCK_REAL;
    options.listen = true;
    play_in_packets(&(const struct demo){ .identifier = "serve", .listen = serve }, options);
    ASSERT_EQ(result.code, 0);
    ASSERT_STR_EQ(next_packet(), "");
    close(ends[0]);
}

ASYNC(job)
{
    ASSERT_STR_EQ(next_packet(), "a\n");
    log_time("b");
    ASSERT_STR_EQ(next_packet(), "b\n");
    return 0;
}

ASYNC(has_a_job)
{
    struct co_task *task = co_run_in_executor(NULL, CORO(job));

    log_time("a");
    return co_await(task);
}

TEST(line_of_a_thread_is_written_when_logged)
{
    play_in_packets(SCENE(has_a_job), usual_options());
    ASSERT_EQ(result.exit_code, 0);
    close(ends[0]);
}

ASYNC(many_lines)
{
    for (int i = 0; i < 3; i++)
        log_time("%02999d", i);
    log_time("%05000d", 0);
    log_time("end");
    return 0;
}

TEST(lines_that_do_not_fit_are_written_in_parts)
{
    play_in_packets(SCENE(many_lines), usual_options());
    for (int i = 0; i < 3; i++)
        ASSERT_EQ(strlen(next_packet()), 3000);
    ASSERT_EQ(strlen(next_packet()), 5001);
    ASSERT_STR_EQ(next_packet(), "end\n");
    close(ends[0]);
}

/* ---- Beside other output ---- */

/* The log, the reports and what children print, all in one file. */
static void play_into_one_file(const struct demo *demo)
{
    FILE *output = tmpfile();
    struct run_options options = usual_options();

    options.stamp = STAMP_NONE;
    options.gathers = options.handle_signals = true;
    options.output = options.errors = fileno(output);
    stream_free(&stream);
    run_demo(demo, &options, &result);
    read_back(output, printed, sizeof printed);
}

ASYNC(breaks_a_promise)
{
    log_time("before");
    MUST(1 > 2);
    log_time("after");
    return 0;
}

TEST(report_stands_between_the_lines)
{
    play_into_one_file(SCENE(breaks_a_promise));
    ASSERT_EQ(strncmp(printed, "before\nMUST(1 > 2) does not hold", 32), 0);
    ASSERT_TRUE(strstr(printed, "in main\nafter\n"));
}

ASYNC(waits_for_ever)
{
    struct co_event event = { 0 };

    log_time("before");
    return co_event_wait(&event);
}

TEST(deadlock_stands_behind_the_lines)
{
    play_into_one_file(SCENE(waits_for_ever));
    ASSERT_EQ(result.exit_code, EXIT_DEADLOCK);
    ASSERT_EQ(strncmp(printed, "before\nDEADLOCK", 15), 0);
}

ASYNC(forks)
{
    pid_t process;
    int status;

    log_time("before");
    process = fork();
    if (process == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
        log_time("of the child");
        abort();
    }
    ASSERT_EQ(waitpid(process, &status, 0), process);
    ASSERT_TRUE(status != 0);
    log_time("after");
    return 0;
}

TEST(forked_child_does_not_write_the_lines_again)
{
    play_into_one_file(SCENE(forks));
    ASSERT_STR_EQ(printed, "before\nof the child\nafter\n");
}

ASYNC(has_a_child)
{
    const char *const command[] = { "echo", "of the child", NULL };
    const struct io_process_options options = { .output = IO_INHERIT };
    struct io_process *process;

    ASSERT_TRUE(dup2(run_now->options->output, STDOUT_FILENO) >= 0);
    log_time("before");
    await(io_create_subprocess_exec(&process, command, &options));
    await(io_process_wait(process, NULL));
    io_process_release(process);
    log_time("after");
    return 0;
}

TEST(child_prints_behind_the_lines)
{
    play_into_one_file(SCENE(has_a_child));
    ASSERT_STR_EQ(printed, "before\nof the child\nafter\n");
}

/* ---- The end of the process ---- */

enum { EXIT_OF_A_DEMO = 7 };

/* It comes after the handlers of the run, and before those of a sanitizer that looks for leaks: the
 * demo has left its run. */
static void leave(void)
{
    _exit(EXIT_OF_A_DEMO);
}

static int end_of(const struct demo *demo)
{
    FILE *output = tmpfile();
    struct run_options options = usual_options();
    pid_t process;
    int status;

    options.stamp = STAMP_NONE;
    options.stream = NULL;
    options.gathers = options.handle_signals = true;
    options.output = fileno(output);
    options.errors = -1;
    fflush(stdout);
    process = fork();
    ASSERT_TRUE(process >= 0);
    if (process == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
        ASSERT_EQ(atexit(leave), 0);
        run_demo(demo, &options, &result);
        _exit(result.exit_code);
    }
    ASSERT_EQ(waitpid(process, &status, 0), process);
    read_back(output, printed, sizeof printed);
    return status;
}

ASYNC(faults)
{
    volatile char *sealed = mmap(NULL, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    log_time("before");
    return *sealed;
}

TEST(lines_are_written_before_a_fault_ends_the_process)
{
    ASSERT_TRUE(end_of(SCENE(faults)) != 0);
    ASSERT_STR_EQ(printed, "before\n");
}

ASYNC(aborts)
{
    log_time("before");
    abort();
}

TEST(lines_are_written_before_an_abort)
{
    ASSERT_TRUE(end_of(SCENE(aborts)) != 0);
    ASSERT_STR_EQ(printed, "before\n");
}

ASYNC(exits)
{
    log_time("before");
    exit(EXIT_SUCCESS);
}

TEST(lines_are_written_at_exit)
{
    int status = end_of(SCENE(exits));

    ASSERT_TRUE(WIFEXITED(status));
    ASSERT_EQ(WEXITSTATUS(status), EXIT_OF_A_DEMO);
    ASSERT_STR_EQ(printed, "before\n");
}

ASYNC(is_interrupted_twice)
{
    log_time("before");
    raise(SIGINT);
    raise(SIGINT);
    return 0;
}

TEST(lines_are_written_before_a_second_interrupt)
{
    int status = end_of(SCENE(is_interrupted_twice));

    ASSERT_TRUE(WIFEXITED(status));
    ASSERT_EQ(WEXITSTATUS(status), EXIT_INTERRUPTED);
    ASSERT_STR_EQ(printed, "before\n");
}
