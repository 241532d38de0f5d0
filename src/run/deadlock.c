/*
 * The report on a run in which nothing can ever happen again: who waits for what, who has it, who touched it last.
 *
 * Tasks that are stuck are the nodes of a graph; a task points at those that it awaits, and at those that hold what it
 * waits for. Circles come first, then those who wait for what nobody will do, then the others, which wait for these.
 * Each task is shown once.
 */
#include "run/internal.h"
#include "run/waits.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_NAMES = 8, SHOWN_PARAGRAPHS = 20, HOLDERS = CO_HOLDERS_MAX };

/* What is known to help, for shapes that are recognised. */
enum advice {
    TAKEN_TWICE,
    LOCKS_IN_A_CIRCLE,
    AWAITED_WITH_A_LOCK,
    TASKS_IN_A_CIRCLE,
    HELD_AT_THE_END,
    EVENT_NEVER_SET,
    NO_PRODUCER,
    NO_CONSUMER,
    TASK_DONE_MISSING,
    ADVICES
};

static const char *const advice_texts[ADVICES] = {
    [TAKEN_TWICE] = "a lock is not taken twice: release it before calling what takes it, or pass on that it is held.",
    [LOCKS_IN_A_CIRCLE] = "take the locks in the same order everywhere.",
    [AWAITED_WITH_A_LOCK] = "release the lock before awaiting a task that needs it.",
    [TASKS_IN_A_CIRCLE] = "of tasks that await each other one has to go on without the other.",
    [HELD_AT_THE_END] = "release on every way out of the function; WITH_LOCK does.",
    [EVENT_NEVER_SET] = "call co_event_set() on every way that the others may wait for, also after an error.",
    [NO_PRODUCER] = "when the last item has been put, put an end mark for each one who gets, or cancel them.",
    [NO_CONSUMER] = "start those who get before the queue is full, or let it be unbounded.",
    [TASK_DONE_MISSING] = "call co_queue_task_done() once for every item that was got, end marks included.",
};

struct stuck {
    struct co_task *task;
    uint32_t id;
    uint32_t first_edge, edge_count; /* those it points at */
    uint32_t next_edge;              /* while the graph is walked through */
    enum { UNSEEN, ON_THE_WAY, SEEN } state;
    bool shown;
};

struct deadlock {
    struct run *run;
    struct stuck *stuck; /* by id; futures are not among them */
    uint32_t count;
    struct co_task **named; /* room for all that a line names */
    size_t named_capacity;
    uint32_t *edges; /* indexes of `stuck` */
    uint32_t edge_count, edge_capacity;
    uint32_t *way; /* from the root of a walk to where it is */
    bool advice[ADVICES];
    struct text text;
};

/* ---- The graph ---- */

static bool is_future(const struct co_task *task)
{
    return co_task_stack_size(task) == 0;
}

static int compare_ids(const void *id, const void *stuck)
{
    uint32_t left = *(const uint32_t *)id, right = ((const struct stuck *)stuck)->id;

    return left < right ? -1 : left > right;
}

/* NULL: it has ended, or is a future. */
static struct stuck *find_stuck(const struct deadlock *deadlock, uint32_t id)
{
    return bsearch(&id, deadlock->stuck, deadlock->count, sizeof *deadlock->stuck, compare_ids);
}

static bool add_edge(struct deadlock *deadlock, struct stuck *from, uint32_t to)
{
    const struct stuck *target = find_stuck(deadlock, to);

    if (!target)
        return true;
    if (deadlock->edge_count == deadlock->edge_capacity) {
        uint32_t capacity = deadlock->edge_capacity ? deadlock->edge_capacity * 2 : 64;
        uint32_t *edges = realloc(deadlock->edges, capacity * sizeof *edges);

        if (!edges)
            return false;
        deadlock->edges = edges;
        deadlock->edge_capacity = capacity;
    }
    deadlock->edges[deadlock->edge_count++] = (uint32_t)(target - deadlock->stuck);
    from->edge_count++;
    return true;
}

