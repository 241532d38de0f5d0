#include "cli/command.h"
#include "cli/demo_text.h"
#include "cli/order_file.h"
#include "cli/process.h"
#include "cli/recording.h"
#include "cli/selection.h"
#include "cli/terminal.h"
#include "cli/walk_session.h"
#include "cli/walk_terminal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct option options[] = {
    { "variant", 0, "NAME", "walk through this variant of the demo" },
    { "clock", 0, "virtual|real",
      "the clock of the run, which ends before the walk begins. virtual: at once. Default:"
      " virtual" },
    { "seed", 0, "N", "seed of the random numbers. Default: each demo has its own" },
    ORDER_OPTION,
    { "at", 0, "TIME|TEXT",
      "begin at this time, in seconds since the start, or at the first line of the log that"
      " contains the text. Without a terminal: print this frame alone" },
    { "width", 0, "N",
      "without a terminal: how many columns wide a frame is; from 140 on, C and Python stand side"
      " by side. Default: 80" },
    { "symbols", 0, "auto|emoji|text|ascii",
      "the symbols in the log, or words for them; ascii is also for the drawing. Default: auto,"
      " what the locale and the terminal can show" },
    { 0 },
};

/* What is walked through. */
struct tour {
    const struct arguments *arguments;
    const struct syllabus_entry *entry;
    struct run_options run;
    struct order order;
    struct recording recording;
    struct stream stream;
    struct walk_demo demo;
    char name[64], path[256], python_path[256];
    struct text source, python, commentary;
    size_t begin;             /* the first moment */
    unsigned long long width; /* of a frame on paper */
    bool begins;              /* --at was given */
};

/* ---- Options ---- */

static int read_symbols(const struct arguments *arguments, enum symbols *symbols)
{
    static const char *const names[] = { "auto", "emoji", "text", "ascii", NULL };
    static const enum symbols chosen[] = { 0, SYMBOLS_EMOJI, SYMBOLS_TEXT, SYMBOLS_ASCII };
    int choice = 0, exit_code = value_choice(arguments, "symbols", names, &choice);

    *symbols = choice ? chosen[choice] : terminal_symbols(STDOUT_FILENO);
    return exit_code;
}

static int read_options(struct tour *tour)
{
    static const char *const clocks[] = { "virtual", "real", NULL };
    const struct arguments *arguments = tour->arguments;
    const struct demo_variant *variant = NULL;
    unsigned long long seed;
    int clock = 0, exit_code;

    if (arguments->word_count == 0)
        return selection_missing(arguments);
    if (arguments->word_count > 1 && selection_variant_as_word(arguments, arguments->words[1]))
        return EXIT_USAGE;
    if (arguments->word_count > 1)
        return usage_error("Its options:  asyncdemo help walk",
                           "A walk is through one demo, so name one.");
    exit_code = selection_demo(arguments, arguments->words[0], &tour->entry, &variant);
    if (!exit_code)
        exit_code = value_choice(arguments, "clock", clocks, &clock);
    seed = tour->entry ? tour->entry->demo->seed : 0;
    if (!exit_code)
        exit_code = value_number(arguments, "seed", 0, UINT64_MAX, &seed);
    if (!exit_code)
        exit_code =
            value_number(arguments, "width", WALK_COLUMNS_MIN, WALK_COLUMNS_MAX, &tour->width);
    if (!exit_code)
        exit_code = read_symbols(arguments, &tour->run.symbols);
    tour->run.clock = clock ? CO_CLOCK_REAL : CO_CLOCK_VIRTUAL;
    tour->run.pace = 1;
    tour->run.seed = seed;
    if (!exit_code)
        exit_code = order_file_read(arguments, arguments_value(arguments, "clock"), tour->entry,
                                    &variant, &tour->run, &tour->order);
    tour->run.variant = variant ? variant->name : NULL;
    tour->run.program = arguments->program;
    return exit_code;
}

/* ---- The run ---- */

