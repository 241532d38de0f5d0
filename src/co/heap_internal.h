/* Heaps. */
#ifndef CO_HEAP_INTERNAL_H
#define CO_HEAP_INTERNAL_H

#include "co/kernel/base.h"

/* `count` is the number of items before the call. Equal items come out in order of arrival. */
void heap_push(struct co_ranked *heap, size_t count, struct co_ranked added, co_compare *compare);
void *heap_pop(struct co_ranked *heap, size_t count, co_compare *compare);

#endif
