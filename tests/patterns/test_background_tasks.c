/* src/patterns/background_tasks.c: which tasks are in the set, and how they end. */
#include "patterns/background_tasks.h"

#include "co/scenario.h"

/* A case that ends early leaves tasks in its set, so their data is static. */

/* Runs for a while, and takes some time to end when it is cancelled. */
ASYNC(job, const char *name; double seconds; double to_end; int result;)
{
    say("%s:started", my->name);
    int rc = co_sleep(my->seconds);
    if (rc < 0)
        await(co_sleep(my->to_end));
    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "done");
    return rc < 0 ? rc : my->result;
}

#define JOB(name, seconds) CORO(job, name, seconds, 0, 0)

/* ---- Tasks in the set ---- */

ASYNC_TEST(task_is_in_the_set_from_start_to_end)
{
    static struct background_tasks set;

    ASSERT_EQ(background_tasks_count(&set), 0);
    await(background_tasks_start(&set, JOB("a", 1)));
    await(background_tasks_start(&set, JOB("b", 2)));
    ASSERT_EQ(background_tasks_count(&set), 2);
    SAID("");
    await(turns(1));
    SAID("a:started b:started");
    await(co_sleep(1.5));
    ASSERT_EQ(background_tasks_count(&set), 1);
    await(co_sleep(1));
    ASSERT_EQ(background_tasks_count(&set), 0);
    SAID("a:done b:done");
    return 0;
}

ASYNC_TEST(task_first_runs_in_the_next_turn)
{
    static struct background_tasks set;
    struct co_task *before = co_create_task(JOB("before", 0));

    await(background_tasks_start(&set, JOB("background", 0)));
    struct co_task *after = co_create_task(JOB("after", 0));
    await(co_await(before));
    await(co_await(after));
    SAID("before:started background:started after:started before:done background:done after:done");
    return 0;
}

ASYNC(names_itself)
{
    say("%s", co_task_name(co_current_task()));
    return 0;
}

ASYNC_TEST(task_has_the_name_of_its_coroutine)
{
    static struct background_tasks set;

    await(background_tasks_start(&set, CORO(names_itself)));
    await(background_tasks_join(&set));
    SAID("names_itself");
    return 0;
}

ASYNC_TEST(task_has_the_name_that_is_given)
{
    static struct background_tasks set;

    await(background_tasks_start(&set, NAMED(CORO(names_itself), "one")));
    await(background_tasks_start(&set, CORO(names_itself)));
    await(background_tasks_join(&set));
    SAID("one names_itself");
    return 0;
}

static int start_from_a_frame_that_ends(struct background_tasks *set)
{
    char name[] = "x";
    struct {
        char bytes[CO_ARGUMENTS_MAX];
    } large = { "large" };
    struct co_coro coro = { names_itself_start, &large, sizeof large, "large", 0, NULL };

    await(background_tasks_start(set, coro));
    await(background_tasks_start(set, CORO(job, "a", 0, 0, name[0])));
    return 0;
}

ASYNC_TEST(arguments_are_copied)
{
    static struct background_tasks set;

    await(start_from_a_frame_that_ends(&set));
    await(background_tasks_join(&set));
    SAID("large a:started a:done");
    return 0;
}

/* ---- Ending them ---- */

ASYNC_TEST(cancel_ends_all_tasks_in_order_and_join_waits)
{
    static struct background_tasks set;

    await(background_tasks_start(&set, CORO(job, "a", 10, 0.5, 0)));
    await(background_tasks_start(&set, JOB("b", 1)));
    await(background_tasks_start(&set, JOB("c", 10)));
    await(background_tasks_start(&set, JOB("d", 10)));
    await(co_sleep(2));
    SAID("a:started b:started c:started d:started b:done");
    background_tasks_cancel(&set);
    ASSERT_EQ(background_tasks_count(&set), 3);
    await(background_tasks_join(&set));
    SAID("c:CancelledError d:CancelledError a:CancelledError");
    ASSERT_EQ(background_tasks_count(&set), 0);
    ASSERT_NEAR(co_time(), 2.5, 1e-9);
    return 0;
}

ASYNC_TEST(unstarted_task_never_runs_when_cancelled)
{
    static struct background_tasks set;

    await(background_tasks_start(&set, JOB("a", 1)));
    background_tasks_cancel(&set);
    await(background_tasks_join(&set));
    SAID("");
    ASSERT_EQ(background_tasks_count(&set), 0);
    return 0;
}

ASYNC_TEST(join_does_not_suspend_if_the_set_is_empty)
{
    static struct background_tasks set;
    struct co_task *other = co_create_task(JOB("other", 0));

    background_tasks_cancel(&set);
    await(background_tasks_join(&set));
    SAID("");
    return co_await(other);
}

ASYNC(starts_another, struct background_tasks *set; int left;)
{
    await(co_sleep(1));
    say("%d", my->left);
    if (my->left)
        await(background_tasks_start(my->set, CORO(starts_another, my->set, my->left - 1)));
    return 0;
}

ASYNC_TEST(join_waits_for_tasks_started_meanwhile)
{
    static struct background_tasks set;

    await(background_tasks_start(&set, CORO(starts_another, &set, 3)));
    await(background_tasks_join(&set));
    SAID("3 2 1 0");
    ASSERT_NEAR(co_time(), 4, 1e-9);
    return 0;
}

ASYNC_TEST(set_can_be_used_again)
{
    static struct background_tasks set;

    for (int i = 0; i < 3; i++) {
        await(background_tasks_start(&set, JOB("a", 1)));
        await(background_tasks_join(&set));
    }
    SAID("a:started a:done a:started a:done a:started a:done");
    return 0;
}

