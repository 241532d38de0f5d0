#include "show/story.h"

#include "show/events.h"

static struct life life;
static struct story story;

/* What is said of the last event of the stream, or of the one `back` before it. */
static const char *sentence(size_t back)
{
    story_free(&story);
    life_free(&life);
    ASSERT_EQ(life_read(&life, &events), 0);
    ASSERT_EQ(story_tell(&story, &life), 0);
    ASSERT_TRUE(story.moment_count > back);
    return story.moments[story.moment_count - 1 - back].sentence;
}

static void make(unsigned count)
{
    static const char *const names[] = { "main", "A", "B", "C", "D", "E", "F" };

    for (unsigned i = 0; i < count; i++)
        task_is_made(i + 1, 0, names[i], i ? 1 : 0);
}

static void is_woken(uint32_t task, int64_t ms, int result, struct co_cause cause)
{
    add_event(ms,
              (struct event){ .kind = EVENT_WAKE, .task = task, .result = result, .cause = cause });
}

static void fails(uint32_t task, int64_t ms, int result, const char *message)
{
    add_event(ms, (struct event){
                      .kind = EVENT_TASK_END, .task = task, .result = result, .text = message });
}

static void is_put(uint32_t task, enum co_verb verb, const char *item, int64_t count)
{
    add_event(0, (struct event){ .kind = EVENT_TOUCH,
                                 .task = task,
                                 .verb = verb,
                                 .thing = 1,
                                 .what = item,
                                 .count = count });
}

TEST(many_tasks_are_counted_and_few_are_named)
{
    make(4);
    ASSERT_STR_EQ(sentence(0), "main makes 3 tasks, A, B and C. They have not begun yet.");
    for (uint32_t i = 5; i < 20; i++)
        task_is_made(i, 0, "x", 1);
    ASSERT_STR_EQ(sentence(0), "main makes 18 tasks. They have not begun yet.");
}

TEST(job_is_given_to_a_thread)
{
    make(1);
    add_event(0, (struct event){ .kind = EVENT_TASK,
                                 .task = 2,
                                 .text = "work",
                                 .is_job = true,
                                 .cause = { .kind = CO_CAUSE_START, .by = 1 } });
    ASSERT_STR_EQ(sentence(0), "main gives work to a thread.");
    add_event(0, (struct event){ .kind = EVENT_WAIT,
                                 .task = 1,
                                 .text = "task",
                                 .awaits = (const uint32_t[]){ 2 },
                                 .awaits_count = 1 });
    ASSERT_STR_EQ(sentence(0), "main awaits work.");
    task_steps(2, 0);
    task_ends(2, 30);
    is_woken(1, 30, 0, (struct co_cause){ .kind = CO_CAUSE_THREAD, .by = 2 });
    ASSERT_STR_EQ(sentence(0), "The thread of work is done: main may go on.");
}

TEST(sleep_says_how_long_it_is)
{
    make(1);
    task_sleeps(1, 0, 1500);
    ASSERT_STR_EQ(sentence(0), "main sleeps 1.5 s: other tasks may run.");
    is_woken(1, 1750, 0,
             (struct co_cause){ CO_CAUSE_TIMER, 1, 0, 0, .delay = 1500 * MS, .time = 1500 * MS });
    ASSERT_STR_EQ(sentence(0),
                  "The 1.5 s of main are over, and have been for 250 ms: it may go on.");
    task_sleeps(1, 1750, 0);
    ASSERT_STR_EQ(sentence(0), "main lets the other tasks run first.");
    is_woken(1, 1750, 0, (struct co_cause){ .kind = CO_CAUSE_TASK, .by = 1 });
    ASSERT_STR_EQ(sentence(0), "The other tasks have had their turns: main may go on.");
}

