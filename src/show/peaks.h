/* The longest lines of waiters of a run, and the fullest queues. */
#ifndef SHOW_PEAKS_H
#define SHOW_PEAKS_H

#include "co/explain/growing_text.h"
#include "show/life.h"

/* Append sentences about the things that tasks wait for longest. Returns 0 or -ENOMEM. */
int peaks_add(struct text *text, const struct life *life);

#endif
