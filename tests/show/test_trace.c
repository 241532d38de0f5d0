#include "show/trace_lines.h"

static void draw(void)
{
    read_trace(drawn(show_trace, (struct show_options){ .title = "demo" }));
}

/* A sleeps for 10 ms, and wakes B, which waits for a lock. */
static void tell_of_a_lock(void)
{
    task_is_made(1, 0, "A", 0);
    task_steps(1, 0);
    thing_is_named(1, "lock", "counter_lock");
    task_touches(1, 0, CO_VERB_TAKE, 1, 0, 7);
    task_is_made(2, 0, "B", 1);
    task_sleeps(1, 0, 10);
    task_steps(2, 0);
    task_waits(2, 0, "lock counter_lock", 1, 7);
    task_is_woken(1, 10, 1);
    task_steps(1, 10);
    task_logs(1, 10, "hello");
    task_touches(1, 10, CO_VERB_RELEASE, 1, 0, 8);
    task_is_woken(2, 10, 1);
    task_ends(1, 10);
    task_steps(2, 10);
    task_touches(2, 10, CO_VERB_TAKE, 1, 0, 7);
    task_ends(2, 10);
    run_ends(10, NULL);
}

TEST(tasks_are_threads_with_names)
{
    tell_of_a_lock();
    draw();
    ASSERT_STR_EQ(trace.lines[0], "{\"ph\":\"M\",\"pid\":1,\"name\":\"process_name\",\"args\":{"
                                  "\"of\":\"asyncdemo\",\"name\":\"demo\"}},");
    ASSERT_STR_EQ(trace.lines[1], "{\"ph\":\"M\",\"pid\":1,\"name\":\"thread_name\",\"tid\":1,"
                                  "\"args\":{\"task\":1,\"name\":\"A\"}},");
    ASSERT_STR_EQ(trace.lines[2], "{\"ph\":\"M\",\"pid\":1,\"name\":\"thread_sort_index\","
                                  "\"tid\":1,\"args\":{\"sort_index\":0}},");
}

TEST(step_has_a_visible_length_on_the_virtual_clock)
{
    const char *slice;

    tell_of_a_lock();
    draw();
    slice = find_event("X", "begins", 1);
    ASSERT_STR_EQ(member(slice, "tid"), "1");
    /* A slot is a 500th part of the run; the step has five, behind the slot in which A is made. */
    ASSERT_STR_EQ(member(slice, "ts"), "20.000");
    ASSERT_STR_EQ(member(slice, "dur"), "100.000");
    slice = find_event("X", "goes on", 1);
    ASSERT_STR_EQ(member(slice, "ts"), "10020.000");
    ASSERT_STR_EQ(member(slice, "time_ns"), "10000000");
}

TEST(line_is_a_slice_within_its_step)
{
    const char *step, *line;

    tell_of_a_lock();
    draw();
    step = find_event("X", "goes on", 1);
    line = find_event("X", "hello", 1);
    ASSERT_STR_EQ(member(line, "tid"), "1");
    ASSERT_STR_EQ(member(line, "place"), "demos/chapter/demo.c:9");
    ASSERT_TRUE(number(line, "ts") > number(step, "ts"));
    ASSERT_TRUE(end_of_slice(line) < end_of_slice(step));
}

TEST(wait_is_a_span_within_the_life)
{
    const char *begin, *end;

    tell_of_a_lock();
    draw();
    begin = find_event("b", "waits for counter_lock", 1);
    end = find_event("e", "waits for counter_lock", 1);
    ASSERT_STR_EQ(member(begin, "id"), "0x2");
    ASSERT_STR_EQ(member(begin, "ts"), "160.000");
    ASSERT_STR_EQ(member(end, "ts"), "10080.000");
    ASSERT_STR_EQ(member(find_event("b", "B", 1), "id"), "0x2");
    check_spans();
}

TEST(wake_is_a_flow_from_step_to_step)
{
    const char *begin, *end, *step;

    tell_of_a_lock();
    draw();
    begin = find_event("s", "wakes", 1);
    end = find_event("f", "wakes", 1);
    step = find_event("X", "goes on", 2); /* (it takes all texts of member()) */
    ASSERT_STR_EQ(member(begin, "tid"), "1");
    ASSERT_STR_EQ(member(end, "tid"), "2");
    ASSERT_STR_EQ(member(begin, "id"), member(end, "id"));
    ASSERT_STR_EQ(member(end, "bp"), "e");
    ASSERT_STR_EQ(member(end, "ts"), member(step, "ts"));
    ASSERT_TRUE(find_event("s", "makes", 1) != NULL);
    ASSERT_TRUE(find_event("s", "makes", 2) == NULL);
    check_flows();
}

TEST(wake_by_its_own_timer_is_no_flow)
{
    task_is_made(1, 0, "A", 0);
    task_steps(1, 0);
    task_sleeps(1, 0, 10);
    task_is_woken(1, 10, 1);
    task_steps(1, 10);
    task_ends(1, 10);
    draw();
    ASSERT_TRUE(find_event("s", "wakes", 1) == NULL);
    ASSERT_TRUE(find_event("b", "sleeps", 1) != NULL);
}

TEST(wake_without_a_step_is_no_flow)
{
    task_is_made(1, 0, "A", 0);
    task_steps(1, 0);
    task_is_made(2, 0, "B", 1);
    draw();
    ASSERT_TRUE(find_event("s", "makes", 1) == NULL);
    ASSERT_TRUE(find_event("f", "makes", 1) == NULL);
}

