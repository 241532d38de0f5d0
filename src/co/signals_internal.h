/* Signals that a loop handles. */
#ifndef CO_SIGNALS_INTERNAL_H
#define CO_SIGNALS_INTERNAL_H

#include "co/kernel/ready.h"
#include "co/kernel/source.h"

/* Signals in the order in which they arrived. Written by signal handlers. */
enum { SIGNALS_AT_ONCE = 64 };
struct signal_queue {
    _Atomic uint32_t end; /* counts on, like `next` */
    _Atomic uint32_t next;
    _Atomic int numbers[SIGNALS_AT_ONCE]; /* 0: being written */
    uint32_t handled;                     /* signals that the loop has a handler for */
    struct co_handle handle;
    bool queued; /* the handle is in the ready queue */
};

extern const struct source signals_source;

/* Returns whether a signal has arrived that the loop handles. */
bool signals_arrived(const struct co_loop *loop);
void signals_free(struct co_loop *loop);
/* In a child process: signals do what they did before. */
void signals_forget(void);

#endif
