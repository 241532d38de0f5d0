#include "co/explain/unhandled.h"

#include <string.h>

static void add_place_line(struct text *text, const char *what, const struct co_place *place)
{
    if (!place || !place->file[0])
        return;
    text_add(text, "    %s at ", what);
    place_add(text, place, true);
    text_add(text, "\n");
}

static void add_error(struct text *text, int code, const char *message)
{
    text_add(text, "%s: %s.\n", co_error_name(code),
             message[0] ? message : co_error_sentence(code));
}

static void add_lost_error(struct text *text, const struct known *known,
                           const struct co_report *report)
{
    const struct roster_entry *entry = known_entry(known, co_task_id(report->task));

    if (entry && !entry->ended)
        return;
    text_add(text, "%s: ", report->message);
    known_add_task(text, known, report->task);
    text_add(text, " failed");
    if (entry)
        text_add(text, " at %.3f s", (double)entry->ended_at * 1e-9);
    text_add(text, " with ");
    add_error(text, report->code, report->text);
    add_place_line(text, "made", entry ? entry->made : report->created);
}

static void add_other(struct text *text, const struct known *known, const struct co_report *report)
{
    text_add(text, "%s at %.3f s", report->message, (double)known->now * 1e-9);
    if (report->task && report->kind != CO_REPORT_SLOW_STEP) {
        text_add(text, " (");
        known_add_task(text, known, report->task);
        text_add(text, ")");
    }
    if (report->code < 0) {
        text_add(text, ": ");
        add_error(text, report->code, report->text);
    } else {
        text_add(text, ".\n");
    }
    add_place_line(text, report->kind == CO_REPORT_CALLBACK_FAILED ? "registered" : "noticed",
                   report->place);
    add_place_line(text, "made", report->created);
}

/* The message is "after 5 s of real time child 7 still runs". */
static void add_held(struct text *text, const struct known *known, const struct co_report *report)
{
    text_add(text, "The virtual clock stands at %.3f s: ", (double)known->now * 1e-9);
    text_add_safe(text, report->message, strlen(report->message));
    text_add(text, ".\n");
}

void explain_unhandled(struct text *text, const struct known *known, const struct co_report *report)
{
    if (report->kind == CO_REPORT_TIME_HELD)
        add_held(text, known, report);
    else if (report->kind == CO_REPORT_LOST_ERROR)
        add_lost_error(text, known, report);
    else
        add_other(text, known, report);
}