/* Those that `stuck` awaits, into `named`. */
static size_t name_awaited(struct deadlock *deadlock, const struct stuck *stuck)
{
    size_t count = co_task_awaited(stuck->task, deadlock->named, deadlock->named_capacity);

    return count < deadlock->named_capacity ? count : deadlock->named_capacity;
}

static bool add_edges(struct deadlock *deadlock, struct stuck *from)
{
    const struct co_resource *resource = co_task_resource(from->task);
    struct co_touch holders[HOLDERS];
    size_t count = name_awaited(deadlock, from);
    bool well = true;

    from->first_edge = deadlock->edge_count;
    for (size_t i = 0; i < count && well; i++)
        well = add_edge(deadlock, from, co_task_id(deadlock->named[i]));
    count = resource ? co_resource_holders(resource, holders, HOLDERS) : 0;
    for (size_t i = 0; i < count && i < HOLDERS && well; i++)
        well = add_edge(deadlock, from, holders[i].task);
    return well;
}

static bool make_graph(struct deadlock *deadlock)
{
    size_t pending = co_tasks(NULL, 0);
    bool well;

    deadlock->named_capacity = pending;
    deadlock->named = calloc(pending + 1, sizeof *deadlock->named);
    deadlock->stuck = calloc(pending + 1, sizeof *deadlock->stuck);
    deadlock->way = calloc(pending + 1, sizeof *deadlock->way);
    well = deadlock->named && deadlock->stuck && deadlock->way;
    if (well)
        co_tasks(deadlock->named, pending);
    for (size_t i = 0; well && i < pending; i++)
        if (!is_future(deadlock->named[i]))
            deadlock->stuck[deadlock->count++] =
                (struct stuck){ .task = deadlock->named[i], .id = co_task_id(deadlock->named[i]) };
    for (uint32_t i = 0; well && i < deadlock->count; i++)
        well = add_edges(deadlock, &deadlock->stuck[i]);
    return well;
}

static void graph_free(struct deadlock *deadlock)
{
    free(deadlock->stuck);
    free(deadlock->named);
    free(deadlock->edges);
    free(deadlock->way);
}

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
    report_add_fate(text, roster_find(&deadlock->run->roster, touch->task));
}

static void add_holders(struct deadlock *deadlock, const struct co_resource *resource)
{
    struct co_touch holders[HOLDERS];
    size_t count = co_resource_holders(resource, holders, HOLDERS);
    char name[CO_NAME_MAX];

    for (size_t i = 0; i < count && i < HOLDERS; i++) {
        roster_name(&deadlock->run->roster, holders[i].task, name);
        text_add(&deadlock->text, "        %s has %s, taken", name, strcmp(resource->kind, "lock") == 0 ? "it" : "one");
        add_touch(deadlock, &holders[i]);
        text_add(&deadlock->text, "\n");
    }
}

