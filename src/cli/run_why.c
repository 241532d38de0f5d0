#include "cli/run_why.h"

#include "cli/command.h"
#include "cli/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WIDTH_OF_AN_UNKNOWN_TERMINAL = 80 };
/* Of a real machine, in nanoseconds. */
enum { NOISE = 10000000, BRIEF = 1000000 };

int run_why_read(bool *wanted, const struct run_view *view)
{
    *wanted = arguments_value(view->arguments, "why") != NULL;
    if (*wanted && run_view_is_drawn(view))
        return usage_error("Its options:  asyncdemo help run",
                           "--why is for the log, so leave out --as=%s.",
                           arguments_value(view->arguments, "as"));
    return 0;
}

/* The columns of the terminal that the log goes to; 0: it goes elsewhere. */
static int width_of(int output)
{
    int width = isatty(output) ? terminal_width(output) : 0;

    return isatty(output) && !width ? WIDTH_OF_AN_UNKNOWN_TERMINAL : width;
}

void run_why_attach(struct why *why, struct run_options *run)
{
    const struct why_options options = {
        .width = width_of(run->output),
        .moves = terminal_overwrites(run->output),
        .color = run->colour,
        .symbols = run->symbols,
        .holds = run->clock == CO_CLOCK_VIRTUAL,
        .noise = run->clock == CO_CLOCK_REAL ? NOISE : 0,
        .brief = run->clock == CO_CLOCK_REAL ? BRIEF : 0,
        .output = run->output,
    };

    why_begin(why, &options);
    run_listen(run, why_event, why);
    run->on_line = why_add;
    run->on_crash = why_rescue;
    run->on_line_context = run->on_crash_context = why;
}

int run_why_fail(int code, const char *demo)
{
    if (code == -ENOMEM)
        fprintf(stderr, "%s: remarks are missing: %s.\n", demo, co_error_sentence(code));
    else
        fprintf(stderr, "%s: The log could not be written: %s.\n", demo, strerror(-code));
    return EXIT_TOOL_FAILED;
}
