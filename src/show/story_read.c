/* Reading a story at a moment, and going through it. */
#include "show/story.h"

#include <stdlib.h>

void story_tasks_at(const struct story *story, size_t moment, struct story_task *tasks)
{
    for (size_t i = 0; i < story->life->task_count; i++)
        tasks[i] = (struct story_task){ STORY_UNMADE, "not made yet", "", 0 };
    for (size_t i = 0; i <= moment && i < story->moment_count; i++) {
        struct story_range range = story->moments[i].tasks;

        for (size_t k = range.first; k < range.first + range.count; k++)
            tasks[story->task_changes[k].index] = story->task_changes[k].now;
    }
}

void story_things_at(const struct story *story, size_t moment, const char **things)
{
    for (size_t i = 0; i < story->life->thing_count; i++)
        things[i] = NULL;
    for (size_t i = 0; i <= moment && i < story->moment_count; i++) {
        struct story_range range = story->moments[i].things;

        for (size_t k = range.first; k < range.first + range.count; k++)
            things[story->thing_changes[k].index] = story->thing_changes[k].now.text;
    }
}

size_t story_next_line(const struct story *story, size_t moment)
{
    while (++moment < story->moment_count)
        if (story->moments[moment].printed)
            return moment;
    return story->moment_count ? story->moment_count - 1 : 0;
}

size_t story_line_before(const struct story *story, size_t moment)
{
    while (moment-- > 0)
        if (story->moments[moment].printed)
            return moment;
    return 0;
}

size_t story_next_time(const struct story *story, size_t moment)
{
    size_t next = moment;

    while (next + 1 < story->moment_count &&
           story->moments[next].time == story->moments[moment].time)
        next++;
    return next;
}

size_t story_time_before(const struct story *story, size_t moment)
{
    const struct story_moment *moments = story->moments;

    while (moment > 0 && moments[moment - 1].time == moments[moment].time)
        moment--;
    moment -= moment > 0;
    while (moment > 0 && moments[moment - 1].time == moments[moment].time)
        moment--;
    return moment;
}

void story_free(struct story *story)
{
    for (size_t i = 0; i < story->text_count; i++)
        free(story->texts[i]);
    free(story->texts);
    free(story->names);
    free(story->moments);
    free(story->task_changes);
    free(story->thing_changes);
    *story = (struct story){ 0 };
}
