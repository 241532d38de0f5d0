#include "scenario.h"

/* ---- Names and sentences ---- */

TEST(listed_errors_have_asyncios_name_and_a_sentence)
{
#define ROW(code, name, sentence)                                                                  \
    ASSERT_STR_EQ(co_error_name(-code), name);                                                     \
    ASSERT_STR_EQ(co_error_name(code), name);                                                      \
    ASSERT_STR_EQ(co_error_sentence(-code), sentence);                                             \
    ASSERT_TRUE(sentence[0]);
    CO_ERRORS(ROW)
#undef ROW
}

TEST(names_of_errors_are_asyncios)
{
    ASSERT_STR_EQ(co_error_name(-ECANCELED), "CancelledError");
    ASSERT_STR_EQ(co_error_name(-ETIMEDOUT), "TimeoutError");
    ASSERT_STR_EQ(co_error_name(-EBADF), "InvalidStateError");
    ASSERT_STR_EQ(co_error_name(-ENODATA), "QueueEmpty");
    ASSERT_STR_EQ(co_error_name(-ENOSPC), "QueueFull");
    ASSERT_STR_EQ(co_error_name(-EINTR), "KeyboardInterrupt");
}

TEST(unlisted_error_has_the_name_of_the_system)
{
    ASSERT_STR_EQ(co_error_name(-ENOTDIR), "OSError");
    ASSERT_STR_EQ(co_error_sentence(-ENOTDIR), strerror(ENOTDIR));
    ASSERT_STR_EQ(co_error_name(-99999), "OSError");
    ASSERT_TRUE(co_error_sentence(-99999)[0]);
}

/* ---- Texts ---- */

ASYNC_TEST(raise_returns_the_code_and_keeps_the_text)
{
    ASSERT_STR_EQ(co_text(), "");
    ASSERT_EQ(co_raise(-EIO, "disk %d is %s", 3, "full"), -EIO);
    ASSERT_STR_EQ(co_text(), "disk 3 is full");
    ASSERT_STR_EQ(co_error_message(-EIO), "disk 3 is full");
    return 0;
}

ASYNC_TEST(the_message_of_another_error_is_its_sentence)
{
    co_raise(-EIO, "disk full");
    ASSERT_STR_EQ(co_error_message(-ETIMEDOUT), co_error_sentence(-ETIMEDOUT));
    return 0;
}

ASYNC_TEST(a_long_text_is_cut_short)
{
    char expected[CO_TEXT_MAX];

    memset(expected, 'x', sizeof expected - 1);
    expected[sizeof expected - 1] = '\0';
    co_raise(-EIO, "%s%s", expected, "more");
    ASSERT_STR_EQ(co_text(), expected);
    return 0;
}

ASYNC_TEST(text_may_contain_the_earlier_text)
{
    co_raise(-EIO, "disk full");
    co_raise(-EIO, "saving failed: %s", co_text());
    ASSERT_STR_EQ(co_text(), "saving failed: disk full");
    return 0;
}

ASYNC(say_text, const char *text;)
{
    co_raise(-EIO, "%s", my->text);
    await(turns(1));
    ASSERT_STR_EQ(co_text(), my->text);
    return 0;
}

ASYNC_TEST(each_task_has_a_text_of_its_own)
{
    co_raise(-EIO, "main's");
    struct co_task *a = co_create_task(CORO(say_text, "a's")),
                   *b = co_create_task(CORO(say_text, "b's"));

    await(turns(3));
    ASSERT_STR_EQ(co_text(), "main's");
    await(co_await(a));
    return co_await(b);
}

/* ---- Texts on their way ---- */

ASYNC_TEST(await_takes_over_the_text_of_an_error)
{
    ASSERT_EQ(co_await(co_create_task(CORO(returner, -EIO, "disk full"))), -EIO);
    ASSERT_STR_EQ(co_error_message(-EIO), "disk full");
    return 0;
}

ASYNC(fetch, const char *name;)
{
    await(co_sleep(0.1));
    return co_return_text("Data from %s", my->name);
}

ASYNC_TEST(await_takes_over_the_text_of_a_result)
{
    ASSERT_EQ(co_await(co_create_task(CORO(fetch, "A"))), 0);
    ASSERT_STR_EQ(co_text(), "Data from A");
    return 0;
}

