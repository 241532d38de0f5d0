#include "show/account.h"

#include "test.h"

#include <errno.h>

#define MS INT64_C(1000000)

/* ---- Events of a run, in milliseconds ---- */

static struct account account;

static void take(struct event event)
{
    event.time *= MS;
    event.cause.time *= MS;
    event.cause.delay *= MS;
    event.due *= MS;
    ASSERT_EQ(account_take(&account, &event), 0);
}

static void make(int64_t time, uint32_t task, const char *name, uint32_t by)
{
    take((struct event){ .kind = EVENT_TASK,
                         .task = task,
                         .time = time,
                         .text = name,
                         .cause = { .kind = by ? CO_CAUSE_START : CO_CAUSE_LOOP, .by = by },
                         .file = "demos/a/b.c",
                         .line = 27 });
}

static void step(int64_t time, uint32_t task)
{
    take((struct event){ .kind = EVENT_STEP, .task = task, .time = time });
}

static void wait(int64_t time, uint32_t task, const char *text)
{
    take((struct event){ .kind = EVENT_WAIT, .task = task, .time = time, .text = text });
}

static void await(int64_t time, uint32_t task, const char *text, const uint32_t *awaits,
                  uint32_t count)
{
    take((struct event){ .kind = EVENT_WAIT,
                         .task = task,
                         .time = time,
                         .text = text,
                         .awaits = awaits,
                         .awaits_count = count });
}

/* The timer of its sleep was due at `due`. */
static void wake_up(int64_t time, uint32_t task, int64_t due)
{
    take((struct event){ .kind = EVENT_WAKE,
                         .task = task,
                         .time = time,
                         .cause = { .kind = CO_CAUSE_TIMER, .by = task, .time = due } });
}

static void wake(int64_t time, uint32_t task, uint32_t by)
{
    take((struct event){ .kind = EVENT_WAKE,
                         .task = task,
                         .time = time,
                         .cause = { .kind = CO_CAUSE_TASK, .by = by, .time = time },
                         .file = "demos/a/b.c",
                         .line = 19 });
}

static void end(int64_t time, uint32_t task, int32_t result)
{
    take((struct event){ .kind = EVENT_TASK_END, .task = task, .time = time, .result = result });
}

static const char *line(int64_t time, uint32_t task)
{
    take((struct event){ .kind = EVENT_LINE, .task = task, .time = time, .text = "x" });
    return account_remark(&account);
}

static void sleep_through(int64_t from, int64_t to, uint32_t task)
{
    wait(from, task, "");
    wake_up(to, task, to);
    step(to, task);
}

/* ---- Cases ---- */

TEST(first_line_of_main_needs_no_remark)
{
    make(0, 1, "main", 0);
    step(0, 1);
    ASSERT_STR_EQ(line(0, 1), "");
    ASSERT_STR_EQ(line(0, 1), "");
    account_free(&account);
}

TEST(first_line_says_which_task_made_it)
{
    make(0, 1, "main", 0);
    step(0, 1);
    make(0, 2, "Worker-1", 1);
    step(0, 2);
    ASSERT_STR_EQ(line(0, 2), "made by main (line 27)");
    ASSERT_STR_EQ(line(0, 2), "");
    account_free(&account);
}

TEST(task_of_a_server_is_made_for_a_client)
{
    make(0, 2, "connection-1", 0);
    step(0, 2);
    ASSERT_STR_EQ(line(0, 2), "made for a client that connected");
    account_free(&account);
}

TEST(account_begins_at_the_line_before)
{
    make(0, 1, "main", 0);
    step(0, 1);
    sleep_through(0, 10, 1);
    ASSERT_STR_EQ(line(10, 1), "slept 10 ms");
    sleep_through(10, 30, 1);
    sleep_through(30, 35, 1);
    ASSERT_STR_EQ(line(35, 1), "slept 20 ms; slept 5 ms");
    account_free(&account);
}

TEST(wait_for_a_lock_names_the_holder)
{
    make(0, 1, "main", 0);
    make(0, 2, "Worker-1", 1);
    make(0, 3, "Worker-2", 1);
    take((struct event){ .kind = EVENT_THING, .thing = 4, .text = "counter_lock", .what = "lock" });
    step(0, 3);
    take((struct event){ .kind = EVENT_WAIT, .task = 3, .text = "lock my->lock", .thing = 4 });
    wake(10, 3, 2);
    step(10, 3);
    ASSERT_STR_EQ(line(10, 3), "made by main (line 27); waited 10 ms for counter_lock, which "
                               "Worker-1 released (line 19)");
    account_free(&account);
}

