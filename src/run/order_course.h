/* An order, as a run follows it. */
#ifndef RUN_ORDER_COURSE_H
#define RUN_ORDER_COURSE_H

#include "run/order_lines.h"
#include "run/order_past.h"

/* What became of a hold or of a late timer. */
enum order_state {
    ORDER_AHEAD,     /* its step has not come */
    ORDER_HOLDING,   /* the task is held */
    ORDER_APPLIED,   /* it made a difference */
    ORDER_OVERTAKEN, /* what it waits for had begun before */
    ORDER_HOPELESS,  /* what it waits for cannot come while the task is held */
};

struct order_target {
    uint32_t task; /* the id of the step's task; 0: it is not made yet */
    uint32_t seen; /* tasks of its name */
};

/* All-zero but for the order is the beginning. */
struct order_course {
    const struct order *order;
    struct order_target held[ORDER_HOLDS_MAX], until[ORDER_HOLDS_MAX], late[ORDER_HOLDS_MAX];
    enum order_state holds[ORDER_HOLDS_MAX], lates[ORDER_HOLDS_MAX];
    struct order_steps steps;
    uint64_t patience; /* used up by the latest hold, in steps of other tasks */
    bool failed;       /* there was no memory */
    bool ended;        /* main has ended: what runs then is in the loop's own order */
    size_t picked;     /* of the order's picks */
    uint32_t too_few;  /* so many were ready at the first pick of more than there are; 0: never */
    size_t missed;     /* the index of that pick */
    uint64_t random;
    struct order_past_course past;
    struct order_lines lines; /* of the past */
    struct co_chooser chooser;
};

/* Begin; `course` is all-zero. The order lives as long as the course. */
void order_course_begin(struct order_course *course, const struct order *order);
/* A task was made, and has this name. */
void order_course_made(struct order_course *course, uint32_t task, const char *name);
/* A task ended. */
void order_course_ended(struct order_course *course, uint32_t task);
/* After the run: add a sentence for the first part of the order that made no difference. Returns
 * whether there is one. */
bool order_course_complain(const struct order_course *course, struct text *why);
void order_course_free(struct order_course *course);

#endif
