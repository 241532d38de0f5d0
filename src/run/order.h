/*
 * The order of a run: which steps of which tasks come later than the loop would let them. A step is
 * what a task does from one suspension to the next; its first step is number 1. As a file:
 *
 *     order 1
 *     demo mistake-shared-state
 *     variant fixed
 *     seed 7
 *     hold B step 2 until A~2 step 1
 *     late C step 2 by 0.003
 *     end
 *
 * "hold B step 2 until A~2 step 1": when B is about to begin its step 2, it lets the others run
 * until the second task with the name A has begun its step 1. If a timer or something from outside
 * began B's step, time may pass meanwhile, as if the work took longer; else only the tasks that
 * are ready run.
 * "late C step 2 by 0.003": the timer of C that leads to this step finds the loop late.
 * "chance 17": wherever several tasks are ready, the random numbers of seed 17 pick the next;
 * "chance 17 late 0.03" also lets each jump of time end so much later at most.
 * "picks 0 2 1": where several are ready for the first time, the first of them is next; then the
 * third, then the second; and later always the first.
 * "step A 3 at 0.501 0.502 0.503": the whole order of a recorded run, one line a step: when it
 * began, and when it printed its lines.
 * "heard B at 0.25": when a task began a step because of something outside. Such steps are not
 * counted, since their number depends on the system: one that comes has this place, if there is
 * one for it.
 * "lines f-1 at 0.2 0.3": when a thread printed its lines, or a task in steps that something from
 * outside began. The lines of a run are in the order of their times. Those of callbacks are the
 * lines of "".
 * "said 17" sums the lines and their times up, so that a run with others is known as another one.
 * "clock 0 5000 12000": the readings of the real clock in a recorded run, each as the nanoseconds
 * since the one before. A run with readings or steps has nothing else.
 *
 * Steps are counted in each task by itself, so a schedule survives changes elsewhere. A schedule
 * that has no effect any more fails, with the reason.
 */
#ifndef RUN_ORDER_H
#define RUN_ORDER_H

#include "co/explain/growing_text.h"

enum { ORDER_VERSION = 1, ORDER_HOLDS_MAX = 8, ORDER_NAME_MAX = 64 };

/* A step of a task. */
struct order_step {
    char task[CO_NAME_MAX];
    uint32_t nth; /* among the tasks of this name, in order of creation, from 1 */
    uint32_t step;
};

struct order_hold {
    struct order_step held, until;
};

struct order_late {
    struct order_step step;
    int64_t by; /* nanoseconds */
};

/* The places of a run where several tasks or callbacks were ready: how many, and which one ran. */
struct order_place {
    uint32_t ready, picked;
};
enum { ORDER_PLACES_MAX = 4096 };
struct order_places {
    size_t count; /* may be greater than what is kept */
    struct order_place kept[ORDER_PLACES_MAX];
};

/* A step of a recorded run, and the times of its lines; or with the number 0, a step that something
 * outside began. Behind all steps, with the step 0: a task's lines of no step. */
struct order_past {
    struct order_step step;
    bool is_heard;
    int64_t at;
    size_t lines, first_line; /* an index */
};

/* All-zero is the loop's own order. */
struct order {
    char demo[ORDER_NAME_MAX], variant[ORDER_NAME_MAX]; /* variant: "" is the default */
    bool has_seed;                                      /* else the demo's own */
    uint64_t seed;
    struct order_hold holds[ORDER_HOLDS_MAX];
    struct order_late lates[ORDER_HOLDS_MAX];
    size_t hold_count, late_count;
    bool has_chance;
    uint64_t chance; /* the seed of the picks */
    int64_t most_late;
    uint32_t *picks;
    size_t pick_count;
    struct order_places *places; /* gets the places of a run; the caller's; NULL: they get lost */
    struct order_past *past;
    size_t past_count, past_capacity;
    int64_t *lines; /* of all steps */
    size_t line_count, line_capacity;
    uint64_t said;           /* by the lines of all steps, see order_say(); 0: unknown */
    struct co_record record; /* of a run on the real clock */
};

/* Read an order that is all-zero. -EPROTO: the bytes are no order that this program can take, and
 * `why` is a sentence, without its point, that says what is wrong and where. -ENOMEM. The caller
 * frees the order in each case. */
int order_read(struct order *order, const char *bytes, size_t size, struct text *why);
void order_write(const struct order *order, struct text *text);
void order_free(struct order *order);

/* Append a step, or the time of a line to the last step. -ENOMEM. */
int order_add_past(struct order *order, const struct order_past *past);
int order_add_line(struct order *order, int64_t time);

/* Add the line to what was said: a sum, because threads may swap their lines. */
void order_say(uint64_t *said, const char *line, int64_t time);

/* Add "B step 2", or "hold B step 2 until A~2 step 1". */
void order_add_step(struct text *text, const struct order_step *step);
void order_add_hold(struct text *text, const struct order_hold *hold);

#endif
