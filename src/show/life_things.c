/* Things, and which task holds them. */
#include "show/life_reader.h"

#include <string.h>

/* The thing with this number, which is made if need be. NULL: no memory. */
static struct life_thing *thing(struct life_reader *reader, uint32_t number)
{
    struct life *life = reader->life;
    size_t index = ids_find(&life->thing_ids, number);

    if (index != SIZE_MAX)
        return &life->things[index];
    if (!READER_ROOM(reader, life->things, life->thing_count, life->thing_capacity))
        return NULL;
    if (ids_add(&life->thing_ids, number, life->thing_count) < 0) {
        reader->failed = true;
        return NULL;
    }
    life->things[life->thing_count] = (struct life_thing){ number, "", "", NULL, 0, 0 };
    return &life->things[life->thing_count++];
}

void reader_note_thing(struct life_reader *reader)
{
    const struct event *event = reader->event;
    struct life_thing *named = event->thing ? thing(reader, event->thing) : NULL;

    if (!named)
        return;
    if (event->what[0])
        named->kind = event->what;
    if (event->text[0])
        named->name = event->text;
}

static void take(struct life_reader *reader, struct life_thing *taken)
{
    if (!READER_ROOM(reader, taken->holds, taken->hold_count, taken->hold_capacity) ||
        !READER_ROOM(reader, reader->open, reader->open_count, reader->open_capacity))
        return;
    reader->open[reader->open_count++] =
        (struct open_hold){ reader->event->task, (size_t)(taken - reader->life->things),
                            taken->hold_count };
    taken->holds[taken->hold_count++] =
        (struct hold){ reader->event->task, reader->now, reader->now, reader->index, SIZE_MAX };
}

static void end_hold(struct life_reader *reader, size_t open)
{
    struct life_thing *held = &reader->life->things[reader->open[open].thing];
    struct hold *hold = &held->holds[reader->open[open].hold];

    hold->end = reader->now;
    hold->to = reader->index;
}

/* A task gives back what it took itself, or else what the first of the other tasks took: a
 * semaphore may be given back by any task. */
static void give_back(struct life_reader *reader, const struct life_thing *given)
{
    size_t index = (size_t)(given - reader->life->things), found = SIZE_MAX;

    for (size_t i = reader->open_count; i-- > 0;) {
        if (reader->open[i].thing != index)
            continue;
        found = i;
        if (reader->open[i].task == reader->event->task)
            break;
    }
    if (found == SIZE_MAX)
        return;
    end_hold(reader, found);
    reader->open_count--;
    memmove(&reader->open[found], &reader->open[found + 1],
            (reader->open_count - found) * sizeof *reader->open);
}

void reader_note_touch(struct life_reader *reader)
{
    struct life_thing *touched = reader->event->thing ? thing(reader, reader->event->thing) : NULL;

    if (touched && reader->event->verb == CO_VERB_TAKE)
        take(reader, touched);
    else if (touched && reader->event->verb == CO_VERB_RELEASE)
        give_back(reader, touched);
}

uint32_t reader_held_by(const struct life_reader *reader, uint32_t task)
{
    for (size_t i = reader->open_count; i-- > 0;)
        if (reader->open[i].task == task)
            return reader->life->things[reader->open[i].thing].number;
    return 0;
}

void reader_end_holds(struct life_reader *reader)
{
    for (size_t i = 0; i < reader->open_count; i++)
        end_hold(reader, i);
    reader->open_count = 0;
}
