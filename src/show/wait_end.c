#include "show/wait_end.h"

#include "show/words.h"

#include <string.h>

static bool is_for_time(const struct wait_end *end)
{
    return !*text_string(&end->task->wait);
}

static bool is_for_tasks(const struct wait_end *end)
{
    return words_awaits_tasks(text_string(&end->task->wait));
}

static bool is_for_bytes(const struct wait_end *end)
{
    return words_wait(text_string(&end->task->wait)) == words_wait("bytes of stream ");
}

static void add_name(struct text *text, const struct wait_end *end, uint32_t task)
{
    cast_add_name(end->cast, task, text);
}

/* ---- What the task waited for ---- */

/* "A and B", "3 tasks", "a task". */
static void add_awaited(struct text *text, const struct wait_end *end)
{
    const struct cast_task *task = end->task;

    if (!task->awaits || task->awaits_count > 2) {
        text_add(text, task->awaits ? "%u tasks" : "tasks", (unsigned)task->awaits_count);
        return;
    }
    add_name(text, end, task->awaits[0]);
    if (task->awaits_count == 2) {
        text_add(text, " and ");
        add_name(text, end, task->awaits[1]);
    }
}

static void add_goal(struct text *text, const struct wait_end *end)
{
    if (is_for_tasks(end)) {
        text_add(text, "for ");
        add_awaited(text, end);
        return;
    }
    if (is_for_bytes(end))
        text_add(text, "for %s", end->task->bytes);
    else
        words_add_goal(text, text_string(&end->task->wait),
                       cast_thing_name(end->cast, end->task->thing));
}

/* ---- Cancelled ---- */

/* "cancelled after 2 s of sleep", "cancelled while it waited for the event". */
static void add_broken_off(struct text *text, const struct wait_end *end)
{
    if (end->took) {
        text_add(text, "cancelled after ");
        words_add_duration(text, end->took);
        text_add(text, is_for_time(end) ? " of sleep" : " of waiting ");
    } else {
        text_add(text,
                 is_for_time(end) ? "cancelled while it slept" : "cancelled while it waited ");
    }
    if (!is_for_time(end))
        add_goal(text, end);
}

static void add_canceller(struct text *text, const struct wait_end *end)
{
    const struct co_cause *cause = &end->wake->cause;
    const struct cast_task *by = cast_find(end->cast, cause->by);

    if (by && cause->kind == CO_CAUSE_TIMER) {
        text_add(text, ": ");
        add_name(text, end, cause->by);
        text_add(text, " had given it ");
        words_add_duration(text, cause->delay);
    } else if (by && by->ended && by->result < 0 && by->result != -ECANCELED) {
        text_add(text, ": ");
        add_name(text, end, cause->by);
        text_add(text, " had failed");
    } else if (by) {
        text_add(text, ", by ");
        add_name(text, end, cause->by);
    } else if (cause->kind == CO_CAUSE_LOOP) {
        text_add(text, ", by ");
        words_add_callback(text, end->wake->what);
    }
}

static void add_cancelled(struct text *text, const struct wait_end *end)
{
    add_broken_off(text, end);
    add_canceller(text, end);
}

/* The task's own limit ended the wait, or ended the tasks that it waited for. */
static bool is_own_limit(const struct wait_end *end)
{
    const struct co_cause *cause = &end->wake->cause;

    if (cause->kind == CO_CAUSE_TIMER && cause->by == end->task->id)
        return !is_for_time(end) || end->wake->result < 0;
    return is_for_tasks(end) && end->limit == end->task->id;
}

static void add_given_up(struct text *text, const struct wait_end *end)
{
    text_add(text, is_for_time(end) ? "gave up sleeping" : "gave up waiting ");
    if (!is_for_time(end))
        add_goal(text, end);
    text_add(text, " after ");
    words_add_duration(text, end->took);
}

/* ---- The end of tasks ---- */

/* Returns whether the wait ended with the last of its tasks. Tasks may end between the end that
 * decides the wait and the moment when the waiter goes on. A forgotten task ended long before. */
static bool is_end_of_last(const struct wait_end *end)
{
    const struct cast_task *by = cast_find(end->cast, end->wake->cause.by);

    for (uint32_t i = 0; i < end->task->awaits_count; i++) {
        uint32_t id = end->task->awaits[i];
        const struct cast_task *task = cast_find(end->cast, id);

        if (!cast_has_ended(end->cast, id) || (task && by && task->place > by->place))
            return false;
    }
    return true;
}

/* A task group cancels the task that waits for it when a member fails. */
static bool is_failure_of_awaited(const struct wait_end *end)
{
    const struct cast_task *by = cast_find(end->cast, end->wake->cause.by);

    if (!is_for_tasks(end) || !by || !by->ended || by->result >= 0)
        return false;
    for (uint32_t i = 0; i < end->task->awaits_count; i++)
        if (end->task->awaits[i] == by->id)
            return true;
    return false;
}

static const char *manner(const struct cast_task *by)
{
    if (by && by->ended && by->result == -ECANCELED)
        return " was cancelled and ended";
    return by && by->ended && by->result < 0 ? " failed" : " ended";
}

