#include "cli/broker.h"
#include "cli/command.h"
#include "cli/events_file.h"
#include "cli/order_file.h"
#include "cli/output_file.h"
#include "cli/process.h"
#include "cli/recording.h"
#include "cli/run_list.h"
#include "cli/run_options.h"
#include "cli/run_view.h"
#include "cli/run_why.h"
#include "cli/terminal.h"
#include "run/colour.h"
#include "run/unnamed_file.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct option options[] = {
    { "clock", 0, "real|virtual|paced[:FACTOR]",
      "real: time passes as on the wall. virtual: time jumps to the next deadline, so the run"
      " ends at once. paced: virtual time, shown at FACTOR times the speed of real time, so"
      " paced:0.25 is slow motion. Default: real" },
    { "seed", 0, "N", "seed of the random numbers. Default: each demo has its own" },
    ORDER_OPTION,
    RECORD_OPTION,
    { "turns", 0, "N",
      "virtual and paced clock: how many turns of the loop may pass while time stands still; more"
      " count as a livelock. Default: 100000" },
    { "variant", 0, "NAME",
      "a variant of the demo, or \"default\"; \"asyncdemo list\" names them. With --as=lanes it may"
      " be a list: default,fixed" },
    { "stamp", 0, "clock|elapsed|delta|none",
      "begin each line with the time of day, the seconds since the start, the seconds since the"
      " line before, or nothing. Default: clock" },
    { "symbols", 0, "auto|emoji|text|ascii",
      "the symbols in the log, or words for them. Default: auto, the symbols that the locale and"
      " the terminal can show" },
    { "debug", 0, NULL,
      "use the runtime's debug mode: report on stderr slow steps, swallowed cancels, results that"
      " no task asked for, and locks that a task held at its end" },
    { "listen", 0, "PORT",
      "in place of the demo, keep its server open on this port of 127.0.0.1 for any client, until"
      " Ctrl-C; 0: any free port" },
    { "origin", 0, "URL,...",
      "with --listen: the origins of pages that may open WebSockets, such as http://localhost:3000,"
      " besides the server's own pages; \"*\": pages of any origin" },
    { "broker", 0, BROKER_OPTION_VALUE,
      "for a demo with workers: the workers are processes, and get their jobs from this Redis; see"
      " \"asyncdemo help worker\"" },
    { "queue", 0, QUEUE_OPTION_VALUE,
      "the name of the queue in Redis, for workers that you start by hand; jobs that are left in it"
      " are dropped. Default: each run has a queue of its own" },
    { "as", 0, "log|lanes|graph|svg|trace|html",
      "what to show of the run. log: the lines that it prints. lanes: what each task does, side by"
      " side. graph: which task waits for what, and which task holds it, at one moment. svg: the"
      " lanes as a picture. trace: JSON for ui.perfetto.dev. html: a page to step through the run,"
      " with its source. Default: log" },
    { "why", 0, NULL,
      "behind each line of the log, say what its task did since its line before: how long it slept"
      " or waited, and which task let it go on" },
    { "output", 'o', "FILE",
      "write what --as shows to this file, not to stdout. The file is whole or untouched. If its"
      " name ends in .svg, --as=graph makes a picture" },
    { "at", 0, "TIME|TEXT",
      "with --as=graph: the moment to show, in seconds since the start, or the first line of the"
      " log that contains the text. Default: the end, or the deadlock" },
    { "width", 0, "N",
      "with --as=lanes and --as=graph: how many columns wide. Default: as wide as the terminal,"
      " or 80" },
    { "events", 0, "FILE",
      "write the events of the run to this file, while it goes on: a compact text if its name ends"
      " in .events, else one JSON object a line; \"asyncdemo help events\" explains both. A file"
      " that cannot get all of them is removed" },
    { 0 },
};

/* ---- One run ---- */

static int cannot_record(const struct syllabus_entry *entry, int code)
{
    fprintf(stderr, "%s: the run could not be recorded: %s.\n", entry->name,
            co_error_sentence(code));
    return EXIT_TOOL_FAILED;
}

struct job {
    const struct run_view *view;
    const struct syllabus_entry *entry;
    char title[64]; /* "race.fixed" */
    struct run_options run;
    struct events_sink events;
    struct recording *recording;
    struct order_recorder recorder;
    bool with_remarks;
    bool is_kept; /* another process writes its log or its picture when the run has ended */
};

/* The exit code of a run that ended early because the reader closed the log. */
enum { OUTPUT_CLOSED = 128 + SIGPIPE };
/* The exit code of a run that is kept, and of which a part is lost: no file may get the rest. (A
 * run that crashes is whole up to there, and has another exit code.) */
enum { PART_LOST = 126 };

/* Returns the exit code of a run, after messages; `why` is the result of why_end(). */
static int judge(const struct job *job, const struct run_result *result, int why)
{
    if (result->output_closed || why == -EPIPE)
        return OUTPUT_CLOSED;
    if (result->exit_code == EXIT_TOOL_FAILED)
        fprintf(stderr, "%s: %s\n", job->entry->name, result->message);
    else if (why < 0)
        return run_why_fail(why, job->entry->name);
    if (job->recording && job->recording->failure)
        return cannot_record(job->entry, job->recording->failure);
    return result->exit_code;
}

