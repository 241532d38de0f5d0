/*
 * The report on a run in which nothing can ever happen again: who waits for what, who has it, who
 * touched it last.
 *
 * Tasks that are stuck are the nodes of a graph; a task points at those that it awaits, and at
 * those that hold what it waits for. Circles come first, then those who wait for what nobody will
 * do, then the others, which wait for these. Each task is shown once.
 */
#include "run/internal.h"
#include "run/stuck.h"
#include "run/waits.h"

#include <string.h>

enum { SHOWN_NAMES = 8, SHOWN_PARAGRAPHS = 20, COMPARED_NAMES = 500, HOLDERS = CO_HOLDERS_MAX };

/* What is known to help, for shapes that are recognised. */
enum advice {
    TAKEN_TWICE,
    LOCKS_IN_A_CIRCLE,
    AWAITED_WITH_A_LOCK,
    TASKS_IN_A_CIRCLE,
    HELD_AT_THE_END,
    EVENT_NEVER_SET,
    EVENT_SET_BEFORE,
    NOBODY_PUTS,
    NOBODY_PUTS_ANY_MORE,
    NOBODY_GETS,
    TASK_DONE_MISSING,
    NEVER_NOTIFIED,
    NOT_NOTIFIED_AGAIN,
    BARRIER_NOT_FULL,
    NOBODY_WRITES,
    NOBODY_READS,
    OBJECT_GONE,
    ADVICES
};

static const char *const advice_texts[ADVICES] = {
    [TAKEN_TWICE] =
        "a lock is not taken twice: release it before calling what takes it, or pass on that it is held.",
    [LOCKS_IN_A_CIRCLE] = "take the locks in the same order everywhere.",
    [AWAITED_WITH_A_LOCK] = "release the lock before awaiting a task that needs it.",
    [TASKS_IN_A_CIRCLE] = "of tasks that await each other one has to go on without the other.",
    [HELD_AT_THE_END] =
        "release on every way out of the function, as WITH_LOCK and WITH_SEMAPHORE do.",
    [EVENT_NEVER_SET] =
        "call co_event_set() on every way out of the one who is waited for, also after an error.",
    [EVENT_SET_BEFORE] =
        "clear an event only when everybody has seen it: who comes later waits for the next time.",
    [NOBODY_PUTS] =
        "start the one who puts items; a coroutine that is made but not started does nothing.",
    [NOBODY_PUTS_ANY_MORE] =
        "after the last item put an end mark for each one who gets, or cancel them.",
    [NOBODY_GETS] =
        "start the one who gets items before the queue is full, or let the queue be unbounded.",
    [TASK_DONE_MISSING] =
        "call co_queue_task_done() once for every item that was got, end marks included.",
    [NEVER_NOTIFIED] =
        "notify a condition, with its lock held, after every change that somebody waits for.",
    [NOT_NOTIFIED_AGAIN] =
        "who waits on a condition has to learn of the end too: let the predicate know of it, and call co_condition_notify_all().",
    [BARRIER_NOT_FULL] =
        "as many tasks have to come to a barrier as it is for; one that fails before calls co_barrier_abort(), and the others go on.",
    [NOBODY_WRITES] =
        "of two ends one has to write first, a line with its '\\n'; who reads until the end waits until the other end is closed.",
    [NOBODY_READS] =
        "have a task read what comes while another one writes: what is on its way is not without bounds.",
    [OBJECT_GONE] =
        "what tasks wait for has to exist as long as they do: make it static, or await them before the function that has it returns.",
};

struct deadlock {
    struct run *run;
    struct stuck_graph graph;
    bool advice[ADVICES + 1]; /* the last one is none */
    struct text text;
};

/* ---- Words ---- */

static double seconds(int64_t nanoseconds)
{
    return (double)nanoseconds * 1e-9;
}

/* "a", "a and b", "a, b and 7 more" */
static void add_names(struct text *text, struct co_task *const *tasks, size_t count)
{
    size_t shown = count <= SHOWN_NAMES ? count : SHOWN_NAMES - 1;

    for (size_t i = 0; i < shown; i++) {
        if (i)
            text_add(text, i + 1 == count ? " and " : ", ");
        text_add(text, "%s", co_task_name(tasks[i]));
    }
    if (shown < count)
        text_add(text, " and %zu more", count - shown);
}

