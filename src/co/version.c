/* The version of the library. */
#include "co/version.h"

const char *co_version(void)
{
    return CO_VERSION;
}
