/* The work queue in memory from within, for work_queue_memory.c and work_queue_memory_worker.c. */
#ifndef WORK_QUEUE_MEMORY_H
#define WORK_QUEUE_MEMORY_H

#include "co/table.h"
#include "work_queue/work_queue_engine.h"
#include "work_queue/work_queue_records.h"

struct memory_queue {
    struct work_queue queue;
    struct co_list waiting[WORK_JOB_PRIORITIES + 1], results;
    /* At least one permit for each waiting job or result. A task that finds none waits again. */
    struct co_semaphore there_is_a_job, there_is_a_result;
    struct work_table jobs; /* all that are not forgotten */
    int unfinished;
    uint64_t numbers;
    struct table workers; /* by a number made of the name */
    /* The job that came back last, if it still waits. The next one often belongs near it. */
    struct work_record *came_back[WORK_JOB_PRIORITIES + 1];
};

/* The job waits, in the order of putting. */
void memory_make_wait(struct memory_queue *queue, struct work_record *record);
/* Take the most urgent job that waits. NULL: none does. */
struct work_record *memory_take(struct memory_queue *queue);
/* The job has its result, or is set aside. */
void memory_finish(struct memory_queue *queue, struct work_record *record, int attempts,
                   const char *worker);

/* The worker's part of the engine, see work_queue_engine.h. */
int memory_lost(struct work_queue *queue, const char *worker, char job[WORK_JOB_ID_MAX]);
int memory_open_worker(struct worker **worker, struct work_queue *queue, const char *name);
int memory_get(struct worker *worker, struct work_job *job);
int memory_next(struct worker *worker, const void *result, size_t size, struct work_job *next);
int memory_done(struct worker *worker, const void *result, size_t size);
int memory_again(struct worker *worker);
int memory_put_back(struct worker *worker);
int memory_close_worker(struct worker *worker);

#endif
