/* The state of each thing: which task has it, which tasks wait for it, and what is in it. */
#include "co/explain/array.h"
#include "show/story_internal.h"
#include "show/words.h"

#include <stdlib.h>
#include <string.h>

enum { TOLD_ITEMS = 8, COMPARED = 200 };

/* ---- Rows of tasks ---- */

void teller_add_to_row(struct teller *teller, struct teller_row *row, uint32_t id)
{
    uint32_t *ids = array_room(row->ids, row->count, &row->capacity, sizeof *ids);

    if (!ids) {
        teller->failed = true;
        return;
    }
    row->ids = ids;
    row->ids[row->count++] = id;
}

static void remove_from_row(struct teller_row *row, size_t index)
{
    row->count--;
    memmove(&row->ids[index], &row->ids[index + 1], (row->count - index) * sizeof *row->ids);
}

/* SIZE_MAX: the task is not in the row. */
static size_t find_in_row(const struct teller_row *row, uint32_t id)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->ids[i] == id)
            return i;
    return SIZE_MAX;
}

/* ---- What happens to a thing ---- */

static void put(struct teller *teller, struct teller_thing *thing)
{
    const char **items =
        array_room(thing->items, thing->item_count, &thing->item_capacity, sizeof *items);

    if (!items) {
        teller->failed = true;
        return;
    }
    thing->items = items;
    thing->items[thing->item_count++] = teller->event->what;
}

/* The item that leaves the queue is not always the first: a queue may have priorities. */
static void get(struct teller *teller, struct teller_thing *thing)
{
    size_t found = 0;

    if (!thing->item_count)
        return;
    while (found < thing->item_count && strcmp(thing->items[found], teller->event->what) != 0)
        found++;
    if (found == thing->item_count)
        found = 0;
    thing->item_count--;
    memmove(&thing->items[found], &thing->items[found + 1],
            (thing->item_count - found) * sizeof *thing->items);
}

/* A task gives back what it took itself, or else what the first of the other tasks took. */
static void release(struct teller *teller, struct teller_thing *thing)
{
    size_t own = find_in_row(&thing->holders, teller->event->task);

    if (thing->holders.count)
        remove_from_row(&thing->holders, own == SIZE_MAX ? 0 : own);
}

static void touch(struct teller *teller, struct teller_thing *thing)
{
    const struct event *event = teller->event;

    if (event->verb == CO_VERB_TAKE)
        teller_add_to_row(teller, &thing->holders, event->task);
    else if (event->verb == CO_VERB_RELEASE)
        release(teller, thing);
    else if (event->verb == CO_VERB_PUT)
        put(teller, thing);
    else if (event->verb == CO_VERB_GET)
        get(teller, thing);
    else if (event->verb == CO_VERB_SET || event->verb == CO_VERB_CLEAR)
        thing->set = event->verb == CO_VERB_SET;
    if (event->verb != CO_VERB_DONE && event->verb != CO_VERB_NOTIFY)
        thing->count = event->count;
}

void teller_mark_thing(struct teller *teller, size_t index)
{
    if (index == SIZE_MAX || teller->things[index].changed)
        return;
    teller->things[index].changed = true;
    teller->changed_things[teller->changed_thing_count++] = index;
}

void teller_note_touch(struct teller *teller)
{
    size_t index = teller_thing_index(teller, teller->event->thing);

    if (index != SIZE_MAX)
        touch(teller, &teller->things[index]);
    teller_mark_thing(teller, index);
}

void teller_note_wait(struct teller *teller)
{
    size_t index = teller_thing_index(teller, teller->event->thing);

    if (index != SIZE_MAX)
        teller_add_to_row(teller, &teller->things[index].waiters, teller->event->task);
    teller_mark_thing(teller, index);
}

void teller_leave(struct teller *teller, uint32_t task)
{
    const struct event *wait = teller_wait(teller, task);
    size_t index = wait ? teller_thing_index(teller, wait->thing) : SIZE_MAX, place;

    if (index == SIZE_MAX)
        return;
    place = find_in_row(&teller->things[index].waiters, task);
    if (place != SIZE_MAX)
        remove_from_row(&teller->things[index].waiters, place);
    teller_mark_thing(teller, index);
}

void teller_free_things(struct teller *teller)
{
    for (size_t i = 0; teller->things && i < teller->life->thing_count; i++) {
        free(teller->things[i].waiters.ids);
        free(teller->things[i].holders.ids);
        free(teller->things[i].items);
    }
    free(teller->things);
}

