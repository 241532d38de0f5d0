#include "show/story.h"

#include "show/demos.h"
#include "show/events.h"

static struct life life;
static struct story story;

static void tell(void)
{
    story_free(&story);
    life_free(&life);
    ASSERT_EQ(life_read(&life, &events), 0);
    ASSERT_EQ(story_tell(&story, &life), 0);
}

/* The moment that has this sentence. */
static size_t moment_of(const char *sentence)
{
    for (size_t i = 0; i < story.moment_count; i++)
        if (strcmp(story.moments[i].sentence, sentence) == 0)
            return i;
    for (size_t i = 0; i < story.moment_count; i++)
        printf("# %s\n", story.moments[i].sentence);
    ASSERT_STR_EQ("no moment", sentence);
    return SIZE_MAX;
}

static void assert_task(size_t moment, size_t task, enum story_state state, const char *text)
{
    struct story_task tasks[8];

    ASSERT_TRUE(life.task_count <= 8);
    story_tasks_at(&story, moment, tasks);
    ASSERT_STR_EQ(tasks[task].text, text);
    ASSERT_EQ(tasks[task].state, state);
}

static void assert_thing(size_t moment, const char *text)
{
    const char *things[8];

    ASSERT_TRUE(life.thing_count <= 8);
    story_things_at(&story, moment, things);
    ASSERT_STR_EQ(things[0], text);
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
    task_logs(2, 10, "A: done");
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
    task_is_woken(1, 20, 3);
    task_steps(1, 20);
    task_logs(1, 20, "main: all");
    task_ends(1, 20);
    run_ends(20, NULL);
    tell();
}

TEST(tasks_that_are_made_in_a_row_are_one_moment)
{
    size_t moment;

    tell_of_a_lock();
    ASSERT_EQ(moment_of("The program begins: the loop makes main."), 0);
    moment = moment_of("main makes A and B. They have not begun yet.");
    ASSERT_EQ(moment, 1);
    ASSERT_EQ(story.moments[moment].task, 1);
    assert_task(0, 1, STORY_UNMADE, "not made yet");
    assert_task(moment, 1, STORY_READY, "ready, not begun");
    assert_task(moment, 0, STORY_RUNS, "runs");
}

TEST(moment_has_the_state_of_each_task)
{
    size_t moment;

    tell_of_a_lock();
    moment = moment_of("B waits for counter_lock, which A holds.");
    assert_task(moment, 0, STORY_WAITS, "awaits A and B");
    assert_task(moment, 1, STORY_SLEEPS, "sleeps until 0.010");
    assert_task(moment, 2, STORY_WAITS, "waits for counter_lock");
    moment = moment_of("A ends.");
    assert_task(moment, 1, STORY_ENDED, "ended");
    assert_task(moment, 2, STORY_READY, "ready");
}

TEST(callback_that_has_returned_is_not_ready)
{
    struct story_task tasks[8];
    size_t callback = 1;

    task_is_made(1, 0, "main", 0);
    task_steps(1, 0);
    thing_is_named(1, "event", "called");
    task_sleeps(1, 0, 10);
    task_logs(0, 5, "called");
    task_touches(0, 5, CO_VERB_SET, 1, 0, 8);
    task_is_woken(1, 10, 1);
    task_steps(1, 10);
    task_logs(1, 10, "main: woken");
    task_ends(1, 10);
    run_ends(10, NULL);
    tell();
    assert_task(moment_of("A callback prints: called"), callback, STORY_RUNS, "runs");
    story_tasks_at(&story, moment_of("A callback sets event called."), tasks);
    ASSERT_EQ(tasks[callback].line, 8);
    assert_task(moment_of("main prints: main: woken"), callback, STORY_UNMADE, "does not run");
    story_tasks_at(&story, moment_of("main prints: main: woken"), tasks);
    ASSERT_EQ(tasks[callback].line, 0);
}

TEST(moment_has_the_state_of_each_thing)
{
    tell_of_a_lock();
    ASSERT_STR_EQ(story.names[0], "counter_lock");
    assert_thing(0, NULL);
    assert_thing(moment_of("A takes counter_lock."), "held by A");
    assert_thing(moment_of("B waits for counter_lock, which A holds."), "held by A; B waits");
    assert_thing(moment_of("A releases counter_lock."), "free; B waits");
    assert_thing(story.moment_count - 1, "free");
}

