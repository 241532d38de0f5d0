/* Jobs: functions that threads run. */
#ifndef CO_JOB_INTERNAL_H
#define CO_JOB_INTERNAL_H

#include "co/inbox_internal.h"
#include "co/kernel/task.h"

struct worker;
struct executor;

struct job {
    struct co_task self; /* what the thread's code takes for the current task: its name, lines and
                          * text */
    struct task_details self_details;
    struct co_task *future;
    struct co_concurrent_future *end; /* of a thread of its own; NULL: of an executor */
    struct inbox_item item;
    struct co_timer timer; /* virtual clock: when the pause ends */
    struct executor *executor;
    struct worker *worker;               /* NULL: the job has not begun */
    struct job *next, *previous, *child; /* in one of the loop's queues */
    struct co_link kept;                 /* in the executor's */
    int64_t due;                         /* nanoseconds; 0 in a job that can run */
    uint64_t order;
    bool admitted; /* the executor has a thread for it, or can get one */
    int (*run)(void *arguments);
    int result;
    int64_t ended_at;
    int64_t delay;
    bool paused; /* virtual clock: the job has handed the baton back and waits */
    char arguments[] __attribute__((aligned(16)));
};

/* Jobs by time, and jobs of the same time in order; see job_queue.c. */
struct job_queue {
    struct job *first; /* NULL: it is empty */
};
void job_queue_add(struct job_queue *queue, struct job *job);
/* The job is in this queue. */
void job_queue_remove(struct job_queue *queue, struct job *job);

#endif
