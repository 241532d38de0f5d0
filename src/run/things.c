#include "run/things.h"

#include "co/explain/waits.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ITEMS = 32 };

bool thing_is(const struct co_resource *resource)
{
    return resource && resource->kind && !wait_kind(resource)->tasks && !wait_is(resource, CO_GONE);
}

static bool make_room(struct things *things, uint32_t number)
{
    size_t larger = things->capacity ? things->capacity : FIRST_ITEMS;
    struct thing *items;

    if (number < things->capacity)
        return true;
    while (larger <= number)
        larger *= 2;
    items = realloc(things->items, larger * sizeof *items);
    if (!items)
        return false;
    memset(items + things->capacity, 0, (larger - things->capacity) * sizeof *items);
    things->items = items;
    things->capacity = larger;
    return true;
}

struct thing *things_entry(struct things *things, struct co_resource *resource)
{
    uint32_t number = co_resource_number(resource);

    return make_room(things, number) ? &things->items[number] : NULL;
}

void things_free(struct things *things)
{
    free(things->items);
    *things = (struct things){ 0 };
}

/* ---- Words ---- */

const char *thing_kind(const struct co_resource *resource)
{
    static const struct {
        const char *part, *whole;
    } kinds[] = {
        { "item of a queue", "queue" },      { "place in a queue", "queue" },
        { "queue to be finished", "queue" }, { "bytes of a stream", "stream" },
        { "room in a stream", "stream" },    { "stream to be closed", "stream" },
        { "end of a server", "server" },     { "server to be closed", "server" },
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].part, resource->kind) == 0)
            return kinds[i].whole;
    return resource->kind;
}

static bool begins_with(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* The calls that name a thing of this kind in their first argument. The place of a touch may be
 * another call: a block that ends, or a call of the program's own. */
static bool call_names(const char *call, const char *kind)
{
    static const struct {
        const char *kind, *calls[3];
    } of_kinds[] = {
        { "lock", { "co_lock_", "end of WITH_LOCK(", NULL } },
        { "semaphore", { "co_semaphore_", "end of WITH_SEMAPHORE(", NULL } },
        { "event", { "co_event_", NULL } },
        { "condition", { "co_condition_", NULL } },
        { "barrier", { "co_barrier_", NULL } },
        { "queue", { "co_queue_", NULL } },
    };

    for (size_t i = 0; i < sizeof of_kinds / sizeof *of_kinds; i++) {
        if (strcmp(of_kinds[i].kind, kind) != 0)
            continue;
        for (const char *const *begin = of_kinds[i].calls; *begin; begin++)
            if (begins_with(call, *begin))
                return true;
        return false;
    }
    return begins_with(call, "io_");
}

/* The last member of an expression: `queue` of my->queue. Its length is 0 if the expression does
 * not end in a name. */
static size_t last_member(const char *expression, size_t length, const char **member)
{
    size_t begin = length;

    while (begin && (isalnum((unsigned char)expression[begin - 1]) || expression[begin - 1] == '_'))
        begin--;
    *member = expression + begin;
    return begin < length && !isdigit((unsigned char)**member) ? length - begin : 0;
}

void thing_add_name(struct text *text, const struct co_resource *resource, const char *call)
{
    bool is_lock = wait_is(resource, "lock");
    bool of_condition = is_lock && (begins_with(call, "co_condition_") ||
                                    begins_with(call, "end of WITH_CONDITION("));
    const char *argument = "", *member;
    size_t length;

    if (!of_condition && !call_names(call, thing_kind(resource)))
        return;
    length = wait_first_argument(call, &argument);
    length = last_member(argument, length, &member);
    if (length)
        text_add(text, "%s%.*s", of_condition ? "the lock of " : "", (int)length, member);
}
