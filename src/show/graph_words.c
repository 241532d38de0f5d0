#include "show/graph_words.h"

#include "show/future.h"
#include "show/words.h"

#include <string.h>

enum { COMPARED = 200 }; /* so many things are compared by their names */

void graph_drop(struct text *words, struct text *into)
{
    into->failed |= words->failed;
    text_free(words);
}

/* ---- Tasks ---- */

/* "a", "a and b", "a, b and c" */
static void add_name(struct text *text, const char *name, size_t index, size_t count)
{
    if (index)
        text_add(text, index + 1 == count ? " and " : ", ");
    words_add_name(text, name);
}

size_t graph_add_names(struct text *text, const struct graph *graph, const uint32_t *ids,
                       size_t count, bool ended, size_t most)
{
    size_t found = 0, shown = 0;

    for (size_t i = 0; i < count; i++)
        found += (graph_find(graph, ids[i]) == GRAPH_NONE) == ended;
    for (size_t i = 0; found <= most && i < count; i++)
        if ((graph_find(graph, ids[i]) == GRAPH_NONE) == ended)
            add_name(text, life_name(graph->life, ids[i]), shown++, found);
    if (found > most)
        text_add(text, ended ? "%zu" : found == 1 ? "a task" : "%zu tasks", found);
    return found;
}

void graph_add_doing(struct text *text, const struct graph *graph, const struct graph_task *task)
{
    const struct span *span = task->span;

    if (graph_overflows(graph, task)) {
        text_add(text, "overflows its stack");
        words_add_place(text, graph->life->overflow->file, graph->life->overflow->line);
    } else if (!span && !graph->life->whole && graph->events == graph->life->stream->count)
        text_add(text, "ran when the run broke off");
    else if (!span)
        text_add(text, "runs");
    else if (is_future(graph->life, task->task))
        text_add(text, "is a future that has no result");
    else if (span->state == SPAN_READY)
        text_add(text, task->task->is_job ? "waits for a thread" : "is ready");
    else if (span->state == SPAN_SLEEP && span->wait->due) {
        text_add(text, span->wait->due < graph->time ? "has slept until " : "sleeps until ");
        words_add_moment(text, span->wait->due);
    } else if (span->state == SPAN_THREAD)
        text_add(text, "runs in a thread");
    else if (span->state == SPAN_BUSY)
        text_add(text, "runs");
    else if (span->state == SPAN_JOIN)
        text_add(text, "awaits tasks");
    else if (span->state == SPAN_WAIT || span->state == SPAN_OUTSIDE)
        text_add(text, "waits");
    else
        text_add(text, "lets other tasks run");
}

void graph_add_state(struct text *text, const struct graph *graph, const struct graph_task *task)
{
    const struct life_thing *held = task->span ? life_thing(graph->life, task->span->held) : NULL;

    graph_add_doing(text, graph, task);
    if (!held)
        return;
    text_add(text, ", and holds %s", strcmp(held->kind, "semaphore") == 0 ? "a permit of " : "");
    words_add_thing(text, held->kind, held->name);
}

/* ---- Things ---- */

static bool named_alike(const struct graph_wait *a, const struct graph_wait *b)
{
    const char *name_a = a->thing ? a->thing->name : "", *name_b = b->thing ? b->thing->name : "";

    if (words_wait(a->text) != words_wait(b->text) || strcmp(name_a, name_b) != 0)
        return false;
    return *name_a || strcmp(a->text, b->text) == 0;
}

/* Two locks may have the same name, such as my->lock in two tasks. Then numbers tell them apart. */
static void add_number(struct text *text, const struct graph *graph, const struct graph_wait *wait)
{
    size_t before = 0, others = 0;

    for (size_t i = 0; i < graph->wait_count && i < COMPARED && wait->number; i++) {
        const struct graph_wait *other = &graph->waits[i];

        if (other != wait && named_alike(wait, other)) {
            others++;
            before += other < wait;
        }
    }
    if (others)
        text_add(text, " (%zu)", before + 1);
}

void graph_add_goal(struct text *text, const struct graph *graph, const struct graph_wait *wait)
{
    words_add_awaited(text, wait->text, wait->thing ? wait->thing->name : NULL);
    add_number(text, graph, wait);
}

/* Add the place without its brackets: "line 47". */
static void add_bare_place(struct text *text, const struct event *event)
{
    struct text place = { 0 };

    words_add_place(&place, event->file, event->line);
    if (place.length)
        text_add(text, ", %.*s", (int)place.length - 3, text_string(&place) + 2);
    graph_drop(&place, text);
}

void graph_add_since(struct text *text, const struct event *wait)
{
    text_add(text, "since ");
    words_add_moment(text, wait->time);
    add_bare_place(text, wait);
}

/* ---- Holders ---- */

