#include "work_queue/work_queue_records.h"

#include <string.h>

/* ---- Records ---- */

static void free_record(struct work_record *record)
{
    co_memory_resize(record->result, 0);
    co_memory_resize(record, 0);
}

static void drop(struct work_record *record)
{
    record->state = WORK_DROPPED;
    if (record->holders == 0)
        free_record(record);
}

void work_record_release(struct work_record *record)
{
    if (record && --record->holders == 0 && record->state == WORK_DROPPED)
        free_record(record);
}

/* ---- The table of all, by id ---- */

enum { BUCKETS_FIRST = 64 }; /* a power of two */

static struct work_record **bucket_of(const struct work_table *table, const char *id)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */

    for (; *id; id++)
        hash = (hash ^ (unsigned char)*id) * UINT64_C(1099511628211);
    return &table->buckets[hash & (table->bucket_count - 1)];
}

struct work_record *work_table_find(const struct work_table *table, const char *id)
{
    struct work_record *record = table->count ? *bucket_of(table, id) : NULL;

    while (record && strcmp(record->id, id) != 0)
        record = record->in_bucket;
    return record;
}

static void link_to_bucket(struct work_table *table, struct work_record *record)
{
    struct work_record **bucket = bucket_of(table, record->id);

    record->in_bucket = *bucket;
    *bucket = record;
    table->count++;
}

/* Make room for one more record. */
static int grow(struct work_table *table)
{
    struct work_table larger = { .bucket_count = table->bucket_count ? 2 * table->bucket_count
                                                                     : BUCKETS_FIRST };

    if (table->count < table->bucket_count)
        return 0;
    larger.buckets = co_memory_resize(NULL, larger.bucket_count * sizeof *larger.buckets);
    if (!larger.buckets)
        return -ENOMEM;
    memset(larger.buckets, 0, larger.bucket_count * sizeof *larger.buckets);
    for (size_t i = 0; i < table->bucket_count; i++) {
        for (struct work_record *record = table->buckets[i], *next; record; record = next) {
            next = record->in_bucket;
            link_to_bucket(&larger, record);
        }
    }
    co_memory_resize(table->buckets, 0);
    *table = larger;
    return 0;
}

struct work_record *work_table_add(struct work_table *table, const struct work_job *job)
{
    struct work_record *record = NULL;

    if (grow(table) == 0)
        record = co_memory_resize(NULL, sizeof *record + job->data.size + 1);
    if (!record)
        return NULL;
    *record = (struct work_record){ .priority = job->priority, .size = job->data.size };
    strcpy(record->id, job->id);
    if (job->data.size)
        memcpy(record->data, job->data.data, job->data.size);
    record->data[job->data.size] = '\0';
    link_to_bucket(table, record);
    return record;
}

void work_table_remove(struct work_table *table, struct work_record *record)
{
    struct work_record **at = bucket_of(table, record->id);

    while (*at != record)
        at = &(*at)->in_bucket;
    *at = record->in_bucket;
    table->count--;
    drop(record);
}

void work_table_clear(struct work_table *table)
{
    for (size_t i = 0; i < table->bucket_count; i++) {
        for (struct work_record *record = table->buckets[i], *next; record; record = next) {
            next = record->in_bucket;
            drop(record);
        }
    }
    co_memory_resize(table->buckets, 0);
    *table = (struct work_table){ 0 };
}
