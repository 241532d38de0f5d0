/* Reading a stream, event by event. */
#include "show/life_reader.h"

#include <stdlib.h>
#include <string.h>

static void read_task(struct life_reader *reader)
{
    const struct event *event = reader->event;
    bool named = event->what[0];
    uint32_t creator = event->cause.kind == CO_CAUSE_START ? event->cause.by : 0;
    struct life_task *task;

    if (reader_task(reader, event->task))
        return;
    task =
        reader_add_task(reader, &(struct life_task){ .id = event->task,
                                                     .name = event->text,
                                                     .function = named ? event->what : event->text,
                                                     .creator = creator,
                                                     .made = event,
                                                     .is_job = event->is_job });
    if (task)
        reader_add_span(reader, task, event->is_job ? SPAN_THREAD : SPAN_READY);
}

/* A job waits for a thread until its step begins. */
static void read_step(struct life_reader *reader, struct life_task *task)
{
    struct span *span = reader_last_span(task);

    if (!task->is_job || task->span_count != 1 || span->to != SIZE_MAX)
        return;
    span->state = SPAN_READY;
    reader_add_span(reader, task, SPAN_THREAD);
}

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* What a wait of this description is; see wait_describe(). */
static enum span_state state_of_wait(const struct event *wait)
{
    static const struct {
        char beginning[16];
        enum span_state state;
    } kinds[] = {
        { "lock ", SPAN_WAIT },       { "the lock of ", SPAN_WAIT },  { "a permit of ", SPAN_WAIT },
        { "event ", SPAN_WAIT },      { "condition ", SPAN_WAIT },    { "barrier ", SPAN_WAIT },
        { "an item of ", SPAN_WAIT }, { "a free place ", SPAN_WAIT }, { "queue ", SPAN_WAIT },
        { "gather", SPAN_JOIN },      { "wait", SPAN_JOIN },          { "task", SPAN_JOIN },
        { "task group", SPAN_JOIN },  { "shield", SPAN_JOIN },
    };

    if (!wait->text[0])
        return SPAN_SLEEP;
    if (wait->awaits_count)
        return SPAN_JOIN;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].state == SPAN_WAIT ? begins_with(wait->text, kinds[i].beginning)
                                        : strcmp(wait->text, kinds[i].beginning) == 0)
            return kinds[i].state;
    return SPAN_OUTSIDE;
}

static void read_wait(struct life_reader *reader, struct life_task *task)
{
    struct span *span;

    if (!task->is_job && !task->ended) {
        span = reader_add_span(reader, task, state_of_wait(reader->event));
        if (span)
            span->wait = reader->event;
    }
    reader_end_step(reader, task->id);
}

/* The sleep was over when its timer was due. It may be later now, if the loop was taken. */
static void end_sleep(struct life_reader *reader, struct life_task *task, struct span *sleep)
{
    const struct co_cause *cause = &reader->event->cause;
    struct span *late;

    if (cause->kind == CO_CAUSE_TASK && cause->by == task->id &&
        reader->event->result != -ECANCELED)
        sleep->state = SPAN_YIELD;
    if (cause->kind != CO_CAUSE_TIMER || cause->by != task->id || cause->time >= reader->now)
        return;
    sleep->end = cause->time > sleep->begin ? cause->time : sleep->begin;
    late = reader_add_span(reader, task, SPAN_LATE);
    if (!late)
        return;
    late->begin = late[-1].end;
    late->late_by = reader_busy_since(reader, late->begin);
}

static void read_wake(struct life_reader *reader, struct life_task *task)
{
    struct span *span = reader_open_span(task);

    if (task->is_job || task->ended)
        return;
    reader_close_span(reader, task);
    if (span) {
        span->woken = reader->event;
        if (span->state == SPAN_SLEEP)
            end_sleep(reader, task, span);
    }
    reader_add_span(reader, task, SPAN_READY);
}

static void read_line(struct life_reader *reader)
{
    struct life *life = reader->life;
    uint32_t id = reader->event->task;
    struct life_task *task = reader_task(reader, id);

    if (!task)
        task = reader_add_task(reader, &(struct life_task){ .id = id,
                                                            .name = id ? "?" : "a callback",
                                                            .function = id ? "?" : "a callback" });
    if (!task || !READER_ROOM(reader, task->lines, task->line_count, task->line_capacity) ||
        !READER_ROOM(reader, life->lines, life->line_count, life->line_capacity))
        return;
    task->lines[task->line_count++] = life->line_count;
    life->lines[life->line_count++] =
        (struct life_line){ reader->event, reader->index, life->step_count - 1 };
}

/* Its step goes on: it wakes the tasks that await it. */
static void read_task_end(struct life_reader *reader, struct life_task *task)
{
    if (task->ended)
        return;
    reader_close_span(reader, task);
    task->ended = reader->event;
    if (reader->running == task->id)
        reader->running = 0;
}

/* ---- The whole stream ---- */

static void read_run(struct life_reader *reader)
{
    const struct event *event = reader->event;
    struct life *life = reader->life;

    struct life_task *task = event->task ? reader_task(reader, event->task) : NULL;

    if (event->kind == EVENT_REPORT && task) {
        life->overflow = event;
        read_task_end(reader, task);
    } else if (event->kind == EVENT_REPORT) {
        if (begins_with(event->text, "DEADLOCK") || begins_with(event->text, "LIVELOCK"))
            life->stuck = life->stuck ? life->stuck : event;
    } else {
        life->result = event->result;
        life->whole = true;
    }
}

static void read_of_task(struct life_reader *reader)
{
    struct life_task *task = reader_task(reader, reader->event->task);

    if (!task)
        return;
    if (reader->event->kind == EVENT_STEP)
        read_step(reader, task);
    else if (reader->event->kind == EVENT_WAIT)
        read_wait(reader, task);
    else if (reader->event->kind == EVENT_WAKE)
        read_wake(reader, task);
    else if (reader->event->kind == EVENT_TASK_END)
        read_task_end(reader, task);
}

static void read_event(struct life_reader *reader)
{
    reader_note_actor(reader);
    if (reader->event->kind == EVENT_TASK)
        read_task(reader);
    else if (reader->event->kind == EVENT_LINE)
        read_line(reader);
    else if (reader->event->kind == EVENT_THING)
        reader_note_thing(reader);
    else if (reader->event->kind == EVENT_TOUCH)
        reader_note_touch(reader);
    else if (reader->event->kind == EVENT_REPORT || reader->event->kind == EVENT_RUN_END)
        read_run(reader);
    else
        read_of_task(reader);
}

/* What is under way ends with the run, by no event. */
static void read_end(struct life_reader *reader)
{
    struct life *life = reader->life;

    reader->index = life->stream->count;
    life->end = reader->now;
    for (size_t i = 0; i < life->task_count; i++)
        reader_close_span(reader, &life->tasks[i]);
    reader_end_holds(reader);
}

int life_read(struct life *life, const struct stream *stream)
{
    struct life_reader reader = { .life = life };

    *life = (struct life){ .stream = stream };
    for (size_t i = 0; i < stream->count && !reader.failed; i++) {
        reader.event = &stream->events[i];
        reader.index = i;
        if (reader.event->time > reader.now)
            reader.now = reader.event->time;
        read_event(&reader);
    }
    read_end(&reader);
    free(reader.busy);
    free(reader.open);
    return reader.failed ? -ENOMEM : 0;
}
