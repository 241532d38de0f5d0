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
    char *bottom = task->stack ? stack_sealed_bottom(task->stack, task->stack_class) : NULL;

    return (struct sealed){ bottom, bottom ? (size_t)((char *)task->stack - bottom) : 0 };
}

static void seal(struct sealed part)
{
    __asan_poison_memory_region(part.bottom, part.size);
}

/* The next user of the stack does that. */
static bool unseal(struct sealed part)
{
    (void)part;
    return true;
}

char *quarantine_stack_top(const struct co_loop *loop, struct co_task *task)
{
    (void)loop;
    return (char *)task->stack;
}

#else

enum { LEAST_STACK = 8 * 1024 };

static char *begin_of_page(const struct stack *stack)
{
    return (char *)((uintptr_t)stack & ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1));
}

/* The pages below that of the stack's head, which is still looked at. */
static struct sealed sealed_part(struct co_task *task)
{
    char *bottom = task->stack ? stack_bottom(task->stack, task->stack_class) : NULL;
    char *top = begin_of_page(task->stack);

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
    char *head = (char *)task->stack, *top;

    if (likely(!loop->inspector))
        return head;
    top = begin_of_page(task->stack);
    return top - stack_bottom(task->stack, task->stack_class) > LEAST_STACK ? top : head;
}

#endif

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
        task_give_stack(loop, task);
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

/* The link lies in the task's details, so that keeping it never fails. */
static void append(struct quarantine *quarantine, struct co_task *task)
{
    task->details->task = task;
    list_append(&quarantine->tasks, &task->details->link);
    quarantine->count++;
}

static struct co_task *take_first(struct quarantine *quarantine)
{
    struct co_task *task = list_first(&quarantine->tasks, struct task_details, link)->task;

    task_unpoison(task);
    list_remove(&quarantine->tasks, &task->details->link);
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
