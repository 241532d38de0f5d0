#include "co/explain/growing_text.h"
#include "scene.h"

#include <fcntl.h>
#include <pthread.h>

#define MS INT64_C(1000000)
#define SECOND INT64_C(1000000000)
#define HOUR (3600 * SECOND)

/* ---- The format of a line ---- */

static const char *stamped(int64_t time, int64_t previous, int64_t wall, enum stamp stamp)
{
    static struct text line;
    const struct event event = { .kind = EVENT_LINE, .time = time, .file = "", .text = "🔒 x" };

    text_clear(&line);
    log_line_add(&line, &event, previous, wall, stamp, SYMBOLS_EMOJI);
    ASSERT_TRUE(!line.failed);
    ASSERT_EQ(line.length, strlen(text_string(&line)));
    return text_string(&line);
}

TEST(stamp_is_the_time_of_day)
{
    ASSERT_STR_EQ(stamped(0, 0, 0, STAMP_CLOCK), "[00:00:00.000] 🔒 x");
    ASSERT_STR_EQ(
        stamped(10 * MS, 0, 8 * HOUR + 49 * 60 * SECOND + 8 * SECOND + 859 * MS, STAMP_CLOCK),
        "[08:49:08.869] 🔒 x");
}

TEST(stamp_wraps_at_midnight)
{
    int64_t wall = 24 * HOUR - SECOND;

    ASSERT_STR_EQ(stamped(SECOND - MS, 0, wall, STAMP_CLOCK), "[23:59:59.999] 🔒 x");
    ASSERT_STR_EQ(stamped(SECOND, 0, wall, STAMP_CLOCK), "[00:00:00.000] 🔒 x");
    /* Rounding can pass midnight, too. */
    ASSERT_STR_EQ(stamped(SECOND - 1, 0, wall, STAMP_CLOCK), "[00:00:00.000] 🔒 x");
    ASSERT_STR_EQ(stamped(50 * HOUR, 0, wall, STAMP_CLOCK), "[01:59:59.000] 🔒 x");
}

TEST(stamp_is_the_time_since_the_start)
{
    ASSERT_STR_EQ(stamped(10 * MS, 0, HOUR, STAMP_ELAPSED), "[  0.010] 🔒 x");
    ASSERT_STR_EQ(stamped(999 * SECOND, 0, 0, STAMP_ELAPSED), "[999.000] 🔒 x");
    ASSERT_STR_EQ(stamped(12345 * SECOND + 6 * MS, 0, 0, STAMP_ELAPSED), "[12345.006] 🔒 x");
}

TEST(stamp_is_the_time_since_the_line_before)
{
    ASSERT_STR_EQ(stamped(1500 * MS, SECOND, HOUR, STAMP_DELTA), "[+0.500] 🔒 x");
    ASSERT_STR_EQ(stamped(SECOND, SECOND, 0, STAMP_DELTA), "[+0.000] 🔒 x");
    ASSERT_STR_EQ(stamped(12 * SECOND, 0, 0, STAMP_DELTA), "[+12.000] 🔒 x");
    ASSERT_STR_EQ(stamped(0, 1500 * MS, 0, STAMP_DELTA), "[+-1.500] 🔒 x");
}

TEST(line_may_have_no_stamp)
{
    ASSERT_STR_EQ(stamped(SECOND, 0, HOUR, STAMP_NONE), "🔒 x");
}

TEST(milliseconds_are_rounded)
{
    ASSERT_STR_EQ(stamped(499999, 0, 0, STAMP_ELAPSED), "[  0.000] 🔒 x");
    ASSERT_STR_EQ(stamped(500000, 0, 0, STAMP_ELAPSED), "[  0.001] 🔒 x");
    ASSERT_STR_EQ(stamped(9999999999, 0, 0, STAMP_ELAPSED), "[ 10.000] 🔒 x");
}