static void add_last_touch(struct deadlock *deadlock, const struct co_resource *resource)
{
    const struct wait_kind *kind = wait_kind(resource);
    char name[CO_NAME_MAX];

    if (resource->touched.place && kind->touched) {
        roster_name(&deadlock->run->roster, resource->touched.task, name);
        text_add(&deadlock->text, "        %s %s", name, kind->touched);
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

static void add_queue_state(struct text *text, const struct co_resource *resource)
{
    const struct co_queue *queue;

    if (!waits_for(resource, "queue to be finished"))
        return;
    queue = joined_queue(resource);
    text_add(text, "        %zu of its items %s not answered by co_queue_task_done(), %zu of these still in the queue\n",
             queue->unfinished, queue->unfinished == 1 ? "is" : "are", queue->size);
}

static void add_what(struct deadlock *deadlock, const struct stuck *stuck, bool several)
{
    const struct co_resource *resource = co_task_resource(stuck->task);
    struct text *text = &deadlock->text;

    if (!resource) {
        text_add(text, several ? "are suspended" : "is suspended");
    } else if (wait_kind(resource)->tasks) {
        text_add(text, "awaits ");
        add_names(text, deadlock->named, name_awaited(deadlock, stuck));
    } else {
        text_add(text, several ? "wait for " : "waits for ");
        wait_describe(text, resource, co_task_place(stuck->task));
    }
}

/* ---- Paragraphs ---- */

/* Do two tasks wait in the same call for the same thing? Then one paragraph says it of both. */
static bool wait_alike(const struct stuck *a, const struct stuck *b)
{
    const struct co_resource *resource = co_task_resource(a->task);

    return resource && resource == co_task_resource(b->task) && co_task_place(a->task) == co_task_place(b->task);
}

/* The subject of a paragraph: the task and, unless it is shown alone, those like it. They count as shown. */
static size_t add_subject(struct deadlock *deadlock, struct stuck *first, bool alone)
{
    struct stuck *end = alone ? first + 1 : deadlock->stuck + deadlock->count;
    size_t count = 0;

    for (struct stuck *other = first; other < end; other++)
        if (other == first || (!other->shown && wait_alike(first, other))) {
            other->shown = true;
            deadlock->named[count++] = other->task;
        }
    text_add(&deadlock->text, "    ");
    add_names(&deadlock->text, deadlock->named, count);
    text_add(&deadlock->text, " ");
    return count;
}

static void add_paragraph(struct deadlock *deadlock, struct stuck *first, bool alone)
{
    const struct co_resource *resource = co_task_resource(first->task);
    const struct roster_entry *entry = roster_find(&deadlock->run->roster, first->id);
    bool several = add_subject(deadlock, first, alone) > 1;
    struct text *text = &deadlock->text;

    add_what(deadlock, first, several);
    if (entry)
        text_add(text, " since %.3f s", seconds(entry->since));
    text_add(text, "\n");
    if (co_task_place(first->task)->file[0]) {
        text_add(text, "        at ");
        report_add_place(text, co_task_place(first->task), true);
        text_add(text, "\n");
    }
    if (!resource)
        return;
    if (wait_kind(resource)->tasks && !first->edge_count)
        text_add(text, "        nobody is left to complete it\n");
    add_holders(deadlock, resource);
    add_queue_state(text, resource);
    add_last_touch(deadlock, resource);
}

/* ---- Circles ---- */

/* Locks and semaphores are waited for, not tasks. */
static bool waits_for_a_thing(const struct stuck *stuck)
{
    const struct co_resource *resource = co_task_resource(stuck->task);

    return resource && !wait_kind(resource)->tasks;
}

static enum advice advice_for_circle(const struct deadlock *deadlock, const uint32_t *circle, uint32_t length)
{
    uint32_t things = 0;

    for (uint32_t i = 0; i < length; i++)
        things += waits_for_a_thing(&deadlock->stuck[circle[i]]);
    if (length == 1)
        return TAKEN_TWICE;
    if (things == length)
        return LOCKS_IN_A_CIRCLE;
    return things ? AWAITED_WITH_A_LOCK : TASKS_IN_A_CIRCLE;
}

/* From the one that was made first. */
static void add_circle(struct deadlock *deadlock, const uint32_t *circle, uint32_t length)
{
    uint32_t first = 0;

    for (uint32_t i = 0; i < length; i++) {
        if (deadlock->stuck[circle[i]].shown)
            return;
        if (circle[i] < circle[first])
            first = i;
    }
    text_add(&deadlock->text, length == 1 ? "\nA task waits for what it has itself:\n"
                                          : "\nA circle, in which each waits for the next one:\n");
    for (uint32_t i = 0; i < length; i++)
        deadlock->stuck[circle[i]].shown = true;
    for (uint32_t i = 0; i < length; i++)
        add_paragraph(deadlock, &deadlock->stuck[circle[(first + i) % length]], true);
    deadlock->advice[advice_for_circle(deadlock, circle, length)] = true;
}

/* The part of the way that begins with the task it has come back to. */
static void close_circle(struct deadlock *deadlock, uint32_t length, uint32_t target)
{
    uint32_t begin = length - 1;

    while (deadlock->way[begin] != target)
        begin--;
    add_circle(deadlock, deadlock->way + begin, length - begin);
}

static void walk_from(struct deadlock *deadlock, uint32_t root)
{
    uint32_t length = 1;

    deadlock->way[0] = root;
    deadlock->stuck[root].state = ON_THE_WAY;
    while (length) {
        struct stuck *here = &deadlock->stuck[deadlock->way[length - 1]];
        uint32_t target;

        if (here->next_edge == here->edge_count) {
            here->state = SEEN;
            length--;
            continue;
        }
        target = deadlock->edges[here->first_edge + here->next_edge++];
        if (deadlock->stuck[target].state == ON_THE_WAY) {
            close_circle(deadlock, length, target);
        } else if (deadlock->stuck[target].state == UNSEEN) {
            deadlock->stuck[target].state = ON_THE_WAY;
            deadlock->way[length++] = target;
        }
    }
}

static void add_circles(struct deadlock *deadlock)
{
    for (uint32_t i = 0; i < deadlock->count; i++)
        if (deadlock->stuck[i].state == UNSEEN)
            walk_from(deadlock, i);
}

/* ---- The others ---- */

/* Nobody has done it, or the one who did it last will do nothing any more. */
static bool nobody_is_left(const struct deadlock *deadlock, const struct co_resource *resource)
{
    return !resource->touched.place || !find_stuck(deadlock, resource->touched.task);
}

static void take_advice(struct deadlock *deadlock, const struct stuck *stuck)
{
    const struct co_resource *resource = co_task_resource(stuck->task);

    if (waits_for(resource, "lock") || waits_for(resource, "semaphore"))
        deadlock->advice[HELD_AT_THE_END] |= co_resource_holders(resource, NULL, 0) > 0;
    else if (waits_for(resource, "event"))
        deadlock->advice[EVENT_NEVER_SET] |= !resource->touched.place;
    else if (waits_for(resource, "item of a queue"))
        deadlock->advice[NO_PRODUCER] |= nobody_is_left(deadlock, resource);
    else if (waits_for(resource, "place in a queue"))
        deadlock->advice[NO_CONSUMER] |= nobody_is_left(deadlock, resource);
    else if (waits_for(resource, "queue to be finished"))
        deadlock->advice[TASK_DONE_MISSING] |= joined_queue(resource)->unfinished > joined_queue(resource)->size;
}

/* Those that are not shown yet and point at somebody, or at nobody. */
static void add_section(struct deadlock *deadlock, const char *title, bool with_edges)
{
    size_t paragraphs = 0, left_out = 0;

    for (uint32_t i = 0; i < deadlock->count; i++) {
        struct stuck *stuck = &deadlock->stuck[i];

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
            take_advice(deadlock, stuck);
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
            text_add(&deadlock->text, "%sWhat usually helps: %s\n", any ? "" : "\n", advice_texts[i]);
            any = true;
        }
    if (!any)
        text_add(&deadlock->text, "\n");
}

void report_deadlock(struct run *run)
{
    struct deadlock deadlock = { .run = run };
    struct text *text = &deadlock.text;
    bool well = make_graph(&deadlock);

    text_add(text, "DEADLOCK at %.3f s: nothing can ever run again, and %u task%s not ended.\n", seconds(run->now),
             deadlock.count, deadlock.count == 1 ? " has" : "s have");
    if (well) {
        add_circles(&deadlock);
        add_section(&deadlock, "Waiting for what nobody will do", false);
        add_section(&deadlock, "Waiting for tasks that can never go on", true);
    } else {
        text_add(text, "There is no memory to tell who waits for what.\n");
    }
    add_advice(&deadlock);
    report_add_next(text, run);
    report_text(run, text_string(text));
    text_free(text);
    graph_free(&deadlock);
}
