/*
 * Stacks for tasks: slots of one size cut from large slabs, taken last in, first out.
 *
 *     | guard page | stack, growing down ...      | struct stack | stagger |
 *
 * A stack is promised when its task is made, taken when the task runs for the first time, and given
 * back when the task ends: tasks that never wait at the same time share one. Tops are staggered: at
 * the same offset of every slot they would compete for the same few cache sets (28 ns a task
 * instead of 14 with 10,000 alive).
 */
#include "co/kernel/stacks.h"

#include "co/kernel/current.h"
#include "co/kernel/fiber.h"
#include "co/kernel/guard.h"
#include "co/kernel/memory.h"

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
    FIRST_SLAB_SLOTS = 32,
    LARGEST_SLAB = 64 << 20,
};

#if CO_ADDRESS_SANITIZER
enum { DEFAULT_CLASS = 18 }; /* its frames are several times as large */
#else
enum { DEFAULT_CLASS = 16 };
#endif

struct stack_slab {
    struct stack_slab *older; /* of all pools */
    struct stack_slab *newer; /* of the same pool */
    char *base;
    uint32_t used, count; /* slots */
    uint32_t guards;      /* that take mappings */
    uint8_t stack_class;
};

uint8_t stacks_class(size_t stack_size)
{
    uint8_t class = SMALLEST_STACK_CLASS;

    if (!stack_size)
        return DEFAULT_CLASS;
    while (class < SMALLEST_STACK_CLASS + STACK_CLASSES - 1 && stack_bytes(class) < stack_size)
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

static struct stack *stack_at(const struct stack_slab *slab, uint32_t index)
{
    size_t down = index % STAGGERS * STAGGER + sizeof(struct stack);

    return (struct stack *)(slot_at(slab, index) + stack_bytes(slab->stack_class) - down);
}

char *stack_bottom(const struct stack *stack, uint8_t stack_class)
{
    return (char *)((uintptr_t)stack & ~(stack_bytes(stack_class) - 1)) + guard_size();
}

#if CO_ADDRESS_SANITIZER
/* More would cost pages of shadow memory for each stack that was ever used. */
enum { SEALED_BYTES = 32 * 1024 };

char *stack_sealed_bottom(const struct stack *stack, uint8_t stack_class)
{
    char *bottom = stack_bottom(stack, stack_class);

    return (char *)stack - bottom > SEALED_BYTES ? (char *)stack - SEALED_BYTES : bottom;
}
#endif

void stacks_begin(struct stacks *stacks, size_t default_size)
{
    stacks->default_pool = stack_pool_of(stacks, stacks_class(default_size));
    for (size_t i = 0; i < STACK_CLASSES; i++)
        stacks->pools[i].stack_class = (uint8_t)(SMALLEST_STACK_CLASS + i);
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
    struct stack **free = memory_resize(pool->free, (pool->count + more) * sizeof *free);

    if (free)
        pool->free = free;
    return free != NULL;
}

/* Slabs double, so that a program with ten tasks maps little and one with a million does not map
 * often. */
static struct stack_slab *slab_create(struct stacks *stacks, struct stack_pool *pool)
{
    struct stack_slab *previous = pool->newest, *slab = memory_resize(NULL, sizeof *slab);
    size_t size = stack_bytes(pool->stack_class),
           count = previous ? (size_t)previous->count * 2 : FIRST_SLAB_SLOTS;

    if (!slab)
        return NULL;
    if (count * size > LARGEST_SLAB && previous)
        count = previous->count;
    *slab = (struct stack_slab){ .older = stacks->slabs,
                                 .base = map_slots(size, &count),
                                 .stack_class = pool->stack_class };
    if (!slab->base || !make_room(pool, count)) {
        if (slab->base)
            munmap(slab->base, count * size);
        memory_resize(slab, 0);
        return NULL;
    }
    slab->count = (uint32_t)count;
    stacks->slabs = pool->newest = slab;
    if (previous)
        previous->newer = slab;
    else
        pool->slab = slab;
    pool->count += slab->count;
    return slab;
}

/* ---- Taking ---- */

int stacks_spare(struct stacks *stacks, struct stack_pool *pool)
{
    struct stack_slab *slab;

    if (pool->spare)
        return 0;
    slab = slab_create(stacks, pool);
    if (!slab)
        return -ENOMEM;
    pool->spare = slab->count;
    return 0;
}

/* A slot that has not been used yet. */
RARE static struct stack *cut(struct stacks *stacks, struct stack_pool *pool)
{
    struct stack_slab *slab = pool->slab;
    char *slot;
    bool is_guarded;

    if (slab->used == slab->count)
        slab = pool->slab = slab->newer;
    slot = slot_at(slab, slab->used);
    is_guarded = guard_make(slot, &slab->guards);
    stacks->valgrind = RUNNING_ON_VALGRIND;
    (void)VALGRIND_STACK_REGISTER(slot, slot + stack_bytes(slab->stack_class));
    if (unlikely(!is_guarded))
        guard_report_missing(co_loop_now);
    return stack_at(slab, slab->used++);
}

/* Undo the marks of the slot's former use. */
static inline void unpoison(struct stack *stack, uint8_t stack_class)
{
#if CO_ADDRESS_SANITIZER
    char *bottom = stack_sealed_bottom(stack, stack_class);

    __asan_unpoison_memory_region(bottom, (size_t)((char *)stack - bottom));
#else
    (void)stack;
    (void)stack_class;
#endif
}

struct stack *stacks_take_promised(struct stacks *stacks, uint8_t stack_class)
{
    struct stack_pool *pool = stack_pool_of(stacks, stack_class);
    struct stack *stack;

    if (unlikely(!pool->free_count))
        return cut(stacks, pool);
    stack = pool->free[--pool->free_count];
    unpoison(stack, stack_class);
    return stack;
}

struct stack *stacks_take(struct stacks *stacks, size_t stack_size, uint8_t *stack_class)
{
    struct stack_pool *pool = stack_pool_for(stacks, stack_size);

    if (unlikely(!pool->spare) && stacks_spare(stacks, pool) < 0)
        return NULL;
    pool->spare--;
    *stack_class = pool->stack_class;
    return stacks_take_promised(stacks, pool->stack_class);
}

void stack_forget_frames(struct stack *stack)
{
    (void)VALGRIND_MAKE_MEM_UNDEFINED((char *)stack - REUSED_TOP, REUSED_TOP);
}

/* ---- Giving back ---- */

#if CO_THREAD_SANITIZER
static void release_fibers(struct stack_pool *pool)
{
    for (uint32_t i = 0; i < pool->free_count; i++)
        fiber_release(&pool->free[i]->fiber);
}
#endif

void stacks_free(struct stacks *stacks)
{
#if CO_THREAD_SANITIZER
    for (size_t i = 0; i < STACK_CLASSES; i++)
        release_fibers(&stacks->pools[i]);
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

struct stack *stacks_find(const struct stacks *stacks, const void *address, size_t *offset)
{
    for (struct stack_slab *slab = stacks->slabs; slab; slab = slab->older) {
        size_t size = stack_bytes(slab->stack_class),
               distance = (size_t)((const char *)address - slab->base);

        if ((const char *)address >= slab->base && distance < slab->used * size) {
            *offset = distance % size;
            return stack_at(slab, (uint32_t)(distance / size));
        }
    }
    return NULL;
}
