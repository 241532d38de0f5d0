/* The summary says how much time a run saved by doing things at once, and where most tasks
 * waited. */
#ifndef SHOW_SUMMARY_H
#define SHOW_SUMMARY_H

#include "co/explain/growing_text.h"
#include "show/life.h"
#include "show/show.h"

struct summary {
    struct text sentence, peaks;
    size_t owners; /* tasks with time of their own: sleeps, and what threads do */
    int64_t own;   /* this time of all tasks; nanoseconds */
};

/* Returns 0 or -ENOMEM. The caller calls summary_free() in both cases. With a title, it stands
 * before the sentence. */
int summary_make(struct summary *summary, const struct life *life, const char *title);
void summary_free(struct summary *summary);
/* The task's own time. */
int64_t summary_own_time(const struct life_task *task);

/* The longer of the run and of all sleeps of its tasks one by one: what the longest bar shows. */
int64_t summary_longest(const struct life *life);
/* Append a sentence, bars, and a sentence about the peaks, each line within the width of the
 * options. A bar as long as the room stands for `longest`. A title is put before them; NULL: there
 * is none. Returns 0 or -ENOMEM. */
int summary_add(struct text *text, const struct life *life, const char *title, int64_t longest,
                const struct show_options *options);

#endif