TEST(moment_stands_at_a_place_of_a_demo)
{
    size_t moment;

    tell_of_a_lock();
    moment = moment_of("A takes counter_lock.");
    ASSERT_EQ(story.moments[moment].line, 7);
    ASSERT_STR_EQ(story.moments[moment].file, "demos/chapter/demo.c");
    /* The sleep has no place, so the task still stands where it was. */
    moment = moment_of("A sleeps 10 ms: other tasks may run.");
    ASSERT_EQ(story.moments[moment].line, 7);
    ASSERT_EQ(story.moments[0].line, 0);
}

TEST(moment_of_a_line_has_its_number_and_remark)
{
    const struct story_moment *moment;

    tell_of_a_lock();
    moment = &story.moments[moment_of("A prints: A: done")];
    ASSERT_EQ(moment->printed, 1);
    ASSERT_STR_EQ(moment->remark, "made by main; slept 10 ms");
    moment = &story.moments[moment_of("main prints: main: all")];
    ASSERT_EQ(moment->printed, 2);
    ASSERT_STR_EQ(moment->remark, "waited 20 ms until both tasks had ended, B last");
}

TEST(reader_goes_by_lines_and_by_times)
{
    size_t first, second;

    tell_of_a_lock();
    first = moment_of("A prints: A: done");
    second = moment_of("main prints: main: all");
    ASSERT_EQ(story_next_line(&story, 0), first);
    ASSERT_EQ(story_next_line(&story, first), second);
    ASSERT_EQ(story_next_line(&story, second), story.moment_count - 1);
    ASSERT_EQ(story_line_before(&story, second), first);
    ASSERT_EQ(story_line_before(&story, first), 0);
    ASSERT_EQ(story.moments[story_next_time(&story, 0)].time, 10 * MS);
    ASSERT_EQ(story.moments[story_next_time(&story, 0) - 1].time, 0);
    ASSERT_EQ(story_next_time(&story, second), story.moment_count - 1);
    ASSERT_EQ(story_time_before(&story, second), story_next_time(&story, 0));
    ASSERT_EQ(story_time_before(&story, first), 0);
    ASSERT_EQ(story_time_before(&story, 0), 0);
}

TEST(deadlock_is_the_last_moment)
{
    task_is_made(1, 0, "main", 0);
    task_waits(1, 0, "event e", 4, 7);
    run_ends(0, "DEADLOCK at 0.000 s");
    task_ends(1, 1);
    tell();
    ASSERT_EQ(moment_of("DEADLOCK at 0.000 s"), story.moment_count - 1);
    assert_task(story.moment_count - 1, 0, STORY_WAITS, "waits for event e");
}

TEST(step_that_takes_time_has_a_moment)
{
    task_is_made(1, 0, "main", 0);
    task_steps(1, 0);
    task_logs(1, 350, "late");
    task_ends(1, 350);
    run_ends(350, NULL);
    tell();
    ASSERT_EQ(moment_of("main has blocked the loop for 350 ms: no other task could run."), 1);
}

TEST(story_of_an_empty_stream_is_empty)
{
    tell();
    ASSERT_EQ(story.moment_count, 0);
    ASSERT_EQ(story_next_line(&story, 0), 0);
    ASSERT_EQ(story_next_time(&story, 0), 0);
}

TEST(story_of_nonsense_ends)
{
    for (uint32_t seed = 0; seed < 200; seed++) {
        struct story_task tasks[64];
        const char *things[64];

        make_nonsense(seed, 80);
        tell();
        ASSERT_TRUE(life.task_count <= 64 && life.thing_count <= 64);
        for (size_t i = 0; i < story.moment_count; i++) {
            story_tasks_at(&story, i, tasks);
            story_things_at(&story, i, things);
        }
        stream_free(&events);
    }
}

/* Each line is printed at one moment, in order; and each sentence says something. */
static void check_demo(const struct stream *stream)
{
    size_t lines = 0;

    story_free(&story);
    life_free(&life);
    ASSERT_EQ(life_read(&life, stream), 0);
    ASSERT_EQ(story_tell(&story, &life), 0);
    for (size_t i = 0; i < story.moment_count; i++) {
        ASSERT_TRUE(*story.moments[i].sentence);
        ASSERT_EQ(strstr(story.moments[i].sentence, "?") != NULL && !story.moments[i].printed &&
                      !strstr(story.moments[i].sentence, "fails: "),
                  false);
        if (story.moments[i].printed)
            ASSERT_EQ(story.moments[i].printed, ++lines);
        ASSERT_TRUE(i == 0 || story.moments[i].time >= story.moments[i - 1].time);
    }
    ASSERT_EQ(lines, life.line_count);
}

TEST(stories_of_all_demos_are_whole)
{
    check_all_demos(check_demo);
}
