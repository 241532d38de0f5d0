/* A worker of the work queue in memory. It is a task of this process. */
#include "work_queue/work_queue_memory.h"

#include <stdio.h>
#include <string.h>

struct memory_worker {
    struct worker worker;
    struct table_link by_name;
    struct work_record *record; /* what it had last; NULL: nothing yet */
    int attempts;               /* at that job, when it got it */
    bool is_lost;               /* others may have its job as well */
};

/* ---- Jobs ---- */

/* The worker gives up the record that it had last. */
static void let_go(struct memory_worker *worker)
{
    work_record_release(worker->record);
    worker->record = NULL;
}

static void give(struct memory_worker *worker, struct work_record *record, struct work_job *job)
{
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
}

int memory_get(struct worker *base, struct work_job *job)
{
    struct memory_worker *worker = (struct memory_worker *)base;
    struct memory_queue *queue = (struct memory_queue *)base->queue;
    struct work_record *record;

    let_go(worker);
    do {
        int rc = co_semaphore_acquire(&queue->there_is_a_job);

        if (rc < 0)
            return rc;
        record = memory_take(queue);
    } while (!record);
    give(worker, record, job);
    return 0;
}

int memory_done(struct worker *base, const void *result, size_t size)
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
        memory_finish((struct memory_queue *)base->queue, record, worker->attempts, base->name);
    }
    base->has_job = false;
    return is_first;
}

/* A job whose permit is with a worker that wakes is that worker's. */
static struct work_record *take_free(struct memory_queue *queue)
{
    if (co_semaphore_locked(&queue->there_is_a_job) ||
        co_semaphore_acquire(&queue->there_is_a_job) < 0)
        return NULL;
    return memory_take(queue);
}

int memory_next(struct worker *base, const void *result, size_t size, struct work_job *next)
{
    struct memory_worker *worker = (struct memory_worker *)base;
    int rc = memory_done(base, result, size);
    struct work_record *record = rc < 0 ? NULL : take_free((struct memory_queue *)base->queue);

    if (record) {
        let_go(worker);
        give(worker, record, next);
    }
    return rc;
}

/* Take the job from the worker. Another worker gets it, unless it was handed out too often. */
static void take_back(struct memory_worker *worker)
{
    struct memory_queue *queue = (struct memory_queue *)worker->worker.queue;
    struct work_record *record = worker->record;

    if (record->attempts < WORK_JOB_ATTEMPTS_MAX) {
        memory_make_wait(queue, record);
        return;
    }
    snprintf(record->reason, sizeof record->reason, "%d attempts without a result, the last by %s",
             record->attempts, worker->worker.name);
    memory_finish(queue, record, record->attempts, worker->worker.name);
}

int memory_again(struct worker *base)
{
    struct memory_worker *worker = (struct memory_worker *)base;
    struct work_record *record = worker->record;

    if (!worker->is_lost && record->state == WORK_GIVEN)
        take_back(worker);
    base->has_job = false;
    return 0;
}

int memory_put_back(struct worker *base)
{
    struct memory_worker *worker = (struct memory_worker *)base;
    struct work_record *record = worker->record;

    if (!worker->is_lost && record->state == WORK_GIVEN) {
        record->attempts--;
        memory_make_wait((struct memory_queue *)base->queue, record);
    }
    base->has_job = false;
    return 0;
}

/* ---- A worker's beginning and end ---- */

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

int memory_lost(struct work_queue *base, const char *name, char job[WORK_JOB_ID_MAX])
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

int memory_close_worker(struct worker *base)
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

int memory_open_worker(struct worker **opened, struct work_queue *base, const char *name)
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
