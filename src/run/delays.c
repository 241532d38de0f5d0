#include "run/delays.h"

#include "co/monotonic.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FIRST_SAMPLES = 256 };

void delays_begin(struct delays *delays)
{
    *delays = (struct delays){ .began = INT64_MAX };
    delays->source = open("/proc/self/schedstat", O_RDONLY | O_CLOEXEC);
}

/* The file has three numbers: time on a processor, time ready without one, time slices. Negative:
 * the system does not count. */
static int64_t read_waited(int source)
{
    char text[96];
    long long waited, slices;
    ssize_t length = source < 0 ? -1 : pread(source, text, sizeof text - 1, 0);

    if (length <= 0)
        return -1;
    text[length] = '\0';
    if (sscanf(text, "%*d %lld %lld", &waited, &slices) != 2 || slices == 0)
        return -1;
    return waited;
}

static bool make_room(struct delays *delays)
{
    size_t larger = delays->capacity ? delays->capacity * 2 : FIRST_SAMPLES;
    struct delay_sample *samples;

    if (delays->count < delays->capacity)
        return true;
    samples = realloc(delays->samples, larger * sizeof *samples);
    if (!samples)
        return false;
    delays->samples = samples;
    delays->capacity = larger;
    return true;
}

void delays_note(struct delays *delays, int64_t time)
{
    struct delay_sample sample = { .at = monotonic(), .waited = read_waited(delays->source) };

    /* The run's time is read before this one: the smallest difference is the best guess. */
    if (sample.at - time < delays->began)
        delays->began = sample.at - time;
    if (sample.waited >= 0 && make_room(delays))
        delays->samples[delays->count++] = sample;
}

void delays_end(struct delays *delays)
{
    if (delays->source >= 0)
        close(delays->source);
    delays->source = -1;
}

void delays_free(struct delays *delays)
{
    free(delays->samples);
    *delays = (struct delays){ .source = -1 };
}

/* The first sample that is later than `moment`. */
static size_t first_behind(const struct delays *delays, int64_t moment)
{
    size_t low = 0, high = delays->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (delays->samples[middle].at <= moment)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int64_t delays_between(const struct delays *delays, int64_t from, int64_t to)
{
    size_t first = first_behind(delays, from), last = first_behind(delays, to - 1);

    if (!delays->count)
        return 0;
    first -= first > 0;
    last -= last == delays->count;
    return delays->samples[last].waited - delays->samples[first].waited;
}