TEST(symbols_in_a_line_are_replaced)
{
    const struct event event = { .kind = EVENT_LINE, .file = "", .text = "🔒 x" };
    struct text line = { 0 };

    log_line_add(&line, &event, 0, 0, STAMP_ELAPSED, SYMBOLS_TEXT);
    text_add(&line, "|");
    log_line_add(&line, &event, 0, 0, STAMP_ELAPSED, SYMBOLS_ASCII);
    ASSERT_STR_EQ(text_string(&line), "[  0.000] [lock] x|[  0.000] # x");
    text_free(&line);
}

/* ---- log_time ---- */

static const struct event *line(size_t number)
{
    for (size_t i = 0; i < stream.count; i++)
        if (stream.events[i].kind == EVENT_LINE && number-- == 0)
            return &stream.events[i];
    return NULL;
}

ASYNC(newlines)
{
    log_time("\n⏱️  both ends\n");
    log_time("\n\ntwo\n\n");
    log_time("\n");
    log_time("%s", "");
    log_time("in\nside");
    return 0;
}

TEST(newline_at_either_end_is_dropped)
{
    play(SCENE(newlines));
    ASSERT_STR_EQ(printed, "[  0.000] ⏱️  both ends\n"
                           "[  0.000] \\x0atwo\\x0a\n"
                           "[  0.000] \n"
                           "[  0.000] \n"
                           "[  0.000] in\\x0aside\n");
}

ASYNC(outside_text)
{
    log_time("%s", "\x1b[2J\x9b \xe2\x80\xaegpj");
    return 0;
}

TEST(log_text_cannot_control_a_terminal)
{
    play(SCENE(outside_text));
    ASSERT_STR_EQ(printed, "[  0.000] \\x1b[2J\\x9b \\u202egpj\n");
    ASSERT_STR_EQ(line(0)->text, "\\x1b[2J\\x9b \\u202egpj");
}

ASYNC(long_line)
{
    static char text[50000];

    memset(text, 'x', sizeof text - 1);
    log_time("%s", text);
    return 0;
}

TEST(line_may_be_long)
{
    play(SCENE(long_line));
    ASSERT_EQ(strlen(printed), 10 + 49999 + 1);
    ASSERT_EQ(strlen(line(0)->text), 49999);
}

TEST(log_time_does_nothing_without_a_run)
{
    log_time("nobody hears it");
    ASSERT_TRUE(!variant("fixed"));
}

ASYNC(child)
{
    await(co_sleep(0.25));
    log_time("child 1");
    log_time("child 2");
    return 0;
}

static int callback(void *argument)
{
    (void)argument;
    log_time("callback");
    return 0;
}

ASYNC(parent)
{
    log_time("parent 1");
    struct co_task *task = co_create_task(CORO(child));
    await(co_await(task));
    log_time("parent 2");
    await(co_call_soon(callback, NULL));
    return co_sleep(0);
}

ASYNC(caller)
{
    if (!co_call_later(0.1, callback, NULL))
        return -ENOMEM;
    return co_sleep(0.2);
}

ASYNC(named_child)
{
    log_time("named_child-%d is here", 1);
    log_time("its name stands not here");
    return 0;
}

ASYNC(two_colours)
{
    log_time("main");
    co_call_soon(callback, NULL);
    await(GATHER(CORO(child), CORO(named_child)));
    log_time("\033[31mmain");
    return 0;
}

TEST(colour_tells_the_tasks_apart)
{
    struct run_options options = usual_options();

    options.colour = true;
    play_with(SCENE(two_colours), options);
    ASSERT_STR_EQ(printed, "[  0.000] main\n"
                           "[  0.000] callback\n"
                           "[  0.000] \033[1;36mnamed_child-1\033[m is here\n"
                           "\033[36m[  0.000] \033[mits name stands not here\n"
                           "\033[35m[  0.250] \033[mchild 1\n"
                           "\033[35m[  0.250] \033[mchild 2\n"
                           "[  0.250] \\x1b[31mmain\n");
    ASSERT_STR_EQ(line(2)->text, "named_child-1 is here");
}

/* What a listener and the hook of the lines got. */
struct hooked {
    struct event event; /* the last one */
    bool comes_behind_its_event;
};

