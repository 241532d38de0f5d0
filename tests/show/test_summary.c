#include "show/summary.h"

#include "check/story.h"

static struct story story;
static struct life life;
static struct text text;

static void add(struct event event, double time)
{
    event.time = (int64_t)(time * MS);
    story_add(&story, &event);
}

static void wait_for(uint32_t task, double time, const char *what, uint32_t thing)
{
    add((struct event){ .kind = EVENT_WAIT, .task = task, .text = what, .thing = thing }, time);
}

static void sleep_until(uint32_t task, double from, double until)
{
    wait_for(task, from, "", 0);
    story_timer(&story, task, until, until - from, until);
}

static const char *sum_up(const char *title, int width)
{
    struct show_options options = { .width = width, .ascii = true };

    text_clear(&text);
    life_free(&life);
    ASSERT_EQ(life_read(&life, &story.stream), 0);
    ASSERT_EQ(summary_add(&text, &life, title, summary_longest(&life) + 1, &options), 0);
    return text_string(&text);
}

static void finish(void)
{
    text_free(&text);
    life_free(&life);
    stream_free(&story.stream);
    story = (struct story){ 0 };
}

TEST(run_without_tasks_is_told_in_a_sentence)
{
    ASSERT_STR_EQ(sum_up(NULL, 80), "No task ran.\n");
    ASSERT_STR_EQ(sum_up("race.fixed", 80), "race.fixed: No task ran.\n");
    finish();
}

TEST(run_without_sleep_takes_no_time)
{
    story_task(&story, 0, "main", 0, 0);
    story_end(&story, 0, 0);
    ASSERT_STR_EQ(sum_up(NULL, 80), "One task in a run of 0 ms.\n");
    finish();
}

TEST(tasks_at_once_are_set_against_one_by_one)
{
    for (int i = 0; i < 3; i++)
        story_task(&story, 0, i ? "sleeper" : "main", i ? 1 : 0, 1);
    wait_for(1, 0, "gather", 0);
    for (uint32_t task = 2; task <= 3; task++)
        wait_for(task, 0, "", 0);
    for (uint32_t task = 2; task <= 3; task++)
        story_timer(&story, task, 10, 10, 10);
    story_end(&story, 10, 0);
    ASSERT_STR_EQ(sum_up(NULL, 46), "3 tasks: 20 ms of sleeping in a run of 10 ms.\n"
                                    "one by one ========= ========== 20 ms\n"
                                    "  this run ==========           10 ms\n"
                                    "At most 2 tasks slept at once.\n");
    finish();
}

TEST(sleeps_in_turn_are_one_after_the_other)
{
    story_task(&story, 0, "main", 0, 0);
    story_task(&story, 0, "other", 1, 1);
    sleep_until(1, 0, 10);
    sleep_until(2, 10, 20);
    story_end(&story, 20, 0);
    sum_up(NULL, 80);
    ASSERT_TRUE(strstr(text.bytes, "20 ms of sleeping in a run of 20 ms, one after the other.\n"));
    ASSERT_TRUE(strstr(text.bytes, "\nNo two tasks slept at the same time.\n"));
    finish();
}

TEST(blocking_is_time_of_its_own)
{
    story_task(&story, 0, "main", 0, 0);
    story_task(&story, 0, "blocking", 1, 1);
    wait_for(1, 0, "task", 0);
    add((struct event){ .kind = EVENT_STEP, .task = 2 }, 0);
    sleep_until(2, 200, 300);
    story_end(&story, 300, 0);
    ASSERT_STR_EQ(sum_up(NULL, 80), "2 tasks: 300 ms of sleeping and blocking in a run of 300 ms.\n");
    finish();
}

TEST(longest_line_of_waiters_is_told)
{
    for (uint32_t task = 1; task <= 3; task++)
        story_task(&story, 0, "task", task > 1, task);
    add((struct event){ .kind = EVENT_THING, .thing = 7, .text = "jobs", .what = "queue" }, 0);
    wait_for(2, 0, "an item of queue jobs", 7);
    wait_for(3, 0, "an item of queue jobs", 7);
    add(
        (struct event){
            .kind = EVENT_TOUCH, .task = 1, .thing = 7, .verb = CO_VERB_PUT, .count = 2 },
        5);
    story_woken(&story, 2, 5, 1, 1);
    story_woken(&story, 3, 15, 1, 1);
    story_end(&story, 15, 0);
    ASSERT_STR_EQ(
        sum_up(NULL, 200),
        "3 tasks in a run of 15 ms.\n"
        "At most 2 tasks waited for queue jobs at once; the longest wait took 15 ms. At most 2"
        " items were in queue jobs.\n");
    finish();
}

TEST(run_that_is_cut_short_is_told_so)
{
    story_task(&story, 0, "main", 0, 0);
    sleep_until(1, 0, 10);
    ASSERT_STR_EQ(sum_up(NULL, 80),
                  "One task: 10 ms of sleeping in a run of 10 ms, and then it broke off.\n");
    add((struct event){ .kind = EVENT_REPORT, .text = "DEADLOCK at 0.010 s" }, 10);
    ASSERT_STR_EQ(sum_up(NULL, 80), "One task: 10 ms of sleeping in a run of 10 ms, and then a deadlock.\n");
    finish();
}
