#include "co/explain/roster.h"

#include "co/explain/array.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FUNCTION_SHOWN = CO_NAME_MAX - 12 /* leaves room for "-4294967295" and a NUL */ };

/* The place of the function in the table, or the free place for it. */
static uint32_t *place_of(const struct roster *roster, const char *name)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    uint32_t mask = roster->place_count - 1, place;

    for (const char *letter = name; *letter; letter++)
        hash = (hash ^ (unsigned char)*letter) * UINT64_C(1099511628211);
    place = (uint32_t)hash & mask;
    while (roster->places[place] &&
           strcmp(roster->functions[roster->places[place] - 1].name, name) != 0)
        place = (place + 1) & mask;
    return &roster->places[place];
}

/* Make room for one more function, and keep at least half of the places free. */
static bool make_room_for_function(struct roster *roster)
{
    struct roster_function *functions = array_room(roster->functions, roster->function_count,
                                                   &roster->function_capacity, sizeof *functions);
    uint32_t *places;

    if (!functions)
        return false;
    roster->functions = functions;
    if (roster->place_count >= 2 * roster->function_capacity)
        return true;
    places = calloc(2 * roster->function_capacity, sizeof *places);
    if (!places)
        return false;
    free(roster->places);
    roster->places = places;
    roster->place_count = (uint32_t)(2 * roster->function_capacity);
    for (uint32_t i = 0; i < roster->function_count; i++)
        *place_of(roster, functions[i].name) = i + 1;
    return true;
}

static struct roster_function *find_function(struct roster *roster, const char *name)
{
    uint32_t *place;

    if (!make_room_for_function(roster))
        return NULL;
    place = place_of(roster, name);
    if (!*place) {
        roster->functions[roster->function_count++] = (struct roster_function){ .name = name };
        *place = roster->function_count;
    }
    return &roster->functions[*place - 1];
}

static struct roster_entry *slot(const struct roster *roster, uint32_t id)
{
    return &roster->entries[roster->limit ? (id - 1) % roster->limit : id - 1];
}

/* Make room for one more entry. */
static bool make_room(struct roster *roster)
{
    struct roster_entry *entries;

    if (roster->limit && roster->count >= roster->limit)
        return true;
    entries = array_room(roster->entries, roster->count, &roster->capacity, sizeof *entries);
    if (entries)
        roster->entries = entries;
    return entries;
}

/* The name that was given, or the function and a number. False: there is no memory. */
static bool set_name(struct roster *roster, struct roster_entry *entry, const struct co_task *task,
                     const char *given)
{
    struct roster_function *function = given ? NULL : find_function(roster, co_task_name(task));

    if (given) {
        entry->given = strdup(given);
        return entry->given;
    }
    if (!function)
        return false;
    entry->function = function->name;
    entry->number = ++function->tasks;
    return true;
}

/* The entry of the next id. It may be in the place of an entry that is not kept any more. */
static struct roster_entry *take_slot(struct roster *roster)
{
    bool is_used = roster->limit && roster->count >= roster->limit;
    struct roster_entry *entry = slot(roster, ++roster->count);

    if (is_used)
        free(entry->given);
    return entry;
}

struct roster_entry *roster_add(struct roster *roster, struct co_task *task, const char *given,
                                int64_t time)
{
    struct roster_entry new = { .task = task, .made = co_task_place(task), .since = time }, *entry;

    /* If an earlier task could not be added, ids no longer match entries. So nothing is added. */
    if (co_task_id(task) != roster->count + 1 || !make_room(roster) ||
        !set_name(roster, &new, task, given))
        return NULL;
    entry = take_slot(roster);
    *entry = new;
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
    else if (entry->given)
        snprintf(name, CO_NAME_MAX, "%s", entry->given);
    else
        snprintf(name, CO_NAME_MAX, "%.*s-%u", (int)co_cut(entry->function, FUNCTION_SHOWN),
                 entry->function, entry->number);
}

void roster_free(struct roster *roster)
{
    uint32_t used = roster->limit && roster->limit < roster->count ? roster->limit : roster->count;

    for (uint32_t i = 0; i < used; i++)
        free(roster->entries[i].given);
    free(roster->entries);
    free(roster->functions);
    free(roster->places);
    *roster = (struct roster){ 0 };
}
