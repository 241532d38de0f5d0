#include "show/axis.h"

#include "check/story.h"

enum { MOST = 12 };

static struct story story;
static struct life lives[2];
static struct groups groups[2];
static struct axis_run runs[2];
static struct axis axis;

static void sleep_until(uint32_t task, double from, double until)
{
    story_add(&story,
              &(struct event){ .kind = EVENT_WAIT, .task = task, .time = (int64_t)(from * MS) });
    story_timer(&story, task, until, until - from, until);
}

static void end(uint32_t task, double time, int result)
{
    story_add(&story, &(struct event){ .kind = EVENT_TASK_END,
                                       .task = task,
                                       .time = (int64_t)(time * MS),
                                       .result = result });
}

/* Two tasks print at 0, 10 and 30 ms, one after the other. */
static void tell_two_tasks(void)
{
    static const double times[] = { 0, 10, 30 };

    story_task(&story, 0, "one", 0, 0);
    story_task(&story, 0, "two", 0, 0);
    for (int i = 0; i < 3; i++) {
        for (uint32_t task = 1; task <= 2; task++) {
            story_line(&story, task, times[i], "a line");
            if (i == 2)
                end(task, times[i], 0);
        }
        for (uint32_t task = 1; task <= 2 && i < 2; task++)
            sleep_until(task, times[i], times[i + 1]);
    }
    story_end(&story, 30, 0);
}

static void read_stream(size_t run, const struct stream *stream)
{
    ASSERT_EQ(life_read(&lives[run], stream), 0);
    ASSERT_EQ(groups_make(&groups[run], &lives[run], MOST), 0);
    runs[run] = (struct axis_run){ &lives[run], &groups[run] };
}

static void lay_out(double width, size_t count)
{
    axis_free(&axis);
    ASSERT_EQ(axis_make(&axis, runs, count,
                        &(struct axis_scale){
                            .width = width, .step = 1, .least = 1, .whole = true, .apart = true }),
              0);
}

static void finish(void)
{
    axis_free(&axis);
    for (size_t i = 0; i < 2; i++) {
        groups_free(&groups[i]);
        life_free(&lives[i]);
    }
    stream_free(&story.stream);
    story = (struct story){ 0 };
}

TEST(empty_run_has_one_instant)
{
    read_stream(0, &story.stream);
    lay_out(50, 1);
    ASSERT_EQ(axis.instant_count, 1);
    ASSERT_EQ(axis.step_count, 0);
    ASSERT_EQ(axis_time_x(&axis, 0), 0);
    ASSERT_EQ(axis_time_at(&axis, 10), 0);
    finish();
}

TEST(steps_of_an_instant_have_columns_in_their_order)
{
    tell_two_tasks();
    read_stream(0, &story.stream);
    lay_out(36, 1); /* 6 columns of steps, 30 of time */
    ASSERT_EQ(axis.stage, AXIS_STEPS);
    ASSERT_EQ(axis.instant_count, 3);
    ASSERT_EQ(axis.instants[0].x, 0);
    ASSERT_EQ(axis.instants[0].end_x, 2);
    ASSERT_EQ(axis.instants[1].x, 12);
    ASSERT_EQ(axis.instants[2].x, 34);
    ASSERT_EQ(axis.size, 36);
    for (size_t i = 0; i < axis.step_count; i++) {
        const struct axis_step *step = &axis.steps[i];

        test_note("step %zu", i);
        if (step->line_count)
            ASSERT_EQ(step->x, axis.instants[step->instant].x + (step->task == lives[0].tasks + 1));
    }
    finish();
}

TEST(time_between_instants_is_linear)
{
    tell_two_tasks();
    read_stream(0, &story.stream);
    lay_out(36, 1);
    ASSERT_EQ(axis_time_x(&axis, 5 * MS), 7);
    ASSERT_EQ(axis_time_x(&axis, 20 * MS), 24);
    ASSERT_EQ(axis_time_x(&axis, 99 * MS), 34);
    ASSERT_EQ(axis_time_at(&axis, 0.5), 0);
    ASSERT_EQ(axis_time_at(&axis, 7), 5 * MS);
    ASSERT_EQ(axis_time_at(&axis, 13), 10 * MS);
    ASSERT_EQ(axis_time_at(&axis, 24), 20 * MS);
    ASSERT_EQ(axis_time_at(&axis, 99), 30 * MS);
    finish();
}

