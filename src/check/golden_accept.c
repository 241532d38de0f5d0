/* `asyncdemo accept FILE.golden` makes and renews golden files. */
#include "check/accept_ask.h"
#include "check/golden.h"
#include "check/golden_check.h"
#include "check/golden_remake.h"
#include "check/golden_verdict.h"
#include "check/line_diff.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    CONTEXT_LINES = 3,
    /* nanoseconds: before the first line, more than most programs need to start; and to the last */
    WAITED = 200000000,
    AT_ONCE = 10000000,
};

struct accepting {
    const struct accept_file *what;
    const struct accept_options *options;
    struct golden_file old; /* all-zero if there is no file */
    bool exists;
    struct checked_golden probe; /* its headers tell how to run the command */
    struct child runs[GOLDEN_RUNS];
};

__attribute__((format(printf, 3, 4))) static int refuse(const struct accepting *accepting,
                                                        int exit_code, const char *format, ...)
{
    FILE *messages = accepting->options->messages;
    va_list arguments;

    fprintf(messages, "%s is not accepted: ", accepting->what->path);
    va_start(arguments, format);
    vfprintf(messages, format, arguments);
    va_end(arguments);
    fputc('\n', messages);
    return exit_code;
}

static int refuse_without_memory(const struct accepting *accepting)
{
    return refuse(accepting, EXIT_TOOL_FAILED, "no memory is left.");
}

/* ---- Before the runs ---- */

static int read_old(struct accepting *accepting)
{
    struct transcript_error error = { 0 };
    int rc;

    if (access(accepting->what->path, F_OK) < 0 && errno == ENOENT) {
        if (accepting->what->command)
            return 0;
        return refuse(accepting, EXIT_USAGE,
                      "there is no such file.\nTo make it:  asyncdemo accept %s -- COMMAND",
                      accepting->what->path);
    }
    accepting->exists = true;
    rc = golden_file_read(&accepting->old, accepting->what->path, &error);
    if (rc < 0)
        return refuse(accepting, EXIT_TOOL_FAILED, "%s\n  The file is left as it is.",
                      error.message);
    return 0;
}

/* Find out how to run the command: by the headers of the file to be. */
static int prepare(struct accepting *accepting, const struct text *head)
{
    struct transcript_error error = { 0 };
    struct checked_golden *probe = &accepting->probe;
    int rc = golden_file_parse(&probe->file, accepting->what->path, text_string(head), head->length,
                               &error);

    probe->path = accepting->what->path;
    if (rc < 0)
        return refuse(accepting, EXIT_TOOL_FAILED, "%s", error.message);
    return golden_check_call(probe) < 0 ? refuse_without_memory(accepting) : 0;
}

/* ---- The runs ---- */

static int check_run(const struct accepting *accepting, const struct child *run)
{
    const struct shell_run *shell = &run->shell_run;
    struct verdict verdict = { 0 };
    int64_t limit = accepting->probe.call.limit;

    if (golden_is_lost(run, &verdict))
        return refuse(accepting,
                      verdict.kind == VERDICT_FAILED ? EXIT_CHECK_FAILED : EXIT_TOOL_FAILED, "%s.",
                      verdict.message);
    if (shell->end == SHELL_NO_FOLDER)
        return refuse(accepting, EXIT_TOOL_FAILED, "its folder %s cannot be entered: %s.",
                      accepting->probe.call.folder, strerror(-shell->status));
    if (shell->end == SHELL_NOT_BEGUN)
        return refuse(accepting, EXIT_TOOL_FAILED, "the system could not start it: %s.",
                      strerror(-shell->status));
    if (shell->end == SHELL_AT_LIMIT && accepting->probe.file.limit < 0)
        return refuse(accepting, EXIT_CHECK_FAILED,
                      "the command does not end within %.3g s. If it never ends, say for how long "
                      "to watch it:\n  asyncdemo accept --limit=SECONDS %s%s",
                      (double)limit / 1e9, accepting->what->path,
                      accepting->exists ? "" : " -- COMMAND");
    if (shell->end == SHELL_EXITED && shell->status == SHELL_NOT_FOUND)
        return refuse(accepting, EXIT_CHECK_FAILED, "the shell did not find the command.");
    if (shell->end != accepting->runs[0].shell_run.end ||
        shell->status != accepting->runs[0].shell_run.status)
        return refuse(accepting, EXIT_CHECK_FAILED,
                      "its runs end in different ways: compare their exit codes.");
    return 0;
}

/* Run the command, one run after the other: two at a time may need the same port or file. */
static int run_command(struct accepting *accepting)
{
    int exit_code = 0;

    for (int i = 0; exit_code == 0 && i < GOLDEN_RUNS; i++) {
        accepting->runs[i] = golden_check_child(&accepting->probe);
        if (children_run(&accepting->runs[i], 1, 1, NULL) == -EINTR)
            return EXIT_INTERRUPTED;
        exit_code = check_run(accepting, &accepting->runs[i]);
    }
    return exit_code;
}

