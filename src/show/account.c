#include "show/account.h"

#include "show/wait_end.h"
#include "show/words.h"

#include <stdlib.h>
#include <string.h>

/* Make the sentence a part of the task's next remark. */
static int add_part(struct account *account, struct cast_task *task, int64_t took)
{
    if (account->sentence.failed)
        return -ENOMEM;
    return parts_add(&task->parts, text_string(&account->sentence), took);
}

/* ---- A loop that is kept busy ---- */

static bool is_noise(const struct account *account, int64_t took)
{
    return took <= 0 || took < account->noise;
}

/* Note that the task has had the loop since the beginning of its step. */
static void note_busy(struct account *account, const struct cast_task *task, int64_t now)
{
    unsigned last = (account->busy_count + ACCOUNT_BUSY_KEPT - 1) % ACCOUNT_BUSY_KEPT;
    struct busy_step *busy = &account->busy[last];

    if (is_noise(account, now - task->step_began))
        return;
    if (busy->task != task->id || busy->begin != task->step_began)
        busy = &account->busy[account->busy_count++ % ACCOUNT_BUSY_KEPT];
    *busy = (struct busy_step){ task->id, task->step_began, now };
}

/* The task that had the loop for the longest part of this time; 0: unknown. */
static uint32_t busiest(const struct account *account, int64_t begin, int64_t end)
{
    uint32_t task = 0;
    int64_t most = 0;

    for (size_t i = 0; i < ACCOUNT_BUSY_KEPT; i++) {
        const struct busy_step *busy = &account->busy[i];
        int64_t from = busy->begin > begin ? busy->begin : begin;
        int64_t to = busy->end < end ? busy->end : end;

        if (busy->task && to - from > most) {
            most = to - from;
            task = busy->task;
        }
    }
    return task;
}

/* The task has run from the moment up to which it has told. */
static int tell_busy(struct account *account, struct cast_task *task, int64_t now)
{
    int64_t took = now - task->told_to;

    task->told_to = now;
    if (task->state != CAST_RUNS || is_noise(account, took))
        return 0;
    note_busy(account, task, now);
    text_clear(&account->sentence);
    text_add(&account->sentence, "blocked the loop for ");
    words_add_duration(&account->sentence, took);
    return add_part(account, task, took);
}

static int tell_late(struct account *account, struct cast_task *task, int64_t now)
{
    int64_t took = now - task->told_to;
    uint32_t by = busiest(account, task->told_to, now);

    task->told_to = now;
    if (is_noise(account, took))
        return 0;
    text_clear(&account->sentence);
    words_add_duration(&account->sentence, took);
    text_add(&account->sentence, " late");
    if (by && by != task->id) {
        text_add(&account->sentence, ", because ");
        cast_add_name(&account->cast, by, &account->sentence);
        text_add(&account->sentence, " blocked the loop");
    }
    return add_part(account, task, took);
}

/* ---- Steps and waits ---- */

/* The task runs from now on. */
static int take_step(struct account *account, struct cast_task *task, int64_t now)
{
    int result = 0;

    if (task->state == CAST_READY && !task->is_job)
        result = tell_late(account, task, now);
    if (task->state != CAST_RUNS)
        task->step_began = now;
    task->state = CAST_RUNS;
    return result;
}

static int take_wait(struct account *account, struct cast_task *task, const struct event *event)
{
    int result = tell_busy(account, task, event->time);

    task->state = CAST_WAITS;
    text_clear(&task->wait);
    text_add(&task->wait, "%s", event->text);
    task->bytes = words_bytes(event->call);
    task->thing = event->thing;
    free(task->awaits);
    task->awaits = NULL;
    task->awaits_count = event->awaits_count;
    if (event->awaits_count) {
        task->awaits = malloc(event->awaits_count * sizeof *task->awaits);
        if (task->awaits)
            memcpy(task->awaits, event->awaits, event->awaits_count * sizeof *task->awaits);
        else
            task->awaits_count = 0;
    }
    return task->wait.failed || (event->awaits_count && !task->awaits) ? -ENOMEM : result;
}

/* The place of a waiter among those of one thing that are woken together. */
static size_t place_in_row(struct account *account, const struct cast_task *task,
                           const struct event *wake)
{
    bool same = account->row.thing == task->thing && account->row.by == wake->cause.by &&
                account->row.time == wake->time;

    account->row.count = same ? account->row.count + 1 : 1;
    account->row.thing = task->thing;
    account->row.by = wake->cause.by;
    account->row.time = wake->time;
    return account->row.count;
}

/* When a timer was due, the rest up to now is lateness. */
static int64_t end_of_wait(const struct cast_task *task, const struct event *wake)
{
    bool is_own = wake->cause.kind == CO_CAUSE_TIMER && wake->cause.by == task->id;
    int64_t due = wake->cause.time;

    return is_own && due >= task->told_to && due <= wake->time ? due : wake->time;
}

/* The task whose limit has ended the wait; 0: none. The waiter for a task that was cancelled by a
 * limit goes on because of this limit, too. */
static uint32_t limit_of_wake(const struct account *account, const struct event *wake)
{
    const struct co_cause *cause = &wake->cause;
    const struct cast_task *by = cast_find(&account->cast, cause->by);

    if (cause->kind == CO_CAUSE_TIMER)
        return wake->result == -ECANCELED ? cause->by : 0;
    return by && by->ended && by->result == -ECANCELED ? by->limited_by : 0;
}

