#include "cli/topic.h"

#include <string.h>

const struct topic topics[] = {
    { "events", "the form of the events of a run", topic_write_events },
    { "golden", "goldens of any command", topic_write_golden },
    { "choosing", "which primitive for what, and the demo that shows it", topic_write_choosing },
    { "checklist", "what to look for in a program, and the demo that shows it",
      topic_write_checklist },
    { "asyncio", "a dictionary: asyncio's names, ours, and the differences", topic_write_asyncio },
    { 0 },
};

const struct topic *topic_find(const char *name)
{
    for (const struct topic *topic = topics; topic->name; topic++) {
        if (strcmp(topic->name, name) == 0)
            return topic;
    }
    return NULL;
}
