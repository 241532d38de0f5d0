/*
 * A walk through the tree of picks, by depth: each run follows the picks of the way to its leaf,
 * and tells how many branches each place has.
 */
#include "explore/together.h"

#include <errno.h>
#include <string.h>

enum { ORDERS_A_SECOND = 1500 };

/* Returns whether all orders can be run in the time. The tree of the own run's places stands for
 * that of all runs. */
static bool can_end(const struct exploration *exploration, const struct order_places *places)
{
    double seconds = (double)exploration->options->time * 1e-9, orders = 1;

    if (places->count > ORDER_PLACES_MAX)
        return false;
    for (size_t i = 0; i < places->count && orders < 1e9; i++)
        orders *= places->kept[i].ready;
    return orders <= ORDERS_A_SECOND * seconds;
}

/* Make the picks those of the next leaf. False: this was the last leaf. */
static bool go_to_next_leaf(struct order *order, const struct order_places *places)
{
    size_t last = places->count;

    while (last && places->kept[last - 1].picked + 1 >= places->kept[last - 1].ready)
        last--;
    if (!last)
        return false;
    for (size_t i = 0; i < last; i++)
        order->picks[i] = places->kept[i].picked;
    order->picks[last - 1]++;
    order->pick_count = last;
    return true;
}

int explore_together(struct exploration *exploration)
{
    static uint32_t picks[ORDER_PLACES_MAX];
    struct order_places *places = &exploration->explored->places;
    struct tried *tried = &exploration->together;
    struct order order = { .picks = picks, .places = places };
    int rc = explored_run(exploration->explored, &exploration->options->demo, &order, NULL);

    tried->tried = 1; /* the demo's own */
    if (rc < 0 || !can_end(exploration, places))
        return rc;
    while (rc == 0 && places->count <= ORDER_PLACES_MAX && go_to_next_leaf(&order, places))
        rc = explore_order(exploration, &order, tried);
    tried->complete = rc == 0 && places->count <= ORDER_PLACES_MAX;
    return rc;
}
