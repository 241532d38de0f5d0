#include "run/order_lines.h"

#include <errno.h>
#include <stdlib.h>

static int compare(const void *one, const void *other, void *context)
{
    const struct order *order = context;
    size_t a = *(const size_t *)one, b = *(const size_t *)other;

    if (order->lines[a] != order->lines[b])
        return order->lines[a] < order->lines[b] ? -1 : 1;
    return a < b ? -1 : a > b;
}

static int rank_lines(struct order_lines *lines, const struct order *order)
{
    size_t count = order->line_count, *sorted = calloc(count + 1, sizeof *sorted);

    lines->ranks = calloc(count + 1, sizeof *lines->ranks);
    lines->kept = calloc(count + 1, sizeof *lines->kept);
    if (!sorted || !lines->ranks || !lines->kept) {
        free(sorted);
        order_lines_free(lines);
        return -ENOMEM;
    }
    for (size_t i = 0; i < count; i++)
        sorted[i] = i;
    qsort_r(sorted, count, sizeof *sorted, compare, (void *)order);
    for (size_t rank = 0; rank < count; rank++)
        lines->ranks[sorted[rank]] = rank;
    free(sorted);
    return 0;
}

int order_lines_keep(struct order_lines *lines, const struct order *order, size_t line,
                     const struct event *event)
{
    int rc = lines->ranks ? 0 : rank_lines(lines, order);

    if (rc == 0)
        rc = stream_append(&lines->events, event);
    if (rc == 0)
        lines->kept[lines->ranks[line]] = lines->events.count;
    return rc;
}

const struct event *order_lines_next(struct order_lines *lines, const struct order *order)
{
    if (!lines->ranks || lines->next == order->line_count || !lines->kept[lines->next])
        return NULL;
    return &lines->events.events[lines->kept[lines->next++] - 1];
}

const struct event *order_lines_left(struct order_lines *lines, const struct order *order)
{
    while (lines->ranks && lines->next < order->line_count && !lines->kept[lines->next])
        lines->next++;
    return order_lines_next(lines, order);
}

void order_lines_free(struct order_lines *lines)
{
    free(lines->ranks);
    free(lines->kept);
    stream_free(&lines->events);
    *lines = (struct order_lines){ 0 };
}
