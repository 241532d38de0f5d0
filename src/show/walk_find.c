/* Moments that a reader looks for. */
#include "show/walk.h"

#include <string.h>

size_t walk_find_time(const struct story *story, int64_t time)
{
    for (size_t i = 0; i < story->moment_count; i++)
        if (story->moments[i].time >= time)
            return i;
    return SIZE_MAX;
}

size_t walk_find_line(const struct story *story, const char *text)
{
    for (size_t i = 0; i < story->moment_count; i++) {
        size_t printed = story->moments[i].printed;

        if (printed && strstr(story->life->lines[printed - 1].event->text, text))
            return i;
    }
    return SIZE_MAX;
}

size_t walk_search(const struct story *story, size_t moment, const char *text)
{
    for (size_t i = 1; i <= story->moment_count; i++) {
        size_t one = (moment + i) % story->moment_count;

        if (strcasestr(story->moments[one].sentence, text))
            return one;
    }
    return SIZE_MAX;
}
