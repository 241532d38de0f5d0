/* Circles of locks: tasks that can never go on, while others do. */
#ifndef RUN_CIRCLE_H
#define RUN_CIRCLE_H

#include "co/co.h"

struct run;

/* All-zero: no circle is known. */
struct circle {
    uint32_t task; /* that closed it, by its wait at this time; 0: none */
    int64_t closed_at;
    bool is_reported;
    bool stands; /* at the end of main */
};

/* A task begins to wait for the resource. */
void circle_note_wait(struct run *run, uint32_t task, const struct co_resource *resource);
/* Something happens at this time: report the circle, if it was closed before and still stands. */
void circle_note_time(struct run *run, int64_t time);
/* Main ends. */
void circle_note_end(struct run *run);

#endif
