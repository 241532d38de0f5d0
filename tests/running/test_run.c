#include "scene.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>

/* ---- How a run ends ---- */

ASYNC(ends_well)
{
    log_time("done");
    return 7;
}

TEST(run_ends_well)
{
    const struct event *last;

    play(SCENE(ends_well));
    ASSERT_EQ(result.code, 7);
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_TRUE(!result.output_closed);
    ASSERT_STR_EQ(result.message, "");
    ASSERT_STR_EQ(printed, "[  0.000] done\n");
    ASSERT_STR_EQ(reported, "");
    last = &stream.events[stream.count - 1];
    ASSERT_EQ(last->kind, EVENT_RUN_END);
    ASSERT_EQ(last->result, 7);
}

ASYNC(fails)
{
    await(co_sleep(1));
    return co_raise(-ECONNRESET, "Random failure");
}

TEST(run_fails_if_main_fails)
{
    play(SCENE(fails));
    ASSERT_EQ(result.code, -ECONNRESET);
    ASSERT_EQ(result.exit_code, 5);
    ASSERT_STR_EQ(result.message, "main failed with ConnectionError: Random failure.");
    ASSERT_STR_EQ(stream.events[stream.count - 1].text, result.message);
}

/* ---- A server instead of main ---- */

ASYNC(listen, int port;)
{
    tell_to_type("curl http://127.0.0.1:%d/", my->port);
    if (my->port == 80)
        return co_raise(-EADDRINUSE, "port %d is taken", my->port);
    return 0;
}

static void play_server(int port)
{
    struct run_options options = usual_options();

    options.listen = true;
    options.port = port;
    play_with(SCENE(fails, .listen = listen_start), options);
}

TEST(server_runs_in_place_of_main_and_says_what_to_type)
{
    play_server(8080);
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(printed, "");
    ASSERT_STR_EQ(
        reported,
        "The server listens until Ctrl-C; a second Ctrl-C ends it at once. In another terminal:\n"
        "    curl http://127.0.0.1:8080/\n");
}

TEST(server_that_cannot_listen_says_so)
{
    play_server(80);
    ASSERT_EQ(result.exit_code, 5);
    ASSERT_STR_EQ(result.message, "The server could not go on: port 80 is taken.");
}

ASYNC(fails_without_a_word)
{
    return -ETIMEDOUT;
}

TEST(error_without_a_text_has_its_sentence)
{
    play(SCENE(fails_without_a_word));
    ASSERT_STR_EQ(result.message, "main failed with TimeoutError: the time limit has passed.");
}

ASYNC(fails_with_orders)
{
    return co_raise(-EIO, "\x1b]0;\a");
}

TEST(message_cannot_control_a_terminal)
{
    play(SCENE(fails_with_orders));
    ASSERT_STR_EQ(result.message, "main failed with OSError: \\x1b]0;\\x07.");
}

ASYNC(returns_a_deadlocks_code)
{
    return -EDEADLK;
}

TEST(code_of_main_is_not_a_deadlock)
{
    play(SCENE(returns_a_deadlocks_code));
    ASSERT_EQ(result.exit_code, 5);
    ASSERT_STR_EQ(reported, "");
}

/* ---- Variants, seeds, clocks ---- */

ASYNC(says_what_it_is)
{
    log_time("%s %.6f",
             variant("fixed")  ? "fixed"
             : variant("flaw") ? "flaw"
                               : "default",
             co_random_uniform(0, 1));
    return 0;
}

TEST(variants_and_seeds_are_options)
{
    struct run_options options = usual_options();
    char first[64];

    play_with(SCENE(says_what_it_is), options);
    ASSERT_TRUE(strncmp(printed, "[  0.000] default 0.", 20) == 0);
    strcpy(first, printed);
    play_with(SCENE(says_what_it_is), options);
    ASSERT_STR_EQ(printed, first);
    options.seed = 2;
    play_with(SCENE(says_what_it_is), options);
    ASSERT_TRUE(strcmp(printed, first) != 0);
    options.variant = "fixed";
    play_with(SCENE(says_what_it_is), options);
    ASSERT_TRUE(strncmp(printed, "[  0.000] fixed 0.", 18) == 0);
}

