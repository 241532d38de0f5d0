/* This table finds the index in an array from the id of a thing. */
#ifndef SHOW_IDS_H
#define SHOW_IDS_H

#include <stddef.h>
#include <stdint.h>

struct id_place {
    uint32_t id;
    size_t index;
};

/* All-zero is empty. */
struct ids {
    struct id_place *places; /* sorted by id: ids come in this order nearly always */
    size_t count, capacity;
};

/* The id is not known yet. -ENOMEM. */
int ids_add(struct ids *ids, uint32_t id, size_t index);
/* SIZE_MAX: the id is unknown. */
size_t ids_find(const struct ids *ids, uint32_t id);
void ids_free(struct ids *ids);

#endif
