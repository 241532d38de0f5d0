/* The file of a run's events, which is written while the run goes on: compact text (events_text.h)
 * if its name ends in ".events", else JSON lines. */
#ifndef RUN_EVENTS_FILE_H
#define RUN_EVENTS_FILE_H

#include "run/events_text.h"

/* All-zero is no file. */
struct events_file {
    FILE *file; /* the caller's */
    bool is_text;
    struct events_writer writer;
};

/* Begin to write to the file, which has this path. */
void events_file_begin(struct events_file *events, FILE *file, const char *path);
/* Write an event to the `struct events_file` that is the context; for run_options.on_event. */
void events_file_note(void *context, const struct event *event);
/* End the text, and write what is buffered. The caller closes the file. 0; -EIO or -ENOMEM: events
 * are missing. */
int events_file_end(struct events_file *events);

#endif
