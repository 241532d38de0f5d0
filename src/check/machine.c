#include "check/machine.h"

#include <stdlib.h>

void machine_free(struct machine *machine)
{
    free(machine->stalls);
    delays_free(&machine->pressure);
    *machine = (struct machine){ 0 };
}

static int64_t overlap(const struct machine_stall *stall, int64_t from, int64_t to)
{
    int64_t begin = stall->from > from ? stall->from : from;
    int64_t end = stall->to < to ? stall->to : to;

    return end > begin ? end - begin : 0;
}

int64_t machine_stalled(const struct machine *machine, int64_t from, int64_t to)
{
    int64_t most = 0, here = 0;

    if (!machine->watched)
        return INT64_MAX;
    for (size_t i = 0; i < machine->stall_count; i++) {
        const struct machine_stall *stall = &machine->stalls[i];

        if (i && stall->processor != stall[-1].processor)
            here = 0;
        here += overlap(stall, from, to);
        if (here > most)
            most = here;
    }
    return most;
}

int64_t machine_pressure(const struct machine *machine, int64_t from, int64_t to)
{
    if (!machine->watched || !machine->has_pressure)
        return INT64_MAX;
    return delays_between(&machine->pressure, from, to);
}
