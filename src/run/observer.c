/* The observer of a run: it turns the traces of the runtime into events, task names and reports. */
#include "co/explain/waits.h"
#include "run/internal.h"
#include "run/starved.h"

#include <stdlib.h>
#include <string.h>

/* ---- Things ---- */

static void lack_memory(struct run *run)
{
    run->failed_for = -ENOMEM;
    run->stop_wanted = true;
}

/* Tell the stream of a thing that is new, or whose name is known only now. */
static void note_thing(struct run *run, const struct co_trace *trace, struct thing *thing)
{
    bool is_new = !thing->number;

    text_clear(&run->name);
    thing_add_name(&run->name, trace->resource, trace->place->call);
    if (is_new)
        thing->number = ++run->things.count;
    thing->has_name = run->name.length > 0;
    if (is_new || thing->has_name)
        log_event(run, &(struct event){
                           .kind = EVENT_THING,
                           .time = trace->time,
                           .thing = thing->number,
                           .what = thing_kind(trace->resource),
                           .text = text_string(&run->name),
                       });
}

/* The thing that the trace is about; NULL: there is none. */
static struct thing *find_thing(struct run *run, const struct co_trace *trace)
{
    struct thing *thing;

    if (!thing_is(trace->resource))
        return NULL;
    /* The observer gives the resource its number. */
    thing = things_entry(&run->things, (struct co_resource *)trace->resource);
    if (!thing) {
        lack_memory(run);
        return NULL;
    }
    if (!thing->has_name)
        note_thing(run, trace, thing);
    return thing;
}

/* Its number; 0: there is none. */
static uint32_t thing_of(struct run *run, const struct co_trace *trace)
{
    const struct thing *thing = find_thing(run, trace);

    return thing ? thing->number : 0;
}

/* ---- Events ---- */

static struct event event_of(struct run *run, enum event_kind kind, const struct co_trace *trace)
{
    return (struct event){
        .kind = kind,
        .task = trace->task ? co_task_id(trace->task) : 0,
        .result = trace->result,
        .time = trace->time,
        .file = trace->place->file,
        .line = place_line(&run->lines, trace->place),
        .call = trace->place->call,
    };
}

static void on_created(struct run *run, const struct co_trace *trace)
{
    char name[CO_NAME_MAX];
    struct event event;

    if (!roster_add(&run->roster, trace->task, trace->name, trace->time)) {
        lack_memory(run);
        return;
    }
    roster_name(&run->roster, co_task_id(trace->task), name);
    co_task_set_name(trace->task, name);
    if (run->options->order)
        order_course_made(&run->course, co_task_id(trace->task), name);
    event = event_of(run, EVENT_TASK, trace);
    event.is_job = co_task_is_job(trace->task);
    event.cause = *co_task_cause(trace->task);
    event.what = trace->text;
    event.text = name;
    run->foreign += event.is_job;
    log_event(run, &event);
}

static bool make_room_for_awaited(struct run *run, size_t count)
{
    uint32_t *ids;
    struct co_task **tasks;

    if (count <= run->awaited_capacity)
        return true;
    ids = realloc(run->awaited, count * sizeof *ids);
    run->awaited = ids ? ids : run->awaited;
    tasks = realloc(run->awaited_tasks, count * sizeof *tasks);
    run->awaited_tasks = tasks ? tasks : run->awaited_tasks;
    if (ids && tasks)
        run->awaited_capacity = count;
    return ids && tasks;
}

static void add_awaited(struct run *run, const struct co_task *task, struct event *event)
{
    size_t count = co_task_awaited(task, NULL, 0);

    if (!make_room_for_awaited(run, count)) {
        lack_memory(run);
        return;
    }
    co_task_awaited(task, run->awaited_tasks, count);
    for (size_t i = 0; i < count; i++)
        run->awaited[i] = co_task_id(run->awaited_tasks[i]);
    event->awaits = run->awaited;
    event->awaits_count = (uint32_t)count;
}

static void on_waiting(struct run *run, const struct co_trace *trace)
{
    struct event event = event_of(run, EVENT_WAIT, trace);
    struct roster_entry *entry = roster_find(&run->roster, event.task);

    if (entry)
        entry->since = trace->time;
    text_clear(&run->message);
    if (trace->resource)
        wait_describe(&run->message, trace->resource, trace->place);
    event.text = text_string(&run->message);
    event.thing = thing_of(run, trace);
    event.due = co_task_due(trace->task);
    circle_note_wait(run, event.task, trace->resource);
    add_awaited(run, trace->task, &event);
    log_event(run, &event);
}

const char *run_callback(struct run *run)
{
    const struct co_place *place = co_callback_place();
    const char *name = "";
    size_t length = place ? wait_first_argument(place->call, &name) : 0;

    text_clear(&run->name);
    text_add_safe(&run->name, name, length);
    return text_string(&run->name);
}

