/*
 * Judges the times of lines without knowledge of their causes: the cause of a line is an earlier
 * line. So for at least one line of the last COMPARE_INSTANTS instants, the time between that line
 * and this line must be the golden's. Small delays may add up along a chain of lines, and no line
 * is blamed for the delays before it. If a chain has fallen behind, a line of another task that is
 * on time is not too early. Earlier instants are no excuse; otherwise the range would grow with the
 * length of a transcript. The zero of the two clocks does not matter.
 */
#ifndef CHECK_INSTANTS_H
#define CHECK_INSTANTS_H

#include <stddef.h>
#include <stdint.h>

enum { COMPARE_INSTANTS = 16 };

/* The delay of the run behind the golden at one instant of the golden: the least and the most among
 * the lines of that instant. */
struct instant {
    int64_t golden_time;
    int64_t least, most;
};

/* All-zero has seen no line. */
struct instants {
    struct instant ring[COMPARE_INSTANTS];
    size_t seen;
};

/* Note a line whose time was judged. Times are in nanoseconds. */
void instants_note(struct instants *instants, int64_t golden_time, int64_t time);

/* Set the least and the most delay behind the golden among the instants that count. Without an
 * instant, both are `behind`. */
void instants_span(const struct instants *instants, int64_t behind, int64_t *least, int64_t *most);

#endif
