#include "run/events_sink.h"

#include <errno.h>
#include <string.h>

bool events_sink_is_text(const char *path)
{
    const char *end = strrchr(path, '.');

    return end && strcmp(end, ".events") == 0;
}

void events_sink_begin(struct events_sink *sink, FILE *file, const char *path)
{
    *sink = (struct events_sink){
        .file = file, .path = path, .is_text = events_sink_is_text(path), .writer = { .file = file }
    };
}

/* The stream keeps that it failed, not why. */
static void keep_failure(struct events_sink *sink)
{
    if (ferror(sink->file) && !sink->failure)
        sink->failure = -errno;
}

void events_sink_name(struct events_sink *sink, const char *demo, const char *variant)
{
    if (!sink->is_text)
        run_write_json(demo, variant, sink->file);
    keep_failure(sink);
}

void events_sink_note(void *context, const struct event *event)
{
    struct events_sink *sink = context;
    bool is_crash = event->kind == EVENT_REPORT && event->task;

    /* The stack overflowed in the calls below: the file is in no state to be written to. */
    if (sink->is_writing)
        return;
    sink->is_writing = true;
    if (!sink->is_text)
        event_write_json(event, sink->file);
    else if (!is_crash)
        events_write(&sink->writer, event);
    if (is_crash)
        fflush(sink->file);
    keep_failure(sink);
    sink->is_writing = false;
}

int events_sink_end(struct events_sink *sink)
{
    int rc = sink->is_text             ? events_writer_close(&sink->writer)
             : fflush(sink->file) == 0 ? 0
                                       : -errno;

    return sink->failure ? sink->failure : rc;
}
