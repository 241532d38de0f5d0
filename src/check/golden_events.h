/* The golden of a run's events, which a case may have beside its transcripts. */
#ifndef CHECK_GOLDEN_EVENTS_H
#define CHECK_GOLDEN_EVENTS_H

#include "check/golden_source.h"
#include "run/stream.h"

/* All-zero is none. */
struct golden_events {
    bool exists;
    struct transcript text;
    struct stream stream;
};

/* Read the golden. Without a file it returns 0, and the golden does not exist. The errors are those
 * of golden_source_read(); -EBADMSG if the file is no text of events. The golden's part and root
 * are set. The caller frees the events in both cases. */
int golden_events_read(const struct golden_source *source, struct golden *golden,
                       struct golden_events *events, struct transcript_error *error);
void golden_events_free(struct golden_events *events);

/* Returns line `number` of the text, from 1, without its newline; NULL if there is none. */
const char *events_text_line(const char *bytes, size_t size, size_t number, size_t *length);

#endif
