/* Kinds of resources that are told apart by the address of their names. */
#ifndef CO_KINDS_INTERNAL_H
#define CO_KINDS_INTERNAL_H

extern const char resource_lock[], resource_semaphore[];

#endif
