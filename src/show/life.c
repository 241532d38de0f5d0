#include "show/life.h"

#include <stdlib.h>

const struct life_task *life_task(const struct life *life, uint32_t id)
{
    size_t index = ids_find(&life->task_ids, id);

    return index == SIZE_MAX ? NULL : &life->tasks[index];
}

const char *life_name(const struct life *life, uint32_t task)
{
    const struct life_task *known = task ? life_task(life, task) : NULL;

    return known ? known->name : task ? "?" : "the loop";
}

const struct life_thing *life_thing(const struct life *life, uint32_t number)
{
    size_t index = ids_find(&life->thing_ids, number);

    return index == SIZE_MAX ? NULL : &life->things[index];
}

size_t life_step_of(const struct life *life, size_t event)
{
    size_t low = 0, high = life->step_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (life->steps[middle].last < event)
            low = middle + 1;
        else
            high = middle;
    }
    return low < life->step_count && life->steps[low].first <= event ? low : SIZE_MAX;
}

void life_free(struct life *life)
{
    for (size_t i = 0; i < life->task_count; i++) {
        free(life->tasks[i].spans);
        free(life->tasks[i].lines);
    }
    for (size_t i = 0; i < life->thing_count; i++)
        free(life->things[i].holds);
    free(life->tasks);
    free(life->things);
    free(life->lines);
    free(life->steps);
    ids_free(&life->task_ids);
    ids_free(&life->thing_ids);
    *life = (struct life){ 0 };
}
