#include "cli/broker.h"
#include "cli/command.h"
#include "cli/events_file.h"
#include "cli/output_file.h"
#include "cli/process.h"
#include "cli/run_list.h"
#include "cli/run_options.h"
#include "cli/run_view.h"
#include "cli/terminal.h"
#include "run/colour.h"
#include "run/unnamed_file.h"

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
    { "turns", 0, "N",
      "virtual and paced clock: how many turns of the loop may pass while time stands still; more"
      " count as a livelock. Default: 100000" },
    { "variant", 0, "NAME",
      "a variant of the demo, or \"default\"; \"asyncdemo list\" names them" },
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
    { "output", 'o', "FILE", "write the log to this file, which is whole or untouched" },
    { "events", 0, "FILE", "write the events of the run to this file, one JSON object a line" },
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
    const struct syllabus_entry *entry;
    struct run_options run;
    int events; /* a descriptor; -1 if no events are wanted */
};

/* The exit code of a run that ended early because the reader closed the log. */
enum { OUTPUT_CLOSED = 128 + SIGPIPE };

static int run_job(void *context)
{
    struct job *job = context;
    struct stream stream = { 0 };
    struct run_result result;
    int exit_code;

    if (job->events >= 0)
        job->run.stream = &stream;
    run_demo(job->entry->demo, &job->run, &result);
    exit_code = result.output_closed ? OUTPUT_CLOSED : result.exit_code;
    if (exit_code == EXIT_TOOL_FAILED)
        fprintf(stderr, "%s: %s\n", job->entry->name, result.message);
    if (job->events >= 0 && events_file_write(&stream, job->events) != EXIT_WELL)
        exit_code = EXIT_TOOL_FAILED;
    stream_free(&stream);
    return exit_code;
}

static bool ends_all(int exit_code)
{
    return exit_code == EXIT_TOOL_FAILED || exit_code == EXIT_INTERRUPTED ||
           exit_code == EXIT_HUNG_UP || exit_code == OUTPUT_CLOSED;
}

static void set_variant(struct job *job, const struct arguments *arguments,
                        const struct demo_variant *variant)
{
    unsigned long long seed = job->entry->demo->seed;

    value_number(arguments, "seed", 0, UINT64_MAX, &seed);
    job->run.seed = seed;
    job->run.variant = variant ? variant->name : NULL;
}

/* ---- The log ---- */

/* The log goes to a file without a name first, so that the file of -o is whole or untouched. */
static int save_log(struct job *job, const char *file)
{
    char *bytes = NULL;
    size_t size = 0;
    int rc, exit_code, saved;

    job->run.output = unnamed_file();
    if (job->run.output < 0)
        return cannot_record(job->entry, job->run.output);
    exit_code = process_call(job->entry->name, run_job, job);
    rc = unnamed_file_read(job->run.output, &bytes, &size);
    close(job->run.output);
    saved = rc < 0 ? cannot_record(job->entry, rc) : output_file_write(file, bytes, size);
    free(bytes);
    return saved ? saved : exit_code;
}

static int print_log(struct job *job, const struct run_view *view, bool is_alone)
{
    if (view->file)
        return save_log(job, view->file);
    /* A demo leaves its file-scope state behind, so several demos run in processes of their own. */
    return is_alone ? run_job(job) : process_call(job->entry->name, run_job, job);
}

/* ---- All runs ---- */

static int run_entry(struct job *job, const struct arguments *arguments,
                     const struct run_view *view, const struct run_list_entry *entry, bool is_alone)
{
    unsigned needs = entry->demo->demo->needs | (job->run.broker ? IO_HIREDIS : 0);

    job->entry = entry->demo;
    if (!command_can_run(entry->demo->name, needs))
        return EXIT_SKIPPED;
    set_variant(job, arguments, entry->variants[0]);
    return print_log(job, view, is_alone);
}

/* Tell the reader of the terminal which demo begins. stdout has the logs alone. */
static void write_heading(const struct syllabus_entry *demo, bool colour, bool is_first)
{
    if (!isatty(STDERR_FILENO))
        return;
    fflush(stdout);
    fprintf(stderr, "%s%s%d.%d %s: %s%s\n", is_first ? "" : "\n", colour ? COLOUR_BOLD : "",
            demo->chapter->number, syllabus_number(demo), demo->name, demo->demo->title,
            colour ? COLOUR_PLAIN : "");
}

/* Returns the first exit code that is not 0. */
static int run_all(struct job *job, const struct arguments *arguments, const struct run_view *view,
                   const struct run_list *list)
{
    int first = EXIT_WELL;

    for (size_t i = 0; i < list->count; i++) {
        int exit_code;

        if (list->count > 1)
            write_heading(list->entries[i].demo, job->run.colour_errors, i == 0);
        exit_code = run_entry(job, arguments, view, &list->entries[i], list->count == 1);

        if (exit_code == OUTPUT_CLOSED)
            return first;
        if (ends_all(exit_code))
            return exit_code;
        if (!first)
            first = exit_code;
    }
    return first;
}

static int execute(const struct arguments *arguments)
{
    struct job job = {
        .run = { .output = STDOUT_FILENO, .errors = STDERR_FILENO, .handle_signals = true }
    };
    struct run_list list = { 0 };
    struct run_view view = { 0 };
    int exit_code = run_options_read(arguments, &job.run);

    if (!exit_code)
        exit_code = run_list_read(&list, arguments);
    if (!exit_code)
        exit_code = run_options_read_outside(arguments, &list, &job.run);
    if (!exit_code)
        exit_code = run_view_read(&view, arguments, &list);
    job.run.colour = !view.file && terminal_colour(STDOUT_FILENO);
    job.run.colour_errors = terminal_colour(STDERR_FILENO);
    if (!exit_code)
        exit_code = events_file_open(arguments, &job.events);
    if (!exit_code)
        exit_code = run_all(&job, arguments, &view, &list);
    run_list_free(&list);
    return exit_code;
}

const struct command command_run = {
    .name = "run",
    .words = "DEMO|CHAPTER...",
    .summary = "run demos, one after the other",
    .example =
        "asyncdemo lock --clock=virtual --stamp=elapsed\nasyncdemo production --clock=virtual",
    .details =
        "The word run may be left out. A demo is named by its name (lock), by chapter and name"
        " (production/lock), by its place (1.1), or by its file (demos/production/lock.c). A"
        " chapter (production) stands for all of its demos. stdout has the log and nothing else;"
        " reports and other messages go to stderr.",
    .options = options,
    .execute = execute,
};
