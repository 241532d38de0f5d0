/*
 * The account of each task's time, from the events of a run as they come. For each line of the log
 * it says what the task did since its line before, or since it was made: "waited 10 ms for
 * counter_lock, which Worker-2 released (line 19); slept 10 ms". The times of the parts add up to
 * the time that passed.
 *
 * The memory is bounded for each task and thing that the run has at one time. It does not grow with
 * the number of lines.
 */
#ifndef SHOW_ACCOUNT_H
#define SHOW_ACCOUNT_H

#include "show/cast.h"

enum { ACCOUNT_BUSY_KEPT = 8 };

/* A step in which a task kept the loop to itself. */
struct busy_step {
    uint32_t task;
    int64_t begin, end;
};

/* All-zero is the account of a run that has not begun. */
struct account {
    /* A shorter stretch in which a task ran, or was ready to run, is left out; nanoseconds. On a
     * real clock such stretches are how a machine works, not what the program says. */
    int64_t noise;
    /* A wait for another task, or for the outside, that was shorter is told without its time. */
    int64_t brief;
    struct cast cast;
    struct busy_step busy[ACCOUNT_BUSY_KEPT]; /* the latest, a ring */
    unsigned busy_count;
    /* The latest wakes, by the same task at the same moment, of waiters for one thing. */
    struct {
        uint32_t thing, by;
        int64_t time;
        size_t count;
    } row;
    struct text sentence; /* the part that is being made */
    struct text remark;
};

/* Take the next event of the run. A text that is NULL counts as "". 0; or -ENOMEM: something is
 * missing in this remark or in a later one. */
int account_take(struct account *account, const struct event *event);
/* The remark about the line that was taken last; "" if there is nothing to say, because the line
 * belongs to the same step as the task's line before. Valid until the next event. */
const char *account_remark(const struct account *account);
void account_free(struct account *account);

#endif
