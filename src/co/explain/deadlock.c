/*
 * The report on a run in which nothing can ever happen again. For each task it says what the task
 * waits for, which task holds that resource, and which task touched it last.
 *
 * Stuck tasks are the nodes of a graph. A task points at the tasks that it awaits, and at the tasks
 * that hold the resource that it waits for. The report shows circles first, then tasks that wait
 * for something that no task will do, then tasks that wait for these. It shows each task once.
 */
#include "co/explain/deadlock.h"

#include "co/explain/advice.h"
#include "co/explain/stuck.h"
#include "co/explain/waits.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_NAMES = 8, SHOWN_PARAGRAPHS = 20, COMPARED_NAMES = 500, HOLDERS = CO_HOLDERS_MAX };

struct deadlock {
    const struct known *known;
    struct stuck_graph graph;
    bool advice[ADVICES + 1]; /* ADVICES itself stands for no advice */
    struct text *text;
};

/* ---- Words ---- */

static double seconds(int64_t nanoseconds)
{
    return (double)nanoseconds * 1e-9;
}

/* "a", "a and b", "a, b and 7 more" */
static void add_names(const struct deadlock *deadlock, struct co_task *const *tasks, size_t count)
{
    struct text *text = deadlock->text;
    size_t shown = count <= SHOWN_NAMES ? count : SHOWN_NAMES - 1;

    for (size_t i = 0; i < shown; i++) {
        if (i)
            text_add(text, i + 1 == count ? " and " : ", ");
        known_add_task(text, deadlock->known, tasks[i]);
    }
    if (shown < count)
        text_add(text, " and %zu more", count - shown);
}

static void add_touched_place(struct deadlock *deadlock, const struct co_touch *touch)
{
    struct text *text = deadlock->text;

    if (touch->place->file[0]) {
        text_add(text, " (");
        place_add(text, touch->place, false);
        text_add(text, ")");
    }
}

static void add_holders(struct deadlock *deadlock, const struct co_resource *resource)
{
    struct co_touch holders[HOLDERS];
    size_t count = co_resource_holders(resource, holders, HOLDERS);

    for (size_t i = 0; i < count && i < HOLDERS; i++) {
        text_add(deadlock->text, "        ");
        known_add_name(deadlock->text, deadlock->known, holders[i].task);
        text_add(deadlock->text, " has held %s since %.3f s",
                 strcmp(resource->kind, "lock") == 0 ? "it" : "one", seconds(holders[i].time));
        add_touched_place(deadlock, &holders[i]);
        text_add(deadlock->text, "\n");
    }
}

static void add_last_touch(struct deadlock *deadlock, const struct co_resource *resource)
{
    const struct wait_kind *kind = wait_kind(resource);

    if (resource->touched.place && kind->touched) {
        text_add(deadlock->text, "        ");
        known_add_name(deadlock->text, deadlock->known, resource->touched.task);
        text_add(deadlock->text, " %s at %.3f s", kind->touched, seconds(resource->touched.time));
        add_touched_place(deadlock, &resource->touched);
        text_add(deadlock->text, "\n");
    } else if (!resource->touched.place && kind->untouched) {
        text_add(deadlock->text, "        %s\n", kind->untouched);
    }
}

static void add_barrier_state(struct text *text, const struct co_resource *resource)
{
    const struct co_barrier *barrier = (const struct co_barrier *)resource;

    if (wait_is(resource, "barrier"))
        text_add(text, "        %d of its %d tasks %s arrived\n", barrier->count, barrier->parties,
                 barrier->count == 1 ? "has" : "have");
}

static void add_queue_state(struct text *text, const struct co_resource *resource)
{
    const struct co_queue *queue;
    size_t size;

    if (!wait_is(resource, "queue to be finished"))
        return;
    queue = wait_joined_queue(resource);
    size = co_queue_qsize(queue);
    text_add(text,
             "        %zu of its items still %s co_queue_task_done(); %zu of these %s in the "
             "queue\n",
             queue->unfinished, queue->unfinished == 1 ? "needs" : "need", size,
             size == 1 ? "is" : "are");
}

static bool named_alike(const struct co_task *a, const struct co_task *b)
{
    struct text of_a = { 0 }, of_b = { 0 };
    bool alike;

    wait_describe(&of_a, co_task_resource(a), co_task_place(a));
    wait_describe(&of_b, co_task_resource(b), co_task_place(b));
    alike = strcmp(text_string(&of_a), text_string(&of_b)) == 0;
    text_free(&of_a);
    text_free(&of_b);
    return alike;
}

