/* The event stream as JSON lines. */
#include "run/json.h"
#include "run/stream.h"

static const char *const kind_names[] = {
    [EVENT_TASK] = "task",       [EVENT_WAIT] = "wait",         [EVENT_WAKE] = "wake",
    [EVENT_LINE] = "line",       [EVENT_TASK_END] = "task_end", [EVENT_REPORT] = "report",
    [EVENT_RUN_END] = "run_end",
};

static const char *const cause_names[] = {
    [CO_CAUSE_START] = "start",   [CO_CAUSE_TIMER] = "timer", [CO_CAUSE_TASK] = "task",
    [CO_CAUSE_THREAD] = "thread", [CO_CAUSE_LOOP] = "loop",   [CO_CAUSE_OUTSIDE] = "outside",
};

static void write_cause(const struct co_cause *cause, FILE *file)
{
    fprintf(file, ",\"cause\":{\"kind\":\"%s\"", cause_names[cause->kind]);
    if (cause->kind != CO_CAUSE_LOOP && cause->kind != CO_CAUSE_OUTSIDE)
        fprintf(file, ",\"by\":%u", cause->by);
    if (cause->kind == CO_CAUSE_START || cause->kind == CO_CAUSE_TASK ||
        cause->kind == CO_CAUSE_THREAD)
        fprintf(file, ",\"by_line\":%u", cause->by_line);
    if (cause->kind == CO_CAUSE_START || cause->kind == CO_CAUSE_TASK)
        fprintf(file, ",\"ordinal\":%u", cause->ordinal);
    if (cause->kind == CO_CAUSE_TIMER || cause->kind == CO_CAUSE_OUTSIDE)
        fprintf(file, ",\"delay_ns\":%lld", (long long)cause->delay);
    fprintf(file, ",\"time_ns\":%lld}", (long long)cause->time);
}

void event_write_json(const struct event *event, FILE *file)
{
    fprintf(file, "{\"v\":1,\"time_ns\":%lld,\"kind\":\"%s\",\"task\":%u", (long long)event->time,
            kind_names[event->kind], event->task);
    if (event->kind == EVENT_LINE || event->kind == EVENT_RUN_END)
        fprintf(file, ",\"number\":%u", event->number);
    if (event->kind == EVENT_TASK_END || event->kind == EVENT_RUN_END)
        fprintf(file, ",\"result\":%d", event->result);
    fputs(",\"text\":", file);
    json_write_string(file, event->text);
    if (event->kind == EVENT_TASK || event->kind == EVENT_WAKE || event->kind == EVENT_LINE)
        write_cause(&event->cause, file);
    if (event->file[0]) {
        fputs(",\"file\":", file);
        json_write_string(file, event->file);
        fprintf(file, ",\"line\":%d", event->line);
    }
    fputs("}\n", file);
}

int stream_write_json(const struct stream *stream, FILE *file)
{
    for (size_t i = 0; i < stream->count; i++)
        event_write_json(&stream->events[i], file);
    return fflush(file) == 0 && !ferror(file) ? 0 : -EIO;
}