static int take_wake(struct account *account, struct cast_task *task, const struct event *event)
{
    struct wait_end end = { .cast = &account->cast, .task = task, .wake = event };
    int64_t ended = end_of_wait(task, event);
    bool waited = task->state == CAST_WAITS;
    int64_t took;

    task->state = CAST_READY;
    if (!waited)
        return 0;
    took = ended - task->told_to;
    /* A sleep is the task's own wish, however short. */
    end.took = took < account->brief && task->wait.length ? 0 : took;
    end.place = task->thing ? place_in_row(account, task, event) : 1;
    task->told_to = ended;
    end.limit = limit_of_wake(account, event);
    if (end.limit || event->result == -ECANCELED)
        task->limited_by = end.limit;
    text_clear(&account->sentence);
    wait_end_add(&account->sentence, &end);
    return add_part(account, task, took);
}

/* ---- The beginning ---- */

static void add_maker(struct account *account, const struct event *event)
{
    struct text *sentence = &account->sentence;
    const struct co_cause *cause = &event->cause;

    if (cause->kind == CO_CAUSE_OUTSIDE || strncmp(event->text, "connection", 10) == 0) {
        text_add(sentence, "made for a client that connected");
        return;
    }
    if (!cast_find(&account->cast, cause->by))
        return;
    text_add(sentence, event->is_job ? "made for a thread by " : "made by ");
    cast_add_name(&account->cast, cause->by, sentence);
    words_add_place(sentence, event->file, event->line);
}

static int take_task(struct account *account, const struct event *event)
{
    struct cast_task *task = cast_find(&account->cast, event->task);

    if (task)
        return 0;
    task = cast_add(&account->cast, event);
    if (!task)
        return -ENOMEM;
    text_clear(&account->sentence);
    add_maker(account, event);
    return task->name.failed ? -ENOMEM : add_part(account, task, 0);
}

/* ---- Lines ---- */

static int tell_thread(struct account *account, struct cast_task *task, int64_t now)
{
    int64_t took = now - task->told_to;

    task->told_to = now;
    if (is_noise(account, took))
        return 0;
    text_clear(&account->sentence);
    text_add(&account->sentence, "its thread was busy for ");
    words_add_duration(&account->sentence, took);
    return add_part(account, task, took);
}

static int remark_on_callback(struct account *account, const struct event *event)
{
    struct text *remark = &account->remark;
    const struct co_cause *cause = &event->cause;

    text_add(remark, "printed by ");
    words_add_callback(remark, event->what);
    if (cause->kind == CO_CAUSE_TIMER) {
        text_add(remark, ", ");
        words_add_duration(remark, cause->delay);
        text_add(remark, " later");
    }
    return remark->failed ? -ENOMEM : 0;
}

static int take_line(struct account *account, const struct event *event)
{
    struct cast_task *task = cast_find(&account->cast, event->task);
    int result;

    text_clear(&account->remark);
    if (!task)
        return remark_on_callback(account, event);
    if (task->is_job)
        result = tell_thread(account, task, event->time);
    else
        result = tell_busy(account, task, event->time);
    parts_write(&task->parts, &account->remark);
    parts_clear(&task->parts);
    return account->remark.failed ? -ENOMEM : result;
}

/* ---- Events ---- */

static int take_of_task(struct account *account, struct cast_task *task, const struct event *event)
{
    bool runs = event->kind != EVENT_WAKE;
    int result = runs ? take_step(account, task, event->time) : 0;
    int also = 0;

    if (event->kind == EVENT_WAIT)
        also = take_wait(account, task, event);
    else if (event->kind == EVENT_WAKE)
        also = take_wake(account, task, event);
    else if (event->kind == EVENT_LINE)
        also = take_line(account, event);
    else if (event->kind == EVENT_TASK_END)
        note_busy(account, task, event->time), cast_end(&account->cast, task, event->result);
    return also ? also : result;
}

static int take(struct account *account, const struct event *event)
{
    struct cast_task *task;

    if (event->kind == EVENT_TASK)
        return take_task(account, event);
    if (event->kind == EVENT_THING)
        return cast_name_thing(&account->cast, event);
    if (event->kind == EVENT_REPORT || event->kind == EVENT_RUN_END)
        return 0;
    task = cast_find(&account->cast, event->task);
    if (task && !task->ended)
        return take_of_task(account, task, event);
    return event->kind == EVENT_LINE ? take_line(account, event) : 0;
}

static const char *text_or_empty(const char *text)
{
    return text ? text : "";
}

int account_take(struct account *account, const struct event *event)
{
    struct event whole = *event;

    whole.file = text_or_empty(event->file);
    whole.text = text_or_empty(event->text);
    whole.call = text_or_empty(event->call);
    whole.what = text_or_empty(event->what);
    return take(account, &whole);
}

const char *account_remark(const struct account *account)
{
    return text_string(&account->remark);
}

void account_free(struct account *account)
{
    cast_free(&account->cast);
    text_free(&account->sentence);
    text_free(&account->remark);
    *account = (struct account){ 0 };
}
