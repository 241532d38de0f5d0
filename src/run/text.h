/* Text that grows, under the name that the storeys above know. */
#ifndef RUN_TEXT_H
#define RUN_TEXT_H

#include "co/explain/growing_text.h"

#endif
