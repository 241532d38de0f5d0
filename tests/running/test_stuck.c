#include "co/explain/stuck.h"

#include "scene.h"

/* ---- Graphs of waiting tasks; one task stays awake to look at the graph ---- */

static struct co_lock locks[8];
static struct co_event never;

ASYNC(takes, int first; int then;)
{
    await(co_lock_acquire(&locks[my->first]));
    await(co_sleep(0));
    return co_lock_acquire(&locks[my->then]);
}

ASYNC(waits)
{
    return co_event_wait(&never);
}

/* Circles that were visited, as ids, in the order of visiting: "2-3-4 5" */
static char circles[256];

static void visit(void *context, const uint32_t *circle, uint32_t length)
{
    const struct stuck_graph *graph = context;
    size_t used = strlen(circles);

    for (uint32_t i = 0; i < length; i++)
        used += (size_t)snprintf(circles + used, sizeof circles - used, "%s%u",
                                 i      ? "-"
                                 : used ? " "
                                        : "",
                                 graph->stuck[circle[i]].id);
}

/* The tasks that `id` points at: "3,4" */
static const char *edges_of(const struct stuck_graph *graph, uint32_t id)
{
    static char edges[256];
    const struct stuck *stuck = stuck_find(graph, id);
    size_t used = 0;

    edges[0] = '\0';
    for (uint32_t i = 0; i < stuck->edge_count; i++)
        used += (size_t)snprintf(edges + used, sizeof edges - used, "%s%u", i ? "," : "",
                                 graph->stuck[graph->edges[stuck->first_edge + i]].id);
    return edges;
}

/* Call `look` with the graph, a while after the caller's tasks have begun. Ids count from 2. */
static int look_at_graph(void (*look)(struct stuck_graph *graph))
{
    struct stuck_graph graph = { 0 };

    await(co_sleep(1));
    ASSERT_TRUE(stuck_graph_make(&graph));
    look(&graph);
    stuck_graph_free(&graph);
    return 0;
}

static void look_at_chain(struct stuck_graph *graph)
{
    ASSERT_EQ(graph->count, 5);
    ASSERT_STR_EQ(edges_of(graph, 1), "");
    ASSERT_STR_EQ(edges_of(graph, 2), "4");
    ASSERT_STR_EQ(edges_of(graph, 3), "");
    ASSERT_STR_EQ(edges_of(graph, 4), "3");
    ASSERT_STR_EQ(edges_of(graph, 5), "2,3,4");
    ASSERT_TRUE(!stuck_find(graph, 6));
    ASSERT_TRUE(!stuck_find(graph, 0));
    ASSERT_EQ(stuck_awaited(graph, stuck_find(graph, 5)), 3);
    ASSERT_EQ(co_task_id(graph->named[1]), 3);
    stuck_circles(graph, visit, graph);
    ASSERT_STR_EQ(circles, "");
}

ASYNC(awaits_one, struct co_task **task;)
{
    return co_await(*my->task);
}

ASYNC(awaits_three, struct co_task **tasks;)
{
    return co_gather(my->tasks, 3, NULL, 0);
}

ASYNC(chain)
{
    static struct co_task *tasks[3];

    tasks[0] = co_create_task(CORO(awaits_one, &tasks[2]));
    tasks[1] = co_create_task(CORO(waits));
    tasks[2] = co_create_task(CORO(awaits_one, &tasks[1]));
    co_task_detach(co_create_task(CORO(awaits_three, tasks)));
    return look_at_graph(look_at_chain);
}

TEST(task_points_at_the_tasks_that_it_awaits)
{
    play(SCENE(chain));
    ASSERT_EQ(result.code, 0);
}

static void look_at_two_circles(struct stuck_graph *graph)
{
    ASSERT_STR_EQ(edges_of(graph, 2), "3");
    ASSERT_STR_EQ(edges_of(graph, 3), "4");
    ASSERT_STR_EQ(edges_of(graph, 4), "2");
    ASSERT_STR_EQ(edges_of(graph, 5), "5");
    ASSERT_STR_EQ(edges_of(graph, 6), "3");
    stuck_circles(graph, visit, graph);
    ASSERT_STR_EQ(circles, "2-3-4 5");
}

