#include "run/events_sink.h"

#include <string.h>

bool events_sink_is_text(const char *path)
{
    const char *end = strrchr(path, '.');

    return end && strcmp(end, ".events") == 0;
}

void events_sink_begin(struct events_sink *sink, FILE *file, const char *path)
{
    *sink = (struct events_sink){ .file = file,
                                  .is_text = events_sink_is_text(path),
                                  .writer = { .file = file } };
}

void events_sink_note(void *context, const struct event *event)
{
    struct events_sink *sink = context;

    if (sink->is_text)
        events_write(&sink->writer, event);
    else
        event_write_json(event, sink->file);
}

int events_sink_end(struct events_sink *sink)
{
    if (sink->is_text)
        return events_writer_close(&sink->writer);
    return fflush(sink->file) == 0 && !ferror(sink->file) ? 0 : -EIO;
}
