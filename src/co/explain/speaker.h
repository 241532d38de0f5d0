/* What the runtime says by itself, where the program says nothing. */
#ifndef CO_SPEAKER_H
#define CO_SPEAKER_H

#include "co/explain/fault_handler.h"
#include "co/explain/roster.h"

struct speaker {
    bool is_stuck; /* a deadlock or a livelock has been reported */
    bool looks_on; /* debug mode, without an observer of the program */
    struct roster roster;
    struct fault_handler fault_handler;
};

/* Begin to speak for the loop, unless its options say co_say_nothing. */
void speaker_begin(struct speaker *speaker, struct co_loop *loop);
void speaker_end(struct speaker *speaker);

#endif