ASYNC(joins, struct background_tasks *set; const char *name;)
{
    int rc = background_tasks_join(my->set);

    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "joined");
    return rc;
}

ASYNC_TEST(tasks_go_on_when_a_joiner_is_cancelled)
{
    static struct background_tasks set;
    struct co_task *tasks[2];

    await(background_tasks_start(&set, JOB("a", 2)));
    tasks[0] = co_create_task(CORO(joins, &set, "one"));
    tasks[1] = co_create_task(CORO(joins, &set, "two"));
    await(co_sleep(1));
    co_task_cancel(tasks[0]);
    await(co_gather(tasks, 2, NULL, CO_RETURN_EXCEPTIONS));
    SAID("a:started one:CancelledError a:done two:joined");
    return 0;
}

ASYNC(ends_the_others, struct background_tasks *set;)
{
    background_tasks_cancel(my->set);
    await(co_sleep(1));
    say("still here");
    ASSERT_EQ(background_tasks_join(my->set), -EINVAL);
    ASSERT_STR_EQ(co_text(), "a background task cannot wait for its own end");
    return 0;
}

ASYNC_TEST(task_of_the_set_may_cancel_but_not_join)
{
    static struct background_tasks set;

    await(background_tasks_start(&set, JOB("a", 10)));
    await(background_tasks_start(&set, CORO(ends_the_others, &set)));
    await(background_tasks_join(&set));
    SAID("a:started a:CancelledError still here");
    return 0;
}

/* ---- Errors ---- */

static int lost;

static int note_lost(void *context, const struct co_report *report)
{
    (void)context;
    if (report->kind == CO_REPORT_LOST_ERROR)
        lost = report->code;
    return 0;
}

ASYNC(has_one_that_ends, int result;)
{
    static struct background_tasks set;

    set = (struct background_tasks){ 0 };
    await(background_tasks_start(&set, CORO(job, "a", 1, 0, my->result)));
    return background_tasks_join(&set);
}

TEST(error_of_a_task_is_reported_and_join_succeeds)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .report = note_lost };

    ASSERT_EQ(co_run(CORO(has_one_that_ends, -EIO), &options), 0);
    ASSERT_EQ(lost, -EIO);
    lost = 0;
    ASSERT_EQ(co_run(CORO(has_one_that_ends, 5), &options), 0);
    ASSERT_EQ(lost, 0);
}

/* ---- Ends of runs, misuse ---- */

ASYNC(leaves_one_behind)
{
    static struct background_tasks set;

    set = (struct background_tasks){ 0 };
    return background_tasks_start(&set, CORO(job, "a", 10, 0.5, 0));
}

TEST(remaining_task_is_cancelled_at_the_end_of_the_run)
{
    ASSERT_EQ(run(CORO(leaves_one_behind)), 0);
    SAID("a:started a:CancelledError");
}

ASYNC_TEST(start_fails_if_the_arguments_are_too_large)
{
    static char arguments[CO_ARGUMENTS_MAX + 1];
    static struct background_tasks set;
    struct co_coro coro = {
        names_itself_start, arguments, sizeof arguments, "names_itself", 0, NULL
    };

    ASSERT_EQ(background_tasks_start(&set, coro), -EINVAL);
    ASSERT_TRUE(co_text()[0]);
    ASSERT_EQ(background_tasks_count(&set), 0);
    return 0;
}

TEST(start_fails_outside_a_loop)
{
    struct background_tasks set = { 0 };

    ASSERT_TRUE(background_tasks_start(&set, CORO(names_itself)) < 0);
    ASSERT_EQ(background_tasks_join(&set), 0);
}

/* ---- In any order ---- */

ASYNC(some_job, int *ended;)
{
    int rc = co_sleep((double)(co_random() % 3));

    ++*my->ended;
    return rc;
}

SHUFFLED_TEST(set_is_empty_when_every_started_task_has_ended)
{
    static struct background_tasks set;
    static int ended;

    set = (struct background_tasks){ 0 };
    ended = 0;
    for (int i = 0; i < 10; i++) {
        await(background_tasks_start(&set, CORO(some_job, &ended)));
        await(turns(1));
    }
    ASSERT_EQ(background_tasks_count(&set), 10 - ended);
    await(co_sleep((double)(co_random() % 3)));
    background_tasks_cancel(&set);
    await(background_tasks_join(&set));
    ASSERT_EQ(ended, 10);
    ASSERT_TRUE(!set.first && !set.last && !set.count);
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(set_stays_unchanged_if_memory_is_short)
{
    static struct background_tasks set;
    int rc = 0;

    set = (struct background_tasks){ 0 };
    for (size_t i = 0; i < 3 && rc >= 0; i++) {
        rc = background_tasks_start(&set, JOB("a", 1));
        ASSERT_EQ(background_tasks_count(&set), rc < 0 ? i : i + 1);
    }
    int joined = background_tasks_join(&set);
    words[0] = '\0';
    return rc < 0 ? rc : joined;
}

/* ---- A set that fills again ---- */

ASYNC(starts_second, struct background_tasks *set;)
{
    await(co_sleep(1));
    return background_tasks_start(my->set, CORO(sleep_and_say, "second", 1));
}

ASYNC_TEST(join_waits_for_a_task_that_starts_as_the_last_one_ends)
{
    static struct background_tasks set;

    await(background_tasks_start(&set, CORO(sleep_and_say, "first", 1)));
    struct co_task *other = co_create_task(CORO(starts_second, &set));
    await(background_tasks_join(&set));
    SAID("first second");
    ASSERT_NEAR(co_time(), 2, 1e-9);
    return co_await(other);
}
