#include "check/advice.h"

#include "check/check.h"
#include "check/command_word.h"
#include "check/golden.h"
#include "check/source_check.h"
#include "co/explain/growing_text.h"

#include <stdarg.h>
#include <string.h>

struct advice {
    FILE *out;
    const struct advice_call *call;
    const struct advice_case *one;
    size_t written; /* the number of commands */
};

/* ---- A command ---- */

static void finish(struct advice *advice, struct text *command, const char *why)
{
    const char *label = advice->written++ ? "" : "Next";
    size_t width = strlen("  Next       ") + command->length + strlen("  # ") + strlen(why);

    fprintf(advice->out, "  %-10s %s%s# %s\n", label, text_string(command),
            width > ADVICE_WIDTH ? "\n               " : "  ", why);
    text_free(command);
}

static void add_option(struct text *command, const char *option, const char *value)
{
    char word[PATH_MAX];

    text_add(command, " --%s=%s", option, command_word(word, sizeof word, value));
}

static void add_demo(struct text *text, const struct advice *advice, const char *command)
{
    char word[PATH_MAX];

    if (advice->one->file) {
        text_add(text, "asyncdemo %s%s", command,
                 command_word(word, sizeof word, advice->one->file));
        return;
    }
    text_add(text, "asyncdemo %s%s", command, advice->one->demo);
    if (advice->one->variant)
        add_option(text, "variant", advice->one->variant);
}

static void add_turns(struct text *text, const struct advice *advice)
{
    if (advice->call->turns)
        text_add(text, " --turns=%u", advice->call->turns);
}

static void add_seconds(struct text *text, const char *option, int64_t nanoseconds)
{
    text_add(text, " --%s=%.10g", option, (double)nanoseconds / 1e9);
}

static void add_options_of_real_clock(struct text *text, const struct advice_call *call)
{
    if (call->reference)
        add_option(text, "reference", call->reference);
    if (call->limits.early != CHECK_EARLY)
        add_seconds(text, "early", call->limits.early);
    if (call->limits.late != CHECK_LATE)
        add_seconds(text, "late", call->limits.late);
}

/* Write the command that runs the demo on the clock of the verdict, for a person to watch. */
static void write_run(struct advice *advice)
{
    struct text text = { 0 };

    add_demo(&text, advice, "");
    text_add(&text, " --clock=%s --stamp=elapsed", advice->one->real ? "real" : "virtual");
    add_turns(&text, advice);
    finish(advice, &text, "see it run");
}

static void write_show(struct advice *advice)
{
    struct text text = { 0 };

    add_demo(&text, advice, "show ");
    finish(advice, &text, "what it is meant to do");
}

/* Write a command that reads or writes goldens. It names the same folder of goldens as this call
 * did. */
static void write_golden_command(struct advice *advice, const char *command, const char *options,
                                 const char *why)
{
    struct text text = { 0 };

    add_demo(&text, advice, command);
    if (advice->one->file) {
        finish(advice, &text, why);
        return;
    }
    text_add(&text, "%s", options);
    if (advice->call->root_was_given)
        add_option(&text, "root", advice->call->root);
    if (strstr(options, "real"))
        add_options_of_real_clock(&text, advice->call);
    add_turns(&text, advice);
    finish(advice, &text, why);
}

/* ---- A golden that cannot be read ---- */

/* Write a command about the golden's file. The path of the file follows the text of `format`. */
__attribute__((format(printf, 4, 5))) static void write_file_command(
    struct advice *advice, const struct verdict_golden *golden, const char *why, const char *format,
    ...)
{
    struct golden file = { .root = advice->call->root,
                           .chapter = advice->one->chapter,
                           .demo = advice->one->demo,
                           .variant = advice->one->variant,
                           .part = golden->part };
    char path[PATH_MAX] = "", word[PATH_MAX];
    struct text text = { 0 };
    va_list arguments;

    if (advice->one->file)
        co_format(path, sizeof path, "%s", advice->one->file);
    else
        golden_path(&file, path);
    va_start(arguments, format);
    text_add_arguments(&text, format, arguments);
    va_end(arguments);
    text_add(&text, " %s", command_word(word, sizeof word, path));
    finish(advice, &text, why);
}

/* Write the command that makes a golden file. */
static void write_new_file(struct advice *advice, const char *why)
{
    struct text text = { 0 };

    add_demo(&text, advice, "accept ");
    text_add(&text, " -- COMMAND");
    finish(advice, &text, why);
}

static void write_anew(struct advice *advice, const struct verdict_golden *golden)
{
    static const char why[] = "... and make a new one";

    write_file_command(advice, golden, "restore it from git", "git checkout --");
    write_file_command(advice, golden, "or remove it ...", "rm");
    if (advice->one->file)
        write_new_file(advice, why);
    else
        write_golden_command(advice, "accept ", "", why);
}

/* Write how to make the golden that is missing. */
static void write_first(struct advice *advice)
{
    if (advice->one->file) {
        write_new_file(advice, "make it");
        return;
    }
    write_golden_command(advice, "accept ", "", "make a golden of what it prints");
    write_run(advice);
}

static void write_without_folder(struct advice *advice, const struct verdict_golden *golden)
{
    write_file_command(advice, golden, "a folder is in the golden's place", "ls -A");
    write_file_command(advice, golden, "remove it, if it is empty ...", "rmdir");
    write_golden_command(advice, "accept ", "", "... and make a golden");
}

