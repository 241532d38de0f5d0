/* A hash table with chains. It grows and never shrinks; its links lie in the things themselves, so
 * that adding and removing cannot fail. */
#include "co/table.h"

#include "co/kernel/memory.h"

enum { FIRST_BUCKETS = 16 };

/* Fibonacci hashing (Knuth, The Art of Computer Programming, 6.4): keys that lie at even distances,
 * as addresses do, go to different buckets. */
static struct table_link **bucket_of(const struct table *table, uintptr_t key)
{
    uint64_t hash = (uint64_t)key * UINT64_C(0x9e3779b97f4a7c15);

    return &table->buckets[(hash >> 32) & (table->bucket_count - 1)];
}

static void link_into(struct table_link **bucket, struct table_link *link)
{
    link->next = *bucket;
    link->at = bucket;
    if (link->next)
        link->next->at = &link->next;
    *bucket = link;
}

static struct table_link *reversed(struct table_link *chain)
{
    struct table_link *last = NULL, *next;

    for (; chain; chain = next) {
        next = chain->next;
        chain->next = last;
        last = chain;
    }
    return last;
}

/* If links have the same key, the last one stays ahead. */
static void move_all(const struct table *from, const struct table *to)
{
    for (size_t i = 0; i < from->bucket_count; i++)
        for (struct table_link *link = reversed(from->buckets[i]), *next; link; link = next) {
            next = link->next;
            link_into(bucket_of(to, link->key), link);
        }
}

int table_reserve(struct table *table)
{
    struct table larger = *table;

    if (table->count < table->bucket_count)
        return 0;
    larger.bucket_count = table->bucket_count ? table->bucket_count * 2 : FIRST_BUCKETS;
    larger.buckets = memory_resize(NULL, larger.bucket_count * sizeof *larger.buckets);
    if (!larger.buckets)
        return -ENOMEM;
    for (size_t i = 0; i < larger.bucket_count; i++)
        larger.buckets[i] = NULL;
    move_all(table, &larger);
    memory_resize(table->buckets, 0);
    *table = larger;
    return 0;
}

void table_add(struct table *table, struct table_link *link, uintptr_t key)
{
    link->key = key;
    link_into(bucket_of(table, key), link);
    table->count++;
}

void table_remove(struct table *table, struct table_link *link)
{
    *link->at = link->next;
    if (link->next)
        link->next->at = link->at;
    table->count--;
}

static struct table_link *first_of_key(struct table_link *link, uintptr_t key)
{
    while (link && link->key != key)
        link = link->next;
    return link;
}

struct table_link *table_find(const struct table *table, uintptr_t key)
{
    return table->count ? first_of_key(*bucket_of(table, key), key) : NULL;
}

struct table_link *table_find_earlier(const struct table_link *link)
{
    return first_of_key(link->next, link->key);
}

struct table_link *table_any(const struct table *table, size_t *position)
{
    while (*position < table->bucket_count && !table->buckets[*position])
        ++*position;
    return *position < table->bucket_count ? table->buckets[*position] : NULL;
}

void table_free(struct table *table)
{
    memory_resize(table->buckets, 0);
    *table = (struct table){ 0 };
}
