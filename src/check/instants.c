#include "check/instants.h"

void instants_note(struct instants *instants, int64_t golden_time, int64_t time)
{
    struct instant *latest =
        &instants->ring[(instants->seen + COMPARE_INSTANTS - 1) % COMPARE_INSTANTS];
    int64_t behind = time - golden_time;

    if (instants->seen == 0 || latest->golden_time != golden_time) {
        latest = &instants->ring[instants->seen++ % COMPARE_INSTANTS];
        *latest = (struct instant){ golden_time, behind, behind };
    }
    if (behind < latest->least)
        latest->least = behind;
    if (behind > latest->most)
        latest->most = behind;
}

void instants_span(const struct instants *instants, int64_t behind, int64_t *least, int64_t *most)
{
    *least = *most = behind;
    for (size_t i = 0; i < instants->seen && i < COMPARE_INSTANTS; i++) {
        const struct instant *instant = &instants->ring[i];

        *least = i == 0 || instant->least < *least ? instant->least : *least;
        *most = i == 0 || instant->most > *most ? instant->most : *most;
    }
}
