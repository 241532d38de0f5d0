#include "show/ids.h"

#include "co/explain/array.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The first place whose id is not less than this one. */
static size_t lower_bound(const struct ids *ids, uint32_t id)
{
    size_t low = 0, high = ids->count;

    if (high && ids->places[high - 1].id < id)
        return high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (ids->places[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int ids_add(struct ids *ids, uint32_t id, size_t index)
{
    size_t at = lower_bound(ids, id);
    struct id_place *places =
        array_room(ids->places, ids->count, &ids->capacity, sizeof *ids->places);

    if (!places)
        return -ENOMEM;
    ids->places = places;
    memmove(places + at + 1, places + at, (ids->count - at) * sizeof *places);
    places[at] = (struct id_place){ id, index };
    ids->count++;
    return 0;
}

size_t ids_find(const struct ids *ids, uint32_t id)
{
    size_t at = lower_bound(ids, id);

    return at < ids->count && ids->places[at].id == id ? ids->places[at].index : SIZE_MAX;
}

void ids_free(struct ids *ids)
{
    free(ids->places);
    *ids = (struct ids){ 0 };
}
