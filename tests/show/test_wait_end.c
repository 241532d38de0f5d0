#include "show/wait_end.h"

#include "test.h"

#include <errno.h>

#define MS INT64_C(1000000)

/* Task 1 waits. Of the others, 2 runs, 3 has ended, 4 has failed, 5 was cancelled; 6 has ended and
 * is job of a thread. */
static struct cast cast;
static struct cast_task *waiter;
static struct text text;

static void begin(void)
{
    static const struct {
        const char *name;
        bool ended;
        int result;
    } rows[] = { { "main", false, 0 },           { "Worker-2", false, 0 },
                 { "Worker-3", true, 0 },        { "bad-4", true, -EINVAL },
                 { "lost-5", true, -ECANCELED }, { "job-6", true, 0 } };

    for (uint32_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cast_task *task =
            cast_add(&cast, &(struct event){ .task = i + 1, .text = rows[i].name });

        ASSERT_TRUE(task);
        if (rows[i].ended)
            cast_end(&cast, task, rows[i].result);
    }
    waiter = cast_find(&cast, 1);
    waiter->bytes = "bytes";
}

static void end(void)
{
    waiter->awaits = NULL;
    cast_free(&cast);
    text_free(&text);
}

/* The words for a wait with this text that took so many milliseconds. */
static const char *told_in_row(const char *wait, int64_t took, const struct event *wake,
                               size_t place)
{
    struct event whole = *wake;
    const struct wait_end one = { &cast, waiter, &whole, took * MS, 0, place };

    whole.file = whole.line ? "demos/a/b.c" : "";
    whole.call = whole.call ? whole.call : "";
    whole.what = whole.what ? whole.what : "";
    text_clear(&waiter->wait);
    text_add(&waiter->wait, "%s", wait);
    text_clear(&text);
    wait_end_add(&text, &one);
    return text_string(&text);
}

static const char *told(const char *wait, int64_t took, struct event wake)
{
    return told_in_row(wait, took, &wake, 1);
}

#define BY(task) .cause = { .kind = CO_CAUSE_TASK, .by = task }
#define EVENT(...) ((struct event){ __VA_ARGS__ })

static const struct event own_timer = { .cause = { .kind = CO_CAUSE_TIMER, .by = 1 } };

TEST(sleep_has_its_duration)
{
    begin();
    ASSERT_STR_EQ(told("", 10, own_timer), "slept 10 ms");
    ASSERT_STR_EQ(told("", 0, EVENT(BY(1))), "");
    ASSERT_STR_EQ(told("", 40, EVENT(BY(2))), "waited 40 ms for Worker-2");
    end();
}

TEST(wait_for_a_thing_names_what_the_other_task_did)
{
    static const struct {
        const char *wait, *words;
    } rows[] = {
        { "lock counter_lock", "waited 10 ms for counter_lock, which Worker-2 released (line 19)" },
        { "a permit of semaphore s",
          "waited 10 ms for a permit of semaphore s, which Worker-2 gave back (line 19)" },
        { "event my->event", "waited 10 ms for the event, which Worker-2 set (line 19)" },
        { "condition c", "waited 10 ms for condition c, which Worker-2 notified (line 19)" },
        { "barrier barrier", "waited 10 ms for the barrier, which Worker-2 filled (line 19)" },
        { "an item of queue queue",
          "waited 10 ms for an item of the queue, which Worker-2 put (line 19)" },
        { "a free place in queue my->buffer",
          "waited 10 ms for room in queue buffer, which Worker-2 made (line 19)" },
        { "queue queue to be finished",
          "waited 10 ms until the queue was finished: Worker-2 finished the last item (line 19)" },
        { "server site to be closed", "waited 10 ms until server site was closed" },
        { "child process", "waited 10 ms until its child ended" },
        { "something new", "waited 10 ms for something new" },
    };

    begin();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ASSERT_STR_EQ(told(rows[i].wait, 10, EVENT(BY(2), .line = 19)), rows[i].words);
    ASSERT_STR_EQ(told("lock l", 0, EVENT(BY(2), .line = 16, .call = "end of WITH_LOCK(&l)")),
                  "waited for lock l, which Worker-2 released (end of block, line 16)");
    ASSERT_STR_EQ(told("lock l", 0, EVENT(BY(99), .line = 16)), "waited for lock l");
    end();
}

TEST(waiters_that_are_woken_together_have_a_place)
{
    const struct event wake = { BY(2), .line = 19 };

    begin();
    ASSERT_STR_EQ(told_in_row("event e", 10, &wake, 2),
                  "waited 10 ms for event e, which Worker-2 set (line 19), and was the 2nd waiter to go on");
    ASSERT_STR_EQ(told_in_row("lock l", 10, &wake, 2),
                  "waited 10 ms for lock l, which Worker-2 released (line 19)");
    end();
}

TEST(callback_that_ends_a_wait_is_named)
{
    begin();
    ASSERT_STR_EQ(told("event e", 10, EVENT(.cause = { .kind = CO_CAUSE_LOOP })),
                  "waited 10 ms for event e, which a callback set");
    ASSERT_STR_EQ(told("event e", 0, EVENT(.cause = { .kind = CO_CAUSE_LOOP }, .what = "SIGTERM")),
                  "waited for event e, which the handler of SIGTERM set");
    end();
}

