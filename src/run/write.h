/* Writing to a descriptor, under the name that the storeys above know. */
#ifndef RUN_WRITE_H
#define RUN_WRITE_H

#include "co/explain/write.h"

#endif