size_t graph_add_holders(struct text *text, const struct graph *graph,
                         const struct graph_wait *wait, size_t most)
{
    const struct hold *hold = NULL;
    size_t count = 0, shown = 0;

    while ((hold = graph_next_hold(graph, wait, hold)))
        count++;
    while (count <= most && (hold = graph_next_hold(graph, wait, hold)))
        add_name(text, life_name(graph->life, hold->task), shown++, count);
    if (count > most)
        text_add(text, count == 1 ? "a task" : "%zu tasks", count);
    return count;
}

void graph_add_hold(struct text *text, const struct graph *graph, const struct graph_wait *wait,
                    const struct hold *hold)
{
    const struct event *taken = &graph->life->stream->events[hold->from];
    bool is_permit = strcmp(wait->thing->kind, "semaphore") == 0;

    words_add_name(text, life_name(graph->life, hold->task));
    text_add(text, " has held %s since ", is_permit ? "a permit" : "it");
    words_add_moment(text, hold->begin);
    words_add_place(text, taken->file, taken->line);
    if (graph_find(graph, hold->task) == GRAPH_NONE)
        text_add(text, ", and has ended");
}

/* ---- The end of a wait ---- */

/* How a task ends a wait: what it does, did, and has done. */
static const struct ending {
    char begin[16]; /* of the wait's text */
    enum co_verb verb;
    char does[20], did[20], done[20];
} endings[] = {
    { "lock ", CO_VERB_RELEASE, "release it", "released it", "released it" },
    { "the lock of ", CO_VERB_RELEASE, "release it", "released it", "released it" },
    { "a permit of ", CO_VERB_RELEASE, "give a permit back", "gave a permit back",
      "given a permit back" },
    { "event ", CO_VERB_SET, "set it", "set it", "set it" },
    { "condition ", CO_VERB_NOTIFY, "notify it", "notified it", "notified it" },
    { "an item of ", CO_VERB_PUT, "put an item", "put an item", "put an item" },
    { "a free place ", CO_VERB_GET, "take an item", "took an item", "taken an item" },
    { "queue ", CO_VERB_DONE, "finish an item", "finished an item", "finished an item" },
};

static const struct ending *ending_of(const struct graph_wait *wait)
{
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (strncmp(wait->text, endings[i].begin, strlen(endings[i].begin)) == 0)
            return &endings[i];
    return NULL;
}

/* What a task did last to end such a wait; NULL: no task has ever done so. */
static const struct event *last_touch(const struct graph *graph, const struct graph_wait *wait,
                                      enum co_verb verb, bool *some_wait)
{
    const struct event *last = NULL, *events = graph->life->stream->events;

    for (const struct event *event = events; event < events + graph->events; event++)
        if (event->kind == EVENT_TOUCH && event->thing == wait->number && event->verb == verb) {
            *some_wait |= graph_find(graph, event->task) != GRAPH_NONE;
            last = event;
        }
    return last;
}

/* "C1 (waits itself) notified it last" */
static void add_last_touch(struct text *text, const struct graph *graph, const struct event *touch,
                           const char *did, bool state)
{
    size_t index = graph_find(graph, touch->task);
    bool is_known = life_task(graph->life, touch->task);

    words_add_name(text, touch->task ? life_name(graph->life, touch->task) : "a callback");
    if (state && is_known && index == GRAPH_NONE)
        text_add(text, " (ended)");
    else if (state && is_known && (graph->tasks[index].wait != GRAPH_NONE || graph->stuck))
        text_add(text, " (waits itself)");
    text_add(text, " %s last, at ", did);
    words_add_moment(text, touch->time);
}

/* The ending of a wait that has no holder; NULL: a holder ends it, or its end is no act of a
 * task. */
static const struct ending *open_ending(const struct graph *graph, const struct graph_wait *wait)
{
    return wait->number && !graph_next_hold(graph, wait, NULL) ? ending_of(wait) : NULL;
}

void graph_add_last(struct text *text, const struct graph *graph, const struct graph_wait *wait)
{
    const struct ending *ending = open_ending(graph, wait);
    const struct event *touch;
    bool some_wait = false;

    if (!ending)
        return;
    touch = last_touch(graph, wait, ending->verb, &some_wait);
    if (touch) {
        add_last_touch(text, graph, touch, ending->did, true);
        words_add_place(text, touch->file, touch->line);
        if (graph->stuck)
            text_add(text, "; every task that could %s has ended%s", ending->does,
                     some_wait ? " or waits" : "");
    } else {
        text_add(text, "no task has ever %s", ending->done);
    }
}

void graph_add_summary(struct text *text, const struct graph *graph, const struct graph_wait *wait)
{
    const struct ending *ending = open_ending(graph, wait);
    const struct event *touch;
    bool some_wait = false;

    if (graph_next_hold(graph, wait, NULL)) {
        text_add(text, "held by ");
        graph_add_holders(text, graph, wait, 2);
    } else if (ending) {
        touch = last_touch(graph, wait, ending->verb, &some_wait);
        if (touch)
            add_last_touch(text, graph, touch, ending->did, false);
        else
            text_add(text, "no task has ever %s", ending->done);
    }
}