/* ---- The replacement ---- */

static int replace(const struct accepting *accepting, const struct text *made)
{
    struct transcript_error error = { 0 };

    if (golden_replace_file(accepting->what->path, made->bytes, made->length, &error) < 0)
        return refuse(accepting, EXIT_TOOL_FAILED, "%s", error.message);
    fprintf(accepting->options->messages, "%s is accepted.\n", accepting->what->path);
    return 0;
}

static int replace_if_wanted(const struct accepting *accepting, const struct text *made)
{
    const struct accept_options *options = accepting->options;
    int wanted = options->yes;

    if (!wanted && !options->answers)
        return refuse(
            accepting, EXIT_USAGE,
            "stdin is no terminal, so there is no person to ask. Add --yes to accept it.");
    if (!wanted)
        wanted = accept_ask(options, accepting->what->path);
    if (wanted < 0)
        return EXIT_INTERRUPTED;
    if (!wanted)
        return refuse(accepting, EXIT_CHECK_FAILED, "the answer was no. The file stays.");
    return replace(accepting, made);
}

static int show_and_replace(const struct accepting *accepting, const struct text *made)
{
    const struct accept_options *options = accepting->options;
    struct line_diff_text before = { accepting->what->path, accepting->old.source.bytes,
                                     accepting->old.source.size };
    struct line_diff_text after = { "these runs", made->bytes, made->length };
    int rc = line_diff_write(options->out, &before, &after, CONTEXT_LINES, options->colour);

    if (rc < 0)
        return refuse_without_memory(accepting);
    if (rc > 0)
        return replace_if_wanted(accepting, made);
    fprintf(options->messages, "%s is unchanged.\n", accepting->what->path);
    return 0;
}

/* Tell what a golden without times may be due to: C's stdio, for one, keeps lines back if stdout is
 * no terminal. */
static void note_lines_at_once(const struct accepting *accepting)
{
    const struct shell_lines *output = &accepting->runs[0].shell_run.output;
    int64_t first = output->count ? output->lines[0].time : 0;

    if (output->count > 1 && first >= WAITED &&
        output->lines[output->count - 1].time - first < AT_ONCE)
        fprintf(accepting->options->messages,
                "All lines came at once, %.3g s after the start. If the command prints them one "
                "after the other, it keeps them back: \"stdbuf -oL\" before it may help.\n",
                (double)first / 1e9);
}

/* Make the file anew, and see that it can be read. */
static int remake(struct accepting *accepting, const struct text *head, struct text *made)
{
    struct golden_remake remake = { .head = text_string(head),
                                    .old = accepting->exists ? &accepting->old : NULL,
                                    .probe = &accepting->probe.file };
    struct transcript_error error = { 0 };
    struct golden_file check;
    int rc;

    for (int i = 0; i < GOLDEN_RUNS; i++)
        remake.runs[i] = &accepting->runs[i].shell_run;
    rc = golden_remake_write(&remake, made);
    if (rc < 0)
        return refuse_without_memory(accepting);
    if (remake.spread)
        fprintf(accepting->options->messages,
                "The time between two lines differs by %.3g s between the runs, so the file allows "
                "that, by \"late\" and \"early\".\n",
                (double)remake.spread / 1e9);
    if (!accepting->exists)
        note_lines_at_once(accepting);
    rc = golden_file_parse(&check, "the new file", made->bytes, made->length, &error);
    golden_file_free(&check);
    return rc < 0 ? refuse(accepting, EXIT_TOOL_FAILED, "%s", error.message) : 0;
}

static int accept_it(struct accepting *accepting)
{
    struct text head = { 0 }, made = { 0 };
    int exit_code = read_old(accepting);

    if (exit_code == 0) {
        golden_remake_head(&head, accepting->exists ? &accepting->old : NULL,
                           accepting->what->command, accepting->what->limit);
        exit_code = head.failed ? refuse_without_memory(accepting) : prepare(accepting, &head);
    }
    if (exit_code == 0)
        exit_code = run_command(accepting);
    if (exit_code == 0)
        exit_code = remake(accepting, &head, &made);
    if (exit_code == 0)
        exit_code = show_and_replace(accepting, &made);
    text_free(&head);
    text_free(&made);
    return exit_code;
}

int accept_file(const struct accept_file *file, const struct accept_options *options)
{
    struct accepting accepting = { .what = file, .options = options };
    struct checked_golden *probe = &accepting.probe;
    int exit_code;

    probe->folder = golden_check_folder(file->path);
    exit_code = probe->folder ? accept_it(&accepting) : refuse_without_memory(&accepting);
    golden_file_free(&accepting.old);
    golden_file_free(&probe->file);
    free(probe->folder);
    free(probe->run_folder);
    for (int i = 0; i < GOLDEN_RUNS; i++)
        child_free(&accepting.runs[i]);
    return exit_code;
}
