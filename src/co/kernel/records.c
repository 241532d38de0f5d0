/*
 * Records of tasks, cut from slabs, taken last in, first out.
 *
 *     | record | record | ...    | details | details | ...
 *
 * A slab has all its records first, and then the details of each, which most tasks never touch.
 */
#include "co/kernel/records.h"

#include "co/kernel/memory.h"

#include <sys/mman.h>

enum { LARGEST_SLAB = RECORDS_AT_ONCE << 10 };

struct record_slab {
    struct record_slab *older;
    struct co_task *tasks;
    struct task_details *details;
    uint32_t used, count;
};

static size_t slab_bytes(uint32_t count)
{
    return count * (sizeof(struct co_task) + sizeof(struct task_details));
}

/* Slabs double, as those of stacks do. */
static struct record_slab *slab_create(struct records *records)
{
    const struct record_slab *previous = records->slabs;
    uint32_t count = previous ? previous->count : RECORDS_AT_ONCE;
    struct record_slab *slab = memory_resize(NULL, sizeof *slab);
    struct co_task *tasks;

    if (!slab)
        return NULL;
    if (previous && count < LARGEST_SLAB)
        count *= 2;
    tasks = memory_map(slab_bytes(count));
    if (!tasks) {
        memory_resize(slab, 0);
        return NULL;
    }
    *slab = (struct record_slab){ .older = records->slabs,
                                  .tasks = tasks,
                                  .details = (struct task_details *)(tasks + count),
                                  .count = count };
    records->slabs = slab;
    return slab;
}

int records_add(struct records *records)
{
    struct record_slab *slab = records->slabs;

    if ((!slab || slab->used == slab->count) && !(slab = slab_create(records)))
        return -ENOMEM;
    slab->used += RECORDS_AT_ONCE;
    /* The first one is taken first. */
    for (uint32_t i = 1; i <= RECORDS_AT_ONCE; i++) {
        struct co_task *task = &slab->tasks[slab->used - i];

        task->details = &slab->details[slab->used - i];
        records_give(records, task);
    }
    return 0;
}

void records_each(struct records *records, void (*visit)(struct co_task *task, void *context),
                  void *context)
{
    for (struct record_slab *slab = records->slabs; slab; slab = slab->older)
        for (uint32_t i = 0; i < slab->used; i++)
            if (!task_is_poisoned(&slab->tasks[i]))
                visit(&slab->tasks[i], context);
}

void records_free(struct records *records)
{
    while (records->slabs) {
        struct record_slab *slab = records->slabs;

        records->slabs = slab->older;
#if CO_ADDRESS_SANITIZER
        /* What has this memory next must not be taken for a task that is free. */
        __asan_unpoison_memory_region(slab->tasks, slab_bytes(slab->count));
#endif
        munmap(slab->tasks, slab_bytes(slab->count));
        memory_resize(slab, 0);
    }
    *records = (struct records){ 0 };
}