static void add_touch(struct deadlock *deadlock, const struct co_touch *touch)
{
    struct text *text = &deadlock->text;

    text_add(text, " at %.3f s", seconds(touch->time));
    if (touch->place->file[0]) {
        text_add(text, " (");
        report_add_place(text, touch->place, false);
        text_add(text, ")");
    }
}

static void add_holders(struct deadlock *deadlock, const struct co_resource *resource)
{
    struct co_touch holders[HOLDERS];
    size_t count = co_resource_holders(resource, holders, HOLDERS);

    for (size_t i = 0; i < count && i < HOLDERS; i++) {
        text_add(&deadlock->text, "        ");
        report_add_name(&deadlock->text, deadlock->run, holders[i].task);
        text_add(&deadlock->text, " has %s, taken",
                 strcmp(resource->kind, "lock") == 0 ? "it" : "one");
        add_touch(deadlock, &holders[i]);
        text_add(&deadlock->text, "\n");
    }
}

static void add_last_touch(struct deadlock *deadlock, const struct co_resource *resource)
{
    const struct wait_kind *kind = wait_kind(resource);

    if (resource->touched.place && kind->touched) {
        text_add(&deadlock->text, "        ");
        report_add_name(&deadlock->text, deadlock->run, resource->touched.task);
        text_add(&deadlock->text, " %s", kind->touched);
        add_touch(deadlock, &resource->touched);
        text_add(&deadlock->text, "\n");
    } else if (!resource->touched.place && kind->untouched) {
        text_add(&deadlock->text, "        %s\n", kind->untouched);
    }
}

/* The queue whose join() is waited for. */
static const struct co_queue *joined_queue(const struct co_resource *resource)
{
    return (const struct co_queue *)((const char *)resource - offsetof(struct co_queue, finished));
}

static bool waits_for(const struct co_resource *resource, const char *kind)
{
    return resource && strcmp(resource->kind, kind) == 0;
}

static void add_barrier_state(struct text *text, const struct co_resource *resource)
{
    const struct co_barrier *barrier = (const struct co_barrier *)resource;

    if (waits_for(resource, "barrier"))
        text_add(text, "        %d of the %d it is for %s come\n", barrier->count, barrier->parties,
                 barrier->count == 1 ? "has" : "have");
}

static void add_queue_state(struct text *text, const struct co_resource *resource)
{
    const struct co_queue *queue;

    if (!waits_for(resource, "queue to be finished"))
        return;
    queue = joined_queue(resource);
    text_add(
        text,
        "        %zu of its items %s not answered by co_queue_task_done(), %zu of these still in the queue\n",
        queue->unfinished, queue->unfinished == 1 ? "is" : "are", co_queue_qsize(queue));
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

/* Two locks may be called the same, as my->lock of two tasks: then they are numbered. */
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
        text_add(&deadlock->text, " (%u)", before);
}

static void add_what(struct deadlock *deadlock, const struct stuck *stuck, bool several)
{
    const struct co_resource *resource = co_task_resource(stuck->task);
    struct text *text = &deadlock->text;

    if (!resource) {
        text_add(text, several ? "are suspended" : "is suspended");
    } else if (wait_kind(resource)->tasks) {
        text_add(text, "awaits ");
        add_names(text, deadlock->graph.named, stuck_awaited(&deadlock->graph, stuck));
    } else {
        text_add(text, several ? "wait for " : "waits for ");
        wait_describe(text, resource, co_task_place(stuck->task));
        add_number(deadlock, stuck);
    }
}

/* ---- Paragraphs ---- */

/* Do two tasks wait in the same call for the same thing? Then one paragraph says it of both. */
static bool wait_alike(const struct stuck *a, const struct stuck *b)
{
    const struct co_resource *resource = co_task_resource(a->task);

    return resource && resource == co_task_resource(b->task) &&
           co_task_place(a->task) == co_task_place(b->task);
}

/* The subject of a paragraph: the task and, unless it is shown alone, those like it. They count as
 * shown. */
