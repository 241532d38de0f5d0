#include "check/checked.h"

#include <stdlib.h>

/* The time and the bytes that a run may use beyond its golden. A virtual run takes a millisecond,
 * and under Valgrind a second. */
static const int64_t time_margin = INT64_C(20000000000);
enum { LOG_MARGIN = 64 * 1024 };

bool checked_is_cut_off(int rc, const struct child *run)
{
    if (rc != -EINTR)
        return false;
    return run->end == CHILD_NOT_RUN || run->end == CHILD_SIGNALLED ||
           (run->end == CHILD_ENDED && run->result.exit_code == EXIT_INTERRUPTED);
}

/* Run the children of the list, and put the results in place. Returns 0, -EINTR or -ENOMEM. */
static int run_children(const struct check *check, struct child **children, size_t count)
{
    struct child *batch = calloc(count + 1, sizeof *batch);
    int rc = -ENOMEM;

    if (batch) {
        for (size_t i = 0; i < count; i++) {
            batch[i] = *children[i];
            batch[i].turns = check->options->turns;
        }
        rc = children_run(batch, count, check->options->side_by_side, check->options->progress);
        for (size_t i = 0; i < count; i++)
            *children[i] = batch[i];
    }
    free(batch);
    return rc;
}

static int64_t end_of(const struct transcript *golden)
{
    return golden->count ? golden->lines[golden->count - 1].time : 0;
}

static int64_t length_of(const struct stream *stream)
{
    return stream->count ? stream->events[stream->count - 1].time : 0;
}

struct child checked_child(const struct checked *one, enum co_clock clock)
{
    return (struct child){
        .demo = one->what.demo->demo,
        .variant = one->what.variant,
        .clock = clock,
        .time_limit = time_margin + (clock == CO_CLOCK_REAL ? length_of(one->reference) : 0),
        .log_limit = one->golden.size + LOG_MARGIN,
        .ends_at = end_of(&one->golden),
    };
}

int checked_run(const struct check *check, struct child *(*prepare)(struct checked *one))
{
    struct child **children = calloc(check->count + 1, sizeof *children);
    size_t count = 0;
    int rc = -ENOMEM;

    for (size_t i = 0; children && i < check->count; i++) {
        struct child *child = prepare(&check->cases[i]);

        if (child)
            children[count++] = child;
    }
    if (children)
        rc = run_children(check, children, count);
    free(children);
    return rc;
}