TEST(queue_says_what_is_in_it)
{
    make(3);
    thing_is_named(1, "queue", "my->queue");
    task_waits(2, 0, "an item of queue my->queue", 1, 7);
    ASSERT_STR_EQ(sentence(0), "A waits for an item of my->queue, which is empty.");
    is_put(1, CO_VERB_PUT, "Item-1", 1);
    ASSERT_STR_EQ(sentence(0), "main puts Item-1 into my->queue.");
    is_woken(2, 0, 0, (struct co_cause){ .kind = CO_CAUSE_TASK, .by = 1 });
    ASSERT_STR_EQ(sentence(0), "A may go on when its turn comes.");
    is_put(2, CO_VERB_GET, "Item-1", 0);
    ASSERT_STR_EQ(sentence(0), "A takes Item-1 out of my->queue.");
    is_put(2, CO_VERB_DONE, "", 0);
    ASSERT_STR_EQ(sentence(0), "A finishes an item of my->queue: all are finished.");
    is_put(2, CO_VERB_DONE, "", 3);
    ASSERT_STR_EQ(sentence(0), "A finishes an item of my->queue: 3 not finished yet.");
    task_waits(2, 0, "a free place in queue my->queue", 1, 7);
    ASSERT_STR_EQ(sentence(0), "A waits for room in my->queue, which is full.");
    task_waits(3, 0, "queue my->queue to be finished", 1, 7);
    ASSERT_STR_EQ(sentence(0), "B waits for my->queue to be finished.");
}

TEST(first_in_line_is_told_of_several_waiters)
{
    make(3);
    thing_is_named(1, "semaphore", "");
    task_touches(1, 0, CO_VERB_TAKE, 1, 0, 7);
    ASSERT_STR_EQ(sentence(0), "main takes a permit of the semaphore: no other is free.");
    task_waits(2, 0, "a permit of semaphore s", 1, 7);
    task_waits(3, 0, "a permit of semaphore s", 1, 7);
    ASSERT_STR_EQ(sentence(0), "B waits for a permit of semaphore s.");
    task_touches(1, 0, CO_VERB_RELEASE, 1, 1, 7);
    ASSERT_STR_EQ(sentence(0), "main gives back a permit of the semaphore.");
    task_is_woken(2, 0, 1);
    ASSERT_STR_EQ(sentence(0), "A, first in line, may go on when its turn comes.");
    task_is_woken(3, 0, 1);
    ASSERT_STR_EQ(sentence(0), "B may go on when its turn comes.");
}

TEST(event_and_condition_count_their_waiters)
{
    make(3);
    thing_is_named(1, "event", "ready");
    thing_is_named(2, "condition", "");
    task_waits(2, 0, "event ready", 1, 7);
    task_waits(3, 0, "event ready", 1, 7);
    task_touches(1, 0, CO_VERB_SET, 1, 0, 7);
    ASSERT_STR_EQ(sentence(0), "main sets event ready: 2 waiters may go on.");
    task_touches(1, 0, CO_VERB_CLEAR, 1, 0, 7);
    ASSERT_STR_EQ(sentence(0), "main clears event ready.");
    task_touches(1, 0, CO_VERB_NOTIFY, 2, 0, 7);
    ASSERT_STR_EQ(sentence(0), "main notifies the condition, but no task waits.");
    task_touches(1, 0, CO_VERB_NOTIFY, 2, 1, 7);
    ASSERT_STR_EQ(sentence(0), "main notifies the condition: the first waiter may go on.");
    task_touches(0, 0, CO_VERB_NOTIFY, 2, 3, 7);
    ASSERT_STR_EQ(sentence(0), "A callback notifies the condition: 3 waiters may go on.");
}

TEST(things_of_one_name_have_numbers)
{
    make(1);
    thing_is_named(1, "lock", "lock");
    thing_is_named(2, "lock", "lock");
    task_touches(1, 0, CO_VERB_TAKE, 2, 0, 7);
    ASSERT_STR_EQ(sentence(0), "main takes the lock (2).");
}

