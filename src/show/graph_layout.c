#include "show/graph_layout.h"

#include <stdlib.h>

enum {
    LEFT = 12,
    GAP = 64,          /* between columns */
    SHOWN_CIRCLE = 12, /* tasks of one circle, */
    SHOWN_WAITERS = 6, /* waiters of one thing, */
    SHOWN_OTHERS = 8,  /* and other tasks have a box */
    SHOWN_WAITS = 12,
};

static bool is_joiner(const struct graph_task *task)
{
    return task->next == GRAPH_NONE && task->edge_count && task->wait == GRAPH_NONE;
}

/* Put the task into the next row. */
static void put_task(struct layout *layout, size_t task, bool room)
{
    layout->cursor += room ? LAYOUT_LINK : 0;
    layout->tasks[task] = (struct place){ layout->task_x, layout->cursor, true, room };
    layout->cursor += LAYOUT_ROW;
}

/* ---- Circles ---- */

/* Each task of a circle has a row, and what it waits for stands in the same row. */
static void put_row(struct layout *layout, size_t task)
{
    size_t wait = layout->graph->tasks[task].wait;

    put_task(layout, task, true);
    if (wait != GRAPH_NONE && !layout->waits[wait].shown)
        layout->waits[wait] = (struct place){ layout->thing_x, layout->tasks[task].y, true, false };
}

/* Of a long circle, the first tasks and the last one are shown. */
static void put_circle(struct layout *layout, size_t leader)
{
    const struct graph_task *tasks = layout->graph->tasks;
    size_t count = 0, task = leader;

    do {
        if (++count < SHOWN_CIRCLE || tasks[task].next == leader)
            put_row(layout, task);
        else
            layout->left_out++;
    } while ((task = tasks[task].next) != leader);
}

/* ---- Waiters and holders ---- */

/* The holder of a thing goes below its waiters, if it has no other place. */
static void put_holders(struct layout *layout, size_t wait)
{
    const struct graph *graph = layout->graph;
    const struct hold *hold = NULL;

    for (size_t i = 0;
         i < LAYOUT_LINKS && (hold = graph_next_hold(graph, &graph->waits[wait], hold)); i++) {
        size_t task = graph_find(graph, hold->task);

        if (task == GRAPH_NONE || layout->tasks[task].shown || graph->tasks[task].edge_count ||
            graph->tasks[task].wait != GRAPH_NONE)
            continue;
        put_task(layout, task, true);
    }
}

static void put_wait(struct layout *layout, size_t index)
{
    const struct graph *graph = layout->graph;
    const struct graph_wait *wait = &graph->waits[index];
    double first = layout->cursor;
    size_t count = 0;

    for (size_t i = 0; i < wait->count; i++) {
        size_t task = graph->line[wait->first + i];

        if (graph->tasks[task].next != GRAPH_NONE)
            continue;
        if (++count > SHOWN_WAITERS) {
            layout->left_out++;
            continue;
        }
        put_task(layout, task, false);
    }
    if (!count)
        return;
    if (!layout->waits[index].shown)
        layout->waits[index] =
            (struct place){ layout->thing_x, (first + layout->cursor - LAYOUT_ROW) / 2, true,
                            false };
    put_holders(layout, index);
}

static void put_waits(struct layout *layout)
{
    size_t count = 0;

    for (size_t i = 0; i < layout->graph->wait_count; i++) {
        if (count < SHOWN_WAITS)
            put_wait(layout, i);
        else
            layout->left_out += layout->graph->waits[i].count;
        count += layout->waits[i].shown;
    }
}

static void put_others(struct layout *layout)
{
    const struct graph *graph = layout->graph;
    size_t count = 0;

    for (size_t i = 0; i < graph->task_count; i++) {
        const struct graph_task *task = &graph->tasks[i];

        if (layout->tasks[i].shown || task->next != GRAPH_NONE || task->wait != GRAPH_NONE ||
            is_joiner(task))
            continue;
        if (++count > SHOWN_OTHERS) {
            layout->left_out++;
            continue;
        }
        put_task(layout, i, false);
    }
}

