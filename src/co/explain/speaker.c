/* Each report goes to stderr, or to the function that the program has chosen for it. */
#include "co/explain/speaker.h"

#include "co/explain/deadlock.h"
#include "co/explain/livelock.h"
#include "co/explain/unhandled.h"
#include "co/explain/write.h"
#include "co/kernel/clock.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/runtime_internal.h"

#include <string.h>
#include <unistd.h>

enum { KEPT_TASKS = 4096 }; /* of which the roster knows the end */

static struct speaker *speaker_of(struct co_loop *loop)
{
    return &runtime_of(loop)->speaker;
}

static struct known known_of(struct co_loop *loop)
{
    const struct speaker *speaker = speaker_of(loop);

    return (struct known){
        .roster = speaker->looks_on ? &speaker->roster : NULL,
        .now = loop_clock(loop),
        .is_over = speaker->is_stuck,
        .turns = loop->options.turns_at_once,
        .raise_turns = ".turns_at_once = ",
    };
}

/* ---- Saying ---- */

void co_say_nothing(void *context, const char *text)
{
    (void)context;
    (void)text;
}

/* Names come from the program, which may have them from anywhere. */
static void make_safe(struct text *safe, const char *text)
{
    for (size_t length; *text; text += length + (text[length] == '\n')) {
        length = strcspn(text, "\n");
        text_add_safe(safe, text, length);
        text_add(safe, "\n");
    }
}

static void say(struct co_loop *loop, struct text *text)
{
    struct text safe = { 0 };

    make_safe(&safe, text_string(text));
    if (text->failed || safe.failed)
        text_add(&safe, "There is not enough memory for the whole report.\n");
    if (loop->options.say)
        loop->options.say(loop->options.context, text_string(&safe));
    else
        write_all(STDERR_FILENO, text_string(&safe), safe.length);
    text_free(&safe);
    text_free(text);
}

static void say_report(struct co_loop *loop, const struct co_report *report)
{
    struct known known = known_of(loop);
    struct text text = { 0 };

    /* The report of a deadlock or livelock has already said that tasks do not end. */
    if (speaker_of(loop)->is_stuck && report->kind == CO_REPORT_DESTROYED_PENDING)
        return;
    explain_unhandled(&text, &known, report);
    if (text.length || text.failed)
        say(loop, &text);
}

static void say_stuck(struct co_loop *loop, int why)
{
    struct speaker *speaker = speaker_of(loop);
    struct text text = { 0 };
    struct known known;

    speaker->is_stuck |= why < 0;
    known = known_of(loop);
    known.is_over = why < 0;
    if (why == -ELOOP)
        explain_livelock(&text, &known);
    else if (why == -EDEADLK)
        explain_deadlock(&text, &known);
    else
        explain_waits(&text, &known);
    if (!speaker->looks_on && why != -ELOOP)
        text_add(&text,
                 "Next: run it with CO_DEBUG=1, to see since when each task waits, and which "
                 "tasks have ended.\n");
    say(loop, &text);
}

/* ---- Looking on, in debug mode ---- */

static void note_end(struct speaker *speaker, struct roster_entry *entry,
                     const struct co_trace *trace)
{
    /* After a report the remaining tasks are cancelled. This end says nothing about the run. */
    if (speaker->is_stuck)
        return;
    entry->ended = true;
    entry->ended_at = trace->time;
    entry->result = trace->result;
}

static void look_on(void *context, const struct co_trace *trace)
{
    struct speaker *speaker = speaker_of(co_loop_now);
    struct roster_entry *entry =
        trace->task ? roster_find(&speaker->roster, co_task_id(trace->task)) : NULL;

    (void)context;
    /* Without memory, the reports do not know this task. */
    if (trace->kind == CO_TRACE_CREATED)
        roster_add(&speaker->roster, trace->task, trace->name, trace->time);
    if (!entry)
        return;
    if (trace->kind == CO_TRACE_WAITING) {
        entry->since = trace->time;
    } else if (trace->kind == CO_TRACE_WOKEN) {
        entry->wakes = entry->woken_at == trace->time ? entry->wakes + 1 : 1;
        entry->woken_at = trace->time;
    } else if (trace->kind == CO_TRACE_ENDED) {
        note_end(speaker, entry, trace);
    }
}

/* ---- Beginning and end ---- */

void speaker_begin(struct speaker *speaker, struct co_loop *loop)
{
    if (loop->options.say == co_say_nothing)
        return;
    loop->reports.by_default = say_report;
    loop->run.on_stuck = say_stuck;
    fault_handler_begin(&speaker->fault_handler);
    if (!loop->inspector || loop->observed)
        return;
    speaker->looks_on = true;
    speaker->roster.limit = KEPT_TASKS;
    loop->options.observe = look_on;
    loop->observed = true;
}

void speaker_end(struct speaker *speaker)
{
    fault_handler_end(&speaker->fault_handler);
    roster_free(&speaker->roster);
}