TEST(end_of_awaited_tasks_lets_a_task_go_on)
{
    make(3);
    task_awaits(1, 0, "gather", 2, (const uint32_t[]){ 2, 3 });
    ASSERT_STR_EQ(sentence(0), "main awaits A and B.");
    task_ends(2, 5);
    task_is_woken(1, 5, 2);
    ASSERT_STR_EQ(sentence(0), "As A has ended, main may go on.");
    task_awaits(1, 5, "gather", 2, (const uint32_t[]){ 2, 3 });
    task_ends(3, 6);
    task_is_woken(1, 6, 3);
    ASSERT_STR_EQ(sentence(0), "Both tasks that main awaits have ended: it may go on.");
}

TEST(failure_says_which_tasks_it_cancels)
{
    make(3);
    task_awaits(1, 0, "task group", 2, (const uint32_t[]){ 2, 3 });
    fails(3, 5, -EINVAL, "B failed!");
    ASSERT_STR_EQ(sentence(0), "B fails: B failed!");
    is_woken(2, 5, -ECANCELED, (struct co_cause){ .kind = CO_CAUSE_TASK, .by = 3 });
    ASSERT_STR_EQ(sentence(0), "As B has failed, A is cancelled.");
    /* The group ends the wait of its owner, which is not cancelled by that. */
    is_woken(1, 5, -ECANCELED, (struct co_cause){ .kind = CO_CAUSE_TASK, .by = 3 });
    ASSERT_STR_EQ(sentence(0), "As B has failed, main may go on.");
    fails(2, 5, -ECANCELED, "");
    ASSERT_STR_EQ(sentence(0), "A ends, cancelled.");
}

TEST(cancel_says_its_origin)
{
    make(3);
    is_woken(2, 5, -ECANCELED, (struct co_cause){ .kind = CO_CAUSE_TASK, .by = 1 });
    ASSERT_STR_EQ(sentence(0), "main cancels A.");
    is_woken(2, 5, -ECANCELED,
             (struct co_cause){ .kind = CO_CAUSE_TIMER, .by = 1, .delay = 2000 * MS });
    ASSERT_STR_EQ(sentence(0), "The 2 s are over that main gives it: A is cancelled.");
    is_woken(2, 5, -ECANCELED, (struct co_cause){ .kind = CO_CAUSE_LOOP });
    ASSERT_STR_EQ(sentence(0), "A is cancelled.");
    add_event(5, (struct event){ .kind = EVENT_WAKE,
                                 .task = 2,
                                 .result = -ECANCELED,
                                 .what = "SIGTERM",
                                 .cause = { .kind = CO_CAUSE_LOOP } });
    ASSERT_STR_EQ(sentence(0), "By the handler of SIGTERM, A is cancelled.");
}

TEST(limit_ends_a_wait)
{
    make(2);
    task_waits(2, 0, "event e", 1, 7);
    is_woken(2, 500, -ETIMEDOUT,
             (struct co_cause){ .kind = CO_CAUSE_TIMER, .by = 2, .delay = 500 * MS });
    ASSERT_STR_EQ(sentence(0), "After 500 ms, A gives up its wait for event e.");
}

TEST(outside_lets_a_task_go_on)
{
    make(2);
    task_waits(2, 0, "child process", 0, 7);
    ASSERT_STR_EQ(sentence(0), "A waits for the end of its child.");
    is_woken(2, 5, 0, (struct co_cause){ .kind = CO_CAUSE_OUTSIDE });
    ASSERT_STR_EQ(sentence(0), "What A waits for has come from outside: it may go on.");
    is_woken(2, 5, 0, (struct co_cause){ .kind = CO_CAUSE_OUTSIDE, .by = 1 });
    ASSERT_STR_EQ(sentence(0), "Something has come from main: A may go on.");
    add_event(5, (struct event){ .kind = EVENT_WAKE,
                                 .task = 2,
                                 .what = "flush",
                                 .cause = { .kind = CO_CAUSE_LOOP } });
    ASSERT_STR_EQ(sentence(0), "Callback flush has run: A may go on.");
}

TEST(names_and_lines_are_safe_for_a_terminal)
{
    task_is_made(1, 0, "ma\x1bin", 0);
    task_logs(1, 0, "  \x1b[1m");
    ASSERT_STR_EQ(sentence(0), "ma\\x1bin prints: \\x1b[1m");
}
