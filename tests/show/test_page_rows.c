#include "show/page_rows.h"

#include "show/events.h"

static struct life life;
static struct story story;
static struct page_rows rows;
static struct text text;

static void make(void)
{
    ASSERT_EQ(life_read(&life, &events), 0);
    ASSERT_EQ(story_tell(&story, &life), 0);
    ASSERT_EQ(page_rows_make(&rows, &story), 0);
}

static void make_tasks(uint32_t count)
{
    task_is_made(1, 0, "main", 0);
    task_steps(1, 0);
    for (uint32_t i = 0; i < count; i++)
        add_event(0, (struct event){ .kind = EVENT_TASK,
                                     .task = i + 2,
                                     .text = "fetch~1",
                                     .what = "fetch",
                                     .cause = { .kind = CO_CAUSE_START, .by = 1 } });
    task_sleeps(1, 0, 50);
}

/* What the row does at the last moment. */
static const char *doing(size_t row)
{
    struct story_task *tasks = calloc(life.task_count, sizeof *tasks);

    story_tasks_at(&story, story.moment_count - 1, tasks);
    text_clear(&text);
    page_row_add_text(&text, &rows, row, tasks);
    free(tasks);
    return text_string(&text);
}

TEST(few_tasks_have_a_row_each)
{
    make_tasks(23);
    make();
    ASSERT_EQ(rows.count, 24);
    ASSERT_STR_EQ(text_string(&rows.rows[1].name), "fetch~1");
    ASSERT_EQ(rows.whole, true);
    ASSERT_EQ(rows.moment_count, story.moment_count);
    ASSERT_STR_EQ(doing(0), "sleeps until 0.050");
}

TEST(many_tasks_have_a_row_for_each_function)
{
    make_tasks(100);
    make();
    ASSERT_EQ(rows.count, 2);
    ASSERT_STR_EQ(text_string(&rows.rows[0].name), "main");
    ASSERT_STR_EQ(text_string(&rows.rows[1].name), "100 × fetch");
    ASSERT_EQ(rows.row_of[50], 1);
    ASSERT_EQ(rows.whole, false);
    ASSERT_STR_EQ(doing(1), "100 ready, not begun");
}

TEST(row_counts_what_its_tasks_do)
{
    make_tasks(100);
    thing_is_named(1, "lock", "a_lock");
    for (uint32_t task = 2; task < 50; task++)
        task_sleeps(task, 0, task);
    for (uint32_t task = 50; task < 101; task++)
        task_waits(task, 0, "lock a_lock", 1, 7);
    task_ends(101, 0);
    make();
    ASSERT_STR_EQ(doing(1), "48 sleep, 51 wait for a_lock, 1 ended");
}

TEST(many_moments_are_those_of_lines_and_of_ends)
{
    make_tasks(1);
    for (int64_t ms = 0; ms < 1000; ms++) {
        task_is_woken(1, ms, 1);
        task_steps(1, ms);
        if (ms % 100 == 0)
            task_logs(1, ms, "line");
        task_sleeps(1, ms, ms + 1);
    }
    make();
    ASSERT_TRUE(story.moment_count > 2000);
    ASSERT_TRUE(rows.moment_count > 100 && rows.moment_count < 200);
    for (size_t i = 0, line = 0; i < rows.moment_count; i++)
        if (story.moments[rows.moments[i]].printed)
            ASSERT_EQ(story.moments[rows.moments[i]].printed, ++line);
    ASSERT_EQ(rows.moments[0], 0);
    ASSERT_EQ(rows.moments[rows.moment_count - 1], story.moment_count - 1);
}
