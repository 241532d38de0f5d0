/*
 * Numbers for what the runtime keeps behind a struct of the caller's.
 *
 * Such a struct may lie in a frame that is left too early. It therefore holds a number and no
 * address, and what the number stands for holds no address of the struct that it would use.
 */
#include "co/numbers_internal.h"

#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/runtime_internal.h"

enum { FIRST_COUNT = 8 };

/* A place in the table. */
struct numbered {
    void *thing; /* NULL: free */
    uint32_t number;
    uint32_t next_free; /* plus 1; 0: none */
};

static int add_places(struct numbers *numbers)
{
    uint32_t count = numbers->count, more = count ? count : FIRST_COUNT;
    struct numbered *table = memory_resize(numbers->table, (count + more) * sizeof *table);

    if (!table)
        return -ENOMEM;
    for (uint32_t i = count; i < count + more; i++)
        table[i] = (struct numbered){ .next_free = i + 1 < count + more ? i + 2 : 0 };
    numbers->table = table;
    numbers->count = count + more;
    numbers->free = count + 1;
    return 0;
}

int numbers_give(struct co_loop *loop, void *thing, struct co_number *number)
{
    struct numbers *numbers = &runtime_of(loop)->numbers;
    struct numbered *place;

    if (!numbers->free && add_places(numbers) < 0)
        return -ENOMEM;
    if (!++numbers->last)
        numbers->last = 1; /* 0 is the number of what has none */
    *number = (struct co_number){ loop->serial, numbers->free - 1, numbers->last };
    place = &numbers->table[number->place];
    numbers->free = place->next_free;
    place->thing = thing;
    place->number = number->number;
    return 0;
}

void *numbers_find(const struct co_number *number)
{
    struct co_loop *loop = co_loop_now;

    if (!loop || number->loop != loop->serial)
        return NULL;
    const struct numbered *place = &runtime_of(loop)->numbers.table[number->place];
    return place->number == number->number ? place->thing : NULL;
}

void numbers_take_back(struct co_loop *loop, const struct co_number *number)
{
    struct numbers *numbers = &runtime_of(loop)->numbers;

    numbers->table[number->place] = (struct numbered){ .next_free = numbers->free };
    numbers->free = number->place + 1;
}

void *numbers_any(const struct co_loop *loop, uint32_t *place)
{
    const struct numbers *numbers = &runtime_of(loop)->numbers;

    while (*place < numbers->count) {
        void *thing = numbers->table[(*place)++].thing;

        if (thing)
            return thing;
    }
    return NULL;
}

void numbers_free(struct co_loop *loop)
{
    memory_resize(runtime_of(loop)->numbers.table, 0);
}
