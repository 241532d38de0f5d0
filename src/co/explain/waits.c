#include "co/explain/waits.h"

#include "co/list.h"

#include <string.h>

static const struct wait_kind kinds[] = {
    { "lock", "lock ", "", "last released it", NULL, false },
    { "semaphore", "a permit of semaphore ", "", "last released a permit",
      "no permit has ever been released", false },
    { "event", "event ", "", "last set it", "it has never been set", false },
    { "condition", "condition ", "", "last notified it", "it has never been notified", false },
    { "barrier", "barrier ", "", NULL, NULL, false },
    { "item of a queue", "an item of queue ", "", "last put an item", "no item has ever been put",
      false },
    { "place in a queue", "a free place in queue ", "", "last took an item",
      "no item has ever been taken", false },
    { "queue to be finished", "queue ", " to be finished", "last called co_queue_task_done()",
      "co_queue_task_done() has never been called", false },
    { "bytes of a stream", "bytes of stream ", "", "last wrote to its other end",
      "its other end has never been written to", false },
    { "room in a stream", "room in stream ", "", "last read from its other end",
      "its other end has never been read from", false },
    { "stream to be closed", "stream ", " to be closed", NULL, NULL, false },
    { "end of a server", "the end of server ", "", NULL, NULL, false },
    { "server to be closed", "server ", " to be closed", NULL, NULL, false },
    { "task", "", "", NULL, NULL, true },
    { "gather", "", "", NULL, NULL, true },
    { "wait", "", "", NULL, NULL, true },
    { "task group", "", "", NULL, NULL, true },
    { "shield", "", "", NULL, NULL, true },
    { CO_GONE, "", " (which does not exist any more)", NULL, NULL, false },
};
static const struct wait_kind other = { "", "", "", "last touched it", NULL, false };

bool wait_is(const struct co_resource *resource, const char *kind)
{
    return resource && strcmp(resource->kind, kind) == 0;
}

const struct co_queue *wait_joined_queue(const struct co_resource *resource)
{
    return container_of(resource, const struct co_queue, finished);
}

const struct wait_kind *wait_kind(const struct co_resource *resource)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].kind, resource->kind) == 0)
            return &kinds[i];
    return &other;
}

size_t wait_first_argument(const char *call, const char **argument)
{
    const char *begin = strchr(call, '('), *end;
    int depth = 0;

    if (!begin)
        return 0;
    begin++;
    begin += strspn(begin, "& ");
    for (end = begin; *end && (depth || (*end != ',' && *end != ')')); end++)
        depth += (*end == '(' || *end == '[') - (*end == ')' || *end == ']');
    *argument = begin;
    return (size_t)(end - begin);
}

/* A task that was notified waits for the lock, in the call that names the condition. */
static bool is_lock_of_condition(const struct wait_kind *kind, const struct co_place *place)
{
    static const char calls[] = "co_condition_";

    return strcmp(kind->kind, "lock") == 0 && strncmp(place->call, calls, sizeof calls - 1) == 0;
}

/* Returns the length of the words; without the name if they end with it: 11 of "an item of queue ",
 * where the name is "queue". */
static size_t length_without(const char *before, const char *name, size_t length)
{
    size_t words = strlen(before);

    if (words <= length || memcmp(before + words - length - 1, name, length) != 0)
        return words;
    words -= length + 1;
    return words == 0 || before[words - 1] == ' ' ? words : strlen(before);
}

static void describe(struct text *text, const struct co_resource *resource,
                     const struct co_place *place, bool is_told)
{
    const struct wait_kind *kind = wait_kind(resource);
    const char *name, *before = kind->before;
    size_t length = wait_first_argument(place->call, &name), words;

    if (kind->tasks || kind == &other || !length) {
        text_add(text, "%s", resource->kind);
        return;
    }
    if (is_lock_of_condition(kind, place))
        before = "the lock of condition ";
    words = is_told ? length_without(before, name, length) : strlen(before);
    text_add(text, "%.*s%s", (int)words, before, before[words] ? "the " : "");
    text_add_safe(text, name, length);
    text_add(text, "%s", kind->after);
}

void wait_describe(struct text *text, const struct co_resource *resource,
                   const struct co_place *place)
{
    describe(text, resource, place, false);
}

void wait_tell(struct text *text, const struct co_resource *resource, const struct co_place *place)
{
    describe(text, resource, place, true);
}