TEST(bare_yield_is_not_told)
{
    make(0, 1, "main", 0);
    step(0, 1);
    wait(0, 1, "");
    wake(0, 1, 1);
    step(0, 1);
    ASSERT_STR_EQ(line(0, 1), "");
    account_free(&account);
}

TEST(task_that_keeps_the_loop_is_told_of_and_makes_others_late)
{
    make(0, 1, "main", 0);
    make(0, 2, "ticker", 1);
    make(0, 3, "WRONG", 1);
    step(0, 2);
    wait(0, 2, "");
    step(0, 3);
    ASSERT_STR_EQ(line(0, 3), "made by main (line 27)");
    ASSERT_STR_EQ(line(350, 3), "blocked the loop for 350 ms");
    end(350, 3, 0);
    wake_up(350, 2, 100);
    step(350, 2);
    ASSERT_STR_EQ(line(350, 2), "made by main (line 27); slept 100 ms; 250 ms late, because WRONG "
                                "blocked the loop");
    account_free(&account);
}

TEST(task_that_is_made_before_a_long_step_starts_late)
{
    make(0, 1, "main", 0);
    step(0, 1);
    make(0, 2, "Worker-1", 1);
    wait(200, 1, "");
    step(200, 2);
    ASSERT_STR_EQ(line(200, 2), "made by main (line 27); 200 ms late, because main blocked the loop");
    wake(200, 1, 1);
    step(200, 1);
    ASSERT_STR_EQ(line(200, 1), "blocked the loop for 200 ms");
    account_free(&account);
}

TEST(lateness_of_a_real_machine_is_not_told)
{
    struct event wake = { .kind = EVENT_WAKE,
                          .task = 1,
                          .time = 10080000,
                          .cause = { .kind = CO_CAUSE_TIMER, .by = 1, .time = 10000000 } };

    account.noise = MS;
    make(0, 1, "main", 0);
    step(0, 1);
    wait(0, 1, "");
    ASSERT_EQ(account_take(&account, &wake), 0);
    wake.kind = EVENT_STEP;
    wake.time = 10100000;
    ASSERT_EQ(account_take(&account, &wake), 0);
    wake.kind = EVENT_LINE;
    wake.text = "x";
    wake.time = 10150000;
    ASSERT_EQ(account_take(&account, &wake), 0);
    ASSERT_STR_EQ(account_remark(&account), "slept 10 ms");
    account_free(&account);
}

TEST(brief_wait_is_told_without_its_time)
{
    make(0, 1, "main", 0);
    make(0, 2, "Worker-1", 1);
    account.brief = 2 * MS;
    step(0, 1);
    wait(0, 1, "event event");
    wake(1, 1, 2);
    step(1, 1);
    ASSERT_STR_EQ(line(1, 1), "waited for the event, which Worker-1 set (line 19)");
    sleep_through(1, 2, 1);
    ASSERT_STR_EQ(line(2, 1), "slept 1 ms");
    account_free(&account);
}

TEST(waiters_that_are_woken_together_are_counted)
{
    make(0, 1, "main", 0);
    take((struct event){ .kind = EVENT_THING, .thing = 1, .text = "event", .what = "event" });
    for (uint32_t task = 2; task < 5; task++) {
        make(0, task, "waiter", 1);
        step(0, task);
        line(0, task);
        take((struct event){ .kind = EVENT_WAIT, .task = task, .text = "event e", .thing = 1 });
    }
    for (uint32_t task = 2; task < 5; task++)
        wake(10, task, 1);
    step(10, 2);
    ASSERT_STR_EQ(line(10, 2), "waited 10 ms for the event, which main set (line 19)");
    step(10, 4);
    ASSERT_STR_EQ(line(10, 4),
                  "waited 10 ms for the event, which main set (line 19), and was the 3rd waiter to go on");
    account_free(&account);
}

TEST(gather_tells_which_task_ended_last)
{
    static const uint32_t both[] = { 2, 3 };

    make(0, 1, "main", 0);
    make(0, 2, "A", 1);
    make(0, 3, "B", 1);
    step(0, 1);
    await(0, 1, "gather", both, 2);
    end(40, 3, 0);
    end(60, 2, 0);
    wake(60, 1, 2);
    step(60, 1);
    ASSERT_STR_EQ(line(60, 1), "waited 60 ms until both tasks had ended, A last");
    account_free(&account);
}

static void cancel_by_limit(int64_t time, uint32_t task, uint32_t by)
{
    take((struct event){ .kind = EVENT_WAKE,
                         .task = task,
                         .time = time,
                         .result = -ECANCELED,
                         .cause = { .kind = CO_CAUSE_TIMER, .by = by, .time = time } });
    step(time, task);
}

