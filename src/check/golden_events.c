#include "check/golden_events.h"

#include "run/events_text.h"

#include <errno.h>
#include <string.h>

static int parse(const struct golden *golden, struct golden_events *events,
                 struct transcript_error *error)
{
    struct events_damage damage;
    char path[PATH_MAX] = "";
    int rc = stream_read_text(&events->stream, events->text.bytes, events->text.size, &damage);

    golden_path(golden, path);
    if (rc == -EPROTO) {
        transcript_fail(error, path, damage.line, rc, "%s.", damage.sentence);
        error->damage = TRANSCRIPT_NO_EVENTS;
        return -EBADMSG;
    }
    return rc < 0 ? transcript_fail(error, path, 0, rc, "no memory is left for its events.") : 0;
}

int golden_events_read(const struct golden_source *source, struct golden *golden,
                       struct golden_events *events, struct transcript_error *error)
{
    int rc;

    *events = (struct golden_events){ 0 };
    golden->part = GOLDEN_EVENTS;
    rc = golden_source_read(source, golden, &events->text, error);
    if (rc < 0)
        return rc == -ENOENT ? 0 : rc;
    events->exists = true;
    return parse(golden, events, error);
}

void golden_events_free(struct golden_events *events)
{
    transcript_free(&events->text);
    stream_free(&events->stream);
    *events = (struct golden_events){ 0 };
}

const char *events_text_line(const char *bytes, size_t size, size_t number, size_t *length)
{
    const char *end = bytes + size, *newline;

    for (; bytes < end; bytes = newline + 1) {
        newline = memchr(bytes, '\n', (size_t)(end - bytes));
        newline = newline ? newline : end;
        *length = (size_t)(newline - bytes);
        if (number-- <= 1)
            return bytes;
    }
    return NULL;
}
