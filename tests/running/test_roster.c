#include "co/explain/roster.h"

#include "scene.h"

static struct roster roster;

static const char *name_of(uint32_t id)
{
    static char name[CO_NAME_MAX];

    roster_name(&roster, id, name);
    return name;
}

ASYNC(worker)
{
    return 0;
}

ASYNC(a_worker_whose_name_is_so_long_that_it_does_not_fit_in_a_report)
{
    return 0;
}

static int enter(struct co_task *task)
{
    ASSERT_TRUE(roster_add(&roster, task, NULL, (int64_t)co_task_id(task) * 1000));
    return co_await(task);
}

ASYNC(enter_some)
{
    roster_add(&roster, co_current_task(), NULL, 0);
    for (int i = 0; i < 40; i++)
        await(enter(co_create_task(CORO(worker))));
    await(enter(
        co_create_task(CORO(a_worker_whose_name_is_so_long_that_it_does_not_fit_in_a_report))));
    return enter(co_create_task(CORO(worker)));
}

TEST(tasks_are_named_by_function_and_number)
{
    const struct co_options options = { .clock = CO_CLOCK_VIRTUAL };

    ASSERT_EQ(co_run(CORO(enter_some), &options), 0);
    ASSERT_EQ(roster.count, 43);
    ASSERT_STR_EQ(name_of(1), "main");
    ASSERT_STR_EQ(name_of(2), "worker-1");
    ASSERT_STR_EQ(name_of(41), "worker-40");
    ASSERT_STR_EQ(name_of(42), "a_worker_whose_name_is_so_long_that_-1");
    ASSERT_STR_EQ(name_of(43), "worker-41");
    ASSERT_EQ(roster_find(&roster, 41)->since, 41000);
    ASSERT_EQ(roster_find(&roster, 41)->made->line, roster_find(&roster, 2)->made->line);
    roster_free(&roster);
}

static char function_names[300][8];

ASYNC(enter_many_functions)
{
    roster_add(&roster, co_current_task(), NULL, 0);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 300; i++) {
            struct co_coro coro = CORO(worker);

            snprintf(function_names[i], sizeof function_names[i], "f%d", i);
            coro.name = function_names[i];
            await(enter(co_create_task(coro)));
        }
    return 0;
}

TEST(function_has_task_numbers_of_its_own)
{
    const struct co_options options = { .clock = CO_CLOCK_VIRTUAL };
    char expected[16];

    ASSERT_EQ(co_run(CORO(enter_many_functions), &options), 0);
    for (int i = 0; i < 600; i++) {
        snprintf(expected, sizeof expected, "f%d-%d", i % 300, i / 300 + 1);
        ASSERT_STR_EQ(name_of((uint32_t)i + 2), expected);
    }
    roster_free(&roster);
}

TEST(latest_tasks_are_kept_in_an_endless_run)
{
    const struct co_options options = { .clock = CO_CLOCK_VIRTUAL };

    roster.limit = 10;
    ASSERT_EQ(co_run(CORO(enter_some), &options), 0);
    ASSERT_EQ(roster.count, 43);
    ASSERT_EQ(roster.capacity, 16);
    ASSERT_TRUE(!roster_find(&roster, 1));
    ASSERT_TRUE(!roster_find(&roster, 33));
    ASSERT_EQ(roster_find(&roster, 34)->since, 34000);
    ASSERT_STR_EQ(name_of(34), "worker-33");
    ASSERT_STR_EQ(name_of(43), "worker-41");
    ASSERT_TRUE(!roster_find(&roster, 44));
    roster_free(&roster);
}

ASYNC(enter_named)
{
    static const char *const given[] = { "Worker-7", NULL, "Worker-7", NULL, "main" };

    roster_add(&roster, co_current_task(), NULL, 0);
    for (size_t i = 0; i < COUNT(given); i++) {
        struct co_task *task = co_create_task(CORO(worker));

        ASSERT_TRUE(roster_add(&roster, task, given[i], 0));
        await(co_await(task));
    }
    return 0;
}

TEST(given_name_stands_in_place_of_function_and_number)
{
    const struct co_options options = { .clock = CO_CLOCK_VIRTUAL };

    ASSERT_EQ(co_run(CORO(enter_named), &options), 0);
    ASSERT_STR_EQ(name_of(1), "main");
    ASSERT_STR_EQ(name_of(2), "Worker-7");
    ASSERT_STR_EQ(name_of(3), "worker-1");
    ASSERT_STR_EQ(name_of(4), "Worker-7");
    ASSERT_STR_EQ(name_of(5), "worker-2");
    ASSERT_STR_EQ(name_of(6), "main");
    roster_free(&roster);
}

TEST(given_name_is_dropped_with_its_entry_in_an_endless_run)
{
    const struct co_options options = { .clock = CO_CLOCK_VIRTUAL };

    roster.limit = 2;
    ASSERT_EQ(co_run(CORO(enter_named), &options), 0);
    ASSERT_STR_EQ(name_of(4), "a callback");
    ASSERT_STR_EQ(name_of(5), "worker-2");
    ASSERT_STR_EQ(name_of(6), "main");
    roster_free(&roster);
}

TEST(unknown_id_is_a_callback)
{
    ASSERT_STR_EQ(name_of(0), "a callback");
    ASSERT_STR_EQ(name_of(7), "a callback");
    ASSERT_TRUE(!roster_find(&roster, 0));
    ASSERT_TRUE(!roster_find(&roster, 1));
}

ASYNC(enter_the_second)
{
    struct co_task *left_out = co_create_task(CORO(worker)), *task = co_create_task(CORO(worker));

    roster_add(&roster, co_current_task(), NULL, 0);
    ASSERT_TRUE(!roster_add(&roster, task, NULL, 0));
    await(co_await(left_out));
    return co_await(task);
}

TEST(gap_in_the_ids_is_refused)
{
    const struct co_options options = { .clock = CO_CLOCK_VIRTUAL };

    ASSERT_EQ(co_run(CORO(enter_the_second), &options), 0);
    ASSERT_TRUE(!roster_find(&roster, 3));
    roster_free(&roster);
}
