#include "check/children.h"

#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS INT64_C(1000000000)

/* ---- Demos ---- */

static int log_two_lines(void *arguments)
{
    (void)arguments;
    log_time("one");
    int rc = co_sleep(0.01);
    log_time("two");
    return rc;
}

static int crash(void *arguments)
{
    (void)arguments;
    log_time("before the crash");
    abort();
}

static int hang(void *arguments)
{
    (void)arguments;
    log_time("before the hang");
    for (volatile bool hangs = true; hangs;)
        ;
    return 0;
}

static int leave(void *arguments)
{
    (void)arguments;
    _exit(7);
}

static int print_for_ever(void *arguments)
{
    (void)arguments;
    for (;;)
        log_time("%01000d", 0);
    return 0;
}

static int print_otherwise(void *arguments)
{
    (void)arguments;
    printf("to stdout\n");
    fprintf(stderr, "to stderr\n");
    return 0;
}

static int sleep_long(void *arguments)
{
    (void)arguments;
    int rc = co_sleep(100);
    log_time("cleaned up");
    return rc;
}

static int interrupt_parent(void *arguments)
{
    kill(getppid(), SIGINT);
    return sleep_long(arguments);
}

static int ignore_the_end_and_interrupt_twice(void *arguments)
{
    (void)arguments;
    signal(SIGTERM, SIG_IGN);
    kill(getppid(), SIGINT);
    /* The parent has seen the first one when it tells us to end, which we ignore. */
    for (;;) {
        sigset_t pending;

        sigpending(&pending);
        kill(getppid(), SIGINT);
        usleep(1000);
    }
    return 0;
}

static int sleep_half_a_second(void *arguments)
{
    (void)arguments;
    return co_sleep(0.5);
}

static int is_variant(void *arguments)
{
    (void)arguments;
    log_time("%s", variant("fixed") ? "fixed" : "as printed");
    return 0;
}

static int draw(void *arguments)
{
    (void)arguments;
    log_time("%llu", (unsigned long long)co_random());
    return 0;
}

static struct child child_of(const struct demo *demo, enum co_clock clock)
{
    return (struct child){ .demo = demo, .clock = clock, .time_limit = 60 * SECONDS };
}

static void assert_log(const struct child *child, const char *log)
{
    char *text = strndup(child->log ? child->log : "", child->log_size);

    ASSERT_STR_EQ(text, log);
    free(text);
}

static void run_one(struct child *child)
{
    ASSERT_EQ(children_run(child, 1, 0, NULL), 0);
}

/* ---- Cases ---- */

TEST(list_of_no_children_ends_at_once)
{
    ASSERT_EQ(children_run(NULL, 0, 0, NULL), 0);
}

TEST(log_result_and_events_come_back)
{
    struct demo demo = { .main = log_two_lines };
    struct child child = child_of(&demo, CO_CLOCK_VIRTUAL);
    unsigned lines = 0;

    run_one(&child);
    ASSERT_EQ(child.end, CHILD_ENDED);
    ASSERT_EQ(child.result.exit_code, 0);
    assert_log(&child, "[  0.000] one\n[  0.010] two\n");
    ASSERT_EQ(child.errors_size, 0);
    ASSERT_TRUE(child.took > 0);
    for (size_t i = 0; i < child.stream.count; i++)
        lines += child.stream.events[i].kind == EVENT_LINE;
    ASSERT_EQ(lines, 2);
    child_free(&child);
    ASSERT_TRUE(child.log == NULL);
}

TEST(variant_and_seed_are_the_demos)
{
    struct demo demo = { .main = is_variant }, random = { .main = draw, .seed = 5 };
    struct child children[4] = { child_of(&demo, CO_CLOCK_VIRTUAL),
                                 child_of(&demo, CO_CLOCK_VIRTUAL),
                                 child_of(&random, CO_CLOCK_VIRTUAL),
                                 child_of(&random, CO_CLOCK_VIRTUAL) };

    children[1].variant = "fixed";
    ASSERT_EQ(children_run(children, 4, 0, NULL), 0);
    assert_log(&children[0], "[  0.000] as printed\n");
    assert_log(&children[1], "[  0.000] fixed\n");
    ASSERT_EQ(children[2].log_size, children[3].log_size);
    ASSERT_EQ(memcmp(children[2].log, children[3].log, children[2].log_size), 0);
    for (int i = 0; i < 4; i++)
        child_free(&children[i]);
}

