#include "cli/recording.h"

#include "cli/process.h"

#include "demo.h"
#include "test.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static struct stream stream;

struct recorded {
    const struct demo *demo;
    struct recording recording;
};

static int run_recorded(void *context)
{
    struct recorded *recorded = context;
    struct run_options options = {
        .clock = CO_CLOCK_VIRTUAL, .output = -1, .errors = -1, .handle_signals = true
    };
    struct run_result result;

    recording_attach(&recorded->recording, &options, "scene");
    run_demo(recorded->demo, &options, &result);
    return recorded->recording.failure ? 42 : result.exit_code;
}

static int record(int (*main)(void *arguments))
{
    struct demo demo = { .identifier = "scene", .main = main };
    struct recorded recorded = { .demo = &demo };
    int exit_code;

    ASSERT_EQ(recording_begin(&recorded.recording), 0);
    exit_code = process_call("scene", run_recorded, &recorded);
    ASSERT_EQ(recording_end(&recorded.recording, &stream), 0);
    return exit_code;
}

static int count(enum event_kind kind)
{
    int found = 0;

    for (size_t i = 0; i < stream.count; i++)
        found += stream.events[i].kind == kind;
    return found;
}

/* ---- The runs ---- */

ASYNC(child)
{
    await(co_sleep(1));
    log_time("child");
    return 0;
}

ASYNC(two_tasks)
{
    log_time("first");
    return GATHER(CORO(child), CORO(child));
}

ASYNC(killed)
{
    log_time("last words");
    await(co_sleep(1));
    raise(SIGKILL);
    return 0;
}

__attribute__((noinline)) static int go_down(volatile char *above)
{
    volatile char page[512];

    page[0] = above[0];
    page[511] = 1;
    return page[0] ? go_down(page) + page[511] : 0;
}

ASYNC(too_deep)
{
    volatile char start = 1;

    log_time("last words");
    return go_down(&start);
}

/* Longer than a recording, and no livelock: it ends at another time. */
ASYNC(much_happens)
{
    for (int i = 0; i < RECORDING_EVENTS_MAX; i++)
        await(co_sleep(0));
    await(co_sleep(1));
    log_time("the end");
    return 0;
}

ASYNC(livelock)
{
    for (;;)
        await(co_sleep(0));
}

/* ---- What is recorded ---- */

TEST(run_in_another_process_is_recorded)
{
    ASSERT_EQ(record(two_tasks_start), 0);
    ASSERT_EQ(count(EVENT_TASK), 3);
    ASSERT_EQ(count(EVENT_LINE), 3);
    ASSERT_EQ(stream.events[stream.count - 1].kind, EVENT_RUN_END);
    ASSERT_STR_EQ(stream_task_name(&stream, 2), "child-1");
    stream_free(&stream);
}

TEST(killed_run_is_recorded_up_to_its_end)
{
    record(killed_start);
    ASSERT_EQ(count(EVENT_LINE), 1);
    ASSERT_EQ(count(EVENT_WAIT), 1);
    ASSERT_EQ(count(EVENT_RUN_END), 0);
    stream_free(&stream);
}

TEST(stack_overflow_is_recorded_up_to_its_end)
{
    const struct event *last;

    ASSERT_EQ(record(too_deep_start), EXIT_TOOL_FAILED);
    ASSERT_EQ(count(EVENT_LINE), 1);
    last = &stream.events[stream.count - 1];
    ASSERT_EQ(last->kind, EVENT_REPORT);
    ASSERT_EQ(last->task, 1);
    ASSERT_TRUE(strncmp(last->text, "Stack overflow in task main (", 29) == 0);
    ASSERT_STR_EQ(last->call, "log_time(\"last words\")");
    ASSERT_EQ(last->line, last[-1].line);
    ASSERT_STR_EQ(last[-1].text, "last words");
    stream_free(&stream);
}

TEST(long_run_is_recorded_up_to_the_limit)
{
    ASSERT_EQ(record(much_happens_start), 0);
    ASSERT_EQ(stream.count, RECORDING_EVENTS_MAX);
    ASSERT_EQ(count(EVENT_LINE), 0);
    ASSERT_EQ(stream.events[stream.count - 1].time, 0);
    stream_free(&stream);
}

TEST(livelock_is_known_behind_the_limit)
{
    ASSERT_EQ(record(livelock_start), EXIT_DEADLOCK);
    ASSERT_TRUE(stream.count > RECORDING_EVENTS_MAX);
    ASSERT_TRUE(stream.count < RECORDING_EVENTS_MAX + RECORDING_REPORTS_MAX);
    ASSERT_TRUE(strncmp(stream.events[RECORDING_EVENTS_MAX].text, "LIVELOCK", 8) == 0);
    stream_free(&stream);
}

TEST(event_that_cannot_be_kept_is_a_failure)
{
    struct recording recording;
    struct run_options options = { 0 };
    const struct event event = {
        .kind = EVENT_STEP, .file = "", .text = "", .call = "", .what = ""
    };
    struct rlimit limit = { 0, RLIM_INFINITY };

    ASSERT_EQ(recording_begin(&recording), 0);
    recording_attach(&recording, &options, "scene");
    signal(SIGXFSZ, SIG_IGN);
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    options.listeners[0].on_event(options.listeners[0].context, &event);
    limit.rlim_cur = RLIM_INFINITY;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ASSERT_EQ(recording.failure, -EIO);
    ASSERT_EQ(recording_end(&recording, &stream), 0);
    ASSERT_EQ(stream.count, 0);
}