/* Two locks may have the same name, such as my->lock in two tasks. Then the report numbers them. */
static void add_number(struct deadlock *deadlock, const struct stuck *stuck)
{
    const struct co_resource *mine = co_task_resource(stuck->task), *others[COMPARED_NAMES];
    uint32_t count = 0, before = 0;

    for (const struct stuck *other = deadlock->graph.stuck;
         other < deadlock->graph.stuck + deadlock->graph.count; other++) {
        const struct co_resource *resource = co_task_resource(other->task);
        uint32_t i = 0;

        if (resource == mine && count < COMPARED_NAMES)
            before = before ? before : count + 1;
        if (!resource || resource == mine || count == COMPARED_NAMES ||
            !named_alike(stuck->task, other->task))
            continue;
        while (i < count && others[i] != resource)
            i++;
        if (i == count)
            others[count++] = resource;
    }
    if (count && before)
        text_add(deadlock->text, " (%u)", before);
}

static void add_what(struct deadlock *deadlock, const struct stuck *stuck, bool several)
{
    const struct co_resource *resource = co_task_resource(stuck->task);
    struct text *text = deadlock->text;

    if (!resource) {
        text_add(text, several ? "have been suspended" : "has been suspended");
    } else if (wait_kind(resource)->tasks) {
        text_add(text, several ? "have been awaiting " : "has been awaiting ");
        add_names(deadlock, deadlock->graph.named, stuck_awaited(&deadlock->graph, stuck));
    } else {
        text_add(text, several ? "have been waiting for " : "has been waiting for ");
        wait_tell(text, resource, co_task_place(stuck->task));
        add_number(deadlock, stuck);
    }
}

/* ---- Paragraphs ---- */

/* Returns whether two tasks wait in the same call for the same resource. Such tasks share one
 * paragraph. */
static bool wait_alike(const struct stuck *a, const struct stuck *b)
{
    const struct co_resource *resource = co_task_resource(a->task);

    return resource && resource == co_task_resource(b->task) &&
           co_task_place(a->task) == co_task_place(b->task);
}

/* Add the subject of a paragraph: the task and, unless it is shown `alone`, the tasks that wait
 * like it. Mark all of them as shown. */
static size_t add_subject(struct deadlock *deadlock, struct stuck *first, bool alone)
{
    struct stuck *end = alone ? first + 1 : deadlock->graph.stuck + deadlock->graph.count;
    size_t count = 0;

    for (struct stuck *other = first; other < end; other++)
        if (other == first || (!other->shown && wait_alike(first, other))) {
            other->shown = true;
            deadlock->graph.named[count++] = other->task;
        }
    text_add(deadlock->text, "    ");
    add_names(deadlock, deadlock->graph.named, count);
    text_add(deadlock->text, " ");
    return count;
}

/* The earliest and the latest time at which one of the subject's tasks began to wait. */
static void find_since(const struct deadlock *deadlock, size_t count, int64_t *first,
                       int64_t *latest)
{
    *first = INT64_MAX, *latest = 0;
    for (size_t i = 0; i < count; i++) {
        const struct roster_entry *entry =
            known_entry(deadlock->known, co_task_id(deadlock->graph.named[i]));

        if (entry && entry->since < *first)
            *first = entry->since;
        if (entry && entry->since > *latest)
            *latest = entry->since;
    }
}

static void add_paragraph(struct deadlock *deadlock, struct stuck *first, bool alone)
{
    const struct co_resource *resource = co_task_resource(first->task);
    size_t count = add_subject(deadlock, first, alone);
    struct text *text = deadlock->text;
    int64_t since, latest;

    find_since(deadlock, count, &since, &latest);
    add_what(deadlock, first, count > 1);
    if (since <= latest)
        text_add(text, " since %.3f s", seconds(since));
    if (since < latest)
        text_add(text, ", the latest since %.3f s", seconds(latest));
    text_add(text, "\n");
    if (co_task_place(first->task)->file[0]) {
        text_add(text, "        at ");
        place_add(text, co_task_place(first->task), true);
        text_add(text, "\n");
    }
    if (!resource)
        return;
    if (wait_kind(resource)->tasks && !first->edge_count && deadlock->known->is_over)
        text_add(text, "        no task is left that could complete it\n");
    add_holders(deadlock, resource);
    add_queue_state(text, resource);
    add_barrier_state(text, resource);
    add_last_touch(deadlock, resource);
}

/* ---- Circles ---- */

