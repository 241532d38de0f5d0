/* Async iteration over objects. */
#include "co/kernel/base.h"

void co_iterator_begin(struct co_iterator *iterator)
{
    if (iterator->begin)
        iterator->begin(iterator);
}

int co_iterator_next(struct co_iterator *iterator, intptr_t *value)
{
    if (!iterator->next)
        return co_raise(-EINVAL, "the iterator has no function for the next value");
    return iterator->next(iterator, value);
}

int co_iterator_next_or(struct co_iterator *iterator, intptr_t *value, intptr_t otherwise)
{
    int rc = co_iterator_next(iterator, value);

    if (rc == 0)
        *value = otherwise;
    return rc;
}