ASYNC(two_circles)
{
    await(co_lock_acquire(&locks[7]));
    for (int i = 0; i < 3; i++)
        co_task_detach(co_create_task(CORO(takes, i, (i + 1) % 3)));
    co_task_detach(co_create_task(CORO(takes, 4, 4)));
    co_task_detach(co_create_task(CORO(takes, 5, 1)));
    return look_at_graph(look_at_two_circles);
}

TEST(circle_is_found_once_without_tasks_that_lead_to_it)
{
    play(SCENE(two_circles));
    ASSERT_EQ(result.code, 0);
}

static void look_at_branches(struct stuck_graph *graph)
{
    /* The first awaited task leads nowhere, the last one leads back. */
    ASSERT_STR_EQ(edges_of(graph, 2), "3,4,5");
    ASSERT_STR_EQ(edges_of(graph, 5), "2");
    stuck_circles(graph, visit, graph);
    ASSERT_STR_EQ(circles, "2-5");
}

ASYNC(branches)
{
    static struct co_task *tasks[3], *root;

    root = co_create_task(CORO(awaits_three, tasks));
    tasks[0] = co_create_task(CORO(waits));
    tasks[1] = co_create_task(CORO(waits));
    tasks[2] = co_create_task(CORO(awaits_one, &root));
    return look_at_graph(look_at_branches);
}

TEST(circle_may_pass_through_the_last_of_several)
{
    play(SCENE(branches));
    ASSERT_EQ(result.code, 0);
}

/* 2 points at 3, 3 at 4, and 4 back at all three, at the nearest first. */
static void look_at_nested_circles(struct stuck_graph *graph)
{
    ASSERT_STR_EQ(edges_of(graph, 2), "3");
    ASSERT_STR_EQ(edges_of(graph, 3), "4");
    ASSERT_STR_EQ(edges_of(graph, 4), "3,2");
    ASSERT_STR_EQ(edges_of(graph, 5), "6");
    ASSERT_STR_EQ(edges_of(graph, 6), "5,4");
    stuck_circles(graph, visit, graph);
    ASSERT_STR_EQ(circles, "3-4 5-6");
}

ASYNC(awaits_two, struct co_task **first; struct co_task * *second;)
{
    struct co_task *both[] = { *my->first, *my->second };

    return co_gather(both, 2, NULL, 0);
}

ASYNC(nested_circles)
{
    static struct co_task *tasks[5];

    tasks[0] = co_create_task(CORO(awaits_one, &tasks[1]));
    tasks[1] = co_create_task(CORO(awaits_one, &tasks[2]));
    tasks[2] = co_create_task(CORO(awaits_two, &tasks[1], &tasks[0]));
    tasks[3] = co_create_task(CORO(awaits_one, &tasks[4]));
    tasks[4] = co_create_task(CORO(awaits_two, &tasks[3], &tasks[2]));
    return look_at_graph(look_at_nested_circles);
}

TEST(visited_circles_have_no_task_in_common)
{
    play(SCENE(nested_circles));
    ASSERT_EQ(result.code, 0);
}

static void look_at_future(struct stuck_graph *graph)
{
    ASSERT_EQ(graph->count, 2);
    ASSERT_STR_EQ(edges_of(graph, 3), "");
    ASSERT_EQ(stuck_awaited(graph, stuck_find(graph, 3)), 1);
    ASSERT_STR_EQ(co_task_name(graph->named[0]), "answer-1");
}

ASYNC(future)
{
    static struct co_task *answer;

    answer = co_future_create("answer");
    co_task_detach(co_create_task(CORO(awaits_one, &answer)));
    return look_at_graph(look_at_future);
}

TEST(future_is_awaited_but_is_not_a_task)
{
    play(SCENE(future));
    ASSERT_EQ(result.code, 0);
}

static void look_at_long_chain(struct stuck_graph *graph)
{
    ASSERT_EQ(graph->count, 20001);
    ASSERT_STR_EQ(edges_of(graph, 20001), "20000");
    stuck_circles(graph, visit, graph);
    ASSERT_STR_EQ(circles, "");
}

ASYNC(long_chain)
{
    static struct co_task *tasks[20000];

    tasks[0] = co_create_task(CORO(waits));
    for (int i = 1; i < 20000; i++)
        tasks[i] = co_create_task(CORO(awaits_one, &tasks[i - 1]));
    await(look_at_graph(look_at_long_chain));
    co_event_set(&never);
    return co_await(tasks[19999]);
}

TEST(chain_of_any_length_needs_no_stack)
{
    play(SCENE(long_chain));
    ASSERT_EQ(result.code, 0);
}
