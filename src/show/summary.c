#include "show/summary.h"

#include "show/columns.h"
#include "show/marks.h"
#include "show/peaks.h"
#include "show/tally.h"
#include "show/words.h"

#include <errno.h>
#include <math.h>

enum {
    BAR_LABEL = 10,       /* columns */
    BAR_EDGE = 26,        /* the label, the duration, and spaces */
    BAR_PIECES = 12,      /* more tasks are one piece: no reader tells them apart */
    SAME_PARTS = 200,     /* times that differ by less than such a part are equal to a reader; */
    SAME_PARTS_REAL = 20, /* on the real clock a step takes a little time */
};

/* In nanoseconds: a step that debug mode reports, too. A shorter one is what any task does. */
enum { BLOCKING = 100000000 };

/* The tasks' own time: sleeps, which stand for work, what threads do, and calls that keep the loop
 * for long. */
struct figures {
    struct tally at_once;
    int64_t own;
    size_t tasks;
    size_t owners;      /* tasks with time of their own */
    bool sleep, thread; /* which kinds of time there are */
    bool blocking;
};

static bool is_blocking(const struct span *span)
{
    return span->state == SPAN_BUSY && span->end - span->begin >= BLOCKING;
}

int64_t summary_own_time(const struct life_task *task)
{
    int64_t own = 0;

    for (size_t i = 0; i < task->span_count; i++)
        if (task->spans[i].state == SPAN_SLEEP || task->spans[i].state == SPAN_THREAD ||
            is_blocking(&task->spans[i]))
            own += task->spans[i].end - task->spans[i].begin;
    return own;
}

int64_t summary_longest(const struct life *life)
{
    int64_t own = 0;

    for (size_t i = 0; i < life->task_count; i++)
        own += summary_own_time(&life->tasks[i]);
    return own > life->end ? own : life->end;
}

static int take_spans(struct figures *figures, const struct life_task *task)
{
    int error = 0;

    for (size_t i = 0; i < task->span_count && !error; i++) {
        const struct span *span = &task->spans[i];

        figures->blocking |= is_blocking(span);
        if (span->end == span->begin || (span->state != SPAN_SLEEP && span->state != SPAN_THREAD))
            continue;
        figures->sleep |= span->state == SPAN_SLEEP;
        figures->thread |= span->state == SPAN_THREAD;
        error = tally_add(&figures->at_once, span->begin, span->end);
    }
    return error;
}

static int take_figures(struct figures *figures, const struct life *life)
{
    int error = 0;

    for (size_t i = 0; i < life->task_count && !error; i++) {
        int64_t own = summary_own_time(&life->tasks[i]);

        figures->tasks += life->tasks[i].made != NULL;
        figures->owners += own > 0;
        figures->own += own;
        error = take_spans(figures, &life->tasks[i]);
    }
    tally_close(&figures->at_once);
    return error;
}

/* " of sleeping, blocking and work in threads" */
static void add_kinds(struct text *text, const struct figures *figures)
{
    bool behind_sleep = figures->blocking || figures->thread;

    text_add(text, " of %s", figures->sleep ? "sleeping" : "");
    if (figures->sleep && behind_sleep)
        text_add(text, figures->blocking && figures->thread ? ", " : " and ");
    text_add(text, "%s%s%s", figures->blocking ? "blocking" : "",
             figures->blocking && figures->thread ? " and " : "",
             figures->thread ? "work in threads" : "");
}

/* How many tasks, and their own time against the time of the run. */
static void add_sentence(struct text *text, const struct life *life, const struct figures *figures,
                         const char *colon)
{
    double same = (double)life->end / (life->is_real ? SAME_PARTS_REAL : SAME_PARTS);

    if (figures->tasks > 1)
        text_add(text, "%zu tasks", figures->tasks);
    else
        text_add(text, "One task");
    if (figures->owners) {
        text_add(text, "%s ", colon);
        words_add_duration(text, figures->own);
        add_kinds(text, figures);
    }
    text_add(text, " in a run of ");
    words_add_duration(text, life->end);
    if (life->stuck)
        text_add(text, ", and then a %s", *life->stuck->text == 'L' ? "livelock" : "deadlock");
    else if (life->overflow)
        text_add(text, ", and then a stack overflow");
    else if (!life->whole)
        text_add(text, ", and then it broke off");
    else if (figures->owners > 1 && fabs((double)(figures->own - life->end)) <= same)
        text_add(text, ", one after the other");
    text_add(text, ".");
}