TEST(crashed_child_is_reported_with_its_output)
{
    struct demo demo = { .main = crash };
    struct child child = child_of(&demo, CO_CLOCK_VIRTUAL);
    struct rlimit no_core = { 0 };

    setrlimit(RLIMIT_CORE, &no_core);
    run_one(&child);
    ASSERT_EQ(child.end, CHILD_SIGNALLED);
    ASSERT_EQ(child.status, SIGABRT);
    assert_log(&child, "[  0.000] before the crash\n");
    child_free(&child);
}

TEST(hanging_child_is_killed_at_its_deadline)
{
    struct demo demo = { .main = hang };
    struct child child = child_of(&demo, CO_CLOCK_VIRTUAL);

    child.time_limit = SECONDS / 2;
    run_one(&child);
    ASSERT_EQ(child.end, CHILD_TIMED_OUT);
    ASSERT_TRUE(child.took >= SECONDS / 2);
    assert_log(&child, "[  0.000] before the hang\n");
    child_free(&child);
}

TEST(child_that_exits_in_the_middle_is_reported)
{
    struct demo demo = { .main = leave };
    struct child child = child_of(&demo, CO_CLOCK_VIRTUAL);

    run_one(&child);
    ASSERT_EQ(child.end, CHILD_EXITED);
    ASSERT_EQ(child.status, 7);
    child_free(&child);
}

TEST(child_that_prints_for_ever_is_ended)
{
    struct demo demo = { .main = print_for_ever };
    struct child child = child_of(&demo, CO_CLOCK_VIRTUAL);
    struct rlimit no_core = { 0 };

    setrlimit(RLIMIT_CORE, &no_core);
    run_one(&child);
    ASSERT_EQ(child.end, CHILD_SIGNALLED);
    ASSERT_EQ(child.status, SIGXFSZ);
    ASSERT_EQ(child.log_size, CHILD_LOG_MAX);
    child_free(&child);
}

TEST(output_beside_the_log_is_not_lost)
{
    struct demo demo = { .main = print_otherwise };
    struct child child = child_of(&demo, CO_CLOCK_VIRTUAL);
    char *errors;

    run_one(&child);
    assert_log(&child, "to stdout\n");
    errors = strndup(child.errors, child.errors_size);
    ASSERT_STR_EQ(errors, "to stderr\n");
    free(errors);
    child_free(&child);
}

TEST(children_run_side_by_side)
{
    struct demo demo = { .main = sleep_half_a_second };
    struct child children[20];
    int64_t took = 0;

    for (int i = 0; i < 20; i++)
        children[i] = child_of(&demo, CO_CLOCK_REAL);
    ASSERT_EQ(children_run(children, 20, 0, NULL), 0);
    for (int i = 0; i < 20; i++) {
        ASSERT_EQ(children[i].end, CHILD_ENDED);
        took += children[i].took;
        child_free(&children[i]);
    }
    ASSERT_TRUE(took >= 20 * SECONDS / 2);
}

TEST(children_run_side_by_side_up_to_the_limit)
{
    struct demo demo = { .main = sleep_half_a_second };
    struct child children[3];
    struct timespec began, ended;

    for (int i = 0; i < 3; i++)
        children[i] = child_of(&demo, CO_CLOCK_REAL);
    clock_gettime(CLOCK_MONOTONIC, &began);
    ASSERT_EQ(children_run(children, 3, 1, NULL), 0);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    ASSERT_TRUE((ended.tv_sec - began.tv_sec) * SECONDS + ended.tv_nsec - began.tv_nsec >=
                3 * SECONDS / 2);
    for (int i = 0; i < 3; i++)
        child_free(&children[i]);
}

TEST(a_record_comes_back_and_is_replayed)
{
    struct demo demo = { .main = log_two_lines };
    struct child real = child_of(&demo, CO_CLOCK_REAL), replay;

    run_one(&real);
    ASSERT_EQ(real.end, CHILD_ENDED);
    ASSERT_TRUE(real.record.count > 0);
    ASSERT_TRUE(!real.record.failed);
    replay = child_of(&demo, CO_CLOCK_REPLAY);
    replay.replay = &real.record;
    run_one(&replay);
    ASSERT_EQ(replay.end, CHILD_ENDED);
    ASSERT_TRUE(!replay.record.failed);
    ASSERT_EQ(replay.stream.count, real.stream.count);
    for (size_t i = 0; i < real.stream.count; i++)
        ASSERT_EQ(replay.stream.events[i].time, real.stream.events[i].time);
    child_free(&replay);
    child_free(&real);
}