static void note_event(void *context, const struct event *event)
{
    ((struct hooked *)context)->event = *event;
}

static void change_line(void *context, const struct event *event, struct text *line)
{
    struct hooked *hooked = context;

    hooked->comes_behind_its_event = hooked->event.kind == EVENT_LINE &&
                                     hooked->event.number == event->number &&
                                     line->bytes[line->length - 1] == '\n';
    if (event->number == 1)
        text_clear(line);
    else
        text_add(line, "more\n");
}

ASYNC(three_lines)
{
    log_time("one");
    log_time("two");
    log_time("three");
    return 0;
}

TEST(line_is_changed_before_it_is_written)
{
    struct run_options options = usual_options();
    struct hooked hooked = { .comes_behind_its_event = false };

    run_listen(&options, note_event, &hooked);
    options.on_line = change_line;
    options.on_line_context = &hooked;
    play_with(SCENE(three_lines), options);
    ASSERT_STR_EQ(printed, "[  0.000] two\nmore\n[  0.000] three\nmore\n");
    ASSERT_TRUE(hooked.comes_behind_its_event);
    ASSERT_STR_EQ(line(0)->text, "one");
}

TEST(line_of_a_callback_has_its_timer_as_cause)
{
    play(SCENE(caller));
    ASSERT_STR_EQ(printed, "[  0.100] callback\n");
    ASSERT_EQ(line(0)->task, 0);
    ASSERT_EQ(line(0)->cause.kind, CO_CAUSE_TIMER);
    ASSERT_EQ(line(0)->cause.by, 1);
    ASSERT_EQ(line(0)->cause.delay, 100000000);
    ASSERT_EQ(line(0)->cause.time, 100000000);
}

TEST(line_event_has_task_time_cause_and_place)
{
    const struct event *event;

    play(SCENE(parent));
    ASSERT_STR_EQ(printed,
                  "[  0.000] parent 1\n[  0.250] child 1\n[  0.250] child 2\n[  0.250] parent 2\n"
                  "[  0.250] callback\n");
    event = line(0);
    ASSERT_EQ(event->task, 1);
    ASSERT_EQ(event->number, 1);
    ASSERT_EQ(event->time, 0);
    ASSERT_STR_EQ(event->text, "parent 1");
    ASSERT_STR_EQ(event->file, __FILE__);
    ASSERT_TRUE(event->line > 0);
    ASSERT_EQ(event->cause.kind, CO_CAUSE_LOOP);

    event = line(2);
    ASSERT_STR_EQ(stream_task_name(&stream, event->task), "child-1");
    ASSERT_EQ(event->number, 2);
    ASSERT_EQ(event->time, 250000000);
    ASSERT_EQ(event->line, line(1)->line + 1);
    ASSERT_EQ(event->cause.kind, CO_CAUSE_TIMER);
    ASSERT_EQ(event->cause.by, event->task);
    ASSERT_EQ(event->cause.delay, 250000000);

    event = line(3);
    ASSERT_EQ(event->number, 2);
    ASSERT_EQ(event->cause.kind, CO_CAUSE_TASK);
    ASSERT_EQ(event->cause.by, line(2)->task);
    ASSERT_EQ(event->cause.by_line, 2);
    ASSERT_EQ(event->cause.ordinal, 1);

    event = line(4);
    ASSERT_EQ(event->task, 0);
    ASSERT_STR_EQ(stream_task_name(&stream, event->task), "the loop");
}

/* ---- From threads ---- */

enum { THREADS = 8, LINES = 300 };

DEF(chatter, int id;)
{
    char text[600];

    for (int i = 0; i < LINES; i++) {
        memset(text, 'a' + my->id, sizeof text);
        text[(my->id * 31 + i * 17) % (int)sizeof text] = '\0';
        log_time("%d:%d:%s", my->id, i, text);
    }
    return 0;
}