ASYNC(says_its_broker)
{
    log_time("%s %s %s", broker() ? broker() : "no broker",
             broker_queue() ? broker_queue() : "no queue", program() ? program() : "no program");
    return 0;
}

TEST(demo_has_another_main_with_a_broker)
{
    struct demo demo = { .identifier = "demo",
                         .main = ends_well_start,
                         .main_on_broker = says_its_broker_start };
    struct run_options options = usual_options();

    play_with(&demo, options);
    ASSERT_STR_EQ(printed, "[  0.000] done\n");
    options.broker = "unix:///redis";
    options.queue = "class";
    options.program = "asyncdemo";
    play_with(&demo, options);
    ASSERT_STR_EQ(printed, "[  0.000] unix:///redis class asyncdemo\n");
    ASSERT_TRUE(!broker() && !broker_queue() && !program()); /* there is no run */
}

ASYNC(sleeps)
{
    await(co_sleep(0.2));
    log_time("slept");
    return 0;
}

static double real_seconds_of(enum co_clock clock, double pace)
{
    struct run_options options = usual_options();
    struct timespec begin, end;

    options.clock = clock;
    options.pace = pace;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    play_with(SCENE(sleeps), options);
    clock_gettime(CLOCK_MONOTONIC, &end);
    ASSERT_EQ(result.exit_code, 0);
    return (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) * 1e-9;
}

TEST(clocks_pass_at_their_speed)
{
    ASSERT_TRUE(real_seconds_of(CO_CLOCK_REAL, 0) >= 0.2);
    ASSERT_TRUE(real_seconds_of(CO_CLOCK_PACED, 0.5) >= 0.4);
    ASSERT_STR_EQ(printed, "[  0.200] slept\n");
    ASSERT_TRUE(real_seconds_of(CO_CLOCK_PACED, 1000) < 0.2);
    ASSERT_STR_EQ(printed, "[  0.200] slept\n");
    real_seconds_of(CO_CLOCK_VIRTUAL, 0);
    ASSERT_STR_EQ(printed, "[  0.200] slept\n");
}

TEST(day_of_a_virtual_run_begins_with_it)
{
    struct run_options options = usual_options();

    options.stamp = STAMP_CLOCK;
    play_with(SCENE(sleeps), options);
    ASSERT_STR_EQ(printed, "[00:00:00.200] slept\n");
}

TEST(stamp_of_a_real_run_is_the_time_of_day)
{
    struct run_options options = usual_options();
    time_t now = time(NULL) + 1;
    struct tm local;
    int hour, minute, second, milliseconds, apart;

    options.stamp = STAMP_CLOCK;
    options.clock = CO_CLOCK_REAL;
    localtime_r(&now, &local);
    play_with(SCENE(sleeps), options);
    ASSERT_EQ(sscanf(printed, "[%d:%d:%d.%d] slept\n", &hour, &minute, &second, &milliseconds), 4);
    apart = (hour * 60 + minute) * 60 + second - (local.tm_hour * 60 + local.tm_min) * 60 -
            local.tm_sec;
    ASSERT_TRUE((apart >= -2 && apart < 18) || apart < -86400 + 18);
}

ASYNC(races)
{
    await(co_sleep(0.01));
    log_time("%.9f", co_time());
    return co_sleep(0.01);
}

TEST(recorded_run_can_be_repeated)
{
    struct co_record record = { 0 };
    struct run_options options = usual_options();
    struct stream first;
    char log[64];

    options.clock = CO_CLOCK_REAL;
    options.record = &record;
    play_with(SCENE(races), options);
    ASSERT_TRUE(record.count > 0 && !record.failed);
    strcpy(log, printed);
    first = stream;
    stream = (struct stream){ 0 };
    options.clock = CO_CLOCK_REPLAY;
    play_with(SCENE(races), options);
    ASSERT_TRUE(!record.failed);
    ASSERT_STR_EQ(printed, log);
    ASSERT_EQ(stream.count, first.count);
    for (size_t i = 0; i < first.count; i++)
        ASSERT_EQ(stream.events[i].time, first.events[i].time);
    stream_free(&first);
    free(record.readings);
}