static int run_job(void *context)
{
    struct job *job = context;
    static struct why why; /* of some pages, which most runs do not touch */
    struct run_result result;
    int exit_code;

    events_file_attach(&job->events, job->entry->name, &job->run);
    if (job->recording)
        recording_attach(job->recording, &job->run, job->title);
    if (job->with_remarks)
        run_why_attach(&why, &job->run);
    order_recorder_attach(&job->recorder, &job->run);
    run_demo(job->entry->demo, &job->run, &result);
    exit_code = judge(job, &result, job->with_remarks ? why_end(&why) : 0);
    if (exit_code == EXIT_TOOL_FAILED && job->is_kept)
        exit_code = PART_LOST;
    if (order_recorder_end(&job->recorder, job->entry, &job->run) != EXIT_WELL)
        exit_code = EXIT_TOOL_FAILED;
    if (events_file_close(&job->events) != EXIT_WELL && exit_code != PART_LOST)
        exit_code = EXIT_TOOL_FAILED;
    return exit_code;
}

static bool ends_all(int exit_code)
{
    return exit_code == EXIT_TOOL_FAILED || exit_code == EXIT_INTERRUPTED ||
           exit_code == EXIT_HUNG_UP || exit_code == OUTPUT_CLOSED || exit_code == PART_LOST;
}

static void set_variant(struct job *job, const struct demo_variant *variant)
{
    const struct order *order = job->run.order;
    unsigned long long seed = order && order->has_seed ? order->seed : job->entry->demo->seed;

    value_number(job->view->arguments, "seed", 0, UINT64_MAX, &seed);
    job->run.seed = seed;
    job->run.variant = variant ? variant->name : NULL;
    co_format(job->title, sizeof job->title, "%s%s%s", job->entry->name, variant ? "." : "",
              variant ? variant->name : "");
}

/* ---- The log ---- */

/* The log goes to a file without a name first, so that the file of -o is whole or untouched. */
static int save_log(struct job *job, const char *file)
{
    char *bytes = NULL;
    size_t size = 0;
    int rc = 0, exit_code, saved;

    job->is_kept = true;
    job->run.output = unnamed_file();
    if (job->run.output < 0)
        return cannot_record(job->entry, job->run.output);
    exit_code = process_call(job->entry->name, run_job, job);
    if (exit_code != PART_LOST)
        rc = unnamed_file_read(job->run.output, &bytes, &size);
    close(job->run.output);
    if (exit_code == PART_LOST)
        return EXIT_TOOL_FAILED;
    saved = rc < 0 ? cannot_record(job->entry, rc) : output_file_write(file, bytes, size);
    free(bytes);
    return saved ? saved : exit_code;
}

static int print_log(struct job *job, bool is_alone)
{
    if (job->view->file)
        return save_log(job, job->view->file);
    /* A demo leaves its file-scope state behind, so several demos run in processes of their own. */
    return is_alone ? run_job(job) : process_call(job->entry->name, run_job, job);
}

/* ---- Pictures ---- */

/* A run that takes its time prints nothing until its picture is drawn. */
static void tell_to_wait(const struct job *job)
{
    if (job->run.clock != CO_CLOCK_VIRTUAL && !job->run.listen && isatty(STDERR_FILENO))
        fprintf(stderr, "%s runs. Its picture comes at the end; Ctrl-C ends it now.\n", job->title);
}

/* The run has a process of its own: its events are kept whatever ends it, and its state is not left
 * behind for another variant. */
static int record(struct job *job, struct drawn_run *drawn)
{
    struct recording recording;
    int rc = recording_begin(&recording), exit_code;

    co_format(drawn->title, sizeof drawn->title, "%s", job->title);
    if (rc < 0)
        return cannot_record(job->entry, rc);
    job->recording = &recording;
    job->is_kept = true;
    tell_to_wait(job);
    exit_code = process_call(job->entry->name, run_job, job);
    rc = recording_end(&recording, &drawn->stream);
    return rc < 0 ? cannot_record(job->entry, rc) : exit_code;
}

/* Run the variants and draw them. Returns the first exit code that is not 0. */
static int draw_runs(struct job *job, const struct run_list_entry *entry)
{
    struct drawn_run runs[DEMO_VARIANTS_MAX + 1] = { 0 };
    int first = EXIT_WELL, drawn = EXIT_WELL, exit_code = EXIT_WELL;
    size_t count = 0;

    job->run.output = -1;
    while (count < entry->variant_count && !ends_all(exit_code)) {
        set_variant(job, entry->variants[count]);
        runs[count].entry = entry->demo;
        runs[count].variant = entry->variants[count];
        exit_code = record(job, &runs[count++]);
        if (!first)
            first = exit_code;
    }
    if (first && isatty(STDOUT_FILENO) && isatty(STDERR_FILENO))
        fputc('\n', stderr); /* between a report and the picture */
    if (exit_code == PART_LOST)
        drawn = EXIT_TOOL_FAILED;
    else if (runs[0].stream.count)
        drawn = run_view_draw(job->view, &job->run, runs, count);
    for (size_t i = 0; i < count; i++)
        stream_free(&runs[i].stream);
    return drawn ? drawn : first;
}