/* A circle is shown from its oldest task on. */
static void add_circle(void *context, const uint32_t *circle, uint32_t length)
{
    struct deadlock *deadlock = context;
    uint32_t first = 0;

    for (uint32_t i = 0; i < length; i++)
        if (circle[i] < circle[first])
            first = i;
    text_add(deadlock->text, length == 1 ? "\nA task waits for something that it holds itself:\n"
                                         : "\nA circle, in which each task waits for the next:\n");
    for (uint32_t i = 0; i < length; i++)
        deadlock->graph.stuck[circle[i]].shown = true;
    for (uint32_t i = 0; i < length && i < SHOWN_PARAGRAPHS; i++)
        add_paragraph(deadlock, &deadlock->graph.stuck[circle[(first + i) % length]], true);
    if (length > SHOWN_PARAGRAPHS)
        text_add(deadlock->text, "    and so on, through %u more tasks.\n",
                 length - SHOWN_PARAGRAPHS);
    deadlock->advice[advice_for_circle(&deadlock->graph, circle, length)] = true;
}

/* ---- The others ---- */

/* Add the tasks that are not shown yet. `with_edges`: the tasks that point at another task; else
 * the tasks that point at none. */
static void add_section(struct deadlock *deadlock, const char *title, bool with_edges)
{
    size_t paragraphs = 0, left_out = 0;

    for (uint32_t i = 0; i < deadlock->graph.count; i++) {
        struct stuck *stuck = &deadlock->graph.stuck[i];

        if (stuck->shown || (stuck->edge_count > 0) != with_edges)
            continue;
        if (paragraphs == SHOWN_PARAGRAPHS) {
            stuck->shown = true;
            left_out++;
            continue;
        }
        if (!paragraphs++)
            text_add(deadlock->text, "\n%s:\n", title);
        add_paragraph(deadlock, stuck, false);
        if (!with_edges)
            deadlock->advice[advice_for(&deadlock->graph, stuck)] = true;
    }
    if (left_out)
        text_add(deadlock->text, "    and %zu more tasks.\n", left_out);
}

/* ---- The report ---- */

static void lack_memory(struct text *text)
{
    text_add(text, "There is not enough memory to show which task waits for what.\n");
}

void explain_deadlock(struct text *text, const struct known *known)
{
    struct deadlock deadlock = { .known = known, .text = text };
    bool well = stuck_graph_make(&deadlock.graph);

    text_add(text, "DEADLOCK at %.3f s: nothing can ever run again, and %u task%s not ended.\n",
             seconds(known->now), deadlock.graph.count,
             deadlock.graph.count == 1 ? " has" : "s have");
    if (well) {
        stuck_circles(&deadlock.graph, add_circle, &deadlock);
        add_section(&deadlock, "Waiting for something that no task will do", false);
        add_section(&deadlock, "Waiting for tasks that can never go on", true);
    } else {
        lack_memory(text);
    }
    advice_add(text, deadlock.advice);
    stuck_graph_free(&deadlock.graph);
}

void explain_circle(struct text *text, const struct known *known,
                    const struct closed_circle *closed)
{
    struct deadlock deadlock = { .known = known, .text = text };
    uint32_t *circle = calloc(closed->length, sizeof *circle);
    bool well = stuck_graph_make(&deadlock.graph) && circle;

    text_add(text, "PARTIAL DEADLOCK at %.3f s: %u task%s can never go on, and the others do.\n",
             seconds(closed->closed_at), closed->length, closed->length == 1 ? "" : "s");
    for (uint32_t i = 0; i < closed->length && well; i++) {
        const struct stuck *stuck = stuck_find(&deadlock.graph, closed->tasks[i]);

        well = stuck;
        circle[i] = well ? (uint32_t)(stuck - deadlock.graph.stuck) : 0;
    }
    if (well)
        add_circle(&deadlock, circle, closed->length);
    free(circle);
    advice_add(text, deadlock.advice);
    stuck_graph_free(&deadlock.graph);
}

/* Leave out tasks that sleep or are ready: they do not wait for another task. */
static void leave_out_the_busy(struct stuck_graph *graph, uint32_t *waiting)
{
    *waiting = 0;
    for (uint32_t i = 0; i < graph->count; i++) {
        graph->stuck[i].shown = !co_task_resource(graph->stuck[i].task);
        *waiting += !graph->stuck[i].shown;
    }
}

/* This report gives no advice, because nothing is known to be wrong. */
void explain_waits(struct text *text, const struct known *known)
{
    struct deadlock deadlock = { .known = known, .text = text };
    bool well = stuck_graph_make(&deadlock.graph);
    uint32_t waiting;

    leave_out_the_busy(&deadlock.graph, &waiting);
    text_add(text, "WAITS at %.3f s: %u of %u tasks wait for others, and the run goes on.\n",
             seconds(known->now), waiting, deadlock.graph.count);
    if (well) {
        stuck_circles(&deadlock.graph, add_circle, &deadlock);
        add_section(&deadlock, "Waiting for something that has yet to happen", false);
        add_section(&deadlock, "Waiting for tasks", true);
    } else {
        lack_memory(text);
    }
    text_add(text, "\n");
    stuck_graph_free(&deadlock.graph);
}
