#include "check/cause.h"

#include "story.h"

static struct story story;

static void begin(void)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0),
             worker = story_task(&story, 0, "worker", main, 1);

    story_line(&story, main, 0, "begin");
    story_line(&story, worker, 0, "hello");
    story_timer(&story, worker, 201, 200, 200);
    story_line(&story, worker, 201, "tick");
    story_woken(&story, main, 201, worker, 1);
    story_line(&story, main, 201, "end");
}

static void assert_cause(struct event *event, const char *words)
{
    char buffer[256];

    cause_words(buffer, sizeof buffer, &story.stream, event);
    ASSERT_STR_EQ(buffer, words);
}

TEST(causes_are_described_in_words)
{
    struct event *line;

    begin();
    assert_cause(story_find(&story, EVENT_LINE, "worker", 1),
                 "made by main, before its first line");
    assert_cause(story_find(&story, EVENT_LINE, "worker", 2), "own timer of 200 ms");
    line = story_find(&story, EVENT_LINE, "main", 2);
    assert_cause(line, "woken by line 2 of worker");
    line->cause.ordinal = 3;
    assert_cause(line, "woken by line 2 of worker, as the 3rd since then");
    line->cause = (struct co_cause){ .kind = CO_CAUSE_TIMER, .by = 2, .delay = 1500 * MS };
    assert_cause(line, "timer of 1.5 s, set by worker");
    line->cause = (struct co_cause){ .kind = CO_CAUSE_THREAD, .by = 2 };
    assert_cause(line, "woken by the end of thread job worker");
    line->cause = (struct co_cause){ .kind = CO_CAUSE_TIMER, .delay = 1500 * MS };
    assert_cause(line, "timer of 1.5 s, set by the loop");
    line->cause = (struct co_cause){ .kind = CO_CAUSE_LOOP };
    assert_cause(line, "by the loop itself");
    line->cause = (struct co_cause){ .kind = CO_CAUSE_TASK, .by = 99, .by_line = 4 };
    assert_cause(line, "woken by line 4 of ?");
    stream_free(&story.stream);
}

TEST(delay_shows_digits_when_it_is_not_round)
{
    struct event *line;
    char buffer[256];

    begin();
    line = story_find(&story, EVENT_LINE, "worker", 2);
    line->cause.delay = 1000300000;
    assert_cause(line, "own timer of 1.0003 s");
    line->cause.delay = 299999999;
    assert_cause(line, "own timer of 300 ms");
    cause_words_exactly(buffer, sizeof buffer, &story.stream, line, 10);
    ASSERT_STR_EQ(buffer, "own timer of 299.999999 ms");
    stream_free(&story.stream);
}

/* task-3's timer of 450 ms is due; then it cancels task-1, or has main cancel it. */
static struct event *tell_cancellation(bool by_main)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0),
             sibling = story_task(&story, 0, "task-1", main, 1),
             failing = story_task(&story, 0, "task-3", main, 2);

    story_timer(&story, failing, 450, 450, 450);
    if (by_main)
        story_woken(&story, main, 450, failing, 1);
    story_woken(&story, sibling, 450, by_main ? main : failing, 2);
    story_line(&story, sibling, 450, "cancelled");
    return story_find(&story, EVENT_WAKE, "task-1", 1);
}

TEST(cancellation_names_the_task_and_its_timer)
{
    tell_cancellation(false)->result = -ECANCELED;
    assert_cause(story_find(&story, EVENT_WAKE, "task-1", 1),
                 "cancelled by task-3, whose timer of 450 ms was due");
    assert_cause(story_find(&story, EVENT_LINE, "task-1", 1),
                 "cancelled by task-3, whose timer of 450 ms was due");
    stream_free(&story.stream);
}

TEST(cancellation_follows_the_chain_to_the_first_timer)
{
    tell_cancellation(true)->result = -ECANCELED;
    assert_cause(story_find(&story, EVENT_WAKE, "task-1", 1),
                 "cancelled by main, as the timer of 450 ms of task-3 was due");
    stream_free(&story.stream);
}

TEST(cancellation_without_a_timer_names_the_line)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0),
             child = story_task(&story, 0, "child", main, 1);

    story_line(&story, main, 0, "cancel");
    story_woken(&story, child, 0, main, 1);
    story_find(&story, EVENT_WAKE, "child", 1)->result = -ECANCELED;
    assert_cause(story_find(&story, EVENT_WAKE, "child", 1), "cancelled by line 1 of main");
    ASSERT_TRUE(cause_first_timer(&story.stream, story_find(&story, EVENT_WAKE, "child", 1)) ==
                NULL);
    stream_free(&story.stream);
}

TEST(wake_without_a_cancel_is_no_cancellation)
{
    tell_cancellation(false);
    assert_cause(story_find(&story, EVENT_WAKE, "task-1", 1),
                 "woken by task-3, before its first line, as the 2nd since then");
    stream_free(&story.stream);
}