/* ---- Words ---- */

static bool is_kind(const struct life_thing *thing, const char *kind)
{
    return strcmp(thing->kind, kind) == 0;
}

bool teller_is_shown(const struct life_thing *thing)
{
    static const char kinds[][12] = {
        "lock", "semaphore", "event", "condition", "barrier", "queue"
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (is_kind(thing, kinds[i]))
            return true;
    return false;
}

static void add_holders(struct teller *teller, const struct teller_thing *thing, const char *before)
{
    if (!thing->holders.count)
        return;
    text_add(&teller->words, "%sheld by ", before);
    teller_add_names(teller, thing->holders.ids, thing->holders.count);
}

static void add_items(struct text *text, const struct teller_thing *thing)
{
    bool described = thing->item_count;

    for (size_t i = 0; i < thing->item_count; i++)
        described = described && *thing->items[i];
    if (!described && thing->count > 0) {
        text_add(text, "%lld item%s", (long long)thing->count, thing->count == 1 ? "" : "s");
        return;
    }
    text_add(text, "[");
    for (size_t i = 0; described && i < thing->item_count && i < TOLD_ITEMS; i++) {
        text_add(text, i ? ", " : "");
        words_add_name(text, thing->items[i]);
    }
    if (described && thing->item_count > TOLD_ITEMS)
        text_add(text, ", %zu more", thing->item_count - TOLD_ITEMS);
    text_add(text, "]");
}

static void add_waiters(struct teller *teller, const struct teller_thing *thing, const char *before)
{
    if (!thing->waiters.count)
        return;
    text_add(&teller->words, "%s", before);
    teller_add_names(teller, thing->waiters.ids, thing->waiters.count);
    text_add(&teller->words, thing->waiters.count == 1 ? " waits" : " wait");
}

void teller_add_state(struct teller *teller, size_t index)
{
    const struct life_thing *kind = &teller->life->things[index];
    const struct teller_thing *thing = &teller->things[index];
    struct text *words = &teller->words;

    if (is_kind(kind, "condition") || is_kind(kind, "barrier")) {
        text_add(words, thing->waiters.count ? "" : "no task waits");
        add_waiters(teller, thing, "");
        return;
    }
    if (is_kind(kind, "lock")) {
        text_add(words, thing->holders.count ? "" : "free");
        add_holders(teller, thing, "");
    } else if (is_kind(kind, "semaphore")) {
        if (thing->count < 0)
            text_add(words, "no permit is taken yet");
        else
            text_add(words, "%lld free", (long long)thing->count);
        add_holders(teller, thing, "; ");
    } else if (is_kind(kind, "event")) {
        text_add(words, thing->set ? "set" : "not set");
    } else {
        add_items(words, thing);
    }
    add_waiters(teller, thing, "; ");
}

/* Returns how many earlier things, or with `any` other things, have the same name. */
static size_t count_alike(const struct life *life, size_t index, bool any)
{
    const struct life_thing *thing = &life->things[index];
    size_t count = 0;

    for (size_t i = 0; i < life->thing_count && i < COMPARED; i++)
        count += (any ? i != index : i < index) && strcmp(life->things[i].kind, thing->kind) == 0 &&
                 strcmp(life->things[i].name, thing->name) == 0;
    return count;
}

void teller_add_thing(struct teller *teller, uint32_t number)
{
    size_t index = teller_thing_index(teller, number);
    const struct life_thing *thing;

    if (index == SIZE_MAX) {
        text_add(&teller->words, "a thing");
        return;
    }
    thing = &teller->life->things[index];
    words_add_thing(&teller->words, thing->kind, thing->name);
    if (count_alike(teller->life, index, true))
        text_add(&teller->words, " (%zu)", count_alike(teller->life, index, false) + 1);
}

int teller_name_things(struct teller *teller)
{
    static const char article[] = "the ";
    const struct life *life = teller->life;
    const char **names = calloc(life->thing_count + 1, sizeof *names);

    teller->story->names = names;
    if (!names)
        return -ENOMEM;
    for (size_t i = 0; i < life->thing_count; i++) {
        const struct life_thing *thing = &life->things[i];

        if (!teller_is_shown(thing))
            continue;
        teller_add_thing(teller, thing->number);
        names[i] = teller_keep(teller);
        if (strncmp(names[i], article, sizeof article - 1) == 0 &&
            strncmp(thing->name, article, sizeof article - 1) != 0)
            names[i] += sizeof article - 1;
    }
    return teller->failed ? -ENOMEM : 0;
}