/* ---- Tasks that await tasks ---- */

/* A task stands one column to the left of the tasks that it awaits. */
static size_t find_levels(struct layout *layout)
{
    const struct graph *graph = layout->graph;
    size_t most = 0;

    for (size_t pass = 0; pass < LAYOUT_LEVELS; pass++)
        for (size_t i = 0; i < graph->task_count; i++) {
            const struct graph_task *task = &graph->tasks[i];

            for (size_t k = 0; is_joiner(task) && k < task->edge_count; k++) {
                size_t level = layout->levels[graph->edges[task->first_edge + k]] + 1;

                if (level <= LAYOUT_LEVELS && level > layout->levels[i])
                    layout->levels[i] = level;
            }
            most = layout->levels[i] > most ? layout->levels[i] : most;
        }
    return most;
}

/* In the middle of the tasks that it awaits, as far as they are shown. */
static double joiner_y(const struct layout *layout, const struct graph_task *task)
{
    double lowest = 0, highest = 0;

    for (size_t k = 0; k < task->edge_count; k++) {
        const struct place *place = &layout->tasks[layout->graph->edges[task->first_edge + k]];

        if (!place->shown)
            continue;
        highest = highest == 0 || place->y < highest ? place->y : highest;
        lowest = place->y > lowest ? place->y : lowest;
    }
    return (lowest + highest) / 2;
}

/* Those of one column are shown one below the other. */
static void put_joiners(struct layout *layout, size_t level, double top)
{
    const struct graph *graph = layout->graph;
    double free_y = top;

    for (size_t i = 0; i < graph->task_count; i++) {
        double y;

        if (layout->levels[i] != level)
            continue;
        y = joiner_y(layout, &graph->tasks[i]);
        y = y > free_y ? y : free_y;
        layout->tasks[i] =
            (struct place){ layout->task_x - (double)level * (LAYOUT_TASK + GAP), y, true, false };
        free_y = y + LAYOUT_ROW;
    }
    layout->cursor = free_y > layout->cursor ? free_y : layout->cursor;
}

/* ---- The whole ---- */

bool layout_leads_down(const struct layout *layout, size_t wait, size_t task)
{
    const struct place *from = &layout->waits[wait], *to = &layout->tasks[task];

    if (to->y <= from->y || to->x != layout->task_x)
        return false;
    for (size_t i = 0; i < layout->graph->wait_count; i++)
        if (layout->waits[i].shown && layout->waits[i].y > from->y && layout->waits[i].y < to->y)
            return false;
    return true;
}

static void put_all(struct layout *layout, double top)
{
    const struct graph *graph = layout->graph;
    size_t levels = find_levels(layout);

    layout->task_x = LEFT + (double)levels * (LAYOUT_TASK + GAP);
    layout->thing_x = layout->task_x + LAYOUT_TASK + GAP;
    layout->cursor = top + LAYOUT_BOX / 2.0;
    for (size_t i = 0; i < graph->task_count; i++)
        if (graph->tasks[i].leads)
            put_circle(layout, i);
    put_waits(layout);
    put_others(layout);
    for (size_t level = 1; level <= levels; level++)
        put_joiners(layout, level, top + LAYOUT_BOX / 2.0);
    layout->lane_x = layout->thing_x + LAYOUT_THING + 20;
    layout->width = layout->lane_x + 40;
    layout->height = layout->cursor - LAYOUT_ROW / 2.0 + 12;
}

int layout_make(struct layout *layout, const struct graph *graph, double top)
{
    *layout = (struct layout){ .graph = graph };
    layout->tasks = calloc(graph->task_count + 1, sizeof *layout->tasks);
    layout->waits = calloc(graph->wait_count + 1, sizeof *layout->waits);
    layout->levels = calloc(graph->task_count + 1, sizeof *layout->levels);
    if (!layout->tasks || !layout->waits || !layout->levels)
        return -ENOMEM;
    put_all(layout, top);
    return 0;
}

void layout_free(struct layout *layout)
{
    free(layout->tasks);
    free(layout->waits);
    free(layout->levels);
    *layout = (struct layout){ 0 };
}
