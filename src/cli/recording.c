#include "cli/recording.h"

#include "run/unnamed_file.h"

#include <errno.h>
#include <unistd.h>

int recording_begin(struct recording *recording)
{
    int descriptor = unnamed_file();

    *recording = (struct recording){ .descriptor = descriptor };
    return descriptor < 0 ? descriptor : 0;
}

/* Each event is written as a stream of one event: a process that dies has written all before. */
static void note(void *context, const struct event *event)
{
    struct recording *recording = context;
    struct event copy = *event;
    struct stream one = { .events = &copy, .count = 1 };
    int rc = stream_write(&one, recording->descriptor);
    if (rc < 0 && !recording->failure)
        recording->failure = rc;
}

void recording_attach(struct recording *recording, struct run_options *run)
{
    run_listen(run, note, recording);
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