static int run(void *context)
{
    struct tour *tour = context;
    struct run_result result;

    recording_attach(&tour->recording, &tour->run, tour->entry->name);
    run_demo(tour->entry->demo, &tour->run, &result);
    if (result.exit_code == EXIT_TOOL_FAILED)
        fprintf(stderr, "%s: %s\n", tour->entry->name, result.message);
    return result.exit_code;
}

static int cannot_walk(const struct tour *tour, int error)
{
    fprintf(stderr, "%s cannot be walked through: %s.\n", tour->name, strerror(-error));
    return EXIT_TOOL_FAILED;
}

/* A demo that ends badly, as in a deadlock, is a good walk. */
static int record(struct tour *tour)
{
    int error = recording_begin(&tour->recording), exit_code;

    if (error)
        return cannot_walk(tour, error);
    if (tour->run.clock == CO_CLOCK_REAL && isatty(STDERR_FILENO))
        fprintf(stderr, "%s runs. The walk begins at its end; Ctrl-C ends it now.\n", tour->name);
    exit_code = process_call(tour->name, run, tour);
    error = recording_end(&tour->recording, &tour->stream);
    if (error)
        return cannot_walk(tour, error);
    if (exit_code == EXIT_INTERRUPTED || exit_code == EXIT_HUNG_UP || !tour->stream.count)
        return exit_code ? exit_code : cannot_walk(tour, -ENODATA);
    return 0;
}

/* ---- The demo's texts ---- */

static void add_commentary(struct text *text, struct part comment)
{
    while (comment.begin < comment.end) {
        struct part line = demo_text_take_line(&comment);
        bool joins = text->length && text->bytes[text->length - 1] != '\n';

        if (demo_text_stays(line) && joins)
            text_add(text, "\n");
        else if (joins)
            text_add(text, " ");
        text_add_bytes(text, line.begin, part_length(line));
        if (demo_text_stays(line))
            text_add(text, "\n");
    }
}

static int read_texts(struct tour *tour)
{
    const char *variant = tour->run.variant;
    struct part file, rest, python;

    co_format(tour->name, sizeof tour->name, "%s%s%s", tour->entry->name, variant ? "." : "",
              variant ? variant : "");
    demo_text_path(tour->path, sizeof tour->path, tour->entry);
    rest = file = demo_text_file(tour->path);
    text_add_bytes(&tour->source, file.begin, part_length(file));
    add_commentary(&tour->commentary, demo_text_split(&rest));
    demo_text_python_path(tour->python_path, sizeof tour->python_path, tour->entry);
    python = demo_text_file(tour->python_path);
    text_add_bytes(&tour->python, python.begin, part_length(python));
    tour->demo =
        (struct walk_demo){ .name = tour->name,
                            .title = tour->entry->demo->title,
                            .path = tour->path,
                            .source = text_string(&tour->source),
                            .python_path = tour->python_path,
                            .python = tour->python.length ? text_string(&tour->python) : NULL,
                            .commentary = text_string(&tour->commentary) };
    return tour->source.failed || tour->python.failed || tour->commentary.failed
               ? cannot_walk(tour, -ENOMEM)
               : 0;
}

/* ---- Where it begins ---- */

static int find_begin(struct tour *tour, const struct story *story)
{
    const char *at = arguments_value(tour->arguments, "at");
    double seconds;
    char next[128];

    if (!at)
        return 0;
    tour->begins = true;
    if (decimal_parse(at, &seconds)) {
        tour->begin = walk_find_time(story, (int64_t)(seconds * 1e9 + 0.5));
        if (tour->begin == SIZE_MAX)
            tour->begin = story->moment_count - 1;
        return 0;
    }
    tour->begin = walk_find_line(story, at);
    if (tour->begin != SIZE_MAX)
        return 0;
    co_format(next, sizeof next, "The log:  asyncdemo %s%s%s", tour->entry->name,
              tour->run.variant ? " --variant=" : "", tour->run.variant ? tour->run.variant : "");
    return usage_error(next, "--at=%s: no line of the log of %s contains this text.", at,
                       tour->name);
}

/* ---- On paper: the frames at which something is printed, the first and the last ---- */

