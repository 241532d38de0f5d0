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

static bool is_own_timer(const struct wait_end *end)
{
    return end->wake->cause.kind == CO_CAUSE_TIMER && end->wake->cause.by == end->task->id;
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
    } else if (*end->wake->what) {
        text_add(text, ", by ");
        words_add_name(text, end->wake->what);
    }
}

static void add_cancelled(struct text *text, const struct wait_end *end)
{
    add_broken_off(text, end);
    add_canceller(text, end);
}

/* The task's own limit ended the wait. */
static void add_given_up(struct text *text, const struct wait_end *end)
{
    text_add(text, is_for_time(end) ? "gave up sleeping" : "gave up waiting ");
    if (!is_for_time(end))
        add_goal(text, end);
    text_add(text, " after ");
    words_add_duration(text, end->took);
}

/* ---- The end of tasks ---- */

static bool all_have_ended(const struct wait_end *end)
{
    for (uint32_t i = 0; i < end->task->awaits_count; i++)
        if (!cast_has_ended(end->cast, end->task->awaits[i]))
            return false;
    return true;
}

static const char *manner(const struct cast_task *by)
{
    if (by && by->ended && by->result == -ECANCELED)
        return " ended, cancelled";
    return by && by->ended && by->result < 0 ? " failed" : " ended";
}

static void add_thread_end(struct text *text, const struct wait_end *end)
{
    if (end->task->awaits_count > 1) {
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

    if (count < 2 || !all_have_ended(end)) {
        add_name(text, end, end->wake->cause.by);
        text_add(text, "%s%s", manner(by), count < 2 || by->result < 0 ? "" : " first");
        return;
    }
    text_add(text, count == 2 ? "both tasks had ended, " : "all %u tasks had ended, ",
             (unsigned)count);
    add_name(text, end, end->wake->cause.by);
    text_add(text, " last%s", by->result == -ECANCELED ? ", cancelled" : "");
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

/* ---- Things and the outside ---- */

static void add_row(struct text *text, const struct wait_end *end)
{
    const char *kind = words_wait(text_string(&end->task->wait))->kind;

    if (end->place < 2 || (strcmp(kind, "event") != 0 && strcmp(kind, "condition") != 0 &&
                           strcmp(kind, "barrier") != 0))
        return;
    text_add(text, ", ");
    words_add_ordinal(text, end->place);
    text_add(text, " in line");
}

static void add_helper(struct text *text, const struct wait_end *end)
{
    const struct words_wait *wait = words_wait(text_string(&end->task->wait));
    const struct event *wake = end->wake;

    if (!cast_find(end->cast, wake->cause.by) || !wait->kind)
        return;
    text_add(text, wait->did ? ", which " : ": ");
    add_name(text, end, wake->cause.by);
    text_add(text, " %s", wait->did ? wait->did : "was the last");
    words_add_place(text, wake->file, wake->line);
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
    if (is_own_timer(end) && (!is_for_time(end) || end->wake->result < 0))
        add_given_up(text, end);
    else if (end->wake->result == -ECANCELED)
        add_cancelled(text, end);
    else if (is_for_time(end))
        add_time(text, end);
    else if (is_for_tasks(end))
        add_join(text, end);
    else
        add_wait(text, end);
}
