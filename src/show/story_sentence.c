/* What each event means, in the present tense. */
#include "show/future.h"
#include "show/story_internal.h"
#include "show/words.h"

#include <string.h>

/* ---- Names ---- */

void teller_add_name(struct teller *teller, uint32_t task)
{
    words_add_name(&teller->words, task ? life_name(teller->life, task) : "a callback");
}

void teller_begin(struct teller *teller, uint32_t task)
{
    if (task)
        teller_add_name(teller, task);
    else
        text_add(&teller->words, "A callback");
}

void teller_add_names(struct teller *teller, const uint32_t *ids, size_t count)
{
    if (count > TOLD_NAMES) {
        text_add(&teller->words, "%zu tasks", count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        text_add(&teller->words, "%s", i == 0 ? "" : i + 1 == count ? " and " : ", ");
        teller_add_name(teller, ids[i]);
    }
}

void teller_add_awaited(struct teller *teller, const struct event *wait)
{
    size_t thing = teller_thing_index(teller, wait->thing);

    if (wait->awaits_count)
        teller_add_names(teller, wait->awaits, wait->awaits_count);
    else if (words_awaits_tasks(wait->text))
        text_add(&teller->words, "%s",
                 strcmp(wait->text, "task group") == 0 ? "the tasks of its group" : "tasks");
    else if (words_wait(wait->text) == words_wait("bytes of stream "))
        text_add(&teller->words, "%s", words_bytes(wait->call));
    else
        words_add_awaited(&teller->words, wait->text,
                          thing == SIZE_MAX ? NULL : teller->life->things[thing].name);
}

/* ---- Tasks are made ---- */

static const struct event *made_event(const struct teller *teller)
{
    const struct life_task *task = life_task(teller->life, teller->made.ids[0]);

    return task->made;
}

static void tell_made_by_loop(struct teller *teller)
{
    const struct co_cause *cause = &made_event(teller)->cause;
    bool is_first = teller->made.ids[0] == teller->life->tasks[0].id;

    if (is_first)
        text_add(&teller->words, "The program begins: the loop makes ");
    else if (cause->kind == CO_CAUSE_OUTSIDE)
        text_add(&teller->words, "A client connects: the loop makes ");
    else
        text_add(&teller->words, "The loop makes ");
    teller_add_names(teller, teller->made.ids, teller->made.count);
    text_add(&teller->words, ".");
}

void teller_tell_made(struct teller *teller)
{
    const struct event *made = made_event(teller);
    size_t count = teller->made.count;

    if (made->cause.kind != CO_CAUSE_START || !made->cause.by) {
        tell_made_by_loop(teller);
        return;
    }
    teller_add_name(teller, made->cause.by);
    text_add(&teller->words, made->is_job ? " gives " : " makes ");
    if (count > 2 && count <= TOLD_NAMES)
        text_add(&teller->words, "%zu %s, ", count, made->is_job ? "jobs" : "tasks");
    teller_add_names(teller, teller->made.ids, count);
    if (made->is_job)
        text_add(&teller->words, count == 1 ? " to a thread." : " to threads.");
    else
        text_add(&teller->words,
                 count == 1 ? ". It has not begun yet." : ". They have not begun yet.");
}

/* ---- Waits ---- */

/* A lock has a holder, and a queue is empty or full. */
static void add_reason(struct teller *teller, const struct event *wait)
{
    size_t index = teller_thing_index(teller, wait->thing);
    const struct teller_thing *thing = index == SIZE_MAX ? NULL : &teller->things[index];

    if (!thing)
        return;
    if (strncmp(wait->text, "an item of ", 11) == 0)
        text_add(&teller->words, ", which is empty");
    else if (strncmp(wait->text, "a free place ", 13) == 0)
        text_add(&teller->words, ", which is full");
    else if (strcmp(teller->life->things[index].kind, "lock") == 0 && thing->holders.count) {
        text_add(&teller->words, ", which ");
        teller_add_name(teller, thing->holders.ids[0]);
        text_add(&teller->words, " holds");
    }
}

void teller_tell_wait(struct teller *teller)
{
    const struct event *wait = teller->event;

    teller_add_name(teller, wait->task);
    if (wait->text[0]) {
        text_add(&teller->words, words_awaits_tasks(wait->text) ? " awaits " : " waits for ");
        teller_add_awaited(teller, wait);
        add_reason(teller, wait);
    } else if (wait->awaits_count) {
        text_add(&teller->words, " awaits ");
        teller_add_awaited(teller, wait);
    } else if (wait->due > wait->time) {
        text_add(&teller->words, " sleeps ");
        words_add_duration(&teller->words, wait->due - wait->time);
        text_add(&teller->words, ": other tasks may run");
    } else {
        text_add(&teller->words, " lets the other tasks run first");
    }
    text_add(&teller->words, ".");
}

void teller_add_doing(struct teller *teller, const struct event *wait)
{
    if (wait->text[0] || wait->awaits_count) {
        text_add(&teller->words,
                 !wait->text[0] || words_awaits_tasks(wait->text) ? "awaits " : "waits for ");
        teller_add_awaited(teller, wait);
    } else if (wait->due > wait->time) {
        text_add(&teller->words, "sleeps until ");
        words_add_moment(&teller->words, wait->due);
    } else {
        text_add(&teller->words, "lets the others run");
    }
}

/* ---- Lines and ends ---- */

void teller_tell_line(struct teller *teller)
{
    const char *line = teller->event->text;

    teller_begin(teller, teller->event->task);
    text_add(&teller->words, " prints: ");
    words_add_name(&teller->words, line + strspn(line, " "));
}

void teller_tell_end(struct teller *teller)
{
    const struct event *end = teller->event;
    const struct life_task *task = life_task(teller->life, end->task);

    teller_add_name(teller, end->task);
    if (end->result == -ECANCELED) {
        text_add(&teller->words, " ends, cancelled.");
    } else if (end->result < 0) {
        text_add(&teller->words, " fails: ");
        words_add_name(&teller->words, *end->text ? end->text : co_error_sentence(end->result));
    } else {
        text_add(&teller->words, is_future(teller->life, task) ? " has a result now." : " ends.");
    }
}