static void add_thread_end(struct text *text, const struct wait_end *end)
{
    if (end->task->awaits_count > 1 && is_end_of_last(end)) {
        text_add(text, end->task->awaits_count == 2 ? "both threads" : "all %u threads",
                 (unsigned)end->task->awaits_count);
        text_add(text, " were done, ");
        add_name(text, end, end->wake->cause.by);
        text_add(text, " last");
    } else {
        text_add(text, "the thread of ");
        add_name(text, end, end->wake->cause.by);
        text_add(text, " was done");
    }
}

static void add_end_of_tasks(struct text *text, const struct wait_end *end)
{
    const struct cast_task *by = cast_find(end->cast, end->wake->cause.by);
    uint32_t count = end->task->awaits_count;

    if (!count && strcmp(text_string(&end->task->wait), "task group") == 0) {
        text_add(text, "the rest of the group had ended, ");
        add_name(text, end, end->wake->cause.by);
        text_add(text, " last%s", by->result == -ECANCELED ? ", which was cancelled" : "");
        return;
    }
    if (count < 2 || !is_end_of_last(end)) {
        add_name(text, end, end->wake->cause.by);
        text_add(text, "%s%s", manner(by), count < 2 || by->result < 0 ? "" : " first");
        return;
    }
    text_add(text, count == 2 ? "both tasks had ended, " : "all %u tasks had ended, ",
             (unsigned)count);
    add_name(text, end, end->wake->cause.by);
    text_add(text, " last%s", by->result == -ECANCELED ? ", which was cancelled" : "");
}

static void add_join(struct text *text, const struct wait_end *end)
{
    const struct co_cause *cause = &end->wake->cause;

    if (end->took) {
        text_add(text, "waited ");
        words_add_duration(text, end->took);
    }
    if (cause->kind != CO_CAUSE_THREAD && !cast_find(end->cast, cause->by)) {
        text_add(text, end->took ? " for " : "waited for ");
        add_awaited(text, end);
        return;
    }
    text_add(text, end->took ? " until " : "");
    if (cause->kind == CO_CAUSE_THREAD)
        add_thread_end(text, end);
    else
        add_end_of_tasks(text, end);
}

/* ---- Things ---- */

static void add_row(struct text *text, const struct wait_end *end)
{
    const char *kind = words_wait(text_string(&end->task->wait))->kind;

    if (end->place < 2 || (strcmp(kind, "event") != 0 && strcmp(kind, "condition") != 0 &&
                           strcmp(kind, "barrier") != 0))
        return;
    text_add(text, ", and was the ");
    words_add_ordinal(text, end->place);
    text_add(text, " waiter to go on");
}

/* The place of the end of a block, such as WITH_LOCK, is the line at which the block begins. */
static void add_place(struct text *text, const struct event *wake)
{
    if (strncmp(wake->call, "end of ", 7) == 0 && *wake->file)
        text_add(text, " (end of block, line %d)", wake->line);
    else
        words_add_place(text, wake->file, wake->line);
}

/* The task that ends the wait, and what it did. */
static void add_helper(struct text *text, const struct wait_end *end)
{
    const struct words_wait *wait = words_wait(text_string(&end->task->wait));
    bool is_callback = end->wake->cause.kind == CO_CAUSE_LOOP;

    if (!wait->did[0] || (!is_callback && !cast_find(end->cast, end->wake->cause.by)))
        return;
    text_add(text, "%s", wait->before);
    if (is_callback)
        words_add_callback(text, end->wake->what);
    else
        add_name(text, end, end->wake->cause.by);
    text_add(text, " %s", wait->did);
    add_place(text, end->wake);
    add_row(text, end);
}

static void add_wait(struct text *text, const struct wait_end *end)
{
    text_add(text, "waited ");
    if (end->took) {
        words_add_duration(text, end->took);
        text_add(text, " ");
    }
    add_goal(text, end);
    add_helper(text, end);
}

/* ---- The outside ---- */

/* "got a message from main", "waited 300 ms for its child's output". */
static void add_bytes(struct text *text, const struct wait_end *end)
{
    if (end->took) {
        text_add(text, "waited ");
        words_add_duration(text, end->took);
        text_add(text, " for %s", end->task->bytes);
    } else {
        text_add(text, "got %s", end->task->bytes);
    }
    if (cast_find(end->cast, end->wake->cause.by)) {
        text_add(text, " from ");
        add_name(text, end, end->wake->cause.by);
    }
}

/* ---- Time ---- */

/* Only another task can end a wait for time that is neither a sleep nor a bare yield: the task
 * waits for a future. */
static void add_time(struct text *text, const struct wait_end *end)
{
    const struct co_cause *cause = &end->wake->cause;

    if (!end->took)
        return;
    text_add(text, cause->kind == CO_CAUSE_TIMER ? "slept " : "waited ");
    words_add_duration(text, end->took);
    if (cause->kind != CO_CAUSE_TIMER && cast_find(end->cast, cause->by)) {
        text_add(text, " for ");
        add_name(text, end, cause->by);
    }
}

void wait_end_add(struct text *text, const struct wait_end *end)
{
    if (is_own_limit(end))
        add_given_up(text, end);
    else if (end->wake->result == -ECANCELED && !is_failure_of_awaited(end))
        add_cancelled(text, end);
    else if (is_for_time(end))
        add_time(text, end);
    else if (is_for_tasks(end))
        add_join(text, end);
    else if (is_for_bytes(end))
        add_bytes(text, end);
    else
        add_wait(text, end);
}