TEST(step_goes_on_after_the_end_of_its_task)
{
    const char *slice;

    task_is_made(1, 0, "A", 0);
    task_is_made(2, 0, "B", 0);
    task_steps(2, 0);
    task_awaits(2, 0, "task", 1, (const uint32_t[]){ 1 });
    task_steps(1, 5);
    task_ends(1, 5);
    task_is_woken(2, 5, 1);
    task_steps(2, 5);
    task_ends(2, 5);
    draw();
    slice = find_event("X", "begins", 2);
    ASSERT_STR_EQ(member(slice, "tid"), "1");
    ASSERT_TRUE(number(find_event("s", "wakes", 1), "ts") < end_of_slice(slice));
}

TEST(lock_has_a_span_for_each_holder)
{
    tell_of_a_lock();
    draw();
    ASSERT_STR_EQ(member(find_event("b", "counter_lock", 1), "cat"), "lock");
    ASSERT_TRUE(find_event("b", "held by A", 1) != NULL);
    ASSERT_TRUE(find_event("e", "held by B", 1) != NULL);
    check_spans();
}

TEST(queue_and_semaphore_have_counters)
{
    task_is_made(1, 0, "A", 0);
    thing_is_named(1, "queue", "jobs");
    thing_is_named(2, "semaphore", "semaphore");
    task_touches(1, 0, CO_VERB_PUT, 1, 1, 7);
    task_touches(1, 1, CO_VERB_TAKE, 2, 4, 7);
    task_touches(1, 2, CO_VERB_GET, 1, 0, 7);
    task_touches(1, 3, CO_VERB_DONE, 1, 0, 7);
    draw();
    ASSERT_STR_EQ(member(find_event("C", "queue jobs: items", 1), "items"), "1");
    ASSERT_STR_EQ(member(find_event("C", "queue jobs: items", 2), "items"), "0");
    ASSERT_STR_EQ(member(find_event("C", "queue jobs: unfinished items", 1), "unfinished items"),
                  "0");
    ASSERT_STR_EQ(member(find_event("C", "the semaphore: free", 1), "free"), "4");
    ASSERT_STR_EQ(member(find_event("C", "the semaphore: free", 1), "id"), "");
}

TEST(counters_of_one_name_are_told_apart)
{
    task_is_made(1, 0, "A", 0);
    thing_is_named(1, "queue", "jobs");
    thing_is_named(2, "queue", "jobs");
    task_touches(1, 0, CO_VERB_PUT, 1, 1, 7);
    task_touches(1, 0, CO_VERB_PUT, 2, 1, 7);
    draw();
    ASSERT_STR_EQ(member(find_event("C", "queue jobs: items", 1), "id"), "1");
    ASSERT_STR_EQ(member(find_event("C", "queue jobs: items", 2), "id"), "2");
}

TEST(job_is_a_slice_of_its_thread)
{
    const char *slice;

    task_is_made(1, 0, "main", 0);
    task_steps(1, 0);
    add_event(0, (struct event){ .kind = EVENT_TASK,
                                 .task = 2,
                                 .text = "read",
                                 .is_job = true,
                                 .cause = { .kind = CO_CAUSE_START, .by = 1 } });
    task_awaits(1, 0, "gather", 1, (const uint32_t[]){ 2 });
    task_steps(2, 1);
    task_logs(2, 2, "in a thread");
    task_ends(2, 3);
    add_event(4, (struct event){ .kind = EVENT_WAKE,
                                 .task = 1,
                                 .cause = { .kind = CO_CAUSE_THREAD, .by = 2 } });
    task_steps(1, 4);
    task_ends(1, 4);
    draw();
    slice = find_event("X", "runs in a thread", 1);
    ASSERT_STR_EQ(member(slice, "tid"), "2");
    ASSERT_TRUE(number(find_event("s", "wakes", 1), "ts") < end_of_slice(slice));
    check_slices();
}

TEST(callback_has_a_thread_behind_the_tasks)
{
    task_is_made(1, 0, "main", 0);
    task_logs(0, 1, "from a callback");
    draw();
    ASSERT_STR_EQ(member(find_event("X", "from a callback", 1), "tid"), "2");
}

TEST(report_is_an_instant)
{
    task_is_made(1, 0, "main", 0);
    add_event(1, (struct event){ .kind = EVENT_REPORT, .text = "DEADLOCK at 0.001 s" });
    add_event(1, (struct event){ .kind = EVENT_REPORT, .text = "    main waits" });
    draw();
    ASSERT_STR_EQ(member(find_event("i", "DEADLOCK at 0.001 s", 1), "s"), "g");
    ASSERT_TRUE(find_event("i", "    main waits", 1) == NULL);
}

TEST(empty_stream_is_a_trace_without_events)
{
    ASSERT_STR_EQ(drawn(show_trace, (struct show_options){ .title = "a\"b" }),
                  "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n"
                  "{\"ph\":\"M\",\"pid\":1,\"name\":\"process_name\",\"args\":{\"of\":"
                  "\"asyncdemo\",\"name\":\"a\\\"b\"}}\n"
                  "]}\n");
}

TEST(trace_of_a_damaged_stream_keeps_the_rules)
{
    for (uint32_t seed = 1; seed < 60; seed++) {
        stream_free(&events);
        make_nonsense(seed, 60);
        draw();
        check_slices();
        check_flows();
        check_spans();
    }
}