TEST(narrow_axis_has_a_column_for_each_instant)
{
    tell_two_tasks();
    read_stream(0, &story.stream);
    lay_out(8, 1);
    ASSERT_EQ(axis.stage, AXIS_INSTANTS);
    ASSERT_EQ(axis.size, 8);
    ASSERT_EQ(axis.steps[0].x, axis.steps[1].x);
    lay_out(4, 1);
    ASSERT_EQ(axis.stage, AXIS_LINEAR);
    ASSERT_TRUE(axis.size <= 4);
    ASSERT_EQ(axis_time_x(&axis, 15 * MS), 2);
    finish();
}

TEST(short_gap_keeps_its_column)
{
    static const double times[] = { 0, 1, 2, 1000 };

    story_task(&story, 0, "one", 0, 0);
    for (int i = 0; i < 3; i++)
        sleep_until(1, times[i], times[i + 1]);
    end(1, 1000, 0);
    read_stream(0, &story.stream);
    for (int width = 11; width < 40; width++) {
        lay_out(width, 1);
        test_note("width %d", width);
        ASSERT_EQ(axis.size, width);
        for (size_t i = 0; i + 1 < axis.instant_count; i++)
            ASSERT_TRUE(axis.instants[i + 1].x - axis.instants[i].end_x >= 1);
    }
    finish();
}

TEST(arrow_has_a_column_before_the_mark)
{
    story_task(&story, 0, "one", 0, 0);
    story_task(&story, 0, "two", 0, 0);
    story_add(&story, &(struct event){ .kind = EVENT_WAIT, .task = 2, .text = "lock a" });
    sleep_until(1, 0, 10);
    story_line(&story, 1, 10, "a line");
    story_woken(&story, 2, 10, 1, 1);
    end(1, 10, 0);
    story_line(&story, 2, 10, "a line");
    end(2, 10, -ECANCELED);
    read_stream(0, &story.stream);
    lay_out(40, 1);
    {
        const struct axis_step *step =
            axis_step_of(&axis, 0, &lives[0].tasks[1], story.stream.count - 1);

        ASSERT_TRUE(step && step->baton);
        ASSERT_EQ(step->giver, 0);
        ASSERT_EQ(step->baton_x, axis.instants[1].x + 1); /* behind the mark of the giver */
        ASSERT_EQ(step->x, step->baton_x + 1);
        ASSERT_EQ(step->end_x, step->x + 1);
        ASSERT_EQ(axis_end_x(&axis, 0, &lives[0].tasks[1], step->first - 2, 10 * MS),
                  step->baton_x);
    }
    finish();
}

TEST(two_runs_share_their_instants)
{
    struct story other;

    tell_two_tasks();
    other = story;
    read_stream(0, &other.stream);
    story = (struct story){ 0 };
    story_task(&story, 0, "one", 0, 0);
    sleep_until(1, 0, 20);
    end(1, 20, 0);
    story_end(&story, 20, 0);
    read_stream(1, &story.stream);
    lay_out(60, 2);
    ASSERT_EQ(axis.stage, AXIS_STEPS);
    ASSERT_EQ(axis.instant_count, 4);
    ASSERT_EQ(axis.instants[2].begin, 20 * MS);
    ASSERT_EQ(axis.end, 30 * MS);
    for (size_t i = 0; i < axis.step_count; i++)
        ASSERT_TRUE(axis.steps[i].x >= axis.instants[axis.steps[i].instant].x &&
                    axis.steps[i].x <= axis.instants[axis.steps[i].instant].end_x);
    stream_free(&other.stream);
    finish();
}

TEST(steps_of_the_real_clock_share_an_instant)
{
    double now = 0;

    for (uint32_t task = 1; task <= 3; task++)
        story_task(&story, now, "task", 0, 0);
    for (int turn = 0; turn < 2; turn++, now = 100)
        for (uint32_t task = 1; task <= 3; task++, now += 0.05) {
            story_line(&story, task, now, "a line");
            story_line(&story, task, now + 0.02, "a line");
            if (turn == 0)
                sleep_until(task, now + 0.03, 100 + 0.05 * task);
        }
    read_stream(0, &story.stream);
    lay_out(60, 1);
    ASSERT_EQ(axis.instant_count, 2);
    ASSERT_EQ(axis.stage, AXIS_STEPS);
    finish();
}
