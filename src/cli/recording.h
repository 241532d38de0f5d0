/* The events of a run in a process of its own, up to its end, whatever ends that process. */
#ifndef CLI_RECORDING_H
#define CLI_RECORDING_H

#include "run/run.h"

#include <stdbool.h>

/* A run that goes on without end, such as a livelock, has more events than a picture can show. */
enum { RECORDING_EVENTS_MAX = 50000, RECORDING_REPORTS_MAX = 1000 };

struct recording {
    int descriptor; /* of a file that both processes have */
    /* In the process of the run: */
    const char *title; /* of the run, for a message */
    int failure;       /* the -errno of an event that is missing; or 0 */
    size_t count;      /* of events that were kept */
    int64_t end;       /* the time of the last of them */
    bool full;         /* the end of the picture has been told */
};

/* Begin, before the process of the run is made. Returns 0 or -errno. */
int recording_begin(struct recording *recording);
/* Let the run, in its process, record each event when it happens, up to RECORDING_EVENTS_MAX. Of
 * what comes later, the recording has only the reports at the time of its last event, so that a
 * livelock is known as one. A message on stderr then says where the picture ends. */
void recording_attach(struct recording *recording, struct run_options *run, const char *title);
/* Read the events after the end of that process, into an empty stream, and free the recording.
 * Returns 0 or -errno; the stream then has a part of the events. The caller frees the stream in
 * both cases. */
int recording_end(struct recording *recording, struct stream *stream);

#endif
