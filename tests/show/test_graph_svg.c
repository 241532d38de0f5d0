#include "show/events.h"

static const char *picture(void)
{
    return drawn(show_graph_svg, (struct show_options){ .title = "demo", .at = -1 });
}

/* How often the word is in the text. */
static int count(const char *text, const char *word)
{
    int times = 0;

    while ((text = strstr(text, word))) {
        times++;
        text += strlen(word);
    }
    return times;
}

/* Each element ends, in the right order, and no character stands for markup by mistake. */
static void check_elements(const char *text)
{
    char open[16][16];
    int depth = 0;

    for (const char *at = strchr(text, '<'); at; at = strchr(at + 1, '<')) {
        const char *end = strchr(at, '>');
        int length = (int)strcspn(at + 1, " />\n");

        ASSERT_TRUE(end != NULL);
        if (at[1] == '/') {
            length = (int)strcspn(at + 2, ">");
            ASSERT_TRUE(depth > 0);
            depth--;
            test_note("</%.*s> ends <%s>", length, at + 2, open[depth]);
            ASSERT_TRUE(strncmp(open[depth], at + 2, (size_t)length) == 0);
        } else if (end[-1] != '/') {
            ASSERT_TRUE(depth < 16);
            snprintf(open[depth++], sizeof open[0], "%.*s", length, at + 1);
        }
    }
    ASSERT_EQ(depth, 0);
}

/* Two tasks have the locks that the other one wants. */
static void make_circle(void)
{
    task_is_made(1, 0, "A", 0);
    task_is_made(2, 0, "B", 0);
    task_touches(1, 0, CO_VERB_TAKE, 1, 0, 20);
    task_touches(2, 0, CO_VERB_TAKE, 2, 0, 20);
    task_waits(1, 1, "lock second", 2, 21);
    task_waits(2, 1, "lock first", 1, 21);
    run_ends(1, "DEADLOCK");
}

TEST(picture_has_a_box_for_each_task_and_thing)
{
    const char *text;

    make_circle();
    text = picture();
    ASSERT_EQ(count(text, "<rect class=\"task\""), 2);
    ASSERT_EQ(count(text, "<rect class=\"thing\""), 2);
    check_elements(text);
}

TEST(circle_has_a_line_for_each_wait_and_each_hold)
{
    const char *text;

    make_circle();
    text = picture();
    ASSERT_EQ(count(text, "<path class=\"edge\""), 2);
    ASSERT_EQ(count(text, "<path class=\"link\""), 2);
    ASSERT_EQ(count(text, "<path class=\"tip\""), 2);
    ASSERT_EQ(count(text, "<path class=\"top\""), 2);
}

TEST(picture_says_the_same_in_words)
{
    const char *text;

    make_circle();
    text = picture();
    ASSERT_TRUE(strstr(text, "role=\"img\" aria-labelledby=\"title description\"") != NULL);
    ASSERT_TRUE(strstr(text, "<title id=\"title\">demo at 0.001 s: a deadlock</title>") != NULL);
    ASSERT_TRUE(strstr(text, "+-&gt; A  since 0.001, line 21 --&gt;  lock second -+\n") != NULL);
}

TEST(picture_has_no_script_and_both_modes)
{
    const char *text;

    make_circle();
    text = picture();
    ASSERT_TRUE(strstr(text, "prefers-color-scheme:dark") != NULL);
    ASSERT_TRUE(strstr(text, "<script") == NULL);
    ASSERT_EQ(count(text, "http"), 1); /* the name space */
}

TEST(name_from_outside_is_no_markup)
{
    const char *text;

    task_is_made(1, 0, "<b>&\"\x1b[1m", 0);
    task_waits(1, 0, "event </svg>", 0, 7);
    text = picture();
    ASSERT_TRUE(strstr(text, ">&lt;b&gt;&amp;&quot;\\x1b[1m<") != NULL);
    ASSERT_EQ(count(text, "</svg>"), 1);
    check_elements(text);
}

TEST(tasks_that_find_no_room_are_counted)
{
    const char *text;

    for (uint32_t i = 1; i <= 50; i++) {
        task_is_made(i, 0, "T", 0);
        task_waits(i, 0, "event ready", 1, 7);
    }
    text = picture();
    ASSERT_EQ(count(text, "<rect class=\"task\""), 6);
    ASSERT_TRUE(strstr(text, "44 more tasks are not shown.") != NULL);
}

TEST(task_stands_left_of_the_tasks_that_it_awaits)
{
    const char *text;

    task_is_made(1, 0, "outer", 0);
    task_is_made(2, 0, "inner", 1);
    task_is_made(3, 0, "leaf", 2);
    task_awaits(1, 0, "task", 1, (const uint32_t[]){ 2 });
    task_awaits(2, 0, "task", 1, (const uint32_t[]){ 3 });
    task_sleeps(3, 0, 10);
    text = picture();
    ASSERT_TRUE(strstr(text, "<rect class=\"task\" x=\"12.0\"") != NULL);
    ASSERT_TRUE(strstr(text, "<rect class=\"task\" x=\"286.0\"") != NULL);
    ASSERT_TRUE(strstr(text, "<rect class=\"task\" x=\"560.0\"") != NULL);
    ASSERT_EQ(count(text, "<path class=\"edge\""), 2);
}

TEST(picture_without_tasks_has_its_heading)
{
    const char *text = picture();

    ASSERT_TRUE(strstr(text, "demo at 0.000 s: every task has ended") != NULL);
    ASSERT_EQ(count(text, "<rect class=\"task\""), 0);
    check_elements(text);
}

TEST(picture_of_a_damaged_stream_is_well_formed)
{
    for (uint32_t seed = 1; seed < 100; seed++) {
        stream_free(&events);
        make_nonsense(seed, 80);
        test_note("seed %u", seed);
        check_elements(picture());
    }
}
