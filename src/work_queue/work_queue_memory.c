/*
 * The work queue in the memory of this process. Its workers are tasks.
 *
 * After a job has been put, only its result needs memory. So the queue can take back the job of a
 * lost worker when memory is short.
 */
#include "work_queue/work_queue_memory.h"

#include <string.h>

/* ---- Jobs ---- */

static struct work_record *first_waiting(const struct memory_queue *queue, int priority)
{
    return list_first(&queue->waiting[priority], struct work_record, link);
}

/* The waiting job before which a returned job belongs. Few jobs wait before it. */
static struct work_record *place_of(const struct memory_queue *queue,
                                    const struct work_record *record)
{
    struct work_record *next = queue->came_back[record->priority], *previous;

    if (!next)
        next = first_waiting(queue, record->priority);
    while (next->number < record->number)
        next = list_next(next, link);
    while ((previous = list_entry(next->link.previous, struct work_record, link)) &&
           previous->number > record->number)
        next = previous;
    return next;
}

void memory_make_wait(struct memory_queue *queue, struct work_record *record)
{
    struct co_list *list = &queue->waiting[record->priority];
    const struct work_record *last = list_entry(list->last, struct work_record, link);

    if (last && last->number > record->number) {
        list_insert_before(list, &record->link, &place_of(queue, record)->link);
        queue->came_back[record->priority] = record;
    } else {
        list_append(list, &record->link);
    }
    record->state = WORK_WAITING;
    co_semaphore_release(&queue->there_is_a_job);
}

static void let_not_wait(struct memory_queue *queue, struct work_record *record)
{
    if (queue->came_back[record->priority] == record)
        queue->came_back[record->priority] = list_next(record, link);
    list_remove(&queue->waiting[record->priority], &record->link);
}

struct work_record *memory_take(struct memory_queue *queue)
{
    for (int priority = 1; priority <= WORK_JOB_PRIORITIES; priority++) {
        struct work_record *record = first_waiting(queue, priority);

        if (record) {
            let_not_wait(queue, record);
            return record;
        }
    }
    return NULL;
}

void memory_finish(struct memory_queue *queue, struct work_record *record, int attempts,
                   const char *worker)
{
    if (record->state == WORK_WAITING)
        let_not_wait(queue, record);
    record->state = WORK_FINISHED;
    record->attempts = attempts;
    strcpy(record->worker, worker);
    list_append(&queue->results, &record->link);
    queue->unfinished--;
    co_semaphore_release(&queue->there_is_a_result);
}

static int put_one(struct memory_queue *queue, const struct work_job *job)
{
    struct work_record *record;

    if (work_table_find(&queue->jobs, job->id))
        return 0;
    record = work_table_add(&queue->jobs, job);
    if (!record)
        return -ENOMEM;
    record->number = queue->numbers++;
    queue->unfinished++;
    memory_make_wait(queue, record);
    return 1;
}

static int memory_put(struct work_queue *base, const struct work_job *jobs, size_t count)
{
    int in_queue = 0;

    for (size_t i = 0; i < count; i++) {
        int rc = put_one((struct memory_queue *)base, &jobs[i]);

        if (rc < 0)
            return rc;
        in_queue += rc;
    }
    return in_queue;
}

static int memory_size(struct work_queue *base)
{
    return ((struct memory_queue *)base)->unfinished;
}

/* ---- Results ---- */

static int memory_result(struct work_queue *base, struct work_result *result)
{
    struct memory_queue *queue = (struct memory_queue *)base;
    struct work_record *record;

    do {
        int rc = co_semaphore_acquire(&queue->there_is_a_result);

        if (rc < 0)
            return rc;
        record = list_first(&queue->results, struct work_record, link);
    } while (!record);
    list_remove(&queue->results, &record->link);
    *result =
        (struct work_result){ .job = record->id,
                              .worker = record->worker,
                              .attempts = record->attempts,
                              .is_set_aside = record->reason[0],
                              .data = record->reason[0] ? IO_STRING(record->reason)
                                                        : (struct io_bytes){ record->result,
                                                                             record->result_size },
                              .place = "" };
    return 0;
}

static int memory_forget(struct work_queue *base, const struct work_result *result)
{
    struct memory_queue *queue = (struct memory_queue *)base;
    struct work_record *record = work_table_find(&queue->jobs, result->job);

    if (record && record->state == WORK_FINISHED)
        work_table_remove(&queue->jobs, record);
    return 0;
}

static int memory_workers(struct work_queue *base)
{
    return (int)((struct memory_queue *)base)->workers.count;
}

static int memory_clear(struct work_queue *base)
{
    struct memory_queue *queue = (struct memory_queue *)base;

    work_table_clear(&queue->jobs);
    queue->unfinished = 0;
    queue->results = (struct co_list){ 0 };
    memset(queue->waiting, 0, sizeof queue->waiting);
    memset(queue->came_back, 0, sizeof queue->came_back);
    return 0;
}

/* ---- Beginning and end ---- */

static void memory_close(struct work_queue *base)
{
    memory_clear(base);
    table_free(&((struct memory_queue *)base)->workers);
    co_ending_remove(&base->ending);
    co_memory_resize(base, 0);
}

static void end_queue(struct co_ending *ending)
{
    memory_close(container_of(ending, struct work_queue, ending));
}

static const struct work_engine memory_engine = {
    .put = memory_put,
    .size = memory_size,
    .result = memory_result,
    .forget = memory_forget,
    .lost = memory_lost,
    .workers = memory_workers,
    .clear = memory_clear,
    .close = memory_close,
    .open_worker = memory_open_worker,
    .get = memory_get,
    .next = memory_next,
    .done = memory_done,
    .again = memory_again,
    .put_back = memory_put_back,
    .close_worker = memory_close_worker,
};

int work_queue_open_memory(struct work_queue **opened)
{
    struct memory_queue *queue = co_memory_resize(NULL, sizeof *queue);
    int rc;

    if (!queue)
        return -ENOMEM;
    *queue = (struct memory_queue){ .queue = { &memory_engine, .ending.end = end_queue } };
    rc = co_ending_add(&queue->queue.ending);
    if (rc < 0)
        co_memory_resize(queue, 0);
    else
        *opened = &queue->queue;
    return rc;
}
