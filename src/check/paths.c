#include "check/paths.h"

#include "check/match.h"

#include <stdlib.h>
#include <string.h>

static int give_columns(struct paths *paths, const struct events *events)
{
    paths->column = malloc(events->tasks * sizeof *paths->column);
    if (!paths->column)
        return -ENOMEM;
    for (uint32_t task = 0; task < events->tasks; task++)
        paths->column[task] =
            events_nth(events, &events->lines, task, 0) ? (uint32_t)paths->columns++ : NO_TASK;
    return 0;
}

/* Merge the waker's clock into the task's. A task that is woken or made has heard all that its
 * waker had heard, and the waker's lines up to `by_line`. */
static void hear(const struct paths *paths, uint32_t *clocks, const struct event *event)
{
    const struct co_cause *cause = &event->cause;
    uint32_t *mine = clocks + event->task * paths->columns;
    const uint32_t *theirs = clocks + cause->by * paths->columns;
    uint32_t their_column = paths->column[cause->by];

    if (!cause->by || cause->kind == CO_CAUSE_TIMER || cause->kind == CO_CAUSE_LOOP)
        return;
    /* The task heard this when it was woken. Lines that its waker has heard since must not
     * count. */
    if (event->kind == EVENT_LINE &&
        (their_column == NO_TASK || mine[their_column] >= cause->by_line))
        return;
    for (size_t column = 0; column < paths->columns; column++) {
        uint32_t heard = column == their_column ? cause->by_line : theirs[column];

        if (mine[column] < heard)
            mine[column] = heard;
    }
}

/* Follow the events of the run. `clocks` has the lines that each task has heard, and `logged` the
 * number of lines that each task has logged. */
static void follow_paths(struct paths *paths, const struct events *events, uint32_t *clocks,
                         size_t *logged)
{
    for (size_t i = 0; i < events->stream->count; i++) {
        const struct event *event = &events->stream->events[i];
        uint32_t *mine = clocks + event->task * paths->columns;

        if (event->kind == EVENT_TASK || event->kind == EVENT_WAKE || event->kind == EVENT_LINE)
            hear(paths, clocks, event);
        if (event->kind != EVENT_LINE)
            continue;
        size_t line = events->lines.first[event->task] + logged[event->task]++;
        mine[paths->column[event->task]] = (uint32_t)logged[event->task];
        memcpy(paths->heard + line * paths->columns, mine, paths->columns * sizeof *mine);
    }
}

int paths_find(struct paths *paths, const struct events *events)
{
    size_t lines = events->lines.first[events->tasks];
    uint32_t *clocks;
    size_t *logged;

    if (give_columns(paths, events) < 0)
        return -ENOMEM;
    clocks = calloc(events->tasks * paths->columns + 1, sizeof *clocks);
    logged = calloc(events->tasks, sizeof *logged);
    paths->heard = calloc(lines * paths->columns + 1, sizeof *paths->heard);
    if (clocks && logged && paths->heard)
        follow_paths(paths, events, clocks, logged);
    free(clocks);
    free(logged);
    return clocks && logged && paths->heard ? 0 : -ENOMEM;
}

void paths_free(struct paths *paths)
{
    free(paths->heard);
    free(paths->column);
}

const uint32_t *paths_to(const struct paths *paths, const struct events *events, uint32_t task,
                         size_t n)
{
    return paths->heard + (events->lines.first[task] + n) * paths->columns;
}