/* ---- Names and events ---- */

static struct co_lock lock;
static struct co_event event;

ASYNC(waits_for_all)
{
    void *item;
    struct co_queue queue = CO_QUEUE(1);

    co_queue_put_nowait(&queue, &queue);
    await(co_sleep(0.1));
    ASSERT_EQ(co_wait_for(co_create_task(CORO(sleeps)), 0.1), -ETIMEDOUT);
    WITH_LOCK(&lock) {
    }
    await(co_event_wait(&event));
    ASSERT_EQ(co_queue_get_nowait(&queue, &item), 0);
    return 0;
}

ASYNC(names_its_tasks)
{
    await(co_lock_acquire(&lock));
    struct co_task *task = co_create_task(CORO(waits_for_all));
    ASSERT_STR_EQ(co_task_name(co_current_task()), "main");
    ASSERT_STR_EQ(co_task_name(task), "waits_for_all-1");
    await(co_sleep(0.5));
    co_lock_release(&lock);
    await(co_sleep(0.5));
    co_event_set(&event);
    return co_await(task);
}

/* The events of a task, as text. */
static const char *story_of(const char *task)
{
    static const char *const kinds[] = {
        "task", "wait", "wake", "line", "end", "report", "run end", "step", "touch", "thing"
    };
    static const char *const verbs[] = { "", "take", "release", "put", "get", "done", "set" };
    static char story[1024];

    story[0] = '\0';
    for (size_t i = 0; i < stream.count; i++) {
        const struct event *one = &stream.events[i];
        size_t used = strlen(story);

        if (one->kind != EVENT_STEP && strcmp(stream_task_name(&stream, one->task), task) == 0)
            snprintf(story + used, sizeof story - used, "%.1f %s %s%s\n", (double)one->time * 1e-9,
                     kinds[one->kind], verbs[one->verb], one->text);
    }
    return story;
}

TEST(events_tell_the_story_of_a_task)
{
    play(SCENE(names_its_tasks));
    ASSERT_EQ(result.code, 0);
    ASSERT_STR_EQ(story_of("waits_for_all-1"), "0.0 task waits_for_all-1\n"
                                               "0.0 touch put\n"
                                               "0.0 wait \n"
                                               "0.1 wake \n"
                                               "0.1 wait task\n"
                                               "0.2 wake \n"
                                               "0.2 wait lock lock\n"
                                               "0.5 wake \n"
                                               "0.5 touch take\n"
                                               "0.5 touch release\n"
                                               "0.5 wait event event\n"
                                               "1.0 wake \n"
                                               "1.0 touch get\n"
                                               "1.0 end \n");
    ASSERT_STR_EQ(story_of("sleeps-1"), "0.1 task sleeps-1\n"
                                        "0.1 wait \n"
                                        "0.2 wake \n"
                                        "0.2 end \n");
}

ASYNC(never_ends)
{
    return co_event_wait(&event);
}

ASYNC(names_a_task)
{
    co_event_clear(&event);
    return GATHER(NAMED(CORO(never_ends), "Worker-7"), CORO(never_ends));
}

TEST(given_name_of_a_task_is_in_events_and_reports)
{
    play(SCENE(names_a_task));
    ASSERT_EQ(result.code, -EDEADLK);
    ASSERT_STR_EQ(story_of("Worker-7"), "0.0 task Worker-7\n"
                                        "0.0 wait event event\n");
    ASSERT_TRUE(strstr(reported, "main has been awaiting Worker-7 and never_ends-1 since 0.000 s"));
}

TEST(wake_by_a_timer_has_no_place)
{
    play(SCENE(names_its_tasks));
    for (size_t i = 0; i < stream.count; i++) {
        const struct event *one = &stream.events[i];

        if (one->kind == EVENT_WAKE)
            ASSERT_EQ(one->file[0] != '\0', one->cause.kind == CO_CAUSE_TASK);
        if (one->kind == EVENT_WAIT)
            ASSERT_STR_EQ(one->file, __FILE__);
    }
}

DEF(job)
{
    return 0;
}

