/* Reports for a person: what src/co says of a run, as lines of its log. */
#include "co/explain/deadlock.h"
#include "co/explain/livelock.h"
#include "co/explain/unhandled.h"
#include "co/explain/write.h"
#include "run/colour.h"
#include "run/internal.h"
#include "run/wrapped.h"

#include <string.h>

/* ---- Lines ---- */

static void report_line(struct run *run, const char *line, size_t length, bool is_alarm)
{
    bool coloured = is_alarm && run->options->colour_errors;

    text_clear(&run->message);
    text_add_safe(&run->message, line, length);
    log_event(run, &(struct event){
                       .kind = EVENT_REPORT,
                       .time = run->now,
                       .file = "",
                       .text = text_string(&run->message),
                   });
    if (run->options->errors < 0)
        return;
    log_flush(run);
    text_clear(&run->line);
    text_add(&run->line, "%s", coloured ? COLOUR_ALARM : "");
    wrapped_add(&run->line, text_string(&run->message), (size_t)run->options->errors_width);
    text_add(&run->line, "%s\n", coloured ? COLOUR_PLAIN : "");
    write_all(run->options->errors, text_string(&run->line), run->line.length);
}

void report_text(struct run *run, const char *text)
{
    const char *head = run->stuck ? text : NULL;

    pthread_mutex_lock(&run->lock);
    while (*text) {
        size_t length = strcspn(text, "\n");

        report_line(run, text, length, text == head);
        text += length + (text[length] == '\n');
    }
    pthread_mutex_unlock(&run->lock);
}

/* ---- The last line ---- */

/* The option that runs the demo without its flaw. NULL: there is none, or this run had it. */
static const char *corrected_by(const struct run *run)
{
    for (int i = 0; i < DEMO_VARIANTS_MAX && run->demo->variants[i].name; i++)
        if (strcmp(run->demo->variants[i].name, "fixed") == 0)
            return variant("fixed") ? NULL : " --variant=fixed";
    return variant("flaw") && !run->demo->exit_code ? "" : NULL;
}

static void add_next(struct text *text, const struct run *run)
{
    if (!run->demo->identifier)
        return;
    const char *option = corrected_by(run);
    text_add(text, "Next: asyncdemo %s", option ? "" : "show ");
    /* The demo as-completed has the identifier as_completed. */
    for (const char *letter = run->demo->identifier; *letter; letter++)
        text_add(text, "%c", *letter == '_' ? '-' : *letter);
    if (!option && run->options->variant)
        text_add(text, " --variant=%s", run->options->variant);
    text_add(text, "%s\n", option ? option : "");
}

/* ---- Reports ---- */

struct known report_known(const struct run *run)
{
    return (struct known){
        .roster = &run->roster,
        .now = run->now,
        .is_over = run->stuck,
        .turns = run->options->turns ? run->options->turns : TURNS_AT_ONCE,
        .raise_turns = "--turns=",
    };
}

/* Report what `explain` says, and what to type next. */
static void explain_stuck(struct run *run,
                          void (*explain)(struct text *text, const struct known *known))
{
    struct known known = report_known(run);
    struct text text = { 0 };

    explain(&text, &known);
    add_next(&text, run);
    report_text(run, text_string(&text));
    text_free(&text);
}

void report_deadlock(struct run *run)
{
    explain_stuck(run, explain_deadlock);
}

void report_livelock(struct run *run)
{
    explain_stuck(run, explain_livelock);
}

void report_circle(struct run *run, const uint32_t *tasks, uint32_t length)
{
    const struct closed_circle closed = { tasks, length, run->circle.closed_at };
    struct known known = report_known(run);
    struct text text = { 0 };

    explain_circle(&text, &known, &closed);
    add_next(&text, run);
    report_text(run, text_string(&text));
    text_free(&text);
}

void report_waits(struct run *run)
{
    if (!run->log_closed)
        explain_stuck(run, explain_waits);
}

void report_unhandled(struct run *run, const struct co_report *report)
{
    struct known known = report_known(run);
    struct text text = { 0 };

    explain_unhandled(&text, &known, report);
    report_text(run, text_string(&text));
    text_free(&text);
}
