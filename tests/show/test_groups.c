#include "show/groups.h"

#include "check/story.h"

static struct story story;
static struct life life;
static struct groups groups;
static struct text label;

static struct sleeper {
    uint32_t task;
    int sleep, lines;
} sleepers[16];
static size_t sleeper_count;

/* A task of this function that sleeps so long, and prints so many lines. */
static void task(const char *name, const char *function, int sleep, int lines)
{
    uint32_t id = story_task(&story, 0, name, 1, 1);

    story.stream.events[story.stream.count - 1].what = function;
    story_add(&story, &(struct event){ .kind = EVENT_WAIT, .task = id });
    sleepers[sleeper_count++] = (struct sleeper){ id, sleep, lines };
}

static void wake(const struct sleeper *sleeper)
{
    story_timer(&story, sleeper->task, sleeper->sleep, sleeper->sleep, sleeper->sleep);
    for (int i = 0; i < sleeper->lines; i++)
        story_line(&story, sleeper->task, sleeper->sleep, "a line");
    story_add(&story, &(struct event){ .kind = EVENT_TASK_END,
                                       .task = sleeper->task,
                                       .time = sleeper->sleep * MS });
}

/* All tasks are made: each of them wakes when its sleep is over. */
static void wake_all(void)
{
    for (int time = 0; time <= 10; time++)
        for (size_t i = 0; i < sleeper_count; i++)
            if (sleepers[i].sleep == time)
                wake(&sleepers[i]);
}

static void group(size_t most)
{
    groups_free(&groups);
    life_free(&life);
    ASSERT_EQ(life_read(&life, &story.stream), 0);
    ASSERT_EQ(groups_make(&groups, &life, most), 0);
}

static const char *label_of(size_t index)
{
    text_clear(&label);
    group_add_label(&label, &groups.groups[index]);
    return text_string(&label);
}

static void finish(void)
{
    text_free(&label);
    groups_free(&groups);
    life_free(&life);
    stream_free(&story.stream);
    story = (struct story){ 0 };
}

TEST(empty_run_has_no_group)
{
    group(12);
    ASSERT_EQ(groups.count, 0);
    finish();
}

TEST(each_task_has_a_group_when_there_is_room)
{
    story_task(&story, 0, "main", 0, 0);
    task("fetch-1", "fetch", 1, 1);
    task("fetch-2", "fetch", 1, 1);
    wake_all();
    group(3);
    ASSERT_EQ(groups.count, 3);
    ASSERT_STR_EQ(label_of(0), "main");
    ASSERT_STR_EQ(label_of(1), "fetch-1");
    ASSERT_STR_EQ(label_of(2), "fetch-2");
    ASSERT_EQ(groups.group_of[2], 2);
    ASSERT_TRUE(!groups.groups[1].band);
    finish();
}

TEST(tasks_with_the_same_life_share_a_group)
{
    story_task(&story, 0, "main", 0, 0);
    task("fetch-1", "fetch", 1, 1);
    task("fetch-2", "fetch", 2, 1);
    task("fetch-3", "fetch", 2, 1);
    task("fetch-4", "fetch", 2, 0);
    task("load-1", "load", 2, 1);
    task("fetch-5", "fetch", 2, 1);
    wake_all();
    group(5);
    ASSERT_EQ(groups.count, 5);
    ASSERT_STR_EQ(label_of(0), "main");
    ASSERT_STR_EQ(label_of(1), "fetch-1");
    ASSERT_STR_EQ(label_of(2), "3 x fetch"); /* 2, 3 and 5 */
    ASSERT_STR_EQ(label_of(3), "fetch-4");
    ASSERT_STR_EQ(label_of(4), "load-1");
    ASSERT_EQ(groups.group_of[6], 2);
    ASSERT_TRUE(!groups.groups[2].band);
    finish();
}

TEST(functions_with_most_tasks_become_bands)
{
    char name[32];

    story_task(&story, 0, "main", 0, 0);
    for (int i = 1; i <= 10; i++) {
        snprintf(name, sizeof name, "fetch-%d", i);
        task(name, "fetch", i, 1);
    }
    task("load-1", "load", 1, 1);
    task("load-2", "load", 2, 1);
    wake_all();
    group(4);
    ASSERT_EQ(groups.count, 4);
    ASSERT_STR_EQ(label_of(1), "fetch-1..10");
    ASSERT_TRUE(groups.groups[1].band);
    ASSERT_EQ(groups.groups[1].count, 10);
    ASSERT_STR_EQ(label_of(2), "load-1");
    ASSERT_TRUE(!groups.groups[2].band);
    ASSERT_EQ(groups.group_of[5], 1);
    group(3);
    ASSERT_EQ(groups.count, 3);
    ASSERT_STR_EQ(label_of(2), "load-1..2");
    ASSERT_TRUE(groups.groups[2].band);
    finish();
}

TEST(different_functions_stay_apart_when_there_is_no_room)
{
    story_task(&story, 0, "main", 0, 0);
    task("fetch-1", "fetch", 1, 1);
    task("load-1", "load", 1, 1);
    wake_all();
    group(2);
    ASSERT_EQ(groups.count, 3);
    group(0);
    ASSERT_EQ(groups.count, 3);
    finish();
}

TEST(task_that_never_ends_has_another_group)
{
    story_task(&story, 0, "main", 0, 0);
    task("fetch-1", "fetch", 1, 0);
    task("fetch-2", "fetch", 1, 0);
    wake_all();
    story.stream.count--; /* the end of fetch-2 */
    group(2);
    ASSERT_EQ(groups.count, 2);
    ASSERT_TRUE(groups.groups[1].band);
    finish();
}
