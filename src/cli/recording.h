/* The events of a run in a process of its own, up to its end, whatever ends that process. */
#ifndef CLI_RECORDING_H
#define CLI_RECORDING_H

#include "run/run.h"

struct recording {
    int descriptor; /* of a file that both processes have */
    int failure;    /* in the process of the run: the -errno of an event that is missing; or 0 */
};

/* Begin, before the process of the run is made. Returns 0 or -errno. */
int recording_begin(struct recording *recording);
/* Let the run, in its process, record each event when it happens. */
void recording_attach(struct recording *recording, struct run_options *run);
/* Read the events after the end of that process, into an empty stream, and free the recording.
 * Returns 0 or -errno; the stream then has a part of the events. The caller frees the stream in
 * both cases. */
int recording_end(struct recording *recording, struct stream *stream);

#endif