static void add_peaks(struct text *text, const struct figures *figures)
{
    const char *did = !figures->thread ? "slept" : !figures->sleep ? "worked" : "slept or worked";

    if (figures->at_once.most == 1)
        text_add(text, "No two tasks %s at the same time.", did);
    else
        text_add(text, "At most %zu tasks %s at once.", figures->at_once.most, did);
}

/* ---- Bars ---- */

struct bar {
    struct text *text;
    const char *ink;
    double scale; /* columns of a nanosecond */
    size_t room, columns;
};

/* Add a piece up to this time. A piece is never empty, and has a space before the next one, if it
 * is long enough. */
static void add_piece(struct bar *bar, int64_t end, bool is_last)
{
    double wanted = round((double)end * bar->scale);
    size_t columns = wanted > (double)bar->columns + 1 ? (size_t)wanted : bar->columns + 1;
    bool has_space = !is_last && columns - bar->columns > 1;

    for (; bar->columns < columns; bar->columns++)
        text_add(bar->text, "%s", has_space && bar->columns + 1 == columns ? " " : bar->ink);
}

static void begin_bar(struct bar *bar, const char *label, const char *color)
{
    text_add(bar->text, "%*s %s", BAR_LABEL, label, color);
    bar->columns = 0;
}

static void end_bar(struct bar *bar, int64_t time, const char *plain)
{
    text_add(bar->text, "%s ", plain);
    columns_add_space(bar->text, bar->columns < bar->room ? bar->room - bar->columns : 0);
    words_add_duration(bar->text, time);
    text_add(bar->text, "\n");
}

static void add_bars(struct text *text, const struct life *life, size_t all, int64_t longest,
                     const struct show_options *options)
{
    size_t room = (size_t)options->width - BAR_EDGE, owners = 0;
    struct bar bar = { text, options->ascii ? "=" : "▄", (double)room / (double)longest, room, 0 };
    const char *plain = options->color ? "\033[0m" : "";
    struct text color = { 0 };
    int64_t end = 0;

    if (options->color)
        text_add(&color, "\033[%sm", mark_color(MARK_SLEEP));
    begin_bar(&bar, "one by one", text_string(&color));
    for (size_t i = 0; i < life->task_count; i++) {
        int64_t own = summary_own_time(&life->tasks[i]);

        end += own;
        owners += own > 0;
        if (owners == all || (own && all <= BAR_PIECES))
            add_piece(&bar, end, owners == all);
        if (owners == all)
            break;
    }
    end_bar(&bar, end, plain);
    begin_bar(&bar, "this run", "");
    add_piece(&bar, life->end, true);
    end_bar(&bar, life->end, "");
    text->failed |= color.failed;
    text_free(&color);
}

/* Append the text in lines of the options' width. */
static void add_paragraph(struct text *text, const struct text *from,
                          const struct show_options *options)
{
    struct text safe = { 0 };

    columns_add(&safe, text_string(from));
    columns_add_wrapped(text, text_string(&safe), (size_t)options->width);
    text->failed |= safe.failed | from->failed;
    text_free(&safe);
}

int summary_make(struct summary *summary, const struct life *life, const char *title)
{
    struct figures figures = { 0 };
    int error = take_figures(&figures, life);

    *summary = (struct summary){ .owners = figures.owners, .own = figures.own };
    if (title)
        text_add(&summary->sentence, "%s: ", title);
    if (life->task_count)
        add_sentence(&summary->sentence, life, &figures, title ? "," : ":");
    else
        text_add(&summary->sentence, "No task ran.");
    if (figures.owners > 1)
        add_peaks(&summary->peaks, &figures);
    if (!error)
        error = peaks_add(&summary->peaks, life);
    tally_free(&figures.at_once);
    return error;
}

void summary_free(struct summary *summary)
{
    text_free(&summary->sentence);
    text_free(&summary->peaks);
}

int summary_add(struct text *text, const struct life *life, const char *title, int64_t longest,
                const struct show_options *options)
{
    struct summary summary;
    int error = summary_make(&summary, life, title);

    add_paragraph(text, &summary.sentence, options);
    if (summary.owners > 1)
        add_bars(text, life, summary.owners, longest, options);
    add_paragraph(text, &summary.peaks, options);
    summary_free(&summary);
    return error;
}