ASYNC_TEST(await_clears_the_text_when_the_task_has_none)
{
    co_raise(-EIO, "old");
    ASSERT_EQ(co_await(co_create_task(CORO(returner, .result = 5))), 5);
    ASSERT_STR_EQ(co_text(), "");
    return 0;
}

ASYNC(fail_after_handling)
{
    ASSERT_EQ(co_await(co_create_task(CORO(returner, -EIO, "disk full"))), -EIO);
    return -EINVAL; /* another error, without a text */
}

ASYNC_TEST(text_of_a_handled_error_does_not_go_with_the_next_one)
{
    ASSERT_EQ(co_await(co_create_task(CORO(fail_after_handling))), -EINVAL);
    ASSERT_STR_EQ(co_text(), "");
    ASSERT_STR_EQ(co_error_message(-EINVAL), co_error_sentence(-EINVAL));
    return 0;
}

ASYNC(pass_it_on, int levels;)
{
    if (my->levels)
        return co_await(co_create_task(CORO(pass_it_on, my->levels - 1)));
    return co_raise(-EIO, "from below");
}

ASYNC_TEST(text_passes_through_many_tasks)
{
    ASSERT_EQ(co_await(co_create_task(CORO(pass_it_on, 20))), -EIO);
    ASSERT_STR_EQ(co_text(), "from below");
    return 0;
}

ASYNC_TEST(gather_takes_over_the_text_of_the_first_failure)
{
    ASSERT_EQ(GATHER(CORO(returner, .result = 1), CORO(returner, -EIO, "first"),
                     CORO(returner, -EINVAL, "second")),
              -EIO);
    ASSERT_STR_EQ(co_error_message(-EIO), "first");
    return 0;
}

ASYNC_TEST(texts_of_gathered_results_stay_with_tasks_that_are_kept)
{
    struct co_task *tasks[] = {
        co_task_keep(co_create_task(CORO(fetch, "A"))),
        co_task_keep(co_create_task(CORO(returner, -EIO, "disk full"))),
    };

    await(co_gather(tasks, 2, NULL, CO_RETURN_EXCEPTIONS));
    ASSERT_STR_EQ(co_task_text(tasks[0]), "Data from A");
    ASSERT_STR_EQ(co_task_text(tasks[1]), "disk full");
    co_task_release(tasks[0]);
    co_task_release(tasks[1]);
    return 0;
}

static int note_text(struct co_task *task, void *text)
{
    snprintf(text, CO_TEXT_MAX, "%s", co_task_text(task));
    return 0;
}

ASYNC_TEST(a_done_callback_can_read_the_text)
{
    static char text[CO_TEXT_MAX];
    struct co_task *task = co_create_task(CORO(returner, -EIO, "disk full"));

    await(co_task_add_done_callback(task, note_text, text));
    ASSERT_EQ(co_await(task), -EIO);
    await(turns(1));
    ASSERT_STR_EQ(text, "disk full");
    return 0;
}

ASYNC_TEST(future_takes_the_text_of_the_task_that_completes_it)
{
    struct co_task *future = co_future_create("answer");

    co_raise(-EIO, "disk full");
    await(co_future_set_result(future, -EIO));
    co_raise(-EINVAL, "something else");
    ASSERT_EQ(co_await(future), -EIO);
    ASSERT_STR_EQ(co_text(), "disk full");
    return 0;
}

/* ---- Outside of a loop ---- */

TEST(text_is_empty_outside_a_loop)
{
    ASSERT_EQ(co_raise(-EIO, "disk %d", 3), -EIO);
    ASSERT_EQ(co_return_text("result"), 0);
    ASSERT_STR_EQ(co_text(), "");
    ASSERT_STR_EQ(co_error_message(-EIO), co_error_sentence(-EIO));
}

TEST(sentence_of_an_error_without_a_name_is_the_systems)
{
    ASSERT_STR_EQ(co_error_sentence(-ENOTTY), strerror(ENOTTY));
    ASSERT_STR_EQ(co_error_sentence(ENOTTY), strerror(ENOTTY));
}

ASYNC_TEST(text_of_a_result_is_formatted)
{
    ASSERT_EQ(co_return_text("%d items of %s", 3, "ten"), 0);
    ASSERT_STR_EQ(co_text(), "3 items of ten");
    return 0;
}
