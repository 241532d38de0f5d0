#include "cli/run_options.h"

#include "cli/broker.h"
#include "cli/command.h"
#include "cli/origins.h"
#include "cli/terminal.h"

#include <stdio.h>
#include <string.h>

enum { PACE_MIN_PER_THOUSAND = 1, PACE_MAX = 1000 };

/* ---- Any demo ---- */

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
        return value_error(
            arguments, "turns",
            "--turns is for --clock=virtual and --clock=paced; on the real clock time"
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

int run_options_read(const struct arguments *arguments, struct run_options *run)
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

static int read_broker(const struct arguments *arguments, const struct run_list *list,
                       struct run_options *run)
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
    for (size_t i = 0; i < list->count; i++) {
        if (!list->entries[i].demo->demo->main_on_broker)
            return refuse_demo(arguments, list->entries[i].demo->name);
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

static int read_listen(const struct arguments *arguments, const struct run_list *list,
                       struct run_options *run)
{
    const struct run_list_entry *first = list->entries;
    unsigned long long port = 0;
    int exit_code = value_number(arguments, "listen", 0, UINT16_MAX, &port);

    if (exit_code || !arguments_value(arguments, "listen"))
        return exit_code;
    if (list->count > 1)
        return value_error(arguments, "listen",
                           "--listen is for one demo, because a server does not end by itself.");
    if (!first->demo->demo->listen)
        return refuse_listen(arguments, first->demo);
    if (first->variant_count > 1)
        return value_error(arguments, "variant", "with --listen it names one variant.");
    if (run->clock != CO_CLOCK_REAL)
        return value_error(
            arguments, "listen",
            "--listen is for the real clock, because clients from outside use real time.");
    run->listen = true;
    run->port = (int)port;
    return 0;
}

int run_options_read_outside(const struct arguments *arguments, const struct run_list *list,
                             struct run_options *run)
{
    int exit_code = read_listen(arguments, list, run);

    if (!exit_code)
        exit_code = read_origins(arguments, run);
    if (!exit_code)
        exit_code = read_broker(arguments, list, run);
    return exit_code;
}
