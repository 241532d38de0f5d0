/*
 * The work queue in the memory of this process; its workers are tasks.
 *
 * Once a job has been put, nothing but storing its result needs memory, so that a worker that is
 * lost can be cleaned up after whatever else is short.
 */
#define CO_WITHOUT_PLACES /* reports show the call of the one who waits */
#include "io/work_queue_engine.h"
#include "io/work_queue_records.h"

#include <string.h>

struct memory_worker {
    struct io_worker worker;
    struct memory_worker *next;
    struct work_record *record; /* what it had last; NULL: nothing yet */
    int attempts;               /* at that job, when it got it */
    bool is_lost;               /* others may have its job as well */
};

struct memory_queue {
    struct io_work_queue queue;
    struct work_list waiting[IO_JOB_PRIORITIES + 1], results;
    /* A permit for each that is waiting, or more: who finds nothing waits again. */
    struct co_semaphore there_is_a_job, there_is_a_result;
    struct work_table jobs; /* all that are not forgotten */
    int unfinished;
    uint64_t numbers;
    struct memory_worker *workers;
};

/* ---- Jobs ---- */

static void make_wait(struct memory_queue *queue, struct work_record *record)
{
    struct work_list *list = &queue->waiting[record->priority];
    struct work_record *next = NULL;

    /* One that comes back is among the first. */
    if (list->last && list->last->number > record->number) {
        next = list->first;
        while (next->number < record->number)
            next = next->next;
    }
    work_list_insert(list, record, next);
    record->state = WORK_WAITING;
    co_semaphore_release(&queue->there_is_a_job);
}

static struct work_record *most_urgent(struct memory_queue *queue)
{
    for (int priority = 1; priority <= IO_JOB_PRIORITIES; priority++) {
        if (queue->waiting[priority].first)
            return queue->waiting[priority].first;
    }
    return NULL;
}

static int memory_put(struct io_work_queue *base, const struct io_job *job)
{
    struct memory_queue *queue = (struct memory_queue *)base;
    struct work_record *record;

    if (work_table_find(&queue->jobs, job->id))
        return 0;
    record = work_table_add(&queue->jobs, job);
    if (!record)
        return -ENOMEM;
    record->number = queue->numbers++;
    queue->unfinished++;
    make_wait(queue, record);
    return 1;
}

static int memory_size(struct io_work_queue *base)
{
    return ((struct memory_queue *)base)->unfinished;
}

/* ---- Results ---- */

static int memory_result(struct io_work_queue *base, struct io_result *result)
{
    struct memory_queue *queue = (struct memory_queue *)base;
    struct work_record *record;

    do {
        int rc = co_semaphore_acquire(&queue->there_is_a_result);

        if (rc < 0)
            return rc;
        record = queue->results.first;
    } while (!record);
    work_list_remove(&queue->results, record);
    *result = (struct io_result){ .job = record->id,
                                  .worker = record->worker,
                                  .attempts = record->attempts,
                                  .data = { record->result, record->result_size },
                                  .place = "" };
    return 0;
}

static int memory_forget(struct io_work_queue *base, const struct io_result *result)
{
    struct memory_queue *queue = (struct memory_queue *)base;
    struct work_record *record = work_table_find(&queue->jobs, result->job);

    if (record && record->state == WORK_FINISHED)
        work_table_remove(&queue->jobs, record);
    return 0;
}

static int memory_clear(struct io_work_queue *base)
{
    struct memory_queue *queue = (struct memory_queue *)base;

    work_table_clear(&queue->jobs);
    queue->unfinished = 0;
    queue->results = (struct work_list){ 0 };
    memset(queue->waiting, 0, sizeof queue->waiting);
    return 0;
}

/* ---- Workers ---- */

/* Nobody looks at what it had last any more. */
static void let_go(struct memory_worker *worker)
{
    work_record_release(worker->record);
    worker->record = NULL;
}

static int memory_get(struct io_worker *base, struct io_job *job)
{
    struct memory_worker *worker = (struct memory_worker *)base;
    struct memory_queue *queue = (struct memory_queue *)base->queue;
    struct work_record *record;

    let_go(worker);
    do {
        int rc = co_semaphore_acquire(&queue->there_is_a_job);

        if (rc < 0)
            return rc;
        record = most_urgent(queue);
    } while (!record);
    work_list_remove(&queue->waiting[record->priority], record);
    record->state = WORK_GIVEN;
    record->attempts++;
    record->holders++;
    worker->record = record;
    worker->attempts = record->attempts;
    worker->is_lost = false;
    worker->worker.has_job = true;
    *job = (struct io_job){
        record->id, record->priority, { record->data, record->size }, record->attempts
    };
    return 0;
}

