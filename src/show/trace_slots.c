/* The axis of a trace. */
#include "show/trace.h"

#include <stdlib.h>

enum {
    MICROSECOND = 1000,
    PARTS = 500,             /* a slot of the virtual clock is such a part of the run */
    EMPTY_RUN = 1000 * 1000, /* the length of a slot if the run takes no time */
};

#define LATEST (INT64_MAX / 4) /* so that no sum of two times overflows */

/* Threads may note their events a little late, and a damaged stream may have any time. */
static int64_t later(int64_t time, int64_t event_time)
{
    if (event_time > LATEST)
        event_time = LATEST;
    return event_time > time ? event_time : time;
}

/* The length that a slot has where there is enough room. */
static int64_t wished_length(const struct life *life)
{
    int64_t end = later(0, life->end);

    if (life->is_real)
        return MICROSECOND;
    return end ? end / PARTS : EMPTY_RUN;
}

/* The index behind the events of the instant that begins with event `first`. */
static size_t behind_instant(const struct stream *stream, size_t first, int64_t now)
{
    size_t behind = first + 1;

    while (behind < stream->count && later(now, stream->events[behind].time) == now)
        behind++;
    return behind;
}

struct trace_slot *trace_slots(const struct life *life)
{
    const struct stream *stream = life->stream;
    struct trace_slot *slots = stream->count ? calloc(stream->count, sizeof *slots) : NULL;
    int64_t wished = wished_length(life), now = 0;

    for (size_t i = 0, behind; slots && i < stream->count; i = behind) {
        int64_t length = wished, room;

        now = later(now, stream->events[i].time);
        behind = behind_instant(stream, i, now);
        if (behind < stream->count) {
            room = (later(now, stream->events[behind].time) - now) / 2 / (int64_t)(behind - i);
            length = room < wished ? room : wished;
        }
        for (size_t k = i; k < behind; k++) {
            slots[k].begin = now + (int64_t)(k - i) * length;
            slots[k].end = slots[k].begin + length;
        }
    }
    return slots;
}
