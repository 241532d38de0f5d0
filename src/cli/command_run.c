#include "cli/broker.h"
#include "cli/command.h"
#include "cli/origins.h"
#include "cli/process.h"
#include "cli/selection.h"
#include "cli/terminal.h"
#include "run/events_file.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
    { "variant", 0, "NAME", "a variant of the demo; \"asyncdemo list\" names them" },
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
    { "events", 0, "FILE",
      "write the events of the run to this file: a compact text if its name ends in .events, else one"
      " JSON object a line" },
    { 0 },
};

enum { PACE_MIN_PER_THOUSAND = 1, PACE_MAX = 1000 };

/* ---- Options ---- */

static int read_clock(const struct arguments *arguments, struct run_options *run)
{
    static const char *const names[] = { "real", "virtual", "paced", NULL };
    static const enum co_clock clocks[] = { CO_CLOCK_REAL, CO_CLOCK_VIRTUAL, CO_CLOCK_PACED };
    const char *value = arguments_value(arguments, "clock");
    int choice = 0, exit_code;

    run->pace = 1;
    if (value && strncmp(value, "paced:", 6) == 0) {
        run->clock = CO_CLOCK_PACED;
        if (!decimal_parse(value + 6, &run->pace) || run->pace * 1000 < PACE_MIN_PER_THOUSAND ||
            run->pace > PACE_MAX)
            return value_error(arguments, "clock", "the factor is a number from %g to %d.",
                               PACE_MIN_PER_THOUSAND / 1000.0, PACE_MAX);
        return 0;
    }
    exit_code = value_choice(arguments, "clock", names, &choice);
    run->clock = clocks[choice];
    return exit_code;
}

static int read_turns(const struct arguments *arguments, struct run_options *run)
{
    unsigned long long turns = 0;
    int exit_code = value_number(arguments, "turns", 1, UINT32_MAX, &turns);

    if (!exit_code && turns && run->clock == CO_CLOCK_REAL)
        return value_error(arguments, "turns",
                           "it is for --clock=virtual and --clock=paced; on the real clock time"
                           " moves by itself, so turns are not counted.");
    run->turns = (uint32_t)turns;
    return exit_code;
}

static int read_symbols(const struct arguments *arguments, struct run_options *run)
{
    static const char *const names[] = { "auto", "emoji", "text", "ascii", NULL };
    static const enum symbols symbols[] = { 0, SYMBOLS_EMOJI, SYMBOLS_TEXT, SYMBOLS_ASCII };
    int choice = 0;
    int exit_code = value_choice(arguments, "symbols", names, &choice);

    run->symbols = choice ? symbols[choice] : terminal_symbols(run->output);
    return exit_code;
}

static int read_options(const struct arguments *arguments, struct run_options *run)
{
    static const char *const stamps[] = { "clock", "elapsed", "delta", "none", NULL };
    static const enum stamp stamp_of[] = { STAMP_CLOCK, STAMP_ELAPSED, STAMP_DELTA, STAMP_NONE };
    unsigned long long seed;
    int stamp = 0, exit_code;

    exit_code = read_clock(arguments, run);
    if (!exit_code)
        exit_code = read_turns(arguments, run);
    if (!exit_code)
        exit_code = value_number(arguments, "seed", 0, UINT64_MAX, &seed);
    if (!exit_code)
        exit_code = value_choice(arguments, "stamp", stamps, &stamp);
    if (!exit_code)
        exit_code = read_symbols(arguments, run);
    run->stamp = stamp_of[stamp];
    run->debug = arguments_value(arguments, "debug") != NULL;
    return exit_code;
}

/* ---- The broker ---- */

static int refuse_demo(const struct arguments *arguments, const char *word)
{
    const struct syllabus_entry *one = syllabus;
    char next[128];

    while (!one->demo->main_on_broker)
        one++;
    co_format(next, sizeof next, "A demo that has:  asyncdemo %s --broker=%s", one->name,
              arguments_value(arguments, "broker"));
    return usage_error(next, "--broker: the demo \"%s\" has no workers that could be processes.",
                       word);
}

/* The caller has checked that all demos exist. */
static int read_broker(const struct arguments *arguments, struct run_options *run)
{
    int exit_code = broker_read(arguments, &run->broker, &run->queue);

    run->program = arguments->program;
    if (exit_code || !run->broker)
        return exit_code;
    if (!run->queue)
        run->queue = broker_new_queue();
    if (run->clock != CO_CLOCK_REAL)
        return value_error(
            arguments, "clock",
            "with --broker only the real clock is possible, because Redis and workers"
            " on other machines use real time.");
    if (arguments_value(arguments, "variant"))
        return value_error(arguments, "variant", "with --broker there are no variants.");
    for (size_t i = 0; i < arguments->word_count; i++) {
        const struct demo_variant *variant;
        const struct syllabus_entry *entry;

        selection_demo(arguments, arguments->words[i], &entry, &variant);
        if (!entry->demo->main_on_broker)
            return refuse_demo(arguments, arguments->words[i]);
    }
    return 0;
}

/* ---- An open server ---- */

static int refuse_listen(const struct arguments *arguments, const struct syllabus_entry *entry)
{
    char with_server[256] = "";

    for (size_t i = 0; i < syllabus_count; i++)
        if (syllabus[i].demo->listen)
            snprintf(with_server + strlen(with_server), sizeof with_server - strlen(with_server),
                     "%s%s", *with_server ? ", " : "", syllabus[i].name);
    return value_error(arguments, "listen", "%s has no server. Demos that have one: %s.",
                       entry->name, *with_server ? with_server : "none");
}

