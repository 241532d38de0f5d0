#include "check/rounding.h"

int64_t rounding_of(const struct stream *stream)
{
    int64_t now = 0, moments = 0;

    for (size_t i = 0; i < stream->count; i++) {
        if (stream->events[i].time <= now)
            continue;
        now = stream->events[i].time;
        moments++;
    }
    return moments > 0 ? moments : 1;
}
