#include "show/why.h"

#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MS INT64_C(1000000)
#define ARROW "\xe2\x86\x90"

static struct why why;
static struct text out; /* what the run writes, and what why lets out by itself */
static int held[2];     /* a pipe */
static int64_t now;

static void begin(struct why_options options)
{
    ASSERT_EQ(pipe2(held, O_CLOEXEC | O_NONBLOCK), 0);
    options.output = held[1];
    why_begin(&why, &options);
    text_clear(&out);
    why_event(&why, &(struct event){ .kind = EVENT_TASK, .task = 1, .text = "main" });
    why_event(&why, &(struct event){ .kind = EVENT_STEP, .task = 1 });
}

/* The task sleeps from the end of its sleep before. */
static void sleep_to(int64_t ms)
{
    struct event event = { .kind = EVENT_WAIT, .task = 1, .time = now, .text = "" };

    why_event(&why, &event);
    now = event.time = ms * MS;
    event.kind = EVENT_WAKE;
    event.cause = (struct co_cause){ .kind = CO_CAUSE_TIMER, .by = 1, .time = now };
    why_event(&why, &event);
    event.kind = EVENT_STEP;
    why_event(&why, &event);
}

/* Take over what was let out before the line that the run writes now. */
static void take_out(void)
{
    char bytes[4096];
    ssize_t size = read(held[0], bytes, sizeof bytes);

    if (size > 0)
        text_add_bytes(&out, bytes, (size_t)size);
}

static void say(const char *text, int64_t ms)
{
    struct event event = { .kind = EVENT_LINE, .task = 1, .time = ms * MS, .text = text };
    struct text line = { 0 };

    why_event(&why, &event);
    text_add(&line, "%s\n", text);
    why_add(&why, &event, &line);
    take_out();
    text_add_bytes(&out, text_string(&line), line.length);
    text_free(&line);
}

static const char *end(void)
{
    ASSERT_EQ(why_end(&why), 0);
    take_out();
    close(held[0]);
    close(held[1]);
    return text_string(&out);
}

TEST(remark_ends_its_line_in_a_pipe)
{
    begin((struct why_options){ .holds = true });
    say("a", 0);
    sleep_to(10);
    say("b", 10);
    ASSERT_STR_EQ(text_string(&out), "a\nb  " ARROW " slept 10 ms\n");
    ASSERT_STR_EQ(end(), "a\nb  " ARROW " slept 10 ms\n");
    text_free(&out);
}

TEST(same_remark_is_said_once)
{
    begin((struct why_options){ 0 });
    sleep_to(10);
    say("a", 10);
    sleep_to(20);
    say("b", 20);
    sleep_to(30);
    say("c", 30);
    say("d", 30);
    sleep_to(40);
    say("e", 40);
    ASSERT_STR_EQ(end(), "a  " ARROW " slept 10 ms\n"
                         "b  " ARROW " likewise\n"
                         "c  " ARROW " likewise\n"
                         "d\n"
                         "e  " ARROW " slept 10 ms\n");
    text_free(&out);
}

static void assert_plain_arrow(enum symbols symbols)
{
    begin((struct why_options){ .symbols = symbols });
    sleep_to(10);
    say("a", 10);
    ASSERT_STR_EQ(end(), "a  <- slept 10 ms\n");
    text_free(&out);
}

TEST(arrow_is_in_the_symbols_of_the_log)
{
    assert_plain_arrow(SYMBOLS_ASCII);
}

TEST(arrow_is_plain_beside_words_for_symbols)
{
    assert_plain_arrow(SYMBOLS_TEXT);
}

TEST(live_column_moves_to_the_right_for_a_longer_line)
{
    begin((struct why_options){ .width = 100 });
    sleep_to(10);
    say("a", 10);
    sleep_to(30);
    say("1234567890123456789012345678901234567890123", 30);
    sleep_to(60);
    say("12345678901234567890123456789012345678901234567890", 60);
    ASSERT_STR_EQ(end(),
                  "a                                           " ARROW " slept 10 ms\n"
                  "1234567890123456789012345678901234567890123         " ARROW " slept 20 ms\n"
                  "12345678901234567890123456789012345678901234567890  " ARROW " slept 30 ms\n");
    text_free(&out);
}

TEST(live_remark_of_a_line_that_is_too_long_is_below)
{
    static const char line[] = "12345678901234567890123456789012345678901234567890123";

    begin((struct why_options){ .width = 100 });
    sleep_to(10);
    say(line, 10);
    ASSERT_STR_EQ(end(), "12345678901234567890123456789012345678901234567890123\n"
                         "                                            " ARROW " slept 10 ms\n");
    text_free(&out);
}

TEST(live_remarks_are_below_on_a_narrow_terminal)
{
    begin((struct why_options){ .width = 80 });
    sleep_to(10);
    say("a", 10);
    ASSERT_STR_EQ(end(), "a\n          " ARROW " slept 10 ms\n");
    text_free(&out);
}

TEST(held_lines_have_their_column_behind_the_longest)
{
    begin((struct why_options){ .width = 80, .holds = true });
    say("long line", 0);
    sleep_to(10);
    say("a", 10);
    ASSERT_STR_EQ(text_string(&out), "");
    ASSERT_STR_EQ(end(), "long line\na          " ARROW " slept 10 ms\n");
    text_free(&out);
}

TEST(held_lines_that_are_mostly_long_have_remarks_below)
{
    begin((struct why_options){ .width = 60, .holds = true });
    say("a line that is long", 0);
    sleep_to(10);
    say("a", 10);
    ASSERT_STR_EQ(end(), "a line that is long\na\n          " ARROW " slept 10 ms\n");
    text_free(&out);
}

TEST(report_comes_after_the_lines_before_it)
{
    begin((struct why_options){ .width = 80, .holds = true });
    sleep_to(10);
    say("a", 10);
    why_event(&why, &(struct event){ .kind = EVENT_REPORT, .text = "DEADLOCK" });
    take_out();
    ASSERT_STR_EQ(text_string(&out), "a  " ARROW " slept 10 ms\n");
    sleep_to(30);
    say("b", 30);
    ASSERT_STR_EQ(end(), "a  " ARROW " slept 10 ms\nb  " ARROW " slept 20 ms\n");
    text_free(&out);
}

TEST(only_the_first_lines_are_held)
{
    begin((struct why_options){ .width = 80, .holds = true });
    for (int i = 0; i < WHY_HELD_MAX; i++)
        say("a", 0);
    ASSERT_STR_EQ(text_string(&out), "");
    say("b", 0);
    ASSERT_EQ(out.length, 2 * WHY_HELD_MAX + 2);
    ASSERT_TRUE(strstr(text_string(&out), "a\nb\n"));
    end();
    text_free(&out);
}

TEST(log_that_cannot_be_written_is_an_error)
{
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

    begin((struct why_options){ .width = 80, .holds = true });
    say("a", 0);
    why.options.output = full;
    ASSERT_EQ(why_end(&why), -ENOSPC);
    close(full);
    close(held[0]);
    close(held[1]);
    text_free(&out);
}
