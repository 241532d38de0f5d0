/* Done callbacks. */
#ifndef CO_DONE_CALLBACK_INTERNAL_H
#define CO_DONE_CALLBACK_INTERNAL_H

#include "co/kernel/base.h"

/* At the end of a loop: the callbacks of tasks that have not ended. */
void done_callbacks_free(struct co_loop *loop);

#endif
