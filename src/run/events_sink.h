/* Where the events of a run go while it goes on: to a file, as compact text (events_text.h) if the
 * name of the file ends in ".events", else as JSON lines. */
#ifndef RUN_EVENTS_SINK_H
#define RUN_EVENTS_SINK_H

#include "run/events_text.h"

struct events_sink {
    FILE *file;       /* the caller's */
    const char *path; /* of the file */
    bool is_text;
    struct events_writer writer;
    volatile bool is_writing;
    int failure; /* the -errno of the first bytes that were not written; or 0 */
};

/* Returns whether the file of this path is a text of events, which has one run. */
bool events_sink_is_text(const char *path);
/* Begin to write to the file, which has this path. */
void events_sink_begin(struct events_sink *sink, FILE *file, const char *path);
/* Name the run whose events follow. Only a file of JSON lines has the names; it may have several
 * runs. The variant may be NULL. */
void events_sink_name(struct events_sink *sink, const char *demo, const char *variant);
/* Write an event to the sink that is the context; for run_listen_to_crash(). The last event of a
 * run that crashes is in JSON alone, and comes with all that is buffered. */
void events_sink_note(void *context, const struct event *event);
/* Complete the text, and write what is buffered. The caller closes the file. Returns 0 or
 * -errno: events are missing. */
int events_sink_end(struct events_sink *sink);

#endif
