/* This module puts what a graph shows into words. */
#ifndef SHOW_GRAPH_WORDS_H
#define SHOW_GRAPH_WORDS_H

#include "co/explain/growing_text.h"
#include "show/graph.h"

/* Empty the words, and free their memory. If there was too little, `into` lacks words, too. */
void graph_drop(struct text *words, struct text *into);

/* Add the names of those tasks with these ids that have `ended`, or have not: "C1 and C2"; or their
 * number if they are more than `most`: "100 tasks". Returns how many there are. */
size_t graph_add_names(struct text *text, const struct graph *graph, const uint32_t *ids,
                       size_t count, bool ended, size_t most);
/* Add what a wait is for: "counter_lock", "an item of the queue". Things of one name get
 * numbers. */
void graph_add_goal(struct text *text, const struct graph *graph, const struct graph_wait *wait);
/* Add where a wait stands: "since 0.500, line 47". */
void graph_add_since(struct text *text, const struct event *wait);
/* Add what the task does: "sleeps until 0.020". */
void graph_add_doing(struct text *text, const struct graph *graph, const struct graph_task *task);
/* Add the same, and what the task holds: "sleeps until 0.020, and holds the lock". */
void graph_add_state(struct text *text, const struct graph *graph, const struct graph_task *task);
/* The same for the tasks that hold what is waited for. */
size_t graph_add_holders(struct text *text, const struct graph *graph,
                         const struct graph_wait *wait, size_t most);
/* Add a sentence on the holder: "Worker-1 has held it since 0.010 (line 16), and has ended". */
void graph_add_hold(struct text *text, const struct graph *graph, const struct graph_wait *wait,
                    const struct hold *hold);
/* Add a sentence on the task that ended such a wait last: "C1 (waits itself) notified it last, at
 * 0.400 (line 51)". Nothing if that is no matter of a task. */
void graph_add_last(struct text *text, const struct graph *graph, const struct graph_wait *wait);
/* Add the same in short, or else which tasks hold what is waited for: "held by Worker-1". */
void graph_add_summary(struct text *text, const struct graph *graph, const struct graph_wait *wait);

#endif
