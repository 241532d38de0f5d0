/* The records of the work queue in memory: one for each job, in a table by id. */
#ifndef WORK_QUEUE_RECORDS_H
#define WORK_QUEUE_RECORDS_H

#include "co/list.h"
#include "work_queue/work_queue.h"

enum { WORK_REASON_MAX = 128 };

struct work_record {
    struct work_record *in_bucket; /* the next one in the table */
    struct co_link link;           /* among the waiting jobs, or the results */
    uint64_t number;               /* in the order of putting */
    int priority, attempts;
    int holders; /* workers that have it; a worker that seemed lost may be one of them */
    enum { WORK_WAITING, WORK_GIVEN, WORK_FINISHED, WORK_DROPPED } state;
    char worker[WORKER_NAME_MAX]; /* the worker that did it */
    char *result;
    char reason[WORK_REASON_MAX]; /* why it is set aside; "": it is not set aside */
    size_t result_size, size;
    char id[WORK_JOB_ID_MAX];
    char data[];
};

/* ---- The table of all, by id ---- */

struct work_table {
    struct work_record **buckets;
    size_t bucket_count, count;
};

/* Find the record of an id. NULL: there is none. */
struct work_record *work_table_find(const struct work_table *table, const char *id);
/* Make and add a record of a job that is not in the table. NULL: no memory. */
struct work_record *work_table_add(struct work_table *table, const struct work_job *job);
/* Take the record out. It is freed when its last holder calls work_record_release(). */
void work_table_remove(struct work_table *table, struct work_record *record);
/* Remove all records, so that the table owns nothing. */
void work_table_clear(struct work_table *table);
/* A holder gives the record up. NULL is allowed. */
void work_record_release(struct work_record *record);

#endif
