#include "try/attempt.h"

#include "check/command_word.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

/* Nanoseconds for a command of the program. The check ends an endless run earlier; the lanes are
 * those of such a run, too. */
static const int64_t limit = INT64_C(60000000000), limit_of_lanes = INT64_C(5000000000);

/* ---- Commands of the program ---- */

/* Run the program that was built with these arguments. */
static int call(const struct attempt *attempt, const struct workshop *workshop,
                const char *arguments, int64_t most, struct capture *capture)
{
    struct text command = { 0 }, columns = { 0 };
    char ascii[] = "LC_ALL=C", *environment[] = { NULL, ascii };
    struct shell_call shell_call = { .limit = most,
                                     .environment = environment,
                                     .environment_count = attempt->ascii ? 2 : 1 };
    int rc = -ENOMEM;

    text_add(&command, "exec ");
    command_add_word(&command, text_string(&workshop->program));
    text_add(&command, " %s", arguments);
    text_add(&columns, "COLUMNS=%d", attempt->width);
    environment[0] = columns.bytes;
    shell_call.command = command.bytes;
    if (!command.failed && !columns.failed)
        rc = capture_command(&shell_call, capture);
    text_free(&command);
    text_free(&columns);
    return rc;
}

/* Append the lines behind the first one, up to the line that begins with the words. */
static void add_body(struct text *text, const char *lines, const char *words)
{
    const char *begin = strchr(lines, '\n'), *at = begin;

    while (at && at[1] && strncmp(at + 1, words, strlen(words)) != 0)
        at = strchr(at + 1, '\n');
    if (begin)
        begin += strspn(begin, "\n");
    if (begin)
        text_add_bytes(text, begin, at > begin ? (size_t)(at - begin) : strlen(begin));
}

/* Append a line of the output without its newline. */
static void add_line(struct text *text, const char *line)
{
    text_add_bytes(text, line, strcspn(line, "\n"));
}

/* ---- Ends ---- */

static int end(struct attempt *attempt, enum attempt_end how, const char *format, ...)
    CO_PRINTF(3, 4);

static int end(struct attempt *attempt, enum attempt_end how, const char *format, ...)
{
    va_list arguments;

    attempt->end = how;
    va_start(arguments, format);
    text_add(&attempt->summary, "%s %s", attempt->file,
             how == ATTEMPT_REFUSED ? "is not solved: " : "");
    text_add_arguments(&attempt->summary, format, arguments);
    va_end(arguments);
    return 0;
}

/* The command of the program did not end as it should. */
static int end_broken(struct attempt *attempt, const char *what, const struct capture *capture)
{
    text_add(&attempt->details, "%s%s", text_string(&capture->output),
             text_string(&capture->errors));
    if (capture->end == SHELL_EXITED)
        return end(attempt, ATTEMPT_BROKEN, "cannot be judged: %s ended with exit code %d.", what,
                   capture->status);
    if (capture->end == SHELL_SIGNALLED)
        return end(attempt, ATTEMPT_REFUSED, "%s ended by a signal: %s.", what,
                   strsignal(capture->status));
    return end(attempt, ATTEMPT_REFUSED, "%s does not end.", what);
}

/* ---- Steps ---- */

/* Append the lanes of the run, or of the run in the order of the file. */
static int show_lanes(struct attempt *attempt, const struct workshop *workshop, const char *order)
{
    struct text arguments = { 0 };
    struct capture capture = { 0 };
    int rc = -ENOMEM;

    text_add(&arguments, "%s --clock=virtual --as=lanes --width=%d", attempt->name, attempt->width);
    if (order) {
        text_add(&arguments, " --order=");
        command_add_word(&arguments, order);
    }
    if (!arguments.failed)
        rc = call(attempt, workshop, text_string(&arguments), limit_of_lanes, &capture);
    if (rc == 0 && capture.output.length)
        text_add(&attempt->details, "%s%s", attempt->details.length ? "\n" : "",
                 text_string(&capture.output));
    capture_free(&capture);
    text_free(&arguments);
    return rc;
}

