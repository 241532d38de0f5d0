/* A future: a result without a coroutine, which some task completes. */
#ifndef SHOW_FUTURE_H
#define SHOW_FUTURE_H

#include "show/life.h"

/* Returns whether the stream shows that the task is a future. A future never makes a step. */
bool is_future(const struct life *life, const struct life_task *task);

#endif
