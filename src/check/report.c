#include "check/report.h"

#include "run/text.h"

#include <string.h>

struct report_counts report_count(const struct report *report)
{
    struct report_counts counts = { 0 };

    for (size_t i = 0; i < report->count; i++) {
        switch (report->cases[i].verdict.kind) {
        case VERDICT_PASSED:
            counts.passed++;
            break;
        case VERDICT_FAILED:
            counts.failed++;
            break;
        case VERDICT_SKIPPED:
            counts.skipped++;
            break;
        case VERDICT_INCONCLUSIVE:
            counts.inconclusive++;
            break;
        case VERDICT_BROKEN:
            counts.broken++;
            break;
        }
    }
    return counts;
}

/* ---- The two sides ---- */

/* As the log shows it. */
static void write_line(FILE *out, const struct report *report, enum stamp stamp, int64_t time,
                       const char *text, size_t size)
{
    struct text safe = { 0 }, line = { 0 };
    struct event event = { .time = time };
    char *room;
    int length;

    text_add_safe(&safe, text, size);
    event.text = text_string(&safe);
    length = line_format(NULL, 0, &event, 0, 0, stamp, report->symbols);
    room = text_room(&line, (size_t)length);
    if (room) {
        line_format(room, (size_t)length + 1, &event, 0, 0, stamp, report->symbols);
        fwrite(room, 1, (size_t)length, out);
    }
    text_free(&line);
    text_free(&safe);
}

/* The task's next line tells where in its life that was. */
static void write_next_line(FILE *out, const struct report *report, const struct verdict_side *side)
{
    const struct stream *stream = side->stream;
    const struct event *end = stream->events + stream->count, *next = side->event;

    while (next < end && (next->kind != EVENT_LINE || next->task != side->event->task))
        next++;
    if (next == end)
        return;
    fputs("              its next line: ", out);
    write_line(out, report, STAMP_ELAPSED, next->time, next->text, strlen(next->text));
    fputc('\n', out);
}

/* What this run has stands below what it should have: beside it, symbols of unknown width would be
 * in the way. */
static void write_side(FILE *out, const struct report *report, const struct verdict *verdict,
                       const struct verdict_side *side, const char *label)
{
    bool is_stderr = verdict->difference == DIFFERENCE_STDERR;
    char words[256];

    fprintf(out, "    %-9s ", label);
    if (!side->present)
        fputs("nothing", out);
    else if (side->text)
        write_line(out, report, is_stderr ? STAMP_NONE : STAMP_ELAPSED, side->time, side->text,
                   side->length);
    else
        fprintf(out, "[%7.3f] %s %s", (double)side->time / 1e9,
                stream_task_name(side->stream, side->event->task),
                side->event->kind == EVENT_TASK ? "starts" : "wakes up");
    fputc('\n', out);
    if (!side->event)
        return;
    cause_words(words, sizeof words, side->stream, side->event);
    fprintf(out, "              %s\n", words);
    if (!side->text)
        write_next_line(out, report, side);
}

static void write_sides(FILE *out, const struct report *report, const struct report_case *one)
{
    const struct verdict *verdict = &one->verdict;
    bool is_replay = verdict->difference == DIFFERENCE_UNCONTROLLED;

    if (!verdict->expected.present && !verdict->actual.present)
        return;
    fputc('\n', out);
    write_side(out, report, verdict, &verdict->expected, is_replay ? "replay" : "golden");
    write_side(out, report, verdict, &verdict->actual, "this run");
}

/* ---- What else is to be said ---- */

static void write_noise(FILE *out, const struct report *report, const struct verdict *verdict)
{
    char latest[DURATION_MAX], limit[DURATION_MAX];

    if (!verdict->has_lateness || verdict->kind != VERDICT_FAILED)
        return;
    duration_words(latest, verdict->lateness);
    duration_words(limit, report->limits.late);
    if (verdict->lateness <= report->limits.late)
        fprintf(out, "  Not noise  Nothing was more than %s late in this run (limit %s).\n", latest,
                limit);
    else
        fprintf(out, "  Noise?     Something was %s late (limit %s), which is no excuse here.\n",
                latest, limit);
}

/* Where the event comes from. A task that is woken: where it waited. */
static const struct event *place_of(const struct verdict_side *side)
{
    const struct event *event = side->event;

    if (!event || event->kind != EVENT_WAKE)
        return event;
    while (event > side->stream->events &&
           (event->kind != EVENT_WAIT || event->task != side->event->task))
        event--;
    return event;
}

static void write_place(FILE *out, const struct verdict *verdict)
{
    const struct event *event = place_of(&verdict->actual);

    if (!event || !event->file[0])
        event = place_of(&verdict->expected);
    if (event && event->file[0])
        fprintf(out, "  Look       %s:%d\n", event->file, event->line);
}

static void write_command(FILE *out, const char *label, const struct report_case *one,
                          const char *command, const char *options, const char *why)
{
    fprintf(out, "  %-10s asyncdemo %s%s%s%s%s  # %s\n", label, command, one->demo,
            one->variant ? " --variant=" : "", one->variant ? one->variant : "", options, why);
}

/* Two commands to type next. */
static void write_commands(FILE *out, const struct report_case *one)
{
    enum difference difference = one->verdict.difference;
    bool is_transcript = difference <= DIFFERENCE_STDERR;
    const char *see_it =
        one->real ? " --clock=real --stamp=elapsed" : " --clock=virtual --stamp=elapsed";

    if (one->verdict.kind == VERDICT_INCONCLUSIVE) {
        write_command(out, "Next", one, "check ", " --clock=real",
                      "when this machine is less busy");
        write_command(out, "", one, "check ", " --clock=virtual", "which needs no time");
        return;
    }
    write_command(out, "Next", one, "", see_it, "see it run");
    if (one->real)
        write_command(out, "", one, "check ", " --clock=virtual", "is it wrong there, too?");
    else if (difference == DIFFERENCE_GOLDEN)
        write_command(out, "", one, "accept ", "", "makes a golden of it, if there is none");
    else if (is_transcript)
        write_command(out, "", one, "accept ", "", "shows all that differs, and asks first");
    else
        write_command(out, "", one, "show ", "", "what it is meant to do");
}

void report_explain(FILE *out, const struct report *report, const struct report_case *one)
{
    const struct verdict *verdict = &one->verdict;
    bool is_bad = verdict->kind != VERDICT_PASSED && verdict->kind != VERDICT_SKIPPED;

    if (verdict->message[0])
        fprintf(out, "  %s.\n", verdict->message);
    if (verdict->measured > 1)
        fprintf(out, "  It was run %u times, as the machine was too late before.\n",
                verdict->measured);
    if (!is_bad)
        return;
    if (verdict->kind == VERDICT_FAILED)
        write_sides(out, report, one);
    verdict_write_stderr(out, verdict);
    fputc('\n', out);
    write_noise(out, report, verdict);
    if (verdict->later)
        fprintf(out, "  Follows    %zu later line%s differ%s too.\n", verdict->later,
                verdict->later == 1 ? "" : "s", verdict->later == 1 ? "s" : "");
    if (verdict->kind == VERDICT_FAILED)
        write_place(out, verdict);
    write_commands(out, one);
}