ASYNC(chatters)
{
    struct co_task *tasks[THREADS];

    for (int i = 0; i < THREADS; i++)
        tasks[i] = co_run_in_executor(NULL, CORO(chatter, i));
    for (int i = 0; i < LINES; i++) {
        log_time("main:%d", i);
        await(co_sleep(0));
    }
    return GATHER_TASKS(tasks);
}

/* A line must have only letters of one thread, and the right number of them. */
static void check_chatter(const struct event *event, int next[THREADS])
{
    const char *text = event->text;
    int id, i, begin = 0;

    ASSERT_EQ(sscanf(text, "%d:%d:%n", &id, &i, &begin), 2);
    ASSERT_TRUE(id >= 0 && id < THREADS);
    ASSERT_EQ(i, next[id]++);
    ASSERT_EQ(strlen(text + begin), (id * 31 + i * 17) % 600);
    for (const char *letter = text + begin; *letter; letter++)
        ASSERT_EQ(*letter, 'a' + id);
    ASSERT_EQ(event->number, i + 1);
    ASSERT_TRUE(strncmp(stream_task_name(&stream, event->task), "chatter-", 8) == 0);
}

static void check_chatters(enum co_clock clock)
{
    static char text[2 * 1024 * 1024];
    struct run_options options = usual_options();
    FILE *output = tmpfile();
    int next[THREADS] = { 0 }, of_main = 0;
    char *line_of_text = text;

    options.clock = clock;
    options.stamp = STAMP_NONE;
    options.output = fileno(output);
    options.errors = -1;
    stream_free(&stream);
    run_demo(SCENE(chatters), &options, &result);
    read_back(output, text, sizeof text);
    ASSERT_EQ(result.exit_code, 0);
    for (size_t i = 0; i < stream.count; i++) {
        const struct event *event = &stream.events[i];

        if (event->kind != EVENT_LINE)
            continue;
        test_note("event %zu", i);
        /* The printed lines are the recorded lines, in the same order. */
        ASSERT_STR_EQ(strsep(&line_of_text, "\n"), event->text);
        if (event->task == 1)
            ASSERT_EQ(event->number, ++of_main);
        else
            check_chatter(event, next);
    }
    ASSERT_EQ(of_main, LINES);
    ASSERT_STR_EQ(line_of_text, "");
    for (int id = 0; id < THREADS; id++)
        ASSERT_EQ(next[id], LINES);
    stream_free(&stream);
}

TEST(lines_of_threads_do_not_mix)
{
    check_chatters(CO_CLOCK_REAL);
}

TEST(lines_of_threads_do_not_mix_in_virtual_time)
{
    check_chatters(CO_CLOCK_VIRTUAL);
}

/* ---- At the time of the event ---- */

/* Reads the printed lines during the run. */
static int watched[2];
static double seen_at[3];

ASYNC(slow_lines)
{
    for (int i = 0; i < 3; i++) {
        char text[64] = "";

        await(co_sleep(0.05));
        log_time("line %d", i);
        ASSERT_TRUE(read(watched[0], text, sizeof text) > 0);
        ASSERT_STR_EQ(text, i == 0 ? "line 0\n" : i == 1 ? "line 1\n" : "line 2\n");
        seen_at[i] = co_time();
    }
    return 0;
}

TEST(line_is_printed_as_soon_as_it_is_logged)
{
    static const enum co_clock clocks[] = { CO_CLOCK_REAL, CO_CLOCK_PACED, CO_CLOCK_VIRTUAL };

    for (size_t i = 0; i < 3; i++) {
        struct run_options options = usual_options();
        FILE *errors = tmpfile();

        test_note("clock %zu", i);
        ASSERT_EQ(pipe(watched), 0);
        fcntl(watched[0], F_SETFL, O_NONBLOCK);
        options.clock = clocks[i];
        options.stamp = STAMP_NONE;
        options.output = watched[1];
        options.errors = fileno(errors);
        run_demo(SCENE(slow_lines), &options, &result);
        ASSERT_EQ(result.exit_code, 0);
        ASSERT_TRUE(seen_at[2] >= 0.15);
        fclose(errors);
        close(watched[0]);
        close(watched[1]);
    }
}
