#include "co/kernel/records.h"

#include "scenario.h"

static struct co_task *take(struct records *records)
{
    struct co_task *task;

    if (!records->free)
        ASSERT_EQ(records_add(records), 0);
    task = records_take(records);
    task->references = 1;
    return task;
}

static void give(struct records *records, struct co_task *task)
{
    task->references = 0;
    records_give(records, task);
}

TEST(record_takes_two_cache_lines)
{
    if (CO_ADDRESS_SANITIZER || CO_THREAD_SANITIZER)
        test_skip("a sanitizer keeps more of each stack");
    ASSERT_TRUE(sizeof(struct co_task) <= 128);
}

TEST(records_do_not_overlap)
{
    enum { RECORDS = 1000 };
    struct records records = { 0 };
    struct co_task *all[RECORDS];

    for (uint32_t i = 0; i < RECORDS; i++) {
        all[i] = take(&records);
        all[i]->id = i;
        all[i]->details->lines = i;
        memset(all[i]->details->text, (int)i, sizeof all[i]->details->text);
    }
    for (uint32_t i = 0; i < RECORDS; i++) {
        ASSERT_EQ(all[i]->id, i);
        ASSERT_EQ(all[i]->details->lines, i);
        ASSERT_EQ(all[i]->details->text[CO_TEXT_MAX - 1], (char)i);
    }
    records_free(&records);
}

TEST(record_that_was_given_back_last_is_taken_first)
{
    struct records records = { 0 };
    struct co_task *a = take(&records), *b = take(&records);

    give(&records, a);
    give(&records, b);
    ASSERT_TRUE(take(&records) == b);
    ASSERT_TRUE(take(&records) == a);
    records_free(&records);
}

static void count_used(struct co_task *task, void *count)
{
    if (task->references > 0)
        ++*(int *)count;
}

TEST(records_in_use_are_all_visited)
{
    struct records records = { 0 };
    struct co_task *all[170];
    int count = 0;

    for (int i = 0; i < 170; i++)
        all[i] = take(&records);
    records_each(&records, count_used, &count);
    ASSERT_EQ(count, 170);
    for (int i = 0; i < 170; i += 2)
        give(&records, all[i]);
    count = 0;
    records_each(&records, count_used, &count);
    ASSERT_EQ(count, 85);
    records_free(&records);
}

TEST(records_are_refused_without_memory)
{
    struct records records = { 0 };

    for (int i = 1; i <= 2; i++) {
        co_fail_allocation(i, true);
        ASSERT_EQ(records_add(&records), -ENOMEM);
        ASSERT_TRUE(!records.free);
    }
    co_fail_allocation(0, false);
    ASSERT_EQ(records_add(&records), 0);
    records_free(&records);
}

/* ---- Through the loop ---- */

ASYNC(sum, char bytes[CO_ARGUMENTS_MAX];)
{
    int all = 0;

    for (size_t i = 0; i < sizeof my->bytes; i++)
        all += my->bytes[i];
    return all;
}

static struct co_task *create_sum(struct sum *arguments)
{
    return co_create_task(
        (struct co_coro){ sum_start, arguments, sizeof *arguments, "sum", 0, NULL });
}

ASYNC_TEST(large_arguments_wait_outside_of_the_record)
{
    struct sum arguments;
    struct co_task *tasks[3];

    for (int i = 0; i < 3; i++) {
        memset(&arguments, i + 1, sizeof arguments);
        tasks[i] = create_sum(&arguments);
        ASSERT_TRUE(tasks[i] != NULL);
    }
    for (int i = 0; i < 3; i++)
        ASSERT_EQ(co_await(tasks[i]), (i + 1) * CO_ARGUMENTS_MAX);
    return 0;
}

ASYNC(leave_a_task)
{
    struct sum arguments = { 0 };

    (void)!create_sum(&arguments);
    return 3;
}

TEST(large_arguments_of_a_task_that_never_ran_are_freed)
{
    ASSERT_EQ(run(CORO(leave_a_task)), 3);
}
