/* A hash table: it finds a struct by a key, in constant time. */
#ifndef CO_TABLE_H
#define CO_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* A member of the struct. */
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

/* Make room for one more link. -ENOMEM. */
int table_reserve(struct table *table);
/* The caller has made room. Several links may have the same key. */
void table_add(struct table *table, struct table_link *link, uintptr_t key);
void table_remove(struct table *table, struct table_link *link);
/* The link with this key that was added last; NULL: there is none. */
struct table_link *table_find(const struct table *table, uintptr_t key);
/* The link with the same key that was added before `link`; NULL: there is none. */
struct table_link *table_find_earlier(const struct table_link *link);
/* The next link from *position on, in no order; *position is 0 at first. NULL after the last link.
 * The link may be removed before the next call. */
struct table_link *table_any(const struct table *table, size_t *position);
/* Free the table. The links stay as they are. */
void table_free(struct table *table);

#endif
