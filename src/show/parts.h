/*
 * The parts of a remark, in the order of time: "slept 10 ms", "waited 10 ms for counter_lock, ...".
 * They take bounded memory: equal neighbours are one part, and of many parts the first and the last
 * ones stay.
 */
#ifndef SHOW_PARTS_H
#define SHOW_PARTS_H

#include "co/explain/growing_text.h"

enum { PARTS_KEPT = 4 };

struct part {
    struct text text;
    uint64_t times; /* so many in a row */
    int64_t took;   /* nanoseconds, all of them together */
};

/* All-zero is empty. */
struct parts {
    struct part kept[PARTS_KEPT]; /* the first one and the last ones */
    unsigned count;               /* of these */
    uint64_t left_out;            /* parts between the first one and the others */
    int64_t left_out_took;        /* nanoseconds */
};

/* Add a part that took so many nanoseconds. Nothing is added if the sentence is "". -ENOMEM: the
 * part is missing. */
int parts_add(struct parts *parts, const char *sentence, int64_t took);
/* Add "slept 10 ms twice; waited ...; 4 more in 60 ms; ...": at most the first part, the number of
 * those that are left out with their time, and the last two parts. */
void parts_write(const struct parts *parts, struct text *text);
/* Empty the parts, but keep their memory. */
void parts_clear(struct parts *parts);
void parts_free(struct parts *parts);

#endif