ASYNC(uses_threads)
{
    struct co_task *future = co_future_create("answer");

    co_future_set_result(future, 0);
    await(co_await(future));
    await(co_await(co_run_in_executor(NULL, CORO(job))));
    return co_await(co_run_in_executor(NULL, CORO(job)));
}

TEST(jobs_in_threads_are_counted)
{
    play(SCENE(uses_threads));
    ASSERT_EQ(result.code, 0);
    ASSERT_EQ(stream.events[stream.count - 1].number, 2);
}

TEST(run_needs_no_stream_and_no_descriptors)
{
    const struct run_options options = { .clock = CO_CLOCK_VIRTUAL, .output = -1, .errors = -1 };

    run_demo(SCENE(names_its_tasks), &options, &result);
    ASSERT_EQ(result.exit_code, 0);
    run_demo(SCENE(fails), &options, &result);
    ASSERT_EQ(result.exit_code, 5);
}

/* ---- Output that cannot be written ---- */

static int lines_written;

ASYNC(chats_for_ever)
{
    while (true) {
        int rc = co_sleep(0.01);

        if (rc == -ECANCELED)
            lines_written = -lines_written;
        await(rc);
        log_time("line %d", ++lines_written);
    }
}

ASYNC(two_chat)
{
    return GATHER(CORO(chats_for_ever), CORO(chats_for_ever));
}

static void play_into(const struct demo *demo, int output)
{
    struct run_options options = usual_options();
    FILE *errors = tmpfile();

    options.output = output;
    options.errors = fileno(errors);
    stream_free(&stream);
    run_demo(demo, &options, &result);
    read_back(errors, reported, sizeof reported);
}

TEST(run_ends_quietly_when_its_reader_leaves)
{
    int ends[2];

    ASSERT_EQ(pipe(ends), 0);
    close(ends[0]);
    play_into(SCENE(two_chat), ends[1]);
    close(ends[1]);
    ASSERT_TRUE(result.output_closed);
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(result.message, "");
    ASSERT_STR_EQ(reported, "");
    ASSERT_EQ(lines_written, 2); /* each task was cancelled, which turned the sign over twice */
}

TEST(full_disk_is_an_error)
{
    int full = open("/dev/full", O_WRONLY);

    if (full < 0)
        test_skip("there is no /dev/full");
    play_into(SCENE(two_chat), full);
    close(full);
    ASSERT_TRUE(!result.output_closed);
    ASSERT_EQ(result.exit_code, 5);
    ASSERT_STR_EQ(result.message, "The log could not be written: No space left on device.");
    ASSERT_STR_EQ(reported, "");
}

DEF(chats_in_a_thread)
{
    log_time("from a thread");
    return 0;
}

ASYNC(a_thread_chats)
{
    await(co_await(co_run_in_executor(NULL, CORO(chats_in_a_thread))));
    await(co_sleep(1));
    log_time("never");
    return 0;
}

TEST(run_ends_when_the_reader_of_a_thread_leaves)
{
    int ends[2];

    ASSERT_EQ(pipe(ends), 0);
    close(ends[0]);
    play_into(SCENE(a_thread_chats), ends[1]);
    close(ends[1]);
    ASSERT_TRUE(result.output_closed);
    ASSERT_EQ(result.code, -EINTR);
    ASSERT_EQ(result.exit_code, 0);
    for (size_t i = 0; i < stream.count; i++)
        ASSERT_TRUE(strcmp(stream.events[i].text, "never") != 0);
}

ASYNC(deadlocks)
{
    log_time("first");
    return co_event_wait(&(struct co_event){ 0 });
}

TEST(deadlock_is_not_reported_without_a_reader)
{
    int ends[2];

    ASSERT_EQ(pipe(ends), 0);
    close(ends[0]);
    play_into(SCENE(deadlocks), ends[1]);
    close(ends[1]);
    ASSERT_TRUE(result.output_closed);
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(reported, "");
}

/* A process of its own reads the log slowly, and signals come meanwhile. No line of the log is
 * lost. */
ASYNC(a_lot)
{
    static char text[3000];

    memset(text, 'x', sizeof text - 1);
    for (int i = 0; i < 100; i++)
        log_time("%s", text);
    return 0;
}

static void on_alarm(int number)
{
    (void)number;
}

