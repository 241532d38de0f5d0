#include "co/explain/growing_text.h"
#include "show/graph.h"

#include "running/scene.h"

static struct life life;
static struct graph graph;

static void make(const struct demo *demo, int64_t at)
{
    play(demo);
    ASSERT_EQ(life_read(&life, &stream), 0);
    ASSERT_EQ(graph_make(&graph, &life, at, 0), 0);
}

/* The tasks in circles, from the leader of each on: "2 3 2; ". */
static const char *circles(void)
{
    static struct text text;

    text_clear(&text);
    for (size_t i = 0; i < graph.task_count; i++) {
        size_t task = i;

        if (!graph.tasks[i].leads)
            continue;
        do {
            text_add(&text, "%u ", graph.tasks[task].task->id);
            task = graph.tasks[task].next;
        } while (task != i);
        text_add(&text, "%u; ", graph.tasks[task].task->id);
    }
    return text_string(&text);
}

static struct co_lock lock_a, lock_b, lock_c;

ASYNC(takes_two, struct co_lock *first; struct co_lock * second;)
{
    WITH_LOCK(my->first) {
        await(co_sleep(0.1));
        WITH_LOCK(my->second) {
            log_time("never");
        }
    }
    return 0;
}

ASYNC(two_locks)
{
    return GATHER(CORO(takes_two, &lock_a, &lock_b), CORO(takes_two, &lock_b, &lock_a));
}

TEST(two_tasks_want_the_locks_of_each_other)
{
    make(SCENE(two_locks), -1);
    ASSERT_STR_EQ(circles(), "2 3 2; ");
}

TEST(circle_is_not_there_before_it_closes)
{
    make(SCENE(two_locks), 50000000);
    ASSERT_STR_EQ(circles(), "");
}

ASYNC(three_locks)
{
    return GATHER(CORO(takes_two, &lock_a, &lock_b), CORO(takes_two, &lock_c, &lock_a),
                  CORO(takes_two, &lock_b, &lock_c), CORO(takes_two, &lock_a, &lock_c));
}

TEST(circle_of_three_leaves_out_another_waiter)
{
    make(SCENE(three_locks), -1);
    ASSERT_STR_EQ(circles(), "2 4 3 2; ");
}

ASYNC(takes_twice)
{
    WITH_LOCK(&lock_a) {
        await(co_lock_acquire(&lock_a));
    }
    return 0;
}

TEST(task_wants_its_own_lock)
{
    make(SCENE(takes_twice), -1);
    ASSERT_STR_EQ(circles(), "1 1; ");
}

ASYNC(wants_the_lock)
{
    WITH_LOCK(&lock_a) {
    }
    return 0;
}

ASYNC(awaits_with_the_lock)
{
    WITH_LOCK(&lock_a) {
        await(co_await(co_create_task(CORO(wants_the_lock))));
    }
    return 0;
}

TEST(task_is_awaited_with_the_lock_that_it_wants)
{
    make(SCENE(awaits_with_the_lock), -1);
    ASSERT_STR_EQ(circles(), "1 2 1; ");
}

static struct co_task *left, *right;

ASYNC(awaits, struct co_task **other;)
{
    return co_await(*my->other);
}

ASYNC(tasks_in_a_circle)
{
    left = co_create_task(CORO(awaits, &right));
    right = co_create_task(CORO(awaits, &left));
    return co_await(co_task_keep(left));
}

TEST(tasks_await_each_other)
{
    make(SCENE(tasks_in_a_circle), -1);
    ASSERT_STR_EQ(circles(), "2 3 2; ");
}

ASYNC(two_circles)
{
    return GATHER(CORO(takes_two, &lock_a, &lock_b), CORO(takes_two, &lock_b, &lock_a),
                  CORO(takes_twice), CORO(tasks_in_a_circle));
}

TEST(circles_without_a_common_task_are_all_found)
{
    make(SCENE(two_circles), -1);
    ASSERT_STR_EQ(circles(), "2 3 2; 6 7 6; ");
}

static struct co_semaphore permits = CO_SEMAPHORE(2);

ASYNC(keeps_a_permit, double seconds;)
{
    WITH_SEMAPHORE(&permits) {
        await(co_sleep(my->seconds));
    }
    return 0;
}

ASYNC(awaits_with_a_permit)
{
    WITH_SEMAPHORE(&permits) {
        await(co_await(co_create_task(CORO(keeps_a_permit, 0.1))));
    }
    return 0;
}

ASYNC(permits_come_back)
{
    return GATHER(CORO(keeps_a_permit, 1), CORO(awaits_with_a_permit));
}

TEST(permit_that_another_task_may_give_back_closes_no_circle)
{
    make(SCENE(permits_come_back), 500000000);
    ASSERT_EQ(result.code, 0);
    ASSERT_EQ(graph.wait_count, 1);
    ASSERT_STR_EQ(circles(), "");
}
