/*
 * The line of a place. For a call that spans several lines, gcc notes the first of them and clang
 * the last. So that a run tells the same whatever compiler built it, the line of a place becomes
 * the first line of its statement, wherever the text of the source is known.
 */
#ifndef CO_PLACE_H
#define CO_PLACE_H

#include "co/co.h"

/* Find the text of a source. Returns whether it is known. */
typedef bool place_find_source(const char *path, const char **begin, const char **end);

/* From now on look for sources there; NULL: no source is known, as at first. The caller makes the
 * call before the first run. */
void place_use_sources(place_find_source *find);

/* The line with this number, or a line before it: the last whose begin is outside of all round and
 * square brackets. Brackets in strings and comments do not count. */
int place_first_line(const char *begin, const char *end, int line);

enum { PLACE_LINES = 64 };
/* The lines of the places that were asked for last; all zero at first. */
struct place_lines {
    struct {
        const struct co_place *place;
        int line;
    } kept[PLACE_LINES];
};

/* The line of a place. `lines` NULL: nothing is kept. */
int place_line(struct place_lines *lines, const struct co_place *place);

#endif
