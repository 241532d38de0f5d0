#include "check/golden_parser.h"

#include "co/explain/growing_text.h"
#include "co/monotonic.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- The command ---- */

/* Append a line of the command, which begins behind its mark. */
static void add_command(struct text *command, const struct transcript_line *line)
{
    if (command->length)
        text_add(command, "\n");
    text_add_bytes(command, line->whole + 2, line->whole_length - 2);
}

static bool is_marked(const struct golden_parser *parser, size_t at, const char *mark)
{
    const struct transcript *source = &parser->file->source;

    return at < source->count && source->lines[at].whole_length > 2 &&
           memcmp(source->lines[at].whole, mark, 2) == 0;
}

static int parse_command(struct golden_parser *parser)
{
    const struct transcript_line *lines = parser->file->source.lines;
    struct text command = { 0 };

    while (parser->at < parser->file->source.count && golden_begins(&lines[parser->at], "#"))
        parser->at++;
    if (!is_marked(parser, parser->at, "$ "))
        return golden_refuse(parser, parser->at < parser->file->source.count ? parser->at + 1 : 0,
                             "a golden of a command begins with the command, as in \"$ make\".");
    parser->file->command_number = parser->at + 1;
    add_command(&command, &lines[parser->at++]);
    while (is_marked(parser, parser->at, "> "))
        add_command(&command, &lines[parser->at++]);
    parser->file->command = command.bytes;
    return command.failed ? golden_no_memory(parser) : 0;
}

/* ---- Values ---- */

/* Parse "2s", "0.5s", "300ms" or "2", which are seconds. Returns -1 if it is no such time. */
static int64_t parse_time(const char *value)
{
    static const int64_t seconds_max = 24 * 60 * 60;
    char *end;
    double number;

    /* strtod() would take signs, hexadecimal numbers and words, too. */
    if (value[strspn(value, "0123456789.")] && !strchr("ms", value[strspn(value, "0123456789.")]))
        return -1;
    number = strtod(value, &end);
    if (end == value)
        return -1;
    if (strcmp(end, "ms") == 0)
        number /= 1000;
    else if (*end && strcmp(end, "s") != 0)
        return -1;
    return number <= (double)seconds_max ? (int64_t)(number * (double)NANOSECONDS + 0.5) : -1;
}

static int set_time(const struct golden_parser *parser, size_t number, const char *value,
                    int64_t *time)
{
    if (*time >= 0)
        return golden_refuse(parser, number, "this header is there a second time.");
    *time = parse_time(value);
    if (*time >= 0)
        return 0;
    return golden_refuse(parser, number, "\"%s\" is no time; a time is 2s, 0.5s or 300ms.", value);
}

static int set_limit(struct golden_parser *parser, size_t number, const char *value)
{
    return set_time(parser, number, value, &parser->file->limit);
}

static int set_late(struct golden_parser *parser, size_t number, const char *value)
{
    return set_time(parser, number, value, &parser->file->late);
}

static int set_early(struct golden_parser *parser, size_t number, const char *value)
{
    return set_time(parser, number, value, &parser->file->early);
}

static int set_start(struct golden_parser *parser, size_t number, const char *value)
{
    if (strncmp(value, "<= ", 3) != 0)
        return golden_refuse(parser, number, "a limit of the start is written \"start <= 2s\".");
    return set_time(parser, number, value + 3, &parser->file->start);
}

static int set_folder(struct golden_parser *parser, size_t number, const char *value)
{
    if (parser->file->folder)
        return golden_refuse(parser, number, "this header is there a second time.");
    parser->file->folder = strdup(value);
    return parser->file->folder ? 0 : golden_no_memory(parser);
}

static int add_variable(struct golden_parser *parser, size_t number, const char *value)
{
    struct golden_file *file = parser->file;
    char **environment;

    if (*value == '=')
        return golden_refuse(parser, number, "\"%s\" has no name before its =.", value);
    environment = realloc(file->environment, (file->environment_count + 1) * sizeof *environment);
    if (!environment)
        return golden_no_memory(parser);
    file->environment = environment;
    environment[file->environment_count] = strdup(value);
    return environment[file->environment_count++] ? 0 : golden_no_memory(parser);
}

static int set_stamps(struct golden_parser *parser, size_t number, const char *value)
{
    static const char *const names[] = { [GOLDEN_STAMPS_ARRIVAL] = "arrival",
                                         [GOLDEN_STAMPS_OWN] = "own",
                                         [GOLDEN_STAMPS_NONE] = "none" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(value, names[i]) != 0)
            continue;
        parser->file->stamps = (enum golden_stamps)i;
        return 0;
    }
    return golden_refuse(parser, number, "\"%s\" is no kind of stamps: arrival, own or none.",
                         value);
}

/* ---- The headers ---- */

static const struct {
    const char *name;
    int (*set)(struct golden_parser *parser, size_t number, const char *value);
} headers[] = {
    { "cwd", set_folder },  { "env", add_variable }, { "limit", set_limit },   { "late", set_late },
    { "early", set_early }, { "start", set_start },  { "stamps", set_stamps },
};

static int set_header(struct golden_parser *parser, const struct transcript_line *line)
{
    char *value;
    int rc;

    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        size_t name = strlen(headers[i].name);

        if (!golden_begins(line, headers[i].name))
            continue;
        if (line->whole_length < name + 2)
            return golden_refuse(parser, line->number, "the header %s has no value.",
                                 headers[i].name);
        value = strndup(line->whole + name + 1, line->whole_length - name - 1);
        rc = value ? headers[i].set(parser, line->number, value) : golden_no_memory(parser);
        free(value);
        return rc;
    }
    return golden_refuse(
        parser, line->number,
        "there is no header \"%.*s\"; there are cwd, env, limit, late, early, start "
        "and stamps. An empty line stands between headers and output.",
        (int)(line->whole_length < 40 ? line->whole_length : 40), line->whole);
}

int golden_parse_headers(struct golden_parser *parser)
{
    const struct transcript *source = &parser->file->source;
    int rc = parse_command(parser);

    for (; rc == 0 && parser->at < source->count; parser->at++) {
        const struct transcript_line *line = &source->lines[parser->at];

        if (!line->whole_length) {
            parser->at++;
            break;
        }
        if (golden_is_output(line))
            break;
        if (!golden_begins(line, "#"))
            rc = set_header(parser, line);
    }
    return rc;
}
