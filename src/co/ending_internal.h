/* Endings: things that are closed with their loop. */
#ifndef CO_ENDING_INTERNAL_H
#define CO_ENDING_INTERNAL_H

#include "co/kernel/base.h"

/* Close what the program has forgotten. */
void endings_call(struct co_loop *loop);

#endif
