/*
 * Stacks for tasks: slots of one size cut from large slabs, taken last in, first out.
 *
 *     | guard page | stack, growing down ...      | arguments | struct co_task | stagger |
 *
 * The task lies on top of its own stack, so a blocked task costs one page. Tops are staggered: at
 * the same offset of every slot they would compete for the same few cache sets (28 ns a task
 * instead of 14 with 10,000 alive).
 */
#include "co/kernel/stacks.h"

#include "co/kernel/current.h"
#include "co/kernel/fiber.h"
#include "co/kernel/guard.h"
#include "co/kernel/memory.h"
#include "co/kernel/task.h"

#include <string.h>
#include <sys/mman.h>
#if __has_include(<valgrind/memcheck.h>) && !defined(CO_WITHOUT_VALGRIND)
#include <valgrind/memcheck.h>
#else
#define RUNNING_ON_VALGRIND 0
/* The arguments count as used, or the compiler warns of them. */
#define VALGRIND_STACK_REGISTER(bottom, top) ((void)(bottom), (void)(top), 0)
#define VALGRIND_MAKE_MEM_UNDEFINED(memory, size) ((void)(memory), (void)(size), 0)
#endif

enum {
    STAGGER = 128,
    REUSED_TOP =
        2 * CO_ARGUMENTS_MAX, /* what may hold arguments now and was popped frames before */
    STAGGERS = 16,
    SMALLEST_CLASS = 14, /* 16 KiB: below, printf would overflow */
    FIRST_SLAB_SLOTS = 32,
    LARGEST_SLAB = 64 << 20,
};

#if CO_ADDRESS_SANITIZER
enum { DEFAULT_CLASS = 18 }; /* its frames are several times as large */
#else
enum { DEFAULT_CLASS = 16 };
#endif

struct stack_slab {
    struct stack_slab *older;
    char *base;
    uint32_t used, count; /* slots */
    uint32_t guards;      /* that take mappings */
    uint8_t stack_class;
};

uint8_t stacks_class(size_t stack_size)
{
    uint8_t class = SMALLEST_CLASS;

    if (!stack_size)
        return DEFAULT_CLASS;
    while (class < SMALLEST_CLASS + STACK_CLASSES - 1 && stack_bytes(class) < stack_size)
        class ++;
    return class < DEFAULT_CLASS && DEFAULT_CLASS > 16 ? DEFAULT_CLASS : class;
}

size_t stack_bytes(uint8_t stack_class)
{
    return (size_t)1 << stack_class;
}

static char *slot_at(const struct stack_slab *slab, uint32_t index)
{
    return slab->base + (size_t)index * stack_bytes(slab->stack_class);
}

static struct co_task *task_at(const struct stack_slab *slab, uint32_t index)
{
    size_t down = index % STAGGERS * STAGGER + sizeof(struct co_task);

    return (struct co_task *)((uintptr_t)(slot_at(slab, index) + stack_bytes(slab->stack_class) -
                                          down) &
                              ~(uintptr_t)(STAGGER - 1));
}

char *stack_bottom(const struct co_task *task)
{
    return (char *)((uintptr_t)task & ~(stack_bytes(task->stack_class) - 1)) + guard_size();
}

#if CO_ADDRESS_SANITIZER
/* More would cost pages of shadow memory for each stack that was ever used. */
enum { SEALED_BYTES = 32 * 1024 };

char *stack_sealed_bottom(const struct co_task *task)
{
    char *bottom = stack_bottom(task);

    return (char *)task - bottom > SEALED_BYTES ? (char *)task - SEALED_BYTES : bottom;
}
#endif

static struct stack_pool *pool_of(struct stacks *stacks, uint8_t stack_class)
{
    return &stacks->pools[(size_t)stack_class - SMALLEST_CLASS];
}

/* Slots side by side, aligned to their size: a stack's bottom follows from any address in it.
 * Fewer if need be. */
static char *map_slots(size_t size, size_t *count)
{
    char *memory = memory_map((*count + 1) * size);

    while (!memory && *count > 1) {
        *count /= 2;
        memory = memory_map((*count + 1) * size);
    }
    if (!memory)
        return NULL;
    char *base = (char *)(((uintptr_t)memory + size - 1) & ~(size - 1));
    char *used = base + *count * size, *end = memory + (*count + 1) * size;
    if (base > memory)
        munmap(memory, (size_t)(base - memory));
    if (end > used)
        munmap(used, (size_t)(end - used));
    return base;
}

/* So that giving back never fails. */
static bool make_room(struct stack_pool *pool, size_t more)
{
    struct co_task **free = memory_resize(pool->free, (pool->count + more) * sizeof *free);

    if (free)
        pool->free = free;
    return free != NULL;
}

/* Slabs double, so that a program with ten tasks maps little and one with a million does not map
 * often. */
static struct stack_slab *slab_create(struct stacks *stacks, uint8_t class)
{
    struct stack_pool *pool = pool_of(stacks, class);
    struct stack_slab *previous = pool->slab, *slab = memory_resize(NULL, sizeof *slab);
    size_t size = stack_bytes(class),
           count = previous ? (size_t)previous->count * 2 : FIRST_SLAB_SLOTS;

