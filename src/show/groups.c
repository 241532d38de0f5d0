#include "show/groups.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Returns an order of the tasks of a run, like strcmp. 0: the two tasks belong to one group. */
typedef int comparison(const struct life *life, const struct life_task *one,
                       const struct life_task *other);

/* An order of the tasks of a run. */
struct order {
    const struct life *life;
    comparison *compare;
};

/* The end of the task's name that is a number, or the end of the name. */
static const char *number_of(const char *name)
{
    const char *end = name + strlen(name), *number = end;

    while (number > name && isdigit((unsigned char)number[-1]))
        number--;
    return number;
}

static int order_of(int64_t one, int64_t other)
{
    return (one > other) - (one < other);
}

static int compare_tasks(const struct life *life, const struct life_task *one,
                         const struct life_task *other)
{
    return order_of(one - life->tasks, other - life->tasks);
}

static int compare_functions(const struct life *life, const struct life_task *one,
                             const struct life_task *other)
{
    (void)life;
    return strcmp(one->function, other->function);
}

/* The next span that takes time, from `span` on; NULL: there is none. */
static const struct span *next_long(const struct life_task *task, const struct span *span)
{
    for (; span < task->spans + task->span_count; span++)
        if (span->end > span->begin)
            return span;
    return NULL;
}

static int compare_spans(const struct span *one, const struct span *other)
{
    uint32_t thing = one->wait ? one->wait->thing : 0;
    uint32_t other_thing = other->wait ? other->wait->thing : 0;
    int order = order_of(one->begin, other->begin);

    if (!order)
        order = order_of(one->end, other->end);
    if (!order)
        order = order_of(one->state, other->state);
    return order ? order : order_of(thing, other_thing);
}

static int compare_ends(const struct event *one, const struct event *other)
{
    int order;

    if (!one || !other)
        return !other - !one;
    order = order_of(one->time, other->time);
    return order ? order : order_of(one->result, other->result);
}

/* The times at which the tasks print. */
static int compare_lines(const struct life *life, const struct life_task *one,
                         const struct life_task *other)
{
    int order = order_of((int64_t)one->line_count, (int64_t)other->line_count);

    for (size_t i = 0; i < one->line_count && !order; i++)
        order = order_of(life->lines[one->lines[i]].event->time,
                         life->lines[other->lines[i]].event->time);
    return order;
}

static int compare_lives(const struct life *life, const struct life_task *one,
                         const struct life_task *other)
{
    const struct span *span = next_long(one, one->spans);
    const struct span *match = next_long(other, other->spans);
    int order = compare_functions(life, one, other);

    if (!order)
        order = compare_ends(one->made, other->made);
    if (!order)
        order = compare_ends(one->ended, other->ended);
    if (!order)
        order = compare_lines(life, one, other);
    while (!order && span && match) {
        order = compare_spans(span, match);
        span = next_long(one, span + 1);
        match = next_long(other, match + 1);
    }
    return order ? order : !!span - !!match;
}

static int compare_members(const void *one, const void *other, void *argument)
{
    const struct life_task *task = *(const struct life_task *const *)one;
    const struct life_task *other_task = *(const struct life_task *const *)other;
    const struct order *order = argument;
    int result = order->compare(order->life, task, other_task);

    return result ? result : compare_tasks(order->life, task, other_task);
}

static int compare_groups(const void *one, const void *other)
{
    const struct life_task *task = *((const struct group *)one)->tasks;
    const struct life_task *other_task = *((const struct group *)other)->tasks;

    return (task > other_task) - (task < other_task);
}

/* Sort the tasks; each stretch of equal tasks is a group, in this order. */
static void cut(struct groups *groups, const struct life *life, comparison *compare)
{
    struct order order = { life, compare };

    qsort_r(groups->tasks, life->task_count, sizeof *groups->tasks, compare_members, &order);
    groups->count = 0;
    for (size_t i = 0; i < life->task_count; i++) {
        if (!i || compare(life, groups->tasks[i - 1], groups->tasks[i]) != 0)
            groups->groups[groups->count++] = (struct group){ .tasks = &groups->tasks[i] };
        groups->groups[groups->count - 1].count++;
    }
}

/* The function with most tasks that is no band yet; NULL: each of them has one task. */
static struct group *largest(const struct groups *groups)
{
    struct group *largest = NULL;

    for (struct group *group = groups->groups; group < groups->groups + groups->count; group++)
        if (!group->band && group->count > (largest ? largest->count : 1))
            largest = group;
    return largest;
}

/* Make a band of the function with most tasks, and of the next, until the lanes are few enough.
 * Other tasks keep lanes of their own. */
static void make_bands(struct groups *groups, const struct life *life, size_t most)
{
    size_t lanes = life->task_count, functions;
    struct group *group;

    cut(groups, life, compare_functions);
    functions = groups->count;
    while (lanes > most && (group = largest(groups))) {
        group->band = true;
        lanes -= group->count - 1;
    }
    /* The groups of single tasks are appended; there is one for each task at most. */
    for (size_t i = 0; i < functions; i++) {
        struct group function = groups->groups[i];

        groups->groups[i].count = function.band ? function.count : 1;
        for (size_t k = 1; !function.band && k < function.count; k++)
            groups->groups[groups->count++] =
                (struct group){ .tasks = &function.tasks[k], .count = 1 };
    }
}

int groups_make(struct groups *groups, const struct life *life, size_t most)
{
    size_t tasks = life->task_count;

    *groups = (struct groups){
        .groups = calloc(tasks + 1, sizeof *groups->groups),
        .tasks = calloc(tasks + 1, sizeof *groups->tasks),
        .group_of = calloc(tasks + 1, sizeof *groups->group_of),
    };
    if (!groups->groups || !groups->tasks || !groups->group_of)
        return -ENOMEM;
    for (size_t i = 0; i < tasks; i++)
        groups->tasks[i] = &life->tasks[i];
    cut(groups, life, compare_tasks);
    if (groups->count > most)
        cut(groups, life, compare_lives);
    if (groups->count > most)
        make_bands(groups, life, most);
    qsort(groups->groups, groups->count, sizeof *groups->groups, compare_groups);
    for (size_t i = 0; i < groups->count; i++)
        for (size_t k = 0; k < groups->groups[i].count; k++)
            groups->group_of[groups->groups[i].tasks[k] - life->tasks] = i;
    return 0;
}

void groups_free(struct groups *groups)
{
    free(groups->groups);
    free(groups->tasks);
    free(groups->group_of);
    *groups = (struct groups){ 0 };
}

void group_add_label(struct text *text, const struct group *group)
{
    const char *name = group->tasks[0]->name, *number = number_of(name);
    int prefix = (int)(number - name);
    unsigned long first = strtoul(number, NULL, 10);
    bool in_order = *number != '\0';

    if (group->count == 1) {
        text_add(text, "%s", name);
        return;
    }
    for (size_t i = 1; i < group->count; i++) {
        const char *other = group->tasks[i]->name;

        in_order &= strncmp(name, other, (size_t)prefix) == 0 &&
                    number_of(other) == other + prefix &&
                    strtoul(other + prefix, NULL, 10) == first + i;
    }
    if (in_order)
        text_add(text, "%.*s%lu..%lu", prefix, name, first, first + group->count - 1);
    else
        text_add(text, "%zu x %s", group->count, group->tasks[0]->function);
}
