/* src/patterns/debouncer.c: which calls count, and when. */
#include "patterns/debouncer.h"

#include "co/scenario.h"

/* A case that ends early leaves a call waiting, so its data is static. */

ASYNC(save, const char *version; double seconds;)
{
    say("%s:%.1f", my->version, co_time());
    int rc = co_sleep(my->seconds);
    say("%s:%s:%.1f", my->version, rc < 0 ? co_error_name(rc) : "saved", co_time());
    return rc;
}

#define SAVE(version) CORO(save, version, 0.3)

/* ---- Which calls count ---- */

ASYNC_TEST(call_is_made_after_the_delay)
{
    static struct debouncer debouncer = { .delay = 0.5 };

    await(debouncer_call(&debouncer, SAVE("a")));
    await(co_sleep(0.4));
    SAID("");
    await(debouncer_join(&debouncer));
    SAID("a:0.5 a:saved:0.8");
    return 0;
}

ASYNC_TEST(last_call_of_a_burst_is_made)
{
    static struct debouncer debouncer = { .delay = 0.3 };

    await(debouncer_call(&debouncer, SAVE("a")));
    await(co_sleep(0.1));
    await(debouncer_call(&debouncer, SAVE("b")));
    await(co_sleep(0.2));
    await(debouncer_call(&debouncer, SAVE("c")));
    await(debouncer_join(&debouncer));
    SAID("c:0.6 c:saved:0.9");
    return 0;
}

ASYNC(names_itself)
{
    say("%s", co_task_name(co_current_task()));
    return 0;
}

ASYNC_TEST(task_of_a_call_has_the_name_that_is_given)
{
    static struct debouncer debouncer = { .delay = 0.3 };
    char name[] = "version 1";

    await(debouncer_call(&debouncer, NAMED(CORO(names_itself), name)));
    strcpy(name, "changed");
    await(debouncer_join(&debouncer));
    await(debouncer_call(&debouncer, NAMED(CORO(names_itself), "dropped")));
    await(debouncer_call(&debouncer, CORO(names_itself)));
    await(debouncer_join(&debouncer));
    SAID("version 1 names_itself");
    return 0;
}

ASYNC_TEST(running_call_is_not_stopped)
{
    static struct debouncer debouncer = { .delay = 0.1 };

    await(debouncer_call(&debouncer, CORO(save, "a", 1.0)));
    await(co_sleep(0.5));
    await(debouncer_call(&debouncer, CORO(save, "b", 1.0)));
    await(debouncer_join(&debouncer));
    SAID("a:0.1 b:0.6 a:saved:1.1 b:saved:1.6");
    return 0;
}

ASYNC_TEST(no_task_exists_before_the_delay_is_over)
{
    static struct debouncer debouncer = { .delay = 0.5 };

    for (int i = 0; i < 1000; i++) {
        await(debouncer_call(&debouncer, SAVE("a")));
        ASSERT_EQ(co_tasks(NULL, 0), 1);
        await(co_sleep(0.01));
    }
    await(debouncer_join(&debouncer));
    SAID("a:10.5 a:saved:10.8");
    return 0;
}

ASYNC_TEST(last_call_of_a_turn_is_made_without_a_delay)
{
    static struct debouncer debouncer = { .delay = 0 };

    await(debouncer_call(&debouncer, SAVE("a")));
    await(debouncer_call(&debouncer, SAVE("b")));
    SAID("");
    await(debouncer_join(&debouncer));
    SAID("b:0.0 b:saved:0.3");
    return 0;
}

static int call_from_a_frame_that_ends(struct debouncer *debouncer)
{
    return debouncer_call(debouncer, CORO(save, "a", 0.1));
}

ASYNC_TEST(arguments_are_copied)
{
    static struct debouncer debouncer = { .delay = 0.5 };

    await(call_from_a_frame_that_ends(&debouncer));
    await(debouncer_join(&debouncer));
    SAID("a:0.5 a:saved:0.6");
    return 0;
}

