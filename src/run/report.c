/* Reports for a person: lost errors, livelocks, and the parts that all reports share. */
#include "run/colour.h"
#include "run/internal.h"
#include "run/write.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_CALL = 80, SHOWN_TASKS = 8, MANY_WAKES = 1000, CONTINUED = 4 };

/* ---- Lines ---- */

/* The first `columns` characters of the line, up to the last blank behind its words so far; a word
 * that is too long stays whole. */
static size_t fitting(const char *line, size_t columns)
{
    size_t end = strspn(line, " "), size = end;

    for (size_t column = end; line[size]; column++) {
        size_t character = text_character_length(line + size, strlen(line + size));

        if (line[size] == ' ')
            end = size;
        if (column >= columns && end > strspn(line, " "))
            return end;
        size += character ? character : 1;
    }
    return size;
}

/* A terminal breaks a long line within a word. The rest of a line is indented further. */
static void add_wrapped(struct text *text, const char *line, size_t columns)
{
    size_t indent = strspn(line, " ") + CONTINUED, room = columns;

    if (columns < 2 * indent) {
        text_add(text, "%s", line);
        return;
    }
    for (size_t size; *line; line += size + strspn(line + size, " "), room = columns - indent) {
        size = fitting(line, room);
        text_add_bytes(text, line, size);
        if (line[size])
            text_add(text, "\n%*s", (int)indent, "");
    }
}

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
    text_clear(&run->line);
    text_add(&run->line, "%s", coloured ? COLOUR_ALARM : "");
    add_wrapped(&run->line, text_string(&run->message), (size_t)run->options->errors_width);
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

/* ---- Parts of a report ---- */

void report_add_place(struct text *text, const struct co_place *place, bool call)
{
    int length = (int)strlen(place->call);

    if (!place->file[0])
        return;
    text_add(text, "%s:%d", place->file, place_line(NULL, place));
    if (call && length > SHOWN_CALL)
        text_add(text, ": %.*s...", (int)co_cut(place->call, SHOWN_CALL), place->call);
    else if (call && length)
        text_add(text, ": %s", place->call);
}

void report_add_name(struct text *text, const struct run *run, uint32_t task)
{
    const struct roster_entry *entry = roster_find(&run->roster, task);
    char name[CO_NAME_MAX];

    roster_name(&run->roster, task, name);
    text_add(text, "%s", name);
    if (!entry || !entry->ended)
        return;
    if (entry->result == -ECANCELED)
        text_add(text, ", which was cancelled,");
    else if (entry->result < 0)
        text_add(text, ", which failed with %s,", co_error_name(entry->result));
    else
        text_add(text, ", which has ended,");
}

/* The option that runs the demo without its flaw. NULL: there is none, or this run had it. */
static const char *corrected_by(const struct run *run)
{
    for (int i = 0; i < DEMO_VARIANTS_MAX && run->demo->variants[i].name; i++)
        if (strcmp(run->demo->variants[i].name, "fixed") == 0)
            return variant("fixed") ? NULL : " --variant=fixed";
    return variant("flaw") && !run->demo->exit_code ? "" : NULL;
}

void report_add_next(struct text *text, const struct run *run)
{
    if (!run->demo->identifier)
        return;
    const char *option = corrected_by(run);
    text_add(text, "Next: asyncdemo %s", option ? "" : "show ");
    /* The demo as-completed has the identifier as_completed. */
    for (const char *letter = run->demo->identifier; *letter; letter++)
        text_add(text, "%c", *letter == '_' ? '-' : *letter);
    text_add(text, "%s\n", option ? option : "");
}

/* ---- Errors that no task handles ---- */

static void add_place_line(struct text *text, const char *what, const struct co_place *place)
{
    if (!place || !place->file[0])
        return;
    text_add(text, "    %s at ", what);
    report_add_place(text, place, true);
    text_add(text, "\n");
}

static void add_error(struct text *text, int code, const char *message)
{
    text_add(text, "%s: %s.\n", co_error_name(code),
             message[0] ? message : co_error_sentence(code));
}

