/* The reader of one line of the text form of a run (events_text.h). */
#ifndef RUN_EVENTS_READER_H
#define RUN_EVENTS_READER_H

#include "run/events_known.h"
#include "run/events_words.h"

/* All-zero but for the stream is at the beginning. */
struct events_reader {
    struct stream *stream;
    struct events_known known;
    uint32_t tasks, things; /* the highest ids */
    bool ended;             /* the run ended */
    bool out_of_memory;
    const char *sentence; /* what is wrong with the line; NULL: nothing */

    /* The event that is being read, and its texts. */
    struct event event;
    struct text text, what;
    uint32_t *awaits;
    uint32_t awaits_capacity;
};

/* Append the events of the line to the stream. Returns false if the line is damaged, and then
 * `sentence` may say why; or if `out_of_memory` is set. */
bool reader_take_line(struct events_reader *reader, struct words line);
void reader_free(struct events_reader *reader);

#endif
