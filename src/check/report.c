#include "check/report.h"

#include "check/cases.h"
#include "check/golden.h"
#include "check/parting.h"
#include "co/explain/growing_text.h"

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

int report_exit_code(const struct report *report)
{
    struct report_counts counts = report_count(report);

    if (report->unjudged)
        return EXIT_INTERRUPTED;
    if (counts.failed)
        return EXIT_CHECK_FAILED;
    if (counts.broken)
        return EXIT_TOOL_FAILED;
    return counts.inconclusive ? EXIT_INCONCLUSIVE : EXIT_WELL;
}

void report_write(FILE *out, const struct report *report, enum check_format format)
{
    static void (*const forms[])(FILE * out, const struct report *report) = {
        [CHECK_HUMAN] = report_human, [CHECK_TAP] = report_tap,       [CHECK_JUNIT] = report_junit,
        [CHECK_JSON] = report_json,   [CHECK_GITHUB] = report_github,
    };

    forms[format](out, report);
}

void report_counts_write(FILE *out, const struct report *report)
{
    struct report_counts counts = report_count(report);
    size_t skipped = counts.skipped + counts.inconclusive;

    fprintf(out, "%zu passed, %zu failed", counts.passed, counts.failed);
    if (counts.broken)
        fprintf(out, ", %zu broken", counts.broken);
    if (skipped)
        fprintf(out, ", %zu skipped", skipped);
    fputc('\n', out);
}

const char *report_title(char title[REPORT_TITLE_MAX], const struct report_case *one)
{
    char name[CASE_NAME_MAX];

    if (one->what.file) {
        co_format(title, REPORT_TITLE_MAX, "%s", one->what.file);
        return title;
    }
    snprintf(title, REPORT_TITLE_MAX, "%s on the %s clock",
             case_name(name, one->what.demo, one->what.variant),
             one->what.real ? "real" : "virtual");
    return title;
}

/* ---- The golden ---- */

const char *report_golden_path(char path[PATH_MAX], const struct report_case *one)
{
    const struct golden golden = { .root = ".",
                                   .chapter = one->what.chapter,
                                   .demo = one->what.demo,
                                   .variant = one->what.variant,
                                   .part = one->verdict.golden.part };

    if (one->what.file) {
        co_format(path, PATH_MAX, "%s", one->what.file);
    } else if (one->what.orphan) {
        const char *name = strrchr(one->what.orphan, '/');

        co_format(path, PATH_MAX, "golden/%s%s", one->what.chapter, name ? name : "");
    } else if (golden_path(&golden, path) < 0) {
        path[0] = '\0';
    }
    return path;
}

static size_t lines_of(const struct event *event)
{
    size_t lines = 1;

    for (const char *at = event->text; (at = strchr(at, '\n')); at++)
        lines++;
    return lines;
}

size_t report_golden_line(const struct report_case *one)
{
    const struct verdict_side *side = &one->verdict.expected;
    const struct event *end;
    size_t line = 1;

    if (one->verdict.golden.line || !side->event ||
        one->verdict.difference == DIFFERENCE_UNCONTROLLED)
        return one->verdict.golden.line;
    end = side->stream->events + side->stream->count;
    for (const struct event *event = side->stream->events; event < end; event++) {
        bool is_line = event->kind == EVENT_LINE;

        /* For a task that wakes up, this is the task's next line. */
        if (is_line && event >= side->event && event->task == side->event->task)
            return line;
        line += is_line ? lines_of(event) : 0;
    }
    return 0;
}

/* ---- The source ---- */

/* Returns the event that has the place in the source. For a task that is woken, that is the place
 * where it waited. */
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

struct verdict_place report_place(const struct report_case *one)
{
    const struct verdict *verdict = &one->verdict;
    const struct event *event = place_of(&verdict->actual);

    if (verdict->place.file && verdict->place.file[0])
        return verdict->place;
    if (!event || !event->file[0])
        event = place_of(&verdict->expected);
    if (!event || !event->file[0])
        return (struct verdict_place){ .file = "", .call = "" };
    return (struct verdict_place){ event->file, event->line, event->call };
}

/* ---- The two sides ---- */

/* Write a line as the log shows it. */
static void write_line(FILE *out, const struct report *report, enum stamp stamp, int64_t time,
                       const char *text, size_t size)
{
    struct text safe = { 0 }, line = { 0 };
    struct event event = { .time = time };

    text_add_safe(&safe, text, size);
    event.text = text_string(&safe);
    log_line_add(&line, &event, 0, 0, stamp, report->symbols);
    fwrite(text_string(&line), 1, line.length, out);
    text_free(&line);
    text_free(&safe);
}

