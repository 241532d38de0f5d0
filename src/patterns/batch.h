/*
 * Batch: many items, of which so many at a time are under way. When one ends the next one begins,
 * so no place stands empty while others wait for the slowest; and what becomes of one item is kept,
 * and no matter of the others.
 *
 *     static struct fetch items[1000];               the arguments of each call of fetch
 *     static struct co_outcome outcomes[1000];
 *     int failed = batch_run((struct co_coro){ fetch_start, items, sizeof *items, "fetch" },
 *                            1000, 10, outcomes);
 */
#ifndef PATTERNS_BATCH_H
#define PATTERNS_BATCH_H

#include "co/co.h"

/* Run a coroutine for each of `count` items, in their order, at most `limit` at a time, and wait
 * for all of them. The arguments of `each` are an array: `count` times each.size bytes, in use
 * until this returns. No more tasks exist than are needed for `limit` items, and one per place.
 *
 * outcomes[i] gets what item i ended with; may be NULL. Returns how many items failed. When the
 * caller is cancelled the items under way are cancelled and awaited, the others never begin and are
 * -ECANCELED in `outcomes`. -EINVAL: a limit of 0, nothing is run. -ENOMEM: there was not even
 * memory for the places; items that have not begun are -ECANCELED. */
CO_ASYNC int batch_run(struct co_coro each, size_t count, size_t limit,
                       struct co_outcome *outcomes);

#ifndef CO_WITHOUT_PLACES
#define batch_run(...) CO_AT(batch_run, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif
