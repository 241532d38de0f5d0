#include "show/tally.h"

#include "co/explain/array.h"

#include <errno.h>
#include <stdlib.h>

static int add_edge(struct tally *tally, int64_t time, int change)
{
    struct tally_edge *edges =
        array_room(tally->edges, tally->edge_count, &tally->capacity, sizeof *tally->edges);

    if (!edges)
        return -ENOMEM;
    tally->edges = edges;
    edges[tally->edge_count++] = (struct tally_edge){ time, change };
    return 0;
}

int tally_add(struct tally *tally, int64_t begin, int64_t end)
{
    if (end <= begin)
        return 0;
    return add_edge(tally, begin, 1) == 0 ? add_edge(tally, end, -1) : -ENOMEM;
}

/* At one time, those that end come before those that begin: they do not overlap. */
static int compare_edges(const void *one, const void *other)
{
    const struct tally_edge *edge = one, *other_edge = other;

    if (edge->time != other_edge->time)
        return edge->time < other_edge->time ? -1 : 1;
    return (edge->count > other_edge->count) - (edge->count < other_edge->count);
}

void tally_close(struct tally *tally)
{
    int64_t count = 0;

    if (tally->edges)
        qsort(tally->edges, tally->edge_count, sizeof *tally->edges, compare_edges);
    for (size_t i = 0; i < tally->edge_count; i++) {
        count = tally->edges[i].count += count;
        if (count > (int64_t)tally->most)
            tally->most = (size_t)count;
    }
}

size_t tally_at(const struct tally *tally, int64_t time)
{
    size_t low = 0, high = tally->edge_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (tally->edges[middle].time <= time)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? (size_t)tally->edges[low - 1].count : 0;
}

void tally_free(struct tally *tally)
{
    free(tally->edges);
    *tally = (struct tally){ 0 };
}