    if (!slab)
        return NULL;
    if (count * size > LARGEST_SLAB && previous)
        count = previous->count;
    *slab = (struct stack_slab){ .older = stacks->slabs,
                                 .base = map_slots(size, &count),
                                 .stack_class = class };
    if (!slab->base || !make_room(pool, count)) {
        if (slab->base)
            munmap(slab->base, count * size);
        memory_resize(slab, 0);
        return NULL;
    }
    slab->count = (uint32_t)count;
    stacks->slabs = pool->slab = slab;
    stacks->count += slab->count;
    pool->count += slab->count;
    return slab;
}

/* A slot that has not been used yet. */
RARE static struct co_task *cut(struct stacks *stacks, struct stack_pool *pool)
{
    uint8_t class = (uint8_t)(SMALLEST_CLASS + (pool - stacks->pools));
    struct stack_slab *slab = pool->slab;
    struct co_task *task;

    if ((!slab || slab->used == slab->count) && !(slab = slab_create(stacks, class)))
        return NULL;
    char *slot = slot_at(slab, slab->used);
    bool is_guarded = guard_make(slot, &slab->guards);
    task = task_at(slab, slab->used);
    task->stack_class = class;
    stacks->valgrind = RUNNING_ON_VALGRIND;
    (void)VALGRIND_STACK_REGISTER(slot, slot + stack_bytes(class));
    slab->used++;
    if (unlikely(!is_guarded))
        guard_report_missing(co_loop_now);
    return task;
}

/* A caller that takes many will take these soon. */
__attribute__((always_inline)) static inline void fetch_ahead(const struct stack_pool *pool)
{
    if (pool->free_count >= 6) {
        char *later = (char *)pool->free[pool->free_count - 6];

        __builtin_prefetch(later, 1);
        __builtin_prefetch(later + 64, 1);
    }
}

static inline struct stack_pool *pool_for(struct stacks *stacks, size_t stack_size)
{
    return pool_of(stacks, likely(!stack_size) ? stacks->default_class : stacks_class(stack_size));
}

/* Undo the marks of the slot's former use. */
static inline void unpoison(struct co_task *task)
{
#if CO_ADDRESS_SANITIZER
    task_unpoison(task);
    char *bottom = stack_sealed_bottom(task);
    __asan_unpoison_memory_region(bottom, (size_t)((char *)task - bottom));
#else
    (void)task;
#endif
}

static inline struct co_task *take_used(struct stack_pool *pool)
{
    if (unlikely(!pool->free_count))
        return NULL;
    struct co_task *task = pool->free[--pool->free_count];
    fetch_ahead(pool);
    unpoison(task);
    return task;
}

struct co_task *stacks_take_used(struct stacks *stacks, size_t stack_size)
{
    return take_used(pool_for(stacks, stack_size));
}

struct co_task *stacks_take(struct stacks *stacks, size_t stack_size)
{
    struct stack_pool *pool = pool_for(stacks, stack_size);
    struct co_task *task = take_used(pool);

    return likely(task != NULL) ? task : cut(stacks, pool);
}

void stack_top_is_reused(const struct stacks *stacks, struct co_task *task)
{
    if (unlikely(stacks->valgrind))
        (void)VALGRIND_MAKE_MEM_UNDEFINED((char *)task - REUSED_TOP, REUSED_TOP);
}

void stacks_give(struct stacks *stacks, struct co_task *task)
{
    struct stack_pool *pool = pool_of(stacks, task->stack_class);

    pool->free[pool->free_count++] = task;
    task_poison(task);
}

void stacks_each(struct stacks *stacks, void (*visit)(struct co_task *task, void *context),
                 void *context)
{
    for (struct stack_slab *slab = stacks->slabs; slab; slab = slab->older)
        for (uint32_t i = 0; i < slab->used; i++)
            if (!task_is_poisoned(task_at(slab, i)))
                visit(task_at(slab, i), context);
}

#if CO_THREAD_SANITIZER
static void release(struct co_task *task, void *context)
{
    (void)context;
    if (task->references <= 0)
        fiber_release(&task->fiber);
}
#endif

void stacks_free(struct stacks *stacks)
{
#if CO_THREAD_SANITIZER
    stacks_each(stacks, release, NULL);
#endif
    while (stacks->slabs) {
        struct stack_slab *slab = stacks->slabs;

        stacks->slabs = slab->older;
#if CO_ADDRESS_SANITIZER
        /* The next things in this memory must not be taken for the frames that lay here. */
        __asan_unpoison_memory_region(slab->base, slab->count * stack_bytes(slab->stack_class));
#endif
        munmap(slab->base, slab->count * stack_bytes(slab->stack_class));
        guards_release(slab->guards);
        memory_resize(slab, 0);
    }
    for (size_t i = 0; i < STACK_CLASSES; i++)
        memory_resize(stacks->pools[i].free, 0);
    memset(stacks->pools, 0, sizeof stacks->pools);
}

struct co_task *stacks_find(const struct stacks *stacks, const void *address, size_t *offset)
{
    for (struct stack_slab *slab = stacks->slabs; slab; slab = slab->older) {
        size_t size = stack_bytes(slab->stack_class),
               distance = (size_t)((const char *)address - slab->base);

        if ((const char *)address >= slab->base && distance < slab->used * size) {
            *offset = distance % size;
            return task_at(slab, (uint32_t)(distance / size));
        }
    }
    return NULL;
}