/* ---- All runs ---- */

static int run_entry(struct job *job, const struct run_list_entry *entry, bool is_alone)
{
    unsigned needs = entry->demo->demo->needs | (job->run.broker ? IO_HIREDIS : 0);

    job->entry = entry->demo;
    if (!command_can_run(entry->demo->name, needs))
        return EXIT_SKIPPED;
    if (run_view_is_drawn(job->view))
        return draw_runs(job, entry);
    set_variant(job, entry->variants[0]);
    return print_log(job, is_alone);
}

/* A heading for each of several demos. Above logs it stands only on the terminal of stderr, because
 * stdout has the logs alone. */
static void write_heading(const struct run_view *view, const struct syllabus_entry *demo,
                          bool is_first)
{
    FILE *file = run_view_is_drawn(view) ? stdout : stderr;
    bool colour = terminal_colour(file == stdout ? STDOUT_FILENO : STDERR_FILENO);

    if (file == stderr && !isatty(STDERR_FILENO))
        return;
    fprintf(file, "%s%s%d.%d %s: %s%s\n", is_first ? "" : "\n", colour ? COLOUR_BOLD : "",
            demo->chapter->number, syllabus_number(demo), demo->name, demo->demo->title,
            colour ? COLOUR_PLAIN : "");
}

/* Returns the first exit code that is not 0. */
static int run_all(struct job *job, const struct run_list *list)
{
    int first = EXIT_WELL;

    for (size_t i = 0; i < list->count; i++) {
        int exit_code;

        if (list->count > 1)
            write_heading(job->view, list->entries[i].demo, i == 0);
        exit_code = run_entry(job, &list->entries[i], list->count == 1);
        if (exit_code == OUTPUT_CLOSED)
            return first;
        if (ends_all(exit_code))
            return exit_code;
        if (!first)
            first = exit_code;
    }
    return first;
}

/* An order is of one run. */
static int read_order(const struct arguments *arguments, struct run_list *list,
                      struct run_options *run, struct order *order)
{
    struct run_list_entry *first = list->entries;
    const char *option = arguments_value(arguments, "order") ? "order" : "record";

    if (!arguments_value(arguments, option))
        return 0;
    if (list->count > 1 || first->variant_count > 1)
        return value_error(arguments, option, "it is for one demo, and for one of its variants.");
    return order_file_read(arguments, arguments_value(arguments, "clock"), first->demo,
                           &first->variants[0], run, order);
}

static int execute(const struct arguments *arguments)
{
    struct run_view view = { 0 };
    struct job job = { .view = &view,
                       .run = { .output = STDOUT_FILENO,
                                .errors = STDERR_FILENO,
                                .gathers = true,
                                .handle_signals = true } };
    struct run_list list = { 0 };
    struct order order = { 0 };
    int exit_code = run_options_read(arguments, &job.run);

    /* The file of -o is written by output_file.h, and a run must not end by this signal before. */
    if (arguments_value(arguments, "output"))
        signal(SIGXFSZ, SIG_IGN);
    if (!exit_code)
        exit_code = run_list_read(&list, arguments);
    if (!exit_code)
        exit_code = read_order(arguments, &list, &job.run, &order);
    if (!exit_code)
        exit_code = order_recorder_read(arguments, &job.run, &job.recorder);
    if (!exit_code)
        exit_code = run_options_read_outside(arguments, &list, &job.run);
    if (!exit_code)
        exit_code = run_view_read(&view, arguments, &list);
    if (!exit_code)
        exit_code = run_why_read(&job.with_remarks, &view);
    job.run.colour = !view.file && terminal_colour(STDOUT_FILENO);
    job.run.errors_width = terminal_width(STDERR_FILENO);
    job.run.colour_errors = terminal_colour(STDERR_FILENO);
    if (!exit_code)
        exit_code = events_file_open(arguments, list.count, &job.events);
    if (!exit_code)
        exit_code = run_all(&job, &list);
    run_list_free(&list);
    order_free(&order);
    return exit_code;
}

const struct command command_run = {
    .name = "run",
    .words = "DEMO|CHAPTER...",
    .summary = "run demos, one after the other",
    .example = "asyncdemo lock --clock=virtual --stamp=elapsed\nasyncdemo lock --as=lanes",
    .details =
        "The word run may be left out. A demo is named by its name (lock), by chapter and name"
        " (production/lock), by its place (1.1), or by its file (demos/production/lock.c). A"
        " chapter (production) stands for all of its demos. stdout has the log and nothing else, or"
        " what --as shows in its place; reports and other messages go to stderr. On the virtual"
        " clock no port is opened: HTTP goes over sockets of Unix, and a WebSocket stays within the"
        " process.",
    .options = options,
    .execute = execute,
};