TEST(slow_reader_gets_everything)
{
    struct sigaction action = { .sa_handler = on_alarm };
    int ends[2];
    size_t size = 0;
    ssize_t got;
    char buffer[4096];

    ASSERT_EQ(pipe(ends), 0);
    if (fork() == 0) {
        struct run_options options = usual_options();
        timer_t timer;
        struct itimerspec often = { { 0, 200000 }, { 0, 200000 } };

        close(ends[0]);
        sigaction(SIGALRM, &action, NULL);
        timer_create(CLOCK_MONOTONIC, NULL, &timer);
        timer_settime(timer, 0, &often, NULL);
        options.stamp = STAMP_NONE;
        options.output = ends[1];
        run_demo(SCENE(a_lot), &options, &result);
        stream_free(&stream);
        _exit(result.exit_code);
    }
    close(ends[1]);
    while ((got = read(ends[0], buffer, sizeof buffer)) > 0) {
        size += (size_t)got;
        ASSERT_EQ(usleep(100), 0);
    }
    ASSERT_EQ(got, 0);
    ASSERT_EQ(size, 100 * 3000);
    close(ends[0]);
}

/* ---- Nothing left ---- */

ASYNC(makes_many)
{
    TASKS(tasks, CORO(sleeps), i, 100);
    return GATHER_TASKS(tasks);
}

TEST(run_says_so_if_there_is_no_memory_for_tasks)
{
    struct run_options options = usual_options();
    int failed = 0;

    for (uint64_t n = 1; n < 12; n++) {
        test_note("allocation %d", (int)n);
        co_fail_allocation(n, true);
        play_with(SCENE(makes_many), options);
        co_fail_allocation(0, false);
        if (result.code == 0)
            break;
        failed++;
        ASSERT_EQ(result.exit_code, 5);
        ASSERT_EQ(result.code, -ENOMEM);
        ASSERT_TRUE(strstr(result.message, "memory"));
    }
    ASSERT_TRUE(failed >= 3);
}

TEST(real_run_says_so_if_there_are_no_descriptors)
{
    struct run_options options = usual_options();
    struct rlimit limit = { 0, 0 };
    FILE *errors = tmpfile();

    options.clock = CO_CLOCK_REAL;
    options.output = STDOUT_FILENO;
    options.errors = fileno(errors);
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
    rlim_t before = limit.rlim_cur;
    limit.rlim_cur = (rlim_t)fileno(errors) + 1;
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
    run_demo(SCENE(sleeps), &options, &result);
    limit.rlim_cur = before;
    setrlimit(RLIMIT_NOFILE, &limit);
    ASSERT_EQ(result.exit_code, 5);
    ASSERT_STR_EQ(result.message, "The run could not go on: the process has no descriptor left.");
    fclose(errors);
}

ASYNC(needs_a_thread)
{
    co_fail_allocation(1, true);
    int rc = co_await(co_run_in_executor(NULL, CORO(job)));
    co_fail_allocation(0, false);
    return rc;
}

TEST(run_says_so_if_there_are_no_threads)
{
    play(SCENE(needs_a_thread));
    ASSERT_EQ(result.exit_code, 5);
    ASSERT_TRUE(strstr(result.message, "there is no memory for a thread pool"));
}

static struct co_event awaited;

static int set_awaited(void *argument)
{
    (void)argument;
    log_time("called");
    return co_event_set(&awaited);
}

ASYNC(awaits_callback)
{
    awaited = (struct co_event){ 0 };
    co_call_soon(set_awaited, NULL);
    return co_event_wait(&awaited);
}

TEST(wake_and_line_of_a_callback_have_its_name)
{
    size_t wakes = 0, lines = 0;

    play(SCENE(awaits_callback));
    for (size_t i = 0; i < stream.count; i++) {
        const struct event *one = &stream.events[i];

        if (one->kind != EVENT_WAKE && one->kind != EVENT_LINE)
            continue;
        ASSERT_STR_EQ(one->what, "set_awaited");
        wakes += one->kind == EVENT_WAKE;
        lines += one->kind == EVENT_LINE;
    }
    ASSERT_EQ(wakes, 1);
    ASSERT_EQ(lines, 1);
}
