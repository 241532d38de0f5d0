/*
 * Batch: run a coroutine for many items, so many at a time. When one item ends, the next one
 * begins, so that no worker is idle while others wait for the slowest item. The outcome of each
 * item is kept; a failed item does not stop the others.
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
 * for all of them. The arguments of `each` are an array of `count` times each.size bytes, which is
 * in use until this returns. Tasks exist only for the items that run, and one for each worker.
 *
 * outcomes[i] gets the outcome of item i; `outcomes` may be NULL. Returns the number of items that
 * failed. If the caller is cancelled, the items that run are cancelled and awaited; the others
 * never begin, and their outcome is -ECANCELED. -EINVAL: `limit` is 0, and nothing was run.
 * -ENOMEM: there was no memory for the workers; items that have not begun are -ECANCELED. */
CO_ASYNC int batch_run(struct co_coro each, size_t count, size_t limit,
                       struct co_outcome *outcomes);

#ifndef CO_WITHOUT_PLACES
#define batch_run(...) CO_AT(batch_run, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif
