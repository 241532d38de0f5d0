#include "show/words.h"

#include "test.h"

#include <errno.h>

#define MS INT64_C(1000000)

static struct text text;

#define WORDS(call) (text_clear(&text), call, text_string(&text))

TEST(duration_has_three_digits_at_most)
{
    static const struct {
        int64_t nanoseconds;
        const char *words;
    } rows[] = {
        { 0, "0 ms" },
        { -5, "0 ms" },
        { 1, "1 us" },
        { 40000, "40 us" },
        { 999499, "999 us" },
        { 999500, "1 ms" },
        { 1 * MS, "1 ms" },
        { 1500000, "1.5 ms" },
        { 9940000, "9.9 ms" },
        { 9950000, "10 ms" },
        { 10 * MS, "10 ms" },
        { 106 * MS, "106 ms" },
        { 999499999, "999 ms" },
        { 999500000, "1 s" },
        { 1270 * MS, "1.27 s" },
        { 1274 * MS, "1.27 s" },
        { 12500 * MS, "12.5 s" },
        { 100 * 1000 * MS, "100 s" },
        { 86400 * 1000 * MS, "86400 s" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        test_note("%lld ns", (long long)rows[i].nanoseconds);
        ASSERT_STR_EQ(WORDS(words_add_duration(&text, rows[i].nanoseconds)), rows[i].words);
    }
    text_free(&text);
}

TEST(moment_is_in_seconds)
{
    ASSERT_STR_EQ(WORDS(words_add_moment(&text, 50 * MS)), "0.050");
    ASSERT_STR_EQ(WORDS(words_add_moment(&text, 12345 * MS)), "12.345");
    text_free(&text);
}

TEST(ordinal_has_its_ending)
{
    ASSERT_STR_EQ(WORDS(words_add_ordinal(&text, 1)), "1st");
    ASSERT_STR_EQ(WORDS(words_add_ordinal(&text, 2)), "2nd");
    ASSERT_STR_EQ(WORDS(words_add_ordinal(&text, 3)), "3rd");
    ASSERT_STR_EQ(WORDS(words_add_ordinal(&text, 4)), "4th");
    ASSERT_STR_EQ(WORDS(words_add_ordinal(&text, 12)), "12th");
    ASSERT_STR_EQ(WORDS(words_add_ordinal(&text, 113)), "113th");
    ASSERT_STR_EQ(WORDS(words_add_ordinal(&text, 122)), "122nd");
    text_free(&text);
}

TEST(place_in_a_demo_is_a_line)
{
    ASSERT_STR_EQ(WORDS(words_add_place(&text, "demos/production/lock.c", 19)), " (line 19)");
    ASSERT_STR_EQ(WORDS(words_add_place(&text, "src/patterns/bounded_buffer.h", 40)),
                  " (bounded_buffer.h:40)");
    ASSERT_STR_EQ(WORDS(words_add_place(&text, "a.c", 1)), " (a.c:1)");
    ASSERT_STR_EQ(WORDS(words_add_place(&text, "", 0)), "");
    text_free(&text);
}

TEST(name_is_safe_for_a_terminal)
{
    ASSERT_STR_EQ(WORDS(words_add_name(&text, "Worker-1")), "Worker-1");
    ASSERT_STR_EQ(WORDS(words_add_name(&text, "a\x1b[2Jb")), "a\\x1b[2Jb");
    ASSERT_STR_EQ(WORDS(words_add_name(&text, "\xff")), "\\xff");
    ASSERT_STR_EQ(WORDS(words_add_name(&text, "📦 \xe2\x80\xae"
                                              "evil")),
                  "📦 \\u202eevil");
    ASSERT_STR_EQ(WORDS(words_add_name(&text, "\xd7\xa9\xd7\x9c\xe2\x80\x8f")),
                  "\xd7\xa9\xd7\x9c\\u200f");
    text_free(&text);
}

TEST(failure_has_its_message)
{
    ASSERT_STR_EQ(WORDS(words_add_failure(&text, -ECANCELED, "")), "cancelled");
    ASSERT_STR_EQ(WORDS(words_add_failure(&text, -EINVAL, "C failed!")), "failed: C failed!");
    ASSERT_STR_EQ(WORDS(words_add_failure(&text, -EINVAL, "")),
                  "failed: a value is not allowed here");
    text_free(&text);
}

TEST(last_member_is_what_a_person_says)
{
    static const char *const rows[][2] = {
        { "counter_lock", "counter_lock" },
        { "&my->self->buffer", "buffer" },
        { "my.queue", "queue" },
        { "*queue", "queue" },
        { "io_process_output(proc)", "io_process_output(proc)" },
        { "locks[i - 1]", "locks[i - 1]" },
        { "", "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length;
        const char *member = words_last_member(rows[i][0], &length);

        ASSERT_STR_EQ(WORDS(text_add_bytes(&text, member, length)), rows[i][1]);
    }
    text_free(&text);
}

TEST(thing_has_its_kind_once)
{
    ASSERT_STR_EQ(WORDS(words_add_thing(&text, "lock", "counter_lock")), "counter_lock");
    ASSERT_STR_EQ(WORDS(words_add_thing(&text, "queue", "buffer")), "queue buffer");
    ASSERT_STR_EQ(WORDS(words_add_thing(&text, "queue", "queue")), "the queue");
    ASSERT_STR_EQ(WORDS(words_add_thing(&text, "queue", "")), "the queue");
    ASSERT_STR_EQ(WORDS(words_add_thing(&text, "lock", "the lock of condition")),
                  "the lock of condition");
    ASSERT_STR_EQ(WORDS(words_add_thing(&text, "queue", "a\x1b")), "queue a\\x1b");
    text_free(&text);
}

TEST(goal_is_told_from_the_text_of_the_wait)
{
    static const char *const rows[][3] = {
        { "lock counter_lock", NULL, "for counter_lock" },
        { "lock my->mutex", NULL, "for lock mutex" },
        { "lock my->mutex", "", "for lock mutex" },
        { "lock mutex", "counter_lock", "for counter_lock" },
        { "the lock of condition my->cond", NULL, "for the lock of cond" },
        { "a permit of semaphore semaphore", NULL, "for a permit of the semaphore" },
        { "event my->event", NULL, "for the event" },
        { "condition condition", NULL, "for the condition" },
        { "barrier self.barrier", NULL, "for the barrier" },
        { "an item of queue my->self->buffer", NULL, "for an item of queue buffer" },
        { "an item of queue my->self->buffer", "queue", "for an item of the queue" },
        { "a free place in queue buffer", NULL, "for room in queue buffer" },
        { "queue jobs to be finished", NULL, "until queue jobs was finished" },
        { "server server to be closed", NULL, "until the server was closed" },
        { "child process", NULL, "until its child ended" },
        { "response over HTTP", NULL, "for a response over HTTP" },
        { "something \x1b new", NULL, "for something \\x1b new" },
        { "queue", NULL, "for queue" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ASSERT_STR_EQ(WORDS(words_add_goal(&text, rows[i][0], rows[i][1])), rows[i][2]);
    ASSERT_STR_EQ(words_wait("an item of queue q")->did, "put");
    ASSERT_STR_EQ(words_wait("gather")->did, "");
    text_free(&text);
}

TEST(awaited_thing_is_told_without_its_end)
{
    static const char *const rows[][3] = {
        { "lock counter_lock", NULL, "counter_lock" },
        { "an item of queue my->buffer", "queue", "an item of the queue" },
        { "queue my->jobs to be finished", "jobs", "queue jobs to be finished" },
        { "stream peer to be closed", NULL, "stream peer to be closed" },
        { "child process", NULL, "the end of its child" },
        { "connection", NULL, "a connection" },
        { "something new", NULL, "something new" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ASSERT_STR_EQ(WORDS(words_add_awaited(&text, rows[i][0], rows[i][1])), rows[i][2]);
    text_free(&text);
}

TEST(callback_is_named_where_its_name_is_known)
{
    ASSERT_STR_EQ(WORDS(words_add_callback(&text, "SIGTERM")), "the handler of SIGTERM");
    ASSERT_STR_EQ(WORDS(words_add_callback(&text, "flush")), "callback flush");
    ASSERT_STR_EQ(WORDS(words_add_callback(&text, "")), "a callback");
    text_free(&text);
}

TEST(bytes_are_named_by_the_call)
{
    ASSERT_STR_EQ(words_bytes("io_stream_readline(io_process_output(proc), &line)"),
                  "its child's output");
    ASSERT_STR_EQ(words_bytes("ASYNC_FOR_MESSAGES(msg, ws)"), "a message");
    ASSERT_STR_EQ(words_bytes("io_websocket_close(ws, 1, \"bye\")"), "a message");
    ASSERT_STR_EQ(words_bytes("io_start_http_server(&site, router, NULL, 0)"), "a request");
    ASSERT_STR_EQ(words_bytes(""), "bytes");
}

TEST(wait_for_tasks_is_told_by_its_text)
{
    ASSERT_TRUE(words_awaits_tasks("gather"));
    ASSERT_TRUE(words_awaits_tasks("task group"));
    ASSERT_TRUE(!words_awaits_tasks("lock task"));
    ASSERT_TRUE(!words_awaits_tasks(""));
}
