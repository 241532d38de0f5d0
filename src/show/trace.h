/*
 * The parts of a trace in the Trace Event Format of Chrome and Perfetto. Each task is a thread of
 * the trace. Each part writes the events of its own kind; the events need no order in the file.
 */
#ifndef SHOW_TRACE_H
#define SHOW_TRACE_H

#include "show/life.h"

/* Where an event of the stream lies on the axis of the trace, in nanoseconds. */
struct trace_slot {
    int64_t begin, end;
};

struct trace {
    FILE *file;
    const struct life *life;
    struct trace_slot *slots; /* of each event of the stream */
    int64_t end;              /* of the trace */
    uint32_t loop;            /* the thread of the loop's callbacks, behind those of the tasks */
    bool begun;               /* an event has been written */
    bool failed;              /* there was no memory for a text */
};

/*
 * The slot of each event, in the order of the stream. On the virtual clock a step takes no time, so
 * that a viewer would show nothing of it: each event of an instant gets a short length here, one
 * behind the other. The last of them ends before the half of the time to the next instant has
 * passed. On the real clock a slot has at most a microsecond. NULL: there is no memory, or there
 * are no events. The caller frees it.
 */
struct trace_slot *trace_slots(const struct life *life);

/* Begin an event with its phase and category, on the thread of the task with this id. The caller
 * adds the members that it needs, and ends the event. */
void trace_begin(struct trace *trace, const char *phase, const char *category, uint32_t task,
                 int64_t time);
void trace_end(struct trace *trace);
/* Add a member behind others: a text as JSON; a time or length in nanoseconds, as microseconds. */
void trace_add_text(struct trace *trace, const char *key, const char *text);
void trace_add_time(struct trace *trace, const char *key, int64_t nanoseconds);

/* Slices: the steps of the tasks, and in them the lines that they log. Flows: from the step in
 * which a task wakes another to the step that the other task makes then. -ENOMEM. */
int trace_write_steps(struct trace *trace);
/* Nested async spans: the life of each task, and its waits in it; each lock, and its holders. */
void trace_write_waits(struct trace *trace);
/* Counters of queues and semaphores. */
void trace_write_counters(struct trace *trace);

#endif