/* Write the command that mends the file itself. Returns false if it has to be made anew. */
static bool write_repair(struct advice *advice, const struct verdict_golden *golden)
{
    bool is_file = advice->one->file != NULL;

    if (golden->damage == TRANSCRIPT_UNREAD)
        write_file_command(advice, golden, "show its permissions", "ls -ld");
    else if (golden->damage == TRANSCRIPT_HAS_CRLF)
        write_file_command(advice, golden, "take the carriage returns off", "sed -i 's/\\r$//'");
    else if (golden->damage == TRANSCRIPT_HAS_BYTE_ORDER_MARK)
        write_file_command(advice, golden, "take the mark off", "sed -i '1s/^\\xef\\xbb\\xbf//'");
    else if (golden->damage == TRANSCRIPT_NO_GOLDEN_FILE)
        write_file_command(advice, golden, "mend the line", "vi +%zu", golden->line);
    else if (golden->damage == TRANSCRIPT_UNMERGED)
        write_file_command(advice, golden, "finish the merge", "vi +%zu", golden->line);
    else if (golden->damage == TRANSCRIPT_CUT_SHORT && is_file)
        /* Some editors leave a file so that was written by hand. */
        write_file_command(advice, golden, "end its last line, if no line is missing", "echo >>");
    else
        return false;
    return true;
}

static void write_mending(struct advice *advice, const struct verdict_golden *golden)
{
    if (golden->damage == TRANSCRIPT_ABSENT || golden->damage == TRANSCRIPT_EMPTY)
        write_first(advice);
    else if (golden->damage == TRANSCRIPT_FOLDER)
        write_without_folder(advice, golden);
    else if (write_repair(advice, golden))
        write_golden_command(advice, "check ", " --clock=virtual", "does it pass now?");
    else
        write_anew(advice, golden);
}

void advice_mend(FILE *out, const struct advice_call *call, const struct advice_case *one,
                 const struct verdict_golden *golden)
{
    struct advice advice = { out, call, one, 0 };

    write_mending(&advice, golden);
}

/* ---- After a verdict ---- */

/* Write how to mend the command of a golden file. */
static void write_mending_command(struct advice *advice, const struct verdict_golden *golden)
{
    write_file_command(advice, golden, "mend the command", "vi +%zu", golden->line);
    write_golden_command(advice, "check ", "", "does it pass now?");
}

static void write_orphan(struct advice *advice)
{
    char word[PATH_MAX];
    struct text text = { 0 };

    text_add(&text, "rm %s", command_word(word, sizeof word, advice->one->orphan));
    finish(advice, &text, "if its demo was removed or renamed");
    text_add(&text, "asyncdemo list");
    finish(advice, &text, "list all demos");
}

static void write_inconclusive(struct advice *advice)
{
    write_golden_command(advice, "check ", " --clock=real", "when this machine is less busy");
    write_golden_command(advice, "check ", " --clock=virtual", "this needs no real time");
}

/* Write the command that saves the reference, which cannot be read. */
static void write_reference(struct advice *advice)
{
    struct text text = { 0 };

    add_demo(&text, advice, "check ");
    text_add(&text, " --clock=virtual");
    add_option(&text, "save-reference", advice->call->reference);
    finish(advice, &text, "run this with the build to compare with");
}

/* Write commands about a golden file. */
static void write_file(struct advice *advice, const struct verdict *verdict)
{
    if (verdict->kind == VERDICT_INCONCLUSIVE)
        write_golden_command(advice, "check ", "", "when this machine is less busy");
    else if (verdict->difference == DIFFERENCE_GOLDEN)
        write_mending(advice, &verdict->golden);
    else if (verdict->difference == DIFFERENCE_RESOURCES)
        write_golden_command(advice, "check --jobs=1 ", "", "run one command at a time");
    else if (source_check_is(advice->one->file))
        write_golden_command(advice, "try --once ", "", "the whole report");
    else if (verdict->golden.is_command)
        write_mending_command(advice, &verdict->golden);
    else
        write_golden_command(advice, "accept ", "", "show all differences, and ask first");
}

static void write_failure(struct advice *advice, const struct verdict *verdict)
{
    bool is_transcript = verdict->difference <= DIFFERENCE_STDERR;

    write_run(advice);
    if (advice->one->real)
        write_golden_command(advice, "check ", " --clock=virtual", "is it wrong there, too?");
    else if (is_transcript && advice->call->root)
        write_golden_command(advice, "accept ", "", "show all differences, and ask first");
    else
        write_show(advice);
}

void advice_write(FILE *out, const struct advice_call *call, const struct advice_case *one,
                  const struct verdict *verdict)
{
    struct advice advice = { out, call, one, 0 };

    if (one->file)
        write_file(&advice, verdict);
    else if (one->orphan)
        write_orphan(&advice);
    else if (verdict->kind == VERDICT_INCONCLUSIVE)
        write_inconclusive(&advice);
    else if (verdict->difference == DIFFERENCE_GOLDEN && one->real && call->reference)
        write_reference(&advice);
    else if (verdict->difference == DIFFERENCE_GOLDEN && call->root)
        write_mending(&advice, &verdict->golden);
    else if (verdict->difference == DIFFERENCE_RESOURCES)
        write_golden_command(&advice, "check ", " --jobs=1", "run one case at a time");
    else
        write_failure(&advice, verdict);
}
