/* What every demo includes first, for the compiler to read once. */
#include "../demo.h"
