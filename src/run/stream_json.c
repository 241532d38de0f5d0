/* The event stream as JSON lines. */
#include "run/json.h"
#include "run/stream.h"

static const char kind_names[][12] = {
    [EVENT_TASK] = "task",       [EVENT_WAIT] = "wait",         [EVENT_WAKE] = "wake",
    [EVENT_LINE] = "line",       [EVENT_TASK_END] = "task_end", [EVENT_REPORT] = "report",
    [EVENT_RUN_END] = "run_end", [EVENT_STEP] = "step",         [EVENT_TOUCH] = "touch",
    [EVENT_THING] = "thing",
};

static const char cause_names[][12] = {
    [CO_CAUSE_START] = "start",   [CO_CAUSE_TIMER] = "timer", [CO_CAUSE_TASK] = "task",
    [CO_CAUSE_THREAD] = "thread", [CO_CAUSE_LOOP] = "loop",   [CO_CAUSE_OUTSIDE] = "outside",
};

static const char verb_names[][12] = {
    [CO_VERB_NONE] = "",   [CO_VERB_TAKE] = "take",   [CO_VERB_RELEASE] = "release",
    [CO_VERB_PUT] = "put", [CO_VERB_GET] = "get",     [CO_VERB_DONE] = "done",
    [CO_VERB_SET] = "set", [CO_VERB_CLEAR] = "clear", [CO_VERB_NOTIFY] = "notify",
};

static void write_text(FILE *file, const char *member, const char *text)
{
    fprintf(file, ",\"%s\":", member);
    json_write_string(file, text);
}

static void write_cause(const struct co_cause *cause, FILE *file)
{
    fprintf(file, ",\"cause\":{\"kind\":\"%s\"", cause_names[cause->kind]);
    if (cause->kind != CO_CAUSE_LOOP && (cause->kind != CO_CAUSE_OUTSIDE || cause->by))
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

/* The members that all events of some kinds have. */
static void write_members(const struct event *event, FILE *file)
{
    enum event_kind kind = event->kind;

    if (kind == EVENT_LINE || kind == EVENT_RUN_END)
        fprintf(file, ",\"number\":%u", event->number);
    if (kind == EVENT_WAKE || kind == EVENT_TASK_END || kind == EVENT_RUN_END)
        fprintf(file, ",\"result\":%d", event->result);
    write_text(file, "text", event->text);
    if (kind == EVENT_TASK) {
        write_text(file, "function", event->what);
        fprintf(file, ",\"job\":%s", event->is_job ? "true" : "false");
    }
    if (kind == EVENT_TOUCH)
        fprintf(file, ",\"verb\":\"%s\",\"count\":%lld", verb_names[event->verb],
                (long long)event->count);
    if (kind == EVENT_THING)
        write_text(file, "thing_kind", event->what);
    if (kind == EVENT_TASK || kind == EVENT_WAKE || kind == EVENT_LINE)
        write_cause(&event->cause, file);
}

static void write_awaits(const struct event *event, FILE *file)
{
    fputs(",\"awaits\":[", file);
    for (uint32_t i = 0; i < event->awaits_count; i++)
        fprintf(file, i ? ",%u" : "%u", event->awaits[i]);
    fputc(']', file);
}

/* The members that an event may have or not. */
static void write_options(const struct event *event, FILE *file)
{
    if (event->thing)
        fprintf(file, ",\"thing\":%u", event->thing);
    if (event->due)
        fprintf(file, ",\"due_ns\":%lld", (long long)event->due);
    if (event->awaits_count)
        write_awaits(event, file);
    if (event->kind == EVENT_TOUCH && event->what[0])
        write_text(file, "item", event->what);
    if ((event->kind == EVENT_WAKE || event->kind == EVENT_LINE) && event->what[0])
        write_text(file, "what", event->what);
    if (event->file[0]) {
        write_text(file, "file", event->file);
        fprintf(file, ",\"line\":%d", event->line);
    }
    if (event->call[0])
        write_text(file, "call", event->call);
}

void run_write_json(const char *demo, const char *variant, FILE *file)
{
    fputs("{\"v\":2,\"time_ns\":0,\"kind\":\"run\",\"task\":0", file);
    write_text(file, "text", demo);
    if (variant)
        write_text(file, "variant", variant);
    fputs("}\n", file);
}

void event_write_json(const struct event *event, FILE *file)
{
    fprintf(file, "{\"v\":2,\"time_ns\":%lld,\"kind\":\"%s\",\"task\":%u", (long long)event->time,
            kind_names[event->kind], event->task);
    write_members(event, file);
    write_options(event, file);
    fputs("}\n", file);
}

int stream_write_json(const struct stream *stream, FILE *file)
{
    for (size_t i = 0; i < stream->count; i++)
        event_write_json(&stream->events[i], file);
    return fflush(file) == 0 && !ferror(file) ? 0 : -EIO;
}
