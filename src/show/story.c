#include "show/story.h"

#include "show/story_internal.h"
#include "show/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    BUSY = 1000000,   /* nanoseconds: a longer step keeps the loop to itself */
    NOISE = 10000000, /* of the account on a real clock, as in the log with remarks */
    BRIEF = 1000000,  /* the same */
};

/* ---- Events ---- */

static uint32_t maker(const struct event *event)
{
    return event->cause.kind == CO_CAUSE_START ? event->cause.by : 0;
}

/* Returns whether the same task makes another task next. */
static bool makes_more(const struct teller *teller)
{
    const struct stream *stream = teller->life->stream;
    const struct event *next = teller->event + 1;

    return teller->index + 1 < stream->count && next->kind == EVENT_TASK && maker(next) &&
           maker(next) == maker(teller->event) && next->is_job == teller->event->is_job;
}

static void take_made(struct teller *teller)
{
    const struct event *event = teller->event;
    const struct life_task *task = life_task(teller->life, event->task);

    if (!task || task->made != event)
        return;
    teller_set(teller, event->task, STORY_READY,
               event->is_job ? "waits for a thread" : "ready, not begun");
    teller_add_to_row(teller, &teller->made, event->task);
    teller_run(teller, maker(event));
    teller_stand(teller, maker(event), event);
    if (makes_more(teller) || !teller->made.count)
        return;
    teller_tell_made(teller);
    teller_add_moment(teller, maker(event));
    teller->made.count = 0;
}

/* The loop was taken, and no other task ran. */
static void take_busy_step(struct teller *teller)
{
    const struct event *event = teller->event;
    const struct life_task *task = life_task(teller->life, event->task);

    if (!event->task || !task || task->is_job || teller->running != event->task ||
        event->time - teller->acted < BUSY)
        return;
    teller_add_name(teller, event->task);
    text_add(&teller->words, " has blocked the loop for ");
    words_add_duration(&teller->words, event->time - teller->acted);
    text_add(&teller->words, ": no other task could run.");
    teller_stand(teller, event->task, event);
    teller_add_moment(teller, event->task);
}

static void take_wait(struct teller *teller)
{
    const struct event *wait = teller->event;
    size_t index = teller_task_index(teller, wait->task);

    if (index == SIZE_MAX || teller->life->tasks[index].is_job ||
        teller->tasks[index].now.state >= STORY_ENDED)
        return;
    teller_stand(teller, wait->task, wait);
    teller_leave(teller, wait->task);
    teller->tasks[index].wait = wait;
    teller_note_wait(teller);
    teller_add_doing(teller, wait);
    if (wait->text[0] || wait->awaits_count)
        teller_set(teller, wait->task, STORY_WAITS, NULL);
    else
        teller_set(teller, wait->task, wait->due > wait->time ? STORY_SLEEPS : STORY_READY, NULL);
    teller->running = 0;
    teller_tell_wait(teller);
    teller_add_moment(teller, wait->task);
}

static void take_wake(struct teller *teller)
{
    const struct event *wake = teller->event;
    size_t index = teller_task_index(teller, wake->task);
    bool is_cancelled;

    if (index == SIZE_MAX || teller->tasks[index].now.state >= STORY_ENDED)
        return;
    is_cancelled = teller_is_cancelled(teller);
    teller_tell_wake(teller);
    teller_leave(teller, wake->task);
    teller->tasks[index].wait = NULL;
    if (!teller->life->tasks[index].is_job)
        teller_set(teller, wake->task, STORY_READY,
                   is_cancelled ? "ready, to be cancelled" : "ready");
    teller_add_moment(teller, wake->task);
}

static void take_line(struct teller *teller, size_t *lines)
{
    struct story_moment *moment;

    teller_run(teller, teller->event->task);
    teller_stand(teller, teller->event->task, teller->event);
    teller_tell_line(teller);
    moment = teller_add_moment(teller, teller->event->task);
    if (!moment)
        return;
    moment->printed = ++*lines;
    text_add(&teller->words, "%s", account_remark(&teller->account));
    moment->remark = teller_keep(teller);
}

static void take_touch(struct teller *teller)
{
    const struct event *touch = teller->event;

    if (touch->verb == CO_VERB_NONE || teller_thing_index(teller, touch->thing) == SIZE_MAX)
        return;
    teller_run(teller, touch->task);
    teller_stand(teller, touch->task, touch);
    teller_tell_touch(teller);
    teller_note_touch(teller);
    teller_add_moment(teller, touch->task);
}