static void add_lost_error(struct text *text, const struct run *run, const struct co_report *report)
{
    const struct roster_entry *entry = roster_find(&run->roster, co_task_id(report->task));

    if (entry && !entry->ended)
        return;
    text_add(text, "%s: %s failed at %.3f s with ", report->message, co_task_name(report->task),
             (double)(entry ? entry->ended_at : run->now) * 1e-9);
    add_error(text, report->code, report->text);
    add_place_line(text, "made", entry ? entry->made : report->created);
}

static void add_other(struct text *text, const struct run *run, const struct co_report *report)
{
    text_add(text, "%s at %.3f s", report->message, (double)run->now * 1e-9);
    if (report->task && report->kind != CO_REPORT_SLOW_STEP)
        text_add(text, " (%s)", co_task_name(report->task));
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
static void add_held(struct text *text, const struct run *run, const struct co_report *report)
{
    text_add(text, "The virtual clock stands at %.3f s: ", (double)run->now * 1e-9);
    text_add_safe(text, report->message, strlen(report->message));
    text_add(text, ".\n");
}

void report_unhandled(struct run *run, const struct co_report *report)
{
    struct text text = { 0 };

    if (report->kind == CO_REPORT_TIME_HELD)
        add_held(&text, run, report);
    else if (report->kind == CO_REPORT_LOST_ERROR)
        add_lost_error(&text, run, report);
    else
        add_other(&text, run, report);
    report_text(run, text_string(&text));
    text_free(&text);
}

/* ---- Livelock ---- */

static void add_busy_task(struct text *text, const struct run *run, const struct co_task *task)
{
    const struct roster_entry *entry = roster_find(&run->roster, co_task_id(task));

    text_add(text, "    %s ran %u times.\n        at ", co_task_name(task), entry->wakes);
    report_add_place(text, co_task_place(task), true);
    text_add(text, "\n");
}

static uint32_t limit_of_turns(const struct run *run)
{
    return run->options->turns ? run->options->turns : TURNS_AT_ONCE;
}

static bool is_busy(const struct run *run, const struct co_task *task)
{
    const struct roster_entry *entry = roster_find(&run->roster, co_task_id(task));
    uint32_t turns = limit_of_turns(run), many = turns < MANY_WAKES ? turns : MANY_WAKES;

    return entry && entry->woken_at == run->now && entry->wakes >= many;
}

static void add_busy_tasks(struct text *text, const struct run *run, struct co_task *const *tasks,
                           size_t count)
{
    size_t busy = 0;

    for (size_t i = 0; i < count; i++)
        if (is_busy(run, tasks[i]) && ++busy <= SHOWN_TASKS)
            add_busy_task(text, run, tasks[i]);
    if (busy > SHOWN_TASKS)
        text_add(text, "    and %zu more.\n", busy - SHOWN_TASKS);
}

/* A program may make progress in so many turns. Then the limit is too low for this program. */
static void add_limit(struct text *text, unsigned long long turns)
{
    text_add(
        text,
        "If all this is progress, the limit of %llu turn%s is too low: --turns=%llu raises it.\n",
        turns, turns == 1 ? "" : "s", turns * 10 < UINT32_MAX ? turns * 10 : UINT32_MAX);
}

void report_livelock(struct run *run)
{
    uint32_t turns = limit_of_turns(run);
    size_t count = co_tasks(NULL, 0);
    struct co_task **tasks = calloc(count + 1, sizeof *tasks);
    struct text text = { 0 };

    text_add(
        &text,
        "LIVELOCK at %.3f s: tasks have run for more than %u turn%s, and time has not moved.\n\n"
        "Running again and again:\n",
        (double)run->now * 1e-9, turns, turns == 1 ? "" : "s");
    if (tasks)
        add_busy_tasks(&text, run, tasks, co_tasks(tasks, count));
    text_add(
        &text,
        "\nWhat usually helps: wait for an event, a queue or the task itself instead of asking "
        "again and "
        "again, or sleep for more than 0 seconds.\n");
    add_limit(&text, turns);
    report_add_next(&text, run);
    report_text(run, text_string(&text));
    text_free(&text);
    free(tasks);
}
