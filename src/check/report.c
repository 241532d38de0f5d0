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

/* As the log shows it, with its stamp unless it is from stderr. */
static void write_line(FILE *out, const struct report *report, const struct verdict *verdict,
                       const struct verdict_side *side)
{
    enum stamp stamp = verdict->difference == DIFFERENCE_STDERR ? STAMP_NONE : STAMP_ELAPSED;
    struct text safe = { 0 }, line = { 0 };
    struct event event = { .time = side->time };
    char *room;
    int length;

    text_add_safe(&safe, side->text, side->length);
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

static void write_wake(FILE *out, const struct verdict_side *side)
{
    fprintf(out, "[%7.3f] %s %s", (double)side->time / 1e9,
            stream_task_name(side->stream, side->event->task),
            side->event->kind == EVENT_TASK ? "starts" : "wakes up");
}

/* What this run has stands below what it should have: beside it, symbols of unknown width would be in the way. */
static void write_side(FILE *out, const struct report *report, const struct verdict *verdict,
                       const struct verdict_side *side, const char *label)
{
    char words[256];

    fprintf(out, "    %-9s ", label);
    if (!side->present) {
        fputs("nothing\n", out);
        return;
    }
    if (side->text)
        write_line(out, report, verdict, side);
    else
        write_wake(out, side);
    fputc('\n', out);
    if (!side->event)
        return;
    cause_words(words, sizeof words, side->stream, side->event);
    fprintf(out, "              %s\n", words);
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
        fprintf(out, "  Noise?     Something was %s late in this run (limit %s), but the replay "
                     "does not excuse it.\n",
                latest, limit);
}

static void write_place(FILE *out, const struct verdict *verdict)
{
    const struct event *event =
        verdict->actual.event ? verdict->actual.event : verdict->expected.event;

    if (event && event->file[0])
        fprintf(out, "  Look       %s:%d\n", event->file, event->line);
}

static void write_command(FILE *out, const char *label, const struct report_case *one,
                          const char *before, const char *behind, const char *why)
{
    fprintf(out, "  %-10s asyncdemo %s%s%s%s%s\n             %s\n", label, before, one->demo,
            one->variant ? " --variant=" : "", one->variant ? one->variant : "", behind, why);
}

static void write_commands(FILE *out, const struct report_case *one)
{
    if (one->verdict.kind == VERDICT_INCONCLUSIVE) {
        write_command(out, "Next", one, "check ", " --clock=real", "when this machine has less to do");
        write_command(out, "", one, "check ", " --clock=virtual", "needs no clock at all");
    } else if (one->verdict.difference == DIFFERENCE_GOLDEN) {
        write_command(out, "Next", one, "", " --clock=virtual --stamp=elapsed",
                      "what it prints now");
        write_command(out, "", one, "accept ", "",
                      "makes its golden of that, if there is none yet");
    } else if (one->real) {
        write_command(out, "Next", one, "", " --clock=real --stamp=elapsed", "see it run");
        write_command(out, "", one, "check ", " --clock=virtual",
                      "does it go wrong without the real clock, too?");
    } else {
        write_command(out, "Next", one, "", " --clock=virtual --stamp=elapsed", "see it run");
        write_command(out, "", one, "accept ", "",
                      "shows all that differs, and asks whether that is right now");
    }
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
