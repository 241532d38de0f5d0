/* A signal handler that names the task whose stack overflowed; then the fault ends the process. */
#ifndef CO_FAULT_HANDLER_H
#define CO_FAULT_HANDLER_H

#include <stdbool.h>

struct fault_handler {
    void *stack; /* for signal handlers of this thread; NULL: the thread had one */
    bool is_in_use;
};

/* Handle faults until the end, unless the program handles them itself. A thread may begin several
 * times, and each thread must end what it has begun. */
void fault_handler_begin(struct fault_handler *handler);
void fault_handler_end(struct fault_handler *handler);

#endif
