/*
 * Ended tasks whose memory is not used again for a while, in debug mode and with the address
 * sanitizer.
 *
 * A task that is left behind may still hold the address of a local of a function that has returned,
 * or a handle that is dead. Both work by chance until the memory becomes another task's. So the
 * memory waits in a queue first, as freed memory does in the quarantine of the address sanitizer,
 * and the stack in it is sealed: to touch it is a fault, or a report of the sanitizer.
 */
#include "co/kernel/quarantine.h"

#include "co/kernel/fiber.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/stacks.h"
#include "co/kernel/task.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- Seals ---- */

#if CO_ADDRESS_SANITIZER

static struct sealed sealed_part(struct co_task *task)
{
    char *bottom = stack_sealed_bottom(task);

    return (struct sealed){ bottom, (size_t)((char *)task - bottom) };
}

static void seal(struct sealed part)
{
    __asan_poison_memory_region(part.bottom, part.size);
}

/* The next user of the slot does that. */
static bool unseal(struct sealed part)
{
    (void)part;
    return true;
}

char *quarantine_stack_top(const struct co_loop *loop, struct co_task *task)
{
    (void)loop;
    return (char *)task;
}

#else

enum { LEAST_STACK = 8 * 1024 };

static char *begin_of_page(const struct co_task *task)
{
    return (char *)((uintptr_t)task & ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1));
}

/* The pages below that of the task itself, which is still looked at. */
static struct sealed sealed_part(struct co_task *task)
{
    char *bottom = stack_bottom(task), *top = begin_of_page(task);

    return (struct sealed){ bottom, top > bottom ? (size_t)(top - bottom) : 0 };
}

static void seal(struct sealed part)
{
    if (!part.size)
        return;
    madvise(part.bottom, part.size, MADV_DONTNEED);
    /* If the process has too many mappings already, this stack goes without. */
    (void)mprotect(part.bottom, part.size, PROT_NONE);
}

static bool unseal(struct sealed part)
{
    return !part.size || mprotect(part.bottom, part.size, PROT_READ | PROT_WRITE) == 0;
}

char *quarantine_stack_top(const struct co_loop *loop, struct co_task *task)
{
    char *top = begin_of_page(task);

    return loop->inspector && top - stack_bottom(task) > LEAST_STACK ? top : (char *)task;
}

#endif

void quarantine_move_stack(struct co_loop *loop, struct co_task *task, void (*entry)(void))
{
    size_t size = (size_t)((char *)task - (char *)task->arguments);
    char *top = quarantine_stack_top(loop, task), *bottom = stack_bottom(task);

    if (top == (char *)task)
        return;
    task->arguments = memmove(top - size, task->arguments, size);
    fiber_prepare(&task->fiber, bottom, (size_t)((char *)task->arguments - bottom), entry);
}

void quarantine_seal_left(struct co_loop *loop)
{
    struct sealed left = loop->quarantine.left;

    loop->quarantine.left = (struct sealed){ 0 };
    if (left.size)
        seal(left);
}

void quarantine_note_end(struct co_loop *loop, struct co_task *task)
{
    if (task->stack_class == NO_STACK)
        return;
    quarantine_seal_left(loop); /* of a task that began and ended within another's step */
    loop->quarantine.left = sealed_part(task);
    if (task == loop->run.main)
        loop->quarantine.main = task;
}

/* ---- The queue ---- */

/* The memory of a task that waited long enough goes back. */
static void give_back(struct co_loop *loop, struct co_task *task)
{
    if (task->stack_class == NO_STACK)
        memory_resize(task, 0);
    else if (unseal(sealed_part(task)))
        stacks_give(&loop->stacks, task);
}

/* The main of the last run stays until the loop ends, or another run has: what tasks hold is most
 * often main's. */
static struct co_task *exchange_main(struct quarantine *quarantine, struct co_task *task)
{
    struct co_task *previous = quarantine->kept_main;

    if (task != quarantine->main)
        return task;
    quarantine->kept_main = task;
    quarantine->main = NULL;
    return previous;
}

/* The link lies in the task, so that keeping it never fails. */
static void append(struct quarantine *quarantine, struct co_task *task)
{
    struct co_task *last = list_entry(quarantine->tasks.last, struct co_task, link);
    bool poisoned = last && task_is_poisoned(last);

    if (poisoned)
        task_unpoison(last);
    list_append(&quarantine->tasks, &task->link);
    if (poisoned)
        task_poison(last);
    quarantine->count++;
}

static struct co_task *take_first(struct quarantine *quarantine)
{
    struct co_task *task = list_first(&quarantine->tasks, struct co_task, link);
    struct co_task *next;

    task_unpoison(task);
    next = list_next(task, link);
    bool poisoned = next && task_is_poisoned(next);
    if (poisoned)
        task_unpoison(next);
    list_remove(&quarantine->tasks, &task->link);
    if (poisoned)
        task_poison(next);
    quarantine->count--;
    return task;
}

void quarantine_keep(struct co_loop *loop, struct co_task *task)
{
    struct quarantine *quarantine = &loop->quarantine;

    task = exchange_main(quarantine, task);
    if (!task)
        return;
    append(quarantine, task);
    if (!loop->inspector)
        task_poison(task);
    if (quarantine->count > CO_ENDED_TASKS_KEPT)
        give_back(loop, take_first(quarantine));
}

void quarantine_keep_slot(struct co_loop *loop, struct co_task *slot)
{
    seal(sealed_part(slot));
    quarantine_keep(loop, slot);
}

void quarantine_free(struct co_loop *loop)
{
    struct quarantine *quarantine = &loop->quarantine;

    while (quarantine->tasks.first) {
        struct co_task *task = take_first(quarantine);

        if (task->stack_class == NO_STACK) /* stacks go by themselves */
            memory_resize(task, 0);
    }
    *quarantine = (struct quarantine){ 0 };
}
