#include "show/graph_text.h"

#include "show/columns.h"
#include "show/events.h"

static const char *text_at(int64_t at_ms, int width, bool ascii)
{
    return drawn(show_graph, (struct show_options){ .title = "demo",
                                                    .width = width,
                                                    .ascii = ascii,
                                                    .at = at_ms < 0 ? -1 : at_ms * MS });
}

/* So many tasks are made by main, and all of them wait for the same. */
static void make_waiters(uint32_t count, const char *text, uint32_t thing)
{
    task_is_made(1, 0, "main", 0);
    for (uint32_t i = 0; i < count; i++) {
        char name[16];

        snprintf(name, sizeof name, "C%u", i + 1);
        task_is_made(2 + i, 0, name, 1);
    }
    for (uint32_t i = 0; i < count; i++)
        task_waits(2 + i, 500 + 100 * i, text, thing, 47);
}

TEST(waiters_of_one_thing_meet_in_a_bracket)
{
    thing_is_named(1, "condition", "condition");
    make_waiters(3, "condition self->condition", 1);
    run_ends(700, "DEADLOCK");
    ASSERT_STR_EQ(text_at(-1, 80, false), "demo at 0.700 s: a deadlock\n"
                                          "\n"
                                          "C1    since 0.500, line 47 ─┐\n"
                                          "C2    since 0.600, line 47 ─┼──▶  the condition\n"
                                          "C3    since 0.700, line 47 ─┘\n"
                                          "      no task has ever notified it\n"
                                          "main  runs\n");
    ASSERT_STR_EQ(text_at(650, 80, true), "demo at 0.650 s\n"
                                          "\n"
                                          "C1    since 0.500, line 47 -+-->  the condition\n"
                                          "C2    since 0.600, line 47 -+\n"
                                          "      no task has ever notified it\n"
                                          "main  runs\n"
                                          "C3    is ready\n");
}

TEST(single_waiter_has_no_bracket)
{
    make_waiters(1, "an item of queue my->queue", 1);
    thing_is_named(1, "queue", "queue");
    ASSERT_STR_EQ(text_at(-1, 80, false), "demo at 0.500 s\n"
                                          "\n"
                                          "C1    since 0.500, line 47 ──▶  an item of the queue\n"
                                          "      no task has ever put an item\n"
                                          "main  ran when the run broke off\n");
}

TEST(many_waiters_are_counted)
{
    make_waiters(100, "event ready", 1);
    ASSERT_STR_EQ(text_at(-1, 80, false), "demo at 10.400 s\n"
                                          "\n"
                                          "C1    since 0.500, line 47  ─┐\n"
                                          "C2    since 0.600, line 47  ─┤\n"
                                          "C3    since 0.700, line 47  ─┼──▶  event ready\n"
                                          "C4    since 0.800, line 47  ─┤\n"
                                          "and 95 more                 ─┤\n"
                                          "C100  since 10.400, line 47 ─┘\n"
                                          "      no task has ever set it\n"
                                          "main  ran when the run broke off\n");
}

TEST(holder_stands_behind_the_thing)
{
    thing_is_named(1, "lock", "counter_lock");
    task_is_made(1, 0, "A", 0);
    task_is_made(2, 0, "B", 0);
    task_steps(1, 0);
    task_touches(1, 0, CO_VERB_TAKE, 1, 0, 16);
    task_sleeps(1, 0, 20);
    task_steps(2, 5);
    task_waits(2, 5, "lock counter_lock", 1, 16);
    ASSERT_STR_EQ(text_at(-1, 80, false), "demo at 0.005 s\n"
                                          "\n"
                                          "B  since 0.005, line 16 ──▶  counter_lock  ──▶  A\n"
                                          "   A has held it since 0.000 (line 16)\n"
                                          "A  sleeps until 0.020, and holds counter_lock\n");
}

TEST(task_that_ended_with_the_lock_is_told)
{
    thing_is_named(1, "lock", "a");
    task_is_made(1, 0, "A", 0);
    task_is_made(2, 0, "B", 0);
    task_touches(1, 0, CO_VERB_TAKE, 1, 0, 16);
    task_ends(1, 1);
    task_waits(2, 5, "lock a", 1, 16);
    run_ends(5, "DEADLOCK");
    ASSERT_STR_EQ(text_at(-1, 80, false),
                  "demo at 0.005 s: a deadlock\n"
                  "\n"
                  "B  since 0.005, line 16 ──▶  lock a  ──▶  A\n"
                  "   A has held it since 0.000 (line 16), and has ended\n");
}

TEST(last_task_that_ended_such_a_wait_is_told)
{
    thing_is_named(1, "queue", "queue");
    task_is_made(1, 0, "producer", 0);
    task_is_made(2, 0, "consumer", 0);
    task_touches(1, 0, CO_VERB_PUT, 1, 1, 35);
    task_touches(2, 0, CO_VERB_GET, 1, 0, 45);
    task_waits(2, 0, "an item of queue queue", 1, 45);
    task_ends(1, 1);
    run_ends(5, "DEADLOCK");
    ASSERT_STR_EQ(text_at(-1, 60, false),
                  "demo at 0.005 s: a deadlock\n"
                  "\n"
                  "consumer  since 0.000, line 45 ──▶  an item of the queue\n"
                  "          producer (ended) put an item last, at 0.000 (line\n"
                  "          35); every task that could put an item has ended\n");
}

