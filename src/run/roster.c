#include "run/roster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAIN_TASK = 1,
    FUNCTION_SHOWN = CO_NAME_MAX - 12 /* "-4294967295" and a NUL have room behind it */
};

/* Twice the room, if it is used up. */
static void *grow(void *array, uint32_t count, uint32_t *capacity, size_t size)
{
    uint32_t larger = *capacity ? *capacity * 2 : 16;
    void *grown;

    if (count < *capacity)
        return array;
    grown = realloc(array, larger * size);
    if (grown)
        *capacity = larger;
    return grown;
}

static struct roster_function *find_function(struct roster *roster, const char *name)
{
    struct roster_function *functions;

    for (uint32_t i = 0; i < roster->function_count; i++)
        if (strcmp(roster->functions[i].name, name) == 0)
            return &roster->functions[i];
    functions = grow(roster->functions, roster->function_count, &roster->function_capacity,
                     sizeof *functions);
    if (!functions)
        return NULL;
    roster->functions = functions;
    functions += roster->function_count++;
    *functions = (struct roster_function){ .name = name };
    return functions;
}

static struct roster_entry *slot(const struct roster *roster, uint32_t id)
{
    return &roster->entries[roster->limit ? (id - 1) % roster->limit : id - 1];
}

/* There is room for one more. */
static bool make_room(struct roster *roster)
{
    struct roster_entry *entries;

    if (roster->limit && roster->count >= roster->limit)
        return true;
    entries = grow(roster->entries, roster->count, &roster->capacity, sizeof *entries);
    if (entries)
        roster->entries = entries;
    return entries;
}

struct roster_entry *roster_add(struct roster *roster, const struct co_task *task, int64_t time)
{
    struct roster_function *function = find_function(roster, co_task_name(task));
    struct roster_entry *entry;

    /* When there was no memory for an earlier one, the rest would be taken for others. */
    if (!make_room(roster) || !function || co_task_id(task) != roster->count + 1)
        return NULL;
    entry = slot(roster, ++roster->count);
    *entry = (struct roster_entry){
        .function = function->name,
        .number = ++function->tasks,
        .made = co_task_place(task),
        .since = time,
    };
    return entry;
}

struct roster_entry *roster_find(const struct roster *roster, uint32_t id)
{
    bool is_kept = !roster->limit || roster->count - id < roster->limit;

    return id && id <= roster->count && is_kept ? slot(roster, id) : NULL;
}

void roster_name(const struct roster *roster, uint32_t id, char name[CO_NAME_MAX])
{
    const struct roster_entry *entry = roster_find(roster, id);

    if (!entry)
        snprintf(name, CO_NAME_MAX, "a callback");
    else if (id == MAIN_TASK)
        snprintf(name, CO_NAME_MAX, "main");
    else
        snprintf(name, CO_NAME_MAX, "%.*s-%u", (int)co_cut(entry->function, FUNCTION_SHOWN),
                 entry->function, entry->number);
}

void roster_free(struct roster *roster)
{
    free(roster->entries);
    free(roster->functions);
    *roster = (struct roster){ 0 };
}