/* Write the task's next line, which tells how far the task had come. */
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

/* Write one side. This run's side stands below the expected side: if they stood side by side,
 * symbols of unknown width would shift the columns. */
static void write_side(FILE *out, const struct report *report, const struct verdict *verdict,
                       const struct verdict_side *side, const char *label)
{
    bool is_stderr = verdict->difference == DIFFERENCE_STDERR;
    char words[256];

    fprintf(out, "    %-9s ", label);
    if (!side->present)
        fputs("nothing", out);
    else if (side->whole)
        write_line(out, report, STAMP_NONE, 0, side->whole, side->whole_length);
    else if (side->text)
        write_line(out, report, is_stderr ? STAMP_NONE : STAMP_ELAPSED, side->time, side->text,
                   side->length);
    else
        fprintf(out, "[%7.3f] %s %s", (double)side->time / 1e9,
                stream_task_name(side->stream, side->event->task),
                side->event->kind == EVENT_TASK ? "starts" : "wakes up");
    fputs(side->is_cut ? " ...\n" : "\n", out);
    if (!side->event)
        return;
    cause_words(words, sizeof words, side->stream, side->event);
    fprintf(out, "              %s\n", words);
    if (!side->text)
        write_next_line(out, report, side);
}

static struct parting_text parting_text(const struct verdict_side *side, const char *whose)
{
    if (side->whole)
        return (struct parting_text){ whose, side->whole, side->whole_length };
    return (struct parting_text){ whose, side->text, side->length };
}

/* Write where two lines part, because they may look the same. */
static void write_parting(FILE *out, const struct verdict *verdict)
{
    struct parting_text golden = parting_text(&verdict->expected, "the golden");
    struct parting_text run = parting_text(&verdict->actual, "this run");
    bool is_text =
        verdict->difference == DIFFERENCE_WRONG_TEXT || verdict->difference == DIFFERENCE_STDERR;

    if (!is_text || !golden.text || !run.text || verdict->expected.is_pattern)
        return;
    fputc('\n', out);
    parting_write(out, "  ", &golden, &run);
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
    write_parting(out, verdict);
}

/* ---- What else is to be said ---- */

static void write_noise(FILE *out, const struct report *report, const struct verdict *verdict)
{
    int64_t late = verdict->limit ? verdict->limit : report->call.limits.late;
    char latest[DURATION_MAX], limit[DURATION_MAX];

    if (!verdict->has_lateness || verdict->kind != VERDICT_FAILED)
        return;
    duration_words(latest, verdict->lateness);
    duration_words(limit, late);
    if (verdict->lateness <= late)
        fprintf(out, "  Not noise  In this run, nothing was more than %s late (limit %s).\n",
                latest, limit);
    else
        fprintf(out,
                "  Noise?     Something was %s late (limit %s), but that does not explain this.\n",
                latest, limit);
}

static void write_place(FILE *out, const struct report_case *one)
{
    struct verdict_place place = report_place(one);

    if (place.file[0])
        fprintf(out, "  Look       %s:%d\n", place.file, place.line);
}

/* Write the path and the line of the golden, in a form that editors can follow. */
static void write_golden_place(FILE *out, const struct report *report,
                               const struct report_case *one)
{
    size_t line = report_golden_line(one);
    char path[PATH_MAX];

    if (!line || (!report->call.root && !one->what.file))
        return;
    report_golden_path(path, one);
    if (one->what.file || strcmp(report->call.root, ".") == 0)
        fprintf(out, "  Golden     %s:%zu\n", path, line);
    else
        fprintf(out, "  Golden     %s/%s:%zu\n", report->call.root, path, line);
}

void report_explain(FILE *out, const struct report *report, const struct report_case *one)
{
    const struct verdict *verdict = &one->verdict;
    bool is_bad = verdict->kind != VERDICT_PASSED && verdict->kind != VERDICT_SKIPPED;

    if (verdict->message[0])
        fprintf(out, "  %s.\n", verdict->message);
    if (verdict->measured > 1)
        fprintf(out, "  It was run %u times, because it was inconclusive before.\n",
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
    if (verdict->kind == VERDICT_FAILED) {
        write_place(out, one);
        write_golden_place(out, report, one);
    }
    advice_write(out, &report->call, &one->what, verdict);
}
