/*
 * Of the steps that the bad run has in another order than the demo's own, some are to blame. An
 * order of picks shifts when one pick is left out; a hold does not. So holds are tried first.
 */
#include "explore/shrink.h"

#include "co/monotonic.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SINGLES_MAX = 400, TWOS_MAX = 30 };

struct shrinking {
    struct exploration *exploration;
    bool is_stuck, breaks_promise; /* the kind of what is bad */
    enum explored_end end;
    int exit_code;
};

/* Returns 1 if a run in this order is bad in the same way, 0 if it is not, or -errno. */
static int try(struct shrinking *shrinking, const struct order *order)
{
    struct exploration *exploration = shrinking->exploration;
    const struct outcome *outcome = &exploration->explored->outcome;
    int rc = explored_run(exploration->explored, &exploration->options->demo, order, NULL);

    if (rc < 0)
        return rc;
    exploration->runs++;
    return !explore_is_interrupted() && !outcome->order_failed && outcome->end == shrinking->end &&
           outcome->exit_code == shrinking->exit_code && outcome->is_stuck == shrinking->is_stuck &&
           outcome->breaks_promise == shrinking->breaks_promise;
}

static int replace(struct shrinking *shrinking, const struct order *order)
{
    struct exploration *exploration = shrinking->exploration;
    struct order *kept = &exploration->outcomes.known[exploration->bad].order, copy;
    int rc = order_copy(&copy, order);

    if (rc < 0)
        return rc;
    order_free(kept);
    *kept = copy;
    return 1;
}

/* ---- Holds ---- */

/* Where each step of the demo's own run stands in the other run, from 1; 0: nowhere. */
static size_t *find_places(const struct run_steps *own, const struct run_steps *other)
{
    size_t *places = calloc(own->count + 1, sizeof *places);
    size_t at = 0;

    if (!places)
        return NULL;
    /* Tasks have the same ids in both runs where they are made in the same order; where not, the
     * hold that is tried has no effect. */
    for (size_t i = 0; i < own->count; i++)
        for (size_t seen = 0; seen < other->count; seen++) {
            const struct run_step *step = &other->steps[(at + seen) % other->count];

            if (step->task == own->steps[i].task && step->step == own->steps[i].step) {
                at = (at + seen) % other->count;
                places[i] = at + 1;
                break;
            }
        }
    return places;
}

/* Keep the pairs whose steps the other run has the other way round. */
static void keep_turned(struct pairs *pairs, const size_t *places)
{
    size_t kept = 0;

    for (size_t i = 0; i < pairs->count; i++) {
        size_t held = places[pairs->pairs[i].held], until = places[pairs->pairs[i].until];

        if (until && (!held || until < held))
            pairs->pairs[kept++] = pairs->pairs[i];
    }
    pairs->count = kept;
}

static int try_holds(struct shrinking *shrinking, const struct pairs *pairs)
{
    const struct run_steps *steps = &shrinking->exploration->steps;
    struct order order = { .hold_count = 1 };
    size_t twos = pairs->count < TWOS_MAX ? pairs->count : TWOS_MAX;
    int rc = 0;

    for (size_t i = 0; i < pairs->count && i < SINGLES_MAX && rc == 0; i++) {
        order.holds[0] = pairs_hold(steps, &pairs->pairs[i]);
        rc = try(shrinking, &order);
    }
    order.hold_count += rc == 0;
    for (size_t i = 0; i < twos && rc == 0; i++)
        for (size_t j = i + 1; j < twos && rc == 0; j++) {
            order.holds[0] = pairs_hold(steps, &pairs->pairs[i]);
            order.holds[1] = pairs_hold(steps, &pairs->pairs[j]);
            rc = try(shrinking, &order);
        }
    return rc > 0 ? replace(shrinking, &order) : rc;
}

static int shrink_to_holds(struct shrinking *shrinking, const struct order *order)
{
    struct exploration *exploration = shrinking->exploration;
    struct stream stream = { 0 };
    struct run_steps steps = { 0 };
    struct pairs pairs = { 0 };
    size_t *places = NULL;
    int rc = explored_run(exploration->explored, &exploration->options->demo, order, &stream);

    if (rc == 0)
        rc = run_steps_find(&steps, &stream);
    if (rc == 0)
        rc = pairs_find(&pairs, &exploration->steps);
    if (rc == 0 && steps.count) {
        places = find_places(&exploration->steps, &steps);
        rc = places ? 0 : -ENOMEM;
    }
    if (places) {
        keep_turned(&pairs, places);
        rc = try_holds(shrinking, &pairs);
    }
    free(places);
    pairs_free(&pairs);
    run_steps_free(&steps);
    stream_free(&stream);
    return rc;
}

/* ---- Picks ---- */

/* As picks, without late timers. 1: they are as bad. */
static int turn_into_picks(struct shrinking *shrinking, const struct order *by_chance,
                           struct order *picks)
{
    const struct order_places *places = &shrinking->exploration->explored->places;
    struct order with_places = { .has_chance = true,
                                 .chance = by_chance->chance,
                                 .places = &shrinking->exploration->explored->places };
    int rc = try(shrinking, &with_places);

    if (rc <= 0 || places->count > ORDER_PLACES_MAX)
        return rc < 0 ? rc : 0;
    picks->picks = malloc((places->count + 1) * sizeof *picks->picks);
    if (!picks->picks)
        return -ENOMEM;
    for (size_t i = 0; i < places->count; i++)
        picks->picks[i] = places->kept[i].picked;
    picks->pick_count = places->count;
    return 1;
}

/* Let one place after the other have its first task, from the last on, if it is as bad so. */
static int drop_picks(struct shrinking *shrinking, struct order *order)
{
    int rc = 0;

    for (size_t i = order->pick_count; i-- > 0 && rc >= 0;) {
        uint32_t pick = order->picks[i];

        if (!pick)
            continue;
        order->picks[i] = 0;
        rc = try(shrinking, order);
        if (rc == 0)
            order->picks[i] = pick;
    }
    while (order->pick_count && !order->picks[order->pick_count - 1])
        order->pick_count--;
    return rc < 0 ? rc : replace(shrinking, order);
}

static int shrink_picks(struct shrinking *shrinking, const struct order *order)
{
    struct order picks = { 0 };
    int rc = order->has_chance               ? turn_into_picks(shrinking, order, &picks)
             : order_copy(&picks, order) < 0 ? -ENOMEM
                                             : 1;

    if (rc > 0)
        rc = drop_picks(shrinking, &picks);
    order_free(&picks);
    return rc;
}

/* ---- All ---- */

int shrink(struct exploration *exploration)
{
    const struct known_outcome *bad = &exploration->outcomes.known[exploration->bad];
    struct shrinking shrinking = {
        .exploration = exploration,
        .is_stuck = bad->is_stuck,
        .breaks_promise = bad->breaks_promise,
        .end = bad->end,
        .exit_code = bad->exit_code,
    };
    struct order order;
    int rc;

    if (exploration->bad == 0 || bad->order.hold_count == 1)
        return 0;
    rc = order_copy(&order, &bad->order);
    if (rc == 0)
        rc = shrink_to_holds(&shrinking, &order);
    if (rc == 0 && !order.hold_count)
        rc = shrink_picks(&shrinking, &order);
    order_free(&order);
    return rc < 0 ? rc : 0;
}
