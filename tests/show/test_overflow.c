/* A run that ends when the stack of a task overflows, in all views. */
#include "show/events.h"
#include "show/life.h"
#include "show/story.h"

enum { DEEP = 2, OTHER = 3 };

static void stack_overflows(uint32_t task, int64_t ms)
{
    add_event(ms, (struct event){ .kind = EVENT_REPORT,
                                  .task = task,
                                  .text = "Stack overflow in task deep (stack of 64 KiB).",
                                  .line = 19 });
}

static void make_run(void)
{
    static const uint32_t awaited[] = { DEEP, OTHER };

    task_is_made(1, 0, "main", 0);
    task_is_made(DEEP, 0, "deep", 1);
    task_is_made(OTHER, 0, "other", 1);
    task_steps(1, 0);
    task_awaits(1, 0, "gather", 2, awaited);
    task_steps(DEEP, 0);
    task_sleeps(DEEP, 0, 10);
    task_steps(OTHER, 0);
    task_sleeps(OTHER, 0, 10);
    task_is_woken(DEEP, 10, DEEP);
    task_steps(DEEP, 10);
    task_logs(DEEP, 10, "down");
    stack_overflows(DEEP, 10);
}

static int show_one_lanes(FILE *file, const struct stream *stream,
                          const struct show_options *options)
{
    return show_lanes(file, &stream, &options->title, 1, options);
}

TEST(overflow_ends_its_task_and_the_run)
{
    struct life life;

    make_run();
    ASSERT_EQ(life_read(&life, &events), 0);
    ASSERT_TRUE(life.overflow == &events.events[events.count - 1]);
    ASSERT_TRUE(life_task(&life, DEEP)->ended == life.overflow);
    ASSERT_TRUE(life_task(&life, OTHER)->ended == NULL);
    ASSERT_TRUE(!life.whole);
    ASSERT_TRUE(!life.stuck);
    life_free(&life);
}

TEST(overflow_has_a_mark_in_lanes)
{
    const char *lanes;

    make_run();
    lanes = drawn(show_one_lanes, (struct show_options){ .title = "demo", .width = 80, .at = -1 });
    test_note("%s", lanes);
    ASSERT_TRUE(strstr(lanes, "●↯") != NULL);
    ASSERT_TRUE(strstr(lanes, " overflows its stack (line 19)\n") != NULL);
    ASSERT_TRUE(strstr(lanes, "↯ overflows its stack") != NULL);
    ASSERT_TRUE(strstr(lanes, " in a run of 10 ms, and then a stack overflow.\n") != NULL);
    lanes = drawn(show_one_lanes,
                  (struct show_options){ .title = "demo", .width = 80, .ascii = true, .at = -1 });
    test_note("%s", lanes);
    ASSERT_TRUE(strstr(lanes, "o$") != NULL);
}

TEST(overflow_has_a_mark_in_svg)
{
    const char *svg;

    make_run();
    svg = drawn(show_svg, (struct show_options){ .title = "demo", .at = -1 });
    test_note("%s", svg);
    ASSERT_TRUE(strstr(svg, "<title>deep overflows its stack</title>") != NULL);
    ASSERT_TRUE(strstr(svg, ">overflows its stack (line 19)</text>") != NULL);
}

TEST(overflow_is_the_moment_of_the_graph)
{
    make_run();
    ASSERT_STR_EQ(
        drawn(show_graph, (struct show_options){ .title = "demo", .width = 80, .at = -1 }),
        "demo at 0.010 s: a stack overflow in deep\n"
        "\n"
        "main   ──▶  deep and other\n"
        "deep   overflows its stack (line 19)\n"
        "other  sleeps until 0.010\n");
}

TEST(overflow_has_a_box_of_its_own_in_the_graph)
{
    const char *svg;

    make_run();
    svg = drawn(show_graph_svg, (struct show_options){ .title = "demo", .at = -1 });
    test_note("%s", svg);
    ASSERT_TRUE(strstr(svg, "<rect class=\"task over\" ") != NULL);
    ASSERT_TRUE(strstr(svg, ">overflows its stack (line 19)</text>") != NULL);
}

TEST(overflow_is_in_the_trace)
{
    const char *trace;

    make_run();
    trace = drawn(show_trace, (struct show_options){ .title = "demo", .at = -1 });
    test_note("%s", trace);
    ASSERT_TRUE(strstr(trace, "\"name\":\"Stack overflow in task deep (stack of 64 KiB).\"") !=
                NULL);
}

TEST(overflow_is_the_last_moment_of_the_story)
{
    struct life life;
    struct story story;
    const struct story_moment *last;

    make_run();
    ASSERT_EQ(life_read(&life, &events), 0);
    ASSERT_EQ(story_tell(&story, &life), 0);
    last = &story.moments[story.moment_count - 1];
    ASSERT_STR_EQ(last->sentence, "Stack overflow in task deep (stack of 64 KiB).");
    ASSERT_EQ(last->task, DEEP);
    ASSERT_EQ(last->line, 19);
    story_free(&story);
    life_free(&life);
}
