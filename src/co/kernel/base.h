/* What every file of the runtime uses. */
#ifndef CO_KERNEL_BASE_H
#define CO_KERNEL_BASE_H

#ifndef CO_WITHOUT_PLACES
#define CO_WITHOUT_PLACES /* a call inside the runtime keeps the place of the program's call */
#endif
#include "co/co.h"
#include "co/list.h"
#include "co/monotonic.h"

#define likely(condition) __builtin_expect(!!(condition), 1)
#define unlikely(condition) __builtin_expect(!!(condition), 0)
/* Stands before a function that is rarely called: inlined it would take registers from what is done
 * often. */
#define RARE __attribute__((noinline, cold))

#define CO_NEVER INT64_MAX

#endif
