#include "show/trace.h"

#include "show/events.h"

static struct life life;

static struct trace_slot *make(void)
{
    ASSERT_EQ(life_read(&life, &events), 0);
    return trace_slots(&life);
}

TEST(slots_of_an_instant_lie_one_behind_the_other)
{
    struct trace_slot *slots;

    for (int i = 0; i < 3; i++)
        task_logs(0, 0, "a");
    task_logs(0, 500, "b");
    slots = make();
    for (int i = 0; i < 3; i++) {
        ASSERT_EQ(slots[i].begin, i * MS);
        ASSERT_EQ(slots[i].end, (i + 1) * MS);
    }
    ASSERT_EQ(slots[3].begin, 500 * MS);
    ASSERT_EQ(slots[3].end, 501 * MS);
    free(slots);
}

TEST(slots_leave_half_of_the_time_to_the_next_instant)
{
    struct trace_slot *slots;

    for (int i = 0; i < 10; i++)
        task_logs(0, 0, "a");
    task_logs(0, 2, "b");
    task_logs(0, 1000, "c");
    slots = make();
    ASSERT_EQ(slots[9].end, 1 * MS);
    ASSERT_EQ(slots[10].begin, 2 * MS);
    free(slots);
}

TEST(slots_are_seen_if_the_run_takes_no_time)
{
    struct trace_slot *slots;

    task_logs(0, 0, "a");
    task_logs(0, 0, "b");
    slots = make();
    ASSERT_EQ(slots[0].end, 1 * MS);
    ASSERT_EQ(slots[1].end, 2 * MS);
    free(slots);
}

TEST(slots_never_go_back)
{
    struct trace_slot *slots;

    for (uint32_t seed = 1; seed < 50; seed++) {
        stream_free(&events);
        life_free(&life);
        make_nonsense(seed, 60);
        slots = make();
        for (size_t i = 0; i < events.count; i++) {
            test_note("seed %u, event %zu", seed, i);
            ASSERT_TRUE(slots[i].begin <= slots[i].end);
            ASSERT_TRUE(i == 0 || slots[i - 1].end <= slots[i].begin);
        }
        free(slots);
    }
}

TEST(slots_of_any_time_do_not_overflow)
{
    struct trace_slot *slots;

    stream_append(&events, &(struct event){ .kind = EVENT_LINE, .time = INT64_MIN });
    stream_append(&events, &(struct event){ .kind = EVENT_LINE, .time = INT64_MAX });
    slots = make();
    ASSERT_EQ(slots[0].begin, 0);
    ASSERT_TRUE(slots[1].end > slots[1].begin);
    free(slots);
}

TEST(slots_of_no_events_are_none)
{
    ASSERT_TRUE(make() == NULL);
}