TEST(limit_of_the_waiter_makes_it_give_up_waiting_for_tasks)
{
    static const uint32_t middle[] = { 2 }, leaf[] = { 3 };

    make(0, 1, "main", 0);
    make(0, 2, "middle", 1);
    make(0, 3, "leaf", 2);
    step(0, 1);
    await(0, 1, "gather", middle, 1);
    step(0, 2);
    await(0, 2, "task", leaf, 1);
    step(0, 3);
    wait(0, 3, "");
    cancel_by_limit(1500, 3, 1);
    sleep_through(1500, 1600, 3);
    end(1600, 3, -ECANCELED);
    wake(1600, 2, 3);
    step(1600, 2);
    ASSERT_STR_EQ(line(1600, 2),
                  "made by main (line 27); waited 1.6 s until leaf was cancelled and ended");
    end(1600, 2, -ECANCELED);
    wake(1600, 1, 2);
    step(1600, 1);
    ASSERT_STR_EQ(line(1600, 1), "gave up waiting for middle after 1.6 s");
    account_free(&account);
}

TEST(limit_that_was_reached_before_is_not_told_again)
{
    static const uint32_t awaited[] = { 2, 3 };

    make(0, 1, "main", 0);
    make(0, 2, "a", 1);
    make(0, 3, "b", 1);
    step(0, 1);
    await(0, 1, "task", awaited, 1);
    step(0, 2);
    wait(0, 2, "");
    cancel_by_limit(10, 2, 1);
    end(10, 2, -ECANCELED);
    wake(10, 1, 2);
    step(10, 1);
    ASSERT_STR_EQ(line(10, 1), "gave up waiting for a after 10 ms");
    await(10, 1, "task", awaited + 1, 1);
    step(10, 3);
    end(20, 3, 0);
    wake(20, 1, 3);
    step(20, 1);
    ASSERT_STR_EQ(line(20, 1), "waited 10 ms until b ended");
    account_free(&account);
}

TEST(job_tells_how_long_its_thread_was_busy)
{
    make(0, 1, "main", 0);
    take((struct event){ .kind = EVENT_TASK,
                         .task = 2,
                         .text = "job-1",
                         .is_job = true,
                         .cause = { .kind = CO_CAUSE_START, .by = 1 },
                         .file = "demos/a/b.c",
                         .line = 23 });
    ASSERT_STR_EQ(line(0, 2), "made for a thread by main (line 23)");
    ASSERT_STR_EQ(line(300, 2), "its thread was busy for 300 ms");
    account_free(&account);
}

TEST(callback_has_a_remark_of_its_own)
{
    ASSERT_STR_EQ(line(0, 0), "printed by a callback");
    take((struct event){
        .kind = EVENT_LINE, .text = "x", .what = "SIGTERM", .cause = { .kind = CO_CAUSE_LOOP } });
    ASSERT_STR_EQ(account_remark(&account), "printed by the handler of SIGTERM");
    take((struct event){ .kind = EVENT_LINE,
                         .text = "x",
                         .what = "flush",
                         .cause = { .kind = CO_CAUSE_TIMER, .delay = 50 } });
    ASSERT_STR_EQ(account_remark(&account), "printed by callback flush, 50 ms later");
    account_free(&account);
}

TEST(stream_that_begins_anywhere_is_no_danger)
{
    for (int kind = EVENT_TASK; kind <= EVENT_THING; kind++)
        for (uint32_t task = 0; task < 3; task++) {
            take((struct event){ .kind = (enum event_kind)kind, .task = task });
            take((struct event){ .kind = EVENT_WAKE,
                                 .task = task,
                                 .result = -ECANCELED,
                                 .cause = { .kind = CO_CAUSE_TASK, .by = 99 } });
            take((struct event){ .kind = EVENT_WAIT, .task = task, .thing = 99, .text = "wait" });
            take((struct event){
                .kind = EVENT_WAKE, .task = task, .cause = { .kind = CO_CAUSE_THREAD, .by = 99 } });
            line(0, task);
            end(0, task, 0);
            line(0, task);
        }
    account_free(&account);
}

TEST(memory_does_not_grow_with_the_lines)
{
    size_t capacity;

    make(0, 1, "main", 0);
    step(0, 1);
    for (int i = 0; i < 10; i++)
        sleep_through(i, i + 1, 1);
    line(10, 1);
    capacity = account.remark.capacity;
    for (int i = 10; i < 10000; i++) {
        sleep_through(i, i + 1 + i % 3, 1);
        if (i % 7 == 0)
            line(i + 1 + i % 3, 1);
    }
    ASSERT_EQ(account.cast.tasks.count, 1);
    ASSERT_EQ(account.remark.capacity, capacity);
    account_free(&account);
}
