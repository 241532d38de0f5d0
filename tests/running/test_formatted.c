/* Texts of a demo: F and LIST of demos/demo.h. */
#include "scene.h"

ASYNC(lists)
{
    int numbers[] = { 1, -2, 3 }, many[500] = { 0 };
    struct co_outcome some[] = { { 0, "a" }, { 0, "" }, { -ENODATA, "" } }, texts[40];

    ASSERT_STR_EQ(LIST(some, COUNT(some)), "['a', '', 'the queue is empty']");
    ASSERT_STR_EQ(LIST(numbers, COUNT(numbers)), "[1, -2, 3]");
    for (size_t i = 0; i < COUNT(many); i++)
        many[i] = -2000000000;
    for (size_t i = 0; i < COUNT(texts); i++)
        memset(&texts[i], 'x', sizeof texts[i] - 1), texts[i].text[CO_TEXT_MAX - 1] = '\0';
    ASSERT_TRUE(strlen(LIST(many, COUNT(many))) < 1024); /* cut short, but a list */
    ASSERT_STR_EQ(strrchr(LIST(many, COUNT(many)), ']'), "]");
    ASSERT_TRUE(strlen(LIST(texts, COUNT(texts))) < 1024);
    ASSERT_STR_EQ(strrchr(LIST(texts, COUNT(texts)), ']'), "]");
    return 0;
}

TEST(list_is_printed_as_in_python)
{
    play(SCENE(lists));
    ASSERT_EQ(result.code, 0);
}

DEF(formats_in_thread, char **text;)
{
    *my->text = F("thread %d", 3);
    return 0;
}

ASYNC(formats)
{
    char *texts[100], *of_thread;

    for (int i = 0; i < 100; i++)
        texts[i] = F("%s-%d", "item", i);
    await(co_to_thread(CORO(formats_in_thread, &of_thread)));
    for (int i = 0; i < 100; i++) {
        char expected[16];

        sprintf(expected, "item-%d", i);
        ASSERT_STR_EQ(texts[i], expected);
    }
    ASSERT_STR_EQ(of_thread, "thread 3");
    ASSERT_STR_EQ(F("%s", ""), "");
    return 0;
}

TEST(formatted_text_lives_until_the_run_ends)
{
    play(SCENE(formats));
    ASSERT_EQ(result.code, 0);
}

ASYNC(add, int *sum; int number;)
{
    return *my->sum += my->number;
}

ASYNC(makes_jobs, int *sum;)
{
    struct demo_job *jobs[3];

    for (int i = 0; i < 3; i++)
        jobs[i] = JOB(NAMED(CORO(add, my->sum, i + 1), F("add-%d", i + 1)));
    for (int i = 0; i < 3; i++)
        await(co_call(jobs[i]->coro));
    ASSERT_STR_EQ(jobs[2]->name, "add-3");
    ASSERT_STR_EQ(JOB(CORO(add, my->sum, 4))->name, "add");
    return 0;
}

ASYNC(jobs)
{
    int sum = 0;

    await(CALL(makes_jobs, &sum));
    ASSERT_EQ(sum, 6);
    return 0;
}

TEST(job_keeps_its_arguments)
{
    play(SCENE(jobs));
    ASSERT_EQ(result.code, 0);
}

TEST(copy_is_refused_without_a_run)
{
    ASSERT_TRUE(copied("bytes", 5) == NULL);
}

TEST(formatted_text_is_empty_without_a_run)
{
    ASSERT_STR_EQ(formatted("%d", 3), "");
}
