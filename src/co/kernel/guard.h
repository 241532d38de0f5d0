/* Guard pages: below each stack lies a page that must not be touched. */
#ifndef CO_KERNEL_GUARD_H
#define CO_KERNEL_GUARD_H

#include "co/kernel/base.h"

/* Not inline: a caller that does not need the result does not ask for it then. */
__attribute__((const, noinline)) size_t guard_size(void);
/* Make the lowest page of a slot a guard. False: the stack goes without. *guards counts the guards
 * that take mappings. */
bool guard_make(char *slot, uint32_t *guards);
/* As many guards that take mappings are gone. */
void guards_release(uint32_t guards);
/* Tell the program that a stack has no guard, once a process. */
RARE void guard_report_missing(struct co_loop *loop);
/* For tests: as if the process might have so many mappings, of which guards take three quarters. */
void guards_allow_mappings(long mappings);

#endif
