#include "check/golden_file.h"

#include "check/golden_parser.h"
#include "co/explain/growing_text.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- Errors ---- */

int golden_refuse(const struct golden_parser *parser, size_t number, const char *format, ...)
{
    char sentence[512];
    va_list arguments;

    va_start(arguments, format);
    co_format_arguments(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    transcript_fail(parser->error, parser->name, number, -EBADMSG, "%s", sentence);
    parser->error->damage = TRANSCRIPT_NO_GOLDEN_FILE;
    return -EBADMSG;
}

int golden_no_memory(const struct golden_parser *parser)
{
    return transcript_fail(parser->error, parser->name, 0, -ENOMEM, "no memory is left for it.");
}

/* ---- Signals ---- */

static const struct {
    const char *name;
    int signal;
} signals[] = {
    { "HUP", SIGHUP },   { "INT", SIGINT },   { "QUIT", SIGQUIT }, { "ILL", SIGILL },
    { "TRAP", SIGTRAP }, { "ABRT", SIGABRT }, { "BUS", SIGBUS },   { "FPE", SIGFPE },
    { "KILL", SIGKILL }, { "SEGV", SIGSEGV }, { "PIPE", SIGPIPE }, { "ALRM", SIGALRM },
    { "TERM", SIGTERM }, { "USR1", SIGUSR1 }, { "USR2", SIGUSR2 }, { "SYS", SIGSYS },
    { "XCPU", SIGXCPU }, { "XFSZ", SIGXFSZ },
};

const char *golden_signal_name(int signal)
{
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (signals[i].signal == signal)
            return signals[i].name;
    return NULL;
}

int golden_signal(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (strlen(signals[i].name) == length && memcmp(signals[i].name, name, length) == 0)
            return signals[i].signal;
    return 0;
}

/* ---- Lines ---- */

bool golden_begins(const struct transcript_line *line, const char *word)
{
    size_t length = strlen(word);

    return line->whole_length >= length && memcmp(line->whole, word, length) == 0 &&
           (line->whole_length == length || line->whole[length] == ' ');
}

size_t golden_marks(const char *line, size_t length, struct golden_item *item)
{
    size_t at = 0;

    for (; at + 1 < length && line[at + 1] == ' '; at += 2) {
        bool *mark = line[at] == '?'   ? &item->is_pattern
                     : line[at] == '!' ? &item->is_error
                     : line[at] == '~' ? &item->is_unordered
                                       : NULL;

        if (!mark || *mark)
            break;
        *mark = true;
    }
    return at;
}

bool golden_is_output(const struct transcript_line *line)
{
    struct golden_item marks = { 0 };
    struct transcript_clock clock = { 0 };
    const char *at = line->whole, *end = at + line->whole_length;

    return golden_begins(line, "...") || golden_begins(line, "exit") ||
           golden_marks(line->whole, line->whole_length, &marks) || (at < end && *at == '\\') ||
           transcript_clock_read(&clock, &at, end);
}

/* Take the stamp off the item, or the backslash in the place of a stamp. */
static void take_stamp(struct golden_parser *parser, struct golden_item *item)
{
    const char *at = item->text, *end = at + item->length;

    if (parser->file->stamps != GOLDEN_STAMPS_NONE &&
        transcript_clock_read(&parser->clock, &at, end)) {
        item->stamped = true;
        item->time = parser->clock.time;
    } else if (item->length && *at == '\\') {
        at++;
    }
    item->text = at;
    item->length = (size_t)(end - at);
}

static int parse_item(struct golden_parser *parser, const struct transcript_line *line)
{
    struct golden_file *file = parser->file;
    struct golden_item *item = &file->items[file->count];
    size_t marks = golden_marks(line->whole, line->whole_length, item);
    char message[PATTERN_MESSAGE_MAX];
    int rc = 0;

    item->number = line->number;
    if (item->is_unordered)
        item->group = 1 + (file->count ? file->items[file->count - 1].group : 0);
    if (item->group > GOLDEN_GROUP_MAX)
        return golden_refuse(parser, line->number, "more than %d lines may change places here.",
                             GOLDEN_GROUP_MAX);
    item->whole = item->text = line->whole + marks;
    item->whole_length = item->length = line->whole_length - marks;
    item->is_elision = item->length == 3 && memcmp(item->text, "...", 3) == 0;
    if (item->is_elision && (item->is_pattern || item->is_unordered))
        return golden_refuse(parser, line->number, "\"...\" takes no mark but \"! \", for stderr.");
    file->count++;
    if (item->is_elision)
        return 0;
    take_stamp(parser, item);
    if (item->is_pattern)
        rc = pattern_parse(&item->pattern, item->text, item->length, &file->names, message);
    if (rc == -ENOMEM)
        return golden_no_memory(parser);
    return rc < 0 ? golden_refuse(parser, line->number, "%s.", message) : 0;
}

/* ---- The end ---- */

static int parse_end(struct golden_parser *parser, const struct transcript_line *line)
{
    const char *value = line->whole + strlen("exit ");
    size_t length = line->whole_length < 6 ? 0 : line->whole_length - strlen("exit ");
    struct golden_end *end = &parser->file->end;
    size_t digits = 0;

    end->number = line->number;
    while (digits < length && value[digits] >= '0' && value[digits] <= '9')
        digits++;
    if (length == 5 && memcmp(value, "limit", 5) == 0) {
        end->kind = GOLDEN_END_LIMIT;
    } else if (digits && digits == length && digits <= 3) {
        end->kind = GOLDEN_END_EXIT;
        end->status = (int)strtol(value, NULL, 10);
    } else if (length > 3 && memcmp(value, "SIG", 3) == 0) {
        end->kind = GOLDEN_END_SIGNAL;
        end->status = golden_signal(value + 3, length - 3);
    }
    if ((end->kind == GOLDEN_END_SIGNAL && !end->status) || end->status > 255 ||
        (end->kind == GOLDEN_END_EXIT && !digits) || (digits && digits < length))
        return golden_refuse(
            parser, line->number,
            "the end is \"exit 0\", another code up to 255, \"exit SIGTERM\" or "
            "\"exit limit\". A backslash before the line makes it a line of output.");
    if (end->kind == GOLDEN_END_LIMIT && parser->file->limit < 0)
        return golden_refuse(parser, line->number,
                             "\"exit limit\" needs a header such as \"limit 2s\".");
    return 0;
}

/* ---- The whole file ---- */

static int parse_body(struct golden_parser *parser)
{
    struct golden_file *file = parser->file;
    int rc = 0;

    file->body = parser->at;
    if (file->stamps == GOLDEN_STAMPS_ARRIVAL)
        parser->clock.kind = TRANSCRIPT_STAMP_ELAPSED;
    file->items = calloc(file->source.count - parser->at + 1, sizeof *file->items);
    if (!file->items)
        return golden_no_memory(parser);
    for (; rc == 0 && parser->at < file->source.count; parser->at++) {
        const struct transcript_line *line = &file->source.lines[parser->at];

        if (golden_begins(line, "#") || (file->end.number && !line->whole_length))
            continue;
        if (file->end.number)
            return golden_refuse(parser, line->number,
                                 "a line follows the end. A backslash before line %zu makes that "
                                 "line one of the output.",
                                 file->end.number);
        rc = golden_begins(line, "exit") ? parse_end(parser, line) : parse_item(parser, line);
    }
    file->kind = parser->clock.begun ? parser->clock.kind : TRANSCRIPT_STAMP_NONE;
    return rc;
}

static int parse(struct golden_file *file, const char *name, struct transcript_error *error)
{
    struct golden_parser parser = { .file = file, .name = name, .error = error };
    int rc = golden_parse_headers(&parser);

    return rc < 0 ? rc : parse_body(&parser);
}

static void begin(struct golden_file *file)
{
    *file = (struct golden_file){ .limit = -1, .early = -1, .late = -1, .start = -1 };
}

int golden_file_read(struct golden_file *file, const char *path, struct transcript_error *error)
{
    struct transcript read;
    int rc;

    begin(file);
    rc = transcript_read(&read, path, TRANSCRIPT_UNSTAMPED, error);
    if (rc < 0)
        return rc;
    /* The copy has no spare memory: with a thousand files, a fork would have to copy that, too. */
    rc = golden_file_parse(file, path, read.bytes, read.size, error);
    transcript_free(&read);
    return rc;
}

int golden_file_parse(struct golden_file *file, const char *name, const char *bytes, size_t size,
                      struct transcript_error *error)
{
    int rc;

    begin(file);
    rc = transcript_parse(&file->source, name, bytes, size, TRANSCRIPT_UNSTAMPED, error);
    return rc < 0 ? rc : parse(file, name, error);
}

void golden_file_free(struct golden_file *file)
{
    for (size_t i = 0; file->items && i < file->count; i++)
        pattern_free(&file->items[i].pattern);
    for (size_t i = 0; i < file->environment_count; i++)
        free(file->environment[i]);
    free(file->items);
    free(file->environment);
    free(file->folder);
    free(file->command);
    transcript_free(&file->source);
    *file = (struct golden_file){ 0 };
}
