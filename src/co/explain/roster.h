/* The tasks of a run: their names, and how each ended. */
#ifndef CO_ROSTER_H
#define CO_ROSTER_H

#include "co/co.h"

struct roster_entry {
    struct co_task *task; /* until it ends */
    char *given;          /* the name that the task was made with; NULL: none */
    const char *function; /* of the coroutine, if no name was given; static */
    uint32_t number; /* among the function's tasks without a name, from 1, in order of creation */
    const struct co_place *made; /* where it was created */
    int64_t since;               /* when it was made, or began its present wait */
    int64_t ended_at;
    int result;
    bool ended;
    uint32_t wakes; /* at the instant `woken_at` */
    int64_t woken_at;
    uint32_t colour; /* of its lines in the log, from 1; 0: none yet */
};

enum { MAIN_TASK = 1 }; /* its id */

/* All-zero is empty. An entry stays after its task's end, because reports name ended tasks. */
struct roster {
    uint32_t limit; /* keep only so many of the latest tasks, in a run without an end; 0: all */
    struct roster_entry *entries; /* by id, from 1, modulo the limit */
    uint32_t count;
    size_t capacity;
    struct roster_function {
        const char *name;
        uint32_t tasks;
    } * functions;
    uint32_t function_count;
    size_t function_capacity;
    uint32_t *places; /* hash table by name: index in `functions`, plus 1; 0: free */
    uint32_t place_count;
};

/* Add a task that was made at `time`, with the name `given`, or without one (NULL). Tasks must be
 * added in the order of their ids; the first is main. NULL: no memory. */
struct roster_entry *roster_add(struct roster *roster, struct co_task *task, const char *given,
                                int64_t time);
/* NULL: the id is 0 (a callback), no task has it, or the task's entry is no longer kept. */
struct roster_entry *roster_find(const struct roster *roster, uint32_t id);
/* Write "main", the given name, or "function-N"; "a callback" if roster_find() has no entry. */
void roster_name(const struct roster *roster, uint32_t id, char name[CO_NAME_MAX]);
void roster_free(struct roster *roster);

#endif
