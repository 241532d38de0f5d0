/* This module runs cases on the real clock again and again, to find those that fail now and
 * then. */
#ifndef CHECK_REPEAT_H
#define CHECK_REPEAT_H

#include "check/checked.h"

/*
 * Run all cases and golden files that can be run on the real clock, in rounds: as many as the
 * options say, or until a round with a failure. Each run counts by itself; an inconclusive one is
 * not made again. Afterwards each case has its worst verdict, and the run of it. Returns 0, -EINTR
 * or -ENOMEM.
 */
int repeat_cases(struct check *check);

#endif
