/* The loop: which task has it, and for how long. */
#include "show/life_reader.h"

enum { MILLISECOND = 1000 * 1000 };

static void note_busy(struct life_reader *reader, struct life_task *task)
{
    struct span *span = reader_last_span(task);
    int64_t begin = reader->running_since;

    if (!READER_ROOM(reader, reader->busy, reader->busy_count, reader->busy_capacity))
        return;
    reader->busy[reader->busy_count++] = (struct busy){ task->id, begin, reader->now };
    if (reader->now - begin < MILLISECOND)
        reader->life->is_real = true;
    if (!span || span->state != SPAN_BUSY || span->to != reader->running_from)
        span = reader_add_span(reader, task, SPAN_BUSY);
    if (!span)
        return;
    if (span->to == SIZE_MAX) {
        bool overlaps = task->span_count > 1 && span[-1].end > begin;

        span->begin = overlaps ? span[-1].end : begin;
        span->from = reader->running_from;
    }
    span->end = reader->now;
    span->to = reader->index;
}

/* The task acts: its wait to run is over, and time that has passed since its last act is time in
 * which no other task could run. */
static void note_running(struct life_reader *reader, struct life_task *task)
{
    struct span *span = reader_open_span(task);

    if (task->is_job || task->ended)
        return;
    if (span && span->state == SPAN_READY)
        reader_close_span(reader, task);
    if (reader->running == task->id && reader->now > reader->running_since)
        note_busy(reader, task);
    reader->running = task->id;
    reader->running_from = reader->index;
    reader->running_since = reader->now;
}

static void note_step(struct life_reader *reader, uint32_t task)
{
    struct life *life = reader->life;
    struct life_step *last = life->step_count ? &life->steps[life->step_count - 1] : NULL;

    if (reader->event->kind != EVENT_STEP && reader->stepping && last->task == task &&
        reader->now - last->time < MILLISECOND) {
        last->last = reader->index;
    } else if (READER_ROOM(reader, life->steps, life->step_count, life->step_capacity)) {
        life->steps[life->step_count++] =
            (struct life_step){ task, reader->now, reader->index, reader->index };
        reader->stepping = true;
    }
}

/* Which task ran when this was noted; 0: the loop, or one of its callbacks. */
static uint32_t actor(const struct event *event)
{
    switch (event->kind) {
    case EVENT_LINE:
    case EVENT_WAIT:
    case EVENT_TASK_END:
    case EVENT_TOUCH:
    case EVENT_STEP:
    case EVENT_REPORT: /* of a stack that overflowed; of no task, if it is another */
        return event->task;
    case EVENT_TASK:
    case EVENT_WAKE:
        if (event->cause.kind == CO_CAUSE_START || event->cause.kind == CO_CAUSE_TASK)
            return event->cause.by;
        return 0;
    default:
        return 0;
    }
}

void reader_note_actor(struct life_reader *reader)
{
    uint32_t id = actor(reader->event);
    struct life_task *task = id ? reader_task(reader, id) : NULL;

    if (task)
        note_running(reader, task);
    if (task || reader->event->kind == EVENT_LINE)
        note_step(reader, id);
}

void reader_end_step(struct life_reader *reader, uint32_t task)
{
    const struct life *life = reader->life;

    if (reader->running == task)
        reader->running = 0;
    if (reader->stepping && life->steps[life->step_count - 1].task == task)
        reader->stepping = false;
}

uint32_t reader_busy_since(const struct life_reader *reader, int64_t time)
{
    uint32_t task = 0;

    for (size_t i = reader->busy_count; i-- > 0 && reader->busy[i].end > time;)
        task = reader->busy[i].task;
    return task;
}
