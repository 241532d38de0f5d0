#include "run/order_steps.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };

bool order_steps_know(struct order_steps *steps, uint32_t task)
{
    uint32_t capacity = steps->capacity ? steps->capacity : FIRST_CAPACITY;
    uint32_t *begun;

    if (task < steps->capacity)
        return true;
    while (capacity <= task)
        capacity *= 2;
    begun = realloc(steps->begun, capacity * sizeof *begun);
    if (!begun)
        return false;
    memset(begun + steps->capacity, 0, (capacity - steps->capacity) * sizeof *begun);
    steps->begun = begun;
    steps->capacity = capacity;
    return true;
}

void order_steps_free(struct order_steps *steps)
{
    free(steps->begun);
    *steps = (struct order_steps){ 0 };
}
