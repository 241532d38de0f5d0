/* Why a task may go on, as a sentence. */
#include "show/story_internal.h"
#include "show/words.h"

#include <string.h>

static bool has_failed(const struct teller *teller, uint32_t task)
{
    size_t index = teller_task_index(teller, task);
    const struct life_task *by = index == SIZE_MAX ? NULL : &teller->life->tasks[index];

    return by && teller->tasks[index].now.state == STORY_FAILED && by->ended->result != -ECANCELED;
}

static bool has_ended(const struct teller *teller, uint32_t task)
{
    size_t index = teller_task_index(teller, task);

    return index != SIZE_MAX && teller->tasks[index].now.state >= STORY_ENDED;
}

static bool awaits(const struct event *wait, uint32_t task)
{
    for (uint32_t i = 0; wait && i < wait->awaits_count; i++)
        if (wait->awaits[i] == task)
            return true;
    return false;
}

static void tell_cancelled(struct teller *teller)
{
    const struct event *wake = teller->event;
    const struct co_cause *cause = &wake->cause;
    struct text *words = &teller->words;
    bool known = cause->by && life_task(teller->life, cause->by);

    if (cause->kind == CO_CAUSE_TIMER) {
        text_add(words, "The ");
        words_add_duration(words, cause->delay);
        text_add(words, " are over%s", known && cause->by != wake->task ? " that " : ": ");
        if (known && cause->by != wake->task) {
            teller_add_name(teller, cause->by);
            text_add(words, " gives it: ");
        }
    } else if (has_failed(teller, cause->by)) {
        text_add(words, "As ");
        teller_add_name(teller, cause->by);
        text_add(words, " has failed, ");
    } else if (cause->kind == CO_CAUSE_LOOP && *wake->what) {
        text_add(words, "By ");
        words_add_callback(words, wake->what);
        text_add(words, ", ");
    } else if (known && cause->by != wake->task) {
        teller_add_name(teller, cause->by);
        text_add(words, " cancels ");
        teller_add_name(teller, wake->task);
        text_add(words, ".");
        return;
    }
    teller_add_name(teller, wake->task);
    text_add(words, " is cancelled.");
}

/* A sleep is over, or a limit: "The 100 ms of A are over, and have been for 250 ms". */
static void tell_timer(struct teller *teller, const struct event *wait)
{
    const struct event *wake = teller->event;
    int64_t late = wake->time - wake->cause.time;
    struct text *words = &teller->words;

    if (wake->cause.by == wake->task && wait && wait->text[0]) {
        text_add(words, "After ");
        words_add_duration(words, wake->cause.delay);
        text_add(words, ", ");
        teller_add_name(teller, wake->task);
        text_add(words, " gives up its wait for ");
        teller_add_awaited(teller, wait);
        text_add(words, ".");
        return;
    }
    text_add(words, "The ");
    words_add_duration(words, wake->cause.delay);
    text_add(words, " of ");
    teller_add_name(teller, wake->cause.by);
    text_add(words, " are over");
    if (late > 0 && (!teller->life->is_real || late >= 1000000)) {
        text_add(words, ", and have been for ");
        words_add_duration(words, late);
    }
    text_add(words, ": ");
    if (wake->cause.by == wake->task)
        text_add(words, "it");
    else
        teller_add_name(teller, wake->task);
    text_add(words, " may go on.");
}

static bool all_have_ended(const struct teller *teller, const struct event *wait)
{
    for (uint32_t i = 0; i < wait->awaits_count; i++)
        if (!has_ended(teller, wait->awaits[i]))
            return false;
    return wait->awaits_count > 1;
}