/* The caller has checked that the demos exist. */
static int read_listen(const struct arguments *arguments, struct run_options *run)
{
    const struct syllabus_entry *entry;
    const struct demo_variant *variant;
    unsigned long long port = 0;
    int exit_code = value_number(arguments, "listen", 0, UINT16_MAX, &port);

    if (exit_code || !arguments_value(arguments, "listen"))
        return exit_code;
    selection_demo(arguments, arguments->words[0], &entry, &variant);
    if (arguments->word_count > 1)
        return value_error(arguments, "listen",
                           "it is for one demo, because a server does not end by itself.");
    if (!entry->demo->listen)
        return refuse_listen(arguments, entry);
    if (run->clock != CO_CLOCK_REAL)
        return value_error(arguments, "listen",
                           "it is for the real clock, because clients from outside use real time.");
    run->listen = true;
    run->port = (int)port;
    return 0;
}

/* ---- The file of events ---- */

/* Sets *file to NULL if no events are wanted. */
static int open_events(const struct arguments *arguments, FILE **file)
{
    const char *path = arguments_value(arguments, "events");

    *file = NULL;
    if (!path)
        return 0;
    if (strcmp(path, "-") == 0)
        return value_error(arguments, "events", "stdout is for the log alone; name a file.");
    *file = fopen(path, "we");
    if (*file)
        return 0;
    fprintf(stderr, "The events cannot be written to %s: %s.\n", path, strerror(errno));
    return EXIT_TOOL_FAILED;
}

static int end_events(struct events_file *events, FILE *file)
{
    int result = events_file_end(events);

    if (fclose(file) != 0 && result == 0)
        result = -errno;
    if (result == 0)
        return EXIT_WELL;
    fprintf(stderr, "The events are not complete: %s.\n", strerror(-result));
    return EXIT_TOOL_FAILED;
}

/* ---- Running ---- */

struct job {
    const struct syllabus_entry *entry;
    struct run_options run;
    FILE *events; /* NULL if no events are wanted */
    const char *events_path;
};

/* The exit code of a run that ended early because the reader closed the log. */
enum { OUTPUT_CLOSED = 128 + SIGPIPE };

static int run_job(void *context)
{
    struct job *job = context;
    struct events_file events;
    struct run_result result;
    int exit_code;

    if (job->events) {
        events_file_begin(&events, job->events, job->events_path);
        job->run.on_event = events_file_note;
        job->run.on_event_context = &events;
    }
    run_demo(job->entry->demo, &job->run, &result);
    exit_code = result.output_closed ? OUTPUT_CLOSED : result.exit_code;
    if (exit_code == EXIT_TOOL_FAILED)
        fprintf(stderr, "%s: %s\n", job->entry->name, result.message);
    if (job->events && end_events(&events, job->events) != EXIT_WELL)
        exit_code = EXIT_TOOL_FAILED;
    return exit_code;
}

static int run_entry(struct job *job, bool is_alone)
{
    unsigned needs = job->entry->demo->needs | (job->run.broker ? IO_HIREDIS : 0);

    if (!command_can_run(job->entry->name, needs))
        return EXIT_SKIPPED;
    /* A demo leaves its file-scope state behind, so several demos run in processes of their own. */
    return is_alone ? run_job(job) : process_call(job->entry->name, run_job, job);
}

/* The caller has checked that all demos exist. Returns the first exit code that is not 0. */
static int run_all(const struct arguments *arguments, struct job job)
{
    int first = EXIT_WELL;

    for (size_t i = 0; i < arguments->word_count; i++) {
        const struct demo_variant *variant;
        unsigned long long seed;
        int exit_code;

        selection_demo(arguments, arguments->words[i], &job.entry, &variant);
        seed = job.entry->demo->seed;
        value_number(arguments, "seed", 0, UINT64_MAX, &seed);
        job.run.seed = seed;
        job.run.variant = variant ? variant->name : NULL;
        exit_code = run_entry(&job, arguments->word_count == 1);
        if (exit_code == OUTPUT_CLOSED)
            return first;
        if (exit_code == EXIT_TOOL_FAILED || exit_code == EXIT_INTERRUPTED ||
            exit_code == EXIT_HUNG_UP)
            return exit_code;
        if (!first)
            first = exit_code;
    }
    return first;
}

static int execute(const struct arguments *arguments)
{
    struct job job = {
        .run = { .output = STDOUT_FILENO, .errors = STDERR_FILENO, .handle_signals = true },
        .events_path = arguments_value(arguments, "events"),
    };
    int exit_code = read_options(arguments, &job.run);

    if (!exit_code)
        exit_code = selection_check(arguments);
    if (!exit_code)
        exit_code = read_listen(arguments, &job.run);
    if (!exit_code)
        exit_code = read_origins(arguments, &job.run);
    if (!exit_code)
        exit_code = read_broker(arguments, &job.run);
    if (!exit_code)
        exit_code = open_events(arguments, &job.events);
    return exit_code ? exit_code : run_all(arguments, job);
}

const struct command command_run = {
    .name = "run",
    .words = "DEMO...",
    .summary = "run demos, one after the other",
    .example = "asyncdemo lock semaphore\nasyncdemo lock --clock=virtual --stamp=elapsed",
    .details =
        "The word run may be left out. A demo is named by its name (lock), by chapter and name"
        " (production/lock), or by its place (1.1). stdout has the log and nothing else;"
        " reports and other messages go to stderr.",
    .options = options,
    .execute = execute,
};