TEST(task_that_awaits_tasks_names_them)
{
    const uint32_t awaited[] = { 2, 3, 4 };

    make_waiters(3, "event ready", 1);
    task_awaits(1, 800, "gather", 3, awaited);
    ASSERT_TRUE(strstr(text_at(-1, 80, false), "main  ──▶  C1, C2 and C3\n") != NULL);
    task_ends(3, 900);
    ASSERT_TRUE(strstr(text_at(-1, 80, false), "main  ──▶  C1 and C3   (C2 ended)\n") != NULL);
    task_ends(2, 900);
    task_ends(4, 900);
    ASSERT_TRUE(strstr(text_at(-1, 80, false), "main  ──▶  tasks   (C1, C2 and C3 ended)\n"));
}

TEST(many_awaited_tasks_are_counted)
{
    uint32_t awaited[100];

    for (uint32_t i = 0; i < 100; i++)
        awaited[i] = 2 + i;
    make_waiters(100, "event ready", 1);
    task_awaits(1, 20000, "gather", 100, awaited);
    task_ends(2, 20000);
    ASSERT_TRUE(strstr(text_at(-1, 80, false), "main  ──▶  99 tasks   (C1 ended)\n") != NULL);
}

TEST(things_of_one_name_have_numbers)
{
    task_is_made(1, 0, "A", 0);
    task_is_made(2, 0, "B", 0);
    task_waits(1, 0, "event my->own", 1, 7);
    task_waits(2, 0, "event my->own", 2, 7);
    ASSERT_STR_EQ(text_at(-1, 80, true), "demo at 0.000 s\n"
                                         "\n"
                                         "A  since 0.000, line 7 -->  event own (1)\n"
                                         "   no task has ever set it\n"
                                         "B  since 0.000, line 7 -->  event own (2)\n"
                                         "   no task has ever set it\n");
}

TEST(task_that_ended_is_a_sentence_in_the_heading)
{
    task_is_made(1, 0, "main", 0);
    task_ends(1, 60);
    run_ends(60, NULL);
    ASSERT_STR_EQ(text_at(-1, 80, false), "demo at 0.060 s: every task has ended\n");
}

TEST(livelock_is_named)
{
    task_is_made(1, 0, "main", 0);
    run_ends(60, "LIVELOCK");
    ASSERT_TRUE(strstr(text_at(-1, 80, false), "demo at 0.060 s: a livelock\n") != NULL);
}

TEST(narrow_text_leaves_out_the_places)
{
    make_waiters(2, "condition self->condition", 1);
    thing_is_named(1, "condition", "condition");
    ASSERT_STR_EQ(text_at(-1, 40, false), "demo at 0.600 s\n"
                                          "\n"
                                          "C1    ─┬──▶  the condition\n"
                                          "C2    ─┘\n"
                                          "    no task has ever notified it\n"
                                          "main  ran when the run broke off\n");
}

TEST(thing_that_a_task_holds_is_never_cut_off)
{
    thing_is_named(1, "lock", "a_lock_with_a_name");
    task_is_made(1, 0, "A", 0);
    task_touches(1, 0, CO_VERB_TAKE, 1, 0, 16);
    task_sleeps(1, 0, 10);
    ASSERT_STR_EQ(text_at(5, 40, false), "demo at 0.000 s\n"
                                         "\n"
                                         "A  sleeps until 0.010, and holds\n"
                                         "   a_lock_with_a_name\n");
}

TEST(interrupted_run_shows_what_tasks_did)
{
    task_is_made(1, 0, "main", 0);
    task_sleeps(1, 0, 10);
    add_event(5, (struct event){ .kind = EVENT_WAKE,
                                 .task = 1,
                                 .result = -ECANCELED,
                                 .cause = { .kind = CO_CAUSE_LOOP } });
    add_event(5, (struct event){ .kind = EVENT_TASK_END, .task = 1, .result = -ECANCELED });
    add_event(5, (struct event){ .kind = EVENT_RUN_END, .result = -EINTR });
    ASSERT_STR_EQ(text_at(-1, 80, false), "demo at 0.005 s: interrupted\n"
                                          "\n"
                                          "main  sleeps until 0.010\n");
}

TEST(name_from_outside_is_not_obeyed)
{
    task_is_made(1, 0, "\x1b[31mred\xe2\x80\xae", 0);
    task_waits(1, 0, "event \x1b[2J", 0, 7);
    ASSERT_STR_EQ(text_at(-1, 80, true),
                  "demo at 0.000 s\n"
                  "\n"
                  "\\x1b[31mred\\u202e  since 0.000, line 7 -->  event \\x1b[2J\n");
}

TEST(colour_ends_with_each_line)
{
    const char *text;

    make_waiters(3, "event ready", 1);
    text = drawn(show_graph, (struct show_options){ .width = 80, .color = true, .at = -1 });
    for (const char *end; *text; text = end + 1) {
        int on = 0;

        end = strchr(text, '\n');
        for (const char *at = text; at < end; at++)
            if (*at == '\x1b')
                on = at[2] != '0';
        ASSERT_EQ(on, 0);
    }
}

/* Strokes take one column each, and are not counted by columns_count(). */
static size_t width_of(const char *line, size_t length)
{
    size_t columns = 0;

    for (size_t i = 0; i < length; i++)
        columns += ((unsigned char)line[i] & 0xc0) != 0x80;
    return columns;
}

TEST(no_line_of_a_damaged_stream_is_too_wide)
{
    for (uint32_t seed = 1; seed < 60; seed++)
        for (int width = 40; width < 100; width += 30) {
            const char *text;

            stream_free(&events);
            make_nonsense(seed, 80);
            text = text_at(seed % 2 ? -1 : 100, width, seed % 3);
            for (const char *end; *text; text = end + 1) {
                end = strchr(text, '\n');
                test_note("seed %u: %.*s", seed, (int)(end - text), text);
                ASSERT_TRUE(width_of(text, (size_t)(end - text)) <= (size_t)width);
            }
        }
}