ASYNC(counts_down, struct debouncer *debouncer; int left;)
{
    say("%d:%.1f", my->left, co_time());
    if (my->left)
        await(debouncer_call(my->debouncer, CORO(counts_down, my->debouncer, my->left - 1)));
    say("%d", my->left); /* its own arguments are still there */
    return 0;
}

ASYNC_TEST(running_call_may_call_again)
{
    static struct debouncer debouncer = { .delay = 1 };

    await(debouncer_call(&debouncer, CORO(counts_down, &debouncer, 2)));
    await(debouncer_join(&debouncer));
    SAID("2:1.0 2 1:2.0 1 0:3.0 0");
    return 0;
}

/* ---- Dropping a call ---- */

ASYNC_TEST(waiting_call_can_be_dropped)
{
    static struct debouncer debouncer = { .delay = 0.5 };

    ASSERT_TRUE(!debouncer_cancel(&debouncer));
    await(debouncer_call(&debouncer, SAVE("a")));
    await(co_sleep(0.2));
    ASSERT_TRUE(debouncer_cancel(&debouncer));
    ASSERT_TRUE(!debouncer_cancel(&debouncer));
    await(debouncer_join(&debouncer));
    ASSERT_NEAR(co_time(), 0.2, 1e-9);
    await(co_sleep(1));
    SAID("");
    return 0;
}

ASYNC_TEST(call_can_be_dropped_in_its_own_turn)
{
    static struct debouncer debouncer = { .delay = 0.5 };

    await(debouncer_call(&debouncer, SAVE("a")));
    ASSERT_TRUE(debouncer_cancel(&debouncer));
    await(debouncer_join(&debouncer));
    ASSERT_NEAR(co_time(), 0, 1e-9);
    await(debouncer_call(&debouncer, SAVE("b")));
    await(debouncer_join(&debouncer));
    SAID("b:0.5 b:saved:0.8");
    return 0;
}

ASYNC_TEST(call_after_a_drop_is_made)
{
    static struct debouncer debouncer = { .delay = 0.5 };

    for (int i = 0; i < 3; i++) {
        await(debouncer_call(&debouncer, SAVE("a")));
        ASSERT_TRUE(debouncer_cancel(&debouncer));
    }
    await(debouncer_call(&debouncer, SAVE("b")));
    await(co_sleep(0.2));
    for (int i = 0; i < 3; i++) {
        ASSERT_TRUE(debouncer_cancel(&debouncer));
        await(debouncer_call(&debouncer, SAVE("c")));
    }
    await(debouncer_join(&debouncer));
    SAID("c:0.7 c:saved:1.0");
    return 0;
}

ASYNC_TEST(running_call_is_not_dropped)
{
    static struct debouncer debouncer = { .delay = 0.5 };

    await(debouncer_call(&debouncer, SAVE("a")));
    await(co_sleep(0.6));
    ASSERT_TRUE(!debouncer_cancel(&debouncer));
    await(debouncer_join(&debouncer));
    SAID("a:0.5 a:saved:0.8");
    return 0;
}

/* ---- Misuse ---- */

ASYNC_TEST(bad_delays_are_refused)
{
    const double wrong[] = { -1, __builtin_nan(""), __builtin_inf() };

    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct debouncer debouncer = { .delay = wrong[i] };

        test_note("row %zu", i);
        ASSERT_EQ(debouncer_call(&debouncer, SAVE("a")), -EINVAL);
        ASSERT_TRUE(co_text()[0]);
        ASSERT_TRUE(!debouncer_cancel(&debouncer));
    }
    return 0;
}

ASYNC_TEST(earlier_call_is_made_after_a_refused_one)
{
    static char arguments[CO_ARGUMENTS_MAX + 1];
    static struct debouncer debouncer = { .delay = 0.5 };
    struct co_coro wrong = { save_start, arguments, sizeof arguments, "save", 0, NULL };

    await(debouncer_call(&debouncer, SAVE("a")));
    await(co_sleep(0.2));
    ASSERT_EQ(debouncer_call(&debouncer, wrong), -EINVAL);
    ASSERT_TRUE(co_text()[0]);
    await(debouncer_join(&debouncer));
    SAID("a:0.5 a:saved:0.8");
    return 0;
}