static void tell_task_ended(struct teller *teller, const struct event *wait)
{
    const struct event *wake = teller->event;

    if (all_have_ended(teller, wait)) {
        text_add(&teller->words, "%s", wait->awaits_count == 2 ? "Both tasks" : "All tasks");
        text_add(&teller->words, " that ");
        teller_add_name(teller, wake->task);
        text_add(&teller->words, " awaits have ended: it may go on.");
        return;
    }
    text_add(&teller->words, "As ");
    teller_add_name(teller, wake->cause.by);
    text_add(&teller->words, has_failed(teller, wake->cause.by) ? " has failed, " : " has ended, ");
    teller_add_name(teller, wake->task);
    text_add(&teller->words, " may go on.");
}

/* A task lets another one go on. */
static void tell_baton(struct teller *teller, const struct event *wait)
{
    const struct event *wake = teller->event;
    size_t index = wait ? teller_thing_index(teller, wait->thing) : SIZE_MAX;
    const struct teller_row *line = index == SIZE_MAX ? NULL : &teller->things[index].waiters;

    if (wake->cause.by == wake->task) {
        text_add(&teller->words, "The other tasks have had their turns: ");
        teller_add_name(teller, wake->task);
        text_add(&teller->words, " may go on.");
    } else if (has_ended(teller, wake->cause.by) && wait && (wait->awaits_count || !wait->thing)) {
        tell_task_ended(teller, wait);
    } else {
        teller_add_name(teller, wake->task);
        if (line && line->count > 1 && line->ids[0] == wake->task)
            text_add(&teller->words, ", first in line,");
        text_add(&teller->words, " may go on when its turn comes.");
    }
}

static void tell_outside(struct teller *teller, const struct event *wait)
{
    const struct event *wake = teller->event;

    if (wait && wait->text[0]) {
        text_add(&teller->words, "What ");
        teller_add_name(teller, wake->task);
        text_add(&teller->words, " waits for has come");
    } else {
        text_add(&teller->words, "Something has come");
    }
    if (life_task(teller->life, wake->cause.by) && wake->cause.by != wake->task) {
        text_add(&teller->words, " from ");
        teller_add_name(teller, wake->cause.by);
    } else {
        text_add(&teller->words, " from outside");
    }
    text_add(&teller->words, ": ");
    if (wait && wait->text[0])
        text_add(&teller->words, "it");
    else
        teller_add_name(teller, wake->task);
    text_add(&teller->words, " may go on.");
}

/* By a thread, a signal or a callback. */
static void tell_other_wake(struct teller *teller)
{
    const struct event *wake = teller->event;
    struct text by = { 0 };

    if (wake->cause.kind == CO_CAUSE_THREAD) {
        text_add(&teller->words, "The thread of ");
        teller_add_name(teller, wake->cause.by);
        text_add(&teller->words, " is done: ");
    } else {
        words_add_callback(&by, wake->what);
        if (by.length && *by.bytes >= 'a' && *by.bytes <= 'z')
            *by.bytes = (char)(*by.bytes - 'a' + 'A');
        text_add(&teller->words, "%s has run: ", text_string(&by));
        teller->words.failed |= by.failed;
        text_free(&by);
    }
    teller_add_name(teller, wake->task);
    text_add(&teller->words, " may go on.");
}

bool teller_is_cancelled(const struct teller *teller)
{
    const struct event *wake = teller->event;

    return wake->result == -ECANCELED &&
           !(awaits(teller_wait(teller, wake->task), wake->cause.by) &&
             has_failed(teller, wake->cause.by));
}

void teller_tell_wake(struct teller *teller)
{
    const struct event *wake = teller->event;
    const struct event *wait = teller_wait(teller, wake->task);

    if (teller_is_cancelled(teller))
        tell_cancelled(teller);
    else if (wake->cause.kind == CO_CAUSE_TIMER)
        tell_timer(teller, wait);
    else if (wake->cause.kind == CO_CAUSE_TASK || wake->cause.kind == CO_CAUSE_START)
        tell_baton(teller, wait);
    else if (wake->cause.kind == CO_CAUSE_OUTSIDE)
        tell_outside(teller, wait);
    else
        tell_other_wake(teller);
}
