/* The unit of the times on a ruler. */
#ifndef SHOW_UNIT_H
#define SHOW_UNIT_H

#include <stdint.h>

enum { UNIT_LABEL = 32 };

struct unit {
    const char *name;
    double size; /* in nanoseconds */
    int digits;  /* behind the point */
};

/* The unit that suits the times up to this one. */
struct unit unit_of(int64_t end);
/* Write the time in the unit, without the unit's name and without zeros that say nothing. */
void unit_label(char label[UNIT_LABEL], const struct unit *unit, int64_t time);

#endif