ASYNC(joins, struct debouncer *debouncer;)
{
    return debouncer_join(my->debouncer);
}

ASYNC(joins_itself, struct debouncer *debouncer;)
{
    ASSERT_EQ(debouncer_join(my->debouncer), -EINVAL);
    say("refused");
    return 0;
}

ASYNC_TEST(running_call_cannot_join)
{
    static struct debouncer debouncer = { .delay = 0.5 };

    await(debouncer_call(&debouncer, CORO(joins_itself, &debouncer)));
    await(debouncer_join(&debouncer));
    SAID("refused");
    return 0;
}

ASYNC_TEST(calls_go_on_when_a_joiner_is_cancelled)
{
    static struct debouncer debouncer = { .delay = 0.5 };
    struct co_task *task = co_create_task(CORO(joins, &debouncer));

    await(debouncer_call(&debouncer, SAVE("a")));
    await(co_sleep(0.2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    await(co_sleep(1));
    SAID("a:0.5 a:saved:0.8");
    return 0;
}

TEST(call_fails_outside_a_loop)
{
    struct debouncer debouncer = { .delay = 0 };

    ASSERT_TRUE(debouncer_call(&debouncer, SAVE("a")) < 0);
    ASSERT_TRUE(!debouncer_cancel(&debouncer));
}

ASYNC(ends_while_something_waits)
{
    static struct debouncer debouncer;

    debouncer = (struct debouncer){ .delay = 5 };
    await(debouncer_call(&debouncer, SAVE("a")));
    return co_sleep(1);
}

TEST(waiting_call_is_dropped_at_the_end_of_the_run)
{
    ASSERT_EQ(run(CORO(ends_while_something_waits)), 0);
    SAID("");
}

/* ---- In any order ---- */

struct editor {
    struct debouncer autosave;
    int version, saved, saves;
};

ASYNC(save_version, struct editor *editor; int version;)
{
    await(turns((int)(co_random() % 3)));
    ASSERT_TRUE(my->version > my->editor->saved);
    my->editor->saved = my->version;
    my->editor->saves++;
    return 0;
}

ASYNC(writer, struct editor *editor;)
{
    for (int i = 0; i < 10; i++) {
        struct co_coro coro = CORO(save_version, my->editor, ++my->editor->version);
        await(debouncer_call(&my->editor->autosave, coro));
        await(co_sleep((double)(co_random() % 4) / 10));
    }
    return 0;
}

SHUFFLED_TEST(last_version_is_saved_once_in_any_order)
{
    static struct editor editor;

    editor = (struct editor){ .autosave = { .delay = 0.15 } };
    await(GATHER(CORO(writer, &editor), CORO(writer, &editor)));
    await(debouncer_join(&editor.autosave));
    ASSERT_EQ(editor.saved, 20);
    ASSERT_TRUE(editor.saves <= 20);
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(no_call_waits_if_memory_is_short)
{
    struct debouncer debouncer = { .delay = 0.1 };
    int rc = debouncer_call(&debouncer, SAVE("a"));

    ASSERT_EQ(debouncer.timer != NULL, rc >= 0);
    int joined = debouncer_join(&debouncer);
    words[0] = '\0';
    return rc < 0 ? rc : joined;
}

/* ---- Limits ---- */

ASYNC_TEST(debouncer_takes_as_many_arguments_as_there_is_room_for)
{
    static char arguments[CO_ARGUMENTS_MAX];
    static struct debouncer debouncer;
    struct co_coro action = { returner_start, arguments, sizeof arguments, "returner", 0, NULL };

    ASSERT_EQ(debouncer_call(&debouncer, action), 0);
    return debouncer_join(&debouncer);
}

ASYNC_TEST(debouncer_refuses_a_delay_of_thirty_years)
{
    struct debouncer debouncer = { .delay = 1e9 };

    ASSERT_EQ(debouncer_call(&debouncer, CORO(returner, 0, NULL)), -EINVAL);
    return 0;
}
