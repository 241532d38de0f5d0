#include "show/unit.h"

#include <stdio.h>
#include <string.h>

enum {
    SECOND = 1000 * 1000 * 1000,
    MILLISECOND = 1000 * 1000,
    MICROSECOND = 1000,
};

struct unit unit_of(int64_t end)
{
    if (end >= SECOND)
        return (struct unit){ "s", SECOND, 2 };
    if (end >= MILLISECOND)
        return (struct unit){ "ms", MILLISECOND, end < 10 * MILLISECOND ? 2 : 0 };
    return (struct unit){ end ? "us" : "ms", MICROSECOND, 0 };
}

void unit_label(char label[UNIT_LABEL], const struct unit *unit, int64_t time)
{
    size_t length =
        (size_t)snprintf(label, UNIT_LABEL, "%.*f", unit->digits, (double)time / unit->size);

    if (!strchr(label, '.'))
        return;
    while (label[length - 1] == '0')
        label[--length] = '\0';
    if (label[length - 1] == '.')
        label[length - 1] = '\0';
}
