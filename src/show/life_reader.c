/* Tasks and their spans. */
#include "show/life_reader.h"

struct life_task *reader_task(struct life_reader *reader, uint32_t id)
{
    size_t index = ids_find(&reader->life->task_ids, id);

    return index == SIZE_MAX ? NULL : &reader->life->tasks[index];
}

struct life_task *reader_add_task(struct life_reader *reader, const struct life_task *task)
{
    struct life *life = reader->life;

    if (!READER_ROOM(reader, life->tasks, life->task_count, life->task_capacity))
        return NULL;
    if (ids_add(&life->task_ids, task->id, life->task_count) < 0) {
        reader->failed = true;
        return NULL;
    }
    life->tasks[life->task_count] = *task;
    return &life->tasks[life->task_count++];
}

struct span *reader_last_span(struct life_task *task)
{
    return task->span_count ? &task->spans[task->span_count - 1] : NULL;
}

struct span *reader_open_span(struct life_task *task)
{
    struct span *last = reader_last_span(task);

    return last && last->to == SIZE_MAX ? last : NULL;
}

void reader_close_span(struct life_reader *reader, struct life_task *task)
{
    struct span *span = reader_open_span(task);

    if (!span)
        return;
    span->end = reader->now;
    span->to = reader->index;
}

struct span *reader_add_span(struct life_reader *reader, struct life_task *task,
                             enum span_state state)
{
    struct span *span;

    reader_close_span(reader, task);
    if (!READER_ROOM(reader, task->spans, task->span_count, task->span_capacity))
        return NULL;
    span = &task->spans[task->span_count++];
    *span = (struct span){ .state = state,
                           .begin = reader->now,
                           .end = reader->now,
                           .from = reader->index,
                           .to = SIZE_MAX,
                           .held = reader_held_by(reader, task->id) };
    return span;
}