static void take_end(struct teller *teller)
{
    const struct event *end = teller->event;
    size_t index = teller_task_index(teller, end->task);

    if (index == SIZE_MAX || teller->life->tasks[index].ended != end)
        return;
    if (!teller->life->tasks[index].is_job) /* the end of a job is seen in another task */
        teller_stand(teller, end->task, end);
    teller_leave(teller, end->task);
    teller->tasks[index].wait = NULL;
    if (end->result < 0) {
        text_add(&teller->words, end->result == -ECANCELED ? "ended, " : "");
        words_add_failure(&teller->words, end->result, end->text);
    }
    teller_set(teller, end->task, end->result < 0 ? STORY_FAILED : STORY_ENDED,
               end->result < 0 ? NULL : "ended");
    if (teller->running == end->task)
        teller->running = 0;
    teller_tell_end(teller);
    teller_add_moment(teller, end->task);
}

/* The run ends in this step of the task. */
static void take_overflow(struct teller *teller)
{
    teller_stand(teller, teller->event->task, teller->event);
    text_add(&teller->words, "overflows its stack");
    teller_set(teller, teller->event->task, STORY_FAILED, NULL);
    words_add_name(&teller->words, teller->event->text);
    teller_add_moment(teller, teller->event->task);
}

/* Further lines of a report are told on the page alone. A deadlock is the end of the story: what
 * happens behind it tidies up. Returns whether this is the end. */
static bool take_report(struct teller *teller)
{
    const char *report = teller->event->text;
    bool is_end = strncmp(report, "DEADLOCK", 8) == 0 || strncmp(report, "LIVELOCK", 8) == 0;
    bool goes_on = teller->index > 0 && teller->event[-1].kind == EVENT_REPORT;

    if (teller->event == teller->life->overflow) {
        take_overflow(teller);
        return true;
    }
    if (goes_on && !is_end)
        return false;
    words_add_name(&teller->words, report);
    teller_add_moment(teller, teller->event->task);
    return is_end;
}

/* Returns whether the story goes on. */
static bool take(struct teller *teller, size_t *lines)
{
    const struct event *event = teller->event;
    bool acts = event->kind == EVENT_LINE || event->kind == EVENT_TOUCH ||
                event->kind == EVENT_WAIT || event->kind == EVENT_TASK_END;

    teller->failed |= account_take(&teller->account, event) < 0;
    if (acts)
        take_busy_step(teller);
    if (event->kind == EVENT_TASK)
        take_made(teller);
    else if (event->kind == EVENT_STEP)
        teller_run(teller, event->task);
    else if (event->kind == EVENT_WAIT)
        take_wait(teller);
    else if (event->kind == EVENT_WAKE)
        take_wake(teller);
    else if (event->kind == EVENT_LINE)
        take_line(teller, lines);
    else if (event->kind == EVENT_TOUCH)
        take_touch(teller);
    else if (event->kind == EVENT_TASK_END)
        take_end(teller);
    else if (event->kind == EVENT_REPORT)
        return !take_report(teller);
    if (acts || event->kind == EVENT_STEP)
        teller->acted = event->time;
    return true;
}

/* ---- The whole story ---- */

static int begin(struct teller *teller)
{
    const struct life *life = teller->life;

    teller->tasks = calloc(life->task_count + 1, sizeof *teller->tasks);
    teller->things = calloc(life->thing_count + 1, sizeof *teller->things);
    teller->changed_tasks = calloc(life->task_count + 1, sizeof *teller->changed_tasks);
    teller->changed_things = calloc(life->thing_count + 1, sizeof *teller->changed_things);
    if (!teller->tasks || !teller->things || !teller->changed_tasks || !teller->changed_things)
        return -ENOMEM;
    for (size_t i = 0; i < life->task_count; i++)
        teller->tasks[i].now = (struct story_task){ STORY_UNMADE, "not made yet", "", 0 };
    for (size_t i = 0; i < life->thing_count; i++)
        teller->things[i].count = -1;
    teller->account.noise = life->is_real ? NOISE : 0;
    teller->account.brief = life->is_real ? BRIEF : 0;
    return teller_name_things(teller);
}

int story_tell(struct story *story, const struct life *life)
{
    struct teller teller = { .story = story, .life = life };
    size_t lines = 0;
    int error;

    *story = (struct story){ .life = life };
    error = begin(&teller);
    for (size_t i = 0; i < life->stream->count && !error; i++) {
        teller.event = &life->stream->events[i];
        teller.index = i;
        if (!take(&teller, &lines))
            break;
        error = teller.failed ? -ENOMEM : 0;
    }
    error = teller.failed ? -ENOMEM : error;
    teller_free_things(&teller);
    account_free(&teller.account);
    text_free(&teller.words);
    free(teller.made.ids);
    free(teller.tasks);
    free(teller.changed_tasks);
    free(teller.changed_things);
    return error;
}