TEST(wait_for_tasks_tells_which_task_was_last)
{
    static uint32_t two[] = { 3, 6 }, three[] = { 2, 3, 4 }, all[] = { 3, 4, 5 };

    begin();
    ASSERT_STR_EQ(told("task", 10, EVENT(BY(3))), "waited 10 ms until Worker-3 ended");
    ASSERT_STR_EQ(told("task", 0, EVENT(BY(4))), "bad-4 failed");
    ASSERT_STR_EQ(told("task", 0, EVENT(BY(5))), "lost-5 was cancelled and ended");
    ASSERT_STR_EQ(told("task group", 0, EVENT(BY(5))),
                  "the rest of the group had ended, lost-5 last, which was cancelled");
    waiter->awaits = two;
    waiter->awaits_count = 2;
    ASSERT_STR_EQ(told("gather", 60, EVENT(BY(6))),
                  "waited 60 ms until both tasks had ended, job-6 last");
    waiter->awaits = three;
    waiter->awaits_count = 3;
    ASSERT_STR_EQ(told("wait", 60, EVENT(BY(3))), "waited 60 ms until Worker-3 ended first");
    ASSERT_STR_EQ(told("gather", 60, EVENT(BY(4))), "waited 60 ms until bad-4 failed");
    ASSERT_STR_EQ(told("task group", 60, EVENT(BY(4), .result = -ECANCELED)),
                  "waited 60 ms until bad-4 failed");
    waiter->awaits = all;
    waiter->awaits_count = 3;
    ASSERT_STR_EQ(told("gather", 0, EVENT(BY(5))), "all 3 tasks had ended, lost-5 last, which was cancelled");
    ASSERT_STR_EQ(told("gather", 0, EVENT(BY(99))), "waited for 3 tasks");
    end();
}

/* The others end before the waiter goes on, but after the end that decides the wait. */
TEST(wait_that_one_end_decides_names_no_last_task)
{
    static uint32_t all[] = { 3, 4, 5, 6 };

    begin();
    waiter->awaits = all;
    waiter->awaits_count = 4;
    ASSERT_STR_EQ(told("gather", 3000, EVENT(BY(5))), "waited 3 s until lost-5 was cancelled and ended");
    ASSERT_STR_EQ(told("gather", 0, EVENT(BY(4))), "bad-4 failed");
    ASSERT_STR_EQ(told("wait", 60, EVENT(BY(3))), "waited 60 ms until Worker-3 ended first");
    ASSERT_STR_EQ(told("gather", 60, EVENT(.cause = { .kind = CO_CAUSE_THREAD, .by = 4 })),
                  "waited 60 ms until the thread of bad-4 was done");
    end();
}

TEST(wait_for_threads_says_so)
{
    static uint32_t two[] = { 3, 6 };
    const struct event wake = { .cause = { .kind = CO_CAUSE_THREAD, .by = 6 } };

    begin();
    ASSERT_STR_EQ(told("task", 10, wake), "waited 10 ms until the thread of job-6 was done");
    waiter->awaits = two;
    waiter->awaits_count = 2;
    ASSERT_STR_EQ(told("gather", 0, wake), "both threads were done, job-6 last");
    end();
}

TEST(cancelled_wait_names_the_reason)
{
    static uint32_t one[] = { 2 };

    begin();
    ASSERT_STR_EQ(told("", 500, EVENT(BY(2), .result = -ECANCELED)),
                  "cancelled after 500 ms of sleep, by Worker-2");
    ASSERT_STR_EQ(told("", 0, EVENT(BY(2), .result = -ECANCELED)),
                  "cancelled while it slept, by Worker-2");
    ASSERT_STR_EQ(told("event e", 500, EVENT(BY(4), .result = -ECANCELED)),
                  "cancelled after 500 ms of waiting for event e: bad-4 had failed");
    ASSERT_STR_EQ(told("", 2000,
                       EVENT(.result = -ECANCELED,
                             .cause = { .kind = CO_CAUSE_TIMER, .by = 2, .delay = 2000 * MS })),
                  "cancelled after 2 s of sleep: Worker-2 had given it 2 s");
    ASSERT_STR_EQ(told("", 500, EVENT(.cause = { .kind = CO_CAUSE_LOOP }, .result = -ECANCELED)),
                  "cancelled after 500 ms of sleep, by a callback");
    waiter->awaits = one;
    waiter->awaits_count = 1;
    ASSERT_STR_EQ(told("task", 0, EVENT(BY(3), .result = -ECANCELED)),
                  "cancelled while it waited for Worker-2, by Worker-3");
    end();
}

TEST(own_limit_makes_a_task_give_up)
{
    struct event limit = own_timer;

    begin();
    ASSERT_STR_EQ(told("a free place in queue buffer", 500, own_timer),
                  "gave up waiting for room in queue buffer after 500 ms");
    limit.result = -ECANCELED;
    ASSERT_STR_EQ(told("", 2000, limit), "gave up sleeping after 2 s");
    end();
}

TEST(bytes_come_from_the_other_end)
{
    struct event wake = { .cause = { .kind = CO_CAUSE_OUTSIDE, .by = 2 } };

    begin();
    waiter->bytes = "a message";
    ASSERT_STR_EQ(told("bytes of stream ws", 200, wake),
                  "waited 200 ms for a message from Worker-2");
    ASSERT_STR_EQ(told("bytes of stream ws", 0, wake), "got a message from Worker-2");
    wake.cause.by = 0;
    waiter->bytes = "its child's output";
    ASSERT_STR_EQ(told("bytes of stream proc", 500, wake), "waited 500 ms for its child's output");
    ASSERT_STR_EQ(told("bytes of stream proc", 0, wake), "got its child's output");
    end();
}
