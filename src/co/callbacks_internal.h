/* Callbacks: functions that the loop calls. */
#ifndef CO_CALLBACKS_INTERNAL_H
#define CO_CALLBACKS_INTERNAL_H

#include "co/kernel/scope.h"

/* A callback, and where the program gave it to the loop. */
struct callback {
    co_callback *call;
    void *argument;
    const struct co_place *place;
    struct scope scope;
};
/* `context` may be NULL: the scope that is in force here. */
struct callback callback_make(co_callback *call, void *argument, struct co_context *context);
void callback_release(struct callback *callback);
/* Call it; if it fails, report that. */
void callback_call(struct co_loop *loop, struct callback *callback);
/* At the end of a loop: the timer handles that were never due. */
void callbacks_free(struct co_loop *loop);

#endif
