#include "check/match.h"

#include <stdlib.h>
#include <string.h>

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

/* Both lists are sorted, so that the n-th of a name meets the n-th. */
static void match_names(uint32_t *match, const struct named *reference, size_t reference_count,
                        const struct named *run, size_t run_count)
{
    size_t i = 0, j = 0;

    while (i < reference_count && j < run_count) {
        int order = strcmp(reference[i].name, run[j].name);

        if (order == 0)
            match[run[j].task] = reference[i].task;
        i += order <= 0;
        j += order >= 0;
    }
}

uint32_t *match_tasks(const struct events *reference, const struct events *run)
{
    size_t reference_count, run_count;
    struct named *reference_names = sort_by_name(reference, &reference_count);
    struct named *run_names = sort_by_name(run, &run_count);
    uint32_t *match = malloc(run->tasks * sizeof *match);
    bool complete = reference_names && run_names && match;

    if (complete) {
        for (size_t task = 0; task < run->tasks; task++)
            match[task] = task ? NO_TASK : 0; /* the loop is the loop */
        match_names(match, reference_names, reference_count, run_names, run_count);
    }
    free(reference_names);
    free(run_names);
    if (!complete)
        free(match);
    return complete ? match : NULL;
}
