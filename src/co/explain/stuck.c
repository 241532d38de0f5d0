#include "co/explain/stuck.h"

#include <stdlib.h>

enum { HOLDERS = CO_HOLDERS_MAX };

/* ---- The graph ---- */

static bool is_future(const struct co_task *task)
{
    return co_task_stack_size(task) == 0;
}

static int compare_ids(const void *id, const void *stuck)
{
    uint32_t left = *(const uint32_t *)id, right = ((const struct stuck *)stuck)->id;

    return left < right ? -1 : left > right;
}

struct stuck *stuck_find(const struct stuck_graph *graph, uint32_t id)
{
    return bsearch(&id, graph->stuck, graph->count, sizeof *graph->stuck, compare_ids);
}

static bool add_edge(struct stuck_graph *graph, struct stuck *from, uint32_t to)
{
    const struct stuck *target = stuck_find(graph, to);

    if (!target)
        return true;
    if (graph->edge_count == graph->edge_capacity) {
        uint32_t capacity = graph->edge_capacity ? graph->edge_capacity * 2 : 64;
        uint32_t *edges = realloc(graph->edges, capacity * sizeof *edges);

        if (!edges)
            return false;
        graph->edges = edges;
        graph->edge_capacity = capacity;
    }
    graph->edges[graph->edge_count++] = (uint32_t)(target - graph->stuck);
    from->edge_count++;
    return true;
}

size_t stuck_awaited(struct stuck_graph *graph, const struct stuck *stuck)
{
    size_t count = co_task_awaited(stuck->task, graph->named, graph->named_capacity);

    return count < graph->named_capacity ? count : graph->named_capacity;
}

static bool add_edges(struct stuck_graph *graph, struct stuck *from)
{
    const struct co_resource *resource = co_task_resource(from->task);
    struct co_touch holders[HOLDERS];
    size_t count = stuck_awaited(graph, from);
    bool well = true;

    from->first_edge = graph->edge_count;
    for (size_t i = 0; i < count && well; i++)
        well = add_edge(graph, from, co_task_id(graph->named[i]));
    count = resource ? co_resource_holders(resource, holders, HOLDERS) : 0;
    for (size_t i = 0; i < count && i < HOLDERS && well; i++)
        well = add_edge(graph, from, holders[i].task);
    return well;
}

bool stuck_graph_make(struct stuck_graph *graph)
{
    size_t pending = co_tasks(NULL, 0);
    bool well;

    graph->named_capacity = pending;
    graph->named = calloc(pending + 1, sizeof *graph->named);
    graph->stuck = calloc(pending + 1, sizeof *graph->stuck);
    graph->way = calloc(pending + 1, sizeof *graph->way);
    graph->in_circle = calloc(pending + 1, sizeof *graph->in_circle);
    well = graph->named && graph->stuck && graph->way && graph->in_circle;
    if (well)
        co_tasks(graph->named, pending);
    for (size_t i = 0; well && i < pending; i++)
        if (!is_future(graph->named[i]))
            graph->stuck[graph->count++] =
                (struct stuck){ .task = graph->named[i], .id = co_task_id(graph->named[i]) };
    for (uint32_t i = 0; well && i < graph->count; i++)
        well = add_edges(graph, &graph->stuck[i]);
    return well;
}

void stuck_graph_free(struct stuck_graph *graph)
{
    free(graph->stuck);
    free(graph->named);
    free(graph->edges);
    free(graph->way);
    free(graph->in_circle);
}

/* ---- Circles ---- */

struct walk {
    struct stuck_graph *graph;
    void (*visit)(void *context, const uint32_t *circle, uint32_t length);
    void *context;
};

/* The walk has come back to the task `target`: visit the part of the way that begins there, unless
 * a task of that part is in a circle already. Each task is in at most one circle, so all circles
 * together are no longer than the graph. */
static void close_circle(const struct walk *walk, uint32_t length, uint32_t target)
{
    struct stuck_graph *graph = walk->graph;
    uint32_t begin = graph->stuck[target].place;

    if (graph->in_circle[length - 1] > begin)
        return;
    walk->visit(walk->context, graph->way + begin, length - begin);
    for (uint32_t place = begin; place < length; place++)
        graph->in_circle[place] = place + 1;
}

static void step_on(struct stuck_graph *graph, uint32_t target, uint32_t place)
{
    graph->stuck[target].state = ON_THE_WAY;
    graph->stuck[target].place = place;
    graph->way[place] = target;
    graph->in_circle[place] = place ? graph->in_circle[place - 1] : 0;
}

static void walk_from(const struct walk *walk, uint32_t root)
{
    struct stuck_graph *graph = walk->graph;
    uint32_t length = 1;

    step_on(graph, root, 0);
    while (length) {
        struct stuck *here = &graph->stuck[graph->way[length - 1]];
        uint32_t target;

        if (here->next_edge == here->edge_count) {
            here->state = SEEN;
            length--;
            continue;
        }
        target = graph->edges[here->first_edge + here->next_edge++];
        if (graph->stuck[target].state == ON_THE_WAY) {
            close_circle(walk, length, target);
        } else if (graph->stuck[target].state == UNSEEN) {
            step_on(graph, target, length++);
        }
    }
}

void stuck_circles(struct stuck_graph *graph,
                   void (*visit)(void *context, const uint32_t *circle, uint32_t length),
                   void *context)
{
    struct walk walk = { graph, visit, context };

    for (uint32_t i = 0; i < graph->count; i++)
        if (graph->stuck[i].state == UNSEEN)
            walk_from(&walk, i);
}
