/* Conditions, for a primitive that is made of one. */
#ifndef CO_CONDITION_INTERNAL_H
#define CO_CONDITION_INTERNAL_H

#include "co/kernel/base.h"

bool condition_is_foreign(const struct co_condition *condition);
/* co_condition_wait() with the lock held; reports call the condition `kind`. */
int condition_wait(struct co_condition *condition, const char *kind);

#endif
