/* Reports: what goes wrong where no caller asks. */
#ifndef CO_KERNEL_REPORT_H
#define CO_KERNEL_REPORT_H

#include "co/kernel/base.h"

struct reports {
    /* Gets what no function of the program gets. NULL: that is dropped. */
    void (*by_default)(struct co_loop *loop, const struct co_report *report);
    co_exception_handler *handler; /* NULL: the default */
    void *argument;
};

/* To the exception handler, or by default to the program that started the run. */
void report(struct co_loop *loop, const struct co_report *report);
/* A callback, of the task if there is one, returned a negative result. */
RARE void report_failed_callback(struct co_loop *loop, int result, const struct co_place *place,
                                 struct co_task *task);

#endif
