#include "show/future.h"

bool is_future(const struct life *life, const struct life_task *task)
{
    const struct span *only = task->spans;

    if (task->is_job || task->span_count != 1 || only->state != SPAN_READY)
        return false;
    /* At a deadlock every other task would have run. */
    return only->to < life->stream->count ? task->ended == &life->stream->events[only->to]
                                          : life->stuck != NULL;
}