TEST(replay_reports_that_its_record_is_too_short)
{
    struct demo demo = { .main = log_two_lines };
    int64_t reading = 0;
    struct co_record record = { .readings = &reading, .count = 1, .capacity = 1 };
    struct child child = child_of(&demo, CO_CLOCK_REPLAY);

    child.replay = &record;
    run_one(&child);
    ASSERT_EQ(child.end, CHILD_ENDED);
    ASSERT_TRUE(child.record.failed);
    child_free(&child);
}

/* ---- Bad luck ---- */

/* Let this process open so many descriptors more. */
static void limit_descriptors(int more)
{
    int first_free = open("/dev/null", O_RDONLY);
    struct rlimit limit;

    close(first_free);
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = (rlim_t)(first_free + more);
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

TEST(children_are_refused_without_descriptors)
{
    struct demo demo = { .main = log_two_lines };
    struct child children[2] = { child_of(&demo, CO_CLOCK_VIRTUAL),
                                 child_of(&demo, CO_CLOCK_VIRTUAL) };

    limit_descriptors(2);
    ASSERT_EQ(children_run(children, 2, 0, NULL), 0);
    for (int i = 0; i < 2; i++) {
        ASSERT_EQ(children[i].end, CHILD_REFUSED);
        ASSERT_EQ(children[i].status, -EMFILE);
        child_free(&children[i]);
    }
}

TEST(children_run_one_by_one_with_few_descriptors)
{
    struct demo demo = { .main = log_two_lines };
    struct child children[8];

    for (int i = 0; i < 8; i++)
        children[i] = child_of(&demo, CO_CLOCK_VIRTUAL);
    limit_descriptors(4);
    ASSERT_EQ(children_run(children, 8, 0, NULL), 0);
    for (int i = 0; i < 8; i++) {
        ASSERT_EQ(children[i].end, CHILD_ENDED);
        child_free(&children[i]);
    }
}

/* What is done beside the children: the second of three is not to be run. */
struct beside {
    struct child *children;
    size_t prepared, left;
    bool has_seen_an_end;
};

static bool prepare(void *context, size_t index)
{
    struct beside *beside = context;

    ASSERT_EQ(index, beside->prepared++);
    ASSERT_EQ(beside->children[index].end, CHILD_NOT_RUN);
    return index != 1;
}

static bool work(void *context)
{
    struct beside *beside = context;

    beside->has_seen_an_end |= beside->children[0].end == CHILD_ENDED;
    return beside->left && beside->left--;
}

TEST(work_is_done_while_children_run)
{
    struct demo demo = { .main = log_two_lines };
    struct child children[3] = { child_of(&demo, CO_CLOCK_VIRTUAL),
                                 child_of(&demo, CO_CLOCK_VIRTUAL),
                                 child_of(&demo, CO_CLOCK_VIRTUAL) };
    struct beside context = { .children = children, .left = 2 };
    const struct children_beside beside = { prepare, work, &context };

    ASSERT_EQ(children_run_beside(children, 3, 1, NULL, &beside), 0);
    ASSERT_EQ(context.prepared, 3);
    ASSERT_EQ(context.left, 0);
    ASSERT_TRUE(context.has_seen_an_end);
    ASSERT_EQ(children[0].end, CHILD_ENDED);
    ASSERT_EQ(children[1].end, CHILD_NOT_RUN);
    ASSERT_EQ(children[2].end, CHILD_ENDED);
    for (int i = 0; i < 3; i++)
        child_free(&children[i]);
}

TEST(run_without_descriptors_returns_an_error)
{
    struct demo demo = { .main = log_two_lines };
    struct child child = child_of(&demo, CO_CLOCK_REAL);

    limit_descriptors(3);
    run_one(&child);
    ASSERT_EQ(child.end, CHILD_ENDED);
    ASSERT_EQ(child.result.exit_code, 5);
    ASSERT_EQ(child.result.code, -EMFILE);
    child_free(&child);
}

/* ---- Commands ---- */

TEST(command_that_kills_its_parent_took_its_own_time_alone)
{
    const struct shell_call calls[2] = { { .command = "sleep 0.2", .limit = 100 * SECONDS },
                                         { .command = "kill -9 $PPID", .limit = 100 * SECONDS } };
    struct child children[2];

    for (int i = 0; i < 2; i++)
        children[i] = (struct child){ .command = &calls[i],
                                      .clock = CO_CLOCK_REAL,
                                      .time_limit = 100 * SECONDS,
                                      .followers = 1 - i };
    ASSERT_EQ(children_run(children, 2, 1, NULL), 0);
    ASSERT_EQ(children[0].end, CHILD_ENDED);
    ASSERT_TRUE(children[0].took >= SECONDS / 5);
    ASSERT_EQ(children[1].end, CHILD_SIGNALLED);
    ASSERT_TRUE(children[1].took > 0);
    for (int i = 0; i < 2; i++)
        child_free(&children[i]);
}

/* ---- Interrupts ---- */

TEST(interrupt_ends_running_children_and_skips_the_rest)
{
    struct demo demo = { .main = interrupt_parent }, other = { .main = sleep_long };
    struct child children[3] = { child_of(&demo, CO_CLOCK_REAL), child_of(&other, CO_CLOCK_REAL),
                                 child_of(&other, CO_CLOCK_REAL) };

    ASSERT_EQ(children_run(children, 3, 2, NULL), -EINTR);
    ASSERT_EQ(children[0].end, CHILD_ENDED);
    ASSERT_EQ(children[0].result.exit_code, 130);
    ASSERT_TRUE(strstr(children[0].log, "cleaned up") != NULL);
    ASSERT_EQ(children[2].end, CHILD_NOT_RUN);
    for (int i = 0; i < 3; i++)
        child_free(&children[i]);
}

static bool interrupt_and_skip(void *context, size_t index)
{
    (void)context;
    (void)index;
    raise(SIGINT);
    return false;
}

/* The parent waits for no child, so that the signal is still pending when all is over. */
TEST(interrupt_at_the_end_is_told_and_ends_nothing)
{
    struct demo demo = { .main = sleep_long };
    struct child child = child_of(&demo, CO_CLOCK_VIRTUAL);
    const struct children_beside beside = { .prepare = interrupt_and_skip };

    ASSERT_EQ(children_run_beside(&child, 1, 0, NULL, &beside), -EINTR);
    ASSERT_EQ(child.end, CHILD_NOT_RUN);
    child_free(&child);
}

TEST(second_interrupt_ends_a_child_that_ignores_the_first)
{
    struct demo demo = { .main = ignore_the_end_and_interrupt_twice };
    struct child child = child_of(&demo, CO_CLOCK_VIRTUAL);

    ASSERT_EQ(children_run(&child, 1, 0, NULL), -EINTR);
    ASSERT_EQ(child.end, CHILD_SIGNALLED);
    ASSERT_EQ(child.status, SIGKILL);
    child_free(&child);
}

TEST(handlers_and_mask_are_as_before)
{
    struct demo demo = { .main = log_two_lines };
    struct child child = child_of(&demo, CO_CLOCK_VIRTUAL);
    struct sigaction before, after;
    sigset_t mask_before, mask_after;

    sigaction(SIGINT, NULL, &before);
    sigprocmask(SIG_SETMASK, NULL, &mask_before);
    run_one(&child);
    sigaction(SIGINT, NULL, &after);
    sigprocmask(SIG_SETMASK, NULL, &mask_after);
    ASSERT_TRUE(before.sa_handler == after.sa_handler);
    for (int number = 1; number < 32; number++)
        ASSERT_EQ(sigismember(&mask_before, number), sigismember(&mask_after, number));
    child_free(&child);
}

/* ---- Progress ---- */

static void run_with_progress(struct child *child, char **shown)
{
    size_t size;
    FILE *terminal = open_memstream(shown, &size);

    ASSERT_EQ(children_run(child, 1, 0, terminal), 0);
    fclose(terminal);
}

TEST(progress_is_shown_during_a_long_run_and_removed)
{
    struct demo demo = { .main = sleep_half_a_second };
    struct child child = child_of(&demo, CO_CLOCK_REAL);
    char *shown;

    run_with_progress(&child, &shown);
    ASSERT_TRUE(strstr(shown, "0 of 1 runs have ended") != NULL);
    ASSERT_STR_EQ(shown + strlen(shown) - strlen("\r\033[K"), "\r\033[K");
    free(shown);
    child_free(&child);
}

TEST(progress_is_not_shown_for_a_short_run)
{
    struct demo demo = { .main = is_variant };
    struct child child = child_of(&demo, CO_CLOCK_VIRTUAL);
    char *shown;

    run_with_progress(&child, &shown);
    if (child.took < SECONDS / 4)
        ASSERT_STR_EQ(shown, "");
    free(shown);
    child_free(&child);
}
