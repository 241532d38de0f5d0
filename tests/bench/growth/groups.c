/* The growth of task groups. */
#include "growth.h"

ASYNC(failing)
{
    return -EIO;
}

static int exit_with_children(long n)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    for (long i = 0; i < n; i++)
        co_task_group_create_task(&group, CORO(one_turn));
    return co_task_group_exit(&group, 0);
}

/* A group that stays open; its children end meanwhile. */
static int churn_children(long n)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    for (long i = 0; i < n; i++) {
        co_task_detach(co_task_group_create_task(&group, CORO(nothing)));
        await(co_sleep(0));
    }
    return co_task_group_exit(&group, 0);
}

static int groups_in_turn(long n)
{
    for (long i = 0; i < n; i++) {
        struct co_task_group group = { 0 };

        await(co_task_group_enter(&group));
        co_task_group_create_task(&group, CORO(nothing));
        await(co_task_group_exit(&group, 0));
    }
    return 0;
}

/* One task is in all of them. */
static int groups_of_one_parent(long n)
{
    static struct co_task_group groups[GROWTH_MOST];

    memset(groups, 0, (size_t)n * sizeof *groups);
    for (long i = 0; i < n; i++)
        await(co_task_group_enter(&groups[i]));
    for (long i = n; i-- > 0;)
        await(co_task_group_exit(&groups[i], 0));
    return 0;
}

ASYNC(parent)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(one_turn));
    return co_task_group_exit(&group, 0);
}

static int groups_of_many_parents(long n)
{
    growth_create(n, CORO(parent));
    return growth_gather(n);
}

ASYNC(nested_parent, long left;)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    if (my->left)
        co_task_group_create_task(&group, CORO(nested_parent, my->left - 1));
    return co_task_group_exit(&group, 0);
}

static int groups_in_groups(long n)
{
    return co_await(co_create_task(CORO(nested_parent, n)));
}

static int cancel_children(long n)
{
    struct co_task_group group = { 0 };

    co_event_clear(&growth_event);
    await(co_task_group_enter(&group));
    for (long i = 0; i < n; i++)
        co_task_group_create_task(&group, CORO(event_waiter));
    await(co_sleep(0));
    await(co_task_group_cancel(&group));
    int rc = co_task_group_exit(&group, co_sleep(0));
    return rc == -ECANCELED ? 0 : rc;
}

static int one_child_fails(long n)
{
    struct co_task_group group = { 0 };

    co_event_clear(&growth_event);
    await(co_task_group_enter(&group));
    for (long i = 0; i < n; i++)
        co_task_group_create_task(&group, CORO(event_waiter));
    co_task_group_create_task(&group, CORO(failing));
    return co_task_group_exit(&group, 0) == -EIO ? 0 : -EINVAL;
}

static int all_children_fail(long n)
{
    struct co_task_group group = { 0 };
    struct co_task_error error;
    long errors = 0;

    await(co_task_group_enter(&group));
    for (long i = 0; i < n; i++)
        co_task_group_create_task(&group, CORO(failing));
    if (co_task_group_exit(&group, 0) != -EIO)
        return -EINVAL;
    while (co_task_group_next_error(&group, &error) > 0)
        errors++;
    return errors == n ? 0 : -EINVAL;
}

/* No task reads the errors of the groups; they are kept with the parent. */
static int errors_are_not_read(long n)
{
    static struct co_task_group groups[GROWTH_MOST];

    memset(groups, 0, (size_t)n * sizeof *groups);
    for (long i = 0; i < n; i++) {
        await(co_task_group_enter(&groups[i]));
        if (co_task_group_exit(&groups[i], -EIO) != -EIO)
            return -EINVAL;
    }
    return 0;
}

ASYNC(reads_no_errors, long n;)
{
    return errors_are_not_read(my->n);
}

static int keep_errors(long n)
{
    return co_await(co_create_task(CORO(reads_no_errors, n)));
}

const struct growth_row growth_groups[] = {
    ROW("children of a group", exit_with_children),
    ROW("children of an open group", churn_children),
    ROW("groups in turn", groups_in_turn),
    ROW("groups of one parent, at once", groups_of_one_parent),
    ROW("groups of many parents", groups_of_many_parents),
    ROW("a group in each child", groups_in_groups),
    ROW("a group is cancelled", cancel_children),
    ROW("a child fails", one_child_fails),
    ROW("all children fail", all_children_fail),
    ROW("errors that no task reads", keep_errors),
    { 0 },
};
