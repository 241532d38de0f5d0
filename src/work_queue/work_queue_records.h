/* What the work queue in memory keeps of each job, in order and by id. */
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
    int holders; /* workers that have it: more than one, if one of them was taken for lost */
    enum { WORK_WAITING, WORK_GIVEN, WORK_FINISHED, WORK_DROPPED } state;
    char worker[IO_WORKER_NAME_MAX]; /* the worker that did it */
    char *result;
    char reason[WORK_REASON_MAX]; /* why it is set aside; "": it is not */
    size_t result_size, size;
    char id[IO_JOB_ID_MAX];
    char data[];
};

/* ---- The table of all, by id ---- */

struct work_table {
    struct work_record **buckets;
    size_t bucket_count, count;
};

/* NULL: there is none of this id. */
struct work_record *work_table_find(const struct work_table *table, const char *id);
/* A record of the job, which is not in the table, is made and added. NULL: no memory. */
struct work_record *work_table_add(struct work_table *table, const struct io_job *job);
/* Take the record out. It is freed when its last holder calls work_record_release(). */
void work_table_remove(struct work_table *table, struct work_record *record);
/* Remove all, and own nothing. */
void work_table_clear(struct work_table *table);
/* A holder gives the record up. NULL is allowed. */
void work_record_release(struct work_record *record);

#endif
