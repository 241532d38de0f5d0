#include "cli/recording.h"

#include "run/unnamed_file.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int recording_begin(struct recording *recording)
{
    int descriptor = unnamed_file();

    *recording = (struct recording){ .descriptor = descriptor };
    return descriptor < 0 ? descriptor : 0;
}

static bool has_room_for(const struct recording *recording, const struct event *event)
{
    if (recording->count < RECORDING_EVENTS_MAX)
        return true;
    return event->kind == EVENT_REPORT && event->time == recording->end &&
           recording->count < RECORDING_EVENTS_MAX + RECORDING_REPORTS_MAX;
}

/* At the first event that is left out: on the real clock, such a run has to be ended by hand. */
static void tell_the_end(struct recording *recording)
{
    if (!recording->full)
        fprintf(stderr, "%s: the picture ends at %.3f s, after %d events.\n", recording->title,
                (double)recording->end * 1e-9, RECORDING_EVENTS_MAX);
    recording->full = true;
}

/* Each event is written as a stream of one event: a process that dies has written all before. */
static void note(void *context, const struct event *event)
{
    struct recording *recording = context;
    struct event copy = *event;
    struct stream one = { .events = &copy, .count = 1 };
    int rc;

    if (!has_room_for(recording, event)) {
        tell_the_end(recording);
        return;
    }
    recording->count++;
    recording->end = event->time;
    rc = recording->failure ? 0 : stream_write(&one, recording->descriptor);
    if (rc < 0)
        recording->failure = rc;
}

void recording_attach(struct recording *recording, struct run_options *run, const char *title)
{
    recording->title = title;
    run_listen_to_crash(run, note, recording);
}

int recording_end(struct recording *recording, struct stream *stream)
{
    int rc = lseek(recording->descriptor, 0, SEEK_SET) < 0 ? -errno : 0;

    while (rc == 0)
        rc = stream_read(stream, recording->descriptor);
    close(recording->descriptor);
    /* No event is left, or the process died while it wrote the last event. */
    return rc == -EPROTO ? 0 : rc;
}