static int print_frame(struct walk_session *session, struct text *text, size_t moment)
{
    int error;

    session->view.moment = moment;
    error = walk_session_draw(session);
    screen_add_framed(text, &session->screen);
    text_add(text, "\n");
    return error ? error : text->failed ? -ENOMEM : 0;
}

static int print_frames(struct tour *tour, struct walk_session *session, const struct story *story)
{
    struct text text = { 0 };
    size_t last = story->moment_count - 1;
    int error = 0;

    for (size_t i = 0; i <= last && !error; i++)
        if (tour->begins ? i == tour->begin : i == 0 || i == last || story->moments[i].printed)
            error = print_frame(session, &text, i);
    if (!error)
        fwrite(text_string(&text), 1, text.length, stdout);
    text_free(&text);
    return error ? cannot_walk(tour, error) : EXIT_WELL;
}

/* ---- On a terminal ---- */

/* Returns an exit code. */
static int go(struct tour *tour, struct walk_session *session)
{
    int error = 0, key = WALK_KEY_RESIZED;
    size_t rows, columns;

    while (!session->ended && key != WALK_KEY_SIGNAL && !error) {
        if (key == WALK_KEY_RESIZED) {
            walk_terminal_size(&rows, &columns);
            error = walk_session_resize(session, rows, columns, tour->run.symbols);
        } else {
            walk_session_key(session, key);
        }
        if (!error)
            error = walk_session_draw(session);
        if (!error)
            walk_terminal_draw(&session->screen);
        if (!error && !session->ended)
            key = walk_terminal_key(walk_session_wait(session));
    }
    walk_terminal_close();
    if (error)
        return cannot_walk(tour, error);
    return key == WALK_KEY_SIGNAL ? walk_terminal_end_by_signal() : EXIT_WELL;
}

static int walk_on_terminal(struct tour *tour, struct walk_session *session)
{
    struct text score = { 0 };
    int exit_code = walk_terminal_open(&tour->run.symbols, terminal_colour(STDOUT_FILENO));

    if (exit_code)
        return exit_code;
    session->view.moment = tour->begin;
    exit_code = go(tour, session);
    walk_session_add_score(&score, session);
    fputs(text_string(&score), stdout);
    text_free(&score);
    return exit_code;
}

static int walk(struct tour *tour)
{
    struct walk_session session;
    int error, exit_code;

    walk_session_begin(&session, &tour->stream, &tour->demo);
    error = walk_session_resize(&session, WALK_ROWS, tour->width, tour->run.symbols);
    exit_code = error ? cannot_walk(tour, error) : find_begin(tour, walk_story(session.walk));
    if (!exit_code && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        exit_code = walk_on_terminal(tour, &session);
    else if (!exit_code)
        exit_code = print_frames(tour, &session, walk_story(session.walk));
    walk_session_free(&session);
    return exit_code;
}

static int execute(const struct arguments *arguments)
{
    struct tour tour = { .arguments = arguments,
                         .width = WALK_COLUMNS,
                         .run = { .output = -1, .errors = -1, .handle_signals = true } };
    int exit_code = read_options(&tour);

    if (!exit_code && !command_can_run(tour.entry->name, tour.entry->demo->needs))
        exit_code = EXIT_SKIPPED;
    if (!exit_code)
        exit_code = read_texts(&tour);
    if (!exit_code)
        exit_code = record(&tour);
    if (!exit_code)
        exit_code = walk(&tour);
    stream_free(&tour.stream);
    order_free(&tour.order);
    text_free(&tour.source);
    text_free(&tour.python);
    text_free(&tour.commentary);
    return exit_code;
}

const struct command command_walk = {
    .name = "walk",
    .words = "DEMO",
    .summary = "step through a run, forwards and back",
    .example = "asyncdemo walk queue\nasyncdemo walk condition --at=0.100",
    .details =
        "Each step shows one event: what happens, what each task and each thing does then, the"
        " source, and the log. In a terminal with 140 columns or more, C and Python stand side by"
        " side; in a narrower one, the key s takes one for the other. The key ? lists the keys. If"
        " stdout is no terminal, the frames at which a line is printed come as text, one below the"
        " other.",
    .options = options,
    .execute = execute,
};
