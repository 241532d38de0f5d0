/* Things found by a key, in a time that does not depend on how many there are. */
#ifndef CO_TABLE_H
#define CO_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* A member of the thing. */
struct table_link {
    struct table_link *next, **at;
    uintptr_t key;
};

/* All-zero is empty. */
struct table {
    struct table_link **buckets;
    size_t bucket_count; /* a power of two */
    size_t count;
};

/* Have room for one more link. -ENOMEM. */
int table_reserve(struct table *table);
/* There is room for the link. Several links may have the same key. */
void table_add(struct table *table, struct table_link *link, uintptr_t key);
void table_remove(struct table *table, struct table_link *link);
/* The link of this key that was added last; NULL: there is none. */
struct table_link *table_find(const struct table *table, uintptr_t key);
/* The link of the same key that was added before; NULL: there is none. */
struct table_link *table_find_earlier(const struct table_link *link);
/* Any link from *position on, which is 0 at first; NULL after the last. The link may be removed
 * before the next call. */
struct table_link *table_any(const struct table *table, size_t *position);
/* What is in the table stays as it is. */
void table_free(struct table *table);

#endif
