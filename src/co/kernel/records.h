/* Memory for the records of tasks, side by side. */
#ifndef CO_KERNEL_RECORDS_H
#define CO_KERNEL_RECORDS_H

#include "co/kernel/task.h"

enum { RECORDS_AT_ONCE = 31 };

struct record_slab;
struct records {
    struct co_task *free;      /* last in, first out: the warmest first */
    struct record_slab *slabs; /* all of them, newest first */
};

/* Make RECORDS_AT_ONCE more records free. -ENOMEM. */
int records_add(struct records *records);
/* Take a record. There must be a free one. Of its members only `details` is set. */
static inline struct co_task *records_take(struct records *records)
{
    struct co_task *task = records->free;

    task_unpoison(task);
    records->free = task->next_free;
    return task;
}
static inline void records_give(struct records *records, struct co_task *task)
{
    task->next_free = records->free;
    records->free = task;
    task_poison(task);
}
/* Call `visit` for every record in use, and for some that are free, whose `references` are 0. */
void records_each(struct records *records, void (*visit)(struct co_task *task, void *context),
                  void *context);
void records_free(struct records *records);

#endif
