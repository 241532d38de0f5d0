#include "explore/pairs.h"

#include <errno.h>
#include <stdlib.h>

enum { PAIRS_MAX = 100000, WINDOW = 1000 };

struct order_hold pairs_hold(const struct run_steps *steps, const struct pair *pair)
{
    return (struct order_hold){ run_steps_name(steps, pair->held),
                                run_steps_name(steps, pair->until) };
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return hash;
}

static uint64_t hash_number(uint64_t hash, uint32_t number)
{
    return (hash ^ number) * UINT64_C(1099511628211);
}

/* A hundred tasks of one function differ little from each other. */
static uint64_t kind_of(const struct run_steps *steps, size_t held, size_t until)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    hash = hash_text(hash, run_steps_function(steps, held));
    hash = hash_number(hash, steps->steps[held].step);
    hash = hash_text(hash, run_steps_function(steps, until));
    return hash_number(hash, steps->steps[until].step);
}

/* A step that another task has caused waits only while tasks are ready. */
static bool may_swap(const struct run_steps *steps, size_t held, size_t until)
{
    const struct run_step *one = &steps->steps[held], *other = &steps->steps[until];

    return one->task != other->task && (one->may_be_later || one->time == other->time) &&
           !run_steps_lead(steps, held, until);
}

static int add(struct pairs *pairs, const struct run_steps *steps, size_t held, size_t until)
{
    if (pairs->count == pairs->capacity) {
        size_t capacity = pairs->capacity ? pairs->capacity * 2 : 256;
        struct pair *larger = realloc(pairs->pairs, capacity * sizeof *larger);

        if (!larger)
            return -ENOMEM;
        pairs->pairs = larger;
        pairs->capacity = capacity;
    }
    pairs->pairs[pairs->count++] = (struct pair){ .held = (uint32_t)held,
                                                  .until = (uint32_t)until,
                                                  .kind = kind_of(steps, held, until) };
    return 0;
}

static uint32_t distance(const struct pair *pair)
{
    return pair->until - pair->held;
}

static int compare_nearest(const struct pair *one, const struct pair *other)
{
    if (distance(one) != distance(other))
        return distance(one) < distance(other) ? -1 : 1;
    return one->held < other->held ? -1 : one->held > other->held;
}

static int compare_kinds(const void *one, const void *other)
{
    const struct pair *left = one, *right = other;

    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    return compare_nearest(left, right);
}

static int compare_ranks(const void *one, const void *other)
{
    const struct pair *left = one, *right = other;

    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    return compare_nearest(left, right);
}

static void sort(struct pairs *pairs)
{
    struct pair *all = pairs->pairs;

    qsort(all, pairs->count, sizeof *all, compare_kinds);
    for (size_t i = 1; i < pairs->count; i++)
        all[i].rank = all[i].kind == all[i - 1].kind ? all[i - 1].rank + 1 : 0;
    qsort(all, pairs->count, sizeof *all, compare_ranks);
}

int pairs_find(struct pairs *pairs, const struct run_steps *steps)
{
    int rc = 0;

    *pairs = (struct pairs){ 0 };
    for (size_t held = 0; held < steps->count && rc == 0; held++) {
        size_t end = held + WINDOW < steps->count ? held + WINDOW : steps->count;

        pairs->is_cut |= end < steps->count;
        for (size_t until = held + 1; until < end && rc == 0 && pairs->count < PAIRS_MAX; until++)
            if (may_swap(steps, held, until))
                rc = add(pairs, steps, held, until);
    }
    pairs->is_cut |= pairs->count == PAIRS_MAX;
    if (pairs->count)
        sort(pairs);
    return rc;
}

void pairs_free(struct pairs *pairs)
{
    free(pairs->pairs);
    *pairs = (struct pairs){ 0 };
}