static void on_woken(struct run *run, const struct co_trace *trace)
{
    struct event event = event_of(run, EVENT_WAKE, trace);
    struct roster_entry *entry = roster_find(&run->roster, event.task);

    if (entry) {
        entry->wakes = entry->woken_at == trace->time ? entry->wakes + 1 : 1;
        entry->woken_at = trace->time;
    }
    event.cause = *co_task_cause(trace->task);
    run->foreign += event.cause.kind == CO_CAUSE_OUTSIDE;
    event.what = event.cause.kind == CO_CAUSE_LOOP ? run_callback(run) : "";
    /* A timer or a thread wakes from no place: the trace has that of the task that ran last. */
    if (event.cause.kind != CO_CAUSE_TASK)
        event.file = event.call = "", event.line = 0;
    log_event(run, &event);
}

static void on_touched(struct run *run, const struct co_trace *trace)
{
    struct event event = event_of(run, EVENT_TOUCH, trace);
    struct thing *thing;

    /* The lock inside a barrier is the barrier's own affair. */
    if (wait_is(trace->resource, "lock") && strncmp(event.call, "co_barrier_", 11) == 0)
        return;
    thing = find_thing(run, trace);
    if (thing)
        starved_note_touch(thing, event.task, trace->verb);
    event.thing = thing ? thing->number : 0;
    event.verb = trace->verb;
    event.count = trace->count;
    text_clear(&run->message);
    text_add_safe(&run->message, trace->text, strlen(trace->text));
    event.what = text_string(&run->message);
    log_event(run, &event);
}

static void on_step(struct run *run, const struct co_trace *trace)
{
    log_event(run, &(struct event){
                       .kind = EVENT_STEP,
                       .task = co_task_id(trace->task),
                       .time = trace->time,
                       .file = "",
                       .call = "",
                   });
}

static void on_ended(struct run *run, const struct co_trace *trace)
{
    struct event event = event_of(run, EVENT_TASK_END, trace);
    struct roster_entry *entry = roster_find(&run->roster, event.task);

    if (run->options->order)
        order_course_ended(&run->course, event.task);
    /* After a report the remaining tasks are cancelled. This end says nothing about the run. */
    if (entry && !run->log_closed) {
        entry->ended = true;
        entry->ended_at = trace->time;
        entry->result = trace->result;
    }
    if (event.task == MAIN_TASK) {
        circle_note_end(run);
        run->main_ended = true;
        run->main_result = trace->result;
        text_clear(&run->main_text);
        text_add(&run->main_text, "%s", co_task_text(trace->task));
    }
    event.text = co_task_text(trace->task);
    log_event(run, &event);
}

/* The log ends with the report: later lines of tasks that are cancelled would hide it. */
static void on_stuck(struct run *run, int code)
{
    if (run->stuck || run->signal || run->output_error)
        return;
    run->stuck = code;
    run->log_closed = true;
    if (code == -EDEADLK)
        report_deadlock(run);
    else
        report_livelock(run);
}

/* Something went wrong, and no task of the demo handles it. */
int run_report(void *context, const struct co_report *report)
{
    struct run *run = context;

    /* The report of a deadlock or livelock has already said that tasks do not end. */
    if (run->stuck && report->kind == CO_REPORT_DESTROYED_PENDING)
        return 0;
    run->now = co_time_nanoseconds();
    if (!run->output_error)
        report_unhandled(run, report);
    return 0;
}

/* No event: what the loop does is not a part of the run. */
static void on_outside(struct run *run)
{
    pthread_mutex_lock(&run->lock);
    log_flush(run);
    pthread_mutex_unlock(&run->lock);
}

void run_observe(void *context, const struct co_trace *trace)
{
    struct run *run = context;

    static void (*const on[])(struct run * run, const struct co_trace *trace) = {
        [CO_TRACE_CREATED] = on_created, [CO_TRACE_WAITING] = on_waiting,
        [CO_TRACE_WOKEN] = on_woken,     [CO_TRACE_ENDED] = on_ended,
        [CO_TRACE_STEP] = on_step,       [CO_TRACE_TOUCHED] = on_touched,
    };

    if (trace->kind == CO_TRACE_OUTSIDE) {
        on_outside(run);
        return;
    }
    if (trace->kind != CO_TRACE_DEADLOCK && trace->kind != CO_TRACE_LIVELOCK)
        circle_note_time(run, trace->time);
    pthread_mutex_lock(&run->lock);
    run->now = trace->time;
    if (on[trace->kind])
        on[trace->kind](run, trace);
    pthread_mutex_unlock(&run->lock);

    if (trace->kind == CO_TRACE_DEADLOCK && trace->result == 0)
        report_waits(run);
    else if (trace->kind == CO_TRACE_DEADLOCK)
        on_stuck(run, -EDEADLK);
    else if (trace->kind == CO_TRACE_LIVELOCK)
        on_stuck(run, -ELOOP);
    else if (trace->kind == CO_TRACE_ENDED && co_task_id(trace->task) == MAIN_TASK)
        starved_report(run);
    if (run->stop_wanted && co_interrupt())
        run->stop_wanted = false;
}