static int memory_done(struct io_worker *base, const void *result, size_t size)
{
    struct memory_worker *worker = (struct memory_worker *)base;
    struct memory_queue *queue = (struct memory_queue *)base->queue;
    struct work_record *record = worker->record;
    bool is_first = record->state == WORK_WAITING || record->state == WORK_GIVEN;

    if (is_first) {
        char *copy = co_memory_resize(NULL, size + 1);

        if (!copy)
            return -ENOMEM;
        if (size)
            memcpy(copy, result, size);
        copy[size] = '\0';
        if (record->state == WORK_WAITING)
            work_list_remove(&queue->waiting[record->priority], record);
        record->state = WORK_FINISHED;
        record->result = copy;
        record->result_size = size;
        record->attempts = worker->attempts;
        strcpy(record->worker, base->name);
        work_list_insert(&queue->results, record, NULL);
        queue->unfinished--;
        co_semaphore_release(&queue->there_is_a_result);
    }
    base->has_job = false;
    return is_first;
}

static int memory_again(struct io_worker *base)
{
    struct memory_worker *worker = (struct memory_worker *)base;
    struct work_record *record = worker->record;

    if (!worker->is_lost && record->state == WORK_GIVEN)
        make_wait((struct memory_queue *)base->queue, record);
    base->has_job = false;
    return 0;
}

static struct memory_worker **find_worker(struct memory_queue *queue, const char *name)
{
    struct memory_worker **at = &queue->workers;

    while (*at && strcmp((*at)->worker.name, name) != 0)
        at = &(*at)->next;
    return at;
}

static int memory_lost(struct io_work_queue *base, const char *name, char job[IO_JOB_ID_MAX])
{
    struct memory_queue *queue = (struct memory_queue *)base;
    struct memory_worker *worker = *find_worker(queue, name);

    if (!worker || !worker->worker.has_job || worker->is_lost ||
        worker->record->state != WORK_GIVEN)
        return 0;
    worker->is_lost = true;
    strcpy(job, worker->record->id);
    make_wait(queue, worker->record);
    return 1;
}

static int memory_close_worker(struct io_worker *base)
{
    struct memory_worker *worker = (struct memory_worker *)base;
    struct memory_queue *queue = (struct memory_queue *)base->queue;
    struct memory_worker **at = find_worker(queue, base->name);

    if (base->has_job)
        memory_again(base);
    let_go(worker);
    *at = worker->next;
    co_ending_remove(&base->ending);
    co_memory_resize(worker, 0);
    return 0;
}

static void end_worker(struct co_ending *ending)
{
    memory_close_worker((struct io_worker *)((char *)ending - offsetof(struct io_worker, ending)));
}

static int memory_open_worker(struct io_worker **opened, struct io_work_queue *base,
                              const char *name)
{
    struct memory_queue *queue = (struct memory_queue *)base;
    struct memory_worker *worker;
    int rc;

    if (*find_worker(queue, name))
        return co_raise(-EADDRINUSE, "a worker of the name %s is at work", name);
    worker = co_memory_resize(NULL, sizeof *worker);
    if (!worker)
        return -ENOMEM;
    *worker = (struct memory_worker){ .worker = { .queue = base, .ending.end = end_worker },
                                      .next = queue->workers };
    strcpy(worker->worker.name, name);
    rc = co_ending_add(&worker->worker.ending);
    if (rc < 0) {
        co_memory_resize(worker, 0);
        return rc;
    }
    queue->workers = worker;
    *opened = &worker->worker;
    return 0;
}

/* ---- Beginning and end ---- */

static void memory_close(struct io_work_queue *base)
{
    memory_clear(base);
    co_ending_remove(&base->ending);
    co_memory_resize(base, 0);
}

static void end_queue(struct co_ending *ending)
{
    memory_close((struct io_work_queue *)((char *)ending - offsetof(struct io_work_queue, ending)));
}

static const struct work_engine memory_engine = {
    .put = memory_put,
    .size = memory_size,
    .result = memory_result,
    .forget = memory_forget,
    .lost = memory_lost,
    .clear = memory_clear,
    .close = memory_close,
    .open_worker = memory_open_worker,
    .get = memory_get,
    .done = memory_done,
    .again = memory_again,
    .close_worker = memory_close_worker,
};

int work_queue_open_memory(struct io_work_queue **opened)
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
