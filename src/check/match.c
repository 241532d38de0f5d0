#include "check/match.h"

#include <stdlib.h>
#include <string.h>

/* ---- Tasks ---- */

struct named {
    const char *name;
    uint32_t task;
};

static int compare_named(const void *left, const void *right)
{
    const struct named *one = left, *other = right;
    int order = strcmp(one->name, other->name);

    return order ? order : (one->task > other->task) - (one->task < other->task);
}

static struct named *sort_by_name(const struct events *events, size_t *count)
{
    struct named *named = calloc(events->tasks, sizeof *named);

    *count = 0;
    if (!named)
        return NULL;
    for (uint32_t task = 0; task < events->tasks; task++) {
        const struct event *created = events_nth(events, &events->created, task, 0);

        if (created)
            named[(*count)++] = (struct named){ created->text, task };
    }
    qsort(named, *count, sizeof *named, compare_named);
    return named;
}

/* Match the tasks of both lists. The lists are sorted, so the n-th task of a name matches the n-th
 * task of that name. */
static void match_names(uint32_t *tasks, const struct named *reference, size_t reference_count,
                        const struct named *run, size_t run_count)
{
    size_t i = 0, j = 0;

    while (i < reference_count && j < run_count) {
        int order = strcmp(reference[i].name, run[j].name);

        if (order == 0)
            tasks[run[j].task] = reference[i].task;
        i += order <= 0;
        j += order >= 0;
    }
}

int match_tasks(struct match *match, const struct events *run)
{
    const struct events *reference = match->reference;
    size_t reference_count, run_count;
    struct named *reference_names = sort_by_name(reference, &reference_count);
    struct named *run_names = sort_by_name(run, &run_count);
    uint32_t *tasks = malloc(run->tasks * sizeof *tasks);
    bool complete = reference_names && run_names && tasks;

    if (complete) {
        for (size_t task = 0; task < run->tasks; task++)
            tasks[task] = task ? NO_TASK : 0; /* task 0 is the loop in both runs */
        match_names(tasks, reference_names, reference_count, run_names, run_count);
    }
    free(reference_names);
    free(run_names);
    match->tasks = tasks;
    return complete ? 0 : -ENOMEM;
}

/* ---- Causes ---- */

/* Returns whether two delays are the same. A program may compute a delay from the clock, such as
 * "the rest of the second"; so two delays may differ by `early`. */
static bool same_delay(const struct match *match, int64_t reference, int64_t run)
{
    int64_t difference = run - reference;

    return difference <= match->early && difference >= -match->early;
}

/* Returns whether the job ended together with the cause of the reference. If several threads end
 * together in the reference, the system decides which thread is the last one in the run and wakes
 * the task that waits for all of them. */
static bool ends_together(const struct match *match, uint32_t job, const struct co_cause *reference)
{
    const struct stream *stream = match->reference->stream;

    for (size_t i = 0; i < stream->count; i++)
        if (stream->events[i].kind == EVENT_TASK_END && stream->events[i].task == job)
            return llabs(stream->events[i].time - reference->time) <= match->early;
    return false;
}

bool match_cause(const struct match *match, const struct co_cause *reference,
                 const struct co_cause *run)
{
    if (reference->kind != run->kind)
        return false;
    if (run->kind == CO_CAUSE_LOOP || run->kind == CO_CAUSE_OUTSIDE)
        return true;
    if (match->tasks[run->by] != reference->by)
        return run->kind == CO_CAUSE_THREAD &&
               ends_together(match, match->tasks[run->by], reference);
    if (run->kind == CO_CAUSE_TIMER)
        return same_delay(match, reference->delay, run->delay);
    return reference->by_line == run->by_line && reference->ordinal == run->ordinal;
}
