/* A tally counts how many stretches of time are under way at each moment. */
#ifndef SHOW_TALLY_H
#define SHOW_TALLY_H

#include "show/life.h"

struct tally_edge {
    int64_t time;
    int64_t count; /* that are under way from this time on; before tally_close(): the change */
};

/* All-zero is empty. */
struct tally {
    struct tally_edge *edges; /* after tally_close(): in the order of time */
    size_t edge_count, capacity;
    size_t most; /* at one time */
};

/* Add a stretch. A stretch without length counts nowhere. Returns 0 or -ENOMEM. */
int tally_add(struct tally *tally, int64_t begin, int64_t end);
/* All stretches are added: count them. */
void tally_close(struct tally *tally);
/* The number that are under way at this time. The tally is closed. */
size_t tally_at(const struct tally *tally, int64_t time);
void tally_free(struct tally *tally);

#endif
