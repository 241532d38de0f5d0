/*
 * The work queue in the memory of this process. Its workers are tasks.
 *
 * After a job has been put, only its result needs memory. So the queue can take back the job of a
 * lost worker when memory is short.
 */
#include "co/table.h"
#include "work_queue/work_queue_engine.h"
#include "work_queue/work_queue_records.h"

#include <stdio.h>
#include <string.h>

struct memory_worker {
    struct worker worker;
    struct table_link by_name;
    struct work_record *record; /* what it had last; NULL: nothing yet */
    int attempts;               /* at that job, when it got it */
    bool is_lost;               /* others may have its job as well */
};

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

static void make_wait(struct memory_queue *queue, struct work_record *record)
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

static struct work_record *most_urgent(struct memory_queue *queue)
{
    for (int priority = 1; priority <= WORK_JOB_PRIORITIES; priority++) {
        if (queue->waiting[priority].first)
            return first_waiting(queue, priority);
    }
    return NULL;
}

static int memory_put(struct work_queue *base, const struct work_job *job)
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

/* ---- Workers ---- */

/* The worker gives up the record that it had last. */
static void let_go(struct memory_worker *worker)
{
    work_record_release(worker->record);
    worker->record = NULL;
}

static int memory_get(struct worker *base, struct work_job *job)
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
    let_not_wait(queue, record);
    record->state = WORK_GIVEN;
    record->attempts++;
    record->holders++;
    worker->record = record;
    worker->attempts = record->attempts;
    worker->is_lost = false;
    worker->worker.has_job = true;
    *job = (struct work_job){
        record->id, record->priority, { record->data, record->size }, record->attempts
    };
    return 0;
}

static void finish(struct memory_queue *queue, struct work_record *record, int attempts,
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

static int memory_done(struct worker *base, const void *result, size_t size)
{
    struct memory_worker *worker = (struct memory_worker *)base;
    struct work_record *record = worker->record;
    bool is_first = record->state == WORK_WAITING || record->state == WORK_GIVEN;

    if (is_first) {
        char *copy = co_memory_resize(NULL, size + 1);

        if (!copy)
            return -ENOMEM;
        if (size)
            memcpy(copy, result, size);
        copy[size] = '\0';
        record->result = copy;
        record->result_size = size;
        finish((struct memory_queue *)base->queue, record, worker->attempts, base->name);
    }
    base->has_job = false;
    return is_first;
}

/* Take the job from the worker. Another worker gets it, unless it was handed out too often. */
static void take_back(struct memory_worker *worker)
{
    struct memory_queue *queue = (struct memory_queue *)worker->worker.queue;
    struct work_record *record = worker->record;

    if (record->attempts < WORK_JOB_ATTEMPTS_MAX) {
        make_wait(queue, record);
        return;
    }
    snprintf(record->reason, sizeof record->reason, "%d attempts without a result, the last by %s",
             record->attempts, worker->worker.name);
    finish(queue, record, record->attempts, worker->worker.name);
}

static int memory_again(struct worker *base)
{
    struct memory_worker *worker = (struct memory_worker *)base;
    struct work_record *record = worker->record;

    if (!worker->is_lost && record->state == WORK_GIVEN)
        take_back(worker);
    base->has_job = false;
    return 0;
}

static uintptr_t number_of_name(const char *name)
{
    uint64_t number = UINT64_C(14695981039346656037); /* FNV-1a */

    for (; *name; name++)
        number = (number ^ (unsigned char)*name) * UINT64_C(1099511628211);
    return (uintptr_t)number;
}

/* Find a worker by its name. NULL: there is none. */
static struct memory_worker *find_worker(const struct memory_queue *queue, const char *name)
{
    struct table_link *link = table_find(&queue->workers, number_of_name(name));

    for (; link; link = table_find_earlier(link)) {
        struct memory_worker *worker = container_of(link, struct memory_worker, by_name);

        if (strcmp(worker->worker.name, name) == 0)
            return worker;
    }
    return NULL;
}

static int memory_lost(struct work_queue *base, const char *name, char job[WORK_JOB_ID_MAX])
{
    struct memory_queue *queue = (struct memory_queue *)base;
    struct memory_worker *worker = find_worker(queue, name);

    if (!worker || !worker->worker.has_job || worker->is_lost ||
        worker->record->state != WORK_GIVEN)
        return 0;
    worker->is_lost = true;
    strcpy(job, worker->record->id);
    take_back(worker);
    return worker->record->reason[0] ? 2 : 1;
}

static int memory_close_worker(struct worker *base)
{
    struct memory_worker *worker = (struct memory_worker *)base;
    struct memory_queue *queue = (struct memory_queue *)base->queue;

    if (base->has_job)
        memory_again(base);
    let_go(worker);
    table_remove(&queue->workers, &worker->by_name);
    co_ending_remove(&base->ending);
    co_memory_resize(worker, 0);
    return 0;
}

static void end_worker(struct co_ending *ending)
{
    memory_close_worker(container_of(ending, struct worker, ending));
}

static int memory_open_worker(struct worker **opened, struct work_queue *base, const char *name)
{
    struct memory_queue *queue = (struct memory_queue *)base;
    struct memory_worker *worker;
    int rc;

    if (find_worker(queue, name))
        return co_raise(-EADDRINUSE, "a worker of the name %s is at work", name);
    if (table_reserve(&queue->workers) < 0 || !(worker = co_memory_resize(NULL, sizeof *worker)))
        return -ENOMEM;
    *worker = (struct memory_worker){ .worker = { .queue = base, .ending.end = end_worker } };
    strcpy(worker->worker.name, name);
    rc = co_ending_add(&worker->worker.ending);
    if (rc < 0) {
        co_memory_resize(worker, 0);
        return rc;
    }
    table_add(&queue->workers, &worker->by_name, number_of_name(name));
    *opened = &worker->worker;
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
    .done = memory_done,
    .again = memory_again,
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
