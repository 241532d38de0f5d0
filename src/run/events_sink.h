/* Where the events of a run go while it goes on: to a file, as compact text (events_text.h) if the
 * name of the file ends in ".events", else as JSON lines. */
#ifndef RUN_EVENTS_SINK_H
#define RUN_EVENTS_SINK_H

#include "run/events_text.h"

struct events_sink {
    FILE *file; /* the caller's */
    bool is_text;
    struct events_writer writer;
};

/* Is the file of this path a text of events, which has one run? */
bool events_sink_is_text(const char *path);
/* Begin to write to the file, which has this path. */
void events_sink_begin(struct events_sink *sink, FILE *file, const char *path);
/* Write an event to the sink that is the context; for run_listen(). */
void events_sink_note(void *context, const struct event *event);
/* Complete the text, and write what is buffered. The caller closes the file. 0; -EIO or -ENOMEM:
 * events are missing. */
int events_sink_end(struct events_sink *sink);

#endif
