/* Numbers for what the runtime keeps behind a struct of the caller's. */
#ifndef CO_NUMBERS_INTERNAL_H
#define CO_NUMBERS_INTERNAL_H

#include "co/kernel/base.h"

struct numbered;
struct numbers {
    struct numbered *table;
    uint32_t count, free, last;
};

/* Give a thing a number. -ENOMEM. */
int numbers_give(struct co_loop *loop, void *thing, struct co_number *number);
/* The thing of this number; NULL: it is gone, or another loop's. */
void *numbers_find(const struct co_number *number);
void numbers_take_back(struct co_loop *loop, const struct co_number *number);
/* The next thing from *place on; NULL after the last. */
void *numbers_any(const struct co_loop *loop, uint32_t *place);
void numbers_free(struct co_loop *loop);

#endif
