#include "show/quiz.h"

#include "show/events.h"

static struct life life;
static struct story story;

static void tell(void)
{
    ASSERT_EQ(life_read(&life, &events), 0);
    ASSERT_EQ(story_tell(&story, &life), 0);
}

static void finish(void)
{
    story_free(&story);
    life_free(&life);
    stream_free(&events);
}

static const char *line_of(size_t moment)
{
    return life.lines[story.moments[moment].printed - 1].event->text;
}

/* Two tasks sleep; each prints a line when it goes on. */
static void make_run(const char *first, const char *second)
{
    task_is_made(1, 0, "main", 0);
    task_is_made(2, 0, "a", 1);
    task_is_made(3, 0, "b", 1);
    task_steps(2, 0);
    task_sleeps(2, 0, 10);
    task_steps(3, 0);
    task_sleeps(3, 0, 20);
    task_is_woken(2, 10, 2);
    task_steps(2, 10);
    task_logs(2, 10, first);
    task_ends(2, 10);
    task_is_woken(3, 20, 3);
    task_steps(3, 20);
    task_logs(3, 20, second);
    task_ends(3, 20);
    run_ends(20, NULL);
    tell();
}

TEST(question_stands_before_the_step_that_prints)
{
    struct quiz quiz;

    make_run("one", "two");
    ASSERT_TRUE(quiz_ask(&story, 0, &quiz));
    ASSERT_STR_EQ(line_of(quiz.printed), "one");
    ASSERT_TRUE(quiz.moment < quiz.printed);
    ASSERT_TRUE(story.moments[quiz.moment].event <
                life.steps[life_step_of(&life, story.moments[quiz.printed].event)].first);
    ASSERT_EQ(quiz.count, 2);
    ASSERT_EQ(quiz.answers[quiz.right], quiz.printed);
    finish();
}

TEST(question_needs_two_answers)
{
    struct quiz quiz;

    make_run("same", "same");
    ASSERT_TRUE(!quiz_ask(&story, 0, &quiz));
    finish();
    make_run("one", "two");
    ASSERT_TRUE(quiz_ask(&story, 0, &quiz));
    ASSERT_TRUE(!quiz_ask(&story, quiz.printed, &quiz));
    ASSERT_TRUE(!quiz_ask(&story, story.moment_count - 1, &quiz));
    finish();
}

TEST(question_in_a_run_without_a_line_is_none)
{
    struct quiz quiz;

    task_is_made(1, 0, "main", 0);
    task_ends(1, 0);
    tell();
    ASSERT_TRUE(!quiz_ask(&story, 0, &quiz));
    finish();
}

TEST(question_in_a_damaged_stream_has_its_right_answer)
{
    for (uint32_t seed = 1; seed <= 200; seed++) {
        struct quiz quiz;

        make_nonsense(seed, 60);
        tell();
        for (size_t i = 0; i < story.moment_count; i++)
            if (quiz_ask(&story, i, &quiz)) {
                ASSERT_TRUE(quiz.right < quiz.count && quiz.moment >= i);
                ASSERT_EQ(quiz.answers[quiz.right], quiz.printed);
            }
        finish();
    }
}
