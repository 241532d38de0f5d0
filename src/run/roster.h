/* Who takes part in a run: the names of its tasks, and what has become of each. */
#ifndef RUN_ROSTER_H
#define RUN_ROSTER_H

#include "co/co.h"

struct roster_entry {
    const char *function;        /* of the coroutine; static */
    uint32_t number;             /* which of the function's tasks, from 1, in order of creation */
    const struct co_place *made; /* where it was created */
    int64_t since;               /* when it was made, or began its present wait */
    int64_t ended_at;
    int result;
    bool ended;
    uint32_t wakes; /* at the instant `woken_at` */
    int64_t woken_at;
};

/* All-zero is empty. Entries are kept after a task's end, as reports speak of it then. */
struct roster {
    /* Of a run without an end: only the last so many tasks are kept. 0: all are. */
    uint32_t limit;
    struct roster_entry *entries; /* by id, from 1, modulo the limit */
    uint32_t count, capacity;
    struct roster_function {
        const char *name;
        uint32_t tasks;
    } * functions;
    uint32_t function_count, function_capacity;
    uint32_t *places; /* of the functions by name, plus 1; 0: free */
    uint32_t place_count;
};

/* Enter a task that was made at `time`. They come in the order of their ids; the first one is main.
 * NULL: no memory. */
struct roster_entry *roster_add(struct roster *roster, const struct co_task *task, int64_t time);
/* NULL for the id of a callback, 0, or of nobody, or of one that is not kept any more. */
struct roster_entry *roster_find(const struct roster *roster, uint32_t id);
/* "function-N"; "main"; "a callback" if nobody has the id. */
void roster_name(const struct roster *roster, uint32_t id, char name[CO_NAME_MAX]);
void roster_free(struct roster *roster);

#endif