static size_t add_subject(struct deadlock *deadlock, struct stuck *first, bool alone)
{
    struct stuck *end = alone ? first + 1 : deadlock->graph.stuck + deadlock->graph.count;
    size_t count = 0;

    for (struct stuck *other = first; other < end; other++)
        if (other == first || (!other->shown && wait_alike(first, other))) {
            other->shown = true;
            deadlock->graph.named[count++] = other->task;
        }
    text_add(&deadlock->text, "    ");
    add_names(&deadlock->text, deadlock->graph.named, count);
    text_add(&deadlock->text, " ");
    return count;
}

/* Since when the first and the last of the subject's tasks wait. */
static void find_since(const struct deadlock *deadlock, size_t count, int64_t *first,
                       int64_t *latest)
{
    *first = INT64_MAX, *latest = 0;
    for (size_t i = 0; i < count; i++) {
        const struct roster_entry *entry =
            roster_find(&deadlock->run->roster, co_task_id(deadlock->graph.named[i]));

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
    struct text *text = &deadlock->text;
    int64_t since, latest;

    find_since(deadlock, count, &since, &latest);
    add_what(deadlock, first, count > 1);
    if (since <= latest)
        text_add(text, " since %.3f s", seconds(since));
    if (since < latest)
        text_add(text, ", the last one since %.3f s", seconds(latest));
    text_add(text, "\n");
    if (co_task_place(first->task)->file[0]) {
        text_add(text, "        at ");
        report_add_place(text, co_task_place(first->task), true);
        text_add(text, "\n");
    }
    if (!resource)
        return;
    if (wait_kind(resource)->tasks && !first->edge_count && deadlock->run->stuck)
        text_add(text, "        nobody is left to complete it\n");
    add_holders(deadlock, resource);
    add_queue_state(text, resource);
    add_barrier_state(text, resource);
    add_last_touch(deadlock, resource);
}

/* ---- Circles ---- */

/* Locks and semaphores are waited for, not tasks. */
static bool waits_for_a_thing(const struct stuck *stuck)
{
    const struct co_resource *resource = co_task_resource(stuck->task);

    return resource && !wait_kind(resource)->tasks;
}

static enum advice advice_for_circle(const struct deadlock *deadlock, const uint32_t *circle,
                                     uint32_t length)
{
    uint32_t things = 0;

    for (uint32_t i = 0; i < length; i++)
        things += waits_for_a_thing(&deadlock->graph.stuck[circle[i]]);
    if (length == 1)
        return TAKEN_TWICE;
    if (things == length)
        return LOCKS_IN_A_CIRCLE;
    return things ? AWAITED_WITH_A_LOCK : TASKS_IN_A_CIRCLE;
}

/* From the one that was made first. */
static void add_circle(void *context, const uint32_t *circle, uint32_t length)
{
    struct deadlock *deadlock = context;
    uint32_t first = 0;

    for (uint32_t i = 0; i < length; i++)
        if (circle[i] < circle[first])
            first = i;
    text_add(&deadlock->text, length == 1 ? "\nA task waits for what it has itself:\n"
                                          : "\nA circle, in which each waits for the next one:\n");
    for (uint32_t i = 0; i < length; i++)
        deadlock->graph.stuck[circle[i]].shown = true;
    for (uint32_t i = 0; i < length && i < SHOWN_PARAGRAPHS; i++)
        add_paragraph(deadlock, &deadlock->graph.stuck[circle[(first + i) % length]], true);
    if (length > SHOWN_PARAGRAPHS)
        text_add(&deadlock->text, "    and so on, through %u more tasks.\n",
                 length - SHOWN_PARAGRAPHS);
    deadlock->advice[advice_for_circle(deadlock, circle, length)] = true;
}

/* ---- The others ---- */

/* For one who waits for what no other stuck task holds back. */
static enum advice advice_for(const struct deadlock *deadlock, const struct stuck *stuck)
{
    const struct co_resource *resource = co_task_resource(stuck->task);
    bool never = resource && !resource->touched.place;
    bool no_more = resource && !never && !stuck_find(&deadlock->graph, resource->touched.task);

    if (waits_for(resource, "lock") || waits_for(resource, "semaphore"))
        return co_resource_holders(resource, NULL, 0) ? HELD_AT_THE_END : ADVICES;
    if (waits_for(resource, "condition"))
        return never ? NEVER_NOTIFIED : NOT_NOTIFIED_AGAIN;
    if (waits_for(resource, "barrier"))
        return BARRIER_NOT_FULL;
    if (waits_for(resource, "bytes of a stream"))
        return NOBODY_WRITES;
    if (waits_for(resource, "room in a stream"))
        return NOBODY_READS;
    if (waits_for(resource, CO_GONE))
        return OBJECT_GONE;
    if (waits_for(resource, "event"))
        return never ? EVENT_NEVER_SET : EVENT_SET_BEFORE;
    if (waits_for(resource, "item of a queue"))
        return never ? NOBODY_PUTS : no_more ? NOBODY_PUTS_ANY_MORE : ADVICES;
    if (waits_for(resource, "place in a queue"))
        return never || no_more ? NOBODY_GETS : ADVICES;
    if (waits_for(resource, "queue to be finished") &&
        joined_queue(resource)->unfinished > co_queue_qsize(joined_queue(resource)))
        return TASK_DONE_MISSING;
    return ADVICES;
}

/* Those that are not shown yet and point at somebody, or at nobody. */
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
            text_add(&deadlock->text, "\n%s:\n", title);
        add_paragraph(deadlock, stuck, false);
        if (!with_edges)
            deadlock->advice[advice_for(deadlock, stuck)] = true;
    }
    if (left_out)
        text_add(&deadlock->text, "    and %zu more tasks.\n", left_out);
}