/* The check has found a difference: its second line says which. */
static int end_different(struct attempt *attempt, const struct workshop *workshop,
                         const struct capture *capture)
{
    const char *message = strstr(text_string(&capture->output), "\n  ");
    struct text difference = { 0 };

    add_line(&difference, message ? message + 3 : "it does something else than what is wanted.");
    end(attempt, ATTEMPT_REFUSED, "%s", text_string(&difference));
    text_free(&difference);
    if (message)
        add_body(&attempt->details, message + 1,
                 strstr(message, "\n  Look ") ? "  Look " : "  Golden ");
    return show_lanes(attempt, workshop, NULL);
}

static int check(struct attempt *attempt, const struct workshop *workshop, bool *is_right)
{
    struct text arguments = { 0 };
    struct capture capture = { 0 };
    int rc = -ENOMEM;

    text_add(&arguments, "check %s --variant=default --clock=virtual --root=", attempt->name);
    command_add_word(&arguments, attempt->root);
    if (!arguments.failed)
        rc = call(attempt, workshop, text_string(&arguments), limit, &capture);
    *is_right = rc == 0 && capture.end == SHELL_EXITED && capture.status == 0;
    if (rc == 0 && capture.end == SHELL_EXITED && capture.status == 1)
        rc = end_different(attempt, workshop, &capture);
    else if (rc == 0 && !*is_right)
        rc = end_broken(attempt, "its check", &capture);
    capture_free(&capture);
    text_free(&arguments);
    return rc;
}

/* Exploration has found a bad order, and written it to the file. */
static int end_bad(struct attempt *attempt, const struct workshop *workshop,
                   const struct capture *capture, const char *order)
{
    const char *bad = strstr(text_string(&capture->output), "\nBAD: ");
    struct text sentence = { 0 };

    add_line(&sentence, bad ? bad + strlen("\nBAD: ") : "another order is bad.");
    end(attempt, ATTEMPT_REFUSED, "%s", text_string(&sentence));
    text_free(&sentence);
    text_add(&attempt->details, "Its own order of events is well. This order is not:\n");
    if (bad)
        add_body(&attempt->details, bad + 1, "Outcomes:");
    return show_lanes(attempt, workshop, order);
}

/* No order is bad. The first line of exploration counts them: "NAME: 20 orders in 0.01 s, ...". */
static int end_solved(struct attempt *attempt, const struct workshop *workshop,
                      const struct capture *capture)
{
    const char *line = text_string(&capture->output) + strlen(attempt->name) + 2;
    const char *in = strstr(line, " in ");

    end(attempt, ATTEMPT_SOLVED, "is solved: it was run in %.*s, and none is bad.",
        in ? (int)(in - line) : 0, line);
    return show_lanes(attempt, workshop, NULL);
}

static int explore(struct attempt *attempt, const struct workshop *workshop)
{
    struct text arguments = { 0 }, order = { 0 };
    struct capture capture = { 0 };
    int rc = -ENOMEM;

    text_add(&order, "%s/bad.order", workshop->folder);
    text_add(&arguments, "explore %s -o ", attempt->name);
    command_add_word(&arguments, text_string(&order));
    if (!arguments.failed && !order.failed)
        rc = call(attempt, workshop, text_string(&arguments), limit, &capture);
    if (rc == 0 && capture.end == SHELL_EXITED && capture.status == 0)
        rc = end_solved(attempt, workshop, &capture);
    else if (rc == 0 && capture.end == SHELL_EXITED && capture.status == 1)
        rc = end_bad(attempt, workshop, &capture, text_string(&order));
    else if (rc == 0)
        rc = end_broken(attempt, "its exploration", &capture);
    capture_free(&capture);
    text_free(&order);
    text_free(&arguments);
    return rc;
}

/* A demo is no exercise: its goldens are all that is wanted. */
static int end_right(struct attempt *attempt, const struct workshop *workshop)
{
    end(attempt, ATTEMPT_SOLVED, "does what its goldens have.");
    return show_lanes(attempt, workshop, NULL);
}

/* ---- What the compiler says ---- */

