#include "run/events_file.h"

#include <string.h>

void events_file_begin(struct events_file *events, FILE *file, const char *path)
{
    const char *end = strrchr(path, '.');

    *events = (struct events_file){ .file = file,
                                    .is_text = end && strcmp(end, ".events") == 0,
                                    .writer = { .file = file } };
}

void events_file_note(void *context, const struct event *event)
{
    struct events_file *events = context;

    if (events->is_text)
        events_write(&events->writer, event);
    else
        event_write_json(event, events->file);
}

int events_file_end(struct events_file *events)
{
    if (events->is_text)
        return events_writer_close(&events->writer);
    return fflush(events->file) == 0 && !ferror(events->file) ? 0 : -EIO;
}
