/* What an exploration found, for a person. */
#ifndef EXPLORE_REPORT_H
#define EXPLORE_REPORT_H

#include "explore/explore.h"

#include <stdio.h>

/* Write the report. If the order of the first bad outcome is another than the demo's own, `bad`
 * has the events of a run in this order. `ascii`: without other characters. -ENOMEM. */
int explore_report(FILE *out, const struct exploration *exploration, const struct stream *bad,
                   bool ascii);
/* The order of the bad outcome, with the demo and its variant, as a file. */
void explore_add_schedule(struct text *text, const struct exploration *exploration);

#endif