static const char *next_line(const char *line)
{
    const char *newline = strchr(line, '\n');

    return newline ? newline + 1 : line + strlen(line);
}

static bool has(const char *line, const char *word)
{
    const char *at = strstr(line, word);

    return at && at < line + strcspn(line, "\n");
}

/* Returns the words of the line's error, or NULL. The last words of the linker tell nothing. */
static const char *error_of(const char *line)
{
    static const char *const marks[] = { ": error: ", ": fatal error: ",
                                         ": undefined reference to ", ": multiple definition of " };

    if (has(line, ": ld returned ") || has(line, ": linker command failed "))
        return NULL;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (has(line, marks[i]))
            return strstr(line, marks[i]) + (i < 2 ? strlen(marks[i]) : strlen(": "));
    return NULL;
}

/* Returns whether the line begins a remark. The compiler shows the source between two of them. */
static bool begins_remark(const char *line)
{
    static const char *const marks[] = { ": error: ",  ": fatal error: ", ": warning: ",
                                         ": note: ",   ": In function ",  ": At top level",
                                         " generated." };

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (has(line, marks[i]))
            return true;
    return false;
}

/* Append the first error, with the lines of source that the compiler shows, and the number of the
 * others; without an error, all lines. */
static void add_first_error(struct text *text, const char *remarks)
{
    const char *line = remarks;
    size_t others = 0;

    while (*line && !error_of(line))
        line = next_line(line);
    if (!*line) {
        text_add(text, "%s", remarks);
        return;
    }
    do {
        text_add_bytes(text, line, (size_t)(next_line(line) - line));
        line = next_line(line);
    } while (*line && !begins_remark(line));
    for (; *line; line = next_line(line))
        others += error_of(line) != NULL;
    if (others)
        text_add(text, "(and %zu more error%s)\n", others, others == 1 ? "" : "s");
}

/* Say where the first error is: "it does not compile: line 7: <error>". The linker may not know. */
static void add_error_line(struct text *text, const char *remarks)
{
    const char *line = remarks, *error, *number;

    while (*line && !error_of(line))
        line = next_line(line);
    error = error_of(line);
    if (!error)
        return;
    for (number = line; number < error; number++)
        if (*number == ':' && isdigit((unsigned char)number[1]))
            break;
    if (number < error)
        text_add(text, ": line %.*s: ", (int)strspn(number + 1, "0123456789"), number + 1);
    else
        text_add(text, ": ");
    add_line(text, error);
}

static int build(struct attempt *attempt, struct workshop *workshop, bool *is_built)
{
    struct text remarks = { 0 };
    int rc = workshop_build(workshop, attempt->file, &remarks);

    *is_built = rc == WORKSHOP_BUILT;
    if (rc == WORKSHOP_REFUSED)
        add_error_line(&workshop->message, text_string(&remarks));
    if (rc != WORKSHOP_BUILT && rc != -EINTR)
        end(attempt, rc == WORKSHOP_REFUSED ? ATTEMPT_REFUSED : ATTEMPT_BROKEN, "%s%s.",
            rc == WORKSHOP_REFUSED ? "" : "cannot be built: ",
            workshop->message.length ? text_string(&workshop->message) : strerror(-rc));
    if (rc >= 0)
        add_first_error(&attempt->details, text_string(&remarks));
    text_free(&remarks);
    return rc == -EINTR ? rc : 0;
}

int attempt_judge(struct attempt *attempt, struct workshop *workshop)
{
    bool goes_on;
    int rc = build(attempt, workshop, &goes_on);

    if (rc == 0 && goes_on)
        rc = check(attempt, workshop, &goes_on);
    if (rc == 0 && goes_on && attempt->is_exercise)
        rc = explore(attempt, workshop);
    else if (rc == 0 && goes_on)
        rc = end_right(attempt, workshop);
    if (rc == 0 && (attempt->summary.failed || attempt->details.failed))
        rc = -ENOMEM;
    return rc;
}

void attempt_free(struct attempt *attempt)
{
    text_free(&attempt->summary);
    text_free(&attempt->details);
}
