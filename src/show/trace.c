/* The trace of a run as JSON, which the parts write together. */
#include "show/trace.h"

#include "run/json.h"
#include "show/show.h"
#include "show/words.h"

#include <stdlib.h>

/* ---- Members ---- */

void trace_add_text(struct trace *trace, const char *key, const char *text)
{
    fprintf(trace->file, ",\"%s\":", key);
    json_write_string(trace->file, text);
}

void trace_add_time(struct trace *trace, const char *key, int64_t nanoseconds)
{
    fprintf(trace->file, ",\"%s\":%lld.%03d", key, (long long)(nanoseconds / 1000),
            (int)(nanoseconds % 1000));
}

static void begin(struct trace *trace, const char *phase)
{
    fprintf(trace->file, "%s\n{\"ph\":\"%s\",\"pid\":1", trace->begun ? "," : "", phase);
    trace->begun = true;
}

void trace_begin(struct trace *trace, const char *phase, const char *category, uint32_t task,
                 int64_t time)
{
    begin(trace, phase);
    fprintf(trace->file, ",\"cat\":\"%s\",\"tid\":%u", category, task ? task : trace->loop);
    trace_add_time(trace, "ts", time);
}

void trace_end(struct trace *trace)
{
    putc('}', trace->file);
}

/* ---- Names ---- */

static void write_process_name(struct trace *trace, const char *title)
{
    begin(trace, "M");
    trace_add_text(trace, "name", "process_name");
    fputs(",\"args\":{\"of\":\"asyncdemo\"", trace->file);
    trace_add_text(trace, "name", title);
    fputs("}}", trace->file);
}

/* The threads stand in the order of the tasks' creation. */
static void write_thread_name(struct trace *trace, const struct life_task *task, size_t place)
{
    uint32_t thread = task->id ? task->id : trace->loop;
    struct text name = { 0 };

    words_add_name(&name, task->name);
    begin(trace, "M");
    trace_add_text(trace, "name", "thread_name");
    fprintf(trace->file, ",\"tid\":%u,\"args\":{\"task\":%u", thread, task->id);
    trace_add_text(trace, "name", text_string(&name));
    fputs("}}", trace->file);
    begin(trace, "M");
    trace_add_text(trace, "name", "thread_sort_index");
    fprintf(trace->file, ",\"tid\":%u,\"args\":{\"sort_index\":%zu}}", thread, place);
    trace->failed |= name.failed;
    text_free(&name);
}

static void write_names(struct trace *trace, const char *title)
{
    const struct life *life = trace->life;

    write_process_name(trace, title ? title : "");
    for (size_t i = 0; i < life->task_count; i++)
        write_thread_name(trace, &life->tasks[i], i);
}

/* ---- The whole trace ---- */

/* The first line of a report stands in the margin; the others explain it. */
static void write_reports(struct trace *trace)
{
    const struct stream *stream = trace->life->stream;
    bool inside = false;

    for (size_t i = 0; i < stream->count; i++) {
        const struct event *event = &stream->events[i];
        bool is_report = event->kind == EVENT_REPORT;

        if (is_report && !inside) {
            trace_begin(trace, "i", "report", 0, trace->slots[i].begin);
            fputs(",\"s\":\"g\"", trace->file);
            trace_add_text(trace, "name", event->text);
            trace_end(trace);
        }
        inside = is_report;
    }
}

static void prepare(struct trace *trace)
{
    const struct life *life = trace->life;

    if (life->stream->count)
        trace->end = trace->slots[life->stream->count - 1].end;
    for (size_t i = 0; i < life->task_count; i++)
        if (life->tasks[i].id >= trace->loop)
            trace->loop = life->tasks[i].id + 1;
    trace->loop = trace->loop ? trace->loop : UINT32_MAX;
}

static int write_trace(struct trace *trace, const char *title)
{
    int rc;

    prepare(trace);
    fputs("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[", trace->file);
    write_names(trace, title);
    rc = trace_write_steps(trace);
    trace_write_waits(trace);
    trace_write_counters(trace);
    write_reports(trace);
    fputs("\n]}\n", trace->file);
    if (trace->failed)
        rc = -ENOMEM;
    if (rc == 0 && (fflush(trace->file) != 0 || ferror(trace->file)))
        rc = -EIO;
    return rc;
}

int show_trace(FILE *file, const struct stream *stream, const struct show_options *options)
{
    struct life life;
    struct trace trace = { .file = file, .life = &life };
    int rc = life_read(&life, stream);

    if (rc == 0 && stream->count) {
        trace.slots = trace_slots(&life);
        rc = trace.slots ? 0 : -ENOMEM;
    }
    if (rc == 0)
        rc = write_trace(&trace, options->title);
    free(trace.slots);
    life_free(&life);
    return rc;
}
