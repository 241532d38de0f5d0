/* The words that all views share: durations, places, and the names of tasks and things. */
#ifndef SHOW_WORDS_H
#define SHOW_WORDS_H

#include "co/explain/growing_text.h"
#include "run/stream.h"

/* Add a duration with at most three digits, and no zero that says nothing: "10 ms", "106 ms",
 * "1.27 s", "40 us". A negative duration counts as 0. */
void words_add_duration(struct text *text, int64_t nanoseconds);
/* Add a moment of the run as the log stamps it, in seconds: "0.050". */
void words_add_moment(struct text *text, int64_t nanoseconds);
/* Add " (line 19)" for a place in a demo, " (bounded_buffer.h:40)" for another place; nothing if
 * the file is "". */
void words_add_place(struct text *text, const char *file, int line);
/* Add the name of a task, an item, or a text of any origin, as text_add_safe() does. */
void words_add_name(struct text *text, const char *name);
/* Add "2nd". */
void words_add_ordinal(struct text *text, size_t number);
/* Add "the handler of SIGTERM", "callback flush" or "a callback"; `what` is that of an EVENT_WAKE
 * whose cause is the loop. */
void words_add_callback(struct text *text, const char *what);
/* Add what is wrong with a task that ended with this negative result: "cancelled"; or "failed: "
 * and the message of the error, or else a sentence about the code. */
void words_add_failure(struct text *text, int result, const char *message);

/* The last member of an expression as written, which is what a person calls the thing: "buffer" of
 * "&my->self->buffer". Sets its length. The result points into the expression. */
const char *words_last_member(const char *expression, size_t *length);
/* Add a thing by its name, with its kind unless the name says it: "counter_lock", "queue buffer",
 * "the queue". The name may be "". */
void words_add_thing(struct text *text, const char *kind, const char *name);

/* What a task waits for in an EVENT_WAIT with a text, and how such a wait ends. */
struct words_wait {
    char begin[24], end[16];   /* the wait's text around the expression */
    char kind[12];             /* of the thing: "lock"; "": the wait is for no thing */
    char goal[28], behind[16]; /* the words around the thing's name: "for an item of " */
    /* The words around the task that ends the wait: ", which " X " put". "": no task does, or it is
     * not known. */
    char before[12], did[24];
};
/* The wait of this text. Never NULL. */
const struct words_wait *words_wait(const char *text);
/* Add the goal of the wait: "for counter_lock", "for an item of queue buffer", "until the queue was
 * finished". `name` is the thing's name, from its EVENT_THING; NULL or "": take the expression in
 * the text. */
void words_add_goal(struct text *text, const char *wait_text, const char *name);
/* Add what the wait is for, while it goes on: "counter_lock", "an item of queue buffer", "the queue
 * to be finished". */
void words_add_awaited(struct text *text, const char *wait_text, const char *name);
/* What the bytes of a stream are for the program that makes this call: "its child's output", "a
 * message", "a request", or else "bytes". */
const char *words_bytes(const char *call);
/* Returns whether the wait is for the end of tasks: "gather", "task" and so on. */
bool words_awaits_tasks(const char *wait_text);
/* What a page says before the flaw of a demo. `tutorial` is the demo's: NULL or "": it has none. */
const char *words_flaw(const char *tutorial);

#endif
