#include "show/graph.h"

#include "show/events.h"

static struct life life;
static struct graph graph;

static void make(int64_t at_ms)
{
    graph_free(&graph);
    life_free(&life);
    ASSERT_EQ(life_read(&life, &events), 0);
    ASSERT_EQ(graph_make(&graph, &life, at_ms < 0 ? -1 : at_ms * MS, 0), 0);
}

/* Two workers want one lock. */
static void tell_of_a_lock(void)
{
    task_is_made(1, 0, "main", 0);
    task_steps(1, 0);
    task_is_made(2, 0, "A", 1);
    task_is_made(3, 0, "B", 1);
    task_awaits(1, 0, "gather", 2, (const uint32_t[]){ 2, 3 });
    task_steps(2, 0);
    thing_is_named(1, "lock", "counter_lock");
    task_touches(2, 0, CO_VERB_TAKE, 1, 0, 7);
    task_sleeps(2, 0, 10);
    task_steps(3, 0);
    task_waits(3, 0, "lock counter_lock", 1, 7);
    task_is_woken(2, 10, 2);
    task_steps(2, 10);
    task_touches(2, 10, CO_VERB_RELEASE, 1, 0, 8);
    task_is_woken(3, 10, 2);
    task_ends(2, 10);
    task_steps(3, 10);
    task_touches(3, 10, CO_VERB_TAKE, 1, 0, 7);
    task_sleeps(3, 10, 20);
    task_is_woken(3, 20, 3);
    task_steps(3, 20);
    task_touches(3, 20, CO_VERB_RELEASE, 1, 0, 8);
    task_ends(3, 20);
    task_ends(1, 20);
    run_ends(20, NULL);
}

static uint32_t holder(const struct graph_wait *wait)
{
    const struct hold *hold = graph_next_hold(&graph, wait, NULL);

    return hold ? hold->task : 0;
}

TEST(graph_is_that_of_the_moment)
{
    tell_of_a_lock();
    make(5);
    ASSERT_EQ(graph.time, 5 * MS);
    ASSERT_EQ(graph.task_count, 3);
    ASSERT_EQ(graph.wait_count, 1);
    ASSERT_EQ(graph.tasks[graph.line[0]].task->id, 3);
    ASSERT_EQ(holder(&graph.waits[0]), 2);
    ASSERT_EQ(graph.tasks[1].span->state, SPAN_SLEEP);
}

TEST(moment_is_behind_all_events_of_its_time)
{
    tell_of_a_lock();
    make(10);
    ASSERT_EQ(graph.task_count, 2);
    ASSERT_EQ(graph.wait_count, 0);
    ASSERT_EQ(graph_find(&graph, 2), GRAPH_NONE);
    ASSERT_EQ(graph_find(&graph, 3), 1);
    ASSERT_EQ(graph_find(&graph, 99), GRAPH_NONE);
    make(9);
    ASSERT_EQ(graph.task_count, 3);
}

TEST(moment_behind_an_event_is_not_the_end_of_its_time)
{
    size_t count;

    tell_of_a_lock();
    make(10);
    count = graph.events;
    graph_free(&graph);
    ASSERT_EQ(graph_make(&graph, &life, -1, 12), 0);
    ASSERT_EQ(events.events[11].time, 10 * MS); /* A is woken, and has the lock */
    ASSERT_TRUE(count > 12);
    ASSERT_EQ(graph.time, 10 * MS);
    ASSERT_EQ(graph.task_count, 3);
    ASSERT_EQ(holder(&graph.waits[0]), 2);
}

TEST(end_of_an_interrupted_run_is_the_interruption)
{
    tell_of_a_lock();
    events.count = 11; /* B waits for A, which sleeps */
    for (uint32_t task = 1; task <= 3; task++)
        add_event(5, (struct event){ .kind = EVENT_WAKE,
                                     .task = task,
                                     .result = -ECANCELED,
                                     .cause = { .kind = CO_CAUSE_LOOP } });
    for (uint32_t task = 1; task <= 3; task++)
        add_event(6, (struct event){ .kind = EVENT_TASK_END, .task = task, .result = -ECANCELED });
    add_event(6, (struct event){ .kind = EVENT_RUN_END, .result = -EINTR });
    make(-1);
    ASSERT_TRUE(graph.interrupted);
    ASSERT_EQ(graph.time, 5 * MS);
    ASSERT_EQ(graph.task_count, 3);
    ASSERT_EQ(holder(&graph.waits[0]), 2);
}

TEST(graph_is_empty_at_the_end_of_a_good_run)
{
    tell_of_a_lock();
    make(-1);
    ASSERT_EQ(graph.task_count, 0);
    ASSERT_EQ(graph.time, 20 * MS);
    make(1000);
    ASSERT_EQ(graph.time, 20 * MS);
}

TEST(graph_of_an_empty_stream_is_empty)
{
    make(-1);
    ASSERT_EQ(graph.task_count, 0);
    make(5);
    ASSERT_EQ(graph.time, 0);
}

TEST(graph_ends_at_a_deadlock)
{
    task_is_made(1, 0, "main", 0);
    task_waits(1, 1, "event e", 4, 7);
    run_ends(1, "DEADLOCK at 0.001 s");
    task_ends(1, 2);
    for (int at = -1; at < 3; at += 2) {
        make(at);
        ASSERT_EQ(graph.stuck, true);
        ASSERT_EQ(graph.task_count, 1);
    }
    make(0);
    ASSERT_EQ(graph.stuck, false);
    ASSERT_EQ(graph.wait_count, 0);
}

TEST(waits_for_one_thing_are_told_apart_by_what_is_wanted)
{
    task_is_made(1, 0, "a", 0);
    task_is_made(2, 0, "b", 0);
    task_is_made(3, 0, "c", 0);
    task_waits(3, 0, "an item of queue q", 1, 7);
    task_waits(1, 0, "queue q to be finished", 1, 7);
    task_waits(2, 0, "an item of queue q", 1, 7);
    make(-1);
    ASSERT_EQ(graph.wait_count, 2);
    ASSERT_EQ(graph.waits[0].count, 2);
    /* First come, first served. */
    ASSERT_EQ(graph.tasks[graph.line[graph.waits[0].first]].task->id, 3);
    ASSERT_EQ(graph.tasks[graph.line[graph.waits[0].first + 1]].task->id, 2);
    ASSERT_STR_EQ(graph.waits[1].text, "queue q to be finished");
    ASSERT_EQ(graph.tasks[0].wait, 1);
}

TEST(waits_without_a_thing_are_told_apart_by_their_texts)
{
    task_is_made(1, 0, "a", 0);
    task_is_made(2, 0, "b", 0);
    task_waits(1, 0, "child process", 0, 7);
    task_waits(2, 0, "connection", 0, 7);
    make(-1);
    ASSERT_EQ(graph.wait_count, 2);
    ASSERT_EQ(holder(&graph.waits[0]), 0);
}

TEST(graph_of_a_damaged_stream_is_made)
{
    for (uint32_t seed = 1; seed < 60; seed++) {
        test_note("seed %u", seed);
        stream_free(&events);
        make_nonsense(seed, 80);
        for (int at = -1; at < 250; at += 50)
            make(at);
    }
}