/* ---- The report ---- */

static void add_advice(struct deadlock *deadlock)
{
    bool any = false;

    for (int i = 0; i < ADVICES; i++)
        if (deadlock->advice[i]) {
            text_add(&deadlock->text, "%sWhat usually helps: %s\n", any ? "" : "\n",
                     advice_texts[i]);
            any = true;
        }
    if (!any)
        text_add(&deadlock->text, "\n");
}

static void end_report(struct deadlock *deadlock)
{
    report_add_next(&deadlock->text, deadlock->run);
    report_text(deadlock->run, text_string(&deadlock->text));
    text_free(&deadlock->text);
    stuck_graph_free(&deadlock->graph);
}

void report_deadlock(struct run *run)
{
    struct deadlock deadlock = { .run = run };
    struct text *text = &deadlock.text;
    bool well = stuck_graph_make(&deadlock.graph);

    text_add(text, "DEADLOCK at %.3f s: nothing can ever run again, and %u task%s not ended.\n",
             seconds(run->now), deadlock.graph.count,
             deadlock.graph.count == 1 ? " has" : "s have");
    if (well) {
        stuck_circles(&deadlock.graph, add_circle, &deadlock);
        add_section(&deadlock, "Waiting for what nobody will do", false);
        add_section(&deadlock, "Waiting for tasks that can never go on", true);
    } else {
        text_add(text, "There is no memory to tell which task waits for what.\n");
    }
    add_advice(&deadlock);
    end_report(&deadlock);
}

/* Tasks that sleep or are ready do not wait for others; they are left out. */
static void leave_out_the_busy(struct stuck_graph *graph, uint32_t *waiting)
{
    *waiting = 0;
    for (uint32_t i = 0; i < graph->count; i++) {
        graph->stuck[i].shown = !co_task_resource(graph->stuck[i].task);
        *waiting += !graph->stuck[i].shown;
    }
}

/* Nothing is known to be wrong, so the report gives no advice. */
void report_waits(struct run *run)
{
    struct deadlock deadlock = { .run = run };
    bool well = stuck_graph_make(&deadlock.graph);
    uint32_t waiting;

    if (run->log_closed) {
        stuck_graph_free(&deadlock.graph);
        return;
    }
    leave_out_the_busy(&deadlock.graph, &waiting);
    text_add(&deadlock.text,
             "WAITS at %.3f s: %u of %u tasks wait for others, and the run goes on.\n",
             seconds(run->now), waiting, deadlock.graph.count);
    if (well) {
        stuck_circles(&deadlock.graph, add_circle, &deadlock);
        add_section(&deadlock, "Waiting for what somebody has to do", false);
        add_section(&deadlock, "Waiting for tasks", true);
    } else {
        text_add(&deadlock.text, "There is no memory to tell which task waits for what.\n");
    }
    text_add(&deadlock.text, "\n");
    end_report(&deadlock);
}
