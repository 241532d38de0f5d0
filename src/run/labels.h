/* Names that tell tasks or things apart, although several may have one name. */
#ifndef RUN_LABELS_H
#define RUN_LABELS_H

#include "co/table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All-zero is empty. An id is greater than 0. */
struct labels {
    struct table by_name, by_base;
    struct label **by_id;
    size_t capacity; /* of `by_id` */
};

/* Give the id a label: the base alone; or, if `mark` has been used for this base before or
 * `always` is true, the base, the mark and a number from 1. So the second "fetch" is "fetch~2". An
 * id that has a label keeps it. -ENOMEM. */
int labels_add(struct labels *labels, uint32_t id, const char *base, char mark, bool always);
/* Give the id this label, which no other id has. -ENOMEM; -EEXIST: another id has it. */
int labels_put(struct labels *labels, uint32_t id, const char *name, size_t length);
/* The label of the id; NULL: it has none. */
const char *labels_name(const struct labels *labels, uint32_t id);
/* The id that has this label; 0: none. */
uint32_t labels_id(const struct labels *labels, const char *name, size_t length);
void labels_free(struct labels *labels);

#endif
